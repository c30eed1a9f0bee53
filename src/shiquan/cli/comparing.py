"""The commands `compare`, `similarity`, `diffusion` and `flow`: places side by side, and plans in time."""

from __future__ import annotations

import io
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console, RenderableType

from shiquan.cli.console import OUT
from shiquan.cli.pictures import check_target, deliver, picture
from shiquan.comparison import rendering
from shiquan.comparison.arrangement import Basis
from shiquan.comparison.diffusion import diffusion
from shiquan.comparison.flow import flow
from shiquan.comparison.matrix import compare
from shiquan.comparison.similarity import similarity
from shiquan.questions.rendering import as_csv
from shiquan.stores.embedded import EmbeddedStore
from shiquan.stores.interface import QueryStore
from shiquan.stores.remote import RemoteStore

DEFAULT_DATA = Path("build")


class DataFormat(StrEnum):
    """Formats of what has no picture."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


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
DataOption = Annotated[Path, typer.Option("--data", help="数据集文件夹 / folder of the data set")]
EndpointOption = Annotated[
    str | None,
    typer.Option("--endpoint", help="SPARQL 端点，代替本地数据集 / SPARQL endpoint, instead of a local data set"),
]
OutOption = Annotated[Path | None, typer.Option("--out", metavar="FILE", help="写入文件 / write to this file")]
DataFormatOption = Annotated[DataFormat, typer.Option("--format", help="输出格式 / output format")]
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
    from shiquan.pictures.matrix_picture import matrix_picture

    check_target(format_, out)
    found = compare(_store(data, endpoint), areas or (), domain, concepts or (), as_of, tiers)
    match format_:
        case PictureFormat.TABLE:
            _show(rendering.comparison_table(found), out)
        case PictureFormat.CSV:
            deliver(as_csv(found.rows()).encode(), out)
        case PictureFormat.JSON:
            deliver(rendering.comparison_json(found).encode(), out)
        case PictureFormat.SVG | PictureFormat.PNG:
            deliver(picture(matrix_picture(found), format_), out)


def similarity_command(
    areas: AreasArgument = None,
    domain: DomainOption = None,
    as_of: AsOfOption = None,
    tiers: TiersOption = Basis.ABSOLUTE,
    data: DataOption = DEFAULT_DATA,
    endpoint: EndpointOption = None,
    format_: DataFormatOption = DataFormat.TABLE,
    out: OutOption = None,
) -> None:
    """各地方案两两有多相似：所列事项，权责层级。 / How alike plans are, two by two: what they list, and to whom they give it."""
    found = similarity(compare(_store(data, endpoint), areas or (), domain, (), as_of, tiers))
    match format_:
        case DataFormat.TABLE:
            _show(rendering.similarity_table(found), out)
        case DataFormat.CSV:
            deliver(as_csv(found.rows()).encode(), out)
        case DataFormat.JSON:
            deliver(rendering.similarity_json(found).encode(), out)


def diffusion_command(
    domain: Annotated[str, typer.Option("--domain", metavar="D", help="领域 / domain")],
    data: DataOption = DEFAULT_DATA,
    endpoint: EndpointOption = None,
    format_: PictureFormatOption = PictureFormat.TABLE,
    out: OutOption = None,
) -> None:
    """一个领域的方案从国家到县何时推行、相隔多少天。 / When a domain's plans spread from the nation to the counties, and in how many days."""
    from shiquan.pictures.timeline_picture import timeline_picture

    check_target(format_, out)
    found = diffusion(_store(data, endpoint), domain)
    match format_:
        case PictureFormat.TABLE:
            _show(rendering.diffusion_table(found), out)
        case PictureFormat.CSV:
            deliver(as_csv(found.rows()).encode(), out)
        case PictureFormat.JSON:
            deliver(rendering.diffusion_json(found).encode(), out)
        case PictureFormat.SVG | PictureFormat.PNG:
            deliver(picture(timeline_picture(found), format_), out)


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
    from shiquan.pictures.flow_picture import flow_picture

    check_target(format_, out)
    found = flow(_store(data, endpoint), area, domain, as_of)
    match format_:
        case PictureFormat.TABLE:
            _show(rendering.flow_table(found), out)
        case PictureFormat.CSV:
            deliver(as_csv(found.rows()).encode(), out)
        case PictureFormat.JSON:
            deliver(rendering.flow_json(found).encode(), out)
        case PictureFormat.SVG | PictureFormat.PNG:
            deliver(picture(flow_picture(found), format_), out)


def _store(data: Path, endpoint: str | None) -> QueryStore:
    return RemoteStore(endpoint) if endpoint is not None else EmbeddedStore.open(data)


def _show(table: RenderableType, out: Path | None) -> None:
    """Print a table, or write it as plain text wide enough for every column."""
    if out is None:
        OUT.print(table)
        return
    plain = Console(file=io.StringIO(), width=240, color_system=None)
    plain.print(table)
    assert isinstance(plain.file, io.StringIO)
    deliver(plain.file.getvalue().encode(), out)
