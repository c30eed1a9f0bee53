"""The named graphs of a store: read by queries, and written over HTTP by the Graph Store HTTP Protocol, where it is there, and SPARQL 1.1 Update.

Everything that writes may be done twice and gives the same, so that a request whose answer was lost is simply sent again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from pyoxigraph import Literal, Triple

from shiquan.stores.http import DATA, Connection
from shiquan.stores.interface import QueryStore, StoreError

_TRIPLES = {"Content-Type": "application/n-triples"}
_UPDATE = {"Content-Type": "application/sparql-update"}
_COUNTS = """SELECT ?graph (COUNT(*) AS ?triples) WHERE {{ VALUES ?name {{ {graphs} }} BIND(?name AS ?graph) GRAPH ?graph {{ ?s ?p ?o }} }} GROUP BY ?graph"""
"""Bound, so that the names come first: joined as they are, Virtuoso compares each triple with each name where it believes its store smaller than
it has become. Optional, Oxigraph goes through all that it holds."""
_NAMES = """SELECT DISTINCT ?graph WHERE { GRAPH ?graph { ?s ?p ?o }
  FILTER(STRSTARTS(STR(?graph), STR(?_begin)) && STR(?graph) > STR(?_after)) } ORDER BY STR(?graph)"""
_CONTENT = "CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"


class NamedGraphs:
    """The named graphs of a store, as they are read."""

    def __init__(self, store: QueryStore) -> None:
        self._store = store

    def counts(self, graphs: Iterable[str]) -> Mapping[str, int]:
        """Return how many triples these graphs have; those that are empty or not there are left out.

        Raises:
            StoreError: the store cannot be reached, or does not answer.

        """
        names = " ".join(f"<{graph}>" for graph in graphs)
        if not names:
            return {}
        rows = self._store.select(_COUNTS.format(graphs=names)).rows
        return {graph: int(count) for graph, count in rows if graph is not None and count is not None}

    def names(self, begin: str) -> Iterator[str]:
        """Yield, in order, the names of graphs that begin so. A store that cuts its answers is asked again from there. Raises as `counts` does."""
        after = ""
        while rows := self._store.select(_NAMES, {"_begin": Literal(begin), "_after": Literal(after)}).rows:
            found = sorted(graph for (graph,) in rows if graph is not None)
            if found[-1] <= after:
                raise StoreError(
                    "服务器列出的图没有排序，无法逐页读取。",
                    "the server lists graphs in no order, so the list cannot be read.",
                )
            yield from found
            after = found[-1]

    def triples(self, graph: str) -> tuple[Triple, ...]:
        """Return the content of a graph. Raises as `counts` does."""
        return self._store.construct(_CONTENT.format(graph=graph))

    def rows(self, query: str) -> tuple[tuple[str | None, ...], ...]:
        """Return the rows of a SELECT query about graphs. Raises as `counts` does."""
        return self._store.select(query).rows


class RemoteGraphs(NamedGraphs):
    """The named graphs of a store. Triples go in as N-Triples: the lines of a dump without their graph."""

    def __init__(self, store: QueryStore, connection: Connection, update: str, graph_store: str | None = None) -> None:
        """Remember where the store takes queries, updates, and (where it has the Graph Store HTTP Protocol) graphs."""
        super().__init__(store)
        self._connection = connection
        self._update = update
        self._graph_store = graph_store

    def put(self, graph: str, triples: bytes) -> None:
        """Replace a graph in one request (Graph Store HTTP Protocol, section 5.3).

        Raises:
            StoreError: the store cannot be reached, or refuses.

        """
        if self._graph_store is None:
            self.update(f"DROP SILENT GRAPH <{graph}> ;\n{_inserted(graph, triples)}")
        else:
            self._connection.send("PUT", self._graph_store, triples, _TRIPLES, {"graph": graph}, DATA)

    def add(self, graph: str, triples: bytes) -> None:
        """Add triples, none of them with a blank node, to a graph (section 5.5). Raises as `put` does."""
        if self._graph_store is None:
            self.update(_inserted(graph, triples))
        else:
            self._connection.send("POST", self._graph_store, triples, _TRIPLES, {"graph": graph}, DATA)

    def drop(self, graph: str) -> None:
        """Remove a graph, if it is there. Raises as `put` does."""
        self.update(f"DROP SILENT GRAPH <{graph}>")

    def update(self, request: str) -> None:
        """Send a SPARQL 1.1 Update, which must be such that it can be done twice. Raises as `put` does."""
        self._connection.send("POST", self._update, request.encode(), _UPDATE, what=DATA)


def _inserted(graph: str, triples: bytes) -> str:
    # N-Triples are legal between the braces of INSERT DATA (SPARQL 1.1 Update, section 3.1.1)
    return f"INSERT DATA {{ GRAPH <{graph}> {{\n{triples.decode()}}} }}"
