"""Whether what a store holds of a graph is what the data set has, value by value.

Stores give numbers a form of their own (30 for 30.0) and blank nodes labels of their own; RDF 1.1 says that both mean the same
(Concepts, sections 3.3 and 3.4). What is left after that is a difference.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

from pyoxigraph import CanonicalizationAlgorithm, Dataset, Literal, NamedNode, Quad, Triple

from shiquan.terms import XSD

_NUMBERS: Final = frozenset(XSD + name for name in ("decimal", "integer", "nonNegativeInteger", "int", "long"))
_BOOLEANS: Final = {"1": "true", "0": "false"}


@dataclass(frozen=True, slots=True)
class Difference:
    """A graph of which the store holds something else: how many statements are missing there and how many are too many, and one of them."""

    graph: str
    missing: int
    extra: int
    example: str


def difference(graph: str, wanted: Iterable[Triple], held: Iterable[Triple]) -> Difference | None:
    """Compare what a graph should hold with what it holds; None where they are the same."""
    here, there = _by_value(wanted), _by_value(held)
    missing, extra = sorted(here - there), sorted(there - here)
    if not missing and not extra:
        return None
    return Difference(graph, len(missing), len(extra), (missing or extra)[0])


def _by_value(triples: Iterable[Triple]) -> frozenset[str]:
    dataset = Dataset(
        Quad(
            triple.subject,
            triple.predicate,
            _normal(triple.object) if isinstance(triple.object, Literal) else triple.object,
        )
        for triple in triples
    )
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return frozenset(str(quad) for quad in dataset)


def _normal(literal: Literal) -> Literal:
    """Return a literal in one form for its value."""
    if literal.datatype.value in _NUMBERS:
        try:
            number = Decimal(literal.value)
        except InvalidOperation:
            return literal
        return Literal(format(number.normalize(), "f"), datatype=NamedNode(XSD + "decimal"))
    if literal.datatype.value == XSD + "boolean":
        return Literal(_BOOLEANS.get(literal.value, literal.value), datatype=literal.datatype)
    if literal.language:
        return Literal(literal.value, language=literal.language.lower())
    return literal
