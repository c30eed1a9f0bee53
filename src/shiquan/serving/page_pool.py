"""The processes that make pages: a few for each worker, started when the first page is asked for, each killed at its limit.

They are others than those that run queries, and of lower priority, so that a crowd of visitors to the site leaves the endpoint as it is. What waits is
bounded: beyond that a visitor is told to come back.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import signal
import subprocess
from collections.abc import Callable
from typing import Final

from shiquan.serving.children import start_child
from shiquan.serving.data_set import DataSet
from shiquan.serving.editions import as_argument
from shiquan.serving.messages import CHANGED
from shiquan.serving.outcomes import BUSY, FAULT, Refusal, out_of_memory, out_of_time
from shiquan.serving.page_messages import READY, REPLY, REQUEST, Page, What
from shiquan.serving.prepared import folder_of
from shiquan.serving.settings import Settings

_LOG: Final = logging.getLogger(__name__)
_START_SECONDS: Final = 180.0
"""A process may take so long to start: on a machine that is busy, one that is given up too early never does."""


class _Maker:
    """A place for a process that makes pages, and the process when there is one."""

    def __init__(self) -> None:
        self.digest = ""
        self.process: subprocess.Popen[bytes] | None = None
        self.reader: asyncio.StreamReader
        self.writer: asyncio.StreamWriter
        self.ready: asyncio.Task[None] | None = None

    def close(self) -> None:
        if self.ready is not None:
            self.ready.cancel()
            self.ready = None
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.writer.close()
            self.process = None


class PagePool:
    """Makes pages in processes of their own. To be used on one event loop."""

    def __init__(self, settings: Settings, data_set: DataSet, changed: Callable[[], None]) -> None:
        """Prepare the pool; ``changed`` is called when a process finds that the data set on disk is another one now."""
        self._settings = settings
        self._data_set = data_set
        self._changed = changed
        self._makers = [_Maker() for _ in range(settings.page_processes)]
        self._free: asyncio.LifoQueue[_Maker] = asyncio.LifoQueue()
        for maker in self._makers:
            self._free.put_nowait(maker)
        self._asked = 0

    def serve(self, data_set: DataSet) -> None:
        """Make pages of another data set from now on."""
        self._data_set = data_set

    def close(self) -> None:
        """End all processes."""
        for maker in self._makers:
            maker.close()

    async def page(self, path: str) -> Page:
        """Return what is at a path.

        Raises:
            Refusal: too many wait, or the page cannot be made.

        """
        if self._asked >= len(self._makers) + self._settings.queue:
            raise BUSY.fresh()
        self._asked += 1
        try:
            maker = await self._free.get()
            try:
                return await self._made(maker, path)
            finally:
                self._free.put_nowait(maker)
        finally:
            self._asked -= 1

    async def _made(self, maker: _Maker, path: str) -> Page:
        limits = self._settings.limits
        answered = False
        await self._is_ready(maker)
        try:
            async with asyncio.timeout(limits.seconds):
                text = path.encode()
                maker.writer.write(REQUEST.pack(len(text)) + text)
                what, facts, content = REPLY.unpack(await maker.reader.readexactly(REPLY.size))
                told = json.loads(await maker.reader.readexactly(facts))
                body = await maker.reader.readexactly(content)
            answered = True
        except TimeoutError:
            raise out_of_time(limits.seconds) from None
        except (asyncio.IncompleteReadError, OSError):
            raise self._reason(maker) from None
        finally:
            if not answered:
                # also where the client has gone: what comes now would be taken for the answer to another
                maker.close()
        if what == What.FAILED:
            _LOG.error("a page could not be made: %s at %s", told["kind"], told["at"])
            raise FAULT.fresh()
        return Page(What(what), told["media_type"], told["folder"], told["fragment"], body)

    def _reason(self, maker: _Maker) -> Refusal:
        code = None
        if maker.process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                code = maker.process.wait(1)
        if code == CHANGED:
            self._changed()
            return BUSY.fresh()
        if code == -signal.SIGXCPU:
            return out_of_time(self._settings.limits.seconds)
        if code in (-signal.SIGABRT, -signal.SIGKILL):
            return out_of_memory(self._settings.limits.memory)
        return FAULT.fresh()

    async def _is_ready(self, maker: _Maker) -> None:
        """Start a process where there is none for this data set, and wait until it is ready.

        Raises:
            Refusal: it is not ready in the time that a page has; it goes on starting for those who come next.

        """
        try:
            if maker.process is None or maker.digest != self._data_set.digest:
                await self._start(maker)
            if maker.ready is not None:
                await asyncio.wait_for(asyncio.shield(maker.ready), self._settings.limits.seconds)
                maker.ready = None
        except TimeoutError:
            if maker.ready is None or maker.ready.done():
                maker.close()
            raise BUSY.fresh() from None
        except (asyncio.IncompleteReadError, OSError):
            reason = self._reason(maker)
            maker.close()
            raise reason from None

    async def _start(self, maker: _Maker) -> None:
        maker.close()
        limits = self._settings.limits
        process, here = start_child(
            "shiquan.serving.page_process",
            *(str(self._data_set.folder), self._data_set.digest, str(limits.seconds), str(limits.memory)),
            f"{self._settings.public_url}/",
            str(folder_of(self._settings, self._data_set)),
            as_argument(self._settings),
        )
        maker.reader, maker.writer = await asyncio.open_connection(sock=here)
        maker.process, maker.digest = process, self._data_set.digest
        maker.ready = asyncio.get_running_loop().create_task(self._says_so(maker.reader))

    @staticmethod
    async def _says_so(reader: asyncio.StreamReader) -> None:
        async with asyncio.timeout(_START_SECONDS):
            await reader.readexactly(READY.size)
