"""The page of a task at a place: its chain from the national plan down to there; for a province also its places side by side."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache, partial
from typing import Final

from shiquan.comparison.areas import Area
from shiquan.graph.identifiers import document_of
from shiquan.publishing.current_areas import current_areas
from shiquan.publishing.files import File
from shiquan.publishing.held_plans import plans_of_domain
from shiquan.publishing.pages import pages
from shiquan.publishing.published_data import PublishedData
from shiquan.publishing.statements_on_a_task import PlaceOnTask, task_everywhere
from shiquan.publishing.task_vocabulary import DomainTasks, TaskInList
from shiquan.publishing.views import words_of_pages
from shiquan.publishing.views.chain import chain_files, chain_of, hops_in_list, inline_picture
from shiquan.publishing.views.task_page import MOST_PLACES, chain_folder, places_with_chains

_AT_ONCE: Final = MOST_PLACES
"""Places of a province on one page."""


def files(
    data: PublishedData, domain: DomainTasks, task: TaskInList, code: str, page: int, folder: str
) -> tuple[File, ...]:
    """Return the files of a folder of a task at a place; ``page`` counts the pages of a province's places from 1."""
    if page > pages_of(data, domain, code):
        return ()
    area = current_areas(data).by_code[code]
    shown = pages(data, folder, "task_at_place.html", lambda: _values(data, domain, task, area, page))
    return (*shown, *(chain_files(data, task.iri, lambda: code) if page == 1 else ()))


def pages_of(data: PublishedData, domain: DomainTasks, code: str) -> int:
    """Return how many pages the places of an area take; 1 for an area that is no province."""
    return max(1, -(-len(_codes_within(data, domain, code)) // _AT_ONCE))


def shows_places_within(data: PublishedData, domain: DomainTasks, code: str) -> bool:
    """Tell whether the pages of a task at a place compare the places within it: those of provinces do."""
    return current_areas(data).by_code[code].tier == "province" and bool(_codes_within(data, domain, code))


@lru_cache(maxsize=64)
def _codes_within(data: PublishedData, domain: DomainTasks, code: str) -> frozenset[str]:
    """Return the codes of a province's places with a standing plan of the domain; nothing for an area that is no province."""
    areas = current_areas(data)
    if areas.by_code[code].tier != "province":
        return frozenset()
    return frozenset(
        plan.area_code
        for plan in plans_of_domain(data, domain.iri)
        if plan.repealed_by is None and code in [area.code for area in areas.chain(plan.area_code)]
    )


def _values(data: PublishedData, domain: DomainTasks, task: TaskInList, area: Area, page: int) -> Mapping[str, object]:
    areas = current_areas(data)
    chain = chain_of(data, task.iri, area.code)
    within: tuple[PlaceOnTask, ...] = ()
    codes = _codes_within(data, domain, area.code)
    if codes:
        within = task_everywhere(data, task.iri, domain.iri).within(codes)[(page - 1) * _AT_ONCE : page * _AT_ONCE]
    return {
        **words_of_pages.WORDS,
        "domain": domain,
        "task": task,
        "place": area,
        "full_name": areas.full_name(area.code),
        "above": areas.chain(area.code)[:-1],
        "chain": chain,
        "hops": hops_in_list(chain) if page == 1 else (),
        "picture": partial(inline_picture, chain) if page == 1 else None,
        "within": within,
        "page": page,
        "pages": pages_of(data, domain, area.code),
        "areas": areas,
        "document_of": document_of,
        "chain_folder": partial(chain_folder, domain, task),
        "chain_codes": places_with_chains(data, domain),
    }
