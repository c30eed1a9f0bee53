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


def fold(text: str) -> str:
    """Return the text in the form in which it is matched. The length is that of the input."""
    folded = text.translate(_PUNCTUATION)
    return folded.translate({ord(char): _simplified(char) for char in set(folded) if char >= "㐀"})


@cache
def _simplified(char: str) -> str:
    """Return the simplified form of one character, or the character itself where there is no single one."""
    converted = _converter().convert(char)
    return converted if len(converted) == 1 else char


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")
