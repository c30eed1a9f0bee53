"""The grammar of one kind of document: the lexicon's rules compiled with the tier words that apply there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, groupby

from shiquan.lexicon import Lexicon, Rule
from shiquan.model import Tiers
from shiquan.parsing.anchors import anchor, anchor_words
from shiquan.parsing.passages import keep
from shiquan.parsing.patterns import FIGURE_CHOICES, FIGURE_SLOTS, any_of, any_pattern, translate
from shiquan.parsing.tiers import TierExpression, TierGrammar


class Finder:
    """Finds an expression where the words stand without which it cannot be found (see `shiquan.parsing.anchors`).

    The expression is compiled when such words are first met: tier words make expressions long, and one document needs few.
    """

    __slots__ = ("_expression", "_source", "anchor")

    def __init__(self, anchor: re.Pattern[str] | None, source: str) -> None:
        self.anchor = anchor
        self._source = source
        self._expression: re.Pattern[str] | None = None

    @property
    def expression(self) -> re.Pattern[str]:
        """The expression itself."""
        if self._expression is None:
            self._expression = re.compile(self._source)
        return self._expression

    def search(self, folded: str, start: int, end: int) -> re.Match[str] | None:
        """Return the first match between two offsets."""
        if self.anchor is not None and self.anchor.search(folded, start, end) is None:
            return None
        return (self._expression or self.expression).search(folded, start, end)

    def finditer(self, folded: str, start: int, end: int) -> Iterable[re.Match[str]]:
        """Return all matches between two offsets."""
        if self.anchor is not None and self.anchor.search(folded, start, end) is None:
            return ()
        return (self._expression or self.expression).finditer(folded, start, end)

    def finds(self, folded: str) -> bool:
        """Tell whether there is a match anywhere in a text."""
        return self.search(folded, 0, len(folded)) is not None


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """A reading rule and what finds it."""

    name: str
    indicates: str | None
    priority: int
    finder: Finder


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The rules of one kind, by priority from the highest, with the words without which none of them is found."""

    anchor: re.Pattern[str] | None
    ranks: tuple[tuple[CompiledRule, ...], ...]

    def __iter__(self) -> Iterator[CompiledRule]:
        """Yield the rules, those of the highest priority first."""
        return chain.from_iterable(self.ranks)

    def may_match(self, folded: str, start: int, end: int) -> bool:
        """Tell whether a rule can match between two offsets; False is certain."""
        return self.anchor is None or self.anchor.search(folded, start, end) is not None


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
        self.case_rule = keep(self._case_rule)
        self._wordings: dict[str, re.Pattern[str]] = {}

    def _compiled(self, kind: str) -> RuleSet:
        rules = self.lexicon.rules_of(kind)
        ranks = groupby((self._compile(rule) for rule in rules), key=lambda rule: rule.priority)
        patterns = (pattern for rule in rules for pattern in rule.patterns)
        return RuleSet(self._anchor(patterns), tuple(tuple(rank) for _, rank in ranks))

    def _compile(self, rule: Rule) -> CompiledRule:
        return CompiledRule(rule.name, rule.indicates, rule.priority, self._finder(rule.patterns, self._slots))

    def _finder(self, patterns: tuple[str, ...], slots: Mapping[str, str]) -> Finder:
        return Finder(self._anchor(patterns), any_pattern(patterns, slots))

    def _anchor(self, patterns: Iterable[str]) -> re.Pattern[str] | None:
        return anchor(patterns, self._choices)

    @cached_property
    def _choices(self) -> Mapping[str, frozenset[str]]:
        """The words of which the text of a slot holds at least one."""
        power = (pattern for rule in self.lexicon.rules_of("PowerNounRule") for pattern in rule.patterns)
        return {
            **FIGURE_CHOICES,
            "power": anchor_words(power, {}) or frozenset(),
            "confirms": frozenset(self.lexicon.words("power-verb")),
        }

    @cached_property
    def power_rules(self) -> RuleSet:
        """Rules that find the predicate of a fiscal power."""
        return self._compiled("PowerRule")

    @cached_property
    def power_mode_rules(self) -> RuleSet:
        """Rules that tell the mode of a power within its predicate."""
        return self._compiled("PowerModeRule")

    @cached_property
    def power_heading(self) -> RuleSet:
        """Rules for headings that give a power to what stands under them."""
        return self._compiled("PowerHeadingRule")

    @cached_property
    def _expenditure_cues(self) -> tuple[Finder, ...]:
        """The patterns without which a passage says nothing about expenditure, each apart."""
        rules = self.lexicon.rules_of("ExpenditureCueRule")
        return tuple(self._finder((pattern,), self._slots) for rule in rules for pattern in rule.patterns)

    @cached_property
    def _expenditure_anchor(self) -> re.Pattern[str] | None:
        rules = self.lexicon.rules_of("ExpenditureCueRule")
        return self._anchor(pattern for rule in rules for pattern in rule.patterns)

    def speaks_of_expenditure(self, folded: str, start: int, end: int) -> bool:
        """Tell whether words about expenditure stand between two offsets."""
        if self._expenditure_anchor is not None and self._expenditure_anchor.search(folded, start, end) is None:
            return False
        return any(cue.search(folded, start, end) is not None for cue in self._expenditure_cues)

    @cached_property
    def expenditure_rules(self) -> RuleSet:
        """Rules that tell the mode of an expenditure responsibility."""
        return self._compiled("ExpenditureRule")

    @cached_property
    def bearers(self) -> tuple[Finder, ...]:
        """One finder per bearer pattern; the first group of its expression is the tier expression."""
        slots = {**self._slots, "tiers": f"(?P<bearer>{self.tiers.slot})"}
        return tuple(
            Finder(self._anchor((pattern,)), translate(pattern, slots))
            for rule in self.lexicon.rules_of("BearerRule")
            for pattern in rule.patterns
        )

    @cached_property
    def support_rules(self) -> RuleSet:
        """Rules for support by a tier that is not named as bearer."""
        return self._compiled("SupportRule")

    @cached_property
    def case_rules(self) -> RuleSet:
        """Rules for words that name a condition under a statement."""
        return self._compiled("CaseRule")

    def _case_rule(self, words: str) -> str | None:
        """Return the name of the rule by which words name a condition, None where they name none."""
        return next((rule.name for rule in self.case_rules if rule.finder.finds(words)), None)

    @cached_property
    def duty_rules(self) -> RuleSet:
        """Rules for clauses that tell which part of an expenditure a tier mainly bears."""
        return self._compiled("DutyRule")

    @cached_property
    def residual_rules(self) -> RuleSet:
        """Rules for what a document leaves to another rule."""
        return self._compiled("ResidualRule")

    @cached_property
    def carve_out(self) -> Finder:
        """Finds 未列入…财政事权 in a task; the first group of its expression is the tier expression."""
        patterns = self.lexicon.lists["carve-out"].patterns
        # one group name for each pattern, because a name may stand only once in an expression
        expressions = (
            translate(pattern, {**self._slots, "tiers": f"(?P<left{index}>{self.tiers.slot})"})
            for index, pattern in enumerate(patterns)
        )
        return Finder(self._anchor(patterns), "|".join(expressions))

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
    def object_opening(self) -> Finder:
        """Finds 将 where it brings forward the tasks; the first group is what stands before it in its clause."""
        markers = self.lexicon.words("object-marker")
        other_words = "".join(self.lexicon.words("object-marker-not-before"))
        before = f"[^,;。:{''.join(markers)}]{{0,10}}"
        return Finder(re.compile(any_of(markers)), f"(?:^|[,;:。])({before}){any_of(markers)}(?![{other_words}])")

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

    def matches(self, rules: RuleSet, folded: str, start: int, end: int) -> Iterator[RuleMatch]:
        """Yield every match of every rule between two offsets."""
        if not rules.may_match(folded, start, end):
            return
        for rule in rules:
            for match in rule.finder.finditer(folded, start, end):
                yield RuleMatch(rule, match.start(), match.end())

    def ranked(self, rules: RuleSet, folded: str, start: int, end: int) -> Iterator[RuleMatch]:
        """Yield the first match of each rule, the highest priority first; of equal ones the first in the text."""
        if not rules.may_match(folded, start, end):
            return
        for rank in rules.ranks:
            found = [
                RuleMatch(rule, match.start(), match.end())
                for rule in rank
                if (match := rule.finder.search(folded, start, end)) is not None
            ]
            yield from sorted(found, key=lambda match: (match.start, match.rule.name)) if len(found) > 1 else found

    def first(self, rules: RuleSet, folded: str, start: int, end: int) -> RuleMatch | None:
        """Return the match of the rule of the highest priority; of equal ones the first in the text."""
        return next(self.ranked(rules, folded, start, end), None)

    def last(self, rules: RuleSet, folded: str, start: int, end: int) -> RuleMatch | None:
        """Return the match of the rule of the highest priority; of equal ones the last in the text."""
        if not rules.may_match(folded, start, end):
            return None
        for rank in rules.ranks:
            found = [
                RuleMatch(rule, match.start(), match.end())
                for rule in rank
                for match in rule.finder.finditer(folded, start, end)
            ]
            if found:
                return max(found, key=lambda match: (match.start, match.rule.name))
        return None

    def tiers_between(self, folded: str, start: int, end: int) -> TierExpression:
        """Read the tiers between two offsets."""
        return self.tiers.read(folded, start, end)
