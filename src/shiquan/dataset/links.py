"""Which documents the rules between documents look at together: the links from plan to plan, and where they lead.

A rule on one document (what it is compared with, what it fails to take up) looks at that document, at the instruments that it carries out,
theirs, and so on up, at what has repealed any of them, and at documents of other governments that have its number. These are its
*neighbourhood*; of all other documents it says nothing. What a rule makes of a document is therefore the same whether it runs over
the whole data set or over the neighbourhood, and a document that is added changes only what is made of those in whose
neighbourhood it comes. `tests/dataset/test_links.py` holds the two against each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Protocol

from pyoxigraph import Literal, NamedNode, Quad, Store

from shiquan.graph.identifiers import document_of, document_of_graph, graph_iri
from shiquan.terms import ELI, SQ

_CARRIES_OUT: Final = ELI + "ensures_implementation_of"
_HAS_PART: Final = ELI + "has_part"
_REPEALS: Final = ELI + "repeals"
_NUMBER: Final = ELI + "id_local"
_TEXT: Final = SQ + "cleanedText"
_UPWARD: Final = (_CARRIES_OUT, _HAS_PART)


@dataclass(frozen=True, slots=True)
class Links:
    """What one graph says about instruments: pairs of IRIs (of documents or plans), and numbers by the IRI that they are of."""

    upward: tuple[tuple[str, str], ...]
    repeals: tuple[tuple[str, str], ...]
    numbers: tuple[tuple[str, str], ...]


def links_of(quads: Iterable[Quad]) -> Links:
    """Return the links that quads state, sorted."""
    upward, repeals, numbers = [], [], []
    for quad in quads:
        predicate = quad.predicate.value
        if predicate in (_CARRIES_OUT, _HAS_PART):
            upward.append((_text(quad.subject), _text(quad.object)))
        elif predicate == _REPEALS:
            repeals.append((_text(quad.subject), _text(quad.object)))
        elif predicate == _NUMBER:
            numbers.append((_text(quad.subject), _text(quad.object)))
    return Links(tuple(sorted(upward)), tuple(sorted(repeals)), tuple(sorted(numbers)))


def _text(term: object) -> str:
    return str(getattr(term, "value", term))


class LinkLookup(Protocol):
    """Answers about links, from memory or from a store."""

    def held(self, document: str) -> bool:
        """Tell whether the text of a document is held."""
        ...

    def above(self, node: str) -> Iterable[str]:
        """Return what a document or plan carries out or has as its part, and what repeals it: where a rule goes on from it."""
        ...

    def below(self, node: str) -> Iterable[str]:
        """Return the inverse of `above`: what carries a document or plan out or has it as its part, and what it repeals."""
        ...

    def plans(self, document: str) -> Iterable[str]:
        """Return the plans of a document."""
        ...

    def numbers(self, document: str) -> Iterable[str]:
        """Return the numbers that the graph of a held document states, its own and those that it cites."""
        ...

    def own_numbers(self, document: str) -> Iterable[str]:
        """Return the numbers that any graph gives a document."""
        ...

    def speaking_of(self, number: str) -> Iterable[str]:
        """Return held documents whose graphs together name every instrument that has the number, as few as are needed."""
        ...

    def numbered(self, number: str) -> Iterable[str]:
        """Return the held documents that have the number."""
        ...


def neighbourhood(document: str, links: LinkLookup) -> frozenset[str]:
    """Return the held documents, this one among them, that rules on a document look at."""
    above = _reached(document, links, links.above)
    namesakes = {one for number in links.own_numbers(document) for one in links.speaking_of(number)}
    return frozenset({document, *above, *namesakes})


def looking_at(document: str, links: LinkLookup) -> frozenset[str]:
    """Return the held documents, this one among them, in whose neighbourhood a held document is: those that its change may touch.

    To be asked while the document is held: before it is removed, after it is added.
    """
    below = _reached(document, links, links.below)
    namesakes = {one for number in links.numbers(document) for one in links.numbered(number)}
    return frozenset({document, *below, *namesakes})


def _reached(start: str, links: LinkLookup, onward: Callable[[str], Iterable[str]]) -> Iterator[str]:
    """Yield the held documents on the way; a document is walked with all its plans, a plan with its document."""
    waiting = [start]
    seen: set[str] = set()
    while waiting:
        node = waiting.pop()
        document = document_of(node) or node
        for one in (node, document, *links.plans(document)):
            if one not in seen:
                seen.add(one)
                waiting.extend(onward(one))
    yield from (node for node in seen if document_of(node) == node and links.held(node))


class LinkTable:
    """Links in memory: those of the background (what is known of instruments that are not held) and of the documents of a build."""

    def __init__(self, background: Links) -> None:
        self._held: set[str] = set()
        self._above: dict[str, list[str]] = {}
        self._below: dict[str, list[str]] = {}
        self._numbers: dict[str, set[str]] = {}
        self._stated: dict[str, tuple[str, ...]] = {}
        self._speakers: dict[str, dict[str, str]] = {}
        self._numbered: dict[str, set[str]] = {}
        self._put(background)
        for node, number in background.numbers:
            self._numbers.setdefault(node, set()).add(number)

    def add(self, document: str, links: Links) -> None:
        """Take in a document that is held. The order in which documents are taken in makes no difference to the answers' reach."""
        self._held.add(document)
        self._put(links)
        self._stated[document] = tuple(sorted({number for _, number in links.numbers}))
        for node, number in links.numbers:
            self._numbers.setdefault(node, set()).add(number)
            speakers = self._speakers.setdefault(number, {})
            # a held document speaks for itself; of the others that name an instrument the first by its IRI does
            if node == document or node not in speakers or (speakers[node] != node and document < speakers[node]):
                speakers[node] = document
            if node == document:
                self._numbered.setdefault(number, set()).add(document)

    def _put(self, links: Links) -> None:
        for lower, upper in (*links.upward, *((earlier, later) for later, earlier in links.repeals)):
            self._above.setdefault(lower, []).append(upper)
            self._below.setdefault(upper, []).append(lower)

    def held(self, document: str) -> bool:
        """See `LinkLookup.held`."""
        return document in self._held

    def above(self, node: str) -> Iterable[str]:
        """See `LinkLookup.above`."""
        return self._above.get(node, ())

    def below(self, node: str) -> Iterable[str]:
        """See `LinkLookup.below`."""
        return self._below.get(node, ())

    def plans(self, document: str) -> Iterable[str]:
        """See `LinkLookup.plans`."""
        return [node for node in self._above.get(document, ()) if document_of(node) == document]

    def numbers(self, document: str) -> Iterable[str]:
        """See `LinkLookup.numbers`."""
        return self._stated.get(document, ())

    def own_numbers(self, document: str) -> Iterable[str]:
        """See `LinkLookup.own_numbers`."""
        return self._numbers.get(document, ())

    def speaking_of(self, number: str) -> Iterable[str]:
        """See `LinkLookup.speaking_of`."""
        return self._speakers.get(number, {}).values()

    def numbered(self, number: str) -> Iterable[str]:
        """See `LinkLookup.numbered`."""
        return self._numbered.get(number, ())


