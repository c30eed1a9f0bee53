"""The page that a visitor gets where there is nothing, in both languages; live only, because a static host has its own."""

from __future__ import annotations

from typing import Final

from shiquan.publishing.languages import Language
from shiquan.publishing.pages import rendered
from shiquan.publishing.published_data import PublishedData

DEEPEST: Final = 16
"""So many folders deep a path may go to get this page: the deeper, the longer every link on it."""


def not_found(data: PublishedData, path: str) -> bytes:
    """Return the page for a path at which nothing is."""
    return rendered(data, path[: path.rfind("/") + 1], "not-found.html", Language.CHINESE, {})
