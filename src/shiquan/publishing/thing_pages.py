"""Which page a thing has: documents, tasks and places have pages of their own kind, everything else the generic one."""

from __future__ import annotations

from shiquan.publishing.files import File
from shiquan.publishing.published_data import PublishedData
from shiquan.publishing.views import generic_page


def page_of(data: PublishedData, iri: str, folder: str) -> tuple[File, ...]:
    """Return the page of a thing that is in the graph, in both languages."""
    return generic_page.files(data, iri, folder)
