"""SERVICE and FROM are found where the store's own parser finds them, whatever stands around them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Store

from shiquan.stores.clauses import calls_service, names_graphs

STORE = Store()


def is_legal(query: str) -> bool:
    try:
        STORE.query(query)
    except SyntaxError:
        return False
    except OSError:
        # it is run at once, and goes out
        return True
    return True


def is_read_as_a_keyword(query: str, word: str) -> bool:
    """Whether the store's parser reads a word as a keyword somewhere: the query is legal, and with another word in its place it is not."""
    places = [match.span() for match in re.finditer(word, query, re.IGNORECASE)]
    others = (f"{query[:start]}{'X' * (end - start)}{query[end:]}" for start, end in places)
    return is_legal(query) and not all(is_legal(other) for other in others)


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
        f"SELECT * {{ ?s ?p 1SERVICE{UNREACHABLE}{{ ?s ?p ?o }} }}",
        f"SELECT * {{ ?s ?p trueSERVICE{UNREACHABLE}{{ ?s ?p ?o }} }}",
        f"SELECT * {{ SERVICESILENT{UNREACHABLE}{{ ?s ?p ?o }} }}",
        "PREFIX e: <http://127.0.0.1:9/> SELECT * { SERVICEe:x { ?s ?p ?o } }",
        "PREFIX e: <http://127.0.0.1:9/> SELECT * { ?s ?p 1.0e0SERVICESILENTe:x { ?s ?p ?o } }",
        f"PREFIX e: <e:> SELECT * {{ ?s ?p e:x.y.SERVICE{UNREACHABLE}{{ ?s ?p ?o }} }}",
        f"SELECT * {{ BIND(?s<2AS?y)SERVICE#>\n{UNREACHABLE}{{ }} }}",
        f"SELECT * {{ ?s <http://127.0.0.1/\\u0041#> ?o . SERVICE {UNREACHABLE} {{ ?s ?p ?o }} }}",
        f"SELECT * {{ BIND(1 AS ?a) FILTER(?a<?b#>'''\n)SERVICE{UNREACHABLE}{{ ?s ?p ?o }}#'''\n}}",
        f'SELECT * {{ BIND(1 AS ?a) FILTER(?a<1)#>"""\nSERVICE{UNREACHABLE}{{ ?s ?p ?o }}#"""\n}}',
        f"PREFIX e: <e:> SELECT * {{ ?s e:a\\' ?o . SERVICE {UNREACHABLE} {{ ?s ?p ?o }} # '\n}}",
    ],
)
def test_service_is_seen(query: str) -> None:
    """Each is legal to the store, which would go out; the last eleven once did, past a search for the word between other than letters and digits."""
    assert is_read_as_a_keyword(query, "SERVICE")
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
        "PREFIX service: <http://example.org/> SELECT * FROM service:g { GRAPH service:g { ?s ?p ?o } }",
        "SELECT * { FILTER(?x = 1 && EXISTS { ?s <http://example.org/service#p>\n?o }) ?s ?p ?x }",
        "SELECT * { VALUES (?s ?o) { (<http://example.org/a> <http://example.org/service>) } ?s ?p ?o }",
        "SELECT * { ?s (<http://example.org/a>/<http://example.org/service#b>)\n?o }",
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


# What a query may be made of; those that end with nothing that parts them from what follows are the interesting ones.
PIECES = (
    *(
        "?s",
        "?p",
        "$o",
        "<a:b>",
        "<a:b#c>",
        "e:x",
        "e:x.y",
        "e:a\\'b",
        "e:%41\\#",
        ":",
        "_:b",
        "_:b.c",
        "a",
        "[]",
        "( ?s <a:b> )",
        "()",
    ),
    *(
        "1",
        "1.",
        ".5",
        "1e0",
        "1.5e-3",
        "-1",
        "true",
        "'x'",
        '"x"',
        "'''x'y'''",
        '"""x"y"""',
        "'x'@en",
        '"x"@zh-Hans',
        "'x'^^e:t",
        "'\\u0041'",
    ),
    *(
        " ",
        "\n",
        "# '\n",
        '# """\n',
        "#>\n",
        ".",
        ";",
        ",",
        "{",
        "}",
        "(",
        ")",
        "?x<",
        "<1",
        ">",
        "#>'''\n",
        "<1)#>'''\n",
        "#'''\n",
    ),
    *(
        "FILTER(?s<?p)",
        "FILTER(?s<1)",
        "FILTER(?s<",
        "BIND(1 AS ?x)",
        "BIND(?s<2AS?y)",
        "OPTIONAL",
        "UNION",
        "MINUS",
        "GRAPH ?g",
        "GRAPHe:g",
    ),
    *(
        "SERVICE",
        "service",
        "SERVICE ",
        "SERVICESILENT",
        "SERVICE?u",
        "SERVICE<a:b>",
        "SERVICEe:x",
        "SERVICE#>\n<a:b>",
        "{?a ?b ?c}",
        "{}",
    ),
)


@settings(deadline=None, max_examples=400)
@given(
    st.lists(st.sampled_from(PIECES), max_size=7),
    st.sampled_from(("?s ?p ", "?s e:x ?o . ", "FILTER(?s<", "")),
    st.lists(st.sampled_from(PIECES), max_size=5),
)
def test_no_service_is_missed(before: list[str], head: str, after: list[str]) -> None:
    """Whatever pyoxigraph takes for a SERVICE clause is seen as one: the other way round, `calls_service` may err."""
    query = f"PREFIX e:<e:>PREFIX :<e:>SELECT*{{{head}{''.join(before)}SERVICE<a:b>{{}}{''.join(after)}}}"
    if is_read_as_a_keyword(query, "SERVICE"):
        assert calls_service(query)


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("SELECT * FROM <a:b> { ?s ?p ?o }", True),
        ("SELECT * from named <a:b> { ?s ?p ?o }", True),
        ("SELECT(1AS?x)FROMNAMED<a:b>{}", True),
        ("PREFIX from: <a:> SELECT * { ?s from:b ?o }", False),
        ("SELECT ?from { ?from ?p 'FROM <a:b>' } # FROM", False),
    ],
)
def test_a_query_that_names_its_graphs(query: str, named: bool) -> None:
    assert names_graphs(query) is named
