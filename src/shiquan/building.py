"""Building a data set: sources in, graph, store, texts, ledger and report out. A failed document costs only itself."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pyoxigraph import NamedNode, Quad, RdfFormat, Store, serialize

from shiquan import __version__
from shiquan.errors import UnreadableDocument, UsageError
from shiquan.graph.bodies import BodyNames
from shiquan.graph.derivation import derive
from shiquan.graph.identifiers import file_stem
from shiquan.graph.reasoning import Inconsistency, reason
from shiquan.graph.turtle import turtle
from shiquan.graph.vocabulary import Notations, alignment_quads, load_notations, ontology_quads, reference_quads
from shiquan.graph.writing import document_identity, quad_key, write_document
from shiquan.lexicon import Lexicon, load_lexicon
from shiquan.model import Document, LedgerEntry, Plan
from shiquan.parsing.document import DocumentParser
from shiquan.parsing.places import load_gazetteer
from shiquan.reading.formats import read_bytes
from shiquan.reading.sources import SourceFile, find_sources
from shiquan.terms import GRAPH

LEDGER_COLUMNS: Final = ("document", "number", "plan", "section", "role", "start", "end", "quote", "reason")


@dataclass(frozen=True, slots=True)
class BuiltDocument:
    """One document of a data set: its IRI, what was read, its cleaned text and its quads."""

    iri: str
    document: Document
    quads: tuple[Quad, ...]


@dataclass(frozen=True, slots=True)
class HeldDocument:
    """What a data set keeps of one document: all that its files are written from, so that a source is read once only.

    ``quads`` are those of its named graph, sorted; ``text`` is the cleaned text; ``ledger`` its rows of the ledger (columns
    `LEDGER_COLUMNS`); ``report`` its entry in the report.
    """

    iri: str
    quads: tuple[Quad, ...]
    text: str
    ledger: tuple[tuple[str, ...], ...]
    report: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class WrittenDataSet:
    """What the writing of a data set found: the contradictions between its documents and the ontology, and its size."""

    inconsistencies: tuple[Inconsistency, ...]
    quads: int


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What a build made, and what it could not read."""

    documents: tuple[BuiltDocument, ...]
    failures: tuple[UnreadableDocument, ...]
    inconsistencies: tuple[Inconsistency, ...]
    quads: int
    folder: Path


class DocumentBuilder:
    """Reads, parses and writes single documents; holds what all of them share."""

    def __init__(self) -> None:
        self._lexicon: Lexicon = load_lexicon()
        gazetteer = load_gazetteer()
        self._parser = DocumentParser(self._lexicon, gazetteer)
        self._bodies = BodyNames(self._lexicon, gazetteer)
        self._notations: Notations = load_notations()

    def build(self, file: SourceFile) -> BuiltDocument:
        """Build one document.

        Raises:
            UnreadableDocument: the file is no document that can be read, or reading it met an error of this package.

        """
        try:
            return self._build(file)
        except UnreadableDocument:
            raise
        except Exception as error:
            # a mistake of this package must not cost the other documents; it is reported as what it is
            what = f"{type(error).__name__}: {error}"
            raise UnreadableDocument(
                file.name,
                "internal",
                f"读取时程序出错（{what}）；请把这个文件报告给开发者",
                f"an error of the program while reading it ({what}); please report it with this file",
            ) from error

    def _build(self, file: SourceFile) -> BuiltDocument:
        source = read_bytes(file.load(), file.name, self._lexicon)
        document = self._parser.parse(source.source, source.text)
        digest = hashlib.sha256(source.text.encode("utf-8")).hexdigest()
        quads = write_document(document, digest, self._notations, self._bodies)
        return BuiltDocument(document_identity(document), document, tuple(quads))


