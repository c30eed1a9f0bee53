"""Parameters: where they are found, where a value goes, and that nothing but a term ever comes in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad
from rdflib import Graph, URIRef
from rdflib import Literal as RdflibLiteral

from shiquan.stores.binding import bind, form_of, parameters_of
from shiquan.stores.embedded import EmbeddedStore
from shiquan.stores.interface import NO_BINDINGS, Bindings, StoreError, Term
from shiquan.stores.rows import Rows

EX = "http://example.org/"
P = NamedNode(EX + "p")


def _store(*values: Term) -> EmbeddedStore:
    graph = NamedNode(EX + "g")
    return EmbeddedStore.from_quads(
        [Quad(NamedNode(f"{EX}{index}"), P, value, graph) for index, value in enumerate(values)]
    )


def test_parameters_are_variables_with_an_underscore_in_the_order_of_their_use() -> None:
    query = """#+ summary: ?_comment
    PREFIX ex: <http://example.org/?_iri#x>
    SELECT ?a WHERE { ?a ex:p ?_second . FILTER($_first = '''?_long "string"''' && ?_second != "?_string") } # ?_end"""
    assert parameters_of(query) == ("_second", "_first")


@pytest.mark.parametrize(
    ("query", "bound"),
    [
        ("SELECT * WHERE { ?s ?p ?_v }", 'SELECT * WHERE { VALUES ( ?_v ) { ( "x" ) }  ?s ?p ?_v }'),
        ("ASK { ?s ?p ?_v }", 'ASK { VALUES ( ?_v ) { ( "x" ) }  ?s ?p ?_v }'),
        (
            "CONSTRUCT { ?s ?p ?_v } WHERE { ?s ?p ?_v }",
            'CONSTRUCT { ?s ?p ?_v } WHERE { VALUES ( ?_v ) { ( "x" ) }  ?s ?p ?_v }',
        ),
        (
            "SELECT (EXISTS { ?a ?b ?c } AS ?e) FROM <http://example.org/#{> # {\nWHERE { ?s ?p ?_v }",
            None,
        ),
        (
            "PREFIX select: <http://example.org/> # {\nSELECT (EXISTS { ?a ?b ?c } AS ?e) ('{' AS ?f) WHERE { ?s ?p ?_v }",
            "PREFIX select: <http://example.org/> # {\nSELECT (EXISTS { ?a ?b ?c } AS ?e) ('{' AS ?f) WHERE "
            '{ VALUES ( ?_v ) { ( "x" ) }  ?s ?p ?_v }',
        ),
    ],
)
def test_the_values_stand_at_the_head_of_the_outermost_group(query: str, bound: str | None) -> None:
    """A brace counts only as a token: in a comment, a string or an expression of the projection it opens no group.

    (A brace in an IRI is no legal SPARQL; such a query is refused by the engine or here, and never bound in a wrong place.)
    """
    if bound is not None:
        assert bind(query, {"_v": Literal("x")}) == bound
    else:
        with pytest.raises(StoreError):
            _store().select(bind(query, {"_v": Literal("x")}))


@pytest.mark.parametrize(
    "query", ["CONSTRUCT WHERE { ?s ?p ?_v }", "CONSTRUCT WHERE { ?s ?p ?o } VALUES ?o { 1 }", "PREFIX a: <b>"]
)
def test_no_group_to_bind_in(query: str) -> None:
    with pytest.raises(StoreError, match="WHERE"):
        bind(query, {"_v": Literal("x")})


def test_an_unbound_parameter_filters_nothing() -> None:
    query = f"SELECT ?v WHERE {{ ?s <{P.value}> ?v FILTER(!BOUND(?_v) || ?v = ?_v) }} ORDER BY ?v"
    store = _store(Literal("甲"), Literal("乙"))
    assert list(store.select(query)) == [("乙",), ("甲",)]
    assert list(store.select(query, {"_v": Literal("甲")})) == [("甲",)]


V = 'VALUES ( ?_v ) { ( "x" ) } '


