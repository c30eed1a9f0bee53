r"""The terminals of SPARQL: a query's text cut into tokens, so that a word in a string, an IRI or a comment is no keyword.

SPARQL 1.1 Query, section 19.8, productions 139 to 173, and the keywords and signs of the other productions. Every text is cut without loss, legal or not. Two things
are as pyoxigraph has them, and not as the standard has: escapes of characters (``\u0041``) are read in strings and IRIs alone, where the standard
replaces them everywhere before anything else (section 19.2); and a keyword needs nothing between it and what follows (``LIMIT1``, ``FROMNAMED``), so
that a word is its letters and no more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Final, NamedTuple

_LETTER: Final = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff"
    "\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
"""PN_CHARS_BASE."""
_MARK: Final = "0-9\u00b7\u0300-\u036f\u203f\u2040"
_INNER: Final = rf"{_LETTER}_{_MARK}\-"
"""PN_CHARS."""
_ESCAPED: Final = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%]"
"""PLX."""
_LOCAL: Final = rf"(?:[{_LETTER}_:0-9]|{_ESCAPED})(?:\.*(?:[{_INNER}:]|{_ESCAPED}))*"
_CODE_POINT: Final = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_ESCAPE: Final = rf"""\\[tbnrf\\"']|{_CODE_POINT}"""
_EXPONENT: Final = r"[eE][+\-]?[0-9]+"

_NAME: Final = rf"(?P<name>(?:[{_LETTER}](?:\.*[{_INNER}])*+)?:(?:{_LOCAL})?) |"
_TERMINALS: Final = rf"""
    (?P<space>[\x20\t\r\n]+)
  | (?P<comment>\#[^\n\r]*)
  | (?P<iri><(?:[^<>"{{}}|^`\\\x00-\x20]|{_CODE_POINT})*>)
  | (?P<string>\"{{3}}(?:\"{{0,2}}(?:[^"\\]|{_ESCAPE}))*\"{{3}} | '{{3}}(?:'{{0,2}}(?:[^'\\]|{_ESCAPE}))*'{{3}}
              | "(?:[^"\\\n\r]|{_ESCAPE})*" | '(?:[^'\\\n\r]|{_ESCAPE})*')
  | (?P<variable>[?$][{_LETTER}_0-9][{_LETTER}_{_MARK}]*)
  | (?P<blank>_:[{_LETTER}_0-9](?:\.*[{_INNER}])*)
  | %s
    (?P<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
  | (?P<word>(?:[Mm][Dd]5|[Ss][Hh][Aa](?:1|256|384|512))(?![A-Za-z0-9]) | [A-Za-z]+(?:_[A-Za-z]+)*)
  | (?P<number>[0-9]+\.[0-9]*{_EXPONENT} | \.?[0-9]+{_EXPONENT} | [0-9]*\.[0-9]+ | [0-9]+)
  | (?P<sign>\^\^|&&|\|\||!=|<=|>=|[{{}}()\[\]<>=!?*+\-/|^,;.])
  | (?P<other>["'](?s:.*) | (?s:.))
"""
_TOKEN: Final = re.compile(_TERMINALS % _NAME, re.VERBOSE)
_NO_NAME: Final = re.compile(_TERMINALS % "", re.VERBOSE)
_LONG_RUN: Final = re.compile(rf"[{_INNER}.]{{100,}}")


class Kind(StrEnum):
    """What a token is. The values are the names of the groups above."""

    SPACE = "space"
    COMMENT = "comment"
    IRI = "iri"
    """IRIREF."""
    STRING = "string"
    VARIABLE = "variable"
    """VAR1, VAR2, with their mark."""
    BLANK = "blank"
    """BLANK_NODE_LABEL."""
    NAME = "name"
    """PNAME_NS, PNAME_LN."""
    TAG = "tag"
    """LANGTAG."""
    WORD = "word"
    """A keyword, the name of a function, ``a``, ``true`` or ``false``; or several that nothing separates."""
    NUMBER = "number"
    """Without its sign."""
    SIGN = "sign"
    OTHER = "other"
    """What is no terminal: a character, or all of the text from a quotation mark on that is never closed."""


class Token(NamedTuple):
    """A part of a query's text: what it is, the text, and where it begins."""

    kind: Kind
    text: str
    start: int

    @property
    def end(self) -> int:
        """Where the token ends."""
        return self.start + len(self.text)

    @property
    def word(self) -> str:
        """A keyword in capitals; empty where the token is no word."""
        return self.text.upper() if self.kind is Kind.WORD else ""


_KINDS: Final = {kind.value: kind for kind in Kind}
_WITHOUT_MEANING: Final = (Kind.SPACE, Kind.COMMENT)


def all_tokens(query: str, start: int = 0) -> Iterator[Token]:
    """Yield the tokens of a text from a place on, white space and comments among them: joined, they are the text."""
    while start < len(query):
        for match in _TOKEN.finditer(query, start):
            token = Token(_KINDS[match.lastgroup or "other"], match.group(), match.start())
            yield token
            start = match.end()
            if token.kind in (Kind.WORD, Kind.OTHER) and (run := _LONG_RUN.match(query, token.start)) is not None:
                # no colon ends these letters, so that no name begins among them: to look for one at each would take quadratic time
                for other in _NO_NAME.finditer(query, start, run.end()):
                    yield Token(_KINDS[other.lastgroup or "other"], other.group(), other.start())
                start = run.end()
                break


def tokens(query: str, start: int = 0) -> Iterator[Token]:
    """Yield the tokens of a text from a place on, without white space and comments."""
    return (token for token in all_tokens(query, start) if token.kind not in _WITHOUT_MEANING)
