"""The remote store against a real Oxigraph server, and against ports where no such server is."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from shiquan.stores.embedded import EmbeddedStore
from shiquan.stores.interface import StoreError
from shiquan.stores.remote import RemoteStore

from ..oxigraph_server import served

EX = "http://example.org/"
S, P, G, H = (NamedNode(EX + name) for name in ("s", "p", "g", "h"))
QUADS = [
    Quad(S, P, Literal("临政办发〔2024〕39号"), G),
    Quad(S, P, Literal("临政办发〔2024〕39号"), H),
    Quad(S, P, Literal('a "quoted" \\ word\n'), H),
    Quad(S, NamedNode(EX + "q"), Literal(12.5), H),
]
BY_VALUE = f"SELECT DISTINCT ?s ?v WHERE {{ ?s <{P.value}> ?v FILTER(!BOUND(?_v) || ?v = ?_v) }} ORDER BY ?v"
ALL = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(QUADS, tmp_path_factory.mktemp("served")) as address:
        yield address


def test_the_same_answers_as_the_embedded_store(endpoint: str) -> None:
    """The server was not told to join its graphs: the store asks for the union with each query."""
    remote, embedded = RemoteStore(endpoint), EmbeddedStore.from_quads(QUADS)
    for value in ("临政办发〔2024〕39号", 'a "quoted" \\ word\n', '" } SELECT * { ?s ?p ?o', "nothing"):
        bindings = {"_v": Literal(value)}
        assert remote.select(BY_VALUE, bindings) == embedded.select(BY_VALUE, bindings)
    assert remote.select(BY_VALUE) == embedded.select(BY_VALUE)
    assert remote.construct(ALL) == embedded.construct(ALL)
    assert len(remote.construct(ALL)) == 3


def test_a_long_query_goes_by_post(endpoint: str) -> None:
    assert RemoteStore(endpoint).select("#" * 100_000 + "\n" + BY_VALUE) == EmbeddedStore.from_quads(QUADS).select(
        BY_VALUE
    )


def test_a_query_that_is_refused(endpoint: str) -> None:
    with pytest.raises(StoreError) as caught:
        RemoteStore(endpoint).select("SELECT * WHERE {")
    assert endpoint in caught.value.zh
    assert "refused the query" in caught.value.en


def test_a_query_of_another_form(endpoint: str) -> None:
    for query in ("ASK { }", ALL, ""):
        with pytest.raises(StoreError, match="SELECT"):
            RemoteStore(endpoint).select(query)
    for query in ("ASK { }", BY_VALUE, ""):
        with pytest.raises(StoreError, match="CONSTRUCT"):
            RemoteStore(endpoint).construct(query)


def test_an_address_without_an_endpoint(endpoint: str) -> None:
    with pytest.raises(StoreError, match="nowhere"):
        RemoteStore(endpoint.replace("/query", "/nowhere")).select(BY_VALUE)


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:9/query", "http://no-such-host.invalid/query", "not an address", ""]
)
def test_nobody_answers(address: str) -> None:
    with pytest.raises(StoreError) as caught:
        RemoteStore(address, timeout_seconds=5).select(BY_VALUE)
    assert "无法连接" in caught.value.zh
    assert "cannot connect" in caught.value.en


def _read_request(connection: socket.socket) -> None:
    """Read a whole request: a connection closed with some of it unread is reset, and the client never sees the answer."""
    received = b""
    while b"\r\n\r\n" not in received:
        received += connection.recv(65536)
    head, _, body = received.partition(b"\r\n\r\n")
    lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    missing = (int(lengths[0].partition(b":")[2]) if lengths else 0) - len(body)
    while missing > 0:
        missing -= len(connection.recv(65536))


@contextmanager
def _server_that_says(answer: bytes | None) -> Iterator[str]:
    """Serve one connection: send the answer, or nothing at all until the client gives up."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        done = threading.Event()

        def serve() -> None:
            connection, _ = listener.accept()
            with closing(connection):
                _read_request(connection)
                if answer is None:
                    done.wait(10)
                else:
                    connection.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/query"
        done.set()
        thread.join()


def test_an_answer_that_is_broken_off() -> None:
    """Oxigraph ends a query that ran out of time with status 200 and half a JSON document."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/sparql-results+json\r\nConnection: close\r\n\r\n"
    with (
        _server_that_says(head + b'{"head":{"vars":["s"]},"results":{"bindings":[{"s":') as endpoint,
        pytest.raises(StoreError, match="broken off"),
    ):
        RemoteStore(endpoint).select(BY_VALUE)


def test_an_answer_that_is_a_web_page() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n"
    for ask in (lambda store: store.select(BY_VALUE), lambda store: store.construct(ALL)):
        with (
            _server_that_says(head + b"<!doctype html><p>hello") as endpoint,
            pytest.raises(StoreError, match="not a SPARQL"),
        ):
            ask(RemoteStore(endpoint))


def test_an_answer_that_does_not_come() -> None:
    with _server_that_says(None) as endpoint, pytest.raises(StoreError) as caught:
        RemoteStore(endpoint, timeout_seconds=1).select(BY_VALUE)
    assert "1 秒" in caught.value.zh
    assert "did not answer within 1 seconds" in caught.value.en
