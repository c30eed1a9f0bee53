"""What one document says on each task: the assignments with their exclusions, cases and shares."""

from __future__ import annotations

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
    shares: dict[str, list[Share]] = {}
    for row in records(store, "shares", document_iri=plan.iri):
        shares.setdefault(known(row, "of"), []).append((known(row, "tier"), known(row, "percent")))
    cases: dict[str, list[CaseOfTask]] = {}
    for row in records(store, "cases", document_iri=plan.iri):
        cases.setdefault(known(row, "assignment"), []).append(_case(row, tuple(shares.get(known(row, "case"), ()))))
    support: dict[str, list[tuple[str, str]]] = {}
    for row in records(store, "support", document_iri=plan.iri):
        support.setdefault(known(row, "assignment"), []).append((known(row, "tier"), row["kind"] or ""))
    tasks: dict[str, list[Record]] = {}
    for row in records(store, "statements", document_iri=plan.iri):
        tasks.setdefault(known(row, "task"), []).append(row)
    found = []
    for rows in tasks.values():
        assignment = known(rows[0], "assignment")
        found.append(
            replace(
                _task(plan, rows),
                cases=tuple(cases.get(assignment, ())),
                shares=tuple(shares.get(assignment, ())),
                support=tuple(support.get(assignment, ())),
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


def _task(plan: Instrument, rows: list[Record]) -> AssignedTask:
    first = rows[0]
    return AssignedTask(
        assignment=known(first, "assignment"),
        number=plan.number,
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
