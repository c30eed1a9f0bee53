"""The compiled shapes find what pySHACL finds: on every fixture, on values at the edge of each component, and on data with faults."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Store
from rdflib import Graph

from shiquan.errors import UsageError
from shiquan.graph.validation import read_shapes, shapes_folder, validate, validate_with_pyshacl
from shiquan.terms import ID, OA, RDF_TYPE, SQ, XSD
from tests.shapes.shape_fixtures import FOLDER, alone, hierarchy, local_name, node_shapes
from tests.shapes.shape_fixtures import data as fixture

HERE = Path(__file__).parent / "validation"
NAMES = [local_name(shape) for shape in node_shapes()]

PREFIXES = """
@prefix : <https://example.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""

VALUES = """
:thing a :Lower ; :p "text" , "" , "龥字𠮷" , "a b"@zh , "a c"@ZH , "a"@en , 1 , 2 , "01"^^xsd:integer , "x"^^xsd:integer , 2.0 , 2.50 ,
    "1e0"^^xsd:double , true , "1"^^xsd:boolean , "yes"^^xsd:boolean , "2024-02-30"^^xsd:date , "2024-12-05"^^xsd:date ,
    "2024-12"^^xsd:gYearMonth , "2024-13"^^xsd:gYearMonth , "2024-12-05T10:00:00"^^xsd:dateTime , "2024-12-05T10:00:00Z"^^xsd:dateTime ,
    "odd"^^:datatype , "https://example.org/x"^^xsd:anyURI , :thing , :other , :unknown , _:b ;
    :q 2 , "text" , "2024-12-06"^^xsd:date , :other , "a b"@zh , 2.5 .
:other a :Upper .
_:b a :Upper .
:plain a :Upper ; :p "one" ; :q "two" .
:none a :Lower .
:Lower rdfs:subClassOf :Upper .
"""
"""A node with values of every kind, well formed and not; one with a single value, and some with none."""

COMPARED = """
:thing a :Upper ; :p 1 , 2.0 , "1"^^xsd:double , "b" , :m ; :q 2 .
:dates a :Upper ; :p "2024-12-05"^^xsd:date , "2024-12-06"^^xsd:date ; :q "2024-12-05"^^xsd:date .
:texts a :Upper ; :p "a" , "b" , :a ; :q "b" .
"""
"""Pairs of values for `sh:lessThan` that pySHACL can compare, or knows that it cannot."""

NOT_COMPARED = {"blank node": "_:b", "ill-typed number": '"x"^^xsd:integer'}
"""Values at which pySHACL stops with an error."""

COMPONENTS = [
    "sh:class :Upper",
    "sh:class :Lower",
    *(
        f"sh:datatype {datatype}"
        for datatype in (
            *("xsd:string", "xsd:integer", "xsd:decimal", "xsd:double", "xsd:boolean", "xsd:date", "xsd:dateTime"),
            *("xsd:gYearMonth", "xsd:anyURI", "rdf:langString", ":datatype"),
        )
    ),
    *(f"sh:nodeKind sh:{kind}" for kind in ("IRI", "Literal", "BlankNode", "BlankNodeOrIRI", "IRIOrLiteral")),
    *("sh:minCount 1", "sh:minCount 2", "sh:maxCount 0", "sh:maxCount 1"),
    *("sh:minInclusive 2", "sh:maxInclusive 2", "sh:minExclusive 2", "sh:maxExclusive 2", "sh:minInclusive 1.5"),
    'sh:maxInclusive "2024-12-05"^^xsd:date',
    'sh:minInclusive "2024-12-05T10:00:00Z"^^xsd:dateTime',
    'sh:minInclusive "b"',
    *("sh:minLength 1", "sh:minLength 4", "sh:minLength 0", "sh:maxLength 3"),
    *('sh:pattern "^[0-9]+$"', 'sh:pattern "[一-龥]"', 'sh:pattern "TEXT" ; sh:flags "i"', 'sh:pattern "^https:"'),
    *("sh:uniqueLang true", "sh:uniqueLang false"),
    *("sh:equals :q", "sh:disjoint :q"),
    *(
        "sh:hasValue :other",
        "sh:hasValue 2",
        'sh:hasValue "002"^^xsd:integer',
        'sh:hasValue "a"@en',
    ),
]


