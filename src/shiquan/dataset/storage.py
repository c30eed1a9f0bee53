"""Where the parts of a data set stand while it is made: a folder of this machine, or shared storage that a cluster reaches.

A part is written once and whole, and read by whichever process needs it. Storage beyond this machine is that of fsspec, so that a
folder on a network, S3 and what speaks its protocol, and the other systems that fsspec knows serve alike.
"""

from __future__ import annotations

import contextlib
import hashlib
import shutil
import socket
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from os import getpid
from pathlib import Path
from typing import BinaryIO, Final, Protocol
from uuid import uuid4

from shiquan.dataset.layout import still_runs
from shiquan.errors import UsageError
from shiquan.file_systems import file_system, unreachable

_READ_AHEAD: Final = 1 << 18
"""Bytes: a document's members stand together in a part, and are mostly had with one request."""

_FETCHED_AT_ONCE: Final = 8

_BLOCK: Final = 1 << 20
_BLOCKS: Final = 128
"""Blocks of a file that is read here and there, and how many of them are kept in memory: those that many documents cite are met again."""


class Storage(Protocol):
    """Named byte strings. A storage can be sent to another process, which reaches the same names with it."""

    def prepare(self) -> None:
        """Make the storage ready and empty; called once, before anything is written."""
        ...

    def write(self, name: str, data: bytes) -> None:
        """Write data under a name, whole or not at all; what was there is replaced."""
        ...

    def put(self, name: str, file: Path) -> None:
        """Write a file of this machine, of any size, under a name, whole or not at all; what was there is replaced."""
        ...

    def open(self, name: str) -> BinaryIO:
        """Open what stands under a name for reading; the file can seek.

        Raises:
            FileNotFoundError: there is nothing under the name.

        """
        ...

    def open_for_look_ups(self, name: str) -> BinaryIO:
        """Open what stands under a name for reading a little here and there; raises as `open` does."""
        ...

    def near(self, names: Iterable[str], folder: Path) -> Storage:
        """Return a storage of this machine that has these names: this one, or else a folder into which they are copied."""
        ...

    def clear(self) -> None:
        """Remove everything; a storage that is empty or not there already stays as it is."""
        ...


class FolderStorage:
    """A folder of this machine, or one that stands at the same path on several."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.absolute()

    def prepare(self) -> None:
        """Make the folder, empty; see `Storage.prepare`."""
        self.clear()
        self._folder.mkdir(parents=True)

    def write(self, name: str, data: bytes) -> None:
        """Write data under a name; see `Storage.write`."""
        # a worker that was given up for lost may still write what another one writes too
        unfinished = self._folder / f".{name}.{uuid4().hex}"
        unfinished.write_bytes(data)
        unfinished.replace(self._folder / name)

    def put(self, name: str, file: Path) -> None:
        """Copy a file to a name; see `Storage.put`."""
        unfinished = self._folder / f".{name}.{uuid4().hex}"
        shutil.copyfile(file, unfinished)
        unfinished.replace(self._folder / name)

    def open(self, name: str) -> BinaryIO:
        """Open what stands under a name; see `Storage.open`."""
        return (self._folder / name).open("rb")

    def open_for_look_ups(self, name: str) -> BinaryIO:
        """Open what stands under a name; see `Storage.open_for_look_ups`."""
        return self.open(name)

    def near(self, names: Iterable[str], folder: Path) -> Storage:
        """Return this storage; see `Storage.near`."""
        return self

    def clear(self) -> None:
        """Remove everything; see `Storage.clear`."""
        if self._folder.is_dir():
            shutil.rmtree(self._folder)


class SharedStorage:
    """A folder of any file system that fsspec knows where a file appears whole when it is written, as in S3."""

    def __init__(self, url: str) -> None:
        """Remember the address of the folder, which is this storage's alone; nothing is reached yet."""
        self._url = url.rstrip("/")

    def prepare(self) -> None:
        """Make the folder empty; see `Storage.prepare`. Object stores have no folders that would have to be made."""
        self.clear()

    def write(self, name: str, data: bytes) -> None:
        """Write data under a name; see `Storage.write`."""
        system, folder = file_system(self._url)
        with _telling(self._url):
            system.pipe_file(f"{folder}/{name}", data)

    def put(self, name: str, file: Path) -> None:
        """Send a file to a name, in pieces where the system takes them; see `Storage.put`."""
        system, folder = file_system(self._url)
        with _telling(self._url):
            system.put_file(str(file), f"{folder}/{name}")

    def open(self, name: str) -> BinaryIO:
        """Open what stands under a name; see `Storage.open`."""
        system, folder = file_system(self._url)
        with _telling(self._url):
            return system.open(f"{folder}/{name}", "rb", block_size=_READ_AHEAD, cache_type="readahead")

    def open_for_look_ups(self, name: str) -> BinaryIO:
        """Open what stands under a name, keeping blocks of it; see `Storage.open_for_look_ups`."""
        system, folder = file_system(self._url)
        with _telling(self._url):
            return system.open(
                f"{folder}/{name}",
                "rb",
                block_size=_BLOCK,
                cache_type="blockcache",
                cache_options={"maxblocks": _BLOCKS},
            )

    def near(self, names: Iterable[str], folder: Path) -> Storage:
        """Copy the names into a folder, several at a time; see `Storage.near`."""
        system, there = file_system(self._url)
        here = FolderStorage(folder)
        here.prepare()

        def fetch(name: str) -> None:
            with _telling(self._url):
                data = system.cat_file(f"{there}/{name}")
            here.write(name, data)

        with ThreadPoolExecutor(_FETCHED_AT_ONCE) as pool:
            for _ in pool.map(fetch, names):
                pass
        return here

    def clear(self) -> None:
        """Remove everything; see `Storage.clear`."""
        system, folder = file_system(self._url)
        with _telling(self._url):
            if system.exists(folder):
                system.rm(folder, recursive=True)


def shared_storage(url: str, folder: Path) -> Storage:
    """Return a folder within shared storage for the parts of one build alone; what killed builds left there is removed.

    Its name has the process and a digest of the machine and of the data set's folder: nothing else that stands in the storage is
    ever touched, several builds can use the same storage, and a build knows what earlier ones of the same data set have left.

    Args:
        url: any folder, ``s3://bucket/folder`` or ``file:///mnt/shared``; need not exist.
        folder: where the data set goes.

    Raises:
        UsageError: the address is of no known kind, or the storage cannot be reached.

    """
    system, base = file_system(url)
    digest = hashlib.sha256(f"{socket.gethostname()}\n{folder.absolute()}".encode()).hexdigest()[:12]
    of_this_data_set = f"shiquan-parts-{digest}-"
    with _telling(url):
        for left in system.ls(base, detail=False) if system.exists(base) else []:
            name = left.rstrip("/").rpartition("/")[2]
            if name.startswith(of_this_data_set) and not still_runs(name):
                system.rm(left, recursive=True)
    name = f"{of_this_data_set}{getpid()}"
    if url.startswith(("file://", "local://")):
        return FolderStorage(Path(base) / name)
    return SharedStorage(f"{url.rstrip('/')}/{name}")


@contextlib.contextmanager
def _telling(url: str) -> Iterator[None]:
    """Turn what a file system raises into an error for people, but for that of a missing file."""
    try:
        yield
    except (FileNotFoundError, UsageError):
        raise
    except Exception as error:
        # every file system has exceptions of its own, which have no class in common
        raise unreachable(url, error) from error
