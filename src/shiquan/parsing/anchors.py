"""What must stand in a text for a pattern of the lexicon to be found there.

A pattern such as ``由{tiers}…(承担|负担)`` is found only where 承担 or 负担 stands. Looking for those few words is many times
faster than trying the pattern at every place, and most patterns are found in few sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Set

from shiquan.parsing.patterns import any_of

_TOKEN = re.compile(r"……|…|\{(?P<slot>[a-z]+)\}|[()\[\]|^$]|.", re.DOTALL)
_OPENING = {"(": ")", "[": "]"}
_WITHOUT_WIDTH = ("^", "$")
_GAPS = ("…", "……")

Choice = frozenset[str]
"""Words of which at least one must stand in the text."""


def anchor(patterns: Iterable[str], slots: Mapping[str, Choice]) -> re.Pattern[str] | None:
    """Return an expression that is found wherever any of the patterns is; None where there is none that helps.

    The arguments are those of `anchor_words`.
    """
    words = anchor_words(patterns, slots)
    return None if words is None else re.compile(any_of(words))


def anchor_words(patterns: Iterable[str], slots: Mapping[str, Choice]) -> Choice | None:
    """Return words of which at least one stands wherever any of the patterns is found; None where there are no such words.

    Args:
        patterns: patterns in the notation of the lexicon (see `shiquan.parsing.patterns`).
        slots: for a slot the words of which its text holds at least one; a slot that is not named can be any text.

    """
    words: set[str] = set()
    # what has no other choice comes first, because its words may serve the others too
    for choices in sorted((_Reader(pattern, slots).choices() for pattern in patterns), key=len):
        choice = _best(choices, words)
        if choice is None:
            return None
        words |= choice
    # where a word stands within another, the shorter one is found with it
    return frozenset(word for word in words if not any(other != word and other in word for other in words))


class _Reader:
    """Reads one pattern into the choices that it needs."""

    def __init__(self, pattern: str, slots: Mapping[str, Choice]) -> None:
        self._tokens: Iterator[re.Match[str]] = _TOKEN.finditer(pattern)
        self._slots = slots

    def choices(self, closing: str | None = None) -> list[Choice]:
        """Return the choices of what stands up to a closing bracket, or to the end of the pattern."""
        alternatives: list[list[Choice]] = []
        current: list[Choice] = []
        run = ""
        for token in self._tokens:
            char, slot = token[0], token["slot"]
            if char in _WITHOUT_WIDTH:
                continue
            if slot is None and char not in _OPENING and char not in _GAPS and char not in ("|", ")", "]"):
                run += char
                continue
            if run:
                current.append(frozenset({run}))
                run = ""
            if char == closing:
                break
            if char == "|":
                alternatives.append(current)
                current = []
            elif slot is not None:
                if slot in self._slots:
                    current.append(self._slots[slot])
            elif char in _OPENING:
                inside = self.choices(_OPENING[char])
                if char == "(":
                    current.extend(inside)
        if run:
            current.append(frozenset({run}))
        if not alternatives:
            return current
        best = [_best(alternative) for alternative in (*alternatives, current)]
        known = [choice for choice in best if choice is not None]
        return [frozenset().union(*known)] if len(known) == len(best) else []


def _best(choices: list[Choice], known: Set[str] = frozenset()) -> Choice | None:
    """Return the choice that is rarest in texts: long words are rarer than short ones, few than many; known ones cost nothing."""
    return min(
        choices, key=lambda choice: (sum(10.0 ** -len(word) for word in choice - known), sorted(choice)), default=None
    )
