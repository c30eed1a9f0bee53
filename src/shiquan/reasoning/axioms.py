"""Reading OWL 2 axioms from triples, by the mapping of OWL 2 to RDF graphs (section 3.2), within the profile OWL 2 RL.

An axiom of a kind that is not known here stops the reading: what is ignored silently would be missing in every result.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from shiquan.errors import ShiquanError
from shiquan.reasoning.datatypes import literal_key, parse_literal
from shiquan.terms import OWL, RDF, RDF_TYPE, RDFS, SQ, XSD

Statement = tuple[str, str, str]
"""Subject, predicate, object: IRIs as they are, blank nodes as ``_:label``, literals as `literal_key` writes them."""

_PREFIXES: Final = (("sq:", SQ), ("owl:", OWL), ("xsd:", XSD), ("rdfs:", RDFS), ("rdf:", RDF))

THING: Final = OWL + "Thing"
NOTHING: Final = OWL + "Nothing"
SAME: Final = OWL + "sameAs"
DIFFERENT: Final = OWL + "differentFrom"


class UnknownAxiom(ShiquanError):
    """An axiom that cannot be compiled: of a kind that is not known here, outside OWL 2 RL, or broken."""


@dataclass(frozen=True, slots=True)
class Restriction:
    """A class expression over one property: ``kind`` is the local name in OWL (hasValue, maxCardinality …).

    ``value`` is the class, the individual or literal, or the number as text; ``filler`` the class of a qualified one.
    """

    kind: str
    property: str
    value: str
    filler: str | None = None


@dataclass(slots=True)
class Axioms:
    """The axioms of an ontology. Classes may be blank nodes."""

    sub_classes: list[tuple[str, str]] = field(default_factory=list)
    sub_properties: list[tuple[str, str]] = field(default_factory=list)
    domains: list[tuple[str, str]] = field(default_factory=list)
    ranges: list[tuple[str, str]] = field(default_factory=list)
    restrictions: dict[str, Restriction] = field(default_factory=dict)
    intersections: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    unions: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    enumerations: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    complements: list[tuple[str, str]] = field(default_factory=list)
    disjoint_classes: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    """The name of the rule (cax-dw, cax-adc) and the classes."""
    chains: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    inverses: list[tuple[str, str]] = field(default_factory=list)
    symmetric: list[str] = field(default_factory=list)
    transitive: list[str] = field(default_factory=list)
    functional: list[str] = field(default_factory=list)
    inverse_functional: list[str] = field(default_factory=list)
    irreflexive: list[str] = field(default_factory=list)
    asymmetric: list[str] = field(default_factory=list)
    disjoint_properties: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    """The name of the rule (prp-pdw, prp-adp) and the properties."""
    keys: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    different: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    """The name of the rule (eq-diff2 for owl:members, eq-diff3 for owl:distinctMembers) and the individuals."""
    denied: list[tuple[str, Statement]] = field(default_factory=list)
    """Negative property assertions: the name of the rule (prp-npa1, prp-npa2) and what does not hold."""
    statements: set[Statement] = field(default_factory=set)
    """The statements that these axioms were read from."""

    def expression(self, node: str) -> str:
        """Return a class, property or individual in the functional syntax of OWL 2, with our own terms as ``sq:``."""
        if not node.startswith("_:"):
            return short(node)
        if (restriction := self.restrictions.get(node)) is not None:
            return self._restriction(restriction)
        for name, parts in (
            ("IntersectionOf", self.intersections),
            ("UnionOf", self.unions),
            ("OneOf", self.enumerations),
        ):
            for one, members in parts:
                if one == node:
                    return f"Object{name}({' '.join(self.expression(member) for member in members)})"
        for one, other in self.complements:
            if one == node:
                return f"ObjectComplementOf({self.expression(other)})"
        for one, other in self.inverses:
            if node in (one, other):
                return f"ObjectInverseOf({self.expression(other if node == one else one)})"
        return node

    def _restriction(self, restriction: Restriction) -> str:
        named = self.expression(restriction.property)
        if restriction.kind in _CARDINALITIES:
            filler = f" {self.expression(restriction.filler)}" if restriction.filler else ""
            return f"ObjectMaxCardinality({restriction.value} {named}{filler})"
        name = restriction.kind[0].upper() + restriction.kind[1:]
        return f"Object{name}({named} {self.expression(restriction.value)})"


_HEADER: Final = frozenset(
    [OWL + name for name in ("versionIRI", "versionInfo", "priorVersion", "backwardCompatibleWith", "incompatibleWith")]
    + [OWL + name for name in ("deprecated", "annotatedSource", "annotatedProperty", "annotatedTarget")]
    + [RDFS + name for name in ("label", "comment", "seeAlso", "isDefinedBy")]
)
"""Annotations, which say nothing about the world (OWL 2 Structural Specification, section 5.5)."""

_DECLARATIONS: Final = frozenset(
    [
        OWL + name
        for name in (
            "Ontology",
            "Class",
            "ObjectProperty",
            "DatatypeProperty",
            "AnnotationProperty",
            "OntologyProperty",
        )
    ]
    + [
        OWL + name
        for name in ("NamedIndividual", "Restriction", "Axiom", "Annotation", "DeprecatedClass", "DeprecatedProperty")
    ]
    + [RDF + name for name in ("Property", "List")]
    + [RDFS + name for name in ("Class", "Datatype")]
)
_CHARACTERISTICS: Final = {
    OWL + "SymmetricProperty": "symmetric",
    OWL + "TransitiveProperty": "transitive",
    OWL + "FunctionalProperty": "functional",
    OWL + "InverseFunctionalProperty": "inverse_functional",
    OWL + "IrreflexiveProperty": "irreflexive",
    OWL + "AsymmetricProperty": "asymmetric",
}
_GROUPS: Final = frozenset(
    OWL + name for name in ("AllDisjointClasses", "AllDisjointProperties", "AllDifferent", "NegativePropertyAssertion")
)
_RESTRICTING: Final = ("hasValue", "someValuesFrom", "allValuesFrom", "maxCardinality", "maxQualifiedCardinality")
_CARDINALITIES: Final = ("maxCardinality", "maxQualifiedCardinality")
_PARTS: Final = frozenset(
    [RDF + "first", RDF + "rest"]
    + [OWL + name for name in (*_RESTRICTING, "onProperty", "onClass", "onDataRange", "members", "distinctMembers")]
    + [OWL + name for name in ("sourceIndividual", "assertionProperty", "targetIndividual", "targetValue")]
)
"""Predicates that are read with the node they belong to."""
_PAIRS: Final = frozenset(
    [RDFS + name for name in ("subClassOf", "subPropertyOf", "domain", "range")]
    + [
        OWL + name
        for name in (
            "equivalentClass",
            "equivalentProperty",
            "inverseOf",
            "disjointWith",
            "propertyDisjointWith",
            "complementOf",
        )
    ]
)
_LISTS: Final = frozenset(OWL + name for name in ("intersectionOf", "unionOf", "oneOf", "propertyChainAxiom", "hasKey"))
_ASSERTED: Final = frozenset((SAME, DIFFERENT))

AXIOM_PREDICATES: Final = _PARTS | _PAIRS | _LISTS
"""The predicates that make a statement an axiom or a part of one."""


def is_axiom(predicate: str, value: str) -> bool:
    """Tell whether a statement with this predicate and this object is an axiom or a part of one, and so no data.

    Predicates and classes of OWL and RDFS that are not known here count as such.
    """
    if predicate == RDF_TYPE:
        return value.startswith((OWL, RDFS)) and value not in (THING, NOTHING, RDFS + "Resource", RDFS + "Literal")
    return predicate in AXIOM_PREDICATES or (predicate.startswith((OWL, RDFS)) and predicate not in _HEADER | _ASSERTED)


def read_axioms(triples: Iterable[Quad | Triple]) -> Axioms:
    """Return the axioms that triples state; statements about single things are passed over.

    Raises:
        UnknownAxiom: an axiom outside OWL 2 RL, of a kind that is not known here, or broken; the message names it.

    """
    return _Reader(triples).read()


def short(term: str) -> str:
    """Return a term for people: our own and the standards' with a prefix, literals by their lexical form in quotation marks."""
    for prefix, namespace in _PREFIXES:
        if term.startswith(namespace):
            return prefix + term.removeprefix(namespace)
    return f'"{parse_literal(term).value}"' if term.startswith('"') else term


