"""The command `shiquan`."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from shiquan import __version__
from shiquan.cli import building, changing, checking, comparing, concepts, loading, publishing, reviewing, serving
from shiquan.cli.console import ERR, OUT, ExitCode, complain, show_warnings, write
from shiquan.cli.options import DEFAULT_DATA, AuthOption, DataOption, EndpointOption, JobsOption, UserOption, store_of
from shiquan.cli.pictures import check_target, deliver, picture
from shiquan.cli.progress import reading_progress
from shiquan.errors import ShiquanError, UsageError
from shiquan.questions.catalogue import NamedQuery, ask, ask_for_triples, find_query, named_queries
from shiquan.questions.rendering import as_csv, as_json, as_table, as_turtle
from shiquan.questions.trace import trace
from shiquan.questions.trace_rendering import as_csv as trace_csv
from shiquan.questions.trace_rendering import as_json as trace_json
from shiquan.questions.trace_rendering import as_mermaid, as_tree
from shiquan.stores.embedded import EmbeddedStore

if TYPE_CHECKING:
    from shiquan.evaluation import Evaluation

# What only one command needs is imported by that command: a trace should not wait for the readers of PDF files to load.


app = typer.Typer(
    name="shiquan",
    help="事权：谁有财政事权、谁承担支出责任、依据哪一句话。 / Who holds a fiscal power, who pays, by which sentence.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)


class ReportFormat(StrEnum):
    """Formats of a validation report."""

    TABLE = "table"
    TTL = "ttl"
    JSON = "json"
    CSV = "csv"


class ValidationEngine(StrEnum):
    """What validates."""

    COMPILED = "compiled"
    PYSHACL = "pyshacl"


class QueryFormat(StrEnum):
    """Formats of a query's answer."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    TTL = "ttl"


class TraceFormat(StrEnum):
    """Formats of a trace."""

    TREE = "tree"
    JSON = "json"
    CSV = "csv"
    MERMAID = "mermaid"
    SVG = "svg"
    PNG = "png"


def _show_version(wanted: bool) -> None:
    if wanted:
        write(f"shiquan {__version__}\n")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool,
        typer.Option("--version", help="显示版本 / show the version", callback=_show_version, is_eager=True),
    ] = False,
) -> None:
    """Take the options that stand before a command."""


# ---------------------------------------------------------------- validate


@app.command("validate")
def validate_command(
    data: DataOption = DEFAULT_DATA,
    endpoint: EndpointOption = None,
    auth: AuthOption = None,
    user: UserOption = None,
    format_: Annotated[ReportFormat, typer.Option("--format", help="输出格式 / output format")] = ReportFormat.TABLE,
    engine: Annotated[
        ValidationEngine,
        typer.Option(
            "--engine",
            help="校验引擎：compiled 逐份文件，pyshacl 为参照，全部读入内存 / "
            "engine: compiled goes document by document, pyshacl is the reference and takes all into memory",
        ),
    ] = ValidationEngine.COMPILED,
    jobs: JobsOption = None,
) -> None:
    """按 SHACL 形状校验数据集，并核对每一处引文。 / Validate the data set with SHACL and check every quote."""
    from shiquan.cli.validated import validated
    from shiquan.dataset.validating import validate_data_set, validate_data_set_with_pyshacl
    from shiquan.dataset.workers import cores
    from shiquan.graph import validation_report as rendering
    from shiquan.graph.findings import Severity

    with validated(data, endpoint, auth, user) as place:
        match engine:
            case ValidationEngine.COMPILED:
                with reading_progress() as show:
                    report = validate_data_set(place.folder, jobs or cores(), show)
            case ValidationEngine.PYSHACL:
                report = validate_data_set_with_pyshacl(place.folder)
        report = place.told(report)
    match format_:
        case ReportFormat.TABLE:
            OUT.print(rendering.as_renderable(report))
        case ReportFormat.TTL:
            write(rendering.as_turtle(report))
        case ReportFormat.JSON:
            write(rendering.as_json(report))
        case ReportFormat.CSV:
            write(rendering.as_csv(report))
    raise typer.Exit(ExitCode.FINDINGS if report.count(Severity.VIOLATION) else ExitCode.DONE)


# ---------------------------------------------------------------- query


@app.command("query")
def query_command(
    name: Annotated[
        str | None, typer.Argument(metavar="NAME_OR_FILE", help="查询名或 .rq 文件 / name of a query, or a file")
    ] = None,
    data: DataOption = DEFAULT_DATA,
    endpoint: EndpointOption = None,
    auth: AuthOption = None,
    user: UserOption = None,
    parameters: Annotated[
        list[str] | None,
        typer.Option("-p", "--parameter", metavar="KEY=VALUE", help="查询参数 / parameter of the query"),
    ] = None,
    format_: Annotated[QueryFormat, typer.Option("--format", help="输出格式 / output format")] = QueryFormat.TABLE,
    allow_service: Annotated[
        bool,
        typer.Option(
            "--allow-service",
            help="允许查询用 SERVICE 访问别的服务器；有 --endpoint 时由端点决定 / let the query ask other servers (SERVICE); with --endpoint, that endpoint decides",
        ),
    ] = False,
    list_: Annotated[bool, typer.Option("--list", help="列出所有查询 / list the queries")] = False,
) -> None:
    """运行命名查询或查询文件。 / Run a named query or a query file."""
    if list_:
        _list_queries(format_)
        return
    if name is None:
        raise UsageError("请给出查询名或文件；--list 列出所有查询", "name a query or a file; --list shows the queries")
    query = find_query(name)
    values = dict(_parameter(pair) for pair in parameters or ())
    store = store_of(data, endpoint, auth, user)
    if allow_service and isinstance(store, EmbeddedStore):
        store = store.reaching_out()
    if query.form == "SELECT":
        rows = ask(store, query, values)
        match format_:
            case QueryFormat.TABLE:
                OUT.print(as_table(rows, query.summary))
            case QueryFormat.CSV:
                write(as_csv(rows))
            case QueryFormat.JSON:
                write(as_json(rows))
            case QueryFormat.TTL:
                raise UsageError("只有 CONSTRUCT 查询能输出 ttl", "only a CONSTRUCT query can be written as ttl")
        return
    write(as_turtle(ask_for_triples(store, query, values)))