def build(paths: Iterable[Path], folder: Path, progress: Callable[[int, int, str], None] | None = None) -> BuildResult:
    """Build a data set from files, folders and archives and put it into a folder, replacing an earlier data set there.

    The earlier data set stays whole until the new one is complete. Documents are built in the order of their paths; of two
    with the same identity the first is kept and the second reported.

    Args:
        paths: files, folders, `.zip` archives, or `-` for one document on standard input.
        folder: where the data set goes; new, empty, or an earlier data set.
        progress: called with the number of files done, of all files, and the name of the file at hand.

    Raises:
        UsageError: the folder holds something else than a data set, or nothing could be read; nothing is written.

    """
    _refuse_foreign(folder)
    built, failures = read_documents(paths, progress)
    if not built:
        reasons = "\n".join(f"  {error}" for error in failures)
        raise UsageError(
            f"没有读到任何文件，未写入数据集：\n{reasons}",
            f"no document could be read, no data set was written:\n{reasons}",
        )
    documents = tuple(built[iri] for iri in sorted(built))
    written = write_data_set(map(held_document, documents), failures, folder)
    return BuildResult(documents, failures, written.inconsistencies, written.quads, folder)


def read_documents(
    paths: Iterable[Path], progress: Callable[[int, int, str], None] | None = None
) -> tuple[dict[str, BuiltDocument], tuple[UnreadableDocument, ...]]:
    """Read the documents that paths name; return them by their IRI, and what could not be read. The arguments are `build`'s."""
    files, failures = find_sources(paths)
    builder = DocumentBuilder()
    built: dict[str, BuiltDocument] = {}
    for index, file in enumerate(files):
        if progress is not None:
            progress(index, len(files), file.name)
        try:
            document = builder.build(file)
        except UnreadableDocument as error:
            failures.append(error)
            continue
        earlier = built.get(document.iri)
        if earlier is not None:
            failures.append(_same_identity(file, document, earlier))
            continue
        built[document.iri] = document
    if progress is not None:
        progress(len(files), len(files), "")
    return built, tuple(failures)


def held_document(built: BuiltDocument) -> HeldDocument:
    """Return what a data set keeps of a document that was read."""
    return HeldDocument(built.iri, built.quads, built.document.text, _ledger_rows(built), _document_report(built))


def _refuse_foreign(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} 是文件，不是文件夹", f"{folder} is a file, not a folder")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / "report.json").is_file():
        raise UsageError(
            f"{folder} 里有别的内容，不是数据集；请另选文件夹（--out），以免覆盖",
            f"{folder} holds something else than a data set; choose another folder (--out), so that nothing is overwritten",
        )


def _same_identity(file: SourceFile, document: BuiltDocument, earlier: BuiltDocument) -> UnreadableDocument:
    name = str(document.document.number or document.document.title)
    first = earlier.document.source.file
    same = "内容相同" if earlier.document.text == document.document.text else "内容不同"
    alike = "the same text" if earlier.document.text == document.document.text else "a different text"
    return UnreadableDocument(
        file.name,
        "same_identity",
        f"与 {first} 是同一份文件（{name}，{same}）；保留了 {first}",
        f"is the same document as {first} ({name}, {alike}); {first} was kept",
    )


# ---------------------------------------------------------------- writing


def write_data_set(
    documents: Iterable[HeldDocument], failures: tuple[UnreadableDocument, ...], folder: Path
) -> WrittenDataSet:
    """Write a data set of these documents into a folder; an earlier one there stays whole until the new one is complete."""
    held = sorted(documents, key=lambda document: document.iri)
    folder.parent.mkdir(parents=True, exist_ok=True)
    work = folder.parent / f".{folder.name}.building-{os.getpid()}"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()
    try:
        ontology = list(ontology_quads())
        reference = list(reference_quads())
        data = [quad for document in held for quad in document.quads]
        reasoning = reason([*data, *reference], ontology)
        inferred = [Quad(t.subject, t.predicate, t.object, NamedNode(GRAPH + "inferred")) for t in reasoning.inferred]
        known = [*data, *ontology, *alignment_quads(), *reference, *inferred]
        quads = sorted([*known, *derive(known)], key=quad_key)
        (work / "graph.nq").write_bytes(nquads(quads))
        _write_store(work / "store", work / "graph.nq")
        _write_documents(work, held)
        (work / "ledger.csv").write_text(ledger_csv(held), encoding="utf-8", newline="")
        written = WrittenDataSet(tuple(reasoning.inconsistencies), len(quads))
        (work / "report.json").write_text(report_json(held, failures, written), encoding="utf-8")
        _put_in_place(work, folder)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return written


