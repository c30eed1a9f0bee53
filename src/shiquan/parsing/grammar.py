"""The grammar of one kind of document: the lexicon's rules compiled with the tier words that apply there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from shiquan.lexicon import Lexicon, Rule
from shiquan.model import Tiers
from shiquan.parsing.patterns import FIGURE_SLOTS, any_of, compile_any, translate
from shiquan.parsing.tiers import TierExpression, TierGrammar


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """A reading rule and the expression that finds it."""

    name: str
    indicates: str | None
    priority: int
    expression: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class RuleMatch:
    """Where a rule matched in folded text."""

    rule: CompiledRule
    start: int
    end: int


class Grammar:
    """All compiled rules for a document context. Built once per context, because compiling costs more than parsing."""

    def __init__(self, lexicon: Lexicon, context: str, defined: tuple[tuple[str, Tiers], ...] = ()) -> None:
        self.lexicon = lexicon
        self.context = context
        self.tiers = TierGrammar(lexicon, context, dict(defined))
        nouns = lexicon.rules_of("PowerNounRule")
        power = "|".join(translate(pattern, {}) for rule in nouns for pattern in rule.patterns)
        self._slots = {
            **FIGURE_SLOTS,
            "tiers": self.tiers.slot,
            "power": f"(?:{power})",
            "confirms": any_of(lexicon.words("power-verb")),
            "tasks": "(?P<tasks>[^;。]{2,}?)",
        }
        self._wordings: dict[str, re.Pattern[str]] = {}

    def _compiled(self, kind: str) -> tuple[CompiledRule, ...]:
        return tuple(self._compile(rule) for rule in self.lexicon.rules_of(kind))

    def _compile(self, rule: Rule) -> CompiledRule:
        return CompiledRule(rule.name, rule.indicates, rule.priority, compile_any(rule.patterns, self._slots))

    @cached_property
    def power_rules(self) -> tuple[CompiledRule, ...]:
        """Rules that find the predicate of a fiscal power."""
        return self._compiled("PowerRule")

    @cached_property
    def power_mode_rules(self) -> tuple[CompiledRule, ...]:
        """Rules that tell the mode of a power within its predicate."""
        return self._compiled("PowerModeRule")

    @cached_property
    def power_heading(self) -> tuple[CompiledRule, ...]:
        """Rules for headings that give a power to what stands under them."""
        return self._compiled("PowerHeadingRule")

    @cached_property
    def expenditure_cue(self) -> tuple[CompiledRule, ...]:
        """Rules without which a passage says nothing about expenditure."""
        return self._compiled("ExpenditureCueRule")

    @cached_property
    def expenditure_rules(self) -> tuple[CompiledRule, ...]:
        """Rules that tell the mode of an expenditure responsibility."""
        return self._compiled("ExpenditureRule")

    @cached_property
    def bearer_expressions(self) -> tuple[re.Pattern[str], ...]:
        """One expression per bearer pattern; its first group is the tier expression."""
        slots = {**self._slots, "tiers": f"(?P<bearer>{self.tiers.slot})"}
        return tuple(
            re.compile(translate(pattern, slots))
            for rule in self.lexicon.rules_of("BearerRule")
            for pattern in rule.patterns
        )

    @cached_property
    def support_rules(self) -> tuple[CompiledRule, ...]:
        """Rules for support by a tier that is not named as bearer."""
        return self._compiled("SupportRule")

    @cached_property
    def case_rules(self) -> tuple[CompiledRule, ...]:
        """Rules for words that name a condition under a statement."""
        return self._compiled("CaseRule")

    @cached_property
    def duty_rules(self) -> tuple[CompiledRule, ...]:
        """Rules for clauses that tell which part of an expenditure a tier mainly bears."""
        return self._compiled("DutyRule")

    @cached_property
    def residual_rules(self) -> tuple[CompiledRule, ...]:
        """Rules for what a document leaves to another rule."""
        return self._compiled("ResidualRule")

    @cached_property
    def carve_out(self) -> re.Pattern[str]:
        """Finds 未列入…财政事权 in a task; its first group is the tier expression."""
        slots = {**self._slots, "tiers": f"(?P<left>{self.tiers.slot})"}
        patterns = self.lexicon.lists["carve-out"].patterns
        # one expression per pattern, because a group name may stand only once in an expression
        return re.compile(
            "|".join(
                translate(p, {**slots, "tiers": f"(?P<left{i}>{self.tiers.slot})"}) for i, p in enumerate(patterns)
            )
        )

    @cached_property
    def task_opening(self) -> re.Pattern[str]:
        """Finds a task's opening verb at the end of a text, after which a bare tier word may stand."""
        return re.compile(any_of([*self.lexicon.words("task-verb"), "在", "和", "对", "由", "的", "各"]) + "$")

    def wording(self, list_name: str) -> re.Pattern[str]:
        """Return an expression for the words and patterns of a word list.

        Raises:
            KeyError: the lexicon has no list of that name.

        """
        known = self._wordings.get(list_name)
        if known is None:
            words = self.lexicon.lists[list_name]
            parts = [any_of(words.words)] if words.words else []
            patterns = (f"(?:{translate(pattern, self._slots)})" for pattern in words.patterns)
            known = self._wordings[list_name] = re.compile("|".join([*parts, *patterns]))
        return known

    @cached_property
    def object_opening(self) -> re.Pattern[str]:
        """Finds 将 where it brings forward the tasks; its first group is what stands before it in its clause."""
        markers = self.lexicon.words("object-marker")
        other_words = "".join(self.lexicon.words("object-marker-not-before"))
        before = f"[^,;。:{''.join(markers)}]{{0,10}}"
        return re.compile(f"(?:^|[,;:。])({before}){any_of(markers)}(?![{other_words}])")

    @cached_property
    def of_which(self) -> re.Pattern[str]:
        """Finds 其中 at the beginning of a passage, with the words that only lead on from it."""
        return re.compile(
            f"^{any_of(self.lexicon.words('of-which'))}{any_of(self.lexicon.words('object-marker'))}?[,:]?"
        )

    @cached_property
    def part_of_sentence(self) -> re.Pattern[str]:
        """Finds where within a sentence a case begins: 其中, or a grade."""
        of_which, grade = any_of(self.lexicon.words("of-which")), self.wording("grade").pattern
        return re.compile(f"(?<=,){of_which}|(?<=[,:])(?:{grade})")

    @cached_property
    def after_power(self) -> re.Pattern[str]:
        """What may stand behind a predicate of power."""
        return re.compile(rf"(?:[,;。:\s(]|$|{any_of(self.lexicon.words('after-power'))})")

    @cached_property
    def says_whose(self) -> re.Pattern[str]:
        """Finds a clause that ends in a fiscal power with words before it."""
        return re.compile(f"[^,;。]{{2,}}{any_of(self.lexicon.words('power-word'))}(?:[,;。]|$)")

    def matches(self, rules: tuple[CompiledRule, ...], folded: str, start: int, end: int) -> Iterator[RuleMatch]:
        """Yield every match of every rule between two offsets."""
        for rule in rules:
            for match in rule.expression.finditer(folded, start, end):
                yield RuleMatch(rule, match.start(), match.end())

    def first(self, rules: tuple[CompiledRule, ...], folded: str, start: int, end: int) -> RuleMatch | None:
        """Return the match of the rule of the highest priority; of equal ones the first in the text."""
        found = list(self.matches(rules, folded, start, end))
        return min(found, key=lambda match: (-match.rule.priority, match.start, match.rule.name)) if found else None

    def tiers_between(self, folded: str, start: int, end: int) -> TierExpression:
        """Read the tiers between two offsets."""
        return self.tiers.read(folded, start, end)
