"""The queries of `queries/site/`, asked by name with typed terms."""

from __future__ import annotations

from functools import cache

from pyoxigraph import Literal, NamedNode

from shiquan.resources import queries_folder
from shiquan.stores.interface import QueryStore

Record = dict[str, str | None]


@cache
def _text(name: str) -> str:
    return (queries_folder() / "site" / f"{name}.rq").read_text(encoding="utf-8")


def records(store: QueryStore, name: str, **values: str) -> list[Record]:
    """Ask a query of `queries/site/` and return its rows as dictionaries.

    A value binds the parameter of its name; those that end in ``_iri`` are IRIs, the others strings.

    Raises:
        StoreError: the store cannot answer.

    """
    bindings = {
        f"_{key}": NamedNode(value) if key.endswith("_iri") else Literal(value) for key, value in values.items()
    }
    return list(store.select(_text(name), bindings).records())
