"""Where the parts of a data set stand while it is made: a folder of this machine, or shared storage that a cluster reaches.

A part is written once and whole, and read by whichever process needs it. Storage beyond this machine is that of fsspec, so that a
folder on a network, S3 and what speaks its protocol, and the other systems that fsspec knows serve alike.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO, Protocol

from shiquan.errors import UsageError


class Storage(Protocol):
    """Named byte strings. A storage can be sent to another process, which reaches the same names with it."""

    def write(self, name: str, data: bytes) -> None:
        """Write data under a name, whole or not at all; what was there is replaced."""
        ...

    def open(self, name: str) -> BinaryIO:
        """Open what stands under a name for reading; the file can seek.

        Raises:
            FileNotFoundError: there is nothing under the name.

        """
        ...

    def clear(self) -> None:
        """Remove everything; a storage that is empty or not there already stays as it is."""
        ...


class FolderStorage:
    """A folder of this machine."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def write(self, name: str, data: bytes) -> None:
        """Write data under a name; see `Storage.write`."""
        self._folder.mkdir(parents=True, exist_ok=True)
        unfinished = self._folder / f".{name}.{os.getpid()}"
        unfinished.write_bytes(data)
        unfinished.replace(self._folder / name)

    def open(self, name: str) -> BinaryIO:
        """Open what stands under a name; see `Storage.open`."""
        return (self._folder / name).open("rb")

    def clear(self) -> None:
        """Remove everything; see `Storage.clear`."""
        if self._folder.is_dir():
            for path in self._folder.iterdir():
                path.unlink()
            self._folder.rmdir()


class SharedStorage:
    """A folder of any file system that fsspec knows, named by its URL: ``s3://bucket/folder``, ``file:///mnt/shared/folder``.

    Options of the file system (the address of an S3-compatible service, keys) come from the configuration of fsspec itself: its
    files and the variables ``FSSPEC_…`` and ``AWS_…`` of the environment, which each worker has for itself.
    """

    def __init__(self, url: str) -> None:
        """Remember the address; nothing is reached yet."""
        self._url = url.rstrip("/")

    def write(self, name: str, data: bytes) -> None:
        """Write data under a name; see `Storage.write`."""
        system, folder = file_system(self._url)
        system.makedirs(folder, exist_ok=True)
        system.pipe_file(f"{folder}/{name}", data)

    def open(self, name: str) -> BinaryIO:
        """Open what stands under a name; see `Storage.open`."""
        system, folder = file_system(self._url)
        opened: BinaryIO = system.open(f"{folder}/{name}", "rb")
        return opened

    def clear(self) -> None:
        """Remove everything; see `Storage.clear`."""
        system, folder = file_system(self._url)
        if system.exists(folder):
            system.rm(folder, recursive=True)


def file_system(url: str) -> tuple[FileSystem, str]:
    """Return the file system of a URL and the path in it.

    Raises:
        UsageError: fsspec or the package that it needs for this kind of address is not installed, or the address is of no known kind.

    """
    try:
        from fsspec.core import url_to_fs

        system, path = url_to_fs(url)
    except ImportError as error:
        raise UsageError(
            f"使用 {url} 需要附加组件，请安装：pip install 'shiquan[cluster]'（{error}）",
            f"{url} needs packages that are not installed: pip install 'shiquan[cluster]' ({error})",
        ) from error
    except ValueError as error:
        raise UsageError(
            f"不认识的存储地址 {url}：{error}", f"{url} is no address of a storage that is known: {error}"
        ) from error
    return system, path.rstrip("/")


class FileSystem(Protocol):
    """What is used of an fsspec file system (`fsspec.spec.AbstractFileSystem`)."""

    def makedirs(self, path: str, exist_ok: bool = False) -> None:
        """Make a folder and those above it."""

    def pipe_file(self, path: str, value: bytes) -> None:
        """Write a file whole."""

    def cat_file(self, path: str) -> bytes:
        """Read a file whole."""
        ...

    def open(self, path: str, mode: str) -> BinaryIO:
        """Open a file."""
        ...

    def exists(self, path: str) -> bool:
        """Tell whether there is a file or folder."""
        ...

    def isfile(self, path: str) -> bool:
        """Tell whether there is a file."""
        ...

    def isdir(self, path: str) -> bool:
        """Tell whether there is a folder."""
        ...

    def size(self, path: str) -> int | None:
        """Return the size of a file in bytes."""
        ...

    def find(self, path: str) -> list[str]:
        """Return all files below a folder."""
        ...

    def rm(self, path: str, recursive: bool = False) -> None:
        """Remove a file or folder."""
