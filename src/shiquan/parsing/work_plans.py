"""Measures and targets of a work plan: who carries out what, and which figures are the goal."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from shiquan.lexicon import Lexicon
from shiquan.model import Body, LedgerEntry, Measure, Section, Span, Target
from shiquan.parsing.patterns import any_of, any_pattern
from shiquan.parsing.text_units import (
    CLOSING_BRACKETS,
    OPENING_BRACKETS,
    lines,
    sentences,
    split_outside_brackets,
    trim,
)

_BEFORE = "(?:之|以)?前"
_BY_YEAR = re.compile(rf"(?:到|至|截至|截止到|力争到|于)?(?P<year>20\d{{2}})年(?:底|末|年底|年末)?(?:{_BEFORE}(?!后))?")
_DEADLINE = re.compile(rf"到20\d{{2}}年|20\d{{2}}年(?:底|末|年底|年末)?{_BEFORE}(?!后)")
_LEADING_DEADLINE = re.compile(
    rf"(?:力争)?(?:(?:到|至)20\d{{2}}年(?:底|末)?(?:{_BEFORE})?|20\d{{2}}年(?:底|末)?{_BEFORE})[,]?"
)
_LEADING_YEAR = re.compile(rf"^(?:力争)?(?:到|至)?20\d{{2}}年(?:底|末)?(?:{_BEFORE})?[,]?")
_TITLE_YEARS = re.compile(r"(20\d{2})\s*[-—–~至]+\s*(20\d{2})")
_TRAILING_LIMIT = re.compile(r"^(?:以上|以内|左右|及以上|以下)")
_RELATIVE_YEAR = re.compile(r"[比较](?:20\d{2}年|上年|上一年|“?十[三四]五”?末?|基期)(?:底|末)?")
_LEADING_RELATIVE_YEAR = re.compile("^" + _RELATIVE_YEAR.pattern)
_TRAILING_RELATIVE_YEAR = re.compile(_RELATIVE_YEAR.pattern + "$")
_LONGEST_BRACKET = 300
_NEAR = 600


@dataclass(frozen=True, slots=True)
class _WorkPlanWords:
    """The lexicon's words of work plans, as expressions."""

    duty: re.Pattern[str]
    lead_label: re.Pattern[str]
    any_label: re.Pattern[str]
    lead_verb: re.Pattern[str]
    by_duty: re.Pattern[str]
    by_duty_end: re.Pattern[str]
    others: re.Pattern[str]
    operators: dict[str, str]
    further: re.Pattern[str]
    goal: re.Pattern[str]
    goal_context: re.Pattern[str]
    past: re.Pattern[str]
    dressing: re.Pattern[str]
    undressing: re.Pattern[str]

    @staticmethod
    @cache
    def of(lexicon: Lexicon) -> _WorkPlanWords:
        lead, part = any_of(lexicon.words("lead-label")), any_of(lexicon.words("take-part-label"))
        by_duty, dressing = any_of(lexicon.words("by-duty")), any_of(lexicon.words("indicator-dressing"))
        operators = {
            word: str(lexicon.lists[name].operator)
            for name in ("goal-growth", "goal-at-least", "goal-at-most")
            for word in lexicon.words(name)
        }
        units = any_pattern(lexicon.lists["unit"].patterns, {})
        value = rf"(?P<value>\d+(?:,\d{{3}})*(?:\.\d+)?)(?P<unit>{units})"
        return _WorkPlanWords(
            duty=re.compile(any_of(lexicon.words("duty-ending")) + r"$"),
            lead_label=re.compile(lead + r"[:：]"),
            any_label=re.compile(f"(?:{lead}|{part})[:：]"),
            lead_verb=re.compile(any_of(lexicon.words("lead-verb")) + "$"),
            by_duty=re.compile(by_duty),
            by_duty_end=re.compile(by_duty + "$"),
            others=re.compile(any_of(lexicon.words("others")) + "$"),
            operators=operators,
            further=re.compile(rf"[、,和]{value}"),
            goal=re.compile(rf"(?P<operator>{any_of(operators)})[了约至到为在]?{value}"),
            goal_context=re.compile(any_of(lexicon.words("goal-context"))),
            past=re.compile(any_of(lexicon.words("past-context"))),
            dressing=re.compile("^" + dressing),
            undressing=re.compile(dressing + "$"),
        )


