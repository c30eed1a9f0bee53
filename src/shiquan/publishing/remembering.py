"""A store that remembers its latest answers: the pages of a site ask the same of the plans above again and again.

Only for a store that nobody changes meanwhile, such as the data set that a site is made from.
"""

from __future__ import annotations

from collections import OrderedDict
from functools import lru_cache
from threading import Lock
from typing import Final

from pyoxigraph import Triple

from shiquan.publishing.published_data import PublishedData
from shiquan.stores.interface import NO_BINDINGS, Bindings, QueryStore
from shiquan.stores.rows import Rows

_MOST: Final = 64 << 20
"""About how many bytes the answers that are kept may take."""

_OF_ONE: Final = 4 << 20
"""A larger answer is not kept: it would drive out many that are asked for more often."""

_Key = tuple[str, tuple[tuple[str, object], ...]]


class RememberingStore:
    """A `QueryStore` before another one, which keeps the answers that were asked for last."""

    def __init__(self, store: QueryStore, most: int = _MOST) -> None:
        self._store = store
        self._most = most
        self._kept: OrderedDict[_Key, tuple[Rows, int]] = OrderedDict()
        self._size = 0
        self._lock = Lock()

    def select(self, query: str, bindings: Bindings = NO_BINDINGS) -> Rows:
        """Answer a SELECT query; see `QueryStore.select`."""
        key = (query, tuple(sorted(bindings.items(), key=lambda item: item[0])))
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key][0]
        rows = self._store.select(query, bindings)
        self._keep(key, rows)
        return rows

    def construct(self, query: str, bindings: Bindings = NO_BINDINGS) -> tuple[Triple, ...]:
        """Answer a CONSTRUCT query, which is never kept; see `QueryStore.construct`."""
        return self._store.construct(query, bindings)

    @property
    def size(self) -> int:
        """About how many bytes the kept answers take."""
        return self._size

    def _keep(self, key: _Key, rows: Rows) -> None:
        size = 1000 + sum(60 + 2 * len(value) for row in rows for value in row if value is not None)
        if size > min(_OF_ONE, self._most):
            return
        with self._lock:
            if key in self._kept:
                return
            self._kept[key] = (rows, size)
            self._size += size
            while self._size > self._most:
                _, (_, dropped) = self._kept.popitem(last=False)
                self._size -= dropped


@lru_cache(maxsize=2)
def remembering(data: PublishedData) -> RememberingStore:
    """Return the store of a data set with its latest answers kept, one for the whole process."""
    return RememberingStore(data.store)
