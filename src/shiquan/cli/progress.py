"""The progress bar of commands that read documents."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from shiquan.cli.console import ERR


@contextmanager
def reading_progress() -> Iterator[Callable[[int, int, str], None]]:
    """Show a progress bar on a terminal while documents are read.

    Yields a function of the files done, of all files, and the name of the file at hand; an empty name once all are read.
    """
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=ERR, transient=True, disable=not ERR.is_terminal) as progress:
        task = progress.add_task("读取 / reading", total=None)

        def show(done: int, total: int, name: str) -> None:
            progress.update(task, completed=done, total=total, description=name or "推理与写出 / reasoning, writing")

        yield show
