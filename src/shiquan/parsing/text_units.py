"""Sentences, segments and clauses of folded text, as offsets, with brackets and quotation marks respected."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

_OPENING = {"(": ")", "〔": "〕", "《": "》", "〈": "〉", "“": "”", "『": "』", "「": "」"}
_CLOSING = {closing: opening for opening, closing in _OPENING.items()}
_BRACKETS = re.compile("[" + re.escape("".join((*_OPENING, *_CLOSING))) + "\n]")
_OPENING_BRACKET = re.compile("[" + re.escape("".join(_OPENING)) + "]")
_LONGEST_BRACKET = 400
_A_MARK, _A_BRACKET = 1, 2
_LINE = re.compile("[^\\n]+")
OPENING_BRACKETS = "(〔"
CLOSING_BRACKETS = ")〕"
"""Round and square brackets in folded text; 【】 and [] are folded to 〔〕."""

ITEM_NUMBER = re.compile(
    r"^(?:\(\d{1,2}\)|\d{1,2}[.、](?!\d)|[一二三四五六七八九十]{1,3}是|——|--|\([一二三四五六七八九十]{1,3}\))\s*"
)
"""The number, dash or 一是 at which an item of a list begins."""

LONGEST_SENTENCE = 4000
"""Characters beyond which a sentence or table row is not read but reported; those of real documents stay below 1,000."""


def split_outside_brackets(folded: str, start: int, end: int, marks: str) -> list[tuple[int, int]]:
    """Return the parts between marks that stand outside of brackets; each part includes the mark that ends it.

    A bracket that is not closed within 400 characters is taken for a stray one, so that damaged text is still cut.
    """
    ends = [match.end() for match in _any_mark(marks).finditer(folded, start, end)]
    if ends and _OPENING_BRACKET.search(folded, start, ends[-1]):
        ends = _outside(folded, start, end, marks)
    if not ends:
        return [(start, end)] if start < end else []
    parts = list(zip([start, *ends], ends, strict=False))
    if ends[-1] < end:
        parts.append((ends[-1], end))
    return parts


def _outside(folded: str, start: int, end: int, marks: str) -> list[int]:
    """Return where the marks outside of brackets end."""
    ends: list[int] = []
    for match in _plain_brackets_and(marks).finditer(folded, start, end):
        if match.lastindex == _A_MARK:
            ends.append(match.end())
        elif match.lastindex == _A_BRACKET:
            return _outside_nested(folded, start, end, marks)
    return ends


def _outside_nested(folded: str, start: int, end: int, marks: str) -> list[int]:
    """Return where the marks outside of brackets end, where brackets stand in others or are not closed."""
    ends: list[int] = []
    closed_until = start
    closings = _pairs(folded, start, end)
    for match in _brackets_and(marks).finditer(folded, start, end):
        position = match.start()
        if position < closed_until:
            continue
        if folded[position] in _OPENING:
            closed_until = closings.get(position, position) + 1
        else:
            ends.append(position + 1)
    return ends


@cache
def _plain_brackets_and(marks: str) -> re.Pattern[str]:
    """Return an expression for a mark, a pair of brackets without others in it, or any other opening bracket."""
    inside = f"[^{re.escape(''.join((*_OPENING, *_CLOSING)))}\n]{{0,{_LONGEST_BRACKET - 2}}}"
    pairs = "|".join(re.escape(opening) + inside + re.escape(closing) for opening, closing in _OPENING.items())
    return re.compile(f"([{re.escape(marks)}])|{pairs}|({_OPENING_BRACKET.pattern})")


@cache
def _any_mark(marks: str) -> re.Pattern[str]:
    return re.compile("[" + re.escape(marks) + "]")


@cache
def _brackets_and(marks: str) -> re.Pattern[str]:
    return re.compile("[" + re.escape("".join(_OPENING) + marks) + "]")


def _pairs(folded: str, start: int, end: int) -> dict[int, int]:
    """Return where each opening bracket of a line is closed by one of its kind.

    One pass with a stack for each kind, because a search from every opening bracket takes a time that grows with the square
    of their number.
    """
    pairs: dict[int, int] = {}
    waiting: dict[str, list[int]] = {opening: [] for opening in _OPENING}
    for match in _BRACKETS.finditer(folded, start, end):
        char, position = match[0], match.start()
        if char in _OPENING:
            waiting[char].append(position)
        elif char == "\n":
            for stack in waiting.values():
                stack.clear()
        elif waiting[_CLOSING[char]]:
            opening = waiting[_CLOSING[char]].pop()
            if position - opening < _LONGEST_BRACKET:
                pairs[opening] = position
    return pairs


def sentences(folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield sentences: up to a full stop, question or exclamation mark outside of brackets, or the end of a line."""
    for line_start, line_end in lines(folded, start, end):
        for first, last in split_outside_brackets(folded, line_start, line_end, "。!?"):
            trimmed = trim(folded, first, last)
            if trimmed[0] < trimmed[1]:
                yield trimmed


def sentences_with(expression: re.Pattern[str], folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the sentences between two offsets in which an expression is found.

    Only lines that hold it are cut: the others, most of a text, have no such sentence.
    """
    first = expression.search(folded, start, end)
    if first is None:
        return
    # the first match begins in the first line that can have one
    for line in lines(folded, max(folded.rfind("\n", start, first.start()), start), end):
        if expression.search(folded, *line):
            for sentence in sentences(folded, *line):
                if expression.search(folded, *sentence):
                    yield sentence


def lines(folded: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the lines between two offsets that are not empty, without their line breaks."""
    return [match.span() for match in _LINE.finditer(folded, start, end)]


def trim(folded: str, start: int, end: int, extra: str = "") -> tuple[int, int]:
    """Return the offsets without white space, and without the extra characters, at both ends."""
    unwanted = " \n\t" + extra
    while start < end and folded[start] in unwanted:
        start += 1
    while end > start and folded[end - 1] in unwanted:
        end -= 1
    return start, end
