"""Validation of a data set on disk, a few documents at a time, in memory that does not grow with their number.

The dump is read twice. First, every graph is asked for what it says about nodes that are not its own (`crossings`). Then
documents are validated in groups, each with what others say about its nodes and about the nodes that it points to
(`surroundings`), and last the nodes that no document owns: governments, bodies, documents that are cited but not held,
concepts, findings. Each node is looked at once, with all that any graph says about it, so the report is that of the whole.
"""

from __future__ import annotations

import multiprocessing
import zlib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, TypeVar

from pyoxigraph import Literal, NamedNode, Quad

from shiquan.graph.findings import Finding
from shiquan.graph.quotation import PROPERTIES_OF_QUOTES, PROPERTY_TO_THE_TEXT, check_quotations
from shiquan.graph.validation.compiled import CompiledShapes, Hierarchy, union
from shiquan.graph.validation.crossings import BACKGROUND_ONLY, FAR, Crossings, CrossingsWriter, Row
from shiquan.graph.validation.dump import Dump, Range, find_graphs
from shiquan.graph.validation.literals import Term
from shiquan.graph.validation.queries import Reach
from shiquan.graph.validation.reference import validate_with_pyshacl
from shiquan.graph.validation.report import PartialReport, ReportBuilder, ValidationReport
from shiquan.graph.validation.shapes import read_shapes, shapes_folder
from shiquan.graph.validation.surroundings import Surroundings, node_of
from shiquan.graph.whereabouts import POINTING_TO_PARTS
from shiquan.terms import RDFS

Progress = Callable[[int, int, str], None]
"""Called with what is done, of how much, and the name of what is at hand."""

_GROUP: Final = 1_000_000
"""How many bytes of documents are validated together: each group runs every query once, so small ones cost more."""
_SHARED: Final = 5_000
"""How many nodes that no document owns are validated together, each counted with the statements that graphs other than its own make."""
_QUOTES: Final = Reach(
    depth=2,
    forward=PROPERTIES_OF_QUOTES,
    inverse=frozenset((PROPERTY_TO_THE_TEXT,)),
    onward=PROPERTIES_OF_QUOTES,
)

_SUBCLASS: Final = NamedNode(RDFS + "subClassOf")

_Piece = tuple[str, ...] | Range
"""Documents, or a range of the dump that belongs to none."""
_Task = TypeVar("_Task")
_Answer = TypeVar("_Answer")


def validate_data_set(folder: Path, jobs: int = 1, progress: Progress | None = None) -> ValidationReport:
    """Validate a data set that `shiquan build` made: its `graph.nq` against the shapes, its quotes against `texts/`.

    The report is the same for any number of processes (``jobs``).

    Raises:
        UsageError: the folder holds no `graph.nq`, or that file is not well formed.

    """
    dump = find_graphs(folder / "graph.nq")
    compiled = CompiledShapes(read_shapes(shapes_folder()))
    builder = ReportBuilder(compiled.targeted)
    quotes: list[Finding] = []
    with TemporaryDirectory(prefix="shiquan-validation-") as temporary:
        file = Path(temporary) / "crossings.sqlite"
        worker = _Worker(dump, file, folder / "texts", compiled, compiled.reach.and_also(_QUOTES))
        groups = list(_groups(dump))
        pieces: list[_Piece] = [*groups, *dump.others, *dump.background]
        with _workshop(worker, jobs) as shop:
            hierarchy = _collect(file, shop.run(_crossings_of, pieces), len(pieces), progress)
            crossings = Crossings(file)
            shared = ((node, 1 + statements) for node, statements in crossings.shared_nodes())
            tasks: list[_PartTask] = [
                _PartTask((), (), hierarchy),
                *(_PartTask(group, (), hierarchy) for group in groups),
                *(_PartTask((), nodes, hierarchy) for nodes in _grouped(shared, _SHARED)),
            ]
            crossings.close()
            for done, (part, found) in enumerate(shop.run(_validate, tasks), start=1):
                builder.add(part)
                quotes += found
                if progress is not None:
                    progress(done, len(tasks), "校验 / validating")
    return builder.report().with_findings(quotes)