def key(term: object) -> str:
    """Return a term of pyoxigraph as this package holds it. See `Statement`.

    Raises:
        UnknownAxiom: a triple term of RDF 1.2, which OWL 2 has no place for.

    """
    if isinstance(term, NamedNode):
        return term.value
    if isinstance(term, Literal):
        return literal_key(term)
    if isinstance(term, BlankNode):
        return "_:" + term.value
    raise UnknownAxiom(f"三元组项不能推理：{term}", f"a triple term cannot be reasoned with: {term}")


class _Reader:
    """Holds the triples by subject while their axioms are read."""

    def __init__(self, triples: Iterable[Quad | Triple]) -> None:
        self._statements = sorted({(key(one.subject), one.predicate.value, key(one.object)) for one in triples})
        self._about: dict[str, dict[str, list[str]]] = {}
        for subject, predicate, value in self._statements:
            self._about.setdefault(subject, {}).setdefault(predicate, []).append(value)
        self._axioms = Axioms()

    def read(self) -> Axioms:
        for subject, predicate, value in self._statements:
            if predicate == RDF_TYPE:
                self._class(subject, value)
            elif predicate in _PAIRS:
                self._pair(subject, predicate, value)
            elif predicate in _LISTS:
                self._list(subject, predicate, self._members(value, subject))
            elif predicate == OWL + "onProperty":
                self._restriction(subject, value)
            elif predicate == OWL + "imports":
                if OWL + "Ontology" not in self._about.get(value, {}).get(RDF_TYPE, []):
                    raise _unknown(subject, "owl:imports", f"{value} 未读入", f"{value} was not read")
            elif predicate in _PARTS:
                self._belongs(subject, predicate)
            elif is_axiom(predicate, value):
                raise _unknown(subject, short(predicate))
            if is_axiom(predicate, value):
                self._axioms.statements.add((subject, predicate, value))
        return self._axioms

    def _belongs(self, subject: str, predicate: str) -> None:
        """Refuse a part of an axiom whose other parts are missing."""
        about = self._about[subject]
        types = about.get(RDF_TYPE, [])
        if predicate in (RDF + "first", RDF + "rest"):
            return
        if predicate in (OWL + "members", OWL + "distinctMembers"):
            whole = any(kind in _GROUPS for kind in types)
        elif predicate in (
            OWL + name for name in ("sourceIndividual", "assertionProperty", "targetIndividual", "targetValue")
        ):
            whole = OWL + "NegativePropertyAssertion" in types
        else:
            whole = OWL + "onProperty" in about
        if not whole:
            raise _unknown(subject, short(predicate), "公理不完整", "the axiom is not complete")

    def _class(self, subject: str, kind: str) -> None:
        if kind in _CHARACTERISTICS:
            self._no_reserved(subject, short(kind))
            getattr(self._axioms, _CHARACTERISTICS[kind]).append(subject)
        elif kind in _GROUPS:
            self._group(subject, kind)
        elif kind in _DECLARATIONS:
            if kind == OWL + "Restriction" and OWL + "onProperty" not in self._about[subject]:
                raise _unknown(subject, "owl:Restriction", "没有 owl:onProperty", "it has no owl:onProperty")
        elif is_axiom(RDF_TYPE, kind):
            raise _unknown(subject, short(kind))

    def _pair(self, subject: str, predicate: str, value: str) -> None:
        axioms, name = self._axioms, predicate.rsplit("#", 1)[1]
        if value.startswith('"'):
            raise _unknown(subject, short(predicate), "宾语是文字", "its object is a literal")
        if name in ("subClassOf", "equivalentClass", "disjointWith", "complementOf"):
            wide = (subject,) if name == "subClassOf" else (subject, value)
            if THING in wide or any(one.startswith(XSD) for one in wide):
                raise _unknown(subject, short(predicate), "OWL 2 RL 不允许", "OWL 2 RL does not allow it here")
        if name in ("subPropertyOf", "equivalentProperty", "inverseOf", "propertyDisjointWith"):
            self._no_reserved(subject, short(predicate))
            self._no_reserved(value, short(predicate))
        match name:
            case "subClassOf":
                axioms.sub_classes.append((subject, value))
            case "equivalentClass":
                axioms.sub_classes += [(subject, value), (value, subject)]
            case "disjointWith":
                axioms.disjoint_classes.append(("cax-dw", (subject, value)))
            case "complementOf":
                axioms.complements.append((subject, value))
            case "subPropertyOf":
                axioms.sub_properties.append((subject, value))
            case "equivalentProperty":
                axioms.sub_properties += [(subject, value), (value, subject)]
            case "inverseOf":
                axioms.inverses.append((subject, value))
            case "propertyDisjointWith":
                axioms.disjoint_properties.append(("prp-pdw", (subject, value)))
            case "domain":
                self._no_reserved(subject, short(predicate))
                axioms.domains.append((subject, value))
            case _:
                self._no_reserved(subject, short(predicate))
                axioms.ranges.append((subject, value))

    def _list(self, subject: str, predicate: str, members: tuple[str, ...]) -> None:
        axioms, name = self._axioms, predicate.rsplit("#", 1)[1]
        if name in ("intersectionOf", "unionOf") and not members:
            raise _unknown(subject, short(predicate), "列表为空", "its list is empty")
        if name == "unionOf" and THING in members:
            raise _unknown(subject, short(predicate), "OWL 2 RL 不允许", "OWL 2 RL does not allow it here")
        match name:
            case "intersectionOf":
                axioms.intersections.append((subject, members))
            case "unionOf":
                axioms.unions.append((subject, members))
            case "oneOf":
                if any(member.startswith('"') for member in members):
                    raise _unknown(subject, "owl:oneOf", "成员是文字", "a member is a literal")
                axioms.enumerations.append((subject, members))
            case "propertyChainAxiom":
                self._no_reserved(subject, short(predicate))
                for member in members:
                    self._no_reserved(member, short(predicate))
                if not members:
                    raise _unknown(subject, short(predicate), "列表为空", "its list is empty")
                axioms.chains.append((subject, members))
            case _:
                if not members:
                    raise _unknown(subject, "owl:hasKey", "列表为空", "its list is empty")
                axioms.keys.append((subject, members))

    def _restriction(self, subject: str, named: str) -> None:
        about = self._about[subject]
        kinds = [kind for kind in _RESTRICTING if OWL + kind in about]
        if len(kinds) != 1 or len(about[OWL + kinds[0]]) != 1 or len(about[OWL + "onProperty"]) != 1:
            raise _unknown(subject, "owl:Restriction", self._contents(subject), self._contents(subject))
        (kind,), (value,) = kinds, about[OWL + kinds[0]]
        self._no_reserved(named, "owl:onProperty")
        filler: str | None = None
        if kind in _CARDINALITIES:
            value = parse_literal(value).value if value.startswith('"') else value
            if value not in ("0", "1"):
                raise _unknown(subject, f"owl:{kind}", f"基数为 {value}", f"the cardinality is {value}")
            if kind == "maxQualifiedCardinality":
                fillers = [*about.get(OWL + "onClass", []), *about.get(OWL + "onDataRange", [])]
                if len(fillers) != 1:
                    raise _unknown(subject, f"owl:{kind}", "没有 owl:onClass", "it has no owl:onClass")
                filler = fillers[0]
        self._axioms.restrictions[subject] = Restriction(kind, named, value, filler)

    def _group(self, subject: str, kind: str) -> None:
        about = self._about[subject]
        if kind == OWL + "NegativePropertyAssertion":
            self._denial(subject)
            return
        lists = {name: about[OWL + name] for name in ("members", "distinctMembers") if OWL + name in about}
        if not lists or ("distinctMembers" in lists and kind != OWL + "AllDifferent"):
            raise _unknown(subject, short(kind), "没有 owl:members", "it has no owl:members")
        for name, heads in lists.items():
            for head in heads:
                members = self._members(head, subject)
                if kind == OWL + "AllDisjointClasses":
                    self._axioms.disjoint_classes.append(("cax-adc", members))
                elif kind == OWL + "AllDisjointProperties":
                    for member in members:
                        self._no_reserved(member, short(kind))
                    self._axioms.disjoint_properties.append(("prp-adp", members))
                else:
                    self._axioms.different.append(("eq-diff2" if name == "members" else "eq-diff3", members))

    def _denial(self, subject: str) -> None:
        about = self._about[subject]
        sources, properties = about.get(OWL + "sourceIndividual", []), about.get(OWL + "assertionProperty", [])
        targets, values = about.get(OWL + "targetIndividual", []), about.get(OWL + "targetValue", [])
        if len(sources) != 1 or len(properties) != 1 or len(targets) + len(values) != 1:
            raise _unknown(subject, "owl:NegativePropertyAssertion", "公理不完整", "the axiom is not complete")
        rule = "prp-npa1" if targets else "prp-npa2"
        self._axioms.denied.append((rule, (sources[0], properties[0], (targets or values)[0])))

    def _members(self, head: str, subject: str) -> tuple[str, ...]:
        """Return the members of an RDF list (RDF 1.1 Semantics, appendix D.3)."""
        found: list[str] = []
        seen: set[str] = set()
        node = head
        while node != RDF + "nil":
            about = self._about.get(node, {})
            first, rest = about.get(RDF + "first", []), about.get(RDF + "rest", [])
            if node in seen or len(first) != 1 or len(rest) != 1:
                raise _unknown(subject, "rdf:List", "列表不完整", "its list is broken")
            seen.add(node)
            found.append(first[0])
            node = rest[0]
        return tuple(found)

    def _no_reserved(self, named: str, axiom: str) -> None:
        if named.startswith((OWL, RDF)) or (named.startswith(RDFS) and named not in _HEADER):
            raise _unknown(named, axiom, "保留词汇不能作属性", "reserved vocabulary cannot be a property of it")
        if named.startswith('"'):
            raise _unknown(named, axiom, "属性是文字", "a property is a literal")

    def _contents(self, subject: str) -> str:
        return ", ".join(short(name) for name in self._about[subject] if name != RDF_TYPE)


def _unknown(
    subject: str, axiom: str, zh: str = "不认识这种公理", en: str = "no such axiom is known here"
) -> UnknownAxiom:
    return UnknownAxiom(
        f"本体中 {short(subject)} 的公理 {axiom} 不能编译为规则（{zh}）；请改用 OWL 2 RL 的写法，或选用 owlrl",
        f"the axiom {axiom} of {short(subject)} in the ontology cannot be compiled ({en}); write it in OWL 2 RL, or choose owlrl",
    )


def axiom_in_data(statement: Statement) -> UnknownAxiom:
    """Return the error for an axiom that stands among the data of a document."""
    text = " ".join(short(term) for term in statement)
    return UnknownAxiom(
        f"文件的数据里有公理：{text}；公理只能写在本体里",
        f"the data of a document state an axiom: {text}; axioms stand in the ontology only",
    )
