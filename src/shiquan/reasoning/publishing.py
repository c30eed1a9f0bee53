"""What of the entailments is published: statements between IRIs that say something in our own vocabulary.

What holds of everything (x is the same as x, x is a thing) and what speaks only of foreign vocabularies is left out, and so are
statements about literals and blank nodes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from pyoxigraph import NamedNode, Triple

from shiquan.reasoning.axioms import Statement
from shiquan.terms import RDF_TYPE, RDFS, SQ

SUB_CLASS: Final = RDFS + "subClassOf"
SUB_PROPERTY: Final = RDFS + "subPropertyOf"

PUBLISHED_OF: Final = {
    SQ + "assignmentTier": SQ + "Assignment",
    SQ + "assignmentArea": SQ + "Assignment",
    SQ + "assignmentIssuer": SQ + "Assignment",
}
"""Relations that hold of every statement in a document and are published of one kind, as their scope notes say."""


def is_own(statement: Statement) -> bool:
    """Tell whether a statement is between IRIs and says something in our own vocabulary."""
    subject, predicate, value = statement
    if subject.startswith(("_:", '"')) or value.startswith(("_:", '"')):
        return False
    if predicate == RDF_TYPE:
        return value.startswith(SQ)
    if predicate in (SUB_CLASS, SUB_PROPERTY):
        return subject.startswith(SQ) and value.startswith(SQ) and subject != value
    return predicate.startswith(SQ)


def triples(statements: Iterable[Statement]) -> tuple[Triple, ...]:
    """Return statements between IRIs as triples, sorted by their terms."""
    return tuple(
        Triple(NamedNode(subject), NamedNode(predicate), NamedNode(value))
        for subject, predicate, value in sorted(statements)
    )
