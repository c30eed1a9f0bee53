"""Cutting a sentence into units: one predicate of power with the expenditure behind it, or an expenditure alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from shiquan.model import Power
from shiquan.parsing.expenditure import ExpenditureReader
from shiquan.parsing.grammar import Grammar, RuleMatch
from shiquan.parsing.text_units import split_outside_brackets, trim

_LONGEST_WORD_BEHIND = 6
_COMMA = re.compile(",")


@dataclass(frozen=True, slots=True)
class Unit:
    """A predicate of power, or of expenditure alone, with the words before it."""

    start: int
    end: int
    power: RuleMatch | None


@dataclass(frozen=True, slots=True)
class Subject:
    """The words before a predicate; ``marker`` is where the 将 stands that brings them forward."""

    start: int
    end: int
    marker: int | None

    def moved(self, by: int) -> Subject:
        """Return the subject at other offsets."""
        return Subject(self.start + by, self.end + by, None if self.marker is None else self.marker + by)


class UnitReader:
    """Cuts sentences with the grammar of one kind of document."""

    def __init__(self, grammar: Grammar, expenditure: ExpenditureReader) -> None:
        self._grammar = grammar
        self._expenditure = expenditure
        self._by = grammar.lexicon.words("by")

    def powers(self, folded: str, start: int, end: int) -> list[RuleMatch]:
        """Return the predicates of power between two offsets, in the order of the text and without overlaps."""
        found = [
            match
            for match in self._grammar.matches(self._grammar.power_rules, folded, start, end)
            if self.ends_power(folded, match)
        ]
        if len(found) < 2:
            return found
        found.sort(key=lambda match: (match.start, -match.rule.priority, -match.end))
        kept: list[RuleMatch] = []
        for match in found:
            if not kept or match.start >= kept[-1].end:
                kept.append(match)
            elif match.rule.priority > kept[-1].rule.priority and match.start <= kept[-1].end:
                kept[-1] = match
        return kept

    def ends_power(self, folded: str, match: RuleMatch) -> bool:
        """Tell whether a predicate ends its clause; 属于中央财政事权的重大事项 is a modifier, not a predicate."""
        behind = folded[match.end : match.end + _LONGEST_WORD_BEHIND]
        return self._grammar.after_power.match(behind) is not None

    def units(self, folded: str, start: int, end: int) -> tuple[Unit, ...]:
        """Cut a sentence into units."""
        units: list[Unit] = []
        pending: int | None = None
        for first, last in self._segments(folded, start, end):
            powers = self.powers(folded, first, last)
            begin = first if pending is None else pending
            if not powers:
                if self._pays(folded, first, last):
                    units.append(Unit(begin if pending is not None and not units else first, last, None))
                    pending = None
                else:
                    pending = begin
                continue
            cursor = begin
            for position, power in enumerate(powers):
                unit_end = last
                if position + 1 < len(powers):
                    unit_end = self._boundary(folded, power.end, powers[position + 1].start)
                units.append(Unit(cursor, unit_end, power))
                cursor = unit_end
            pending = None
        if pending is not None and units and units[-1].end == pending:
            last_unit = units[-1]
            units[-1] = replace(last_unit, end=end) if self._goes_on(folded, start, pending, end) else last_unit
        return tuple(units)

    def _segments(self, folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield what stands between semicolons, and apart what follows 其中 or begins the first grade within it."""
        for first, last in split_outside_brackets(folded, start, end, ";"):
            cursor = first
            for match in self._grammar.part_of_sentence.finditer(folded[first:last]):
                yield cursor, first + match.start()
                cursor = first + match.start()
            for begin in self._further_cases(folded, cursor, last):
                yield cursor, begin
                cursor = begin
            yield cursor, last

    def _further_cases(self, folded: str, start: int, end: int) -> Iterator[int]:
        """Yield where, behind a payment, a clause names another case whose bearer follows: …由市级承担,其他支出,由县级承担."""
        clauses = split_outside_brackets(folded, start, end, ",")
        for (_, before), (first, last), (bearer, bearer_end) in zip(clauses, clauses[1:], clauses[2:], strict=False):
            if (
                folded.startswith(self._by, bearer)
                and self._grammar.case_rule(folded[first:last].strip(",")) is not None
                and self._pays(folded, start, before)
                and self._pays(folded, bearer, bearer_end)
            ):
                yield first

    def _pays(self, folded: str, start: int, end: int) -> bool:
        return self._expenditure.read(folded, start, end) is not None

    def _goes_on(self, folded: str, sentence: int, start: int, end: int) -> bool:
        """Tell whether what is left of a sentence belongs to the list of its last unit (a list after the statement)."""
        return ":" in folded[sentence:start] and start < end

    def _boundary(self, folded: str, after: int, before: int) -> int:
        """Return where the second of two statements in one segment begins: at 将, else after the clause that ends the first."""
        opening = self._grammar.object_opening.search(folded, after, before)
        if opening is not None:
            return opening.start() + 1 if folded[opening.start()] in ",;:。" else opening.start()
        candidates = [match.end() for match in _COMMA.finditer(folded, after, before)]
        for candidate in candidates:
            if before - candidate > 2 and not self._grammar.speaks_of_expenditure(folded, candidate, before):
                return candidate
        return candidates[-1] if candidates else before

    def subject(self, folded: str, start: int, end: int) -> Subject:
        """Return the words before a predicate, from behind 将 where there is one."""
        # the passage is looked at alone, because 将 may be its first character
        opening = self._grammar.object_opening.search(folded[start:end], 0, end - start)
        if opening is None:
            return Subject(*trim(folded, start, end, ",:;"), None)
        behind = start + opening.end()
        return Subject(*trim(folded, behind, end, ",:;"), behind - 1)

    def power(self, folded: str, start: int, end: int, match: RuleMatch | None) -> Power:
        """Read the holder and mode of a power from its predicate, or from a heading or cell."""
        expression = self._grammar.tiers_between(folded, start, end)
        if match is not None and match.rule.indicates:
            return Power(match.rule.indicates, expression.tiers)
        mode = self._grammar.first(self._grammar.power_mode_rules, folded, start, end)
        if mode is not None and mode.rule.indicates and len(expression.tiers) > 1:
            return Power(mode.rule.indicates, expression.tiers)
        return Power("each" if expression.enumerated else "exclusive", expression.tiers)
