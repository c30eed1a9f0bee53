"""Cutting a list of tasks, and reading what a task's words say of scope and exclusions.

The rule (guidelines, "tasks"): a comma or semicolon always separates. A 、 or 以及 separates only where both sides stand
alone as a task, each with its own head and its own object; not between words that share one head (信息化、智能化基础设施建设) or
one modifier (市知识产权执法、快速协同保护). A part stands alone when it ends in a head of tasks (建设, 登记, …), has an object of its
own before it, and does not lean on the modifier of its left neighbour. Heads and opening verbs are lists in the lexicon.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

from shiquan.lexicon import Lexicon
from shiquan.model import Span, Task, Tiers
from shiquan.parsing.grammar import Grammar
from shiquan.parsing.passages import LONGEST_KEPT, keep, keep_passages, passage
from shiquan.parsing.patterns import any_of
from shiquan.parsing.text_units import split_outside_brackets, trim

_SHORTEST_OBJECT = 2
_ALONE = 5
_ALONE_UNDER_MODIFIER = 8
_ITEM_NUMBER = re.compile(r"^(?:\(\d{1,2}\)|\d{1,2}[.、](?!\d)|\([一二三四五六七八九十]{1,3}\))\s*")
_BARE_HEAD = 3
_SHORT = 8
_MUCH_LONGER = 4
_JOINING = "、"
_AND_ALSO = "以及"
_EXAMPLES = re.compile(r"(?<![高中初平同])等(?![级值同效])(?=[^()]{2})")
"""等 in the middle of a part: what stands before it are examples of what follows (A、B等C的管护), one task together."""


_ReadTask: TypeAlias = tuple[int, int, Tiers, Tiers]
"""Where a task stands in its passage, the tiers that it names, and those whose lists it leaves out."""


@dataclass(frozen=True, slots=True)
class _TaskWords:
    """The lexicon's words of lists of tasks, as expressions."""

    head: re.Pattern[str]
    own: re.Pattern[str]
    written: re.Pattern[str]
    opening: re.Pattern[str]
    joiner: re.Pattern[str]
    closings: tuple[str, ...]
    coordinate: re.Pattern[str]

    @staticmethod
    @cache
    def of(lexicon: Lexicon) -> _TaskWords:
        return _TaskWords(
            head=re.compile(
                any_of(lexicon.words("task-head"))
                + r"(?:工作|职责|事务|事项|任务|项目|活动|工程|体系|机制|能力|等)?(?:\([^()]{1,40}\))?$"
            ),
            own=re.compile("^" + any_of(lexicon.words("task-own-opening"))),
            written=re.compile(any_of(lexicon.words("document-noun")) + "$"),
            opening=re.compile("^" + any_of(lexicon.words("task-opening"))),
            joiner=re.compile("^(?:以及|及|和|并)(?=.{4})"),
            # what stands in the group joins two words, the rest is part of one (科学普及)
            coordinate=re.compile(f"{any_of(lexicon.words('not-joined'))}|(和|与|及)"),
            closings=tuple(word for word in lexicon.words("task-closing") if word.startswith("等")),
        )


