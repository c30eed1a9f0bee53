"""The list of places, by province, prefecture and county; the tasks of a place with many, domain by domain."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from shiquan.comparison.areas import Area
from shiquan.publishing.current_areas import current_areas
from shiquan.publishing.document_list import UNRESOLVED
from shiquan.publishing.files import File
from shiquan.publishing.held_plans import counts
from shiquan.publishing.pages import pages
from shiquan.publishing.places_of_former_codes import former_places
from shiquan.publishing.published_data import PublishedData
from shiquan.publishing.task_vocabulary import task_vocabulary
from shiquan.publishing.views import words_of_pages
from shiquan.publishing.views.place_page import has_pages_of_domains, values_of_domain

_OF_A_PROVINCE: Final = 1
_OF_A_DOMAIN: Final = 2


@dataclass(frozen=True, slots=True)
class PlaceInList:
    """A place in the list: its held documents, the tasks that its plans divide, the documents of it and all below, the places within it."""

    area: Area
    documents: int
    tasks: int
    documents_below: int
    within: tuple[PlaceInList, ...]


class Places:
    """The section ``places/``: the list, a page for each province, ``places/<code>/<domain>/`` where a place's plans and those above it have many tasks.

    The page of a place itself stands at its address, ``id/area/<code>/``; see `shiquan.publishing.views.place_page`.
    """

    prefix: Final = "places/"

    def folders(self, data: PublishedData) -> Iterator[str]:
        """Yield the list, the provinces, and the domains of places with many tasks; see `Section`."""
        yield self.prefix
        for province in places_in_list(data).within:
            yield f"{self.prefix}{province.area.code}/"
        for code in sorted(current_areas(data).by_code):
            for name in _domains(data, code):
                yield f"{self.prefix}{code}/{name}/"

    def files(self, data: PublishedData, folder: str) -> tuple[File, ...]:
        """Return the files of a folder; see `Section`."""
        steps = folder.removeprefix(self.prefix).split("/")[:-1]
        if not steps:
            return pages(data, folder, "places.html", lambda: _values_of_all(data))
        if len(steps) == _OF_A_PROVINCE:
            province = next((one for one in places_in_list(data).within if one.area.code == steps[0]), None)
            return () if province is None else pages(data, folder, "province.html", lambda: _values(data, province))
        if len(steps) != _OF_A_DOMAIN or steps[1] not in _domains(data, steps[0]):
            return ()
        return pages(data, folder, "place_domain.html", lambda: values_of_domain(data, *steps) or {})


def _domains(data: PublishedData, code: str) -> tuple[str, ...]:
    """Return the names of the domains in which a place has a page of its own, because there is too much for one page."""
    areas = current_areas(data)
    if code not in areas.by_code or not has_pages_of_domains(data, code):
        return ()
    plans = counts(data).plans
    standing = {plan.domain for one in areas.chain(code) for plan in plans.get(one.code, ()) if not plan.repealed}
    return tuple(domain.name for domain in task_vocabulary(data) if domain.iri in standing)


@lru_cache(maxsize=2)
def places_in_list(data: PublishedData) -> PlaceInList:
    """Return the country with all places below it; it takes about 300 bytes for each of the 3,300 areas."""
    return _listed(data, "100000")


def _listed(data: PublishedData, code: str) -> PlaceInList:
    areas, counted = current_areas(data), counts(data)
    within = tuple(_listed(data, one) for one in areas.children.get(code, ()))
    documents = counted.documents.get(code, 0)
    return PlaceInList(
        areas.by_code[code],
        documents,
        counted.tasks(code),
        documents + sum(one.documents_below for one in within),
        within,
    )


def _values_of_all(data: PublishedData) -> Mapping[str, object]:
    return {
        **_values(data, places_in_list(data)),
        "former": former_places(data),
        "unresolved": f"documents/{UNRESOLVED}/",
    }


def _values(data: PublishedData, place: PlaceInList) -> Mapping[str, object]:
    return {**words_of_pages.WORDS, "place": place}
