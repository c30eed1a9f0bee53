"""The limits of a query: each holds for queries of every shape, says what it was, and leaves the server as it was."""

from __future__ import annotations

import http.client
import json
import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import Literal, RdfFormat, parse

from .running import JSON, Server, children_of, is_running, serving

# what they hold to seconds, other tests beside them would take the machine for: `make test` runs them when all others are done
pytestmark = pytest.mark.by_itself

XML = "application/sparql-results+xml"
ITEMS = "{ ?s <http://example.org/number> ?n }"
VALUES = " ".join(str(number) for number in range(4000))

# The store of the small data set has 300 items: products of four or five are beyond any limit.
ENDLESS = {
    "cartesian product": "SELECT (COUNT(*) AS ?k) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?l ?m }",
    "product with a filter": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?l ?m "
    "FILTER(CONCAT(STR(?c), STR(?m)) = '-') }",
    "ASK": "ASK { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?l ?m FILTER(STRLEN(CONCAT(STR(?c), STR(?m))) < 0) }",
    "distinct": "SELECT DISTINCT ?b { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?l ?m }",
    "aggregate": "SELECT (AVG(?c + ?f) AS ?k) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?l ?m }",
    "paths": "SELECT (COUNT(*) AS ?k) { ?a (!<a:b>|^(!<a:b>))* ?b . ?c (!<a:b>|^(!<a:b>))* ?d . ?e (!<a:b>)* ?f . ?g (!<a:b>)* ?h }",
    "VALUES": f"SELECT (COUNT(*) AS ?k) {{ VALUES ?x {{ {VALUES} }} VALUES ?y {{ {VALUES} }} VALUES ?z {{ {VALUES} }} "
    "FILTER(?x + ?y = -?z) }",
    "regular expressions": "SELECT (COUNT(*) AS ?k) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?l ?m "
    "FILTER REGEX(CONCAT(STR(?c), STR(?f), STR(?i)), '(a+)+$|(b|bb)*c') }",
    "CONSTRUCT": "CONSTRUCT { ?a ?b ?c } { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?l ?m "
    "FILTER(CONCAT(STR(?c), STR(?m)) = '-') }",
    "sub-SELECT": "SELECT * { { SELECT ?a (COUNT(*) AS ?k) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?l ?m } GROUP BY ?a } }",
    "NOT EXISTS": "SELECT (COUNT(*) AS ?k) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER NOT EXISTS { ?a ?y ?z . ?x ?w ?c . ?v ?t ?i } }",
}
HUNGRY = {
    "sort of a product": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?l ?m } ORDER BY ?c ?f ?i ?m",
    "long strings": "SELECT (STRLEN(?z) AS ?k) { BIND('0123456789abcdef' AS ?a0) "
    + " ".join(f"BIND(CONCAT(?a{n},?a{n},?a{n},?a{n},?a{n},?a{n},?a{n},?a{n}) AS ?a{n + 1})" for n in range(9))
    + " BIND(?a9 AS ?z) }",
    "distinct rows of a product": "SELECT DISTINCT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f",
}


def _told(server: Server, query: str) -> tuple[int, str, float]:
    reply = server.request("POST", "/sparql", {"Content-Type": "application/sparql-query"}, query.encode())
    problem = reply.json()
    assert problem["zh"] and problem["en"], problem
    return reply.status, problem["title"], reply.seconds


