"""Every check: where it fires, with whole rows, and where it does not; on two engines, over HTTP, and on the five documents."""

from __future__ import annotations

from pathlib import Path

import pytest

from shiquan import KnowledgeGraph
from shiquan.building import BuildResult
from shiquan.errors import UsageError
from shiquan.graph.derivation import derive
from shiquan.graph.findings import Severity
from shiquan.questions.checks import COLUMNS, check, checks, worst_severity
from shiquan.questions.rendering import as_csv
from shiquan.stores.embedded import EmbeddedStore
from shiquan.stores.interface import StoreError
from shiquan.stores.remote import RemoteStore
from shiquan.stores.rows import Rows

from ..oxigraph_server import served
from .graphs import HERE, given, on_oxigraph, on_rdflib

CODES = [
    *("above-own-tier", "ambiguous-number", "basis-not-above", "basis-replaced", "contradicts-upper"),
    *("dates-disagree", "expenditure-without-power", "no-basis", "not-taken-up", "power-without-expenditure"),
]


def _expected(path: Path) -> str:
    return path.read_bytes().decode("utf-8")


def test_the_checks_that_there_are() -> None:
    assert [query.name for query in checks()] == CODES
    assert [query.columns for query in checks()] == [COLUMNS] * len(CODES)
    assert [query.form for query in checks()] == ["SELECT"] * len(CODES)


@pytest.mark.parametrize("query", checks(), ids=lambda query: query.name)
def test_a_check_explains_itself_in_both_languages(query: object) -> None:
    summary, description = query.summary, query.description
    zh, _, en = summary.partition(" / ")
    assert any("一" <= letter <= "鿿" for letter in zh) and en.isascii()
    lines = description.splitlines()
    assert any("一" <= line[0] <= "鿿" for line in lines) and any(line[0].isascii() for line in lines)


@pytest.mark.parametrize("code", CODES)
def test_where_it_fires(code: str) -> None:
    assert as_csv(check(on_oxigraph(code, "fires"), [code])) == _expected(HERE / code / "expected.csv")


@pytest.mark.parametrize("code", CODES)
def test_where_it_does_not_fire(code: str) -> None:
    assert check(on_oxigraph(code, "silent"), [code]).rows == ()


@pytest.mark.parametrize("case", ["fires", "silent"])
@pytest.mark.parametrize("code", CODES)
def test_rdflib_finds_the_same(code: str, case: str, tmp_path: Path) -> None:
    quads = given(code, case)
    store = on_rdflib([*quads, *derive(quads)], tmp_path)
    assert check(store, [code]) == check(on_oxigraph(code, case), [code])


def test_a_server_finds_the_same(tmp_path: Path) -> None:
    quads = given("contradicts-upper", "fires")
    with served([*quads, *derive(quads)], tmp_path) as endpoint:
        assert check(RemoteStore(endpoint)) == check(on_oxigraph("contradicts-upper", "fires"))


def test_the_worst_comes_first() -> None:
    rows = check(on_oxigraph("contradicts-upper", "fires"))
    severities = [Severity(str(record["severity"])).rank for record in rows.records()]
    assert severities == sorted(severities)
    assert worst_severity(rows) is Severity.VIOLATION
    assert worst_severity(Rows(COLUMNS, ())) is None


def test_chosen_codes_only() -> None:
    everything = check(on_oxigraph("contradicts-upper", "fires"))
    some = check(on_oxigraph("contradicts-upper", "fires"), ["contradicts-upper", "basis-replaced"])
    wanted = tuple(row for row in everything if row[0] in ("contradicts-upper", "basis-replaced"))
    assert some.rows == wanted != everything.rows


def test_a_code_that_is_none() -> None:
    with pytest.raises(UsageError, match=r"no check of the code no-bases; there are: no-basis"):
        check(on_oxigraph("no-basis", "fires"), ["no-bases"])


def test_a_data_set_without_derivations_is_refused() -> None:
    """Two checks compare along what is derived: in a data set of an earlier version they would find nothing, and seem content."""
    with pytest.raises(StoreError, match="has no derived graphs"):
        check(EmbeddedStore.from_quads(given("contradicts-upper", "fires")))


def test_the_five_documents(five: BuildResult) -> None:
    """Each row was read by hand: docs/findings.md."""
    rows = KnowledgeGraph.open(five.folder).check()
    assert as_csv(rows) == _expected(HERE / "five.csv")


def test_the_reading_by_hand_covers_every_finding(root: Path, five: BuildResult) -> None:
    reading = (root / "docs" / "findings.md").read_text(encoding="utf-8")
    for record in KnowledgeGraph.open(five.folder).check().records():
        assert f"| `{record['code']}` | {record['severity']} | {record['number']} |" in reading
        assert str(record["message"]).split(" / ", maxsplit=1)[0] in reading
