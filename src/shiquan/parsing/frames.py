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

_WORDS = re.compile(r"[㐀-鿿]{2,}|\d+(?:\.\d+)?%|\d+(?:[:比]\d+)+")
_EXPLAINED = " "


class FrameReader:
    """Finds unexplained words with the grammar of one kind of document."""

    def __init__(self, grammar: Grammar) -> None:
        self._grammar = grammar

    def unexplained(self, folded: str, frame: Span, read: Iterable[Span]) -> tuple[str, ...]:
        """Return the words of two and more characters, and the ratios and percentages, that nothing explains, in their order.

        ``read`` are the parts of the frame that became data as they stand: tasks and conditions.
        """
        words = list(frame.of(folded))
        for span in read:
            _blank(words, span.start - frame.start, span.end - frame.start)
        around = "".join(words)
        for expression in self._explaining:
            for match in expression.finditer(around, 0, len(around)):
                _blank(words, match.start(), match.end())
        # tiers among what is left: 县市区分别 holds 县市区 only when 分别 is gone, as 区分 is a word too
        for match in self._tiers.finditer("".join(words)):
            _blank(words, match.start(), match.end())
        return tuple(match[0] for match in _WORDS.finditer("".join(words)))

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
            Finder(None, grammar.wording("frame")),
        )

    @cached_property
    def _tiers(self) -> re.Pattern[str]:
        return re.compile(self._grammar.tiers.slot)


def _blank(words: list[str], start: int, end: int) -> None:
    for index in range(max(start, 0), min(end, len(words))):
        words[index] = _EXPLAINED
