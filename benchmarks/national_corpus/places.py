"""The governments of the country today: provinces, prefectures and counties, from the reference data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from shiquan.resources import reference_folder
from shiquan.terms import AREA, SKOS, SQ, TIER

NATION: Final = "100000"
MUNICIPALITY: Final = "直辖市"
REGION: Final = "自治区"
_NOT_ON_THE_MAINLAND: Final = ("710000", "810000", "820000")


@dataclass(frozen=True, slots=True)
class Place:
    """An administrative area of today: its GB/T 2260 code, name, kind (地级市, 旗 …), tier, and the area that it lies in."""

    code: str
    name: str
    kind: str
    tier: str
    parent: str | None
    prefix: str
    """Abbreviation that opens numbers of documents; empty below the provinces."""


@dataclass(frozen=True, slots=True)
class Country:
    """All places by code, what lies directly within each, and the names that several places bear."""

    places: Mapping[str, Place]
    within: Mapping[str, tuple[Place, ...]]
    shared_names: frozenset[str]

    def parent(self, place: Place) -> Place:
        """Return the place directly above.

        Raises:
            KeyError: the place is the nation.

        """
        return self.places[place.parent or ""]

    def province(self, place: Place) -> Place | None:
        """Return the province that a place is or lies in; None for the nation."""
        while place.tier not in ("province", "central"):
            place = self.parent(place)
        return place if place.tier == "province" else None


@cache
def load_country(path: Path | None = None) -> Country:
    """Read the areas of today: the nation and its 31 provinces with all that lies within them.

    Raises:
        FileNotFoundError: the file of areas is not there.

    """
    facts: dict[str, dict[str, str]] = {}
    for quad in parse(path=str(path or reference_folder() / "areas.ttl"), format=RdfFormat.TURTLE):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
            facts.setdefault(quad.subject.value, {})[quad.predicate.value] = quad.object.value
    places = {}
    for values in facts.values():
        code = values.get(SQ + "areaCode")
        if code is None or SQ + "validTo" in values or code in _NOT_ON_THE_MAINLAND:
            continue
        parent = values.get(SQ + "withinArea")
        places[code] = Place(
            code=code,
            name=values[SKOS + "prefLabel"],
            kind=values.get(SQ + "areaKind", ""),
            tier=values[SQ + "ofTier"].removeprefix(TIER),
            parent=parent.removeprefix(AREA) if parent else None,
            prefix=values.get(SQ + "numberPrefix", ""),
        )
    places = dict(sorted(places.items()))
    within: dict[str, list[Place]] = {}
    for place in places.values():
        if place.parent is not None and place.parent in places:
            within.setdefault(place.parent, []).append(place)
    names = Counter(place.name for place in places.values())
    return Country(
        places,
        {code: tuple(children) for code, children in within.items()},
        frozenset(name for name, count in names.items() if count > 1),
    )
