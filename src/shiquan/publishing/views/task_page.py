"""The page of a task concept: what it is, its chain at one place, and all places side by side; the page of an area of work: its tasks."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Final

from shiquan.comparison.areas import Area
from shiquan.graph.identifiers import document_of
from shiquan.publishing.current_areas import CurrentAreas, current_areas
from shiquan.publishing.files import File
from shiquan.publishing.held_plans import plans_of_domain
from shiquan.publishing.pages import pages
from shiquan.publishing.places_of_former_codes import MOST, place_of
from shiquan.publishing.published_data import PublishedData
from shiquan.publishing.remembering import remembering
from shiquan.publishing.site_queries import records
from shiquan.publishing.statements_on_a_task import (
    PlaceOnTask,
    TaskEverywhere,
    place_for_the_chain,
    task_everywhere,
)
from shiquan.publishing.task_vocabulary import AreaOfWork, DomainTasks, TaskInList, task_in_path, task_vocabulary
from shiquan.publishing.views import words_of_pages
from shiquan.publishing.views.chain import chain_files, chain_of, hops_in_list, inline_picture
from shiquan.questions.trace_queries import known
from shiquan.terms import CONCEPT

MOST_PLACES: Final = 80
"""How many places a task's page shows side by side; where there are more, each province has a page of its own."""

NATIONAL: Final = "100000"
"""The code of the whole country: its chain is shown where no place can be chosen."""

_MOST_WORDS: Final = 30
_AREA_OF_WORK: Final = "/area/"

_COLUMNS: Final = (
    *("area_code", "area", "tier", "status", "power_manner", "power_tiers", "expenditure_manner", "expenditure_tiers"),
    *("shares", "support", "excludes", "conditional", "odd_one_out", "document", "number", "section", "task", "quote"),
)


@dataclass(frozen=True, slots=True)
class ProvinceOnTask:
    """A province in the list of a task: how many of its places have a plan, state the task, and depart from their tier; None: the country."""

    area: Area | None
    places: tuple[PlaceOnTask, ...]

    @property
    def stated(self) -> int:
        """How many of its places state the task."""
        return sum(1 for place in self.places if place.status == "stated")

    @property
    def odd(self) -> int:
        """How many of its places depart from the majority of their tier."""
        return sum(1 for place in self.places if place.odd)


def files(data: PublishedData, iri: str, folder: str) -> tuple[File, ...]:
    """Return the page of a task concept or of an area of work, with its files; none for an IRI that is neither."""
    domain, slash, rest = iri.removeprefix(CONCEPT).partition("/")
    if not iri.startswith(CONCEPT) or not slash:
        return ()
    found = task_in_path(data, domain, rest)
    if found is not None:
        return _files_of_task(data, *found, folder)
    for one in task_vocabulary(data):
        for area in one.areas:
            if area.iri == iri:
                return pages(data, folder, "area_of_work.html", partial(_area_values, data, one, area))
    return ()


def _files_of_task(data: PublishedData, domain: DomainTasks, task: TaskInList, folder: str) -> tuple[File, ...]:
    shown = pages(data, folder, "task.html", lambda: _values(data, domain, task))
    places = File("places.csv", "text/csv; charset=utf-8", lambda: _places_csv(data, domain, task))
    if not any(plan.repealed_by is None for plan in plans_of_domain(data, domain.iri)):
        return (*shown, places)

    def area() -> str:
        chosen = place_for_the_chain(data, task_everywhere(data, task.iri, domain.iri))
        return NATIONAL if chosen is None else chosen.code

    return (*shown, places, *chain_files(data, task.iri, area))


def _values(data: PublishedData, domain: DomainTasks, task: TaskInList) -> Mapping[str, object]:
    everywhere = task_everywhere(data, task.iri, domain.iri)
    area = place_for_the_chain(data, everywhere)
    chain = None if area is None else chain_of(data, task.iri, area.code)
    return {
        **words_of_pages.WORDS,
        "domain": domain,
        "task": task,
        "area_of_work": next((one for one in domain.areas if one.iri == task.area_of_work), None),
        "vocabulary": vocabulary_of(data, task.iri),
        "everywhere": everywhere,
        "former": [(place_of(data, place.plans[0].document), place) for place in everywhere.former[:MOST]],
        "words": everywhere.words[:_MOST_WORDS],
        "more_words": max(0, len(everywhere.words) - _MOST_WORDS),
        "provinces": provinces_of(data, everywhere),
        "by_province": len(everywhere.places) > MOST_PLACES,
        "place": area,
        "chain": chain,
        "hops": () if chain is None else hops_in_list(chain),
        "picture": None if chain is None else partial(inline_picture, chain),
        "areas": current_areas(data),
        "document_of": document_of,
        "chain_folder": partial(chain_folder, domain, task),
        "chain_codes": places_with_chains(data, domain),
    }


