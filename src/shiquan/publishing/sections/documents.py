"""The lists of documents: all of them by province, area of work, tier and year, and those that are cited but not held."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from shiquan.comparison.arrangement import TIERS
from shiquan.publishing.document_list import (
    OTHER,
    UNRESOLVED,
    Listed,
    cited_only,
    counted,
    divisions,
    held_documents,
    latest,
)
from shiquan.publishing.files import File
from shiquan.publishing.names import NATION, DocumentName, Name, area_name, document_name, name_of
from shiquan.publishing.pages import pages
from shiquan.publishing.published_data import PublishedData
from shiquan.terms import DOMAIN

_PAGE: Final = 100
"""Documents on a page of a list."""
_NOT_HELD: Final = "not-held/"
_LATEST: Final = 15
_KINDS: Final = ("domain", "tier", "year")


class Documents:
    """The section ``documents/``."""

    prefix: Final = "documents/"

    def folders(self, data: PublishedData) -> Iterator[str]:
        """Yield the overview, then each division with its pages; see `Section`."""
        yield self.prefix
        for path, documents in divisions(data).items():
            yield from _paged(self.prefix + path, len(documents))
        if cited_only(data):
            yield from _paged(self.prefix + _NOT_HELD, len(cited_only(data)))

    def files(self, data: PublishedData, folder: str) -> tuple[File, ...]:
        """Return the page of a list in both languages; see `Section`."""
        if folder == self.prefix:
            return pages(data, folder, "documents.html", lambda: _overview(data))
        path, page = _page_of(folder.removeprefix(self.prefix))
        if path == _NOT_HELD:
            if _in_range(page, len(cited_only(data))):
                return pages(data, folder, "documents_not_held.html", lambda: _not_held(data, page))
            return ()
        documents = divisions(data).get(path)
        if documents is None or not _in_range(page, len(documents)):
            return ()
        return pages(data, folder, "document_list.html", lambda: _list(data, path, page))


def _paged(folder: str, count: int) -> Iterator[str]:
    yield folder
    for page in range(2, _pages(count) + 1):
        yield f"{folder}{page}/"


def _pages(count: int) -> int:
    return -(-count // _PAGE)


def _in_range(page: int, count: int) -> bool:
    return 1 <= page <= _pages(count)


def _page_of(path: str) -> tuple[str, int]:
    """Return the division that a path is a page of, and the number of the page: ``140000/2/`` is the second of ``140000/``.

    The number of the first page is not written. A year is no page: ``year/2024/`` is the division, ``year/2024/2/`` its second page.
    """
    steps = path.removesuffix("/").split("/")
    last = steps[-1]
    if len(steps) > 1 and steps[-2] != "year" and last.isascii() and last.isdigit() and len(last) < 6:
        number = int(last)
        # one address for one page
        return ("/".join(steps[:-1]) + "/", number if number > 1 and str(number) == last else 0)
    return path, 1


def _overview(data: PublishedData) -> Mapping[str, object]:
    documents = held_documents(data)
    provinces: dict[str, dict[str, int]] = {}
    for one in documents:
        row = provinces.setdefault(one.province, {})
        row[one.tier] = row.get(one.tier, 0) + 1
    return {
        "count": len(documents),
        "tiers": [tier for tier in TIERS if any(tier in row for row in provinces.values())],
        "rows": [
            (province, _place(data, province), row, sum(row.values())) for province, row in sorted(provinces.items())
        ],
        "domains": _domains(data, counted(documents, "domain")),
        "years": sorted(
            ((path.split("/")[1], len(some)) for path, some in divisions(data).items() if path.startswith("year/")),
            reverse=True,
        ),
        "by_tier": [(tier, len(divisions(data).get(f"tier/{tier}/", ()))) for tier in TIERS],
        "not_held": len(cited_only(data)),
        "latest": _rows(data, latest(data, _LATEST)),
    }


def _list(data: PublishedData, path: str, page: int) -> Mapping[str, object]:
    documents = divisions(data)[path]
    steps = path.split("/")
    return {
        "path": f"documents/{path}",
        "kind": steps[0] if steps[0] in _KINDS else "province",
        "value": steps[1] if steps[0] in _KINDS else steps[0],
        "place": "" if steps[0] in _KINDS else _place(data, steps[0]),
        "domain": _domain(data, steps[1]) if steps[1] and steps[0] not in ("tier", "year") else None,
        "count": len(documents),
        "page": page,
        "pages": _pages(len(documents)),
        "domains": _domains(data, counted(documents, "domain")) if len(steps) == 2 else (),
        "rows": _rows(data, documents[(page - 1) * _PAGE : page * _PAGE]),
    }


def _not_held(data: PublishedData, page: int) -> Mapping[str, object]:
    cited = cited_only(data)
    return {
        "count": len(cited),
        "page": page,
        "pages": _pages(len(cited)),
        "rows": [
            (one, name, area_name(data, name.area_code))
            for one in cited[(page - 1) * _PAGE : page * _PAGE]
            for name in (document_name(data, one.iri),)
        ],
    }


def _rows(data: PublishedData, documents: tuple[Listed, ...]) -> list[tuple[Listed, DocumentName, str, Name | None]]:
    return [
        (
            one,
            document_name(data, one.iri),
            area.name if (area := area_name(data, one.area)) is not None else "",
            _domain(data, one.domain) if one.domain else None,
        )
        for one in documents
    ]


def _domains(data: PublishedData, count: Mapping[str, int]) -> list[tuple[str, Name, int]]:
    """Return the areas of work with how many documents there are of each, most first."""
    return [
        (domain, _domain(data, domain), number)
        for domain, number in sorted(count.items(), key=lambda item: (item[0] == OTHER, -item[1], item[0]))
    ]


def _domain(data: PublishedData, domain: str) -> Name:
    if domain == OTHER:
        return Name("其他", "Other", OTHER)
    return name_of(data, DOMAIN + domain)


def _place(data: PublishedData, province: str) -> str:
    if province in (NATION, UNRESOLVED):
        return ""
    area = area_name(data, province)
    return area.name if area is not None else province
