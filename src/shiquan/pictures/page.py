"""What all pictures of this project share: a heading, a foot with the sources, squares for tiers, and a key to their colours."""

from __future__ import annotations

from collections.abc import Iterable

from shiquan.comparison.arrangement import TIERS
from shiquan.comparison.wording import TIER_EN, TIER_ZH
from shiquan.pictures.drawing import INK, MUTED, Drawing, width_of, wrapped
from shiquan.pictures.palette import PALE, SHORT, STRONG

MARGIN = 28.0
HEADING = 84.0
"""The height of a heading with title and subtitle."""


def heading(drawing: Drawing, title: str, subtitle: str) -> None:
    """Write title and subtitle at the top left."""
    drawing.text(MARGIN, MARGIN + 16, title, size=20)
    drawing.text(MARGIN, MARGIN + 38, subtitle, size=12, fill=MUTED)


def foot_lines(notes: Iterable[str], width: float) -> list[str]:
    """Return notes broken into the lines of a foot."""
    return [line for note in notes for line in wrapped(note, width - 2 * MARGIN, 11)]


def foot(drawing: Drawing, top: float, lines: list[str]) -> None:
    """Write the lines of a foot below ``top``."""
    drawing.lines(MARGIN, top + 14, lines, size=11, fill=MUTED)


def foot_height(lines: list[str]) -> float:
    """Return how high a foot is, with the margin below it."""
    return len(lines) * 11 * 1.4 + 14 + MARGIN / 2


def square(drawing: Drawing, x: float, y: float, tier: str, side: float = 17) -> None:
    """Draw a small square for a tier, its short name inside; ``x`` and ``y`` are its upper left corner."""
    drawing.rect(x, y, side, side, fill=PALE[tier], stroke=STRONG[tier], radius=3)
    drawing.text(x + side / 2, y + side * 0.76, SHORT[tier], size=side * 0.68, anchor="middle")


def squares(drawing: Drawing, x: float, y: float, tiers: tuple[str, ...], side: float = 17) -> float:
    """Draw squares for tiers beside each other; return where the last one ends."""
    for tier in tiers:
        square(drawing, x, y, tier, side)
        x += side + 3
    return x


def key(drawing: Drawing, x: float, y: float, tiers: Iterable[str]) -> float:
    """Draw the key to the colours of tiers in one row, in Chinese and English; return where it ends."""
    used = set(tiers)
    for tier in TIERS:
        if tier in used:
            square(drawing, x, y, tier)
            words = f"{TIER_ZH[tier]} {TIER_EN[tier]}"
            drawing.text(x + 23, y + 13, words, size=12, fill=INK)
            x += 23 + width_of(words, 12) + 18
    return x
