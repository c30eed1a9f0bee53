"""Parameters of a query: which ones it has, and how a value comes into it without text being spliced.

A parameter is a variable whose name begins with an underscore (`?_number`), as grlc has it, so that the file stays plain
SPARQL that every endpoint runs as it is. A value is bound by a VALUES block at the head of the outermost group. SPARQL
1.1 Query, section 10.2, makes that a join with the rest of the group: it means the same on every engine. (pyoxigraph's own
`substitutions` refuses variables that are not projected, and parameters are not columns.) The value is written by
pyoxigraph from a typed term, never from a user's text, and where the block goes is decided on tokens: a brace in a string,
an IRI or a comment is not a brace.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from shiquan.stores.interface import Bindings, StoreError

# SPARQL 1.1 Query, section 19.8: IRIREF, the four kinds of string, comments; then what the search below looks at.
_TOKEN = re.compile(
    r"""
      (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
    | (?P<string>\"{3}(?:[^"\\]|\\.|"(?!""))*\"{3} | '{3}(?:[^'\\]|\\.|'(?!''))*'{3}
                | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*')
    | (?P<comment>\#[^\n\r]*)
    | (?P<variable>[?$]\w+)
    | (?P<name>\w[\w\-]*:(?:[\w\-.:%]|\\.)* | :(?:[\w\-.:%]|\\.)+)
    | (?P<word>[A-Za-z]+)
    | (?P<bracket>[{}()])
    | (?P<escape>\\.)
    """,
    re.VERBOSE | re.DOTALL,
)


def _tokens(query: str) -> Iterator[tuple[str, str, int]]:
    for match in _TOKEN.finditer(query):
        kind = match.lastgroup
        if kind is not None and kind not in ("comment", "string", "iri"):
            yield kind, match.group(), match.end()


def parameters_of(query: str) -> tuple[str, ...]:
    """Return the names of the query's parameters (with their underscore), in the order of their first use."""
    found = {token[1:]: None for kind, token, _ in _tokens(query) if kind == "variable"}
    return tuple(name for name in found if name.startswith("_"))


def bind(query: str, bindings: Bindings) -> str:
    """Return the query with its parameters bound.

    A parameter is seen where the outermost group sees it: in its patterns, filters and BINDs, and in the filters of its
    OPTIONAL parts; not inside a sub-SELECT and not in a filter inside a branch of a UNION (scope of variables, SPARQL 1.1
    Query, section 18.2).

    Raises:
        StoreError: the query has no outermost group of its own (CONSTRUCT WHERE), so that nothing can be bound in it.

    """
    if not bindings:
        return query
    names = sorted(bindings)
    variables = " ".join(f"?{name}" for name in names)
    values = " ".join(str(bindings[name]) for name in names)
    position = _outermost_group(query)
    return f"{query[:position]} VALUES ( {variables} ) {{ ( {values} ) }} {query[position:]}"


def _outermost_group(query: str) -> int:
    """Return the position after the opening brace of the query's outermost group."""
    form = ""
    short_construct = False
    braces = parentheses = 0
    groups: list[int] = []
    for kind, token, end in _tokens(query):
        if kind == "word" and not form and token.upper() in ("SELECT", "CONSTRUCT", "ASK", "DESCRIBE"):
            form = token.upper()
        elif kind == "word" and form == "CONSTRUCT" and not groups and token.upper() in ("WHERE", "FROM"):
            short_construct = True
        elif token == "(":
            parentheses += 1
        elif token == ")":
            parentheses -= 1
        elif token == "}":
            braces -= 1
        elif token == "{":
            if form and braces == 0 and parentheses == 0:
                groups.append(end)
            braces += 1
    wanted = 1 if form == "CONSTRUCT" else 0
    if short_construct or len(groups) <= wanted:
        raise StoreError(
            "此查询没有可绑定参数的 WHERE 图模式，请写成完整形式。",
            "this query has no WHERE group in which parameters could be bound: write it out in full, as "
            "SELECT … WHERE { … } or CONSTRUCT { … } WHERE { … }.",
        )
    return groups[wanted]


def without_comments(query: str) -> str:
    """Return the query without its comments."""
    return _TOKEN.sub(lambda match: "" if match.lastgroup == "comment" else match.group(), query)


def form_of(query: str) -> str:
    """Return the form of a query: ``SELECT``, ``CONSTRUCT``, ``ASK`` or ``DESCRIBE``; empty where there is none."""
    forms = ("SELECT", "CONSTRUCT", "ASK", "DESCRIBE")
    words = (token.upper() for kind, token, _ in _tokens(query) if kind == "word")
    return next((word for word in words if word in forms), "")
