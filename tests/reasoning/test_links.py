"""What a document keeps to itself and what can join with other documents, written out whole for a small one."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, RdfFormat, Triple, parse

from shiquan.reasoning.axioms import read_axioms
from shiquan.reasoning.datatypes import literal_key
from shiquan.reasoning.links import DocumentLinks, write_links
from shiquan.reasoning.ontology import ontology_triples
from shiquan.reasoning.rules import Rules, compile_rules
from shiquan.terms import DOC, ID, RDF_TYPE, SQ

PREFIXES = """
@base <https://w3id.org/shiquan/id/doc/> .
@prefix sq: <https://w3id.org/shiquan/ontology#> .
@prefix id: <https://w3id.org/shiquan/id/> .
@prefix eli: <http://data.europa.eu/eli/ontology#> .
"""
CITY = """
<c> a sq:Notice ; sq:issuedBy <../org/city> ; eli:has_part <c/plan/1> ; sq:ofArea <../area/141000> .
<c/plan/1> a sq:DivisionPlan ; eli:ensures_implementation_of <p> ; sq:ofArea <../area/141000> .
<c/plan/1/a/1> a sq:Assignment ; sq:inDocument <c/plan/1> ; sq:order 1 ; sq:power <c/plan/1/a/1/power> .
<c/plan/1/a/1/power> a sq:FiscalPower ; sq:mode sq:exclusive ; sq:heldBy <../tier/prefecture> .
<p> a sq:Document .
"""
PROVINCE = """
<p> a sq:Notice ; eli:has_part <p/plan/1> .
<p/plan/1> a sq:DivisionPlan ; eli:ensures_implementation_of <n> .
<n> a sq:Document .
"""


def _read(turtle: str) -> list[Triple]:
    return [quad.triple for quad in parse(PREFIXES + turtle, format=RdfFormat.TURTLE)]


@pytest.fixture(scope="module")
def rules() -> Rules:
    ontology = ontology_triples()
    return compile_rules(read_axioms(ontology), ontology)


def _short(statement: tuple[str, str, str]) -> str:
    names = (term.replace(DOC, "").replace(SQ, "sq:").replace(ID, "id:").replace(RDF_TYPE, "a") for term in statement)
    return " ".join(names)


def test_the_links_of_a_document(rules: Rules) -> None:
    """Assignments, powers and sections are not among them: what they join with stands in the document itself."""
    links = rules.document(_read(CITY), DOC + "c").links
    assert sorted(_short(one) for one in links.statements()) == [
        "c a sq:Document",
        "c a sq:Notice",
        "c sq:carriesOut p",
        "c sq:issuedBy id:org/city",
        "c sq:ofArea id:area/141000",
        "c/plan/1 a sq:DivisionPlan",
        "c/plan/1 a sq:Document",
        "c/plan/1 a sq:Plan",
        "c/plan/1 sq:carriesOut p",
        "id:area/141000 a sq:AdministrativeArea",
        "id:org/city a sq:PublicBody",
        "p a sq:Document",
    ]
    # another document may not say who issued this one: the issuer of each assignment would follow, and assignments are kept
    assert links.kept == (SQ + "issuedBy",)
    assert pickle.loads(pickle.dumps(links)) == links


def test_what_follows_between_two_documents(rules: Rules) -> None:
    one, other = rules.document(_read(CITY), DOC + "c"), rules.document(_read(PROVINCE), DOC + "p")
    between = rules.between([one.links, other.links])
    assert list(between.inferred) == _read("<c> sq:carriesOut <n> . <c/plan/1> sq:carriesOut <n> .")
    assert between.inconsistencies == ()
    assert rules.between([one.links]).inferred == ()


@pytest.mark.parametrize(
    ("statement", "reported"),
    [
        ("<p> sq:issuedBy <../org/other> .", True),
        ("<p/plan/1> sq:carriesOut <z> .", True),
        ("<c/plan/1> sq:carriesOut <p/plan/1> .", True),
        ("<p> sq:carriesOut <z> .", False),
        ("<p> a sq:Notice .", False),
        ("<p> sq:ofTier <../tier/province> .", False),
    ],
)
def test_what_only_another_document_may_say_is_reported(rules: Rules, statement: str, reported: bool) -> None:
    """Otherwise what follows from it in the other document would silently be missing."""
    province = PROVINCE + "<p/plan/1/a/1> a sq:Assignment ; sq:inDocument <p/plan/1> ."
    one, other = rules.document(_read(CITY + statement), DOC + "c"), rules.document(_read(province), DOC + "p")
    found = rules.between([one.links, other.links]).inconsistencies
    assert {report.rule for report in found} == ({"foreign-statement"} if reported else set())


def test_what_the_reference_data_say_of_a_document_is_not_another_document(rules: Rules) -> None:
    """Who issued the national plan was known before its text was held. Once it was, every build reported a contradiction."""
    ontology = ontology_triples()
    known = "<c> a sq:Document ; sq:issuedBy <../org/state-council> ."
    with_reference = compile_rules(read_axioms(ontology), [*ontology, *_read(known)])
    held = with_reference.document(_read(CITY), DOC + "c")
    assert set(_read("<c/plan/1/a/1> sq:assignmentIssuer <../org/state-council> , <../org/city> .")) <= set(
        held.inferred
    )
    other = with_reference.document(_read(PROVINCE), DOC + "p")
    assert with_reference.between([held.links, other.links]).inconsistencies == ()


def test_links_are_written_short_and_read_whole() -> None:
    statements = [
        (DOC + "c", SQ + "p", DOC + "c/plan/1"),
        (DOC + "cc", RDF_TYPE, SQ + "Notice"),
        ("https://example.org/x", SQ + "code", '"a\\tb"'),
    ]
    links = write_links(DOC + "c", statements)
    assert links == DocumentLinks(DOC + "c", links.text)
    assert sorted(links.statements()) == sorted(statements)
    assert len(links.text) < sum(len(term) for one in statements for term in one) - 120


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_can_be_a_link(text: str) -> None:
    """Where a property identifies, its values are links: a tab or a line end in one must not split it."""
    statement = (DOC + "c", SQ + "code", literal_key(Literal(text)))
    assert list(write_links(DOC + "c", [statement]).statements()) == [statement]
