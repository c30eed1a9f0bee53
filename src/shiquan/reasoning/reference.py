"""The reference: owlrl, which implements the rules of OWL 2 Profiles, section 4.3, one by one.

It takes about a millisecond for each statement, so it is for small graphs and for comparison. It takes two names for one where a
functional property or a key says so, which the compiled rules report instead.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Final

import owlrl
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple
from rdflib import BNode, Graph, URIRef
from rdflib import Literal as RdflibLiteral

from shiquan.reasoning.axioms import Statement
from shiquan.reasoning.inconsistencies import (
    Inconsistency,
    asymmetric,
    disjoint_classes,
    irreflexive,
    other_report,
)
from shiquan.reasoning.publishing import PUBLISHED_OF, is_own, triples
from shiquan.reasoning.rules import Reasoning
from shiquan.terms import RDF_TYPE


def reason_by_owlrl(data: Iterable[Quad | Triple], ontology: Iterable[Quad | Triple]) -> Reasoning:
    """Return what owlrl infers from data and ontology and finds contradictory, put as `shiquan.reasoning.rules.reason` does."""
    graph = Graph()
    given: set[Statement] = set()
    for one in (*data, *ontology):
        from_node, to_node = _term(one.subject), _term(one.object)
        graph.add((from_node, URIRef(one.predicate.value), to_node))
        given.add((str(from_node), one.predicate.value, str(to_node)))
    closure = owlrl.OWLRL_Semantics(graph, False, False, False)
    closure.closure()
    inferred: set[Statement] = set()
    of: dict[str, set[str]] = {}
    for subject, predicate, value in graph:
        if isinstance(subject, URIRef) and isinstance(predicate, URIRef) and isinstance(value, URIRef):
            statement = (str(subject), str(predicate), str(value))
            if statement[1] == RDF_TYPE:
                of.setdefault(statement[0], set()).add(statement[2])
            if statement not in given and is_own(statement):
                inferred.add(statement)
    published = (
        one for one in inferred if one[1] not in PUBLISHED_OF or PUBLISHED_OF[one[1]] in of.get(one[0], frozenset())
    )
    return Reasoning(
        tuple(sorted(triples(published), key=str)),
        tuple(sorted({as_inconsistency(one) for one in closure.error_messages}, key=lambda one: one.order)),
    )


def _term(term: object) -> URIRef | BNode | RdflibLiteral:
    if isinstance(term, NamedNode):
        return URIRef(term.value)
    if isinstance(term, Literal):
        datatype = None if term.language else URIRef(term.datatype.value)
        return RdflibLiteral(term.value, lang=term.language, datatype=datatype)
    return BNode(term.value if isinstance(term, BlankNode) else None)


# ---------------------------------------------------------------- the engine's reports, in words for people


def _disjoint(found: tuple[str, ...]) -> Inconsistency:
    one, other, node = found
    return disjoint_classes("cax-dw", one, other, node, "")


def _irreflexive(found: tuple[str, ...]) -> Inconsistency:
    node, term = found
    return irreflexive(node, term, "")


def _asymmetric(found: tuple[str, ...]) -> Inconsistency:
    term, one, other = found
    return asymmetric(one, other, term, "")


_REPORTS: Final[tuple[tuple[re.Pattern[str], Callable[[tuple[str, ...]], Inconsistency]], ...]] = (
    (re.compile(r"Disjoint classes (\S+) and (\S+) have a common individual (\S+)"), _disjoint),
    (re.compile(r"Irreflexive property used on (\S+) with (\S+)"), _irreflexive),
    (re.compile(r"Erroneous usage of asymmetric property (\S+) on (\S+) and (\S+)"), _asymmetric),
)


def as_inconsistency(message: str) -> Inconsistency:
    """Put a report of owlrl into words for people; one of unknown wording is passed on as it is, under the rule ``other``."""
    for pattern, wording in _REPORTS:
        if found := pattern.fullmatch(message):
            return wording(found.groups())
    return other_report(message)
