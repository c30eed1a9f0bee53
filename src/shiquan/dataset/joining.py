"""Joining: the files of all documents together, from those of single documents and the parts of a build, in sorted order.

N-Quads are sorted by graph, then subject, predicate, object. Each graph stands in one piece, so that the dump is its graphs, one after
the other. Nothing here holds more than a graph of one document, or a line of each of the parts that are merged.
"""

from __future__ import annotations

import heapq
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import BinaryIO, Final

from pyoxigraph import Quad, RdfFormat, serialize

from shiquan import __version__
from shiquan.dataset.documents import LEDGER_COLUMNS
from shiquan.dataset.layout import DataSetInfo, document_paths, failure_entry
from shiquan.graph.writing import quad_key

_MERGED_AT_ONCE: Final = 128

Piece = Callable[[], Iterable[bytes]]
"""A way to the sorted lines of a graph: called once, when its turn comes."""


def nquads(quads: Iterable[Quad]) -> bytes:
    """Return quads as sorted N-Quads, one statement a line."""
    return bytes(serialize(sorted(set(quads), key=quad_key), format=RdfFormat.N_QUADS) or b"")


def pieces_of(quads: Iterable[Quad]) -> dict[str, Piece]:
    """Return pieces, by the IRI of their graph, of quads that are in memory."""
    ordered = sorted(set(quads), key=quad_key)
    return {
        str(name)[1:-1]: partial(_ready, bytes(serialize(group, format=RdfFormat.N_QUADS) or b""))
        for name, group in groupby(ordered, key=lambda quad: quad.graph_name)
    }


def _ready(lines: bytes) -> list[bytes]:
    return [lines]


def write_dump(file: BinaryIO, pieces: Mapping[str, Piece]) -> int:
    """Write graphs as one dump, in the order of their names as N-Quads writes them; return the number of statements."""
    count = 0
    for graph in sorted(pieces, key="<{}>".format):
        for lines in pieces[graph]():
            file.write(lines)
            count += lines.count(b"\n")
    return count


def merged(runs: Sequence[Callable[[], Iterable[bytes]]], work: Path) -> Iterator[bytes]:
    """Yield the lines of sorted runs in order, each once. Where there are many runs, groups of them are merged to files first."""
    level = 0
    while len(runs) > _MERGED_AT_ONCE:
        groups = [runs[start : start + _MERGED_AT_ONCE] for start in range(0, len(runs), _MERGED_AT_ONCE)]
        runs = [_merged_to_file(group, work / f"merge-{level}-{number}") for number, group in enumerate(groups)]
        level += 1
    for line, _ in groupby(heapq.merge(*(run() for run in runs))):
        yield line


def _merged_to_file(runs: Sequence[Callable[[], Iterable[bytes]]], path: Path) -> Callable[[], Iterable[bytes]]:
    with path.open("wb") as file:
        file.writelines(heapq.merge(*(run() for run in runs)))

    def lines() -> Iterator[bytes]:
        with path.open("rb") as file:
            yield from file

    return lines


def write_ledger(file: BinaryIO, folder: Path, documents: Iterable[str]) -> None:
    """Write the ledger of all documents, in the order given, as CSV (RFC 4180) with a header."""
    file.write(",".join(LEDGER_COLUMNS).encode("ascii") + b"\r\n")
    for iri in documents:
        file.write(document_paths(folder, iri).ledger.read_bytes())


def write_report(file: BinaryIO, folder: Path, documents: Iterable[str], info: DataSetInfo) -> None:
    """Write the report of a data set as JSON: what was read, what not, what a person should look at."""

    def say(text: str) -> None:
        file.write(text.encode("utf-8"))

    say(f'{{\n "shiquan": {json.dumps(__version__)},\n "documents": [')
    for number, iri in enumerate(documents):
        entry = json.loads(document_paths(folder, iri).report.read_bytes())
        written = json.dumps(entry, ensure_ascii=False, indent=1).replace("\n", "\n  ")
        say(f"{',' if number else ''}\n  {written}")
    say("\n ],")
    rest = {
        "failures": [failure_entry(error) for error in info.failures],
        "inconsistencies": list(info.inconsistencies),
        "quads": info.quads,
        "validation": info.validation,
    }
    say(json.dumps(rest, ensure_ascii=False, indent=1).removeprefix("{") + "\n")
