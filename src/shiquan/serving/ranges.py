"""Parts of a large file (RFC 9110, section 14), so that a download that broke off goes on where it ended."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_DIGITS: Final = 18
"""A position of more digits lies behind the end of every file."""
_ONE: Final = re.compile(rf"(?i:bytes)[ \t]*=[ \t]*(\d{{0,{_DIGITS}}})-(\d{{0,{_DIGITS}}})[ \t]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Part:
    """Bytes of a file: the position of the first, and how many."""

    first: int
    length: int

    def content_range(self, size: int) -> str:
        """Return the value of the Content-Range header (RFC 9110, section 14.4) for a file of so many bytes."""
        return f"bytes {self.first}-{self.first + self.length - 1}/{size}"


class NoSuchPartError(Exception):
    """No byte of the range stands in the file: to be answered with 416."""


def part_asked_for(asked: str, size: int) -> Part | None:
    """Return the part of a file of ``size`` bytes that a Range header asks for; None where the whole file is the answer.

    That is so without the header, where it is not well formed, and where it asks for several ranges: a server may ignore the header (section 14.2).

    Raises:
        NoSuchPartError: the range begins behind the end, or is empty.

    """
    matched = _ONE.fullmatch(asked)
    if matched is None or matched[1] == matched[2] == "":
        return None
    if not matched[1]:
        first, last = max(0, size - int(matched[2])), size - 1
    else:
        first, last = int(matched[1]), min(int(matched[2] or size - 1), size - 1)
        if matched[2] and int(matched[2]) < first:
            return None
    if first > last:
        raise NoSuchPartError
    return Part(first, last - first + 1)
