"""The triples of the vocabulary files, by subject and predicate, values in the order of the files."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from shiquan.resources import ontology_folder
from shiquan.terms import RDF, RDF_TYPE, SKOS, SQ

Node = NamedNode | BlankNode | Literal | Triple

_FIRST: Final = NamedNode(RDF + "first")
_REST: Final = NamedNode(RDF + "rest")
_NIL: Final = NamedNode(RDF + "nil")


class Facts:
    """What some files say. Subjects are told in the order in which the files name them first."""

    def __init__(self, *patterns: str) -> None:
        self._values: dict[Node, dict[str, list[Node]]] = {}
        self._file: dict[Node, str] = {}
        paths = [path for pattern in patterns for path in sorted(ontology_folder().glob(pattern))]
        for path in dict.fromkeys(paths):
            for quad in parse(path=str(path), format=RdfFormat.TURTLE):
                about = self._values.setdefault(quad.subject, {})
                about.setdefault(quad.predicate.value, []).append(quad.object)
                self._file.setdefault(quad.subject, path.relative_to(ontology_folder()).as_posix())

    def values(self, subject: Node, predicate: str) -> list[Node]:
        """Return the values of a property."""
        return self._values.get(subject, {}).get(predicate, [])

    def iris(self, subject: Node, predicate: str) -> list[str]:
        """Return the values that are IRIs."""
        return [value.value for value in self.values(subject, predicate) if isinstance(value, NamedNode)]

    def texts(self, subject: Node, predicate: str) -> list[str]:
        """Return the values that are literals, whatever their language."""
        return [value.value for value in self.values(subject, predicate) if isinstance(value, Literal)]

    def said(self, subject: Node, predicate: str, language: str) -> str:
        """Return the value in a language; empty where there is none."""
        for value in self.values(subject, predicate):
            if isinstance(value, Literal) and value.language == language:
                return value.value
        return ""

    def pair(self, subject: Node, predicate: str) -> tuple[str, str]:
        """Return the value in Chinese and in English."""
        return self.said(subject, predicate, "zh"), self.said(subject, predicate, "en")

    def label(self, subject: Node) -> tuple[str, str]:
        """Return the preferred labels."""
        return self.pair(subject, SKOS + "prefLabel")

    def of_type(self, *types: str) -> list[NamedNode]:
        """Return the named subjects of any of these types."""
        wanted = {NamedNode(type_) for type_ in types}
        return [
            subject
            for subject, about in self._values.items()
            if isinstance(subject, NamedNode) and wanted.intersection(about.get(RDF_TYPE, ()))
        ]

    def nodes_of_type(self, type_: str) -> list[Node]:
        """Return the subjects of a type, blank ones too."""
        return [subject for subject, about in self._values.items() if NamedNode(type_) in about.get(RDF_TYPE, ())]

    def subjects(self) -> Iterator[NamedNode]:
        """Yield the named subjects."""
        yield from (subject for subject in self._values if isinstance(subject, NamedNode))

    def with_value(self, predicate: str, value: Node) -> list[NamedNode]:
        """Return the named subjects of which a property has a value."""
        return [subject for subject in self.subjects() if value in self.values(subject, predicate)]

    def predicates(self, subject: Node) -> list[str]:
        """Return the properties that a subject has."""
        return list(self._values.get(subject, ()))

    def members(self, head: Node) -> list[Node]:
        """Return the members of an RDF list."""
        found = []
        while head != _NIL and self.values(head, _FIRST.value):
            found += self.values(head, _FIRST.value)[:1]
            head = next(iter(self.values(head, _REST.value)), _NIL)
        return found

    def file(self, subject: Node) -> str:
        """Return the file, relative to `ontology/`, that names a subject first."""
        return self._file[subject]


@cache
def ontology_facts() -> Facts:
    """Return what the files of the ontology say, with the task concepts."""
    return Facts("shiquan.ttl", "*.ttl", "tasks/*.ttl")


@cache
def alignment_facts() -> Facts:
    """Return what the alignments with other vocabularies say."""
    return Facts("align/*.ttl")


@cache
def shape_facts() -> Facts:
    """Return what the shapes say."""
    return Facts("shapes/*.ttl")


@cache
def lexicon_facts() -> Facts:
    """Return what the lexicon says."""
    return Facts("lexicon/*.ttl")


def local_name(iri: str) -> str:
    """Return what stands behind the last slash or hash of an IRI."""
    return iri.rpartition("#")[2] if "#" in iri else iri.rstrip("/").rpartition("/")[2]


def is_own(iri: str) -> bool:
    """Tell whether an IRI is a term of the ontology."""
    return iri.startswith(SQ)
