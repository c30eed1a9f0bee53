"""Which area a name, an issuer or a document number belongs to. The areas are data (`data/reference/areas.ttl`)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from shiquan.model import Area, Tier
from shiquan.parsing.passages import LONGEST_KEPT, kept
from shiquan.resources import reference_folder
from shiquan.terms import AREA, SKOS, SQ, TIER

_KIND_ENDING = re.compile(
    r"(?:特别行政区|维吾尔自治区|壮族自治区|回族自治区|自治区|自治州|自治县|自治旗|林区|特区|地区|省|市|县|区|旗|盟)$"
)

_MOST_NAMES = 8192
"""Names of which it is kept which areas they name."""
_AUTONOMOUS = ("自治州", "自治县", "自治旗")


@dataclass(frozen=True, slots=True)
class _Entry:
    area: Area
    until: str
    """The month of its end (2019-04), empty for an area of today."""


class Gazetteer:
    """The areas by code, by name and by short name."""

    def __init__(self, entries: Iterable[tuple[Area, str, tuple[str, ...], tuple[str, ...]]]) -> None:
        """Take areas, the months in which former ones ended, their other names and their prefixes in document numbers."""
        self._by_code: dict[str, Area] = {}
        self._by_name: dict[str, list[_Entry]] = defaultdict(list)
        self._by_prefix: dict[str, Area] = {}
        self._today: set[str] = set()
        self._spoken: set[str] = {"全国"}
        """Names that stand for themselves although they do not end as full names do, or not in the kind of their area."""
        for area, until, names, prefixes in entries:
            if not until:
                self._by_code[area.code] = area
                self._today.add(area.code)
            else:
                self._by_code.setdefault(area.code, area)
            if area.name.endswith(_AUTONOMOUS):
                self._spoken.update(name for name in names if name.endswith(("州", "县", "旗")))
            for name in dict.fromkeys((area.name, *names, short_name(area.name))):
                self._by_name[name].append(_Entry(area, until))
            if not until:
                for prefix in prefixes:
                    self._by_prefix[prefix] = area
        self._longest = max(map(len, self._by_name))
        self._below_provinces = [
            area
            for code, area in sorted(self._by_code.items())
            if area.tier in (Tier.PREFECTURE, Tier.COUNTY) and code in self._today
        ]
        self._known_openings = kept(lru_cache(maxsize=_MOST_NAMES)(self._opening))

    def by_code(self, code: str) -> Area | None:
        """Return the area of a GB/T 2260 code."""
        return self._by_code.get(code)

    def named(self, name: str) -> tuple[Area, ...]:
        """Return the areas of a full or short name, by code: those of today, or else the former ones that had it last in each province."""
        entries = self._by_name.get(name, [])
        today = [entry.area for entry in entries if not entry.until]
        full = [area for area in today if area.name == name]
        return tuple(sorted(full or today or _last_in_each_province(entries), key=lambda area: area.code))

    def of_prefix(self, agency: str) -> Area | None:
        """Return the province whose abbreviation opens an agency code (晋政办发 → 山西省); 国 is the nation."""
        return self._by_prefix.get(agency[:1])

    def beginning_with(self, words: str) -> tuple[Area, ...]:
        """Return today's areas below the provinces whose name begins with some words, by code."""
        return tuple(area for area in self._below_provinces if area.name.startswith(words))

    def above(self, area: Area) -> tuple[Area, ...]:
        """Return the areas that an area lies within, the nearest first."""
        chain = []
        parent = area.parent
        while parent is not None and (upper := self._by_code.get(parent)) is not None:
            chain.append(upper)
            parent = upper.parent
        return tuple(chain)

    def opening(self, words: str) -> tuple[tuple[Area, ...], int]:
        """Return the areas that a text's opening names, and the length of their name.

        Several names in a row (江苏省徐州市鼓楼区) lead to the last. Where a name fits several areas, all are returned; the
        longest name wins over a shorter one.
        """
        return (self._known_openings if len(words) <= LONGEST_KEPT else self._opening)(words)

    def _opening(self, words: str) -> tuple[tuple[Area, ...], int]:
        taken = 0
        candidates: tuple[Area, ...] = ()
        while True:
            step, length = self._step(words[taken:], candidates)
            if not step:
                return candidates, taken
            candidates, taken = step, taken + length

    def _step(self, words: str, within: tuple[Area, ...]) -> tuple[tuple[Area, ...], int]:
        for length in range(min(len(words), self._longest), 1, -1):
            name = words[:length]
            entries = self._by_name.get(name)
            if not entries:
                continue
            full = bool(_KIND_ENDING.search(name)) or name in self._spoken
            found = [area for area in self.named(name) if full or area.tier is Tier.PROVINCE or (not within and full)]
            if within:
                found = [area for area in found if any(upper in within for upper in self.above(area))]
            if found:
                return tuple(found), length
        return (), 0


def _last_in_each_province(entries: Iterable[_Entry]) -> list[Area]:
    """Return of former areas of one name those that ended last: a place that was given other codes and ranks over the years is the one of its last."""
    entries = list(entries)
    last: dict[str, str] = {}
    for entry in entries:
        province = entry.area.code[:2]
        last[province] = max(last.get(province, ""), entry.until)
    return [entry.area for entry in entries if entry.until == last[entry.area.code[:2]]]


def short_name(name: str) -> str:
    """Return a name without its kind: 临汾市 → 临汾; short names stay whole."""
    bare = _KIND_ENDING.sub("", name) if len(name) > 2 else name
    return bare if len(bare) >= 2 else name


@cache
def load_gazetteer(path: Path | None = None) -> Gazetteer:
    """Read the areas from the reference data.

    Raises:
        FileNotFoundError: the file is not there.

    """
    facts: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for quad in parse(path=str(path or reference_folder() / "areas.ttl"), format=RdfFormat.TURTLE):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
            facts[quad.subject.value][quad.predicate.value].append(quad.object.value)
    return Gazetteer(
        (
            Area(
                code=values[SQ + "areaCode"][0],
                name=values[SKOS + "prefLabel"][0],
                tier=Tier(values[SQ + "ofTier"][0].removeprefix(TIER)),
                kind=next(iter(values[SQ + "areaKind"]), ""),
                parent=next((parent.removeprefix(AREA) for parent in values[SQ + "withinArea"]), None),
            ),
            max(values[SQ + "validTo"], default=""),
            tuple(values[SKOS + "altLabel"]),
            tuple(values[SQ + "numberPrefix"]),
        )
        for iri, values in sorted(facts.items())
        if values[SQ + "areaCode"]
    )
