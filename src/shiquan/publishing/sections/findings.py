"""The pages of findings: an overview, and each list by province and a few at a time."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import groupby
from typing import Final

from shiquan.graph.findings import Severity
from shiquan.publishing.addresses import folder_of, fragment_of
from shiquan.publishing.files import File
from shiquan.publishing.pages import Values, pages
from shiquan.publishing.published_data import PublishedData
from shiquan.publishing.reviewing.lists import ELSEWHERE, Entry, FindingList, Item, finding_lists
from shiquan.publishing.searching.named_things import Document, documents, named_things

AT_ONCE: Final = 50
"""Findings on a page: with both quotes, 50 of them are 60 to 150 KB."""
WHOLE: Final = 2_000
"""A list of more findings is paged by province only."""
_FOLDER: Final = re.compile(r"findings/([a-z0-9-]+)/(?:([0-9]{6}|other)/)?(?:([1-9][0-9]{0,4})/)?")
_CSV: Final = "text/csv; charset=utf-8"
_COLUMNS: Final = (
    *("list", "severity", "number", "document", "section", "concept", "message_zh", "message_en", "quote"),
    *("upper_number", "upper_document", "upper_quote", "key"),
)


@dataclass(frozen=True, slots=True)
class _Page:
    """What a page shows: a list, one province of it or all (empty), and which of the pages it is."""

    list: FindingList
    province: str
    number: int

    @property
    def entries(self) -> Sequence[Entry]:
        return self.list.parts.get(self.province, ()) if self.province else self.list.entries()

    @property
    def root(self) -> str:
        return f"findings/{self.list.name}/" + (f"{self.province}/" if self.province else "")


class Findings:
    """The section ``findings/``."""

    prefix: Final = "findings/"

    def folders(self, data: PublishedData) -> Iterator[str]:
        """Yield the overview and the pages of every list; see `Section`."""
        yield self.prefix
        for each in finding_lists(data).values():
            for province in ("", *(each.parts if _is_cut(each) else ())):
                page = _Page(each, province, 1)
                yield page.root
                if province or each.size <= WHOLE:
                    size = len(each.parts[province]) if province else each.size
                    for number in range(2, _pages(size) + 1):
                        yield f"{page.root}{number}/"

    def files(self, data: PublishedData, folder: str) -> tuple[File, ...]:
        """Return the pages of a folder, and beside the first of a list its CSV; see `Section`."""
        if folder == self.prefix:
            return pages(data, folder, "findings.html", partial(_overview, data))
        page = _page_of(data, folder)
        if page is None:
            return ()
        made = pages(data, folder, "finding-list.html", partial(_shown, data, page, folder))
        if page.number > 1:
            return made
        return (*made, File("findings.csv", _CSV, partial(_csv, data, page)))


def _page_of(data: PublishedData, folder: str) -> _Page | None:
    match = _FOLDER.fullmatch(folder)
    if match is None or (each := finding_lists(data).get(match[1])) is None:
        return None
    province, number = match[2] or "", int(match[3] or "1")
    if province and (province not in each.parts or not _is_cut(each)):
        return None
    if not province and each.size > WHOLE and match[3]:
        return None
    size = len(each.parts[province]) if province else each.size
    if match[3] and not 2 <= number <= _pages(size):
        return None
    return _Page(each, province, number)


def _pages(size: int) -> int:
    return max(1, -(-size // AT_ONCE))


def _is_cut(each: FindingList) -> bool:
    return each.size > AT_ONCE and len(each.parts) > 1


# ---------------------------------------------------------------- pages


def _overview(data: PublishedData) -> Values:
    lists = tuple(finding_lists(data).values())
    return {
        "groups": [
            (name, [each for each in lists if _group(each.name) == name]) for name in ("between", "open", "validation")
        ],
        "severities": tuple(Severity),
        "total": sum(each.size for each in lists),
    }


def _group(name: str) -> str:
    if name.startswith("validation-"):
        return "validation"
    return "open" if name in ("unparsed", "review", "missing") else "between"


def _shown(data: PublishedData, page: _Page, folder: str) -> Values:
    each = page.list
    paged = bool(page.province) or each.size <= WHOLE
    entries = page.entries[(page.number - 1) * AT_ONCE : page.number * AT_ONCE] if paged else ()
    items = [each.details(entry) for entry in entries]
    names = _province_names(data)
    return {
        "list": each,
        "province": names.get(page.province, page.province),
        "is_elsewhere": page.province == ELSEWHERE,
        "provinces": [(code, names.get(code, code), len(part)) for code, part in each.parts.items()]
        if _is_cut(each)
        else [],
        "chosen": page.province,
        "size": len(page.entries),
        "first": (page.number - 1) * AT_ONCE + 1,
        "documents": [
            (_document(data, iri), [_item(data, item) for item in group])
            for iri, group in groupby(items, key=lambda item: item.document)
        ],
        "root": page.root,
        "number": page.number,
        "pages": _pages(len(page.entries)) if paged else 0,
    }


def _item(data: PublishedData, item: Item) -> Values:
    return {
        "it": item,
        "address": _address(item.quotes[0].stated_by if item.quotes and item.quotes[0].stated_by else item.about),
        "upper": _document(data, item.upper_document) if item.upper_document else None,
    }


def _address(iri: str) -> str:
    """Return the path of a thing's page from the root of the site, with its fragment; empty for what is not of this graph."""
    folder = folder_of(iri)
    fragment = fragment_of(iri)
    return "" if folder is None else folder + (f"#{fragment}" if fragment else "")


@lru_cache(maxsize=1)
def _by_iri(data: PublishedData) -> dict[str, Document]:
    return {document.iri: document for document in documents(data)}


def _document(data: PublishedData, iri: str) -> Document | None:
    return _by_iri(data).get(iri)


@lru_cache(maxsize=1)
def _province_names(data: PublishedData) -> dict[str, str]:
    return {
        str(thing.shown[3]): str(thing.shown[1])
        for thing in reversed(named_things(data))
        if thing.facets.kind == "place" and thing.facets.tier in ("central", "province")
    }


# ---------------------------------------------------------------- CSV


def _csv(data: PublishedData, page: _Page) -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for entry in page.entries:
        item = page.list.details(entry)
        document, upper = _document(data, item.document), _document(data, item.upper_document)
        writer.writerow(
            (
                page.list.name,
                item.severity,
                document.number or document.title if document else "",
                item.document,
                item.section or "|".join(dict.fromkeys(quote.section for quote in item.quotes if quote.section)),
                item.concept[0] if item.concept else "",
                item.chinese,
                item.english,
                "|".join(quote.words for quote in item.quotes),
                upper.number or upper.title if upper else "",
                item.upper_document,
                "|".join(quote.words for quote in item.upper_quotes),
                item.key,
            )
        )
    return buffer.getvalue().encode()
