"""The ontology: the document of its namespace, in which each term has its place, and the documents of its parts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode

from shiquan.publishing.addresses import ONTOLOGY, folder_of, fragment_of, iri_of
from shiquan.publishing.descriptions import Description
from shiquan.publishing.files import File
from shiquan.publishing.ontology_descriptions import ontology_descriptions
from shiquan.publishing.pages import Values, pages
from shiquan.publishing.published_data import PublishedData
from shiquan.publishing.rdf_files import FORMATS, rdf_files
from shiquan.publishing.statements import Value, Words, name_of, names_in
from shiquan.terms import DCTERMS, ID, SKOS, SQ


@dataclass(frozen=True, slots=True)
class Term:
    """A term that a document tells of: its IRI, its last part, its name and its definition (empty where it has none)."""

    iri: str
    local: str
    name: Value
    definition: Value


class Ontology:
    """The section ``ontology/``; what it has is the same for every data set."""

    prefix: Final = ONTOLOGY

    def folders(self, data: PublishedData) -> Iterator[str]:
        """Yield the folder of the ontology and those of its parts; see `Section`."""
        for iri in ontology_descriptions():
            folder = folder_of(iri)
            if folder is not None:
                yield folder

    def files(self, data: PublishedData, folder: str) -> tuple[File, ...]:
        """Return the page of a part of the ontology in both languages, and its document in all formats; see `Section`.

        The page of the whole is that of `shiquan.publishing.sections.vocabulary.OntologyPage`.
        """
        iri = iri_of(folder)
        document = ontology_descriptions().get(iri or "")
        if document is None:
            return ()
        described = rdf_files(folder, document.triples)
        if folder == ONTOLOGY:
            return described
        return *pages(data, folder, "ontology.html", lambda: _values(document)), *described


def _values(document: Description) -> Values:
    names = names_in(document.own)
    texts: dict[tuple[str, str], dict[str, str]] = {}
    for triple in document.own:
        if isinstance(triple.subject, NamedNode) and isinstance(triple.object, Literal):
            key = triple.subject.value, triple.predicate.value
            texts.setdefault(key, {}).setdefault(triple.object.language or "", triple.object.value)
    subjects = {triple.subject.value: None for triple in document.own if isinstance(triple.subject, NamedNode)}
    return {
        "iri": document.iri,
        "title": name_of(document.iri, names),
        "abstract": _text(texts.get((document.iri, DCTERMS + "abstract"), {})),
        "terms": tuple(
            Term(
                iri,
                fragment_of(iri) or iri.removeprefix(ID),
                name_of(iri, names),
                _text(texts.get((iri, SKOS + "definition"), {})),
            )
            for iri in subjects
            if iri.startswith((SQ, ID))
        ),
        "formats": FORMATS,
    }


def _text(words: Words) -> Value:
    return Value("", words, False)
