"""What things are called in both languages: the terms of the vocabularies, areas, documents. Looked up once in a process."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from shiquan.graph.identifiers import graph_iri
from shiquan.publishing.languages import Language
from shiquan.publishing.published_data import PublishedData
from shiquan.publishing.site_queries import Record, records
from shiquan.terms import AREA, DOC, ELI, GRAPH, SKOS, SQ, TIER

INSTRUMENTS: Final = GRAPH + "instruments"
"""The named graph of what the reference data know of documents."""
AREAS: Final = GRAPH + "areas"
"""The named graph of the areas."""
NATION: Final = "100000"


@dataclass(frozen=True, slots=True)
class Name:
    """The names of a term in both languages, and its notation where it has one."""

    chinese: str
    english: str
    notation: str

    def in_language(self, language: Language) -> str:
        """Return the name in a language."""
        return language.say(self.chinese, self.english)


@dataclass(frozen=True, slots=True)
class AreaName:
    """An area: its code, its name, the notation of its tier, and the code of the area next above (empty for the nation)."""

    code: str
    name: str
    tier: str
    within: str


@dataclass(frozen=True, slots=True)
class DocumentName:
    """What a document is called: number and title as it has them or as they are known; empty where they are not.

    ``held`` tells whether its text is in the data set; dates are ISO, empty where they are not known. ``field`` is its area of work in the
    words of its title.
    """

    iri: str
    number: str
    title: str
    held: bool
    signed: str
    in_force: str
    field: str

    @property
    def area_code(self) -> str:
        """Return the code of its area as its IRI has it; ``unresolved`` where the issuer is not known."""
        return self.iri.removeprefix(DOC).partition("/")[0]

    @property
    def called(self) -> str:
        """Return its number, or the title of one without a number."""
        return self.number or self.title or self.iri.removeprefix(DOC)


@lru_cache(maxsize=8)
def vocabulary(data: PublishedData) -> dict[str, Name]:
    """Return the names of all terms of the vocabularies, by IRI.

    Raises:
        StoreError: the store cannot answer.

    """
    found: dict[str, dict[str, str]] = {}
    for row in records(data.store, "vocabulary-names"):
        names = found.setdefault(row["term"] or "", {})
        names.setdefault(row["language"] or "", row["name"] or "")
        names.setdefault("notation", row["notation"] or "")
    return {
        term: Name(
            names.get("zh") or names.get("en") or "", names.get("en") or names.get("zh") or "", names["notation"]
        )
        for term, names in found.items()
    }


@lru_cache(maxsize=8)
def mode_names(data: PublishedData) -> dict[str, Name]:
    """Return the names of the modes of power and expenditure, and of the other coded values, by their notation. Raises as `vocabulary` does."""
    found: dict[str, Name] = {}
    for term, name in sorted(vocabulary(data).items()):
        if term.startswith(SQ) and name.notation:
            found.setdefault(name.notation, name)
    return found


def name_of(data: PublishedData, term: str) -> Name:
    """Return the name of a term; the last step of its IRI where the vocabularies do not have it. Raises as `vocabulary` does."""
    last = term.rpartition("#")[2].rpartition("/")[2]
    return vocabulary(data).get(term) or Name(last, last, last)


@lru_cache(maxsize=1 << 14)
def area_name(data: PublishedData, code: str) -> AreaName | None:
    """Return an area by its code; None where the reference data do not have it. Raises as `vocabulary` does."""
    told = _told(data, AREAS, AREA + code)
    if not told:
        return None
    names = {row["language"]: row["value"] or "" for row in told if row["property"] == SKOS + "prefLabel"}
    return AreaName(
        code,
        names.get("zh", code),
        _least(told, SQ + "ofTier").removeprefix(TIER),
        _least(told, SQ + "withinArea").removeprefix(AREA),
    )


def areas_above(data: PublishedData, code: str) -> tuple[AreaName, ...]:
    """Return an area with those that it lies in, the nation left out, the highest first. Raises as `vocabulary` does."""
    found: list[AreaName] = []
    while code and code != NATION and (area := area_name(data, code)) is not None and area not in found:
        found.insert(0, area)
        code = area.within
    return tuple(found)


def province_of(data: PublishedData, code: str) -> str:
    """Return the code of the province that an area lies in: its own for a province, the nation's for the nation, else its first area above."""
    above = areas_above(data, code)
    return above[0].code if above else code


@lru_cache(maxsize=1 << 16)
def document_name(data: PublishedData, document: str) -> DocumentName:
    """Return what a document is called: as it says itself, else as the reference data have it, else as others cite it.

    Raises as `vocabulary` does.
    """
    told = _told(data, graph_iri(document), document)
    held = any(row["property"] == SQ + "cleanedText" for row in told)
    if not held:
        told = _told(data, INSTRUMENTS, document)
    number, title = _least(told, ELI + "id_local"), _least(told, ELI + "title")
    if not held and not (number and title):
        cited = records(data.store, "cited-names", document_iri=document)[0]
        number, title = number or cited["number"] or "", title or cited["title"] or ""
    return DocumentName(
        document,
        number,
        title,
        held,
        _least(told, ELI + "date_document"),
        _least(told, ELI + "first_date_entry_in_force"),
        _least(told, SQ + "domainName"),
    )


def _told(data: PublishedData, graph: str, thing: str) -> list[Record]:
    return records(data.store, "about", graph_iri=graph, thing_iri=thing)


def _least(told: list[Record], property_: str) -> str:
    return min((row["value"] or "" for row in told if row["property"] == property_), default="")
