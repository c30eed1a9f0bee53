"""What holds and what bears, put for a page: tiers as chips with their names, the manner and the marks in words of the page's language."""

from __future__ import annotations

from dataclasses import dataclass

from shiquan.comparison.arrangement import Arrangement, Part
from shiquan.comparison.wording import TIER_EN, TIER_ZH, manner_en, manner_zh, plain_percent, tiers_zh
from shiquan.publishing.languages import Language


@dataclass(frozen=True, slots=True)
class Words:
    """A holder or bearer: its tiers by notation, then words for the manner; ``unsaid`` where the documents say neither."""

    tiers: tuple[str, ...]
    words: str
    unsaid: bool


def part_words(part: Part, language: Language) -> Words:
    """Return a part of an arrangement in words."""
    words = manner_zh(part) if language is Language.CHINESE else manner_en(part)
    return Words(part.tiers, words, not part.tiers and not words)


def marks_in_words(arrangement: Arrangement, language: Language) -> tuple[str, ...]:
    """Return what else is to be known of an arrangement: shares, cases, carve-outs, support."""
    say = language.say
    names = TIER_ZH if language is Language.CHINESE else TIER_EN
    found = []
    if arrangement.shares:
        shares = "∶".join(plain_percent(percent) for _, percent in arrangement.shares)
        tiers = "∶".join(names[tier] for tier, _ in arrangement.shares)
        found.append(say(f"{tiers}={shares}", f"{tiers} = {shares}"))
    if arrangement.conditional:
        found.append(say("另分情形", "split by cases"))
    if arrangement.excluded:
        listed = say(tiers_zh(arrangement.excluded), ", ".join(TIER_EN[tier] for tier in arrangement.excluded))
        found.append(say(f"未列入{listed}的部分", f"what is not in the list of: {listed}"))
    if arrangement.support:
        givers = dict.fromkeys(names[tier] for tier, _ in arrangement.support)
        found.append(say(f"{'、'.join(givers)}另有补助", f"support from {', '.join(givers)}"))
    return tuple(found)


def both(note: str | None) -> tuple[str, str]:
    """Return a note of the comparison, written as Chinese / English, in both languages."""
    chinese, _, english = (note or "").rpartition(" / ")
    return (chinese, english) if chinese else (english, english)
