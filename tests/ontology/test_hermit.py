"""The ontology is consistent under HermiT, a complete reasoner for OWL 2 DL, and every class can have members.

HermiT says that something is inconsistent, not why; what it is given here has no dates, whose datatype it does not know.
"""

from __future__ import annotations

import io
import os
import shutil

import owlready2
import pytest
from rdflib import Graph, Literal
from rdflib.namespace import XSD

pytestmark = pytest.mark.skipif(
    shutil.which("java") is None and not os.environ.get("CI"), reason="HermiT runs on Java, which is not installed"
)

PREFIXES = """
@prefix : <https://example.org/> .
@prefix sq: <https://w3id.org/shiquan/ontology#> .
@prefix tier: <https://w3id.org/shiquan/id/tier/> .
@prefix area: <https://w3id.org/shiquan/id/area/> .
@prefix eli: <http://data.europa.eu/eli/ontology#> .
"""


def _without_dates(graph: Graph) -> Graph:
    kept = Graph()
    for triple in graph:
        value = triple[2]
        if XSD.date not in triple and not (isinstance(value, Literal) and value.datatype == XSD.date):
            kept.add(triple)
    return kept


def _without_literals(graph: Graph) -> Graph:
    """Labels and cues say nothing to a reasoner, and take most of the time."""
    kept = Graph()
    for triple in graph:
        if not isinstance(triple[2], Literal):
            kept.add(triple)
    return kept


def _world(ontology: Graph, turtle: str = "") -> owlready2.World:
    """Return what HermiT makes of the ontology and some data.

    Raises:
        owlready2.OwlReadyInconsistentOntologyError: there is a contradiction.
    """
    graph = _without_dates(ontology).parse(data=PREFIXES + turtle, format="turtle")
    world = owlready2.World()
    lines = graph.serialize(format="nt", encoding="utf-8")
    world.get_ontology("https://example.org/check").load(fileobj=io.BytesIO(lines), format="ntriples")
    owlready2.sync_reasoner_hermit(world, debug=0)
    return world


def test_the_ontology_is_consistent_and_every_class_can_have_members(ontology: Graph) -> None:
    assert list(_world(ontology).inconsistent_classes()) == []


def test_hermit_derives_what_the_definitions_say(ontology: Graph) -> None:
    world = _world(
        _without_literals(ontology),
        ":p a sq:FiscalPower ; sq:mode sq:exclusive ; sq:heldBy tier:prefecture . :q sq:mode sq:joint ; sq:heldBy tier:county .",
    )
    kinds = {name: sorted(kind.name for kind in world[f"https://example.org/{name}"].is_a) for name in "pq"}
    assert kinds == {"p": ["ExclusivePrefecturalPower", "FiscalPower"], "q": ["CountyPower", "JointPower"]}


CONTRADICTIONS = {
    "a power both exclusive and joint": ":p a sq:FiscalPower ; sq:mode sq:exclusive , sq:joint .",
    "a power with a mode of expenditure": ":p a sq:FiscalPower ; sq:mode sq:sole .",
    "a responsibility with a mode of powers": ":e a sq:ExpenditureResponsibility ; sq:mode sq:each .",
    "a notice that is a plan": ":n a sq:Notice , sq:WorkPlan .",
    "a plan of two kinds": ":n a sq:DivisionPlan , sq:WorkPlan .",
    "a power held by a place": "area:141000 a sq:AdministrativeArea . :p sq:heldBy area:141000 .",
    "a power held by a body": ":gov a sq:Government . :p sq:heldBy :gov .",
    "a tier above itself": "tier:county sq:directlyAbove tier:county .",
    "two tiers above each other": "tier:county sq:directlyAbove tier:prefecture .",
    "two names for one tier": "tier:county <http://www.w3.org/2002/07/owl#sameAs> tier:prefecture .",
    "an assignment given as task": ":a sq:task :a .",
    "a notice that carries out a tier": ":n a sq:Notice ; eli:ensures_implementation_of tier:county .",
}


@pytest.mark.parametrize("fault", sorted(CONTRADICTIONS))
def test_contradictions_are_found(fault: str, ontology: Graph) -> None:
    with pytest.raises(owlready2.OwlReadyInconsistentOntologyError):
        _world(_without_literals(ontology), CONTRADICTIONS[fault])
