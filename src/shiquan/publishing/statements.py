"""Statements as they are shown to people: properties and values by their names, in the page's language where they have one in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from shiquan.graph.identifiers import document_of
from shiquan.publishing.addresses import folder_of, fragment_of
from shiquan.publishing.languages import Language
from shiquan.publishing.term_names import term_names
from shiquan.terms import DCTERMS, ELI, ID, RDF_TYPE, RDFS, SKOS

MOST_VALUES: Final = 100
"""So many values of a property are shown; the files of data have all."""

_FIRST: Final = (RDF_TYPE, SKOS + "prefLabel", RDFS + "label", DCTERMS + "title", ELI + "title", ELI + "id_local")
_CALLED: Final = (SKOS + "prefLabel", RDFS + "label", DCTERMS + "title", ELI + "id_local", ELI + "title")
_HAN: Final = re.compile("[\u4e00-\u9fff]")
_LINKED: Final = ("http://", "https://")

Words = Mapping[str, str]
"""What something is called, by language tag; an empty tag where none is given."""

Names = Mapping[str, Words]
"""What things are called, by IRI."""


@dataclass(frozen=True, slots=True)
class Value:
    """What a property has as a value: a literal with its language, or something with an IRI. ``names`` are its words by language."""

    iri: str
    names: Words
    own: bool

    def text(self, language: Language) -> str:
        """Return the words to show in a language."""
        return self.names.get(language) or self.names.get("") or next(iter(self.names.values()), self.iri)

    def language_of(self, language: Language) -> str:
        """Return the language of these words where it is another than the page's, else nothing."""
        text = self.text(language)
        found = next((tag for tag, words in self.names.items() if words == text), "")
        if not found and _HAN.search(text):
            # strings of documents have no tag: they are what the document says
            found = Language.CHINESE.value
        return "" if found == language else found

    @property
    def linked(self) -> bool:
        """Whether it has an address that a link may lead to: what others wrote must not become a script."""
        return self.own or self.iri.startswith(_LINKED)


@dataclass(frozen=True, slots=True)
class Row:
    """A property and its values; ``more`` of them are not shown."""

    property: Value
    values: tuple[Value, ...]
    more: int


def name_of(iri: str, names: Names) -> Value:
    """Return something with an IRI as a value, called by its own name, that of the document that it is a part of, or that of a term."""
    called = dict(names.get(iri, {}))
    document = document_of(iri)
    if not called and document is not None and document != iri:
        number = names.get(document, {})
        called = {tag: f"{words} · {fragment_of(iri)}" for tag, words in number.items()}
    term = term_names().get(iri)
    if not called and term is not None:
        called = {
            tag: words
            for tag, words in ((Language.CHINESE.value, term.chinese), (Language.ENGLISH.value, term.english))
            if words
        }
    short = iri.removeprefix(ID) if iri.startswith(ID) else iri
    return Value(iri, called or {"": short}, folder_of(iri) is not None)


def names_in(triples: Iterable[Triple]) -> Names:
    """Return what things are called: by IRI, by language tag; the first of `_CALLED` that is there, and of several words the first in order."""
    found: dict[str, dict[str, tuple[int, str]]] = {}
    for triple in triples:
        if triple.predicate.value not in _CALLED or not isinstance(triple.object, Literal):
            continue
        words = (_CALLED.index(triple.predicate.value), triple.object.value)
        by_language = found.setdefault(text_of(triple.subject), {})
        tag = triple.object.language or ""
        by_language[tag] = min(by_language.get(tag, words), words)
    return {iri: {tag: words for tag, (_, words) in called.items()} for iri, called in found.items()}


def rows_of(triples: Iterable[Triple], names: Names, *, inverse: bool = False) -> tuple[Row, ...]:
    """Return triples about one thing by their properties, names and types first; with ``inverse``, those that point at it."""
    by_property: dict[str, list[Value]] = {}
    for triple in triples:
        value = triple.subject if inverse else triple.object
        by_property.setdefault(triple.predicate.value, []).append(_value(value, names))
    ordered = sorted(by_property, key=lambda iri: (_FIRST.index(iri) if iri in _FIRST else len(_FIRST), iri))
    return tuple(
        Row(name_of(iri, names), tuple(by_property[iri][:MOST_VALUES]), max(0, len(by_property[iri]) - MOST_VALUES))
        for iri in ordered
    )


def _value(term: NamedNode | BlankNode | Literal | Triple, names: Names) -> Value:
    if isinstance(term, NamedNode):
        return name_of(term.value, names)
    if isinstance(term, Literal):
        return Value("", {term.language or "": term.value}, False)
    return Value("", {"": "[]"}, False)


def text_of(term: NamedNode | BlankNode | Literal | Triple) -> str:
    """Return the text of a term: an IRI as it is, others as N-Triples."""
    return term.value if isinstance(term, NamedNode) else str(term)
