"""The pattern notation of the lexicon, compiled to regular expressions over folded text.

The notation is explained at the head of `ontology/lexicon/phrases.ttl`: literal characters, ``[x]`` optional, ``(a|b)``
alternatives, ``…`` a short gap within a clause, ``……`` a longer one within a sentence, ``{slot}`` a part that is itself
defined by the lexicon or by the grammar of figures. Every repetition that comes out of it is bounded, so that matching
stays linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import TypeAlias

_SHORT_GAP = r"[^,;。]{0,30}?"
_LONG_GAP = r"[^;。]{0,90}?"

_Branches: TypeAlias = dict[str, "_Branches"]
_END = ""
"""Marks where a word ends among the branches of those that go on."""

_TOKEN = re.compile(r"……|…|\{(?P<slot>[a-z]+)\}|[()\[\]|^$]|.", re.DOTALL)
_SPECIAL = {"……": _LONG_GAP, "…": _SHORT_GAP, "(": "(?:", ")": ")", "[": "(?:", "]": ")?", "|": "|", "^": "^", "$": "$"}

_NINE = "一二三四五六七八九"
_NUMERALS = "一二三四五六七八九十"
FIGURE_SLOTS: Mapping[str, str] = {
    "ratio": rf"(?:\d{{1,3}}(?:\.\d{{1,2}})?(?:[:比]\d{{1,3}}(?:\.\d{{1,2}})?){{1,3}}|五五|四六|六四|三七|七三|二八|八二|一九|九一|[{_NUMERALS}]:[{_NUMERALS}](?::[{_NUMERALS}]){{0,2}})",
    "percent": rf"(?:\d{{1,3}}(?:\.\d{{1,2}})?%|百分之(?:一?百|[{_NINE}]?十[{_NINE}]?|[{_NINE}]))",
    "date": r"(?:\d{4}年\d{1,2}月\d{1,2}日|[二〇○零一三四五六七八九]{4}年[一二三四五六七八九十]{1,3}月[一二三四五六七八九十]{1,3}日)",
    "number": r"(?:[㐀-鿿]{2,14}[〔(]\d{4}[〕)]第?\d{1,4}号)",
}
"""What ``{ratio}``, ``{percent}``, ``{date}`` and ``{number}`` stand for: the grammar of figures, not words."""

FIGURE_CHOICES: Mapping[str, frozenset[str]] = {
    "ratio": frozenset({":", "比", "五五", "四六", "六四", "三七", "七三", "二八", "八二", "一九", "九一"}),
    "percent": frozenset({"%", "百分之"}),
    "date": frozenset({"年"}),
    "number": frozenset({"号"}),
}
"""For each of the same slots the words of which its text holds at least one."""


def translate(pattern: str, slots: Mapping[str, str]) -> str:
    """Return the regular expression for a pattern.

    Brackets that a document would write stand in the pattern as they are; ``(`` followed by alternatives is a group. A
    literal bracket is therefore not possible outside of slots, and the lexicon does not need one.

    Raises:
        ValueError: the pattern names a slot that is not defined.

    """
    parts = []
    for token in _TOKEN.finditer(pattern):
        slot = token["slot"]
        if slot is not None:
            if slot not in slots:
                raise ValueError(f"词表中的模式用了未知的槽 / unknown slot {{{slot}}} in pattern {pattern!r}")
            parts.append(f"(?:{slots[slot]})")
        else:
            parts.append(_SPECIAL.get(token[0], re.escape(token[0])))
    return "".join(parts)


def any_of(words: Iterable[str]) -> str:
    """Return an expression for one of the words, the longest first.

    Words with the same beginning share it in the expression, so that finding none of hundreds at a place takes one look at
    its first character. The longer way is tried before the shorter one, which is the order of the list.
    """
    return _shared_beginnings(frozenset(words))


@cache
def _shared_beginnings(words: frozenset[str]) -> str:
    root: _Branches = {}
    for word in words:
        branches = root
        for char in word:
            branches = branches.setdefault(char, {})
        branches[_END] = {}
    return f"(?:{_alternatives(root)}){'?' if _END in root else ''}"


def _alternatives(branches: _Branches) -> str:
    return "|".join(re.escape(char) + _rest(branches[char]) for char in sorted(branches.keys() - {_END}))


def _rest(branches: _Branches) -> str:
    """Return the expression for what follows a shared beginning."""
    following = branches.keys() - {_END}
    if not following:
        return ""
    if len(following) == 1 and _END not in branches:
        return _alternatives(branches)
    return f"(?:{_alternatives(branches)}){'?' if _END in branches else ''}"


def any_pattern(patterns: Iterable[str], slots: Mapping[str, str]) -> str:
    """Return one expression that finds any of the patterns."""
    return "|".join(f"(?:{translate(pattern, slots)})" for pattern in patterns)
