"""What follows from the data by the ontology: the OWL 2 RL entailments, and the contradictions.

owlrl is the engine: it implements the rules of OWL 2 Profiles, section 4.3, one by one, and takes about a millisecond for
each statement. It therefore gets a core: the statements that the entailments worth publishing rest on. Evidence, texts,
labels, words and numbers stay out, and so do the areas that no document comes from (nor encloses the area of one).

What is published is what says something about the data: membership of classes and properties of our own vocabulary. What
holds of everything (x is the same as x, x is a thing) and what speaks only of foreign vocabularies is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import owlrl
import pyoxigraph
from pyoxigraph import BlankNode, NamedNode, Quad, Triple
from rdflib import BNode, Graph, URIRef

from shiquan.resources import ontology_folder
from shiquan.terms import ELI, OWL, RDF, RDF_TYPE, RDFS, SQ

_SCHEMA: Final = frozenset(
    [RDF_TYPE, RDF + "first", RDF + "rest"]
    + [RDFS + name for name in ("subClassOf", "subPropertyOf", "domain", "range")]
    + [
        OWL + name
        for name in (
            *("equivalentClass", "intersectionOf", "onProperty", "hasValue", "allValuesFrom"),
            *("propertyChainAxiom", "inverseOf", "disjointWith", "members", "distinctMembers"),
        )
    ]
)
"""The predicates of axioms."""

_HIERARCHY: Final = frozenset(RDFS + name for name in ("subClassOf", "subPropertyOf", "domain", "range"))

_CHARACTERISTICS: Final = frozenset(
    OWL + name
    for name in (
        *("AllDisjointClasses", "AllDifferent"),
        *("TransitiveProperty", "IrreflexiveProperty", "AsymmetricProperty"),
    )
)
"""The classes of OWL that a kept axiom may be of."""

_RELATIONS: Final = frozenset(
    [ELI + "has_part", ELI + "ensures_implementation_of"]
    + [
        SQ + name
        for name in (
            *("carriesOut", "promulgatedIn", "issuedBy", "ofTier", "ofArea", "withinArea", "directlyAbove", "above"),
            *("inDocument", "power", "expenditure", "mode", "heldBy", "borneBy"),
        )
    ]
)
"""The predicates of relations that an axiom makes something of."""

_KINDS: Final = frozenset(
    SQ + name
    for name in (
        *("Document", "Notice", "Plan", "DivisionPlan", "WorkPlan", "OtherPlan"),
        *("FiscalPower", "ExpenditureResponsibility", "Tier", "Government", "Office", "Department"),
    )
)
"""The classes that have a class of our own above them, which their members are then of as well."""

_TYPE: Final = NamedNode(RDF_TYPE)
_ASSIGNMENT: Final = NamedNode(SQ + "Assignment")
_IN_DOCUMENT: Final = NamedNode(SQ + "inDocument")
_OF_AREA: Final = NamedNode(SQ + "ofArea")
_OF_TIER: Final = NamedNode(SQ + "ofTier")
_WITHIN_AREA: Final = NamedNode(SQ + "withinArea")


@dataclass(frozen=True, slots=True)
class Inconsistency:
    """A contradiction between the data and the ontology.

    ``rule`` is the name of the rule in OWL 2 Profiles, section 4.3, tables 4 to 9 (``other`` where the engine reports
    what this module has no words for); ``terms`` are the IRIs of the classes or properties, ``nodes`` those of the
    things that cannot be as the data say.
    """

    rule: str
    terms: tuple[str, ...]
    nodes: tuple[str, ...]
    message_zh: str
    message_en: str


@dataclass(frozen=True, slots=True)
class Reasoning:
    """What follows (sorted, without what was given), and what contradicts (sorted)."""

    inferred: tuple[Triple, ...]
    inconsistencies: tuple[Inconsistency, ...]


def ontology_triples() -> list[Triple]:
    """Return the statements of the ontology: the files at the top of its folder, without lexicon, tasks and alignments.

    Raises:
        FileNotFoundError: the package was installed without its ontology.
        SyntaxError: a file is not Turtle.

    """
    return [
        quad.triple
        for path in sorted(ontology_folder().glob("*.ttl"))
        for quad in pyoxigraph.parse(path=str(path), rename_blank_nodes=True)
    ]


def infer(data: Iterable[Quad | Triple], ontology: Iterable[Quad | Triple]) -> list[Triple]:
    """Return what follows from the data by the ontology and is not among either, sorted by the text of the terms.

    The result has IRIs only, and states: class membership and relations of our own vocabulary, and the closure of its
    class and property hierarchies. Graph names are ignored: the union of all statements is reasoned over.
    """
    return list(reason(data, ontology).inferred)


def find_inconsistencies(data: Iterable[Quad | Triple], ontology: Iterable[Quad | Triple]) -> list[Inconsistency]:
    """Return the contradictions between data and ontology that owlrl finds, sorted; none means that it found none.

    Names are unique here: no property is functional, so that nothing derives that two names are one, and an owl:sameAs
    in the data is not reasoned with. owlrl's rules for literals are not complete; literals are left to the shapes.
    """
    return list(reason(data, ontology).inconsistencies)


def reason(data: Iterable[Quad | Triple], ontology: Iterable[Quad | Triple]) -> Reasoning:
    """Return what follows from the data by the ontology, and what contradicts. See `infer` and `find_inconsistencies`."""
    axioms = list(_between_resources(ontology))
    given = set(axioms)
    given.update(_between_resources(data))
    graph = Graph()
    for statement in _schema(axioms):
        graph.add(statement)
    for statement in _core(given):
        graph.add(statement)
    closure = owlrl.OWLRL_Semantics(graph, False, False, False)
    closure.closure()
    inferred = {triple for triple in _own_statements(graph) if triple not in given}
    return Reasoning(
        inferred=tuple(sorted(inferred, key=str)),
        inconsistencies=tuple(
            sorted(
                {as_inconsistency(message) for message in closure.error_messages},
                key=lambda found: (found.rule, found.terms, found.nodes, found.message_en),
            )
        ),
    )


def _between_resources(statements: Iterable[Quad | Triple]) -> Iterator[Triple]:
    """Yield the statements whose object is no literal."""
    for statement in statements:
        if isinstance(statement.object, NamedNode | BlankNode):
            yield statement.triple if isinstance(statement, Quad) else statement


def _schema(axioms: Iterable[Triple]) -> Iterator[tuple[URIRef | BNode, URIRef, URIRef | BNode]]:
    """Yield the axioms, in rdflib's terms, without those that only tie a term to a foreign vocabulary."""
    for axiom in axioms:
        predicate, value = axiom.predicate.value, axiom.object
        if predicate not in _SCHEMA:
            continue
        if predicate == RDF_TYPE and not (isinstance(value, NamedNode) and value.value in _CHARACTERISTICS):
            continue
        foreign = isinstance(value, NamedNode) and not value.value.startswith(SQ)
        if predicate in _HIERARCHY and foreign:
            continue
        yield _term(axiom.subject), URIRef(predicate), _term(value)