def validate_data_set_with_pyshacl(folder: Path) -> ValidationReport:
    """Validate a data set with the reference engine, the whole of it in memory at once.

    Raises:
        UsageError: the folder holds no `graph.nq`, or that file is not well formed.

    """
    dump = find_graphs(folder / "graph.nq")
    ranges = [*(ranges for held in dump.documents.values() for ranges in held), *dump.background, *dump.others]
    store = union(dump.quads(tuple(ranges)))
    report = validate_with_pyshacl(store, read_shapes(shapes_folder()))
    return report.with_findings(check_quotations(store, folder / "texts"))


def _groups(dump: Dump) -> Iterator[tuple[str, ...]]:
    """Yield the documents in groups of about `_GROUP` bytes."""
    sizes = ((iri, sum(end - start for start, end in ranges)) for iri, ranges in dump.documents.items())
    return _grouped(sizes, _GROUP)


def _grouped(sized: Iterable[tuple[str, int]], enough: int) -> Iterator[tuple[str, ...]]:
    """Yield what is given with its size in groups that end as soon as they are large enough."""
    group: list[str] = []
    size = 0
    for one, more in sized:
        group.append(one)
        size += more
        if size >= enough:
            yield tuple(group)
            group, size = [], 0
    if group:
        yield tuple(group)


# ---------------------------------------------------------------- processes


@dataclass
class _Worker:
    """What a process needs for all of its tasks, made when the first one asks for it."""

    dump: Dump
    crossings_file: Path
    texts: Path
    compiled: CompiledShapes
    reach: Reach

    @cached_property
    def surroundings(self) -> Surroundings:
        """What stands around the documents."""
        background = union(self.dump.quads(self.dump.background))
        return Surroundings(self.dump, background, Crossings(self.crossings_file), self.reach)

    def close(self) -> None:
        """Close what was opened."""
        self.surroundings.close()


_started: list[_Worker] = []
"""The worker of a process of the pool, which has no other place to keep what its tasks share."""


def _start(worker: _Worker) -> None:
    _started.append(worker)


def _in_process(task: Callable[[_Worker, _Task], _Answer], item: _Task) -> _Answer:
    return task(_started[0], item)


class _Here:
    """Runs tasks in this process."""

    def __init__(self, worker: _Worker) -> None:
        self._worker = worker

    def run(self, task: Callable[[_Worker, _Task], _Answer], items: Iterable[_Task]) -> Iterator[_Answer]:
        """Yield the answers to tasks, in their order."""
        return (task(self._worker, item) for item in items)


class _Pool:
    """Runs tasks in several processes."""

    def __init__(self, executor: ProcessPoolExecutor) -> None:
        self._executor = executor

    def run(self, task: Callable[[_Worker, _Task], _Answer], items: Iterable[_Task]) -> Iterator[_Answer]:
        """Yield the answers to tasks, in their order."""
        return self._executor.map(partial(_in_process, task), items)


@contextmanager
def _workshop(worker: _Worker, jobs: int) -> Iterator[_Here | _Pool]:
    if jobs <= 1:
        yield _Here(worker)
        worker.close()
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context, initializer=_start, initargs=(worker,)) as executor:
        yield _Pool(executor)


# ---------------------------------------------------------------- first reading


@dataclass(frozen=True, slots=True)
class _Crossing:
    """What a part of the dump says about nodes that are not its own."""

    statements: list[Row]
    owners: dict[str, Row]
    """One for each object."""
    shared: dict[str, str]
    """The nodes that no document owns, each with the first document near it."""
    hierarchy: set[tuple[str, str]]
    leading_out: list[tuple[str, bytes]]
    """For each document the lines that lead out of it, compressed."""


