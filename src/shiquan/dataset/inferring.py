"""What reasoning adds to the documents of a build: the inferred graphs, and the contradictions, by either reasoner."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from pyoxigraph import Quad, RdfFormat, parse

from shiquan.dataset.joining import Piece
from shiquan.dataset.layout import in_order, inconsistency_entry
from shiquan.dataset.parts import Parts
from shiquan.dataset.reading_stage import (
    INFERRED,
    ReadDocument,
    inferred_nquads,
    reasoning_background,
    reasoning_rules,
)
from shiquan.graph.identifiers import BETWEEN_GRAPH, INFERRED_GRAPH, inferred_graph_iri
from shiquan.reasoning.reasoner import Reasoner


@dataclass(frozen=True, slots=True)
class Inferred:
    """What reasoning adds to a data set: the inferred graphs by their IRIs, and the contradictions as the report has them."""

    pieces: Mapping[str, Piece]
    inconsistencies: tuple[Mapping[str, Any], ...]


def inferred_by(reasoner: Reasoner, documents: Sequence[ReadDocument], parts: Parts) -> Inferred:
    """Return what a reasoner adds to documents that were read into parts.

    What the compiled rules infer stands in one graph for each document, one for several together and one for the ontology and the
    reference data. owlrl reasons over everything at once, in memory: all that it infers stands in the last of these (without what any document
    states), and its contradictions are of no single document. It takes about a millisecond for each statement.
    """
    match reasoner:
        case Reasoner.COMPILED:
            return _by_rules(documents, parts)
        case Reasoner.OWLRL:
            return _by_owlrl(documents, parts)


def _by_rules(documents: Sequence[ReadDocument], parts: Parts) -> Inferred:
    rules = reasoning_rules()
    between = rules.between(document.surface for document in documents)
    alone = (inconsistency_entry(found, one.iri) for one in documents for found in one.inconsistencies)
    together = (inconsistency_entry(found, "") for found in between.inconsistencies)
    pieces: dict[str, Piece] = {
        INFERRED_GRAPH: lambda: [inferred_nquads(rules.background_inferred, INFERRED_GRAPH)],
        BETWEEN_GRAPH: lambda: [inferred_nquads(between.inferred, BETWEEN_GRAPH)],
    }
    for document in documents:
        pieces[inferred_graph_iri(document.iri)] = partial(_member, document, INFERRED, parts)
    return Inferred(pieces, in_order([*alone, *together]))


def _by_owlrl(documents: Sequence[ReadDocument], parts: Parts) -> Inferred:
    # owlrl and rdflib take half a second to load, which a build without them need not wait for
    from shiquan.reasoning.reference import reason_by_owlrl

    reasoning = reason_by_owlrl(_quads(documents, parts), reasoning_background())
    return Inferred(
        {INFERRED_GRAPH: lambda: [inferred_nquads(reasoning.inferred, INFERRED_GRAPH)]},
        in_order(inconsistency_entry(found, "") for found in reasoning.inconsistencies),
    )


def _quads(documents: Sequence[ReadDocument], parts: Parts) -> Iterator[Quad]:
    for document in documents:
        for lines in _member(document, "quads", parts):
            yield from parse(lines, format=RdfFormat.N_QUADS)


def _member(document: ReadDocument, kind: str, parts: Parts) -> Iterator[bytes]:
    yield parts.read(document.part, document.member(kind))
