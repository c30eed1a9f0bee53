"""The sections ``vocabulary/`` and ``ontology/``: what the words of the graph mean."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, partial
from typing import Final

from shiquan.publishing.files import File
from shiquan.publishing.json_ld import compact
from shiquan.publishing.pages import Values, pages
from shiquan.publishing.published_data import PublishedData
from shiquan.publishing.rdf_files import FORMATS
from shiquan.publishing.vocabulary.class_diagram import class_diagram
from shiquan.publishing.vocabulary.facts import is_own, local_name, ontology_facts
from shiquan.publishing.vocabulary.lexicon_entries import lexicon_files
from shiquan.publishing.vocabulary.ontology_terms import groups, labels, modules
from shiquan.publishing.vocabulary.schemes import schemes
from shiquan.publishing.vocabulary.shapes import shape_files
from shiquan.terms import ID

ONTOLOGY: Final = "ontology/"
_SHAPES: Final = "vocabulary/shapes/"
_SCHEMES: Final = "vocabulary/schemes/"
_LEXICON: Final = "vocabulary/lexicon/"
DIAGRAM: Final = "classes.svg"


class Vocabulary:
    """The section ``vocabulary/``: an overview, and the parts."""

    prefix: Final = "vocabulary/"

    def folders(self, data: PublishedData) -> Iterator[str]:
        """Yield the overview and the parts; see `Section`."""
        yield from _made()

    def files(self, data: PublishedData, folder: str) -> tuple[File, ...]:
        """Return the pages of a folder, and beside the overview the diagram; see `Section`."""
        found = _made().get(folder)
        if found is None:
            return ()
        template, values = found
        made = pages(data, folder, template, lambda: {**_WORDS, **values()})
        if folder != self.prefix:
            return made
        return (*made, File(DIAGRAM, "image/svg+xml", lambda: class_diagram().svg()))


class OntologyPage:
    """The page of the whole ontology, beside the data of `Ontology`. Its terms are hash IRIs: the anchors are their local names."""

    prefix: Final = ONTOLOGY

    def folders(self, data: PublishedData) -> Iterator[str]:
        """Yield the one folder; see `Section`."""
        yield ONTOLOGY

    def files(self, data: PublishedData, folder: str) -> tuple[File, ...]:
        """Return the page in both languages; see `Section`."""
        if folder != ONTOLOGY:
            return ()
        return pages(
            data,
            folder,
            "ontology-terms.html",
            lambda: {**_WORDS, "groups": groups(), "modules": modules(), "formats": FORMATS},
        )


_Page = tuple[str, Callable[[], Values]]


@cache
def _made() -> dict[str, _Page]:
    """Return the template of each folder and what it is filled with."""
    found: dict[str, _Page] = {
        "vocabulary/": (
            "vocabulary.html",
            lambda: {
                "groups": groups(),
                "shapes": shape_files(),
                "schemes": schemes(),
                "lexicon": lexicon_files(),
                "diagram": DIAGRAM,
            },
        ),
        _SHAPES: ("shape-files.html", lambda: {"files": shape_files()}),
        _SCHEMES: ("schemes.html", lambda: {"schemes": schemes()}),
        _LEXICON: ("lexicon-files.html", lambda: {"files": lexicon_files()}),
    }
    for file in shape_files():
        found[f"{_SHAPES}{file.name}/"] = "shapes.html", partial(dict, file_title=file.title, shapes=file.shapes)
    for scheme in schemes():
        found[f"{_SCHEMES}{scheme.name}/"] = ("scheme.html", partial(dict, scheme=scheme))
    for part in lexicon_files():
        found[f"{_LEXICON}{part.name}/"] = ("lexicon.html", partial(dict, part=part))
    return found


def _label(iri: str) -> tuple[str, str]:
    """Return what a term or thing is called: its labels, or else its IRI, shortened."""
    if iri in labels():
        return labels()[iri]
    if iri.startswith(ID):
        zh, en = _thing_labels().get(iri, ("", ""))
        if zh or en:
            return zh or en, en or zh
    return compact(iri), compact(iri)


@cache
def _thing_labels() -> dict[str, tuple[str, str]]:
    facts = ontology_facts()
    return {node.value: facts.label(node) for node in facts.subjects() if node.value.startswith(ID)}


_WORDS: Final[Values] = {"label": _label, "is_own": is_own, "local_name": local_name, "compact": compact}
"""Functions that the templates call."""
