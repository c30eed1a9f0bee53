"""What crawlers, feed readers and harvesters look for in the root of a site: sitemaps, feed, ``robots.txt`` and ``/.well-known/void``."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache, partial
from typing import Final

from shiquan.publishing.downloads.descriptions import void_pointer
from shiquan.publishing.downloads.feed import MEDIA_TYPE, feed
from shiquan.publishing.downloads.sitemap import INDEX, part_name, parts_of, sitemap, sitemap_index
from shiquan.publishing.files import File, Section, folders_of
from shiquan.publishing.published_data import PublishedData

_XML: Final = "application/xml; charset=utf-8"
_WITHOUT_PAGES: Final = (
    "assets/",
    ".well-known/",
    "compare/data/",
    "search/names/",
    "search/provisions/",
    "sitemaps/",
    "w3id.org/",
)
"""Folders that have files for programs only; a test compares them with what is there."""
WELL_KNOWN: Final = ".well-known/"
SITEMAPS: Final = "sitemaps/"


class WebFiles:
    """The files of the root that are no pages."""

    prefix: Final = ""

    def __init__(self, sitemaps: Sitemaps) -> None:
        self._sitemaps = sitemaps

    def folders(self, data: PublishedData) -> Iterator[str]:
        """Yield the root; see `Section`."""
        yield ""

    def files(self, data: PublishedData, folder: str) -> tuple[File, ...]:
        """Return the files of the root; see `Section`."""
        if folder != "":
            return ()
        return (
            File(INDEX, _XML, lambda: sitemap_index(data.address + SITEMAPS, len(self._sitemaps.parts(data)))),
            File("feed.atom", MEDIA_TYPE, lambda: feed(data)),
            File("robots.txt", "text/plain; charset=utf-8", lambda: _robots(data.address)),
        )


class Sitemaps:
    """The section ``sitemaps/``: they are apart from the root, so that a live site lists all its folders for them alone, and not for its first page."""

    prefix: Final = SITEMAPS

    def __init__(self, sections: tuple[Section, ...]) -> None:
        """Remember the sections whose pages are told of."""

        @lru_cache(maxsize=4)
        def parts(data: PublishedData) -> tuple[tuple[str, ...], ...]:
            paged = [folder for folder in folders_of(sections, data) if not folder.startswith(_WITHOUT_PAGES)]
            return tuple(tuple(part) for part in parts_of(paged))

        self.parts = parts

    def folders(self, data: PublishedData) -> Iterator[str]:
        """Yield the one folder; see `Section`."""
        yield SITEMAPS

    def files(self, data: PublishedData, folder: str) -> tuple[File, ...]:
        """Return the sitemaps; see `Section`."""
        if folder != SITEMAPS:
            return ()
        return tuple(
            File(part_name(number), _XML, partial(sitemap, data.address, part))
            for number, part in enumerate(self.parts(data), start=1)
        )


class WellKnown:
    """The section ``.well-known/``."""

    prefix: Final = WELL_KNOWN

    def folders(self, data: PublishedData) -> Iterator[str]:
        """Yield the one folder; see `Section`."""
        yield WELL_KNOWN

    def files(self, data: PublishedData, folder: str) -> tuple[File, ...]:
        """Return what says where the description of the data set is; see `Section`."""
        if folder != WELL_KNOWN:
            return ()
        return (File("void", "text/turtle; charset=utf-8", lambda: void_pointer(data)),)


def _robots(address: str) -> bytes:
    return f"User-agent: *\nAllow: /\n\nSitemap: {address}{INDEX}\n".encode()
