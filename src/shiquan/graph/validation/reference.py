"""pySHACL as the reference engine: the whole data set at once, in memory.

It runs over a pyoxigraph store: its core constraints take about as long as on an rdflib graph, its SPARQL constraints a
fiftieth.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator

import pyshacl
from pyoxigraph import BlankNode, NamedNode, Quad, Store
from pyshacl.graph_abstraction import OxigraphDataGraph
from pyshacl.shapes_graph import ShapesGraph
from rdflib import RDF, SH, Graph
from rdflib.term import BNode, Node, URIRef

from shiquan.errors import UsageError
from shiquan.graph.findings import BLANK_NODE, NOWHERE, Finding, Place, Severity
from shiquan.graph.validation.compiled import (
    SEVERITIES,
    KnownTerms,
    direct_subclasses,
    known_terms,
    union,
    unknown_terms,
    with_subclasses,
)
from shiquan.graph.validation.literals import reported_rdflib
from shiquan.graph.validation.report import PartialReport, ReportBuilder, ValidationReport
from shiquan.graph.validation.shapes import TARGETS, ShapeTexts, has_target
from shiquan.graph.whereabouts import Whereabouts


def validate_with_pyshacl(quads: Iterable[Quad], shapes: Graph) -> ValidationReport:
    """Validate quads, the union of their graphs, with pySHACL.

    Raises:
        UsageError: pySHACL cannot run the shapes.

    """
    store = union(quads)
    results, nodes = _run(store, shapes)
    places = Whereabouts(store)
    texts = ShapeTexts(shapes)
    findings = tuple(_findings(results, texts, places))
    builder = ReportBuilder(texts.name(URIRef(shape)) for shape in nodes)
    known = known_terms(shapes)
    classes = with_subclasses(known.classes, direct_subclasses(store))
    unknown = unknown_terms(store, KnownTerms(classes, known.properties), places)
    builder.add(PartialReport(findings, nodes, tuple(unknown)))
    return builder.report()


class _StoreGraph(OxigraphDataGraph):
    """A store as pySHACL's data graph. For each result pySHACL asks thrice whether the graph is empty, by counting it."""

    def __bool__(self) -> bool:
        return True


def _run(store: Store, shapes: Graph) -> tuple[Graph, dict[str, int]]:
    """Run pySHACL; return its report and how many nodes each shape with a target looked at."""
    data = _StoreGraph(store)
    _, results, _ = pyshacl.validate(
        data, shacl_graph=_as_run(shapes), advanced=True, inplace=True, do_owl_imports=False
    )
    if not isinstance(results, Graph):
        raise UsageError(f"形状无法执行：{results}", f"the shapes cannot be run: {results}")
    nodes = {
        str(shape.node): len(shape.focus_nodes(data))
        for shape in ShapesGraph(shapes, False, logging.getLogger(__name__)).shapes
        if has_target(shapes, shape.node)
    }
    return results, nodes


def _as_run(shapes: Graph) -> Graph:
    """Return the shapes in the form in which pySHACL 0.40.1 runs them right and fast; the results are the same.

    The messages are left out; the report takes them from the shapes themselves. pySHACL puts the values of a query into a
    message as a template of `re.sub`: a value with a backslash in it stops the validation.

    The property shapes of a node shape get its targets, as their own. pySHACL looks at such a shape once, for all its focus
    nodes, but at the property shapes of a node shape once for each of its nodes.
    """
    run = Graph()
    for subject, predicate, value in shapes:
        if predicate == SH.message:
            continue
        if predicate == SH.property and _only_has_targets(shapes, subject):
            for target in TARGETS:
                for aim in shapes.objects(subject, target):
                    run.add((value, target, aim))
        else:
            run.add((subject, predicate, value))
    return run


def _only_has_targets(shapes: Graph, shape: Node) -> bool:
    """Tell whether the shape's focus nodes are its targets and no others, and it is a node shape that is not switched off."""
    return (
        has_target(shapes, shape)
        and (shape, SH.path, None) not in shapes
        and (shape, SH.deactivated, None) not in shapes
        and (None, None, shape) not in shapes
    )


def _findings(results: Graph, texts: ShapeTexts, places: Whereabouts) -> Iterator[Finding]:
    for result in results.subjects(RDF.type, SH.ValidationResult):
        shape = results.value(result, SH.sourceShape)
        focus = results.value(result, SH.focusNode)
        path = results.value(result, SH.resultPath)
        value = results.value(result, SH.value)
        if shape is None or focus is None:
            raise AssertionError("a SHACL result has a source shape and a focus node (SHACL, section 3.6.2)")
        zh, en = texts.message(shape)
        yield Finding(
            severity=SEVERITIES.get(results.value(result, SH.resultSeverity), Severity.VIOLATION),
            shape=str(shape),
            component=str(results.value(result, SH.sourceConstraintComponent)),
            focus=BLANK_NODE if isinstance(focus, BNode) else str(focus),
            message_zh=zh,
            message_en=en,
            path=str(path) if isinstance(path, URIRef) else None,
            value=None if value is None else reported_rdflib(value),
            place=_place(focus, places),
        )


def _place(focus: Node, places: Whereabouts) -> Place:
    match focus:
        case BNode():
            return places.of(BlankNode(str(focus)))
        case URIRef():
            return places.of(NamedNode(str(focus)))
        case _:
            return NOWHERE
