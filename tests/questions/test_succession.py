"""What repeals what, asked document by document: every way in which notices and plans repeal each other, on two engines."""

from __future__ import annotations

from datetime import date

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, parse
from rdflib import Dataset

from shiquan.questions.instruments import Instrument, without_repealed
from shiquan.questions.trace_queries import Record, records
from shiquan.questions.trace_succession import Replacement, succession
from shiquan.resources import queries_folder
from shiquan.stores.binding import bind
from shiquan.stores.embedded import EmbeddedStore
from shiquan.stores.interface import NO_BINDINGS, Bindings

D = "http://example.org/doc/"
# new: repeals a by the notice and plan b by its plan; later repeals a too; the one that is not held repeals c
DATA = """
@prefix d: <http://example.org/doc/> . @prefix sq: <https://w3id.org/shiquan/ontology#> .
@prefix eli: <http://data.europa.eu/eli/ontology#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
d:a eli:id_local "甲〔2020〕1号" ; eli:title "甲的通知" ; eli:first_date_entry_in_force "2020-01-01"^^xsd:date .
d:b eli:has_part d:b-plan ; eli:id_local "乙〔2020〕2号" .
d:c eli:id_local "丙〔2020〕3号" .
d:new eli:has_part d:new-plan ; eli:repeals d:a ; sq:cleanedText d:new-text ; eli:id_local "新〔2022〕1号" ; eli:title "新通知" ;
  eli:first_date_entry_in_force "2022-01-01"^^xsd:date .
d:new-plan eli:repeals d:b-plan .
d:later eli:repeals d:a ; sq:cleanedText d:later-text ; eli:title "无号" .
d:unheld eli:repeals d:c .
d:citation sq:citedDocument d:b ; sq:citedTitle "所引的乙" .
"""


class _Rdflib:
    """The interface of a store over rdflib."""

    def __init__(self) -> None:
        self._dataset = Dataset(default_union=True)
        self._dataset.graph("http://example.org/g").parse(data=DATA, format="turtle")

    def select(self, query: str, bindings: Bindings = NO_BINDINGS) -> list[Record]:
        result = self._dataset.query(bind(query, bindings))
        columns = [str(variable) for variable in result.vars or ()]
        return [
            {
                column: str(row[index]) or None if row[index] is not None else None
                for index, column in enumerate(columns)
            }
            for row in result
        ]


@pytest.fixture(scope="module")
def store() -> EmbeddedStore:
    graph = NamedNode("http://example.org/g")
    return EmbeddedStore.from_quads(
        [Quad(one.subject, one.predicate, one.object, graph) for one in parse(DATA, RdfFormat.TURTLE)]
    )


NEW = Replacement("新〔2022〕1号", "新通知", date(2022, 1, 1))
LATER = Replacement(None, "无号", None)
FIRST = Replacement("甲〔2020〕1号", "甲的通知", date(2020, 1, 1))
SECOND = Replacement("乙〔2020〕2号", "所引的乙", None)


@pytest.mark.parametrize(
    ("document", "after", "before"),
    [
        ("a", (LATER, NEW), ()),
        ("b", (NEW,), ()),
        ("c", (), ()),
        ("new", (), (FIRST, SECOND)),
        ("later", (), (FIRST,)),
        ("unheld", (), ()),
        ("absent", (), ()),
    ],
)
def test_successors_and_predecessors(
    store: EmbeddedStore, document: str, after: tuple[Replacement, ...], before: tuple[Replacement, ...]
) -> None:
    """By notice or by plan, whole or in part; what repeals without being held tells nothing."""
    found = succession(store, [D + document])
    assert (found.after(D + document), found.before(D + document)) == (after, before)


@pytest.mark.parametrize("name", ["succession", "repeals"])
def test_document_by_document_is_the_same_as_everything(store: EmbeddedStore, name: str) -> None:
    """The queries took everything and the program chose; each document is now asked for by itself, and no row is lost."""
    one_by_one = [
        tuple(row.items())
        for document in ("a", "b", "c", "new", "later", "unheld")
        for row in records(store, name, document_iri=D + document)
    ]
    assert set(one_by_one) == {tuple(row.items()) for row in records(store, name)}


@pytest.mark.parametrize("name", ["succession", "repeals"])
@pytest.mark.parametrize("document", ["a", "b", "c", "new", "later"])
def test_rdflib_says_the_same(store: EmbeddedStore, name: str, document: str) -> None:
    query = (queries_folder() / "trace" / f"{name}.rq").read_text(encoding="utf-8")
    asked = {"_document_iri": NamedNode(D + document)}
    assert _Rdflib().select(query, asked) == list(store.select(query, asked).records())


@pytest.mark.parametrize(
    ("day", "by"),
    [
        (None, {"a": None, "b": "新〔2022〕1号", "c": None}),
        (date(2021, 12, 31), {"a": None, "b": None, "c": None}),
        (date(2022, 1, 1), {"a": "新〔2022〕1号", "b": "新〔2022〕1号", "c": None}),
    ],
)
def test_what_stands_and_what_does_not(store: EmbeddedStore, day: date | None, by: dict[str, str | None]) -> None:
    """A repeal whose day is not known counts only where no day is asked for; its document has no number and is told by its IRI."""
    if day is None:
        by = by | {"a": D + "later"}
    plans = tuple(Instrument(D + name, None, None, "100000", frozenset(), True, None, None, None) for name in by)
    standing, gone = without_repealed(store, plans, day)
    assert {one.iri: one.repealed_by for one in (*standing, *gone)} == {D + name: told for name, told in by.items()}
    assert all(one.repealed_by is None for one in standing)
