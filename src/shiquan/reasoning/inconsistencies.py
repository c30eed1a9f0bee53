"""Contradictions between data and ontology: what cannot be, by which axiom, in words for people in both languages.

The rules are those of OWL 2 Profiles, section 4.3, that conclude ``false``. Names are unique here, so the rules that would take two
names for one (prp-fp, prp-ifp, prp-key, cls-maxc2, cls-maxqc3, cls-maxqc4) report the two instead, and owl:sameAs between two
names contradicts by itself (``unique-names``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from shiquan.reasoning.axioms import DIFFERENT, NOTHING, SAME, short
from shiquan.reasoning.closure import Closure
from shiquan.reasoning.compiler import CompiledAxioms, Limit
from shiquan.reasoning.datatypes import DATATYPES, literal_is_of


@dataclass(frozen=True, slots=True)
class Inconsistency:
    """A contradiction between the data and the ontology.

    ``rule`` is the name of the rule in OWL 2 Profiles, section 4.3, tables 4 to 9; ``unique-names`` where two names are said to be
    of one thing, ``foreign-statement`` where a document says of another one what only that may say, ``other`` where owlrl reports
    what this module has no words for. ``terms`` are the IRIs of the classes or properties, ``nodes`` those of the things that
    cannot be as the data say (literals as in Turtle). ``axiom`` is in the functional syntax of OWL 2.
    """

    rule: str
    terms: tuple[str, ...]
    nodes: tuple[str, ...]
    message_zh: str
    message_en: str
    axiom: str = ""

    @property
    def order(self) -> tuple[str, tuple[str, ...], tuple[str, ...], str, str]:
        """What reports are sorted by."""
        return self.rule, self.terms, self.nodes, self.axiom, self.message_en


_TWO_VALUES: Final = {
    "prp-fp": ("只能有一个值", "can have one value only"),
    "cls-maxc2": ("在此类中至多有一个值", "can have one value at most in this class"),
    "cls-maxqc3": ("在此类中至多有一个这类的值", "can have one value of that class at most"),
    "cls-maxqc4": ("在此类中至多有一个值", "can have one value at most in this class"),
}


def disjoint_classes(rule: str, one: str, other: str, node: str, axiom: str) -> Inconsistency:
    """Report a thing that is of two classes which exclude each other (cax-dw, cax-adc, cls-com)."""
    terms = tuple(sorted((one, other)))
    a, b = (short(term) for term in terms)
    return Inconsistency(
        rule,
        terms,
        (node,),
        f"{short(node)} 同时属于互斥的类 {a} 和 {b}；请核对原文，改正其中一项。",
        f"{short(node)} is of two classes that exclude each other, {a} and {b}; check the source and correct one.",
        axiom,
    )


def irreflexive(node: str, term: str, axiom: str) -> Inconsistency:
    """Report a thing that points to itself (prp-irp; eq-diff1 for owl:differentFrom)."""
    return Inconsistency(
        "eq-diff1" if term == DIFFERENT else "prp-irp",
        (term,),
        (node,),
        f"{short(node)} 以 {short(term)} 指向自身，而该关系不能指向自身；请改正该陈述。",
        f"{short(node)} points to itself by {short(term)}, which nothing can; correct the statement.",
        axiom,
    )


def asymmetric(one: str, other: str, term: str, axiom: str) -> Inconsistency:
    """Report two things that point to each other by a property of one direction (prp-asyp)."""
    nodes = tuple(sorted((one, other)))
    a, b = (short(node) for node in nodes)
    return Inconsistency(
        "prp-asyp",
        (term,),
        nodes,
        f"{a} 与 {b} 以 {short(term)} 互相指向，而该关系只能有一个方向；请删去其中一条。",
        f"{a} and {b} point to each other by {short(term)}, which has one direction only; remove one statement.",
        axiom,
    )


def other_report(message: str) -> Inconsistency:
    """Pass on a report of owlrl that this module has no words for."""
    return Inconsistency(
        "other",
        (),
        (),
        f"数据与本体相矛盾（推理引擎：{message}）。",
        f"Data and ontology contradict (engine: {message}).",
    )


def ill_formed(literal: str, datatype: str) -> Inconsistency:
    """Report a literal that its own datatype does not allow (dt-not-type)."""
    return _not_of_datatype(
        literal,
        datatype,
        f"{short(literal)} 不是 {short(datatype)} 的写法",
        f"{short(literal)} is not written as {short(datatype)} is",
    )


def outside_datatype(literal: str, datatype: str) -> Inconsistency:
    """Report a literal whose value is not in a datatype that it must be in (dt-not-type)."""
    return _not_of_datatype(
        literal,
        datatype,
        f"值 {short(literal)} 不在数据类型 {short(datatype)} 内",
        f"the value {short(literal)} is not of the datatype {short(datatype)}",
    )


def _not_of_datatype(literal: str, datatype: str, zh: str, en: str) -> Inconsistency:
    axiom = f"Datatype({short(datatype)})"
    return Inconsistency(
        "dt-not-type", (datatype,), (literal,), f"{zh}；请改正该值。", f"{en}; correct the value.", axiom
    )


def foreign_statement(document: str, statement: tuple[str, str, str]) -> Inconsistency:
    """Report that a document (empty where several together do) states of another one what only that one may state."""
    subject, predicate, value = statement
    who_zh, who_en = (short(document), short(document)) if document else ("其他文件", "another document")
    return Inconsistency(
        "foreign-statement",
        (predicate,),
        (document, subject, value) if document else (subject, value),
        f"{who_zh} 陈述了 {short(subject)} 以 {short(predicate)} 指向 {short(value)}，而这只能由所属的文件自己陈述；由此得出的内容可能不全，请改正该陈述。",
        f"{who_en} states that {short(subject)} has {short(predicate)} to {short(value)}, which only the document that it belongs to may "
        "state; what follows from it may not be whole: correct the statement.",
    )


def _same(rule: str, one: str, other: str, axiom: str) -> Inconsistency:
    nodes = tuple(sorted((one, other)))
    a, b = (short(node) for node in nodes)
    return Inconsistency(
        rule,
        (SAME,),
        nodes,
        f"{a} 与 {b} 被说成同一事物，而两者是不同的事物；请改正该陈述。",
        f"{a} and {b} are said to be one thing, and they are two; correct the statement.",
        axiom,
    )


def _empty(node: str) -> Inconsistency:
    return Inconsistency(
        "cls-nothing2",
        (NOTHING,),
        (node,),
        f"{short(node)} 属于不能有成员的类 {short(NOTHING)}；请核对原文，改正其类。",
        f"{short(node)} is of {short(NOTHING)}, the class that has no members; check the source and correct its classes.",
        "owl:Nothing",
    )


def _two_relations(rule: str, one: str, other: str, subject: str, value: str, axiom: str) -> Inconsistency:
    terms = tuple(sorted((one, other)))
    a, b = (short(term) for term in terms)
    return Inconsistency(
        rule,
        terms,
        (subject, value),
        f"{short(subject)} 同时以互斥的关系 {a} 和 {b} 指向 {short(value)}；请删去其中一条。",
        f"{short(subject)} has two relations to {short(value)} that exclude each other, {a} and {b}; remove one statement.",
        axiom,
    )


def _denied(rule: str, subject: str, term: str, value: str, axiom: str) -> Inconsistency:
    return Inconsistency(
        rule,
        (term,),
        (subject, value),
        f"{short(subject)} 以 {short(term)} 指向 {short(value)}，而本体明确否认这一点；请删去该陈述。",
        f"{short(subject)} has {short(term)} to {short(value)}, which the ontology denies; remove the statement.",
        axiom,
    )


def _none_allowed(limit: Limit, subject: str, term: str, value: str) -> Inconsistency:
    return Inconsistency(
        limit.rule,
        (term,),
        (subject, value),
        f"{short(subject)} 以 {short(term)} 指向 {short(value)}，而其所属的类不允许有这样的值；请核对原文，改正其中一项。",
        f"{short(subject)} has {short(term)} to {short(value)}, and its class allows no such value; check the source and correct one.",
        limit.axiom,
    )


def _two_values(limit: Limit, subject: str, term: str, one: str, other: str) -> Inconsistency:
    values = tuple(sorted((one, other)))
    a, b = (short(value) for value in values)
    zh, en = _TWO_VALUES[limit.rule]
    return Inconsistency(
        limit.rule,
        (term,),
        (subject, *values),
        f"{short(subject)} 的 {short(term)} 有 {a} 和 {b} 两个值，而它{zh}；请核对原文，留下一个。",
        f"{short(subject)} has two values of {short(term)}, {a} and {b}, and {en}; check the source and keep one.",
        limit.axiom,
    )


def _two_subjects(one: str, other: str, term: str, value: str, axiom: str) -> Inconsistency:
    nodes = tuple(sorted((one, other)))
    a, b = (short(node) for node in nodes)
    return Inconsistency(
        "prp-ifp",
        (term,),
        (*nodes, value),
        f"{a} 和 {b} 都以 {short(term)} 指向 {short(value)}，而只能有一个；请核对原文，留下一个。",
        f"{a} and {b} both have {short(term)} to {short(value)}, and only one can; check the source and keep one.",
        axiom,
    )


def _one_key(one: str, other: str, terms: tuple[str, ...], axiom: str) -> Inconsistency:
    nodes = tuple(sorted((one, other)))
    a, b = (short(node) for node in nodes)
    names = "、".join(map(short, terms))
    return Inconsistency(
        "prp-key",
        terms,
        nodes,
        f"{a} 和 {b} 的标识 {names} 相同，而标识应各不相同；请核对原文，改正其中一项。",
        f"{a} and {b} have the same key, {', '.join(map(short, terms))}, and no two may; check the source and correct one.",
        axiom,
    )


class Finder:
    """Finds the contradictions of a closure."""

    def __init__(self, axioms: CompiledAxioms) -> None:
        self._axioms = axioms
        self._checked = [name for name, rule in sorted(axioms.properties.items()) if rule.checks]
        self._clashing = frozenset(name for name, rule in axioms.classes.items() if rule.checks)

    def find(self, closure: Closure) -> list[Inconsistency]:
        """Return the contradictions in which a statement of the closure has a part, sorted."""
        found = {*self._of_types(closure), *self._of_relations(closure), *self._of_keys(closure)}
        return sorted(found, key=lambda one: one.order)

    def of_axioms(self) -> Iterator[Inconsistency]:
        """Yield the contradictions of the axioms by themselves."""
        for rule, one, axiom in self._axioms.repeated:
            yield _same(rule, one, one, axiom)

    def _of_types(self, closure: Closure) -> Iterator[Inconsistency]:
        for node, names in closure.types.items():
            if node.startswith('"'):
                yield from self._of_literal(node, names)
                continue
            if self._clashing.isdisjoint(names):
                continue
            classes = closure.classes(node)
            for name in self._clashing.intersection(names):
                rule = self._axioms.classes[name]
                for kind, other, axiom in rule.clashes:
                    if other in classes:
                        yield disjoint_classes(kind, name, other, node, axiom)
                if rule.empty:
                    yield _empty(node)
                for predicate in rule.limited:
                    for value in closure.objects(predicate, node):
                        yield from self._of_limits(closure, node, predicate, value)
                for predicate in rule.fills:
                    for subject in closure.subjects(predicate, node):
                        yield from self._of_limits(closure, subject, predicate, node)

    def _of_literal(self, literal: str, names: set[str]) -> Iterator[Inconsistency]:
        for name in names:
            if name in DATATYPES and not literal_is_of(literal, name):
                yield outside_datatype(literal, name)

    def _of_relations(self, closure: Closure) -> Iterator[Inconsistency]:
        for predicate in self._checked:
            for subject, values in closure.out.get(predicate, {}).items():
                for value in values:
                    yield from self._of_relation(closure, subject, predicate, value)
                    yield from self._of_limits(closure, subject, predicate, value)

    def _of_relation(self, closure: Closure, subject: str, predicate: str, value: str) -> Iterator[Inconsistency]:
        rule = self._axioms.properties[predicate]
        if subject == value:
            for axiom in rule.irreflexive:
                yield irreflexive(subject, predicate, axiom)
        for axiom in rule.asymmetric:
            if closure.has(value, predicate, subject):
                yield asymmetric(subject, value, predicate, axiom)
        if predicate == SAME:
            if subject != value:
                yield from self._of_names(closure, subject, value)
        elif predicate != DIFFERENT:
            for kind, other, axiom in rule.disjoint:
                if closure.has(subject, other, value):
                    yield _two_relations(kind, predicate, other, subject, value, axiom)
        elif subject != value and closure.has(subject, SAME, value):
            yield _same("eq-diff1", subject, value, "DifferentIndividuals")
        if (subject, value) in rule.denied:
            kind, axiom = rule.denied[subject, value]
            yield _denied(kind, subject, predicate, value, axiom)
        for axiom in rule.one_subject:
            for other in closure.subjects(predicate, value):
                if other != subject:
                    yield _two_subjects(subject, other, predicate, value, axiom)

    def _of_names(self, closure: Closure, one: str, other: str) -> Iterator[Inconsistency]:
        """Report two names that are said to be of one thing: by the axiom that tells them apart, else because names are unique."""
        groups = {number: (rule, axiom) for rule, number, axiom in self._axioms.different.get(one, ())}
        told = [groups[number] for _, number, _ in self._axioms.different.get(other, ()) if number in groups]
        for rule, axiom in told:
            yield _same(rule, one, other, axiom)
        if closure.has(one, DIFFERENT, other):
            yield _same("eq-diff1", one, other, "DifferentIndividuals")
        if not told:
            yield _same("unique-names", one, other, "SameIndividual")

    def _of_limits(self, closure: Closure, subject: str, predicate: str, value: str) -> Iterator[Inconsistency]:
        rule = self._axioms.properties[predicate]
        for limit in rule.none:
            if _applies(closure, limit, subject, value):
                yield _none_allowed(limit, subject, predicate, value)
        for limit in rule.at_most_one:
            if _applies(closure, limit, subject, value):
                for other in closure.objects(predicate, subject):
                    if other != value and _applies(closure, limit, subject, other):
                        yield _two_values(limit, subject, predicate, value, other)

    def _of_keys(self, closure: Closure) -> Iterator[Inconsistency]:
        for of, predicates, axiom in self._axioms.keys:
            touched = {node for node, names in closure.types.items() if of in names}
            for predicate in predicates:
                touched.update(node for node in closure.out.get(predicate, {}) if closure.is_of(node, of))
            for node in touched:
                yield from self._of_key(closure, node, of, predicates, axiom)

    def _of_key(
        self, closure: Closure, node: str, of: str, predicates: tuple[str, ...], axiom: str
    ) -> Iterator[Inconsistency]:
        """Report the things with a value in common with this one for every property of the key (prp-key)."""
        if node.startswith("_:"):
            # a key identifies named things only (OWL 2 Structural Specification, section 9.5)
            return
        alike: set[str] | None = None
        for predicate in predicates:
            there = {
                other for value in closure.objects(predicate, node) for other in closure.subjects(predicate, value)
            }
            alike = there if alike is None else alike & there
        for other in alike or ():
            if other != node and not other.startswith("_:") and closure.is_of(other, of):
                yield _one_key(node, other, predicates, axiom)


def _applies(closure: Closure, limit: Limit, subject: str, value: str) -> bool:
    return (limit.of is None or closure.is_of(subject, limit.of)) and (
        limit.filler is None or closure.is_of(value, limit.filler)
    )
