"""Comparing the wording of a task with wordings whose concepts are known.

A known wording supports its concept by the share of its telling character sequences that a task has: words that the task adds
(a product, a place, a means) take nothing away. A sequence tells the more the fewer concepts use it. The best concept is taken
first, the words that speak for it are set aside, and what is left is compared again, so that a task which names two kinds of
work is given both (转移转化促进和交易运营监督管理).
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from shiquan.tasks.wording import parts_of, sequences

_ROUNDING = 6
_FAINT = 0.4
_PASSING = 0.3
_HEAD = 6
"""The head of a part stands at its end; so many characters of it tell which concept the part speaks of."""
_TELLS_NOTHING = 2
"""A sequence that one concept in this many uses tells nothing (the name of the domain)."""


@dataclass(frozen=True, slots=True)
class KnownWording:
    """A wording without tier and place words, and the concepts that it names."""

    wording: str
    concepts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Likeness:
    """A concept that a wording is like.

    Attributes:
        concept: its name.
        score: the share, from 0 to 1, of the known wording that the task has, weighed by how much each sequence tells.
        wording: the known wording that is nearest.
        share: the share, from 0 to 1, of what the task's own words tell that speaks for the concept.

    """

    concept: str
    score: float
    wording: str
    share: float

    @property
    def passing(self) -> bool:
        """Whether the likeness is faint and the task speaks mostly of something else: a passing mention."""
        return self.score < _FAINT and self.share < _PASSING


@dataclass(frozen=True, slots=True)
class _Phrase:
    concept: str
    wording: str
    total: float


class Resemblance:
    """Known wordings of one domain, ready for comparison."""

    def __init__(self, known: Iterable[KnownWording]) -> None:
        """Weigh the sequences of known wordings; those of several concepts are first cut into what is said of each."""
        phrases = _phrases(sorted(set(known), key=lambda one: (one.wording, one.concepts)))
        using: dict[str, set[str]] = defaultdict(set)
        for concept, held in phrases:
            for sequence in held:
                using[sequence].add(concept)
        number = max(2, len({concept for concept, _ in phrases}))
        self._weights = {
            sequence: math.log(number / len(concepts)) ** 2
            for sequence, concepts in using.items()
            if len(concepts) == 1 or len(concepts) * _TELLS_NOTHING < number
        }
        self._phrases: list[_Phrase] = []
        self._holding: dict[str, list[int]] = defaultdict(list)
        for (concept, held), wording in sorted(phrases.items(), key=lambda item: (item[0][0], item[1])):
            total = math.fsum(self._weights.get(sequence, 0.0) for sequence in held)
            if total > 0:
                for sequence in held:
                    if sequence in self._weights:
                        self._holding[sequence].append(len(self._phrases))
                self._phrases.append(_Phrase(concept, wording, total))

    def ranking(self, wording: str) -> tuple[Likeness, ...]:
        """Return every concept that shares telling sequences with a wording, the likest first."""
        places = sequences(wording)
        return self._ranked(places, set(places))

    def named(
        self, wording: str, first: float, further: float, barred: frozenset[str] = frozenset()
    ) -> tuple[Likeness, ...]:
        """Return the concepts that a wording names, in the order in which they were found.

        ``first`` is the score that the likest concept must reach, ``further`` that of each one found in what is left over;
        ``barred`` concepts are not taken.
        """
        places = sequences(wording)
        left = set(places)
        found: list[Likeness] = []
        while left:
            known = barred.union(one.concept for one in found)
            ranked = self._ranked(places, left)
            best = next((likeness for likeness in ranked if likeness.concept not in known), None)
            if best is None or best.score < (further if found else first) or (not found and best.passing):
                break
            found.append(best)
            spoken = self._spoken(places, left, best)
            left = {one for one in left if not all(_covered(start, len(one), spoken) for start in places[one])}
        return tuple(found)

    def _ranked(self, places: dict[str, tuple[int, ...]], left: set[str]) -> tuple[Likeness, ...]:
        shared: dict[int, float] = {}
        for sequence in places:
            if sequence in left and sequence in self._holding:
                weight = self._weights[sequence]
                for index in self._holding[sequence]:
                    shared[index] = shared.get(index, 0.0) + weight
        own = math.fsum(self._weights.get(sequence, 0.0) for sequence in places if sequence in left)
        best: dict[str, tuple[float, float, int]] = {}
        for index, weight in shared.items():
            phrase = self._phrases[index]
            rank = (round(min(1.0, weight / phrase.total), _ROUNDING), round(weight, _ROUNDING), index)
            if phrase.concept not in best or rank > best[phrase.concept]:
                best[phrase.concept] = rank
        ordered = sorted(best.items(), key=lambda item: (-item[1][0], -item[1][1], item[0]))
        return tuple(
            Likeness(concept, score, self._phrases[index].wording, round(weight / own, _ROUNDING))
            for concept, (score, weight, index) in ordered
        )

    def _spoken(self, places: dict[str, tuple[int, ...]], left: set[str], best: Likeness) -> set[int]:
        """Return the positions of the words that speak for a concept."""
        known = sequences(best.wording)
        return {
            position
            for sequence in left
            if sequence in known and sequence in self._weights
            for start in places[sequence]
            for position in range(start, start + len(sequence))
        }


def _covered(start: int, length: int, positions: set[int]) -> bool:
    return all(position in positions for position in range(start, start + length))


def _phrases(known: list[KnownWording]) -> dict[tuple[str, frozenset[str]], str]:
    """Return what is said of each concept: its sequences and the wording (the first by code points that has just these)."""
    usage: dict[str, Counter[str]] = defaultdict(Counter)
    for one in known:
        if len(one.concepts) == 1:
            for sequence in sequences(one.wording):
                usage[sequence][one.concepts[0]] += 1
    found: dict[tuple[str, frozenset[str]], str] = {}
    for one in known:
        if len(one.concepts) == 1:
            found.setdefault((one.concepts[0], frozenset(sequences(one.wording))), one.wording)
            continue
        for concept, parts in _shared_out(parts_of(one.wording), one.concepts, usage).items():
            wording = "、".join(parts)
            found.setdefault((concept, frozenset(sequences(wording))), wording)
    return {key: wording for key, wording in found.items() if key[1]}


def _shared_out(
    parts: tuple[str, ...], concepts: tuple[str, ...], usage: dict[str, Counter[str]]
) -> dict[str, tuple[str, ...]]:
    """Return which parts of a wording speak of which of its concepts, by the wordings that name one concept alone.

    The surest pairs come first and each concept gets a part before any gets a second; what is left goes to the likest.
    """

    def support(part: str, concept: str) -> float:
        return math.fsum(
            usage[sequence][concept] / usage[sequence].total()
            for sequence in sequences(part[-_HEAD:])
            if sequence in usage
        )

    pairs = sorted(
        (
            (round(support(part, concept), _ROUNDING), -place, concept)
            for place, part in enumerate(parts)
            for concept in concepts
        ),
        reverse=True,
    )
    owner: dict[int, str] = {}
    for _, place, concept in pairs:
        if -place not in owner and concept not in owner.values():
            owner[-place] = concept
    for _, place, concept in pairs:
        owner.setdefault(-place, concept)
    return {
        concept: tuple(part for place, part in enumerate(parts) if owner[place] == concept)
        for concept in concepts
        if concept in owner.values()
    }
