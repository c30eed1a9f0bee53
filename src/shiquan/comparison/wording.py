"""What tiers, manners, states and agreements are called, in Chinese and English, in tables and pictures."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from shiquan.comparison.arrangement import Arrangement, Part
from shiquan.comparison.assignments import Share

TIER_ZH: Final = {
    "central": "中央",
    "province": "省级",
    "prefecture": "市级",
    "county": "县级",
    "township": "乡级",
}
TIER_EN: Final = {
    "central": "central",
    "province": "province",
    "prefecture": "prefecture",
    "county": "county",
    "township": "township",
}
MANNER_ZH: Final = {
    "alone": "",
    "each": "各自",
    "together": "合称",
    "joint": "共同",
    "by_affiliation": "按隶属关系",
    "respectively": "分别承担",
    "shared": "共同承担",
    "by_ratio": "按比例",
    "by_territory": "按属地",
    "by_benefit": "按受益范围",
    "by_case": "分情形",
    "mainly": "为主",
}
MANNER_EN: Final = {
    "alone": "",
    "each": "each its own",
    "together": "under one word",
    "joint": "jointly",
    "by_affiliation": "by affiliation",
    "respectively": "each bears its own",
    "shared": "shared",
    "by_ratio": "by ratio",
    "by_territory": "by territory",
    "by_benefit": "by benefit",
    "by_case": "by case",
    "mainly": "mainly",
}
STATUS: Final = {
    "held": ("全文已收录", "text held"),
    "stated": ("有规定", "stated"),
    "silent": ("未提及", "silent"),
    "text_not_held": ("全文未收录", "text not held"),
    "no_plan": ("无方案可查", "no plan known"),
}
AGREEMENT: Final = {
    "agree": ("一致", "agree"),
    "same_tiers": ("仅层级相同", "same tiers only"),
    "differ": ("不同", "differ"),
    "single": ("仅一地规定", "one place only"),
    "none": ("均未规定", "no place"),
}
FORMULA: Final = (
    (
        "jaccard",
        "两地都列的概念数 ÷ 任一地所列的概念数",
        "concepts that both take up / concepts that either takes up",
    ),
    (
        "holders",
        "都列的概念中财政事权层级相同者所占比例",
        "share of the shared concepts whose power is held by the same tiers",
    ),
    (
        "bearers",
        "都列的概念中支出责任层级相同者所占比例",
        "share of the shared concepts whose expenditure is borne by the same tiers",
    ),
    (
        "arrangements",
        "都列的概念中层级、方式与比例全同者所占比例",
        "share of the shared concepts with the same tiers, manners and shares",
    ),
)


def tiers_zh(tiers: tuple[str, ...]) -> str:
    """Return tiers in Chinese: 市级、县级."""
    return "、".join(TIER_ZH[tier] for tier in tiers)


def manner_zh(part: Part) -> str:
    """Return the manner in Chinese; empty for a tier alone."""
    return "与".join(MANNER_ZH[one] for one in part.manner.split("+") if MANNER_ZH.get(one))


def manner_en(part: Part) -> str:
    """Return the manner in English; empty for a tier alone."""
    return " and ".join(MANNER_EN[one] for one in part.manner.split("+") if MANNER_EN.get(one))


def part_zh(part: Part) -> str:
    """Return a holder or bearer in Chinese: 市级, 市级、县级·共同, 按受益范围; 未规定 where nothing is said."""
    return "·".join(words for words in (tiers_zh(part.tiers), manner_zh(part)) if words) or "未规定"


def part_en(part: Part) -> str:
    """Return a holder or bearer in English: prefecture, prefecture and county jointly, by benefit; not stated where nothing is said."""
    tiers = " and ".join(TIER_EN[tier] for tier in part.tiers)
    return " ".join(words for words in (tiers, manner_en(part)) if words) or "not stated"


def shares_zh(shares: tuple[Share, ...]) -> str:
    """Return shares in Chinese: 市级60%、县级40%."""
    return "、".join(f"{TIER_ZH[tier]}{plain_percent(percent)}%" for tier, percent in shares)


def plain_percent(percent: str) -> str:
    """Return a per cent without trailing zeros: 62.5, 60."""
    return format(Decimal(percent).normalize(), "f")


def marks(arrangement: Arrangement) -> str:
    """Return the marks of an arrangement: † for a carve-out, ‡ for cases."""
    return ("†" if arrangement.excluded else "") + ("‡" if arrangement.conditional else "")


def support_mark(arrangement: Arrangement) -> str:
    """Return the mark of support: + where another tier pays a part."""
    return "+" if arrangement.support else ""


def agreement_counts(counted: dict[str, int]) -> str:
    """Return how many lines there are of each kind of agreement: 一致 agree 12，不同 differ 20."""
    said = [f"{AGREEMENT[kind][0]} {AGREEMENT[kind][1]} {count}" for kind, count in counted.items() if count]
    return "，".join(said) or "没有可比的事项 no task to compare"
