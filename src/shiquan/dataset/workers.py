"""Who does the work of a stage: this process, processes of this machine, or a cluster (`shiquan.dataset.cluster`).

A task is a picklable function with its arguments. Results come back as they are done, each with the number of its task; a stage
that cares about order sorts them. A worker that is lost (killed, out of memory) costs no result: what it was doing is
done again, alone, and only a task that takes its worker with it a second time is given up and told as such.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context
from typing import Any, Final, Protocol, TypeVar

from shiquan.dataset.storage import Storage

Result = TypeVar("Result")
Arguments = tuple[Any, ...]

_LOG: Final = logging.getLogger(__name__)

_WAITING_FOR_EACH: Final = 2
"""How many tasks are handed out for each worker: one that it does and one that waits, so that none is idle and few are in memory."""

_LOOK_FOR_PARENT_SECONDS: Final = 1.0


@dataclass(frozen=True, slots=True)
class Lost:
    """A task that took its worker with it, twice."""


class Workers(Protocol):
    """Runs tasks."""

    @property
    def elsewhere(self) -> bool:
        """Whether they may be on other machines, which do not see the files of this one."""
        ...

    def check(self, storage: Storage) -> None:
        """Make sure before any work starts that all are fit for it and reach a storage that was prepared.

        Raises:
            UsageError: that is not so.

        """
        ...

    def run(self, function: Callable[..., Result], tasks: Iterable[Arguments]) -> Iterator[tuple[int, Result | Lost]]:
        """Yield the number of each task and what the function returned for its arguments, as they are done.

        An exception that the function raises is raised here. Tasks are drawn as they are needed.
        """
        ...

    def finish(self, function: Callable[[], None]) -> None:
        """Call a function once in every process that did tasks and lives on, so that it can give back what it holds for them."""
        ...


class ThisProcess:
    """Does the work itself, one task after the other."""

    elsewhere: Final = False

    def check(self, storage: Storage) -> None:
        """See `Workers.check`: there is nothing to make sure of."""

    def run(self, function: Callable[..., Result], tasks: Iterable[Arguments]) -> Iterator[tuple[int, Result | Lost]]:
        """See `Workers.run`."""
        for number, arguments in enumerate(tasks):
            yield number, function(*arguments)

    def finish(self, function: Callable[[], None]) -> None:
        """See `Workers.finish`."""
        function()


class Processes:
    """Processes of this machine, started when the first task comes."""

    elsewhere: Final = False

    def __init__(self, jobs: int) -> None:
        """Set how many processes work at the same time."""
        self._jobs = jobs

    def check(self, storage: Storage) -> None:
        """See `Workers.check`: they are as this process, and see what it sees."""

    def run(self, function: Callable[..., Result], tasks: Iterable[Arguments]) -> Iterator[tuple[int, Result | Lost]]:
        """See `Workers.run`."""
        waiting = iter(enumerate(tasks))
        while True:
            unfinished: dict[int, Arguments] = {}
            yield from self._pool(function, waiting, unfinished)
            if not unfinished:
                return
            # the pool broke, and nobody knows over which task: each that it had is done again in a process of its own
            _LOG.warning(
                "一个工作进程意外终止，它手上的任务将重做 / a worker process ended unexpectedly; what it was doing is done again"
            )
            for number, arguments in sorted(unfinished.items()):
                yield number, _alone(function, arguments)

    def finish(self, function: Callable[[], None]) -> None:
        """See `Workers.finish`: the processes end with their tasks."""

    def _pool(
        self,
        function: Callable[..., Result],
        waiting: Iterator[tuple[int, Arguments]],
        unfinished: dict[int, Arguments],
    ) -> Iterator[tuple[int, Result]]:
        """Yield results until the tasks are done or the pool breaks; what it had then not done is in ``unfinished``."""
        with _processes(self._jobs) as pool:
            running: dict[Future[Result], int] = {}
            broken = False
            while True:
                room = 0 if broken else self._jobs * _WAITING_FOR_EACH - len(running)
                for number, arguments in islice(waiting, room):
                    unfinished[number] = arguments
                    try:
                        running[pool.submit(function, *arguments)] = number
                    except BrokenProcessPool:
                        broken = True
                        break
                if not running:
                    return
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    number = running.pop(future)
                    try:
                        result = future.result()
                    except BrokenProcessPool:
                        broken = True
                        continue
                    del unfinished[number]
                    yield number, result


def _alone(function: Callable[..., Result], arguments: Arguments) -> Result | Lost:
    with _processes(1) as pool:
        try:
            return pool.submit(function, *arguments).result()
        except BrokenProcessPool:
            return Lost()


def _processes(jobs: int) -> ProcessPoolExecutor:
    # spawned, not forked: a store of RocksDB and the threads of this process must not be copied into a worker
    return ProcessPoolExecutor(jobs, get_context("spawn"), initializer=_end_with, initargs=(os.getpid(),))


def _end_with(parent: int) -> None:
    """Let this worker end when the process that started it has gone: one that was killed cannot say so."""

    def look() -> None:
        while os.getppid() == parent:
            time.sleep(_LOOK_FOR_PARENT_SECONDS)
        os._exit(1)

    threading.Thread(target=look, daemon=True).start()


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
