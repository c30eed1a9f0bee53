"""What a sentence says by itself, whatever stands before it: the units it is cut into, and the parts of each.

What it means where it stands (a new statement, a case of the one before, the completion of one) is for `statements` to tell.
Offsets count from the beginning of the sentence, so that a reading holds wherever the sentence stands.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from shiquan.model import Power
from shiquan.parsing.expenditure import ExpenditureReader, ExpenditureReading
from shiquan.parsing.grammar import Grammar
from shiquan.parsing.passages import LONGEST_KEPT, keep_passages, passage
from shiquan.parsing.text_units import ITEM_NUMBER, trim
from shiquan.parsing.units import Subject, Unit, UnitReader

_AROUND = " ,:;"


@dataclass(frozen=True, slots=True)
class UnitReading:
    """A unit of a sentence and its parts."""

    start: int
    end: int
    subject: Subject
    rule: str | None
    """The rule by which the unit gives a power; None where it only says who pays."""
    predicate_end: int
    """Where the predicate of power ends; the beginning of the unit where there is none."""
    power: Power | None
    paid: ExpenditureReading | None
    case_rule: str | None
    """The rule by which the subject names a condition."""
    of_which: bool
    """The unit begins with 其中."""
    bare: bool
    """The subject names something of its own."""
    task_end: int
    """Where the words of the tasks end, in a unit that only says who pays."""

    def moved(self, by: int) -> UnitReading:
        """Return the unit at other offsets."""
        return UnitReading(
            self.start + by,
            self.end + by,
            self.subject.moved(by),
            self.rule,
            self.predicate_end + by,
            self.power,
            self.paid,
            self.case_rule,
            self.of_which,
            self.bare,
            self.task_end + by,
        )


class SentenceReading:
    """A sentence: what is not always asked for is read when it is."""

    __slots__ = ("_brings_forward", "_end", "_folded", "_reader", "_units", "residual_kinds")

    def __init__(self, reader: SentenceReader, folded: str, end: int, residual_kinds: tuple[str, ...]) -> None:
        self._reader = reader
        self._folded = folded
        self._end = end
        self._units: tuple[UnitReading, ...] | None = None
        self._brings_forward: bool | None = None
        self.residual_kinds = residual_kinds
        """The kinds of residual rule whose words the sentence has, the highest priority first."""

    @property
    def units(self) -> tuple[UnitReading, ...]:
        """The units that the sentence is cut into."""
        if self._units is None:
            self._units = self._reader.units(self._folded, self._end)
        return self._units

    @property
    def brings_forward(self) -> bool:
        """Whether 将 brings tasks forward."""
        if self._brings_forward is None:
            self._brings_forward = self._reader.brings_forward(self._folded, self._end)
        return self._brings_forward


class SentenceReader:
    """Reads sentences with the grammar of one kind of document."""

    def __init__(self, grammar: Grammar, units: UnitReader, expenditure: ExpenditureReader) -> None:
        self._grammar = grammar
        self._units = units
        self._expenditure = expenditure
        self._telling = grammar.tiers.telling.union(grammar.lexicon.words("by"))
        self._kept = keep_passages(self._read)

    def read(self, folded: str, start: int, end: int) -> SentenceReading:
        """Return the reading of the sentence between two offsets."""
        read = self._kept if end - start <= LONGEST_KEPT else self._read
        return read(*passage(folded, start, end, self._telling))

    def _read(self, folded: str, end: int) -> SentenceReading:
        ranked = self._grammar.ranked(self._grammar.residual_rules, folded, 1, end)
        return SentenceReading(self, folded, end, tuple(str(match.rule.indicates) for match in ranked))

    def units(self, folded: str, end: int) -> tuple[UnitReading, ...]:
        """Return the units of a sentence that begins at 1."""
        return tuple(self._unit(folded, unit).moved(-1) for unit in self._units.units(folded, 1, end))

    def brings_forward(self, folded: str, end: int) -> bool:
        """Tell whether 将 brings tasks forward in a sentence that begins at 1."""
        return self._grammar.object_opening.search(folded[1:end], 0, end - 1) is not None

    def _unit(self, folded: str, unit: Unit) -> UnitReading:
        start, end = trim(folded, unit.start, unit.end)
        item = ITEM_NUMBER.match(folded[start:end])
        start += item.end() if item else 0
        of_which = self._grammar.of_which.match(folded[start:end]) is not None
        if unit.power is None:
            return self._payment(folded, start, end, of_which)
        subject = self._units.subject(folded, start, unit.power.start)
        words = folded[subject.start : subject.end].strip(_AROUND)
        return UnitReading(
            start,
            end,
            subject,
            unit.power.rule.name,
            unit.power.end,
            self._units.power(folded, unit.power.start, unit.power.end, unit.power),
            self._expenditure.read(folded, unit.power.end, end),
            self.case_rule(folded, subject),
            of_which,
            not self._grammar.wording("stands-for-heading").search(words),
            subject.end,
        )

    def _payment(self, folded: str, start: int, end: int, of_which: bool) -> UnitReading:
        """Read a unit that names who pays and no power."""
        grammar = self._grammar
        paid = self._expenditure.read(folded, start, end)
        if paid is None or paid.expenditure is None:
            return UnitReading(
                start, end, Subject(start, start, None), None, start, None, paid, None, of_which, False, start
            )
        before = (
            start + paid.first_bearer
            if paid.first_bearer is not None
            else self._expenditure.figures_begin(folded, start, end)
        )
        subject = self._units.subject(folded, start, before)
        payment = grammar.wording("payment-noun").search(folded[subject.start : subject.end])
        if payment:
            subject = replace(subject, end=subject.start + payment.start())
        words = folded[subject.start : subject.end]
        own = grammar.of_which.sub("", words).strip(_AROUND)
        bare = bool(own) and not grammar.wording("stands-for-heading").search(own)
        means = grammar.wording("means").search(words)
        task_end = subject.start + means.start() if means else subject.end
        case_rule = self.case_rule(folded, subject)
        return UnitReading(start, end, subject, None, start, None, paid, case_rule, of_which, bare, task_end)

    def case_rule(self, folded: str, subject: Subject) -> str | None:
        """Return the rule by which a subject names a condition, None where it names none."""
        if subject.marker is not None:
            return None
        words = folded[subject.start : subject.end].strip(_AROUND)
        return self._grammar.case_rule(self._grammar.of_which.sub("", words).strip(_AROUND))
