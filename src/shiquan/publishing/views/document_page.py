"""The page of a document: its text with every statement marked where it was read, what was read beside it, and the documents above and below.

The id of every element is the path of a part of the document, so that the address of each part (a section, a provision, an assignment, a share, a quote)
leads to where it is told of. A document that is cited but not held has a page too: what is known of it, from whom, and who cites it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from shiquan.comparison.arrangement import TIERS
from shiquan.graph.identifiers import document_of, graph_iri
from shiquan.publishing.document_list import divisions
from shiquan.publishing.files import File
from shiquan.publishing.names import (
    INSTRUMENTS,
    AreaName,
    DocumentName,
    area_name,
    areas_above,
    document_name,
    mode_names,
    name_of,
    province_of,
)
from shiquan.publishing.pages import pages
from shiquan.publishing.published_data import PublishedData
from shiquan.publishing.site_queries import Record, records
from shiquan.publishing.views.held_text import HeldText, Line, held_text, lines
from shiquan.publishing.views.marked_text import Stretch
from shiquan.publishing.views.statement_cards import Card, Cards, Term, kinds_of
from shiquan.publishing.views.told import Told
from shiquan.questions.trace_queries import records as trace_records
from shiquan.terms import ELI, ID, SQ

_MOST_BELOW: Final = 30
"""Documents below that a page lists; of the others it says how many there are."""
_MOST_CITATIONS: Final = 12
"""Places where the document is cited that a page shows; of the others it says how many there are."""
_LONG: Final = 200
"""With more quotes than this a document fills its page, which lists fewer documents then: a page stays below 200 KB."""
_MOST_FINDINGS: Final = 100
"""Findings that a page lists."""
_SILENT: Final = frozenset({"heading", "title", "prose", "section", "datestatement"})
"""What is read but not coloured."""
_HEADINGS: Final = frozenset({"section", "title"})
_CARD_EVIDENCE: Final = frozenset({"position", "quote"})


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that stand beside the cards of the first of them."""

    lines: tuple[tuple[Line, str], ...]
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Relative:
    """A document in the chain: what it is called, its tier and area, and whether it is one step away."""

    name: DocumentName
    tier: str
    area: str
    near: bool


@dataclass(frozen=True, slots=True)
class Below:
    """The documents that carry this one out: the first of them, how many there are of each tier, and in all."""

    shown: tuple[Relative, ...]
    tiers: tuple[tuple[str, int], ...]
    count: int


@dataclass(frozen=True, slots=True)
class CitedThere:
    """A place where this document is cited: by whom, how, in which words."""

    citation: str
    by: Relative
    relation: Term
    quote: str


@dataclass(frozen=True, slots=True)
class PlanPart:
    """A plan in the document: its path, kind, title, domain, and its tasks counted by who holds and who pays."""

    path: str
    iri: str
    kind: Term | None
    title: str
    domain: str
    summary: tuple[Record, ...]
    counted: tuple[tuple[str, Record], ...]


@dataclass(frozen=True, slots=True)
class DateSaid:
    """A date as the document says it; ``path`` is empty where only the reference data have it."""

    path: str
    kind: Term
    date: str
    evidence: str


@dataclass(frozen=True, slots=True)
class FindingHere:
    """Something found in this document, and the document that it is held against."""

    record: Record
    path: str
    against: DocumentName | None


def files(data: PublishedData, iri: str, folder: str) -> tuple[File, ...]:
    """Return the page of a document in both languages; none if the graph does not know the document.

    Args:
        data: the data set.
        iri: the document.
        folder: the folder of its page.

    Raises:
        StoreError: the store cannot answer.

    """
    name = document_name(data, iri)
    if not name.held and not name.title and not name.number:
        return ()

    @cache
    def content() -> Mapping[str, object]:
        return _held(data, name) if name.held else _not_held(data, name)

    return pages(data, folder, "document.html" if name.held else "document_not_held.html", content)


# ---------------------------------------------------------------- held


