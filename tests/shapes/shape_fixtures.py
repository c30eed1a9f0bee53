"""The valid and invalid graphs of this folder: one folder for each node shape, one invalid graph for each constraint.

An invalid graph says in its first lines what it breaks: `# expects: sqsh:Assignment-task sh:MinCountConstraintComponent`. A graph
holds all that the one shape looks at and no more; what it points to has its class and nothing else. It is therefore
validated against its node shape alone, with the class hierarchy of the ontology.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pyoxigraph import NamedNode, Quad, RdfFormat, Store
from rdflib import RDF, RDFS, SH, Graph
from rdflib.term import Node, URIRef

from shiquan.graph.findings import SHAPES
from shiquan.graph.validation import ValidationReport, read_shapes, shapes_folder
from shiquan.resources import ontology_folder

FOLDER = Path(__file__).parent
SHACL = str(SH)
LINT = "https://w3id.org/shiquan/shapes/lint#"

CONSTRAINT_PARAMETERS = {
    SH["class"]: "ClassConstraintComponent",
    SH.datatype: "DatatypeConstraintComponent",
    SH.disjoint: "DisjointConstraintComponent",
    SH.hasValue: "HasValueConstraintComponent",
    SH.lessThan: "LessThanConstraintComponent",
    SH.lessThanOrEquals: "LessThanOrEqualsConstraintComponent",
    SH.maxCount: "MaxCountConstraintComponent",
    SH.maxInclusive: "MaxInclusiveConstraintComponent",
    SH.minCount: "MinCountConstraintComponent",
    SH.minInclusive: "MinInclusiveConstraintComponent",
    SH.minLength: "MinLengthConstraintComponent",
    SH.nodeKind: "NodeKindConstraintComponent",
    SH.pattern: "PatternConstraintComponent",
    SH.sparql: "SPARQLConstraintComponent",
    SH.uniqueLang: "UniqueLangConstraintComponent",
}
"""The constraint parameters that the shapes use (SHACL, section 4), and the component that each belongs to."""

NOT_CONSTRAINTS = {
    RDF.type,
    SH.path,
    SH.name,
    SH.message,
    SH.severity,
    SH.property,
    SH.targetClass,
    SH.targetSubjectsOf,
}


@dataclass(frozen=True, order=True, slots=True)
class Constraint:
    """A shape and one of its constraint components, as IRIs."""

    shape: str
    component: str


@cache
def shapes() -> Graph:
    """Return the shapes of the product."""
    return read_shapes(shapes_folder())


def node_shapes() -> list[URIRef]:
    """Return the node shapes, in order."""
    found = shapes().subjects(RDF.type, SH.NodeShape)
    return sorted(shape for shape in found if isinstance(shape, URIRef))


def local_name(shape: Node) -> str:
    """Return the name of a shape without its namespace: the name of its folder."""
    return str(shape).removeprefix(SHAPES)


@cache
def alone(name: str) -> Graph:
    """Return the node shape with its property shapes and queries, and no other shape."""
    every = shapes()
    graph = Graph()
    waiting: list[Node] = [URIRef(SHAPES + name), URIRef(SHAPES.removesuffix("#"))]
    while waiting:
        node = waiting.pop()
        for _, predicate, value in every.triples((node, None, None)):
            graph.add((node, predicate, value))
            if predicate in (SH.property, SH.sparql, SH.declare):
                waiting.append(value)
    return graph


@cache
def hierarchy() -> tuple[Quad, ...]:
    """Return the class hierarchy of the ontology, without the class expressions."""
    graph = Graph()
    for file in sorted(ontology_folder().glob("*.ttl")):
        graph.parse(data=file.read_bytes(), format="turtle")
    pairs = (
        (str(lower), str(upper))
        for lower, upper in graph.subject_objects(RDFS.subClassOf)
        if isinstance(lower, URIRef) and isinstance(upper, URIRef)
    )
    subclass = NamedNode(str(RDFS.subClassOf))
    return tuple(Quad(NamedNode(lower), subclass, NamedNode(upper)) for lower, upper in sorted(pairs))


def data(file: Path) -> Store:
    """Return what a Turtle file holds, with the class hierarchy."""
    store = Store()
    store.load(file.read_bytes(), format=RdfFormat.TURTLE)
    store.extend(hierarchy())
    return store


def expected(file: Path) -> list[Constraint]:
    """Return the constraints that a graph says it breaks."""
    found = []
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.startswith("# expects: "):
            shape, component = line.removeprefix("# expects: ").split()
            prefix, _, name = shape.partition(":")
            found.append(Constraint(_NAMESPACES[prefix] + name, SHACL + component.removeprefix("sh:")))
    return sorted(found)


_NAMESPACES = {"sqsh": SHAPES, "lint": LINT}


def broken(report: ValidationReport) -> list[Constraint]:
    """Return the constraints of SHACL that a report says are broken."""
    found = report.findings
    return sorted({Constraint(one.shape, one.component) for one in found if one.component.startswith(SHACL)})


def constraints(every: Graph, node_shape: Node) -> list[Constraint]:
    """Return every constraint of a node shape of a graph, and of its property shapes."""
    return sorted(
        Constraint(str(shape), SHACL + CONSTRAINT_PARAMETERS[predicate])
        for shape in (node_shape, *every.objects(node_shape, SH.property))
        for predicate in every.predicates(shape, None)
        if predicate not in NOT_CONSTRAINTS
    )
