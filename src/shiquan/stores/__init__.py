"""Where the graph is asked: an embedded store or a SPARQL endpoint, behind one interface."""

from __future__ import annotations

from shiquan.stores.embedded import EmbeddedStore
from shiquan.stores.interface import Bindings, QueryStore, StoreError, Term
from shiquan.stores.remote import RemoteStore
from shiquan.stores.rows import Rows

__all__ = ["Bindings", "EmbeddedStore", "QueryStore", "RemoteStore", "Rows", "StoreError", "Term"]
