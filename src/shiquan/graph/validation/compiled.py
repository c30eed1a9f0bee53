"""The shapes compiled: SHACL Core as passes over columns of values, SHACL-SPARQL as queries, both over a store in memory.

Only what is compiled is run, so whatever the shapes use that is not known here stops the compilation with an error that names
it: a constraint is never passed over in silence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store
from rdflib import OWL, RDF, RDFS, SH, Graph
from rdflib.term import Literal as RdfLiteral
from rdflib.term import Node as RdfNode
from rdflib.term import URIRef

from shiquan.errors import UsageError
from shiquan.graph.findings import (
    BLANK_NODE,
    CLASS_NOT_LOOKED_AT,
    NOWHERE,
    PROPERTY_NOT_LOOKED_AT,
    Finding,
    Place,
    Severity,
    natural_key,
)
from shiquan.graph.validation.constraints import (
    NODE_KINDS,
    ORDERS,
    RANGES,
    ClassConstraint,
    Constraint,
    DatatypeConstraint,
    DisjointConstraint,
    EqualsConstraint,
    HasValueConstraint,
    MaxCountConstraint,
    MaxLengthConstraint,
    MinCountConstraint,
    MinLengthConstraint,
    NodeKindConstraint,
    OrderConstraint,
    PatternConstraint,
    RangeConstraint,
    Seen,
    UniqueLangConstraint,
    Values,
)
from shiquan.graph.validation.literals import Term, reported, text_of
from shiquan.graph.validation.queries import Reach, SparqlConstraint, compile_query, select, types_of_values
from shiquan.graph.validation.report import PartialReport, UnknownTerm
from shiquan.graph.validation.shapes import ShapeName, ShapeTexts, has_target
from shiquan.graph.whereabouts import Whereabouts
from shiquan.terms import DOC, RDF_TYPE

_TYPE: Final = NamedNode(RDF_TYPE)
_SUBCLASS: Final = NamedNode(str(RDFS.subClassOf))

SEVERITIES: Final[dict[RdfNode | None, Severity]] = {
    SH.Violation: Severity.VIOLATION,
    SH.Warning: Severity.WARNING,
    SH.Info: Severity.INFO,
}
"""SHACL lets shapes use severities of their own (section 2.1.4): whoever makes one up gets a violation."""

_DESCRIPTIVE: Final = frozenset(
    (SH.path, SH.name, SH.description, SH.message, SH.severity, SH.deactivated, SH.order, SH.group, SH.flags)
)


@dataclass(frozen=True, slots=True)
class _Target:
    """What a shape looks at: the instances of classes and the subjects of properties."""

    classes: tuple[NamedNode, ...]
    subjects_of: tuple[NamedNode, ...]


@dataclass(frozen=True, slots=True)
class _Rule:
    """A shape without its property shapes: a path, None for the focus node itself, and constraints on the values there."""

    shape: str
    path: NamedNode | None
    severity: Severity
    message_zh: str
    message_en: str
    constraints: tuple[Constraint, ...]
    queries: tuple[SparqlConstraint, ...]


@dataclass(frozen=True, slots=True)
class _TargetedShape:
    name: ShapeName
    target: _Target
    rules: tuple[_Rule, ...]


Hierarchy = tuple[tuple[str, str], ...]
"""Pairs of a class and a class above it."""


@dataclass(frozen=True, slots=True)
class KnownTerms:
    """The classes and properties that shapes look at."""

    classes: Collection[str]
    properties: Collection[str]


def known_terms(shapes: Graph) -> KnownTerms:
    """Return the classes and properties that the shapes name; subclasses are not among them."""
    return KnownTerms(
        {str(target) for target in shapes.objects(None, SH.targetClass)},
        {RDF_TYPE, *(str(path) for path in shapes.objects(None, SH.path))},
    )


class CompiledShapes:
    """Shapes that are ready to be run on any number of parts of a data set.

    Attributes:
        reach: how far from a focus node the shapes look: what a part has to hold besides the statements about its focus nodes.
        targeted: the shapes with focus nodes of their own, by IRI.

    """

    def __init__(self, shapes: Graph) -> None:
        """Compile shapes.

        Raises:
            UsageError: the shapes use something that the compiler does not know.

        """
        compiler = _Compiler(shapes)
        self._shapes = compiler.shapes()
        self.targeted = tuple(shape.name for shape in self._shapes)
        self.reach = Reach()
        for shape in self._shapes:
            for rule in shape.rules:
                if rule.path is not None and any(isinstance(of, ClassConstraint) for of in rule.constraints):
                    self.reach = self.reach.and_also(types_of_values(rule.path.value))
                for query in rule.queries:
                    self.reach = self.reach.and_also(query.reach)
        self._known = known_terms(shapes)

    def validate(
        self,
        store: Store,
        is_focus: Callable[[Term], bool] | None = None,
        hierarchy: Hierarchy = (),
        places: Whereabouts | None = None,
    ) -> PartialReport:
        """Validate a part of a data set.

        Args:
            store: all statements about the nodes that this part is to answer for, and statements about other nodes as far as
                `reach` goes, all in the default graph.
            is_focus: which nodes this part answers for; every node where it is not given.
            hierarchy: classes and classes above them, besides those that the store says.
            places: what finds the place of a node; the store alone where it is not given.

        """
        part = _Part(store, hierarchy, is_focus)
        places = places or Whereabouts(store)
        findings: set[Finding] = set()
        nodes: dict[str, int] = {}
        for shape in self._shapes:
            focus = part.focus(shape.target)
            nodes[shape.name.shape] = len(focus)
            if focus:
                for rule in shape.rules:
                    findings.update(_findings(rule, shape.target, focus, part, places))
        known = KnownTerms(part.with_subclasses(self._known.classes), self._known.properties)
        unknown = tuple(unknown_terms(store, known, places, is_focus))
        return PartialReport(tuple(findings), nodes, unknown)


def union(quads: Iterable[Quad]) -> Store:
    """Return a store with the statements of all graphs in the default graph."""
    default = DefaultGraph()
    store = Store()
    store.bulk_extend(Quad(quad.subject, quad.predicate, quad.object, default) for quad in quads)
    return store


def unknown_terms(
    store: Store,
    shapes: KnownTerms,
    places: Whereabouts,
    is_focus: Callable[[Term], bool] | None = None,
) -> Iterator[UnknownTerm]:
    """Find the classes and properties of document nodes that no shape knows: a misspelt term passes every shape unseen."""
    found: dict[tuple[str, str], list[str]] = {}
    for row in select(store, "SELECT DISTINCT ?property { ?subject ?property ?value }"):
        property_ = row["property"]
        if property_.value not in shapes.properties:
            for subject in _document_nodes(store, property_, None, is_focus):
                found.setdefault((PROPERTY_NOT_LOOKED_AT, property_.value), []).append(subject)
    for row in select(store, f"SELECT DISTINCT ?class {{ ?node {_TYPE} ?class }}"):
        class_ = row["class"]
        if isinstance(class_, NamedNode) and class_.value not in shapes.classes:
            for subject in _document_nodes(store, _TYPE, class_, is_focus):
                found.setdefault((CLASS_NOT_LOOKED_AT, class_.value), []).append(subject)
    for (component, term), subjects in found.items():
        first = min(subjects, key=natural_key)
        yield UnknownTerm(component, term, len(subjects), first, places.of(NamedNode(first)))


def _document_nodes(
    store: Store, property_: NamedNode, value: Term | None, is_focus: Callable[[Term], bool] | None
) -> Iterator[str]:
    for quad in store.quads_for_pattern(None, property_, value, None):
        subject = quad.subject
        if isinstance(subject, NamedNode) and subject.value.startswith(DOC) and (is_focus is None or is_focus(subject)):
            yield subject.value


def _findings(
    rule: _Rule, target: _Target, focus: Collection[Term], part: _Part, places: Whereabouts
) -> Iterator[Finding]:
    if rule.path is None:
        values: Values = {node: (node,) for node in focus}
    else:
        values = part.values(rule.path)
    if rule.constraints:
        pairs = [(node, value) for node in focus if node in values for value in values[node]]
        seen = Seen(focus, values, pairs, part)
        for constraint in rule.constraints:
            for node, value in constraint.broken(seen):
                yield _finding(rule, constraint.component, node, value, None, places)
    for query in rule.queries:
        for solution in query.solutions(part.store, part.patterns(target)):
            if solution.focus in focus:
                value = solution.focus if solution.value is None and rule.path is None else solution.value
                yield _finding(rule, query.component, solution.focus, value, solution.path, places)


def _finding(
    rule: _Rule, component: str, focus: Term, value: Term | None, path: str | None, places: Whereabouts
) -> Finding:
    return Finding(
        severity=rule.severity,
        shape=rule.shape,
        component=component,
        focus=BLANK_NODE if isinstance(focus, BlankNode) else text_of(focus),
        message_zh=rule.message_zh,
        message_en=rule.message_en,
        path=path or (rule.path.value if rule.path else None),
        value=None if value is None else reported(value),
        place=_place(focus, places),
    )


def _place(focus: Term, places: Whereabouts) -> Place:
    return places.of(focus) if isinstance(focus, NamedNode | BlankNode) else NOWHERE


# ---------------------------------------------------------------- data


class _Part:
    """A part of a data set in a store, with the columns that constraints read, made when they are asked for."""

    def __init__(self, store: Store, hierarchy: Hierarchy, is_focus: Callable[[Term], bool] | None) -> None:
        self.store = store
        self._is_focus = is_focus
        self._below = direct_subclasses(store)
        for lower, upper in hierarchy:
            self._below.setdefault(upper, set()).add(lower)
        self._columns: dict[NamedNode, dict[Term, list[Term]]] = {}
        self._members: dict[NamedNode, set[Term]] = {}
        self._by_class: dict[Term, list[Term]] = {}
        for quad in self.store.quads_for_pattern(None, _TYPE, None, None):
            self._by_class.setdefault(quad.object, []).append(quad.subject)
        self._own_by_class = {
            class_: nodes if is_focus is None else [node for node in nodes if is_focus(node)]
            for class_, nodes in self._by_class.items()
        }
        self._held_below: dict[NamedNode, list[NamedNode]] = {}

    def values(self, predicate: NamedNode) -> Values:
        """Return the values of a property by subject."""
        column = self._columns.get(predicate)
        if column is None:
            column = {}
            for quad in self.store.quads_for_pattern(None, predicate, None, None):
                column.setdefault(quad.subject, []).append(quad.object)
            self._columns[predicate] = column
        return column

    def members(self, class_: NamedNode) -> Collection[Term]:
        """Return the SHACL instances of a class."""
        members = self._members.get(class_)
        if members is None:
            members = {node for own in self._held_subclasses(class_) for node in self._by_class[own]}
            self._members[class_] = members
        return members

    def focus(self, target: _Target) -> set[Term]:
        """Return the nodes that a target aims at, of those that the part answers for."""
        found: set[Term] = set()
        for class_ in target.classes:
            for own in self._held_subclasses(class_):
                found.update(self._own_by_class[own])
        for property_ in target.subjects_of:
            subjects = self.values(property_)
            found.update(subjects if self._is_focus is None else filter(self._is_focus, subjects))
        return found

    def patterns(self, target: _Target) -> list[str]:
        """Return the patterns that bind ``?this`` to what a target aims at, one for each class that there is."""
        classes = sorted({str(own) for class_ in target.classes for own in self._held_subclasses(class_)})
        return [
            *(f"?this {_TYPE} {class_} ." for class_ in classes),
            *(f"?this {property_} ?valueOfTheTarget ." for property_ in target.subjects_of),
        ]

    def with_subclasses(self, classes: Iterable[str]) -> set[str]:
        """Return classes and all below them."""
        return with_subclasses(classes, self._below)

    def _held_subclasses(self, class_: NamedNode) -> list[NamedNode]:
        held = self._held_below.get(class_)
        if held is None:
            below = self.with_subclasses((class_.value,))
            held = [node for node in self._by_class if isinstance(node, NamedNode) and node.value in below]
            self._held_below[class_] = held
        return held


def with_subclasses(classes: Iterable[str], hierarchy: Mapping[str, set[str]]) -> set[str]:
    """Return classes and all below them; the hierarchy holds the classes right below each."""
    found = set(classes)
    waiting = list(found)
    while waiting:
        below = hierarchy.get(waiting.pop(), set()) - found
        found |= below
        waiting += below
    return found


def direct_subclasses(store: Store) -> dict[str, set[str]]:
    """Return the classes right below each class, as a store says it."""
    below: dict[str, set[str]] = {}
    for quad in store.quads_for_pattern(None, _SUBCLASS, None, None):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
            below.setdefault(quad.object.value, set()).add(quad.subject.value)
    return below


# ---------------------------------------------------------------- compiler


class _Compiler:
    def __init__(self, shapes: Graph) -> None:
        self._graph = shapes
        self._texts = ShapeTexts(shapes)

    def shapes(self) -> tuple[_TargetedShape, ...]:
        """Return the shapes that have targets, in order, each with its property shapes."""
        if (None, RDF.type, SH.ConstraintComponent) in self._graph:
            raise UsageError(
                "形状中自定义的约束组件（sh:ConstraintComponent）无法编译。可改用 --engine pyshacl。",
                "constraint components of the shapes' own (sh:ConstraintComponent) cannot be compiled. --engine pyshacl runs them.",
            )
        targeted = {shape for shape in self._graph.subjects() if has_target(self._graph, shape)}
        for shape in {*self._graph.subjects(RDF.type, SH.NodeShape), *targeted}:
            if (shape, RDF.type, RDFS.Class) in self._graph or (shape, RDF.type, OWL.Class) in self._graph:
                raise self._unknown(shape, RDFS.Class)
        return tuple(
            _TargetedShape(self._texts.name(shape), self._target(shape), tuple(self._rules(shape)))
            for shape in sorted(targeted, key=str)
        )

    def _target(self, shape: RdfNode) -> _Target:
        for other in (SH.targetNode, SH.targetObjectsOf, SH.target):
            if (shape, other, None) in self._graph:
                raise self._unknown(shape, other)
        return _Target(self._named(shape, SH.targetClass), self._named(shape, SH.targetSubjectsOf))

    def _named(self, shape: RdfNode, predicate: URIRef) -> tuple[NamedNode, ...]:
        values = sorted(self._graph.objects(shape, predicate), key=str)
        if not all(isinstance(value, URIRef) for value in values):
            raise self._unknown(shape, predicate)
        return tuple(NamedNode(str(value)) for value in values)

    def _rules(self, shape: RdfNode) -> Iterator[_Rule]:
        if self._switched_off(shape):
            return
        yield self._rule(shape)
        for inner in sorted(self._graph.objects(shape, SH.property), key=str):
            if (inner, SH.property, None) in self._graph or (inner, SH.path, None) not in self._graph:
                raise self._unknown(inner, SH.property)
            if not self._switched_off(inner):
                yield self._rule(inner)

    def _switched_off(self, shape: RdfNode) -> bool:
        value = self._graph.value(shape, SH.deactivated)
        return isinstance(value, RdfLiteral) and value.value is True

    def _rule(self, shape: RdfNode) -> _Rule:
        paths = list(self._graph.objects(shape, SH.path))
        if len(paths) > 1 or not all(isinstance(path, URIRef) for path in paths):
            raise self._unknown(shape, SH.path)
        constraints: list[Constraint] = []
        queries: list[SparqlConstraint] = []
        for predicate, value in sorted(self._graph.predicate_objects(shape), key=str):
            if not str(predicate).startswith(str(SH)) or predicate in _DESCRIPTIVE or predicate in _IN_OTHER_PLACES:
                continue
            if predicate == SH.sparql:
                if not self._switched_off(value):
                    queries.append(compile_query(self._graph, value))
                continue
            make = _PARAMETERS.get(predicate)
            if make is None or (predicate in _PATH_ONLY and not paths):
                raise self._unknown(shape, predicate)
            try:
                constraint = make(self._graph, shape, value)
            except (TypeError, ValueError, KeyError, re.error) as error:
                raise self._wrong(shape, predicate, value) from error
            if constraint is not None:
                constraints.append(constraint)
        zh, en = self._texts.message(shape)
        return _Rule(
            shape=str(shape),
            path=NamedNode(str(paths[0])) if paths else None,
            severity=SEVERITIES.get(self._graph.value(shape, SH.severity), Severity.VIOLATION),
            message_zh=zh,
            message_en=en,
            constraints=tuple(constraints),
            queries=tuple(queries),
        )

    def _unknown(self, shape: RdfNode, what: RdfNode) -> UsageError:
        return UsageError(
            f"形状 {shape} 用了编译器不认识的 {what}，不能略过。可改用 --engine pyshacl。",
            f"the shape {shape} uses {what}, which the compiler does not know and must not pass over. --engine pyshacl runs it.",
        )

    def _wrong(self, shape: RdfNode, predicate: RdfNode, value: RdfNode) -> UsageError:
        return UsageError(
            f"形状 {shape} 的 {predicate} 取值 {value} 不合 SHACL 规定。",
            f"the shape {shape} has {value} for {predicate}, which SHACL does not allow.",
        )


_IN_OTHER_PLACES: Final = frozenset((SH.property, SH.targetClass, SH.targetSubjectsOf))
_PATH_ONLY: Final = frozenset((SH.minCount, SH.maxCount, SH.uniqueLang, SH.lessThan, SH.lessThanOrEquals))
"""What only property shapes may have (SHACL, sections 4.2, 4.4.5, 4.5)."""

_Maker = Callable[[Graph, RdfNode, RdfNode], Constraint | None]


def _iri(value: RdfNode) -> NamedNode:
    if not isinstance(value, URIRef):
        raise TypeError(value)
    return NamedNode(str(value))


def _number(value: RdfNode) -> int:
    if not isinstance(value, RdfLiteral) or not isinstance(value.value, int) or value.value < 0:
        raise ValueError(value)
    return value.value


def _bound(value: RdfNode) -> RdfLiteral:
    if not isinstance(value, RdfLiteral):
        raise TypeError(value)
    return value


def _pattern(graph: Graph, shape: RdfNode, value: RdfNode) -> Constraint:
    flags = {letter for flags in graph.objects(shape, SH.flags) for letter in str(flags).lower()}
    if flags - {"i", "m"}:
        raise ValueError(flags)
    bits = (re.IGNORECASE if "i" in flags else 0) | (re.MULTILINE if "m" in flags else 0)
    return PatternConstraint(re.compile(str(value), bits))


def _unique_lang(graph: Graph, shape: RdfNode, value: RdfNode) -> Constraint | None:
    if not isinstance(value, RdfLiteral) or not isinstance(value.value, bool):
        raise TypeError(value)
    return UniqueLangConstraint() if value.value else None


def _canonical(literal: Literal) -> Term:
    """Return a literal as the store gives it back: numbers and truth values in canonical form."""
    node = NamedNode(str(SH.hasValue))
    store = Store()
    store.add(Quad(node, node, literal))
    stored: Quad = next(iter(store))
    return stored.object


def _has_value(graph: Graph, shape: RdfNode, value: RdfNode) -> Constraint:
    match value:
        case URIRef():
            return HasValueConstraint(NamedNode(str(value)))
        case RdfLiteral() if value.language:
            return HasValueConstraint(Literal(str(value), language=value.language))
        case RdfLiteral() if value.datatype is None:
            return HasValueConstraint(Literal(str(value)))
        case RdfLiteral():
            return HasValueConstraint(_canonical(Literal(str(value), datatype=NamedNode(str(value.datatype)))))
        case _:
            raise ValueError(value)


def _range(parameter: RdfNode) -> _Maker:
    component, within = RANGES[parameter]
    return lambda _graph, _shape, value: RangeConstraint(component, within, _bound(value))


def _order(parameter: RdfNode) -> _Maker:
    component, before = ORDERS[parameter]
    return lambda _graph, _shape, value: OrderConstraint(component, before, _iri(value))


_PARAMETERS: Final[dict[RdfNode, _Maker]] = {
    SH["class"]: lambda _graph, _shape, value: ClassConstraint(_iri(value)),
    SH.datatype: lambda _graph, _shape, value: DatatypeConstraint(_iri(value)),
    SH.nodeKind: lambda _graph, _shape, value: NodeKindConstraint(NODE_KINDS[value]),
    SH.minCount: lambda _graph, _shape, value: MinCountConstraint(_number(value)),
    SH.maxCount: lambda _graph, _shape, value: MaxCountConstraint(_number(value)),
    **{parameter: _range(parameter) for parameter in RANGES},
    SH.minLength: lambda _graph, _shape, value: MinLengthConstraint(_number(value)),
    SH.maxLength: lambda _graph, _shape, value: MaxLengthConstraint(_number(value)),
    SH.pattern: _pattern,
    SH.uniqueLang: _unique_lang,
    SH.equals: lambda _graph, _shape, value: EqualsConstraint(_iri(value)),
    SH.disjoint: lambda _graph, _shape, value: DisjointConstraint(_iri(value)),
    **{parameter: _order(parameter) for parameter in ORDERS},
    SH.hasValue: _has_value,
}
"""The parameters of the constraint components of SHACL Core that are compiled, and what makes each constraint."""
