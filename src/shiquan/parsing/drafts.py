"""Statements while their sentences are being read, and what became of each sentence."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal

from shiquan.model import (
    Assignment,
    Case,
    Expenditure,
    LedgerEntry,
    Power,
    Residual,
    Section,
    Span,
    Support,
    Task,
    ordered_tiers,
)
from shiquan.parsing.expenditure import ExpenditureReading
from shiquan.parsing.frames import FrameReader

_SURE, _LESS_SURE, _DOUBTFUL = Decimal(1), Decimal("0.8"), Decimal("0.5")


@dataclass(slots=True)
class Draft:
    """An assignment while its sentences are being read."""

    section: str | None
    tasks: tuple[Task, ...]
    power: Power | None
    expenditure: Expenditure | None
    start: int
    end: int
    paragraph: int
    rules: list[str]
    cases: list[Case] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    conditions: list[Span] = field(default_factory=list)
    frame: Span | None = None
    """The part of the statement that says who bears, where it is not the whole of it (a cell of a table row)."""

    def finished(self, folded: str, frames: FrameReader) -> Assignment:
        """Return the assignment with its confidence.

        It is sure (1) where its whole frame is explained, less so (0.8) where words are left over, and doubtful (0.5) where
        what it says could not be put into data, such as figures that do not match the bearers.
        """
        frame = self.frame or Span(self.start, self.end)
        left = frames.unexplained(folded, frame, [*(task.span for task in self.tasks), *self.conditions])
        doubts = list(self.notes)
        if any(frames.speaks_of_power(task, folded) for task in self.tasks):
            doubts.append("事项的文字里还有财政事权 / the words of a task still speak of a fiscal power")
        if self.expenditure is not None and not self.expenditure.tiers:
            doubts.append("没有读出由谁承担 / nobody is read as the bearer")
        notes = [*doubts, f"没有规则解释的词语：{'、'.join(left)} / words that no rule explains"] if left else doubts
        return Assignment(
            section=self.section,
            tasks=self.tasks,
            power=self.power,
            expenditure=self.expenditure,
            cases=tuple(self.cases),
            span=Span(self.start, self.end),
            rules=tuple(dict.fromkeys(self.rules)),
            confidence=_DOUBTFUL if doubts else _LESS_SURE if left else _SURE,
            note="；".join(dict.fromkeys(notes)) or None,
        )

    def take_support(self, support: tuple[Support, ...]) -> None:
        """Add support by a tier that is not named as bearer, where the statement says who bears."""
        if self.expenditure is not None:
            given = tuple(dict.fromkeys((*self.expenditure.support, *support)))
            tiers = ordered_tiers(self.expenditure.tiers)
            self.expenditure = replace(self.expenditure, support=given, tiers=tiers)

    def take_case(self, case: Case, condition: Span) -> None:
        """Add a case whose condition stands at the given place."""
        self.conditions.append(condition)
        self.cases.append(case)


def borne(paid: ExpenditureReading | None, power: Power | None = None) -> Expenditure | None:
    """Return the expenditure read; where only a principle is said (由同级财政承担), the holders of the power bear it."""
    if paid is None or paid.expenditure is None:
        return None
    if not paid.expenditure.tiers and power is not None:
        return replace(paid.expenditure, tiers=power.tiers)
    return paid.expenditure


@dataclass(slots=True)
class Drafts:
    """The statements and residual rules of a plan in the order of its text, with the ledger of its sentences."""

    statements: list[Draft] = field(default_factory=list)
    residuals: list[Residual] = field(default_factory=list)
    ledger: list[LedgerEntry] = field(default_factory=list)

    def account(self, role: str, section: Section, start: int, end: int, reason: str | None = None) -> None:
        """Put into the ledger what a passage became."""
        self.ledger.append(LedgerEntry(section.path or None, role, Span(start, end), reason))
