"""The ontology compiled: what follows from one document, and what from several together.

``compile_rules`` closes the ontology and the reference data once. ``Rules.document`` then reasons over one document, ``Rules.between`` over
the links of all of them; together they give what the OWL 2 RL rules give over everything at once (`shiquan.reasoning.reference`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from shiquan.reasoning.axioms import Axioms, Statement, axiom_in_data, is_axiom, key, read_axioms
from shiquan.reasoning.closure import Closure, Known, NothingKnown
from shiquan.reasoning.compiler import CompiledAxioms, PropertyRule, compile_axioms
from shiquan.reasoning.datatypes import DATATYPES, is_of, is_well_formed, literal_key
from shiquan.reasoning.inconsistencies import Finder, Inconsistency, foreign_statement, ill_formed
from shiquan.reasoning.links import DocumentLinks, Surface
from shiquan.reasoning.publishing import PUBLISHED_OF, SUB_CLASS, SUB_PROPERTY, is_own, triples
from shiquan.terms import OWL, RDF_TYPE, RDFS, XSD

_STRING: Final = XSD + "string"
_RESERVED: Final = (OWL, RDFS)


@dataclass(frozen=True, slots=True)
class Reasoning:
    """What follows (sorted, without what was given), and what contradicts (sorted)."""

    inferred: tuple[Triple, ...]
    inconsistencies: tuple[Inconsistency, ...]


@dataclass(frozen=True, slots=True)
class DocumentReasoning:
    """What follows from one document, with the ontology and the reference data; ``links`` is what can join with other documents."""

    inferred: tuple[Triple, ...]
    inconsistencies: tuple[Inconsistency, ...]
    links: DocumentLinks


def compile_rules(axioms: Axioms, background: Iterable[Quad | Triple]) -> Rules:
    """Compile the axioms and close the background under them.

    Args:
        axioms: the axioms of the ontology.
        background: the statements that every document is read with: the ontology itself and the reference data.

    Raises:
        UnknownAxiom: the background states an axiom that is not among those of the ontology.

    """
    return Rules(axioms, background)


class Rules:
    """Compiled rules, with the ontology and the reference data closed under them. Can be pickled."""

    def __init__(self, axioms: Axioms, background: Iterable[Quad | Triple]) -> None:
        self._compiled: CompiledAxioms = compile_axioms(axioms)
        self._finder = Finder(self._compiled)
        self._surface = Surface(self._compiled)
        assertions = list(_assertions(background, axioms))
        self._background, given, faults = self._close(assertions, "", NothingKnown(), self._compiled.facts)
        hierarchy = {(low, SUB_CLASS, high) for low, high in self._compiled.sub_classes}
        hierarchy |= {(low, SUB_PROPERTY, high) for low, high in self._compiled.sub_properties}
        inferred = _published(self._background, given)
        inferred.update(one for one in hierarchy - axioms.statements if is_own(one))
        self.background_inferred: tuple[Triple, ...] = triples(inferred)
        """What follows from the ontology and the reference data alone, sorted."""
        found = {*faults, *self._finder.find(self._background), *self._finder.of_axioms()}
        self.background_inconsistencies: tuple[Inconsistency, ...] = _sorted(found)
        """What contradicts in the ontology and the reference data alone, sorted."""

    def document(self, statements: Iterable[Quad | Triple], iri: str) -> DocumentReasoning:
        """Reason over one document.

        Args:
            statements: what the document states; graph names are ignored.
            iri: the IRI of the document, which owns it and the IRIs that begin with it and a slash.

        Raises:
            UnknownAxiom: the document states an axiom; those stand in the ontology.

        """
        closure, given, faults = self._close(statements, iri, self._background)
        found = {*faults, *self._finder.find(closure)}
        return DocumentReasoning(
            triples(_published(closure, given)),
            _sorted(found),
            self._surface.links(closure, iri),
        )

    def between(self, links: Iterable[DocumentLinks]) -> Reasoning:
        """Return what follows from several documents together and from none of them alone, sorted.

        Contradictions that one document has by itself may be among those reported. What a document states of another one that only
        that one may state is reported (``foreign-statement``): what follows from it may not be whole. See `shiquan.reasoning.links`.
        """
        closure = Closure(self._compiled, self._background)
        loaded: set[Statement] = set()
        kept: dict[str, tuple[str, ...]] = {}
        own: set[Statement] = set()
        outside: dict[str, tuple[str, Statement]] = {}
        interned: dict[str, str] = {}
        for one in links:
            kept[one.document] = one.kept
            for terms in one.statements():
                subject, predicate, value = (interned.setdefault(term, term) for term in terms)
                statement = (subject, predicate, value)
                loaded.add(statement)
                if subject == one.document and predicate in one.kept:
                    own.add(statement)
                for node in (subject, value):
                    if node not in outside and not _owns(one.document, node):
                        outside[node] = (one.document, statement)
        closure.load(loaded)
        closure.close()
        found = {*self._finder.find(closure), *_foreign(closure, self._background, kept, own, outside)}
        return Reasoning(triples(_published(closure, loaded)), _sorted(found))

    def _close(
        self,
        statements: Iterable[Quad | Triple],
        iri: str,
        known: Known,
        facts: Iterable[Statement] = (),
    ) -> tuple[Closure, set[Statement], set[Inconsistency]]:
        """Return the closure of statements and facts, the statements that rules use, and the ill-formed literals."""
        closure = Closure(self._compiled, known)
        types: list[tuple[str, str]] = []
        relations: list[Statement] = []
        faults: set[Inconsistency] = set()
        properties = self._compiled.properties
        # two documents may use one label; those of the ontology are the class expressions that its axioms name
        blank = f"_:{iri}#" if iri else "_:"
        for one in statements:
            predicate = one.predicate.value
            subject_term, term = one.subject, one.object
            subject = subject_term.value if isinstance(subject_term, NamedNode) else _blank(subject_term, blank)
            rule = properties.get(predicate)
            if isinstance(term, Literal):
                value = self._literal(subject, predicate, rule, term, closure, faults)
                if value is None:
                    continue
            elif isinstance(term, NamedNode):
                value = term.value
            else:
                value = _blank(term, blank)
            if predicate == RDF_TYPE:
                if value.startswith(_RESERVED) and is_axiom(predicate, value):
                    raise axiom_in_data((subject, predicate, value))
                types.append((subject, value))
            elif rule is not None:
                relations.append((subject, predicate, value))
            elif is_axiom(predicate, value):
                raise axiom_in_data((subject, predicate, value))
        for subject, value in types:
            closure.add_type(subject, value)
        for subject, predicate, value in relations:
            closure.add_relation(subject, predicate, value)
        for subject, _, value in facts:
            closure.add_type(subject, value)
        closure.close()
        given = set(relations)
        given.update((subject, RDF_TYPE, value) for subject, value in types)
        return closure, given, faults

    def _literal(
        self,
        subject: str,
        predicate: str,
        rule: PropertyRule | None,
        literal: Literal,
        closure: Closure,
        faults: set[Inconsistency],
    ) -> str | None:
        """Take in a statement with a literal; return the literal where the statement is to be joined with others."""
        datatype = literal.datatype.value
        if datatype != _STRING and not is_well_formed(literal.value, datatype):
            faults.add(ill_formed(str(literal), datatype))
        if rule is None:
            if is_axiom(predicate, '"'):
                raise axiom_in_data((subject, predicate, literal_key(literal)))
            return None
        if rule.forward or rule.by_object:
            return literal_key(literal)
        for name in rule.object_classes:
            if name != datatype and name in DATATYPES and not is_of(literal.value, datatype, name):
                closure.add_type(literal_key(literal), name)
        if not rule.subject_classes <= closure.types.get(subject, _EMPTY):
            # the classes that are stated are taken in later; what follows here is the same in any order
            for name in rule.subject_classes:
                closure.add_type(subject, name)
        return None


_EMPTY: Final[frozenset[str]] = frozenset()


def _published(closure: Closure, given: set[Statement]) -> set[Statement]:
    """Return the statements of a closure that are published and were not given."""
    return {one for one in closure.statements() if one not in given and _is_published(one, closure)}


def _is_published(statement: Statement, closure: Closure) -> bool:
    subject, predicate, _ = statement
    return is_own(statement) and (predicate not in PUBLISHED_OF or closure.is_of(subject, PUBLISHED_OF[predicate]))


def _blank(term: object, prefix: str) -> str:
    return prefix + term.value if isinstance(term, BlankNode) else key(term)


def _owns(document: str, node: str) -> bool:
    return node == document or node.startswith((document + "/", "_:"))


def _foreign(
    closure: Closure,
    background: Known,
    kept: Mapping[str, tuple[str, ...]],
    own: set[Statement],
    outside: Mapping[str, tuple[str, Statement]],
) -> Iterator[Inconsistency]:
    """Yield what documents state of others that only those may state.

    What the background states (who issued a national plan, known before its text was held) is no such thing: every document is
    reasoned over with it.

    ``kept`` gives the properties that a document alone may state of itself, ``own`` what each states with them. ``outside`` gives,
    for a node that a document does not own, the first document that speaks of it, and what it says.
    """
    for node, (document, statement) in outside.items():
        if any(owner in kept for owner in _enclosing(node)):
            yield foreign_statement(document, statement)
    for iri, predicates in kept.items():
        for predicate in predicates:
            for value in closure.objects(predicate, iri):
                if (iri, predicate, value) not in own and not background.has(iri, predicate, value):
                    yield foreign_statement("", (iri, predicate, value))


def _enclosing(node: str) -> Iterator[str]:
    """Yield the IRIs before each slash of an IRI."""
    while "/" in node:
        node = node.rpartition("/")[0]
        yield node


def reason(data: Iterable[Quad | Triple], ontology: Iterable[Quad | Triple]) -> Reasoning:
    """Return what follows from data by an ontology, and what contradicts, all at once.

    The result is sorted, has IRIs only, and leaves out what is among data or ontology. Graph names are ignored. Axioms in the data
    are taken for axioms of the ontology.

    Raises:
        UnknownAxiom: an axiom cannot be compiled.

    """
    stated, given = [_triple(one) for one in ontology], {_triple(one) for one in data}
    axioms = [one for one in given if _is_axiom(one)]
    rules = compile_rules(read_axioms([*stated, *axioms]), [*stated, *axioms])
    found = rules.document([one for one in given if not _is_axiom(one)], "")
    inferred = {*found.inferred, *(one for one in rules.background_inferred if one not in given)}
    return Reasoning(
        tuple(sorted(inferred, key=str)), _sorted({*found.inconsistencies, *rules.background_inconsistencies})
    )


def infer(data: Iterable[Quad | Triple], ontology: Iterable[Quad | Triple]) -> list[Triple]:
    """Return what follows from data by an ontology. See `reason`."""
    return list(reason(data, ontology).inferred)


def find_inconsistencies(data: Iterable[Quad | Triple], ontology: Iterable[Quad | Triple]) -> list[Inconsistency]:
    """Return what contradicts in data and ontology. See `reason`."""
    return list(reason(data, ontology).inconsistencies)


def _triple(statement: Quad | Triple) -> Triple:
    return statement.triple if isinstance(statement, Quad) else statement


def _is_axiom(statement: Quad | Triple) -> bool:
    value = statement.object
    return is_axiom(statement.predicate.value, value.value if isinstance(value, NamedNode) else "")


def _assertions(background: Iterable[Quad | Triple], axioms: Axioms) -> Iterator[Quad | Triple]:
    """Yield the statements of the background that are no axioms, and refuse axioms that were not read."""
    for one in background:
        if _is_axiom(one):
            statement = (key(one.subject), one.predicate.value, key(one.object))
            if statement not in axioms.statements:
                raise axiom_in_data(statement)
        else:
            yield one


def _sorted(found: Iterable[Inconsistency]) -> tuple[Inconsistency, ...]:
    return tuple(sorted(found, key=lambda one: one.order))
