"""The page of a thing that has none of its own kind: what the graph says of it, as a table, and what points at it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from pyoxigraph import Triple

from shiquan.graph.identifiers import document_of
from shiquan.publishing.addresses import fragment_of
from shiquan.publishing.descriptions import MOST_POINTING, Description, description_of
from shiquan.publishing.files import File
from shiquan.publishing.pages import Values, pages
from shiquan.publishing.published_data import PublishedData
from shiquan.publishing.rdf_files import FORMATS
from shiquan.publishing.statements import Row, Value, name_of, names_in, rows_of, text_of


@dataclass(frozen=True, slots=True)
class Node:
    """A part of a document, where on the page it stands, and what is said of it."""

    fragment: str
    name: Value
    rows: tuple[Row, ...]


def files(data: PublishedData, iri: str, folder: str) -> tuple[File, ...]:
    """Return the page of a thing in both languages."""

    def described() -> Description:
        return description_of(data, iri) or Description(iri, (), (), ())

    return pages(data, folder, "thing.html", cache(lambda: _values(described())))


def _values(description: Description) -> Values:
    names = names_in(description.triples())
    by_subject: dict[str, list[Triple]] = {}
    for triple in description.own:
        by_subject.setdefault(text_of(triple.subject), []).append(triple)
    return {
        "iri": description.iri,
        "name": name_of(description.iri, names),
        "rows": rows_of(by_subject.get(description.iri, ()), names),
        "pointing": None if description.pointing is None else rows_of(description.pointing, names, inverse=True),
        "nodes": tuple(
            Node(fragment_of(subject), name_of(subject, names), rows_of(triples, names))
            for subject, triples in by_subject.items()
            if subject != description.iri and document_of(subject) == description.iri
        ),
        "most_pointing": MOST_POINTING,
        "formats": FORMATS,
    }
