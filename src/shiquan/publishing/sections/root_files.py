"""Files for programs and hosts: the context of the site's JSON-LD, the rules for Apache, and the redirects for w3id.org."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from shiquan.publishing.apache import host_rules, persistent_redirects, submission
from shiquan.publishing.files import File
from shiquan.publishing.json_ld import CONTEXT, context
from shiquan.publishing.published_data import PublishedData

_PLAIN: Final = "text/plain; charset=utf-8"


class RootFiles:
    """Files that stand beside the first page."""

    prefix: Final = ""

    def folders(self, data: PublishedData) -> Iterator[str]:
        """Yield nothing: the folder is that of the first page; see `Section`."""
        return iter(())

    def files(self, data: PublishedData, folder: str) -> tuple[File, ...]:
        """Return the files; see `Section`."""
        if folder:
            return ()
        return (
            File(CONTEXT, "application/ld+json", context),
            File(".htaccess", _PLAIN, lambda: host_rules().encode()),
        )


class PersistentRedirects:
    """The section ``w3id.org/``: what is submitted there."""

    prefix: Final = "w3id.org/"

    def folders(self, data: PublishedData) -> Iterator[str]:
        """Yield the folder; see `Section`."""
        yield self.prefix

    def files(self, data: PublishedData, folder: str) -> tuple[File, ...]:
        """Return the redirects and what is told of them; see `Section`."""
        if folder != self.prefix:
            return ()
        return (
            File(".htaccess", _PLAIN, lambda: persistent_redirects(data.address).encode()),
            File("README.md", "text/markdown; charset=utf-8", lambda: submission(data.address).encode()),
        )
