"""The joined files of a data set that was changed: graph, ledger and report of all documents, made again from the store and the single files.

To join them costs as much as the data set is large. After a change of single documents that is done at once only where it is small;
otherwise the joined files, which would be out of date, are taken away, and `shiquan dump` or a command that reads them makes them again.
So it is with the findings of validation, but that only `shiquan dump` makes them again.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Final

from pyoxigraph import NamedNode, Quad, RdfFormat, Store, parse

from shiquan.dataset.joining import Piece, merged, nquads, pieces_of, write_dump, write_ledger, write_report
from shiquan.dataset.layout import (
    DUMP,
    FINDINGS,
    JOINED,
    LEDGER,
    REPORT,
    STORE,
    DataSetInfo,
    damaged,
    document_paths,
    read_info,
    write_info,
)
from shiquan.dataset.progress import NO_PROGRESS, Progress
from shiquan.dataset.rules_stage import background
from shiquan.dataset.validating import validate_files, write_findings
from shiquan.dataset.workers import ThisProcess, Workers
from shiquan.graph.identifiers import graph_iri
from shiquan.terms import SQ

SMALL_BYTES: Final = 1 << 26
"""The size of a dump up to which the joined files are made again with each change (64 MiB, about a second)."""

_QUADS_AT_ONCE: Final = 200_000


def join_if_small(folder: Path, store: Store, info: DataSetInfo) -> None:
    """Make the joined files and the findings again where they are there and small, and take them away where they are large."""
    dump = folder / DUMP
    if dump.is_file() and dump.stat().st_size <= SMALL_BYTES:
        join(folder, store, info)
        if (folder / FINDINGS).is_file():
            find_again(folder, info, ThisProcess(), NO_PROGRESS)
    else:
        for name in (*JOINED, FINDINGS):
            (folder / name).unlink(missing_ok=True)


def make_whole(folder: Path, workers: Workers, progress: Progress = NO_PROGRESS) -> None:
    """Make the joined files and the findings of a data set where they are not there.

    Raises:
        UsageError: the folder is no data set of this version, or its store cannot be read.
        ShiquanError: a worker was lost twice over the same documents.

    """
    bring_up_to_date(folder)
    info = read_info(folder)
    if info.validation is None or not (folder / FINDINGS).is_file():
        find_again(folder, info, workers, progress)


def find_again(folder: Path, info: DataSetInfo, workers: Workers, progress: Progress) -> None:
    """Validate a data set that has its joined files, and write what is found and the counts of it."""
    with tempfile.TemporaryDirectory(prefix="shiquan-validation-") as work:
        made = Path(work) / FINDINGS
        with made.open("wb") as file:
            counts = write_findings(file, validate_files(folder, Path(work), workers, progress).findings)
        info = replace(info, validation=counts)
        with (Path(work) / REPORT).open("wb") as file:
            write_report(file, folder, _documents(Store.read_only(str(folder / STORE))), info)
        for name in (FINDINGS, REPORT):
            # within the folder, a file takes the place of another in one step
            unfinished = folder / f".{name}.new"
            shutil.copyfile(Path(work) / name, unfinished)
            unfinished.replace(folder / name)
    write_info(folder, info)


def bring_up_to_date(folder: Path) -> None:
    """Make the joined files of a data set where they are not there.

    Raises:
        UsageError: the folder is no data set of this version, or its store cannot be read.

    """
    if (folder / DUMP).is_file():
        return
    info = read_info(folder)
    try:
        store = Store.read_only(str(folder / STORE))
    except OSError as error:
        raise damaged(folder, STORE) from error
    join(folder, store, info)


def join(folder: Path, store: Store, info: DataSetInfo) -> None:
    """Make the joined files of a data set from its store and single files; each is replaced whole."""
    documents = _documents(store)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".joining-") as work:
        made = Path(work)
        with (made / DUMP).open("wb") as file:
            write_dump(file, _pieces(folder, documents, store, made))
        with (made / LEDGER).open("wb") as file:
            write_ledger(file, folder, documents)
        with (made / REPORT).open("wb") as file:
            write_report(file, folder, documents, info)
        for name in JOINED:
            (made / name).replace(folder / name)


def _documents(store: Store) -> list[str]:
    texts = store.quads_for_pattern(None, NamedNode(SQ + "cleanedText"), None, None)
    return sorted(quad.subject.value for quad in texts if isinstance(quad.subject, NamedNode))


def _pieces(folder: Path, documents: Iterable[str], store: Store, work: Path) -> dict[str, Piece]:
    """Return the graphs of a data set.

    Those of documents and of the background come from their files: a store gives numbers a form of its own (30 for 30.0) and
    blank nodes labels of its own.
    """
    stored = (graph.value for graph in store.named_graphs() if isinstance(graph, NamedNode))
    return {
        **{graph: partial(_sorted, store, graph, work) for graph in stored},
        **{graph_iri(iri): partial(_document, folder, iri) for iri in documents},
        **pieces_of(background()),
    }


def _document(folder: Path, iri: str) -> list[bytes]:
    path = document_paths(folder, iri).turtle
    graph = NamedNode(graph_iri(iri))
    try:
        triples = parse(path.read_bytes(), format=RdfFormat.TURTLE)
        return [nquads(Quad(one.subject, one.predicate, one.object, graph) for one in triples)]
    except (OSError, SyntaxError) as error:
        raise damaged(folder, path.name) from error


def _sorted(store: Store, graph: str, work: Path) -> Iterator[bytes]:
    """Yield the sorted lines of a graph of any size: runs of a limited number of quads are sorted and merged."""
    quads = store.quads_for_pattern(None, None, None, NamedNode(graph))
    runs: list[Path] = []
    while lines := nquads(islice(quads, _QUADS_AT_ONCE)):
        if not runs and lines.count(b"\n") < _QUADS_AT_ONCE:
            yield lines
            return
        runs.append(work / f"run-{len(runs)}")
        runs[-1].write_bytes(lines)
    yield from merged([partial(_lines, run) for run in runs], work)


def _lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from file
