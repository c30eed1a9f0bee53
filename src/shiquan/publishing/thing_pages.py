"""Which page a thing has: documents, tasks and places have pages of their own kind, everything else the generic one."""

from __future__ import annotations

from shiquan.publishing.files import File
from shiquan.publishing.published_data import PublishedData
from shiquan.publishing.views import document_page, generic_page, place_page, task_page
from shiquan.terms import AREA, CONCEPT, DOC


def page_of(data: PublishedData, iri: str, folder: str) -> tuple[File, ...]:
    """Return the page of a thing that is in the graph, in both languages, with the files that stand beside it."""
    if iri.startswith(DOC):
        return document_page.files(data, iri, folder) or generic_page.files(data, iri, folder)
    if iri.startswith(CONCEPT):
        return task_page.files(data, iri, folder) or generic_page.files(data, iri, folder)
    if iri.startswith(AREA):
        return place_page.files(data, iri, folder) or generic_page.files(data, iri, folder)
    return generic_page.files(data, iri, folder)
