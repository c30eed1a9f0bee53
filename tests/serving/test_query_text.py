"""What is read from a query's text decides what runs: each is compared with what the store's own parser makes of it."""

from __future__ import annotations

import pytest
from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, Store

from shiquan.serving.query_text import is_look_up, is_update, limited

ITEMS = [Quad(NamedNode(f"a:{n:02}"), NamedNode("a:n"), Literal(n)) for n in range(20)]


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("SELECT ?s { ?s ?p ?o }", 7),
        ("SELECT ?s { ?s ?p ?o } LIMIT 3", 3),
        ("SELECT ?s { ?s ?p ?o } LIMIT 7", 7),
        ("SELECT ?s { ?s ?p ?o } limit 15 OFFSET 2", 7),
        ("SELECT ?s { ?s ?p ?o } OFFSET 15", 5),
        ("SELECT ?s { ?s ?p ?o } OFFSET 2 LIMIT 15", 7),
        ("SELECT ?s { ?s ?p ?o } ORDER BY DESC(?o) # LIMIT 3", 7),
        ("SELECT ?s { ?s ?p ?o } ORDER BY (?o + (1)) LIMIT 100", 7),
        ("SELECT ?s { { SELECT ?s { ?s ?p ?o } LIMIT 9 } }", 7),
        ("SELECT ?s { { SELECT ?s { ?s ?p ?o } LIMIT 4 } }", 4),
        ("SELECT ?s { ?s ?p ?o } VALUES ?p { <a:n> }", 7),
        ("SELECT ?s { ?s ?p ?o } ORDER BY ?s VALUES ?p { <a:n> }", 7),
        ("SELECT ?s { ?s ?p ?o VALUES ?p { <a:n> } }", 7),
        ("SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?s HAVING (COUNT(*) > 0)", 7),
        ("SELECT ?s { ?s ?p ?o } GROUP BY ?s HAVING EXISTS { ?s ?p ?x }", 7),
        ("SELECT ?s (EXISTS { ?s ?p 3 } AS ?e) { ?s ?p ?o }", 7),
        ("SELECT ?s WHERE { ?s ?p ?o FILTER(?o<30) FILTER(?o>-1) }", 7),
        ("SELECT ?s { ?s ?p ?o } LIMIT 99999999999999999999", 7),
        ("PREFIX limit: <a:> SELECT ?limit { ?limit limit:n ?o }", 7),
        ("SELECT ?s { ?s ?p ?o } LIMIT 0", 0),
        ("PREFIX a.b:<a:>SELECT?s{?s a.b:n ?o}LIMIT15OFFSET2", 7),
    ],
)
def test_a_query_is_limited(query: str, rows: int) -> None:
    store = Store()
    store.extend(ITEMS)
    found = store.query(limited(query, 7) or query)
    assert isinstance(found, QuerySolutions)
    assert len(list(found)) == rows


@pytest.mark.parametrize("query", ["ASK { ?s ?p ?o }", "CONSTRUCT WHERE { ?s ?p ?o }", "DESCRIBE <a:b>", ""])
def test_only_a_select_query_is_limited(query: str) -> None:
    assert limited(query, 7) is None


@pytest.mark.parametrize(
    ("text", "update"),
    [
        ("INSERT DATA { <a:b> <a:b> <a:b> }", True),
        ("PREFIX a: <a:> delete where { ?s ?p ?o }", True),
        ("BASE <a:> # SELECT\n LOAD <x>", True),
        ("CLEAR ALL", True),
        ("SELECT * { ?insert ?p 'DELETE' }", False),
        ("ASK {}", False),
        ("", False),
    ],
)
def test_updates_are_told_from_queries(text: str, update: bool) -> None:
    assert is_update(text) is update


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?p ?o WHERE { <http://example.org/x> ?p ?o }",
        "SELECT * { ?s ?p ?o . } LIMIT 5",
        "PREFIX sq: <https://w3id.org/shiquan/ontology#>\nselect ?s where { ?s a sq:Task }",
        'ASK { ?s <a:b> "甲"@zh }',
        "ASK { <a:b> <a:b> <a:b> }",
    ],
)
def test_a_look_up(query: str) -> None:
    assert is_look_up(query)
    Store().query(query)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?s { ?s ?p ?s }",
        "SELECT ?s { ?s ?p ?o . ?a ?b ?c }",
        "SELECT ?s { ?s ?p ?o ; ?b ?c }",
        "SELECT ?s { ?s ?p ?o , ?c }",
        "SELECT ?s { ?s <a:b>* ?o }",
        "SELECT ?s { ?s <a:b>/<a:c> ?o }",
        "SELECT ?s { ?s ^<a:b> ?o }",
        "SELECT ?s { ?s ?p ?o FILTER(?o > 3) }",
        "SELECT ?s { ?s ?p ?o } ORDER BY ?s",
        "SELECT DISTINCT ?s { ?s ?p ?o }",
        "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
        "SELECT ?s FROM <a:b> { ?s ?p ?o }",
        "SELECT ?s { GRAPH ?g { ?s ?p ?o } }",
        "SELECT ?s { ?s ?p ?o } OFFSET 3",
        "DESCRIBE <a:b>",
        "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }",
        "SELECT ?s { ?s ?p [] }",
        "SELECT ?s { ?s ?p ?o } VALUES ?s { <a:b> }",
        "SELECT ?p ?o { <http://example.org/" + "x" * 2000 + "> ?p ?o }",
    ],
)
def test_what_is_no_look_up(query: str) -> None:
    assert not is_look_up(query)
