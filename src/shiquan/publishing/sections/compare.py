"""The comparison of chosen places: a page whose script puts it together from small files, one for each place and domain.

The files of places stand beside their flows (``flow/<code>/<domain>.json``); here stand what is said once for all places: the vocabulary of
each domain, the places to choose from, the names of all areas, and the words of tiers and manners.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache, partial
from typing import Final

from pypinyin import lazy_pinyin

from shiquan.comparison.wording import AGREEMENT, MANNER_EN, MANNER_ZH, STATUS, TIER_EN, TIER_ZH
from shiquan.publishing.compared_data import JSON, as_json, vocabulary_data
from shiquan.publishing.files import File
from shiquan.publishing.known_plans import KnownPlans, key_of, known_plans, size_of_vocabulary
from shiquan.publishing.pages import pages
from shiquan.publishing.place_sets import COUNTRY, place_set
from shiquan.publishing.places_of_former_codes import former_plans
from shiquan.publishing.published_data import PublishedData


class Compare:
    """The section ``compare/``."""

    prefix: Final = "compare/"

    def folders(self, data: PublishedData) -> Iterator[str]:
        """Yield the page, then its data, for all domains and for each; see `Section`."""
        yield self.prefix
        yield _DATA
        yield from (f"{_DATA}{key}/" for key in known_plans(data).domains)

    def files(self, data: PublishedData, folder: str) -> tuple[File, ...]:
        """Return the page, or the data files of a folder; see `Section`."""
        plans = known_plans(data)
        if folder == self.prefix:
            return pages(data, folder, "compare.html", partial(_values, data, plans))
        if folder == _DATA:
            return (
                File("words.json", JSON, lambda: as_json(_WORDS)),
                File("areas.json", JSON, partial(_areas, plans)),
            )
        key = folder.removeprefix(_DATA).rstrip("/")
        if key not in plans.domains or folder != f"{_DATA}{key}/":
            return ()
        return (
            File("places.json", JSON, partial(_places, data, key)),
            File("vocabulary.json", JSON, partial(vocabulary_data, data, key)),
        )


_DATA: Final = "compare/data/"

_WORDS: Final = {
    "tiers": {tier: [TIER_ZH[tier], TIER_EN[tier]] for tier in TIER_ZH},
    "manners": {manner: [MANNER_ZH[manner], MANNER_EN[manner]] for manner in MANNER_ZH},
    "statuses": {status: list(words) for status, words in STATUS.items()},
    "agreements": {kind: list(words) for kind, words in AGREEMENT.items()},
}


def _areas(plans: KnownPlans) -> bytes:
    """Return names and tiers of all areas of today: the address may name a place of which no plan is known."""
    return as_json({area.code: [area.name, area.tier] for area in plans.areas.values()})


@lru_cache(maxsize=16)
def _places(data: PublishedData, key: str) -> bytes:
    """Return the places of which a plan in the domain is known: code, name, name with those above, held or not, pinyin, initials."""
    plans = known_plans(data)
    held = set(plans.held_codes(key))
    codes = sorted({plan.area_code for plan in plans.plans(key) if plan.area_code in plans.areas})
    return as_json([_place(plans, code, code in held) for code in codes])


def _place(plans: KnownPlans, code: str, held: bool) -> list[object]:
    area = plans.areas[code]
    above = "".join(plans.areas[one].name for one in area.within if one != COUNTRY)
    syllables = lazy_pinyin(area.name)
    return [code, area.name, above, held, "".join(syllables), "".join(one[:1] for one in syllables)]


def _values(data: PublishedData, plans: KnownPlans) -> Mapping[str, object]:
    return {"domains": [_domain(data, plans, key) for key in plans.domains]}


def _domain(data: PublishedData, plans: KnownPlans, key: str) -> dict[str, object]:
    domain = plans.domains[key].domain
    country = place_set(plans, key, COUNTRY)
    with_matrix = bool(size_of_vocabulary(data, key)) and country is not None
    lower = country.lower if with_matrix and country is not None else ()
    return {
        "key": key_of(domain),
        "domain": domain,
        "with_matrix": with_matrix,
        "lower": [plans.areas[code] for code in lower],
        "former": former_plans(data, key),
    }