def _list_queries(format_: QueryFormat) -> None:
    queries = named_queries()
    if format_ is QueryFormat.TABLE:
        table = Table("查询 query", "参数 parameters", "摘要 summary")
        for query in queries:
            table.add_row(Text(query.name), Text(_parameter_names(query)), Text(query.summary))
        OUT.print(table)
        return
    for query in queries:
        write(f"{query.name}\t{_parameter_names(query)}\t{query.summary}\n")


def _parameter_names(query: NamedQuery) -> str:
    return " ".join(parameter.name for parameter in query.parameters)


def _parameter(pair: str) -> tuple[str, str]:
    key, mark, value = pair.partition("=")
    if not mark or not key:
        raise UsageError(f"参数应写作 名称=值，而不是 {pair!r}", f"a parameter is written KEY=VALUE, not {pair!r}")
    return key, value


# ---------------------------------------------------------------- trace


@app.command("trace")
def trace_command(
    task: Annotated[str | None, typer.Argument(metavar="TASK", help="事项 / task")] = None,
    area: Annotated[str | None, typer.Option("--area", help="地名或行政区划代码 / name or code of a place")] = None,
    number: Annotated[str | None, typer.Option("--number", help="文号 / document number")] = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DATE", help="按哪一天的有效文件 / plans in force on that day")
    ] = None,
    data: DataOption = DEFAULT_DATA,
    endpoint: EndpointOption = None,
    auth: AuthOption = None,
    user: UserOption = None,
    format_: Annotated[TraceFormat, typer.Option("--format", help="输出格式 / output format")] = TraceFormat.TREE,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="写入文件 / write to this file")] = None,
) -> None:
    """从国务院方案到县，逐级追溯一项事权。 / Trace a task from the national plan down to the county."""
    check_target(format_, out)
    found = trace(store_of(data, endpoint, auth, user), task=task, area=area, number=number, as_of=as_of)
    match format_:
        case TraceFormat.TREE:
            OUT.print(as_tree(found))
        case TraceFormat.JSON:
            deliver(trace_json(found).encode(), out)
        case TraceFormat.CSV:
            deliver(trace_csv(found).encode(), out)
        case TraceFormat.MERMAID:
            deliver(as_mermaid(found).encode(), out)
        case TraceFormat.SVG | TraceFormat.PNG:
            from shiquan.pictures.chain_picture import chain_picture

            deliver(picture(chain_picture(found), format_), out)


# ---------------------------------------------------------------- evaluate


@app.command("evaluate")
def evaluate_command(
    gold: Annotated[Path, typer.Argument(metavar="GOLD_DIR", help="标注文件夹 / folder of the gold files")],
    data: DataOption = DEFAULT_DATA,
    format_: Annotated[QueryFormat, typer.Option("--format", help="输出格式 / output format")] = QueryFormat.TABLE,
) -> None:
    """与人工标注比较：精确率、召回率、F1 及每处差异。 / Compare with gold: precision, recall, F1, and every difference."""
    from shiquan.evaluation import evaluate

    result = evaluate(gold, data)
    if format_ is QueryFormat.TABLE:
        OUT.print(_scores(result))
        for difference in result.differences:
            mark = "缺 missed" if difference.kind == "missed" else "多 extra"
            OUT.print(Text(f"{mark}  {difference.file}  {difference.table}: " + " | ".join(difference.row)))
    else:
        for score in (*result.scores, *result.families, result.overall):
            write(
                f"{score.table},{score.right},{score.extra},{score.missed},{score.precision:.4f},{score.recall:.4f},{score.f1:.4f}\n"
            )
    for file in result.not_held:
        ERR.print(Text(f"数据集里没有 {file} / {file} is not in the data set", style="yellow"))
    raise typer.Exit(ExitCode.FINDINGS if result.not_held else ExitCode.DONE)


def _scores(result: Evaluation) -> Table:
    table = Table(
        "表 table",
        *(("对 right", "多 extra", "缺 missed", "精确率 P", "召回率 R", "F1")),
        caption=f"未读懂的句子 / unparsed sentences: {result.unparsed}",
    )
    for score in (*result.scores, *result.families, result.overall):
        table.add_row(
            score.table,
            str(score.right),
            str(score.extra),
            str(score.missed),
            f"{score.precision:.3f}",
            f"{score.recall:.3f}",
            f"{score.f1:.3f}",
        )
    return table


building.register(app)
changing.register(app)
checking.register(app)
comparing.register(app)
concepts.register(app)
loading.register(app)
publishing.register(app)
reviewing.register(app)
serving.register(app)


def main() -> None:
    """Run the command; errors of this package are told in both languages and end with exit code 2."""
    show_warnings()
    try:
        app()
    except ShiquanError as error:
        complain(error)
        sys.exit(ExitCode.USAGE)


if __name__ == "__main__":
    main()
