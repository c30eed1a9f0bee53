"""Documents of places whose area code is none of today: renamed, merged, or never resolved. They stand beside the lists of places, not in them.

What the sources do not tell, which place followed a former one, is not guessed: such a document keeps the code in its own address, and the name that the
reference data have for that code, or that the document has for its issuer.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from shiquan.graph.identifiers import graph_iri
from shiquan.publishing.current_areas import current_areas
from shiquan.publishing.document_list import UNRESOLVED, held_documents
from shiquan.publishing.known_plans import known_plans
from shiquan.publishing.names import INSTRUMENTS, area_name, document_name
from shiquan.publishing.published_data import PublishedData
from shiquan.publishing.site_queries import records
from shiquan.terms import AREA, DOC, SQ

MOST: Final = 100
"""How many documents a page names; all plans of a domain stand on its page of the coverage."""


@dataclass(frozen=True, slots=True)
class FormerPlace:
    """A place by the code in the address of a document; empty where the issuer is not resolved to any.

    ``name`` is that of the former area, else of the issuer as the document has it, else empty; ``tier`` that of the former area, else
    empty; ``iri`` is the former area where the reference data have it.
    """

    code: str
    name: str
    tier: str
    iri: str | None


@dataclass(frozen=True, slots=True)
class FormerPlan:
    """A division plan of such a place, held or known by name only."""

    place: FormerPlace
    iri: str
    called: str
    held: bool


@dataclass(frozen=True, slots=True)
class FormerPlans:
    """The plans of a domain whose places are none of today, at most `MOST`, and how many there are."""

    key: str
    plans: tuple[FormerPlan, ...]
    number: int


def is_of_today(data: PublishedData, code: str) -> bool:
    """Tell whether a code is that of an area of today."""
    return code in current_areas(data).by_code


@lru_cache(maxsize=1 << 12)
def place_of(data: PublishedData, document: str) -> FormerPlace:
    """Return the place of a document, as it and the reference data tell it.

    Raises:
        StoreError: the store cannot answer.

    """
    code = document.removeprefix(DOC).partition("/")[0]
    told = [
        (row["property"], row["value"] or "")
        for graph in (graph_iri(document), INSTRUMENTS)
        for row in records(data.store, "about", graph_iri=graph, thing_iri=document)
    ]
    # the area that the document itself names comes first; a code that meant several areas has one for each of them
    for iri in (*(value for name, value in told if name == SQ + "ofArea"), AREA + code):
        area = area_name(data, iri.removeprefix(AREA))
        if area is not None:
            return FormerPlace(code, area.name, area.tier, iri)
    issuers = dict.fromkeys(value for name, value in told if name == SQ + "issuerName")
    return FormerPlace("" if code == UNRESOLVED else code, "、".join(issuers), "", None)


@lru_cache(maxsize=2)
def former_places(data: PublishedData) -> tuple[tuple[FormerPlace, int], ...]:
    """Return the places of today's codes none of which held documents have, by code, with how many documents; raises as `place_of` does.

    All documents whose issuer is not resolved count as of one place, which has neither code nor name.
    """
    found: dict[str, list[str]] = {}
    for one in held_documents(data):
        if not is_of_today(data, one.area):
            found.setdefault(one.area, []).append(one.iri)
    return tuple(
        (FormerPlace("", "", "", None) if code == UNRESOLVED else place_of(data, documents[0]), len(documents))
        for code, documents in sorted(found.items())
    )


def former_plans(data: PublishedData, key: str) -> FormerPlans:
    """Return the plans of a domain (the end of its IRI) of places that are none of today; raises as `place_of` does."""
    found = [plan.iri for plan in known_plans(data).plans(key) if not is_of_today(data, plan.area_code)]
    return FormerPlans(key, tuple(_plans(data, sorted(found)[:MOST])), len(found))


def _plans(data: PublishedData, documents: Iterable[str]) -> Iterable[FormerPlan]:
    for iri in documents:
        name = document_name(data, iri)
        yield FormerPlan(place_of(data, iri), iri, name.called, name.held)
