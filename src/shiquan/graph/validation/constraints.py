"""The constraint components of SHACL Core, each over all focus nodes of a shape at once.

Each gives what the standard gives: the focus node and, where the component has one, the value node (SHACL, section 4).
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final, Protocol

from pyoxigraph import BlankNode, Literal, NamedNode
from rdflib import SH, XSD
from rdflib.term import Literal as RdfLiteral
from rdflib.term import Node as RdfNode

from shiquan.graph.validation.literals import (
    TEXT_DATATYPES,
    Term,
    as_rdflib,
    compare,
    is_well_formed,
    plain_integer,
    text_of,
)

Values = Mapping[Term, Collection[Term]]
Broken = Iterable[tuple[Term, Term | None]]
"""Focus nodes, each with the value node that breaks the constraint, None where the constraint is about the values together."""


class Data(Protocol):
    """What constraints read: the values of a property by their subjects, and the members of a class."""

    def values(self, predicate: NamedNode) -> Values:
        """Return the values of a property by subject."""

    def members(self, class_: NamedNode) -> Collection[Term]:
        """Return the SHACL instances of a class: what has it or a subclass of it as type (SHACL, section 1.1)."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The focus nodes of a shape, and their value nodes."""

    focus: Collection[Term]
    values: Values
    pairs: list[tuple[Term, Term]]
    """Each focus node with each of its value nodes."""
    data: Data


class Constraint(Protocol):
    """A constraint of a shape."""

    @property
    def component(self) -> str:
        """The IRI of its constraint component."""

    def broken(self, seen: Seen) -> Broken:
        """Return what breaks the constraint."""


def _component(name: str) -> str:
    return str(SH) + name + "ConstraintComponent"


@dataclass(frozen=True, slots=True)
class ClassConstraint:
    """`sh:class` (section 4.1.1)."""

    component: ClassVar[str] = _component("Class")
    class_: NamedNode

    def broken(self, seen: Seen) -> Broken:
        """Return the values that are no instances of the class."""
        members = seen.data.members(self.class_)
        return [pair for pair in seen.pairs if pair[1] not in members]


@dataclass(frozen=True, slots=True)
class DatatypeConstraint:
    """`sh:datatype` (section 4.1.2)."""

    component: ClassVar[str] = _component("Datatype")
    datatype: NamedNode

    def broken(self, seen: Seen) -> Broken:
        """Return the values that are no literals of the datatype, or not well formed."""
        wanted = self.datatype
        if wanted.value in TEXT_DATATYPES:
            return [pair for pair in seen.pairs if not (isinstance(pair[1], Literal) and pair[1].datatype == wanted)]
        return [
            pair
            for pair in seen.pairs
            if not (isinstance(pair[1], Literal) and pair[1].datatype == wanted and is_well_formed(pair[1]))
        ]


@dataclass(frozen=True, slots=True)
class NodeKindConstraint:
    """`sh:nodeKind` (section 4.1.3)."""

    component: ClassVar[str] = _component("NodeKind")
    kinds: tuple[type, ...]

    def broken(self, seen: Seen) -> Broken:
        """Return the values of another kind."""
        return [pair for pair in seen.pairs if not isinstance(pair[1], self.kinds)]


NODE_KINDS: Final[dict[RdfNode, tuple[type, ...]]] = {
    SH.IRI: (NamedNode,),
    SH.BlankNode: (BlankNode,),
    SH.Literal: (Literal,),
    SH.BlankNodeOrIRI: (BlankNode, NamedNode),
    SH.BlankNodeOrLiteral: (BlankNode, Literal),
    SH.IRIOrLiteral: (NamedNode, Literal),
}


@dataclass(frozen=True, slots=True)
class MinCountConstraint:
    """`sh:minCount` (section 4.2.1)."""

    component: ClassVar[str] = _component("MinCount")
    least: int

    def broken(self, seen: Seen) -> Broken:
        """Return the focus nodes with too few values."""
        return [(focus, None) for focus in seen.focus if len(seen.values.get(focus, ())) < self.least]


@dataclass(frozen=True, slots=True)
class MaxCountConstraint:
    """`sh:maxCount` (section 4.2.2)."""

    component: ClassVar[str] = _component("MaxCount")
    most: int

    def broken(self, seen: Seen) -> Broken:
        """Return the focus nodes with too many values."""
        if len(seen.pairs) <= self.most:
            return []
        return [(focus, None) for focus in seen.focus if len(seen.values.get(focus, ())) > self.most]


@dataclass(frozen=True, slots=True)
class RangeConstraint:
    """`sh:minExclusive`, `sh:minInclusive`, `sh:maxExclusive`, `sh:maxInclusive` (section 4.3), as `RANGES` tells them apart."""

    component: str
    within: Callable[[int, int], bool]
    bound: RdfLiteral

    def broken(self, seen: Seen) -> Broken:
        """Return the values out of range, and those that cannot be compared with the bound."""
        return [pair for pair in seen.pairs if not self._holds(pair[1])]

    def _holds(self, value: Term) -> bool:
        if not isinstance(value, Literal):
            return False
        number = plain_integer(value)
        if number is not None and self.bound.datatype == XSD.integer and isinstance(self.bound.value, int):
            return self.within(number, self.bound.value)
        order = compare(as_rdflib(value), self.bound)
        return order is not None and self.within(order, 0)


