"""Of how many places a plan is held, known by name only, or not known: by province, as tiles and as a table, for each domain and for all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache, partial
from typing import Final

from shiquan.comparison.coverage import Counted, Coverage, coverage
from shiquan.pictures.coverage_picture import coverage_picture
from shiquan.pictures.drawing import Drawing
from shiquan.publishing.addresses import relative
from shiquan.publishing.files import File
from shiquan.publishing.known_plans import known_plans
from shiquan.publishing.pages import pages
from shiquan.publishing.picture_files import exports, inside_page, png_can_be_made
from shiquan.publishing.place_sets import place_set
from shiquan.publishing.places_of_former_codes import place_of
from shiquan.publishing.published_data import PublishedData

_TIERS: Final = ("province", "prefecture", "county")


class CoverageMap:
    """The section ``coverage/``."""

    prefix: Final = "coverage/"

    def folders(self, data: PublishedData) -> Iterator[str]:
        """Yield the page of all domains, then one for each domain; see `Section`."""
        yield self.prefix
        yield from (f"{self.prefix}{key}/" for key in known_plans(data).domains)

    def files(self, data: PublishedData, folder: str) -> tuple[File, ...]:
        """Return the page and the exports of a folder; see `Section`."""
        key = folder.removeprefix(self.prefix).rstrip("/")
        if folder == self.prefix:
            key = ""
        elif key not in known_plans(data).domains or folder != f"{self.prefix}{key}/":
            return ()
        return (
            *pages(data, folder, "coverage.html", lambda: _values(data, folder, key)),
            *exports("coverage", partial(_drawn, data, key), lambda: _coverage(data, key).rows()),
        )


@lru_cache(maxsize=32)
def _coverage(data: PublishedData, key: str) -> Coverage:
    """Return the coverage of a domain; of all domains together for the empty key."""
    plans = known_plans(data)
    keys = (key,) if key else tuple(plans.domains)
    return coverage(plans.areas, (plan for one in keys for plan in plans.plans(one)))


def _drawn(data: PublishedData, key: str, links: Mapping[str, str] | None = None) -> Drawing:
    name = known_plans(data).domains[key].domain.name_zh + "领域" if key else "各领域"
    return coverage_picture(_coverage(data, key), f"{name}划分方案：各省份收录了多少地方", links)


def _values(data: PublishedData, folder: str, key: str) -> Mapping[str, object]:
    plans = known_plans(data)
    found = _coverage(data, key)
    leads = {one.province.code: _leads_to(data, key, one.province.code) for one in found.provinces if one.total.held}
    links = {code: relative(path, folder) for code, path in leads.items() if path}
    return {
        "key": key,
        "domain": plans.domains[key].domain if key else None,
        "domains": [(one, known.domain) for one, known in plans.domains.items()],
        "provinces": found.provinces,
        "totals": {tier: _total(found, tier) for tier in _TIERS},
        "leads": leads,
        "national": found.national,
        "elsewhere": found.elsewhere,
        "former": {plan.iri: place_of(data, plan.iri) for plan in found.elsewhere},
        "picture": inside_page(_drawn(data, key, links), "coverage"),
        "with_png": png_can_be_made(),
    }


def _leads_to(data: PublishedData, key: str, province: str) -> str:
    """Return the folder where more is said of a province: its matrix, or else its flows, which lead down to all of its places."""
    if key and place_set(known_plans(data), key, province) is not None:
        return f"matrix/{key}/{province}/"
    return f"flow/{province}/"


def _total(found: Coverage, tier: str) -> Counted:
    return sum((one.tiers[tier] for one in found.provinces if tier in one.tiers), start=Counted(0, 0, 0))
