"""Which of OWL reasoning, SHACL and rules makes each derived kind: each is run alone, and they agree where they meet.

OWL 2 RL says what holds by the meaning of the words (closures, chains, classes by value) and is monotonic. Rules join several nodes,
with "nearest", "in force" and "never names", and make new nodes: neither can be said in OWL 2 RL. SHACL says whether one document's
data are whole; its results are not kept, because whole data have none.
"""

from __future__ import annotations

from functools import cache

from pyoxigraph import NamedNode, Quad

from shiquan.building import BuildResult
from shiquan.dataset.validating import validate_data_set
from shiquan.graph.derivation import derive
from shiquan.graph.findings import SHAPES, Severity
from shiquan.graph.validation import read_shapes, shapes_folder, validate
from shiquan.graph.vocabulary import ontology_quads
from shiquan.reasoning.rules import Reasoning, reason
from shiquan.terms import RDF_TYPE, RDFS, SQ

from .graphs import given

BY_OWL = {
    # closures and chains
    *("above", "carriesOut", "withinArea", "promulgatedIn", "assignmentTier", "assignmentArea"),
    # classes by value
    *("CentralPower", "ProvincialPower", "PrefecturalPower", "CountyPower"),
    *("ExclusivePower", "ExclusivePrefecturalPower", "JointPower", "AffiliationPower"),
    *("SoleResponsibility", "SharedResponsibility"),
    # superclasses
    *("Document", "Plan", "Arrangement", "Mode", "CodedValue", "LexicalEntry", "ReadingRule"),
    # ranges
    "CleanedText",
}
BY_RULES = {
    *("boundBy", "comparedWith", "elaborates"),
    *("ImpliedStatement", "impliedBy", "impliedOf", "ofTier"),
    *("Finding", "code", "severity", "message", "foundIn", "against"),
    *("regards", "shownBy"),
    *("summaryOf", "powerMode", "powerTiers", "expenditureMode", "expenditureTiers", "taskCount"),
}
OF_THE_RUN = {"DerivedGraph", "Derivation", "DerivationRule", "fileName", "sha256"}
"""What the rules' own provenance is written with."""

CASES = [("contradicts-upper", "fires"), ("contradicts-upper", "silent"), ("dates-disagree", "fires")]


@cache
def _ontology() -> tuple[Quad, ...]:
    return tuple(ontology_quads())


@cache
def _reasoned(code: str, case: str) -> Reasoning:
    return reason(given(code, case), _ontology())


def _kinds(statements: object) -> set[str]:
    """Return the classes and properties of ours that statements are made with, by their local names."""
    found = set()
    for statement in statements:
        term = statement.object if statement.predicate.value == RDF_TYPE else statement.predicate
        if isinstance(term, NamedNode) and term.value.startswith(SQ):
            found.add(term.value.removeprefix(SQ))
    return found


def test_what_owl_makes_and_no_rule() -> None:
    made = set().union(*(_kinds(_reasoned(code, case).inferred) for code, case in CASES))
    assert made == BY_OWL


def test_what_rules_make_and_not_owl() -> None:
    made = set().union(*(_kinds(derive(given(code, case))) for code, case in CASES))
    assert made == BY_RULES | OF_THE_RUN
    assert not BY_OWL & BY_RULES


def test_rules_need_no_reasoner() -> None:
    """The rules read what documents say, along stated edges: what OWL infers changes nothing but the list of graphs that were read."""
    for code, case in CASES:
        quads = given(code, case)
        graph = NamedNode("https://w3id.org/shiquan/id/graph/inferred")
        inferred = [Quad(t.subject, t.predicate, t.object, graph) for t in _reasoned(code, case).inferred]
        with_reasoning = {quad for quad in derive([*quads, *inferred]) if quad.object != graph}
        assert with_reasoning == set(derive(quads))


def test_elaborations_go_along_what_owl_says_is_carried_out() -> None:
    """sq:elaborates goes up sq:carriesOut, or to the version that had replaced the one that is carried out."""
    quads = given("contradicts-upper", "fires")
    carried = {
        (t.subject.value, t.object.value)
        for t in _reasoned("contradicts-upper", "fires").inferred
        if t.predicate.value == SQ + "carriesOut"
    }
    notice_of = {quad.object.value: quad.subject.value for quad in quads if quad.predicate.value.endswith("#has_part")}
    outside = set()
    for quad in derive(quads):
        if quad.predicate.value == SQ + "elaborates":
            lower, upper = (str(node.value).partition("/a/")[0] for node in (quad.subject, quad.object))
            if (lower, notice_of[upper]) not in carried:
                outside.add((lower.partition("/doc/")[2], upper.partition("/doc/")[2]))
    assert outside == {("990100/yizhengfa/2022/3/plan/1", "990000/jiazhengfa/2022/1/plan/1")}


def test_owl_adds_nothing_to_what_the_rules_compare() -> None:
    """sq:comparedWith is a subproperty of sq:boundBy: whatever a reasoner makes of it, the rule has made already."""
    axiom = (SQ + "comparedWith", RDFS + "subPropertyOf", SQ + "boundBy")
    assert axiom in {
        (quad.subject.value, quad.predicate.value, getattr(quad.object, "value", "")) for quad in _ontology()
    }
    for code, case in CASES:
        pairs = {
            name: {
                (quad.subject, quad.object) for quad in derive(given(code, case)) if quad.predicate.value == SQ + name
            }
            for name in ("comparedWith", "boundBy")
        }
        assert pairs["comparedWith"] <= pairs["boundBy"]


def test_the_ontology_is_consistent_with_everything_derived() -> None:
    """Among others, no implied statement is an assignment: the two classes are disjoint."""
    for code, case in CASES:
        quads = given(code, case)
        assert reason([*quads, *derive(quads)], _ontology()).inconsistencies == ()


def test_the_shape_and_the_rule_of_dates_agree() -> None:
    """SHACL warns of two dates of signature in one document, and the rule keeps the same as a finding of the graph."""
    shapes = read_shapes(shapes_folder())
    for case in ("fires", "silent"):
        quads = [*given("dates-disagree", case), *_ontology()]
        warned = {
            finding.focus
            for finding in validate(quads, shapes).findings
            if finding.shape == SHAPES + "Notice-dates-disagree" and finding.severity is Severity.WARNING
        }
        kept = {
            quad.object.value
            for quad in derive(given("dates-disagree", case))
            if quad.predicate.value == SQ + "foundIn" and "/finding/dates-disagree/" in str(quad.subject)
        }
        assert warned == kept
        assert bool(kept) == (case == "fires")


def test_the_shapes_look_at_what_is_derived_and_let_it_pass(five: BuildResult) -> None:
    report = validate_data_set(five.folder)
    looked_at = {count.shape.removeprefix(SHAPES): count.nodes for count in report.looked_at}
    assert report.conforms
    assert {name: looked_at[name] for name in ("ImpliedStatement", "Finding", "DerivedGraph")} == {
        "ImpliedStatement": 14,
        "Finding": 1,
        "DerivedGraph": 5,
    }
