"""The terms of the ontology with what is said of them, axioms in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final

from pyoxigraph import NamedNode

from shiquan.publishing.vocabulary.facts import Facts, Node, alignment_facts, is_own, local_name, ontology_facts
from shiquan.terms import OWL, RDF_TYPE, RDFS, SKOS

Piece = str | tuple[str, str]
"""A part of what is said: the IRI of a term, or words in Chinese and in English."""


@dataclass(frozen=True, slots=True)
class Axiom:
    """Something that holds of a term: what kind of axiom, and its content."""

    kind: tuple[str, str]
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """A class, property or individual of the ontology. ``name`` is its local name and the anchor of its description."""

    iri: str
    name: str
    label: tuple[str, str]
    definition: tuple[str, str]
    note: tuple[str, str]
    examples: tuple[str, ...]
    axioms: tuple[Axiom, ...]
    file: str


@dataclass(frozen=True, slots=True)
class Group:
    """Terms of a kind, in the order of their labels in the files."""

    name: str
    title: tuple[str, str]
    terms: tuple[Term, ...]


_QB: Final = "http://purl.org/linked-data/cube#"
_KINDS: Final = (
    ("classes", ("类", "Classes"), (OWL + "Class",)),
    ("object-properties", ("对象属性（值为事物）", "Object properties (their values are things)"), (OWL + "ObjectProperty",)),
    ("datatype-properties", ("数据属性（值为文字、数或日期）", "Datatype properties (texts, numbers, dates)"), (OWL + "DatatypeProperty",)),
    ("annotation-properties", ("注释属性", "Annotation properties"), (OWL + "AnnotationProperty",)),
    ("dimensions", ("统计汇总的维度和度量", "Dimensions and measures of the summary"), (_QB + "DimensionProperty", _QB + "MeasureProperty")),
)  # fmt: skip
_AXIOMS: Final = (
    (RDFS + "subClassOf", ("上位类", "Subclass of")),
    (OWL + "equivalentClass", ("等价于", "Equivalent to")),
    (OWL + "disjointWith", ("不相交", "Disjoint with")),
    (RDFS + "subPropertyOf", ("上位属性", "Subproperty of")),
    (RDFS + "domain", ("定义域", "Domain")),
    (RDFS + "range", ("值域", "Range")),
    (OWL + "inverseOf", ("逆属性", "Inverse of")),
)
_CHARACTERS: Final = {
    OWL + "TransitiveProperty": ("可传递", "transitive"),
    OWL + "IrreflexiveProperty": ("反自反", "irreflexive"),
    OWL + "AsymmetricProperty": ("非对称", "asymmetric"),
    OWL + "SymmetricProperty": ("对称", "symmetric"),
    OWL + "FunctionalProperty": ("函数型", "functional"),
}
_ALIGNMENTS: Final = (
    RDFS + "subClassOf",
    RDFS + "subPropertyOf",
    OWL + "equivalentClass",
    OWL + "equivalentProperty",
    SKOS + "broadMatch",
    SKOS + "closeMatch",
    SKOS + "exactMatch",
)


@cache
def groups() -> tuple[Group, ...]:
    """Return all terms of the ontology by kind; individuals come last, each kind of them by itself."""
    facts = ontology_facts()
    found: list[Group] = []
    seen: set[str] = set()
    for name, title, types in _KINDS:
        terms = [node for node in facts.of_type(*types) if is_own(node.value) and node.value not in seen]
        seen.update(node.value for node in terms)
        found.append(Group(name, title, tuple(_term(facts, node) for node in terms)))
    kinds: dict[str, list[NamedNode]] = {}
    for node in facts.subjects():
        if is_own(node.value) and node.value not in seen:
            own = [kind for kind in facts.iris(node, RDF_TYPE) if is_own(kind)]
            if own:
                kinds.setdefault(own[0], []).append(node)
    for kind, nodes in kinds.items():
        zh, en = facts.label(NamedNode(kind))
        title = f"个体：{zh}", f"Individuals: {en}"
        found.append(Group(f"individuals-{local_name(kind)}", title, tuple(_term(facts, node) for node in nodes)))
    return tuple(group for group in found if group.terms)


@cache
def labels() -> dict[str, tuple[str, str]]:
    """Return the labels of all terms of the ontology, by IRI."""
    return {term.iri: term.label for group in groups() for term in group.terms}


def modules() -> list[tuple[str, tuple[str, str], tuple[str, str], str]]:
    """Return the files of the ontology: name, titles, abstracts and version."""
    facts = ontology_facts()
    return [
        (
            facts.file(node),
            facts.pair(node, _DCTERMS + "title"),
            facts.pair(node, _DCTERMS + "abstract"),
            next(iter(facts.texts(node, OWL + "versionInfo")), ""),
        )
        for node in facts.of_type(OWL + "Ontology")
    ]


_DCTERMS: Final = "http://purl.org/dc/terms/"


def _term(facts: Facts, node: NamedNode) -> Term:
    return Term(
        node.value,
        local_name(node.value),
        facts.label(node),
        facts.pair(node, SKOS + "definition"),
        facts.pair(node, SKOS + "scopeNote"),
        tuple(facts.texts(node, SKOS + "example")),
        tuple(_axioms(facts, node)),
        facts.file(node),
    )


def _axioms(facts: Facts, node: NamedNode) -> Iterable[Axiom]:
    types = facts.iris(node, RDF_TYPE)
    own = tuple(kind for kind in types if is_own(kind))
    if own:
        yield Axiom(("种类", "Kind"), _listed(own))
    for predicate, kind in _AXIOMS:
        for value in facts.values(node, predicate):
            yield Axiom(kind, tuple(_expression(facts, value)))
    for chain in facts.values(node, OWL + "propertyChainAxiom"):
        steps = [_expression(facts, step) for step in facts.members(chain)]
        yield Axiom(("由属性链得出", "Follows from the chain"), tuple(_joined(steps, (" 接 ", " then "))))
    characters = [_CHARACTERS[kind] for kind in types if kind in _CHARACTERS]
    if characters:
        words = "、".join(zh for zh, _ in characters), ", ".join(en for _, en in characters)
        yield Axiom(("性质", "Characteristics"), (words,))
    for together in facts.nodes_of_type(OWL + "AllDisjointClasses"):
        for head in facts.values(together, OWL + "members"):
            members = facts.members(head)
            if node in members:
                others = tuple(one.value for one in members if one != node and isinstance(one, NamedNode))
                yield Axiom(("互不相交", "Disjoint with each of"), _listed(others))
    for predicate, kind in ((RDFS + "subClassOf", ("下位类", "Subclasses")), (RDFS + "subPropertyOf", ("下位属性", "Subproperties"))):  # fmt: skip
        below = tuple(one.value for one in facts.with_value(predicate, node))
        if below:
            yield Axiom(kind, _listed(below))
    for predicate, kind in ((RDFS + "domain", ("用于此类的属性", "Properties of it")), (RDFS + "range", ("以此类为值的属性", "Properties with it as value"))):  # fmt: skip
        uses = tuple(one.value for one in facts.with_value(predicate, node))
        if uses:
            yield Axiom(kind, _listed(uses))
    aligned = alignment_facts()
    for predicate in _ALIGNMENTS:
        for iri in aligned.iris(node, predicate):
            yield Axiom(("与其他词汇的对应", "Alignment"), (_RELATIONS[predicate], iri))


_RELATIONS: Final = {
    RDFS + "subClassOf": ("属于 ", "subclass of "),
    RDFS + "subPropertyOf": ("属于 ", "subproperty of "),
    OWL + "equivalentClass": ("等价于 ", "equivalent to "),
    OWL + "equivalentProperty": ("等价于 ", "equivalent to "),
    SKOS + "broadMatch": ("上位对应 ", "broad match "),
    SKOS + "closeMatch": ("近似对应 ", "close match "),
    SKOS + "exactMatch": ("完全对应 ", "exact match "),
}


def _listed(iris: Iterable[str]) -> tuple[Piece, ...]:
    return tuple(_joined([[iri] for iri in iris], ("、", ", ")))


def _joined(parts: Iterable[list[Piece]], between: tuple[str, str]) -> list[Piece]:
    found: list[Piece] = []
    for part in parts:
        found += [between, *part] if found else part
    return found


def _expression(facts: Facts, node: Node) -> list[Piece]:
    """Return a class or property expression in words (OWL 2 Structural Specification, sections 6 and 8)."""
    if isinstance(node, NamedNode):
        return [node.value]
    for predicate, between in ((OWL + "intersectionOf", (" 且 ", " and ")), (OWL + "unionOf", (" 或 ", " or "))):
        for head in facts.values(node, predicate):
            return _joined([_expression(facts, one) for one in facts.members(head)], between)
    for inverse in facts.values(node, OWL + "inverseOf"):
        return [("反向的 ", "inverse of "), *_expression(facts, inverse)]
    property_ = next(iter(facts.values(node, OWL + "onProperty")), None)
    if property_ is not None:
        for predicate, words in (
            (OWL + "hasValue", (" 的值为 ", " has the value ")),
            (OWL + "allValuesFrom", (" 的值都是 ", " has only values that are ")),
            (OWL + "someValuesFrom", (" 的值有 ", " has a value that is ")),
        ):
            for value in facts.values(node, predicate):
                return [*_expression(facts, property_), words, *_expression(facts, value)]
    raise ValueError(f"an expression that this page has no words for: {node}")
