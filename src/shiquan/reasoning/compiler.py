"""Axioms compiled into one rule for each property and each class: what to do with a statement that uses it.

All that follows from a single statement (superclasses, superproperties, inverses, domains, ranges, values) is worked out here,
once, so that a statement is looked up and not reasoned over. What joins two statements is left as pairs to be looked for.
The names of the rules are those of OWL 2 Profiles, section 4.3, tables 4 to 9.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Final

from shiquan.reasoning.axioms import DIFFERENT, NOTHING, SAME, THING, Axioms
from shiquan.reasoning.hierarchies import Hierarchies, close_hierarchies
from shiquan.terms import RDF_TYPE

CHAIN: Final = "chain:"
"""The start of the names of properties that stand for the first links of a chain of three or more."""


@dataclass(frozen=True, slots=True)
class Limit:
    """That a thing of a class has at most so many values of a property: the rule, the axiom, the class, the class of the values."""

    rule: str
    axiom: str
    of: str | None
    filler: str | None


@dataclass(slots=True)
class PropertyRule:
    """What follows from x p y, and what it is joined with.

    ``forward`` and ``reverse`` are the properties that x has to y, and y to x (p among them where it is looked up later).
    ``subject_classes`` and ``object_classes`` are those of x and y by domain and range; ``by_object`` and ``by_subject`` those
    of the one by the other (hasValue). ``first``: with y q z, x has r to z (q, r); ``second``: with w q x, w has r to y (q, r).
    ``some``: where y is of a class, x is of another; ``every``: where x is of a class, y is of another.
    """

    forward: tuple[str, ...] = ()
    reverse: tuple[str, ...] = ()
    subject_classes: frozenset[str] = frozenset()
    object_classes: frozenset[str] = frozenset()
    by_object: dict[str, frozenset[str]] = field(default_factory=dict)
    by_subject: dict[str, frozenset[str]] = field(default_factory=dict)
    first: list[tuple[str, str]] = field(default_factory=list)
    second: list[tuple[str, str]] = field(default_factory=list)
    some: list[tuple[str, str]] = field(default_factory=list)
    every: list[tuple[str, str]] = field(default_factory=list)
    at_most_one: list[Limit] = field(default_factory=list)
    none: list[Limit] = field(default_factory=list)
    one_subject: list[str] = field(default_factory=list)
    irreflexive: list[str] = field(default_factory=list)
    asymmetric: list[str] = field(default_factory=list)
    disjoint: list[tuple[str, str, str]] = field(default_factory=list)
    """The rule, the other property and the axiom."""
    denied: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    """The rule and the axiom by what is denied."""
    in_key: bool = False

    @property
    def joins(self) -> bool:
        """Whether a statement follows from this one and another."""
        return bool(self.first or self.second or self.some or self.every)

    @property
    def checks(self) -> bool:
        """Whether this statement can contradict something."""
        return bool(
            self.at_most_one or self.none or self.one_subject or self.irreflexive or self.asymmetric or self.disjoint or self.denied
        )  # fmt: skip


@dataclass(slots=True)
class ClassRule:
    """What follows from x being of a class, and what it is joined with.

    ``supers`` are the classes above it and itself; ``values``: x has p to v; ``parts``: x is of the class where it is of all these;
    ``some``: what has p to x is of a class; ``every``: what x has p to is of a class.
    """

    supers: frozenset[str]
    values: list[tuple[str, str]] = field(default_factory=list)
    parts: list[tuple[tuple[str, ...], str]] = field(default_factory=list)
    some: list[tuple[str, str]] = field(default_factory=list)
    every: list[tuple[str, str]] = field(default_factory=list)
    clashes: list[tuple[str, str, str]] = field(default_factory=list)
    """The rule, the other class and the axiom."""
    limited: list[str] = field(default_factory=list)
    fills: list[str] = field(default_factory=list)
    """The properties whose number of values is limited for the class, and for values of the class."""
    keyed: bool = False
    empty: bool = False

    @property
    def joins(self) -> bool:
        """Whether a statement follows from this one and another, or from it alone about another thing."""
        return bool(self.values or self.parts or self.some or self.every)

    @property
    def checks(self) -> bool:
        """Whether this statement can contradict something."""
        return bool(self.clashes or self.limited or self.fills or self.keyed or self.empty)


@dataclass(frozen=True, slots=True)
class CompiledAxioms:
    """The rules by property and by class, and what is looked at as a whole."""

    properties: dict[str, PropertyRule]
    classes: dict[str, ClassRule]
    keys: tuple[tuple[str, tuple[str, ...], str], ...]
    """A class, the properties that identify a thing of it, and the axiom."""
    different: dict[str, tuple[tuple[str, int, str], ...]]
    """For an individual, the groups of different ones it is in: the rule, the number of the group and the axiom."""
    facts: tuple[tuple[str, str, str], ...]
    """What holds of single things by the axioms themselves (oneOf)."""
    sub_classes: tuple[tuple[str, str], ...]
    sub_properties: tuple[tuple[str, str], ...]
    repeated: tuple[tuple[str, str, str], ...]
    """The rule, the individual and the axiom, where one is said to be different from itself."""


def compile_axioms(axioms: Axioms) -> CompiledAxioms:
    """Compile axioms into rules."""
    return _Compiler(axioms).compile()


class _Compiler:
    def __init__(self, axioms: Axioms) -> None:
        self._axioms = axioms
        # a chain of one link says of things what a subproperty says, but makes none
        links = [(links[0], head) for head, links in axioms.chains if len(links) == 1]
        self._stated: Hierarchies = close_hierarchies(axioms)
        self._hierarchies = close_hierarchies(replace(axioms, sub_properties=[*axioms.sub_properties, *links]))
        self._properties: dict[str, PropertyRule] = {}
        self._classes: dict[str, ClassRule] = {}

    def compile(self) -> CompiledAxioms:
        self._identity()
        self._chains()
        self._restrictions()
        for whole, parts in self._axioms.intersections:
            members = tuple(dict.fromkeys(part for part in parts if part != THING))
            for part in members:
                self._class(part).parts.append((members, whole))
        self._contradictions()
        for name in self._hierarchies.classes:
            self._class(name)
        for name in (*self._hierarchies.forward, *self._hierarchies.properties):
            self._property(name)
        for name, _ in (*self._axioms.domains, *self._axioms.ranges):
            self._property(name)
        self._follow()
        return CompiledAxioms(
            self._properties,
            self._classes,
            tuple((of, names, self._key_axiom(of, names)) for of, names in self._axioms.keys),
            self._different(),
            tuple((one, RDF_TYPE, name) for name, members in self._axioms.enumerations for one in members),
            tuple((low, high) for low, above in self._stated.classes.items() for high in above if low != high),
            tuple((low, high) for low, above in self._stated.properties.items() for high in above if low != high),
            tuple(
                (rule, one, self._group_axiom(members))
                for rule, members in self._axioms.different
                for one in sorted(set(members))
                if members.count(one) > 1
            ),
        )

    def _property(self, name: str) -> PropertyRule:
        return self._properties.setdefault(name, PropertyRule())

    def _class(self, name: str) -> ClassRule:
        rule = self._classes.get(name)
        if rule is None:
            rule = self._classes[name] = ClassRule(self._hierarchies.superclasses(name))
        return rule

    def _identity(self) -> None:
        """Compile eq-sym, eq-trans and eq-diff1. Nothing is put in the place of what it is the same as: names are unique."""
        same, different = self._property(SAME), self._property(DIFFERENT)
        same.forward = same.reverse = (SAME,)
        different.forward = different.reverse = (DIFFERENT,)
        same.first.append((SAME, SAME))
        same.second.append((SAME, SAME))
        different.irreflexive.append("DifferentIndividuals")

    def _chains(self) -> None:
        chains = [*self._axioms.chains, *((name, (name, name)) for name in self._axioms.transitive)]
        joined: set[tuple[str, str, str]] = set()
        for head, links in chains:
            begun = links[0]
            for place, link in enumerate(links[1:], start=2):
                made = head if place == len(links) else CHAIN + " ".join(links[:place])
                if (begun, link, made) not in joined:
                    joined.add((begun, link, made))
                    self._property(begun).first.append((link, made))
                    self._property(link).second.append((begun, made))
                    self._property(made)
                begun = made

    def _restrictions(self) -> None:
        for node, one in self._axioms.restrictions.items():
            rule = self._property(one.property)
            match one.kind:
                case "hasValue":
                    rule.by_object[one.value] = rule.by_object.get(one.value, frozenset()) | {node}
                    self._class(node).values.append((one.property, one.value))
                case "someValuesFrom" if one.value == THING:
                    rule.subject_classes |= {node}
                case "someValuesFrom":
                    rule.some.append((one.value, node))
                    self._class(one.value).some.append((one.property, node))
                case "allValuesFrom":
                    rule.every.append((node, one.value))
                    self._class(node).every.append((one.property, one.value))
                case _:
                    self._limit(node, one.property, one.value, one.filler)

    def _limit(self, node: str, named: str, number: str, filler: str | None) -> None:
        filler_class = None if filler == THING else filler
        axiom = self._axioms.expression(node)
        names = {
            ("0", True, False): "cls-maxc1", ("1", True, False): "cls-maxc2",
            ("0", False, True): "cls-maxqc1", ("0", False, False): "cls-maxqc2",
            ("1", False, True): "cls-maxqc3", ("1", False, False): "cls-maxqc4",
        }  # fmt: skip
        limit = Limit(names[number, filler is None, filler_class is not None], axiom, node, filler_class)
        rule = self._property(named)
        (rule.none if number == "0" else rule.at_most_one).append(limit)
        self._class(node).limited.append(named)
        if filler_class is not None:
            self._class(filler_class).fills.append(named)

    def _contradictions(self) -> None:
        axioms, say = self._axioms, self._axioms.expression
        for rule, members in axioms.disjoint_classes:
            axiom = f"DisjointClasses({' '.join(map(say, members))})"
            for place, one in enumerate(members):
                for other in members[place + 1 :]:
                    self._class(one).clashes.append((rule, other, axiom))
                    if one != other:
                        self._class(other).clashes.append((rule, one, axiom))
        for one, other in axioms.complements:
            axiom = f"ObjectComplementOf({say(other)})"
            self._class(one).clashes.append(("cls-com", other, axiom))
            if one != other:
                self._class(other).clashes.append(("cls-com", one, axiom))
        self._class(NOTHING).empty = True
        for name in axioms.functional:
            self._property(name).at_most_one.append(Limit("prp-fp", f"FunctionalProperty({say(name)})", None, None))
        for name in axioms.inverse_functional:
            self._property(name).one_subject.append(f"InverseFunctionalObjectProperty({say(name)})")
        for name in axioms.irreflexive:
            self._property(name).irreflexive.append(f"IrreflexiveObjectProperty({say(name)})")
        for name in axioms.asymmetric:
            self._property(name).asymmetric.append(f"AsymmetricObjectProperty({say(name)})")
        for rule, members in axioms.disjoint_properties:
            axiom = f"DisjointObjectProperties({' '.join(map(say, members))})"
            for place, one in enumerate(members):
                for other in members[place + 1 :]:
                    self._property(one).disjoint.append((rule, other, axiom))
                    if one != other:
                        self._property(other).disjoint.append((rule, one, axiom))
        self._property(SAME).disjoint.append(("eq-diff1", DIFFERENT, "DifferentIndividuals"))
        self._property(DIFFERENT).disjoint.append(("eq-diff1", SAME, "DifferentIndividuals"))
        for rule, (subject, name, value) in axioms.denied:
            axiom = f"NegativePropertyAssertion({say(name)} {say(subject)} {say(value)})"
            self._property(name).denied[subject, value] = (rule, axiom)
        for of, names in axioms.keys:
            self._class(of).keyed = True
            for name in names:
                self._property(name).in_key = True

    def _follow(self) -> None:
        """Work out all that follows from one statement of each property."""
        hierarchies = self._hierarchies
        domains = _by_first(self._axioms.domains)
        ranges = _by_first(self._axioms.ranges)
        direct = {name: (rule.subject_classes, dict(rule.by_object)) for name, rule in self._properties.items()}
        looked_up = self._looked_up()
        for name, rule in self._properties.items():
            forward = hierarchies.forward.get(name) or frozenset((name,))
            reverse = hierarchies.reverse.get(name) or frozenset()
            of_subject: set[str] = set()
            of_object: set[str] = set()
            for other, (mine, yours) in (
                *((one, (of_subject, of_object)) for one in forward),
                *((one, (of_object, of_subject)) for one in reverse),
            ):
                mine.update(domains.get(other, ()), direct[other][0] if other in direct else ())
                yours.update(ranges.get(other, ()))
            rule.subject_classes = self._above(of_subject)
            rule.object_classes = self._above(of_object)
            rule.by_object = self._values(forward, direct)
            rule.by_subject = self._values(reverse, direct)
            if name not in (SAME, DIFFERENT):
                rule.forward = tuple(sorted(one for one in forward if one != name or one in looked_up))
                rule.reverse = tuple(sorted(reverse))

    def _looked_up(self) -> set[str]:
        """Return the properties whose statements are looked up or can follow from others: those must be remembered."""
        found = {name for name, rule in self._properties.items() if rule.joins or rule.checks or rule.in_key}
        found.update(made for rule in self._properties.values() for _, made in rule.first)
        found.update(name for rule in self._classes.values() for name, _ in rule.values)
        for name in list(self._properties):
            for above in (self._hierarchies.forward.get(name, ()), self._hierarchies.reverse.get(name, ())):
                found.update(one for one in above if one != name)
        for one in list(found):
            found |= self._hierarchies.forward.get(one, frozenset()) | self._hierarchies.reverse.get(one, frozenset())
        return found

    def _above(self, names: Iterable[str]) -> frozenset[str]:
        return frozenset(above for name in names for above in self._hierarchies.superclasses(name))

    def _values(
        self, names: Iterable[str], direct: dict[str, tuple[frozenset[str], dict[str, frozenset[str]]]]
    ) -> dict[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        for name in names:
            for value, classes in (direct[name][1] if name in direct else {}).items():
                found.setdefault(value, set()).update(classes)
        return {value: self._above(classes) for value, classes in found.items()}

    def _different(self) -> dict[str, tuple[tuple[str, int, str], ...]]:
        found: dict[str, list[tuple[str, int, str]]] = {}
        for number, (rule, members) in enumerate(self._axioms.different):
            for one in sorted(set(members)):
                found.setdefault(one, []).append((rule, number, self._group_axiom(members)))
        return {one: tuple(groups) for one, groups in found.items()}

    def _group_axiom(self, members: tuple[str, ...]) -> str:
        return f"DifferentIndividuals({' '.join(map(self._axioms.expression, members))})"

    def _key_axiom(self, of: str, names: tuple[str, ...]) -> str:
        return f"HasKey({self._axioms.expression(of)} ({' '.join(map(self._axioms.expression, names))}))"


def _by_first(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for one, other in pairs:
        found.setdefault(one, set()).add(other)
    return found
