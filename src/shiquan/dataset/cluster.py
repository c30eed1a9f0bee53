"""A Dask cluster that does the work of a build: its scheduler hands the tasks to workers on any number of machines.

What goes to a worker is a function by its name and the arguments; shiquan must therefore be installed there, and the same as here,
which is checked. Documents and parts do not go over the scheduler: they stand in storage that all reach.
"""

from __future__ import annotations

import asyncio
import contextlib
import pickle
import re
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from shiquan.dataset.installation import differences, installation
from shiquan.dataset.storage import Storage
from shiquan.dataset.workers import Arguments, Lost, Result
from shiquan.errors import ShiquanError, UsageError

if TYPE_CHECKING:
    from distributed import Client, Future

_WAITING_FOR_EACH: Final = 2
"""How many tasks are handed out for each thread of a worker, as in `shiquan.dataset.workers`."""

_LOOK_SECONDS: Final = 2.0
"""How often it is looked up how many workers there are: they may come and go while a build runs."""

_ADDRESS: Final = re.compile(r"(tcp|tls)://[^/\s]+:\d+")

_ONE_AT_A_TIME: Final = threading.Lock()
"""Held by a worker at its work. Threads of one process would only wait for each other, and what a task uses is made for one."""


class Cluster:
    """The workers of a Dask cluster. To be closed, or used as a context."""

    elsewhere: Final = True

    def __init__(self, address: str, *, connect_seconds: float = 30, no_worker_seconds: float = 120) -> None:
        """Connect to a scheduler.

        Args:
            address: of the scheduler: ``tcp://host:port`` or ``tls://host:port``.
            connect_seconds: how long to try to reach the scheduler.
            no_worker_seconds: how long to wait for a worker when there is none, at first or later.

        Raises:
            UsageError: Dask is not installed, or there is no scheduler at the address.

        """
        self._address = address
        self._no_worker_seconds = no_worker_seconds
        self._client = _connect(address, connect_seconds)
        self._threads = 0
        self._looked = float("-inf")

    def __enter__(self) -> Cluster:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Leave the cluster; it goes on without this client."""
        self._client.close(timeout=_LOOK_SECONDS)

    # ---------------------------------------------------------------- before the work

    def check(self, storage: Storage) -> None:
        """See `Workers.check`: every worker must have the same installation, read what is written here, and the other way round."""
        self._wait_for_workers()
        self._check_installations()
        data = uuid4().hex.encode()
        storage.write("probe", data)
        futures = {
            worker: self._client.submit(
                _probe, pickle.dumps(storage), f"probe-{uuid4().hex}", data, workers=[worker], pure=False
            )
            for worker in sorted(self._client.nthreads())
        }
        until = time.monotonic() + self._no_worker_seconds
        for worker, future in futures.items():
            try:
                name = future.result(timeout=max(0.0, until - time.monotonic()))
                with storage.open(name) as file:
                    reached = file.read() == data
                reason = ""
            except TimeoutError:
                if worker not in self._client.nthreads():
                    continue
                reached, reason = False, "timeout"
            except Exception as error:
                # whatever went wrong there: this worker cannot be used
                reached, reason = False, f"{type(error).__name__}: {error}"
            if not reached:
                raise _no_storage(worker, reason)

    def _wait_for_workers(self) -> None:
        until = time.monotonic() + self._no_worker_seconds
        while not self._look():
            if time.monotonic() > until:
                raise self._no_workers()
            time.sleep(_LOOK_SECONDS / 10)

    def _check_installations(self) -> None:
        here = installation()
        there: Mapping[str, Mapping[str, str] | BaseException] = {
            "scheduler": _scheduler_installation(self._client),
            **self._client.run(installation, on_error="return"),
        }
        for place, found in sorted(there.items()):
            if isinstance(found, BaseException):
                if place != "scheduler" and place not in self._client.nthreads():
                    # it has gone since, and will be as little missed as one that goes later
                    continue
                raise UsageError(
                    f"集群中的 {place} 没有安装 shiquan，或版本不同（{found}）；请在每台机器上安装与本机相同的 shiquan[cluster]",
                    f"{place} of the cluster has no shiquan, or another version of it ({found}); install the same shiquan[cluster] as "
                    "here on every machine",
                ) from found
            if found != here:
                raise _unlike(place, differences(here, found))

    # ---------------------------------------------------------------- the work

    def run(self, function: Callable[..., Result], tasks: Iterable[Arguments]) -> Iterator[tuple[int, Result | Lost]]:
        """See `Workers.run`.

        The scheduler gives the tasks of a lost worker to others. A task that loses one worker after the other is told apart from
        those that were only there when it happened by being done again when nothing else is.

        Raises:
            ShiquanError: the scheduler has gone, or all workers have.

        """
        alone: list[tuple[int, Arguments]] = []
        for number, arguments, result in self._run(function, enumerate(tasks), self._room):
            if isinstance(result, Lost):
                alone.append((number, arguments))
            else:
                yield number, result
        for one in sorted(alone, key=lambda task: task[0]):
            for number, _, result in self._run(function, [one], lambda: 1):
                yield number, result

    def finish(self, function: Callable[[], None]) -> None:
        """See `Workers.finish`; a worker that cannot be reached has nothing left to give back, or ends without it."""
        if self._client.status == "running":
            with contextlib.suppress(Exception):
                self._client.run(_call, pickle.dumps(function), on_error="ignore")

    def _run(
        self, function: Callable[..., Result], numbered: Iterable[tuple[int, Arguments]], room: Callable[[], int]
    ) -> Iterator[tuple[int, Arguments, Result | Lost]]:
        """Yield the tasks as they are done, with no more of them in flight than there is room for."""
        waiting = iter(numbered)
        done: SimpleQueue[Future] = SimpleQueue()
        running: dict[str, tuple[int, Arguments, Future]] = {}
        try:
            while True:
                for number, arguments in islice(waiting, max(0, room() - len(running))):
                    task = pickle.dumps((function, arguments))
                    future = self._client.submit(
                        _perform, task, installation(), key=f"shiquan-{uuid4().hex}", pure=False
                    )
                    running[future.key] = number, arguments, future
                    future.add_done_callback(done.put)
                if not running:
                    return
                future = self._next(done)
                result: Result | Lost = self._result(future)
                number, arguments, _ = running.pop(future.key)
                yield number, arguments, result
        finally:
            self._stop([future for _, _, future in running.values()])

    def _room(self) -> int:
        if time.monotonic() - self._looked > _LOOK_SECONDS:
            self._look()
        return _WAITING_FOR_EACH * max(1, self._threads)

    def _look(self) -> int:
        """Return how many threads the workers have together."""
        if self._client.status != "running":
            raise self._gone()
        try:
            self._threads = sum(self._client.nthreads().values())
        except Exception as error:
            # a lost connection shows as one of many exceptions, of asyncio, Tornado, Dask and the system
            raise self._gone() from error
        self._looked = time.monotonic()
        return self._threads

    def _next(self, done: SimpleQueue[Future]) -> Future:
        """Return the next task that is done; wait for it as long as there are workers."""
        worked = time.monotonic()
        while True:
            try:
                return done.get(timeout=_LOOK_SECONDS)
            except Empty:
                if self._look():
                    worked = time.monotonic()
                elif time.monotonic() - worked > self._no_worker_seconds:
                    raise self._no_workers() from None

    def _result(self, future: Future) -> Any:
        """Return what came of a task; a result whose worker has gone since is waited for, as it is made again."""
        from distributed import KilledWorker

        worked = time.monotonic()
        while True:
            try:
                return future.result(timeout=_LOOK_SECONDS)
            except KilledWorker:
                return Lost()
            except TimeoutError:
                if future.status == "error":
                    raise
                if self._look():
                    worked = time.monotonic()
                elif time.monotonic() - worked > self._no_worker_seconds:
                    raise self._no_workers() from None
            except BaseException as error:
                if future.status in ("cancelled", "lost"):
                    raise self._gone() from error
                raise

    def _stop(self, futures: list[Future]) -> None:
        """Give tasks up, and wait until those that were begun have ended: nothing may be written after the parts are removed."""
        if not futures or self._client.status != "running":
            return
        # this happens while another error is on its way, and must not take its place
        with contextlib.suppress(Exception):
            self._client.cancel(futures, force=True)
            self._client.run(_idle, self._no_worker_seconds, on_error="ignore")

    def _gone(self) -> ShiquanError:
        return ShiquanError(
            f"与集群调度器 {self._address} 的连接中断。原有的数据集未受影响；调度器恢复后请重新运行",
            f"the connection to the scheduler {self._address} was lost. The earlier data set is as it was; run the command again when "
            "the scheduler is back",
        )

    def _no_workers(self) -> ShiquanError:
        return ShiquanError(
            f"集群 {self._address} 已有 {self._no_worker_seconds:g} 秒没有工作进程。原有的数据集未受影响；请启动工作进程（dask worker "
            f"{self._address}）后重新运行",
            f"the cluster {self._address} has had no worker for {self._no_worker_seconds:g} seconds. The earlier data set is as it was; "
            f"start workers (dask worker {self._address}) and run the command again",
        )


def _connect(address: str, seconds: float) -> Client:
    if not _ADDRESS.fullmatch(address):
        raise UsageError(
            f"集群地址应写作 tcp://主机:端口 或 tls://主机:端口，而不是 {address}",
            f"the address of a cluster is written tcp://host:port or tls://host:port, not {address}",
        )
    try:
        from distributed import Client
    except ImportError as error:
        raise UsageError(
            f"使用集群需要附加组件，请安装：pip install 'shiquan[cluster]'（{error}）",
            f"a cluster needs packages that are not installed: pip install 'shiquan[cluster]' ({error})",
        ) from error
    try:
        return Client(address, timeout=seconds, set_as_default=False, name="shiquan")
    except OSError as error:
        raise UsageError(
            f"连接不上集群调度器 {address}（{error}）；请确认 dask scheduler 正在那里运行",
            f"no scheduler of a cluster can be reached at {address} ({error}); see that dask scheduler is running there",
        ) from error


def _scheduler_installation(client: Client) -> Mapping[str, str] | BaseException:
    try:
        found: Mapping[str, str] = client.run_on_scheduler(installation)
    except Exception as error:
        # the error of the other side, as `Client.run` returns those of workers
        return error
    return found


def _unlike(place: str, what: str) -> UsageError:
    return UsageError(
        f"集群中的 {place} 安装的与本机不同，结果可能不一致：{what}（括号内为本机）；请统一后重新运行",
        f"{place} of the cluster has other software installed than this machine, and might read otherwise: {what} (in brackets what is "
        "here); make them the same and run the command again",
    )


def _no_storage(worker: str, reason: str) -> UsageError:
    return UsageError(
        f"工作进程 {worker} 与本机不能读写同一存储（{reason or '内容不一致'}）；请用 --shared 给出各机器都能访问的地址",
        f"the worker {worker} and this machine do not read and write the same storage ({reason or 'it found something else'}); name one "
        "with --shared that all machines reach",
    )


# ---------------------------------------------------------------- on the workers


def _perform(task: bytes, caller: Mapping[str, str]) -> Any:
    """Do a task, on a worker that may have come after the others were checked."""
    with _ONE_AT_A_TIME:
        if installation() != caller:
            raise _unlike("worker", differences(caller, installation()))
        function, arguments = pickle.loads(task)
        return function(*arguments)


def _probe(storage: bytes, name: str, data: bytes) -> str:
    """Write to the storage what was read in it, and return the name."""
    reached: Storage = pickle.loads(storage)
    with reached.open("probe") as file:
        found = file.read()
    reached.write(name, found)
    return name


def _call(function: bytes) -> None:
    pickle.loads(function)()


async def _idle(seconds: float) -> None:
    """Wait until this worker does nothing, as long as that may take."""
    until = time.monotonic() + seconds
    while _ONE_AT_A_TIME.locked() and time.monotonic() < until:
        await asyncio.sleep(0.05)
