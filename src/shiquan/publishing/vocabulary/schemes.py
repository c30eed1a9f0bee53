"""The SKOS schemes as trees."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from pyoxigraph import NamedNode

from shiquan.publishing.vocabulary.facts import Facts, alignment_facts, local_name, ontology_facts
from shiquan.terms import SKOS, SQ

_MATCHES = ("broadMatch", "closeMatch", "exactMatch")


@dataclass(frozen=True, slots=True)
class Concept:
    """A concept with those below it. ``cues`` are the words by which a task is taken for it."""

    iri: str
    name: str
    notation: str
    label: tuple[str, str]
    others: tuple[str, ...]
    definition: tuple[str, str]
    examples: tuple[str, ...]
    cues: tuple[str, ...]
    not_cues: tuple[str, ...]
    matches: tuple[tuple[str, str], ...]
    below: tuple[Concept, ...]

    def count(self) -> int:
        """Return how many concepts the tree has."""
        return 1 + sum(one.count() for one in self.below)


@dataclass(frozen=True, slots=True)
class Scheme:
    """A scheme of concepts; ``top`` are those with nothing above them, in the order of the files."""

    iri: str
    name: str
    label: tuple[str, str]
    definition: tuple[str, str]
    top: tuple[Concept, ...]

    def count(self) -> int:
        """Return how many concepts the scheme has."""
        return sum(one.count() for one in self.top)


@cache
def schemes() -> tuple[Scheme, ...]:
    """Return the schemes in the order of their names."""
    facts = ontology_facts()
    found = [_scheme(facts, node) for node in facts.of_type(SKOS + "ConceptScheme")]
    return tuple(sorted(found, key=lambda scheme: scheme.name))


def _scheme(facts: Facts, node: NamedNode) -> Scheme:
    inside = [
        concept for concept in facts.subjects() if node in facts.values(concept, SKOS + "inScheme")
        or node in facts.values(concept, SKOS + "topConceptOf")
    ]  # fmt: skip
    below: dict[str, list[NamedNode]] = {}
    for concept in inside:
        for broader in facts.iris(concept, SKOS + "broader"):
            below.setdefault(broader, []).append(concept)
    names = {concept.value for concept in inside}
    top = [concept for concept in inside if not names.intersection(facts.iris(concept, SKOS + "broader"))]
    return Scheme(
        node.value,
        local_name(node.value),
        facts.label(node),
        facts.pair(node, SKOS + "definition"),
        tuple(_concepts(facts, top, below)),
    )


def _concepts(facts: Facts, nodes: Iterable[NamedNode], below: dict[str, list[NamedNode]]) -> list[Concept]:
    aligned = alignment_facts()
    return [
        Concept(
            node.value,
            local_name(node.value),
            next(iter(facts.texts(node, SKOS + "notation")), ""),
            facts.label(node),
            tuple(facts.texts(node, SKOS + "altLabel")),
            facts.pair(node, SKOS + "definition"),
            tuple(facts.texts(node, SKOS + "example")),
            tuple(facts.texts(node, SQ + "cue")),
            tuple(facts.texts(node, SQ + "notCue")),
            tuple((name, iri) for name in _MATCHES for iri in aligned.iris(node, SKOS + name)),
            tuple(_concepts(facts, below.get(node.value, ()), below)),
        )
        for node in nodes
    ]
