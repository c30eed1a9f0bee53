"""What a document says on tasks: its assignments, one entry for each task, with their cases."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from shiquan.questions.trace_queries import Record, known, records
from shiquan.stores.interface import QueryStore


@dataclass(frozen=True, slots=True)
class CaseOfStatement:
    """A condition that splits a statement; ``power_tiers`` is empty where the case names no power of its own."""

    condition: str | None
    power_tiers: tuple[str, ...]
    expenditure_mode: str | None
    expenditure_tiers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """What an assignment says on one task. Tiers are notations, highest first; ``quote`` is the document's own sentence."""

    assignment: str
    task: str
    concepts: frozenset[str]
    domain: str | None
    power_mode: str | None
    power_tiers: tuple[str, ...]
    expenditure_mode: str | None
    expenditure_tiers: tuple[str, ...]
    section: str | None
    quote: str | None
    cases: tuple[CaseOfStatement, ...]

    def concerns(self, tier: str) -> bool:
        """Tell whether the statement or one of its cases gives the tier a power or a duty to pay."""
        given = [self.power_tiers, self.expenditure_tiers]
        given += [tiers for case in self.cases for tiers in (case.power_tiers, case.expenditure_tiers)]
        return any(tier in tiers for tiers in given)


@dataclass(frozen=True, slots=True)
class ResidualRule:
    """A document's rule for unlisted matters, in its own words."""

    section: str | None
    quote: str | None


def statements_of(store: QueryStore, document: str, concepts: AbstractSet[str] | None) -> tuple[Statement, ...]:
    """Return the statements of a document on tasks of some concepts (IRIs), or on all tasks (None), in its order."""
    wanted = None if concepts is None else "".join(f"{concept} " for concept in sorted(concepts))
    tasks: dict[str, list[Record]] = {}
    for row in records(store, "statements", document_iri=document, concepts=wanted):
        tasks.setdefault(known(row, "task"), []).append(row)
    cases = _cases_of(store, document) if tasks else {}
    return tuple(_statement(rows, tuple(cases.get(known(rows[0], "assignment"), ()))) for rows in tasks.values())


def _cases_of(store: QueryStore, document: str) -> dict[str, list[CaseOfStatement]]:
    cases: dict[str, list[CaseOfStatement]] = {}
    for row in records(store, "statement-cases", document_iri=document):
        case = CaseOfStatement(
            row["condition"], _tiers(row["power_tiers"]), row["expenditure_mode"], _tiers(row["expenditure_tiers"])
        )
        cases.setdefault(known(row, "assignment"), []).append(case)
    return cases


def residual_rules_of(store: QueryStore, document: str) -> tuple[ResidualRule, ...]:
    """Return the document's rules for unlisted matters."""
    return tuple(
        ResidualRule(row["section"], row["quote"]) for row in records(store, "residual-rules", document_iri=document)
    )


def _statement(rows: list[Record], cases: tuple[CaseOfStatement, ...]) -> Statement:
    first = rows[0]
    return Statement(
        assignment=known(first, "assignment"),
        task=first["text"] or "",
        concepts=frozenset(row["concept"] for row in rows if row["concept"]),
        domain=first["domain"],
        power_mode=first["power_mode"],
        power_tiers=_tiers(first["power_tiers"]),
        expenditure_mode=first["expenditure_mode"],
        expenditure_tiers=_tiers(first["expenditure_tiers"]),
        section=first["section"],
        quote=first["quote"],
        cases=cases,
    )


def _tiers(text: str | None) -> tuple[str, ...]:
    return tuple((text or "").split())
