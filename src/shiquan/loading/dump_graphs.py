"""The graphs of a dump, one after the other: where each stands, how many statements it has, and its digest.

A dump is sorted by graph (`shiquan.dataset.joining`), so each graph is one range of bytes, and a dump of any size is read in memory that does not grow.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import BinaryIO, Final

from shiquan.errors import UsageError
from shiquan.graph.identifiers import is_inferred_graph
from shiquan.terms import GRAPH

_BLOCK: Final = 1 << 22
"""Bytes read at once."""
_GRAPH: Final = re.compile(rb" <[!#-;=?-\[\]_a-z~]+> \.\n\Z")
"""The end of a line: the name of a graph, in ASCII (RFC 3987 without what N-Quads forbids), after the other three terms."""


@dataclass(frozen=True, slots=True)
class DumpGraph:
    """A graph of a dump: its name, its range of bytes (end excluded), its statements, and the SHA-256 of its lines."""

    file: Path
    name: str
    start: int
    end: int
    quads: int
    digest: str
    has_blank_nodes: bool

    @property
    def is_of_a_document(self) -> bool:
        """Tell whether the graph belongs to one document: what was read from it, or what is inferred of it alone."""
        path = self.name.removeprefix(GRAPH).removeprefix("inferred/" if is_inferred_graph(self.name) else "")
        return "/" in path

    def triples(self) -> bytes:
        """Return the statements as N-Triples."""
        with self.file.open("rb") as file:
            file.seek(self.start)
            return self._without_graph(file.read(self.end - self.start))

    def chunks(self, lines: int) -> Iterator[bytes]:
        """Yield the statements as N-Triples, so many lines at a time."""
        with self.file.open("rb") as file:
            file.seek(self.start)
            for start in range(0, self.quads, lines):
                chunk = b"".join(file.readline() for _ in range(min(lines, self.quads - start)))
                yield self._without_graph(chunk)

    def _without_graph(self, lines: bytes) -> bytes:
        return lines.replace(f" <{self.name}> .\n".encode(), b" .\n")


def graphs_of(dump: Path) -> Iterator[DumpGraph]:
    """Yield the graphs of a dump in its order.

    Raises:
        UsageError: it cannot be read, or is not a sorted dump of this project with every statement in a named graph.

    """
    seen: set[str] = set()
    position = 0
    try:
        with dump.open("rb") as file:
            for ending, pieces in groupby(_pieces(dump, file), key=itemgetter(0)):
                name = ending.removeprefix(b" <").removesuffix(b"> .\n").decode("utf-8")
                if name in seen:
                    raise _not_a_dump(dump)
                seen.add(name)
                start, quads, digest, blank_nodes = position, 0, hashlib.sha256(), False
                for _, lines in pieces:
                    position += len(lines)
                    quads += lines.count(b"\n")
                    digest.update(lines)
                    blank_nodes = blank_nodes or lines.startswith(b"_:") or b"\n_:" in lines or b"> _:" in lines
                yield DumpGraph(dump, name, start, position, quads, digest.hexdigest(), blank_nodes)
    except OSError as error:
        raise UsageError(f"无法读取 {dump}：{error.strerror}", f"{dump} cannot be read: {error.strerror}") from error


def _pieces(dump: Path, file: BinaryIO) -> Iterator[tuple[bytes, bytes]]:
    """Yield lines of one graph that stand together, with what each of them ends with."""
    left = b""
    while block := file.read(_BLOCK):
        content = left + block
        whole = content.rfind(b"\n") + 1
        start = 0
        while start < whole:
            ending = _GRAPH.search(content, start, content.find(b"\n", start) + 1)
            if ending is None:
                raise _not_a_dump(dump)
            # sorted by graph, so that the last line with this ending ends what belongs to it
            end = (
                whole
                if content.endswith(ending[0], start, whole)
                else content.rfind(ending[0], start, whole) + len(ending[0])
            )
            lines = content[start:end]
            if lines.count(ending[0]) != lines.count(b"\n"):
                raise _not_a_dump(dump)
            yield ending[0], lines
            start = end
        left = content[whole:]
    if left:
        raise _not_a_dump(dump)


def _not_a_dump(dump: Path) -> UsageError:
    return UsageError(
        f"{dump} 不是 shiquan 写出的排好序的 N-Quads；请重新运行 shiquan build 或 shiquan dump。",
        f"{dump} is not sorted N-Quads as shiquan writes them: run shiquan build or shiquan dump again.",
    )
