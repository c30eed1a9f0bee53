"""What is searched by name: places, tasks and documents, in the order of their numbers in the index."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from shiquan.graph.identifiers import document_of
from shiquan.publishing.addresses import folder_of, fragment_of
from shiquan.publishing.published_data import PublishedData
from shiquan.publishing.site_queries import Record, records
from shiquan.terms import CONCEPT, DOC, DOMAIN, TIER

NATION: Final = "100000"
KINDS: Final = ("place", "task", "document", "provision")
"""The kinds of what is found. Provisions have numbers of their own."""


@dataclass(frozen=True, slots=True)
class Facets:
    """By what a thing is narrowed down: its kind, the notation of its tier, its domain (the end of an IRI, or a name) and the code of its province.

    Empty where it has none.
    """

    kind: str
    tier: str = ""
    domain: str = ""
    province: str = ""


@dataclass(frozen=True, slots=True)
class NamedThing:
    """A thing that is found: how it is narrowed down, the names that it is found by, and what is shown of it.

    ``names`` are found in pinyin too and count as the beginning of the thing; ``further`` are only found as they are written.
    """

    facets: Facets
    names: tuple[str, ...]
    further: tuple[str, ...]
    shown: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A document that is held, or cited and not held. What is not known is empty."""

    iri: str
    number: str
    title: str
    issuers: tuple[str, ...]
    signed: str
    held: bool
    tier: str
    domain: str

    @property
    def area_code(self) -> str:
        """Return the code of the area of its issuer, as its IRI has it; ``unresolved`` where that is not known."""
        return self.iri.removeprefix(DOC).partition("/")[0]


@dataclass(frozen=True, slots=True)
class Label:
    """The name of a tier or a domain in both languages."""

    notation: str
    chinese: str
    english: str


def province_code(area_code: str) -> str:
    """Return the code of the province that an area lies in, by GB/T 2260: its first two digits; that of the nation for the nation, else nothing."""
    if area_code == NATION:
        return NATION
    return area_code[:2] + "0000" if area_code.isdigit() else ""


@lru_cache(maxsize=2)
def labels(data: PublishedData) -> dict[str, dict[str, Label]]:
    """Return the names of ``tier`` and ``domain``, by the end of their IRIs.

    Raises:
        StoreError: the store cannot answer.

    """
    found: dict[str, dict[str, Label]] = {"tier": {}, "domain": {}}
    for row in records(data.store, "labels"):
        end = _text(row, "node").removeprefix(TIER).removeprefix(DOMAIN)
        notation = _text(row, "notation")
        found[_text(row, "kind")].setdefault(
            end, Label(notation, _text(row, "zh") or notation, _text(row, "en") or notation)
        )
    return found


@lru_cache(maxsize=2)
def documents(data: PublishedData) -> tuple[Document, ...]:
    """Return all documents, by province, tier, domain and date, the youngest first; raises as `labels` does."""
    found: dict[str, dict[str, list[str]]] = {}
    for row in records(data.store, "document-properties"):
        found.setdefault(_text(row, "document"), {}).setdefault(_text(row, "property"), []).append(_text(row, "value"))
    return tuple(
        sorted(
            (_document(iri, values) for iri, values in found.items() if "held" in values or "cited" in values),
            key=lambda each: (_place_in_order(each), _days_back(each.signed), each.iri),
        )
    )


@lru_cache(maxsize=2)
def named_things(data: PublishedData) -> tuple[NamedThing, ...]:
    """Return what is searched by name, in the order of the numbers; raises as `labels` does."""
    return (
        *_places(data),
        *_tasks(data),
        *(_named_document(each) for each in documents(data)),
    )


# ---------------------------------------------------------------- documents

_RANKS: Final = {"central": 1, "province": 2, "prefecture": 3, "county": 4, "township": 5}


def _document(iri: str, values: dict[str, list[str]]) -> Document:
    def first(name: str) -> str:
        return min(values.get(name, [""]))

    return Document(
        iri,
        first("number"),
        first("title") or first("cited_title"),
        tuple(sorted(values.get("issuer", ()))),
        first("signed"),
        "held" in values,
        first("tier").removeprefix(TIER),
        first("domain").removeprefix(DOMAIN) or first("domain_name"),
    )


def _place_in_order(document: Document) -> tuple[str, int, str]:
    return province_code(document.area_code) or "~", _RANKS.get(document.tier, 9), document.domain or "~"


def _days_back(signed: str) -> tuple[int, ...]:
    """Return a key that puts later dates first, and none last."""
    return tuple(-int(part) for part in signed.split("-")) if signed else (0,)


