"""The first page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from shiquan.publishing.files import File
from shiquan.publishing.pages import pages
from shiquan.publishing.published_data import PublishedData


class Home:
    """The root of the site."""

    prefix: Final = ""

    def folders(self, data: PublishedData) -> Iterator[str]:
        """Yield the root; see `Section`."""
        yield ""

    def files(self, data: PublishedData, folder: str) -> tuple[File, ...]:
        """Return the first page in both languages; see `Section`."""
        return pages(data, "", "home.html", dict) if folder == "" else ()