def _held(data: PublishedData, name: DocumentName) -> Mapping[str, object]:
    document = name.iri
    told = Told(
        {"subject": row["subject"], "property": row["property"], "value": row["value"]}
        for row in records(data.store, "document-statements", graph_iri=graph_iri(document))
    )
    text_node, source = document + "/text", document + "/source"
    text = held_text(data, document, told.one(text_node, SQ + "sha256"))
    cards = Cards(data, document, told, text.evidence).all()
    plans = tuple(_plan(data, document, told, plan) for plan in told.parts(document, ELI + "has_part"))
    dates = _dates(data, document, told, text)
    elements = _elements(cards, plans, dates, document)
    stretches, extra = _stretches(document, told, text, cards, elements)
    shown = lines(text.text, stretches)
    findings = _findings(data, document)
    return {
        **_heading(data, name, told),
        "state": text.state,
        "blocks": _blocks(document, told, shown, cards),
        "kinds": _kinds(cards, stretches),
        "cards": cards,
        "plans": plans,
        "dates": dates,
        "effective_said": any(date.kind.name.notation == "effective" for date in dates),
        "extra": lambda path: extra.get(path, ()),
        "addressed": told.all(document, SQ + "addressedTo"),
        "copied": told.all(document, SQ + "copiedTo"),
        "effective_rule": _term(data, told.one(document, SQ + "effectiveRule")),
        "above": _above(data, document, told),
        "below": _below(data, document, 10 if len(text.evidence) > _LONG else _MOST_BELOW),
        "cited_names": {card.cited: document_name(data, card.cited) for card in cards if card.cited},
        "modes": mode_names(data),
        "cited_by": _cited_by(data, document, 4 if len(text.evidence) > _LONG else _MOST_CITATIONS),
        "succession": _succession(data, document),
        "finding_count": len(findings),
        "findings": findings[:_MOST_FINDINGS],
        "source": {
            "file": told.one(source, SQ + "fileName"),
            "sha256": told.one(source, SQ + "sha256"),
            "format": told.one(source, "http://purl.org/dc/terms/format"),
            "encoding": told.one(source, SQ + "encoding"),
            "text_file": told.one(text_node, SQ + "fileName"),
            "text_sha256": told.one(text_node, SQ + "sha256"),
        },
        "sections": _sections(document, told),
    }


def _heading(data: PublishedData, name: DocumentName, told: Told) -> Mapping[str, object]:
    areas = areas_above(data, name.area_code)
    domains = told.all(name.iri, SQ + "domain")
    return {
        "name": name,
        "iri": name.iri,
        "tier": _tier(data, name.area_code),
        "areas": areas,
        # a list is there only for what is held
        "listed": divisions(data).keys(),
        "area": areas[-1] if areas else None,
        "province": province_of(data, name.area_code),
        "issuers": told.all(name.iri, SQ + "issuerName"),
        "domains": tuple(_required_term(data, domain) for domain in domains),
        "domain_names": told.all(name.iri, SQ + "domainName"),
    }


def _plan(data: PublishedData, document: str, told: Told, plan: str) -> PlanPart:
    types = [
        type_ for type_ in told.all(plan, "http://www.w3.org/1999/02/22-rdf-syntax-ns#type") if type_ != SQ + "Plan"
    ]
    rows = records(data.store, "plan-summary", plan_iri=plan)
    return PlanPart(
        plan[len(document) + 1 :],
        plan,
        _term(data, types[0] if types else ""),
        told.one(plan, ELI + "title"),
        told.one(plan, SQ + "domain"),
        tuple(
            sorted(
                (row for row in rows if row["concept"] is None),
                key=lambda row: (-int(row["tasks"] or 0), row["observation"] or ""),
            )
        ),
        tuple(((row["observation"] or "")[len(document) + 1 :], row) for row in rows),
    )


def _dates(data: PublishedData, document: str, told: Told, text: HeldText) -> tuple[DateSaid, ...]:
    return tuple(
        DateSaid(
            part[len(document) + 1 :],
            _required_term(data, told.one(part, SQ + "dateKind")),
            told.one(part, SQ + "date"),
            text.evidence.get(part, ("",))[0][len(document) + 1 :],
        )
        for part in told.parts(document, SQ + "dateStatement")
    )