def test_endless_queries_are_stopped_in_time(small: Server) -> None:
    """All at once, two at a time in the two places for long queries: each is told that it was stopped, and a second later at most."""
    found: dict[str, tuple[int, str, float]] = {}

    def ask(names: list[str]) -> None:
        for name in names:
            found[name] = _told(small, ENDLESS[name])

    names = list(ENDLESS)
    threads = [threading.Thread(target=ask, args=(names[part::2],)) for part in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {name: found[name][:2] for name in names} == dict.fromkeys(names, (504, "time-limit"))
    assert max(seconds for _, _, seconds in found.values()) < 1 + 1


@pytest.fixture(scope="module")
def tight(small: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that gives a query little memory, and time enough to want it on a busy machine."""
    with serving(small.data, tmp_path_factory.mktemp("tight"), "--memory", "64", "--timeout", "20") as server:
        yield server


@pytest.mark.parametrize("name", HUNGRY)
def test_hungry_queries_are_stopped(tight: Server, name: str) -> None:
    assert _told(tight, HUNGRY[name])[:2] == (507, "memory-limit")
    assert tight.query("ASK {}").status == 200


def test_the_time_limit_is_told_in_both_languages(small: Server) -> None:
    reply = small.query(ENDLESS["cartesian product"], "text/plain")
    assert reply.status == 504
    assert reply.text == (
        "查询已被停止：运行超过 1 秒的时限。请缩小范围或加上 LIMIT。\n"
        "the query was stopped: it ran longer than the time limit of 1 seconds. Ask for less, or add a LIMIT.\n"
    )


def test_a_look_up_that_finds_much_is_a_query_like_others(small: Server) -> None:
    reply = small.query("SELECT ?s ?n { ?s <http://example.org/number> ?n }")
    assert (len(reply.rows()), reply.headers["x-sparql-truncated"]) == (100, "true")


@pytest.mark.parametrize("accept", [JSON, XML, "text/csv", "text/tab-separated-values"])
def test_rows_beyond_the_limit_are_cut_and_the_answer_says_so(small: Server, accept: str) -> None:
    whole = small.query(f"SELECT ?s ?n {ITEMS} ORDER BY ?n LIMIT 100", accept)
    cut = small.query(f"SELECT ?s ?n {ITEMS} ORDER BY ?n", accept)
    assert "x-sparql-truncated" not in whole.headers
    assert (cut.headers["x-sparql-truncated"], cut.headers["x-sparql-maxrows"]) == ("true", "100")
    assert cut.headers["link"] == f'<{small.url}/sparql#limits>; rel="describedby"'
    if accept == JSON:
        document = json.loads(cut.body)
        assert document["head"] == {"vars": ["s", "n"], "link": [f"{small.url}/sparql#limits"]}
        assert document["results"] == json.loads(whole.body)["results"]
    elif accept == XML:
        link = f'<link href="{small.url}/sparql#limits"/></head>'
        assert cut.text == whole.text.replace("</head>", link)
    else:
        assert cut.body == whole.body


def test_triples_beyond_the_limit_are_cut_and_the_answer_says_so(small: Server) -> None:
    query = "CONSTRUCT { ?s <http://example.org/number> ?n } WHERE { SELECT ?s ?n " + ITEMS + " ORDER BY ?n }"
    cut = small.query(query, "application/n-triples")
    assert (cut.status, cut.headers["x-sparql-truncated"]) == (200, "true")
    values = [quad.object for quad in parse(cut.body, RdfFormat.N_TRIPLES)]
    assert [int(value.value) for value in values if isinstance(value, Literal)] == list(range(100)) and len(
        values
    ) == 100


def test_an_answer_of_too_many_bytes_is_refused(small: Server) -> None:
    """Not cut: a value is whole or not there."""
    long = "BIND(CONCAT(?l, ?l, ?l, ?l, ?l, ?l, ?l, ?l, ?l, ?l) AS ?l2) BIND(CONCAT(?l2, ?l2, ?l2, ?l2, ?l2) AS ?v)"
    query = f"SELECT ?v {{ BIND('{'x' * 400}' AS ?l) {long} ?s <http://example.org/number> ?n }}"
    assert _told(small, query)[:2] == (507, "answer-limit")


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("SELECT * " + "{" * 15000 + "}" * 15000, 400),
        ("ASK { FILTER(" + "(" * 15000 + "1" + ")" * 15000 + ") }", 400),
        ("ASK { FILTER(" + "!" * 30000 + "1) }", 400),
    ],
)
def test_a_query_that_crashes_its_process_is_told_so(small: Server, query: str, status: int) -> None:
    """The parser of the store goes down as deep as the brackets do, and beyond the end of its stack."""
    reply = small.request("POST", "/sparql", {"Content-Type": "application/sparql-query"}, query.encode())
    assert (reply.status, reply.json()["title"]) == (status, "query-crashed")
    assert small.query("ASK {}").json() == {"head": {}, "boolean": True}


def test_short_queries_are_answered_while_long_ones_take_every_place(small: Server) -> None:
    """Eight connections of one client ask what never ends, again and again; another client's queries are answered, none of them after ten seconds (one or two on an idle machine).

    While all that waited came in turn, the other client waited behind eight queries, and some of its own were refused.
    """
    stop = threading.Event()
    told: list[str] = []

    def explode(number: int) -> None:
        turn = 0
        while not stop.is_set():
            turn += 1
            reply = small.query(f"{ENDLESS['cartesian product']} # {number} {turn}", source="127.0.0.2")
            told.append(reply.json()["title"])

    threads = [threading.Thread(target=explode, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    time.sleep(0.3)
    short, look_ups = [], []
    for number in range(12):
        short.append(small.query(f"SELECT ?s {{ ?s <http://example.org/number> {number} ; ?p ?o }}"))
        look_ups.append(small.query(f"SELECT ?p ?o {{ <http://example.org/item{number}> ?p ?o }}"))
    stop.set()
    for thread in threads:
        thread.join()
    assert [reply.rows() for reply in short] == [[{"s": f"http://example.org/item{number}"}] for number in range(12)]
    assert {reply.status for reply in look_ups} == {200}
    assert max(reply.seconds for reply in short) < 10
    assert max(reply.seconds for reply in look_ups) < 5
    assert set(told) <= {"time-limit", "busy-with-long-queries", "busy"}
    assert "busy-with-long-queries" in told


def test_a_full_queue_says_when_to_come_back(small: Server) -> None:
    """Four processes, eight places to wait: of thirty long queries at once, some are refused at once, with Retry-After."""
    found: list[tuple[int, str, str | None, float]] = []

    def ask(number: int) -> None:
        reply = small.query(f"{ENDLESS['cartesian product']} # queue {number}")
        found.append((reply.status, reply.json()["title"], reply.headers.get("retry-after"), reply.seconds))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    refused = [one for one in found if one[1] == "busy"]
    assert len(refused) >= 10
    assert {one[:3] for one in refused} == {(503, "busy", "2")}
    assert sorted(one[3] for one in refused)[9] < 0.5
    assert small.query("ASK {}").status == 200


def test_a_query_ends_when_its_client_has_gone(small: Server) -> None:
    before = small.get("/healthz").json()["running"]
    query = ENDLESS["cartesian product"].replace(" ", "%20") + "%20%23gone"
    small.raw(f"GET /sparql?query={query} HTTP/1.1\r\nHost: x\r\n\r\n".encode(), 0.4)
    time.sleep(0.6)
    assert (before, small.get("/healthz").json()["running"]) == (0, 0)


def test_stopping_ends_what_runs_and_leaves_nothing_behind(small: Server, tmp_path: Path) -> None:
    """SIGTERM: a short query is finished, a long one is told that the server stops; exit code 0, and no process stays."""
    with serving(small.data, tmp_path, "--grace", "1", "--timeout", "30", "--workers", "2") as server:
        processes = server.query_processes()
        assert len(processes) == 10
        found: list[tuple[int, str]] = []
        thread = threading.Thread(target=lambda: found.append(_told(server, ENDLESS["cartesian product"])[:2]))
        thread.start()
        time.sleep(0.5)
        begun = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(20) == 0
        assert time.monotonic() - begun < 5
        thread.join()
        assert found == [(503, "stopping")]
        assert [pid for pid in processes if is_running(pid)] == []


def test_killing_the_server_leaves_no_query_process(small: Server, tmp_path: Path) -> None:
    """SIGKILL of all that speak HTTP, while a query runs that never ends: what runs it is gone too."""
    with serving(small.data, tmp_path, "--timeout", "30") as server:
        processes = server.query_processes()
        thread = threading.Thread(target=_broken_off, args=(server,))
        thread.start()
        time.sleep(0.5)
        (worker,) = [child for child in children_of(server.process.pid) if children_of(child)]
        os.kill(worker, signal.SIGKILL)
        thread.join()
        time.sleep(0.3)
        assert [pid for pid in processes if is_running(pid)] == []
        end = time.monotonic() + 10
        while time.monotonic() < end and not server.answers():
            time.sleep(0.1)
        assert server.query("ASK {}").status == 200


def _broken_off(server: Server) -> None:
    with pytest.raises((ConnectionError, http.client.HTTPException)):
        server.query(ENDLESS["cartesian product"])
