"""The closure of the class and property hierarchies: the rules scm-* of OWL 2 Profiles, section 4.3, table 9.

Ontologies have hundreds of classes where data sets have millions of things: this is done once, and plainly.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from shiquan.reasoning.axioms import THING, Axioms

_Direction = tuple[str, bool]
"""A property, and whether its subject is the subject of the property it follows from."""


@dataclass(frozen=True, slots=True)
class Hierarchies:
    """What stands above what.

    ``classes`` gives the superclasses of a class, ``properties`` the superproperties of a property, each with itself;
    ``forward`` and ``reverse`` the properties that follow from one in its own and in the opposite direction.
    """

    classes: Mapping[str, frozenset[str]]
    properties: Mapping[str, frozenset[str]]
    forward: Mapping[str, frozenset[str]]
    reverse: Mapping[str, frozenset[str]]

    def superclasses(self, name: str) -> frozenset[str]:
        """Return the superclasses of a class, itself among them."""
        return self.classes.get(name) or frozenset((name,))

    def superproperties(self, name: str) -> frozenset[str]:
        """Return the superproperties of a property, itself among them."""
        return self.properties.get(name) or frozenset((name,))


def close_hierarchies(axioms: Axioms) -> Hierarchies:
    """Return the hierarchies that axioms entail.

    Restrictions are compared as the rules scm-hv, scm-svf1, scm-svf2, scm-avf1 and scm-avf2 do.
    """
    properties = _closure(axioms.sub_properties)
    edges = set(axioms.sub_classes)
    edges.update((whole, part) for whole, parts in axioms.intersections for part in parts)
    edges.update((part, whole) for whole, parts in axioms.unions for part in parts)
    while True:
        classes = _closure(edges)
        more = set(_between_restrictions(axioms, classes, properties)) - edges
        if not more:
            break
        edges |= more
    forward, reverse = _directions(axioms, properties)
    return Hierarchies(classes, properties, forward, reverse)


_COMPARED: Final = ("hasValue", "someValuesFrom", "allValuesFrom")


def _between_restrictions(
    axioms: Axioms, classes: Mapping[str, frozenset[str]], properties: Mapping[str, frozenset[str]]
) -> Iterable[tuple[str, str]]:
    compared = [(node, one) for node, one in axioms.restrictions.items() if one.kind in _COMPARED]
    for node, one in compared:
        for other_node, other in compared:
            if node == other_node or one.kind != other.kind:
                continue
            below = other.property in properties.get(one.property, (one.property,))
            if one.value == other.value and below:
                yield (other_node, node) if one.kind == "allValuesFrom" else (node, other_node)
            # every class stands below owl:Thing, though no axiom says so
            wider = other.value == THING or other.value in classes.get(one.value, (one.value,))
            if one.kind != "hasValue" and one.property == other.property and wider:
                yield node, other_node


def _closure(edges: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    """Return the reflexive and transitive closure, for every node that has an edge."""
    above: dict[str, set[str]] = {}
    for low, high in edges:
        above.setdefault(low, set()).add(high)
        above.setdefault(high, set())
    return {node: frozenset(_reached(node, above)) for node in above}


def _reached(start: str, above: Mapping[str, set[str]]) -> set[str]:
    found, waiting = {start}, [start]
    while waiting:
        for node in above[waiting.pop()]:
            if node not in found:
                found.add(node)
                waiting.append(node)
    return found


def _directions(
    axioms: Axioms, properties: Mapping[str, frozenset[str]]
) -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    turned: dict[str, set[str]] = {}
    for one, other in axioms.inverses:
        turned.setdefault(one, set()).add(other)
        turned.setdefault(other, set()).add(one)
    for one in axioms.symmetric:
        turned.setdefault(one, set()).add(one)
    forward: dict[str, frozenset[str]] = {}
    reverse: dict[str, frozenset[str]] = {}
    for start in {*properties, *turned}:
        seen: set[_Direction] = {(start, True)}
        waiting: list[_Direction] = [(start, True)]
        while waiting:
            name, same = waiting.pop()
            following = [(higher, same) for higher in properties.get(name, ())]
            following += [(other, not same) for other in turned.get(name, ())]
            for one_way in following:
                if one_way not in seen:
                    seen.add(one_way)
                    waiting.append(one_way)
        forward[start] = frozenset(name for name, same in seen if same)
        reverse[start] = frozenset(name for name, same in seen if not same)
    return forward, reverse
