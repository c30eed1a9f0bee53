"""What is read from the text of a query before it runs: whether it is an update, how many rows it asks for, whether it is a mere look-up.

Decided on its tokens (`shiquan.stores.sparql_tokens`), or on the form that most queries have.
"""

from __future__ import annotations

import re
from typing import Final

from shiquan.stores.sparql_tokens import Kind, tokens

_FORMS: Final = frozenset({"SELECT", "CONSTRUCT", "ASK", "DESCRIBE"})
_UPDATES: Final = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"})
_PLAIN_SELECT: Final = re.compile(
    r"""\s*(?:PREFIX\s+[\w\-]*:\s*<[^<>"{}|^`\\\x00-\x20]*>\s*)*SELECT\b""", re.IGNORECASE | re.ASCII
)
_MODIFIED: Final = re.compile("LIMIT|VALUES", re.IGNORECASE)
_LAST_LIMIT: Final = re.compile(r"""\}[^{}#"'<>]*?\bLIMIT\s+([0-9]{1,18})\s*""", re.IGNORECASE | re.ASCII)

_NAME: Final = r"[A-Za-z][A-Za-z0-9_]*:[A-Za-z0-9_]+"
_IRI: Final = r"<[A-Za-z][^<>\"{}|^`\\\x00-\x20]*>"
_LITERAL: Final = r"\"[^\"\\\n\r]*\"(?:@[A-Za-z]+)?"
_LOOK_UP: Final = re.compile(
    rf"""\s*(?:PREFIX\s+[A-Za-z][A-Za-z0-9_]*:\s*{_IRI}\s*)*
    (?:SELECT\s+(?:\*|\?\w+(?:\s+\?\w+)*)\s*(?:WHERE\s*)?|ASK\s*(?:WHERE\s*)?)
    \{{\s*(?P<subject>\?\w+|{_IRI}|{_NAME})
       \s+(?P<predicate>\?\w+|{_IRI}|{_NAME}|a)
       \s+(?P<object>\?\w+|{_IRI}|{_NAME}|{_LITERAL})\s*\.?\s*\}}
    (?:\s*LIMIT\s+[0-9]+)?\s*""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_LOOK_UP_LENGTH: Final = 1000


def is_update(query: str) -> bool:
    """Tell whether a text begins, after its prologue, as an update does (SPARQL 1.1 Update, section 3)."""
    words = (token.word for token in tokens(query) if token.kind is Kind.WORD)
    return next((word for word in words if word not in ("PREFIX", "BASE", "VERSION")), "") in _UPDATES


def limited(query: str, rows: int) -> str | None:
    """Return a SELECT query with no more than ``rows`` rows, by a LIMIT; None for other forms, and where it has a lower one already.

    The LIMIT comes where SPARQL's grammar wants it: after all other modifiers of the outermost query, before a VALUES at its end.
    """
    if _PLAIN_SELECT.match(query):
        # What most queries look like is told without going through their tokens, which takes as long as many a query: no such word at all,
        # or a LIMIT at the end, behind the last brace and no string or comment.
        if _MODIFIED.search(query) is None:
            return f"{query}\nLIMIT {rows}"
        last = _LAST_LIMIT.fullmatch(query, max(query.rfind("}"), 0))
        if last is not None and int(last[1]) <= rows:
            return None
    form = ""
    braces = parentheses = 0
    after_group = False
    in_limit = False
    for token in tokens(query):
        word = token.word
        if token.kind is Kind.SIGN:
            parentheses += {"(": 1, ")": -1}.get(token.text, 0)
            if parentheses == 0:
                braces += {"{": 1, "}": -1}.get(token.text, 0)
                after_group = after_group or (token.text == "}" and braces == 0)
        elif in_limit and token.kind is Kind.NUMBER and token.text.isdecimal():
            asked = int(token.text) if len(token.text) < 19 else rows + 1
            return None if asked <= rows else f"{query[: token.start]}{rows}{query[token.end :]}"
        elif word and braces == 0 and parentheses == 0:
            if not form and word in _FORMS:
                form = word
            if form and form != "SELECT":
                return None
            in_limit = after_group and word == "LIMIT"
            if after_group and word == "VALUES":
                return f"{query[: token.start]} LIMIT {rows} {query[token.start :]}"
    return f"{query}\nLIMIT {rows}" if after_group else None


def is_look_up(query: str) -> bool:
    """Tell whether a query is one triple pattern and nothing else, such as ``SELECT ?p ?o WHERE { <…> ?p ?o }``.

    Such a query cannot run away: each of the eight kinds of patterns has an index whose every step is a row of the answer, so
    that whoever stops taking rows has stopped the query. (The same variable twice would be a filter, and is no look-up.)
    """
    if len(query) > _LOOK_UP_LENGTH:
        return False
    match = _LOOK_UP.fullmatch(query)
    if match is None:
        return False
    variables = [term for term in match.group("subject", "predicate", "object") if term.startswith("?")]
    return len(variables) == len(set(variables))
