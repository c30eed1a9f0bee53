"""The files that paths and URLs name, each as a name and its bytes: single files, folders, members of archives, standard input."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Final

from shiquan.errors import UnreadableDocument
from shiquan.file_systems import is_url
from shiquan.reading.archives import Member, members
from shiquan.reading.limits import LARGEST_FILE, MIB
from shiquan.reading.media_types import ARCHIVE, MEDIA_TYPES, is_document

STANDARD_INPUT: Final = Path("-")
"""The path that stands for one document on standard input."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file by the name under which it is reported and recorded, and a way to its bytes.

    ``load`` raises `UnreadableDocument` where the bytes cannot be had; ``anywhere`` says that other machines can load it too.
    """

    name: str
    load: Callable[[], bytes]
    anywhere: bool = False


def find_sources(places: Iterable[Path | str]) -> tuple[list[SourceFile], list[UnreadableDocument]]:
    """Return the files that paths and URLs name, in order: files as they are, folders and archives with the documents in them.

    A place or archive that cannot be read is a failure of its own; the others are built.

    Raises:
        UsageError: a URL is of no known kind, or what it needs is not installed.

    """
    # they build upon this module, and are needed by few
    from shiquan.reading.remote_sources import remote_files, remote_sources

    found: dict[Path | str, list[SourceFile]] = {}
    failures: list[UnreadableDocument] = []
    for place in places:
        if isinstance(place, str) and is_url(place):
            for url in remote_files(place, failures):
                if url not in found:
                    found[url] = remote_sources(url, failures)
            continue
        for file in _files(Path(place), failures):
            if file not in found:
                found[file] = _sources(file, failures)
    return [source for sources in found.values() for source in sources], failures


def file_source(path: Path) -> SourceFile:
    """Return a file as a source."""
    return SourceFile(safe_name(path.name), partial(_read_file, path))


def safe_name(name: str) -> str:
    """Return a name that can be shown and recorded: without what moves a cursor, turns the writing or is no character."""
    return "".join("�" if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp") else char for char in name)


def member_name(archive: str, member: Member) -> str:
    """Return the name of a member of an archive: it shows the archive and the folders in it, but can never be taken for a path."""
    parts = [part for part in member.name.split("/") if part not in ("", ".", "..")]
    return safe_name(" › ".join([archive, *parts]))


def no_document_in(folder: str) -> UnreadableDocument:
    """Return the failure of a folder without any document."""
    endings = ", ".join((*MEDIA_TYPES, ARCHIVE))
    return UnreadableDocument(
        folder,
        "missing",
        f"文件夹里没有可读取的文件（{endings}）",
        f"the folder holds no file that can be read ({endings})",
    )


def too_large(name: str, size: str) -> UnreadableDocument:
    """Return the failure of a file that has more bytes than are read."""
    return UnreadableDocument(
        name,
        "too_large",
        f"文件有 {size}，超过 {LARGEST_FILE // MIB} MB 的上限",
        f"the file has {size}, more than the {LARGEST_FILE // MIB} MB allowed",
    )


def _files(path: Path, failures: list[UnreadableDocument]) -> Iterator[Path]:
    if path == STANDARD_INPUT or path.is_file():
        yield path
        return
    name = safe_name(str(path))
    if not path.is_dir():
        failures.append(UnreadableDocument(name, "missing", "没有这个文件或文件夹", "no such file or folder"))
        return
    documents = sorted(file for file in path.rglob("*") if is_document(file.name) and file.is_file())
    yield from documents
    if not documents:
        failures.append(no_document_in(name))


def _sources(path: Path, failures: list[UnreadableDocument]) -> list[SourceFile]:
    if path == STANDARD_INPUT:
        return [SourceFile("stdin", _standard_input())]
    if path.suffix.lower() != ARCHIVE:
        return [file_source(path)]
    name = safe_name(path.name)
    try:
        return [_member_source(path, name, place, member) for place, member in enumerate(_members(path))]
    except UnreadableDocument as error:
        failures.append(error)
        return []


def _members(path: Path) -> tuple[Member, ...]:
    """Return the documents in an archive."""
    try:
        state = path.stat()
    except OSError:
        return members(_read_file(path), safe_name(path.name))
    return _members_as_of(path, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=2)
def _members_as_of(path: Path, _changed: int, _size: int) -> tuple[Member, ...]:
    """Return the documents in an archive, read once for all of them as long as its file stays as it is."""
    return members(_read_file(path), safe_name(path.name))


def _member_source(path: Path, archive: str, place: int, member: Member) -> SourceFile:
    """Return a member as a source."""
    name = member_name(archive, member)
    return SourceFile(name, partial(_read_member, path, place, name))


def _read_member(path: Path, place: int, name: str) -> bytes:
    """Read a member of an archive by its place among the documents in it: an open archive cannot go to another process."""
    return _members(path)[place].read(name)


def _read_file(path: Path) -> bytes:
    name = safe_name(path.name)
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise too_large(name, f"{size // MIB} MB")
        return path.read_bytes()
    except OSError as error:
        raise UnreadableDocument(
            name, "missing", f"无法读取文件：{error.strerror}", f"the file cannot be read: {error.strerror}"
        ) from error


def _standard_input() -> Callable[[], bytes]:
    """Return a way to what stands on standard input, read here and now: other processes have another standard input."""
    data = sys.stdin.buffer.read(LARGEST_FILE + 1)
    return partial(_within_limits, data)


def _within_limits(data: bytes) -> bytes:
    if len(data) > LARGEST_FILE:
        raise too_large("stdin", f"{LARGEST_FILE // MIB}+ MB")
    return data
