"""What a part of a data set has to hold besides the statements about its own nodes.

So that the shapes find in it all that they would find in the whole: a shape looks from its focus node along properties, as far
as its `Reach`. Every node met on the way that belongs to another document or to none is given the statements about it that the
shapes read, wherever these are made.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from typing import Final

from pyoxigraph import BlankNode, NamedNode, Quad, Store

from shiquan.graph.validation.crossings import Crossings
from shiquan.graph.validation.dump import Dump
from shiquan.graph.validation.queries import Reach, select
from shiquan.graph.whereabouts import POINTING_TO_PARTS, Whereabouts

_HELD_BACK: Final = 128
"""How many documents are kept in memory, because those nearby cite them too."""

Node = NamedNode | BlankNode


class Surroundings:
    """Gives a part of a data set the statements about the nodes that it points to."""

    def __init__(self, dump: Dump, background: Store, crossings: Crossings, reach: Reach) -> None:
        self._dump = dump
        self._background = background
        self._crossings = crossings
        self._depth = reach.depth
        self._forward = reach.forward
        self._inverse = tuple(NamedNode(property_) for property_ in sorted(reach.inverse))
        self._all_inverse = tuple(NamedNode(property_) for property_ in sorted(reach.inverse | POINTING_TO_PARTS))
        self._inverse_in_background = {
            property_
            for property_ in self._all_inverse
            if any(background.quads_for_pattern(None, property_, None, None))
        }
        self._all_keys = [str(property_) for property_ in self._all_inverse]
        self._documents: OrderedDict[str, Store] = OrderedDict()

    def close(self) -> None:
        """Close the crossings."""
        self._crossings.close()

    def documents(self, iris: Iterable[str]) -> tuple[Store, set[Node]]:
        """Return a store with all that there is to know about documents, and the nodes that they own."""
        store = Store()
        held = set(iris)
        found: list[Quad] = []
        for iri in sorted(held):
            self._dump.load(store, iri)
            found += self._crossings.about_document(iri, self._all_keys)
        store.extend(_plain(found))
        owned: set[Node] = {
            node
            for node in _nodes(store, "subject")
            if isinstance(node, NamedNode) and self._dump.home(node.value) in held
        }
        self._reach_out(store, owned)
        return store, owned

    def shared(self, nodes: Iterable[Node]) -> tuple[Store, set[Node]]:
        """Return a store with all that there is to know about nodes that no document owns, and these nodes."""
        owned = set(nodes)
        found: list[Quad] = []
        for node in owned:
            found += self._background.quads_for_pattern(node, None, None, None)
            found += self._crossings.about(str(node))
            found += self.pointing_to(node, self._all_inverse)
            found += self._crossings.owner(str(node))
            found += islice(self._background.quads_for_pattern(None, None, node, None), 1)
        store = Store()
        store.extend(_plain(found))
        self._reach_out(store, owned)
        return store, owned

    def places(self, store: Store, owned: set[Node]) -> Whereabouts:
        """Return what finds the place of a node of a part, also where it is part of what another document says."""
        return Whereabouts(_WithSurroundings(store, owned, self))

    def _reach_out(self, store: Store, owned: set[Node]) -> None:
        seen = set(owned)
        frontier = {*_nodes(store, "subject"), *_nodes(store, "object")} - seen
        for _ in range(self._depth):
            found: list[Quad] = []
            for node in frontier:
                found += (quad for quad in self.about(node) if quad.predicate.value in self._forward)
                found += self.pointing_to(node, self._inverse)
            store.extend(_plain(found))
            seen |= frontier
            met = {node for quad in found for node in (quad.subject, quad.object) if isinstance(node, Node)}
            frontier = met - seen

    def about(self, node: Node) -> Iterator[Quad]:
        """Yield what any graph says about a node."""
        yield from self._background.quads_for_pattern(node, None, None, None)
        yield from self._crossings.about(str(node))
        own = self._document_of(node)
        if own is not None:
            yield from own.quads_for_pattern(node, None, None, None)

    def pointing_to(self, node: Node, properties: Collection[NamedNode]) -> Iterator[Quad]:
        """Yield the statements that have a node as object and one of some properties, as far as these are followed backwards."""
        for property_ in properties:
            if property_ in self._inverse_in_background:
                yield from self._background.quads_for_pattern(None, property_, node, None)
        own = self._document_of(node)
        if own is not None:
            for property_ in properties:
                yield from own.quads_for_pattern(None, property_, node, None)
        yield from self._crossings.pointing_to(str(node), [str(property_) for property_ in properties])

    def _document_of(self, node: Node) -> Store | None:
        iri = self._dump.home(node.value) if isinstance(node, NamedNode) else None
        if iri is None:
            return None
        store = self._documents.get(iri)
        if store is None:
            store = Store()
            self._dump.load(store, iri)
            self._documents[iri] = store
            if len(self._documents) > _HELD_BACK:
                self._documents.popitem(last=False)
        else:
            self._documents.move_to_end(iri)
        return store


class _WithSurroundings:
    """The statements of a part, and for nodes that it does not own, those of all graphs."""

    def __init__(self, store: Store, owned: set[Node], surroundings: Surroundings) -> None:
        self._store = store
        self._owned = owned
        self._surroundings = surroundings

    def quads_for_pattern(
        self, subject: Node | None, predicate: NamedNode, object: Node | None, graph_name: None
    ) -> Iterator[Quad]:
        """Yield the statements about a subject, or those that have an object."""
        yield from self._store.quads_for_pattern(subject, predicate, object, graph_name)
        if subject is not None and subject not in self._owned:
            yield from (quad for quad in self._surroundings.about(subject) if quad.predicate == predicate)
        if object is not None and object not in self._owned:
            yield from self._surroundings.pointing_to(object, (predicate,))


def _nodes(store: Store, position: str) -> Iterator[Node]:
    """Yield the nodes that stand as subject or as object in a store."""
    query = f"SELECT DISTINCT ?{position} {{ ?subject ?property ?object FILTER(!isLiteral(?{position})) }}"
    return (row[0] for row in select(store, query) if isinstance(row[0], NamedNode | BlankNode))


def _plain(quads: Iterable[Quad]) -> Iterator[Quad]:
    """Yield statements in the default graph."""
    return (Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