class WorkPlanReader:
    """Reads the measures and targets of one work plan."""

    def __init__(self, text: str, folded: str, lexicon: Lexicon) -> None:
        self._text = text
        self._folded = folded
        self._lexicon = lexicon
        words = _WorkPlanWords.of(lexicon)
        self._duty, self._by_duty, self._by_duty_end = words.duty, words.by_duty, words.by_duty_end
        self._lead_label, self._any_label, self._lead_verb = words.lead_label, words.any_label, words.lead_verb
        self._others, self._operators, self._further, self._goal = (
            words.others,
            words.operators,
            words.further,
            words.goal,
        )
        self._goal_context, self._past = words.goal_context, words.past
        self._dressing, self._undressing = words.dressing, words.undressing

    # ------------------------------------------------------------ measures

    def measures(self, sections: tuple[Section, ...]) -> tuple[Measure, ...]:
        """Return the sections that end in a bracket with the bodies in charge, as measures."""
        found = []
        for section in sections:
            bracket = self._closing_bracket(section)
            if bracket is None:
                continue
            bodies, by_duty, others = self._bodies(*bracket)
            if bodies:
                start = section.body.start if section.body.start > section.span.end else section.span.start
                span = Span(*trim(self._folded, min(start, section.span.start), section.body.end))
                found.append(Measure(section.path, section.heading, tuple(bodies), by_duty, others, span))
        return tuple(found)

    def _closing_bracket(self, section: Section) -> tuple[int, int] | None:
        """Return the inside of the last bracket, or of a line with labels, that gives a duty."""
        best: tuple[int, int] | None = None
        for line_start, line_end in lines(self._folded, section.body.start, section.body.end):
            start, end = trim(self._folded, line_start, line_end, "。;,")
            label = self._any_label.match(self._folded[start:end])
            if label:
                best = (start, end)
                continue
            for opening, closing in self._brackets(start, end):
                inside = self._folded[opening + 1 : closing]
                if self._any_label.search(inside) or self._duty.search(inside.rstrip("。,;等")):
                    best = (opening + 1, closing)
        return best

    def _brackets(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield outermost brackets."""
        depth, opening = 0, -1
        for index in range(start, end):
            if self._folded[index] in OPENING_BRACKETS:
                if depth == 0:
                    opening = index
                depth += 1
            elif self._folded[index] in CLOSING_BRACKETS and depth:
                depth -= 1
                if depth == 0 and index - opening <= _LONGEST_BRACKET:
                    yield opening, index

    def _bodies(self, start: int, end: int) -> tuple[list[Body], bool, bool]:
        inside = self._folded[start:end]
        by_duty = bool(self._by_duty.search(inside))
        bodies: list[Body] = []
        others = False
        for part_start, part_end, leads in self._groups(start, end):
            for part in split_outside_brackets(self._folded, part_start, part_end, "、,;"):
                first, last = trim(self._folded, *part, "、,;。:")
                first, last, more = self._strip(first, last)
                others = others or more
                name = self._text[first:last]
                if name:
                    bodies.append(Body(name, leads))
        return bodies, by_duty, others

    def _groups(self, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
        """Yield the lists of names with whether they lead: by label (牵头单位:…), or by verb (…牵头,…配合)."""
        labels = list(self._any_label.finditer(self._folded, start, end))
        if labels:
            for position, label in enumerate(labels):
                stop = labels[position + 1].start() if position + 1 < len(labels) else end
                yield label.end(), stop, bool(self._lead_label.match(label[0]))
            return
        group_start = start
        for first, last in split_outside_brackets(self._folded, start, end, ",;"):
            words = self._folded[first:last].rstrip(",;。")
            ending = self._duty.search(words)
            if ending is None:
                continue
            yield group_start, first + len(words), bool(self._lead_verb.search(words)) or words.endswith("牵头负责")
            group_start = last
        if group_start < end:
            yield group_start, end, False

    def _strip(self, start: int, end: int) -> tuple[int, int, bool]:
        """Take duties and 等 off the end of a name."""
        others = False
        changed = True
        while changed and end > start:
            changed = False
            for expression in (self._duty, self._by_duty_end, self._others):
                match = expression.search(self._folded[start:end])
                if match is not None and match.end() == end - start and match.start() < match.end():
                    others = others or expression is self._others
                    end = start + match.start()
                    changed = True
            start, end = trim(self._folded, start, end, "、,;。:分别由")
        return start, end, others

    # ------------------------------------------------------------ targets

    def targets(self, sections: tuple[Section, ...], title: str) -> tuple[Target, ...]:
        """Return every figure that the plan sets as a goal, in the order of the text."""
        found: list[Target] = []
        last_year = _TITLE_YEARS.search(title)
        default = last_year[2] if last_year else None
        since = int(last_year[1]) if last_year else None
        for section in sections:
            goal_section = "目标" in section.heading
            by: str | None = None
            for start, end in sentences(self._folded, section.body.start, section.body.end):
                by = self._year(start, end) or by
                if not goal_section and not self._is_goal(start, end):
                    continue
                found.extend(self._targets_in(start, end, by or default, since))
        return tuple(found)

    def _is_goal(self, start: int, end: int) -> bool:
        words = self._folded[start:end]
        return bool(_DEADLINE.search(words) or self._goal_context.search(words)) and not self._past.search(words)

    def _year(self, start: int, end: int) -> str | None:
        for match in _BY_YEAR.finditer(self._folded, start, end):
            if match[0].startswith(("到", "至", "力争到")) or match[0].endswith("前"):
                return match["year"]
        return None

    def _targets_in(self, start: int, end: int, by: str | None, since: int | None) -> Iterator[Target]:
        """Yield the goals of a sentence; what it tells of a year before the plan (2024年, …达到) is no goal."""
        year = by
        past = False
        for part in split_outside_brackets(self._folded, start, end, ",;。"):
            first, last = trim(self._folded, *part, ",;。")
            clause = self._folded[first:last]
            said = _BY_YEAR.search(clause)
            if said is not None and not _RELATIVE_YEAR.search(clause):
                toward = said[0].startswith(("到", "至", "力争到", "于")) or said[0].endswith("前")
                past = not toward and (since is None or int(said["year"]) < since)
                year = said["year"] if toward or not past else year
            if past or self._past.search(clause):
                continue
            yield from self._clause_targets(first, last, year)

    def _clause_targets(self, first: int, last: int, by: str | None) -> Iterator[Target]:
        clause = self._folded[first:last]
        match = self._goal.search(clause)
        if match is None:
            return
        operator = self._operators[match["operator"]]
        limit = _TRAILING_LIMIT.match(clause[match.end() :])
        if operator == "<=" and limit and limit[0] in ("以上", "及以上"):
            operator = ">="
        end = match.end() + (limit.end() if limit else 0)
        named = self._indicators(first, first + match.start())
        figures = [match]
        while (further := self._further.match(clause, end)) is not None and len(figures) < len(named):
            figures.append(further)
            end = further.end()
        if len(figures) != len(named):
            figures, end = [match] * len(named), match.end() + (limit.end() if limit else 0)
        quote = self._quote_span(Span(first, first + end))
        for indicator, figure in zip(named, figures, strict=True):
            value = Decimal(figure["value"].replace(",", ""))
            yield Target(indicator, operator, value, figure["unit"], by, quote)

    def _quote_span(self, span: Span) -> Span:
        """Return the span of the quote without a leading year, which says when and not what."""
        words = self._folded[span.start : span.end]
        match = _LEADING_DEADLINE.match(words)
        return Span(span.start + match.end(), span.end) if match and match.end() < len(words) else span

    def _indicators(self, start: int, end: int) -> list[str]:
        """Return the names of what is measured; 、 separates names of figures that are said of each."""
        words = self._folded[start:end]
        shared = words.endswith(("合计", "总数", "总量", "总计", "之和"))
        parts = [(start, end)] if shared else list(split_outside_brackets(self._folded, start, end, "、"))
        names = (self._undress(*trim(self._folded, first, last, "、,")) for first, last in parts)
        return [name for name in names if name]

    def _undress(self, start: int, end: int) -> str:
        changed = True
        while changed and start < end:
            changed = False
            words = self._folded[start:end]
            for expression in (
                self._dressing,
                _LEADING_YEAR,
                _LEADING_RELATIVE_YEAR,
            ):
                match = expression.match(words)
                if match and match.end() < len(words):
                    start += match.end()
                    changed = True
                    break
            else:
                for expression in (self._undressing, _TRAILING_RELATIVE_YEAR):
                    match = expression.search(words)
                    if match and match.start() > 0 and match.end() == len(words):
                        end = start + match.start()
                        changed = True
                        break
        return self._text[start:end]

    # ------------------------------------------------------------ ledger

    def _line_around(self, span: Span) -> tuple[int, int]:
        """Return the line that a span begins in, as far as it lies near."""
        earliest, latest = max(0, span.start - _NEAR), min(len(self._folded), span.end + _NEAR)
        line_end = self._folded.find("\n", span.start, latest)
        return max(earliest, self._folded.rfind("\n", earliest, span.start) + 1), latest if line_end < 0 else line_end

    def ledger(self, measures: tuple[Measure, ...], targets: tuple[Target, ...]) -> tuple[LedgerEntry, ...]:
        """Account for every sentence of every measure, and for every sentence that sets a goal."""
        entries = []
        for measure in measures:
            for start, end in sentences(self._folded, measure.span.start, measure.span.end):
                entries.append(LedgerEntry(measure.section, "measure", Span(start, end)))
        accounted = {(entry.span.start, entry.span.end) for entry in entries}
        for target in targets:
            for start, end in sentences(self._folded, *self._line_around(target.span)):
                if start <= target.span.start < end and (start, end) not in accounted:
                    accounted.add((start, end))
                    entries.append(LedgerEntry(None, "target", Span(start, end)))
        return tuple(sorted(entries, key=lambda entry: entry.span.start))
