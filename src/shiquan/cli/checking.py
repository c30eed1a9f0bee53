"""The command `shiquan check`: conflicts, gaps and divergences between tiers."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from shiquan.cli.console import OUT, ExitCode, write
from shiquan.cli.options import DEFAULT_DATA, AuthOption, DataOption, EndpointOption, RowsFormat, UserOption, store_of
from shiquan.graph.findings import Severity
from shiquan.questions.checks import check, worst_severity
from shiquan.questions.rendering import as_csv, as_json
from shiquan.stores.rows import Rows


def register(app: typer.Typer) -> None:
    """Give the application this command."""
    app.command("check")(check_command)


def check_command(
    data: DataOption = DEFAULT_DATA,
    endpoint: EndpointOption = None,
    auth: AuthOption = None,
    user: UserOption = None,
    codes: Annotated[
        list[str] | None,
        typer.Option("--code", metavar="CODE", help="只做这一项检查，可重复 / this check only; may be given again"),
    ] = None,
    format_: Annotated[RowsFormat, typer.Option("--format", help="输出格式 / output format")] = RowsFormat.TABLE,
) -> None:
    """检查上下级之间的抵触、缺漏和分歧。 / Check for conflicts, gaps and divergences between tiers."""
    rows = check(store_of(data, endpoint, auth, user), codes or ())
    match format_:
        case RowsFormat.TABLE:
            OUT.print(_table(rows))
        case RowsFormat.CSV:
            write(as_csv(rows))
        case RowsFormat.JSON:
            write(as_json(rows))
    raise typer.Exit(ExitCode.FINDINGS if worst_severity(rows) is Severity.VIOLATION else ExitCode.DONE)


def _table(rows: Rows) -> Table:
    """Return the findings in three columns: what kind, where, and what with both quotes; nine would not fit a terminal."""
    table = Table(title=Text(f"检查结果 / findings: {len(rows)}"), show_lines=True)
    for column in ("检查\ncheck", "文件\ndocument", "结果\nfinding"):
        table.add_column(Text(column), overflow="fold")
    for row in rows.records():
        said = [*(row["message"] or "").split(" / ", 1)]
        if row["quote"]:
            said.append(f"“{row['quote']}”")
        if row["upper_number"] or row["upper_quote"]:
            said.append(f"↑ {row['upper_number'] or ''} " + (f"“{row['upper_quote']}”" if row["upper_quote"] else ""))
        where = [row["number"], row["section"], row["concept"]]
        table.add_row(
            Text(f"{row['severity']}\n{row['code']}"),
            Text("\n".join(part for part in where if part)),
            Text("\n".join(part.strip() for part in said)),
        )
    return table
