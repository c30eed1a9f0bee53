"""Which places stand side by side in a matrix: a place with those directly below it, so that equals are compared with equals.

Where the plans of a domain are few, all of them stand in one set. Else the whole country's set has the provinces, a province's its prefectures
(and the counties directly below it), a prefecture's its counties.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from shiquan.publishing.known_plans import KnownPlans

COUNTRY: Final = "100000"
ALL_IN_ONE: Final = 12
"""With this many places or fewer, one set has all."""


@dataclass(frozen=True, slots=True)
class PlaceSet:
    """Places that are compared, by their codes.

    ``of`` is the area that the set is about, ``above`` the same where its own plan is held (shown first, not compared), ``lower`` are
    the areas below it that have sets of their own, and ``ways_up`` the areas above it with sets, highest first.
    """

    of: str
    above: str | None
    places: tuple[str, ...]
    lower: tuple[str, ...]
    ways_up: tuple[str, ...]


def place_set(plans: KnownPlans, key: str, code: str) -> PlaceSet | None:
    """Return the set of an area in a domain; None where there is none."""
    held = plans.held_codes(key)
    if len(held) <= ALL_IN_ONE:
        return PlaceSet(COUNTRY, None, held, (), ()) if code == COUNTRY and held else None
    area = plans.areas.get(code)
    if area is None:
        return None
    inner = _inner(plans, held)
    if code not in inner:
        return None
    children = plans.children(code)
    return PlaceSet(
        of=code,
        above=code if code in held else None,
        places=tuple(child for child in children if child in held),
        lower=tuple(child for child in children if child in inner),
        ways_up=area.within,
    )


def place_sets(plans: KnownPlans, key: str) -> Iterator[PlaceSet]:
    """Yield all sets of a domain, from the top down."""
    first = place_set(plans, key, COUNTRY)
    waiting = [first] if first is not None else []
    while waiting:
        one = waiting.pop(0)
        yield one
        waiting += [found for code in one.lower if (found := place_set(plans, key, code)) is not None]


def _inner(plans: KnownPlans, held: tuple[str, ...]) -> frozenset[str]:
    """Return the areas that enclose a place with a plan."""
    return frozenset(code for place in held for code in plans.areas[place].within)
