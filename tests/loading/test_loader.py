"""Loading into real servers: what arrives, what is sent again, what is never touched, and what readers see meanwhile."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from shiquan.errors import UsageError
from shiquan.loading.loader import ARRIVING, LoadResult, load
from shiquan.loading.others import Removal
from shiquan.stores.http import Connection
from shiquan.stores.interface import StoreError
from shiquan.stores.named_graphs import RemoteGraphs
from shiquan.stores.remote import RemoteStore
from shiquan.terms import GRAPH

from ..http_front import front
from ..store_servers import (
    Addresses,
    OxigraphServer,
    addresses_of_oxigraph,
    oxigraph,
    relay,
)
from .conftest import (
    DOCUMENT,
    IMPATIENT,
    LARGE,
    ONTOLOGY,
    OTHER_DOCUMENT,
    content,
    content_of,
    graphs_at,
    lines,
    watched,
    written,
)

CHUNK = 10


def _tell_nobody(done: int, total: int) -> None:
    pass


def _load(dump: Path, store: RemoteGraphs, chunk: int = CHUNK) -> LoadResult:
    return load(dump, store, _tell_nobody, chunk)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[OxigraphServer]:
    with oxigraph(tmp_path / "server") as running:
        yield running


def _held(server: OxigraphServer) -> list[str]:
    server.kill()
    return content(server.held())


@pytest.mark.parametrize("with_graph_store", [True, False], ids=["graph store", "updates alone"])
def test_what_is_loaded_is_the_dump(server: OxigraphServer, dump: Path, with_graph_store: bool) -> None:
    addresses = server.addresses
    if not with_graph_store:
        addresses = Addresses(addresses.query, addresses.update, None)
    told: list[tuple[int, int]] = []
    result = load(dump, graphs_at(addresses), lambda done, total: told.append((done, total)), CHUNK)
    assert result == LoadResult(4, 128, 4, 128, 0, (), ())
    size = dump.stat().st_size
    assert told[-1] == (size, size) and told == sorted(told)
    assert _held(server) == content_of(dump)


def test_only_what_has_changed_is_sent_and_what_is_gone_is_removed(
    server: OxigraphServer, dump: Path, tmp_path: Path
) -> None:
    store = graphs_at(server.addresses)
    store.put("http://example.org/somebody-elses", b'<http://e/s> <http://e/p> "theirs" .\n')
    _load(dump, store)
    assert _load(dump, store) == LoadResult(4, 128, 0, 128, 0, (), ())
    changed = written(tmp_path, document=lines(DOCUMENT, range(1, 31)), large=lines(LARGE, range(95)))
    assert _load(changed, store) == LoadResult(2, 125, 1, 125, 0, (OTHER_DOCUMENT, ONTOLOGY), ())
    theirs = '<http://e/s> <http://e/p> "theirs" <http://example.org/somebody-elses>'
    assert _held(server) == sorted([*content_of(changed), theirs])


def test_another_data_set_is_not_removed_without_being_asked(
    server: OxigraphServer, dump: Path, tmp_path: Path
) -> None:
    """A small data set, loaded to try something into the store that held a large one, took all of that away, and named it afterwards."""
    store = graphs_at(server.addresses)
    _load(dump, store)
    other = written(tmp_path, one=lines(GRAPH + "160000/c/2024/3", range(5)), large=lines(LARGE, range(7)))
    with pytest.raises(UsageError) as caught:
        _load(other, store)
    assert (
        f"2 documents, and 2 of these are not in the data set to be loaded, so that loading would remove them: {DOCUMENT}, "
        in caught.value.en
    )
    assert (
        f"2 份文件的图，其中 2 份不在要载入的数据集里，载入会将其移除：{DOCUMENT}、{OTHER_DOCUMENT}。"
        in caught.value.zh
    )
    assert "--remove-others" in caught.value.en and "--remove-others" in caught.value.zh
    result = load(other, store, _tell_nobody, CHUNK, removal=Removal.ANY)
    assert result == LoadResult(2, 12, 2, 12, 0, (DOCUMENT, OTHER_DOCUMENT, ONTOLOGY), ())
    assert _held(server) == content_of(other)


def test_a_graph_that_somebody_has_changed_since_is_sent_again(server: OxigraphServer, dump: Path) -> None:
    store = graphs_at(server.addresses)
    _load(dump, store)
    store.drop(DOCUMENT)
    store.add(LARGE, b'<http://e/s> <http://e/p> "one more" .\n')
    assert _load(dump, store).sent == 2
    assert _held(server) == content_of(dump)


def test_what_does_not_arrive_is_told(server: OxigraphServer, tmp_path: Path) -> None:
    """A store that joins two literals of one value counts less, and is right; one that lacks a statement is not."""
    decimal = "^^<http://www.w3.org/2001/XMLSchema#decimal>"
    same = f'<http://e/s> <http://e/p> "30"{decimal} <{DOCUMENT}> .\n<http://e/s> <http://e/p> "30.0"{decimal} <{DOCUMENT}> .\n'
    dump = written(tmp_path, document=same)

    class Forgetful(RemoteGraphs):
        def put(self, graph: str, triples: bytes) -> None:
            super().put(graph, triples.splitlines(keepends=True)[0])

    connection = Connection(None, IMPATIENT)
    store = Forgetful(
        RemoteStore(server.addresses.query, connection=connection),
        connection,
        server.addresses.update,
        server.addresses.graph_store,
    )
    assert _load(dump, store) == LoadResult(1, 2, 1, 1, 1, (), ())
    assert _load(dump, store).sent == 0
    dump = written(tmp_path, document=lines(DOCUMENT, range(3)))
    result = _load(dump, store)
    (found,) = result.differing
    assert (found.graph, found.missing, found.extra) == (DOCUMENT, 2, 0)
    assert '"1"' in found.example
    assert _load(dump, store).sent == 1


# ---------------------------------------------------------------- what readers see


@pytest.mark.parametrize("graph", [DOCUMENT, LARGE], ids=["document", "in chunks"])
def test_a_reader_never_sees_half_a_graph(server: OxigraphServer, tmp_path: Path, graph: str) -> None:
    """Asked over the union of all graphs: a graph on its way stands in the store too, and must be met by no query."""
    store = graphs_at(server.addresses)
    count = 3000
    values = {
        state: {f"http://e/{number:05}": f'"{state} {number}"' for number in range(count)} for state in ("old", "new")
    }
    _load(written(tmp_path, one=lines(graph, values["old"])), store, chunk=100)
    dump = written(tmp_path, one=lines(graph, values["new"]))
    seen = watched(graphs_at(server.addresses), threading.Thread(target=_load, args=(dump, store, 100)))
    assert set(seen) <= {(count, 0), (0, count)}
    assert _held(server) == content_of(dump)


# ---------------------------------------------------------------- what breaks


def test_a_connection_that_breaks_off_is_taken_up_again(server: OxigraphServer, dump: Path) -> None:
    """Cut a few requests after the start; the next attempt goes through."""
    with relay(server.port) as between:
        store = graphs_at(addresses_of_oxigraph(between.port))
        between.cut_after = 3000

        def mend() -> None:
            time.sleep(0.25)
            between.cut_after = None

        mending = threading.Thread(target=mend)
        mending.start()
        assert _load(dump, store) == LoadResult(4, 128, 4, 128, 0, (), ())
        mending.join()
    assert _held(server) == content_of(dump)


def test_a_load_that_was_broken_off_goes_on_where_it_was(server: OxigraphServer, tmp_path: Path) -> None:
    """A large graph in chunks, cut in the middle for good: what had arrived is not sent again, and nobody meets it."""
    dump = written(tmp_path, document=lines(DOCUMENT, range(30)), large=lines(LARGE, range(500)))
    with relay(server.port) as between:
        store = graphs_at(addresses_of_oxigraph(between.port))
        between.cut_after = 30_000
        with pytest.raises(StoreError, match="run it again") as caught:
            _load(dump, store)
        assert "再次运行" in caught.value.zh
        first = between.passed
        direct = graphs_at(server.addresses)
        (arriving,) = direct.names(ARRIVING)
        arrived = direct.counts([arriving])[arriving]
        assert 0 < arrived < 500 and arrived % CHUNK == 0
        assert direct.counts([LARGE, DOCUMENT]) == {DOCUMENT: 30}
        between.cut_after, between.passed = None, 0
        assert _load(dump, store).sent == 2
        second = between.passed
        between.passed = 0
        direct.drop(DOCUMENT)
        direct.drop(LARGE)
        _load(dump, store)
        whole = between.passed
    assert second < whole - first / 2
    assert _held(server) == content_of(dump)


def test_a_server_that_is_killed_and_started_again(server: OxigraphServer, tmp_path: Path) -> None:
    """In the middle of the chunks; it is away longer than one wait, and the load goes on by itself."""
    dump = written(tmp_path, document=lines(DOCUMENT, range(30)), large=lines(LARGE, range(500)))
    with relay(server.port) as between:
        store = graphs_at(addresses_of_oxigraph(between.port))

        def kill_and_start() -> None:
            while between.passed < 25_000:
                time.sleep(0.005)
            server.kill()
            time.sleep(0.2)
            server.start()

        killing = threading.Thread(target=kill_and_start)
        killing.start()
        assert _load(dump, store) == LoadResult(2, 530, 2, 530, 0, (), ())
        killing.join()
    assert _held(server) == content_of(dump)


def test_a_server_that_does_not_come_back(server: OxigraphServer, dump: Path) -> None:
    store = graphs_at(server.addresses)
    server.kill()
    with pytest.raises(StoreError, match="cannot connect") as caught:
        _load(dump, store)
    assert "0 graphs have arrived" in caught.value.en
    server.start()
    assert _load(dump, store).sent == 4


def test_a_server_that_is_busy(server: OxigraphServer, dump: Path, caplog: pytest.LogCaptureFixture) -> None:
    """503 with Retry-After, 429, 502 and 504 pass; what was refused is sent again, after the time asked for."""
    with front(server.port) as before:
        before.refusals = [(503, {"Retry-After": "1"}), (429, {}), (502, {}), (504, {})]
        addresses = Addresses(f"{before.url}/query", f"{before.url}/update", f"{before.url}/store")
        begun = time.monotonic()
        assert _load(dump, graphs_at(addresses)).sent == 4
        assert time.monotonic() - begun >= 1
    assert [message.count("Trying again") for message in caplog.messages] == [1, 1, 1, 1]
    assert _held(server) == content_of(dump)


def test_a_server_that_stays_busy(server: OxigraphServer, dump: Path) -> None:
    with front(server.port) as before:
        before.refusals = [(503, {})] * 10
        with pytest.raises(StoreError, match="HTTP 503"):
            _load(dump, graphs_at(Addresses(f"{before.url}/query", f"{before.url}/update", f"{before.url}/store")))
        assert len(before.refusals) == 10 - IMPATIENT.attempts
