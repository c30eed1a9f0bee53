"""Candidate concepts from the tasks of many documents, for a domain that has no vocabulary yet.

Wordings are compared by the character sequences that they share, weighed by how rare each is, and by the heading under which
they stand. The likest groups are joined until no two are like enough. Two tasks that one statement lists side by
side, or one document puts under two areas of work, are never put into one group: the document means two kinds of work. A task that joins two kinds (转移转化促进和交易运营监督管理)
belongs to its own group and to that of each part which is like another group.
"""

from __future__ import annotations

import heapq
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from shiquan.tasks.wording import normal_wording, parts_of, sequences

JOIN = 0.3
"""Two groups are joined while the likeness of their centres is at least this."""
_HEADING = 0.2
"""How much of the likeness is that of the headings."""
_ONCE = 0.25
"""What a sequence weighs that one document alone has: mostly the name of a product or place."""
_PART = 0.6
_SHORTEST_PART = 4
_ROUNDING = 9
_OF_POWER = re.compile("事权|支出责任")

Vector = dict[str, float]


@dataclass(frozen=True, slots=True, order=True)
class TaskStatement:
    """A task as a document states it: the document's number, its statement, the heading above, the words, the quote."""

    number: str
    statement: str
    heading: str
    text: str
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A candidate concept.

    Attributes:
        label: the wording nearest the centre of the group.
        area: the heading under which most of its tasks stand; empty where all headings only name whose power it is.
        members: its tasks, sorted.
        confidence: from 0 to 1: how near the wordings are to the centre, less where few documents have them.

    """

    label: str
    area: str
    members: tuple[TaskStatement, ...]
    confidence: float


def candidates(tasks: Iterable[TaskStatement], join: float = JOIN) -> tuple[Candidate, ...]:
    """Group tasks into candidate concepts; those of most tasks first, then by label. Order of the input does not matter."""
    stated = sorted(set(tasks))
    units = sorted({_unit(task) for task in stated})
    space = _Space(units, _of_one_document(stated))
    groups = _joined(space, _kept_apart(stated, units), join)
    members = _members(space, groups)
    by_unit: dict[tuple[str, str], list[TaskStatement]] = defaultdict(list)
    for task in stated:
        by_unit[_unit(task)].append(task)
    found = [
        _candidate(
            space,
            group,
            [one for unit in group for one in by_unit[units[unit]]],
            sorted(one for unit in members[number] for one in by_unit[units[unit]]),
        )
        for number, group in enumerate(groups)
    ]
    return tuple(sorted(found, key=lambda one: (-len(one.members), one.label, one.area)))


def _unit(task: TaskStatement) -> tuple[str, str]:
    """Return a task's wording and the area of work above it; a heading that names whose power it is names no area."""
    heading = normal_wording(task.heading)
    return normal_wording(task.text), "" if _OF_POWER.search(heading) else heading


def _kept_apart(stated: list[TaskStatement], units: list[tuple[str, str]]) -> set[tuple[int, int]]:
    """Return the pairs of units that one statement lists side by side, or one document under two areas of work."""
    index = {unit: number for number, unit in enumerate(units)}
    lists: dict[tuple[str, str], set[int]] = defaultdict(set)
    documents: dict[str, set[int]] = defaultdict(set)
    for task in stated:
        lists[task.number, task.statement].add(index[_unit(task)])
        documents[task.number].add(index[_unit(task)])
    beside = {pair for listed in lists.values() for pair in combinations(sorted(listed), 2)}
    elsewhere = {
        (first, second)
        for held in documents.values()
        for first, second in combinations(sorted(held), 2)
        if units[first][0] != units[second][0] and "" != units[first][1] != units[second][1] != ""
    }
    return beside | elsewhere


class _Space:
    """Wordings and headings as vectors of weighed sequences."""

    def __init__(self, units: list[tuple[str, str]], of_one_document: frozenset[str]) -> None:
        self.units = units
        rarity = _rarity(sorted({wording for wording, _ in units}))
        self._weights = {
            sequence: weight * (_ONCE if sequence in of_one_document else 1.0) for sequence, weight in rarity.items()
        }
        headings = sorted({heading for _, heading in units})
        weights = _rarity(headings)
        self._headings = {heading: _vector(heading, weights) for heading in headings}
        self.vectors = [self.vector(wording) for wording, _ in units]

    def vector(self, wording: str) -> Vector:
        """Return a wording as a vector of length 1 (or of no sequence)."""
        return _vector(wording, self._weights)

    def likenesses(self) -> list[dict[int, float]]:
        """Return, for every unit, the others that share a sequence with it and how like they are."""
        holding: dict[str, list[int]] = defaultdict(list)
        for number, vector in enumerate(self.vectors):
            for sequence in vector:
                holding[sequence].append(number)
        shared: list[dict[int, float]] = []
        for number, vector in enumerate(self.vectors):
            dots: dict[int, float] = {}
            for sequence, weight in vector.items():
                for other in holding[sequence]:
                    dots[other] = dots.get(other, 0.0) + weight * self.vectors[other][sequence]
            heading = self._headings[self.units[number][1]]
            shared.append(
                {
                    other: round(
                        (1 - _HEADING) * dot + _HEADING * _dot(heading, self._headings[self.units[other][1]]), _ROUNDING
                    )
                    for other, dot in sorted(dots.items())
                }
            )
        return shared


def _rarity(texts: list[str]) -> dict[str, float]:
    counts = Counter(sequence for text in texts for sequence in sequences(text))
    return {sequence: math.log((1 + len(texts)) / count) for sequence, count in counts.items()}