def _sections(document: str, told: Told) -> tuple[tuple[str, str, str, int], ...]:
    """Return the sections: id, path as written, heading, depth from 0."""
    return tuple(
        (
            part[len(document) + 1 :],
            told.one(part, SQ + "path").rpartition("/")[2],
            told.one(part, SQ + "heading"),
            told.one(part, SQ + "path").count("/"),
        )
        for plan in told.parts(document, ELI + "has_part")
        for part in told.of_type(SQ + "Section")
        if told.one(part, SQ + "sectionOf") == plan
    )


# ---------------------------------------------------------------- where everything has its place


def _elements(
    cards: Iterable[Card], plans: Iterable[PlanPart], dates: Iterable[DateSaid], document: str
) -> frozenset[str]:
    """Return the paths of the parts that have an element of their own outside of the text."""
    paths = {"text", "source", "reading"}
    for card in cards:
        if card.kind == "unparsed":
            continue
        paths.add(card.path)
        paths.update(task.path for task in card.tasks)
        paths.update(body.path for body in card.bodies)
        for part in (card.power, card.expenditure):
            if part is not None:
                paths.update((part.path, *(one.path for one in (*part.shares, *part.support))))
    for plan in plans:
        paths.add(plan.path)
        paths.update((row["observation"] or "")[len(document) + 1 :] for row in plan.summary)
    paths.update(date.path for date in dates)
    return frozenset(paths)


def _stretches(
    document: str, told: Told, text: HeldText, cards: Iterable[Card], elements: frozenset[str]
) -> tuple[tuple[Stretch, ...], Mapping[str, tuple[str, ...]]]:
    """Return what is marked in the text, stretches at the same place made one, and for each element the parts without one that lie below it."""
    own = len(document) + 1
    places: dict[tuple[int, int], tuple[dict[str, None], dict[str, None]]] = {}
    home: dict[str, tuple[int, int]] = {}
    for part, (evidence, start, end) in sorted(text.evidence.items(), key=lambda item: item[0]):
        kinds, ids = places.setdefault((start, end), ({}, {}))
        kinds.update(dict.fromkeys(kinds_of(told, part)))
        for path in (evidence[own:], *(() if part[own:] in elements else (part[own:],))):
            ids[path] = None
            home[path] = (start, end)
    extra: dict[str, list[str]] = {}
    parts = {subject[own:] for subject in told.subjects() if subject.startswith(document + "/")}
    for evidence, _, _ in text.evidence.values():
        parts.update(f"{evidence[own:]}/{selector}" for selector in _CARD_EVIDENCE)
    for plan in told.parts(document, ELI + "has_part"):
        parts.add(plan[own:])
    for path in sorted(parts - elements - home.keys()):
        nearest = path
        while nearest and nearest not in elements and nearest not in home:
            nearest = nearest.rpartition("/")[0]
        if nearest in home:
            places[home[nearest]][1][path] = None
        else:
            extra.setdefault(nearest, []).append(path)
    references = {
        _path_place(card, text, document): (card.path, card.kind + " " + card.label)
        # of several at one place the first
        for card in sorted(cards, key=lambda card: (card.start, int(card.label)), reverse=True)
        if card.kind not in ("citation", "unparsed") and card.evidence
    }
    return (
        tuple(
            Stretch(start, end, tuple(kinds), tuple(ids), references.get((start, end)))
            for (start, end), (kinds, ids) in sorted(places.items())
        ),
        {path: tuple(below) for path, below in extra.items()},
    )


def _path_place(card: Card, text: HeldText, document: str) -> tuple[int, int]:
    _, start, end = text.evidence[f"{document}/{card.path}"]
    return start, end


def _blocks(document: str, told: Told, shown: tuple[Line, ...], cards: tuple[Card, ...]) -> tuple[Block, ...]:
    """Return the lines in blocks: a new one begins with each line that has cards, and with each heading."""
    depths = {
        f"{part[len(document) + 1 :]}": told.one(part, SQ + "path").count("/") for part in told.of_type(SQ + "Section")
    }
    waiting = list(cards)
    blocks: list[Block] = []
    for at, line in enumerate(shown):
        end = shown[at + 1].start if at + 1 < len(shown) else None
        here = []
        while waiting and (end is None or waiting[0].start < end):
            here.append(waiting.pop(0))
        element = _element(line, depths)
        beside = tuple(card for card in here if card.kind != "unparsed" or card.note)
        if beside or element != "p" or not blocks:
            blocks.append(Block(((line, element),), beside))
        else:
            blocks[-1] = replace(blocks[-1], lines=(*blocks[-1].lines, (line, element)))
    return tuple(blocks)


