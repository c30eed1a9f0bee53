"""Changing a data set by single documents. What is done depends on the documents that are changed, not on those that are held.

A document brings its own graph and what follows from it; what the rules derive is made anew for it and for the documents in whose
neighbourhood it is (`shiquan.dataset.links`). All of this reaches the store in one transaction. The result is that of a build of the
same documents.

What a change will do is written down beside the data set's files before anything is changed. A change that was killed is thereby either
undone or finished by the next command, according to whether the store had taken it (`settle`).
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import logging
import os
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

from pyoxigraph import Literal, NamedNode, Quad, Store

from shiquan.dataset.documents import BuiltDocument, document_files
from shiquan.dataset.dump import join_if_small
from shiquan.dataset.layout import (
    JOURNAL,
    STORE,
    DataSetInfo,
    damaged,
    document_paths,
    in_order,
    inconsistency_entry,
    is_unsettled,
    read_info,
    replace_file,
    telling_of_a_full_disk,
    write_info,
)
from shiquan.dataset.links import JoinedLinks, LinkTable, StoredLinks, links_of, looking_at, neighbourhood
from shiquan.dataset.progress import NO_PROGRESS, Progress, Stage
from shiquan.dataset.reading_stage import document_builder, reasoning_rules
from shiquan.dataset.rules_stage import background
from shiquan.errors import UnreadableDocument, UsageError
from shiquan.graph.derivation import derive_about, derived_graphs, derived_subjects, provenance
from shiquan.graph.identifiers import BETWEEN_GRAPH, document_of, graph_iri, inferred_graph_iri
from shiquan.questions.instruments import normalised_number
from shiquan.questions.places import place_of
from shiquan.reading.sources import find_sources
from shiquan.reasoning.reasoner import Reasoner
from shiquan.stores.embedded import EmbeddedStore
from shiquan.terms import DOC, ELI, GRAPH, SQ

_LOG: Final = logging.getLogger(__name__)
_INTENT: Final = "intent.json"
_SHA256: Final = NamedNode(SQ + "sha256")
_NUMBER: Final = NamedNode(ELI + "id_local")
_TITLE: Final = NamedNode(ELI + "title")
_TEXT: Final = NamedNode(SQ + "cleanedText")


@dataclass(frozen=True, slots=True)
class HeldDocument:
    """A document of a data set: its IRI and its entry in the report."""

    iri: str
    report: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """What was done to a data set. Where nothing was added, replaced or removed, nothing was written.

    ``unchanged`` are documents that were given and stand in the data set with the same text; ``failures`` what of the given
    files could not be read; ``inconsistencies``, ``quads`` and ``validation``, the number of findings of each severity, are those of the
    data set as written: none and 0 where it was not, and no validation where the data set is too large to be validated with each change.
    """

    added: tuple[HeldDocument, ...] = ()
    replaced: tuple[HeldDocument, ...] = ()
    unchanged: tuple[HeldDocument, ...] = ()
    removed: tuple[HeldDocument, ...] = ()
    failures: tuple[UnreadableDocument, ...] = ()
    inconsistencies: tuple[Mapping[str, Any], ...] = ()
    quads: int = 0
    validation: Mapping[str, int] | None = None


# ---------------------------------------------------------------- the changes


def add(paths: Iterable[Path], folder: Path, progress: Progress = NO_PROGRESS) -> Change:
    """Put documents into a data set. One that is there with the same text stays as it is.

    Args:
        paths: files, folders, `.zip` archives, or `-` for one document on standard input.
        folder: the data set.
        progress: as for `shiquan.building.build`.

    Raises:
        UsageError: the folder is no data set of this version, owlrl reasoned over it, a document is there with another text, or nothing could be read;
            nothing is written.

    """
    with _changeable(folder) as data_set:
        read, failures = _read(paths, progress)
        other = [built for built in read if data_set.digest(built.iri) not in (None, built.text_sha256)]
        if other:
            names = "；".join(built.identified.called for built in other)
            raise UsageError(
                f"数据集里已有同一文件，但内容不同：{names}。请先用 shiquan remove 移出，或用 --replace 替换。未作改动",
                f"the data set holds these documents with another text: {names}. Take them out with shiquan remove first, or use "
                "--replace. Nothing was changed",
            )
        return data_set.put(read, failures)


def replace(paths: Iterable[Path], folder: Path, progress: Progress = NO_PROGRESS) -> Change:
    """Put documents into a data set; one that is there with another text is replaced. Arguments and errors are those of `add`."""
    with _changeable(folder) as data_set:
        return data_set.put(*_read(paths, progress))


def remove(name: str, folder: Path, area: str | None = None) -> Change:
    """Take a document out of a data set.

    Args:
        name: its number; for a document without one, its title or IRI.
        folder: the data set.
        area: name or code of the place whose document it is: a number alone may be that of several.

    Raises:
        UsageError: the folder is no data set of this version, owlrl reasoned over it, there is no such document or there are several, the place is
            unknown, or it is the only document; nothing is written.

    """
    with _changeable(folder) as data_set:
        return data_set.remove(data_set.named(name, area))


def settle(folder: Path) -> None:
    """Undo or finish a change that was killed; where there was none, nothing happens.

    Raises:
        UsageError: the store of the data set cannot be opened for writing.

    """
    if is_unsettled(folder):
        with _Changing(folder):
            pass


def _changeable(folder: Path) -> _Changing:
    info = read_info(folder)
    if info.reasoner is not Reasoner.COMPILED:
        raise UsageError(
            f"数据集 {folder} 由 {info.reasoner} 推理，它每次都要对全部文件推理，不能逐份增删；请用 shiquan build 重新生成。未作改动",
            f"the data set {folder} was reasoned over by {info.reasoner}, which reasons over all documents at once: single ones can be "
            "neither added nor removed; run shiquan build again. Nothing was changed",
        )
    return _Changing(folder)


def _read(paths: Iterable[Path], progress: Progress) -> tuple[list[BuiltDocument], tuple[UnreadableDocument, ...]]:
    sources, failures = find_sources(paths)
    built: dict[str, BuiltDocument] = {}
    for done, source in enumerate(sources, start=1):
        try:
            document = document_builder().build(source)
        except UnreadableDocument as error:
            failures.append(error)
        else:
            first = built.setdefault(document.iri, document)
            if first is not document:
                failures.append(document.identified.same_as(first.identified))
        progress(Stage.READING, done, len(sources))
    if not built:
        reasons = "\n".join(f"  {error}" for error in failures)
        raise UsageError(
            f"没有读到任何文件，数据集未作改动：\n{reasons}",
            f"no document could be read, the data set was not changed:\n{reasons}",
        )
    return [built[iri] for iri in sorted(built)], tuple(failures)


def _called(report: Mapping[str, Any]) -> str:
    return str(report["number"] or report["title"] or report["document"])


class _Changing:
    """A data set that is open for a change, alone. The store is opened for writing only once the change is worked out."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._info = read_info(folder)

    def __enter__(self) -> _Changing:
        self._lock = os.open(self._folder, os.O_RDONLY)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(self._lock)
            raise UsageError(
                f"另一个 shiquan 正在改动数据集 {self._folder}；请等它结束后再试。未作改动",
                f"another shiquan is changing the data set {self._folder}; try again when it is done. Nothing was changed",
            ) from error
        try:
            self._settle()
            self._store = self._open(Store.read_only)
        except BaseException:
            os.close(self._lock)
            raise
        return self

    def __exit__(self, *_: object) -> None:
        del self._store
        os.close(self._lock)

    def _open(self, way: Callable[[str], Store]) -> Store:
        try:
            return way(str(self._folder / STORE))
        except OSError as error:
            raise damaged(self._folder, STORE) from error

    # ------------------------------------------------------------ what is held

    def digest(self, iri: str) -> str | None:
        """Return the SHA-256 of the text of a document as the graph has it, None where the document is not held.

        Raises:
            UsageError: the text beside the graph is missing or another.

        """
        graph = NamedNode(graph_iri(iri))
        found = self._store.quads_for_pattern(NamedNode(f"{iri}/text"), _SHA256, None, graph)
        digest = next((str(quad.object.value) for quad in found if isinstance(quad.object, Literal)), None)
        if digest is None:
            return None
        text = document_paths(self._folder, iri).text
        if not text.is_file() or hashlib.sha256(text.read_bytes()).hexdigest() != digest:
            raise damaged(self._folder, text.stem)
        return digest

    def _held(self, iri: str) -> HeldDocument:
        path = document_paths(self._folder, iri).report
        try:
            return HeldDocument(iri, json.loads(path.read_bytes()))
        except (OSError, ValueError) as error:
            raise damaged(self._folder, path.name) from error

    def _quads(self, iri: str) -> list[Quad]:
        return list(self._store.quads_for_pattern(None, None, None, NamedNode(graph_iri(iri))))

    # ------------------------------------------------------------ the two kinds of change

    def put(self, read: Iterable[BuiltDocument], failures: tuple[UnreadableDocument, ...]) -> Change:
        """Add documents, and replace those that are held with another text."""
        documents = {built.iri: built for built in read}
        held = {iri: self.digest(iri) for iri in documents}
        added = [iri for iri in documents if held[iri] is None]
        replaced = [iri for iri in documents if held[iri] not in (None, documents[iri].text_sha256)]
        unchanged = tuple(self._held(iri) for iri in documents if iri not in (*added, *replaced))
        if not added and not replaced:
            return Change(unchanged=unchanged, failures=failures)
        known = {(error.file, error.zh) for error in self._info.failures}
        recorded = (*self._info.failures, *(error for error in failures if (error.file, error.zh) not in known))
        put = [documents[iri] for iri in (*added, *replaced)]
        info = self._apply(put, [], len(added), recorded)
        return Change(
            tuple(map(self._held, added)),
            tuple(map(self._held, replaced)),
            unchanged,
            (),
            failures,
            info.inconsistencies,
            info.quads,
            info.validation,
        )

    def remove(self, document: HeldDocument) -> Change:
        """Remove a document."""
        if self._info.documents == 1:
            called = _called(document.report)
            raise UsageError(
                f"{called} 是数据集里唯一的文件，移出后数据集为空；如不再需要，请直接删除文件夹。未作改动",
                f"{called} is the only document of the data set; delete the folder if it is no longer wanted. Nothing was "
                "changed",
            )
        info = self._apply([], [document.iri], -1, self._info.failures)
        return Change(
            removed=(document,),
            inconsistencies=info.inconsistencies,
            quads=info.quads,
            validation=info.validation,
        )

    def _apply(
        self, put: list[BuiltDocument], remove: list[str], more: int, failures: tuple[UnreadableDocument, ...]
    ) -> DataSetInfo:
        """Make a change, by which the data set holds so many documents more."""
        gone, come, inconsistencies = self._difference(put, remove)
        info = DataSetInfo(
            self._info.documents + more,
            self._info.quads + len(come) - len(gone),
            failures,
            inconsistencies,
        )
        with telling_of_a_full_disk(self._folder):
            self._write_down(put, remove, info)
            self._store = self._open(Store)
            self._store.update(_transaction(gone, come))
            self._store.flush()
            self._finish(self._store)
        return read_info(self._folder)

    def _difference(
        self, put: list[BuiltDocument], remove: list[str]
    ) -> tuple[set[Quad], set[Quad], tuple[Mapping[str, Any], ...]]:
        """Return the quads that the change takes from the store, those that it brings, and the contradictions that there are then."""
        new = {built.iri: built for built in put}
        changed = [*new, *remove]
        before = StoredLinks(self._store)
        held = [iri for iri in changed if before.held(iri)]
        table = LinkTable(links_of(()))
        for built in put:
            table.add(built.iri, links_of(built.quads))
        after = JoinedLinks(StoredLinks(self._store, without=changed), table)
        touched = {iri for one in held for iri in looking_at(one, before)}
        touched |= {iri for iri in new for iri in looking_at(iri, after)}
        near = self._near(touched - set(remove), new, after)
        gone = {quad for iri in held for quad in (*self._quads(iri), *self._inferred(iri))}
        gone |= {quad for iri in touched if before.held(iri) for quad in self._made_of(iri)}
        gone |= {quad for iri in remove for quad in _used(iri)}
        come = {quad for built in put for quad in built.quads}
        come |= {quad for iri in new if iri not in held for quad in _used(iri)}
        derived = (quad for quads in near.values() for quad in quads)
        come |= set(derive_about(touched - set(remove), [*background(), *derived]))
        inferred, inconsistencies = self._reasoned(near, new, touched, changed)
        come |= inferred
        return gone - come, come - gone, inconsistencies

    def _near(
        self, documents: Iterable[str], new: Mapping[str, BuiltDocument], links: JoinedLinks
    ) -> dict[str, Sequence[Quad]]:
        """Return the quads of documents and of all in their neighbourhoods, as they will be."""
        near = sorted({iri for document in documents for iri in neighbourhood(document, links)})
        return {iri: new[iri].quads if iri in new else self._quads(iri) for iri in near}

    def _inferred(self, iri: str) -> list[Quad]:
        return list(self._store.quads_for_pattern(None, None, None, NamedNode(inferred_graph_iri(iri))))

    def _made_of(self, iri: str) -> Iterator[Quad]:
        """Yield what the store holds as derived about a document, and as inferred from it with others."""
        graphs = [*(GRAPH + name for name in derived_graphs()), BETWEEN_GRAPH]
        for subject in derived_subjects(iri, self._quads(iri), self._store):
            for graph in graphs:
                yield from self._store.quads_for_pattern(subject, None, None, NamedNode(graph))

    def _reasoned(
        self,
        near: Mapping[str, Sequence[Quad]],
        new: Mapping[str, BuiltDocument],
        touched: Collection[str],
        changed: Collection[str],
    ) -> tuple[set[Quad], tuple[Mapping[str, Any], ...]]:
        """Return what reasoning will add about new documents and between touched ones, and all contradictions there will be."""
        rules = reasoning_rules()
        reasoned = {iri: rules.document(quads, iri) for iri, quads in near.items()}
        inferred = {
            Quad(one.subject, one.predicate, one.object, NamedNode(inferred_graph_iri(iri)))
            for iri in new
            for one in reasoned[iri].inferred
        }
        between = rules.between(reasoned[iri].links for iri in sorted(reasoned))
        for one in between.inferred:
            quad = Quad(one.subject, one.predicate, one.object, NamedNode(BETWEEN_GRAPH))
            if isinstance(one.subject, NamedNode) and document_of(one.subject.value) in touched:
                inferred.add(quad)
            elif quad not in self._store:
                raise _out_of_reach(quad)
        kept = [entry for entry in self._info.inconsistencies if not _is_about(entry, touched, changed)]
        alone = [inconsistency_entry(found, iri) for iri in new for found in reasoned[iri].inconsistencies]
        together = [inconsistency_entry(found, "") for found in between.inconsistencies]
        about = [entry for entry in together if _is_about(entry, touched, changed)]
        return inferred, in_order([*kept, *alone, *about])

    # ------------------------------------------------------------ killed at any point

    def _write_down(self, put: list[BuiltDocument], remove: list[str], info: DataSetInfo) -> None:
        """Write down what the change will do, with all files that it brings; it counts once its folder has its name."""
        staged = self._folder / f".{JOURNAL}"
        shutil.rmtree(staged, ignore_errors=True)
        staged.mkdir()
        for number, built in enumerate(put):
            files = document_files(built)
            for kind in ("text", "turtle", "ledger", "report"):
                (staged / f"{number}.{kind}").write_bytes(getattr(files, kind))
        write_info(staged, info)
        intent = {"put": [[built.iri, built.text_sha256] for built in put], "remove": remove}
        replace_file(staged / _INTENT, json.dumps(intent).encode("utf-8"))
        staged.rename(self._folder / JOURNAL)

    def _settle(self) -> None:
        for left in self._folder.glob(".*"):
            # what a change had not finished writing when it was killed
            shutil.rmtree(left) if left.is_dir() else left.unlink()
        journal = self._folder / JOURNAL
        if not journal.is_dir():
            return
        intent = json.loads((journal / _INTENT).read_bytes())
        store = self._open(Store.read_only)
        links = StoredLinks(store)
        put = all(_is_stored(iri, digest, store) for iri, digest in intent["put"])
        if put and not any(links.held(iri) for iri in intent["remove"]):
            self._finish(store)
            _LOG.warning("上次的改动被中断，现已完成 / an earlier change was killed; it has been finished now")
        else:
            shutil.rmtree(journal)
            _LOG.warning(
                "上次的改动被中断，已撤销，数据集未变 / an earlier change was killed; it has been undone, the data set is as it was before"
            )
        self._info = read_info(self._folder)

    def _finish(self, store: Store) -> None:
        """Bring the files in line with the store; every step can be done twice."""
        journal = self._folder / JOURNAL
        intent = json.loads((journal / _INTENT).read_bytes())
        for iri in intent["remove"]:
            paths = document_paths(self._folder, iri)
            for path in (paths.text, paths.turtle, paths.ledger, paths.report):
                path.unlink(missing_ok=True)
        for number, (iri, _) in enumerate(intent["put"]):
            paths = document_paths(self._folder, iri)
            for kind in ("text", "turtle", "ledger", "report"):
                shutil.copyfile(journal / f"{number}.{kind}", getattr(paths, kind))
        info = read_info(journal)
        write_info(self._folder, info)
        join_if_small(self._folder, store, info)
        shutil.rmtree(journal)

    # ------------------------------------------------------------ which document is meant

    def named(self, name: str, area: str | None) -> HeldDocument:
        """Return the document that a number, title or IRI means.

        Raises:
            UsageError: there is none or there are several, or the place is unknown.

        """
        number = normalised_number(name)
        found = self._by(_NUMBER, number) | self._by(_TITLE, name)
        if name.startswith(DOC) and StoredLinks(self._store).held(name):
            found.add(name)
        documents = [self._held(iri) for iri in sorted(found)]
        if not documents:
            raise self._no_such(name, number)
        if area is not None:
            place = place_of(EmbeddedStore(self._store), area)
            there = [document for document in documents if _area_code(document) == place.code]
            if not there:
                called = _called(documents[0].report)
                raise UsageError(
                    f"{called} 不是{place.name}的文件；数据集里有：{_listed(documents, '；')}。未作改动",
                    f"{called} is no document of {place.name}; the data set holds: {_listed(documents, '; ')}. Nothing was "
                    "changed",
                )
            documents = there
        if len(documents) > 1:
            raise UsageError(
                f"“{name}”指几个政府的文件，请用 --area 指明地方：{_listed(documents, '；')}。未作改动",
                f"{name} is that of several governments; name the place with --area: {_listed(documents, '; ')}. Nothing was "
                "changed",
            )
        return documents[0]

    def _by(self, predicate: NamedNode, value: str) -> set[str]:
        links = StoredLinks(self._store)
        found = self._store.quads_for_pattern(None, predicate, Literal(value), None)
        nodes = {quad.subject.value for quad in found if isinstance(quad.subject, NamedNode)}
        return {node for node in nodes if links.held(node)}

    def _no_such(self, name: str, number: str) -> UsageError:
        held = self._store.quads_for_pattern(None, _TEXT, None, None)
        names = [_called(self._held(quad.subject.value).report) for quad in held if isinstance(quad.subject, NamedNode)]
        near = get_close_matches(number, names, n=3, cutoff=0.6) or names[:3]
        shown, more = ", ".join(near), len(names) > len(near)
        return UsageError(
            f"数据集 {self._folder} 里没有“{name}”的全文。已收录的有：{shown}{'……' if more else ''}。未作改动",
            f"the data set {self._folder} does not hold the text of {name}. It holds: {shown}{' …' if more else ''}. "
            "Nothing was changed",
        )


