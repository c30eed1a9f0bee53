"""Literals as rdflib understands them: whether they are well formed, how they compare, how they are written in a report.

The reference engine works on rdflib literals, so that both engines agree about every literal, well formed or not.
"""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple
from rdflib import RDF, XSD
from rdflib.term import BNode, Node, URIRef
from rdflib.term import Literal as RdfLiteral

from shiquan.graph.findings import BLANK_NODE, Value

Term = NamedNode | BlankNode | Literal | Triple
"""What pyoxigraph gives for a subject or object. Triples within triples (RDF 1.2) are no nodes for SHACL: never well-formed values."""

TEXT_DATATYPES: Final = frozenset((str(XSD.string), str(RDF.langString)))
"""The datatypes whose every literal is well formed, and its own canonical form."""

_PYTHON_TYPES: Final[dict[str, type]] = {
    str(XSD.integer): int,
    str(XSD.float): float,
    str(XSD.decimal): Decimal,
    str(XSD.boolean): bool,
    str(XSD.date): date,
    str(XSD.time): time,
    str(XSD.dateTime): datetime,
}
"""The value of a well-formed literal of a datatype that SPARQL 1.1 knows; others are only asked for their datatype's IRI."""


_INTEGER: Final = NamedNode(str(XSD.integer))

_ORDERED_BY_VALUE: Final = (datetime, time)
"""Types whose literals rdflib puts in an order of its own where SPARQL has none: their values are compared instead."""


@lru_cache(maxsize=65_536)
def as_rdflib(literal: Literal) -> RdfLiteral:
    """Return a literal as rdflib's; strings have no datatype there."""
    if literal.language:
        return RdfLiteral(literal.value, lang=literal.language)
    datatype = literal.datatype.value
    return RdfLiteral(literal.value, datatype=None if datatype == str(XSD.string) else URIRef(datatype))


def is_well_formed(literal: Literal) -> bool:
    """Tell whether a literal's text is in the lexical space of its datatype (SHACL, section 4.1.2)."""
    value = as_rdflib(literal)
    expected = _PYTHON_TYPES.get(literal.datatype.value)
    return value.ill_typed is not True and (expected is None or isinstance(value.value, expected))


def plain_integer(term: Term) -> int | None:
    """Return the number that an `xsd:integer` of ASCII digits is, None for any other term: such numbers compare without rdflib."""
    if isinstance(term, Literal) and term.datatype == _INTEGER:
        text = term.value
        if text.isdecimal() and text.isascii():
            return int(text)
    return None


def compare(one: RdfLiteral, other: RdfLiteral) -> int | None:
    """Return -1, 0 or 1 as the one is less than, equal to or greater than the other; None where they cannot be compared.

    The order is that of SPARQL's `<` (SPARQL 1.1, section 17.3) between values of comparable datatypes; a string compares
    with strings only.
    """
    if isinstance(one.value, str) is not isinstance(other.value, str):
        return None
    try:
        equal = one.eq(other) or (type(one.value) in _ORDERED_BY_VALUE and one.value == other.value)
        greater = one.value > other.value if type(one.value) in _ORDERED_BY_VALUE else one > other
    except (TypeError, NotImplementedError, ArithmeticError):
        # what this function tells by None, as SPARQL's `<` gives an error: rdflib raises the first where two datatypes have no common order,
        # the second where it has no comparison for one of them, Python's decimals the third beside NaN
        return None
    return 0 if equal else 1 if greater else -1


def text_of(term: Term) -> str:
    """Return the string that `sh:pattern` and the lengths are about: `str()` of SPARQL, of the literal's canonical form."""
    match term:
        case Literal():
            return term.value if term.datatype.value in TEXT_DATATYPES else str(as_rdflib(term))
        case NamedNode():
            return term.value
        case _:
            return str(term)


def reported(term: Term) -> Value:
    """Return a value as a report shows it."""
    match term:
        case BlankNode():
            return Value(BLANK_NODE)
        case Literal():
            return reported_rdflib(as_rdflib(term))
        case _:
            return Value(text_of(term))


def reported_rdflib(term: Node) -> Value:
    """Return a value of rdflib's as a report shows it."""
    match term:
        case BNode():
            return Value(BLANK_NODE)
        case RdfLiteral():
            datatype = RDF.langString if term.language else term.datatype or XSD.string
            return Value(str(term), str(datatype), term.language)
        case _:
            return Value(str(term))