def _named_document(document: Document) -> NamedThing:
    issuers = " ".join(document.issuers)
    folder = folder_of(document.iri)
    return NamedThing(
        Facets("document", document.tier, document.domain, province_code(document.area_code)),
        tuple(name for name in (document.title, document.number) if name),
        document.issuers,
        (folder, document.title, document.number, issuers, document.signed, int(document.held)),
    )


# ---------------------------------------------------------------- tasks


def _tasks(data: PublishedData) -> Iterator[NamedThing]:
    """Yield concepts and areas of work by domain, then the wordings of documents, those of the most tasks first."""
    concepts: dict[str, list[Record]] = {}
    for row in records(data.store, "concept-names"):
        concepts.setdefault(_text(row, "concept"), []).append(row)
    yield from sorted(
        (_concept(iri, rows) for iri, rows in concepts.items()),
        key=lambda each: (each.facets.domain, str(each.shown[3]), str(each.shown[0])),
    )
    domains = {document.iri: document.domain for document in documents(data)}
    wordings: dict[str, list[Record]] = {}
    for row in records(data.store, "task-wordings"):
        wordings.setdefault(_text(row, "text"), []).append(row)
    yield from sorted(
        (_wording(text, rows, domains) for text, rows in wordings.items()),
        key=lambda each: (each.facets.domain or "~", -int(str(each.shown[2])), str(each.shown[0])),
    )


def _concept(iri: str, rows: list[Record]) -> NamedThing:
    def preferred(language: str) -> str:
        return min(
            (_text(row, "name") for row in rows if row["preferred"] == "true" and row["language"] == language),
            default="",
        )

    path = iri.removeprefix(CONCEPT)
    chinese, english = preferred("zh") or path, preferred("en")
    names = dict.fromkeys((chinese, *(_text(row, "name") for row in rows)))
    return NamedThing(
        Facets("task", domain=path.partition("/")[0]),
        tuple(names),
        (),
        (folder_of(iri), chinese, english, 1 if rows[0]["class"] == "AreaOfWork" else 0),
    )


def _wording(text: str, rows: list[Record], domains: dict[str, str]) -> NamedThing:
    first = min(_text(row, "first") for row in rows)
    concepts = sorted(_text(row, "concept") for row in rows if row["concept"])
    domain = concepts[0].removeprefix(CONCEPT).partition("/")[0] if concepts else ""
    return NamedThing(
        Facets("task", domain=domain or domains.get(document_of(first) or "", "")),
        (text,),
        (),
        (
            f"{folder_of(first)}#{fragment_of(first)}",
            text,
            max(int(_text(row, "tasks")) for row in rows),
            [folder_of(concept) for concept in concepts],
        ),
    )


# ---------------------------------------------------------------- places


def _places(data: PublishedData) -> list[NamedThing]:
    """Return the places of today, then those that are no more, each by tier and code."""
    rows: dict[str, list[Record]] = {}
    for row in records(data.store, "places"):
        rows.setdefault(_text(row, "area"), []).append(row)
    # a place that is no more has the name of its time; of several of one code, the one of today gives its name to those within it
    called: dict[str, str] = {}
    for each in sorted(rows.values(), key=lambda each: (each[0]["ended"] is not None, _text(each[0], "area"))):
        called.setdefault(_text(each[0], "code"), _preferred(each))
    found: list[tuple[tuple[object, ...], NamedThing]] = []
    for iri, each in rows.items():
        code, name = _text(each[0], "code"), _preferred(each)
        tier = min(_text(row, "tier") for row in each).removeprefix(TIER)
        ended = max(_text(row, "ended") for row in each)
        above = _above(code, called)
        thing = NamedThing(
            Facets("place", tier, "", province_code(code)),
            tuple(dict.fromkeys((name, *(_text(row, "name") for row in each)))),
            (code, *((above[-1] + name,) if above else ())),
            (folder_of(iri), name, " ".join(above), code, ended),
        )
        found.append(((ended != "", _RANKS.get(tier, 9), code, iri), thing))
    return [thing for _, thing in sorted(found, key=lambda pair: pair[0])]


def _preferred(rows: list[Record]) -> str:
    return min(_text(row, "name") for row in rows if row["preferred"] == "true")


def _above(code: str, called: dict[str, str]) -> tuple[str, ...]:
    """Return the names of the province and the prefecture that a place lies in, as far as its code tells."""
    codes = dict.fromkeys((code[:2] + "0000", code[:4] + "00"))
    return tuple(called[one] for one in codes if one != code and one in called)


def _text(row: Record, column: str) -> str:
    return row[column] or ""
