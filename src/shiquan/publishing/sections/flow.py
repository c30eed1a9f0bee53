"""From areas of work to tiers: a page for each place with division plans, by domain; and what its plans say of each task, as data.

Places are reached from the top down: the whole country's page lists the provinces, each page the places directly below that lead to a plan.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache, partial
from typing import Final

from shiquan.comparison.flow import Flow as FlowOfPlace
from shiquan.comparison.flow import flow_of
from shiquan.comparison.wording import STATUS
from shiquan.pictures.drawing import Drawing
from shiquan.pictures.flow_picture import flow_picture
from shiquan.publishing.arrangement_words import both, part_words
from shiquan.publishing.compared_data import JSON, place_data
from shiquan.publishing.files import File
from shiquan.publishing.known_plans import KnownPlans, known_plans, place_read
from shiquan.publishing.pages import pages
from shiquan.publishing.picture_files import exports, inside_page, png_can_be_made
from shiquan.publishing.place_sets import COUNTRY
from shiquan.publishing.places_of_former_codes import former_plans
from shiquan.publishing.published_data import PublishedData
from shiquan.stores.rows import Rows

_ZOOM: Final = 1
"""Every place has a PNG for each domain: at twice the size they would take longer than all the rest of the site."""

_INSIDE: Final = 60_000
"""How many characters of pictures stand inside a page; the others are shown from their files, which keeps the page light."""

_STREAMS: Final = 150
"""How many lines of tables a page has; the tables of further domains are their CSV alone."""


class Flow:
    """The section ``flow/``."""

    prefix: Final = "flow/"

    def folders(self, data: PublishedData) -> Iterator[str]:
        """Yield the index, then every area with plans, or with plans below it; see `Section`."""
        yield self.prefix
        yield from (f"{self.prefix}{code}/" for code in sorted(_places(data)))

    def files(self, data: PublishedData, folder: str) -> tuple[File, ...]:
        """Return the page of a place with the exports of each domain; see `Section`."""
        plans = known_plans(data)
        if folder == self.prefix:
            return pages(data, folder, "flow_index.html", lambda: _index(data, plans))
        code = folder.removeprefix(self.prefix).rstrip("/")
        if code not in _places(data) or folder != f"{self.prefix}{code}/":
            return ()
        files = list(pages(data, folder, "flow.html", lambda: _values(data, plans, code)))
        for key in plans.keys_of(code):
            files.append(File(f"{key}.json", JSON, partial(place_data, data, code, key)))
            if code in plans.held_codes(key):
                files += exports(key, partial(_drawn, data, code, key), partial(_rows, data, code, key), _ZOOM)
        return tuple(files)


@lru_cache(maxsize=4)
def _places(data: PublishedData) -> frozenset[str]:
    """Return the areas with a known plan and those that enclose them."""
    plans = known_plans(data)
    own = {plan.area_code for key in plans.domains for plan in plans.plans(key) if plan.area_code in plans.areas}
    return frozenset(own | {above for code in own for above in plans.areas[code].within})


@lru_cache(maxsize=16)
def _flow(data: PublishedData, code: str, key: str) -> FlowOfPlace:
    return flow_of(data.store, known_plans(data).domains[key].domain, place_read(data, code, key))


def _drawn(data: PublishedData, code: str, key: str) -> Drawing:
    return flow_picture(_flow(data, code, key))


def _rows(data: PublishedData, code: str, key: str) -> Rows:
    return _flow(data, code, key).rows()


def _values(data: PublishedData, plans: KnownPlans, code: str) -> Mapping[str, object]:
    area = plans.areas[code]
    return {
        "area": area,
        "ways_up": [(plans.areas[above].name, f"flow/{above}/") for above in area.within],
        "lower": [plans.areas[one] for one in plans.children(code) if one in _places(data)],
        "domains": _domains(data, code, plans.keys_of(code)),
        "COUNTRY": COUNTRY,
        "STATUS": STATUS,
        "part_words": part_words,
        "with_png": png_can_be_made(),
    }


def _domains(data: PublishedData, code: str, keys: tuple[str, ...]) -> list[dict[str, object]]:
    shown: list[dict[str, object]] = []
    characters = streams = 0
    for key in keys:
        place = place_read(data, code, key)
        found = _flow(data, code, key) if place.status == "held" else None
        picture = inside_page(flow_picture(found), f"flow-{key}") if found is not None and found.tasks else None
        characters += len(picture or "")
        streams += len(found.streams) if found is not None else 0
        shown.append(
            {
                "key": key,
                "domain": known_plans(data).domains[key].domain,
                "place": place,
                "notes": both(place.note),
                "flow": found,
                "picture": picture if characters <= _INSIDE else None,
                "picture_from_file": picture is not None and characters > _INSIDE,
                "table": streams <= _STREAMS,
            }
        )
    return shown


def _index(data: PublishedData, plans: KnownPlans) -> Mapping[str, object]:
    counted: dict[str, dict[str, int]] = {}
    held: dict[str, set[str]] = {key: set(plans.held_codes(key)) for key in plans.domains}
    for code in {one for codes in held.values() for one in codes}:
        province = plans.areas[code].province or COUNTRY
        of_province = counted.setdefault(province, {"places": 0, "plans": 0})
        of_province["places"] += 1
        of_province["plans"] += sum(1 for codes in held.values() if code in codes)
    return {
        "provinces": [(plans.areas[code], counted[code]) for code in sorted(counted)],
        "former": [(plans.domains[key].domain, former_plans(data, key)) for key in plans.domains],
    }
