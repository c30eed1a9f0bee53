"""What rules make of a document in its neighbourhood is what they make of it over everything; a change reaches whom it concerns."""

from __future__ import annotations

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, Store, parse

from shiquan.building import BuildResult
from shiquan.dataset.links import LinkTable, StoredLinks, links_of, looking_at, neighbourhood
from shiquan.dataset.rules_stage import background
from shiquan.graph.derivation import derive, derive_about, derived_graphs, provenance
from shiquan.graph.identifiers import graph_iri
from shiquan.terms import GRAPH


@pytest.fixture(scope="module")
def graphs(chains_and_five: BuildResult) -> dict[str, list[Quad]]:
    """The quads of each document."""
    of_graph = {NamedNode(graph_iri(iri)): iri for iri in chains_and_five.documents}
    found: dict[str, list[Quad]] = {iri: [] for iri in chains_and_five.documents}
    for quad in parse(path=str(chains_and_five.folder / "graph.nq"), format=RdfFormat.N_QUADS):
        if isinstance(quad.graph_name, NamedNode) and quad.graph_name in of_graph:
            found[of_graph[quad.graph_name]].append(quad)
    return found


@pytest.fixture(scope="module")
def table(graphs: dict[str, list[Quad]]) -> LinkTable:
    table = LinkTable(links_of(background()))
    for iri, quads in graphs.items():
        table.add(iri, links_of(quads))
    return table


def test_a_document_alone_with_its_neighbours(graphs: dict[str, list[Quad]], table: LinkTable) -> None:
    """One document after the other gives what the rules give over all, for every document of every chain."""
    whole = set(derive([*background(), *(quad for quads in graphs.values() for quad in quads)]))
    graphs_of_rules = {NamedNode(GRAPH + name) for name in derived_graphs()}
    assert {quad.graph_name for quad in whole} == graphs_of_rules
    single: set[Quad] = set()
    for iri in graphs:
        near = neighbourhood(iri, table)
        single.update(derive_about([iri], [*background(), *(quad for one in near for quad in graphs[one])]))
    origin = set(provenance([*{str(quad.graph_name)[1:-1] for quad in background()}, *map(graph_iri, graphs)]))
    assert single | origin == whole
    # most neighbourhoods are small, so that this says something
    assert sorted(len(neighbourhood(iri, table)) for iri in graphs)[len(graphs) // 2] < len(graphs) / 3


def test_who_looks_at_whom(graphs: dict[str, list[Quad]], table: LinkTable) -> None:
    """`looking_at` is the inverse of `neighbourhood`, but for documents that only share a number with what is cited."""
    for iri in graphs:
        looking = {other for other in graphs if iri in neighbourhood(other, table)}
        assert looking <= looking_at(iri, table), iri


def test_a_store_answers_as_the_table_does(chains_and_five: BuildResult, table: LinkTable) -> None:
    stored = StoredLinks(Store.read_only(str(chains_and_five.folder / "store")))
    for iri in chains_and_five.documents:
        assert neighbourhood(iri, stored) == neighbourhood(iri, table), iri
        assert looking_at(iri, stored) == looking_at(iri, table), iri
