"""What is read from the text of a query before it runs: what it must not do, how many rows it asks for, whether it is a mere look-up.

Everything is decided on the tokens of SPARQL 1.1 Query, section 19.8: a word in a string, an IRI or a comment is no keyword. (pyoxigraph reads escapes of characters
in strings and IRIs only, so that no keyword can hide in one; tests/serving/test_query_text.py holds it to that.)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_TOKEN: Final = re.compile(
    r"""
      (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
    | (?P<string>\"{3}(?:[^"\\]|\\.|"(?!""))*\"{3} | '{3}(?:[^'\\]|\\.|'(?!''))*'{3}
                | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*')
    | (?P<comment>\#[^\n\r]*)
    | (?P<variable>[?$]\w+)
    | (?P<name>\w[\w\-.]*:(?:[\w\-.:%]|\\.)* | :(?:[\w\-.:%]|\\.)+)
    | (?P<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    | (?P<word>[A-Za-z]+)
    | (?P<number>[0-9]+)
    | (?P<bracket>[{}()])
    """,
    re.VERBOSE | re.DOTALL,
)
_FORMS: Final = frozenset({"SELECT", "CONSTRUCT", "ASK", "DESCRIBE"})
_UPDATES: Final = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"})
_SERVICE: Final = re.compile(r"(?<![A-Za-z0-9_])SERVICE(?![A-Za-z0-9_])", re.IGNORECASE)

_FROM: Final = re.compile("FROM", re.IGNORECASE)
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


def _tokens(query: str) -> Iterator[tuple[str, str, int]]:
    for match in _TOKEN.finditer(query):
        kind = match.lastgroup
        if kind is not None and kind not in ("comment", "string", "iri"):
            yield kind, match.group(), match.start()


def calls_service(query: str) -> bool:
    """Tell whether a query has a SERVICE clause.

    ``<`` is also an operator: in ``FILTER(?a<1)SERVICE#>`` what looks like an IRI is none. An IRI with a bracket and the word in it is therefore
    taken for a clause too.
    """
    if _SERVICE.search(query) is None:
        return False
    for match in _TOKEN.finditer(query):
        text = match.group()
        if match.lastgroup == "word" and text.upper() == "SERVICE":
            return True
        if match.lastgroup == "iri" and ")" in text and _SERVICE.search(text):
            return True
    return False


def is_update(query: str) -> bool:
    """Tell whether a text begins, after its prologue, as an update does (SPARQL 1.1 Update, section 3)."""
    words = (token.upper() for kind, token, _ in _tokens(query) if kind == "word")
    return next((word for word in words if word not in ("PREFIX", "BASE", "VERSION")), "") in _UPDATES


def names_graphs(query: str) -> bool:
    """Tell whether a query says itself which graphs it is asked of (FROM, FROM NAMED)."""
    if _FROM.search(query) is None:
        return False
    return any(kind == "word" and token.upper() == "FROM" for kind, token, _ in _tokens(query))


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
    for kind, token, start in _tokens(query):
        if kind == "bracket":
            parentheses += {"(": 1, ")": -1}.get(token, 0)
            if parentheses == 0:
                braces += {"{": 1, "}": -1}.get(token, 0)
                after_group = after_group or (token == "}" and braces == 0)
        elif kind == "number" and in_limit:
            asked = int(token) if len(token) < 19 else rows + 1
            return None if asked <= rows else f"{query[:start]}{rows}{query[start + len(token) :]}"
        elif kind == "word" and braces == 0 and parentheses == 0:
            word = token.upper()
            if not form and word in _FORMS:
                form = word
            if form and form != "SELECT":
                return None
            in_limit = after_group and word == "LIMIT"
            if after_group and word == "VALUES":
                return f"{query[:start]} LIMIT {rows} {query[start:]}"
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
