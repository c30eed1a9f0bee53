"""The domains with their task concepts, by area of work, and in how many places each concept is stated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from shiquan.comparison.comparison_queries import records as comparison_records
from shiquan.comparison.places_compared import all_domains
from shiquan.publishing.addresses import THINGS
from shiquan.publishing.published_data import PublishedData
from shiquan.publishing.site_queries import records
from shiquan.questions.trace_queries import known
from shiquan.terms import CONCEPT, DOMAIN, ID


@dataclass(frozen=True, slots=True, eq=False)
class TaskInList:
    """A task concept with its names, its area of work (IRI; None without), and the places whose plans name it, by tier."""

    iri: str
    notation: str
    zh: str
    en: str
    area_of_work: str | None
    places: Mapping[str, int]

    @property
    def stated(self) -> int:
        """In how many places a plan names it."""
        return sum(self.places.values())

    @property
    def folder(self) -> str:
        """The folder of its page."""
        return THINGS + self.iri.removeprefix(ID) + "/"


@dataclass(frozen=True, slots=True, eq=False)
class AreaOfWork:
    """An area of work: IRI (None: tasks without one), names, and its tasks."""

    iri: str | None
    zh: str
    en: str
    tasks: tuple[TaskInList, ...]

    @property
    def folder(self) -> str | None:
        """The folder of its page, None without one."""
        return None if self.iri is None else THINGS + self.iri.removeprefix(ID) + "/"


@dataclass(frozen=True, slots=True, eq=False)
class DomainTasks:
    """A domain: IRI, names, and its areas of work with their tasks; none where the vocabulary has no tasks of it yet."""

    iri: str
    zh: str
    en: str
    areas: tuple[AreaOfWork, ...]

    @property
    def name(self) -> str:
        """The end of its IRI, as folders are named."""
        return self.iri.removeprefix(DOMAIN)

    @property
    def tasks(self) -> tuple[TaskInList, ...]:
        """All tasks, in the order of the areas of work."""
        return tuple(task for area in self.areas for task in area.tasks)


NO_AREA: Final = ("其他", "Other")


@lru_cache(maxsize=2)
def task_vocabulary(data: PublishedData) -> tuple[DomainTasks, ...]:
    """Return the domains in the order of their IRIs. Their size is that of the vocabulary, whatever the number of documents."""
    counted: dict[str, dict[str, int]] = {}
    for row in records(data.store, "places-naming-concepts"):
        counted.setdefault(known(row, "concept"), {})[known(row, "tier")] = int(known(row, "places"))
    found = []
    for domain in all_domains(data.store):
        names: dict[str | None, tuple[str, str]] = {}
        tasks: dict[str, TaskInList] = {}
        for row in comparison_records(data.store, "concepts", domain_iri=domain.iri):
            iri, area = known(row, "concept"), row["area_of_work"]
            names.setdefault(area, (row["area_zh"] or "", row["area_en"] or "") if area else NO_AREA)
            places = counted.get(iri, {})
            task = TaskInList(iri, known(row, "notation"), row["zh"] or "", row["en"] or "", area, places)
            tasks.setdefault(iri, task)
        areas = [
            AreaOfWork(area, zh, en, tuple(task for task in tasks.values() if task.area_of_work == area))
            for area, (zh, en) in sorted(names.items(), key=lambda item: (item[0] is None, item[0] or ""))
        ]
        found.append(DomainTasks(domain.iri, domain.name_zh, domain.name_en, tuple(one for one in areas if one.tasks)))
    return tuple(found)


def domain_in_path(data: PublishedData, name: str) -> DomainTasks | None:
    """Return the domain whose IRI ends so; None if there is none."""
    return next((domain for domain in task_vocabulary(data) if domain.name == name), None)


def task_in_path(data: PublishedData, domain: str, notation: str) -> tuple[DomainTasks, TaskInList] | None:
    """Return the domain and the task of ``<domain>/<notation>``, the end of a concept's IRI; None if there is none."""
    found = domain_in_path(data, domain)
    if found is None:
        return None
    iri = f"{CONCEPT}{domain}/{notation}"
    return next(((found, task) for task in found.tasks if task.iri == iri), None)
