"""Colours for tiers that readers with colour-blindness can tell apart (Okabe and Ito, Color Universal Design, 2008).

A colour never says anything alone: what it stands for is written beside or inside it.
"""

from __future__ import annotations

from typing import Final

STRONG: Final = {
    "central": "#D55E00",
    "province": "#0072B2",
    "prefecture": "#E69F00",
    "county": "#009E73",
    "township": "#56B4E9",
}
PALE: Final = {
    "central": "#F9DCC8",
    "province": "#CFE4F2",
    "prefecture": "#FBE8C2",
    "county": "#CBEBE0",
    "township": "#DDF0FB",
}
SEVERAL: Final = "#B5699A"
"""Several tiers at once."""

UNSAID: Final = "#9A9A9A"
"""No tier is named."""

SHORT: Final = {"central": "央", "province": "省", "prefecture": "市", "county": "县", "township": "乡"}
"""What a tier is called inside a small square."""


def colour_of(tiers: tuple[str, ...]) -> str:
    """Return the colour of a tier, of several tiers, or of none."""
    if not tiers:
        return UNSAID
    return STRONG[tiers[0]] if len(tiers) == 1 else SEVERAL
