"""From a node of the graph to the place in the document that it is about: number, section and quote."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from shiquan.graph.findings import Place
from shiquan.terms import ELI, OA, PROV, SQ

Node = NamedNode | BlankNode
Term = Node | Literal | Triple

_UPWARD: Final = frozenset(
    NamedNode(iri) for iri in (SQ + "inDocument", SQ + "inSection", SQ + "sectionOf", SQ + "citedBy", SQ + "statedIn")
)
"""Properties that point from a part to its whole."""

_DOWNWARD: Final = frozenset(
    NamedNode(iri)
    for iri in (
        ELI + "has_part",
        SQ + "dateStatement",
        SQ + "cleanedText",
        SQ + "task",
        SQ + "power",
        SQ + "expenditure",
        SQ + "share",
        SQ + "support",
        SQ + "case",
        SQ + "bodyRole",
        SQ + "evidence",
        OA + "hasSelector",
        PROV + "wasDerivedFrom",
        PROV + "used",
    )
)
"""Properties that point from a whole to its part."""

POINTING_TO_PARTS: Final = frozenset(property_.value for property_ in _DOWNWARD)
"""The properties that are followed from object to subject."""

_NUMBER = NamedNode(ELI + "id_local")
_TITLE = NamedNode(ELI + "title")
_PATH = NamedNode(SQ + "path")
_EVIDENCE = NamedNode(SQ + "evidence")
_SELECTOR = NamedNode(OA + "hasSelector")
_EXACT = NamedNode(OA + "exact")


class Statements(Protocol):
    """What a place is looked for in: a store, or something that answers as one."""

    def quads_for_pattern(
        self, subject: Node | None, predicate: NamedNode | None, object: Node | None, graph_name: None
    ) -> Iterable[Quad]:
        """Return the statements about a subject, or those that have an object; with any property where none is given."""


@dataclass(frozen=True, slots=True)
class _Read:
    """What is read of one node."""

    number: str | None
    title: str | None
    section: str | None
    quote: str | None
    wholes: frozenset[Node]


class Whereabouts:
    """Finds the place of a node by walking from the part to the whole, nearest first.

    What it has read of a node is kept for the next one, so the statements must not change while it is in use.
    """

    def __init__(self, store: Statements) -> None:
        self._store = store
        self._read: dict[Node, _Read] = {}
        self._places: dict[Node, Place] = {}

    def of(self, start: Node) -> Place:
        """Return the place of a node. What the graph does not say of it, or of anything that it is part of, is ``None``.

        The number is that of the nearest whole that has one, or else the nearest title; the quote is the nearest
        evidence's, so a share has the quote of its assignment.
        """
        place = self._places.get(start)
        if place is None:
            place = self._places[start] = self._find(start)
        return place

    def _find(self, start: Node) -> Place:
        number = title = section = quote = None
        for node in self._wholes(start):
            if number and section and quote:
                break
            number = number or node.number
            title = title or node.title
            section = section or node.section
            quote = quote or node.quote
        return Place(number or title, section, quote)

    def _wholes(self, start: Node) -> Iterator[_Read]:
        """Yield the node and all that it is part of, nearest first; among equally near ones by IRI."""
        seen: set[Node] = {start}
        level: list[Node] = [start]
        while level:
            read = [self._known(node) for node in level]
            yield from read
            found = {whole for node in read for whole in node.wholes} - seen
            seen |= found
            level = sorted(found, key=str)

    def _known(self, node: Node) -> _Read:
        known = self._read.get(node)
        if known is None:
            known = self._read[node] = self._look(node)
        return known

    def _look(self, node: Node) -> _Read:
        """Read all that is said of a node at once, which takes less time than to ask for one property after the other."""
        values: dict[NamedNode, list[Term]] = {}
        for quad in self._store.quads_for_pattern(node, None, None, None):
            values.setdefault(quad.predicate, []).append(quad.object)
        wholes = {value for predicate in _UPWARD for value in values.get(predicate, ())}
        for quad in self._store.quads_for_pattern(None, None, node, None):
            if quad.predicate in _DOWNWARD:
                wholes.add(quad.subject)
        return _Read(
            _least(values.get(_NUMBER, ())),
            _least(values.get(_TITLE, ())),
            _least(values.get(_PATH, ())),
            self._quote(node, values),
            frozenset(whole for whole in wholes if isinstance(whole, NamedNode | BlankNode)),
        )

    def _quote(self, node: Node, values: Mapping[NamedNode, Iterable[Term]]) -> str | None:
        own = _least(values.get(_EXACT, ()))
        if own is not None:
            return own
        for evidence in (node, *_nodes(values.get(_EVIDENCE, ()))):
            selectors = values.get(_SELECTOR, ()) if evidence == node else self._values(evidence, _SELECTOR)
            for selector in _nodes(selectors):
                quote = _least(self._values(selector, _EXACT))
                if quote is not None:
                    return quote
        return None

    def _values(self, node: Node, predicate: NamedNode) -> Iterator[Term]:
        return (quad.object for quad in self._store.quads_for_pattern(node, predicate, None, None))


def _nodes(terms: Iterable[Term]) -> list[Node]:
    return sorted((term for term in terms if isinstance(term, NamedNode | BlankNode)), key=str)


def _least(terms: Iterable[Term]) -> str | None:
    """Return the first literal in the order of their texts."""
    return min((term.value for term in terms if isinstance(term, Literal)), default=None)
