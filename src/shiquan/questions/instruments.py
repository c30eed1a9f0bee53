"""The division plans that apply to a place: held or known by name, in force or not, repealed or not."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches

from shiquan.errors import UsageError
from shiquan.questions.places import Place
from shiquan.questions.trace_queries import Record, known, records
from shiquan.stores.interface import QueryStore

_BRACKETS = str.maketrans(dict.fromkeys("﹝[［(（【", "〔") | dict.fromkeys("﹞]］)）】", "〕"))
_YEAR = re.compile(r"〔(\d{4})〕")


@dataclass(frozen=True, slots=True)
class Instrument:
    """A document that promulgates a division plan.

    ``area_code`` is that of the issuing government's area; ``domains`` are the IRIs of its plans' domains, empty where not
    known. ``in_force`` is the day on which it takes effect, ``repealed_by`` the number of the held document that repeals it.
    """

    iri: str
    number: str | None
    title: str | None
    area_code: str
    domains: frozenset[str]
    held: bool
    signed: date | None
    in_force: date | None
    repealed_by: str | None

    def certainly_not_yet(self, day: date) -> bool:
        """Tell whether the document cannot have been in force on the day, by its dates or the year of its number."""
        if self.in_force is not None:
            return self.in_force > day
        if self.signed is not None:
            return self.signed > day
        year = _YEAR.search(self.number or "")
        return year is not None and int(year[1]) > day.year


@dataclass(frozen=True, slots=True)
class KnownDocument:
    """A document found by its number: division plan or not, held or not."""

    iri: str
    number: str
    title: str | None
    area_code: str
    held: bool


def normalised_number(words: str) -> str:
    """Return a document number as the graph writes it: 〔〕 for every kind of bracket, no spaces, no leading zero."""
    number = "".join(words.split()).translate(_BRACKETS)
    return re.sub(r"〕(?:第)?0*(\d+)号?$", r"〕\1号", number)


def document_with_number(store: QueryStore, words: str, area_code: str | None) -> KnownDocument:
    """Return the document of a number; the area tells documents of several governments apart.

    Raises:
        UsageError: no document or several documents have that number.

    """
    number = normalised_number(words)
    found = [_known_document(row) for row in records(store, "documents", number=number)]
    if area_code is not None and len(found) > 1:
        found = [document for document in found if document.area_code == area_code] or found
    if len(found) == 1:
        return found[0]
    if found:
        listed = [f"{document.area_code} {document.title or ''}".strip() for document in found]
        raise UsageError(
            f"文号“{number}”指几个政府的文件，请用 --area 指明地方：" + "；".join(listed) + "。",
            f"the number {number} is that of several governments; name the place with --area: "
            + "; ".join(listed)
            + ".",
        )
    numbers = list(dict.fromkeys(known(row, "number") for row in records(store, "documents")))
    near = get_close_matches(number, numbers, n=3, cutoff=0.6)
    hint_zh = f"相近的有：{'、'.join(near)}。" if near else "可用 shiquan query documents 查看全部文件。"
    hint_en = f"Near numbers: {', '.join(near)}." if near else "shiquan query documents lists all documents."
    raise UsageError(
        f"没有文号为“{number}”的文件。{hint_zh}", f"there is no document of the number {number}. {hint_en}"
    )


def division_plans_for(store: QueryStore, place: Place) -> tuple[Instrument, ...]:
    """Return the division plans of the place and of all areas that enclose it, by area code from the top, then by date.

    Plans that are only cited are found too: by the title as cited and the area that the citation tells.
    """
    areas = [iri for iri, _, _, _ in place.chain]
    codes = [code for _, code, _, _ in place.chain]
    rows = [row for area in areas for row in records(store, "instruments", place_iri=area)]
    already = {known(row, "document") for row in rows}
    cited = (row for area in areas for row in records(store, "cited-plans", place_iri=area))
    rows += [row for row in cited if known(row, "document") not in already]
    found: dict[str, Instrument] = {}
    for row in rows:
        instrument = _instrument(row)
        before = found.get(instrument.iri)
        found[instrument.iri] = (
            replace(instrument, domains=before.domains | instrument.domains) if before else instrument
        )
    return tuple(
        sorted(
            found.values(),
            key=lambda one: (
                codes.index(one.area_code),
                one.in_force or one.signed or date.max,
                one.number or "",
                one.iri,
            ),
        )
    )


def without_repealed(
    store: QueryStore, instruments: tuple[Instrument, ...], as_of: date | None
) -> tuple[tuple[Instrument, ...], tuple[Instrument, ...]]:
    """Part the plans that stand from those that a held document has repealed (by that day, where one is given).

    A repeal whose document gives no day of entry into force counts only where no day is asked for.
    """
    told = tuple(replace(one, repealed_by=_repeal_of(store, one, as_of)) for one in instruments)
    return tuple(one for one in told if not one.repealed_by), tuple(one for one in told if one.repealed_by)


def carried_out_by(store: QueryStore, document: str) -> frozenset[str]:
    """Return the IRIs of all documents and plans that a document carries out, in one step or several."""
    return frozenset(known(row, "above") for row in records(store, "carried-out", document_iri=document))


def _repeal_of(store: QueryStore, instrument: Instrument, as_of: date | None) -> str | None:
    """Return what repeals the document, or the plan that it promulgates, by that day where one is given."""
    for row in records(store, "repeals", document_iri=instrument.iri):
        day = row["in_force"]
        if as_of is None or (day is not None and date.fromisoformat(day) <= as_of):
            return row["by_number"] or known(row, "by")
    return None


def _instrument(row: Record) -> Instrument:
    domain = row["domain"]
    return Instrument(
        iri=known(row, "document"),
        number=row["number"],
        title=row["title"],
        area_code=known(row, "area_code"),
        domains=frozenset([domain] if domain else []),
        held=row["held"] == "true",
        signed=_day(row["signed"]),
        in_force=_day(row["in_force"]),
        repealed_by=None,
    )


def _known_document(row: Record) -> KnownDocument:
    return KnownDocument(
        known(row, "document"), known(row, "number"), row["title"], row["area_code"] or "", row["held"] == "true"
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
