"""A small data set to be loaded, and what a store of Oxigraph holds of it."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, Store

from shiquan.loading.loader import MARKS
from shiquan.stores.http import Connection, Patience
from shiquan.stores.named_graphs import RemoteGraphs
from shiquan.stores.remote import RemoteStore
from shiquan.terms import GRAPH

from ..store_servers import Addresses

IMPATIENT = Patience(timeout_seconds=300, attempts=5, first_wait_seconds=0.05, repeats_timeouts=True)
"""As when loading, with waits that suit a test: 0.05, 0.1, 0.2 and 0.4 seconds."""

DOCUMENT = GRAPH + "140000/a/2024/1"
OTHER_DOCUMENT = GRAPH + "150000/b/2024/2"
LARGE = GRAPH + "summary"
ONTOLOGY = GRAPH + "ontology"


def lines(graph: str, values: Mapping[str, str] | range) -> str:
    """Statements of a graph, sorted: of numbered subjects, or of the subjects and objects given."""
    given = {f"http://e/{number:05}": f'"{number}"' for number in values} if isinstance(values, range) else values
    return "".join(sorted(f"<{subject}> <http://e/p> {value} <{graph}> .\n" for subject, value in given.items()))


def written(folder: Path, **graphs: str) -> Path:
    """Write a dump of graphs, each given as its lines."""
    dump = folder / "graph.nq"
    dump.write_text("".join(sorted(graphs.values(), key=lambda text: text[text.rfind("<") :])), encoding="utf-8")
    return dump


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    """Two documents, a graph that is large for chunks of ten, and one with a blank node."""
    blank = f'<http://e/s> <http://e/p> _:b <{ONTOLOGY}> .\n_:b <http://e/q> "30.0"^^<http://www.w3.org/2001/XMLSchema#decimal> <{ONTOLOGY}> .\n'
    return written(
        tmp_path,
        document=lines(DOCUMENT, range(30)),
        other=lines(OTHER_DOCUMENT, {"http://e/s": '"甲 \\"quoted\\" \\\\ \\n"@zh'}),
        large=lines(LARGE, range(95)),
        ontology=blank,
    )


def graphs_at(addresses: Addresses, connection: Connection | None = None) -> RemoteGraphs:
    connection = connection or Connection(None, IMPATIENT)
    return RemoteGraphs(
        RemoteStore(addresses.query, connection=connection), connection, addresses.update, addresses.graph_store
    )


def content(store: Store) -> list[str]:
    """Every quad of a store but the marks, as text; blank nodes are all called alike."""
    quads = (quad for quad in store if quad.graph_name != NamedNode(MARKS))
    return sorted(_text(quad) for quad in quads)


def content_of(dump: Path) -> list[str]:
    store = Store()
    store.bulk_load(path=str(dump))
    return content(store)


def _text(quad: Quad) -> str:
    terms = (quad.subject, quad.predicate, quad.object, quad.graph_name)
    return " ".join("_:b" if str(term).startswith("_:") else str(term) for term in terms)


def watched(store: RemoteGraphs, change: threading.Thread) -> set[tuple[int, int]]:
    """Ask the union of all graphs while one is replaced: how many old and new values there were, each time."""
    query = """SELECT ?old ?new WHERE {
      { SELECT (COUNT(?a) AS ?old) WHERE { { ?x <http://e/p> ?a } FILTER(STRSTARTS(?a, "old")) } }
      { SELECT (COUNT(?b) AS ?new) WHERE { { ?y <http://e/p> ?b } FILTER(STRSTARTS(?b, "new")) } }
    }"""
    seen = set()
    change.start()
    while change.is_alive():
        ((old, new),) = store.rows(query)
        seen.add((int(old or 0), int(new or 0)))
    change.join()
    return seen