def _area_values(data: PublishedData, domain: DomainTasks, area: AreaOfWork) -> Mapping[str, object]:
    return {
        **words_of_pages.WORDS,
        "domain": domain,
        "area": area,
        "vocabulary": vocabulary_of(data, area.iri or ""),
    }


def chain_folder(domain: DomainTasks, task: TaskInList, code: str) -> str:
    """Return the folder of the page of a task at a place."""
    return f"tasks/{domain.name}/{task.notation}/{code}/"


@lru_cache(maxsize=16)
def places_with_chains(data: PublishedData, domain: DomainTasks) -> frozenset[str]:
    """Return the codes of the places that have a page for each task of a domain: those with a held plan of it that has not been repealed.

    Where a task's page has no room for all places, also the provinces, of which each shows its places, and the country.
    """
    if not domain.areas:
        return frozenset()
    areas = current_areas(data)
    standing = [plan for plan in plans_of_domain(data, domain.iri) if plan.repealed_by is None]
    codes = {plan.area_code for plan in standing if plan.area_code in areas.by_code}
    held = frozenset(plan.area_code for plan in standing if plan.held and plan.area_code in areas.by_code)
    if len(codes) <= MOST_PLACES:
        return held
    return held | {province.code for code in codes if (province := areas.province(code)) is not None}


@lru_cache(maxsize=64)
def vocabulary_of(data: PublishedData, iri: str) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Return what the vocabulary says of a concept: by kind (alternative, definition, example …) and language."""
    found: dict[str, dict[str, list[str]]] = {}
    for row in records(remembering(data), "concept-words", concept_iri=iri):
        found.setdefault(known(row, "kind"), {}).setdefault(row["lang"] or "", []).append(row["words"] or "")
    return {kind: {lang: tuple(words) for lang, words in by.items()} for kind, by in found.items()}


def provinces_of(data: PublishedData, everywhere: TaskEverywhere) -> tuple[ProvinceOnTask, ...]:
    """Return the places of a task by province, the country's own plans first."""
    areas: CurrentAreas = current_areas(data)
    found: dict[str, list[PlaceOnTask]] = {}
    for place in everywhere.places:
        province = areas.province(place.area.code)
        found.setdefault("" if province is None else province.code, []).append(place)
    return tuple(ProvinceOnTask(areas.by_code.get(code), tuple(places)) for code, places in sorted(found.items()))


def _places_csv(data: PublishedData, domain: DomainTasks, task: TaskInList) -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    everywhere = task_everywhere(data, task.iri, domain.iri)
    for place in (*everywhere.places, *everywhere.former):
        writer.writerows(_rows(place))
    return buffer.getvalue().encode()


def _rows(place: PlaceOnTask) -> Iterator[tuple[str, ...]]:
    """Yield a row for each statement of a place, or one for each of its plans where it states nothing."""
    head = (place.area.code, place.area.name, place.area.tier, place.status)
    one = place.arrangement
    if one is None:
        for plan in place.plans:
            yield (*head, *("",) * 9, plan.document, plan.called, "", "", "")
        return
    united = (
        *(one.power.manner, " ".join(one.power.tiers), one.expenditure.manner, " ".join(one.expenditure.tiers)),
        " ".join(f"{tier} {percent}" for tier, percent in one.shares),
        " ".join(f"{tier} {kind}".strip() for tier, kind in one.support),
        " ".join(one.excluded),
        *("true" if one.conditional else "false", "true" if place.odd else "false"),
    )
    for said in place.statements:
        document = document_of(said.assignment) or ""
        yield (*head, *united, document, said.number or "", said.section or "", said.task, said.quote or "")
