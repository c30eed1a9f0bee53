"""Building a data set: sources in; graph, store, texts, ledger and report out. A failed document costs only itself.

A build is a stream over documents in stages, each run by all workers: reading (source to graph, and what follows from it), the rules between documents (each
document with its neighbourhood), joining, validation and storing. Between the stages the documents stand in parts on disk; what is kept in
memory of a document is its name and its links. The bytes written are the same whatever the number and kind of workers.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from pyoxigraph import NamedNode, Quad

from shiquan.dataset.bulk_loading import bulk_load, compact
from shiquan.dataset.carrying import carried
from shiquan.dataset.documents import BuiltDocument, DocumentBuilder
from shiquan.dataset.inferring import inferred_by
from shiquan.dataset.joining import Piece, merged, nquads, pieces_of, write_dump, write_ledger, write_report
from shiquan.dataset.layout import (
    DUMP,
    FINDINGS,
    LEDGER,
    REPORT,
    STORE,
    DataSetInfo,
    document_folders,
    document_paths,
    put_in_place,
    refuse_foreign,
    working_folder,
    write_info,
)
from shiquan.dataset.links import LinkTable, links_of, neighbourhood
from shiquan.dataset.parts import Parts
from shiquan.dataset.progress import NO_PROGRESS, Progress, Stage
from shiquan.dataset.reading_stage import ReadDocument, read_batch
from shiquan.dataset.rules_stage import background, derive_batch
from shiquan.dataset.storage import FolderStorage, Storage
from shiquan.dataset.validating import validate_files, write_findings
from shiquan.dataset.validation_files import FilesInStorage, TextsInParts, ValidationFiles
from shiquan.dataset.workers import Lost, Processes, ThisProcess, Workers
from shiquan.errors import ShiquanError, UnreadableDocument, UsageError
from shiquan.graph.derivation import derived_graphs, provenance
from shiquan.graph.identifiers import graph_iri
from shiquan.graph.quotation import Texts
from shiquan.reading.sources import SourceFile, find_sources
from shiquan.reasoning.reasoner import Reasoner
from shiquan.terms import GRAPH

__all__ = ["BuildResult", "BuiltDocument", "DocumentBuilder", "build"]

_READ_AT_ONCE: Final = 32
_DERIVED_AT_ONCE: Final = 128


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What a build made, and what it could not read.

    ``documents`` are the IRIs of the documents, sorted; ``validation`` the number of findings of each severity, None where the build
    did not validate.
    """

    documents: tuple[str, ...]
    failures: tuple[UnreadableDocument, ...]
    inconsistencies: tuple[Mapping[str, Any], ...]
    quads: int
    folder: Path
    validation: Mapping[str, int] | None

    def reports(self) -> Iterator[dict[str, Any]]:
        """Yield the entry of each document in the report, in the order of ``documents``."""
        for iri in self.documents:
            yield json.loads(document_paths(self.folder, iri).report.read_bytes())


def build(
    paths: Iterable[Path | str],
    folder: Path,
    progress: Progress = NO_PROGRESS,
    jobs: int = 1,
    workers: Workers | None = None,
    shared: Storage | None = None,
    reasoner: Reasoner = Reasoner.COMPILED,
    validated: bool = True,
) -> BuildResult:
    """Build a data set from files, folders and archives and put it into a folder, replacing an earlier data set there.

    The earlier data set stays whole until the new one is complete. Documents are built in the order of their paths; of two
    with the same identity the first is kept and the second reported.

    Args:
        paths: files, folders, `.zip` archives, URLs of these (``s3://bucket/folder``), or `-` for one document on standard input.
        folder: where the data set goes; new, empty, or an earlier data set.
        progress: called as the work goes on; see `shiquan.dataset.progress`.
        jobs: how many processes of this machine work at the same time; 1 is this process alone.
        workers: who does the work instead of processes of this machine.
        shared: where the parts stand meanwhile, if not beside the data set; all workers must reach it.
        reasoner: who reasons; owlrl does so over everything in memory, a millisecond for each statement.
        validated: whether the data set is validated. It is put in place whatever is found; the findings stand in it.

    Raises:
        UsageError: the folder holds something else than a data set, nothing could be read, the disk is full, or the workers are not fit
            for it or cannot reach the shared storage; nothing is written.
        ShiquanError: a worker was lost twice over the same documents after they were read; nothing is written.

    """
    refuse_foreign(folder)
    sources, failures = find_sources(paths)
    with working_folder(folder) as work:
        storage = shared or FolderStorage(work / "parts")
        workers = workers or _local(jobs, len(sources))
        try:
            storage.prepare()
            workers.check(storage)
            documents, unread = _read(sources, storage, workers, progress)
            failures = [*failures, *unread]
            if not documents:
                reasons = "\n".join(f"  {error}" for error in failures)
                raise UsageError(
                    f"没有读到任何文件，未写入数据集：\n{reasons}",
                    f"no document could be read, no data set was written:\n{reasons}",
                )
            derived = _derive(documents, storage, workers, progress)
            near = storage.near(sorted({*(document.part for document in documents), *derived}), work / "parts")
            try:
                made = _write(work, documents, derived, near, progress, reasoner)
            finally:
                # all of it is in the data set now; only workers elsewhere have yet to read texts, from the storage that they reach
                if near is not storage or not workers.elsewhere:
                    near.clear()
            counts = None
            if validated:
                counts = _validate(work, documents, storage, workers, progress)
            info = DataSetInfo(len(documents), made.quads, tuple(failures), made.inconsistencies, reasoner, counts)
            _finish(work, [document.iri for document in documents], info, progress)
        finally:
            storage.clear()
        put_in_place(work, folder)
    iris = tuple(document.iri for document in documents)
    return BuildResult(iris, info.failures, info.inconsistencies, info.quads, folder, info.validation)


