"""The areas of today as a tree: what lies in what, and what an area is called."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from shiquan.comparison.areas import Area, areas_of_today
from shiquan.publishing.published_data import PublishedData


@dataclass(frozen=True, slots=True)
class CurrentAreas:
    """All areas of today by their code, in the order of codes, and the codes of those directly within each."""

    by_code: dict[str, Area]
    children: dict[str, tuple[str, ...]]

    @classmethod
    def of(cls, by_code: dict[str, Area]) -> CurrentAreas:
        """Return these areas as a tree."""
        children: dict[str, list[str]] = {}
        for area in by_code.values():
            if area.parent is not None:
                children.setdefault(area.parent, []).append(area.code)
        return cls(by_code, {code: tuple(sorted(below)) for code, below in children.items()})

    def chain(self, code: str) -> tuple[Area, ...]:
        """Return the areas that enclose an area, highest first, itself last; nothing for a code that is none of today."""
        area = self.by_code.get(code)
        return () if area is None else (*(self.by_code[above] for above in area.within), area)

    def province(self, code: str) -> Area | None:
        """Return the province that an area lies in, or is; None for the whole country and codes that are none of today."""
        return next((area for area in self.chain(code) if area.tier == "province"), None)

    def full_name(self, code: str) -> str:
        """Return the name with those of the enclosing areas below the central tier: 山西省临汾市尧都区."""
        chain = self.chain(code)
        return "".join(area.name for area in chain if area.tier != "central" or len(chain) == 1)

    def name(self, code: str) -> str:
        """Return the name of an area, or the code where it is none of today."""
        area = self.by_code.get(code)
        return code if area is None else area.name


@lru_cache(maxsize=2)
def current_areas(data: PublishedData) -> CurrentAreas:
    """Return the areas of today. Their number does not grow with the documents: some 3,300."""
    return CurrentAreas.of(areas_of_today(data.store))
