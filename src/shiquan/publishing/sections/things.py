"""The things of the graph: each has a folder with a page for people and its description for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from pyoxigraph import Triple

from shiquan.publishing.addresses import THINGS, folder_of, iri_of
from shiquan.publishing.descriptions import description_of, is_described, query
from shiquan.publishing.files import File
from shiquan.publishing.published_data import PublishedData
from shiquan.publishing.rdf_files import rdf_files
from shiquan.publishing.thing_pages import page_of
from shiquan.questions.catalogue import ask
from shiquan.terms import ID


class Things:
    """The section ``id/``: everything with an IRI of this graph; parts of documents are described where their document is."""

    prefix: Final = THINGS

    def folders(self, data: PublishedData) -> Iterator[str]:
        """Yield the folder of every thing, and of every named graph that is not that of a document; see `Section`."""
        things = {iri for (iri,) in ask(data.store, query("things"), {}) if iri is not None}
        graphs = {iri for (iri,) in ask(data.store, query("graphs"), {}) if iri is not None and iri.startswith(ID)}
        for iri in sorted(things | graphs):
            folder = folder_of(iri)
            # the graphs of a document are described where it is
            if folder is not None and iri_of(folder) == iri:
                yield folder

    def files(self, data: PublishedData, folder: str) -> tuple[File, ...]:
        """Return a thing's page in both languages and its description in all formats; see `Section`."""
        iri = iri_of(folder)
        if iri is None or not is_described(data, iri):
            return ()

        def triples() -> Sequence[Triple]:
            found = description_of(data, iri)
            return () if found is None else found.triples()

        return (*page_of(data, iri, folder), *rdf_files(folder, triples))
