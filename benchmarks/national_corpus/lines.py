"""A document as lines of known kinds, before it is written in a format."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Line:
    """A line and what it is.

    Kinds: metadata (a label and its value), title, number, recipients, text, signature, note, plan-title, heading (with its
    level), copies, imprint. A run-in heading is a text.
    """

    kind: str
    text: str
    level: int = 0


@dataclass(slots=True)
class Draft:
    """A document in the making: its lines and its annotation."""

    lines: list[Line] = field(default_factory=list)
    gold: dict[str, Any] = field(default_factory=dict)
    families: list[str] = field(default_factory=list)

    def add(self, kind: str, text: str, level: int = 0) -> None:
        """Add a line."""
        self.lines.append(Line(kind, text, level))

    def characters(self) -> int:
        """Return the length of what is written."""
        return sum(len(line.text) for line in self.lines)
