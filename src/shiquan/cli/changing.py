"""The commands `shiquan add`, `shiquan remove` and `shiquan missing`: what the data set lacks, and how it gets it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from shiquan.cli.building import tell_inconsistencies, tell_validation, violations
from shiquan.cli.console import OUT, ExitCode, complain, write
from shiquan.cli.options import DEFAULT_DATA, DataOption, EndpointOption, RowsFormat, store_of
from shiquan.cli.progress import reading_progress
from shiquan.questions.missing import missing
from shiquan.questions.rendering import as_csv, as_json

if TYPE_CHECKING:
    from shiquan.changing import Change, HeldDocument
    from shiquan.stores.rows import Rows


def register(app: typer.Typer) -> None:
    """Give the application these commands."""
    app.command("add")(add_command)
    app.command("remove")(remove_command)
    app.command("missing")(missing_command)


def add_command(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="文件或文件夹 / files or folders")],
    data: DataOption = DEFAULT_DATA,
    replacing: Annotated[
        bool, typer.Option("--replace", help="替换内容不同的同一文件 / replace a document held with another text")
    ] = False,
) -> None:
    """把文件加入已有数据集，不重读其他文件。 / Put documents into a data set without reading the others again."""
    from shiquan.changing import add, replace

    with reading_progress() as show:
        _tell((replace if replacing else add)(files, data, show), data)


def remove_command(
    number: Annotated[str, typer.Argument(metavar="NUMBER", help="文号（无文号的写题名） / document number, or title")],
    area: Annotated[
        str | None, typer.Option("--area", help="哪一地的文件：地名或代码 / whose document: name or code of the place")
    ] = None,
    data: DataOption = DEFAULT_DATA,
) -> None:
    """把一件文件移出数据集，不重读其他文件。 / Take a document out of a data set without reading the others again."""
    from shiquan.changing import remove

    _tell(remove(number, data, area), data)


def missing_command(
    data: DataOption = DEFAULT_DATA,
    endpoint: EndpointOption = None,
    format_: Annotated[RowsFormat, typer.Option("--format", help="输出格式 / output format")] = RowsFormat.TABLE,
) -> None:
    """引用了而未收录全文的文件，缺它的链条多的在前。 / Instruments cited but not held, those that most chains lack first."""
    rows = missing(store_of(data, endpoint))
    match format_:
        case RowsFormat.TABLE:
            OUT.print(_wanted(rows))
        case RowsFormat.CSV:
            write(as_csv(rows))
        case RowsFormat.JSON:
            write(as_json(rows))


def _wanted(rows: Rows) -> Table:
    """Return the missing instruments as a table for the terminal: figures, number and area, title with the quote under it."""
    table = Table(title=Text("引用了而未收录全文的文件 / instruments cited but not held"), show_lines=True)
    for name in ("缺链\nchains", "补齐\ncompletes", "引用\ncited by"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("文号、地区\nnumber, area", no_wrap=True)
    table.add_column("题名、首次引用\ntitle, first quote", overflow="fold")
    for row in rows.records():
        title = Text(row["title"] or "")
        if row["quote"]:
            title.append(f"\n“{row['quote']}”", style="dim")
        named = Text("\n".join(word for word in (row["number"], row["area"]) if word) or "—")
        table.add_row(row["chains"], row["completes"], row["cited_by"], named, title)
    return table


def _tell(change: Change, data: Path) -> None:
    """Tell what was done, and end with the exit code that it deserves."""
    _list("已加入 / added", change.added)
    _list("已替换 / replaced", change.replaced)
    _list("已移出 / removed", change.removed)
    _list("没有变化，数据集里已有同样的全文 / unchanged, held already with the same text", change.unchanged)
    if change.quads:
        OUT.print(Text(f"数据集 / data set: {data}（{change.quads} 条陈述 / statements）"), soft_wrap=True)
    for failure in change.failures:
        complain(failure)
    tell_inconsistencies(change.inconsistencies)
    if change.quads:
        tell_validation(change.validation, data)
    wrong = change.failures or change.inconsistencies or violations(change.validation)
    raise typer.Exit(ExitCode.FINDINGS if wrong else ExitCode.DONE)


def _list(what: str, documents: Iterable[HeldDocument]) -> None:
    for document in documents:
        said = document.report
        name = said["number"] or said["title"] or document.iri
        OUT.print(Text(f"{what}：{name}（{said['area'] or '？'}，{said['file']}）"), soft_wrap=True)
