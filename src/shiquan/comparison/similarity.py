"""How alike the plans of a comparison are: which concepts they take up, and whether they give them to the same tiers.

For two places A and B, with C(A) and C(B) the concepts that their plans state:

* Jaccard index J = |C(A) ∩ C(B)| / |C(A) ∪ C(B)|: 1 where both take up the same concepts, 0 where they share none.
* agreement of holders = shared concepts whose power is held by the same tiers / |C(A) ∩ C(B)|; agreement of bearers likewise;
  agreement of arrangements = shared concepts with the same tiers, manners and shares on both sides / |C(A) ∩ C(B)|.

What J says of content the agreements say of division: two plans may list the same tasks and divide them in opposite ways.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from shiquan.comparison.arrangement import Arrangement, Basis, seen_from
from shiquan.comparison.matrix import Comparison
from shiquan.comparison.places_compared import PlaceCompared
from shiquan.stores.rows import Rows


@dataclass(frozen=True, slots=True)
class Pair:
    """Two places whose plans are held, with the counts that the measures are made of."""

    first: PlaceCompared
    second: PlaceCompared
    concepts_first: int
    concepts_second: int
    shared: int
    same_holders: int
    same_bearers: int
    same_arrangements: int

    @property
    def either(self) -> int:
        """The number of concepts that at least one of the two takes up."""
        return self.concepts_first + self.concepts_second - self.shared

    @property
    def jaccard(self) -> Fraction | None:
        """Shared concepts among those of either; None where neither plan states a concept."""
        return Fraction(self.shared, self.either) if self.either else None

    def of_shared(self, count: int) -> Fraction | None:
        """Return a count as part of the shared concepts; None where nothing is shared."""
        return Fraction(count, self.shared) if self.shared else None


@dataclass(frozen=True, slots=True)
class Similarity:
    """All pairs of places with a held plan, and the places that could not be measured because theirs is not."""

    comparison: Comparison
    pairs: tuple[Pair, ...]
    left_out: tuple[PlaceCompared, ...]

    def rows(self) -> Rows:
        """Return one row for each pair; the measures are rounded to three places, the counts are exact."""
        from shiquan.comparison.rendering import similarity_rows

        return similarity_rows(self)

    def _repr_html_(self) -> str:
        from shiquan.comparison.rendering import similarity_html

        return similarity_html(self)


def similarity(comparison: Comparison) -> Similarity:
    """Measure each pair of places of a comparison, over the comparison's lines and by its basis."""
    held = [index for index, place in enumerate(comparison.places) if place.status == "held"]
    said = {index: _stated(comparison, index) for index in held}
    pairs = tuple(
        _pair(comparison.places[one], comparison.places[other], said[one], said[other])
        for one, other in combinations(held, 2)
    )
    left_out = tuple(place for place in comparison.places if place.status != "held")
    return Similarity(comparison, pairs, left_out)


def _stated(comparison: Comparison, index: int) -> dict[str, Arrangement]:
    tier = comparison.places[index].place.tier
    found: dict[str, Arrangement] = {}
    for line in comparison.lines:
        arrangement = line.cells[index].arrangement
        if arrangement is not None:
            relative = comparison.basis is Basis.RELATIVE
            found[line.concept.iri] = seen_from(arrangement, tier) if relative else arrangement
    return found


def _pair(
    first: PlaceCompared, second: PlaceCompared, one: dict[str, Arrangement], other: dict[str, Arrangement]
) -> Pair:
    shared = [(one[concept], other[concept]) for concept in one if concept in other]
    return Pair(
        first=first,
        second=second,
        concepts_first=len(one),
        concepts_second=len(other),
        shared=len(shared),
        same_holders=sum(1 for a, b in shared if a.power.tiers == b.power.tiers),
        same_bearers=sum(1 for a, b in shared if a.expenditure.tiers == b.expenditure.tiers),
        same_arrangements=sum(1 for a, b in shared if a.key() == b.key()),
    )
