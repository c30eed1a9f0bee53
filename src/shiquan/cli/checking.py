"""The command `shiquan check`: conflicts, gaps and divergences between tiers."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from shiquan.cli.console import OUT, ExitCode, write
from shiquan.graph.findings import Severity
from shiquan.questions.checks import check, worst_severity
from shiquan.questions.rendering import as_csv, as_json
from shiquan.stores.embedded import EmbeddedStore
from shiquan.stores.remote import RemoteStore
from shiquan.stores.rows import Rows

DEFAULT_DATA = Path("build")


class CheckFormat(StrEnum):
    """Formats of the list of findings."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


def register(app: typer.Typer) -> None:
    """Give the application this command."""
    app.command("check")(check_command)


def check_command(
    data: Annotated[Path, typer.Option("--data", help="数据集文件夹 / folder of the data set")] = DEFAULT_DATA,
    endpoint: Annotated[
        str | None,
        typer.Option("--endpoint", help="SPARQL 端点，代替本地数据集 / SPARQL endpoint, instead of a local data set"),
    ] = None,
    codes: Annotated[
        list[str] | None,
        typer.Option("--code", metavar="CODE", help="只做这一项检查，可重复 / this check only; may be given again"),
    ] = None,
    format_: Annotated[CheckFormat, typer.Option("--format", help="输出格式 / output format")] = CheckFormat.TABLE,
) -> None:
    """检查上下级之间的抵触、缺漏和分歧。 / Check for conflicts, gaps and divergences between tiers."""
    store = RemoteStore(endpoint) if endpoint is not None else EmbeddedStore.open(data)
    rows = check(store, codes or ())
    match format_:
        case CheckFormat.TABLE:
            OUT.print(_table(rows))
        case CheckFormat.CSV:
            write(as_csv(rows))
        case CheckFormat.JSON:
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
