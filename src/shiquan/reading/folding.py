"""The matching view of a text: simplified characters and ASCII punctuation, one character for one.

Documents mix full-width and ASCII punctuation, and some are in traditional script. Patterns are written once, in the
folded form; because folding never changes the length, a match in the folded text is a span of the document's own text.
"""

from __future__ import annotations

from functools import cache

from opencc import OpenCC

_PUNCTUATION = str.maketrans(
    "（）﹙﹚，﹐､；﹔：∶﹕！？％﹪．［【﹝[］】﹞]＜<〈＞>〉　－–＋～０１２３４５６７８９",
    "()(),,、;;:::!?%%.〔〔〔〔〕〕〕〕〈〈〈〉〉〉 --+~0123456789",
)

_UNCHANGED: set[str] = set()
"""Characters that are known to stay as they are; each is looked up once."""


def fold(text: str) -> str:
    """Return the text in the form in which it is matched. The length is that of the input."""
    changed = {char: other for char in set(text) - _UNCHANGED if (other := _folded(char)) != char}
    if not changed:
        return text
    if not changed.keys().isdisjoint(changed.values()):
        return text.translate({ord(char): other for char, other in changed.items()})
    # few characters of a text change, and to replace one after the other takes less time than to look each one up
    for char, other in changed.items():
        text = text.replace(char, other)
    return text


def _folded(char: str) -> str:
    """Return the form in which one character is matched."""
    folded = char.translate(_PUNCTUATION)
    folded = _simplified(folded) if folded >= "㐀" else folded
    if folded == char:
        _UNCHANGED.add(char)
    return folded


@cache
def _simplified(char: str) -> str:
    """Return the simplified form of one character, or the character itself where there is no single one."""
    converted = _converter().convert(char)
    return converted if len(converted) == 1 else char


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")
