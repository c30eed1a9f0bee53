"""Changing a data set by single documents: what it holds already is taken from the data set and not read again.

A data set keeps all that its files are written from: the quads of each document (`graph/`), its text (`texts/`), its rows of the
ledger and its entry in the report. A document is put to these or taken from them, and the whole is written as `shiquan build`
writes it, what follows from all documents together made anew. The result is that of a build of the same documents, byte for byte.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from shiquan import __version__
from shiquan.building import HeldDocument, held_document, read_documents, write_data_set
from shiquan.errors import UnreadableDocument, UsageError
from shiquan.graph.identifiers import file_stem, graph_iri
from shiquan.graph.reasoning import Inconsistency
from shiquan.graph.writing import quad_key
from shiquan.questions.instruments import normalised_number
from shiquan.questions.places import place_of
from shiquan.stores.embedded import EmbeddedStore
from shiquan.terms import DOC, SQ

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Change:
    """What was done to a data set. Where nothing was added, replaced or removed, nothing was written.

    ``unchanged`` are documents that were given and stand in the data set with the same text; ``failures`` what of the given
    files could not be read; ``inconsistencies`` and ``quads`` are those of the data set as written (none and 0 where it was not).
    """

    added: tuple[HeldDocument, ...] = ()
    replaced: tuple[HeldDocument, ...] = ()
    unchanged: tuple[HeldDocument, ...] = ()
    removed: tuple[HeldDocument, ...] = ()
    failures: tuple[UnreadableDocument, ...] = ()
    inconsistencies: tuple[Inconsistency, ...] = ()
    quads: int = 0


@dataclass(frozen=True, slots=True)
class DataSet:
    """What a data set holds: its documents by their IRI, and the files that could not be read when it was made."""

    documents: Mapping[str, HeldDocument]
    failures: tuple[UnreadableDocument, ...]


# ---------------------------------------------------------------- the changes


def add(paths: Iterable[Path], folder: Path, progress: Progress | None = None) -> Change:
    """Put documents into a data set. One that is there with the same text stays as it is.

    Args:
        paths: files, folders, `.zip` archives, or `-` for one document on standard input.
        folder: the data set.
        progress: as for `shiquan.building.build`.

    Raises:
        UsageError: the folder is no data set of this version, a document is there with another text, or nothing could be read;
            nothing is written.

    """
    held, read, failures = _read(paths, folder, progress)
    other = [document for document in read if _is_other(document, held)]
    if other:
        names = "；".join(_called(document) for document in other)
        raise UsageError(
            f"数据集里已有同一文件，但内容不同：{names}。请先用 shiquan remove 移出，或用 --replace 替换。未作改动",
            f"the data set holds these documents with another text: {names}. Take them out with shiquan remove first, or use "
            "--replace. Nothing was changed",
        )
    return _put(held, read, failures, folder)


def replace(paths: Iterable[Path], folder: Path, progress: Progress | None = None) -> Change:
    """Put documents into a data set; one that is there with another text is replaced. Arguments and errors are those of `add`."""
    held, read, failures = _read(paths, folder, progress)
    return _put(held, read, failures, folder)


def remove(name: str, folder: Path, area: str | None = None) -> Change:
    """Take a document out of a data set.

    Args:
        name: its number; for a document without one, its title or IRI.
        folder: the data set.
        area: name or code of the place whose document it is: a number alone may be that of several.

    Raises:
        UsageError: the folder is no data set of this version, there is no such document or there are several, the place is
            unknown, or it is the only document; nothing is written.

    """
    held = read_data_set(folder)
    document = _named(name, area, held, folder)
    rest = [one for iri, one in held.documents.items() if iri != document.iri]
    if not rest:
        raise UsageError(
            f"{_called(document)} 是数据集里唯一的文件，移出后数据集为空；如不再需要，请直接删除文件夹。未作改动",
            f"{_called(document)} is the only document of the data set; delete the folder if it is no longer wanted. Nothing was "
            "changed",
        )
    written = write_data_set(rest, held.failures, folder)
    return Change(removed=(document,), inconsistencies=written.inconsistencies, quads=written.quads)


def _read(
    paths: Iterable[Path], folder: Path, progress: Progress | None
) -> tuple[DataSet, list[HeldDocument], tuple[UnreadableDocument, ...]]:
    held = read_data_set(folder)
    built, failures = read_documents(paths, progress)
    if not built:
        reasons = "\n".join(f"  {error}" for error in failures)
        raise UsageError(
            f"没有读到任何文件，数据集未作改动：\n{reasons}",
            f"no document could be read, the data set was not changed:\n{reasons}",
        )
    return held, [held_document(built[iri]) for iri in sorted(built)], failures


def _put(held: DataSet, read: list[HeldDocument], failures: tuple[UnreadableDocument, ...], folder: Path) -> Change:
    added = tuple(document for document in read if document.iri not in held.documents)
    replaced = tuple(document for document in read if _is_other(document, held))
    unchanged = tuple(document for document in read if document not in (*added, *replaced))
    if not added and not replaced:
        return Change(unchanged=unchanged, failures=failures)
    known = {(error.file, error.zh) for error in held.failures}
    recorded = (*held.failures, *(error for error in failures if (error.file, error.zh) not in known))
    documents = {**held.documents, **{document.iri: document for document in (*added, *replaced)}}
    written = write_data_set(documents.values(), recorded, folder)
    return Change(added, replaced, unchanged, (), failures, written.inconsistencies, written.quads)


def _is_other(document: HeldDocument, held: DataSet) -> bool:
    """Tell whether the document is held with another text."""
    earlier = held.documents.get(document.iri)
    return earlier is not None and earlier.text != document.text


def _called(document: HeldDocument) -> str:
    return str(document.report["number"] or document.report["title"] or document.iri)


# ---------------------------------------------------------------- which document is meant


def _named(name: str, area: str | None, held: DataSet, folder: Path) -> HeldDocument:
    number = normalised_number(name)
    found = [
        document
        for document in held.documents.values()
        if document.report["number"] == number or name in (document.report["title"], document.iri)
    ]
    if not found:
        raise _no_such(name, number, held, folder)
    if area is not None:
        place = place_of(EmbeddedStore.open(folder), area)
        there = [document for document in found if _area_code(document) == place.code]
        if not there:
            raise UsageError(
                f"{_called(found[0])} 不是{place.name}的文件；数据集里有：{_listed(found, '；')}。未作改动",
                f"{_called(found[0])} is no document of {place.name}; the data set holds: {_listed(found, '; ')}. Nothing was "
                "changed",
            )
        found = there
    if len(found) > 1:
        raise UsageError(
            f"“{name}”指几个政府的文件，请用 --area 指明地方：{_listed(found, '；')}。未作改动",
            f"{name} is that of several governments; name the place with --area: {_listed(found, '; ')}. Nothing was changed",
        )
    return found[0]


def _no_such(name: str, number: str, held: DataSet, folder: Path) -> UsageError:
    names = [_called(document) for document in held.documents.values()]
    near = get_close_matches(number, names, n=3, cutoff=0.6) or names[:3]
    shown = ", ".join(near)
    return UsageError(
        f"数据集 {folder} 里没有“{name}”的全文。已收录的有：{shown}{'……' if len(names) > len(near) else ''}。未作改动",
        f"the data set {folder} does not hold the text of {name}. It holds: {shown}{' …' if len(names) > len(near) else ''}. "
        "Nothing was changed",
    )


def _area_code(document: HeldDocument) -> str:
    return document.iri.removeprefix(DOC).partition("/")[0]


def _listed(documents: Iterable[HeldDocument], mark: str) -> str:
    return mark.join(
        f"{_area_code(document)} {document.report['area'] or ''} {document.report['title'] or ''}".strip()
        for document in documents
    )


# ---------------------------------------------------------------- reading a data set back


def read_data_set(folder: Path) -> DataSet:
    """Return what a data set holds, from its own files.

    Raises:
        UsageError: the folder is no data set, was made by another version of this program, or has been damaged.

    """
    try:
        report: dict[str, Any] = json.loads((folder / "report.json").read_text(encoding="utf-8"))
        entries, failures, version = report["documents"], report["failures"], report["shiquan"]
    except FileNotFoundError as error:
        raise UsageError(
            f"{folder} 不是数据集（没有 report.json），请先运行 shiquan build，或用 --data 指明位置",
            f"{folder} is not a data set (no report.json in it): run shiquan build first, or name the folder with --data",
        ) from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _damaged(folder, "report.json") from error
    if version != __version__:
        raise UsageError(
            f"数据集由 shiquan {version} 生成，本程序是 {__version__}，读法可能不同；请重新运行 shiquan build",
            f"the data set was made by shiquan {version} and this is {__version__}, which may read otherwise; run shiquan build "
            "again",
        )
    ledger = _ledger(folder)
    documents = [_document(folder, entry, ledger.get(entry["document"], [])) for entry in entries]
    return DataSet({document.iri: document for document in documents}, tuple(_failure(one) for one in failures))


def _ledger(folder: Path) -> dict[str, list[tuple[str, ...]]]:
    """Return the rows of the ledger by the IRI of their document."""
    rows: dict[str, list[tuple[str, ...]]] = {}
    try:
        with (folder / "ledger.csv").open(encoding="utf-8", newline="") as file:
            for row in list(csv.reader(file))[1:]:
                rows.setdefault(row[0], []).append(tuple(row))
    except (OSError, ValueError, csv.Error) as error:
        raise _damaged(folder, "ledger.csv") from error
    return rows


def _document(folder: Path, entry: Mapping[str, Any], ledger: list[tuple[str, ...]]) -> HeldDocument:
    iri: str = entry["document"]
    stem, graph = file_stem(iri), NamedNode(graph_iri(iri))
    try:
        text = (folder / "texts" / f"{stem}.txt").read_bytes()
        written = (folder / "graph" / f"{stem}.ttl").read_bytes()
        triples = list(parse(written, RdfFormat.TURTLE))
    except (OSError, SyntaxError) as error:
        raise _damaged(folder, stem) from error
    quads = sorted((Quad(one.subject, one.predicate, one.object, graph) for one in triples), key=quad_key)
    sha256 = Literal(hashlib.sha256(text).hexdigest())
    recorded = Quad(NamedNode(f"{iri}/text"), NamedNode(SQ + "sha256"), sha256, graph)
    if recorded not in quads or len(quads) != entry["quads"]:
        raise _damaged(folder, stem)
    return HeldDocument(iri, tuple(quads), text.decode("utf-8"), tuple(ledger), entry)


def _failure(entry: Mapping[str, str]) -> UnreadableDocument:
    file = entry["file"]
    return UnreadableDocument(
        file, entry["code"], entry["zh"].removeprefix(f"{file}："), entry["en"].removeprefix(f"{file}: ")
    )


def _damaged(folder: Path, what: str) -> UsageError:
    return UsageError(
        f"数据集 {folder} 已损坏（{what} 缺失或被改动），请重新运行 shiquan build",
        f"the data set {folder} is damaged ({what} is missing or was changed); run shiquan build again",
    )