def _local(jobs: int, sources: int) -> Workers:
    """Return as many processes as have something to do; this process alone is faster where there is little."""
    busy = min(jobs, -(-sources // _READ_AT_ONCE))
    return Processes(busy) if busy > 1 else ThisProcess()


# ---------------------------------------------------------------- reading


def _read(
    sources: Sequence[SourceFile], storage: Storage, workers: Workers, progress: Progress
) -> tuple[list[ReadDocument], list[UnreadableDocument]]:
    """Read the sources into parts; return the documents in the order of their IRIs, and the failures in that of the sources."""
    documents: list[ReadDocument] = []
    failures: list[tuple[int, UnreadableDocument]] = []
    numbered = list(enumerate(sources))
    batches = [numbered[start : start + _READ_AT_ONCE] for start in range(0, len(numbered), _READ_AT_ONCE)]
    done = 0
    while batches:
        again: list[list[tuple[int, SourceFile]]] = []
        for number, result in workers.run(read_batch, _reading_tasks(batches, storage, workers)):
            batch = batches[number]
            if not isinstance(result, Lost):
                documents.extend(result.documents)
                failures.extend(result.failures)
                done += len(batch)
            elif len(batch) > 1:
                again.extend([one] for one in batch)
            else:
                failures.append((batch[0][0], _ended_its_process(batch[0][1])))
                done += 1
            progress(Stage.READING, done, len(sources))
        batches = again
    kept, same = _each_once(documents)
    return kept, [error for _, error in sorted([*failures, *same], key=lambda failure: failure[0])]


def _reading_tasks(
    batches: Iterable[list[tuple[int, SourceFile]]], storage: Storage, workers: Workers
) -> Iterator[tuple[list[tuple[int, SourceFile]], str, Storage]]:
    """Yield the arguments of `read_batch` for each batch; what only this machine can read is carried to where the workers can."""
    for batch in batches:
        name = f"{batch[0][0]}-{len(batch)}.zip"
        yield carried(batch, f"sources-{name}", storage) if workers.elsewhere else batch, f"read-{name}", storage


def _ended_its_process(source: SourceFile) -> UnreadableDocument:
    return UnreadableDocument(
        source.name,
        "internal",
        "读取它的进程两次意外终止（可能内存不足）；请把这个文件报告给开发者",
        "the process that read it ended twice without a word (perhaps for want of memory); please report it with this file",
    )


def _each_once(
    documents: Iterable[ReadDocument],
) -> tuple[list[ReadDocument], list[tuple[int, UnreadableDocument]]]:
    """Return the first document of each identity, in the order of their IRIs, and the others as failures."""
    kept: dict[str, ReadDocument] = {}
    failures: list[tuple[int, UnreadableDocument]] = []
    for document in sorted(documents, key=lambda one: one.position):
        first = kept.setdefault(document.iri, document)
        if first is not document:
            failures.append((document.position, document.identified.same_as(first.identified)))
    return [kept[iri] for iri in sorted(kept)], failures


# ---------------------------------------------------------------- rules between documents


def _derive(
    documents: Sequence[ReadDocument], storage: Storage, workers: Workers, progress: Progress
) -> tuple[str, ...]:
    """Derive what the rules make of the documents; return the names of the parts that hold it."""
    links = LinkTable(links_of(background()))
    where = {}
    for document in documents:
        links.add(document.iri, document.links)
        where[document.iri] = document.part, document.member("quads")
    batches = [documents[start : start + _DERIVED_AT_ONCE] for start in range(0, len(documents), _DERIVED_AT_ONCE)]
    names = tuple(f"derived-{number}.zip" for number in range(len(batches)))

    def tasks() -> Iterator[tuple[list[str], dict[str, tuple[str, str]], str, Storage]]:
        for batch, name in zip(batches, names, strict=True):
            iris = [document.iri for document in batch]
            needed = {near for iri in iris for near in neighbourhood(iri, links)}
            yield iris, {iri: where[iri] for iri in needed}, name, storage

    done = 0
    for number, result in workers.run(derive_batch, tasks()):
        if isinstance(result, Lost):
            raise ShiquanError(
                "推导跨文件关系的进程两次意外终止（可能内存不足）。原有的数据集未受影响；请减少 --jobs，或改用内存更大的工作进程，然后重新运行",
                "the process that derived what holds between documents ended twice without a word (perhaps for want of memory). The "
                "earlier data set is as it was; run the command again with fewer --jobs, or with workers that have more memory",
            )
        done += len(batches[number])
        progress(Stage.RULES, done, len(documents))
    return names


# ---------------------------------------------------------------- writing


@dataclass(frozen=True, slots=True)
class _Written:
    """What was written: how many statements, and the contradictions among them."""

    quads: int
    inconsistencies: tuple[Mapping[str, Any], ...]


def _write(
    work: Path,
    documents: Sequence[ReadDocument],
    derived: Sequence[str],
    near: Storage,
    progress: Progress,
    reasoner: Reasoner,
) -> _Written:
    """Write the single files of documents, and the dump of these and of what was derived from them."""
    parts = Parts(near)
    for kind in document_folders(work):
        kind.mkdir()
    inferred = inferred_by(reasoner, documents, parts)
    pieces = {**pieces_of(background()), **inferred.pieces}
    for done, document in enumerate(documents, start=1):
        pieces[graph_iri(document.iri)] = partial(_unpack, document, parts, work, progress, done, len(documents))
    try:
        # what merging needs meanwhile is no part of the data set
        with TemporaryDirectory(dir=work) as merging, (work / DUMP).open("wb") as dump:
            quads = write_dump(dump, {**pieces, **_derived_pieces(documents, derived, parts, Path(merging))})
    finally:
        parts.close()
    return _Written(quads, inferred.inconsistencies)


def _validate(
    work: Path, documents: Sequence[ReadDocument], storage: Storage, workers: Workers, progress: Progress
) -> dict[str, int]:
    """Validate what was written, and write what is found beside it; return the number of findings of each severity."""
    files: ValidationFiles | None = None
    texts: Texts | None = None
    if workers.elsewhere:
        # they see neither the dump nor the texts that stand here
        files = FilesInStorage(storage)
        texts = TextsInParts(
            storage,
            {document_paths(work, one.iri).text.name: (one.part, one.member("text")) for one in documents},
        )
    with TemporaryDirectory(dir=work) as validating, (work / FINDINGS).open("wb") as file:
        found = validate_files(work, Path(validating), workers, progress, files, texts)
        return write_findings(file, found.findings)


def _finish(work: Path, iris: Sequence[str], info: DataSetInfo, progress: Progress) -> None:
    """Make the store, and join the ledgers and reports of the documents."""
    progress(Stage.STORING, 0, 1)
    bulk_load(work / DUMP, work / STORE)
    compact(work / STORE)
    progress(Stage.STORING, 1, 1)
    with (work / LEDGER).open("wb") as ledger:
        write_ledger(ledger, work, iris)
    with (work / REPORT).open("wb") as report:
        write_report(report, work, iris, info)
    write_info(work, info)


def _unpack(
    document: ReadDocument, parts: Parts, work: Path, progress: Progress, done: int, total: int
) -> Iterator[bytes]:
    """Write the single files of a document and yield its graph."""
    paths = document_paths(work, document.iri)
    paths.text.write_bytes(parts.read(document.part, document.member("text")))
    paths.turtle.write_bytes(parts.read(document.part, document.member("turtle")))
    paths.ledger.write_bytes(parts.read(document.part, document.member("ledger")))
    paths.report.write_bytes(parts.read(document.part, document.member("report")))
    yield parts.read(document.part, document.member("quads"))
    progress(Stage.WRITING, done, total)


def _derived_pieces(
    documents: Iterable[ReadDocument], names: Sequence[str], parts: Parts, work: Path
) -> dict[str, Piece]:
    """Return the derived graphs: what the batches made, merged with how it came about."""
    background_graphs = {str(quad.graph_name)[1:-1] for quad in background()}
    graphs = frozenset([*background_graphs, *(graph_iri(document.iri) for document in documents)])

    def lines(graph: str) -> Iterator[bytes]:
        runs = [partial(parts.lines, name, graph) for name in names]
        origin = partial(_lines, (quad for quad in provenance(graphs) if quad.graph_name == NamedNode(GRAPH + graph)))
        return merged([*runs, origin], work)

    return {GRAPH + graph: partial(lines, graph) for graph in derived_graphs()}


def _lines(quads: Iterable[Quad]) -> list[bytes]:
    return nquads(quads).splitlines(keepends=True)
