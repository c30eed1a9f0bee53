"""Validation of a data set against the shapes: SHACL, and what SHACL does not say by itself.

A validation that looked at nothing has not passed. The report therefore counts the nodes that each shape looked at, and
says which classes and properties of a document no shape looks at.

pySHACL is the engine, over a pyoxigraph store in memory: its core constraints take about as long as on an rdflib graph, its
SPARQL constraints a fiftieth.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyshacl
from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, RdfFormat, Store
from pyshacl.graph_abstraction import OxigraphDataGraph
from pyshacl.shapes_graph import ShapesGraph
from rdflib import RDF, SH, XSD, Graph
from rdflib.term import BNode, Literal, Node, URIRef

from shiquan.errors import UsageError
from shiquan.graph.findings import (
    BLANK_NODE,
    CLASS_NOT_LOOKED_AT,
    LOOKED_AT_NOTHING,
    NOWHERE,
    PROPERTY_NOT_LOOKED_AT,
    SHAPES,
    VALIDATED_NOTHING,
    Finding,
    Place,
    Severity,
    Value,
    natural_key,
)
from shiquan.graph.quotation import check_quotations
from shiquan.graph.whereabouts import Whereabouts
from shiquan.resources import ontology_folder
from shiquan.terms import DOC, GRAPH, RDF_TYPE, RDFS

INFERRED = NamedNode(GRAPH + "inferred")
"""What reasoning added: left out, because a type that follows from a domain would hide a type that is missing."""

_SUBCLASS = NamedNode(RDFS + "subClassOf")
_TYPE = NamedNode(RDF_TYPE)


@dataclass(frozen=True, slots=True)
class FocusCount:
    """How many nodes a shape looked at."""

    shape: str
    name_zh: str
    name_en: str
    nodes: int


@dataclass(frozen=True, slots=True)
class ValidationReport:
    """The findings, in order (worst first), and what was looked at, by IRI of the shape."""

    findings: tuple[Finding, ...]
    looked_at: tuple[FocusCount, ...]

    @property
    def conforms(self) -> bool:
        """Whether nothing is wrong: no finding is a violation."""
        return not self.count(Severity.VIOLATION)

    def count(self, severity: Severity) -> int:
        """Return the number of findings of a severity."""
        return sum(1 for finding in self.findings if finding.severity is severity)

    def with_findings(self, findings: Iterable[Finding]) -> ValidationReport:
        """Return a report that holds these findings too."""
        return ValidationReport(in_order([*self.findings, *findings]), self.looked_at)


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings without repetition, the worst first, then by node."""
    return tuple(sorted(set(findings), key=lambda finding: finding.key))


def shapes_folder() -> Path:
    """Return the folder of the shapes."""
    return ontology_folder() / "shapes"


def read_shapes(folder: Path) -> Graph:
    """Return the shapes of all Turtle files of a folder in one graph; `owl:imports` is not followed.

    Raises:
        UsageError: there is no Turtle file in the folder, or one of them is not well formed.

    """
    files = sorted(folder.glob("*.ttl"))
    if not files:
        raise UsageError(f"{folder} 中没有形状文件（*.ttl）", f"there are no shapes (*.ttl) in {folder}")
    shapes = Graph()
    for file in files:
        try:
            shapes.parse(data=file.read_bytes(), format="turtle")
        except SyntaxError as error:
            raise UsageError(
                f"无法读取形状文件 {file}：{error}", f"the shapes in {file} cannot be read: {error}"
            ) from error
    return shapes


def validate(quads: Iterable[Quad], shapes: Graph) -> ValidationReport:
    """Validate quads (a pyoxigraph store is an iterable of them), the union of all graphs but the inferred one.

    The quads hold the ontology too: the classes of `sh:targetClass` and `sh:class` are those of the data and of their
    `rdfs:subClassOf`, as SHACL says (section 1.1, SHACL instance).

    Standards: SHACL Core and SHACL-SPARQL (W3C, 2017).
    """
    store = _union(quads)
    results, counts = _run(store, shapes)
    places = Whereabouts(store)
    messages = _Messages(shapes)
    findings = [
        *_shacl_findings(results, messages, places),
        *_looked_at_nothing(counts),
        *_not_looked_at(store, shapes, places),
    ]
    return ValidationReport(in_order(findings), counts)


