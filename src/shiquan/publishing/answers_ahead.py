"""Answers about the whole data set that are kept on the disk: asked once, and not by each process that makes pages.

For a store that does not change meanwhile: whoever keeps them has a folder for each state of a data set.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import time
from pathlib import Path
from typing import Final

from pyoxigraph import Triple

from shiquan.stores.interface import NO_BINDINGS, Bindings, QueryStore
from shiquan.stores.rows import Rows

_SLOW: Final = 0.05
"""An answer that takes so many seconds of the processor is kept: to read it from the disk takes a tenth."""


class KeepingStore:
    """A `QueryStore` before another one, which keeps the answers that take long in a folder."""

    def __init__(self, store: QueryStore, folder: Path, slow: float = _SLOW) -> None:
        self._store = store
        self._folder = folder
        self._slow = slow

    def select(self, query: str, bindings: Bindings = NO_BINDINGS) -> Rows:
        """Answer a SELECT query; see `QueryStore.select`."""
        begun = time.process_time()
        rows = self._store.select(query, bindings)
        if time.process_time() - begun >= self._slow:
            content = json.dumps([rows.columns, rows.rows], ensure_ascii=False, separators=(",", ":"))
            packed = gzip.compress(content.encode(), 1, mtime=0)
            (self._folder / _name(query, bindings)).write_bytes(packed)
        return rows

    def construct(self, query: str, bindings: Bindings = NO_BINDINGS) -> tuple[Triple, ...]:
        """Answer a CONSTRUCT query, which is never kept; see `QueryStore.construct`."""
        return self._store.construct(query, bindings)


class StoreWithAnswers:
    """A `QueryStore` before another one, which first looks for the answer in some folders, each of which may come later."""

    def __init__(self, store: QueryStore, folders: tuple[Path, ...]) -> None:
        self._store = store
        self._folders = folders

    def select(self, query: str, bindings: Bindings = NO_BINDINGS) -> Rows:
        """Answer a SELECT query; see `QueryStore.select`."""
        name = _name(query, bindings)
        for folder in self._folders:
            try:
                packed = (folder / name).read_bytes()
            except OSError:
                continue
            columns, rows = json.loads(gzip.decompress(packed))
            return Rows(tuple(columns), tuple(map(tuple, rows)))
        return self._store.select(query, bindings)

    def construct(self, query: str, bindings: Bindings = NO_BINDINGS) -> tuple[Triple, ...]:
        """Answer a CONSTRUCT query; see `QueryStore.construct`."""
        return self._store.construct(query, bindings)


def _name(query: str, bindings: Bindings) -> str:
    asked = "\0".join([query, *(f"{name}={term}" for name, term in sorted(bindings.items(), key=lambda item: item[0]))])
    return hashlib.blake2b(asked.encode("utf-8", "surrogatepass"), digest_size=20).hexdigest()