def _shapes(turtle: str) -> Graph:
    return Graph().parse(data=PREFIXES + turtle, format="turtle")


def _data(turtle: str) -> Store:
    store = Store()
    store.load(PREFIXES + turtle, format=RdfFormat.TURTLE)
    return store


@pytest.fixture(scope="module")
def shapes() -> Graph:
    return read_shapes(shapes_folder())


@pytest.mark.parametrize("constraint", COMPONENTS)
def test_a_component_at_the_edges(constraint: str) -> None:
    shape = _shapes(f":S a sh:NodeShape ; sh:targetClass :Upper ; sh:property :P . :P sh:path :p ; {constraint} .")
    data = _data(VALUES)

    assert validate(data, shape) == validate_with_pyshacl(data, shape)


@pytest.mark.parametrize(
    "constraint",
    [text for text in COMPONENTS if text.split()[0] in ("sh:class", "sh:nodeKind", "sh:pattern", "sh:minLength")],
)
def test_a_component_of_the_node_itself(constraint: str) -> None:
    shape = _shapes(f":S a sh:NodeShape ; sh:targetSubjectsOf :p ; sh:targetClass :Upper ; {constraint} .")
    data = _data(VALUES)

    assert validate(data, shape) == validate_with_pyshacl(data, shape)


@pytest.mark.parametrize("constraint", ["sh:lessThan :q", "sh:lessThanOrEquals :q"])
def test_the_order_of_two_properties(constraint: str) -> None:
    shape = _shapes(f":S a sh:NodeShape ; sh:targetClass :Upper ; sh:property :P . :P sh:path :p ; {constraint} .")
    data = _data(COMPARED)

    assert validate(data, shape) == validate_with_pyshacl(data, shape)


@pytest.mark.parametrize("constraint", ["sh:lessThan :q", "sh:lessThanOrEquals :q"])
@pytest.mark.parametrize("value", NOT_COMPARED.values(), ids=NOT_COMPARED)
def test_what_cannot_be_compared_is_a_finding(value: str, constraint: str) -> None:
    """SHACL, section 4.5.3: "or where the two values cannot be compared". pySHACL 0.40.1 stops there instead."""
    shape = _shapes(f":S a sh:NodeShape ; sh:targetClass :Upper ; sh:property :P . :P sh:path :p ; {constraint} .")
    data = _data(f':thing a :Upper ; :p {value} ; :q 2 , "2024-12-05"^^xsd:date .')

    assert [(str(finding.path), finding.focus) for finding in validate(data, shape).findings] == [
        ("https://example.org/p", "https://example.org/thing")
    ]


def test_a_string_is_found_as_the_value_that_has_to_be_there() -> None:
    """On a pyoxigraph store pySHACL 0.40.1 takes "text" and "text"^^xsd:string for two values; they are one (RDF 1.1)."""
    shape = _shapes(':S a sh:NodeShape ; sh:targetClass :Upper ; sh:property :P . :P sh:path :p ; sh:hasValue "text" .')

    assert validate(_data(':thing a :Upper ; :p "text" .'), shape).findings == ()


QUERIES = {
    "value": "SELECT DISTINCT $this ?value WHERE { $this :p ?value . FILTER(isLiteral(?value)) }",
    "path": "SELECT DISTINCT $this ?path ?value WHERE { $this ?path ?value . FILTER(?path = :q) }",
    "no value": "SELECT $this WHERE { FILTER NOT EXISTS { $this :p ?p } }",
    "bound before": "SELECT DISTINCT $this ?value WHERE { $this :q ?q . BIND($this AS ?value) FILTER(?value = :plain) }",
    "sum": "SELECT $this ?value WHERE { { SELECT $this (COUNT(?p) AS ?value) WHERE { $this :p ?p } GROUP BY $this } FILTER(?value > 1) }",
    "type": "SELECT DISTINCT $this ?value WHERE { $this :p ?value . ?value a ?class . ?other :q ?value . FILTER(?other = $this) }",
}


