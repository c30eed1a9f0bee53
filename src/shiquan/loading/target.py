"""The store that a data set is loaded into, from the addresses and names that a user gives."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from shiquan.stores.credentials import Scheme, credentials_for, split_address
from shiquan.stores.http import LOADING, Connection
from shiquan.stores.named_graphs import RemoteGraphs
from shiquan.stores.remote import RemoteStore

_QUERY: Final = "/query"


def target(
    endpoint: str,
    update: str | None = None,
    graph_store: str | None = None,
    scheme: Scheme | None = None,
    user: str | None = None,
    timeout_seconds: int = LOADING.timeout_seconds,
) -> RemoteGraphs:
    """Return the graphs of a store by its addresses; nothing is reached yet.

    Args:
        endpoint: where queries go.
        update: where updates go; by default where queries go, with ``update`` in place of a ``query`` at the end (Oxigraph, Fuseki).
        graph_store: where the store has the Graph Store HTTP Protocol, if it has.
        scheme: how the client says who it is; see `credentials_for`, as for the user.
        user: the name of the user.
        timeout_seconds: how long one wait for the network may take.

    Raises:
        UsageError: an address is not well formed, or credentials are asked for and not to be found.

    """
    place = split_address(endpoint)[0]
    credentials = credentials_for(endpoint, scheme, user)
    connection = Connection(credentials, replace(LOADING, timeout_seconds=timeout_seconds))
    updates = (
        split_address(update)[0]
        if update
        else place.removesuffix(_QUERY) + "/update"
        if place.endswith(_QUERY)
        else place
    )
    graphs = split_address(graph_store)[0] if graph_store else None
    return RemoteGraphs(RemoteStore(endpoint, connection=connection), connection, updates, graphs)
