"""The reform in time: the plans of a domain from the national one down, with the days between them; for large data sets by province."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from statistics import median_low
from typing import Final

from shiquan.comparison.diffusion import Diffusion, Step
from shiquan.pictures.drawing import Drawing
from shiquan.pictures.timeline_picture import timeline_picture
from shiquan.publishing.files import File
from shiquan.publishing.known_plans import KnownPlans, known_plans
from shiquan.publishing.pages import pages
from shiquan.publishing.picture_files import exports, inside_page, png_can_be_made
from shiquan.publishing.places_of_former_codes import place_of
from shiquan.publishing.published_data import PublishedData

_ALL_IN_ONE: Final = 60
"""With this many plans or fewer, one page has all."""

_ON_A_PAGE: Final = 50
"""Plans of a page besides those of the tiers above, which every page of a province shows for reference."""


class Timeline:
    """The section ``timeline/``."""

    prefix: Final = "timeline/"

    def folders(self, data: PublishedData) -> Iterator[str]:
        """Yield the index, then every domain with its provinces; see `Section`."""
        plans = known_plans(data)
        yield self.prefix
        for key in plans.domains:
            yield f"{self.prefix}{key}/"
            for province in _provinces(plans, key):
                for page in range(1, _page_count(plans, key, province) + 1):
                    yield _folder(key, province, page)

    def files(self, data: PublishedData, folder: str) -> tuple[File, ...]:
        """Return the page and the exports of a folder; see `Section`."""
        plans = known_plans(data)
        if folder == self.prefix:
            return pages(data, folder, "timeline_index.html", lambda: {"domains": _index(plans)})
        key, *rest = folder.removeprefix(self.prefix).split("/")[:-1] or [""]
        if key not in plans.domains:
            return ()
        province, page = (rest[0] if rest else None), 1
        if province is not None:
            if province not in _provinces(plans, key):
                return ()
            page = next(
                (
                    one
                    for one in range(1, _page_count(plans, key, province) + 1)
                    if _folder(key, province, one) == folder
                ),
                0,
            )
        if not page or (province is None and folder != f"{self.prefix}{key}/"):
            return ()
        shown = partial(_shown, plans, key, province, page)
        return (
            *pages(data, folder, "timeline.html", lambda: _values(data, plans, key, province, page)),
            *exports("timeline", lambda: _drawn(shown()), lambda: shown().rows()),
        )


def _folder(key: str, province: str, page: int) -> str:
    return f"{Timeline.prefix}{key}/{province}/" + (f"{page}/" if page > 1 else "")


def _provinces(plans: KnownPlans, key: str) -> tuple[str, ...]:
    """Return the provinces that have pages: those with plans below their own, where not all plans stand on one page."""
    if len(plans.domains[key].steps) <= _ALL_IN_ONE:
        return ()
    lower = (plans.areas.get(plan.area_code) for plan in plans.plans(key))
    return tuple(
        sorted({area.province for area in lower if area is not None and area.province and area.parent != "100000"})
    )


def _below(plans: KnownPlans, key: str, province: str) -> list[Step]:
    """Return the steps of the places within a province, its own not among them."""
    return [step for step in plans.domains[key].steps if _within(plans, step, province)]


def _within(plans: KnownPlans, step: Step, province: str) -> bool:
    area = plans.areas.get(step.plan.area_code)
    return area is not None and area.province == province and area.code != province


def _page_count(plans: KnownPlans, key: str, province: str) -> int:
    return max(1, -(-len(_below(plans, key, province)) // _ON_A_PAGE))


def _shown(plans: KnownPlans, key: str, province: str | None, page: int) -> Diffusion:
    """Return the steps of a page."""
    whole = plans.domains[key]
    if province is None:
        if not _provinces(plans, key):
            return whole
        # of unknown tier are the plans of areas that are no more: they belong to no province's page
        return replace(whole, steps=tuple(s for s in whole.steps if s.plan.tier in ("central", "province", None)))
    head = [step for step in whole.steps if step.plan.tier == "central" or step.plan.area_code == province]
    below = _below(plans, key, province)[(page - 1) * _ON_A_PAGE : page * _ON_A_PAGE]
    return replace(whole, steps=(*head, *below))


def _drawn(shown: Diffusion) -> Drawing:
    return timeline_picture(shown)


def _values(data: PublishedData, plans: KnownPlans, key: str, province: str | None, page: int) -> Mapping[str, object]:
    shown = _shown(plans, key, province, page)
    counts = {code: len(_below(plans, key, code)) for code in _provinces(plans, key)} if province is None else {}
    return {
        "key": key,
        "domain": shown.domain,
        "area": plans.areas[province] if province else None,
        "steps": shown.steps,
        "former": {
            step.plan.iri: place_of(data, step.plan.iri)
            for step in shown.steps
            if step.plan.area_code not in plans.areas
        },
        "total": len(plans.domains[key].steps),
        "provinces": [(plans.areas[code], count) for code, count in counts.items()],
        "page": page,
        "page_count": _page_count(plans, key, province) if province else 1,
        "first_folder": _folder(key, province, 1) if province else f"{Timeline.prefix}{key}/",
        "picture": inside_page(timeline_picture(shown), "timeline"),
        "with_png": png_can_be_made(),
    }


def _index(plans: KnownPlans) -> list[dict[str, object]]:
    return [
        {
            "key": key,
            "domain": found.domain,
            "held": sum(1 for step in found.steps if step.plan.held),
            "known": sum(1 for step in found.steps if not step.plan.held),
            "national": [step.plan for step in found.steps if step.plan.tier == "central"],
            "last": max((step.plan.signed for step in found.steps if step.plan.signed), default=None),
            "days": _typical_days(found),
        }
        for key, found in plans.domains.items()
    ]


def _typical_days(found: Diffusion) -> dict[str, int]:
    """Return by tier how many days after the national plan half of its plans were signed."""
    days: dict[str, list[int]] = {}
    for step in found.steps:
        if step.plan.tier and step.days_since_national is not None:
            days.setdefault(step.plan.tier, []).append(step.days_since_national)
    return {tier: median_low(found) for tier, found in days.items()}