@pytest.mark.parametrize("of_property", [True, False], ids=["of a property", "of the node"])
@pytest.mark.parametrize("name", QUERIES)
def test_a_query_run_for_all_nodes_at_once(name: str, of_property: bool) -> None:
    declared = f""":Q a sh:SPARQLConstraint ; sh:prefixes :o ; sh:select \"\"\"{QUERIES[name]}\"\"\" .
    :o sh:declare [ sh:prefix "" ; sh:namespace "https://example.org/"^^xsd:anyURI ] ."""
    shape = ":S a sh:NodeShape ; sh:targetClass :Upper ; "
    shape += "sh:property :P . :P sh:path :p ; sh:sparql :Q ." if of_property else "sh:sparql :Q ."
    data = _data(VALUES)

    report = validate(data, _shapes(shape + declared))

    assert report == validate_with_pyshacl(data, _shapes(shape + declared))
    assert not report.conforms


def test_severities_switched_off_shapes_and_shapes_with_a_path_and_a_target() -> None:
    shape = _shapes(
        """:S a sh:NodeShape ; sh:targetClass :Upper ; sh:property :P , :Off ; sh:nodeKind sh:Literal ; sh:severity sh:Info .
        :P sh:path :p ; sh:maxCount 1 ; sh:severity sh:Warning . :Off sh:path :p ; sh:maxCount 0 ; sh:deactivated true .
        :T a sh:PropertyShape ; sh:targetSubjectsOf :q ; sh:path :q ; sh:minCount 7 ; sh:severity :ofOurs .
        :D a sh:NodeShape ; sh:targetClass :Upper ; sh:deactivated true ; sh:nodeKind sh:Literal ."""
    )
    data = _data(VALUES)

    assert validate(data, shape) == validate_with_pyshacl(data, shape)


@pytest.mark.parametrize("name", NAMES)
def test_the_fixtures_of_a_shape(name: str) -> None:
    """All fixtures of a shape at once, as one graph: values meet that no author put together."""
    together = Store()
    for file in sorted((FOLDER / name).glob("*.ttl")):
        together.extend(fixture(file))

    report = validate(together, alone(name))

    assert report == validate_with_pyshacl(together, alone(name))


def test_all_fixtures_together_with_all_shapes(shapes: Graph) -> None:
    together = Store()
    for name in NAMES:
        for file in sorted((FOLDER / name).glob("*.ttl")):
            together.load(file.read_bytes(), format=RdfFormat.TURTLE)
    together.extend(hierarchy())

    report = validate(together, shapes)

    assert report == validate_with_pyshacl(together, shapes)
    assert len({finding.shape for finding in report.findings}) > 200


@pytest.mark.parametrize("seed", range(4))
def test_faults_in_a_data_set(shapes: Graph, seed: int) -> None:
    chance = random.Random(seed)  # the same faults each time
    data = Store()
    data.load((HERE / "data_set.trig").read_bytes(), format=RdfFormat.TRIG)
    faulty = _with_faults(sorted(data, key=str), chance, 150)
    faulty += hierarchy()

    report = validate(faulty, shapes)

    assert report == validate_with_pyshacl(faulty, shapes)
    assert len(report.findings) > 50


_PYSHACL_STOPS = {RDF_TYPE, OA + "start", OA + "end"}
"""The properties where pySHACL stops with an error at some values: a literal as a class, a blank node with `sh:lessThan`."""


def _with_faults(quads: list[Quad], chance: random.Random, faults: int) -> list[Quad]:
    """Return quads with as many of them left out, said twice with another value, or said of another node."""
    subjects = sorted({quad.subject for quad in quads}, key=str)
    predicates = sorted({quad.predicate for quad in quads}, key=str)
    odd = [
        *(Literal("x", datatype=NamedNode(XSD + name)) for name in ("integer", "decimal", "date", "boolean")),
        *(Literal("7", datatype=NamedNode(XSD + name)) for name in ("integer", "decimal", "string")),
        *(
            Literal("七", language="zh"),
            Literal("七 七"),
            BlankNode("odd"),
            NamedNode(ID + "nothing"),
            NamedNode(SQ + "Plan"),
        ),
    ]
    changed = list(quads)
    for _ in range(faults):
        place = chance.randrange(len(changed))
        quad = changed[place]
        other = chance.choice(quads)
        kind = chance.randrange(5)
        if quad.predicate.value in _PYSHACL_STOPS and kind in (1, 3):
            continue
        if kind == 0:
            changed.pop(place)
        elif kind == 1:
            changed.append(Quad(quad.subject, quad.predicate, chance.choice(odd), quad.graph_name))
        elif kind == 2:
            changed.append(Quad(chance.choice(subjects), quad.predicate, quad.object, quad.graph_name))
        elif kind == 3:
            changed[place] = Quad(quad.subject, quad.predicate, other.object, quad.graph_name)
        else:
            others = [predicate for predicate in predicates if predicate.value not in _PYSHACL_STOPS]
            changed[place] = Quad(quad.subject, chance.choice(others), quad.object, quad.graph_name)
    return changed


