"""Statements of a division plan: assignments with their cases, residual rules, and what became of every sentence.

A body is read sentence by sentence. Each is cut into units: a unit is one predicate of power (确认为…财政事权) with the
expenditure that follows it, or an expenditure alone. A unit that names a condition (其中…, …部门办理的…) is a case of the
statement before it; a unit that only tells who pays completes it; anything else begins a new assignment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
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
from shiquan.parsing.expenditure import ExpenditureReader, ExpenditureReading
from shiquan.parsing.frames import FrameReader
from shiquan.parsing.grammar import Grammar, RuleMatch
from shiquan.parsing.layout import is_reform_heading
from shiquan.parsing.task_lists import TaskReader
from shiquan.parsing.text_units import LONGEST_SENTENCE, lines, sentences, split_outside_brackets, trim

SUBJECT_WORDS = re.compile("财政事权|支出责任")
_AFTER_POWER = re.compile(r"^(?:[,;。:\n(]|$|并|且|由|和支出责任|及支出责任|与支出责任|事项|范围|\s)")
_OPENING = re.compile(r"(?:^|[,;:。])((?:[^,;。:将]{0,10})?)(将|把)(?!来|要|会|近|于)")
_LIST_FOLLOWS = re.compile(r"(?:下列|以下|如下)(?:[^,;。:]{0,12})?(?:事项|任务|内容|职责|方面)?")
_OF_WHICH = re.compile(r"^其中(?:将)?[,:]?")
_ITEM = re.compile(
    r"^(?:\(\d{1,2}\)|\d{1,2}[.、](?!\d)|[一二三四五六七八九十]{1,3}是|——|--|\([一二三四五六七八九十]{1,3}\))\s*"
)
_LONGEST_ITEM = 400
_CARRIES = re.compile(r"^承担(.{2,}?)的?(?:相应的?)?支出责任[。;]?$")
_PAYMENT_NOUN = re.compile(
    r"(?:[,;:](?:其)?|^)(?:支出责任|所需(?:经费|资金|支出)?|相关(?:经费|资金|支出)|经费|资金)[,:以]?$"
    r"|的(?:财政)?支出责任[,:]?$"
)
_MEANS = re.compile(r"所需(?:的)?(?:经费|资金|支出)$")
_LABEL = re.compile(r"[㐀-鿿、()]{3,24}。")
_NAMED_INSTRUMENT = re.compile(r"《|〔\d{4}〕")
_DUTY = re.compile(r"^.{2,60}(?:支出|经费|费用|资金)$")
_PROSE_ITEM = re.compile(
    r"^(?:主要包括|包括|主要负责|其中|以上|上述|具体|要|应|各级|各地|根据|按照|为|以|坚持)|(?:如下|包括|如下表所示|见下表|如表所示)[:。]?$"
)
_PAYS = re.compile("由.{1,20}承担|^[^,;。]{0,4}承担.{2,}支出责任")
_POWER_SECTION = re.compile("财政事权(?:事项|范围|清单)?$")
_SAYS_WHOSE = re.compile("[^,;。]{2,}财政事权(?:[,;。]|$)")
_STANDS_FOR_HEADING = re.compile("其?(?:总体|均|统一)?")
_TASK_COLUMN = re.compile("事项|项目|任务|内容|名称|服务")
_PAYER_COLUMN = re.compile("支出责任|分担|承担|负担|经费")
_POWER_COLUMN = re.compile("财政事权(?!.*支出)|事权归属|事权划分")

_SURE, _LESS_SURE, _DOUBTFUL = Decimal(1), Decimal("0.8"), Decimal("0.5")


@dataclass(frozen=True, slots=True)
class StatementsReading:
    """What a plan's sections state, and the ledger of their sentences."""

    assignments: tuple[Assignment, ...]
    residuals: tuple[Residual, ...]
    ledger: tuple[LedgerEntry, ...]


@dataclass(slots=True)
class _Draft:
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


@dataclass(frozen=True, slots=True)
class _Unit:
    """A predicate of power, or of expenditure alone, with the words before it."""

    start: int
    end: int
    power: RuleMatch | None