class TaskReader:
    """Reads lists of tasks with the grammar of one kind of document."""

    def __init__(self, grammar: Grammar) -> None:
        self._grammar = grammar
        words = _TaskWords.of(grammar.lexicon)
        self._own, self._written, self._opening, self._joiner = words.own, words.written, words.opening, words.joiner
        self._head, self._closings = words.head, words.closings
        self._coordinate = words.coordinate
        self._ends_in_head = keep(self._has_head)
        self._has_modifier = keep(self._opens_with_scope)
        self._kept = keep_passages(self._read)

    def read(self, text: str, folded: str, start: int, end: int) -> tuple[Task, ...]:
        """Return the tasks between two offsets, in their order; concepts are added later."""
        read = self._kept if end - start <= LONGEST_KEPT else self._read
        around, stop = passage(folded, start, end, self._grammar.tiers.telling)
        found = []
        for first, last, scope, excludes in read(around[:stop], stop):
            span = Span(start + first - 1, start + last - 1)
            found.append(Task(text[span.start : span.end], scope, excludes, (), span))
        return tuple(found)

    def _read(self, folded: str, end: int) -> tuple[_ReadTask, ...]:
        start, end = trim(folded, 1, end, ",;:、。")
        opening = self._opening.match(folded[start:end])
        if opening:
            start += opening.end()
        # what a named task consists of (主要包括…) is neither a task nor part of one
        contents = self._grammar.wording("enumeration-of-task").search(folded[start:end])
        if contents is not None:
            end = trim(folded, start, start + contents.start(), ",;:、。")[1]
        end = start + self._without_closing(folded[start:end])
        commas = split_outside_brackets(folded, start, end, ",;。\n")
        only_commas = len(commas) == 1
        tasks = []
        for first, last in commas:
            for span in self._standing_alone(folded, first, last, only_commas):
                task = self._task(folded, span)
                if task is not None:
                    tasks.append(task)
        return tuple(tasks)

    def _without_closing(self, words: str) -> int:
        """Return the length of a list without 等 / 等事项 at its end; 事项 alone belongs to the task."""
        if not words.endswith(self._closings):
            return len(words)
        return len(words) - next(len(closing) for closing in self._closings if words.endswith(closing))

    def _standing_alone(self, folded: str, start: int, end: int, looser: bool) -> list[Span]:
        """Cut one item at the 、 and 以及 where both sides stand alone."""
        start, end = trim(folded, start, end, ",;:、。")
        item = _ITEM_NUMBER.match(folded[start:end])
        if item:
            start += item.end()
        joiner = self._joiner.match(folded[start:end])
        if joiner:
            start += joiner.end()
        if folded.find(_JOINING, start, end) < 0 and folded.find(_AND_ALSO, start, end) < 0:
            return [Span(start, end)]
        pieces = self._pieces(folded, start, end)
        if len(pieces) < 2:
            return [Span(start, end)]
        spans = [pieces[0][1]]
        series = self._series([span.of(folded) for _, span in pieces])
        for index, (separator, piece) in enumerate(pieces[1:], start=1):
            left = spans[-1]
            first = spans[0]
            near = pieces[index - 1][1].of(folded)
            bound = index in series or (separator != "以及" and self._leans(near, piece.of(folded)))
            if not bound and self._separates(folded, separator, first, left, piece, looser):
                spans.append(piece)
            else:
                spans[-1] = Span(spans[-1].start, piece.end)
        return spans

    @staticmethod
    def _series(words: list[str]) -> set[int]:
        """Return the parts that continue a series of one noun: 战略规划、综合规划、调水规划的编制 has one head for all three."""
        bound: set[int] = set()
        for last, part in enumerate(words):
            joint = part.find("的")
            if joint < _SHORTEST_OBJECT:
                continue
            noun = part[joint - _SHORTEST_OBJECT : joint]
            index = last
            while index > 0 and words[index - 1].endswith(noun):
                bound.add(index)
                index -= 1
        return bound

    def _pieces(self, folded: str, start: int, end: int) -> list[tuple[str, Span]]:
        """Return the parts between 、 and 以及 with the separator before each."""
        pieces: list[tuple[str, Span]] = []
        separator = ""
        for first, last in self._between_tier_lists(folded, start, end):
            bare_end = last - 1 if folded[last - 1] in _JOINING else last
            cursor = first
            joint = folded.find(_AND_ALSO, first, bare_end)
            while joint >= 0:
                if joint - first > 1:
                    pieces.append((separator, Span(cursor, joint)))
                    separator, cursor = _AND_ALSO, joint + len(_AND_ALSO)
                joint = folded.find(_AND_ALSO, joint + len(_AND_ALSO), bare_end)
            pieces.append((separator, Span(cursor, bare_end)))
            separator = "、"
        return [(mark, span) for mark, span in pieces if span.end > span.start]

    def _between_tier_lists(self, folded: str, start: int, end: int) -> list[tuple[int, int]]:
        """Split at 、, but not inside a list of tiers (在市、县区的) or a carve-out (未列入中央、省级财政事权)."""
        kept: list[tuple[int, int]] = []
        closed = [(m.start(), m.end()) for m in self._grammar.carve_out.finditer(folded, start, end)]
        position = start
        while (tiers := self._grammar.tiers.find(folded, position, end)) is not None:
            closed.append((tiers.start, tiers.end))
            position = tiers.end
        for first, last in split_outside_brackets(folded, start, end, _JOINING):
            if kept and any(a < kept[-1][1] < b for a, b in closed):
                kept[-1] = (kept[-1][0], last)
            else:
                kept.append((first, last))
        return kept

    def _separates(self, folded: str, separator: str, first: Span, left: Span, right: Span, looser: bool) -> bool:
        left_words, right_words = left.of(folded), right.of(folded)
        if self._own.match(right_words) and len(left_words) >= _ALONE and len(right_words) >= _ALONE:
            return self._ends_in_head(left_words) or self._own_opening(left_words)
        if min(len(left_words), len(right_words)) >= _ALONE and self._is_parallel(left_words, right_words):
            return True
        if not self._ends_in_head(left_words) or not self._ends_in_head(right_words):
            return False
        if len(right_words) > _ALONE and left_words[-_SHORTEST_OBJECT:] == right_words[-_SHORTEST_OBJECT:]:
            return len(left_words) >= _ALONE
        if self._has_modifier(right_words):
            return len(left_words) >= _ALONE and len(right_words) >= _ALONE
        modifier = self._has_modifier(first.of(folded))
        needed = _ALONE_UNDER_MODIFIER if modifier else _ALONE
        standing = self._standing(right_words)
        if separator == "以及" or (looser and standing == right_words and len(left_words) <= _ALONE + 1):
            needed -= 1
        return len(standing) >= needed and len(left_words) >= (_ALONE if modifier else _ALONE - 1)

    def _standing(self, words: str) -> str:
        """Return the part of B和C in A、B和C that must be able to stand alone, because a modifier of A governs B and C alike.

        It is B, but all of it where C is a mere head (B建设和管理), or where B has no head and shares that of C, which has an
        object of its own (恶臭和油烟污染防治).
        """
        first, *others = self._coordinated(words)
        if len(first) > _BARE_HEAD and all(len(other) <= _BARE_HEAD for other in others):
            return words
        if others and len(others[-1]) > _ALONE and self._head.search(first) is None:
            return words
        return first

    def _joins(self, words: str) -> bool:
        """Tell whether words begin with 和, 与 or 及 that joins them to what stands before."""
        match = self._coordinate.match(words)
        return match is not None and match[1] is not None

    def _coordinated(self, words: str) -> list[str]:
        """Return the parts between 和, 与 and 及, where these join something."""
        parts: list[str] = []
        begin = 0
        for match in self._coordinate.finditer(words):
            if match[1]:
                parts.append(words[begin : match.start()])
                begin = match.end()
        return [*parts, words[begin:]]

    def _is_parallel(self, left: str, right: str) -> bool:
        """Tell whether both begin with the same scope: 省属高校奖助学金、省属高校学生资助."""
        return left[:_SHORTEST_OBJECT] == right[:_SHORTEST_OBJECT] and self._has_modifier(left)

    def _leans(self, left: str, right: str) -> bool:
        """Tell whether a part without an opening of its own leans on its neighbour: they share one head."""
        return not self._own_opening(right) and self._shares_head(left, right)

    def _shares_head(self, left: str, right: str) -> bool:
        """Tell whether the right part ends in a head that both share: 清查、核算、报告的制度设计, 生活节水、工业节水技术的推广."""
        if left.endswith("化") and "化" in right[1:_ALONE] and not right.endswith("化"):
            return True
        examples = _EXAMPLES.search(right)
        if examples is not None and len(left) <= examples.start() + _MUCH_LONGER:
            return self._ends_in_head(right[: examples.start()]) or not self._ends_in_head(left)
        written = self._written.search(left)
        if written is not None and self._ends_in_head(right):
            behind = right.rpartition(written[0])[2]
            if behind != right and 0 < len(behind) <= _BARE_HEAD and not self._own.match(right):
                return True
        shared = right.find(left[-_SHORTEST_OBJECT:])
        if (
            len(left) <= _SHORT
            and shared > 0
            and shared + _SHORTEST_OBJECT < len(right)
            and not self._joins(right[shared + _SHORTEST_OBJECT :])
        ):
            return True
        return 0 <= right.find("的") <= _SHORTEST_OBJECT

    def _has_head(self, words: str) -> bool:
        head = self._head.search(words)
        return head is not None and head.start() >= _SHORTEST_OBJECT

    def _own_opening(self, words: str) -> bool:
        """Tell whether a part begins with a verb or scope word of its own: it leans on nothing to its left."""
        return bool(self._own.match(words)) or self._has_modifier(words)

    def _opens_with_scope(self, words: str) -> bool:
        return self._grammar.tiers.opens_with_scope(words, self._grammar.task_opening)

    def _task(self, folded: str, span: Span) -> _ReadTask | None:
        start, end = trim(folded, span.start, span.end, ",;:、。")
        end = start + self._without_closing(folded[start:end])
        if end - start < _SHORTEST_OBJECT:
            return None
        excludes, rest = self._exclusions(folded[start:end])
        return start, end, self._grammar.tiers.scope(rest, self._grammar.task_opening), excludes

    def _exclusions(self, words: str) -> tuple[Tiers, str]:
        """Return the tiers whose lists a task leaves out, and the task without the words that say so."""
        words = self._grammar.wording("no-scope").sub("", words)
        match = self._grammar.carve_out.search(words, 0, len(words))
        if match is None:
            return (), words
        group = next(name for name, value in match.groupdict().items() if value is not None)
        return self._grammar.tiers.tiers_in(match[group]), words[: match.start()] + words[match.end() :]
