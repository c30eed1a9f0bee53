"""Examples of what the named queries answer about a data set, asked when the site is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Final

from shiquan.publishing.published_data import PublishedData, described
from shiquan.publishing.searching.named_things import documents
from shiquan.questions.catalogue import NamedQuery, ask, ask_for_triples, named_queries
from shiquan.questions.rendering import as_csv, as_turtle
from shiquan.stores.rows import Rows

SHOWN: Final = 20
"""Rows on the page."""
KEPT: Final = 1_000
"""Rows in the CSV beside it."""
_MOST_QUADS: Final = 3_000_000
"""In larger data sets nothing is asked that looks everything over: it would take minutes for each query."""
_TRIED: Final = 40
"""Documents that are tried until one gives an answer."""
_NUMBER: Final = "number"


@dataclass(frozen=True, slots=True)
class Example:
    """An answer: the values that were asked with; rows, or triples as Turtle; and whether rows were cut off.

    ``rows`` and ``turtle`` are both None where nothing was asked.
    """

    values: Mapping[str, str]
    rows: Rows | None = None
    turtle: str | None = None
    cut: bool = False

    @property
    def csv(self) -> bytes:
        """Return the rows as CSV."""
        return as_csv(self.rows).encode() if self.rows is not None else b""


@lru_cache(maxsize=64)
def example_of(data: PublishedData, name: str) -> Example:
    """Return an example of the query of a name: with its defaults; else with the number of the first document that has an answer; else of everything.

    Raises:
        StoreError: the store cannot answer.

    """
    query = queries_by_name()[name]
    given = dict(query.defaults)
    if query.form == "CONSTRUCT":
        triples = ask_for_triples(data.store, query, {})
        return Example(given, turtle=as_turtle(triples))
    names = {parameter.name for parameter in query.parameters}
    if not given and _NUMBER in names:
        return _of_a_document(data, query)
    if not given and described(data).quads > _MOST_QUADS:
        return Example({})
    return _kept(given, ask(data.store, query, {}))


@lru_cache(maxsize=1)
def queries_by_name() -> dict[str, NamedQuery]:
    """Return the named queries, then the competency questions, by their names."""
    return {query.name: query for query in named_queries()}


def _of_a_document(data: PublishedData, query: NamedQuery) -> Example:
    tried = [document.number for document in documents(data) if document.number]
    for number in islice(tried, _TRIED):
        if rows := ask(data.store, query, {_NUMBER: number}):
            return _kept({_NUMBER: number}, rows)
    return Example({_NUMBER: tried[0]} if tried else {}, Rows(query.columns, ()))


def _kept(values: Mapping[str, str], rows: Rows) -> Example:
    return Example(values, Rows(rows.columns, rows.rows[:KEPT]), cut=len(rows) > KEPT)
