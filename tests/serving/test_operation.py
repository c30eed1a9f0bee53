"""What those who run the server and those who build on it rely on: health, figures, log, caching, compression, CORS, descriptions."""

from __future__ import annotations

import asyncio
import gzip
import io
import json
import shutil
import time
from pathlib import Path
from urllib.parse import urlencode

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Store, parse
from starlette.types import Message
from typer.testing import CliRunner

from shiquan.cli.main import app
from shiquan.errors import ShiquanError
from shiquan.questions.catalogue import ask, ask_for_triples, named_queries
from shiquan.serving.data_set import open_data_set
from shiquan.serving.messages import Task
from shiquan.serving.observing import Figures, Observing, RequestLog
from shiquan.serving.outcomes import STOPPING, Refusal
from shiquan.serving.pool import QueryPool
from shiquan.serving.settings import Settings
from shiquan.stores.embedded import EmbeddedStore
from shiquan.stores.remote import RemoteStore

from .conftest import SMALL
from .running import JSON, Server, data_set_of, serving

LOOK_UP = "SELECT ?s { ?s <http://example.org/in> <http://example.org/one> }"
VOID = "http://rdfs.org/ns/void#"
SD = "http://www.w3.org/ns/sparql-service-description#"


def sources_of(server: Server) -> list[str]:
    """Return where the answers came from that are in the log."""
    return [line["source"] for line in server.log_lines() if "source" in line]


def figures_of(server: Server) -> dict[str, str]:
    """Return the figures that the server tells, by their names and labels."""
    lines = server.get("/metrics").text.splitlines()
    return dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))


def test_health(small: Server) -> None:
    state = small.get("/healthz").json()
    digest = state.pop("data_set")
    assert state == {"status": "ok", "documents": 0, "quads": len(SMALL), "running": 0, "waiting": 0}
    assert len(digest) == 24


def test_every_named_query_gives_what_the_embedded_store_gives(served_five: Server) -> None:
    here, there = EmbeddedStore.open(served_five.data), RemoteStore(f"{served_five.url}/sparql")
    for query in named_queries():
        if query.form == "SELECT":
            ours, theirs = ask(here, query, {}), ask(there, query, {})
            assert (theirs.columns, sorted(theirs.rows, key=str)) == (ours.columns, sorted(ours.rows, key=str)), (
                query.name
            )
        else:
            assert ask_for_triples(there, query, {}) == ask_for_triples(here, query, {}), query.name


def test_an_entity_tag_stands_for_query_and_format(small: Server) -> None:
    first = small.query(LOOK_UP)
    tag = first.headers["etag"]
    assert first.headers["vary"] == "Accept, Accept-Encoding"
    assert small.query(LOOK_UP).headers["etag"] == tag
    assert small.query(LOOK_UP, "text/csv").headers["etag"] != tag
    assert small.query(LOOK_UP + " ").headers["etag"] != tag
    target = "/sparql?" + urlencode({"query": LOOK_UP})
    for given in (tag, f"W/{tag}", f'"other", {tag}', tag[:-1] + '-gzip"', "*"):
        again = small.get(target, Accept=JSON, If_None_Match=given)
        assert (again.status, again.body, again.headers["etag"]) == (304, b"", tag), given
    assert small.get(target, Accept=JSON, If_None_Match='"other"').status == 200


def test_an_answer_is_the_same_from_the_store_a_process_and_the_cache(small: Server) -> None:
    text = "SELECT ?n { ?s <http://example.org/number> ?n } LIMIT 1"
    same = "SELECT ?n { { ?s <http://example.org/number> ?n } } LIMIT 1"
    assert small.query(text).body == small.query(text).body == small.query(same).body
    expected = ["look-up", "cache", "process"]
    # the log is written some moments later
    end = time.monotonic() + 30
    while sources_of(small)[-3:] != expected and time.monotonic() < end:
        time.sleep(0.1)
    assert sources_of(small)[-3:] == expected


def test_answers_are_compressed_for_who_takes_it(small: Server) -> None:
    query = "/sparql?query=SELECT+*+%7B+%3Fs+%3Fp+%3Fo+%7D"
    plain = small.get(query, Accept=JSON)
    packed = small.get(query, Accept=JSON, Accept_Encoding="br;q=1, gzip;q=0.5")
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert int(packed.headers["content-length"]) == len(packed.body) < len(plain.body)
    assert packed.headers["etag"] == plain.headers["etag"][:-1] + '-gzip"'
    assert "content-encoding" not in small.get(query, Accept=JSON, Accept_Encoding="gzip;q=0").headers


def test_head_has_the_headers_of_get(small: Server) -> None:
    target = "/sparql?query=ASK%20%7B%7D"
    whole, head = small.get(target), small.request("HEAD", target)
    for headers in (whole.headers, head.headers):
        del headers["date"]
    assert (head.status, head.body, head.headers) == (200, b"", whole.headers)


