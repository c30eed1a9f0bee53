"""Answers kept in memory, up to so many bytes, the least lately used going first. What is served does not change, so that none goes stale."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

_SHARE: Final = 16
_OVERHEAD: Final = 512


@dataclass(frozen=True, slots=True)
class Rendered:
    """The body of a response and its headers, as they go out."""

    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes


class AnswerCache:
    """Responses by the digest of what was asked. An answer of more than a sixteenth of the room is not kept."""

    def __init__(self, room: int) -> None:
        self._room = room
        self._used = 0
        self._kept: OrderedDict[bytes, Rendered] = OrderedDict()

    def get(self, key: bytes) -> Rendered | None:
        """Return what is kept under a key."""
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
        return found

    def put(self, key: bytes, rendered: Rendered) -> None:
        """Keep a response."""
        size = len(rendered.body) + _OVERHEAD
        if size * _SHARE > self._room or key in self._kept:
            return
        self._kept[key] = rendered
        self._used += size
        while self._used > self._room:
            _, gone = self._kept.popitem(last=False)
            self._used -= len(gone.body) + _OVERHEAD

    def clear(self) -> None:
        """Forget everything."""
        self._kept.clear()
        self._used = 0