def validate_data_set(folder: Path) -> ValidationReport:
    """Validate a data set that `shiquan build` made: its `graph.nq` against the shapes, its quotes against `texts/`.

    Raises:
        UsageError: the folder holds no `graph.nq`, or that file is not well formed.

    """
    file = folder / "graph.nq"
    store = Store()
    try:
        store.bulk_load(path=str(file), format=RdfFormat.N_QUADS)
    except OSError as error:
        raise UsageError(
            f"{folder} 不是数据集（没有可读的 graph.nq），请先运行 shiquan build，或用 --data 指明位置",
            f"{folder} is not a data set (no graph.nq that can be read): run shiquan build first, or name the folder with --data",
        ) from error
    except SyntaxError as error:
        raise UsageError(f"{file} 不是 N-Quads：{error}", f"{file} is not N-Quads: {error}") from error
    report = validate(store, read_shapes(shapes_folder()))
    return report.with_findings(check_quotations(store, folder / "texts"))


class _StoreGraph(OxigraphDataGraph):
    """A store as pySHACL's data graph. For each result pySHACL asks thrice whether the graph is empty, by counting it."""

    def __bool__(self) -> bool:
        return True


def _union(quads: Iterable[Quad]) -> Store:
    store = Store()
    store.bulk_extend(
        Quad(quad.subject, quad.predicate, quad.object, DefaultGraph()) for quad in quads if quad.graph_name != INFERRED
    )
    return store


def _run(store: Store, shapes: Graph) -> tuple[Graph, tuple[FocusCount, ...]]:
    """Run pySHACL; return its report and how many nodes each shape with a target looked at."""
    data = _StoreGraph(store)
    _, results, _ = pyshacl.validate(
        data, shacl_graph=_as_run(shapes), advanced=True, inplace=True, do_owl_imports=False
    )
    if not isinstance(results, Graph):
        raise UsageError(f"形状无法执行：{results}", f"the shapes cannot be run: {results}")
    messages = _Messages(shapes)
    counts = [
        FocusCount(str(shape.node), *messages.name(shape.node), len(shape.focus_nodes(data)))
        for shape in ShapesGraph(shapes, False, logging.getLogger(__name__)).shapes
        if _has_target(shapes, shape.node)
    ]
    return results, tuple(sorted(counts, key=lambda count: count.shape))


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
            for target in _TARGETS:
                for aim in shapes.objects(subject, target):
                    run.add((value, target, aim))
        else:
            run.add((subject, predicate, value))
    return run


def _only_has_targets(shapes: Graph, shape: Node) -> bool:
    """Tell whether the shape's focus nodes are its targets and no others, and it is a node shape that is not switched off."""
    return (
        _has_target(shapes, shape)
        and (shape, SH.path, None) not in shapes
        and (shape, SH.deactivated, None) not in shapes
        and (None, None, shape) not in shapes
    )


_TARGETS = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf, SH.target)


def _has_target(shapes: Graph, shape: Node) -> bool:
    return any((shape, target, None) in shapes for target in _TARGETS)


class _Messages:
    """The names and messages of the shapes, in both languages."""

    def __init__(self, shapes: Graph) -> None:
        self._shapes = shapes

    def message(self, shape: Node) -> tuple[str, str]:
        """Return the shape's message in Chinese and in English; its IRI stands for a message that is not there."""
        return self._both(shape, SH.message)

    def name(self, shape: Node) -> tuple[str, str]:
        """Return the shape's name in Chinese and in English; its IRI stands for a name that is not there."""
        return self._both(shape, SH.name)

    def _both(self, shape: Node, predicate: URIRef) -> tuple[str, str]:
        texts = (term for term in self._shapes.objects(shape, predicate) if isinstance(term, Literal))
        found = {text.language: str(text) for text in texts}
        other = found.get(None, str(shape))
        return found.get("zh", other), found.get("en", other)


def _shacl_findings(results: Graph, messages: _Messages, places: Whereabouts) -> Iterator[Finding]:
    for result in results.subjects(RDF.type, SH.ValidationResult):
        shape = results.value(result, SH.sourceShape)
        focus = results.value(result, SH.focusNode)
        path = results.value(result, SH.resultPath)
        if shape is None or focus is None:
            raise AssertionError("a SHACL result has a source shape and a focus node (SHACL, section 3.6.2)")
        zh, en = messages.message(shape)
        yield Finding(
            severity=_SEVERITIES.get(results.value(result, SH.resultSeverity), Severity.VIOLATION),
            shape=str(shape),
            component=str(results.value(result, SH.sourceConstraintComponent)),
            focus=BLANK_NODE if isinstance(focus, BNode) else str(focus),
            message_zh=zh,
            message_en=en,
            path=str(path) if isinstance(path, URIRef) else None,
            value=_value(results.value(result, SH.value)),
            place=_place(focus, places),
        )


