"""Descriptions as files for programs, in four formats of RDF. The same triples give the same bytes."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from pyoxigraph import RdfFormat, Triple, serialize

from shiquan.graph.turtle import turtle
from shiquan.publishing.files import File
from shiquan.publishing.json_ld import json_ld
from shiquan.publishing.term_names import ALL_PREFIXES
from shiquan.terms import ID

Triples = Sequence[Triple]


@dataclass(frozen=True, slots=True)
class DataFormat:
    """A format of RDF: the name of a folder's file in it, its media type, what it is called, and how triples are written in it."""

    file: str
    media_type: str
    name: str
    write: Callable[[Triples, str], bytes]

    @property
    def content_type(self) -> str:
        """Return the media type with the encoding where that is not UTF-8 by definition."""
        return f"{self.media_type}; charset=utf-8" if self.media_type.startswith("text/") else self.media_type


_ROOT: Final = re.compile(rb"<rdf:RDF( [^>]*)>")


def _turtle(triples: Triples, _: str) -> bytes:
    return turtle(triples, ALL_PREFIXES)


def _n_triples(triples: Triples, _: str) -> bytes:
    return bytes(serialize(triples, format=RdfFormat.N_TRIPLES) or b"")


def _rdf_xml(triples: Triples, _: str) -> bytes:
    """Return RDF/XML; the serialiser writes the namespaces in the order of a hash, here they are sorted."""
    prefixes = {name: iri for name, iri in ALL_PREFIXES.items() if iri != ID}
    written = bytes(serialize(triples, format=RdfFormat.RDF_XML, prefixes=prefixes) or b"")
    return _ROOT.sub(lambda found: b"<rdf:RDF " + b" ".join(sorted(found[1].split())) + b">", written, count=1)


FORMATS: Final = (
    DataFormat("index.ttl", "text/turtle", "Turtle", _turtle),
    DataFormat("index.nt", "application/n-triples", "N-Triples", _n_triples),
    DataFormat("index.jsonld", "application/ld+json", "JSON-LD", json_ld),
    DataFormat("index.rdf", "application/rdf+xml", "RDF/XML", _rdf_xml),
)
"""The formats, the one that comes first where a client does not care."""


def rdf_files(folder: str, triples: Callable[[], Triples]) -> tuple[File, ...]:
    """Return a folder's files in all formats; ``triples`` gives what is in them, sorted, and is called once at most."""
    once = cache(triples)

    def file(form: DataFormat) -> File:
        return File(form.file, form.content_type, lambda: form.write(once(), folder))

    return tuple(file(form) for form in FORMATS)