class StoredLinks:
    """Links as a store of the whole data set has them, or would have without some of its documents."""

    def __init__(self, store: Store, without: Iterable[str] = ()) -> None:
        self._store = store
        self._left_out = frozenset(graph_iri(document) for document in without)

    def held(self, document: str) -> bool:
        """See `LinkLookup.held`."""
        return next(self._quads(document, _TEXT, None), None) is not None

    def above(self, node: str) -> Iterable[str]:
        """See `LinkLookup.above`."""
        upward = {_text(quad.object) for predicate in _UPWARD for quad in self._quads(node, predicate, None)}
        return upward | {_text(quad.subject) for quad in self._quads(None, _REPEALS, NamedNode(node))}

    def below(self, node: str) -> Iterable[str]:
        """See `LinkLookup.below`."""
        named = NamedNode(node)
        downward = {_text(quad.subject) for predicate in _UPWARD for quad in self._quads(None, predicate, named)}
        return downward | {_text(quad.object) for quad in self._quads(node, _REPEALS, None)}

    def plans(self, document: str) -> Iterable[str]:
        """See `LinkLookup.plans`."""
        parts = {_text(quad.object) for quad in self._quads(document, _HAS_PART, None)}
        return {node for node in parts if document_of(node) == document}

    def numbers(self, document: str) -> Iterable[str]:
        """See `LinkLookup.numbers`."""
        graph = graph_iri(document)
        if graph in self._left_out:
            return set()
        found = self._store.quads_for_pattern(None, NamedNode(_NUMBER), None, NamedNode(graph))
        return {_text(quad.object) for quad in found}

    def own_numbers(self, document: str) -> Iterable[str]:
        """See `LinkLookup.own_numbers`."""
        return {_text(quad.object) for quad in self._quads(document, _NUMBER, None)}

    def speaking_of(self, number: str) -> Iterable[str]:
        """See `LinkLookup.speaking_of`."""
        speakers: dict[str, str] = {}
        for quad in self._quads(None, _NUMBER, Literal(number)):
            document, node = document_of_graph(_text(quad.graph_name)), _text(quad.subject)
            if node not in speakers or node == document:
                speakers[node] = document
        return {document for document in speakers.values() if self.held(document)}

    def numbered(self, number: str) -> Iterable[str]:
        """See `LinkLookup.numbered`."""
        named = {_text(quad.subject) for quad in self._quads(None, _NUMBER, Literal(number))}
        return {node for node in named if self.held(node)}

    def _quads(self, node: str | None, predicate: str, value: NamedNode | Literal | None) -> Iterator[Quad]:
        subject = NamedNode(node) if node is not None else None
        for quad in self._store.quads_for_pattern(subject, NamedNode(predicate), value, None):
            if _text(quad.graph_name) not in self._left_out:
                yield quad


class JoinedLinks:
    """Links of two lookups together: what a store will have after a change."""

    def __init__(self, one: LinkLookup, other: LinkLookup) -> None:
        self._both = one, other

    def held(self, document: str) -> bool:
        """See `LinkLookup.held`."""
        return any(links.held(document) for links in self._both)

    def above(self, node: str) -> Iterable[str]:
        """See `LinkLookup.above`."""
        return {found for links in self._both for found in links.above(node)}

    def below(self, node: str) -> Iterable[str]:
        """See `LinkLookup.below`."""
        return {found for links in self._both for found in links.below(node)}

    def plans(self, document: str) -> Iterable[str]:
        """See `LinkLookup.plans`."""
        return {found for links in self._both for found in links.plans(document)}

    def numbers(self, document: str) -> Iterable[str]:
        """See `LinkLookup.numbers`."""
        return {found for links in self._both for found in links.numbers(document)}

    def own_numbers(self, document: str) -> Iterable[str]:
        """See `LinkLookup.own_numbers`."""
        return {found for links in self._both for found in links.own_numbers(document)}

    def speaking_of(self, number: str) -> Iterable[str]:
        """See `LinkLookup.speaking_of`."""
        return {found for links in self._both for found in links.speaking_of(number)}

    def numbered(self, number: str) -> Iterable[str]:
        """See `LinkLookup.numbered`."""
        return {found for links in self._both for found in links.numbered(number)}
