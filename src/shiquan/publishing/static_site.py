"""The site as files: every file of every folder, written by several processes."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Final

from shiquan.errors import UsageError
from shiquan.publishing.published_data import NO_EDITION, PERSISTENT_ADDRESS, Edition, PublishedData
from shiquan.publishing.site import files_of, folders

_AT_ONCE: Final = 16
"""Folders in one piece of work: enough that handing it over costs little, few enough that the last ones do not keep one process waiting."""

Told = Callable[[int, int], None]
"""Is told how many folders are written, of how many."""


@dataclass(frozen=True, slots=True)
class Published:
    """What was written."""

    folders: int
    files: int
    bytes: int


def publish(
    data: Path,
    out: Path,
    address: str = PERSISTENT_ADDRESS,
    jobs: int = 1,
    told: Told | None = None,
    edition: Edition = NO_EDITION,
) -> Published:
    """Write the site of a data set into a folder, which is replaced as a whole once all is written.

    Raises:
        StoreError: ``data``, or the earlier data set of the edition, is not a data set.
        UsageError: ``out`` is there and is not a site that was published before.

    """
    if out.exists() and (not out.is_dir() or (any(out.iterdir()) and not (out / _MARK).is_file())):
        raise UsageError(
            f"{out} 已存在且不是以前发布的网站，未写入；请换一个文件夹。",
            f"{out} is there and is no site that was published before: nothing was written; name another folder.",
        )
    everything = list(folders(PublishedData.open(data, address, edition)))
    making = out.parent / f".{out.name}.publishing"
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(parents=True)
    written = Published(0, 0, 0)
    try:
        for done in write_folders(everything, making, (data, address, edition), jobs):
            written = Published(written.folders + done.folders, written.files + done.files, written.bytes + done.bytes)
            if told is not None:
                told(written.folders, len(everything))
        (making / _MARK).write_bytes(b"")
        _put_in_place(making, out)
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return written


_MARK: Final = ".nojekyll"
"""A file that tells a site of this program; hosts that leave out files by their names (GitHub Pages) leave out none where it stands."""


Opening = tuple[Path, str, Edition]
"""What a process opens the data set with: its folder, the address of the site, the edition."""


def write_folders(everything: list[str], making: Path, opening: Opening, jobs: int = 1) -> Iterator[Published]:
    """Write folders of the site of a data set below ``making``, and yield what was written, some of them at a time.

    Raises:
        StoreError: there is no data set in the folder.

    """
    if jobs == 1:
        opened = PublishedData.open(*opening)
        for folder in everything:
            yield _write(opened, making, [folder])
        return
    parts = iter([everything[start : start + _AT_ONCE] for start in range(0, len(everything), _AT_ONCE)])
    # spawned, not forked: an open store does not live through a fork
    with ProcessPoolExecutor(jobs, get_context("spawn"), _open, opening) as workers:
        running: list[Future[Published]] = [
            workers.submit(_write_part, making, part) for part in islice(parts, 2 * jobs)
        ]
        while running:
            yield running.pop(0).result()
            running.extend(workers.submit(_write_part, making, part) for part in islice(parts, 1))


_opened: list[PublishedData] = []


def _open(data: Path, address: str, edition: Edition) -> None:
    _opened[:] = [PublishedData.open(data, address, edition)]


def _write_part(making: Path, part: list[str]) -> Published:
    return _write(_opened[0], making, part)


def _write(data: PublishedData, making: Path, part: list[str]) -> Published:
    files = size = 0
    for folder in part:
        here = making / folder
        here.mkdir(parents=True, exist_ok=True)
        for file in files_of(data, folder):
            with (here / file.name).open("wb") as target:
                size += file.write_to(target)
            files += 1
    return Published(len(part), files, size)


def _put_in_place(making: Path, out: Path) -> None:
    earlier = out.parent / f".{out.name}.earlier"
    shutil.rmtree(earlier, ignore_errors=True)
    if out.exists():
        os.replace(out, earlier)
    os.replace(making, out)
    shutil.rmtree(earlier, ignore_errors=True)
