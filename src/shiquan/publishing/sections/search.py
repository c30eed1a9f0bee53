"""The search page and the files of its index."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from shiquan.publishing.files import File
from shiquan.publishing.pages import pages
from shiquan.publishing.published_data import PublishedData
from shiquan.publishing.searching.index_files import files_of_part, name_files, parts_of_documents, provision_files

_NAMES: Final = "search/names/"
_PROVISIONS: Final = "search/provisions/"
_PART: Final = re.compile(rf"{_PROVISIONS}(0|[1-9][0-9]{{0,8}})/")
_JSON: Final = "application/json; charset=utf-8"
_BINARY: Final = "application/octet-stream"


class Search:
    """The section ``search/``. The index is made whole, once in a process, when one of its folders is asked for: a server makes it ahead (`shiquan.publishing.made_ahead`)."""

    prefix: Final = "search/"

    def folders(self, data: PublishedData) -> Iterator[str]:
        """Yield the folders; see `Section`."""
        yield self.prefix
        yield _NAMES
        yield _PROVISIONS
        for part in range(parts_of_documents(data)):
            yield f"{_PROVISIONS}{part}/"

    def files(self, data: PublishedData, folder: str) -> tuple[File, ...]:
        """Return the files of a folder; see `Section`."""
        if folder == self.prefix:
            return pages(data, folder, "search.html", dict)
        if folder == _NAMES:
            return _files(name_files(data))
        if folder == _PROVISIONS:
            return _files(provision_files(data))
        part = _PART.fullmatch(folder)
        if part is None or int(part[1]) >= parts_of_documents(data):
            return ()
        return _files(files_of_part(data, int(part[1])))


def _files(contents: dict[str, bytes]) -> tuple[File, ...]:
    return tuple(
        File(name, _JSON if name.endswith(".json") else _BINARY, _given(content)) for name, content in contents.items()
    )


def _given(content: bytes) -> Callable[[], bytes]:
    return lambda: content
