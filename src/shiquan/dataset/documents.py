"""Single documents: from a source to what was read, and from that to the files that a data set keeps of it."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Quad, RdfFormat, parse

from shiquan.errors import UnreadableDocument
from shiquan.graph.bodies import BodyNames
from shiquan.graph.turtle import turtle
from shiquan.graph.vocabulary import Notations, load_notations
from shiquan.graph.writing import document_identity, document_nquads
from shiquan.lexicon import Lexicon, load_lexicon
from shiquan.model import Document, LedgerEntry, Plan
from shiquan.parsing.document import DocumentParser
from shiquan.parsing.places import load_gazetteer
from shiquan.reading.formats import read_bytes
from shiquan.reading.sources import SourceFile

LEDGER_COLUMNS: Final = ("document", "number", "plan", "section", "role", "start", "end", "quote", "reason")


@dataclass(frozen=True, slots=True)
class BuiltDocument:
    """One document of a data set.

    ``iri`` is its IRI, ``document`` what was read, ``text_sha256`` the SHA-256 of its cleaned text; ``nquads`` is its named graph as sorted
    N-Quads, ``quads`` the same as quads.
    """

    iri: str
    document: Document
    text_sha256: str
    nquads: bytes
    quads: tuple[Quad, ...]

    @property
    def identified(self) -> Identified:
        """What tells it from another reading of the same document."""
        document = self.document
        file = document.source.file
        return Identified(file, str(document.number or document.title or file), self.text_sha256)


@dataclass(frozen=True, slots=True)
class Identified:
    """A document that was read, as people tell it: its file, its number (else its title, else the file), and the SHA-256 of its cleaned text."""

    file: str
    called: str
    digest: str

    def same_as(self, first: Identified) -> UnreadableDocument:
        """Return the failure that says that this is a document which was read from another file before."""
        alike = self.digest == first.digest
        return UnreadableDocument(
            self.file,
            "same_identity",
            f"与 {first.file} 是同一份文件（{self.called}，{'内容相同' if alike else '内容不同'}）；保留了 {first.file}",
            f"is the same document as {first.file} ({self.called}, {'the same text' if alike else 'a different text'}); "
            f"{first.file} was kept",
        )


@dataclass(frozen=True, slots=True)
class DocumentFiles:
    """What a data set keeps of a document, as the bytes of files.

    ``quads`` are those of its named graph as sorted N-Quads; ``turtle`` the same as Turtle; ``text`` is the cleaned text; ``ledger`` its
    rows of the ledger (columns `LEDGER_COLUMNS`) as CSV; ``report`` its entry in the report as JSON.
    """

    quads: bytes
    turtle: bytes
    text: bytes
    ledger: bytes
    report: bytes


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
            raise internal_error(file.name, error) from error

    def _build(self, file: SourceFile) -> BuiltDocument:
        source = read_bytes(file.load(), file.name, self._lexicon)
        document = self._parser.parse(source.source, source.text)
        digest = hashlib.sha256(source.text.encode("utf-8")).hexdigest()
        nquads = document_nquads(document, digest, self._notations, self._bodies)
        quads = tuple(parse(nquads, format=RdfFormat.N_QUADS))
        return BuiltDocument(document_identity(document), document, digest, nquads, quads)


def internal_error(file: str, error: Exception) -> UnreadableDocument:
    """Return the failure that says that this package made a mistake over a file: it must not cost the other documents."""
    what = f"{type(error).__name__}: {error}"
    return UnreadableDocument(
        file,
        "internal",
        f"读取时程序出错（{what}）；请把这个文件报告给开发者",
        f"an error of the program while reading it ({what}); please report it with this file",
    )


def document_files(built: BuiltDocument) -> DocumentFiles:
    """Return what a data set keeps of a document."""
    return DocumentFiles(
        quads=built.nquads,
        turtle=turtle(quad.triple for quad in built.quads),
        text=built.document.text.encode("utf-8"),
        ledger=_ledger(built),
        report=json.dumps(_report(built), ensure_ascii=False).encode("utf-8"),
    )


# ---------------------------------------------------------------- ledger and report


def _ledger(built: BuiltDocument) -> bytes:
    """Return a row per sentence that the ledger accounts for, as CSV (RFC 4180)."""
    buffer = io.StringIO()
    number = str(built.document.number or "")
    csv.writer(buffer, lineterminator="\r\n").writerows(
        _ledger_row(built, number, position, entry)
        for position, plan in enumerate(built.document.plans, start=1)
        for entry in plan.ledger
    )
    return buffer.getvalue().encode("utf-8")


def _ledger_row(built: BuiltDocument, number: str, plan: int, entry: LedgerEntry) -> tuple[str, ...]:
    quote = entry.span.of(built.document.text)
    return (
        built.iri, number, f"{built.iri}/plan/{plan}", entry.section or "", entry.role, str(entry.span.start), str(entry.span.end), quote, entry.reason or "",
    )  # fmt: skip


def _report(built: BuiltDocument) -> Mapping[str, object]:
    document = built.document
    assignments = [assignment for plan in document.plans for assignment in plan.assignments]
    return {
        "document": built.iri,
        "file": document.source.file,
        "number": str(document.number) if document.number else None,
        "title": document.title,
        "area": document.area.name if document.area else None,
        "tier": document.tier.value if document.tier else None,
        "plans": len(document.plans),
        "quads": len(built.quads),
        "tasks": sum(len(assignment.tasks) for assignment in assignments),
        "cases": sum(len(assignment.cases) for assignment in assignments),
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
