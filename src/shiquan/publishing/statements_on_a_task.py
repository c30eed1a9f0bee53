"""All places side by side on one task: what the plans of each say, and where places of the same tier differ."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from shiquan.comparison.areas import Area
from shiquan.comparison.arrangement import TIERS, Arrangement, united
from shiquan.comparison.assignments import AssignedTask, tasks_from
from shiquan.comparison.matrix import agreement_of, majority_of
from shiquan.graph.identifiers import document_of
from shiquan.publishing.current_areas import current_areas
from shiquan.publishing.held_plans import PlanOfDomain, plans_of_domain
from shiquan.publishing.places_of_former_codes import place_of
from shiquan.publishing.published_data import PublishedData
from shiquan.publishing.remembering import remembering
from shiquan.publishing.site_queries import records
from shiquan.questions.trace_queries import known


@dataclass(frozen=True, slots=True)
class PlaceOnTask:
    """What the standing plans of a place say on a task.

    ``status``: ``stated``, ``silent`` (a plan of the domain is held and does not name it), ``text_not_held``. ``odd``: it departs
    from what more than half of the places of its tier say (at least three of them state the task).
    """

    area: Area
    plans: tuple[PlanOfDomain, ...]
    status: str
    arrangement: Arrangement | None
    statements: tuple[AssignedTask, ...]
    odd: bool


@dataclass(frozen=True, slots=True)
class TierOnTask:
    """The places of one tier on a task: how many there are of each status, how they agree, and what most say (None: no majority)."""

    tier: str
    statuses: Counter[str]
    agreement: str
    most: Arrangement | None
    odd: int


@dataclass(frozen=True, slots=True)
class TaskEverywhere:
    """A task in all places of today with a plan of its domain, by area code; the tiers from the top; the task's words with how often they stand."""

    places: tuple[PlaceOnTask, ...]
    tiers: tuple[TierOnTask, ...]
    words: tuple[tuple[str, int], ...]
    former: tuple[PlaceOnTask, ...]
    """Places whose code is none of today: they are shown, and compared with none."""

    @property
    def stated(self) -> tuple[PlaceOnTask, ...]:
        """The places that state the task."""
        return tuple(place for place in self.places if place.status == "stated")

    def within(self, codes: frozenset[str]) -> tuple[PlaceOnTask, ...]:
        """Return those of the places that have one of the codes."""
        return tuple(place for place in self.places if place.area.code in codes)


@lru_cache(maxsize=4)
def task_everywhere(data: PublishedData, concept: str, domain: str) -> TaskEverywhere:
    """Return what the plans of all places say on a task (IRIs of concept and domain). Plans that have been repealed do not count.

    It takes about 3 kB for each place; those of the last four tasks are kept.
    """
    store, areas = remembering(data), current_areas(data)
    standing: dict[str, list[PlanOfDomain]] = {}
    for plan in plans_of_domain(data, domain):
        if plan.repealed_by is None:
            standing.setdefault(plan.area_code, []).append(plan)
    numbers = {plan.document: plan.number for plans in standing.values() for plan in plans}
    tasks = tasks_from(
        numbers,
        (
            (known(row, "document"), row)
            for row in records(store, "statements-on-a-concept", concept_iri=concept)
            if known(row, "document") in numbers
        ),
        records(store, "cases-on-a-concept", concept_iri=concept),
        records(store, "shares-on-a-concept", concept_iri=concept),
        records(store, "support-on-a-concept", concept_iri=concept),
    )
    said: dict[str, list[AssignedTask]] = {}
    for task in tasks:
        said.setdefault(document_of(task.assignment) or "", []).append(task)
    found = [
        _place(areas.by_code[code], plans, said) for code, plans in sorted(standing.items()) if code in areas.by_code
    ]
    former = tuple(
        _place(_former_area(data, plan), [plan], said)
        for code, plans in sorted(standing.items())
        if code not in areas.by_code
        for plan in plans
    )
    tiers, odd = _tiers(found)
    places = tuple(
        PlaceOnTask(one.area, one.plans, one.status, one.arrangement, one.statements, one.area.code in odd)
        for one in found
    )
    words = Counter(task.task for task in tasks if task.task)
    return TaskEverywhere(places, tiers, tuple(sorted(words.items(), key=lambda item: (-item[1], item[0]))), former)


def _former_area(data: PublishedData, plan: PlanOfDomain) -> Area:
    """Return a place that is none of today under the code and the name that its document has; its tier may be empty."""
    place = place_of(data, plan.document)
    return Area(place.code, place.name, place.tier, ())


def _place(area: Area, plans: list[PlanOfDomain], said: dict[str, list[AssignedTask]]) -> PlaceOnTask:
    statements = tuple(task for plan in plans if plan.held for task in said.get(plan.document, ()))
    status = "stated" if statements else "silent" if any(plan.held for plan in plans) else "text_not_held"
    return PlaceOnTask(area, tuple(plans), status, united(statements) if statements else None, statements, odd=False)


def _tiers(places: list[PlaceOnTask]) -> tuple[tuple[TierOnTask, ...], frozenset[str]]:
    """Return how the places of each tier compare, and the codes of those that depart from the majority of their tier."""
    tiers: list[TierOnTask] = []
    odd: set[str] = set()
    for tier in TIERS:
        there = [place for place in places if place.area.tier == tier]
        if not there:
            continue
        stated = [place.arrangement for place in there if place.arrangement is not None]
        most = majority_of(stated)
        departing = {
            place.area.code
            for place in there
            if most is not None and place.arrangement is not None and place.arrangement.key() != most
        }
        odd |= departing
        shown = next((one for one in stated if one.key() == most), None)
        statuses = Counter(place.status for place in there)
        tiers.append(TierOnTask(tier, statuses, agreement_of(stated), shown, len(departing)))
    return tuple(tiers), frozenset(odd)


def place_for_the_chain(data: PublishedData, everywhere: TaskEverywhere) -> Area | None:
    """Return the place whose chain a task's page shows: of the places that state it, the one with most areas above it that state it too.

    Among several, the one of the lowest tier, and then of the smallest code. Where no place states it, the place of the lowest tier with
    the smallest code that has a plan of the domain; None where there is no such plan.
    """
    areas = current_areas(data)
    stated = {place.area.code for place in everywhere.stated}
    among = everywhere.stated or everywhere.places
    return min(
        (place.area for place in among),
        key=lambda area: (
            -sum(1 for above in areas.chain(area.code) if above.code in stated),
            -TIERS.index(area.tier),
            area.code,
        ),
        default=None,
    )
