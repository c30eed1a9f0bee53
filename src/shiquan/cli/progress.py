"""The progress bar of commands that read documents: what is done, how fast, and how long it will yet take."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    ProgressColumn,
    Task,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.progress import Progress as Bars
from rich.text import Text

from shiquan.cli.console import ERR

if TYPE_CHECKING:
    from shiquan.dataset.progress import Progress, Stage


class _RateColumn(ProgressColumn):
    """How many a second."""

    def render(self, task: Task) -> Text:
        return Text(f"{task.speed:.1f}/s" if task.speed else "—/s")


@contextmanager
def reading_progress() -> Iterator[Progress]:
    """Show a bar for each stage on a terminal while documents are read; yields what is told of the progress."""
    with _bars() as bars:
        tasks = {}

        def show(stage: Stage, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage.value, total=total)
            bars.update(tasks[stage], completed=done, total=total)

        yield show


@contextmanager
def counted_progress(name: str) -> Iterator[Callable[[int, int], None]]:
    """Show one bar on a terminal; yields what is told how much is done, of how much."""
    with _bars() as bars:
        task = bars.add_task(name, total=None)

        def show(done: int, total: int) -> None:
            bars.update(task, completed=done, total=total)

        yield show


def _bars() -> Bars:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _RateColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    return Bars(*columns, console=ERR, transient=True, disable=not ERR.is_terminal)
