"""The tests of the SPARQL 1.1 Protocol that the W3C working group listed, as requests and what is to come back.

The list is https://www.w3.org/2009/sparql/docs/tests/data-sparql11/protocol/ ; names are its own. Its graphs data1, data2, data3 stand in
the small data set (conftest.py) as http://example.org/data1 and so on.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

import pytest
from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from .running import JSON, Server

DIRECT = "application/sparql-query"
FORM = "application/x-www-form-urlencoded"
XML = "application/sparql-results+xml"
G1, G2, G3 = (f"http://example.org/data{number}" for number in (1, 2, 3))


@dataclass(frozen=True)
class Case:
    """A request; ``expected`` is the truth value of an ASK, or the status of what is refused."""

    name: str
    method: str
    parameters: str
    content_type: str | None
    body: bytes | None
    expected: bool | int


def _graphs(**kinds: list[str]) -> str:
    return "&".join(
        f"{kind.replace('_', '-')}-graph-uri={quote(graph, safe='')}"
        for kind, graphs in kinds.items()
        for graph in graphs
    )


ANSWERED = [
    Case("query_get", "GET", "query=ASK%20%7B%7D", None, None, True),
    Case("query_post_form", "POST", "", FORM, b"query=ASK%20%7B%7D", True),
    Case("query_post_direct", "POST", "", DIRECT, b"ASK {}", True),
    Case(
        "query_dataset_default_graph",
        "POST",
        _graphs(default=[G1]),
        DIRECT,
        f"ASK {{ <{G1}> ?p ?o }}".encode(),
        True,
    ),
    Case(
        "query_dataset_default_graph (and no other)",
        "POST",
        _graphs(default=[G1]),
        DIRECT,
        f"ASK {{ <{G2}> ?p ?o }}".encode(),
        False,
    ),
    Case(
        "query_dataset_default_graphs_get",
        "GET",
        f"query={quote(f'ASK {{ <{G1}> ?p ?o . <{G2}> ?q ?r }}')}&{_graphs(default=[G1, G2])}",
        None,
        None,
        True,
    ),
    Case(
        "query_dataset_default_graphs_post",
        "POST",
        _graphs(default=[G1, G2]),
        DIRECT,
        f"ASK {{ <{G1}> ?p ?o . <{G2}> ?q ?r }}".encode(),
        True,
    ),
    Case(
        "query_dataset_named_graphs_get",
        "GET",
        f"query={quote(f'ASK {{ GRAPH ?g {{ <{G2}> ?p ?o }} }}')}&{_graphs(named=[G1, G2])}",
        None,
        None,
        True,
    ),
    Case(
        "query_dataset_named_graphs_post",
        "POST",
        _graphs(named=[G1, G2]),
        DIRECT,
        b"ASK { GRAPH ?g { ?s ?p ?o } }",
        True,
    ),
    Case(
        "query_dataset_named_graphs_post (and no other)",
        "POST",
        _graphs(named=[G1, G2]),
        DIRECT,
        f"ASK {{ GRAPH ?g {{ <{G3}> ?p ?o }} }}".encode(),
        False,
    ),
    Case(
        "query_dataset_named_graphs_post (default graph empty)",
        "POST",
        _graphs(named=[G1, G2]),
        DIRECT,
        b"ASK { ?s ?p ?o }",
        False,
    ),
    Case(
        "query_dataset_full",
        "POST",
        _graphs(default=[G3], named=[G1, G2]),
        DIRECT,
        f"ASK {{ <{G3}> ?y ?o GRAPH ?g {{ <{G1}> ?p ?o2 }} FILTER NOT EXISTS {{ <{G1}> ?a ?b }} }}".encode(),
        True,
    ),
    Case(
        "query_multiple_dataset",
        "POST",
        _graphs(default=[G2]),
        DIRECT,
        f"ASK FROM <{G1}> {{ <{G1}> ?p ?o }}".encode(),
        False,
    ),
    # a data set in the query itself; the first of these was wrong while the union of all graphs was always asked
    Case("FROM alone", "POST", "", DIRECT, f"ASK FROM <{G1}> {{ <{G2}> ?p ?o }}".encode(), False),
    Case("FROM NAMED alone", "POST", "", DIRECT, f"ASK FROM NAMED <{G1}> {{ <{G1}> ?p ?o }}".encode(), False),
    Case("no data set: the union of all", "POST", "", DIRECT, f"ASK {{ <{G1}> ?p ?o . <{G2}> ?q ?r }}".encode(), True),
    Case("form with charset", "POST", "", f"{FORM}; charset=UTF-8", b"query=ASK%20%7B%7D", True),
    Case("direct with charset", "POST", "", f'{DIRECT};charset="utf-8"', b"ASK {}", True),
]

REFUSED = [
    Case("bad_query_method", "PUT", "query=ASK%20%7B%7D", None, None, 405),
    Case("bad_query_method (DELETE)", "DELETE", "query=ASK%20%7B%7D", None, None, 405),
    Case("bad_query_method (PATCH)", "PATCH", "query=ASK%20%7B%7D", None, None, 405),
    Case("bad_multiple_queries", "GET", "query=ASK%20%7B%7D&query=SELECT%20%2A%20%7B%7D", None, None, 400),
    Case("bad_multiple_queries (URL and body)", "POST", "query=ASK%20%7B%7D", DIRECT, b"ASK {}", 400),
    Case("bad_query_wrong_media_type", "POST", "", "text/plain", b"ASK {}", 415),
    Case("bad_query_missing_form_type", "POST", "", None, b"query=ASK%20%7B%7D", 415),
    Case("bad_query_missing_direct_type", "POST", "", None, b"ASK {}", 415),
    Case("bad_query_non_utf8", "POST", "", f"{DIRECT}; charset=UTF-16", "ASK {}".encode("utf-16"), 415),
    Case("bad_query_non_utf8 (not said)", "POST", "", DIRECT, "ASK {}".encode("utf-16"), 400),
    Case("bad_query_non_utf8 (form)", "GET", "query=ASK%20%7B%7D%20%23%FF", None, None, 400),
    Case("bad_query_syntax", "GET", "query=ASK%20%7B", None, None, 400),
    Case("no query", "POST", "", FORM, b"", 400),
    Case("graph that is no IRI", "GET", "query=ASK%20%7B%7D&default-graph-uri=data1", None, None, 400),
    # the working group's bad updates: every update is refused here, and so are these
    Case("bad_update_get", "GET", "update=CLEAR%20ALL", None, None, 403),
    Case("bad_multiple_updates", "POST", "", FORM, b"update=CLEAR%20NAMED&update=CLEAR%20DEFAULT", 403),
    Case("bad_update_wrong_media_type", "POST", "", "text/plain", b"CLEAR NAMED", 415),
    Case("bad_update_missing_form_type", "POST", "", None, b"update=CLEAR%20NAMED", 415),
    Case("bad_update_missing_direct_type", "POST", "", None, b"CLEAR NAMED", 415),
    Case(
        "bad_update_non_utf8",
        "POST",
        "",
        "application/sparql-update; charset=UTF-16",
        "CLEAR NAMED".encode("utf-16"),
        403,
    ),
    Case("bad_update_syntax", "POST", "", FORM, b"update=CLEAR%20XYZ", 403),
    Case(
        "bad_update_dataset_conflict",
        "POST",
        "",
        FORM,
        b"using-named-graph-uri=http%3A%2F%2Fexample%2Fpeople&update=WITH%20%3Ca%3Ab%3E%20DELETE%20%7B%7D%20WHERE%20%7B%7D",
        403,
    ),
    Case("update_post_form", "POST", "", FORM, b"update=CLEAR%20ALL", 403),
    Case("update_post_direct", "POST", "", "application/sparql-update", b"CLEAR ALL", 403),
    Case("update as a query", "POST", "", DIRECT, b"INSERT DATA { <a:b> <a:b> <a:b> }", 403),
    Case("LOAD as a query", "GET", "query=LOAD%20%3Cfile%3A%2F%2F%2Fetc%2Fpasswd%3E", None, None, 403),
]

DO_NOT_APPLY = {
    "update_dataset_default_graph": "the endpoint takes no updates",
    "update_dataset_default_graphs": "the endpoint takes no updates",
    "update_dataset_named_graphs": "the endpoint takes no updates",
    "update_dataset_full": "the endpoint takes no updates",
    "update_base_uri": "the endpoint takes no updates",
}
"""Tests of the list that ask for an update to succeed (update_post_form and update_post_direct are above, as refused), each with the reason."""


def _ask(server: Server, case: Case, accept: str) -> tuple[int, bytes]:
    headers = {"Accept": accept}
    if case.content_type is not None:
        headers["Content-Type"] = case.content_type
    target = "/sparql" + (f"?{case.parameters}" if case.parameters else "")
    reply = server.request(case.method, target, headers, case.body)
    return reply.status, reply.body


@pytest.mark.parametrize("case", ANSWERED, ids=lambda case: case.name)
def test_answered(small: Server, case: Case) -> None:
    status, body = _ask(small, case, JSON)
    assert (status, body) == (200, b'{"head":{},"boolean":%s}' % (b"true" if case.expected else b"false"))
    status, body = _ask(small, case, XML)
    assert status == 200 and f"<boolean>{str(case.expected).lower()}</boolean>".encode() in body


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case.name)
def test_refused(small: Server, case: Case) -> None:
    status, body = _ask(small, case, JSON)
    assert status == case.expected
    assert b'"zh"' in body and b'"en"' in body


def test_every_test_of_the_list_is_here() -> None:
    listed = [
        "query_get",
        "query_post_form",
        "query_post_direct",
        "query_dataset_default_graph",
        "query_dataset_default_graphs_get",
        "query_dataset_default_graphs_post",
        "query_dataset_named_graphs_get",
        "query_dataset_named_graphs_post",
        "query_dataset_full",
        "query_multiple_dataset",
        "bad_query_method",
        "bad_multiple_queries",
        "bad_query_wrong_media_type",
        "bad_query_missing_form_type",
        "bad_query_missing_direct_type",
        "bad_query_non_utf8",
        "bad_query_syntax",
        "bad_update_get",
        "bad_multiple_updates",
        "bad_update_wrong_media_type",
        "bad_update_missing_form_type",
        "bad_update_non_utf8",
        "bad_update_syntax",
        "bad_update_dataset_conflict",
        "update_post_form",
        "update_post_direct",
        "update_dataset_default_graph",
        "update_dataset_default_graphs",
        "update_dataset_named_graphs",
        "update_dataset_full",
        "update_base_uri",
    ]
    here = {case.name for case in (*ANSWERED, *REFUSED)} | set(DO_NOT_APPLY)
    assert [name for name in listed if name not in here] == []


# query_content_type_select, _ask, _describe, _construct: in every format, by the types that the working group names and by default


@pytest.mark.parametrize(
    ("accept", "content_type", "body"),
    [
        (
            JSON,
            JSON,
            '{"head":{"vars":["s"]},"results":{"bindings":[{"s":{"type":"uri","value":"http://example.org/data1"}}]}}',
        ),
        ("*/*", JSON, None),
        ("", JSON, None),
        ("application/json", "application/json", None),
        (
            XML,
            XML,
            '<?xml version="1.0"?><sparql xmlns="http://www.w3.org/2005/sparql-results#"><head><variable name="s"/></head><results>'
            '<result><binding name="s"><uri>http://example.org/data1</uri></binding></result></results></sparql>',
        ),
        ("text/csv", "text/csv; charset=utf-8", "s\r\nhttp://example.org/data1\r\n"),
        ("text/tab-separated-values", "text/tab-separated-values; charset=utf-8", "?s\n<http://example.org/data1>\n"),
        ("text/html, application/xml;q=0.9, */*;q=0.8", "application/xml", None),
        (f"text/csv;q=0.1, {JSON};q=0.5", JSON, None),
        ("text/*", "text/csv; charset=utf-8", None),
    ],
)
def test_query_content_type_select(small: Server, accept: str, content_type: str, body: str | None) -> None:
    query = "SELECT ?s { ?s <http://example.org/in> <http://example.org/one> }"
    headers = {"Content-Type": DIRECT, **({"Accept": accept} if accept else {})}
    reply = small.request("POST", "/sparql", headers, query.encode())
    assert (reply.status, reply.headers["content-type"]) == (200, content_type)
    if body is not None:
        assert reply.text == body


@pytest.mark.parametrize(
    ("accept", "content_type", "body"),
    [
        ("", JSON, '{"head":{},"boolean":true}'),
        (
            XML,
            XML,
            '<?xml version="1.0"?><sparql xmlns="http://www.w3.org/2005/sparql-results#"><head></head><boolean>true</boolean></sparql>',
        ),
        ("text/csv", "text/csv; charset=utf-8", "true"),
    ],
)
def test_query_content_type_ask(small: Server, accept: str, content_type: str, body: str) -> None:
    reply = small.query("ASK {}", accept)
    assert (reply.status, reply.headers["content-type"], reply.text) == (200, content_type, body)


@pytest.mark.parametrize(
    ("accept", "content_type", "form"),
    [
        ("*/*", "text/turtle; charset=utf-8", RdfFormat.TURTLE),
        ("text/turtle", "text/turtle; charset=utf-8", RdfFormat.TURTLE),
        ("application/n-triples", "application/n-triples", RdfFormat.N_TRIPLES),
        ("application/rdf+xml", "application/rdf+xml", RdfFormat.RDF_XML),
        ("application/ld+json", "application/ld+json", RdfFormat.JSON_LD),
        ("application/trig", "application/trig", RdfFormat.TRIG),
        ("application/n-quads", "application/n-quads", RdfFormat.N_QUADS),
    ],
)
@pytest.mark.parametrize("query", [f"DESCRIBE <{G1}>", f"CONSTRUCT {{ <{G1}> ?p ?o }} {{ <{G1}> ?p ?o }}"])
def test_query_content_type_describe_and_construct(
    small: Server, query: str, accept: str, content_type: str, form: RdfFormat
) -> None:
    reply = small.query(query, accept)
    assert (reply.status, reply.headers["content-type"]) == (200, content_type)
    assert [quad.triple for quad in parse(reply.body, form)] == [
        Triple(NamedNode(G1), NamedNode("http://example.org/in"), NamedNode("http://example.org/one"))
    ]


def test_relative_iris_are_resolved_against_the_endpoint(small: Server) -> None:
    """The working group's query of query_content_type_construct has relative IRIs and no BASE."""
    reply = small.query("CONSTRUCT { <s> <p> 1 } WHERE {}", "application/n-triples")
    assert reply.text == f'<{small.url}/s> <{small.url}/p> "1"^^<http://www.w3.org/2001/XMLSchema#integer> .\n'


@pytest.mark.parametrize(
    ("query", "accept"),
    [
        ("SELECT * {}", "text/turtle"),
        ("ASK {}", "text/turtle"),
        ("DESCRIBE <a:b>", "text/csv"),
        ("SELECT * {}", "image/png"),
        ("SELECT * {}", f"{JSON};q=0"),
    ],
)
def test_not_acceptable(small: Server, query: str, accept: str) -> None:
    reply = small.query(query, accept)
    assert (reply.status, reply.json()["title"]) == (406, "not-acceptable")


def test_values_with_line_breaks_and_quotes(small: Server) -> None:
    query = "SELECT ?v { <http://example.org/lines> ?p ?v }"
    assert small.query(query).rows() == [{"v": '第一行\n第二行, "引号"\t制表'}]
    assert small.query(query, "text/csv").text == 'v\r\n"第一行\n第二行, ""引号""\t制表"\r\n'
    assert small.query(query, "text/tab-separated-values").text == '?v\n"第一行\\n第二行, \\"引号\\"\\t制表"\n'