def test_pages_of_other_sites_may_ask(small: Server) -> None:
    answer = small.get("/sparql?query=ASK%20%7B%7D", Origin="https://example.org")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "ETag" in answer.headers["access-control-expose-headers"]
    refused = small.get("/sparql?query=ASK", Origin="https://example.org")
    assert (refused.status, refused.headers["access-control-allow-origin"]) == (400, "*")
    asked = {
        "Origin": "https://example.org",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    preflight = small.request("OPTIONS", "/sparql", asked)
    assert (preflight.status, preflight.headers["access-control-allow-origin"]) == (200, "*")
    assert "POST" in preflight.headers["access-control-allow-methods"]
    assert "Content-Type" in preflight.headers["access-control-allow-headers"]


def test_the_service_describes_itself(small: Server) -> None:
    reply = small.get("/sparql", Accept="application/n-triples")
    service = NamedNode(f"{small.url}/sparql")
    said = {(str(q.subject), q.predicate.value, str(q.object)) for q in parse(reply.body, RdfFormat.N_TRIPLES)}
    for name, value in (
        ("endpoint", service),
        ("supportedLanguage", NamedNode(SD + "SPARQL11Query")),
        ("feature", NamedNode(SD + "UnionDefaultGraph")),
        ("resultFormat", NamedNode("http://www.w3.org/ns/formats/SPARQL_Results_JSON")),
        ("resultFormat", NamedNode("http://www.w3.org/ns/formats/Turtle")),
    ):
        assert (str(service), SD + name, str(value)) in said
    assert not any(name in value for _, _, value in said for name in ("Update", "Federated", "DereferencesURIs"))
    limits = "\n".join(value for subject, _, value in said if subject == f"<{small.url}/sparql#limits>")
    assert "1 秒、128 MiB" in limits and "1 seconds and 128 MiB" in limits
    assert small.get("/sparql", Accept="text/csv").status == 406


def test_the_data_set_is_described_by_its_counts(served_five: Server) -> None:
    reply = served_five.get("/.well-known/void", Accept="application/n-triples")
    store = Store.read_only(str(served_five.data / "store"))
    this = f"{served_five.url}/.well-known/void#data-set"
    void = Store()
    void.bulk_load(reply.body, RdfFormat.N_TRIPLES)

    def number(text: str, asked: Store) -> int:
        (row,) = asked.query(text, use_default_graph_as_union=asked is store)
        return int(row[0].value)

    for name, count in (
        ("triples", "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"),
        ("distinctSubjects", "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }"),
        ("properties", "SELECT (COUNT(DISTINCT ?p) AS ?n) { ?s ?p ?o }"),
        ("classes", "SELECT (COUNT(DISTINCT ?c) AS ?n) { ?s a ?c }"),
    ):
        assert number(f"SELECT ?n {{ <{this}> <{VOID}{name}> ?n }}", void) == number(count, store), name
    task = "https://w3id.org/shiquan/ontology#Task"
    described = f"SELECT ?n {{ ?part <{VOID}class> <{task}> ; <{VOID}entities> ?n }}"
    assert number(described, void) == number(f"SELECT (COUNT(DISTINCT ?s) AS ?n) {{ ?s a <{task}> }}", store)
    again = served_five.get("/.well-known/void", Accept="application/n-triples", If_None_Match=reply.headers["etag"])
    assert (again.status, again.body) == (304, b"")


def test_figures_of_all_workers_are_put_together(small: Server, tmp_path: Path) -> None:
    with serving(small.data, tmp_path, "--workers", "2") as server:
        for number in range(20):
            server.query(f"ASK {{ # {number}\n}}")
        server.query("ASK {")
        # each worker tells of its part some moments later
        end = time.monotonic() + 30
        counted = figures_of(server)
        while counted.get('shiquan_requests_total{route="sparql",status="200"}') != "20.0" and time.monotonic() < end:
            time.sleep(0.1)
            counted = figures_of(server)
        assert counted['shiquan_requests_total{route="sparql",status="200"}'] == "20.0"
        assert counted['shiquan_requests_total{route="sparql",status="400"}'] == "1.0"
        assert counted['shiquan_answer_seconds_count{source="process"}'] == "20.0"
        assert counted['shiquan_refusals_total{reason="syntax"}'] == "1.0"
        assert counted["shiquan_queries_running"] == "0.0"


def test_the_log_tells_of_requests_and_not_what_was_asked(small: Server, tmp_path: Path) -> None:
    secret = "SELECT ?s { ?s ?p 'secret\nwords' }"
    with serving(small.data, tmp_path) as server:
        server.query('ASK { ?s ?p "secret words" }')
        server.get("/secret%0A{}path")
    first, second = [line for line in server.log_lines() if line.get("path", "/healthz") != "/healthz"]
    assert {**first, "time": "", "ms": 0, "query_key": ""} == {
        "time": "",
        "client": "127.0.0.1",
        "method": "GET",
        "path": "/sparql",
        "status": 200,
        "ms": 0,
        "bytes": 27,
        "source": "look-up",
        "query_key": "",
    }
    assert second["path"] == "/secret\n{}path"
    assert "secret words" not in server.log.read_text()
    with serving(small.data, tmp_path / "2", "--log-queries") as server:
        server.query(secret.replace("\n", " "))
    assert [line["query"] for line in server.log_lines() if "query" in line] == [secret.replace("\n", " ")]


def test_a_data_set_that_was_replaced_is_served_without_a_stop(tmp_path: Path) -> None:
    """As `shiquan build` does it: another folder in its place. Nothing of the earlier one is answered after that, from no cache either."""
    data = data_set_of(SMALL[:1], tmp_path / "data")
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    with serving(data, tmp_path / "log") as server:
        before = server.query(count)
        assert before.rows() == [{"n": "1"}]
        data_set_of(SMALL[:2], tmp_path / "next")
        data.rename(tmp_path / "earlier")
        (tmp_path / "next").rename(data)
        shutil.rmtree(tmp_path / "earlier")
        end = time.monotonic() + 10
        while server.query(count).rows() == [{"n": "1"}] and time.monotonic() < end:
            time.sleep(0.1)
        after = server.query(count)
        assert after.rows() == [{"n": "2"}]
        assert after.headers["etag"] != before.headers["etag"]
        assert len(server.query(LOOK_UP.replace("one", "two")).rows()) == 1
        assert server.get("/healthz").json()["quads"] == 2


def test_a_folder_that_is_no_data_set_is_refused(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["serve", "--data", str(tmp_path)])
    assert isinstance(result.exception, ShiquanError)
    assert "shiquan build" in result.exception.zh and "shiquan build" in result.exception.en


@pytest.mark.parametrize("host", ["127.0.0.1", "192.0.2.1", "no such host"])
def test_an_address_that_cannot_be_had_is_refused(small: Server, host: str) -> None:
    """It was a trace of some seventy lines from the depths of the HTTP server."""
    command = ["serve", "--data", str(small.data), "--port", str(small.port), "--host", host]
    result = CliRunner().invoke(app, command)
    assert isinstance(result.exception, ShiquanError)
    assert "--port" in result.exception.zh and str(small.port) in result.exception.en


def test_a_refusal_keeps_nothing_of_the_times_that_it_was_raised(small: Server) -> None:
    """Python adds the frames of each time to an exception that is raised again: a busy server would have filled its memory with them."""
    pool = QueryPool(Settings(small.data), open_data_set(small.data), lambda: None)
    pool.stop()
    for _ in range(3):
        with pytest.raises(Refusal) as raised:
            asyncio.run(pool.answer(Task("ASK {}")))
        assert (raised.value.name, raised.value is STOPPING) == ("stopping", False)
    assert STOPPING.__traceback__ is None


def test_the_log_of_the_start_tells_what_holds_queries_back(small: Server, tmp_path: Path) -> None:
    with serving(small.data, tmp_path) as server:
        pass
    assert json.loads(server.log.read_text().splitlines()[0])["confined"] is True


@pytest.mark.parametrize("graph", ["data1", "many"])
def test_the_answer_of_a_graph_is_that_graph(small: Server, graph: str) -> None:
    reply = small.query(
        f"CONSTRUCT {{ ?s ?p ?o }} {{ GRAPH <http://example.org/{graph}> {{ ?s ?p ?o }} }} LIMIT 90",
        "application/n-triples",
    )
    triples = {quad.triple for quad in parse(reply.body, RdfFormat.N_TRIPLES)}
    held = {quad.triple for quad in SMALL if quad.graph_name == NamedNode(f"http://example.org/{graph}")}
    assert triples <= held and len(triples) == min(90, len(held))
    assert all(isinstance(triple.object, NamedNode | Literal) for triple in triples)


def test_a_fault_is_logged_and_told_without_what_was_asked() -> None:
    """A page that is added later may have a fault: its client is told that there was one, the log where, and neither what was asked."""

    async def faulty(*_: object) -> None:
        raise ValueError("what was asked")

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        sent.append(message)

    sent: list[Message] = []
    out = io.StringIO()
    log = RequestLog(out)
    app = Observing(faulty, Figures(), log, (), log_queries=False, behind_proxy=False)
    scope = {"type": "http", "method": "GET", "path": "/page", "query_string": b"", "headers": [], "client": None}
    asyncio.run(app(scope, receive, send))
    log.flush()
    assert sent[0]["status"] == 500
    assert json.loads(sent[1]["body"])["title"] == "fault"
    fault, request = (json.loads(line) for line in out.getvalue().splitlines())
    assert (fault["event"], fault["kind"]) == ("fault", "ValueError")
    assert any(place.startswith("test_operation.py:") for place in fault["at"])
    assert (request["path"], request["status"], request["reason"]) == ("/page", 500, "fault")
    assert "what was asked" not in out.getvalue()
