"""What a part of a data set has to hold besides the statements about its own nodes.

So that the shapes find in it all that they would find in the whole: a shape looks from its focus node along properties, as far
as its `Reach`. Every node met on the way that belongs to another document or to none is given the statements about it that the
shapes read, wherever these are made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Set
from itertools import islice

from pyoxigraph import BlankNode, NamedNode, Quad, Store

from shiquan.graph.validation.crossings import Crossings
from shiquan.graph.validation.dump import Dump
from shiquan.graph.validation.lines import Lines
from shiquan.graph.validation.literals import Term
from shiquan.graph.validation.queries import Reach
from shiquan.graph.whereabouts import POINTING_TO_PARTS, Whereabouts

Node = NamedNode | BlankNode
IsOwned = Callable[[Term], bool]
"""Tells whether a part answers for a node."""


class Surroundings:
    """Gives a part of a data set the statements about the nodes that it points to."""

    def __init__(self, dump: Dump, crossings: Crossings, reach: Reach) -> None:
        self._dump = dump
        self._background = dump.background_store()
        self._crossings = crossings
        self._depth = reach.depth
        self._forward = reach.forward
        self._onward = reach.onward
        self._inverse = reach.inverse
        self._backward = reach.backward
        self._all_inverse = reach.inverse | POINTING_TO_PARTS
        self._pointing_in_background: dict[Term, list[Quad]] = {}
        for property_ in sorted(self._all_inverse):
            for quad in self._background.quads_for_pattern(None, NamedNode(property_), None, None):
                self._pointing_in_background.setdefault(quad.object, []).append(quad)
        self._met_in_background: dict[Node, list[Quad]] = {}
        self._lines = Lines(dump)

    def close(self) -> None:
        """Close the crossings and the dump."""
        self._crossings.close()
        self._dump.content.close()

    def documents(self, iris: Iterable[str]) -> tuple[Store, IsOwned]:
        """Return a store with all that there is to know about documents, and what tells the nodes that they own."""
        store = Store()
        held = set(iris)
        keys = [f"<{property_}>" for property_ in sorted(self._all_inverse)]
        found: list[Quad] = []
        for iri in sorted(held):
            content = self._dump.read(self._dump.documents[iri])
            self._dump.load(store, iri, content)
            found += self._dump.parsed(self._crossings.leading_out(iri))
            about = list(self._crossings.about_document(iri, keys))
            store.extend(_plain(about))
            found += about
        is_owned = _Owned(self._dump, held)
        self._reach_out(store, found, is_owned)
        return store, is_owned

    def shared(self, nodes: Iterable[Node]) -> tuple[Store, IsOwned]:
        """Return a store with all that there is to know about nodes that no document owns, and what tells these nodes."""
        owned = set(nodes)
        found = [*self._statements(owned, None, self._all_inverse), *self._crossings.owners(map(str, owned))]
        for node in owned:
            found += islice(self._background.quads_for_pattern(None, None, node, None), 1)
        store = Store()
        store.extend(_plain(found))
        self._reach_out(store, found, owned.__contains__)
        return store, owned.__contains__

    def background(self) -> tuple[Store, IsOwned]:
        """Return a store with all that there is to know about the nodes that only the background describes, and what tells them.

        It holds the whole background, which takes less time than to look up each of its nodes.
        """
        written = list(self._crossings.background_nodes())
        owned = {node_of(node) for node in written}
        keys = [f"<{property_}>" for property_ in sorted(self._all_inverse)]
        found = [*self._crossings.owners(written), *self._crossings.pointing_to(written, keys)]
        store = self._dump.background_store()
        store.extend(_plain(found))
        for property_ in sorted(self._onward | self._inverse):
            found += self._background.quads_for_pattern(None, NamedNode(property_), None, None)
        self._reach_out(store, found, owned.__contains__)
        return store, owned.__contains__

    def places(self, store: Store, is_owned: IsOwned) -> Whereabouts:
        """Return what finds the place of a node of a part, also where it is part of what another document says."""
        return Whereabouts(_WithSurroundings(store, is_owned, self))

    def around(self, node: Node) -> list[Quad]:
        """Return what any graph says about a node, and the statements that point to it as a part of something."""
        return list(self._statements({node}, None, self._all_inverse))

    def _reach_out(self, store: Store, known: Iterable[Quad], is_owned: IsOwned) -> None:
        """Add to a part, step by step, what shapes read of the nodes that they come to and that the part does not own.

        Args:
            store: the part.
            known: its statements, as far as they name such nodes.
            is_owned: what tells the nodes that the part answers for.

        """
        seen: set[Node] = set()
        for _ in range(self._depth):
            frontier = {node for node in self._led_to(known) - seen if not is_owned(node)}
            seen |= frontier
            known = list(self._met(frontier))
            store.extend(_plain(known))

    def _led_to(self, quads: Iterable[Quad]) -> set[Node]:
        """Return the nodes that statements lead to: forward to their objects, backward to their subjects."""
        found: set[Node] = set()
        for quad in quads:
            property_ = quad.predicate.value
            if property_ in self._onward:
                value = quad.object
                if isinstance(value, NamedNode | BlankNode):
                    found.add(value)
            if property_ in self._inverse:
                subject = quad.subject
                if isinstance(subject, NamedNode | BlankNode):
                    found.add(subject)
        return found

    def _met(self, nodes: set[Node]) -> Iterator[Quad]:
        """Yield what shapes read of nodes that they meet; of one that the background describes it is kept for the next part."""
        new = set()
        for node in nodes:
            met = self._met_in_background.get(node)
            if met is None:
                new.add(node)
            else:
                yield from met
        read = {node: list(self._met_there(node)) for node in new}
        described = {node: quads for node, quads in read.items() if quads}
        for quads in read.values():
            yield from quads
        for quad in self._beyond_background(new, self._forward, self._backward):
            yield quad
            for term in (quad.subject, quad.object):
                if isinstance(term, NamedNode | BlankNode) and term in described:
                    described[term].append(quad)
        self._met_in_background |= described

    def _met_there(self, node: Node) -> Iterator[Quad]:
        for quad in self._background.quads_for_pattern(node, None, None, None):
            if quad.predicate.value in self._forward:
                yield quad
        for quad in self._pointing_in_background.get(node, ()):
            if quad.predicate.value in self._backward:
                yield quad

    def _statements(self, nodes: Set[Node], forward: frozenset[str] | None, inverse: frozenset[str]) -> Iterator[Quad]:
        """Yield what any graph says about nodes and what points to them, with some properties (None: any)."""
        for node in nodes:
            yield from self._background.quads_for_pattern(node, None, None, None)
            yield from self._pointing_in_background.get(node, ())
        yield from self._beyond_background(nodes, forward, inverse)

    def _beyond_background(
        self, nodes: Set[Node], forward: frozenset[str] | None, inverse: frozenset[str]
    ) -> Iterator[Quad]:
        written = sorted(map(str, nodes))
        wanted = None if forward is None else [f"<{property_}>" for property_ in sorted(forward)]
        yield from self._crossings.about(written, wanted)
        yield from self._crossings.pointing_to(written, [f"<{property_}>" for property_ in sorted(inverse)])
        by_document: dict[str, list[Node]] = {}
        for node in nodes:
            home = self._dump.home(node.value) if isinstance(node, NamedNode) else None
            if home is not None:
                by_document.setdefault(home, []).append(node)
        for home, some in by_document.items():
            keys = [str(node).encode() for node in some]
            lines = self._lines.about(home, keys)
            if inverse:
                lines += self._lines.pointing_to(home, keys, inverse)
            for quad in self._dump.parsed(b"".join(lines)):
                property_ = quad.predicate.value
                of_subject = forward is None or property_ in forward
                if (of_subject and quad.subject in nodes) or (property_ in inverse and quad.object in nodes):
                    yield quad


class _Owned:
    """Tells the nodes of some documents."""

    def __init__(self, dump: Dump, documents: set[str]) -> None:
        self._dump = dump
        self._documents = documents
        self._below = tuple(f"{iri}/" for iri in sorted(documents))
        self._are_plain = not documents & dump.holding_others

    def __call__(self, node: Term) -> bool:
        """Tell whether a node is one of theirs."""
        if not isinstance(node, NamedNode):
            return False
        iri = node.value
        if self._are_plain:
            return iri.startswith(self._below) or iri in self._documents
        return self._dump.home(iri) in self._documents


class _WithSurroundings:
    """The statements of a part, and for nodes that it does not own, those of all graphs."""

    def __init__(self, store: Store, is_owned: IsOwned, surroundings: Surroundings) -> None:
        self._store = store
        self._is_owned = is_owned
        self._surroundings = surroundings
        self._around: dict[Node, list[Quad]] = {}

    def quads_for_pattern(
        self, subject: Node | None, predicate: NamedNode | None, object: Node | None, graph_name: None
    ) -> Iterable[Quad]:
        """Return the statements about a subject, or those that have an object."""
        found = self._store.quads_for_pattern(subject, predicate, object, graph_name)
        node = object if subject is None else subject
        if node is None or self._is_owned(node):
            return found
        around = self._around.get(node)
        if around is None:
            around = self._around[node] = self._surroundings.around(node)
        return [
            *found,
            *(
                quad
                for quad in around
                if predicate in (None, quad.predicate) and node == (quad.object if subject is None else quad.subject)
            ),
        ]


def node_of(written: str) -> Node:
    """Return a node that is given as N-Triples writes it."""
    return BlankNode(written[2:]) if written.startswith("_:") else NamedNode(written[1:-1])


def _nodes(quads: Iterable[Quad]) -> set[Node]:
    """Return the nodes that stand as subject or as object in statements."""
    return {node for quad in quads for node in (quad.subject, quad.object) if isinstance(node, NamedNode | BlankNode)}


def _plain(quads: Iterable[Quad]) -> Iterator[Quad]:
    """Yield statements in the default graph."""
    return (Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
