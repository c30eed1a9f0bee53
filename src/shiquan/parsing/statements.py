"""Statements of a division plan: assignments with their cases, residual rules, and what became of every sentence.

A body is read sentence by sentence. Each is cut into units: a unit is one predicate of power (确认为…财政事权) with the
expenditure that follows it, or an expenditure alone. A unit that names a condition (其中…, …部门办理的…) is a case of the
statement before it; a unit that only tells who pays completes it; anything else begins a new assignment.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from shiquan.model import Assignment, Case, Expenditure, LedgerEntry, Power, Residual, Section, Span, Task
from shiquan.parsing.drafts import Draft, Drafts, borne
from shiquan.parsing.expenditure import ExpenditureReading
from shiquan.parsing.grammar import RuleMatch
from shiquan.parsing.layout import is_reform_heading
from shiquan.parsing.readers import Readers
from shiquan.parsing.sentence_readings import SentenceReading, UnitReading
from shiquan.parsing.tables import TableReader
from shiquan.parsing.text_units import ITEM_NUMBER, LONGEST_SENTENCE, lines, sentences, split_outside_brackets, trim
from shiquan.parsing.units import Subject

_LONGEST_ITEM = 400
_LONGEST_BARE_ITEM = 120
_ANNOUNCING = 8
"""Characters that may stand beside 下列事项 where it is all that a statement names."""
_TO_BE_SPLIT = ("shared", "by_case", "by_affiliation", "by_benefit", "by_territory")
"""The modes that leave open who bears what, which sentences behind the statement may tell."""
_AROUND = " ,:;"
_COLON = re.compile(r"(?<!\d):|:(?!\d)")
_NUMBER_BEFORE = re.compile(r"(?:\(\d{1,2}\)|(?<!\d)\d{1,2}[.、]|\([一二三四五六七八九十]{1,3}\))\s*$")
_LONGEST_NUMBER = 8
_LABEL = re.compile(r"[㐀-鿿、()]{3,24}。")
_NAMED_INSTRUMENT = re.compile(r"《|〔\d{4}〕")


@dataclass(frozen=True, slots=True)
class StatementsReading:
    """What a plan's sections state, and the ledger of their sentences."""

    assignments: tuple[Assignment, ...]
    residuals: tuple[Residual, ...]
    ledger: tuple[LedgerEntry, ...]


@dataclass(frozen=True, slots=True)
class _Setting:
    """Where a sentence stands."""

    section: Section
    power: Power | None
    """The power that the heading gives to what stands under it."""
    reform: bool
    """The section only speaks about the reform (总体要求, 保障措施)."""
    first_draft: int
    """How many statements stood before the section."""


