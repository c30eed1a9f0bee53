"""Passages as they are read by themselves, and readings of them that are kept.

Official texts repeat themselves: most statements of who bears an expenditure are worded as others before them, in the same
document and in those of other places. What a passage says depends on its words and on little around it: the character
before, where that makes another word with the first one (地 before 区), and a few characters behind, where the passage does
not end at a mark. A passage with just that is a key under which its reading is kept. The number of readings kept is
bounded; keeping them changes how long reading takes and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Set
from functools import lru_cache
from typing import Protocol, TypeVar
from weakref import WeakSet

_Reading = TypeVar("_Reading")
_MOST_READINGS = 4096


class _Cached(Protocol):
    """A function that keeps its results."""

    def cache_clear(self) -> None:
        """Forget them."""


_Forgetful = TypeVar("_Forgetful", bound=_Cached)
_KEPT: WeakSet[_Cached] = WeakSet()
"""Everything that keeps readings, as long as its reader is in use."""
LONGEST_KEPT = 400
"""Characters of a passage beyond which its reading is not kept, so that hostile texts cannot fill the memory."""
_LONGEST_BEHIND = 6
_MARKS = ",;。!?"
_NOTHING = "\n"


def keep(read: Callable[[str], _Reading]) -> Callable[[str], _Reading]:
    """Return a function that reads as the given one does, and keeps the latest readings by the words that were read."""
    return kept(lru_cache(maxsize=_MOST_READINGS)(read))


def keep_passages(read: Callable[[str, int], _Reading]) -> Callable[[str, int], _Reading]:
    """Return a function that reads passages (see `passage`) as the given one does, and keeps the latest readings."""
    return kept(lru_cache(maxsize=_MOST_READINGS)(read))


def forget() -> None:
    """Forget all readings that are kept, so that the next texts are read as the first ones were (for measurements)."""
    for function in tuple(_KEPT):
        function.cache_clear()


def kept(function: _Forgetful) -> _Forgetful:
    """Return a function that keeps its results as it is, to be among those that `forget` clears."""
    _KEPT.add(function)
    return function


def passage(folded: str, start: int, end: int, telling: Set[str]) -> tuple[str, int]:
    """Return the passage between two offsets with what around it tells how it is read, and where it ends in that.

    The passage begins at 1: before it stands the character before it, where that is one of the ``telling`` ones, else a line
    break. Behind it stand up to six characters, where it does not end at a mark.
    """
    before = folded[start - 1] if start else _NOTHING
    if before not in telling:
        before = _NOTHING
    if end > start and folded[end - 1] in _MARKS:
        return before + folded[start:end], end - start + 1
    return before + folded[start : end + _LONGEST_BEHIND], end - start + 1
