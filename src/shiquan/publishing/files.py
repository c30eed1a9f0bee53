"""What a site is made of: files in folders, made one folder at a time by the section that the folder belongs to.

The static site writes every file of every folder; the live site makes the one that is asked for. Both ask the same sections.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import BinaryIO, Protocol

from shiquan.publishing.published_data import PublishedData

HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class File:
    """A file of the site: its name within its folder, its media type, and how its content is made.

    The name has no slash in it. What is made is the same whenever it is made from the same data set.
    """

    name: str
    media_type: str
    make: Callable[[], bytes]
    write: Callable[[BinaryIO], None] | None = None
    """How a file is written that may be too large for the memory; None for all others. ``make`` gives the same bytes."""

    def write_to(self, target: BinaryIO) -> int:
        """Write the content; return how many bytes that are. The memory that it takes is bounded where ``write`` is there."""
        if self.write is None:
            content = self.make()
            target.write(content)
            return len(content)
        before = target.tell()
        self.write(target)
        return target.tell() - before


def streamed(name: str, media_type: str, write: Callable[[BinaryIO], None]) -> File:
    """Return a file that is written piece by piece."""

    def make() -> bytes:
        held = io.BytesIO()
        write(held)
        return held.getvalue()

    return File(name, media_type, make, write)


class Section(Protocol):
    """A part of the site: the folders below a prefix, such as ``matrix/``.

    A folder is a path without a slash at the beginning and with one at the end; the root of the site is the empty string.
    """

    @property
    def prefix(self) -> str:
        """Return what the paths of its folders begin with. The section with the longest prefix that fits has a folder."""
        ...

    def folders(self, data: PublishedData) -> Iterator[str]:
        """Yield every folder of the section, in an order that is always the same."""
        ...

    def files(self, data: PublishedData, folder: str) -> tuple[File, ...]:
        """Return the files of a folder; none for a folder that is not there.

        Nothing is made yet: the cost of a call is that of finding out whether the folder is there. Files of a folder may share what
        they are made from.
        """
        ...


def folders_of(sections: Iterable[Section], data: PublishedData) -> Iterator[str]:
    """Yield every folder of some sections, each once: sections of the same prefix may share one."""
    return iter(dict.fromkeys(chain.from_iterable(section.folders(data) for section in sections)))
