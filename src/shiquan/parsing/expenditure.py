"""Reading who bears an expenditure: the mode, the bearers, their shares, and support by others."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from shiquan.model import Expenditure, Share, Support, Tiers, ordered_tiers
from shiquan.parsing.grammar import Grammar
from shiquan.parsing.numerals import number_of
from shiquan.parsing.passages import LONGEST_KEPT, keep_passages, passage
from shiquan.parsing.patterns import FIGURE_SLOTS
from shiquan.parsing.text_units import split_outside_brackets

_RATIO = re.compile(FIGURE_SLOTS["ratio"])
_PERCENT = re.compile(FIGURE_SLOTS["percent"])
_WORD_RATIOS = {
    "五五": (5, 5),
    "四六": (4, 6),
    "六四": (6, 4),
    "三七": (3, 7),
    "七三": (7, 3),
    "二八": (2, 8),
    "八二": (8, 2),
    "一九": (1, 9),
    "九一": (9, 1),
}


@dataclass(frozen=True, slots=True)
class ExpenditureReading:
    """What a passage says of expenditure, by which rules, and what it says beside what could be read."""

    expenditure: Expenditure | None
    """None where the passage only tells of support."""
    support: tuple[Support, ...]
    rules: tuple[str, ...]
    first_bearer: int | None
    """Where the words about the bearer begin, counted from the beginning of the passage."""
    note: str | None = None


class ExpenditureReader:
    """Reads expenditure responsibilities with the grammar of one kind of document."""

    def __init__(self, grammar: Grammar) -> None:
        self._grammar = grammar
        self._telling = grammar.tiers.telling.union(grammar.lexicon.words("by"))
        self._readings = keep_passages(self._read)

    def read(self, folded: str, start: int, end: int) -> ExpenditureReading | None:
        """Read a passage; None where it says nothing about expenditure.

        Support clauses are read apart and do not count as bearers: 由县级承担支出责任,省级财政给予补助 has one bearer.
        """
        read = self._readings if end - start <= LONGEST_KEPT else self._read
        return read(*passage(folded, start, end, self._telling))

    def _read(self, folded: str, end: int) -> ExpenditureReading | None:
        start = 1
        supports, bearing = self._without_support(folded, start, end)
        if not self._grammar.speaks_of_expenditure(bearing, start, end):
            return ExpenditureReading(None, supports, (), None) if supports else None
        mode_rule = self._mode(bearing, start, end)
        groups, first = self._bearers(bearing, start, end)
        tiers = ordered_tiers(tier for group in groups for tier in group)
        mode = mode_rule[1]
        if mode == "sole" and len({frozenset(group) for group in groups}) > 1:
            mode = (
                "sole" if mode_rule[0] == "pay-in-full" and self._in_one_list(bearing, start, end) else "respectively"
            )
        shares, note = self._shares(bearing, start, end, groups) if mode == "by_ratio" else ((), None)
        tiers = ordered_tiers([*tiers, *(share.tier for share in shares)])
        begin = None if first is None else first - start
        return ExpenditureReading(Expenditure(mode, tiers, shares, supports), supports, (mode_rule[0],), begin, note)

    def _mode(self, folded: str, start: int, end: int) -> tuple[str, str]:
        """Return the rule and mode of the highest priority; at the same priority the one that stands last."""
        best = self._grammar.last(self._grammar.expenditure_rules, folded, start, end)
        return (best.rule.name, best.rule.indicates or "sole") if best is not None else ("pay-sole", "sole")

    def _bearers(self, folded: str, start: int, end: int) -> tuple[list[Tiers], int | None]:
        """Return the tiers of each bearer in the order of the text, and where the first one's words begin."""
        hits: dict[int, tuple[int, int]] = {}
        first: int | None = None
        for finder in self._grammar.bearers:
            for match in finder.finditer(folded, start, end):
                if (
                    folded.startswith("的", match.end()) and not folded.startswith("的支出责任", match.end())
                ) or folded.startswith(("部门", "机构", "单位"), match.end("bearer")):
                    continue
                hits[match.start("bearer")] = match.span("bearer")
                begin = match.start("bearer") - 1 if folded[match.start("bearer") - 1] == "由" else match.start()
                first = begin if first is None else min(first, begin)
        groups: list[Tiers] = []
        covered = start
        for bearer_start, bearer_end in sorted(hits.values()):
            if bearer_start < covered:
                continue
            groups.extend(self._grammar.tiers.groups(folded, bearer_start, bearer_end))
            covered = bearer_end
        return groups, first

    def _shares(self, folded: str, start: int, end: int, groups: list[Tiers]) -> tuple[tuple[Share, ...], str | None]:
        """Return the percentages of the tiers, from 6:4, 各50%, or one percentage a tier."""
        passage = folded[start:end]
        distinct = list(dict.fromkeys(groups))
        if self._grammar.wording("halves").search(passage):
            return self._assign(distinct, [Decimal(100) / len(distinct)] * len(distinct) if distinct else [])
        if self._grammar.wording("each-percent").search(passage) and len(_PERCENT.findall(passage)) == 1:
            return self._assign(distinct, [_percent(_PERCENT.search(passage))] * len(distinct))
        pairs = self._pairs(folded, start, end)
        if pairs:
            return self._assign([tiers for tiers, _ in pairs], [percent for _, percent in pairs])
        ratio = _RATIO.search(passage)
        if ratio is not None:
            figures = _percentages(_figures(ratio[0]))
            return self._assign(
                self._own_bearers(folded, start, end, start + ratio.start(), figures) or distinct, figures
            )
        percents = [_percent(match) for match in _PERCENT.finditer(passage)]
        return self._assign(distinct, percents)

    def _in_one_list(self, folded: str, start: int, end: int) -> bool:
        """Tell whether the bearers stand in one list (由中央、省财政全额承担), and not each before a payment of its own."""
        clauses = split_outside_brackets(folded, start, end, ",;。")
        return sum(1 for clause in clauses if self._bearers(folded, *clause)[0]) == 1

    def _own_bearers(self, folded: str, start: int, end: int, ratio: int, figures: list[Decimal]) -> list[Tiers] | None:
        """Return the bearers that the clause of a ratio names, where they are as many as its figures.

        由市与县共同承担,所需经费省以上与市、县财政按6:2:2分担: the figures are those of the last clause's three bearers.
        """
        for first, last in split_outside_brackets(folded, start, end, ",;。"):
            if first <= ratio < last:
                named = self._grammar.tiers.find(folded, first, ratio)
                groups = self._grammar.tiers.groups(folded, named.start, named.end) if named else []
                distinct = list(dict.fromkeys(groups))
                return distinct if len(distinct) == len(figures) else None
        return None

    def shares_among(self, folded: str, start: int, end: int, tiers: Tiers) -> tuple[Share, ...]:
        """Return the shares that a passage with figures alone (按6:4分担) gives to bearers named before it, highest first."""
        ratio = _RATIO.search(folded, start, end)
        figures = _percentages(_figures(ratio[0])) if ratio else []
        if not figures or len(figures) != len(tiers):
            return ()
        return tuple(Share(tier, percent) for tier, percent in zip(tiers, figures, strict=True))

    def figures_begin(self, folded: str, start: int, end: int) -> int:
        """Return where the clause of a ratio begins in a passage that names no bearer; its end where it has none."""
        ratio = _RATIO.search(folded, start, end)
        return max(folded.rfind(",", start, ratio.start()), start) if ratio else end

    def _pairs(self, folded: str, start: int, end: int) -> list[tuple[Tiers, Decimal]]:
        """Return 省级分担60%,市县分担40% as pairs; empty where the percentages stand in a list of their own."""
        pairs: list[tuple[Tiers, Decimal]] = []
        for clause_start, clause_end in split_outside_brackets(folded, start, end, ",;、。"):
            percents = list(_PERCENT.finditer(folded, clause_start, clause_end))
            if not percents:
                continue
            cursor = clause_start
            for percent in percents:
                named = self._grammar.tiers.find(folded, cursor, percent.start())
                if named is None or named.enumerated:
                    return []
                pairs.append((named.tiers, _percent(percent)))
                cursor = percent.end()
        return pairs

    def _assign(self, groups: list[Tiers], percents: list[Decimal]) -> tuple[tuple[Share, ...], str | None]:
        """Give each bearer its figure. What a composite bearer (地方, 市县) pays together is no tier's own share."""
        if len(groups) != len(percents):
            return (), "分担比例与承担主体不能一一对应 / the figures do not match the bearers one by one"
        shares = tuple(
            Share(group[0], percent) for group, percent in zip(groups, percents, strict=True) if len(group) == 1
        )
        composite = any(len(group) > 1 for group in groups)
        return shares, "合称的主体共同承担其余比例 / a composite bearer bears the rest together" if composite else None

    def _without_support(self, folded: str, start: int, end: int) -> tuple[tuple[Support, ...], str]:
        """Return the support that a passage names, and the text with the clauses blanked that only tell of support."""
        if not self._grammar.support_rules.may_match(folded, start, end):
            return (), folded
        supports: list[Support] = []
        blanked = folded
        previous: tuple[int, int] | None = None
        for clause_start, clause_end in split_outside_brackets(folded, start, end, ",;。"):
            cue = self._grammar.first(self._grammar.support_rules, folded, clause_start, clause_end)
            if cue is not None and not folded[clause_start:clause_end].lstrip().startswith("由"):
                giver = self._giver(folded, clause_start, cue.start)
                if giver is None and previous is not None:
                    giver = self._giver(folded, *previous)
                if giver is not None:
                    supports.extend(Support(tier, cue.rule.indicates or "subsidy") for tier in giver)
                    blanked = blanked[:clause_start] + " " * (clause_end - clause_start) + blanked[clause_end:]
            previous = (clause_start, clause_end)
        return tuple(dict.fromkeys(supports)), blanked

    def _giver(self, folded: str, start: int, end: int) -> Tiers | None:
        """Return the tiers that give: the first tier expression that does not stand behind 对, 向 or 给."""
        by = self._grammar.wording("by").pattern
        for match in re.finditer(by, folded[start:end]):
            named = self._grammar.tiers.find(folded, start + match.end(), end)
            if named is not None and named.start == start + match.end():
                return named.tiers
        cursor = start
        while (named := self._grammar.tiers.find(folded, cursor, end)) is not None:
            if not self._grammar.wording("receiver").search(folded[start : named.start]):
                return named.tiers
            cursor = named.end
        return None


def _figures(ratio: str) -> list[Decimal]:
    if ratio in _WORD_RATIOS:
        return [Decimal(figure) for figure in _WORD_RATIOS[ratio]]
    return [Decimal(part) if part[0].isdigit() else Decimal(str(number_of(part))) for part in re.split("[:比]", ratio)]


def _percentages(figures: Iterable[Decimal]) -> list[Decimal]:
    parts = list(figures)
    total = sum(parts, Decimal(0))
    return [(part * 100 / total).quantize(Decimal("0.01")).normalize() for part in parts] if total else []


def _percent(match: re.Match[str] | None) -> Decimal:
    if match is None:
        return Decimal(0)
    words = match[0]
    if words.endswith("%"):
        return Decimal(words[:-1])
    numerals = words.removeprefix("百分之")
    return Decimal(100) if numerals in ("百", "一百") else Decimal(str(number_of(numerals)))
