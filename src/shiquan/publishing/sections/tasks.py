"""The list of tasks, and every task at every place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from shiquan.publishing.current_areas import current_areas
from shiquan.publishing.files import File
from shiquan.publishing.held_plans import counts
from shiquan.publishing.known_plans import known_plans
from shiquan.publishing.pages import pages
from shiquan.publishing.published_data import PublishedData
from shiquan.publishing.task_vocabulary import DomainTasks, domain_in_path, task_in_path, task_vocabulary
from shiquan.publishing.views import task_at_a_place, words_of_pages
from shiquan.publishing.views.task_page import places_with_chains

_LARGE: Final = 400
"""With more tasks than these the first page lists the areas of work only, and each domain has its tasks on its own page."""

_OF_A_DOMAIN: Final = 1
_AT_A_PLACE: Final = 3
_FURTHER_PAGE: Final = 4


class Tasks:
    """The section ``tasks/``: the list, a page for each domain, and ``tasks/<domain>/<notation>/<area code>/``.

    The page of a task itself stands at its address, ``id/concept/<domain>/<notation>/``; see `shiquan.publishing.views.task_page`.
    """

    prefix: Final = "tasks/"

    def folders(self, data: PublishedData) -> Iterator[str]:
        """Yield the list, then the domains, each with its tasks place by place; see `Section`."""
        yield self.prefix
        for domain in task_vocabulary(data):
            yield f"{self.prefix}{domain.name}/"
            codes = sorted(places_with_chains(data, domain))
            provinces = [code for code in codes if task_at_a_place.shows_places_within(data, domain, code)]
            # task by task where the places of a province are compared: what all places say of a task is found once for all provinces
            for task in domain.tasks:
                for code in provinces:
                    folder = f"{self.prefix}{domain.name}/{task.notation}/{code}/"
                    yield folder
                    for page in range(2, task_at_a_place.pages_of(data, domain, code) + 1):
                        yield f"{folder}{page}/"
            # place by place elsewhere: the plans above a place are the same for all of its tasks, and remembered
            for code in sorted({*codes} - {*provinces}):
                yield from (f"{self.prefix}{domain.name}/{task.notation}/{code}/" for task in domain.tasks)

    def files(self, data: PublishedData, folder: str) -> tuple[File, ...]:
        """Return the files of a folder; see `Section`."""
        steps = folder.removeprefix(self.prefix).split("/")[:-1]
        if not steps:
            return pages(data, folder, "tasks.html", lambda: _list_values(data))
        if len(steps) == _OF_A_DOMAIN:
            domain = domain_in_path(data, steps[0])
            return () if domain is None else pages(data, folder, "tasks_of_domain.html", lambda: _values(data, domain))
        if len(steps) not in (_AT_A_PLACE, _FURTHER_PAGE):
            return ()
        found = task_in_path(data, steps[0], steps[1])
        page = _page_of(steps[_AT_A_PLACE:])
        if found is None or page is None or steps[2] not in places_with_chains(data, found[0]):
            return ()
        return task_at_a_place.files(data, *found, steps[2], page, folder)


def _page_of(steps: list[str]) -> int | None:
    """Return which page a folder is by what follows its area: nothing is the first; None for what is no page."""
    if not steps:
        return 1
    number = steps[0]
    plain = number.isascii() and number.isdigit() and not number.startswith("0")
    return int(number) if plain and number != "1" else None


def _list_values(data: PublishedData) -> Mapping[str, object]:
    domains = task_vocabulary(data)
    return {
        **words_of_pages.WORDS,
        "domains": domains,
        "places_of": _places_with_plans(data),
        "large": sum(len(domain.tasks) for domain in domains) > _LARGE,
    }


def _values(data: PublishedData, domain: DomainTasks) -> Mapping[str, object]:
    return {
        **words_of_pages.WORDS,
        "domain": domain,
        "places": _places_with_plans(data).get(domain.iri, 0),
        "compared": domain.name in known_plans(data).domains,
    }


def _places_with_plans(data: PublishedData) -> Mapping[str, int]:
    """Return in how many places of today a plan of each domain (IRI) is held that has not been repealed."""
    found: dict[str, set[str]] = {}
    areas = current_areas(data)
    for code, plans in counts(data).plans.items():
        for plan in plans:
            if plan.domain is not None and not plan.repealed and code in areas.by_code:
                found.setdefault(plan.domain, set()).add(code)
    return {domain: len(codes) for domain, codes in found.items()}