_SEVERITIES: dict[Node | None, Severity] = {
    SH.Violation: Severity.VIOLATION,
    SH.Warning: Severity.WARNING,
    SH.Info: Severity.INFO,
}
"""SHACL lets shapes use severities of their own (section 2.1.4): whoever makes one up gets a violation."""


def _place(focus: Node, places: Whereabouts) -> Place:
    match focus:
        case BNode():
            return places.of(BlankNode(str(focus)))
        case URIRef():
            return places.of(NamedNode(str(focus)))
        case _:
            return NOWHERE


def _value(term: Node | None) -> Value | None:
    match term:
        case None:
            return None
        case BNode():
            return Value(BLANK_NODE)
        case Literal():
            datatype = RDF.langString if term.language else term.datatype or XSD.string
            return Value(str(term), str(datatype), term.language)
        case _:
            return Value(str(term))


def _looked_at_nothing(counts: tuple[FocusCount, ...]) -> Iterator[Finding]:
    """Say which shapes looked at no node; where no shape looked at any, the data set has not been validated at all."""
    if not any(count.nodes for count in counts):
        yield Finding(
            severity=Severity.VIOLATION,
            shape=SHAPES.removesuffix("#"),
            component=VALIDATED_NOTHING,
            focus=SHAPES.removesuffix("#"),
            message_zh="校验没有看到任何节点：数据集是空的，或者形状不适用于它。这不算通过。",
            message_en="The validation looked at no node: the data set is empty, or the shapes are not for it. "
            "This is not a pass.",
        )
    for count in counts:
        if not count.nodes:
            yield Finding(
                severity=Severity.INFO,
                shape=count.shape,
                component=LOOKED_AT_NOTHING,
                focus=count.shape,
                message_zh=f"形状“{count.name_zh}”没有看到任何节点：数据集中没有这类节点。",
                message_en=f"The shape '{count.name_en}' looked at no node: the data set has none of the kind.",
            )


def _not_looked_at(store: Store, shapes: Graph, places: Whereabouts) -> Iterator[Finding]:
    """Say which classes and properties of document nodes no shape knows: a misspelt term passes every shape unseen."""
    classes = _with_subclasses(store, {str(target) for target in shapes.objects(None, SH.targetClass)})
    properties = {str(path) for path in shapes.objects(None, SH.path)} | {RDF_TYPE}
    unknown: dict[tuple[str, str], list[str]] = {}
    for quad in store:
        if not isinstance(quad.subject, NamedNode) or not quad.subject.value.startswith(DOC):
            continue
        if quad.predicate.value not in properties:
            unknown.setdefault((PROPERTY_NOT_LOOKED_AT, quad.predicate.value), []).append(quad.subject.value)
        elif quad.predicate == _TYPE and isinstance(quad.object, NamedNode) and quad.object.value not in classes:
            unknown.setdefault((CLASS_NOT_LOOKED_AT, quad.object.value), []).append(quad.subject.value)
    for (component, term), nodes in unknown.items():
        first = min(nodes, key=natural_key)
        kind_zh, kind_en = ("类", "class") if component == CLASS_NOT_LOOKED_AT else ("属性", "property")
        yield Finding(
            severity=Severity.WARNING,
            shape=SHAPES.removesuffix("#"),
            component=component,
            focus=first,
            message_zh=f"没有形状检查这个{kind_zh}（{len(nodes)} 处，此为第一处）：可能写错了，或者形状有遗漏。",
            message_en=f"No shape looks at this {kind_en} ({len(nodes)} places, this is the first): it may be misspelt, or "
            "a shape is missing.",
            path=RDF_TYPE if component == CLASS_NOT_LOOKED_AT else term,
            value=Value(term) if component == CLASS_NOT_LOOKED_AT else None,
            place=places.of(NamedNode(first)),
        )


def _with_subclasses(store: Store, classes: set[str]) -> set[str]:
    found = set(classes)
    waiting = sorted(classes)
    while waiting:
        for quad in store.quads_for_pattern(None, _SUBCLASS, NamedNode(waiting.pop()), None):
            if isinstance(quad.subject, NamedNode) and quad.subject.value not in found:
                found.add(quad.subject.value)
                waiting.append(quad.subject.value)
    return found