class StatementReader:
    """Reads the statements of one plan."""

    def __init__(self, text: str, folded: str, readers: Readers) -> None:
        self._text = text
        self._folded = folded
        self._grammar = readers.grammar
        self._tasks = readers.tasks
        self._expenditure = readers.expenditure
        self._units = readers.units
        self._sentences = readers.sentences
        self._frames = readers.frames
        self._drafts = Drafts()
        self._tables = TableReader(text, folded, readers, self._drafts)
        self._paragraph = 0
        self._label: tuple[int, int] | None = None
        """The unnumbered heading that a paragraph runs on from: 公用经费保障。由市级财政承担。"""

    def read(self, sections: tuple[Section, ...]) -> StatementsReading:
        """Read all sections of a plan in their order."""
        powers: dict[str, Power] = {}
        headings: dict[str, str] = {}
        for section in sections:
            headings.setdefault(section.path, section.heading)
            inherited = self._heading_power(section) or powers.get(section.path.rpartition("/")[0])
            if inherited is not None:
                powers[section.path] = inherited
            # the heading of the top section tells whether powers are assigned here
            top = headings[section.path.partition("/")[0]]
            reform = is_reform_heading(top, self._grammar.lexicon)
            self._read_section(_Setting(section, inherited, reform, len(self._drafts.statements)))
        assignments = tuple(draft.finished(self._folded, self._frames) for draft in self._drafts.statements)
        return StatementsReading(assignments, tuple(self._drafts.residuals), tuple(self._drafts.ledger))

    def _heading_power(self, section: Section) -> Power | None:
        start, end = _heading_words(section)
        words = self._folded[start:end]
        for rule in self._grammar.power_heading:
            # the rules speak of the whole heading, so it is looked at alone
            match = rule.finder.search(words, 0, len(words))
            if match:
                return self._units.power(self._folded, start + match.start(), start + match.end(), None)
        return None

    # ------------------------------------------------------------ sections and sentences

    def _read_section(self, setting: _Setting) -> None:
        section = setting.section
        header: list[str] | None = None
        for line_start, line_end in lines(self._folded, section.body.start, section.body.end):
            self._paragraph += 1
            self._label = None
            if self._tables.is_row(line_start, line_end):
                if line_end - line_start > LONGEST_SENTENCE:
                    self._note_too_long(section, line_start, line_end)
                else:
                    header = self._tables.read(section, setting.power, header, self._paragraph, line_start, line_end)
                continue
            header = None
            parts = list(sentences(self._folded, line_start, line_end))
            if len(parts) > 1 and self._is_label(*parts[0]):
                self._label = parts.pop(0)
            for start, end in parts:
                if end - start > LONGEST_SENTENCE:
                    self._note_too_long(section, start, end)
                else:
                    self._read_sentence(setting, start, end)

    def _is_label(self, start: int, end: int) -> bool:
        """Tell whether a sentence is an unnumbered heading: a few words that say nothing about who holds or pays."""
        words = self._folded[start:end]
        return (
            _LABEL.fullmatch(words) is not None
            and not self._finds("subject", words)
            and not self._is_no_item(words)
            and not self._sentences.read(self._folded, start, end).units
        )

    def _read_sentence(self, setting: _Setting, start: int, end: int) -> None:
        reading = self._sentences.read(self._folded, start, end)
        if self._as_residual(setting, reading, start, end):
            return
        if setting.reform:
            taken = self._read_units(setting, _units_in_reform(reading), start)
        else:
            taken = (
                (setting.power is not None and self._read_carried(setting.section, setting.power, start, end))
                or self._read_sentence_units(setting, reading, start, end)
                or (setting.power is not None and self._read_item(setting.section, setting.power, start, end))
                or self._read_duties(setting, start, end)
                or self._read_completion(setting, start, end)
            )
        if taken:
            return
        heading_unread = setting.power is None and self._finds("power-section", setting.section.heading)
        pays = not setting.reform and self._grammar.speaks_of_expenditure(self._folded, start, end)
        if self._finds("subject", self._folded[start:end]) or (heading_unread and not setting.reform) or pays:
            self._note_untaken(setting, start, end)

    def _read_sentence_units(self, setting: _Setting, reading: SentenceReading, start: int, end: int) -> bool:
        """Read the units of a sentence, and what is left behind the last one: duties, or words that nothing reads."""
        if not self._read_units(setting, reading.units, start):
            return False
        tail, last = trim(self._folded, start + reading.units[-1].end, end, ",;。")
        if (
            tail < last
            and not self._read_duties(setting, tail, end)
            and self._finds("unread-duty", self._folded[tail:last])
        ):
            reason = "语句后半没有读出 / the rest of the sentence was not read"
            self._drafts.account("unparsed", setting.section, tail, end, reason)
        return True

    def _read_units(self, setting: _Setting, units: Iterable[UnitReading], sentence: int) -> bool:
        taken = [self._read_unit(setting, unit.moved(sentence)) for unit in units]
        return any(taken)

    def _finds(self, words: str, passage: str) -> bool:
        return self._grammar.wording(words).search(passage) is not None

    def _is_no_item(self, words: str) -> bool:
        """Tell whether words are prose and no item of a list: 应加强领导, but not 应急物资储备."""
        grammar = self._grammar
        opening = grammar.wording("no-item-opening").match(words) and not grammar.wording("item-opening").match(words)
        return bool(opening) or self._finds("no-item", words)

    def _previous(self, setting: _Setting) -> Draft | None:
        """Return the statement before, where it stands in the same section."""
        statements = self._drafts.statements
        return statements[-1] if len(statements) > setting.first_draft else None

    def _note_too_long(self, section: Section, start: int, end: int) -> None:
        """Put what is too long for a sentence into the ledger: reading it could take a time that grows with its square."""
        if self._grammar.wording("subject").search(self._folded, start, end):
            reason = f"句子超过 {LONGEST_SENTENCE} 字，未予读取 / a sentence of more than {LONGEST_SENTENCE} characters"
            self._drafts.account("unparsed", section, start, end, reason)

    def _note_untaken(self, setting: _Setting, start: int, end: int) -> None:
        """Put a sentence that became nothing into the ledger: prose about the reform, or unparsed with the reason."""
        section, words = setting.section, self._folded[start:end]
        if setting.reform:
            self._drafts.account("prose", section, start, end)
            return
        predicate = self._grammar.first(self._grammar.power_rules, self._folded, start, end)
        pays = self._grammar.speaks_of_expenditure(self._folded, start, end)
        if predicate is not None and self._units.ends_power(self._folded, predicate):
            reason = "有财政事权的谓语而读不出事项 / a predicate of power without a readable task"
        elif pays and self._finds("pays", words):
            reason = "有支出责任的谓语而读不出承担的事项 / a predicate of expenditure without a readable task"
        elif self._grammar.says_whose.search(words) or (
            self._finds("power-section", section.heading) and not self._is_no_item(words)
        ):
            reason = "说到财政事权而没有规则读出归属 / it gives a fiscal power, but no rule reads to whom"
        else:
            self._drafts.account("prose", section, start, end)
            return
        self._drafts.account("unparsed", section, start, end, reason)

    # ------------------------------------------------------------ residual rules

    def _as_residual(self, setting: _Setting, reading: SentenceReading, start: int, end: int) -> bool:
        kind = next((kind for kind in reading.residual_kinds if self._leaves_open(kind, setting, start, end)), None)
        if kind is None:
            return False
        self._drafts.residuals.append(
            Residual(setting.section.path or None, kind, Span(self._behind_number(start, end), end))
        )
        self._drafts.account("residual", setting.section, start, end)
        return True

    def _leaves_open(self, kind: str, setting: _Setting, start: int, end: int) -> bool:
        """Tell whether a sentence that has the words of a residual rule is one, given where it stands."""
        words = self._folded[start:end]
        if kind == "principle":
            placed = setting.reform or "原则" in setting.section.heading or setting.section.path.count("/") == 0
            return placed and (self._finds("subject", words) or "承担" in words)
        if self._units.powers(self._folded, start, end) or not self._is_rule_sentence(words):
            return False
        return not setting.reform or kind != "other_plan" or bool(_NAMED_INSTRUMENT.search(words))

    def _is_rule_sentence(self, words: str) -> bool:
        """Tell whether a sentence says how something is decided; one that tells bodies to act (要, 应) is prose."""
        if self._finds("told-to-act", words) and not self._finds("told-matter", words):
            return False
        return self._finds("rule-matter", words)

    # ------------------------------------------------------------ one unit

    def _read_unit(self, setting: _Setting, unit: UnitReading) -> bool:
        if unit.power is None or unit.rule is None:
            return self._read_payment(setting, unit)
        section, previous = setting.section, self._previous(setting)
        start, end, subject, power, paid = unit.start, unit.end, unit.subject, unit.power, unit.paid
        case_rule = None if self._is_next_item(previous, unit) else unit.case_rule
        if previous is not None and case_rule and (self._is_parallel(previous) or _stands_apart(power, previous.power)):
            case_rule = None
        if previous is not None and (case_rule or unit.of_which):
            self._add_case(section, previous, subject, power, paid, Span(start, end), case_rule)
            return True
        words = self._folded[subject.start : subject.end]
        tasks, list_end = self._listed_tasks(section, subject, unit.predicate_end, end)
        if not tasks or not unit.bare:
            tasks = self._heading_task(section, words)
        if not tasks:
            if previous is None or previous.power is not None or words.strip(" ,:"):
                return False
            previous.power = power
            previous.end = end
            self._drafts.account("assignment", section, start, end)
            return True
        draft = Draft(
            section=section.path or None,
            tasks=tasks,
            power=power,
            expenditure=borne(paid, power),
            start=subject.start if subject.marker is None else subject.marker,
            end=max(end, list_end),
            paragraph=self._paragraph,
            rules=[unit.rule, *(paid.rules if paid else ())],
            notes=[paid.note] if paid and paid.note else [],
        )
        self._drafts.statements.append(draft)
        self._drafts.account("assignment", section, start, draft.end)
        return True

    def _behind_number(self, start: int, end: int) -> int:
        """Return where the words begin behind the number of an item."""
        item = ITEM_NUMBER.match(self._folded[start:end])
        return start + item.end() if item else start

    def _is_next_item(self, previous: Draft | None, unit: UnitReading) -> bool:
        """Tell whether a numbered unit follows a numbered statement: (4)第二类温室气体控制 stands beside (3) and is no case of it."""
        return previous is not None and self._is_numbered(unit.start) and self._is_numbered(previous.start)

    def _is_numbered(self, start: int) -> bool:
        """Tell whether the number of an item stands right before an offset."""
        return _NUMBER_BEFORE.search(self._folded[max(0, start - _LONGEST_NUMBER) : start]) is not None

    def _is_parallel(self, previous: Draft) -> bool:
        """Tell whether the statement before is itself worded as a condition (盟级组织的…): then the next one stands beside it."""
        if previous.cases:
            return False
        spans = [task.span for task in previous.tasks]
        return all(
            self._sentences.case_rule(self._folded, Subject(span.start, span.end, None)) is not None for span in spans
        )

    def _listed_tasks(
        self, section: Section, subject: Subject, predicate_end: int, unit_end: int
    ) -> tuple[tuple[Task, ...], int]:
        """Return the tasks before the predicate, or those of a list that follows it (下列事项确认为…:…)."""
        words = self._folded[subject.start : subject.end]
        announced = self._grammar.wording("list-announced").search(words)
        if announced is not None and len(words) - len(announced[0]) <= _ANNOUNCING:
            colon = self._folded.find(":", predicate_end, unit_end)
            if colon >= 0:
                list_end = self._list_end(section, unit_end)
                tasks: list[Task] = []
                for line_start, line_end in lines(self._folded, colon + 1, list_end):
                    for first, last in sentences(self._folded, line_start, line_end):
                        begin = self._behind_number(first, last)
                        tasks.extend(self._tasks.read(self._text, self._folded, begin, last))
                return tuple(tasks), list_end
        return self._tasks.read(self._text, self._folded, subject.start, subject.end), unit_end

    def _list_end(self, section: Section, unit_end: int) -> int:
        """Return the end of the numbered lines that follow a statement and carry its list."""
        end = unit_end
        for line_start, line_end in lines(self._folded, unit_end, section.body.end):
            too_long = line_end - line_start > _LONGEST_ITEM
            if too_long or not ITEM_NUMBER.match(self._folded[line_start:line_end]):
                break
            if self._units.powers(self._folded, line_start, line_end):
                break
            end = line_end
        return end

    def _heading_task(self, section: Section, subject: str) -> tuple[Task, ...]:
        """Where a statement has no task of its own, the heading it runs on from is the task."""
        words = subject.strip(_AROUND)
        if words and not self._finds("refers-back", words):
            return ()
        if self._label is not None:
            return self._tasks.read(self._text, self._folded, *self._label)
        if section.heading in self._grammar.lexicon.words("common-heading"):
            return ()
        return self._tasks.read(self._text, self._folded, *_heading_words(section))

    # ------------------------------------------------------------ payments, cases, completions

    def _read_payment(self, setting: _Setting, unit: UnitReading) -> bool:
        """Read a unit that names who pays and no power."""
        section, heading_power, previous = setting.section, setting.power, self._previous(setting)
        start, end, subject, paid = unit.start, unit.end, unit.subject, unit.paid
        if paid is None:
            return False
        if paid.expenditure is None:
            return self._support_only(section, previous, paid, start, end)
        case_rule = None if self._is_next_item(previous, unit) else unit.case_rule
        labelled = self._label is not None and previous is not None and previous.paragraph != self._paragraph
        if previous is not None and not unit.bare and not labelled:
            return self._complete(section, previous, paid, start, end)
        if case_rule and previous is not None and self._is_parallel_payment(setting, previous):
            case_rule = None
        if previous is not None and unit.bare and (
            case_rule or unit.of_which or (subject.marker is None and self._is_open(previous))
        ):  # fmt: skip
            self._add_case(section, previous, subject, None, paid, Span(start, end), case_rule)
            return True
        tasks = self._tasks.read(self._text, self._folded, subject.start, unit.task_end) if unit.bare else ()
        if not tasks and not unit.bare:
            tasks = self._heading_task(section, "")
        begin = start if subject.marker is None else subject.marker
        return self._begin(
            section, tasks, heading_power, paid.expenditure, Span(begin, end), list(paid.rules), paid.note
        )

    def _is_parallel_payment(self, setting: _Setting, previous: Draft) -> bool:
        """Tell whether the statement before is a payment of one bearer without a power, beside which another one stands."""
        known = previous.expenditure
        return setting.power is None and previous.power is None and known is not None and known.mode == "sole"

    def _is_open(self, previous: Draft) -> bool:
        """Tell whether a statement of this paragraph waits for its parts: it has not said who bears what."""
        if previous.paragraph != self._paragraph:
            return False
        expenditure = previous.expenditure
        return expenditure is None or expenditure.mode in _TO_BE_SPLIT or bool(previous.cases)

    def _begin(
        self,
        section: Section,
        tasks: tuple[Task, ...],
        power: Power | None,
        expenditure: Expenditure | None,
        span: Span,
        rules: list[str],
        note: str | None = None,
    ) -> bool:
        if not tasks:
            return False
        notes = [note] if note else []
        self._drafts.statements.append(
            Draft(
                section.path or None,
                tasks,
                power,
                expenditure,
                span.start,
                span.end,
                self._paragraph,
                rules,
                notes=notes,
            )
        )
        self._drafts.account("assignment", section, span.start, span.end)
        return True

    def _support_only(
        self, section: Section, previous: Draft | None, paid: ExpenditureReading, start: int, end: int
    ) -> bool:
        if previous is None or previous.paragraph != self._paragraph or previous.expenditure is None:
            return False
        previous.take_support(paid.support)
        previous.end = end
        self._drafts.account("assignment", section, start, end)
        return True

    def _complete(self, section: Section, previous: Draft, paid: ExpenditureReading, start: int, end: int) -> bool:
        """Complete the statement before a sentence that only says who pays: with a bearer, shares or support."""
        added = paid.expenditure
        if added is None:
            return False
        known = previous.expenditure
        if known is None:
            previous.expenditure = added
        elif added.shares and not known.shares and (not known.tiers or set(added.tiers) <= set(known.tiers)):
            tiers = known.tiers or added.tiers
            previous.expenditure = replace(added, tiers=tiers, support=known.support + added.support)
        else:
            return False
        previous.end = end
        previous.rules.extend(paid.rules)
        if paid.note:
            previous.notes.append(paid.note)
        self._drafts.account("assignment", section, start, end)
        return True

    def _read_completion(self, setting: _Setting, start: int, end: int) -> bool:
        """Take a sentence of support (省级财政给予补助) that follows a statement in its paragraph."""
        paid = self._expenditure.read(self._folded, start, end)
        if paid is None or paid.expenditure is not None:
            return False
        return self._support_only(setting.section, self._previous(setting), paid, start, end)

    def _read_duties(self, setting: _Setting, start: int, end: int) -> bool:
        """Take a sentence that tells each tier's part (市级主要负责A支出,县级主要负责B支出) as cases of the statement before it."""
        previous = self._previous(setting)
        if previous is None or previous.paragraph != self._paragraph:
            return False
        leading = self._grammar.of_which.match(self._folded[start:end])
        start += leading.end() if leading else 0
        cases: list[tuple[Case, Span]] = []
        for part in split_outside_brackets(self._folded, start, end, ";。"):
            clauses = list(split_outside_brackets(self._folded, *part, ","))
            opened = [clause for clause in clauses if self._duty(*clause) is not None]
            if not opened or opened[0] != clauses[0]:
                return False
            for (first, _), last in zip(opened, [*(begin for begin, _ in opened[1:]), part[1]], strict=True):
                cases.append(self._duty_case(*trim(self._folded, first, last, ",;。")))
        if not cases or any(condition.end - condition.start < 3 for _, condition in cases):
            return False
        for case, condition in cases:
            previous.take_case(case, condition)
        previous.end = end
        previous.rules.append("case-main-duty")
        self._drafts.account("case", setting.section, start, end)
        return True

    def _duty(self, start: int, end: int) -> RuleMatch | None:
        """Return the words that give a tier its part at the beginning of a clause (市级主要负责)."""
        first, last = trim(self._folded, start, end, ",;。")
        return self._grammar.first(self._grammar.duty_rules, self._folded[first:last], 0, last - first)

    def _duty_case(self, first: int, last: int) -> tuple[Case, Span]:
        duty = self._duty(first, last)
        condition = Span(first + (duty.end if duty else 0), last)
        tiers = self._grammar.tiers_between(self._folded, first, condition.start).tiers
        return Case(condition.of(self._text), None, Expenditure("sole", tiers), Span(first, last)), condition

    def _add_case(
        self,
        section: Section,
        draft: Draft,
        subject: Subject,
        power: Power | None,
        paid: ExpenditureReading | None,
        span: Span,
        rule: str | None,
    ) -> None:
        leading = self._grammar.of_which.match(self._folded[subject.start : subject.end])
        start = subject.start + (leading.end() if leading else 0)
        start += self._folded.startswith(self._grammar.lexicon.words("by"), start, subject.end)
        # 所需经费分档核定:第一档地区,… the condition is what stands behind the colon
        start = max([start, *(m.end() for m in _COLON.finditer(self._folded, start, subject.end - 1))])
        condition = Span(*trim(self._folded, start, subject.end, ",:;"))
        if condition.start == condition.end and paid is not None and paid.expenditure is not None:
            self._complete(section, draft, paid, span.start, span.end)
            return
        expenditure = borne(paid, power or draft.power)
        if expenditure is not None and expenditure.mode == "by_ratio" and not expenditure.shares and paid is not None:
            bearers = draft.expenditure.tiers if draft.expenditure else expenditure.tiers
            shares = self._expenditure.shares_among(self._folded, condition.end, span.end, bearers)
            if shares:
                expenditure = replace(expenditure, shares=shares)
                paid = replace(paid, note=None)
        case = Case(condition.of(self._text), power, expenditure, span)
        draft.take_case(case, condition)
        draft.end = span.end
        draft.rules.append(rule or "case-of-which")
        if paid and paid.note:
            draft.notes.append(paid.note)
        self._drafts.account("case", section, span.start, span.end)

    # ------------------------------------------------------------ items

    def _read_carried(self, section: Section, power: Power, start: int, end: int) -> bool:
        """Read a sentence under a heading that gives the power as what its holder pays for: 承担A,B的支出责任."""
        carried: list[tuple[int, int, re.Match[str]]] = []
        for part_start, last in split_outside_brackets(self._folded, start, end, ";"):
            first = self._behind_number(part_start, last)
            match = self._grammar.wording("carried-task").match(self._folded[first:last])
            if (
                match is None
                or self._units.powers(self._folded, first, last)
                or not self._only_support(first + match.end(), last)
            ):
                return False
            carried.append((first, last, match))
        begun = []
        for first, last, match in carried:
            tasks = self._tasks.read(self._text, self._folded, first + match.start("tasks"), first + match.end("tasks"))
            paid = self._expenditure.read(self._folded, first + match.end(), last)
            expenditure = Expenditure("sole", power.tiers, support=paid.support if paid else ())
            begun.append(
                self._begin(section, tasks, power, expenditure, Span(first, last), ["power-heading", "pay-sole"])
            )
        return any(begun)

    def _only_support(self, start: int, end: int) -> bool:
        """Tell whether nothing stands between two offsets, or only that another tier helps."""
        paid = self._expenditure.read(self._folded, start, end)
        return not self._folded[start:end].strip(" ,;。") or (paid is not None and paid.expenditure is None)

    def _read_item(self, section: Section, power: Power, start: int, end: int) -> bool:
        """Read a sentence under a heading that gives the power as a bare item."""
        first = self._behind_number(start, end)
        words = self._folded[first:end].strip(" 。;")
        if not words or self._is_no_item(words) or (first == start and len(words) > _LONGEST_BARE_ITEM):
            return False
        first, last = trim(self._folded, first, end)
        tasks = self._tasks.read(self._text, self._folded, first, last)
        return self._begin(section, tasks, power, None, Span(first, last), ["power-heading"])


def _units_in_reform(reading: SentenceReading) -> tuple[UnitReading, ...]:
    """Return the units of a sentence that only counts where it says outright that a power is given."""
    if not reading.brings_forward or not any(unit.power for unit in reading.units):
        return ()
    return reading.units


def _stands_apart(power: Power, previous: Power | None) -> bool:
    """Tell whether a power can be no part of the one before: that was one holder's alone, and this one is another's."""
    return previous is not None and previous.mode == "exclusive" and not set(power.tiers) & set(previous.tiers)


def _heading_words(section: Section) -> tuple[int, int]:
    """Return where the words of a heading stand, without its number."""
    return section.span.end - len(section.heading), section.span.end
