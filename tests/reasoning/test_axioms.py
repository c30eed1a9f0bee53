"""What the compiler does not know stops it, with the axiom and the term named; nothing of an ontology is passed over."""

from __future__ import annotations

import pytest
from pyoxigraph import RdfFormat, Triple, parse

from shiquan.reasoning.axioms import UnknownAxiom, read_axioms
from shiquan.reasoning.ontology import ontology_triples
from shiquan.reasoning.rules import compile_rules

PREFIXES = """
@prefix : <https://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
EX = "https://example.org/"

UNKNOWN = {
    "reflexive": (":p a owl:ReflexiveProperty .", EX + "p", "owl:ReflexiveProperty", "no such axiom is known here"),
    "disjoint union": (
        ":A owl:disjointUnionOf ( :B :C ) .",
        EX + "A",
        "owl:disjointUnionOf",
        "no such axiom is known here",
    ),
    "self": (
        ":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:hasSelf true ] .",
        "_:b",
        "owl:hasSelf",
        "no such axiom is known here",
    ),
    "at least": (
        ":A rdfs:subClassOf :r . :r owl:onProperty :p ; owl:minCardinality 1 .",
        EX + "r",
        "owl:minCardinality",
        "no such axiom is known here",
    ),
    "at most two": (
        ":r a owl:Restriction ; owl:onProperty :p ; owl:maxCardinality 2 .",
        EX + "r",
        "owl:maxCardinality",
        "the cardinality is 2",
    ),
    "at most one of nothing said": (
        ":r a owl:Restriction ; owl:onProperty :p ; owl:maxQualifiedCardinality 1 .",
        EX + "r",
        "owl:maxQualifiedCardinality",
        "it has no owl:onClass",
    ),
    "restriction without property": (
        ":r a owl:Restriction ; owl:hasValue :x .",
        EX + "r",
        "owl:Restriction",
        "it has no owl:onProperty",
    ),
    "facets": (
        ":percent a rdfs:Datatype ; owl:onDatatype xsd:decimal ; owl:withRestrictions ( :least ) .",
        EX + "percent",
        "owl:onDatatype",
        "no such axiom is known here",
    ),
    "import that is not there": (":o owl:imports :other .", EX + "o", "owl:imports", EX + "other was not read"),
    "everything is of a class": (
        "owl:Thing rdfs:subClassOf :A .",
        "owl:Thing",
        "rdfs:subClassOf",
        "OWL 2 RL does not allow it here",
    ),
    "reserved property": (
        ":p rdfs:subPropertyOf rdf:type .",
        "rdf:type",
        "rdfs:subPropertyOf",
        "reserved vocabulary cannot be a property of it",
    ),
    "broken list": (":A owl:intersectionOf :list . :list rdf:first :B .", EX + "A", "rdf:List", "its list is broken"),
    "list in a circle": (
        ":A owl:unionOf :list . :list rdf:first :B ; rdf:rest :list .",
        EX + "A",
        "rdf:List",
        "its list is broken",
    ),
    "empty chain": (":p owl:propertyChainAxiom () .", EX + "p", "owl:propertyChainAxiom", "its list is empty"),
    "negative assertion without target": (
        ":n a owl:NegativePropertyAssertion ; owl:sourceIndividual :x ; owl:assertionProperty :p .",
        EX + "n",
        "owl:NegativePropertyAssertion",
        "the axiom is not complete",
    ),
    "new term of OWL": (":A owl:somethingNew :B .", EX + "A", "owl:somethingNew", "no such axiom is known here"),
}


def _read(turtle: str) -> list[Triple]:
    return [quad.triple for quad in parse(PREFIXES + turtle, format=RdfFormat.TURTLE)]


@pytest.mark.parametrize("case", sorted(UNKNOWN))
def test_an_unknown_axiom_stops_the_compiler(case: str) -> None:
    turtle, term, axiom, why = UNKNOWN[case]
    with pytest.raises(UnknownAxiom) as caught:
        read_axioms(_read(turtle))
    message = caught.value.en
    if term == "_:b":
        # a blank node has another label at each reading
        term = message.removeprefix(f"the axiom {axiom} of ").partition(" ")[0]
        assert term.startswith("_:")
    assert message == (
        f"the axiom {axiom} of {term} in the ontology cannot be compiled ({why}); write it in OWL 2 RL, or choose owlrl"
    )
    assert f"本体中 {term} 的公理 {axiom} 不能编译为规则" in caught.value.zh


def test_our_own_ontology_is_known() -> None:
    assert read_axioms(ontology_triples()).transitive == [
        f"https://w3id.org/shiquan/ontology#{name}" for name in ("above", "carriesOut", "withinArea")
    ]


@pytest.mark.parametrize(
    "turtle",
    [
        ":A rdfs:subClassOf :B .",
        ":p a owl:TransitiveProperty .",
        ":A a owl:Class .",
        ":p owl:inverseOf :q .",
        ':A owl:hasKey "x" .',
    ],
)
def test_axioms_in_a_document_are_refused(turtle: str) -> None:
    """They would change what follows from all other documents, which have been reasoned over without them."""
    ontology = _read(":A rdfs:subClassOf :C .")
    rules = compile_rules(read_axioms(ontology), ontology)
    with pytest.raises(UnknownAxiom, match="axioms stand in the ontology only"):
        rules.document(_read(turtle), EX + "document")


def test_axioms_of_the_reference_data_that_were_not_read_are_refused() -> None:
    ontology = _read(":A rdfs:subClassOf :C .")
    with pytest.raises(UnknownAxiom, match="axioms stand in the ontology only"):
        compile_rules(read_axioms(ontology), [*ontology, *_read(":p a owl:SymmetricProperty .")])


def test_annotations_and_declarations_are_no_axioms() -> None:
    turtle = """
    :o a owl:Ontology ; owl:versionInfo "1" ; owl:versionIRI :v ; rdfs:label "o" ; owl:imports :v . :v a owl:Ontology .
    :A a owl:Class ; rdfs:comment "a" ; rdfs:isDefinedBy :o . :old a owl:DeprecatedClass ; owl:deprecated true .
    :p a owl:ObjectProperty . :q a owl:DatatypeProperty . :r a owl:AnnotationProperty . :x a owl:NamedIndividual , :A .
    [] a owl:Axiom ; owl:annotatedSource :A ; owl:annotatedProperty rdfs:label ; owl:annotatedTarget "a" .
    """
    axioms = read_axioms(_read(turtle))
    assert (axioms.sub_classes, axioms.sub_properties, axioms.restrictions, axioms.transitive) == ([], [], {}, [])