def _core(given: set[Triple]) -> Iterator[tuple[URIRef | BNode, URIRef, URIRef | BNode]]:
    """Yield the statements about single things that the entailments rest on, in rdflib's terms.

    The classes of a thing are kept where they matter by themselves, or where a kept relation names the thing.
    """
    relations = [triple for triple in given if triple.predicate.value in _RELATIONS]
    assignments = {triple.subject for triple in given if triple.predicate == _TYPE and triple.object == _ASSIGNMENT}
    areas = _areas_of_documents(relations)
    places = {triple.subject for triple in relations if triple.predicate == _WITHIN_AREA}
    kept = [
        triple
        for triple in relations
        if (triple.predicate != _IN_DOCUMENT or triple.subject in assignments)
        and (triple.predicate != _WITHIN_AREA or triple.subject in areas)
        and (triple.predicate != _OF_TIER or triple.subject not in places)
    ]
    named = {node for triple in kept for node in (triple.subject, triple.object)}
    for triple in given:
        if triple.predicate == _TYPE and isinstance(triple.object, NamedNode):
            kind = triple.object.value
            if kind in _KINDS or (triple.subject in named and kind.startswith(SQ)):
                kept.append(triple)
    for triple in kept:
        yield _term(triple.subject), URIRef(triple.predicate.value), _term(triple.object)


