"""The vocabulary as graph data: its triples for the data set, and the concepts behind notations."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, parse

from shiquan.lexicon import load_lexicon
from shiquan.reading.folding import fold
from shiquan.resources import ontology_folder, reference_folder
from shiquan.terms import GRAPH, OWL, RDF_TYPE, SKOS, SQ

_MODULES = ("*.ttl", "lexicon/*.ttl", "tasks/*.ttl")
_ONTOLOGY = NamedNode(OWL + "Ontology")


class Notations:
    """The concepts of the coded values (modes, kinds, roles) by class and notation, and the domains by their words."""

    def __init__(self, concepts: dict[tuple[str, str], str], domains: dict[str, str]) -> None:
        self._concepts = concepts
        self._domains = domains

    def of(self, class_name: str, notation: str) -> str:
        """Return the IRI of the concept of a class that has a notation.

        Raises:
            KeyError: the vocabulary has no such concept.

        """
        return self._concepts[class_name, notation]

    def domain(self, words: str) -> str | None:
        """Return the local name of the domain that words name, None where the vocabulary does not have it."""
        return self._domains.get(fold(words))


@cache
def load_notations() -> Notations:
    """Read the coded values from the ontology."""
    types: dict[str, list[str]] = {}
    notations: dict[str, str] = {}
    for quad in ontology_quads():
        if quad.predicate.value == RDF_TYPE and isinstance(quad.object, NamedNode) and quad.object.value.startswith(SQ):
            types.setdefault(str(quad.subject.value), []).append(quad.object.value.removeprefix(SQ))  # type: ignore[union-attr]
        elif quad.predicate.value == SKOS + "notation":
            notations[str(quad.subject.value)] = quad.object.value  # type: ignore[union-attr]
    concepts = {(name, notations[iri]): iri for iri, names in types.items() if iri in notations for name in names}
    domains = {fold(word): domain.name for domain in load_lexicon().domains for word in domain.words}
    return Notations(concepts, domains)


def ontology_quads() -> Iterator[Quad]:
    """Yield the ontology and vocabularies as quads of their named graph.

    OWL class expressions are blank nodes in the files; they are given stable labels by their file and order.
    """
    graph = NamedNode(GRAPH + "ontology")
    paths = sorted(path for pattern in _MODULES for path in ontology_folder().glob(pattern))
    for path in paths:
        yield from _quads(path, graph)


def ontology_modules() -> dict[str, tuple[Quad, ...]]:
    """Return what stands in each file of the ontology, its vocabularies and alignments, by the IRI of its `owl:Ontology`, in the order of these.

    The quads are those of `ontology_quads` and `alignment_quads`. Files without such a header are left out.
    """
    modules: dict[str, tuple[Quad, ...]] = {}
    for folder, patterns, graph in (
        (ontology_folder(), _MODULES, GRAPH + "ontology"),
        (ontology_folder() / "align", ("*.ttl",), GRAPH + "alignments"),
    ):
        for path in (path for pattern in patterns for path in folder.glob(pattern)):
            quads = tuple(_quads(path, NamedNode(graph)))
            for quad in quads:
                if (
                    quad.predicate.value == RDF_TYPE
                    and quad.object == _ONTOLOGY
                    and isinstance(quad.subject, NamedNode)
                ):
                    modules[quad.subject.value] = quads
    return dict(sorted(modules.items()))


def alignment_quads() -> Iterator[Quad]:
    """Yield the alignments to other vocabularies as quads of a named graph of their own, so that one may leave them out."""
    graph = NamedNode(GRAPH + "alignments")
    for path in sorted((ontology_folder() / "align").glob("*.ttl")):
        yield from _quads(path, graph)


def reference_quads() -> Iterator[Quad]:
    """Yield areas, kinds of bodies and known instruments, each file in its named graph."""
    for path in sorted(reference_folder().glob("*.ttl")):
        yield from _quads(path, NamedNode(GRAPH + path.stem))


def _quads(path: Path, graph: NamedNode) -> Iterator[Quad]:
    labels: dict[str, BlankNode] = {}

    def stable(node: object) -> object:
        if isinstance(node, BlankNode):
            return labels.setdefault(node.value, BlankNode(f"{path.stem.replace('-', '')}{len(labels) + 1}"))
        return node

    for quad in parse(path=str(path), format=RdfFormat.TURTLE):
        yield Quad(stable(quad.subject), quad.predicate, stable(quad.object), graph)  # type: ignore[arg-type]
