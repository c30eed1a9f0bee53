"""Files for programs at the root of the site: the context of its JSON-LD."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from shiquan.publishing.files import File
from shiquan.publishing.json_ld import CONTEXT, context
from shiquan.publishing.published_data import PublishedData


class RootFiles:
    """Files that stand beside the first page."""

    prefix: Final = ""

    def folders(self, data: PublishedData) -> Iterator[str]:
        """Yield nothing: the folder is that of the first page; see `Section`."""
        return iter(())

    def files(self, data: PublishedData, folder: str) -> tuple[File, ...]:
        """Return the files; see `Section`."""
        return (File(CONTEXT, "application/ld+json", context),) if folder == "" else ()
