"""All administrative areas of today with the areas that enclose them, for counting and for parting places by province."""

from __future__ import annotations

from dataclasses import dataclass

from shiquan.comparison.arrangement import TIERS
from shiquan.comparison.comparison_queries import records
from shiquan.questions.trace_queries import known
from shiquan.stores.interface import QueryStore
from shiquan.terms import AREA


@dataclass(frozen=True, slots=True)
class Area:
    """An area of GB/T 2260: its code, name and tier, and the codes of the areas that enclose it, highest first."""

    code: str
    name: str
    tier: str
    within: tuple[str, ...]

    @property
    def iri(self) -> str:
        """The IRI of the area."""
        return AREA + self.code

    @property
    def parent(self) -> str | None:
        """The code of the nearest area that encloses it; None for the whole country."""
        return self.within[-1] if self.within else None

    @property
    def province(self) -> str | None:
        """The code of the area of the province tier that it is, or lies in; None for the whole country."""
        return (*self.within, self.code)[1] if self.within else None


def areas_of_today(store: QueryStore) -> dict[str, Area]:
    """Return the areas by their codes, in the order of the codes.

    Raises:
        StoreError: the store cannot answer.

    """
    named: dict[str, tuple[str, str]] = {}
    within: dict[str, set[str]] = {}
    for row in records(store, "areas"):
        code = known(row, "code")
        named[code] = (row["name"] or code, known(row, "tier"))
        if row["within"]:
            within.setdefault(code, set()).add(row["within"])
    return {code: Area(code, name, tier, _chain(code, named, within)) for code, (name, tier) in named.items()}


def _chain(code: str, named: dict[str, tuple[str, str]], within: dict[str, set[str]]) -> tuple[str, ...]:
    """Return the enclosing areas of today, whether the rows tell all of them or the nearest alone."""
    found: set[str] = set()
    waiting = [code]
    while waiting:
        for above in within.get(waiting.pop(), ()):
            if above in named and above not in found:
                found.add(above)
                waiting.append(above)
    return tuple(sorted(found, key=lambda one: (TIERS.index(named[one][1]), one)))
