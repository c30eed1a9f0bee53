"""Every Turtle file of the ontology reads alike in rdflib and in pyoxigraph."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph
import pytest
from rdflib import Graph
from rdflib.compare import to_canonical_graph

ONTOLOGY = Path(__file__).resolve().parents[2] / "ontology"
FILES = sorted(ONTOLOGY.rglob("*.ttl"))


def test_there_are_files() -> None:
    assert ONTOLOGY / "shiquan.ttl" in FILES


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ONTOLOGY)))
def test_both_parsers_read_the_same(path: Path) -> None:
    one = Graph().parse(path, format="turtle")
    triples = (quad.triple for quad in pyoxigraph.parse(path=str(path)))
    lines = pyoxigraph.serialize(triples, format=pyoxigraph.RdfFormat.N_TRIPLES)
    other = Graph().parse(data=lines, format="nt")
    assert set(to_canonical_graph(other)) == set(to_canonical_graph(one))


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ONTOLOGY)))
def test_files_end_with_one_newline_and_have_no_tabs(path: Path) -> None:
    """Turtle is read by people."""
    text = path.read_text(encoding="utf-8")
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert "\t" not in text
    assert [line for line in text.splitlines() if line != line.rstrip()] == []
