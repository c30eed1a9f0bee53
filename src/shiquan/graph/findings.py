"""Findings: what validation has to say about a node, with the place in the document that it is about."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

SHAPES: Final = "https://w3id.org/shiquan/shapes#"
"""The namespace of the shapes, and of the checks of this package that SHACL has no component for."""


class Severity(StrEnum):
    """How bad a finding is; the values are the local names of SHACL (section 2.1.4)."""

    VIOLATION = "Violation"
    """The data are wrong."""
    WARNING = "Warning"
    """A person should look at the source."""
    INFO = "Info"
    """The document leaves something open."""

    @property
    def rank(self) -> int:
        """0 for the worst."""
        return _RANKS[self]


_RANKS = {severity: number for number, severity in enumerate(Severity)}

BLANK_NODE = "_:"
"""How a blank node is written in a finding: its label differs from run to run, so it is not shown."""

VALIDATED_NOTHING: Final = SHAPES + "validated-nothing"
LOOKED_AT_NOTHING: Final = SHAPES + "looked-at-nothing"
CLASS_NOT_LOOKED_AT: Final = SHAPES + "class-not-looked-at"
PROPERTY_NOT_LOOKED_AT: Final = SHAPES + "property-not-looked-at"
TEXT_MISSING: Final = SHAPES + "text-missing"
TEXT_CHANGED: Final = SHAPES + "text-changed"
QUOTE_DIFFERS: Final = SHAPES + "quote-differs"


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a document a node stands. Each part is ``None`` where the graph does not say it."""

    number: str | None = None
    """The number (发文字号) of the document, or its title where it has none."""
    section: str | None = None
    """The path of the section, such as 二/(三)/1."""
    quote: str | None = None
    """The words of the document."""


NOWHERE = Place()


@dataclass(frozen=True, slots=True)
class Value:
    """The value that a finding is about: an IRI (`datatype` is ``None``) or a literal."""

    text: str
    datatype: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One result of validation.

    ``shape`` is the IRI of the property shape or node shape, ``component`` that of the SHACL constraint component or of
    one of the checks of this package (the constants of this module); ``focus`` is the node, ``path`` the property.
    """

    severity: Severity
    shape: str
    component: str
    focus: str
    message_zh: str
    message_en: str
    path: str | None = None
    value: Value | None = None
    place: Place = NOWHERE

    @property
    def key(self) -> tuple[object, ...]:
        """The key by which findings are ordered: the worst first, then by node, the tenth after the ninth."""
        value = self.value or Value("")
        return (
            self.severity.rank,
            natural_key(self.focus),
            self.shape,
            self.component,
            self.path or "",
            value.text,
            value.datatype or "",
            value.language or "",
            self.message_zh,
        )


def natural_key(iri: str) -> tuple[tuple[int, int, str], ...]:
    """Return a key that orders IRIs with the numbers in them as numbers: a/2 before a/10."""
    parts = re.findall(r"[0-9]+|[^0-9]+", iri)
    return tuple((0, int(part), "") if part.isascii() and part.isdigit() else (1, 0, part) for part in parts)
