"""Sentences, segments and clauses of folded text, as offsets, with brackets and quotation marks respected."""

from __future__ import annotations

from collections.abc import Iterator

_OPENING = {"(": ")", "〔": "〕", "《": "》", "〈": "〉", "“": "”", "『": "』", "「": "」"}
_LONGEST_BRACKET = 400


def split_outside_brackets(folded: str, start: int, end: int, marks: str) -> Iterator[tuple[int, int]]:
    """Yield the parts between marks that stand outside of brackets; each part includes the mark that ends it.

    A bracket that is not closed within 400 characters is taken for a stray one, so that damaged text is still cut.
    """
    part = start
    index = start
    while index < end:
        char = folded[index]
        closing = _OPENING.get(char)
        if closing is not None:
            close = _closing(folded, index, end, char, closing)
            index = close + 1 if close is not None else index + 1
            continue
        if char in marks:
            yield part, index + 1
            part = index + 1
        index += 1
    if part < end:
        yield part, end


def _closing(folded: str, index: int, end: int, opening: str, closing: str) -> int | None:
    depth = 0
    for position in range(index, min(end, index + _LONGEST_BRACKET)):
        if folded[position] == opening:
            depth += 1
        elif folded[position] == closing:
            depth -= 1
            if depth == 0:
                return position
        elif folded[position] in "\n":
            return None
    return None


def sentences(folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield sentences: up to a full stop, question or exclamation mark outside of brackets, or the end of a line."""
    for line_start, line_end in lines(folded, start, end):
        for first, last in split_outside_brackets(folded, line_start, line_end, "。!?"):
            trimmed = trim(folded, first, last)
            if trimmed[0] < trimmed[1]:
                yield trimmed


def lines(folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the lines between two offsets, without their line breaks."""
    position = start
    while position < end:
        line_end = folded.find("\n", position, end)
        line_end = end if line_end < 0 else line_end
        if line_end > position:
            yield position, line_end
        position = line_end + 1


def trim(folded: str, start: int, end: int, extra: str = "") -> tuple[int, int]:
    """Return the offsets without white space, and without the extra characters, at both ends."""
    unwanted = " \n\t" + extra
    while start < end and folded[start] in unwanted:
        start += 1
    while end > start and folded[end - 1] in unwanted:
        end -= 1
    return start, end
