"""The commands `compare`, `similarity`, `diffusion` and `flow`: places side by side, and plans in time."""

from __future__ import annotations

import io
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Protocol, TypeVar

import typer
from rich.console import Console, RenderableType

from shiquan.cli.console import OUT
from shiquan.cli.options import DEFAULT_DATA, DataOption, EndpointOption, RowsFormat, store_of
from shiquan.cli.pictures import check_target, deliver, picture
from shiquan.comparison.arrangement import Basis
from shiquan.questions.rendering import as_csv
from shiquan.stores.rows import Rows

if TYPE_CHECKING:
    from shiquan.pictures.drawing import Drawing


class PictureFormat(StrEnum):
    """Formats of what can be drawn."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    SVG = "svg"
    PNG = "png"


AreasArgument = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[AREA]...",
        help="地名或代码；不给则取该领域全部已收录的地方 / names or codes; without: all places held",
    ),
]
DomainOption = Annotated[str | None, typer.Option("--domain", metavar="D", help="领域 / domain")]
ConceptOption = Annotated[
    list[str] | None,
    typer.Option("--concept", metavar="C", help="只比较此事项，可重复 / this task only; may be given again"),
]
AsOfOption = Annotated[
    str | None, typer.Option("--as-of", metavar="DATE", help="按哪一天的有效方案 / plans in force on that day")
]
TiersOption = Annotated[
    Basis,
    typer.Option("--tiers", help="按层级名称或按本级、下级比较 / compare tiers by name, or own tier with own tier"),
]
OutOption = Annotated[Path | None, typer.Option("--out", metavar="FILE", help="写入文件 / write to this file")]
RowsFormatOption = Annotated[RowsFormat, typer.Option("--format", help="输出格式 / output format")]
PictureFormatOption = Annotated[PictureFormat, typer.Option("--format", help="输出格式 / output format")]


def register(app: typer.Typer) -> None:
    """Give the application these commands."""
    app.command("compare")(compare_command)
    app.command("similarity")(similarity_command)
    app.command("diffusion")(diffusion_command)
    app.command("flow")(flow_command)


def compare_command(
    areas: AreasArgument = None,
    domain: DomainOption = None,
    concepts: ConceptOption = None,
    as_of: AsOfOption = None,
    tiers: TiersOption = Basis.ABSOLUTE,
    data: DataOption = DEFAULT_DATA,
    endpoint: EndpointOption = None,
    format_: PictureFormatOption = PictureFormat.TABLE,
    out: OutOption = None,
) -> None:
    """比较各地：同一事项权归谁、钱由谁出，何处一致，何处不同。 / Compare places: who holds, who pays, where they agree and differ."""
    from shiquan.comparison.matrix import compare
    from shiquan.comparison.rendering import comparison_json, comparison_table
    from shiquan.pictures.matrix_picture import matrix_picture

    check_target(format_, out)
    found = compare(store_of(data, endpoint), areas or (), domain, concepts or (), as_of, tiers)
    _tell(found, format_, out, comparison_table, comparison_json, matrix_picture)


def similarity_command(
    areas: AreasArgument = None,
    domain: DomainOption = None,
    as_of: AsOfOption = None,
    tiers: TiersOption = Basis.ABSOLUTE,
    data: DataOption = DEFAULT_DATA,
    endpoint: EndpointOption = None,
    format_: RowsFormatOption = RowsFormat.TABLE,
    out: OutOption = None,
) -> None:
    """各地方案两两有多相似：所列事项，权责层级。 / How alike plans are, two by two: what they list, and to whom they give it."""
    from shiquan.comparison.matrix import compare
    from shiquan.comparison.rendering import similarity_json, similarity_table
    from shiquan.comparison.similarity import similarity

    found = similarity(compare(store_of(data, endpoint), areas or (), domain, (), as_of, tiers))
    _tell(found, format_, out, similarity_table, similarity_json)


def diffusion_command(
    domain: Annotated[str, typer.Option("--domain", metavar="D", help="领域 / domain")],
    data: DataOption = DEFAULT_DATA,
    endpoint: EndpointOption = None,
    format_: PictureFormatOption = PictureFormat.TABLE,
    out: OutOption = None,
) -> None:
    """一个领域的方案从国家到县何时推行、相隔多少天。 / When a domain's plans spread from the nation to the counties, and in how many days."""
    from shiquan.comparison.diffusion import diffusion
    from shiquan.comparison.rendering import diffusion_json, diffusion_table
    from shiquan.pictures.timeline_picture import timeline_picture

    check_target(format_, out)
    found = diffusion(store_of(data, endpoint), domain)
    _tell(found, format_, out, diffusion_table, diffusion_json, timeline_picture)


def flow_command(
    area: Annotated[str, typer.Argument(metavar="AREA", help="地名或代码 / name or code of a place")],
    domain: DomainOption = None,
    as_of: AsOfOption = None,
    data: DataOption = DEFAULT_DATA,
    endpoint: EndpointOption = None,
    format_: PictureFormatOption = PictureFormat.TABLE,
    out: OutOption = None,
) -> None:
    """一地的事项从工作方面流向哪些层级。 / To which tiers the tasks of a place go, from each area of work."""
    from shiquan.comparison.flow import flow
    from shiquan.comparison.rendering import flow_json, flow_table
    from shiquan.pictures.flow_picture import flow_picture

    check_target(format_, out)
    found = flow(store_of(data, endpoint), area, domain, as_of)
    _tell(found, format_, out, flow_table, flow_json, flow_picture)


class _Answer(Protocol):
    """What a comparison found, as rows."""

    def rows(self) -> Rows: ...


_Found = TypeVar("_Found", bound=_Answer)


def _tell(
    found: _Found,
    format_: RowsFormat | PictureFormat,
    out: Path | None,
    table: Callable[[_Found], RenderableType],
    json: Callable[[_Found], str],
    draw: Callable[[_Found], Drawing] | None = None,
) -> None:
    """Hand over an answer in the format asked for; ``draw`` makes the picture of what has one."""
    if format_ == "table":
        _show(table(found), out)
    elif format_ == "csv":
        deliver(as_csv(found.rows()).encode(), out)
    elif format_ == "json" or draw is None:
        deliver(json(found).encode(), out)
    else:
        deliver(picture(draw(found), format_), out)


def _show(table: RenderableType, out: Path | None) -> None:
    """Print a table, or write it as plain text wide enough for every column."""
    if out is None:
        OUT.print(table)
        return
    plain = Console(file=io.StringIO(), width=240, color_system=None)
    plain.print(table)
    assert isinstance(plain.file, io.StringIO)
    deliver(plain.file.getvalue().encode(), out)
