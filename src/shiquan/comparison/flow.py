"""From areas of work to tiers: how many tasks of a place's plan go from each area of work to which holders, and to which bearers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from shiquan.comparison.arrangement import Part, united
from shiquan.comparison.assignments import AssignedTask
from shiquan.comparison.comparison_queries import records
from shiquan.comparison.places_compared import (
    Domain,
    PlaceCompared,
    domain_named,
    domain_of_places,
    place_compared,
)
from shiquan.errors import UsageError
from shiquan.questions.days import day_of
from shiquan.questions.places import place_of
from shiquan.questions.trace_queries import known
from shiquan.stores.interface import QueryStore
from shiquan.stores.rows import Rows


@dataclass(frozen=True, slots=True)
class Stream:
    """The tasks of one area of work with the same holders and the same bearers."""

    area_of_work: str
    power: Part
    expenditure: Part
    tasks: int


@dataclass(frozen=True, slots=True)
class Flow:
    """A place's streams, in the order of the plan; each task of the plan is counted once, so their sum is ``tasks``.

    ``english`` has the English names of areas of work by their Chinese ones, as far as there are any.
    """

    domain: Domain
    place: PlaceCompared
    streams: tuple[Stream, ...]
    english: Mapping[str, str] = field(default_factory=dict)

    @property
    def tasks(self) -> int:
        """The number of tasks in all streams."""
        return sum(stream.tasks for stream in self.streams)

    def rows(self) -> Rows:
        """Return one row for each stream."""
        from shiquan.comparison.rendering import flow_rows

        return flow_rows(self)

    def _repr_html_(self) -> str:
        from shiquan.comparison.rendering import flow_html

        return flow_html(self)


def flow(store: QueryStore, area: str, domain: str | None = None, as_of: str | date | None = None) -> Flow:
    """Return the streams of a place's own division plans in a domain.

    The area of work of a task is that of its concept; a task without one counts under the heading that it stands under.

    Raises:
        UsageError: the place or the domain is not known or must be named, or no plan of the place is held.
        StoreError: the store cannot answer.

    """
    place = place_of(store, area)
    chosen = domain_named(store, domain) if domain is not None else domain_of_places(store, (place,))
    compared = place_compared(store, place, chosen, day_of(as_of))
    if compared.status != "held":
        raise UsageError(
            f"没有收录{place.name}{chosen.name_zh}领域划分方案的全文。",
            f"no text of a division plan of {place.name} in the domain {chosen.name_en or chosen.name_zh} is held.",
        )
    return flow_of(store, chosen, compared)


def flow_of(store: QueryStore, domain: Domain, place: PlaceCompared) -> Flow:
    """Return the streams of a place whose plans in the domain have been read.

    Raises:
        StoreError: the store cannot answer.

    """
    concepts = [row for row in records(store, "concepts", domain_iri=domain.iri) if row["area_zh"]]
    areas = {known(row, "concept"): known(row, "area_zh") for row in concepts}
    english = {known(row, "area_zh"): known(row, "area_en") for row in concepts if row["area_en"]}
    counted: Counter[tuple[str, Part, Part]] = Counter()
    for task in place.tasks:
        alone = united([task])
        counted[_area_of_work(task, areas), _plain(alone.power), _plain(alone.expenditure)] += 1
    order = {name: position for position, name in enumerate(dict.fromkeys(area for area, _, _ in counted))}
    streams = [Stream(*key, tasks=count) for key, count in counted.items()]
    return Flow(domain, place, tuple(sorted(streams, key=lambda one: order[one.area_of_work])), english)


def _area_of_work(task: AssignedTask, areas: dict[str, str]) -> str:
    return next((areas[one] for one in sorted(task.concepts) if one in areas), task.heading or "")


def _plain(part: Part) -> Part:
    """Return the part without the documents' own modes, so that streams of one kind count together."""
    return Part(part.manner, part.tiers, ())
