"""Which instruments are cited but not held, and how much each of them would complete."""

from __future__ import annotations

from shiquan.questions.catalogue import ask, find_query
from shiquan.stores.interface import QueryStore
from shiquan.stores.rows import Rows


def missing(store: QueryStore) -> Rows:
    """Return the instruments that held plans cite or carry out and whose text is not held, the most wanted first.

    The columns and what they mean are told by `queries/missing.rq`.

    Raises:
        StoreError: the store cannot answer.

    """
    return ask(store, find_query("missing"), {})
