"""Where the ontology joins statements of two documents: always at a document, and never to say something of a node that none owns.

Adding or removing one document (`shiquan.changing`) relies on it: it reasons again over the neighbourhoods of the documents that the
change touches, and keeps what is said of those. An axiom that changes one of these tables needs another look at that module.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from shiquan.building import DocumentBuilder
from shiquan.reading.sources import find_sources
from shiquan.reasoning.axioms import SAME, read_axioms
from shiquan.reasoning.compiler import CompiledAxioms, compile_axioms
from shiquan.reasoning.ontology import ontology_triples
from shiquan.reasoning.rules import compile_rules
from shiquan.terms import DOC, ELI, ID, RDF_TYPE, SQ

CHAIN = ("shaanxi-emergency.txt", "xianyang-emergency.txt", "wugong-emergency.txt")

JOINED = {
    ("sq:inDocument", "sq:ofTier", "sq:assignmentTier"),
    ("sq:inDocument", "sq:ofArea", "sq:assignmentArea"),
    ("sq:inDocument", "sq:promulgatedIn", "chain:sq:inDocument sq:promulgatedIn"),
    ("chain:sq:inDocument sq:promulgatedIn", "sq:issuedBy", "sq:assignmentIssuer"),
    ("eli:has_part", "eli:ensures_implementation_of", "sq:carriesOut"),
    ("sq:carriesOut", "sq:carriesOut", "sq:carriesOut"),
    ("sq:above", "sq:above", "sq:above"),
    ("sq:withinArea", "sq:withinArea", "sq:withinArea"),
}
"""x p y and y q z give x r z. In all but the last two y is a document or a plan within one."""

OF_NO_DOCUMENT = {SQ + "above", SQ + "directlyAbove", SQ + "withinArea", SAME}
"""The relations that are joined at something else: tiers and areas stand in the ontology and the reference data only."""


@pytest.fixture(scope="module")
def compiled() -> CompiledAxioms:
    return compile_axioms(read_axioms(ontology_triples()))


def _short(name: str) -> str:
    return name.replace(SQ, "sq:").replace(ELI, "eli:")


def test_relations_are_joined_at_documents(compiled: CompiledAxioms) -> None:
    rules = compiled.properties
    joins = {(name, following, made) for name, rule in rules.items() for following, made in rule.first} - {(SAME,) * 3}
    assert {(_short(one), _short(other), _short(made)) for one, other, made in joins} == JOINED
    for _, _, made in joins:
        # what is made says nothing of its object but the class, which the second of the two relations gave it already
        assert rules[made].reverse == ()
        assert rules[made].by_subject == {}
    assert {name for name, rule in rules.items() if rule.some} == set()
    assert {_short(name) for name, rule in rules.items() if rule.every} == {"sq:mode"}


def test_classes_are_joined_within_a_document(compiled: CompiledAxioms) -> None:
    """Powers and responsibilities lie within documents: no other one speaks of them."""
    joining = {name for name, rule in compiled.classes.items() if rule.parts}
    assert {_short(name) for name in joining} == {"sq:ExclusivePower", "sq:PrefecturalPower"}
    assert {name for name, rule in compiled.classes.items() if rule.some} == set()
    valued = {name for rule in compiled.classes.values() for name, _ in rule.values}
    assert {_short(name) for name in valued} == {"sq:mode", "sq:heldBy"}
    for name in ("mode", "heldBy", "power", "expenditure"):
        assert compiled.properties[SQ + name].reverse == ()


def test_documents_join_at_documents_only(root: Path) -> None:
    """What a document says of nodes that it does not own is their class, or the tier and area of a government or a cited document."""
    ontology = ontology_triples()
    rules = compile_rules(read_axioms(ontology), ontology)
    sources, failures = find_sources(
        [
            root / "data" / "documents" / "yuncheng.txt",
            *(root / "tests" / "chains" / "documents" / name for name in CHAIN),
        ]
    )
    assert failures == []
    for built in map(DocumentBuilder().build, sources):
        links = set(rules.document(built.quads, built.iri).links.statements())
        outside = {one for one in links if not f"{one[0]}/".startswith(built.iri + "/")}
        assert {name for _, name, _ in outside} <= {RDF_TYPE, SQ + "ofTier", SQ + "ofArea"}
        placed = {subject for subject, name, _ in outside if name != RDF_TYPE}
        assert {one for one in placed if not one.startswith((ID + "gov/", DOC))} == set()
        classes = {value for subject, name, value in outside if name == RDF_TYPE and subject.startswith(DOC)}
        assert classes <= {SQ + "Document"}
        assert {name for _, name, _ in links} & OF_NO_DOCUMENT == set()
