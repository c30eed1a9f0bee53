"""What somebody may try who means ill: none of it stops the service, tells a path of this machine, or runs anything."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from html.parser import HTMLParser
from itertools import cycle, islice
from pathlib import Path
from urllib.parse import urlencode

import pytest
from pyoxigraph import Triple

from shiquan.building import BuildResult
from shiquan.errors import ShiquanError
from shiquan.questions.catalogue import NamedQuery, ask, ask_for_triples, named_queries
from shiquan.stores.embedded import EmbeddedStore
from shiquan.stores.interface import QueryStore
from shiquan.stores.remote import RemoteStore
from shiquan.stores.rows import Rows

from .conftest import MARKUP
from .running import ROOT, Server, is_running, serving

SPARQL = "application/sparql-query"
ASK = b"GET /sparql?query=ASK%20%7B%7D HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"


@pytest.fixture(autouse=True)
def _still_served(small: Server) -> Iterator[None]:
    """After each attack the server runs, answers, and has told nobody where it stands."""
    yield
    assert small.query("ASK {}").json() == {"head": {}, "boolean": True}
    assert small.process.poll() is None


def _status(answer: bytes) -> int:
    assert answer.startswith(b"HTTP/1.1 "), answer[:200]
    return int(answer.split(b" ", 2)[1])


def _tells_no_path(server: Server, answer: bytes | str) -> bool:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    places = (
        str(server.data),
        str(ROOT),
        sys.prefix,
        "site-packages",
        "Traceback",
        '.py"',
        "/tmp/",
        "/home/",
        "/root/",
    )
    return not any(place in text for place in places)


# ---------------------------------------------------------------- network and files


@contextlib.contextmanager
def _listening() -> Iterator[tuple[int, list[bytes]]]:
    """A server of the attacker's; gives its port, and what came to it."""
    came: list[bytes] = []
    with closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        listener.settimeout(0.1)
        stop = threading.Event()

        def accept() -> None:
            while not stop.is_set():
                with contextlib.suppress(TimeoutError):
                    connection, _ = listener.accept()
                    came.append(connection.recv(1000))
                    connection.close()

        thread = threading.Thread(target=accept)
        thread.start()
        yield listener.getsockname()[1], came
        stop.set()
        thread.join()


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("SELECT * {{ SERVICE <{url}> {{ ?s ?p ?o }} }}", 403),
        ("SELECT * {{ SERVICE SILENT <{url}> {{ ?s ?p ?o }} }}", 403),
        ("SELECT * {{ VALUES ?u {{ <{url}> }} SERVICE SILENT ?u {{ ?s ?p ?o }} }}", 403),
        ("SELECT * {{ BIND(1 AS ?a) FILTER(?a<2)SERVICE#>\n<{url}> {{ ?s ?p ?o }} }}", 403),
        ("LOAD <{url}>", 403),
        ("LOAD <file:///etc/passwd> INTO GRAPH <a:b>", 403),
        ("SELECT * FROM <{url}> {{ ?s ?p ?o }}", 200),
        ("SELECT * FROM NAMED <{url}> {{ GRAPH ?g {{ ?s ?p ?o }} }}", 200),
        ("SELECT * FROM <file:///etc/passwd> {{ ?s ?p ?o }}", 200),
        ("DESCRIBE <{url}>", 200),
        ("INSERT {{ ?s ?p ?o }} WHERE {{ SERVICE <{url}> {{ ?s ?p ?o }} }}", 403),
        ("BASE <{url}> SELECT * {{ <x> ?p ?o }}", 200),
    ],
)
def test_no_query_goes_out_to_the_network(small: Server, query: str, status: int) -> None:
    with _listening() as (port, came):
        reply = small.query(query.format(url=f"http://127.0.0.1:{port}/data.ttl"), "*/*")
        time.sleep(0.1)
    assert (reply.status, came) == (status, [])
    assert b"root:" not in reply.body


