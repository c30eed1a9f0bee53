"""The command `shiquan load`: puts a data set into a triple store elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Final

import typer
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.text import Text

from shiquan.cli.console import ERR, OUT, ExitCode
from shiquan.cli.options import DEFAULT_DATA, AuthOption, DataOption, UserOption, settled
from shiquan.loading.loader import Replacement
from shiquan.loading.others import Removal
from shiquan.stores.credentials import shown

if TYPE_CHECKING:
    from shiquan.loading.loader import LoadResult
    from shiquan.loading.loader import Progress as Tell

_NAMED_SINGLY: Final = 20
"""How many graphs are named one by one; more are counted."""


def register(app: typer.Typer) -> None:
    """Give the application this command."""
    app.command("load")(load_command)


def load_command(
    endpoint: Annotated[
        str, typer.Option("--endpoint", metavar="URL", help="查询地址 / where the store takes queries")
    ],
    update: Annotated[
        str | None,
        typer.Option(
            "--update",
            metavar="URL",
            help="更新地址；默认同查询地址，末段 query 换作 update / where it takes updates; by default the address of queries, with "
            "update for query at its end",
        ),
    ] = None,
    graph_store: Annotated[
        str | None,
        typer.Option(
            "--graph-store",
            metavar="URL",
            help="图存储协议地址，有则用之（快） / where it has the Graph Store HTTP Protocol, which is faster; without it, updates are used",
        ),
    ] = None,
    data: DataOption = DEFAULT_DATA,
    auth: AuthOption = None,
    user: UserOption = None,
    replacement: Annotated[
        Replacement,
        typer.Option(
            "--replace-by",
            help="put：一次请求替换一个图；update：先载入临时图，再一次更新就位，用于 PUT 不是事务的库（Virtuoso） / put: one request a graph; update: into "
            "a graph of its own first and in place by one update, for stores whose PUT is no transaction (Virtuoso)",
        ),
    ] = Replacement.PUT,
    remove_others: Annotated[
        bool,
        typer.Option(
            "--remove-others",
            help="库中其他文件的图即使很多也移除；否则载入前即停止，以免毁掉另一个数据集 / remove the graphs of other documents even if they are many; without it a "
            "load that would is stopped before it begins, because the store seems to hold another data set",
        ),
    ] = False,
    timeout: Annotated[
        int, typer.Option("--timeout", min=1, help="每次请求等多少秒 / seconds that one request may take")
    ] = 600,
) -> None:
    """把数据集载入三元组库，逐图核对。 / Put the data set into a triple store, and count and compare what arrived."""
    from shiquan.loading.loader import load
    from shiquan.loading.target import target

    dump = settled(data)
    store = target(endpoint, update, graph_store, auth, user, timeout)
    removal = Removal.ANY if remove_others else Removal.FEW
    with _bar() as tell:
        result = load(dump, store, tell, replacement=replacement, removal=removal)
    for line in _told(result, shown(endpoint)):
        OUT.print(Text(line), soft_wrap=True)
    for one in result.differing:
        ERR.print(
            Text(
                f"不一致：{one.graph} 缺 {one.missing} 条，多 {one.extra} 条，例如 {one.example} / differs: {one.graph} lacks {one.missing} "
                f"triples and has {one.extra} too many, such as {one.example}",
                style="red",
            )
        )
    raise typer.Exit(ExitCode.FINDINGS if result.differing else ExitCode.DONE)


@contextmanager
def _bar() -> Iterator[Tell]:
    columns = (
        TextColumn("载入 / loading"),
        BarColumn(),
        DownloadColumn(binary_units=True),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=ERR, transient=True, disable=not ERR.is_terminal) as bars:
        task = bars.add_task("")
        yield lambda done, total: bars.update(task, completed=done, total=total)


def _told(result: LoadResult, place: str) -> Iterator[str]:
    kept = result.graphs - result.sent
    yield (
        f"{place}：{result.graphs} 个图，{result.quads} 条陈述；送出 {result.sent} 个图，{kept} 个已在库中，移除 {len(result.removed)} 个。 / "
        f"{result.graphs} graphs, {result.quads} statements; {result.sent} graphs sent, {kept} were there already, {len(result.removed)} removed."
    )
    for name in result.removed[:_NAMED_SINGLY]:
        yield f"  移除 / removed: {name}"
    if len(result.removed) > _NAMED_SINGLY:
        yield f"  …… 及其他 {len(result.removed) - _NAMED_SINGLY} 个 / and {len(result.removed) - _NAMED_SINGLY} more"
    equal = result.graphs - len(result.differing)
    rewritten = (
        f"（其中 {result.rewritten} 个图库中合并或改写了字面量，逐值比较相同 / in {result.rewritten} of them the store joins literals that "
        "are written differently; compared by value, they are equal）"
        if result.rewritten and not result.differing
        else ""
    )
    yield (
        f"已清点：库中 {result.counted} 条，{equal} 个图与数据集相同{rewritten}。 / Counted: {result.counted} statements in the store, {equal} graphs "
        "are those of the data set."
    )