def _areas_of_documents(relations: Iterable[Triple]) -> set[object]:
    """Return the areas that documents come from, and those that enclose them."""
    larger: dict[object, set[object]] = {}
    found: set[object] = set()
    for triple in relations:
        if triple.predicate == _WITHIN_AREA:
            larger.setdefault(triple.subject, set()).add(triple.object)
        elif triple.predicate == _OF_AREA:
            found.add(triple.object)
    waiting = list(found)
    while waiting:
        for area in larger.get(waiting.pop(), set()) - found:
            found.add(area)
            waiting.append(area)
    return found


def _own_statements(graph: Graph) -> Iterator[Triple]:
    """Yield the statements between IRIs that say something in our own vocabulary."""
    for subject, predicate, value in graph:
        if not (isinstance(subject, URIRef) and isinstance(predicate, URIRef) and isinstance(value, URIRef)):
            continue
        kind = str(predicate)
        if kind == RDF_TYPE:
            own = value.startswith(SQ)
        elif kind in (RDFS + "subClassOf", RDFS + "subPropertyOf"):
            own = subject.startswith(SQ) and value.startswith(SQ) and subject != value
        else:
            own = kind.startswith(SQ)
        if own:
            yield Triple(NamedNode(str(subject)), NamedNode(kind), NamedNode(str(value)))


def _term(term: object) -> URIRef | BNode:
    return URIRef(term.value) if isinstance(term, NamedNode) else BNode(getattr(term, "value", None))


# ---------------------------------------------------------------- the engine's reports, in words for people

_Wording = Callable[[tuple[str, ...]], Inconsistency]


def _disjoint_classes(found: tuple[str, ...]) -> Inconsistency:
    one, other, node = found
    terms = tuple(sorted((one, other)))
    a, b = (_short(term) for term in terms)
    return Inconsistency(
        "cax-dw",
        terms,
        (node,),
        f"{_short(node)} 同时属于互斥的类 {a} 和 {b}；请核对原文，改正其中一项。",
        f"{_short(node)} is of two classes that exclude each other, {a} and {b}; check the source and correct one.",
    )


def _irreflexive(found: tuple[str, ...]) -> Inconsistency:
    node, term = found
    return Inconsistency(
        "prp-irp",
        (term,),
        (node,),
        f"{_short(node)} 以 {_short(term)} 指向自身，而该关系不能指向自身；请改正该陈述。",
        f"{_short(node)} points to itself by {_short(term)}, which nothing can; correct the statement.",
    )


def _asymmetric(found: tuple[str, ...]) -> Inconsistency:
    term, *pair = found
    nodes = tuple(sorted(pair))
    a, b = (_short(node) for node in nodes)
    return Inconsistency(
        "prp-asyp",
        (term,),
        nodes,
        f"{a} 与 {b} 以 {_short(term)} 互相指向，而该关系只能有一个方向；请删去其中一条。",
        f"{a} and {b} point to each other by {_short(term)}, which has one direction only; remove one statement.",
    )


def _other(message: str) -> Inconsistency:
    return Inconsistency(
        "other",
        (),
        (),
        f"数据与本体相矛盾（推理引擎：{message}）。",
        f"Data and ontology contradict (engine: {message}).",
    )


_REPORTS: Final[tuple[tuple[re.Pattern[str], _Wording], ...]] = (
    (re.compile(r"Disjoint classes (\S+) and (\S+) have a common individual (\S+)"), _disjoint_classes),
    (re.compile(r"Irreflexive property used on (\S+) with (\S+)"), _irreflexive),
    (re.compile(r"Erroneous usage of asymmetric property (\S+) on (\S+) and (\S+)"), _asymmetric),
)


def as_inconsistency(message: str) -> Inconsistency:
    """Put a report of owlrl into words for people; one of unknown wording is passed on as it is, under the rule ``other``."""
    for pattern, wording in _REPORTS:
        if found := pattern.fullmatch(message):
            return wording(found.groups())
    return _other(message)


def _short(iri: str) -> str:
    return "sq:" + iri.removeprefix(SQ) if iri.startswith(SQ) else iri
