"""The dump of a data set (`graph.nq`) read graph by graph, each found by its place in the file."""

from __future__ import annotations

import os
import re
import weakref
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Protocol

from pyoxigraph import NamedNode, Quad, RdfFormat, Store, parse

from shiquan.errors import UsageError
from shiquan.graph.identifiers import document_of_graph, graph_iri, is_inferred_graph
from shiquan.terms import DOC, GRAPH, RDFS

BACKGROUND: Final = tuple(GRAPH + name for name in ("ontology", "alignments", "areas", "organisations", "instruments"))
"""The graphs that do not grow with the number of documents: any document may need any part of them."""

_LAST_TERM: Final = re.compile(rb' (<[^<>"{}|^`\\\x00-\x20]*> \.\n)$')
_DOCUMENTS: Final = DOC.encode()
_SUBCLASS: Final = f"<{RDFS}subClassOf>".encode()
_PIECE: Final = 4_000_000
"""How many bytes of a graph that is no document's are read at once."""

Range = tuple[int, int]


def is_inferred(graph: object) -> bool:
    """Tell whether a graph's name is that of inferred statements.

    These are left out: a type that follows from a domain would hide a type that is missing.
    """
    return isinstance(graph, NamedNode) and is_inferred_graph(graph.value)


class Content(Protocol):
    """The bytes of a dump, which may be sent to another process, wherever they stand."""

    @property
    def name(self) -> str:
        """Return what messages call it."""
        ...

    def read(self, start: int, end: int) -> bytes:
        """Return the bytes from one place to another, end excluded.

        Raises:
            OSError: they cannot be read.

        """
        ...

    def close(self) -> None:
        """Close what reading opened; it is opened again when more is read."""
        ...


class FileContent:
    """The bytes of a file of this machine, opened by the first reading in each process."""

    def __init__(self, file: Path) -> None:
        """Remember the file; nothing is opened yet."""
        self._file = file
        self._descriptor: int | None = None
        self._closing: weakref.finalize[[int], FileContent] | None = None

    def __reduce__(self) -> tuple[type[FileContent], tuple[Path]]:
        """Say how it is made in another process: what is open here is not open there."""
        return FileContent, (self._file,)

    @property
    def name(self) -> str:
        """Return the path; see `Content`."""
        return str(self._file)

    def read(self, start: int, end: int) -> bytes:
        """Return some of the bytes; see `Content`."""
        if self._descriptor is None:
            self._descriptor = os.open(self._file, os.O_RDONLY)
            self._closing = weakref.finalize(self, os.close, self._descriptor)
        return os.pread(self._descriptor, end - start, start)

    def close(self) -> None:
        """Close the file; see `Content`."""
        if self._closing is not None:
            self._closing()
        self._descriptor = self._closing = None


@dataclass(frozen=True, slots=True)
class Dump:
    """Where the graphs of a dump stand.

    ``documents`` are the graphs of documents by the IRI of the document, in the order of the file; ``background`` those of
    `BACKGROUND`; ``others`` all others but the inferred ones, in pieces. Ranges are of bytes, end excluded. ``lengths`` are the
    numbers of parts that the documents' IRIs have between slashes, the longest first; ``holding_others`` are the documents
    whose IRI another document's begins with.
    """

    content: Content
    documents: dict[str, tuple[Range, ...]]
    background: tuple[Range, ...]
    others: tuple[Range, ...]
    lengths: tuple[int, ...]
    holding_others: frozenset[str]

    def home(self, iri: str) -> str | None:
        """Return the document that a node belongs to: its IRI is the document's, or that and a path below it."""
        if not iri.startswith(DOC):
            return None
        parts = iri.split("/")
        for length in self.lengths:
            above = "/".join(parts[:length])
            if above in self.documents:
                return above
        return None

    def read_from(self, content: Content) -> Dump:
        """Return the same dump with its bytes read from elsewhere."""
        return replace(self, content=content)

    def read(self, ranges: tuple[Range, ...]) -> bytes:
        """Return the lines that stand in some ranges."""
        return b"".join(self.content.read(start, end) for start, end in ranges)

    def quads(self, ranges: tuple[Range, ...]) -> Iterator[Quad]:
        """Yield the statements in some ranges.

        Raises:
            UsageError: they are not well formed.

        """
        yield from self.parsed(self.read(ranges))

    def parsed(self, content: bytes) -> Iterator[Quad]:
        """Yield the statements in some lines of this dump.

        Raises:
            UsageError: they are not well formed.

        """
        try:
            yield from parse(content, format=RdfFormat.N_QUADS)
        except SyntaxError as error:
            raise _not_well_formed(self.content.name, error) from error

    def load(self, store: Store, document: str, content: bytes) -> None:
        """Put the graph of a document, given as its lines, into the default graph of a store.

        Raises:
            UsageError: they are not well formed.

        """
        self._load(store, content, graph_iri(document))

    def background_store(self) -> Store:
        """Return a store with the background in its default graph.

        Raises:
            UsageError: it is not well formed.

        """
        store = Store()
        for range_ in self.background:
            content = self.read((range_,))
            self._load(store, content, *BACKGROUND)
        return store

    def _load(self, store: Store, content: bytes, *graphs: str) -> None:
        endings = [b" <" + graph.encode() + b"> .\n" for graph in graphs]
        if sum(map(content.count, endings)) != content.count(b"\n"):
            # lines in another form than ours
            store.extend(Quad(quad.subject, quad.predicate, quad.object) for quad in self.parsed(content))
            return
        if b"_:" in content:
            # loading would rename blank nodes
            lines = [line + b"\n" for line in content.split(b"\n") if line]
            odd = b"".join(line for line in lines if b"_:" in line)
            store.extend(Quad(quad.subject, quad.predicate, quad.object) for quad in self.parsed(odd))
            content = b"".join(line for line in lines if b"_:" not in line)
        for ending in endings:
            content = content.replace(ending, b" .\n")
        try:
            store.load(content, format=RdfFormat.N_TRIPLES)
        except SyntaxError as error:
            raise _not_well_formed(self.content.name, error) from error

    def naming_documents(self, content: bytes) -> tuple[bytes, set[str]]:
        """Tell the lines of a graph of the background that name a document or a class above another, and the subjects of all others.

        Most lines do neither, and of them nothing but the subject, as N-Quads writes it, is ever asked for. A line in another form
        than ours is among the lines.
        """
        found = []
        subjects: set[bytes] = set()
        for line in content.split(b"\n"):
            terms = line.split(b" ", 2)
            if (
                len(terms) < 3
                or not line.startswith((b"<", b"_:"))
                or not terms[1].startswith(b"<")
                or _DOCUMENTS in line
                or _SUBCLASS in line
                or b"\\" in line
                or b"\t" in line
            ):
                found.append(line)
            else:
                subjects.add(terms[0])
        return b"\n".join(found), {subject.decode() for subject in subjects}

    def leading_out(self, document: str, content: bytes, inverse: frozenset[bytes], onward: frozenset[bytes]) -> bytes:
        """Return the lines of a document's graph that name a node of another document or of none.

        Most lines say something about the document's own nodes with a literal or another of its nodes as value; these are told
        by their first bytes and left out without being parsed. Of the lines with one object that is not the document's and with
        the document's nodes as subject, the first is returned, and the first with a property that leads onward; of those with a
        property that is followed backward, every one. Properties are given as N-Quads writes them. A line in another form than
        ours is always returned.
        """
        if document in self.holding_others:
            return content
        whole = b"<" + document.encode() + b">"
        part = whole[:-1] + b"/"
        owned_or_literal = (whole, part, b'"')
        seen: set[bytes] = set()
        led_to: set[bytes] = set()
        found = []
        for line in content.split(b"\n"):
            terms = line.split(b" ", 2)
            if (
                len(terms) == 3
                and (terms[0].startswith(part) or terms[0] == whole)
                and terms[1].startswith(b"<")
                and terms[1] != _SUBCLASS
            ):
                value = terms[2]
                if value.startswith(owned_or_literal):
                    continue
                if terms[1] not in inverse:
                    met = led_to if terms[1] in onward else seen
                    if value in met:
                        continue
                    met.add(value)
            found.append(line)
        return b"\n".join(found)


