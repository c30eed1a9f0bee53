"""The first stage of a build, run in as many processes as there are: batches of sources in, one part of read documents out.

Nothing but the name of the part, the links and the failures goes back to the process that asked: what was read stands in the part, so that
the memory of no process grows with the number of documents.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final

from pyoxigraph import NamedNode, Quad, Triple

from shiquan.dataset.documents import (
    BuiltDocument,
    DocumentBuilder,
    DocumentFiles,
    Identified,
    document_files,
    internal_error,
)
from shiquan.dataset.joining import nquads
from shiquan.dataset.links import Links, links_of
from shiquan.dataset.parts import write_part
from shiquan.dataset.storage import Storage
from shiquan.errors import UnreadableDocument
from shiquan.graph.identifiers import inferred_graph_iri
from shiquan.graph.vocabulary import ontology_quads, reference_quads
from shiquan.reading.sources import SourceFile
from shiquan.reasoning.axioms import read_axioms
from shiquan.reasoning.inconsistencies import Inconsistency
from shiquan.reasoning.links import DocumentLinks
from shiquan.reasoning.rules import DocumentReasoning, Rules, compile_rules

INFERRED: Final = "inferred"


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """A document that was read into a part.

    ``position`` is that of its source among all sources, which is also the name of its members in the part; ``links`` are for the rules between documents, ``surface`` is for
    reasoning between documents; ``inconsistencies`` are those that it has by itself.
    """

    position: int
    part: str
    iri: str
    identified: Identified
    links: Links
    surface: DocumentLinks
    inconsistencies: tuple[Inconsistency, ...]

    def member(self, kind: str) -> str:
        """Return the name of a member of the part: one of the fields of `DocumentFiles`, or `INFERRED`."""
        return f"{self.position}/{kind}"


@dataclass(frozen=True, slots=True)
class ReadBatch:
    """What came of a batch of sources: the documents that were read, and the failures by the position of their source."""

    documents: tuple[ReadDocument, ...]
    failures: tuple[tuple[int, UnreadableDocument], ...]


@cache
def document_builder() -> DocumentBuilder:
    """Return the builder of this process; it takes a second to make."""
    return DocumentBuilder()


@cache
def reasoning_rules() -> Rules:
    """Return the ontology compiled, with what stands beside the documents closed under it; made once a process."""
    return compile_rules(read_axioms(ontology_quads()), reasoning_background())


def reasoning_background() -> tuple[Quad, ...]:
    """Return what every document is reasoned over with: the ontology with its vocabularies, and the reference data."""
    return (*ontology_quads(), *reference_quads())


def inferred_nquads(triples: Iterable[Triple], graph: str) -> bytes:
    """Return what reasoning added, as sorted N-Quads of a named graph."""
    return nquads(Quad(one.subject, one.predicate, one.object, NamedNode(graph)) for one in triples)


def read_batch(sources: Iterable[tuple[int, SourceFile]], part: str, storage: Storage) -> ReadBatch:
    """Read sources, each with its position among all, and put what was read into a part. A broken source costs only itself."""
    documents: list[ReadDocument] = []
    failures: list[tuple[int, UnreadableDocument]] = []
    members: dict[str, bytes] = {}
    for position, source in sources:
        try:
            read, files = _read_one(source, position, part)
        except UnreadableDocument as error:
            failures.append((position, error))
        except Exception as error:
            failures.append((position, internal_error(source.name, error)))
        else:
            documents.append(read)
            members |= files
    if members:
        write_part(storage, part, members)
    return ReadBatch(tuple(documents), tuple(failures))


def _read_one(source: SourceFile, position: int, part: str) -> tuple[ReadDocument, dict[str, bytes]]:
    """Return a document that was read, reasoned over and written, and the members that it has in the part."""
    built = document_builder().build(source)
    reasoning = reasoning_rules().document(built.quads, built.iri)
    read = _read_document(built, reasoning, position, part)
    files = document_files(built)
    members = {read.member(kind): getattr(files, kind) for kind in DocumentFiles.__slots__}
    members[read.member(INFERRED)] = inferred_nquads(reasoning.inferred, inferred_graph_iri(built.iri))
    return read, members


def _read_document(built: BuiltDocument, reasoning: DocumentReasoning, position: int, part: str) -> ReadDocument:
    return ReadDocument(
        position,
        part,
        built.iri,
        built.identified,
        links_of(built.quads),
        reasoning.links,
        reasoning.inconsistencies,
    )