def _element(line: Line, depths: Mapping[str, int]) -> str:
    """Return what a line is: a heading of its depth, a title, or a paragraph."""
    if "section" in line.kinds:
        ids = [one for piece in line.pieces if piece.stretch is not None for one in piece.stretch.ids if one in depths]
        return f"h{min(3 + depths[ids[0]], 6)}" if ids else "h3"
    return "title" if "title" in line.kinds else "p"


def _kinds(cards: Iterable[Card], stretches: Iterable[Stretch]) -> tuple[tuple[str, int], ...]:
    """Return the kinds that are marked, with how many there are, in the order of the key."""
    count = Counter(card.kind for card in cards)
    count["task"] = sum(len(card.tasks) for card in cards)
    count["basis"] = sum(1 for one in stretches if "basis" in one.kinds)
    order = ("assignment", "task", "case", "residual", "basis", "citation", "measure", "target", "unparsed")
    return tuple((kind, count[kind]) for kind in order if count[kind])


# ---------------------------------------------------------------- the chain


def _above(data: PublishedData, document: str, told: Told) -> tuple[Relative, ...]:
    near = {
        above
        for plan in (document, *told.all(document, ELI + "has_part"))
        for property_ in ("ensures_implementation_of", "based_on")
        for above in told.all(plan, ELI + property_)
    }
    far = {document_of(row["above"] or "") for row in trace_records(data.store, "carried-out", document_iri=document)}
    return _in_order(
        _relative(data, above, near=above in near) for above in near | far if above is not None and above != document
    )


def _below(data: PublishedData, document: str, most: int) -> Below:
    found = {
        below
        for row in records(data.store, "carried-out-by", document_iri=document)
        if (below := document_of(row["plan"] or "")) is not None and below != document
    }
    tiers = Counter(_tier(data, _area_of(below)) for below in found)
    # the nearest first: names are looked up only of those that are shown
    nearest = sorted(found, key=lambda below: (_rank(_tier(data, _area_of(below))), below))[:most]
    return Below(
        tuple(_relative(data, below, near=True) for below in nearest),
        tuple(sorted(tiers.items(), key=lambda item: _rank(item[0]))),
        len(found),
    )


def _cited_by(data: PublishedData, document: str, most: int) -> tuple[int, tuple[CitedThere, ...]]:
    """Return how often the document is cited, and the first places."""
    rows = records(data.store, "cited-by", document_iri=document)
    shown = []
    for row in sorted(
        rows, key=lambda row: (_rank(_tier(data, _area_of(row["citation"] or ""))), row["citation"] or "")
    )[:most]:
        citation = row["citation"] or ""
        by = document_of(citation) or citation
        said = records(data.store, "citation", citation_iri=citation)
        shown.append(
            CitedThere(
                citation,
                _relative(data, by, near=True),
                _required_term(data, row["relation"] or ""),
                (said[0]["quote"] or "") if said else "",
            )
        )
    return len(rows), tuple(shown)


def _succession(data: PublishedData, document: str) -> tuple[tuple[Record, bool, DocumentName], ...]:
    """Return what repeals this document (True) and what it repeals (False), each with the other document."""
    found = []
    for row in trace_records(data.store, "succession", document_iri=document):
        replaced = row["repealed"] == document
        other = document_of((row["by"] if replaced else row["repealed"]) or "")
        if other is not None and other != document:
            found.append((row, replaced, document_name(data, other)))
    return tuple(found)


def _findings(data: PublishedData, document: str) -> tuple[FindingHere, ...]:
    order = {"Violation": 0, "Warning": 1, "Info": 2}
    found: dict[str, FindingHere] = {}
    for row in records(data.store, "document-findings", graph_iri=graph_iri(document)):
        part = row["part"] or ""
        if document_of(part) != document:
            continue
        against = document_of(row["against"] or "")
        here = FindingHere(
            row, part[len(document) + 1 :], document_name(data, against) if against is not None else None
        )
        found.setdefault(row["finding"] or "", here)
    return tuple(
        sorted(
            found.values(),
            key=lambda each: (order.get(each.record["severity"] or "", 3), each.path, each.record["finding"] or ""),
        )
    )