def _not_well_formed(file: str, error: SyntaxError) -> UsageError:
    return UsageError(f"{file} 不是 N-Quads：{error}", f"{file} is not N-Quads: {error}")


def find_graphs(file: Path) -> Dump:
    """Read through a dump once and note where each graph stands. Lines of one graph need not stand together.

    Raises:
        UsageError: the file cannot be read, or is not N-Quads.

    """
    documents: dict[str, list[Range]] = {}
    background: list[Range] = []
    others: list[Range] = []
    try:
        for graph, start, end in _runs(file):
            if graph in BACKGROUND:
                background.append((start, end))
            elif graph.startswith(GRAPH) and "/" in graph[len(GRAPH) :] and not is_inferred_graph(graph):
                documents.setdefault(document_of_graph(graph), []).append((start, end))
            elif not is_inferred_graph(graph):
                others.append((start, end))
    except OSError as error:
        folder = file.parent
        raise UsageError(
            f"{folder} 不是数据集（没有可读的 graph.nq），请先运行 shiquan build，或用 --data 指明位置",
            f"{folder} is not a data set (no graph.nq that can be read): run shiquan build first, or name the folder with --data",
        ) from error
    except SyntaxError as error:
        raise _not_well_formed(str(file), error) from error
    held = {iri: tuple(ranges) for iri, ranges in documents.items()}
    lengths = sorted({iri.count("/") + 1 for iri in held}, reverse=True)
    holding = frozenset(above for iri in held for above in _above(iri) if above in held)
    return Dump(FileContent(file), held, tuple(background), tuple(others), tuple(lengths), holding)


def _above(iri: str) -> Iterator[str]:
    """Yield what stands before each slash of the part of a document's IRI that is its own."""
    cut = iri.rfind("/")
    while cut >= len(DOC):
        yield iri[:cut]
        cut = iri.rfind("/", 0, cut)


def _runs(file: Path) -> Iterator[tuple[str, int, int]]:
    """Yield graph, start and end of each run of lines of one graph; long runs in pieces. The default graph is ''."""
    with file.open("rb") as lines:
        graph = ""
        ending = b""
        start = position = 0
        for line in lines:
            if not (ending and line.endswith(ending)) or position - start > _PIECE:
                if position > start:
                    yield graph, start, position
                    start = position
                graph, ending = _graph_of(line)
            position += len(line)
        if position > start:
            yield graph, start, position


def _graph_of(line: bytes) -> tuple[str, bytes]:
    """Return the graph of a line, and what other lines of it end with; nothing where only this line is known by it."""
    quads = list(parse(line, format=RdfFormat.N_QUADS))
    if not quads or not isinstance(quads[0].graph_name, NamedNode):
        return "", b""
    ending = _LAST_TERM.search(line)
    return quads[0].graph_name.value, b" " + ending.group(1) if ending else b""
