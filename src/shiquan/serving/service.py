"""What answers a query: the answers that are kept, the store itself for mere look-ups, and the processes for everything else."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import logging
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from pyoxigraph import Store

from shiquan.serving.cache import AnswerCache
from shiquan.serving.data_set import DataSetError, digest_of, open_data_set
from shiquan.serving.messages import Task
from shiquan.serving.outcomes import Answer
from shiquan.serving.page_pool import PagePool
from shiquan.serving.pool import Gone, QueryPool
from shiquan.serving.prepared import Prepared
from shiquan.serving.query_process import QueryRunner
from shiquan.serving.query_text import is_look_up
from shiquan.serving.settings import Settings

_LOG: Final = logging.getLogger(__name__)
_LOOK_UP_BYTES: Final = 64 * 1024
_LOOK_SECONDS: Final = 2.0


class Source(StrEnum):
    """Where an answer comes from."""

    CACHE = "cache"
    UNCHANGED = "unchanged"
    LOOK_UP = "look-up"
    PROCESS = "process"
    STORED = "stored"


@dataclass(frozen=True, slots=True)
class Found:
    """An answer and where it comes from."""

    answer: Answer
    source: Source


class Service:
    """A data set that is being served by this process. `start` it before it is asked, `close` it in the end."""

    def __init__(self, settings: Settings) -> None:
        """Open the data set.

        Raises:
            DataSetError: the folder is not a data set.

        """
        self.settings = settings
        self.data_set = open_data_set(settings.data)
        self.cache = AnswerCache(settings.cache)
        self.pool = QueryPool(settings, self.data_set, self._look_again)
        self.pages = PagePool(settings, self.data_set, self._look_again)
        self.prepared = Prepared(settings, self.data_set)
        self._runner = self._open()
        self._at_work: list[asyncio.Task[None]] = []
        self._look_now = asyncio.Event()

    async def start(self) -> None:
        """Start the processes that run queries, begin to look whether the data set changes, and to make ahead what the site has of the whole of it."""
        await self.pool.start()
        loop = asyncio.get_running_loop()
        self._at_work.append(loop.create_task(self._look_on()))
        if self.settings.page_processes:
            self._at_work.append(loop.create_task(self.prepared.keep_ready()))

    async def close(self) -> None:
        """End everything that was started."""
        for task in self._at_work:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        self.pages.close()
        await self.pool.close()

    def key_of(self, task: Task) -> bytes:
        """Return what tells an answer from all others: a digest of the data set's state, the query, its graphs and the formats."""
        asked = "\0".join(
            (
                self.data_set.digest,
                f"{task.result} {task.graph} {len(task.default_graphs)}",
                *task.default_graphs,
                *task.named_graphs,
                task.query,
            )
        )
        return hashlib.blake2b(asked.encode(), digest_size=16).digest()

    async def answer(self, task: Task, client: str = "", gone: Gone | None = None) -> Found:
        """Answer a query of a client; ``gone`` waits until the client has gone, and then the query is ended.

        Raises:
            Refusal: there is no answer, for the reason that it tells.

        """
        if not task.default_graphs and not task.named_graphs and is_look_up(task.query):
            found = self._runner.look_up(task, _LOOK_UP_BYTES)
            if found is not None:
                return Found(found, Source.LOOK_UP)
        return Found(await self.pool.answer(task, client, gone), Source.PROCESS)

    # ---------------------------------------------------------------- when the data set changes

    def _open(self) -> QueryRunner:
        try:
            store = Store.read_only(str(self.data_set.store))
            return QueryRunner(store, self.settings.limits, self.settings.endpoint)
        except OSError as error:
            raise DataSetError(
                f"无法打开数据集 {self.settings.data} 的存储，请重新运行 shiquan build。",
                f"the store of the data set {self.settings.data} cannot be opened; run shiquan build again.",
            ) from error

    def _look_again(self) -> None:
        self._look_now.set()

    async def _look_on(self) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._look_now.wait(), _LOOK_SECONDS)
            self._look_now.clear()
            try:
                await self._look()
            except (OSError, DataSetError):
                _LOG.warning("the data set cannot be read at the moment; what was opened before is served")

    async def _look(self) -> None:
        digest = digest_of(self.settings.data)
        if digest == self.data_set.digest:
            return
        # a change that is going on: wait until two looks see the same
        await asyncio.sleep(_LOOK_SECONDS / 2)
        if digest_of(self.settings.data) != digest:
            return
        self.data_set = open_data_set(self.settings.data)
        self._runner = self._open()
        self.cache.clear()
        self.pool.serve(self.data_set)
        self.pages.serve(self.data_set)
        self.prepared.serve(self.data_set)
        _LOG.warning("the data set has changed; what is there now is served")
