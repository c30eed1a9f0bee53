"""The reasoners that one can choose from."""

from __future__ import annotations

from enum import StrEnum


class Reasoner(StrEnum):
    """Who reasons: the ontology compiled (`shiquan.reasoning.rules`), or owlrl, the reference (`shiquan.reasoning.reference`)."""

    COMPILED = "compiled"
    OWLRL = "owlrl"