def _is_stored(iri: str, digest: str, store: Store) -> bool:
    return Quad(NamedNode(f"{iri}/text"), _SHA256, Literal(digest), NamedNode(graph_iri(iri))) in store


def _is_about(entry: Mapping[str, Any], touched: Collection[str], changed: Collection[str]) -> bool:
    """Tell whether a contradiction is one that a change may have made or ended."""
    if entry["document"]:
        return entry["document"] in changed
    return any(document_of(node) in touched for node in entry["nodes"])


def _out_of_reach(quad: Quad) -> UsageError:
    # the joins of the ontology are such that this does not happen (tests/reasoning/test_joins.py); one of its axioms was changed
    return UsageError(
        f"改动会使推理得出关于其他文件或公用节点的陈述（{quad.triple}），逐份改动不能保证与重新生成一致；请用 shiquan build 重新生成。"
        "未作改动",
        f"by this change reasoning would say something of another document or of a shared node ({quad.triple}), and changing one "
        "document would not surely give what a build gives; run shiquan build again. Nothing was changed",
    )


def _used(iri: str) -> Iterator[Quad]:
    """Yield the statements that the rules looked at the graph of a document."""
    graph = NamedNode(graph_iri(iri))
    yield from (quad for quad in provenance([graph.value]) if quad.object == graph)


def _transaction(gone: Iterable[Quad], come: Iterable[Quad]) -> str:
    """Return a change as one SPARQL update, which a store takes whole or not at all."""
    return f"DELETE DATA {{ {_data(gone)} }} ;\nINSERT DATA {{ {_data(come)} }}"


def _data(quads: Iterable[Quad]) -> str:
    graphs: dict[str, list[str]] = {}
    for quad in quads:
        graphs.setdefault(str(quad.graph_name), []).append(str(quad.triple))
    return "\n".join(f"GRAPH {graph} {{ {' . '.join(triples)} }}" for graph, triples in graphs.items())


def _area_code(document: HeldDocument) -> str:
    return document.iri.removeprefix(DOC).partition("/")[0]


def _listed(documents: Iterable[HeldDocument], mark: str) -> str:
    return mark.join(
        f"{_area_code(document)} {document.report['area'] or ''} {document.report['title'] or ''}".strip()
        for document in documents
    )
