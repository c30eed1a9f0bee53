"""Which canonical concepts a task's words name, how sure that is, and on what it rests.

Three kinds of evidence, the strongest first:

1. a decision of a person on the same wording (`data/mappings/*.sssom.tsv`); it wins, and what it rejects stays rejected;
2. cues of the vocabulary (`sq:cue`): words that must all occur in the task, in that order, with anything between them;
   a `sq:notCue` rules its concept out, for computed likeness too;
3. likeness to wordings whose concepts are known: labels of the concepts and decided wordings.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from shiquan import __version__
from shiquan.parsing.passages import kept
from shiquan.reading.folding import fold
from shiquan.tasks.mappings import (
    BY_CUE,
    BY_LIKENESS,
    TOOL,
    Mapping,
    Predicate,
    load_mappings,
    subject_of,
)
from shiquan.tasks.similarity import KnownWording, Likeness, Resemblance
from shiquan.tasks.vocabulary import TaskConcept, Vocabulary, load_vocabulary
from shiquan.tasks.wording import normal_wording

_LONGEST_GAP = 60
_ALONE = 0.3
"""Least likeness for a concept where no cue speaks; below it the wording is nothing that is known."""
_FURTHER = 0.5
"""Least likeness for another concept in what a first one leaves of the wording."""
_BESIDE_CUES = 0.75
"""Least likeness for a concept that no cue names, where cues name others."""
_CUE = 0.9
_CUE_AND_LIKENESS = 0.98
_MOST_BY_LIKENESS = 0.85
_NEAR = 0.12
DOUBTFUL = 0.6
"""A match below this confidence is for a person to look at."""


@dataclass(frozen=True, slots=True)
class Match:
    """A concept taken for a task: its name, the confidence from 0 to 1, and the mapping that records it."""

    concept: str
    confidence: float
    mapping: Mapping


@dataclass(frozen=True, slots=True)
class Decision:
    """What is decided of one task.

    Attributes:
        wording: the task's words without tier, place and carve-out.
        matches: the concepts taken, in the order in which the words stand.
        near: concepts that are nearly as like as one that rests on likeness alone, with their likeness.
        rejected: concepts that a person has ruled out for this wording.
        deferred: concepts that a person has looked at and left open.

    """

    wording: str
    matches: tuple[Match, ...]
    near: tuple[Likeness, ...]
    rejected: tuple[str, ...]
    deferred: tuple[str, ...]

    @property
    def doubtful(self) -> bool:
        """Whether a person should look: no concept, low confidence, or others as near."""
        return not self.matches or bool(self.near) or any(match.confidence < DOUBTFUL for match in self.matches)


_JOINED = re.compile("和|以及")


@dataclass(frozen=True, slots=True)
class _Cues:
    concept: TaskConcept
    finds: re.Pattern[str] | None
    vetoes: re.Pattern[str] | None

    def is_vetoed(self, folded: str) -> bool:
        """Tell whether a wording rules the concept out; not where one of the tasks that it joins is the concept by itself."""
        if self.vetoes is None or not self.vetoes.search(folded):
            return False
        parts = _JOINED.split(folded)
        return not any(self.finds and self.finds.search(part) and not self.vetoes.search(part) for part in parts)


class ConceptMatcher:
    """Matches tasks to the concepts of one domain."""

    def __init__(self, vocabulary: Vocabulary, mappings: Iterable[Mapping] = ()) -> None:
        """Take the vocabulary of a domain and decisions on wordings; computed rows among the mappings count for nothing."""
        self._domain = vocabulary.domain
        self._concepts = {concept.name: concept for concept in vocabulary.concepts}
        self._cues = tuple(
            _Cues(concept, _expression(concept.cues), _expression(concept.vetoes)) for concept in vocabulary.concepts
        )
        self._decided: dict[str, list[Mapping]] = defaultdict(list)
        for row in sorted(set(mappings)):
            if f"{self._domain}/{row.concept}" in self._concepts and (row.curated or row.deferred):
                self._decided[row.subject_id].append(row)
        self._resemblance = Resemblance([*self._labels(), *self._known()])
        self._decide = kept(lru_cache(maxsize=65536)(self._decided_or_computed))

    def match(self, task: str) -> tuple[str, ...]:
        """Return the concepts (``scheme/id``) that a task's words name, in the order in which the words stand."""
        return tuple(match.concept for match in self._decide(task).matches)

    def decide(self, task: str) -> Decision:
        """Return the concepts of a task with confidence and evidence, and what speaks against them."""
        return self._decide(task)

    def likely(self, task: str) -> tuple[Likeness, ...]:
        """Return every concept that a task is like at all, the likest first, those ruled out by a person left out."""
        decision = self._decide(task)
        return tuple(one for one in self._resemblance.ranking(decision.wording) if one.concept not in decision.rejected)

    def concept(self, name: str) -> TaskConcept | None:
        """Return a concept by its name or notation; None where the domain has none of it."""
        return self._concepts.get(name if "/" in name else f"{self._domain}/{name}")

    def _labels(self) -> Iterable[KnownWording]:
        for concept in self._concepts.values():
            for label in concept.labels:
                yield KnownWording(normal_wording(label), (concept.name,))

    def _known(self) -> Iterable[KnownWording]:
        for rows in self._decided.values():
            concepts = tuple(
                sorted(f"{self._domain}/{row.concept}" for row in rows if row.curated and not row.rejected)
            )
            if concepts:
                yield KnownWording(rows[0].subject_label, concepts)

    def _decided_or_computed(self, task: str) -> Decision:
        subject, wording = subject_of(task)
        folded = fold(task)
        rows = self._decided.get(subject, [])
        rejected = tuple(f"{self._domain}/{row.concept}" for row in rows if row.curated and row.rejected)
        deferred = tuple(f"{self._domain}/{row.concept}" for row in rows if row.deferred)
        cues = {
            one.concept.name: match
            for one in self._cues
            if one.finds and (match := one.finds.search(folded)) is not None
        }
        matches = [
            Match(f"{self._domain}/{row.concept}", float(row.confidence or 1), row)
            for row in rows
            if row.curated and not row.rejected
        ]
        near: tuple[Likeness, ...] = ()
        if not matches:
            matches, near = self._computed(subject, wording, folded, cues, rejected)
        elif all(match.mapping.predicate_id == Predicate.NARROW for match in matches):
            # the concepts are narrower than the wording, so it may name others too
            known = {match.concept for match in matches}
            others, _ = self._computed(subject, wording, folded, cues, rejected)
            matches += [one for one in others if one.concept not in known and one.confidence >= DOUBTFUL]

        def standing(match: Match) -> tuple[int, str]:
            cue = cues.get(match.concept)
            return cue.end() if cue else len(folded), match.concept

        return Decision(wording, tuple(sorted(matches, key=standing)), near, rejected, deferred)

    def _computed(
        self, subject: str, wording: str, folded: str, cues: dict[str, re.Match[str]], rejected: tuple[str, ...]
    ) -> tuple[list[Match], tuple[Likeness, ...]]:
        """Return the matches that cues and likeness give, and the concepts as near as one by likeness alone."""
        barred = frozenset({*rejected, *(one.concept.name for one in self._cues if one.is_vetoed(folded))})
        alike = self._resemblance.named(wording, _ALONE, _FURTHER, barred)
        likeness = {one.concept: one for one in alike}
        by_cue = {concept: match[0] for concept, match in cues.items() if concept not in barred}
        matches = [
            self._match(subject, wording, concept, words, likeness.get(concept)) for concept, words in by_cue.items()
        ]
        matches += [
            self._match(subject, wording, one.concept, "", one)
            for one in alike
            if one.concept not in by_cue and (not by_cue or one.score >= _BESIDE_CUES)
        ]
        if not alike or by_cue:
            return matches, ()
        out = barred.union(match.concept for match in matches)
        near = [one for one in self._resemblance.ranking(wording) if one.concept not in out]
        return matches, tuple(one for one in near if one.score > alike[0].score - _NEAR)

    def _match(self, subject: str, wording: str, concept: str, words: str, like: Likeness | None) -> Match:
        if words:
            confidence = _CUE_AND_LIKENESS if like else _CUE
        else:
            confidence = round((like.score if like else 0.0) * _MOST_BY_LIKENESS, 2)
        known = self._concepts[concept]
        labels = {normal_wording(label) for label in known.labels}
        row = Mapping(
            subject,
            wording,
            Predicate.EXACT if wording in labels else Predicate.CLOSE,
            "",
            f"concept:{concept.rpartition('/')[2]}",
            known.label,
            BY_CUE if words else BY_LIKENESS,
            mapping_tool=TOOL,
            mapping_tool_version=__version__,
            confidence=f"{confidence:.2f}",
            match_string=words or (like.wording if like else ""),
        )
        return Match(concept, confidence, row)


@cache
def concept_matcher(domain: str, folder: Path | None = None, mappings: Path | None = None) -> ConceptMatcher | None:
    """Return the matcher of a domain (the local name of its IRI), None where the domain has no concepts yet.

    ``folder`` has the vocabularies and ``mappings`` the decisions, those of the package where they are not given.

    Raises:
        UsageError: vocabulary or mappings are not well formed.

    """
    vocabulary = load_vocabulary(domain, folder)
    return None if vocabulary is None else ConceptMatcher(vocabulary, load_mappings(domain, mappings))


def _expression(cues: tuple[str, ...]) -> re.Pattern[str] | None:
    if not cues:
        return None
    gap = rf".{{0,{_LONGEST_GAP}}}?"
    return re.compile("|".join(gap.join(map(re.escape, cue.split("…"))) for cue in sorted(cues)))
