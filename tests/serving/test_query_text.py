"""What is read from a query's text decides what runs: each is compared with what the store's own parser makes of it."""

from __future__ import annotations

import pytest
from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, Store

from shiquan.serving.query_text import calls_service, is_look_up, is_update, limited, names_graphs

UNREACHABLE = "<http://127.0.0.1:9/x>"


@pytest.mark.parametrize(
    "query",
    [
        f"SELECT * {{ SERVICE {UNREACHABLE} {{ ?s ?p ?o }} }}",
        f"SELECT * {{ service silent {UNREACHABLE} {{ ?s ?p ?o }} }}",
        "SELECT * { ?s ?p ?u SERVICE ?u { ?a ?b ?c } }",
        f"SELECT * {{ BIND(1 AS ?a) FILTER(?a<1)SERVICE#>\n{UNREACHABLE} {{ ?s ?p ?o }} }}",
        f"PREFIX a: <a:> SELECT * {{ FILTER(?x<a:b)SERVICE#>\n{UNREACHABLE} {{ ?s ?p ?o }} }}",
        f"SELECT * {{ {{ SELECT * {{ SERVICE {UNREACHABLE} {{ ?s ?p ?o }} }} }} }}",
        f"ASK {{ FILTER EXISTS {{ SERVICE {UNREACHABLE} {{ ?s ?p ?o }} }} }}",
        f'SELECT * {{ ?s ?p "a\\"" . SERVICE {UNREACHABLE} {{ ?s ?p ?o }} }}',
        f"SELECT * {{ ?s ?p '''a''b''' . SERVICE {UNREACHABLE} {{ ?s ?p ?o }} }}",
        f"SELECT * {{ # '\n SERVICE {UNREACHABLE} {{ ?s ?p ?o }} }}",
    ],
)
def test_service_is_seen(query: str) -> None:
    assert calls_service(query)


@pytest.mark.parametrize(
    "query",
    [
        'SELECT * { ?s ?p "SERVICE <http://x> {" }',
        "SELECT * { ?s ?p ?o } # SERVICE <http://x> {}",
        "SELECT * { ?service <http://example.org/service> ?o }",
        "PREFIX service: <http://example.org/> SELECT * { ?s service:SERVICE ?o }",
        "SELECT * { ?s <http://example.org/SERVICE#it> ?o }",
        "SELECT * { ?s ?p '''SERVICE''' }",
    ],
)
def test_the_word_alone_is_no_service(query: str) -> None:
    assert not calls_service(query)
    Store().query(query)


@pytest.mark.parametrize("word", ["S\\u0045RVICE", "\\u0053ERVICE", "SERVIC\\U00000045"])
def test_no_keyword_hides_in_an_escape(word: str) -> None:
    """The store reads escapes of characters in strings and IRIs only; if it comes to read them elsewhere, `calls_service` must too."""
    with pytest.raises(SyntaxError):
        Store().query(f"SELECT * {{ {word} {UNREACHABLE} {{ ?s ?p ?o }} }}")


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
    ("query", "named"),
    [
        ("SELECT * FROM <a:b> { ?s ?p ?o }", True),
        ("SELECT * from named <a:b> { ?s ?p ?o }", True),
        ("SELECT ?from { ?from ?p 'FROM <a:b>' } # FROM", False),
    ],
)
def test_a_query_that_names_its_graphs(query: str, named: bool) -> None:
    assert names_graphs(query) is named


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
