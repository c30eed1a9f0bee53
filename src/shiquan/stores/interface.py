"""What every store can do, whether it is a folder on this machine or an endpoint elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from pyoxigraph import Literal, NamedNode, Triple

from shiquan.errors import ShiquanError
from shiquan.stores.rows import Rows

Term = NamedNode | Literal
"""An RDF term that a parameter may be bound to. Both classes refuse what is not a legal term."""

Bindings = Mapping[str, Term]
"""Parameters by the name of their variable, without the question mark: ``{"_number": Literal("…")}``."""

NO_BINDINGS: Bindings = {}


class StoreError(ShiquanError):
    """A store that cannot be opened or reached, or a query that it does not accept."""


class QueryStore(Protocol):
    """A store that answers queries. The default graph of a query is the union of all named graphs."""

    def select(self, query: str, bindings: Bindings = NO_BINDINGS) -> Rows:
        """Answer a SELECT query.

        Raises:
            StoreError: the store cannot be reached, or it does not accept the query.

        """
        ...

    def construct(self, query: str, bindings: Bindings = NO_BINDINGS) -> tuple[Triple, ...]:
        """Answer a CONSTRUCT query with its triples, each once, in the order of their N-Triples text.

        Raises:
            StoreError: the store cannot be reached, or it does not accept the query.

        """
        ...
