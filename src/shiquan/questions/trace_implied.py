"""What a document implies about tiers above its own: a task "not listed among the powers of the centre" says that the centre has a list.

It is no rule of the higher tier. The trace shows it at the higher tier, apart from what is stated there.
"""

from __future__ import annotations

from dataclasses import dataclass

from shiquan.questions.trace_queries import Record, known, records
from shiquan.stores.interface import QueryStore


@dataclass(frozen=True, slots=True)
class Implied:
    """A task of a lower document that leaves out what the lists of ``tiers`` (notations) hold.

    ``number`` and ``title`` are the lower document's, ``quote`` is its sentence.
    """

    number: str | None
    title: str | None
    task: str
    concepts: frozenset[str]
    tiers: frozenset[str]
    section: str | None
    quote: str | None


def implied_by(store: QueryStore, document: str, number: str | None, title: str | None) -> tuple[Implied, ...]:
    """Return what a document implies about other tiers, in its order."""
    tasks: dict[str, list[Record]] = {}
    for row in records(store, "implied", document_iri=document):
        tasks.setdefault(known(row, "task"), []).append(row)
    return tuple(
        Implied(
            number=number,
            title=title,
            task=rows[0]["text"] or "",
            concepts=frozenset(row["concept"] for row in rows if row["concept"]),
            tiers=frozenset(known(row, "excluded") for row in rows),
            section=rows[0]["section"],
            quote=rows[0]["quote"],
        )
        for rows in tasks.values()
    )
