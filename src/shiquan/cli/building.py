"""The commands `shiquan build` and `shiquan dump`: documents in, data set out, and its joined files made again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer
from rich.table import Table
from rich.text import Text

from shiquan.cli.console import ERR, OUT, ExitCode, complain
from shiquan.cli.options import DEFAULT_DATA, DataOption, JobsOption
from shiquan.cli.progress import reading_progress
from shiquan.errors import UsageError
from shiquan.reasoning.reasoner import Reasoner

if TYPE_CHECKING:
    from shiquan.building import BuildResult
    from shiquan.dataset.progress import Progress

_SHOWN_SINGLY: Final = 100
"""Up to how many documents the summary has a row for each; of more it has a row for each tier."""

_COUNTS: Final = (
    ("assignments", "分配\nassigned"),
    ("tasks", "事项\ntasks"),
    ("cases", "情形\ncases"),
    ("residuals", "兜底\nresidual"),
    ("measures", "措施\nmeasures"),
    ("targets", "目标\ntargets"),
)


def register(app: typer.Typer) -> None:
    """Give the application these commands."""
    app.command("build")(build_command)
    app.command("dump")(dump_command)


def build_command(
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH...",
            help="文件、文件夹、压缩包或其网址 / files, folders, archives, or URLs of these (s3://bucket/folder)",
        ),
    ],
    out: Annotated[Path, typer.Option("--out", help="数据集写到哪里 / where the data set goes")] = DEFAULT_DATA,
    jobs: JobsOption = None,
    reasoner: Annotated[
        Reasoner,
        typer.Option(
            "--reasoner",
            help="推理：编译后的规则，或作对照的 owlrl（慢，占内存，之后不能逐份增删） / reasoning: the compiled rules, or owlrl for comparison "
            "(slow, in memory, and single documents cannot be added or removed afterwards)",
        ),
    ] = Reasoner.COMPILED,
    cluster: Annotated[
        str | None,
        typer.Option(
            "--cluster",
            metavar="ADDRESS",
            help="由 Dask 集群读取公文：调度器地址 / let a Dask cluster read them: address of its scheduler, tcp://host:port",
        ),
    ] = None,
    shared: Annotated[
        str | None,
        typer.Option(
            "--shared",
            metavar="URL",
            help="集群各机器共用的中间存储，默认在数据集旁边 / storage that all machines of the cluster reach, for what is made on the way: "
            "s3://bucket/folder, file:///shared/folder; by default beside the data set",
        ),
    ] = None,
    validated: Annotated[
        bool,
        typer.Option(
            "--validate/--no-validate",
            help="生成后用 SHACL 形状校验，结果写入 findings.csv / validate with SHACL; what is found goes into findings.csv",
        ),
    ] = True,
) -> None:
    """读取公文，写出数据集。 / Read documents and write a data set."""
    from shiquan.building import build
    from shiquan.dataset.workers import cores

    with reading_progress() as show:
        if cluster is None:
            if shared is not None:
                raise UsageError("--shared 须与 --cluster 同用", "--shared is used together with --cluster")
            result = build(paths, out, show, jobs or cores(), reasoner=reasoner, validated=validated)
        else:
            result = _build_on_cluster(paths, out, show, cluster, shared, jobs, reasoner, validated)
    doubts: list[str] = []
    OUT.print(_summary(result, doubts))
    for failure in result.failures:
        complain(failure)
    for doubt in doubts:
        ERR.print(Text(doubt, style="yellow"))
    tell_inconsistencies(result.inconsistencies)
    tell_validation(result.validation, result.folder)
    wrong = result.failures or result.inconsistencies or violations(result.validation)
    raise typer.Exit(ExitCode.FINDINGS if wrong else ExitCode.DONE)


def dump_command(
    data: DataOption = DEFAULT_DATA,
    jobs: JobsOption = None,
    gzip: Annotated[
        Path | None,
        typer.Option(
            "--gzip",
            metavar="FOLDER",
            help="另将 graph.nq 压缩为 graph.nq.gz，连同 SHA256SUMS 写入此文件夹，供三元组库批量载入 / also write graph.nq.gz and SHA256SUMS into "
            "this folder, for the bulk loaders of stores",
        ),
    ] = None,
) -> None:
    """补写合并文件和校验结果（大数据集增删文件后用）。 / Make the joined files and the findings where a change took them away."""
    from shiquan.changing import settle
    from shiquan.dataset.compression import compress_dump
    from shiquan.dataset.dump import make_whole
    from shiquan.dataset.layout import DUMP, read_info
    from shiquan.dataset.workers import Processes, cores

    settle(data)
    with reading_progress() as show:
        make_whole(data, Processes(jobs or cores()), show)
    OUT.print(Text(f"{data / DUMP}"), soft_wrap=True)
    if gzip is not None:
        for path in compress_dump(data / DUMP, gzip):
            OUT.print(Text(f"{path}"), soft_wrap=True)
    tell_validation(read_info(data).validation, data)


def _build_on_cluster(
    paths: list[str],
    out: Path,
    show: Progress,
    address: str,
    shared: str | None,
    jobs: int | None,
    reasoner: Reasoner,
    validated: bool,
) -> BuildResult:
    from shiquan.building import build
    from shiquan.dataset.cluster import Cluster
    from shiquan.dataset.storage import shared_storage

    if jobs is not None:
        raise UsageError(
            "--jobs 是本机的进程数，不能与 --cluster 同用；集群有多少工作进程由集群决定",
            "--jobs is the number of processes of this machine and is not used with --cluster, which has the workers it has",
        )
    storage = None if shared is None else shared_storage(shared, out)
    with Cluster(address) as workers:
        return build(paths, out, show, workers=workers, shared=storage, reasoner=reasoner, validated=validated)


def tell_inconsistencies(inconsistencies: Iterable[Mapping[str, str]]) -> None:
    """Print the contradictions that reasoning found to standard error."""
    for one in inconsistencies:
        ERR.print(Text(f"不一致：{one['zh']} / Inconsistent: {one['en']}", style="red"))


def tell_validation(counts: Mapping[str, int] | None, data: Path) -> None:
    """Print how many findings of each severity validation made, and what shows them; or that there was none."""
    from shiquan.graph.validation_report import counts_in_words

    if counts is None:
        OUT.print(
            Text("未校验：shiquan dump 或 shiquan validate / not validated: shiquan dump, or shiquan validate"),
            soft_wrap=True,
        )
        return
    found = "，逐条见 shiquan validate 或 / shiquan validate shows them, as does " + str(data / "findings.csv")
    OUT.print(
        Text(f"校验 / validation：{counts_in_words(counts)}{found if any(counts.values()) else ''}"), soft_wrap=True
    )


def violations(counts: Mapping[str, int] | None) -> int:
    """Return the number of findings of severity Violation."""
    return counts["Violation"] if counts else 0


def _summary(result: BuildResult, doubts: list[str]) -> Table:
    """Return what was read as a table, and take down what a person should look at."""
    table = Table(title=Text(f"数据集 / data set: {result.folder}（{result.quads} 条陈述 / statements）"))
    singly = len(result.documents) <= _SHOWN_SINGLY
    table.add_column("文号\nnumber" if singly else "层级\ntier", no_wrap=True)
    table.add_column("地区\narea" if singly else "文件\ndocuments", no_wrap=True, justify="left" if singly else "right")
    for _, heading in (*_COUNTS, ("unparsed", "未读懂\nunparsed")):
        table.add_column(heading, justify="right")
    sums: dict[str, list[int]] = {}
    for report in result.reports():
        name, counts = _name(report), _counts(report)
        doubts.extend(f"{name}：{finding['zh']} / {name}: {finding['en']}" for finding in report["findings"])
        if singly:
            table.add_row(Text(name), Text(report["area"] or "？"), *map(str, counts))
        else:
            row = sums.setdefault(report["tier"] or "？", [0] * (len(counts) + 1))
            row[:] = map(sum, zip(row, (1, *counts), strict=True))
    for tier, row in sorted(sums.items()):
        table.add_row(tier, *map(str, row))
    return table


def _counts(report: Mapping[str, Any]) -> list[int]:
    return [*(report[name] for name, _ in _COUNTS), report["ledger"].get("unparsed", 0)]


def _name(report: Mapping[str, Any]) -> str:
    return str(report["number"] or report["title"] or report["file"])
