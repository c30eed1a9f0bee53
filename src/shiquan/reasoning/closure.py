"""The closure of statements under compiled rules: semi-naive, over dictionaries of strings.

A closure stands upon another one that is closed already (the ontology and the reference data) and holds only what is not there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Final, Protocol

from shiquan.reasoning.axioms import Statement
from shiquan.reasoning.compiler import CompiledAxioms
from shiquan.reasoning.datatypes import DATATYPES, literal_is_of
from shiquan.terms import RDF_TYPE

_NONE: Final[frozenset[str]] = frozenset()


class Known(Protocol):
    """Statements that are looked up: those a closure stands upon."""

    def has(self, subject: str, predicate: str, value: str) -> bool:
        """Tell whether a relation is there."""

    def objects(self, predicate: str, subject: str) -> Collection[str]:
        """Return what a thing has a relation to."""

    def subjects(self, predicate: str, value: str) -> Collection[str]:
        """Return what has a relation to a thing."""

    def classes(self, node: str) -> Collection[str]:
        """Return the classes of a thing."""


class NothingKnown:
    """No statements at all."""

    def has(self, subject: str, predicate: str, value: str) -> bool:
        """Tell that it is not there."""
        return False

    def objects(self, predicate: str, subject: str) -> Collection[str]:
        """Return nothing."""
        return _NONE

    def subjects(self, predicate: str, value: str) -> Collection[str]:
        """Return nothing."""
        return _NONE

    def classes(self, node: str) -> Collection[str]:
        """Return nothing."""
        return _NONE


class Closure:
    """Statements and all that follows from them and from those known before.

    ``types`` are the classes by thing; ``out`` and ``into`` the relations by property and by subject or object. Only the
    properties that a rule looks up or makes are kept.
    """

    def __init__(self, axioms: CompiledAxioms, known: Known) -> None:
        self._properties = axioms.properties
        self._classes = axioms.classes
        self.known = known
        self.types: dict[str, set[str]] = {}
        self.out: dict[str, dict[str, set[str]]] = {}
        self.into: dict[str, dict[str, set[str]]] = {}
        self._waiting: list[Statement] = []

    # ------------------------------------------------------------ looking up

    def has(self, subject: str, predicate: str, value: str) -> bool:
        """Tell whether a relation holds."""
        return value in self.out.get(predicate, {}).get(subject, _NONE) or self.known.has(subject, predicate, value)

    def objects(self, predicate: str, subject: str) -> list[str]:
        """Return what a thing has a relation to."""
        return [*self.out.get(predicate, {}).get(subject, _NONE), *self.known.objects(predicate, subject)]

    def subjects(self, predicate: str, value: str) -> list[str]:
        """Return what has a relation to a thing."""
        return [*self.into.get(predicate, {}).get(value, _NONE), *self.known.subjects(predicate, value)]

    def classes(self, node: str) -> Collection[str]:
        """Return the classes of a thing."""
        own, before = self.types.get(node), self.known.classes(node)
        if own is None:
            return before
        return own.union(before) if before else own

    def is_of(self, node: str, name: str) -> bool:
        """Tell whether a thing is of a class, or the value of a literal in a datatype (rules dt-type2, prp-rng)."""
        if name in self.types.get(node, _NONE) or name in self.known.classes(node):
            return True
        return node.startswith('"') and name in DATATYPES and literal_is_of(node, name)

    def statements(self) -> Iterator[Statement]:
        """Yield every statement of this closure; those known before are not among them."""
        for node, names in self.types.items():
            for name in names:
                yield node, RDF_TYPE, name
        for predicate, pairs in self.out.items():
            for subject, values in pairs.items():
                for value in values:
                    yield subject, predicate, value

    # ------------------------------------------------------------ adding

    def add_type(self, node: str, name: str) -> None:
        """Add that a thing is of a class, and of all classes above it."""
        own = self.types.get(node)
        if own is not None and name in own:
            return
        rule = self._classes.get(name)
        before = self.known.classes(node)
        for one in (name,) if rule is None else rule.supers:
            if one in before:
                continue
            if own is None:
                own = self.types[node] = set()
            if one not in own:
                own.add(one)
                above = self._classes.get(one)
                if above is not None and above.joins:
                    self._waiting.append((node, RDF_TYPE, one))

    def add_relation(self, subject: str, predicate: str, value: str) -> None:
        """Add a relation, and all that follows from it alone."""
        rule = self._properties.get(predicate)
        if rule is None:
            return
        for one in rule.forward:
            self.keep(subject, one, value)
        literal = value.startswith('"')
        if rule.reverse and not literal:
            for one in rule.reverse:
                self.keep(value, one, subject)
        own = self.types.get(subject, _NONE)
        if not rule.subject_classes <= own:
            for name in rule.subject_classes:
                self.add_type(subject, name)
        if rule.object_classes and not rule.object_classes <= self.types.get(value, _NONE):
            for name in rule.object_classes:
                # of a literal only the datatype is of interest that it is not of: that contradicts (dt-not-type)
                if not literal or (name in DATATYPES and not literal_is_of(value, name)):
                    self.add_type(value, name)
        if rule.by_object:
            for name in rule.by_object.get(value, _NONE):
                self.add_type(subject, name)
        if rule.by_subject and not literal:
            for name in rule.by_subject.get(subject, _NONE):
                self.add_type(value, name)

    def keep(self, subject: str, predicate: str, value: str) -> None:
        """Add a relation without what follows from it alone."""
        pairs = self.out.get(predicate)
        if pairs is None:
            pairs = self.out[predicate] = {}
            self.into[predicate] = {}
        values = pairs.get(subject)
        if values is not None and value in values:
            return
        if self.known.has(subject, predicate, value):
            return
        if values is None:
            pairs[subject] = {value}
        else:
            values.add(value)
        self.into[predicate].setdefault(value, set()).add(subject)
        if self._properties[predicate].joins:
            self._waiting.append((subject, predicate, value))

    def keep_type(self, node: str, name: str) -> None:
        """Add that a thing is of a class, without the classes above it."""
        if name not in self.known.classes(node):
            self.types.setdefault(node, set()).add(name)
            rule = self._classes.get(name)
            if rule is not None and rule.joins:
                self._waiting.append((node, RDF_TYPE, name))

    def load(self, statements: Iterable[Statement]) -> None:
        """Add statements whose own consequences are known."""
        for subject, predicate, value in statements:
            if predicate == RDF_TYPE:
                self.keep_type(subject, value)
            else:
                self.keep(subject, predicate, value)

    # ------------------------------------------------------------ closing

    def close(self) -> None:
        """Join what was added with all that is there until nothing new follows."""
        while self._waiting:
            subject, predicate, value = self._waiting.pop()
            if predicate == RDF_TYPE:
                self._join_type(subject, value)
            else:
                self._join_relation(subject, predicate, value)

    def _join_relation(self, subject: str, predicate: str, value: str) -> None:
        rule = self._properties[predicate]
        for following, made in rule.first:
            for end in self.objects(following, value):
                self.add_relation(subject, made, end)
        for before, made in rule.second:
            for start in self.subjects(before, subject):
                self.add_relation(start, made, value)
        for filler, name in rule.some:
            if self.is_of(value, filler):
                self.add_type(subject, name)
        for of, name in rule.every:
            if self.is_of(subject, of):
                self.add_type(value, name)

    def _join_type(self, node: str, name: str) -> None:
        rule = self._classes[name]
        for predicate, made in rule.some:
            for subject in self.subjects(predicate, node):
                self.add_type(subject, made)
        for predicate, made in rule.every:
            for value in self.objects(predicate, node):
                self.add_type(value, made)
        for members, made in rule.parts:
            if all(self.is_of(node, member) for member in members):
                self.add_type(node, made)
        for predicate, value in rule.values:
            self.add_relation(node, predicate, value)
