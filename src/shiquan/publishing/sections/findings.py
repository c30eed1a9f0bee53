"""The pages of findings: how many there are of each kind and severity, and each list a few at a time.

A list is all of a kind (``findings/no-basis/``); one severity of it, where it has several (``findings/validation-plan/warning/``); one province of it, where
it is long (``findings/no-basis/140000/``); or all of a severity, kind after kind (``findings/severity/warning/``). Their further pages are ``…/2/``.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import groupby
from typing import Final

from shiquan.graph.findings import Severity
from shiquan.publishing.addresses import folder_of, fragment_of
from shiquan.publishing.files import File
from shiquan.publishing.names import DocumentName, area_name, document_name
from shiquan.publishing.pages import Values, pages
from shiquan.publishing.published_data import PublishedData
from shiquan.publishing.reviewing.lists import ELSEWHERE, Entry, FindingList, Item, finding_lists

AT_ONCE: Final = 50
"""Findings on a page: with both quotes, 50 of them are 60 to 150 KB."""
IN_A_FILE: Final = 5_000
"""A longer list has no CSV of its own, but its provinces have: what is told of a finding takes the store a millisecond or two."""
_SEVERITIES: Final = {severity.lower(): severity for severity in Severity}
_FOLDER: Final = re.compile(r"findings/(?!severity/)([a-z0-9-]+)/(?:([0-9]{6}|other|[a-z]+)/)?(?:([1-9][0-9]{0,4})/)?")
_OF_SEVERITY: Final = re.compile(r"findings/severity/([a-z]+)/(?:([1-9][0-9]{0,4})/)?")
_CSV: Final = "text/csv; charset=utf-8"
_COLUMNS: Final = (
    *("list", "severity", "number", "document", "section", "concept", "message_zh", "message_en", "quote"),
    *("upper_number", "upper_document", "upper_quote", "key"),
)

_Found = tuple[FindingList, Entry]


@dataclass(frozen=True)
class _Chosen:
    """What a page is a part of: of a list the whole, a severity or a province of it; of no list all of a severity."""

    list: FindingList | None
    severity: Severity | None = None
    province: str = ""

    @property
    def root(self) -> str:
        name = "severity" if self.list is None else self.list.name
        return "findings/" + "".join(
            f"{part}/" for part in (name, (self.severity or "").lower(), self.province) if part
        )

    def size(self, data: PublishedData) -> int:
        return sum(len(where) for _, where in self._runs(data))

    def findings(self, data: PublishedData, start: int, end: int) -> Iterator[_Found]:
        """Yield those from one place to before another. Only lists that have some of these are read."""
        for each, where in self._runs(data):
            here = where[max(start, 0) : max(end, 0)]
            if here:
                entries = each.parts[self.province] if self.province else each.entries
                for place in here:
                    yield each, entries[place]
            start, end = start - len(where), end - len(where)

    def _runs(self, data: PublishedData) -> Iterator[tuple[FindingList, range]]:
        for each in finding_lists(data).values() if self.list is None else (self.list,):
            if self.province:
                yield each, range(len(each.parts[self.province]))
            elif self.severity is not None:
                yield each, each.of_severity(self.severity)
            else:
                yield each, range(each.size)


class Findings:
    """The section ``findings/``."""

    prefix: Final = "findings/"

    def folders(self, data: PublishedData) -> Iterator[str]:
        """Yield the overview and the pages of every list; see `Section`."""
        yield self.prefix
        for chosen in _all(data):
            yield chosen.root
            for number in range(2, _pages(chosen.size(data)) + 1):
                yield f"{chosen.root}{number}/"

    def files(self, data: PublishedData, folder: str) -> tuple[File, ...]:
        """Return the pages of a folder, and beside the first of a list its CSV; see `Section`."""
        if folder == self.prefix:
            return pages(data, folder, "findings.html", partial(_overview, data))
        found = _page_of(data, folder)
        if found is None:
            return ()
        chosen, number = found
        made = pages(data, folder, "finding-list.html", partial(_shown, data, chosen, number))
        if number > 1 or chosen.size(data) > IN_A_FILE:
            return made
        return (*made, File("findings.csv", _CSV, partial(_csv, data, chosen)))


def _all(data: PublishedData) -> Iterator[_Chosen]:
    for each in finding_lists(data).values():
        yield _Chosen(each)
        for severity in each.severities if len(each.severities) > 1 else ():
            yield _Chosen(each, severity)
        for province in each.parts if _is_cut(each) else ():
            yield _Chosen(each, province=province)
    for severity in Severity:
        if any(severity in each.severities for each in finding_lists(data).values()):
            yield _Chosen(None, severity)


def _page_of(data: PublishedData, folder: str) -> tuple[_Chosen, int] | None:
    """Return what the page of a folder is a part of, and which page of it; None for a folder that is not there."""
    if (match := _OF_SEVERITY.fullmatch(folder)) is not None:
        severity, number = _SEVERITIES.get(match[1]), match[2]
        if severity is None or all(severity not in each.severities for each in finding_lists(data).values()):
            return None
        chosen = _Chosen(None, severity)
    elif (match := _FOLDER.fullmatch(folder)) is not None:
        each, part, number = finding_lists(data).get(match[1]), match[2] or "", match[3]
        if each is None:
            return None
        severity = _SEVERITIES.get(part)
        if severity is not None:
            if severity not in each.severities or len(each.severities) == 1:
                return None
        elif part and (not _is_cut(each) or part not in each.parts):
            return None
        chosen = _Chosen(each, severity, "" if severity else part)
    else:
        return None
    if number and not 2 <= int(number) <= _pages(chosen.size(data)):
        return None
    return chosen, int(number or "1")


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
        "severities": [
            (severity, sum(each.severities.get(severity, 0) for each in lists), _Chosen(None, severity).root)
            for severity in Severity
        ],
        "root_of": _root_of,
        "total": sum(each.size for each in lists),
    }


def _root_of(each: FindingList, severity: Severity) -> str:
    """Return where those of a severity in a list are: a list with one severity only is itself the list of these."""
    return _Chosen(each, severity if len(each.severities) > 1 else None).root


def _group(name: str) -> str:
    if name.startswith("validation-"):
        return "validation"
    return "open" if name in ("unparsed", "review", "missing") else "between"


def _shown(data: PublishedData, chosen: _Chosen, number: int) -> Values:
    each, size = chosen.list, chosen.size(data)
    lists = finding_lists(data)
    items = _items(data, chosen.root, number)
    return {
        "list": each,
        "severity_shown": chosen.severity,
        "province": _province_name(data, chosen.province),
        "is_elsewhere": chosen.province == ELSEWHERE,
        "provinces": [(code, _province_name(data, code), len(part)) for code, part in each.parts.items()]
        if each is not None and _is_cut(each)
        else [],
        "severities": [(severity, _root_of(each, severity), count) for severity, count in each.severities.items()]
        if each is not None and len(each.severities) > 1
        else [],
        "kinds": [
            (other, _root_of(other, chosen.severity), other.severities[chosen.severity])
            for other in lists.values()
            if chosen.severity in other.severities
        ]
        if each is None and chosen.severity is not None
        else [],
        "chosen": chosen.province,
        "size": size,
        "first": (number - 1) * AT_ONCE + 1,
        "last": min(number * AT_ONCE, size),
        "in_a_file": size <= IN_A_FILE,
        "kinds_shown": [
            (
                lists[name],
                [
                    (_document(data, iri), [_item(data, item) for _, item in group])
                    for iri, group in groupby(of_kind, key=lambda each: each[1].document)
                ],
            )
            for name, of_kind in groupby(items, key=lambda each: each[0])
        ],
        "root": chosen.root,
        "number": number,
        "pages": _pages(size),
    }


@lru_cache(maxsize=4)
def _items(data: PublishedData, root: str, number: int) -> tuple[tuple[str, Item], ...]:
    """Return the findings on a page, each with the name of its list: asked for once for both languages."""
    found = _page_of(data, root)
    if found is None:
        return ()
    chosen, _ = found
    here = chosen.findings(data, (number - 1) * AT_ONCE, number * AT_ONCE)
    return tuple((each.name, each.details(entry)) for each, entry in here)


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


def _document(data: PublishedData, iri: str) -> DocumentName | None:
    return document_name(data, iri) if iri else None


def _province_name(data: PublishedData, code: str) -> str:
    area = area_name(data, code) if code and code != ELSEWHERE else None
    return code if area is None else area.name


# ---------------------------------------------------------------- CSV


def _csv(data: PublishedData, chosen: _Chosen) -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for each, entry in chosen.findings(data, 0, chosen.size(data)):
        item = each.details(entry)
        document, upper = _document(data, item.document), _document(data, item.upper_document)
        writer.writerow(
            (
                each.name,
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
