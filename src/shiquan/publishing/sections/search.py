"""The search page and the files of its index."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

from shiquan.publishing.files import File
from shiquan.publishing.pages import pages
from shiquan.publishing.published_data import PublishedData
from shiquan.publishing.searching.index_files import DOCUMENTS_AT_ONCE, document_file, name_files, provision_files
from shiquan.publishing.searching.named_things import documents

_NAMES: Final = "search/names/"
_PROVISIONS: Final = "search/provisions/"
_PART: Final = re.compile(rf"{_PROVISIONS}(0|[1-9][0-9]{{0,8}})/")
_JSON: Final = "application/json; charset=utf-8"
_BINARY: Final = "application/octet-stream"


class Search:
    """The section ``search/``. The index is made whole, once in a process, when the first of its files is."""

    prefix: Final = "search/"

    def folders(self, data: PublishedData) -> Iterator[str]:
        """Yield the folders; see `Section`."""
        yield self.prefix
        yield _NAMES
        yield _PROVISIONS
        for part in range(-(-len(documents(data)) // DOCUMENTS_AT_ONCE)):
            yield f"{_PROVISIONS}{part}/"

    def files(self, data: PublishedData, folder: str) -> tuple[File, ...]:
        """Return the files of a folder; see `Section`."""
        if folder == self.prefix:
            return pages(data, folder, "search.html", dict)
        if folder == _NAMES:
            return _files(name_files(data))
        if folder == _PROVISIONS:
            return _files(provision_files(data))
        if (part := _PART.fullmatch(folder)) is None:
            return ()
        start = int(part[1]) * DOCUMENTS_AT_ONCE
        return tuple(
            File(f"{number}.json", _JSON, partial(document_file, data, number))
            for number, document in enumerate(documents(data)[start : start + DOCUMENTS_AT_ONCE], start)
            if document.held
        )


def _files(contents: dict[str, bytes]) -> tuple[File, ...]:
    return tuple(
        File(name, _JSON if name.endswith(".json") else _BINARY, _given(content)) for name, content in contents.items()
    )


def _given(content: bytes) -> Callable[[], bytes]:
    return lambda: content