def _collect(file: Path, found: Iterable[_Crossing], total: int, progress: Progress | None) -> Hierarchy:
    writer = CrossingsWriter(file)
    hierarchy: set[tuple[str, str]] = set()
    for done, crossing in enumerate(found, start=1):
        writer.add(crossing.statements, crossing.owners.values(), crossing.shared.items())
        writer.add_leading_out(crossing.leading_out)
        hierarchy.update(crossing.hierarchy)
        if progress is not None:
            progress(done, total, "查找跨图陈述 / looking for statements across graphs")
    writer.close()
    return tuple(sorted(hierarchy))


def _crossings_of(worker: _Worker, piece: _Piece) -> _Crossing:
    """Find what documents, or a piece of another graph, say about nodes that are not their own."""
    dump = worker.dump
    inverse = worker.reach.inverse | POINTING_TO_PARTS
    backward, onward = (
        frozenset(f"<{property_}>".encode() for property_ in properties)
        for properties in (inverse, worker.reach.onward)
    )
    crossing = _Crossing([], {}, {}, set(), [])
    match piece:
        case (int(start), int(end)):
            _cross(dump, dump.quads(((start, end),)), None, piece in dump.background, inverse, crossing)
        case documents:
            for document in documents:
                content = dump.leading_out(document, dump.read(dump.documents[document]), backward, onward)
                crossing.leading_out.append((document, zlib.compress(content, 1)))
                _cross(dump, dump.parsed(content), document, False, inverse, crossing)
    return crossing


def _cross(
    dump: Dump,
    quads: Iterable[Quad],
    document: str | None,
    of_background: bool,
    inverse: frozenset[str],
    found: _Crossing,
) -> None:
    """Collect from a graph what documents, and nodes that no document owns, could not find out by themselves."""
    homes: dict[Term, str | None] = {}

    def home(node: Term) -> str | None:
        if node not in homes:
            homes[node] = dump.home(node.value) if isinstance(node, NamedNode) else None
        return homes[node]

    for quad in quads:
        subject, predicate, value = quad.subject, quad.predicate, quad.object
        if predicate == _SUBCLASS and isinstance(subject, NamedNode) and isinstance(value, NamedNode):
            found.hierarchy.add((subject.value, value.value))
        of_subject = home(subject)
        of_value = None if isinstance(value, Literal) else home(value)
        if document is not None and of_subject == document:
            if isinstance(value, Literal) or of_value == document:
                continue
            keep = predicate.value in inverse
        elif of_background:
            keep = of_subject is not None or (of_value is not None and predicate.value in inverse)
        else:
            keep = True
        row = (str(subject), str(predicate), str(value))
        if keep:
            found.statements.append(row)
        if not isinstance(value, Literal) and (not of_background or of_value is not None):
            found.owners.setdefault(row[2], row)
        if of_subject is None:
            near = BACKGROUND_ONLY if of_background else document or of_value or FAR
            found.shared[row[0]] = min(near, found.shared.get(row[0], near))


# ---------------------------------------------------------------- second reading


@dataclass(frozen=True, slots=True)
class _PartTask:
    """A part to be validated: documents, or nodes that no document owns; neither: the nodes of the background."""

    documents: tuple[str, ...]
    shared: tuple[str, ...]
    hierarchy: Hierarchy


def _validate(worker: _Worker, task: _PartTask) -> tuple[PartialReport, tuple[Finding, ...]]:
    if task.documents:
        store, is_owned = worker.surroundings.documents(task.documents)
    elif task.shared:
        store, is_owned = worker.surroundings.shared(node_of(node) for node in task.shared)
    else:
        store, is_owned = worker.surroundings.background()
    places = worker.surroundings.places(store, is_owned)
    part = worker.compiled.validate(store, is_owned, task.hierarchy, places)
    return part, check_quotations(store, worker.texts, is_owned, places)
