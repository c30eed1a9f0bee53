"""Which clauses a query has that decide how it is run: SERVICE, which asks other servers, and FROM, which names its graphs."""

from __future__ import annotations

import re
from typing import Final

from shiquan.stores.sparql_tokens import Kind, Token, tokens

_SERVICE: Final = "SERVICE"
_HAS_SERVICE: Final = re.compile(_SERVICE, re.IGNORECASE)
_FROM: Final = "FROM"
_HAS_FROM: Final = re.compile(_FROM, re.IGNORECASE)
_MAY_NAME_A_SERVICE: Final = frozenset({Kind.VARIABLE, Kind.IRI, Kind.NAME, Kind.WORD})
"""What stands after SERVICE; the word may be SILENT."""
_END_AN_OPERAND: Final = frozenset({*_MAY_NAME_A_SERVICE, Kind.STRING, Kind.TAG, Kind.NUMBER})
_HAVE_DOTS: Final = frozenset({Kind.NAME, Kind.BLANK})
_NAMES_STAND_AFTER: Final = frozenset({"GRAPH", "FROM", "NAMED", "DESCRIBE"})
_NOTHING: Final = Token(Kind.OTHER, "", -1)


def calls_service(query: str) -> bool:
    """Tell whether a query has a SERVICE clause (SPARQL 1.1 Federated Query, section 2), for a store that must not reach out.

    Where tokens do not tell, it has one. It is held to what pyoxigraph reads, which is more than the grammar: a keyword may stand together with what comes
    before and after it (``1SERVICE``, ``SERVICESILENT``, ``SERVICEe:x``), a name ends at its second dot (``e:x.y.SERVICE``), and ``<`` is an operator wherever that fits, so that in ``FILTER(?a<1)SERVICE#>`` no IRI is
    read, but a comment. Where ``<`` may be an operator, the text is read both ways from there.
    """
    if _HAS_SERVICE.search(query) is None:
        return False
    begins = []
    first = second = _NOTHING
    # how many parentheses are open, in each open group
    depths = [0]
    for token in tokens(query):
        if _calls(first, second, token) and not (_names_a_service(second) and first.word in _NAMES_STAND_AFTER):
            return True
        if token.kind is Kind.IRI and depths[-1] > 0 and (second.kind in _END_AN_OPERAND or second.text == ")"):
            begins.append(token.start + 1)
        match token.text:
            case "(":
                depths[-1] += 1
            case ")":
                depths[-1] -= 1
            case "{":
                depths.append(0)
            case "}" if len(depths) > 1:
                depths.pop()
        first, second = second, token
    return bool(begins) and _calls_service_otherwise_read(query, begins)


def _calls_service_otherwise_read(query: str, begins: list[int]) -> bool:
    """Tell whether there is a SERVICE clause where a text is read from these places on, each within what looks like an IRI; so is every later IRI."""
    seen: set[int] = set()
    while begins:
        first = second = _NOTHING
        for token in tokens(query, begins.pop()):
            if _calls(first, second, token):
                return True
            if second.start in seen:
                # what follows was read before
                break
            if second is not _NOTHING:
                seen.add(second.start)
            if token.kind is Kind.IRI:
                begins.append(token.start + 1)
            first, second = second, token
    return False


def _calls(first: Token, second: Token, third: Token) -> bool:
    if _SERVICE in second.word:
        return third.kind in _MAY_NAME_A_SERVICE
    if third.text != "{":
        return False
    return _names_a_service(second) or (_ends_with_service(first) and second.kind in _MAY_NAME_A_SERVICE)


def _names_a_service(token: Token) -> bool:
    """Tell whether a name before a group may be SERVICE and a name (``SERVICEe:x {``)."""
    prefix = token.text.partition(":")[0].upper() if token.kind is Kind.NAME else ""
    return _SERVICE in prefix or _ends_with_service(token)


def _ends_with_service(token: Token) -> bool:
    """Tell whether a name has SERVICE after a dot, which pyoxigraph may read as the end of a triple (``e:x.y.SERVICE``, by the grammar one name)."""
    return token.kind in _HAVE_DOTS and _SERVICE in token.text.partition(".")[2].upper()


def names_graphs(query: str) -> bool:
    """Tell whether a query says itself which graphs it is asked of (FROM, FROM NAMED)."""
    if _HAS_FROM.search(query) is None:
        return False
    return any(_FROM in token.word for token in tokens(query))
