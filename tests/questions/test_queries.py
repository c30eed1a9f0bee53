"""Every named query and competency question: all rows, in their order, on two engines and over HTTP."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from shiquan.building import BuildResult
from shiquan.questions.catalogue import NamedQuery, ask, ask_for_triples, find_query, named_queries
from shiquan.questions.rendering import as_csv, as_turtle
from shiquan.resources import queries_folder
from shiquan.stores.embedded import EmbeddedStore
from shiquan.stores.remote import RemoteStore

from ..oxigraph_server import served
from .two_engines import GRAPH, HERE, data_of, on_oxigraph, on_rdflib, quads

# The places of the hand-made data set, in place of the real ones that the questions name.
VALUES = {
    "01-who-pays-in-a-place": {"area": "990101"},
    "02-where-powers-differ": {"areas": "990100 990200"},
    "03-not-in-city-plans": {"area": "990000"},
    "12-evidence-of-a-quote": {"words": "战略"},
}
SELECTS = [query for query in named_queries() if query.form == "SELECT"]
EVIDENCE = "12-evidence-of-a-quote"
QUESTIONS = [query for query in SELECTS if query.name[0].isdigit()]


def _expected(path: Path) -> str:
    return path.read_bytes().decode("utf-8")


@pytest.mark.parametrize("query", SELECTS, ids=lambda query: query.name)
def test_pyoxigraph_gives_the_expected_rows(query: NamedQuery) -> None:
    rows = ask(on_oxigraph(data_of(query.name)), query, VALUES.get(query.name, {}))
    assert as_csv(rows) == _expected(HERE / query.name / "expected.csv")


@pytest.mark.parametrize("query", SELECTS, ids=lambda query: query.name)
def test_rdflib_gives_the_same_rows_in_the_same_order(query: NamedQuery) -> None:
    """Rows came in another order on rdflib: it knows a group key in ORDER BY only where it is projected.

    The queries therefore order by MIN(...) of the keys that they do not show.
    """
    rows = on_rdflib(data_of(query.name)).select(query.text, query.bindings(VALUES.get(query.name, {})))
    assert as_csv(rows) == _expected(HERE / query.name / "expected.csv")


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(quads(), tmp_path_factory.mktemp("served")) as address:
        yield address


@pytest.mark.parametrize(
    "query", [query for query in SELECTS if data_of(query.name) == GRAPH], ids=lambda query: query.name
)
def test_a_server_gives_the_same_rows(query: NamedQuery, endpoint: str) -> None:
    rows = ask(RemoteStore(endpoint), query, VALUES.get(query.name, {}))
    assert as_csv(rows) == _expected(HERE / query.name / "expected.csv")


def test_a_server_gives_the_same_triples(endpoint: str) -> None:
    query = find_query("an-assignment-as-triples")
    asked = {"assignment": "https://w3id.org/shiquan/id/doc/990200/dingzhengbanfa/2024/3/plan/1/a/1"}
    assert ask_for_triples(RemoteStore(endpoint), query, asked) == ask_for_triples(on_oxigraph(), query, asked)
    assert ask_for_triples(on_rdflib(), query, asked) == ask_for_triples(on_oxigraph(), query, asked)
    written = as_turtle(ask_for_triples(on_oxigraph(), query, asked))
    assert written == _expected(HERE / query.name / "expected.ttl")


@pytest.mark.parametrize("query", SELECTS, ids=lambda query: query.name)
def test_header_states_the_columns(query: NamedQuery) -> None:
    assert on_oxigraph().select(query.text, query.bindings(VALUES.get(query.name, {}))).columns == query.columns


PUBLIC_COLUMNS = {
    "documents": "document number title issuer area_code area tier signed published effective_rule effective_date domain text_held",
    "plans": "document number plan plan_title kind domain",
    "bases": "document number base base_number base_title base_issuer relation",
    "sections": "document number path heading",
    "assignments": "number section assignment power_mode power_tiers expenditure_mode expenditure_tiers quote",
    "tasks": "number section assignment task text scope excludes concepts",
    "cases": "number section assignment case condition power_tiers expenditure_mode expenditure_tiers",
    "shares": "number section assignment case tier percent",
    "support": "number section assignment case from kind",
    "residuals": "number section kind quote",
    "measures": "number section measure heading bodies leads shared_by_duty others",
    "targets": "number indicator op value unit by quote",
    "unparsed": "number section quote reason",
    "ledger": "number section role quote reason",
    "review": "number section assignment rule confidence note quote",
    "missing": "document number title area_code area tier cited_by chains completes quote",
}


def test_the_columns_that_programs_rely_on() -> None:
    assert {query.name: " ".join(query.columns) for query in SELECTS if query not in QUESTIONS} == PUBLIC_COLUMNS


@pytest.mark.parametrize(
    "query", [query for query in SELECTS if query.name in PUBLIC_COLUMNS], ids=lambda query: query.name
)
def test_number_leaves_the_rows_of_one_document(query: NamedQuery) -> None:
    number = "甲政发〔2023〕5号"
    everything = ask(on_oxigraph(), query, {})
    wanted = [record for record in everything.records() if record["number"] == number]
    assert list(ask(on_oxigraph(), query, {"number": number}).records()) == wanted


@pytest.mark.parametrize(
    "query", [query for query in QUESTIONS if query.name != EVIDENCE], ids=lambda query: query.name
)
def test_the_five_documents(query: NamedQuery, five: BuildResult) -> None:
    rows = ask(EmbeddedStore.open(five.folder), query, {})
    assert as_csv(rows) == _expected(HERE / "five-documents" / f"{query.name}.csv")


def test_the_evidence_of_the_five_documents_stands_in_their_texts(five: BuildResult) -> None:
    """What the question says can be checked by anybody: the file's hash, and the words at the span."""
    found = ask(EmbeddedStore.open(five.folder), find_query(EVIDENCE), {})
    told = [(row["number"], row["sha256"], row["quote"]) for row in found.records()]
    checked = []
    for row in found.records():
        written = (five.folder / "texts" / str(row["file_name"])).read_bytes()
        words = written.decode("utf-8")[int(str(row["start"])) : int(str(row["end"]))]
        checked.append((row["number"], hashlib.sha256(written).hexdigest(), words))
    assert checked == told
    assert sorted({row["number"] or "" for row in found.records()}) == [
        "临政办发〔2024〕39号",
        "内政办发〔2024〕48号",
        "本政办发〔2025〕9号",
        "运政发〔2024〕13号",
        "钦政办〔2025〕15号",
    ]


def test_the_chain_is_the_same_with_and_without_reasoning(five: BuildResult) -> None:
    store = EmbeddedStore.open(five.folder)
    with_path = {(row["number"], row["above_number"]) for row in ask(store, find_query("chain-above"), {}).records()}
    with_reasoner = {
        (row["number"], row["above_number"]) for row in ask(store, find_query("chain-above-inferred"), {}).records()
    }
    assert with_path == with_reasoner


@pytest.mark.parametrize("path", sorted(queries_folder().rglob("*.rq")), ids=lambda path: path.stem)
def test_no_query_looks_everything_over_for_every_row(path: Path) -> None:
    """FILTER NOT EXISTS was quadratic on Oxigraph where it joined patterns: MINUS, or OPTIONAL with BOUND, say the same in milliseconds.

    One pattern from a node that is known, a path or not, is a look-up, and goes no further than the first that it finds.
    """
    code = "\n".join(line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    one_pattern = re.compile(r"\s*\{\s*\?\w+\s+[^\s{};,]+\s+(?:\?\w+|[\w:]+|<[^<>]*>)\s*\.?\s*\}")
    assert [part[:80] for part in code.split("EXISTS")[1:] if one_pattern.match(part) is None] == []
