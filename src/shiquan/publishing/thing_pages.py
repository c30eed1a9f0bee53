"""Which page a thing has: documents, tasks and places have pages of their own kind, everything else the generic one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from shiquan.publishing.files import File
from shiquan.publishing.published_data import PublishedData
from shiquan.publishing.views import document_page, generic_page, place_page, task_page
from shiquan.terms import AREA, CONCEPT, DOC

MakesPage = Callable[[PublishedData, str, str], tuple[File, ...]]
"""Gives the page of a thing in a folder in both languages; no files where the graph has too little of the thing."""

_PAGES: Final[tuple[tuple[str, MakesPage], ...]] = (
    (DOC, document_page.files),
    (CONCEPT, task_page.files),
    (AREA, place_page.files),
)
"""What the IRIs of a kind begin with, and its page."""


def page_of(data: PublishedData, iri: str, folder: str) -> tuple[File, ...]:
    """Return the page of a thing that is in the graph, in both languages, with the files that stand beside it."""
    made = (page(data, iri, folder) for begin, page in _PAGES if iri.startswith(begin))
    return next((files for files in made if files), ()) or generic_page.files(data, iri, folder)
