"""The order of the corpus: chains of documents, each plan after the one above it, so that every beginning holds whole chains.

The unit is a province in one domain: its plan, then its prefectures, each followed by its counties. Units come in rounds: in each
round a unit gives the next few prefectures (or counties directly under the province), so that a short corpus already has
many provinces and domains, in about the proportion of tiers that the whole has. The order is drawn from the seed.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import islice
from typing import Final

from national_corpus.notices import Slot, is_revised
from national_corpus.places import NATION, Country, Place, load_country
from national_corpus.tables import load_domains

_PREFECTURES_IN_A_ROUND: Final = 4
_COUNTIES_IN_A_ROUND: Final = 36


def sequence(seed: int) -> Iterator[Slot]:
    """Return all documents of the national corpus in order, each after the document that it may carry out."""
    country = load_country()
    units = [(province, domain) for province in country.within[NATION] for domain in range(len(load_domains()))]
    random.Random(f"{seed}/order").shuffle(units)
    rounds = {
        (province.code, domain): _rounds(province, country, random.Random(f"{seed}/{province.code}/{domain}/order"))
        for province, domain in units
    }
    begun: set[int] = set()
    number = 0
    while any(number < len(parts) for parts in rounds.values()):
        for province, domain in units:
            parts = rounds[province.code, domain]
            if number >= len(parts):
                continue
            if domain not in begun:
                begun.add(domain)
                yield Slot(NATION, domain, 1)
            if number == 0:
                yield Slot(province.code, domain, 1)
            for place in parts[number]:
                yield Slot(place.code, domain, 1)
                if place.tier == "prefecture" and is_revised(seed, place.code, domain):
                    yield Slot(place.code, domain, 2)
        number += 1


def slots(seed: int, documents: int) -> list[Slot]:
    """Return the first documents of the corpus; fewer where it is shorter."""
    return list(islice(sequence(seed), documents))


def _rounds(province: Place, country: Country, chosen: random.Random) -> list[list[Place]]:
    """Return what a province gives in each round."""
    below = list(country.within.get(province.code, ()))
    chosen.shuffle(below)
    prefectures = [place for place in below if place.tier == "prefecture"]
    direct = [place for place in below if place.tier == "county"]
    rounds = [
        [
            place
            for prefecture in prefectures[start : start + _PREFECTURES_IN_A_ROUND]
            for place in (prefecture, *country.within.get(prefecture.code, ()))
        ]
        for start in range(0, len(prefectures), _PREFECTURES_IN_A_ROUND)
    ]
    rounds.extend(direct[start : start + _COUNTIES_IN_A_ROUND] for start in range(0, len(direct), _COUNTIES_IN_A_ROUND))
    return rounds or [[]]
