"""The queries of `queries/comparison/`, asked by name with IRIs."""

from __future__ import annotations

from functools import cache

from pyoxigraph import NamedNode

from shiquan.resources import queries_folder
from shiquan.stores.interface import QueryStore

Record = dict[str, str | None]


@cache
def _text(name: str) -> str:
    return (queries_folder() / "comparison" / f"{name}.rq").read_text(encoding="utf-8")


def records(store: QueryStore, name: str, **iris: str) -> list[Record]:
    """Ask a query of `queries/comparison/`; each value binds the parameter of its name (``document_iri``) to that IRI.

    Raises:
        StoreError: the store cannot answer.

    """
    rows = store.select(_text(name), {f"_{key}": NamedNode(value) for key, value in iris.items()})
    return list(rows.records())


def tiers(text: str | None) -> tuple[str, ...]:
    """Return a column of tiers, highest first, as a tuple."""
    return tuple((text or "").split())
