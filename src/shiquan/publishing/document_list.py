"""The list of all documents, read once in a process, and its divisions by place, tier, area of work and year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from shiquan.comparison.arrangement import TIERS
from shiquan.publishing.names import NATION, area_name
from shiquan.publishing.published_data import PublishedData
from shiquan.publishing.site_queries import records
from shiquan.terms import AREA, DOC, DOMAIN, ELI, SQ, TIER

OTHER = "other"
"""The division of documents whose area of work is none of the vocabulary, or that have several or none."""
UNRESOLVED = "unresolved"


@dataclass(frozen=True, slots=True)
class Listed:
    """A held document in a list, by what lists are divided by. What is not known is empty; ``domain`` is the last step of the domain's IRI.

    What it is called is looked up where it is shown (`shiquan.publishing.names.document_name`).
    """

    iri: str
    area: str
    province: str
    tier: str
    domain: str
    signed: str


@dataclass(frozen=True, slots=True)
class CitedOnly:
    """A document that is cited but not held, and how often it is cited."""

    iri: str
    citations: int


@lru_cache(maxsize=4)
def held_documents(data: PublishedData) -> tuple[Listed, ...]:
    """Return all held documents: the highest tier first, then by area, the latest first.

    Raises:
        StoreError: the store cannot answer.

    """
    domains, signed = _column(data, SQ + "domain"), _column(data, ELI + "date_document")
    tiers = {row["area"]: row["tier"] or "" for row in records(data.store, "area-tiers")}
    listed = []
    for document in _column(data, SQ + "cleanedText"):
        area = document.removeprefix(DOC).partition("/")[0]
        listed.append(
            Listed(
                document,
                area,
                _province(data, area),
                tiers.get(AREA + area, "").removeprefix(TIER),
                domains.get(document, "").removeprefix(DOMAIN),
                signed.get(document, ""),
            )
        )
    # stable sorts, the last one counts most
    listed.sort(key=lambda one: (one.signed, one.iri), reverse=True)
    listed.sort(key=lambda one: (TIERS.index(one.tier) if one.tier in TIERS else len(TIERS), one.area))
    return tuple(listed)


@lru_cache(maxsize=4)
def divisions(data: PublishedData) -> Mapping[str, tuple[Listed, ...]]:
    """Return the documents of every division by its path below ``documents/``, in the order of the paths.

    ``140000/`` of a province with all that lies in it, ``140000/health/`` of those on an area of work, ``domain/health/``, ``tier/county/``, ``year/2024/``.
    Raises as `held_documents` does.
    """
    found: dict[str, list[Listed]] = {}
    for one in held_documents(data):
        domain = one.domain or OTHER
        paths = [f"{one.province}/", f"{one.province}/{domain}/", f"domain/{domain}/"]
        if one.tier:
            paths.append(f"tier/{one.tier}/")
        if one.signed:
            paths.append(f"year/{one.signed[:4]}/")
        for path in paths:
            found.setdefault(path, []).append(one)
    return {path: tuple(found[path]) for path in sorted(found)}


def latest(data: PublishedData, most: int) -> tuple[Listed, ...]:
    """Return the documents that were signed last, the latest first. Raises as `held_documents` does."""
    dated = [one for one in held_documents(data) if one.signed]
    return tuple(sorted(dated, key=lambda one: (one.signed, one.iri), reverse=True)[:most])


@lru_cache(maxsize=4)
def cited_only(data: PublishedData) -> tuple[CitedOnly, ...]:
    """Return the documents that are cited but not held, those that are cited most first. Raises as `held_documents` does."""
    held = {one.iri for one in held_documents(data)}
    return tuple(
        CitedOnly(row["document"] or "", int(row["citations"] or 0))
        for row in records(data.store, "cited-documents")
        if row["document"] not in held and (row["document"] or "").startswith(DOC)
    )


def counted(documents: tuple[Listed, ...], by: str) -> Counter[str]:
    """Return how many documents there are of each value of a field; those without a value count as `OTHER`."""
    return Counter(str(getattr(one, by)) or OTHER for one in documents)


def _column(data: PublishedData, property_: str) -> dict[str, str]:
    """Return a value of a property by document; of several the least, none where they are domains, which then stand for no single one."""
    found: dict[str, str] = {}
    several: set[str] = set()
    for row in records(data.store, "property", property_iri=property_):
        document, value = row["subject"] or "", row["value"] or ""
        if found.setdefault(document, value) != value:
            several.add(document)
            found[document] = min(found[document], value)
    return {
        document: value for document, value in found.items() if property_ != SQ + "domain" or document not in several
    }


@lru_cache(maxsize=1 << 13)
def _province(data: PublishedData, area: str) -> str:
    """Return the province of an area: the first two digits of its code name it (GB/T 2260-2007, section 3)."""
    if area == NATION or not area[:2].isdigit():
        return area
    province = area[:2] + "0000"
    return province if area_name(data, province) is not None else UNRESOLVED
