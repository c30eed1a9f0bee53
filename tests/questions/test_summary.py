"""Questions that are answered from the summary give what the direct queries in `direct/` give, which look at every assignment."""

from __future__ import annotations

from pathlib import Path

import pytest

from shiquan.building import BuildResult
from shiquan.graph.derivation import rules
from shiquan.questions.catalogue import ask, find_query
from shiquan.stores.embedded import EmbeddedStore
from shiquan.terms import SQ

from .two_engines import HERE, on_oxigraph

DIRECT = sorted((HERE / "direct").glob("*.rq"))
EVERYWHERE = {"02-where-powers-differ": "areas"}
"""The questions that compare places, and the parameter that takes all of them."""

_CODES = """
PREFIX sq: <https://w3id.org/shiquan/ontology#>
SELECT DISTINCT ?code WHERE { ?plan a sq:DivisionPlan ; sq:ofArea ?area . ?area sq:areaCode ?code } ORDER BY ?code
"""


@pytest.fixture(scope="module")
def many(all_authored: BuildResult) -> EmbeddedStore:
    return EmbeddedStore.open(all_authored.folder)


def _both(store: EmbeddedStore, direct: Path, values: dict[str, str]) -> tuple[list[object], list[object]]:
    query = find_query(direct.stem)
    plain = store.select(direct.read_text(encoding="utf-8"), query.bindings(values))
    return list(ask(store, query, values)), list(plain)


@pytest.mark.parametrize("direct", DIRECT, ids=lambda path: path.stem)
def test_the_five_documents(direct: Path, five: BuildResult) -> None:
    answered, plain = _both(EmbeddedStore.open(five.folder), direct, {})
    assert answered == plain != []


@pytest.mark.parametrize("direct", DIRECT, ids=lambda path: path.stem)
def test_many_documents(direct: Path, many: EmbeddedStore) -> None:
    """A question that compares places is asked about all of them together."""
    codes = [code or "" for (code,) in many.select(_CODES)]
    parameter = EVERYWHERE.get(direct.stem)
    answered, plain = _both(many, direct, {parameter: " ".join(codes)} if parameter else {})
    assert answered == plain != []


def test_every_observation_has_all_dimensions_of_its_data_set() -> None:
    """Integrity constraint IC-11 of the RDF Data Cube vocabulary; and each rule of summaries makes the data set of its own name."""
    store = on_oxigraph()
    rows = store.select(
        """
        PREFIX qb: <http://purl.org/linked-data/cube#>
        SELECT DISTINCT ?set ?missing WHERE {
          ?observation qb:dataSet ?set .
          ?set qb:structure/qb:component/(qb:dimension|qb:measure) ?missing .
          MINUS { ?observation ?missing ?value }
        }
        """
    )
    assert list(rows) == []
    sets = store.select(
        f"SELECT DISTINCT ?s WHERE {{ ?o <{SQ}summaryOf> ?p ; <http://purl.org/linked-data/cube#dataSet> ?s }}"
    )
    assert sorted(row[0] or "" for row in sets) == [
        f"https://w3id.org/shiquan/id/{rule.name}" for layer in rules() for rule in layer if rule.graph == "summary"
    ]
