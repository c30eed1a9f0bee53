"""What a store holds, taken back as a dump."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Triple

from shiquan.loading.fetching import fetch_dump
from shiquan.loading.loader import load
from shiquan.stores.interface import NO_BINDINGS, Bindings, StoreError
from shiquan.stores.named_graphs import NamedGraphs
from shiquan.stores.remote import RemoteStore

from ..store_servers import oxigraph
from .conftest import content_of, graphs_at


def test_what_was_loaded_comes_back(dump: Path, tmp_path: Path) -> None:
    """The graphs of others, and the marks of the load, are not of the data set."""
    (tmp_path / "back").mkdir()
    with oxigraph(tmp_path / "store") as server:
        store = graphs_at(server.addresses)
        load(dump, store, lambda done, total: None, 10)
        store.put("http://example.org/somebody-elses", b'<http://e/s> <http://e/p> "theirs" .\n')
        back = fetch_dump(NamedGraphs(RemoteStore(server.addresses.query)), tmp_path / "back")
    assert content_of(back) == content_of(dump)
    blank = [line for line in dump.read_bytes().splitlines() if b"_:" not in line]
    assert [line for line in back.read_bytes().splitlines() if b"_:" not in line] == blank


def test_a_server_that_cuts_its_answers(dump: Path, tmp_path: Path) -> None:
    """Some give the first 10,000 rows of any answer and say nothing."""

    class Cutting(RemoteStore):
        def construct(self, query: str, bindings: Bindings = NO_BINDINGS) -> tuple[Triple, ...]:
            return super().construct(query, bindings)[:20]

    with oxigraph(tmp_path / "store") as server:
        load(dump, graphs_at(server.addresses), lambda done, total: None)
        with pytest.raises(StoreError, match="only 20 of the 30 statements"):
            fetch_dump(NamedGraphs(Cutting(server.addresses.query)), tmp_path)
