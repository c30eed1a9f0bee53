"""Random small ontologies over every axiom that the compiler knows, and random data in three documents, against owlrl.

The documents are reasoned over one by one and then together by their links. What owlrl makes of all at once must be the same:
without tautologies (x is the same as x, a thing is a thing, a class is below itself), statements about literals and blank nodes,
and statements in foreign vocabularies (`shiquan.reasoning.publishing.is_own`).
"""

from __future__ import annotations

import pickle

from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, Triple, parse

from shiquan.reasoning.axioms import read_axioms
from shiquan.reasoning.reference import reason_by_owlrl
from shiquan.reasoning.rules import DocumentReasoning, Rules, compile_rules, reason

PREFIXES = """
@prefix : <https://example.org/> .
@prefix sq: <https://w3id.org/shiquan/ontology#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
DECLARATIONS = [
    "sq:A a owl:Class . sq:B a owl:Class . sq:C a owl:Class . sq:D a owl:Class . sq:E a owl:Class .",
    "sq:p a owl:ObjectProperty . sq:q a owl:ObjectProperty . sq:r a owl:ObjectProperty . sq:s a owl:ObjectProperty .",
]
"""Without them owlrl does not know that a class is below itself, and compares no two restrictions that name the same class."""

DOCUMENTS = ("d1", "d2", "d3")

classes = st.sampled_from(["sq:A", "sq:B", "sq:C", "sq:D", "sq:E"])
properties = st.sampled_from(["sq:p", "sq:q", "sq:r", "sq:s"])
shared = st.sampled_from([":x", ":y", ":z"])
restrictions = st.one_of(
    st.builds(
        "[ a owl:Restriction ; owl:onProperty {} ; owl:someValuesFrom {} ]".format,
        properties,
        classes | st.just("owl:Thing"),
    ),
    st.builds("[ a owl:Restriction ; owl:onProperty {} ; owl:allValuesFrom {} ]".format, properties, classes),
    st.builds("[ a owl:Restriction ; owl:onProperty {} ; owl:hasValue {} ]".format, properties, shared),
    st.builds("[ owl:intersectionOf ( {} {} ) ]".format, classes, classes),
    st.builds("[ owl:unionOf ( {} {} ) ]".format, classes, classes),
)
axioms = st.one_of(
    st.builds("{} rdfs:subClassOf {} .".format, classes, classes | restrictions),
    st.builds("{} owl:equivalentClass {} .".format, classes, classes | restrictions),
    st.builds("{} owl:intersectionOf ( {} {} {} ) .".format, classes, classes, classes, classes),
    st.builds("{} owl:oneOf ( {} {} ) .".format, classes, shared, shared),
    st.builds("{} rdfs:subPropertyOf {} .".format, properties, properties),
    st.builds("{} owl:equivalentProperty {} .".format, properties, properties),
    st.builds("{} owl:inverseOf {} .".format, properties, properties),
    st.builds("{} owl:propertyChainAxiom ( {} {} ) .".format, properties, properties, properties),
    st.builds("{} owl:propertyChainAxiom ( {} {} {} ) .".format, properties, properties, properties, properties),
    st.builds("{} rdfs:domain {} .".format, properties, classes | restrictions),
    st.builds("{} rdfs:range {} .".format, properties, classes | restrictions),
    st.builds("{} a owl:{} .".format, properties, st.sampled_from(["TransitiveProperty", "SymmetricProperty"])),
)

joining = st.one_of(
    st.builds("{} a owl:TransitiveProperty .".format, properties),
    st.builds("{} owl:propertyChainAxiom ( {} {} ) .".format, properties, properties, properties),
    st.builds("{} rdfs:subClassOf {} .".format, restrictions, classes),
    st.builds("{} rdfs:subClassOf {} .".format, classes, restrictions),
    st.builds("{} owl:equivalentClass {} .".format, classes, restrictions),
    st.builds("{} owl:disjointWith {} .".format, classes, classes),
    st.builds("{} a owl:{} .".format, properties, st.sampled_from(["AsymmetricProperty", "IrreflexiveProperty"])),
)

ontologies = st.tuples(st.lists(joining, min_size=1, max_size=5), st.lists(axioms, max_size=4)).map(
    lambda both: [*both[0], *both[1]]
)


def _nodes(document: str) -> st.SearchStrategy[str]:
    own = [
        f"<https://example.org/{document}>",
        f"<https://example.org/{document}/m>",
        f"<https://example.org/{document}/n>",
    ]
    roots = [f"<https://example.org/{name}>" for name in DOCUMENTS]
    return st.sampled_from([*own, *roots, ":x", ":y", ":z"])


def _data(document: str) -> st.SearchStrategy[list[str]]:
    nodes = _nodes(document)
    return st.lists(
        st.builds("{} a {} .".format, nodes, classes) | st.builds("{} {} {} .".format, nodes, properties, nodes),
        max_size=6,
    )


def _read(lines: list[str]) -> list[Triple]:
    return [
        quad.triple for quad in parse(PREFIXES + "\n".join(lines), format=RdfFormat.TURTLE, rename_blank_nodes=True)
    ]


def _one_by_one(rules: Rules, data: dict[str, list[Triple]]) -> list[DocumentReasoning]:
    return [rules.document(triples, "https://example.org/" + name) for name, triples in data.items()]


@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
@given(
    ontology=ontologies,
    background=st.lists(st.builds("{} {} {} .".format, shared, properties, shared) | st.builds("{} a {} .".format, shared, classes | restrictions), max_size=3),
    data=st.fixed_dictionaries({name: _data(name) for name in DOCUMENTS}),
)  # fmt: skip
def test_the_same_as_owlrl(ontology: list[str], background: list[str], data: dict[str, list[str]]) -> None:
    before = _read([*DECLARATIONS, *ontology, *background])
    documents = {name: _read(lines) for name, lines in data.items()}
    everything = [triple for triples in documents.values() for triple in triples]
    rules = compile_rules(read_axioms(before), before)
    singles = _one_by_one(rules, documents)
    between = rules.between(one.links for one in singles)
    ours = {*rules.background_inferred, *(triple for one in singles for triple in one.inferred), *between.inferred}
    theirs = set(reason_by_owlrl(everything, before).inferred)
    at_once = set(reason(everything, before).inferred)
    assert sorted(map(str, at_once)) == sorted(map(str, theirs))
    if any(found.rule == "foreign-statement" for found in between.inconsistencies):
        event("a document states what only another one may")
        assert ours - {*everything} <= theirs
        return
    event("between documents" if between.inferred else "within documents only")
    assert sorted(map(str, ours - {*everything})) == sorted(map(str, theirs))
    # nothing is said twice
    for one in singles:
        assert set(one.inferred).isdisjoint(between.inferred)
    assert set(rules.background_inferred).isdisjoint({*between.inferred, *(t for one in singles for t in one.inferred)})
    assert set(between.inferred).isdisjoint(everything)


@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(ontology=ontologies, data=st.fixed_dictionaries({name: _data(name) for name in DOCUMENTS}))
def test_document_by_document_as_all_at_once(ontology: list[str], data: dict[str, list[str]]) -> None:
    """Without owlrl, so that there can be many cases: what holds of all at once is compared with owlrl above."""
    before = _read([*DECLARATIONS, *ontology])
    documents = {name: _read(lines) for name, lines in data.items()}
    everything = {triple for triples in documents.values() for triple in triples}
    rules = compile_rules(read_axioms(before), before)
    singles = _one_by_one(rules, documents)
    between = rules.between(one.links for one in singles)
    assume(all(found.rule != "foreign-statement" for found in between.inconsistencies))
    event("between documents" if between.inferred else "within documents only")
    at_once = reason(everything, before)
    ours = {*rules.background_inferred, *between.inferred, *(triple for one in singles for triple in one.inferred)}
    assert ours - everything == set(at_once.inferred)
    apart = [rules.background_inconsistencies, between.inconsistencies, *(one.inconsistencies for one in singles)]
    assert {found for some in apart for found in some} == set(at_once.inconsistencies)


@settings(max_examples=30, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(
    ontology=ontologies,
    data=st.fixed_dictionaries({name: _data(name) for name in DOCUMENTS}),
)
def test_the_order_of_anything_and_the_process_make_no_difference(
    ontology: list[str], data: dict[str, list[str]]
) -> None:
    before = _read(ontology)
    documents = {name: _read(lines) for name, lines in data.items()}
    assume(any(documents.values()))
    rules = compile_rules(read_axioms(before), before)
    other = pickle.loads(pickle.dumps(compile_rules(read_axioms(before[::-1]), before[::-1])))
    singles = _one_by_one(rules, documents)
    backwards = _one_by_one(other, {name: triples[::-1] for name, triples in documents.items()})
    assert singles == backwards
    assert rules.between(one.links for one in singles) == other.between(one.links for one in reversed(backwards))
