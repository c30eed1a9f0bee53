"""A text with marked stretches that may overlap, cut into lines and into pieces that nest.

Every code point of the text stands in exactly one line and in exactly one piece of it. Where two stretches overlap without one lying in the other,
the one that began later is closed and opened again, so that what is made of the pieces is a tree.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Stretch:
    """A marked stretch of a text: code points from ``start`` to ``end``, the end excluded.

    ``kinds`` say what is marked (for the look), ``ids`` what can be linked to; ``reference`` is where a reader is sent from it.
    """

    start: int
    end: int
    kinds: tuple[str, ...]
    ids: tuple[str, ...]
    reference: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a line: words, or the beginning or the end of a stretch.

    ``first`` tells whether this is where the stretch begins (it can be opened again further on), ``last`` whether it ends here for good.
    """

    what: Literal["words", "open", "close"]
    words: str = ""
    stretch: Stretch | None = None
    first: bool = False
    last: bool = False


def lines_of(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each line of a text begins and ends, its line feed included; one empty line for an empty text."""
    start = 0
    while True:
        feed = text.find("\n", start)
        end = len(text) if feed < 0 else feed + 1
        yield start, end
        if end == len(text):
            return
        start = end


def within(text: str, stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """Return the stretches moved into the text where they reach out of it, so that each has a place."""
    size = len(text)
    moved = []
    for one in stretches:
        start = min(max(one.start, 0), size)
        end = min(max(one.end, start), size)
        moved.append(Stretch(start, end, one.kinds, one.ids, one.reference))
    return tuple(sorted(moved, key=_order))


def pieces(text: str, start: int, end: int, stretches: Sequence[Stretch], at_the_end: bool) -> tuple[Piece, ...]:
    """Return a line of a text as pieces.

    Args:
        text: the whole text.
        start: where the line begins.
        end: where it ends, excluded.
        stretches: those of the whole text that touch the line, within the text.
        at_the_end: whether this is the last line, to which stretches without length at the end of the text belong.

    """
    waiting = sorted(
        (one for one in stretches if _touches(one, start, end, at_the_end)),
        key=lambda one: (max(one.start, start), -one.end, one.ids),
    )
    made: list[Piece] = []
    stack: list[Stretch] = []
    place = start
    while waiting or stack:
        ahead = min(*(max(one.start, start) for one in waiting[:1]), *(min(one.end, end) for one in stack), end, end)
        if ahead > place:
            made.append(Piece("words", text[place:ahead]))
            place = ahead
        again = _close(made, stack, place, end)
        opening = [(one, False) for one in again]
        while waiting and max(waiting[0].start, start) <= place:
            one = waiting.pop(0)
            if one.start == one.end:
                made += [Piece("open", stretch=one, first=True), Piece("close", stretch=one, last=True)]
            else:
                opening.append((one, one.start >= start))
        for one, first in sorted(opening, key=lambda each: (-each[0].end, each[0].start, each[0].ids)):
            made.append(Piece("open", stretch=one, first=first))
            stack.append(one)
    if place < end:
        made.append(Piece("words", text[place:end]))
    return tuple(made)


def _close(made: list[Piece], stack: list[Stretch], place: int, end: int) -> list[Stretch]:
    """Close what ends here, with all that was opened after it; return what has to be opened again."""
    ending = [at for at, one in enumerate(stack) if min(one.end, end) <= place]
    if not ending:
        return []
    again = []
    while len(stack) > ending[0]:
        one = stack.pop()
        goes_on = min(one.end, end) > place
        made.append(Piece("close", stretch=one, last=one.end <= place))
        if goes_on:
            again.append(one)
    return again


def _touches(one: Stretch, start: int, end: int, at_the_end: bool) -> bool:
    if one.start == one.end:
        return start <= one.start < end or (at_the_end and one.start == end)
    return one.start < end and one.end > start


def _order(one: Stretch) -> tuple[int, int, tuple[str, ...]]:
    return one.start, -one.end, one.ids
