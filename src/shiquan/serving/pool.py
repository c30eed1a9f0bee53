"""The processes that run queries, and who gets one: at most so many at a time, each killed at its limit.

A query has a process for itself while it runs. One that has run for half a second is a long query, and only half of the processes are for long
queries: when all are taken and others wait, the long queries beyond that half are stopped, the latest first. Of those that wait, the client
with the fewest queries running is next. Short queries therefore find a process whatever else is asked. What waits is bounded: when the
queue is full, a client gives up a place of its own to one that has fewer, and beyond that a query is refused at once.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import subprocess
import time
from collections import Counter, deque
from collections.abc import Awaitable, Callable
from typing import Final, cast

from shiquan.serving.children import start_child
from shiquan.serving.data_set import DataSet
from shiquan.serving.messages import CHANGED, READY, REPLY, Task
from shiquan.serving.outcomes import (
    BUSY,
    BUSY_WITH_LONG_QUERIES,
    GONE,
    STOPPING,
    TOO_DEEP,
    Answer,
    Kind,
    Refusal,
    Status,
    out_of_memory,
    out_of_time,
    refusal_of,
)
from shiquan.serving.settings import Limits, Settings

_LOG: Final = logging.getLogger(__name__)

LONG: Final = 0.5
_TICK: Final = 0.05
_WATCHED_AFTER: Final = 0.2
_START_SECONDS: Final = 30.0
_LONG_NICENESS: Final = 5
_SPARE: Final = 1  # a process more than may be at work, to take over at once where one is killed
_LARGE: Final = 1024 * 1024
_FIRST_PAUSE: Final = 0.1
_LONGEST_PAUSE: Final = 5.0

Gone = Callable[[], Awaitable[None]]
"""Waits until the client of a query has gone."""


class _Run:
    """A query that waits or runs."""

    __slots__ = ("begun", "client", "future", "gone", "reason", "task", "watch")

    def __init__(self, task: Task, future: asyncio.Future[Answer], client: str, gone: Gone | None) -> None:
        self.task = task
        self.client = client
        self.future = future
        self.gone = gone
        self.begun = time.monotonic()  # of waiting, then of running
        self.reason: Refusal | None = None  # why it was killed
        self.watch: asyncio.Task[None] | None = None


class _Process(asyncio.Protocol):
    """One process that runs queries, and the socket to it."""

    def __init__(self, pool: QueryPool, process: subprocess.Popen[bytes]) -> None:
        self.pool = pool
        self.process = process
        self.run: _Run | None = None
        self.ready = False
        self.outdated = False  # its data set has been replaced by another
        self.born = time.monotonic()
        self._transport: asyncio.Transport | None = None
        self._parts: list[bytes] = []
        self._missing = READY.size

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # it is a socket's

    def ask(self, run: _Run) -> None:
        """Run a query."""
        self.run = run
        run.begun = time.monotonic()
        self._missing = REPLY.size
        assert self._transport is not None
        self._transport.write(run.task.encoded())

    def data_received(self, data: bytes) -> None:
        if not self.ready:
            self.ready = True
            self.pool.is_ready(self, READY.unpack(data[: READY.size])[0])
            return
        self._parts.append(data)
        self._missing -= len(data)
        while self._missing <= 0:
            whole = b"".join(self._parts) if len(self._parts) > 1 else self._parts[0]
            length, status, kind, cut = REPLY.unpack_from(whole)
            self._missing = REPLY.size + length - len(whole)
            self._parts = [whole]
            if self._missing <= 0:
                self._parts = []
                self.pool.has_answered(self, status, kind, cut, whole[REPLY.size :])
                return

    def connection_lost(self, _: Exception | None) -> None:
        self.pool.is_lost(self)

    def close(self) -> None:
        """End the process at once, whatever it does."""
        self.process.kill()
        if self._transport is not None:
            self._transport.close()


class QueryPool:
    """Runs queries in processes of their own. To be used on one event loop."""

    def __init__(self, settings: Settings, data_set: DataSet, changed: Callable[[], None]) -> None:
        """Prepare the pool; ``changed`` is called when a process finds that the data set on disk is another one now."""
        self._settings = settings
        self._data_set = data_set
        self._changed = changed
        self._idle: list[_Process] = []
        self._all: set[_Process] = set()
        self._dead: list[subprocess.Popen[bytes]] = []
        self._waiting: deque[_Run] = deque()
        self._closing = False
        self._stop_at: float | None = None
        self._ticking: asyncio.Task[None] | None = None
        self._start_again_at = 0.0
        self._pause = _FIRST_PAUSE
        self.confined: bool | None = None

    @property
    def limits(self) -> Limits:
        """Return what a query may take."""
        return self._settings.limits

    @property
    def running(self) -> int:
        """Return how many queries run now."""
        return sum(process.run is not None and process.run.reason is None for process in self._all)

    @property
    def waiting(self) -> int:
        """Return how many queries wait."""
        return len(self._waiting)

    @property
    def alive(self) -> bool:
        """Tell whether there is a process that can take queries, now or when it has ended one."""
        return any(process.ready for process in self._all)

    async def start(self) -> None:
        """Start the processes and wait until one of them is ready."""
        for _ in range(self._settings.processes + _SPARE):
            await self._start_one()
        self._ticking = asyncio.get_running_loop().create_task(self._tick_on())
        end = time.monotonic() + _START_SECONDS
        while not self.alive and time.monotonic() < end:
            await asyncio.sleep(0.01)

    async def close(self) -> None:
        """End all processes."""
        self._closing = True
        if self._ticking is not None:
            self._ticking.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._ticking
        for process in list(self._all):
            process.close()
        while self._waiting:
            self._refuse(self._waiting.popleft(), STOPPING)
        for process in list(self._all):
            process.process.wait()

    def stop(self) -> None:
        """Take no more queries; those that run are ended after the time of grace."""
        if self._stop_at is None:
            self._stop_at = time.monotonic() + self._settings.grace

    def serve(self, data_set: DataSet) -> None:
        """Answer from another data set from now on; queries that run end on the one that they began with."""
        self._data_set = data_set
        self._start_again_at = 0.0
        for process in list(self._all):
            if process.run is None:
                process.close()
            else:
                process.outdated = True

    async def answer(self, task: Task, client: str = "", gone: Gone | None = None) -> Answer:
        """Return the answer of a query of a client; ``gone`` waits until the client has gone, and then the query is ended.

        Raises:
            Refusal: there is no answer, for the reason that it tells.

        """
        if self._stop_at is not None:
            raise STOPPING.fresh()
        run = _Run(task, asyncio.get_running_loop().create_future(), client, gone)
        if self._idle and not self._waiting and self.running < self._settings.processes:
            self._idle.pop().ask(run)
        elif len(self._waiting) < self._settings.queue or self._makes_room(client):
            self._waiting.append(run)
        else:
            raise BUSY.fresh()
        try:
            return await run.future
        finally:
            if run.watch is not None:
                run.watch.cancel()

    # ---------------------------------------------------------------- what processes tell

    def is_ready(self, process: _Process, confined: bool) -> None:
        """Take note that a process can run queries now."""
        self.confined = confined
        self._pause = _FIRST_PAUSE
        self._idle.append(process)
        self._take_up()

    def has_answered(self, process: _Process, status: int, kind: int, cut: bool, body: bytes) -> None:
        """Hand an answer to whom it is for."""
        run, process.run = process.run, None
        # One that has run a long query is of low priority now, and what a large answer took is not given back by a process: a new
        # one takes its place, and memory stays flat.
        if run is None or run.reason or process.outdated or len(body) > _LARGE or time.monotonic() - run.begun > LONG:
            process.close()
        else:
            self._idle.append(process)
        self._take_up()
        if run is None or run.future.done():
            return
        if status == Status.DONE:
            run.future.set_result(Answer(Kind(kind), body, cut))
        else:
            limits = self._settings.limits
            refusal = refusal_of(Status(status), body.decode("utf-8", "replace"), limits.memory, limits.answer)
            run.future.set_exception(refusal.fresh())

    def is_lost(self, process: _Process) -> None:
        """Replace a process that has ended, and tell its query why."""
        self._all.discard(process)
        self._dead.append(process.process)
        if process in self._idle:
            self._idle.remove(process)
        run, process.run = process.run, None
        if run is not None and not run.future.done():
            self._refuse(run, run.reason or self._reason_of(process.process))
        if not process.ready:
            self._put_off()

    def _reason_of(self, process: subprocess.Popen[bytes]) -> Refusal:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(1)
        limits = self._settings.limits
        match process.returncode:
            case code if code == -signal.SIGXCPU:
                return out_of_time(limits.seconds)
            case code if code in (-signal.SIGABRT, -signal.SIGKILL):
                # an allocation that fails aborts; SIGKILL that this server did not send comes from the system's own memory guard
                return out_of_memory(limits.memory)
            case _:
                return TOO_DEEP

    # ---------------------------------------------------------------- what happens by itself

    def _take_up(self) -> None:
        """Give processes to queries that wait, as long as there are both."""
        while self._waiting and self._idle and self.running < self._settings.processes:
            busy = Counter(process.run.client for process in self._all if process.run is not None)
            run = min(self._waiting, key=lambda one: busy[one.client])
            self._waiting.remove(run)
            if not run.future.done():
                self._idle.pop().ask(run)

    def _makes_room(self, client: str) -> bool:
        """Refuse the latest query of the client with the most that wait, if that has at least two more than this one."""
        waiting = Counter(run.client for run in self._waiting)
        if not waiting:
            return False
        greedy, number = waiting.most_common(1)[0]
        if number < waiting[client] + 2:
            return False
        latest = next(run for run in reversed(self._waiting) if run.client == greedy)
        self._waiting.remove(latest)
        self._refuse(latest, BUSY)
        return True

    async def _tick_on(self) -> None:
        while True:
            await asyncio.sleep(_TICK)
            try:
                await self._tick(time.monotonic())
            except OSError:
                _LOG.exception("a query process could not be started")
                self._put_off()

    async def _tick(self, now: float) -> None:
        runs = [(process.run, process) for process in self._all if process.run is not None]
        for run, process in runs:
            age = now - run.begun
            if age > self._settings.limits.seconds:
                self._kill(process, out_of_time(self._settings.limits.seconds))
            elif self._stop_at is not None and now > self._stop_at:
                self._kill(process, STOPPING)
            elif age > _WATCHED_AFTER and run.gone is not None and run.watch is None:
                run.watch = asyncio.get_running_loop().create_task(self._watch(run, run.gone))
        if self._stop_at is not None and now > self._stop_at:
            while self._waiting:
                self._refuse(self._waiting.popleft(), STOPPING)
        self._keep_long_queries_in_bounds(now)
        self._give_up_waiting(now)
        ended = [process for process in self._dead if process.poll() is not None]
        self._dead = [process for process in self._dead if process.returncode is None]
        if any(process.returncode == CHANGED for process in ended):
            self._changed()
        await self._replace(now)

    def _keep_long_queries_in_bounds(self, now: float) -> None:
        long = sorted(
            (process for process in self._all if process.run is not None and now - process.run.begun > LONG),
            key=lambda process: process.run.begun if process.run is not None else 0.0,
        )
        niceness = os.getpriority(os.PRIO_PROCESS, 0) + _LONG_NICENESS
        for process in long:
            with contextlib.suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, process.process.pid, niceness)
        places = max(1, self._settings.processes // 2)
        if self._waiting and self.running >= self._settings.processes:
            for process in long[places:]:
                self._kill(process, BUSY_WITH_LONG_QUERIES)

    def _give_up_waiting(self, now: float) -> None:
        while self._waiting and now - self._waiting[0].begun > self._settings.limits.seconds:
            self._refuse(self._waiting.popleft(), BUSY)

    async def _watch(self, run: _Run, gone: Gone) -> None:
        await gone()
        for process in self._all:
            if process.run is run:
                self._kill(process, GONE)

    def _kill(self, process: _Process, reason: Refusal) -> None:
        if process.run is not None and process.run.reason is None:
            process.run.reason = reason
            # the client is told at once; the kernel may take a while to free the memory
            self._refuse(process.run, reason)
            process.process.kill()
            self._take_up()

    @staticmethod
    def _refuse(run: _Run, reason: Refusal) -> None:
        if not run.future.done():
            run.future.set_exception(reason.fresh())

    # ---------------------------------------------------------------- processes come and go

    async def _replace(self, now: float) -> None:
        for process in [one for one in self._all if not one.ready and now - one.born > _START_SECONDS]:
            process.close()
        if now < self._start_again_at or self._closing:
            return
        while len(self._all) < self._settings.processes + _SPARE:
            await self._start_one()

    async def _start_one(self) -> None:
        limits = self._settings.limits
        child, here = start_child(
            "shiquan.serving.query_process",
            *(str(self._data_set.folder), self._data_set.digest, str(limits.seconds), str(limits.memory)),
            *(str(limits.results), str(limits.answer), self._settings.endpoint),
        )
        process = _Process(self, child)
        self._all.add(process)
        await asyncio.get_running_loop().create_connection(lambda: process, sock=here)

    def _put_off(self) -> None:
        self._start_again_at = time.monotonic() + self._pause
        self._pause = min(2 * self._pause, _LONGEST_PAUSE)
