"""Which plan replaced which: what held documents repeal, both ways round."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from shiquan.questions.trace_queries import Record, known, records
from shiquan.stores.interface import QueryStore


@dataclass(frozen=True, slots=True)
class Replacement:
    """The document on the other side of a repeal: the successor, or the one repealed. ``in_force`` is its own first day."""

    number: str | None
    title: str | None
    in_force: date | None

    @property
    def name(self) -> str:
        """Its number, else its title."""
        return self.number or self.title or "—"


@dataclass(slots=True)
class Succession:
    """Successors and predecessors of documents, by IRI."""

    successors: dict[str, tuple[Replacement, ...]] = field(default_factory=dict)
    predecessors: dict[str, tuple[Replacement, ...]] = field(default_factory=dict)

    def after(self, document: str) -> tuple[Replacement, ...]:
        """Return the held documents that repeal a document, the earliest first, whether in force by now or not."""
        return self.successors.get(document, ())

    def before(self, document: str) -> tuple[Replacement, ...]:
        """Return the documents that a held document repeals."""
        return self.predecessors.get(document, ())


def succession(store: QueryStore, documents: Iterable[str]) -> Succession:
    """Return what held documents repeal of these documents, and what these repeal, each asked for by its IRI."""
    found = Succession()
    for document in documents:
        rows = records(store, "succession", document_iri=document)
        found.successors[document] = tuple(
            _replacement(row, "by_number", "by_title", "in_force") for row in rows if known(row, "repealed") == document
        )
        found.predecessors[document] = tuple(
            _replacement(row, "repealed_number", "repealed_title", "repealed_in_force")
            for row in rows
            if known(row, "by") == document
        )
    return found


def _replacement(row: Record, number: str, title: str, in_force: str) -> Replacement:
    day = row[in_force]
    return Replacement(row[number], row[title], date.fromisoformat(day) if day else None)
