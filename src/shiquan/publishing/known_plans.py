"""What the data set knows of division plans as a whole: which places have one in which domain, and what a place's plans say.

The first is found once for a data set; of the second the latest are kept, because the pages, pictures and tables of a folder are made
from the same places.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from shiquan.comparison.areas import Area
from shiquan.comparison.comparison_queries import records
from shiquan.comparison.diffusion import Dated, Diffusion, diffusions
from shiquan.comparison.places_compared import Domain, PlaceCompared, place_compared
from shiquan.publishing.current_areas import CurrentAreas, current_areas
from shiquan.publishing.published_data import PublishedData
from shiquan.questions.places import place_with_code
from shiquan.questions.trace_queries import known


@dataclass(frozen=True, slots=True)
class KnownPlans:
    """All areas of today by code, and the plans of every domain of which one is known, by the domain's key."""

    today: CurrentAreas
    domains: Mapping[str, Diffusion]

    def held_codes(self, key: str) -> tuple[str, ...]:
        """Return the codes of the places of which the text of a plan in the domain is held, in their order."""
        return tuple(sorted({plan.area_code for plan in self.plans(key) if plan.held and plan.area_code in self.areas}))

    def plans(self, key: str) -> Iterator[Dated]:
        """Yield the plans of a domain."""
        return (step.plan for step in self.domains[key].steps)

    def keys_of(self, code: str) -> tuple[str, ...]:
        """Return the keys of the domains in which a plan of the place is known."""
        return tuple(key for key in self.domains if any(plan.area_code == code for plan in self.plans(key)))

    @property
    def areas(self) -> Mapping[str, Area]:
        """The areas of today by their code."""
        return self.today.by_code

    def children(self, code: str) -> tuple[str, ...]:
        """Return the codes of the areas that an area directly encloses."""
        return self.today.children.get(code, ())


def key_of(domain: Domain) -> str:
    """Return what stands for a domain in addresses: the last part of its IRI."""
    return domain.iri.rsplit("/", 1)[-1]


@lru_cache(maxsize=4)
def known_plans(data: PublishedData) -> KnownPlans:
    """Return what is known of plans. It is found once for a data set."""
    return KnownPlans(current_areas(data), {key_of(one.domain): one for one in diffusions(data.store)})


@lru_cache(maxsize=256)
def place_read(data: PublishedData, code: str, key: str) -> PlaceCompared:
    """Return what the plans of a place in a domain say. The code must be that of an area of today.

    Raises:
        KeyError: there is no area of that code, or no plan of the domain.

    """
    place = place_with_code(data.store, code)
    if place is None:
        raise KeyError(code)
    return place_compared(data.store, place, known_plans(data).domains[key].domain, None)


@lru_cache(maxsize=64)
def size_of_vocabulary(data: PublishedData, key: str) -> int:
    """Return how many task concepts the vocabulary of a domain has; none where it has no vocabulary yet."""
    domain = known_plans(data).domains[key].domain
    return len({known(row, "concept") for row in records(data.store, "concepts", domain_iri=domain.iri)})
