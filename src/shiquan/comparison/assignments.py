"""What one document says on each task: the assignments with their exclusions, cases and shares."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from shiquan.comparison.comparison_queries import Record, records, tiers
from shiquan.questions.instruments import Instrument
from shiquan.questions.trace_queries import known
from shiquan.stores.interface import QueryStore

Share = tuple[str, str]
"""A tier and its per cent, as written in the graph."""


@dataclass(frozen=True, slots=True)
class CaseOfTask:
    """A condition that splits an assignment; ``power_tiers`` is empty where the case names no power of its own."""

    condition: str | None
    power_mode: str | None
    power_tiers: tuple[str, ...]
    expenditure_mode: str | None
    expenditure_tiers: tuple[str, ...]
    shares: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class AssignedTask:
    """What an assignment says on one task. Tiers are notations, highest first.

    ``excludes`` are the tiers whose lists the task leaves out (未列入中央财政事权的…); ``heading`` is that of the section it
    stands in; ``support`` are tiers that pay a part without bearing it, and how; ``quote`` is the document's own sentence, ``number`` that document's number.
    """

    assignment: str
    number: str | None
    task: str
    concepts: frozenset[str]
    domain: str | None
    excludes: tuple[str, ...]
    power_mode: str | None
    power_tiers: tuple[str, ...]
    expenditure_mode: str | None
    expenditure_tiers: tuple[str, ...]
    shares: tuple[Share, ...]
    cases: tuple[CaseOfTask, ...]
    support: tuple[tuple[str, str], ...]
    section: str | None
    heading: str | None
    quote: str | None


def assigned_tasks(store: QueryStore, plan: Instrument) -> tuple[AssignedTask, ...]:
    """Return what a held document assigns, task by task, in its order."""
    return tasks_from(
        {plan.iri: plan.number},
        ((plan.iri, row) for row in records(store, "statements", document_iri=plan.iri)),
        records(store, "cases", document_iri=plan.iri),
        records(store, "shares", document_iri=plan.iri),
        records(store, "support", document_iri=plan.iri),
    )


def tasks_from(
    numbers: Mapping[str, str | None],
    statements: Iterable[tuple[str, Record]],
    cases: Iterable[Record],
    shares: Iterable[Record],
    support: Iterable[Record],
) -> tuple[AssignedTask, ...]:
    """Return the tasks of rows with the columns of `queries/comparison/` (statements, cases, shares, support), in the order of the statements.

    Each statement comes with the IRI of its document; ``numbers`` has the documents' numbers.
    """
    shares_of: dict[str, list[Share]] = {}
    for row in shares:
        shares_of.setdefault(known(row, "of"), []).append((known(row, "tier"), known(row, "percent")))
    cases_of: dict[str, list[CaseOfTask]] = {}
    for row in cases:
        cases_of.setdefault(known(row, "assignment"), []).append(
            _case(row, tuple(shares_of.get(known(row, "case"), ())))
        )
    support_of: dict[str, list[tuple[str, str]]] = {}
    for row in support:
        support_of.setdefault(known(row, "assignment"), []).append((known(row, "tier"), row["kind"] or ""))
    tasks: dict[tuple[str, str], list[Record]] = {}
    for document, row in statements:
        tasks.setdefault((document, known(row, "task")), []).append(row)
    found = []
    for (document, _), rows in tasks.items():
        assignment = known(rows[0], "assignment")
        found.append(
            replace(
                _task(numbers.get(document), rows),
                cases=tuple(cases_of.get(assignment, ())),
                shares=tuple(shares_of.get(assignment, ())),
                support=tuple(support_of.get(assignment, ())),
            )
        )
    return tuple(found)


def _case(row: Record, shares: tuple[Share, ...]) -> CaseOfTask:
    return CaseOfTask(
        condition=row["condition"],
        power_mode=row["power_mode"],
        power_tiers=tiers(row["power_tiers"]),
        expenditure_mode=row["expenditure_mode"],
        expenditure_tiers=tiers(row["expenditure_tiers"]),
        shares=shares,
    )


def _task(number: str | None, rows: list[Record]) -> AssignedTask:
    first = rows[0]
    return AssignedTask(
        assignment=known(first, "assignment"),
        number=number,
        task=first["text"] or "",
        concepts=frozenset(row["concept"] for row in rows if row["concept"]),
        domain=first["domain"],
        excludes=tiers(first["excludes"]),
        power_mode=first["power_mode"],
        power_tiers=tiers(first["power_tiers"]),
        expenditure_mode=first["expenditure_mode"],
        expenditure_tiers=tiers(first["expenditure_tiers"]),
        shares=(),
        cases=(),
        support=(),
        section=first["section"],
        heading=first["heading"],
        quote=first["quote"],
    )
