"""What is made ahead and kept on the disk (`shiquan.publishing.made_ahead`): the search index, the downloads, sitemaps and the feed.

It stands in a folder of its own for each state of a data set and each address of the site, so that it is never that of other data, and a server that is started again finds
it. One process makes it, at a low priority, whoever of the workers and servers that share the folder is first; when that one is killed, the next goes on.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import hashlib
import json
import logging
import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from shiquan import __version__
from shiquan.dataset.layout import DUMP
from shiquan.publishing.made_ahead import GROUPS, Group, made_files, made_folder
from shiquan.serving.children import start_child
from shiquan.serving.data_set import DataSet
from shiquan.serving.editions import as_argument
from shiquan.serving.messages import CHANGED
from shiquan.serving.outcomes import Refusal
from shiquan.serving.settings import Settings

_LOG: Final = logging.getLogger(__name__)
_LOOK_SECONDS: Final = 1.0
_AGAIN_SECONDS: Final = 300.0
"""After a failure it is tried again so much later."""
_OF: Final = "of.json"
NOT_YET: Final = Refusal(
    503,
    "being-made",
    "此文件由全部数据生成（搜索索引、下载文件、站点地图），正在后台生成，请稍后再来；其他网页不受影响。",
    "this file is made of the whole data set (search index, downloads, sitemaps), and is being made in the background: come back later. All other pages are there.",
    (("retry-after", "10"),),
)


@dataclass(frozen=True, slots=True)
class Stored:
    """A file on the disk with its media type."""

    path: Path
    media_type: str


class Prepared:
    """What is made ahead of the data set that is served. To be used on one event loop."""

    def __init__(self, settings: Settings, data_set: DataSet) -> None:
        self._settings = settings
        self._listed: dict[str, Mapping[str, str]] = {}
        self._process: subprocess.Popen[bytes] | None = None
        self._data_set = data_set
        self._folder = folder_of(settings, data_set)

    def serve(self, data_set: DataSet) -> None:
        """Send what is made of another data set from now on."""
        self._data_set = data_set
        self._folder = folder_of(self._settings, data_set)
        self._listed.clear()
        self._stop()

    def find(self, group: Group, path: str) -> Stored | None:
        """Return the file at a path of a group; None if there is none.

        Raises:
            Refusal: the group is still being made.

        """
        listed = self._listed.get(group.name)
        if listed is None:
            listed = made_files(self._folder, group)
            if listed is None:
                raise NOT_YET.fresh()
            self._listed[group.name] = listed
        name = f"{path}index.html" if path.endswith("/") else path
        media_type = listed.get(name)
        return None if media_type is None else Stored(made_folder(self._folder, group) / name, media_type)

    async def keep_ready(self) -> None:
        """Make what is not there, now and whenever another data set is served, until this is cancelled."""
        try:
            while True:
                pause = _LOOK_SECONDS
                try:
                    if self._missing() and not await self._make():
                        pause = _AGAIN_SECONDS
                except OSError as error:
                    _LOG.warning("nothing can be made ahead below %s: %s", self._settings.prepared, error.strerror)
                    pause = _AGAIN_SECONDS
                await self._wait(pause)
        finally:
            self._stop()

    async def _wait(self, seconds: float) -> None:
        """Wait so long, or until another data set is served."""
        data_set, end = self._data_set, time.monotonic() + seconds
        while time.monotonic() < end and data_set is self._data_set:
            await asyncio.sleep(_LOOK_SECONDS)

    def _missing(self) -> list[Group]:
        return [group for group in GROUPS if not made_folder(self._folder, group).is_dir()]

    async def _make(self) -> bool:
        """Make what is missing, unless another process is at it; tell whether nothing went wrong."""
        folder, data_set = self._folder, self._data_set
        folder.mkdir(parents=True, exist_ok=True)
        with _alone(folder) as is_alone:
            if not is_alone:
                return True
            for group in self._missing():
                begun = time.monotonic()
                process, here = start_child(
                    "shiquan.serving.preparing_process",
                    *(str(data_set.folder), data_set.digest, f"{self._settings.public_url}/"),
                    *(as_argument(self._settings), str(folder), group.name),
                )
                self._process = process
                reader, writer = await asyncio.open_connection(sock=here)
                try:
                    # what it says ends shortly before it does
                    said = (await reader.read()).decode(errors="replace")
                    while process.poll() is None:
                        await asyncio.sleep(_LOOK_SECONDS / 10)
                finally:
                    self._stop()
                    writer.close()
                if data_set is not self._data_set or process.returncode == CHANGED:
                    return True
                if process.returncode:
                    _LOG.error("%s could not be made ahead: %s", group.name, said or f"ended with {process.returncode}")
                    return False
                _LOG.warning("%s was made ahead in %.0f s", group.name, time.monotonic() - begun)
            self._clear_up(folder)
        return True

    def _stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def _clear_up(self, folder: Path) -> None:
        """Remove what was made of earlier states of this data set, and of data sets that are no more."""
        of = {"data": str(self._data_set.folder.resolve()), "address": self._settings.public_url}
        (folder / _OF).write_text(json.dumps(of), encoding="utf-8")
        for other in self._settings.prepared.iterdir():
            with contextlib.suppress(OSError, ValueError):
                theirs = json.loads((other / _OF).read_bytes())
                if other != folder and (theirs == of or not Path(theirs["data"]).is_dir()):
                    shutil.rmtree(other, ignore_errors=True)


def folder_of(settings: Settings, data_set: DataSet) -> Path:
    """Return the folder of what is made ahead of a data set as it is now, for this address of the site, by this version."""
    # the joined graph may come later than the store (`shiquan dump`)
    dump = data_set.folder / DUMP
    asked = f"{data_set.digest}\0{__version__}\0{settings.public_url}\0{dump.is_file()}\0{as_argument(settings)}"
    return settings.prepared / hashlib.blake2b(asked.encode(), digest_size=12).hexdigest()


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[bool]:
    """Tell whether no other process is within, and keep others out if so; the kernel lets them in when this process is killed."""
    lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
    finally:
        os.close(lock)
