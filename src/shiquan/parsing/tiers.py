"""Tier words in a document: which words name which tiers, given the kind of document they stand in.

市 is a prefecture in most documents, a province in one of a municipality, a county in one of a county-level city; 市县 is one
bearer with two tiers; 地方 reaches from the document's own tier down to the county. The lexicon says so; this module picks
what applies and finds the words in folded text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from shiquan.lexicon import Lexicon, TierWord
from shiquan.model import Area, Tier, Tiers, ordered_tiers
from shiquan.parsing.patterns import any_of

_LONGEST_LIST = 5


@dataclass(frozen=True, slots=True)
class TierExpression:
    """A tier word or a list of them: what it denotes, and whether it was enumerated (市、县) or one word (市县)."""

    tiers: Tiers
    enumerated: bool
    start: int
    end: int


def document_context(area: Area | None, tier: Tier | None, above: Iterable[Area] = ()) -> str:
    """Return the kind of document (local name of a sq:DocumentContext) for an issuer's area and tier.

    ``above`` are the areas that the area lies within: 市 is the province in a district of 重庆, and 地区 a tier in 和田.
    """
    if area is None:
        return tier.value if tier in (Tier.CENTRAL, Tier.PROVINCE, Tier.COUNTY) else "prefecture"
    if area.tier is Tier.PROVINCE and area.name.endswith("自治区"):
        return "autonomous-region"
    if area.tier is Tier.PROVINCE and area.name.endswith("市"):
        return "municipality"
    if area.tier is Tier.PREFECTURE and area.name.endswith("地区"):
        return "region"
    if area.tier is Tier.COUNTY:
        if any(upper.tier is Tier.PROVINCE and upper.name.endswith("市") for upper in above):
            return "municipal-district"
        kind = "county-city" if area.name.endswith("市") else "county"
        return f"{kind}-of-region" if any(upper.name.endswith("地区") for upper in above) else kind
    return "county" if area.tier is Tier.TOWNSHIP else area.tier.value


class TierGrammar:
    """The tier words of one kind of document, with what the document itself has defined."""

    def __init__(self, lexicon: Lexicon, context: str, defined: Mapping[str, Tiers] | None = None) -> None:
        """Choose the words that apply in a context; ``defined`` adds the document's own (以下统称…)."""
        chain: list[str | None] = []
        name: str | None = context
        while name is not None:
            chain.append(name)
            name = lexicon.contexts.get(name)
        chain.append(None)
        self._qualifier, self._level, self._government, self._joiner = (
            any_of(lexicon.words(f"tier-{name}")) for name in ("qualifier", "level", "government", "joiner")
        )
        self._followed = any_of(lexicon.words("tier-followed"))
        self._following = lexicon.words("tier-followed")
        self._words: dict[str, TierWord] = {}
        for level in chain:
            for entry in lexicon.tier_words:
                if entry.context == level:
                    self._words.setdefault(entry.word, entry)
        for word, tiers in (defined or {}).items():
            self._words[word] = TierWord(word, tiers, context, bare=len(word) == 1, bearer_only=False, companion=False)

    @cached_property
    def slot(self) -> str:
        """What ``{tiers}`` stands for in the patterns of the lexicon."""
        behind = f"{self._level}?(?:地方)?{self._government}?(?:部门)?"
        one = rf"{self._qualifier}?{self._bearing}{behind}(?:\((?:含|包括|不含)?[^()]{{1,30}}(?:区|园|管委会|市|县|旗)(?:,[^(),]{{1,12}})?\))?"
        return rf"{one}(?:{self._joiner}{one}){{0,{_LONGEST_LIST - 1}}}"

    @cached_property
    def telling(self) -> frozenset[str]:
        """The characters that make the first character of a tier word part of another word (地 before 区)."""
        return frozenset(word[-2] for word, entry in self._words.items() if not entry.tiers and len(word) > 1)

    @cached_property
    def _bearing(self) -> str:
        """An expression for the words that denote tiers, kept from matching inside words that only look like tiers.

        区 is no tier in 地区 or 区分: what may not stand before the first character of a word, and what may not follow its last
        one, is read off the lexicon's words without a tier. The guards stand once, around all words: this expression is
        part of nearly every rule, and compiling it costs more than reading a document.
        """
        words = sorted(
            (word for word, entry in self._words.items() if entry.tiers), key=lambda word: (-len(word), word)
        )
        mute = sorted(word for word, entry in self._words.items() if not entry.tiers and len(word) > 1)
        before: dict[str, set[str]] = {}
        after: dict[str, set[str]] = {}
        for word in mute:
            before.setdefault(word[-1], set()).add(word[-2])
            after.setdefault(word[0], set()).add(word[1:])
        openings = "|".join(
            f"(?<=[{''.join(sorted(before[char]))}]){re.escape(char)}"
            for char in sorted({w[0] for w in words} & before.keys())
        )
        endings = "|".join(
            f"(?<={re.escape(char)}){any_of(after[char])}" for char in sorted({w[-1] for w in words} & after.keys())
        )
        guard = f"(?!{openings})" if openings else ""
        # 区分 is another word, but not in 区分别承担
        end = f"(?:(?={self._followed})|(?!{endings}))" if endings else ""
        return f"(?:{guard}{any_of(words)}{end})"

    @cached_property
    def _expression(self) -> re.Pattern[str]:
        return re.compile(self.slot)

    @cached_property
    def _bearing_word(self) -> re.Pattern[str]:
        return re.compile(self._bearing)

    @cached_property
    def _any_word(self) -> re.Pattern[str]:
        words = [word for word, entry in self._words.items() if not (entry.bearer_only and len(entry.word) < 2)]
        # 区 is the word in 区分别, although 区分 is longer
        shorter = {
            word[:length]
            for word in words
            if not self._words[word].tiers
            for length in range(1, len(word))
            if (entry := self._words.get(word[:length])) is not None and entry.tiers
            if any(following.startswith(word[length:]) for following in self._following)
        }
        followed = f"{any_of(shorter)}(?={self._followed})|" if shorter else ""
        return re.compile(followed + any_of(words))

    def tiers_in(self, folded: str) -> Tiers:
        """Return all tiers that the words of a tier expression denote."""
        return self.read(folded, 0, len(folded)).tiers

    def read(self, folded: str, start: int, end: int) -> TierExpression:
        """Read what stands between two offsets as a tier expression.

        An expression is enumerated when it has several words for different tiers; 县、区 is one tier, 市县 one word.
        """
        words = [self._words[match[0]] for match in self._bearing_word.finditer(folded, start, end)]
        groups = [entry.tiers for entry in words]
        tiers = ordered_tiers(tier for group in groups for tier in group)
        enumerated = len(set(groups)) > 1
        return TierExpression(tiers, enumerated, start, end)

    def groups(self, folded: str, start: int, end: int) -> list[Tiers]:
        """Return the tiers of each word of a tier expression in the order of the text; 县区、开发区 is one group."""
        found: list[Tiers] = []
        for match in self._bearing_word.finditer(folded, start, end):
            tiers = self._words[match[0]].tiers
            if not found or found[-1] != tiers:
                found.append(tiers)
        return found

    def find(self, folded: str, start: int, end: int) -> TierExpression | None:
        """Return the first tier expression between two offsets."""
        match = self._expression.search(folded, start, end)
        return self.read(folded, match.start(), match.end()) if match else None

    def opens_with_scope(self, folded: str, openings: re.Pattern[str]) -> bool:
        """Tell whether a task begins with a scope word of its own (全市性…, 县级…), or has one right behind its verb."""
        match = self._any_word.search(folded)
        return (
            match is not None
            and match.start() <= 4
            and bool(self._words[match[0]].tiers)
            and bool(self.scope(folded[: match.end()], openings))
        )

    def scope(self, folded: str, openings: re.Pattern[str]) -> Tiers:
        """Return the tiers that a task's own words name.

        A word of more than one character counts wherever it stands; a single character only at the beginning of the task,
        after a verb that opens a task (``openings``), or in a list with other tier words. Words that only look like tiers
        (城市, 国省道, 区分) are in the lexicon without a tier and are passed over.
        """
        found: list[Tier] = []
        may_stand_bare = True
        previous_end = 0
        companions: list[Tier] = []
        for match in self._any_word.finditer(folded):
            between = folded[previous_end : match.start()]
            entry = self._words[match[0]]
            linked = previous_end > 0 and between in ("、", "和", "与", "及", "级、", "或") and bool(found)
            first = may_stand_bare and match.start() == 0
            may_stand_bare = may_stand_bare and not entry.tiers
            if (
                entry.tiers
                and not entry.bearer_only
                and (
                    not entry.bare
                    or first
                    or linked
                    or folded.startswith(("级", "本级"), match.end())
                    or openings.search(folded[: match.start()]) is not None
                )
            ):
                (companions if entry.companion else found).extend(entry.tiers)
                previous_end = match.end()
            elif not entry.tiers:
                previous_end = 0
        return ordered_tiers([*found, *(tier for tier in companions if tier in found)])