def test_a_graph_named_by_the_request_is_not_fetched(small: Server) -> None:
    with _listening() as (port, came):
        for kind in ("default-graph-uri", "named-graph-uri"):
            for place in (f"http://127.0.0.1:{port}/data.ttl", "file:///etc/passwd"):
                query = urlencode({"query": "SELECT * { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }", kind: place})
                assert small.get(f"/sparql?{query}").rows() == []
    assert came == []


CONFINED = """
import os, socket, subprocess, sys
from shiquan.serving.confinement import limit_memory, limit_processor_time, refuse_system_calls
held = open(sys.argv[1], "rb")
assert refuse_system_calls()
def tried(what):
    try:
        what()
    except PermissionError:
        return
    raise AssertionError(what)
tried(lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM))
tried(lambda: socket.socket(socket.AF_INET6, socket.SOCK_DGRAM))
tried(lambda: socket.socketpair())
tried(lambda: subprocess.run(["/bin/true"]))
tried(lambda: os.execv("/bin/true", ["true"]))
tried(lambda: open(sys.argv[1] + ".new", "w"))
tried(lambda: open(sys.argv[1], "r+"))
tried(lambda: open(sys.argv[1], "a"))
tried(lambda: os.unlink(sys.argv[1]))
tried(lambda: os.rename(sys.argv[1], sys.argv[1] + ".new"))
tried(lambda: os.truncate(sys.argv[1], 0))
tried(lambda: os.mkdir(sys.argv[1] + ".new"))
tried(lambda: os.chmod(sys.argv[1], 0o777))
tried(lambda: os.symlink("/etc/passwd", sys.argv[1] + ".new"))
assert open(sys.argv[1], "rb").read() == held.read() == b"data"
limit_memory(64 * 1024 * 1024)
try:
    bytearray(128 * 1024 * 1024)
except MemoryError:
    print("held")
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the filter of system calls is Linux's")
def test_a_confined_process_can_read_and_nothing_else(tmp_path: Path) -> None:
    """What holds even if a query should run code in its process: the kernel refuses network, programs and writing."""
    (tmp_path / "file").write_bytes(b"data")
    command = [sys.executable, "-c", CONFINED, str(tmp_path / "file")]
    done = subprocess.run(command, capture_output=True, text=True, env={"PYTHONPATH": str(ROOT / "src")}, check=False)
    assert (done.stdout, done.stderr) == ("held\n", "")


# ---------------------------------------------------------------- requests that are malformed, enormous, or slow


def _with_header(*lines: str) -> bytes:
    return ASK + "".join(f"{line}\r\n" for line in lines).encode("latin-1") + b"\r\n"


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"\r\n\r\n\r\n\0\0\0", {400}),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(200), {400}),
        (b"GET\r\n\r\n", {400}),
        (b"GET / HTTP/9.9\r\n\r\n", {400, 505}),
        (b"GET /sparql?query=ASK {} HTTP/1.1\r\nHost: x\r\n\r\n", {400}),
        (b"BREW /sparql HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", {405}),
        (b"GET " + b"/sparql?query=" + b"a" * 300_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", {400, 414, 431}),
        (_with_header("X-Long: " + "a" * 300_000), {400, 431}),
        (_with_header(*(f"X-{number}: a" for number in range(5000))), {400, 431}),
        (_with_header("Accept: " + "text/csv," * 5000), {200, 400, 431}),
        (_with_header("Bad Header: a"), {400}),
        (_with_header("X: a\0b"), {400}),
        (_with_header("Transfer-Encoding: chunked", "Content-Length: 5"), {200, 400}),
        (_with_header("Content-Length: 5", "Content-Length: 6"), {400}),
        (_with_header("Content-Length: -1"), {400}),
        (_with_header("Content-Length: 99999999999999999999999999"), {400, 413}),
        (_with_header("Host: evil.example", "Host: other.example"), {200, 400}),
        (_with_header("Range: bytes=0-1", "If-Range: x", "Expect: 100-continue"), {200, 417}),
        (b"POST /sparql HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZZ\r\n", {400, 415}),
        (
            b"GET http://evil.example/sparql?query=ASK%20%7B%7D HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
            {200, 400, 404},
        ),
        (b"OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", {200, 400, 404, 405}),
    ],
    ids=lambda value: repr(value[:60]) if isinstance(value, bytes) else "",
)
def test_malformed_requests(small: Server, sent: bytes, status: set[int]) -> None:
    answer = small.raw(sent, 2)
    # some are not worth an answer: the connection is closed
    assert not answer or _status(answer) in status
    assert _tells_no_path(small, answer)
    assert b"evil" not in answer


@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_beyond_the_limit_is_not_taken(small: Server, chunked: bool) -> None:
    """The limit is 64 KiB; it holds for a body whose length is told and for one that comes in chunks without end."""
    head = f"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: {SPARQL}\r\n".encode()
    piece = b"#" * 1000
    if chunked:
        sent = head + b"Transfer-Encoding: chunked\r\n\r\n" + (b"3e8\r\n" + piece + b"\r\n") * 80
    else:
        sent = head + b"Content-Length: 100000\r\n\r\n" + piece * 10
    answer = small.raw(sent, 2)
    assert _status(answer) == 413
    assert b"65536" in answer


@pytest.mark.parametrize(
    "parameters",
    [
        "query=ASK%20%7B%7D&" + "&".join(f"p{number}=x" for number in range(1000)),
        "query=ASK%20%7B%7D&" + "&".join(f"default-graph-uri=a:{number}" for number in range(1000)),
    ],
)
def test_too_many_parameters(small: Server, parameters: str) -> None:
    assert small.get(f"/sparql?{parameters}").status == 400


def test_injected_lines_make_no_header(small: Server) -> None:
    for name in ("query", "default-graph-uri", "x"):
        answer = small.raw(
            f"GET /sparql?query=ASK%20%7B%7D&{name}=%0d%0aSet-Cookie:%20a=b%0d%0a HTTP/1.1\r\nHost: x\r\n"
            "Accept: text/csv\r\nConnection: close\r\n\r\n".encode()
        )
        assert b"set-cookie" not in answer.lower().split(b"\r\n\r\n")[0]
    answer = small.raw(_with_header('If-None-Match: "a"\tb', "Accept-Encoding: \x7f", "Origin: a b"), 2)
    assert not answer or _status(answer) in {200, 400}


def test_the_host_header_goes_nowhere(small: Server) -> None:
    for target in ("/sparql", "/.well-known/void"):
        answer = small.raw(
            f"GET {target} HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: evil.example\r\nConnection: close\r\n\r\n".encode()
        )
        assert _status(answer) == 200
        assert b"evil" not in answer
        assert small.url.encode() in answer


@pytest.mark.parametrize(
    "target",
    [
        "/../../../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/..%2f..%2fetc%2fpasswd",
        "/sparql/../../etc/passwd",
        "/.well-known/../../data-set.json",
        "/.well-known/void/../../../etc/passwd",
        "//etc/passwd",
        "/%00",
        "/sparql%00?query=ASK%20%7B%7D",
        "/\\..\\..\\etc\\passwd",
        "/store/CURRENT",
        "/data-set.json",
        "/.git/config",
        "/healthz/../../x",
        "/" + "a/" * 5000,
        "/%ff%fe",
        "/" + "%F0%9F%98%80" * 500,
    ],
)
def test_there_is_no_way_to_files(small: Server, target: str) -> None:
    answer = small.raw(f"GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    assert _status(answer) in {400, 404}
    assert b"root:" not in answer and _tells_no_path(small, answer)


def test_slow_clients_hold_up_nobody(small: Server) -> None:
    """Two hundred connections send their request letter by letter, or half of a body, or take no answer; others are answered as fast as ever.

    They come from one address, and the others from another: places in the queue are shared out by address. Asked from the address of the two
    hundred, a query was refused on a machine that had much else to do, because fifty of theirs had filled the queue.
    """
    openings = (
        b"GET /sparql?query=ASK",
        b"GET /sparql HTTP/1.1\r\nX-a: b\r\n",
        f"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: {SPARQL}\r\nContent-Length: 1000\r\n\r\nASK".encode(),
        b"GET /sparql?query=CONSTRUCT%20WHERE%20%7B%20%3Fs%20%3Fp%20%3Fo%20%7D HTTP/1.1\r\nHost: x\r\n\r\n" * 50,
    )
    with contextlib.ExitStack() as stack:
        slow = [stack.enter_context(socket.create_connection(("127.0.0.1", small.port), 10)) for _ in range(200)]
        for number, connection in enumerate(slow):
            connection.sendall(openings[number % 4])
        seconds = []
        for number in range(20):
            if number % 5 == 0:
                for connection in slow[::4]:
                    connection.sendall(b"%20")
            query = f"SELECT ?s {{ ?s <http://example.org/number> {number} ; ?p ?o }}"
            reply = small.query(query, source="127.0.0.2")
            assert reply.rows() == [{"s": f"http://example.org/item{number}"}]
            seconds.append(reply.seconds)
        assert sorted(seconds)[10] < 0.5, seconds
        # half a header, and half a body: cut off after two seconds each
        begun = time.monotonic()
        for connection in slow[1:3]:
            connection.settimeout(6)
            with contextlib.suppress(ConnectionResetError):
                while connection.recv(65536):
                    pass
        assert time.monotonic() - begun < 4


def test_a_client_that_takes_no_answer_is_cut_off(five: BuildResult, tmp_path: Path) -> None:
    """Of twenty megabytes it has what the system's buffers hold; the rest was in a file, and that is gone."""
    query = urlencode({"query": "SELECT * { ?s ?p ?o }"})
    with serving(five.folder, tmp_path, "--request-timeout", "1") as server:
        with closing(socket.create_connection(("127.0.0.1", server.port), 10)) as connection:
            connection.sendall(f"GET /sparql?{query} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            end = time.monotonic() + 10
            while not any(line.get("source") for line in server.log_lines()) and time.monotonic() < end:
                time.sleep(0.2)
            taken = 0
            with contextlib.suppress(ConnectionResetError):
                while part := connection.recv(1 << 20):
                    taken += len(part)
        (line,) = (line for line in server.log_lines() if line.get("source"))
        assert line["reason"] == "slow-client"
        assert taken < 15_000_000
        assert server.query("ASK {}").status == 200


# ---------------------------------------------------------------- injection and markup

HOSTILE = (
    '"} INSERT DATA { <a:b> <a:b> <a:b> } #',
    "') } UNION { ?s ?p ?o } #",
    '"""} SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } #',
    "}",
    "\\",
    "\\u0022 }",
    '"^^<http://www.w3.org/2001/XMLSchema#integer>',
    '"@zh } #',
    "> } ; DROP ALL #",
    "http://example.org/> ?p ?o } #",
    "a:b> <a:b> <a:c> . ?s ?p ?o } #",
    "\n} # \r\n SELECT * { ?s ?p ?o }",
    "?_area",
    "'; DROP TABLE documents; --",
    "${jndi:ldap://127.0.0.1/a}",
    "../../../etc/passwd",
    "<script>alert(1)</script>",
    "\0",
    "",
    "1e309",
    "NaN",
    "-1",
    "9" * 400,
    "0000-00-00",
    "𝕏\u202e" + "甲" * 1000,
)


def _answer(store: QueryStore, query: NamedQuery, values: dict[str, str]) -> Rows | tuple[Triple, ...]:
    return ask(store, query, values) if query.form == "SELECT" else ask_for_triples(store, query, values)


def test_no_value_of_a_parameter_is_more_than_a_value(served_five: Server) -> None:
    """Each parameter of each named query, with six hostile values, so that each value comes to several: refused as no such value, or answered as the embedded store answers."""
    here, there = EmbeddedStore.open(served_five.data), RemoteStore(f"{served_five.url}/sparql")
    health = served_five.get("/healthz").json()
    asked: list[str] = []
    turn = cycle(HOSTILE)
    for query in named_queries():
        for parameter in query.parameters:
            for value in islice(turn, 6):
                values = {parameter.name: value}
                try:
                    query.bindings(values)
                except ShiquanError:
                    continue
                asked.append(value)
                ours = theirs = None
                with contextlib.suppress(ShiquanError):
                    ours = _answer(here, query, values)
                with contextlib.suppress(ShiquanError):
                    theirs = _answer(there, query, values)
                assert _sorted(theirs) == _sorted(ours), (query.name, parameter.name, value)
    assert set(asked) == set(HOSTILE)
    after = served_five.get("/healthz").json()
    assert (after["data_set"], after["quads"]) == (health["data_set"], health["quads"])


def _sorted(found: object) -> object:
    rows = getattr(found, "rows", found)
    return sorted(map(str, rows)) if isinstance(rows, tuple) else rows


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.add(tag)


MARKED = "SELECT ?v { <http://example.org/marked> ?p ?v }"


def test_markup_in_data_stays_text(small: Server) -> None:
    """No answer that holds data is of a type that a browser shows as a page, and none may be taken for one."""
    for accept in (
        "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "*/*",
        "text/csv",
        "application/json",
    ):
        reply = small.query(MARKED, accept)
        assert reply.status == 200
        assert "html" not in reply.headers["content-type"]
        assert reply.headers["x-content-type-options"] == "nosniff"
    assert small.query(MARKED).rows() == [{"v": MARKUP}]
    xml = small.query(MARKED, "application/sparql-results+xml").text
    assert "<script" not in xml and "&lt;script&gt;" in xml
    assert "<script" not in small.query(MARKED.replace("SELECT ?v", "CONSTRUCT WHERE"), "application/rdf+xml").text


@pytest.mark.parametrize("accept", ["text/html", "application/json", "text/plain", "*/*"])
@pytest.mark.parametrize(
    "target",
    [
        "/sparql?" + urlencode({"query": f"SELECT {MARKUP}"}),
        "/sparql?" + urlencode({"query": "ASK {}", "default-graph-uri": MARKUP}),
        "/sparql?" + urlencode({"update": MARKUP}),
        "/" + urlencode({MARKUP: MARKUP}),
        "/sparql?" + urlencode([("query", MARKUP), ("query", MARKUP)]),
    ],
)
def test_markup_in_a_request_stays_text(small: Server, target: str, accept: str) -> None:
    reply = small.get(target, Accept=accept)
    assert 400 <= reply.status < 500
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert _tells_no_path(small, reply.body)
    if "html" in reply.headers["content-type"]:
        tags = _Tags()
        tags.feed(reply.text)
        policy = reply.headers["content-security-policy"]
        if target.startswith("/sparql"):
            assert tags.found <= {"html", "meta", "title", "h1", "p"}
            assert "default-src 'none'" in policy
        else:
            # the page of the site for what is not there: the same, byte for byte, as for a harmless name of that depth
            harmless = "/" + urlencode({"a/b": "a/b"})
            assert reply.body == small.get(harmless, Accept=accept).body
            assert "default-src 'self'" in policy and "unsafe" not in policy
    elif "json" in reply.headers["content-type"]:
        assert "<" not in reply.text


def test_query_processes_outlive_nothing(small: Server) -> None:
    """Whatever the tests before did: as many processes as there should be, and each of them alive."""
    end = time.monotonic() + 30
    while len(small.query_processes()) != 5 and time.monotonic() < end:
        time.sleep(0.1)
    processes = small.query_processes()
    assert len(processes) == 5 and all(is_running(pid) for pid in processes)
