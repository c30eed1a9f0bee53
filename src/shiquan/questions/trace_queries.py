"""The queries of `queries/trace/`, asked by name with typed terms."""

from __future__ import annotations

from functools import cache

from pyoxigraph import Literal, NamedNode

from shiquan.resources import queries_folder
from shiquan.stores.interface import QueryStore
from shiquan.stores.rows import Rows

Record = dict[str, str | None]


@cache
def _text(name: str) -> str:
    return (queries_folder() / "trace" / f"{name}.rq").read_text(encoding="utf-8")


def records(store: QueryStore, name: str, **values: str | None) -> list[Record]:
    """Ask a query of `queries/trace/` and return its rows as dictionaries.

    A value binds the parameter of its name; those that end in ``_iri`` are IRIs, the others strings. ``None`` leaves the
    parameter unbound.

    Raises:
        StoreError: the store cannot answer.

    """
    bindings = {
        f"_{key}": NamedNode(value) if key.endswith("_iri") else Literal(value)
        for key, value in values.items()
        if value is not None
    }
    rows: Rows = store.select(_text(name), bindings)
    return list(rows.records())


def known(record: Record, column: str) -> str:
    """Return a value that the query always gives.

    Raises:
        KeyError: it is absent, so the data break the layout of the graph.

    """
    value = record[column]
    if value is None:
        raise KeyError(column)
    return value
