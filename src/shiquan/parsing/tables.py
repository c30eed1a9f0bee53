"""Rows of tables: an assignment whose task, holder and payer stand in the columns that the header names."""

from __future__ import annotations

from shiquan.model import Case, Power, Section, Span
from shiquan.parsing.drafts import Draft, Drafts, borne
from shiquan.parsing.readers import Readers
from shiquan.parsing.text_units import sentences, split_outside_brackets, trim

BAR = " | "
"""What stands between the cells of a row in cleaned text."""


class TableReader:
    """Reads the rows of one plan's tables into its drafts."""

    def __init__(self, text: str, folded: str, readers: Readers, drafts: Drafts) -> None:
        self._text = text
        self._folded = folded
        self._grammar = readers.grammar
        self._units = readers.units
        self._drafts = drafts
        self._tasks = readers.tasks
        self._expenditure = readers.expenditure

    def is_row(self, start: int, end: int) -> bool:
        """Tell whether a line is the row of a table."""
        return self._folded.find(BAR, start, end) >= 0

    def read(
        self, section: Section, power: Power | None, header: list[str] | None, paragraph: int, start: int, end: int
    ) -> list[str]:
        """Read a row under the header of its table and return the header; the first row of a table is its header."""
        cells = list(self._cells(start, end))
        if header is None:
            self._account_if_on_subject("heading", section, start, end)
            return [self._folded[first:last] for first, last in cells]
        task_column, payer_column, power_column = self._columns(header)
        if task_column is None or payer_column is None or max(task_column, payer_column) >= len(cells):
            self._account_if_on_subject("prose", section, start, end)
            return header
        tasks = self._tasks.read(self._text, self._folded, *cells[task_column])
        paid = self._expenditure.read(self._folded, *cells[payer_column])
        own = self._power(cells[power_column]) if power_column is not None and power_column < len(cells) else None
        holder = own or power
        if not tasks:
            reason = "表格行没有事项 / a table row without a task"
            self._drafts.account("unparsed", section, start, end, reason)
            return header
        draft = Draft(
            section.path or None,
            tasks,
            holder,
            borne(paid, holder),
            start,
            end,
            paragraph,
            ["table-row", *(paid.rules if paid else ())],
            notes=[paid.note] if paid and paid.note else [],
            frame=Span(*cells[payer_column]),
        )
        self._drafts.statements.append(draft)
        self._read_cases(draft, *cells[payer_column])
        self._drafts.account("assignment", section, start, end)
        return header

    def _account_if_on_subject(self, role: str, section: Section, start: int, end: int) -> None:
        if self._grammar.wording("subject").search(self._folded, start, end):
            self._drafts.account(role, section, start, end)

    def _columns(self, header: list[str]) -> tuple[int | None, int | None, int | None]:
        """Return the first columns that hold tasks, payers and powers; 财政事权和支出责任划分 is a column of payers."""
        task, payer, power = (self._grammar.wording(f"{name}-column") for name in ("task", "payer", "power"))

        def first(columns: list[int]) -> int | None:
            return columns[0] if columns else None

        pays = [index for index, name in enumerate(header) if payer.search(name)]
        tasks = [index for index, name in enumerate(header) if task.search(name) and index not in pays]
        powers = [index for index, name in enumerate(header) if power.search(name) and index not in pays]
        return first(tasks), first(pays), first(powers)

    def _read_cases(self, draft: Draft, start: int, end: int) -> None:
        """Grades and conditions within the payer's cell are cases of the row."""
        parts = [
            part
            for a, b in sentences(self._folded, start, end)
            for part in split_outside_brackets(self._folded, a, b, ";")
        ]
        if len(parts) < 2:
            return
        first, *rest = parts
        draft.expenditure = borne(self._expenditure.read(self._folded, *first), draft.power)
        for part_start, part_end in rest:
            paid = self._expenditure.read(self._folded, part_start, part_end)
            if paid is None or paid.expenditure is None or paid.first_bearer is None:
                if paid is not None and paid.support:
                    draft.take_support(paid.support)
                continue
            condition_start, condition_end = trim(self._folded, part_start, part_start + paid.first_bearer, ",:;")
            leading = self._grammar.of_which.match(self._folded[condition_start:condition_end])
            condition_start += leading.end() if leading else 0
            condition = Span(condition_start, condition_end)
            draft.take_case(
                Case(condition.of(self._text), None, paid.expenditure, Span(part_start, part_end)), condition
            )

    def _power(self, cell: tuple[int, int]) -> Power | None:
        expression = self._grammar.tiers_between(self._folded, *cell)
        return self._units.power(self._folded, *cell, None) if expression.tiers else None

    def _cells(self, start: int, end: int) -> list[tuple[int, int]]:
        cells = []
        position = start
        while position <= end:
            bar = self._folded.find(BAR, position, end)
            cell_end = end if bar < 0 else bar
            cells.append(trim(self._folded, position, cell_end))
            if bar < 0:
                break
            position = bar + len(BAR)
        return cells