class StatementReader:
    """Reads the statements of one plan."""

    def __init__(self, text: str, folded: str, grammar: Grammar) -> None:
        self._text = text
        self._folded = folded
        self._grammar = grammar
        self._tasks = TaskReader(grammar)
        self._expenditure = ExpenditureReader(grammar)
        self._drafts: list[_Draft] = []
        self._residuals: list[Residual] = []
        self._ledger: list[LedgerEntry] = []
        self._paragraph = 0
        self._label: tuple[int, int] | None = None
        """The unnumbered heading that a paragraph runs on from: 公用经费保障。由市级财政承担。"""

    def read(self, sections: tuple[Section, ...]) -> StatementsReading:
        """Read all sections of a plan in their order."""
        powers: dict[str, Power] = {}
        headings: dict[str, str] = {}
        for section in sections:
            headings.setdefault(section.path, section.heading)
            parent = section.path.rpartition("/")[0]
            own = self._heading_power(section)
            inherited = own or powers.get(parent)
            if inherited is not None:
                powers[section.path] = inherited
            # the heading of the top section tells whether powers are assigned here
            top = headings[section.path.partition("/")[0]]
            self._read_section(section, inherited, is_reform_heading(top, self._grammar.lexicon))
        frames = FrameReader(self._grammar)
        assignments = tuple(draft.finished(self._folded, frames) for draft in self._drafts)
        return StatementsReading(assignments, tuple(self._residuals), tuple(self._ledger))

    def _heading_power(self, section: Section) -> Power | None:
        heading = self._folded[section.span.start : section.span.end]
        words = re.sub(r"^\(?[一二三四五六七八九十\d]{1,4}[)、.]*", "", heading).strip()
        for rule in self._grammar.power_heading:
            match = rule.expression.search(words)
            if match:
                return self._power(words, match.start(), match.end(), None)
        return None

    # ------------------------------------------------------------ sections and sentences

    def _read_section(self, section: Section, power: Power | None, reform: bool) -> None:
        body = section.body
        header: list[str] | None = None
        sections_first = len(self._drafts)
        for line_start, line_end in lines(self._folded, body.start, body.end):
            self._paragraph += 1
            row = " | " in self._folded[line_start:line_end]
            header = header if row else None
            units = [(line_start, line_end)] if row else list(sentences(self._folded, line_start, line_end))
            self._label = None
            if len(units) > 1 and _LABEL.fullmatch(self._folded[slice(*units[0])]) and not self._units(*units[0]):
                self._label = units.pop(0)
            for start, end in units:
                if end - start > LONGEST_SENTENCE:
                    self._note_too_long(section, start, end)
                elif row:
                    header = self._read_row(section, power, header, start, end)
                else:
                    self._read_sentence(section, power, reform, sections_first, start, end)

    def _read_sentence(
        self, section: Section, power: Power | None, reform: bool, first_draft: int, start: int, end: int
    ) -> None:
        words = self._folded[start:end]
        if self._as_residual(section, reform, start, end):
            return
        units = [] if reform and not _OPENING.search(words) else self._units(start, end)
        if reform and not any(unit.power for unit in units):
            units = []
        taken = False
        for unit in units:
            taken = self._read_unit(section, power, first_draft, unit) or taken
        if not taken and power is not None and not reform:
            taken = self._read_items(section, power, start, end)
        if not taken and not reform:
            taken = self._read_duties(section, first_draft, start, end)
        if not taken:
            taken = self._read_completion(section, first_draft, start, end) if not reform else False
        heading_unread = power is None and _POWER_SECTION.search(section.heading) is not None
        if not taken and (SUBJECT_WORDS.search(words) or (heading_unread and not reform)):
            self._note_untaken(section, reform, start, end)

    def _note_too_long(self, section: Section, start: int, end: int) -> None:
        """Put what is too long for a sentence into the ledger: reading it could take a time that grows with its square."""
        if SUBJECT_WORDS.search(self._folded, start, end):
            reason = f"句子超过 {LONGEST_SENTENCE} 字，未予读取 / a sentence of more than {LONGEST_SENTENCE} characters"
            self._account("unparsed", section, start, end, reason)

    def _note_untaken(self, section: Section, reform: bool, start: int, end: int) -> None:
        """Put a sentence that became nothing into the ledger: prose about the reform, or unparsed with the reason."""
        predicate = self._grammar.first(self._grammar.power_rules, self._folded, start, end)
        pays = self._grammar.first(self._grammar.expenditure_cue, self._folded, start, end)
        if not reform and predicate is not None and self._ends_power(predicate):
            self._account(
                "unparsed",
                section,
                start,
                end,
                "有财政事权的谓语而读不出事项 / a predicate of power without a readable task",
            )
        elif not reform and pays is not None and _PAYS.search(self._folded[start:end]):
            self._account(
                "unparsed",
                section,
                start,
                end,
                "有支出责任的谓语而读不出承担的事项 / a predicate of expenditure without a readable task",
            )
        elif not reform and (_SAYS_WHOSE.search(self._folded[start:end]) or _POWER_SECTION.search(section.heading)):
            reason = "说到财政事权而没有规则读出归属 / it gives a fiscal power, but no rule reads to whom"
            self._account("unparsed", section, start, end, reason)
        else:
            self._account("prose", section, start, end)

    def _account(self, role: str, section: Section, start: int, end: int, reason: str | None = None) -> None:
        self._ledger.append(LedgerEntry(section.path, role, Span(start, end), reason))

    # ------------------------------------------------------------ residual rules

    def _as_residual(self, section: Section, reform: bool, start: int, end: int) -> bool:
        words = self._folded[start:end]
        found = self._grammar.matches(self._grammar.residual_rules, self._folded, start, end)
        ranked = sorted(found, key=lambda match: (-match.rule.priority, match.start, match.rule.name))
        kinds = dict.fromkeys(str(match.rule.indicates) for match in ranked)
        kind = next((name for name in kinds if self._leaves_open(name, section, reform, start, end)), None)
        if kind is None:
            return False
        item = _ITEM.match(words)
        self._residuals.append(Residual(section.path, kind, Span(start + (item.end() if item else 0), end)))
        self._account("residual", section, start, end)
        return True

    def _leaves_open(self, kind: str, section: Section, reform: bool, start: int, end: int) -> bool:
        """Tell whether a sentence that has the words of a residual rule is one, given where it stands."""
        words = self._folded[start:end]
        if kind == "principle":
            placed = reform or "原则" in section.heading or section.path.count("/") == 0
            return placed and bool(SUBJECT_WORDS.search(words) or "承担" in words)
        if self._powers(start, end) or not self._is_rule_sentence(words):
            return False
        return not reform or kind != "other_plan" or bool(_NAMED_INSTRUMENT.search(words))

    @staticmethod
    def _is_rule_sentence(words: str) -> bool:
        """Tell whether a sentence says how something is decided; one that tells bodies to act (要, 应) is prose."""
        if re.search("(?:^|[,;])(?:要|应|应当|须|各级|各地|各部门)", words) and not re.search(
            "事项|财政事权|支出责任", words
        ):
            return False
        return bool(SUBJECT_WORDS.search(words) or re.search("事项|事权|改革方案|参照|执行", words))

    # ------------------------------------------------------------ units

    def _powers(self, start: int, end: int) -> list[RuleMatch]:
        """Return the predicates of power between two offsets, in the order of the text and without overlaps."""
        found = [
            match
            for match in self._grammar.matches(self._grammar.power_rules, self._folded, start, end)
            if self._ends_power(match)
        ]
        found.sort(key=lambda match: (match.start, -match.rule.priority, -match.end))
        kept: list[RuleMatch] = []
        for match in found:
            if not kept or match.start >= kept[-1].end:
                kept.append(match)
            elif match.rule.priority > kept[-1].rule.priority and match.start <= kept[-1].end:
                kept[-1] = match
        return kept

    def _ends_power(self, match: RuleMatch) -> bool:
        """Tell whether a predicate ends its clause; 属于中央财政事权的重大事项 is a modifier, not a predicate."""
        return bool(_AFTER_POWER.match(self._folded[match.end : match.end + 6]))

    def _units(self, start: int, end: int) -> list[_Unit]:
        """Cut a sentence into units."""
        units: list[_Unit] = []
        pending: int | None = None
        for first, last in self._segments(start, end):
            powers = self._powers(first, last)
            begin = first if pending is None else pending
            if not powers:
                if self._pays(first, last):
                    units.append(_Unit(begin if pending is not None and not units else first, last, None))
                    pending = None
                else:
                    pending = begin
                continue
            cursor = begin
            for position, power in enumerate(powers):
                unit_end = last
                if position + 1 < len(powers):
                    unit_end = self._boundary(power.end, powers[position + 1].start)
                units.append(_Unit(cursor, unit_end, power))
                cursor = unit_end
            pending = None
        if pending is not None and units and units[-1].end == pending:
            last_unit = units[-1]
            units[-1] = replace(last_unit, end=end) if self._goes_on(pending, end) else last_unit
        return units

    def _segments(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield what stands between semicolons, and apart what follows 其中 or begins the first grade within it."""
        for first, last in split_outside_brackets(self._folded, start, end, ";"):
            cursor = first
            for match in re.finditer(
                r"(?<=,)其中(?=[,:])|(?<=[,:])第[一二三四五六七八九十]档", self._folded[first:last]
            ):
                yield cursor, first + match.start()
                cursor = first + match.start()
            yield cursor, last

    def _pays(self, start: int, end: int) -> bool:
        reading = self._expenditure.read(self._folded, start, end)
        return reading is not None

    def _goes_on(self, start: int, end: int) -> bool:
        """Tell whether what is left of a sentence belongs to the list of its last unit (a list after the statement)."""
        return ":" in self._folded[max(0, start - 200) : start] and start < end

    def _boundary(self, after: int, before: int) -> int:
        """Return where the second of two statements in one segment begins: at 将, else after the clause that ends the first."""
        opening = _OPENING.search(self._folded, after, before)
        if opening is not None:
            return opening.start() + 1 if self._folded[opening.start()] in ",;:。" else opening.start()
        clause_ends = [match.end() for match in re.finditer(r",", self._folded[after:before])]
        candidates = [after + offset for offset in clause_ends]
        for candidate in candidates:
            rest = self._folded[candidate:before]
            if (
                not self._grammar.first(self._grammar.expenditure_cue, self._folded, candidate, before)
                and len(rest) > 2
            ):
                return candidate
        return candidates[-1] if candidates else before

    # ------------------------------------------------------------ one unit

    def _read_unit(self, section: Section, heading_power: Power | None, first_draft: int, unit: _Unit) -> bool:
        start, end = trim(self._folded, unit.start, unit.end)
        item = _ITEM.match(self._folded[start:end])
        if item:
            start += item.end()
        previous = self._drafts[-1] if len(self._drafts) > first_draft else None
        if unit.power is None:
            return self._read_payment(section, heading_power, previous, start, end)
        subject_start, subject_end, opened = self._subject(start, unit.power.start)
        subject = self._folded[subject_start:subject_end]
        power = self._power(self._folded, unit.power.start, unit.power.end, unit.power)
        paid = self._expenditure.read(self._folded, unit.power.end, end)
        case_rule = self._case_rule(subject, opened)
        if previous is not None and case_rule and self._is_parallel(previous):
            case_rule = None
        if previous is not None and (case_rule or _OF_WHICH.match(self._folded[start:end])):
            self._add_case(section, previous, subject, subject_start, subject_end, power, paid, start, end, case_rule)
            return True
        tasks, list_end = self._listed_tasks(section, subject, subject_start, subject_end, unit.power.end, end)
        if not tasks or _STANDS_FOR_HEADING.fullmatch(subject.strip(" ,:;")):
            tasks = self._heading_task(section, subject)
        if not tasks:
            if previous is not None and previous.power is None and not subject.strip(" ,:"):
                previous.power = power
                previous.end = end
                self._account("assignment", section, start, end)
                return True
            return False
        notes = [paid.note] if paid and paid.note else []
        self._drafts.append(
            _Draft(
                section=section.path,
                tasks=tasks,
                power=power,
                expenditure=self._expenditure_of(paid, power),
                start=subject_start - (1 if opened and self._folded[subject_start - 1] in "将把" else 0),
                end=max(end, list_end),
                paragraph=self._paragraph,
                rules=[unit.power.rule.name, *(paid.rules if paid else ())],
                notes=notes,
            )
        )
        self._account("assignment", section, start, max(end, list_end))
        return True

    def _is_parallel(self, previous: _Draft) -> bool:
        """Tell whether the statement before is itself worded as a condition (盟级组织的…): then the next one stands beside it."""
        return (
            len(previous.tasks) == 1
            and not previous.cases
            and self._case_rule(previous.tasks[0].span.of(self._folded), False) is not None
        )

    def _subject(self, start: int, end: int) -> tuple[int, int, bool]:
        """Return the words before a predicate, from behind 将 where there is one."""
        opening = _OPENING.search(self._folded, start, end)
        if (
            opening is not None
            and opening.start() > start
            and opening[1] == ""
            and self._folded[start : opening.start()].startswith("其中")
        ):
            return (*trim(self._folded, opening.end(), end, ",:;"), True)
        if opening is not None:
            return (*trim(self._folded, opening.end(), end, ",:;"), True)
        return (*trim(self._folded, start, end, ",:;"), False)

    def _case_rule(self, subject: str, opened: bool) -> str | None:
        if opened:
            return None
        words = _OF_WHICH.sub("", subject.strip(" ,:;")).strip(" ,:;")
        for rule in self._grammar.case_rules:
            if rule.expression.search(words):
                return rule.name
        return None

    def _listed_tasks(
        self, section: Section, subject: str, start: int, end: int, predicate_end: int, unit_end: int
    ) -> tuple[tuple[Task, ...], int]:
        """Return the tasks before the predicate, or those of a list that follows it (下列事项确认为…:…)."""
        follows = _LIST_FOLLOWS.search(subject)
        if follows is not None and len(subject) - (follows.end() - follows.start()) <= 8:
            colon = self._folded.find(":", predicate_end, unit_end)
            if colon >= 0:
                list_end = self._list_end(section, unit_end)
                tasks: list[Task] = []
                for line_start, line_end in lines(self._folded, colon + 1, list_end):
                    for first, last in sentences(self._folded, line_start, line_end):
                        item = _ITEM.match(self._folded[first:last])
                        tasks.extend(
                            self._tasks.read(self._text, self._folded, first + (item.end() if item else 0), last)
                        )
                return tuple(tasks), list_end
        return self._tasks.read(self._text, self._folded, start, end), unit_end

    def _list_end(self, section: Section, unit_end: int) -> int:
        """Return the end of the numbered lines that follow a statement and carry its list."""
        end = unit_end
        for line_start, line_end in lines(self._folded, unit_end, section.body.end):
            if line_end - line_start > _LONGEST_ITEM or not _ITEM.match(self._folded[line_start:line_end]):
                break
            if self._powers(line_start, line_end):
                break
            end = line_end
        return end

    def _heading_task(self, section: Section, subject: str) -> tuple[Task, ...]:
        """Where a statement has no task of its own, the heading it runs on from is the task."""
        if subject.strip(" ,:;") and not re.fullmatch(
            r"(?:其?总体|均|统一|其|上述事项|该事项|此项|本项|以上事项|相关事项|该项)?(?:上)?", subject.strip(" ,:;")
        ):
            return ()
        if self._label is not None:
            return self._tasks.read(self._text, self._folded, *self._label)
        if section.heading in self._grammar.lexicon.words("common-heading"):
            return ()
        heading_start = section.span.end - len(section.heading)
        return self._tasks.read(self._text, self._folded, heading_start, section.span.end)

    def _power(self, folded: str, start: int, end: int, match: RuleMatch | None) -> Power:
        """Read the holder and mode of a power from its predicate."""
        expression = self._grammar.tiers_between(folded, start, end)
        if match is not None and match.rule.indicates:
            return Power(match.rule.indicates, expression.tiers)
        mode = self._grammar.first(self._grammar.power_mode_rules, folded, start, end)
        if mode is not None and mode.rule.indicates and len(expression.tiers) > 1:
            return Power(mode.rule.indicates, expression.tiers)
        return Power("each" if expression.enumerated else "exclusive", expression.tiers)

    @staticmethod
    def _expenditure_of(paid: ExpenditureReading | None, power: Power | None = None) -> Expenditure | None:
        """Return the expenditure read; where only a principle is said (由同级财政承担), the holders of the power bear it."""
        if paid is None or paid.expenditure is None:
            return None
        if not paid.expenditure.tiers and power is not None:
            return replace(paid.expenditure, tiers=power.tiers)
        return paid.expenditure

    # ------------------------------------------------------------ payments, cases, completions

    def _read_payment(
        self, section: Section, heading_power: Power | None, previous: _Draft | None, start: int, end: int
    ) -> bool:
        """Read a unit that names who pays and no power."""
        carries = _CARRIES.match(self._folded[start:end])
        if carries and heading_power is not None:
            tasks = self._tasks.read(self._text, self._folded, start + carries.start(1), start + carries.end(1))
            expenditure = Expenditure("sole", heading_power.tiers)
            return self._begin(section, tasks, heading_power, expenditure, start, end, ["power-heading", "pay-sole"])
        paid = self._expenditure.read(self._folded, start, end)
        if paid is None:
            return False
        if paid.expenditure is None:
            return self._support_only(section, previous, paid, start, end)
        subject_end = paid.first_bearer if paid.first_bearer is not None else end
        subject_start, subject_end, opened = self._subject(start, subject_end)
        payment = _PAYMENT_NOUN.search(self._folded[subject_start:subject_end])
        if payment:
            subject_end = subject_start + payment.start()
        subject = self._folded[subject_start:subject_end]
        bare = _OF_WHICH.sub("", subject).strip(" ,:;")
        case_rule = self._case_rule(subject, opened)
        labelled = self._label is not None and previous is not None and previous.paragraph != self._paragraph
        if previous is not None and not bare and not labelled:
            return self._complete(section, previous, paid, start, end)
        explicit = bool(_OF_WHICH.match(self._folded[start:end]))
        open_statement = previous is not None and previous.paragraph == self._paragraph and (
            previous.expenditure is None or previous.expenditure.mode in ("shared", "by_case") or bool(previous.cases)
        )  # fmt: skip
        if previous is not None and bare and (explicit or case_rule or (open_statement and not opened)):
            self._add_case(
                section,
                previous,
                subject,
                subject_start,
                subject_end,
                None,
                paid,
                start,
                end,
                case_rule or "case-of-which",
            )
            return True
        means = _MEANS.search(self._folded[subject_start:subject_end])
        task_end = subject_start + means.start() if means else subject_end
        tasks = self._tasks.read(self._text, self._folded, subject_start, task_end) if bare else ()
        if not tasks and not bare:
            tasks = self._heading_task(section, "")
        return self._begin(
            section,
            tasks,
            heading_power,
            paid.expenditure,
            start if not opened else subject_start - 1,
            end,
            list(paid.rules),
            paid.note,
        )

    def _begin(
        self,
        section: Section,
        tasks: tuple[Task, ...],
        power: Power | None,
        expenditure: Expenditure | None,
        start: int,
        end: int,
        rules: list[str],
        note: str | None = None,
    ) -> bool:
        if not tasks:
            return False
        notes = [note] if note else []
        self._drafts.append(
            _Draft(section.path, tasks, power, expenditure, start, end, self._paragraph, rules, notes=notes)
        )
        self._account("assignment", section, start, end)
        return True

    def _support_only(
        self, section: Section, previous: _Draft | None, paid: ExpenditureReading, start: int, end: int
    ) -> bool:
        if previous is None or previous.paragraph != self._paragraph or previous.expenditure is None:
            return False
        previous.expenditure = _with_support(previous.expenditure, paid.support)
        previous.end = end
        self._account("assignment", section, start, end)
        return True

    def _complete(self, section: Section, previous: _Draft, paid: ExpenditureReading, start: int, end: int) -> bool:
        """Complete the statement before a sentence that only says who pays: with a bearer, shares or support."""
        added = paid.expenditure
        if added is None:
            return False
        known = previous.expenditure
        if known is None:
            previous.expenditure = added
        elif added.shares and not known.shares:
            tiers = known.tiers or added.tiers
            previous.expenditure = replace(added, tiers=tiers, support=known.support + added.support)
        else:
            return False
        previous.end = end
        previous.rules.extend(paid.rules)
        if paid.note:
            previous.notes.append(paid.note)
        self._account("assignment", section, start, end)
        return True

    def _read_completion(self, section: Section, first_draft: int, start: int, end: int) -> bool:
        """Take a sentence of support (省级财政给予补助) that follows a statement in its paragraph."""
        previous = self._drafts[-1] if len(self._drafts) > first_draft else None
        paid = self._expenditure.read(self._folded, start, end)
        if paid is None or paid.expenditure is not None:
            return False
        return self._support_only(section, previous, paid, start, end)

    def _read_duties(self, section: Section, first_draft: int, start: int, end: int) -> bool:
        """Take a sentence that tells each tier's part (市级主要负责A支出,县级主要负责B支出) as cases of the statement before it."""
        previous = self._drafts[-1] if len(self._drafts) > first_draft else None
        if previous is None or previous.paragraph != self._paragraph:
            return False
        cases: list[Case] = []
        conditions: list[Span] = []
        for part in split_outside_brackets(self._folded, start, end, ",;。"):
            first, last = trim(self._folded, *part, ",;。")
            duty = self._grammar.first(self._grammar.duty_rules, self._folded[first:last], 0, last - first)
            if duty is None or not _DUTY.match(self._folded[first + duty.end : last]):
                return False
            tiers = self._grammar.tiers_between(self._folded, first, first + duty.end).tiers
            condition = self._text[first + duty.end : last]
            conditions.append(Span(first + duty.end, last))
            cases.append(Case(condition, None, Expenditure("sole", tiers), Span(first, last)))
        previous.cases.extend(cases)
        previous.conditions.extend(conditions)
        previous.end = end
        previous.rules.append("case-main-duty")
        self._account("case", section, start, end)
        return True

    def _add_case(
        self, section: Section, draft: _Draft, subject: str, subject_start: int, subject_end: int,
        power: Power | None, paid: ExpenditureReading | None, start: int, end: int, rule: str | None,
    ) -> None:  # fmt: skip
        shift = _OF_WHICH.match(subject)
        condition_start = subject_start + (shift.end() if shift else 0)
        words = self._folded[condition_start:subject_end]
        if words.startswith("由"):
            condition_start += 1
        condition_start, condition_end = trim(self._folded, condition_start, subject_end, ",:;")
        condition = self._text[condition_start:condition_end]
        if not condition and paid is not None and paid.expenditure is not None:
            self._complete(section, draft, paid, start, end)
            return
        draft.conditions.append(Span(condition_start, condition_end))
        draft.cases.append(Case(condition, power, self._expenditure_of(paid, power or draft.power), Span(start, end)))
        draft.end = end
        draft.rules.append(rule or "case-of-which")
        if paid and paid.note:
            draft.notes.append(paid.note)
        self._account("case", section, start, end)

    # ------------------------------------------------------------ items and tables

    def _read_items(self, section: Section, power: Power, start: int, end: int) -> bool:
        """Read a sentence under a heading that gives the power as bare items."""
        item = _ITEM.match(self._folded[start:end])
        first = start + (item.end() if item else 0)
        words = self._folded[first:end].strip(" 。;")
        if not words or _PROSE_ITEM.search(words) or (item is None and len(words) > 120):
            return False
        first, last = trim(self._folded, first, end)
        tasks = self._tasks.read(self._text, self._folded, first, last)
        return self._begin(section, tasks, power, None, first, last, ["power-heading"])

    def _read_row(
        self, section: Section, power: Power | None, header: list[str] | None, start: int, end: int
    ) -> list[str]:
        """Read a table row: an assignment whose task and payer stand in the columns that the header names."""
        cells = list(self._cells(start, end))
        words = [self._folded[first:last] for first, last in cells]
        if header is None:
            if SUBJECT_WORDS.search(self._folded[start:end]):
                self._account("heading", section, start, end)
            return words
        columns = {name: index for index, name in reversed(list(enumerate(header)))}
        task_column = next(
            (i for n, i in columns.items() if _TASK_COLUMN.search(n) and not _PAYER_COLUMN.search(n)), None
        )
        payer_column = next((i for n, i in columns.items() if _PAYER_COLUMN.search(n)), None)
        power_column = next((i for n, i in columns.items() if _POWER_COLUMN.search(n)), None)
        if task_column is None or payer_column is None or max(task_column, payer_column) >= len(cells):
            if SUBJECT_WORDS.search(self._folded[start:end]):
                self._account("prose", section, start, end)
            return header
        tasks = self._tasks.read(self._text, self._folded, *cells[task_column])
        paid = self._expenditure.read(self._folded, *cells[payer_column])
        own = self._row_power(cells[power_column]) if power_column is not None and power_column < len(cells) else None
        if not tasks:
            self._account("unparsed", section, start, end, "表格行没有事项 / a table row without a task")
            return header
        draft = _Draft(
            section.path,
            tasks,
            own or power,
            self._expenditure_of(paid),
            start,
            end,
            self._paragraph,
            ["table-row", *(paid.rules if paid else ())],
            notes=[paid.note] if paid and paid.note else [],
            frame=Span(*cells[payer_column]),
        )
        self._drafts.append(draft)
        self._row_cases(draft, *cells[payer_column])
        self._account("assignment", section, start, end)
        return header

    def _row_cases(self, draft: _Draft, start: int, end: int) -> None:
        """Grades and conditions within the payer's cell are cases of the row."""
        parts = [
            part
            for a, b in sentences(self._folded, start, end)
            for part in split_outside_brackets(self._folded, a, b, ";")
        ]
        if len(parts) < 2:
            return
        first, *rest = parts
        main = self._expenditure.read(self._folded, *first)
        draft.expenditure = self._expenditure_of(main)
        for part_start, part_end in rest:
            paid = self._expenditure.read(self._folded, part_start, part_end)
            if paid is None or paid.expenditure is None or paid.first_bearer is None:
                if paid is not None and draft.expenditure is not None and paid.support:
                    draft.expenditure = _with_support(draft.expenditure, paid.support)
                continue
            condition_start, condition_end = trim(self._folded, part_start, paid.first_bearer, ",:;")
            shift = _OF_WHICH.match(self._folded[condition_start:condition_end])
            condition_start += shift.end() if shift else 0
            draft.conditions.append(Span(condition_start, condition_end))
            draft.cases.append(
                Case(self._text[condition_start:condition_end], None, paid.expenditure, Span(part_start, part_end))
            )

    def _row_power(self, cell: tuple[int, int]) -> Power | None:
        expression = self._grammar.tiers_between(self._folded, *cell)
        return self._power(self._folded, *cell, None) if expression.tiers else None

    def _cells(self, start: int, end: int) -> list[tuple[int, int]]:
        cells = []
        position = start
        while position <= end:
            bar = self._folded.find(" | ", position, end)
            cell_end = end if bar < 0 else bar
            cells.append(trim(self._folded, position, cell_end))
            if bar < 0:
                break
            position = bar + 3
        return cells


def _with_support(expenditure: Expenditure, support: tuple[Support, ...]) -> Expenditure:
    return replace(
        expenditure,
        support=tuple(dict.fromkeys((*expenditure.support, *support))),
        tiers=ordered_tiers(expenditure.tiers),
    )
