"""How many places have a division plan: by province and tier, with the text held, known by name only, or none known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from shiquan.comparison.areas import Area
from shiquan.comparison.arrangement import TIERS
from shiquan.comparison.diffusion import Dated
from shiquan.stores.rows import Rows

COLUMNS = ("province_code", "province", "tier", "places", "held", "known_by_name", "none_known")


@dataclass(frozen=True, slots=True)
class Counted:
    """Places: how many there are, of how many a plan is held, of how many one is known by name only."""

    places: int
    held: int
    cited: int

    @property
    def none(self) -> int:
        """How many places there are of which no plan is known; that says nothing of whether they have one."""
        return self.places - self.held - self.cited

    def __add__(self, other: Counted) -> Counted:
        """Return the places of both."""
        return Counted(self.places + other.places, self.held + other.held, self.cited + other.cited)


@dataclass(frozen=True, slots=True)
class ProvinceCovered:
    """A province with its places counted by tier, highest first."""

    province: Area
    tiers: Mapping[str, Counted]

    @property
    def total(self) -> Counted:
        """All its places, itself among them."""
        return sum(self.tiers.values(), start=Counted(0, 0, 0))


@dataclass(frozen=True, slots=True)
class Coverage:
    """All provinces in the order of their codes, the national plans, and the plans of areas that are no area of today."""

    provinces: tuple[ProvinceCovered, ...]
    national: tuple[Dated, ...]
    elsewhere: tuple[Dated, ...]

    def rows(self) -> Rows:
        """Return one row for each province and tier."""
        return Rows(
            COLUMNS,
            tuple(
                (one.province.code, one.province.name, tier, *map(str, (n.places, n.held, n.cited, n.none)))
                for one in self.provinces
                for tier, n in one.tiers.items()
            ),
        )


def coverage(areas: Mapping[str, Area], plans: Iterable[Dated]) -> Coverage:
    """Count the areas of today by whether a plan of theirs is among the plans."""
    known = tuple(dict.fromkeys(plans))
    held = {plan.area_code for plan in known if plan.held}
    cited = {plan.area_code for plan in known} - held
    found: dict[str, Counter[tuple[str, str]]] = {}
    for area in areas.values():
        if area.province is not None:
            state = "held" if area.code in held else "cited" if area.code in cited else "none"
            found.setdefault(area.province, Counter())[area.tier, state] += 1
    return Coverage(
        provinces=tuple(ProvinceCovered(areas[code], _by_tier(found[code])) for code in sorted(found)),
        national=tuple(plan for plan in known if plan.tier == "central"),
        elsewhere=tuple(plan for plan in known if plan.area_code not in areas),
    )


def _by_tier(counted: Counter[tuple[str, str]]) -> dict[str, Counted]:
    there = {tier for tier, _ in counted}
    return {
        tier: Counted(
            sum(counted[tier, state] for state in ("held", "cited", "none")),
            counted[tier, "held"],
            counted[tier, "cited"],
        )
        for tier in TIERS
        if tier in there
    }