def _of_one_document(stated: list[TaskStatement]) -> frozenset[str]:
    """Return the sequences that the tasks of one document alone have."""
    holders: dict[str, set[str]] = defaultdict(set)
    for task in stated:
        for sequence in sequences(normal_wording(task.text)):
            holders[sequence].add(task.number)
    return frozenset(sequence for sequence, documents in holders.items() if len(documents) == 1)


def _vector(text: str, weights: dict[str, float]) -> Vector:
    raw = {
        sequence: weights[sequence] * math.sqrt(len(places))
        for sequence, places in sequences(text).items()
        if sequence in weights
    }
    length = math.sqrt(math.fsum(value * value for value in raw.values()))
    return {sequence: value / length for sequence, value in raw.items()} if length else {}


def _dot(first: Vector, second: Vector) -> float:
    return math.fsum(value * second[sequence] for sequence, value in first.items() if sequence in second)


def _joined(space: _Space, apart: set[tuple[int, int]], least: float) -> list[tuple[int, ...]]:
    """Join the likest groups, by the cosine of their centres, until none are like enough; groups of units, sorted.

    Dot products of sums add up when groups are joined, so that each step costs only the neighbours of the two groups.
    """
    dots = space.likenesses()
    own = {number: dots[number].get(number, 1.0) for number in range(len(dots))}
    near = {number: {other: dot for other, dot in row.items() if other != number} for number, row in enumerate(dots)}
    barred: dict[int, set[int]] = defaultdict(set)
    for first, second in apart:
        barred[first].add(second)
        barred[second].add(first)
    groups: dict[int, tuple[int, ...]] = {number: (number,) for number in range(len(dots))}

    def likeness(first: int, second: int) -> float:
        return round(near[first][second] / math.sqrt(own[first] * own[second]), _ROUNDING)

    waiting = [
        (-likeness(first, second), groups[first], groups[second], first, second)
        for first, row in near.items()
        for second in row
        if first < second and second not in barred[first] and likeness(first, second) >= least
    ]
    heapq.heapify(waiting)
    following = len(groups)
    while waiting:
        *_, first, second = heapq.heappop(waiting)
        if first not in groups or second not in groups:
            continue
        groups[following] = tuple(sorted(groups.pop(first) + groups.pop(second)))
        own[following] = own[first] + own[second] + 2 * near[first][second]
        barred[following] = barred[first] | barred[second]
        for other in sorted(barred[following]):
            barred[other].add(following)
        row = Counter(near.pop(first)) + Counter(near.pop(second))
        near[following] = {other: row[other] for other in sorted(row) if other in groups}
        for other in near[following]:
            near[other][following] = near[following][other]
            if other not in barred[following] and (like := likeness(other, following)) >= least:
                pair = sorted([(groups[other], other), (groups[following], following)])
                heapq.heappush(waiting, (-like, pair[0][0], pair[1][0], pair[0][1], pair[1][1]))
        following += 1
    return sorted(groups.values())


def _members(space: _Space, groups: list[tuple[int, ...]]) -> list[list[int]]:
    """Return the units of each group, those of other groups included that have a part like it."""
    centres = [_centre(space, group) for group in groups]
    holding: dict[str, list[int]] = defaultdict(list)
    for number, centre in enumerate(centres):
        for sequence in centre:
            holding[sequence].append(number)
    found = [list(group) for group in groups]
    for number, group in enumerate(groups):
        for unit in group:
            for other in _groups_of_parts(space, space.units[unit][0], centres, holding):
                if other != number and unit not in found[other]:
                    found[other].append(unit)
    return found


def _groups_of_parts(
    space: _Space, wording: str, centres: list[Vector], holding: dict[str, list[int]]
) -> Iterable[int]:
    parts = [part for part in parts_of(wording) if len(part) >= _SHORTEST_PART]
    if len(parts) < 2:
        return
    for part in parts:
        vector = space.vector(part)
        near = sorted({number for sequence in vector for number in holding.get(sequence, ())})
        scored = [(round(_dot(vector, centres[number]), _ROUNDING), -number) for number in near]
        score, number = max(scored, default=(0.0, 0))
        if score >= _PART:
            yield -number


def _centre(space: _Space, group: tuple[int, ...]) -> Vector:
    total: dict[str, float] = defaultdict(float)
    for unit in group:
        for sequence, value in space.vectors[unit].items():
            total[sequence] += value
    length = math.sqrt(math.fsum(value * value for value in total.values()))
    return {sequence: value / length for sequence, value in total.items()} if length else {}


def _candidate(
    space: _Space, group: tuple[int, ...], own: list[TaskStatement], members: list[TaskStatement]
) -> Candidate:
    """Return a group as a candidate; ``own`` are its tasks without those that only have a part like it."""
    centre = _centre(space, group)
    nearness = {unit: round(_dot(space.vectors[unit], centre), _ROUNDING) for unit in group}
    label = min(group, key=lambda unit: (-nearness[unit], len(space.units[unit][0]), space.units[unit]))
    headings = Counter("" if _OF_POWER.search(task.heading) else task.heading for task in own)
    area = min(headings, key=lambda heading: (heading == "", -headings[heading], heading))
    documents = len({task.number for task in members})
    cohesion = math.fsum(nearness.values()) / len(group)
    confidence = round(cohesion * documents / (documents + 1), 2)
    return Candidate(space.units[label][0], area, tuple(members), confidence)
