"""The SHACL shapes as rules that people can read: what each is about, which property, what is asked of it, and what is said where it is not met."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from pyoxigraph import Literal, NamedNode

from shiquan.publishing.json_ld import compact
from shiquan.publishing.vocabulary.facts import Facts, local_name, shape_facts
from shiquan.publishing.vocabulary.ontology_terms import Piece
from shiquan.terms import DCTERMS, OWL, XSD

SHACL: Final = "http://www.w3.org/ns/shacl#"
_DATATYPES: Final = {
    XSD + "string": ("文字", "text"),
    XSD + "integer": ("整数", "a whole number"),
    XSD + "decimal": ("小数", "a decimal number"),
    XSD + "boolean": ("是或否", "true or false"),
    XSD + "date": ("日期", "a date"),
    XSD + "anyURI": ("地址", "an address"),
}
_LIMITS: Final = (
    ("minInclusive", ("不小于 ", "at least ")),
    ("maxInclusive", ("不大于 ", "at most ")),
    ("minLength", ("字数不少于 ", "characters, at least ")),
    ("maxLength", ("字数不多于 ", "characters, at most ")),
)
_COMPARISONS: Final = (
    ("lessThan", ("小于 ", "less than ")),
    ("lessThanOrEquals", ("不大于 ", "no more than ")),
    ("disjoint", ("不同于 ", "other than ")),
    ("equals", ("等于 ", "equal to ")),
)
_TARGETS: Final = (
    ("targetClass", ("每个属于此类的事物：", "every thing of the class ")),
    ("targetSubjectsOf", ("每个有此属性的事物：", "every thing with the property ")),
    ("targetObjectsOf", ("每个作为此属性的值的事物：", "every thing that is a value of the property ")),
    ("targetNode", ("此事物：", "the thing ")),
)
_SAID_ELSEWHERE: Final = frozenset(
    ("path", "name", "message", "severity", "property", "targetClass", "targetSubjectsOf", "targetObjectsOf", "targetNode")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rule:
    """What a shape asks: of the thing itself (no path), or of the values of a property."""

    name: str
    path: str
    title: tuple[str, str]
    asks: tuple[tuple[Piece, ...], ...]
    query: str
    severity: str
    message: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Shape:
    """A node shape: what it is about, and its rules."""

    name: str
    title: tuple[str, str]
    targets: tuple[tuple[Piece, ...], ...]
    rules: tuple[Rule, ...]
    message: tuple[str, str]


@dataclass(frozen=True, slots=True)
class ShapeFile:
    """A file of shapes."""

    name: str
    title: tuple[str, str]
    shapes: tuple[Shape, ...]


@cache
def shape_files() -> tuple[ShapeFile, ...]:
    """Return the files of shapes that hold node shapes, in the order of their names."""
    facts = shape_facts()
    files: dict[str, list[Shape]] = {}
    for node in facts.of_type(SHACL + "NodeShape"):
        files.setdefault(facts.file(node), []).append(_shape(facts, node))
    titles = {facts.file(node): facts.pair(node, DCTERMS + "title") for node in facts.of_type(OWL + "Ontology")}
    return tuple(
        ShapeFile(local_name(name).removesuffix(".ttl"), titles[name], tuple(shapes))
        for name, shapes in sorted(files.items())
    )


def _shape(facts: Facts, node: NamedNode) -> Shape:
    targets = [(words, iri) for name, words in _TARGETS for iri in facts.iris(node, SHACL + name)]
    rules = [rule for rule in [_rule(facts, node)] if rule.asks or rule.query]
    rules += [
        _rule(facts, property_)
        for property_ in facts.values(node, SHACL + "property")
        if isinstance(property_, NamedNode)
    ]
    return Shape(
        local_name(node.value),
        facts.pair(node, SHACL + "name"),
        tuple(targets),
        tuple(rules),
        facts.pair(node, SHACL + "message"),
    )


def _rule(facts: Facts, node: NamedNode) -> Rule:
    queries = [
        select
        for constraint in facts.values(node, SHACL + "sparql")
        for select in facts.texts(constraint, SHACL + "select")
    ]
    return Rule(
        local_name(node.value),
        next(iter(facts.iris(node, SHACL + "path")), ""),
        facts.pair(node, SHACL + "name"),
        tuple(_asked(facts, node)),
        "\n\n".join(queries),
        local_name(next(iter(facts.iris(node, SHACL + "severity")), SHACL + "Violation")),
        facts.pair(node, SHACL + "message"),
    )


def _asked(facts: Facts, node: NamedNode) -> Iterator[tuple[Piece, ...]]:
    """Yield what a shape asks, one constraint after the other (SHACL, section 4)."""
    least, most = (next(iter(facts.texts(node, SHACL + name)), None) for name in ("minCount", "maxCount"))
    if least is not None or most is not None:
        yield (_count(least, most),)
    for iri in facts.iris(node, SHACL + "class"):
        yield ("值属于类 ", "values are of the class "), iri
    for iri in facts.iris(node, SHACL + "datatype"):
        yield (("值为", "values are "), _DATATYPES.get(iri, (compact(iri), compact(iri))))
    for iri in facts.iris(node, SHACL + "nodeKind"):
        yield ((f"值的种类为 {local_name(iri)}", f"values are of the kind {local_name(iri)}"),)
    for pattern in facts.texts(node, SHACL + "pattern"):
        yield ((f"合于 {pattern}", f"matches {pattern}"),)
    for name, (zh, en) in _LIMITS:
        for limit in facts.texts(node, SHACL + name):
            yield ((f"{zh}{limit}", f"{en}{limit}"),)
    for name, words in _COMPARISONS:
        for iri in facts.iris(node, SHACL + name):
            yield words, iri
    if Literal(True) in facts.values(node, SHACL + "uniqueLang"):
        yield (("每种语言至多一个值", "at most one value in each language"),)


def _count(least: str | None, most: str | None) -> tuple[str, str]:
    if most == "0":
        return "不得有", "none"
    if least == most:
        return f"恰好 {least} 个", f"exactly {least}"
    if most is None:
        return f"至少 {least} 个", f"at least {least}"
    if least is None or least == "0":
        return f"至多 {most} 个", f"at most {most}"
    return f"{least} 至 {most} 个", f"{least} to {most}"