@pytest.mark.parametrize(
    ("query", "bound"),
    [
        (
            "SELECT * WHERE { { SELECT ?s WHERE { ?s ?p ?_v } } ?s ?q ?o }",
            f"SELECT * WHERE {{ {V} {{ SELECT ?s WHERE {{ {V} ?s ?p ?_v }} }} ?s ?q ?o }}",
        ),
        (
            "SELECT * WHERE { ?s ?p ?_v { SELECT ?s WHERE { ?s ?q ?o } } }",
            f"SELECT * WHERE {{ {V} ?s ?p ?_v {{ SELECT ?s WHERE {{ ?s ?q ?o }} }} }}",
        ),
        (
            "SELECT * WHERE { ?s ?p ?o { SELECT (MAX(?_v) AS ?m) WHERE { ?a ?b ?c } GROUP BY ?a } }",
            f"SELECT * WHERE {{ {V} ?s ?p ?o {{ SELECT (MAX(?_v) AS ?m) WHERE {{ {V} ?a ?b ?c }} GROUP BY ?a }} }}",
        ),
        (
            "SELECT * WHERE { ?s ?p ?o OPTIONAL { SELECT ?s WHERE { SELECT DISTINCT ?s WHERE { ?s ?q ?_v } } } }",
            f"SELECT * WHERE {{ {V} ?s ?p ?o OPTIONAL {{ SELECT ?s WHERE {{ SELECT DISTINCT ?s WHERE {{ {V} ?s ?q ?_v }} }} }} }}",
        ),
        (
            "SELECT * WHERE { { SELECT ?s WHERE { ?s ?p ?o { SELECT ?s WHERE { ?s ?q ?_v } } } } ?s ?p ?o }",
            f"SELECT * WHERE {{ {V} {{ SELECT ?s WHERE {{ {V} ?s ?p ?o {{ SELECT ?s WHERE {{ {V} ?s ?q ?_v }} }} }} }} ?s ?p ?o }}",
        ),
    ],
    ids=["named in a sub-SELECT", "not named in it", "in its projection", "a group that is a query", "two deep"],
)
def test_the_values_stand_in_every_sub_select_that_names_the_parameter(query: str, bound: str) -> None:
    """A group that is nothing but a sub-SELECT takes no VALUES beside it: the grammar (SubSelect) has no room for one."""
    squeezed = " ".join(bind(query, {"_v": Literal("x")}).split())
    assert squeezed == " ".join(bound.split())
    _store().select(squeezed)


@pytest.mark.parametrize("engine", ["pyoxigraph", "rdflib"])
def test_a_sub_select_sees_the_value(engine: str) -> None:
    """A parameter bound outside alone is unbound in a sub-SELECT: a filter there that asks BOUND let every row pass."""
    query = f"""SELECT ?s ?n WHERE {{
      {{ SELECT ?s (COUNT(?v) AS ?n) WHERE {{ ?s <{P.value}> ?v FILTER(!BOUND(?_v) || ?v = ?_v) }} GROUP BY ?s }}
    }} ORDER BY ?s"""
    values = (Literal("甲"), Literal("乙"))
    if engine == "pyoxigraph":
        ask = _store(*values).select
    else:
        graph = Graph()
        for index, value in enumerate(values):
            graph.add((URIRef(f"{EX}{index}"), URIRef(P.value), RdflibLiteral(value.value)))

        def ask(query: str, bindings: Bindings = NO_BINDINGS) -> Rows:
            return Rows(("s", "n"), tuple((str(row[0]), str(row[1])) for row in graph.query(bind(query, bindings))))

    assert ask(query).rows == ((f"{EX}0", "1"), (f"{EX}1", "1"))
    assert ask(query, {"_v": Literal("乙")}).rows == ((f"{EX}1", "1"),)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_comes_in_as_that_text_and_nothing_else(text: str) -> None:
    """Values spliced as text would let `" } DELETE` through; a term is written with its escapes and read back the same."""
    store = _store(Literal("other"))
    rows = store.select("SELECT ?got WHERE { BIND(?_v AS ?got) }", {"_v": Literal(text)})
    assert rows.rows == ((text or None,),)


@pytest.mark.parametrize(
    "iri", ["http://example.org/> } DROP ALL #", "http://example.org/a b", "no-scheme", 'http://e/"']
)
def test_what_is_no_iri_is_no_term(iri: str) -> None:
    with pytest.raises(ValueError, match="IRI"):
        NamedNode(iri)


@pytest.mark.parametrize(
    ("query", "form"),
    [
        ("PREFIX a: <b> SELECT * { }", "SELECT"),
        ("# SELECT\nconstruct { } where { }", "CONSTRUCT"),
        ("ASK { }", "ASK"),
        ("describe <a:b>", "DESCRIBE"),
        ("", ""),
    ],
)
def test_form(query: str, form: str) -> None:
    assert form_of(query) == form