def nquads(quads: Iterable[Quad]) -> bytes:
    """Return sorted quads as N-Quads, one statement a line."""
    return bytes(serialize(quads, format=RdfFormat.N_QUADS) or b"")


def _write_store(folder: Path, dump: Path) -> None:
    store = Store(str(folder))
    store.bulk_load(path=str(dump), format=RdfFormat.N_QUADS)
    store.flush()


def _write_documents(work: Path, documents: Iterable[HeldDocument]) -> None:
    (work / "texts").mkdir()
    (work / "graph").mkdir()
    for document in documents:
        stem = file_stem(document.iri)
        (work / "texts" / f"{stem}.txt").write_bytes(document.text.encode("utf-8"))
        (work / "graph" / f"{stem}.ttl").write_bytes(turtle(quad.triple for quad in document.quads))


def _put_in_place(work: Path, folder: Path) -> None:
    """Put the finished data set in the place of the earlier one; on failure the earlier one comes back."""
    aside = folder.parent / f".{folder.name}.earlier-{os.getpid()}"
    if not folder.exists():
        work.rename(folder)
        return
    folder.rename(aside)
    try:
        work.rename(folder)
    except OSError:
        aside.rename(folder)
        raise
    shutil.rmtree(aside)


# ---------------------------------------------------------------- ledger and report


def _ledger_rows(built: BuiltDocument) -> tuple[tuple[str, ...], ...]:
    """Return a row per sentence that the ledger accounts for; the columns are `LEDGER_COLUMNS`."""
    number = str(built.document.number or "")
    return tuple(
        _ledger_row(built, number, position, entry)
        for position, plan in enumerate(built.document.plans, start=1)
        for entry in plan.ledger
    )


def _ledger_row(built: BuiltDocument, number: str, plan: int, entry: LedgerEntry) -> tuple[str, ...]:
    quote = entry.span.of(built.document.text)
    return (
        built.iri, number, f"{built.iri}/plan/{plan}", entry.section or "", entry.role, str(entry.span.start), str(entry.span.end), quote, entry.reason or "",
    )  # fmt: skip


def ledger_csv(documents: Iterable[HeldDocument]) -> str:
    """Return the ledger as CSV (RFC 4180)."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(LEDGER_COLUMNS)
    for document in documents:
        writer.writerows(document.ledger)
    return buffer.getvalue()


def report_json(
    documents: Iterable[HeldDocument], failures: Iterable[UnreadableDocument], written: WrittenDataSet
) -> str:
    """Return the report of a data set as JSON: what was read, what not, what a person should look at."""
    report = {
        "shiquan": __version__,
        "documents": [document.report for document in documents],
        "failures": [{"file": error.file, "code": error.code, "zh": error.zh, "en": error.en} for error in failures],
        "inconsistencies": [
            {"rule": inconsistency.rule, "zh": inconsistency.message_zh, "en": inconsistency.message_en}
            for inconsistency in written.inconsistencies
        ],
        "quads": written.quads,
    }
    return json.dumps(report, ensure_ascii=False, indent=1) + "\n"


def _document_report(built: BuiltDocument) -> Mapping[str, object]:
    document = built.document
    return {
        "document": built.iri,
        "file": document.source.file,
        "number": str(document.number) if document.number else None,
        "title": document.title,
        "area": document.area.name if document.area else None,
        "tier": document.tier.value if document.tier else None,
        "plans": len(document.plans),
        "quads": len(built.quads),
        **{
            name: sum(len(getattr(plan, name)) for plan in document.plans)
            for name in ("assignments", "residuals", "measures", "targets")
        },
        "ledger": _roles(document.plans),
        "findings": [{"code": finding.code, "zh": finding.zh, "en": finding.en} for finding in document.findings],
    }


def _roles(plans: tuple[Plan, ...]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for plan in plans:
        for entry in plan.ledger:
            counts[entry.role] = counts.get(entry.role, 0) + 1
    return dict(sorted(counts.items()))
