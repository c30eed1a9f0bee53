"""Which canonical concepts a task's words name.

A concept carries cues: words that must all occur in the task, in that order, with anything between them (`知识产权…统计`).
Several cues of a concept are alternatives; a ``sq:notCue`` vetoes. Cues are data in `ontology/tasks/`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from shiquan.reading.folding import fold
from shiquan.resources import ontology_folder
from shiquan.terms import CONCEPT, SQ

_LONGEST_GAP = 60


@dataclass(frozen=True, slots=True)
class _Cues:
    concept: str
    finds: re.Pattern[str]
    vetoes: re.Pattern[str] | None


class ConceptMatcher:
    """Matches tasks to the concepts of one domain."""

    def __init__(self, cues: tuple[_Cues, ...]) -> None:
        self._cues = cues

    def match(self, task: str) -> tuple[str, ...]:
        """Return the concepts (``scheme/id``) that a task's words name, in the order in which the words stand."""
        folded = fold(task)
        found: list[tuple[int, str]] = []
        for cues in self._cues:
            match = cues.finds.search(folded)
            if match is not None and not (cues.vetoes and cues.vetoes.search(folded)):
                found.append((match.end(), cues.concept))
        return tuple(concept for _, concept in sorted(found))


@cache
def concept_matcher(domain: str, folder: Path | None = None) -> ConceptMatcher | None:
    """Return the matcher of a domain (the local name of its IRI), None where the domain has no concepts yet."""
    path = (folder or ontology_folder() / "tasks") / f"{domain}.ttl"
    if not path.is_file():
        return None
    finds: dict[str, list[str]] = {}
    vetoes: dict[str, list[str]] = {}
    for quad in parse(path=str(path), format=RdfFormat.TURTLE):
        if (
            isinstance(quad.subject, NamedNode)
            and isinstance(quad.object, Literal)
            and quad.subject.value.startswith(CONCEPT)
        ):
            concept = quad.subject.value.removeprefix(CONCEPT)
            if quad.predicate.value == SQ + "cue":
                finds.setdefault(concept, []).append(quad.object.value)
            elif quad.predicate.value == SQ + "notCue":
                vetoes.setdefault(concept, []).append(quad.object.value)
    return ConceptMatcher(
        tuple(
            _Cues(concept, _expression(finds[concept]), _expression(vetoes[concept]) if concept in vetoes else None)
            for concept in sorted(finds)
        )
    )


def _expression(cues: list[str]) -> re.Pattern[str]:
    gap = rf".{{0,{_LONGEST_GAP}}}?"
    return re.compile("|".join(gap.join(map(re.escape, cue.split("…"))) for cue in sorted(cues)))
