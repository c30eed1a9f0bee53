"""`sh:sparql` constraints (SHACL-SPARQL, section 5): run for all focus nodes at once, and how far from its focus node each one looks.

SHACL runs a query for one focus node at a time, with ``$this`` bound. Here the target of the shape is put at the head of the
query's pattern, so that it is run once and ``$this`` takes every focus node in turn. The two are the same where ``$this``
cannot escape the binding: it is selected, subqueries select it and group by it, and no inner group uses it before binding it.
A query that is not so is refused; so is one that looks at statements which cannot be reached from the focus node, because
documents are validated apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode, QuerySolutions, Store
from rdflib import Graph
from rdflib.namespace import SH
from rdflib.paths import AlternativePath, InvPath, Path, SequencePath
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import BNode, Node, URIRef, Variable

from shiquan.errors import UsageError
from shiquan.graph.validation.literals import Term
from shiquan.terms import RDF_TYPE

_THIS: Final = Variable("this")
_HEAD: Final = re.compile(r"\s*SELECT\s+(?:(?:DISTINCT|REDUCED)\s+)?(?:[?$]\w+\s+)+(?:WHERE\s*)?\{", re.IGNORECASE)
_FREE: Final = ("PATH", "shapesGraph", "currentShape")
"""Variables that SHACL binds beforehand in other places (sections 5.3.1, 6.2); no query here has use for them."""


@dataclass(frozen=True, slots=True)
class Reach:
    """How far from its focus node a constraint looks, beyond the statements about the focus node itself."""

    depth: int = 0
    """The number of steps to the furthest node whose statements are read."""
    forward: frozenset[str] = frozenset()
    """The properties that are read of such nodes."""
    inverse: frozenset[str] = frozenset()
    """The properties that are followed from object to subject, from the focus node or from one further on."""
    backward: frozenset[str] = frozenset()
    """Those of them that are followed from a node further on."""
    onward: frozenset[str] = frozenset()
    """The properties that lead from subject to object to a node of which anything is read; other values are only compared."""
    any_owner: bool = False
    """Whether it matters that anything at all points to the focus node."""

    def and_also(self, other: Reach) -> Reach:
        """Return the reach of both."""
        return Reach(
            max(self.depth, other.depth),
            self.forward | other.forward,
            self.inverse | other.inverse,
            self.backward | other.backward,
            self.onward | other.onward,
            self.any_owner or other.any_owner,
        )


def types_of_values(path: str) -> Reach:
    """Return the reach of `sh:class` with a path."""
    return Reach(depth=1, forward=frozenset((RDF_TYPE,)), onward=frozenset((path,)))


@dataclass(frozen=True, slots=True)
class Solution:
    """What a query selects: a focus node, and a value and a path where the query has them."""

    focus: Term
    value: Term | None
    path: str | None


@dataclass(frozen=True, slots=True)
class SparqlConstraint:
    """A query that selects what is wrong."""

    prefixes: str
    head: str
    body: str
    reach: Reach

    component = str(SH.SPARQLConstraintComponent)

    def solutions(self, store: Store, targets: Iterable[str]) -> set[Solution]:
        """Run the query; a target is a pattern that binds ``?this``, and the query is run for each."""
        found = set()
        for target in targets:
            rows = select(store, f"{self.prefixes}{self.head} {target} {self.body}")
            names = {variable.value for variable in rows.variables}
            for row in rows:
                value = row["value"] if "value" in names else None
                path = row["path"] if "path" in names else None
                found.add(Solution(row["this"], value, path.value if isinstance(path, NamedNode) else None))
        return found


def select(store: Store, query: str) -> QuerySolutions:
    """Run a SELECT query."""
    rows = store.query(query)
    if not isinstance(rows, QuerySolutions):
        raise TypeError(query)
    return rows


def compile_query(shapes: Graph, query: Node) -> SparqlConstraint:
    """Compile a `sh:SPARQLConstraint`.

    Raises:
        UsageError: it is not a SELECT that can be run for all focus nodes at once, or it looks at what cannot be reached.

    """
    select = shapes.value(query, SH.select)
    text = str(select) if select is not None else ""
    prefixes = "".join(
        sorted(
            f"PREFIX {shapes.value(declared, SH.prefix)}: <{shapes.value(declared, SH.namespace)}>\n"
            for source in shapes.objects(query, SH.prefixes)
            for declared in shapes.objects(source, SH.declare)
        )
    )
    head = _HEAD.match(text)
    if head is None:
        raise _refused(query, "应以 SELECT 及变量名开头", "it has to begin with SELECT and variables")
    try:
        algebra = translateQuery(parseQuery(prefixes + text)).algebra
    except (
        Exception
    ) as error:  # the parser of rdflib raises its own and pyparsing's errors, and bare ones for undeclared prefixes
        raise _refused(query, f"无法解析：{error}", f"it cannot be parsed: {error}") from error
    _check_binding(query, algebra)
    return SparqlConstraint(prefixes, head.group(), text[head.end() :], _reach(shapes, query, algebra))


def _refused(query: Node, zh: str, en: str) -> UsageError:
    return UsageError(
        f"形状的查询 {query} 无法编译：{zh}。可改用 --engine pyshacl。",
        f"the query {query} of the shapes cannot be compiled: {en}. --engine pyshacl runs it.",
    )


# ---------------------------------------------------------------- is $this bound everywhere?


def _check_binding(query: Node, algebra: CompValue) -> None:
    if _THIS not in algebra.PV:
        raise _refused(query, "须选出 $this", "it has to select $this")
    variables = {str(name) for name in _variables(algebra)}
    for name in _FREE:
        if name in variables:
            raise _refused(query, f"用了 ${name}", f"it uses ${name}")
    _check_group(query, algebra.p, outermost=True)


def _check_group(query: Node, part: CompValue, outermost: bool) -> None:
    match part.name:
        case "Distinct" | "Project" | "Reduced":
            _check_group(query, part.p, outermost)
        case "Filter" | "Extend":
            if not outermost and _THIS in set(_variables(part.expr)) and _THIS not in _bound(part.p):
                raise _refused(query, "内层使用了未绑定的 $this", "an inner group uses $this without binding it")
            _check_group(query, part.p, outermost)
        case "Join":
            _check_group(query, part.p1, outermost=False)
            _check_group(query, part.p2, outermost=False)
        case "ToMultiSet":
            inner = part.p
            while inner.name in ("Distinct", "Reduced"):
                inner = inner.p
            if inner.name != "Project" or _THIS not in inner.PV or _THIS not in _bound(inner.p):
                raise _refused(query, "子查询须选出 $this", "a subquery has to select $this")
            _check_group(query, inner.p, outermost=False)
        case "AggregateJoin":
            if part.p.name != "Group" or not part.p.expr or _THIS not in part.p.expr:
                raise _refused(query, "聚合须按 $this 分组", "what is aggregated has to be grouped by $this")
            _check_group(query, part.p.p, outermost=False)
        case "BGP":
            pass
        case other:
            raise _refused(query, f"用了 {other}", f"it uses {other}")


def _bound(part: CompValue) -> set[Variable]:
    """Return the variables that the triple patterns of a part bind, those within EXISTS left out."""
    if part.name == "BGP":
        return {term for triple in part.triples for term in triple if isinstance(term, Variable)}
    inner = (part[key] for key in ("p", "p1", "p2") if isinstance(part.get(key), CompValue))
    return {variable for group in inner for variable in _bound(group)}


def _variables(part: object) -> Iterator[Variable]:
    match part:
        case Variable():
            yield part
        case CompValue():
            for key, value in part.items():
                if key != "_vars":
                    yield from _variables(value)
        case list() | tuple() | set():
            for item in part:
                yield from _variables(item)


# ---------------------------------------------------------------- how far does it look?


@dataclass(frozen=True, slots=True)
class _Edge:
    """A triple pattern: subject, the properties (None: any), object."""

    subject: Node
    properties: frozenset[str] | None
    object: Node


def _reach(shapes: Graph, query: Node, algebra: CompValue) -> Reach:
    """Follow the triple patterns outward from ``$this``.

    From a node that is reached, the statements about it can be read; its object is then one step further. Only where no such
    pattern is left is one followed from its object to its subject, one whose values are no literals if there is any.
    """
    edges = list(_edges(query, algebra))
    literals = {str(path) for shape, path in shapes.subject_objects(SH.path) if (shape, SH.datatype, None) in shapes}
    steps: dict[Node, int] = {_THIS: 0}
    reach = Reach()
    ahead: list[_Edge] = []
    read: set[Node] = set()
    while edges:
        edge = next((edge for edge in edges if edge.subject in steps), None)
        if edge is not None:
            step = steps[edge.subject]
            steps.setdefault(edge.object, step + 1)
            ahead.append(edge)
            read.add(edge.subject)
            if step:
                if edge.properties is None:
                    raise _refused(
                        query, "读取了远处节点的任意属性", "it reads any property of a node that is not $this"
                    )
                reach = reach.and_also(Reach(depth=step, forward=edge.properties))
        else:
            backwards = [edge for edge in edges if edge.object in steps]
            edge = min(backwards, key=lambda edge: bool((edge.properties or set()) & literals), default=None)
            if edge is None:
                raise _refused(query, "含有从 $this 到不了的部分", "a part of it cannot be reached from $this")
            step = steps[edge.object]
            if edge.properties is None:
                if step or not _only_asks_for_existence(edge, algebra):
                    raise _refused(query, "反向读取了任意属性", "it follows any property backwards")
                reach = reach.and_also(Reach(any_owner=True))
            else:
                steps[edge.subject] = step + 1
                read.add(edge.object)
                backward = edge.properties if step else frozenset[str]()
                reach = reach.and_also(Reach(depth=step, inverse=edge.properties, backward=backward))
        edges.remove(edge)
    for edge in ahead:
        if edge.object in read:
            if edge.properties is None:
                raise _refused(query, "从任意属性的取值继续读取", "it goes on from the values of any property")
            reach = reach.and_also(Reach(onward=edge.properties))
    return reach


def _only_asks_for_existence(edge: _Edge, algebra: CompValue) -> bool:
    uses = [*_variables(algebra)]
    return edge.object == _THIS and uses.count(Variable(str(edge.subject))) == 1


def _edges(query: Node, part: object) -> Iterator[_Edge]:
    match part:
        case CompValue():
            if "triples" in part:
                for terms in _triples(part.triples):
                    yield from _path_edges(query, *terms)
            for key, value in part.items():
                if key not in ("triples", "_vars"):
                    yield from _edges(query, value)
        case list() | tuple():
            for item in part:
                yield from _edges(query, item)


def _triples(triples: Iterable[Iterable[Node]]) -> Iterator[tuple[Node, Node | Path, Node]]:
    """Yield triple patterns: translated ones are triples, those within EXISTS flat runs of terms."""
    for run in triples:
        terms = list(run)
        for start in range(0, len(terms), 3):
            subject, predicate, value = terms[start : start + 3]
            yield subject, predicate, value


def _path_edges(query: Node, subject: Node, predicate: Node | Path, value: Node) -> Iterator[_Edge]:
    match predicate:
        case URIRef():
            yield _Edge(subject, frozenset((str(predicate),)), value)
        case Variable():
            yield _Edge(subject, None, value)
        case InvPath():
            yield from _path_edges(query, value, predicate.arg, subject)
        case SequencePath():
            between = [subject, *(BNode() for _ in predicate.args[1:]), value]
            for step, start, end in zip(predicate.args, between, between[1:], strict=False):
                yield from _path_edges(query, start, step, end)
        case AlternativePath():
            for step in predicate.args:
                yield from _path_edges(query, subject, step, value)
        case _:
            raise _refused(query, "用了长度不定的路径", "it uses a path of any length")
