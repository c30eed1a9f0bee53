"""Parameters of a query: which ones it has, and how a value comes into it without text being spliced.

A parameter is a variable whose name begins with an underscore (`?_number`), as grlc has it, so that the file stays plain
SPARQL that every endpoint runs as it is. A value is bound by a VALUES block at the head of the outermost group. SPARQL
1.1 Query, section 10.2, makes that a join with the rest of the group: it means the same on every engine. (pyoxigraph's own
`substitutions` refuses variables that are not projected, and parameters are not columns.) The value is written by
pyoxigraph from a typed term, never from a user's text, and where the block goes is decided on tokens: a brace in a string,
an IRI or a comment is not a brace.

A sub-SELECT that names the parameter gets the block too, so that a query whose cost shall not grow with the data begins with a
sub-SELECT of the few things that the parameter picks: engines evaluate it by itself, from the value on, and join the rest to it.
Its answer must be the same with the value bound inside as with its rows joined to the value outside: it projects the parameter, or
does not depend on which other values there are (no count over all of them). Where it projects the parameter, a value not bound at
all leaves every row in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from shiquan.stores.interface import Bindings, StoreError
from shiquan.stores.sparql_tokens import Kind, all_tokens, tokens

_FORMS: Final = ("SELECT", "CONSTRUCT", "ASK", "DESCRIBE")


def parameters_of(query: str) -> tuple[str, ...]:
    """Return the names of the query's parameters (with their underscore), in the order of their first use."""
    found = {token.text[1:]: None for token in tokens(query) if token.kind is Kind.VARIABLE}
    return tuple(name for name in found if name.startswith("_"))


def bind(query: str, bindings: Bindings) -> str:
    """Return the query with its parameters bound.

    A parameter is seen where the outermost group sees it (in its patterns, filters and BINDs, and in the filters of its
    OPTIONAL parts), and in every sub-SELECT that names it; not in a filter inside a branch of a UNION (scope of variables,
    SPARQL 1.1 Query, section 18.2). A sub-SELECT has a scope of its own and is evaluated by itself: bound inside, a
    parameter narrows it from the start, whereas joined outside it would be met after all of its rows were made.

    Raises:
        StoreError: the query has no outermost group of its own (CONSTRUCT WHERE), so that nothing can be bound in it.

    """
    if not bindings:
        return query
    pieces: list[str] = []
    done = 0
    for group in sorted(_groups_of_queries(query), key=lambda group: group.start):
        names = [name for name in sorted(bindings) if group.outermost or name in group.names]
        if names and not group.holds_a_query:
            pieces += [query[done : group.start], _values(names, bindings)]
            done = group.start
    return "".join([*pieces, query[done:]])


def _values(names: list[str], bindings: Bindings) -> str:
    variables = " ".join(f"?{name}" for name in names)
    values = " ".join(str(bindings[name]) for name in names)
    return f" VALUES ( {variables} ) {{ ( {values} ) }} "


@dataclass(slots=True)
class _Group:
    """The group of a query or sub-SELECT: where it begins (after its brace), and the variables named in it or its projection.

    ``holds_a_query``: it is nothing but a sub-SELECT, and SPARQL's grammar lets no VALUES stand beside that.
    """

    start: int
    outermost: bool
    names: set[str]
    holds_a_query: bool = False


def _groups_of_queries(query: str) -> list[_Group]:
    """Return the groups of the outermost query and of its sub-SELECTs."""
    form = ""
    short_construct = template_done = False
    parentheses = 0
    awaited: list[
        tuple[int, set[str]]
    ] = []  # a SELECT whose group is to come: its depth in parentheses, its projection
    opened: list[_Group | None] = []  # one for each open brace
    found: list[_Group] = []
    empty = False
    for token in tokens(query):
        word, text = token.word, token.text
        if word in _FORMS and not form:
            form = word
            if word != "CONSTRUCT":
                awaited.append((parentheses, set()))
        elif word == "SELECT":
            awaited.append((parentheses, set()))
            if empty and opened and opened[-1] is not None:
                opened[-1].holds_a_query = True
        elif word in ("WHERE", "FROM") and form == "CONSTRUCT" and not template_done and not opened:
            short_construct = True
        elif text == "(":
            parentheses += 1
        elif text == ")":
            parentheses -= 1
        elif text == "}":
            group = opened.pop() if opened else None
            template_done = template_done or not opened
            if group is not None and (outer := next((one for one in reversed(opened) if one is not None), None)):
                outer.names |= group.names
        elif text == "{" and form:
            group = None
            if awaited and awaited[-1][0] == parentheses:
                group = _Group(token.end, not found, awaited.pop()[1])
            elif form == "CONSTRUCT" and template_done and not opened and not found:
                group = _Group(token.end, True, set())
            opened.append(group)
            if group is not None:
                found.append(group)
        elif token.kind is Kind.VARIABLE:
            if awaited:
                awaited[-1][1].add(text[1:])
            elif inner := next((one for one in reversed(opened) if one is not None), None):
                inner.names.add(text[1:])
        empty = text == "{"
    if short_construct or not found:
        raise StoreError(
            "此查询没有可绑定参数的 WHERE 图模式，请写成完整形式。",
            "this query has no WHERE group in which parameters could be bound: write it out in full, as "
            "SELECT … WHERE { … } or CONSTRUCT { … } WHERE { … }.",
        )
    return found


def without_comments(query: str) -> str:
    """Return the query without its comments."""
    return "".join(token.text for token in all_tokens(query) if token.kind is not Kind.COMMENT)


def form_of(query: str) -> str:
    """Return the form of a query: ``SELECT``, ``CONSTRUCT``, ``ASK`` or ``DESCRIBE``; empty where there is none."""
    return next((token.word for token in tokens(query) if token.word in _FORMS), "")
