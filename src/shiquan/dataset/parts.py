"""Parts: what one task made of its batch of documents, in one file, from which single members can be read.

A part is a .zip archive, so that it is a tenth of the size of the N-Quads in it, and a member can be read without the others.
"""

from __future__ import annotations

import io
import zipfile
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from typing import BinaryIO, Final

from shiquan.dataset.storage import Storage

_DATE: Final = (1980, 1, 1, 0, 0, 0)
_FASTEST: Final = 1
_READ_AT_ONCE: Final = 1 << 18


def write_part(storage: Storage, name: str, members: Mapping[str, bytes]) -> None:
    """Write members by their names as one part."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=_FASTEST) as archive:
        for member, data in members.items():
            archive.writestr(zipfile.ZipInfo(member, _DATE), data, zipfile.ZIP_DEFLATED, _FASTEST)
    storage.write(name, buffer.getvalue())


class Parts:
    """Reads members of parts; the parts used last stay open, no more than a few at a time."""

    def __init__(self, storage: Storage, open_at_once: int = 16) -> None:
        self._storage = storage
        self._most = open_at_once
        self._open: OrderedDict[str, tuple[zipfile.ZipFile, BinaryIO]] = OrderedDict()

    def read(self, part: str, member: str) -> bytes:
        """Return a member of a part.

        Raises:
            FileNotFoundError: there is no such part.
            KeyError: the part has no such member.

        """
        return self._archive(part).read(member)

    def lines(self, part: str, member: str) -> Iterator[bytes]:
        """Yield the lines of a member, with their line ends, without holding the member in memory."""
        with self._storage.open(part) as file, zipfile.ZipFile(file) as archive, archive.open(member) as opened:
            rest = b""
            while data := opened.read(_READ_AT_ONCE):
                *lines, rest = (rest + data).split(b"\n")
                yield from (line + b"\n" for line in lines)
            if rest:
                yield rest

    def close(self) -> None:
        """Close all that is open."""
        while self._open:
            self._close_oldest()

    def _archive(self, part: str) -> zipfile.ZipFile:
        if part in self._open:
            self._open.move_to_end(part)
            return self._open[part][0]
        while len(self._open) >= self._most:
            self._close_oldest()
        file = self._storage.open(part)
        archive = zipfile.ZipFile(file)
        self._open[part] = archive, file
        return archive

    def _close_oldest(self) -> None:
        archive, file = self._open.popitem(last=False)[1]
        archive.close()
        file.close()
