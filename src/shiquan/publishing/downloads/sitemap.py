"""The addresses of all pages for crawlers (sitemaps.org protocol 0.9): files of at most 50,000 addresses, and an index of them.

No date of change is given: none is known.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from xml.sax.saxutils import escape

from shiquan.publishing.languages import Language

MOST: Final = 50_000
"""Addresses in one file."""
INDEX: Final = "sitemap.xml"

_NAMESPACE: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML: Final = "http://www.w3.org/1999/xhtml"
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'


def part_name(number: int) -> str:
    """Return the name of the sitemap of that number, counted from 1."""
    return f"sitemap-{number}.xml"


def parts_of(folders: Sequence[str], most: int = MOST) -> list[Sequence[str]]:
    """Return the folders of each sitemap; every folder has a page in each of the two languages."""
    at_once = most // 2
    return [folders[start : start + at_once] for start in range(0, len(folders), at_once)]


def sitemap_index(address: str, parts: int) -> bytes:
    """Return the index of that many sitemaps, which stand in one folder; ``address`` is that of the folder."""
    entries = "".join(
        f" <sitemap><loc>{escape(address + part_name(number))}</loc></sitemap>\n" for number in range(1, parts + 1)
    )
    return f'{_HEAD}<sitemapindex xmlns="{_NAMESPACE}">\n{entries}</sitemapindex>\n'.encode()


def sitemap(address: str, folders: Sequence[str]) -> bytes:
    """Return the sitemap of folders: the page of each in both languages, with its translation."""
    lines = [_HEAD, f'<urlset xmlns="{_NAMESPACE}" xmlns:xhtml="{_XHTML}">\n']
    for folder in folders:
        pages = {language: escape(address + folder + _page(language), {'"': "&quot;"}) for language in Language}
        others = "".join(
            f'<xhtml:link rel="alternate" hreflang="{language}" href="{page}"/>' for language, page in pages.items()
        )
        lines += [f" <url><loc>{page}</loc>{others}</url>\n" for page in pages.values()]
    return "".join([*lines, "</urlset>\n"]).encode()


def _page(language: Language) -> str:
    return "" if language is Language.CHINESE else language.page