# ---------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    ("turtle", "named"),
    [
        (":S a sh:NodeShape ; sh:targetClass :C ; sh:or ( :A :B ) .", "sh#or|shacl#or"),
        (":S a sh:NodeShape ; sh:targetNode :n ; sh:nodeKind sh:IRI .", "shacl#targetNode"),
        (":S a sh:NodeShape ; sh:targetClass :C ; sh:closed true .", "shacl#closed"),
        (":S a sh:NodeShape ; sh:targetClass :C ; sh:minCount 1 .", "shacl#minCount"),
        (
            ":S a sh:NodeShape ; sh:targetClass :C ; sh:property [ sh:path [ sh:inversePath :p ] ; sh:minCount 1 ] .",
            "shacl#path",
        ),
        (":S a sh:NodeShape ; sh:targetClass :C ; sh:property :P . :P sh:path :p ; sh:node :T .", "shacl#node"),
        (
            ":S a sh:NodeShape ; sh:targetClass :C ; sh:property :P . :P sh:path :p ; sh:property :R . :R sh:path :p .",
            "shacl#property",
        ),
        (':S a sh:NodeShape ; sh:targetClass :C ; sh:property :P . :P sh:path :p ; sh:pattern "(" .', "shacl#pattern"),
        (
            ':S a sh:NodeShape ; sh:targetClass :C ; sh:property :P . :P sh:path :p ; sh:minCount "one" .',
            "shacl#minCount",
        ),
        (":S a sh:NodeShape ; sh:targetClass :C ; sh:nodeKind :Kind .", "shacl#nodeKind"),
        (":C a sh:ConstraintComponent .", "ConstraintComponent"),
    ],
)
def test_what_is_not_known_is_not_passed_over(turtle: str, named: str) -> None:
    with pytest.raises(UsageError, match=named):
        validate(Store(), _shapes(turtle))


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("SELECT ?value WHERE { $this :p ?value }", "select .this"),
        ("ASK { $this :p ?value }", "begin with SELECT"),
        ("SELECT $this WHERE { $this :p ?value", "cannot be parsed"),
        ("SELECT $this WHERE { { $this :p ?v } UNION { $this :q ?v } }", "uses Union"),
        ("SELECT $this WHERE { ?v :p ?w . { ?v :q ?x . FILTER(?x != $this) } }", "inner group"),
        ("SELECT $this WHERE { { SELECT ?v WHERE { $this :p ?v } } }", "subquery"),
        (
            "SELECT $this ?n WHERE { { SELECT $this (COUNT(?v) AS ?n) WHERE { $this :p ?v } GROUP BY ?v } }",
            "subquery|grouped",
        ),
        ("SELECT $this WHERE { $this :p+ ?value }", "any length"),
        ("SELECT $this WHERE { $this :p ?value . ?one :q ?two }", "cannot be reached"),
        ("SELECT $this WHERE { $this :p ?value . ?value ?any ?thing }", "any property"),
        ("SELECT $this WHERE { ?owner ?any $this . ?owner :p ?value }", "any property backwards"),
        ("SELECT $this WHERE { $this $PATH ?value }", "PATH"),
    ],
)
def test_a_query_that_cannot_be_run_for_all_nodes_or_looks_too_far_is_refused(query: str, why: str) -> None:
    shape = _shapes(
        f""":S a sh:NodeShape ; sh:targetClass :C ; sh:sparql :Q .
        :Q a sh:SPARQLConstraint ; sh:prefixes :o ; sh:select \"\"\"{query}\"\"\" .
        :o sh:declare [ sh:prefix "" ; sh:namespace "https://example.org/"^^xsd:anyURI ] ."""
    )

    with pytest.raises(UsageError, match=why):
        validate(Store(), shape)
