"""Files, folders and archives named by a URL, with the names and the order of those that are named by a path.

Their sources can be sent to another machine, which reads them for itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache, partial
from pathlib import PurePosixPath

from shiquan.errors import UnreadableDocument
from shiquan.file_systems import file_system, shown
from shiquan.reading.archives import Member, members
from shiquan.reading.limits import LARGEST_FILE, MIB
from shiquan.reading.media_types import ARCHIVE, is_document
from shiquan.reading.sources import SourceFile, member_name, no_document_in, safe_name, too_large


def remote_files(url: str, failures: list[UnreadableDocument]) -> Iterator[str]:
    """Yield the URLs of the documents that a URL names: a file as it is, a folder with what stands in it, in order.

    Raises:
        UsageError: the address is of no known kind, or what it needs is not installed.

    """
    system, path = file_system(url)
    shown_as = safe_name(shown(url))
    try:
        with _telling(shown_as):
            if system.info(path)["type"] == "file":
                yield url
                return
            files = [PurePosixPath(file) for file in system.find(path)]
    except UnreadableDocument as error:
        failures.append(error)
        return
    documents = sorted(file for file in files if is_document(file.name))
    base = url.rstrip("/")
    yield from (f"{base}/{file.relative_to(path)}" for file in documents)
    if not documents:
        failures.append(no_document_in(shown_as))


def remote_sources(url: str, failures: list[UnreadableDocument]) -> list[SourceFile]:
    """Return the file at a URL as a source, or the documents in it where it is an archive."""
    name = _name(url)
    if PurePosixPath(name).suffix.lower() != ARCHIVE:
        return [SourceFile(name, partial(_read_file, url), anywhere=True)]
    try:
        state = _state(url)
        return [
            SourceFile(shown_as, partial(_read_member, url, state, place, shown_as), anywhere=True)
            for place, member in enumerate(_members(url, state))
            for shown_as in [member_name(name, member)]
        ]
    except UnreadableDocument as error:
        failures.append(error)
        return []


def _name(url: str) -> str:
    return safe_name(shown(url).rstrip("/").rpartition("/")[2])


def _state(url: str) -> str:
    """Return a text that is another one when the file has changed."""
    system, path = file_system(url)
    with _telling(_name(url)):
        return system.ukey(path)


def _read_file(url: str) -> bytes:
    system, path = file_system(url)
    name = _name(url)
    with _telling(name):
        size = system.info(path)["size"] or 0
        if size > LARGEST_FILE:
            raise too_large(name, f"{size // MIB} MB")
        return system.cat_file(path)


@contextmanager
def _telling(name: str) -> Iterator[None]:
    """Turn what a file system raises into the failure of one source."""
    try:
        yield
    except UnreadableDocument:
        raise
    except FileNotFoundError as error:
        raise UnreadableDocument(name, "missing", "没有这个文件或文件夹", "no such file or folder") from error
    except Exception as error:
        # every file system has exceptions of its own, which have no class in common
        reason = " ".join(str(error).split()) or type(error).__name__
        raise UnreadableDocument(
            name, "missing", f"无法读取文件：{reason}", f"the file cannot be read: {reason}"
        ) from error


@lru_cache(maxsize=2)
def _members(url: str, _state: str) -> tuple[Member, ...]:
    """Return the documents in an archive, read once for all of them as long as it stays as it is."""
    return members(_read_file(url), _name(url))


def _read_member(url: str, state: str, place: int, name: str) -> bytes:
    """Read a member of an archive by its place among the documents in it: an open archive cannot go to another process."""
    return _members(url, state)[place].read(name)
