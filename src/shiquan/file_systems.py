"""File systems beyond this machine, by URL: whatever fsspec knows (S3 and what speaks its protocol, network folders …).

Keys and the address of an S3-compatible service are never part of a URL or of the command: they come from fsspec's configuration
(``~/.config/fsspec/*.json``, variables ``FSSPEC_S3_…``) and from that of the file system itself (``AWS_…``), on each machine.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, BinaryIO, Protocol
from urllib.parse import urlsplit

from shiquan.errors import UsageError


class FileSystem(Protocol):
    """What is used of an fsspec file system (`fsspec.spec.AbstractFileSystem`)."""

    def pipe_file(self, path: str, value: bytes) -> None:
        """Write a file whole."""

    def put_file(self, lpath: str, rpath: str) -> None:
        """Copy a file of this machine to a path."""

    def cat_file(self, path: str) -> bytes:
        """Read a file whole."""
        ...

    def open(
        self, path: str, mode: str, *, block_size: int, cache_type: str, cache_options: Mapping[str, int] = ...
    ) -> BinaryIO:
        """Open a file, which is read in blocks of so many bytes that are kept as the type and options of the cache say."""
        ...

    def exists(self, path: str) -> bool:
        """Tell whether there is a file or folder."""
        ...

    def info(self, path: str) -> dict[str, Any]:
        """Return the ``type`` (file, directory) and ``size`` in bytes of what is there."""
        ...

    def ukey(self, path: str) -> str:
        """Return a text that is another one when the file has changed."""
        ...

    def ls(self, path: str, detail: bool) -> list[str]:
        """Return what stands in a folder."""
        ...

    def find(self, path: str) -> list[str]:
        """Return all files below a folder."""
        ...

    def rm(self, path: str, recursive: bool = False) -> None:
        """Remove a file or folder."""


def is_url(place: str) -> bool:
    """Tell whether a place is named by a URL, not by a path of this machine."""
    return "://" in place


def shown(url: str) -> str:
    """Return a URL as it may be shown: without the user's name and password, should there be any."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl() if "@" in parts.netloc else url


def file_system(url: str) -> tuple[FileSystem, str]:
    """Return the file system of a URL and the path in it, without a slash at the end.

    Raises:
        UsageError: fsspec or the package that it needs for this kind of address is not installed, or the address is of no known kind.

    """
    try:
        from fsspec.core import url_to_fs

        # other processes write what this one reads: a list of files that is remembered would hide it
        system, path = url_to_fs(url, use_listings_cache=False)
    except ImportError as error:
        raise UsageError(
            f"使用 {shown(url)} 需要附加组件，请安装：pip install 'shiquan[cluster]'（{error}）",
            f"{shown(url)} needs packages that are not installed: pip install 'shiquan[cluster]' ({error})",
        ) from error
    except ValueError as error:
        raise UsageError(
            f"不认识的存储地址 {shown(url)}：{error}", f"{shown(url)} is no address of a storage that is known: {error}"
        ) from error
    return system, path.rstrip("/")


def unreachable(url: str, error: Exception) -> UsageError:
    """Return the error that says that a file system does not do what it was asked, and why."""
    reason = " ".join(str(error).split()) or type(error).__name__
    return UsageError(
        f"无法读写 {shown(url)}（{reason}）；请检查地址、网络和访问凭据（凭据来自环境变量或 fsspec 配置）。原有的数据集未受影响",
        f"{shown(url)} cannot be read or written ({reason}); check the address, the network and the credentials (they come from the "
        "environment or the configuration of fsspec). The earlier data set is as it was",
    )
