"""N-Quads as text: terms and statements in the form that RDF canonicalisation asks for, without an object for each term.

The form is that of canonical N-Quads (RDF 1.2 N-Quads, section "A Canonical form of N-Quads"), as pyoxigraph's serialiser writes
it: one space between terms, one statement a line, and in strings only what must be is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from shiquan.terms import XSD

_SHORT = {"\b": r"\b", "\t": r"\t", "\n": r"\n", "\f": r"\f", "\r": r"\r", '"': r"\"", "\\": r"\\"}
_LONG = (*map(chr, range(0x20)), "\x7f", "\ufffe", "\uffff")
_ESCAPES = str.maketrans({**{char: f"\\u{ord(char):04X}" for char in _LONG}, **_SHORT})
_ESCAPED = re.compile('[\x00-\x1f"\\\\\x7f\ufffe\uffff]')

Statements = Mapping[str, Iterable[str]]
"""By subject (an IRI) the predicates and objects of its statements, each as `statement` writes them."""


def escaped(text: str) -> str:
    """Return a string as it stands between quotation marks in N-Quads."""
    return text.translate(_ESCAPES) if _ESCAPED.search(text) else text


def literal(value: str | int | bool | Decimal | date) -> str:
    """Return a literal with its datatype; decimals without an exponent or trailing zeros."""
    match value:
        case str():
            return f'"{escaped(value)}"'
        case bool():
            return f'"{"true" if value else "false"}"^^<{XSD}boolean>'
        case int():
            return f'"{value}"^^<{XSD}integer>'
        case Decimal():
            lexical = format(value.normalize(), "f")
            return f'"{lexical if "." in lexical else lexical + ".0"}"^^<{XSD}decimal>'
        case date():
            return f'"{value.isoformat()}"^^<{XSD}date>'


def chinese(text: str) -> str:
    """Return a literal in Chinese."""
    return f'"{escaped(text)}"@zh'


def nquads_of(statements: Statements, graph: str, blocks: Mapping[str, str] = MappingProxyType({})) -> bytes:
    """Return the statements of a named graph, sorted by subject, predicate and object as they are written, in UTF-8.

    A line is compared as a whole, which gives the same order: where one term begins as another goes on, the space that ends
    it comes before any character by which the longer one goes on.

    Args:
        statements: the statements by their subject.
        graph: the IRI of the graph.
        blocks: by subject, lines that are written and sorted already; they go where that subject's statements would.

    """
    behind = f" <{graph}> .\n"
    parts = []
    for subject in sorted((*statements, *blocks), key=_closed):
        if subject in blocks:
            parts.append(blocks[subject])
        else:
            parts.extend([f"<{subject}> {tail}{behind}" for tail in sorted(statements[subject])])
    return "".join(parts).encode()


def _closed(iri: str) -> str:
    return iri + ">"
