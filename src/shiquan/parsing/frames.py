"""What the rules leave unexplained in the frame of a statement.

The frame is what stands around the tasks and the conditions: the predicate, the words about who bears, the support. Its words
are explained where a rule matches them, where they name tiers, or where they are in the lexicon's list of frame words. What
is left over says that something was read past: 由县级统筹本级财力后承担 is read as 由县级承担, and 统筹本级财力后 is left.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property

from shiquan.model import Span, Task
from shiquan.parsing.grammar import Finder, Grammar
from shiquan.parsing.passages import LONGEST_KEPT, keep

_WORDS = re.compile(r"[㐀-鿿]{2,}|\d+(?:\.\d+)?%|\d+(?:[:比]\d+)+")
_EXPLAINED = " "
_EXPLAINING = ("PowerRule", "PowerHeadingRule", "SupportRule", "ExpenditureRule")
_LEAVES_ITS_CLAUSE = re.compile(r"……|^…|…\[?[,;。]|[,;。]\]?…")
_BLANKS = re.compile(" {2,}")
_MARKS = ",;。"
_LONGER_THAN_A_GAP = 31


class FrameReader:
    """Finds unexplained words with the grammar of one kind of document."""

    def __init__(self, grammar: Grammar) -> None:
        self._grammar = grammar
        self._kept = keep(self._unexplained)
        patterns = [
            pattern for kind in _EXPLAINING for rule in grammar.lexicon.rules_of(kind) for pattern in rule.patterns
        ]
        self._shortens = not any(map(_LEAVES_ITS_CLAUSE.search, patterns))
        """Whether no rule has a gap that begins it or goes beyond a clause: then blanks beside a mark count as one."""

    def unexplained(self, folded: str, frame: Span, read: Iterable[Span]) -> tuple[str, ...]:
        """Return the words of two and more characters, and the ratios and percentages, that nothing explains, in their order.

        ``read`` are the parts of the frame that became data as they stand: tasks and conditions.
        """
        around = frame.of(folded)
        for span in read:
            around = _blanked(around, max(span.start - frame.start, 0), span.end - frame.start)
        if self._shortens and "(" not in around:
            around = _BLANKS.sub(_shortened, around)
        return (self._kept if len(around) <= LONGEST_KEPT else self._unexplained)(around)

    def _unexplained(self, around: str) -> tuple[str, ...]:
        explained = [match.span() for finder in self._explaining for match in finder.finditer(around, 0, len(around))]
        words = _without(around, explained)
        # tiers among what is left: 县市区分别 holds 县市区 only when 分别 is gone, as 区分 is a word too
        words = _without(words, [match.span() for match in self._tiers.finditer(words)])
        return tuple(_WORDS.findall(words))

    def speaks_of_power(self, task: Task, folded: str) -> bool:
        """Tell whether a task's words hold a fiscal power that is no carve-out: a predicate that no rule knew."""
        words = task.span.of(folded)
        carve_out = self._grammar.carve_out
        if carve_out.search(words, 0, len(words)) is not None:
            words = carve_out.expression.sub("", words)
        return self._grammar.wording("power-word").search(words) is not None

    @cached_property
    def _explaining(self) -> tuple[Finder, ...]:
        grammar = self._grammar
        rules = (*grammar.power_rules, *grammar.power_heading, *grammar.support_rules, *grammar.expenditure_rules)
        return (
            *(rule.finder for rule in rules),
            Finder(None, grammar.wording("frame").pattern),
        )

    @cached_property
    def _tiers(self) -> re.Pattern[str]:
        return re.compile(self._grammar.tiers.slot)


def _shortened(match: re.Match[str]) -> str:
    """Return blanks, fewer where that changes nothing for a rule, so that more frames are the same.

    Beside a mark nothing stands in the clause that a gap over the blanks could lead to, so they count as one. At the beginning
    of the frame a rule for headings may begin with a gap, which is as long as that only.
    """
    frame, blanks = match.string, match.end() - match.start()
    if match.start() == 0:
        return _EXPLAINED * min(blanks, _LONGER_THAN_A_GAP)
    beside = frame[match.start() - 1] in _MARKS or frame[match.end() : match.end() + 1] in _MARKS
    return _EXPLAINED if beside else match[0]


def _blanked(words: str, start: int, end: int) -> str:
    """Return words of the same length with blanks between two offsets, as far as they go."""
    stop = min(end, len(words))
    return words[:start] + _EXPLAINED * (stop - start) + words[stop:] if start < stop else words


def _without(words: str, explained: list[tuple[int, int]]) -> str:
    """Return words of the same length with blanks in the place of what is explained."""
    parts: list[str] = []
    done = 0
    for start, end in sorted(explained):
        if end > done:
            first = max(start, done)
            parts += (words[done:first], _EXPLAINED * (end - first))
            done = end
    return "".join((*parts, words[done:]))
