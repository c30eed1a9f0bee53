"""Runs a query on pyoxigraph and on rdflib, over hand-made data.

The data are `graph.trig` with the vocabularies of `ontology/`, or the `data.trig` of the query's own folder alone, and the summary that
rules make of them.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pyoxigraph import NamedNode, Quad, RdfFormat, Triple, parse, serialize
from rdflib import Dataset, Literal, URIRef

from shiquan.graph.derivation import derive
from shiquan.resources import ontology_folder
from shiquan.stores.binding import bind
from shiquan.stores.embedded import EmbeddedStore
from shiquan.stores.interface import NO_BINDINGS, Bindings
from shiquan.stores.rows import Rows
from shiquan.terms import GRAPH as GRAPH_IRIS

HERE = Path(__file__).parent
GRAPH = HERE / "graph.trig"
_ONTOLOGY = "https://w3id.org/shiquan/id/graph/ontology"


def data_of(query: str) -> Path:
    own = HERE / query / "data.trig"
    return own if own.is_file() else GRAPH


def quads(data: Path = GRAPH) -> list[Quad]:
    found = list(parse(path=str(data)))
    for path in _vocabularies(data):
        for triple in parse(path=str(path), rename_blank_nodes=True):
            found.append(Quad(triple.subject, triple.predicate, triple.object, NamedNode(_ONTOLOGY)))
    return [*found, *summary_of(found)]


def summary_of(data: list[Quad]) -> list[Quad]:
    """The observations that the rules of summaries make of data; nothing else that is derived."""
    return [quad for quad in derive(data) if quad.graph_name == NamedNode(GRAPH_IRIS + "summary")]


@cache
def on_oxigraph(data: Path = GRAPH) -> EmbeddedStore:
    return EmbeddedStore.from_quads(quads(data))


class RdflibStore:
    """The interface of a store over rdflib, as a second opinion on every query."""

    def __init__(self, data: Path) -> None:
        self._dataset = Dataset(default_union=True)
        self._dataset.parse(data, format="trig")
        for path in _vocabularies(data):
            self._dataset.graph(URIRef(_ONTOLOGY)).parse(path, format="turtle")
        if data == GRAPH:
            self._dataset.parse(serialize(summary_of(quads()), format=RdfFormat.N_QUADS) or b"", format="nquads")

    def select(self, query: str, bindings: Bindings = NO_BINDINGS) -> Rows:
        result = self._dataset.query(bind(query, bindings))
        columns = tuple(str(variable) for variable in result.vars or ())
        return Rows(columns, tuple(tuple(_text(row[index]) for index in range(len(columns))) for row in result))

    def construct(self, query: str, bindings: Bindings = NO_BINDINGS) -> tuple[Triple, ...]:
        written = self._dataset.query(bind(query, bindings)).serialize(format="nt") or b""
        return tuple(sorted({quad.triple for quad in parse(written, RdfFormat.N_TRIPLES)}, key=str))


@cache
def on_rdflib(data: Path = GRAPH) -> RdflibStore:
    return RdflibStore(data)


def _vocabularies(data: Path) -> list[Path]:
    if data != GRAPH:
        return []
    return [*sorted(ontology_folder().glob("*.ttl")), *sorted((ontology_folder() / "tasks").glob("*.ttl"))]


def _text(term: object) -> str | None:
    if term is None:
        return None
    if isinstance(term, Literal) and isinstance(term.value, bool):
        # rdflib reads "true" from a file and computes True of its own
        return "true" if term.value else "false"
    return str(term) or None