def _relative(data: PublishedData, document: str, *, near: bool) -> Relative:
    name = document_name(data, document)
    area = area_name(data, name.area_code)
    return Relative(name, _tier(data, name.area_code), area.name if area is not None else "", near)


def _in_order(relatives: Iterable[Relative]) -> tuple[Relative, ...]:
    return tuple(sorted(relatives, key=lambda each: (_rank(each.tier), each.name.area_code, each.name.iri)))


def _area_of(part: str) -> str:
    return part[len(ID + "doc/") :].partition("/")[0]


def _tier(data: PublishedData, code: str) -> str:
    area: AreaName | None = area_name(data, code)
    return area.tier if area is not None else ""


def _rank(tier: str) -> int:
    return TIERS.index(tier) if tier in TIERS else len(TIERS)


def _term(data: PublishedData, iri: str) -> Term | None:
    return _required_term(data, iri) if iri else None


def _required_term(data: PublishedData, iri: str) -> Term:
    return Term(iri, name_of(data, iri))


# ---------------------------------------------------------------- not held


def _not_held(data: PublishedData, name: DocumentName) -> Mapping[str, object]:
    document = name.iri
    rows = records(data.store, "about", graph_iri=INSTRUMENTS, thing_iri=document)
    for plan in Told(rows).parts(document, ELI + "has_part"):
        rows += records(data.store, "about", graph_iri=INSTRUMENTS, thing_iri=plan)
    told = Told(rows)
    parts = tuple(told.parts(document, ELI + "has_part"))
    facts: dict[str, list[Record]] = {}
    for about in (document, *parts):
        for row in records(data.store, "document-facts", about_iri=about):
            facts.setdefault(row["fact"] or "", []).append(row)
    questions = {
        language: [
            row["value"] or "" for row in rows if row["property"] == SQ + "openQuestion" and row["language"] == language
        ]
        for language in ("zh", "en")
    }
    return {
        **_heading(data, name, told),
        "known": tuple(_known(data, told, document)),
        "plans": tuple(
            PlanPart(
                plan[len(document) + 1 :],
                plan,
                _term(data, next(iter(told.all(plan, "http://www.w3.org/1999/02/22-rdf-syntax-ns#type")), "")),
                told.one(plan, ELI + "title"),
                told.one(plan, SQ + "domain"),
                (),
                (),
            )
            for plan in parts
        ),
        "anchors": sorted(
            subject[len(document) + 1 :]
            for subject in told.subjects()
            if subject.startswith(document + "/") and subject not in parts
        ),
        "questions": questions,
        "facts": tuple((fact, _fact(data, document, rows)) for fact, rows in sorted(facts.items(), key=_fact_order)),
        "above": _above(data, document, told),
        "below": _below(data, document, _MOST_BELOW),
        "cited_by": _cited_by(data, document, _MOST_CITATIONS),
        "succession": _succession(data, document),
    }


def _known(data: PublishedData, told: Told, document: str) -> Iterable[tuple[str, str, str]]:
    """Yield what the reference data say of the dates of a document: Chinese and English name, value."""
    for property_, chinese, english in (
        ("date_document", "成文日期", "Signed"),
        ("date_publication", "公布日期", "Published"),
        ("first_date_entry_in_force", "施行日期", "In force from"),
    ):
        if value := told.one(document, ELI + property_):
            yield chinese, english, value


def _fact_order(item: tuple[str, list[Record]]) -> tuple[str, int]:
    stem, _, number = item[0].rpartition("/")
    return stem, int(number) if number.isdigit() else 0


def _fact(data: PublishedData, document: str, rows: list[Record]) -> Mapping[str, object]:
    first = rows[0]
    property_ = first["property"] or ""
    return {
        "property": name_of(data, property_) if property_ else None,
        "value": first["value"] or "",
        "object": first["object"] or "",
        "object_name": name_of(data, first["object"]) if first["object"] else None,
        "zh": first["remark_zh"] or first["remark_en"] or "",
        "en": first["remark_en"] or first["remark_zh"] or "",
        "inferred": first["inferred"] == "true",
        "sources": sorted({(row["source"], row["source_language"] or "") for row in rows if row["source"]}),
    }
