"""The embedded store: what it opens, and what it says when it cannot."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store, Triple

from shiquan.stores.embedded import EmbeddedStore
from shiquan.stores.interface import StoreError

from ..oxigraph_server import served

EX = "http://example.org/"
ALL = "SELECT DISTINCT ?s ?p ?o WHERE { ?s ?p ?o } ORDER BY ?s"
S, P, G, H = (NamedNode(EX + name) for name in ("s", "p", "g", "h"))
QUAD = Quad(S, P, Literal("甲"), G)
ROW = (EX + "s", EX + "p", "甲")


def test_opens_the_store_of_a_data_set_read_only(tmp_path: Path) -> None:
    store = Store(str(tmp_path / "store"))
    store.add(QUAD)
    store.flush()
    del store
    assert EmbeddedStore.open(tmp_path).select(ALL).rows == (ROW,)


def test_falls_back_on_the_file(tmp_path: Path) -> None:
    (tmp_path / "graph.nq").write_text(f"{QUAD} .\n", encoding="utf-8")
    assert EmbeddedStore.open(tmp_path).select(ALL).rows == (ROW,)


def test_a_folder_that_is_no_data_set(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="shiquan build") as caught:
        EmbeddedStore.open(tmp_path)
    assert "不是数据集" in caught.value.zh
    assert "is not a data set" in caught.value.en


def test_a_store_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    with pytest.raises(StoreError, match="shiquan build"):
        EmbeddedStore.open(tmp_path)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "broken.nq").write_text("<a", encoding="utf-8")
    for name in ("broken.nq", "absent.nq", "words.docx"):
        with pytest.raises(StoreError, match=name):
            EmbeddedStore.from_file(tmp_path / name)


def test_a_triple_of_two_graphs_is_met_twice() -> None:
    """The union of graphs is no set in pyoxigraph: counts came out too high, so queries say DISTINCT or group."""
    store = EmbeddedStore.from_quads([QUAD, Quad(S, P, Literal("甲"), H)])
    assert store.select("SELECT ?o WHERE { ?s ?p ?o }").rows == (("甲",), ("甲",))
    assert store.select(ALL).rows == (ROW,)


def test_construct_gives_each_triple_once_in_order() -> None:
    store = EmbeddedStore.from_quads([QUAD, Quad(S, P, Literal("甲"), H), Quad(S, P, Literal("a"), G)])
    assert store.construct("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }") == (
        Triple(S, P, Literal("a")),
        Triple(S, P, Literal("甲")),
    )


@pytest.mark.parametrize(
    "query", ["SELECT * WHERE {", "ASK { }", "CONSTRUCT { } WHERE { }", "INSERT DATA { <a:a> <a:b> 1 }"]
)
def test_a_query_that_cannot_be_answered_with_rows(query: str) -> None:
    with pytest.raises(StoreError):
        EmbeddedStore.from_quads([]).select(query)


@pytest.mark.parametrize("query", ["SELECT * WHERE { }", "CONSTRUCT {"])
def test_a_query_that_cannot_be_answered_with_triples(query: str) -> None:
    with pytest.raises(StoreError):
        EmbeddedStore.from_quads([]).construct(query)


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        (f"SELECT ?o FROM <{EX}g> {{ ?s ?p ?o }}", [("甲",)]),
        (f"SELECT ?o FROM <{EX}g> FROM <{EX}h> {{ ?s ?p ?o }} ORDER BY ?o", [("乙",), ("甲",)]),
        (f"SELECT ?g ?o FROM NAMED <{EX}h> {{ GRAPH ?g {{ ?s ?p ?o }} }}", [(EX + "h", "乙")]),
        (f"SELECT ?o FROM NAMED <{EX}h> {{ ?s ?p ?o }}", []),
        (f"SELECT ?g ?o FROM <{EX}g> FROM NAMED <{EX}h> {{ ?s ?p ?x GRAPH ?g {{ ?s ?p ?o }} }}", [(EX + "h", "乙")]),
        ("SELECT ?o { ?s ?p ?o } ORDER BY ?o # FROM", [("乙",), ("甲",)]),
    ],
)
def test_a_query_that_names_its_graphs_is_asked_of_those(query: str, rows: list[tuple[str, ...]]) -> None:
    """pyoxigraph passes FROM over where the default graph is the union of all graphs: the answer came from every graph."""
    store = EmbeddedStore.from_quads([QUAD, Quad(S, P, Literal("乙"), H)])
    assert list(store.select(query)) == rows


def test_other_servers_are_asked_only_where_that_is_allowed(tmp_path: Path) -> None:
    store = EmbeddedStore.from_quads([QUAD])
    with served([Quad(S, P, Literal("elsewhere"), G)], tmp_path / "there") as endpoint:
        asked = f"{{ SERVICE <{endpoint}?union-default-graph> {{ ?s ?p ?o }} }}"
        for refused in (f"SELECT ?o {asked}", f"SELECT ?o {asked.replace('SERVICE <', 'SERVICESILENT<')}"):
            with pytest.raises(StoreError, match="--allow-service"):
                store.select(refused)
        with pytest.raises(StoreError, match="--allow-service"):
            store.construct(f"CONSTRUCT {{ ?s ?p ?o }} {asked}")
        assert list(store.reaching_out().select(f"SELECT ?o {asked}")) == [("elsewhere",)]
        assert list(store.select(ALL)) == [ROW]
    with pytest.raises(StoreError, match="could not be carried out"):
        store.reaching_out().select(f"SELECT ?o {asked}")