RANGES: Final[dict[RdfNode, tuple[str, Callable[[int, int], bool]]]] = {
    SH.minInclusive: (_component("MinInclusive"), operator.ge),
    SH.minExclusive: (_component("MinExclusive"), operator.gt),
    SH.maxInclusive: (_component("MaxInclusive"), operator.le),
    SH.maxExclusive: (_component("MaxExclusive"), operator.lt),
}
"""The component of each parameter of a range, and how the order of a value and the bound (-1, 0, 1) must stand to 0."""


@dataclass(frozen=True, slots=True)
class MinLengthConstraint:
    """`sh:minLength` (section 4.4.1), in characters."""

    component: ClassVar[str] = _component("MinLength")
    least: int

    def broken(self, seen: Seen) -> Broken:
        """Return the values that are too short; a blank node has no length."""
        if not self.least:
            return []
        return [pair for pair in seen.pairs if isinstance(pair[1], BlankNode) or len(text_of(pair[1])) < self.least]


@dataclass(frozen=True, slots=True)
class MaxLengthConstraint:
    """`sh:maxLength` (section 4.4.2), in characters."""

    component: ClassVar[str] = _component("MaxLength")
    most: int

    def broken(self, seen: Seen) -> Broken:
        """Return the values that are too long; a blank node has no length."""
        return [pair for pair in seen.pairs if isinstance(pair[1], BlankNode) or len(text_of(pair[1])) > self.most]


@dataclass(frozen=True, slots=True)
class PatternConstraint:
    """`sh:pattern` with `sh:flags` (section 4.4.3), as Python's regular expressions read it."""

    component: ClassVar[str] = _component("Pattern")
    pattern: re.Pattern[str]

    def broken(self, seen: Seen) -> Broken:
        """Return the values that do not match anywhere; a blank node never matches."""
        search = self.pattern.search
        return [pair for pair in seen.pairs if isinstance(pair[1], BlankNode) or search(text_of(pair[1])) is None]


@dataclass(frozen=True, slots=True)
class UniqueLangConstraint:
    """`sh:uniqueLang true` (section 4.4.5)."""

    component: ClassVar[str] = _component("UniqueLang")

    def broken(self, seen: Seen) -> Broken:
        """Return the focus nodes with two values in one language, once for each such language."""
        repeated: list[tuple[Term, Term | None]] = []
        for focus in seen.focus:
            values = seen.values.get(focus, ())
            if len(values) > 1:
                tags = [value.language.lower() for value in values if isinstance(value, Literal) and value.language]
                repeated += [(focus, None) for tag in sorted(set(tags)) if tags.count(tag) > 1]
        return repeated


@dataclass(frozen=True, slots=True)
class EqualsConstraint:
    """`sh:equals` (section 4.5.1)."""

    component: ClassVar[str] = _component("Equals")
    other: NamedNode

    def broken(self, seen: Seen) -> Broken:
        """Return the values that only one of the two properties has."""
        others = seen.data.values(self.other)
        return [
            (focus, value)
            for focus in seen.focus
            for value in set(seen.values.get(focus, ())) ^ set(others.get(focus, ()))
        ]


@dataclass(frozen=True, slots=True)
class DisjointConstraint:
    """`sh:disjoint` (section 4.5.2)."""

    component: ClassVar[str] = _component("Disjoint")
    other: NamedNode

    def broken(self, seen: Seen) -> Broken:
        """Return the values that both properties have."""
        others = seen.data.values(self.other)
        return [pair for pair in seen.pairs if pair[1] in others.get(pair[0], ())]


@dataclass(frozen=True, slots=True)
class OrderConstraint:
    """`sh:lessThan` and `sh:lessThanOrEquals` (section 4.5.3, 4.5.4), as `ORDERS` tells them apart."""

    component: str
    before: Callable[[Any, Any], bool]
    other: NamedNode

    def broken(self, seen: Seen) -> Broken:
        """Return the values that do not come before every value of the other property, or cannot be compared with one."""
        others = seen.data.values(self.other)
        return [
            (focus, value)
            for focus, value in seen.pairs
            for later in others.get(focus, ())
            if not self._holds(value, later)
        ]

    def _holds(self, value: Term, later: Term) -> bool:
        one, other = plain_integer(value), plain_integer(later)
        if one is not None and other is not None:
            return bool(self.before(one, other))
        return self._compares(_comparable(value), _comparable(later))

    def _compares(self, one: RdfLiteral | str | None, other: RdfLiteral | str | None) -> bool:
        if one is None or other is None or isinstance(one, RdfLiteral) is not isinstance(other, RdfLiteral):
            return False
        try:
            return bool(self.before(one, other))
        except (TypeError, ArithmeticError):  # rdflib cannot compare values of these types, or with NaN
            return False


ORDERS: Final[dict[RdfNode, tuple[str, Callable[[Any, Any], bool]]]] = {
    SH.lessThan: (_component("LessThan"), operator.lt),
    SH.lessThanOrEquals: (_component("LessThanOrEquals"), operator.le),
}
"""The component of each parameter of an order, and how a value must stand to those of the other property."""


def _comparable(term: Term) -> RdfLiteral | str | None:
    """Return what a term is ordered by: a string for strings and IRIs; None for a blank node, which has no order."""
    match term:
        case NamedNode():
            return term.value
        case Literal():
            literal = as_rdflib(term)
            return str(literal.value) if isinstance(literal.value, str) else literal
        case _:
            return None


@dataclass(frozen=True, slots=True)
class HasValueConstraint:
    """`sh:hasValue` (section 4.8.2)."""

    component: ClassVar[str] = _component("HasValue")
    value: Term

    def broken(self, seen: Seen) -> Broken:
        """Return the focus nodes that lack the value."""
        return [(focus, None) for focus in seen.focus if self.value not in seen.values.get(focus, ())]
