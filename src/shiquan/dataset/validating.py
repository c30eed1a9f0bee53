"""Validation of a data set on disk, a few documents at a time, in memory that does not grow with their number.

The dump is read twice. First, every graph is asked for what it says about nodes that are not its own (`crossings`). Then
documents are validated in groups, each with what others say about its nodes and about the nodes that it points to
(`surroundings`), and last the nodes that no document owns: governments, bodies, documents that are cited but not held,
concepts, findings. Each node is looked at once, with all that any graph says about it, so the report is that of the whole.
"""

from __future__ import annotations

import gc
import pickle
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO, Final, TypeVar

from pyoxigraph import Literal, NamedNode, Quad

from shiquan.dataset.layout import DUMP
from shiquan.dataset.progress import NO_PROGRESS, Progress, Stage
from shiquan.dataset.sorted_findings import SortedFindings
from shiquan.dataset.validation_files import FilesHere, ValidationFiles
from shiquan.dataset.workers import Lost, Processes, ThisProcess, Workers
from shiquan.errors import ShiquanError
from shiquan.graph.findings import Finding, Severity
from shiquan.graph.quotation import PROPERTIES_OF_QUOTES, PROPERTY_TO_THE_TEXT, TextFolder, Texts, check_quotations
from shiquan.graph.validation import (
    CompiledShapes,
    FocusCount,
    PartialReport,
    Tally,
    ValidationReport,
    read_shapes,
    shapes_folder,
    union,
    validate_with_pyshacl,
)
from shiquan.graph.validation.compiled import Hierarchy
from shiquan.graph.validation.crossings import BACKGROUND_ONLY, FAR, Crossings, CrossingsWriter, Row
from shiquan.graph.validation.dump import Dump, Range, find_graphs
from shiquan.graph.validation.literals import Term
from shiquan.graph.validation.queries import Reach
from shiquan.graph.validation.surroundings import Surroundings, node_of
from shiquan.graph.validation_report import csv_lines
from shiquan.graph.whereabouts import POINTING_TO_PARTS
from shiquan.terms import RDFS

_GROUP: Final = 4_000_000
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

_CROSSINGS: Final = "crossings.sqlite"

_Piece = tuple[str, ...] | Range
"""Documents, or a range of the dump that belongs to none."""
_Task = TypeVar("_Task")
_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Validated:
    """What validation found: the findings in order, to be read any number of times while their folder is there, and what was looked at."""

    findings: Iterable[Finding]
    looked_at: tuple[FocusCount, ...]


def validate_data_set(folder: Path, jobs: int = 1, progress: Progress = NO_PROGRESS) -> ValidationReport:
    """Validate a data set that `shiquan build` made, and return the report, all of it in memory.

    The report is the same for any number of processes (``jobs``).

    Raises:
        UsageError: the folder holds no `graph.nq`, or that file is not well formed.
        ShiquanError: a process was lost twice over the same part.

    """
    with TemporaryDirectory(prefix="shiquan-validation-") as work:
        found = validate_files(folder, Path(work), Processes(jobs) if jobs > 1 else ThisProcess(), progress)
        return ValidationReport(tuple(found.findings), found.looked_at)


def validate_data_set_with_pyshacl(folder: Path) -> ValidationReport:
    """Validate a data set with the reference engine, the whole of it in memory at once.

    Raises:
        UsageError: the folder holds no `graph.nq`, or that file is not well formed.

    """
    dump = find_graphs(folder / DUMP)
    ranges = [*(ranges for held in dump.documents.values() for ranges in held), *dump.background, *dump.others]
    store = union(dump.quads(tuple(ranges)))
    report = validate_with_pyshacl(store, read_shapes(shapes_folder()))
    return report.with_findings(check_quotations(store, TextFolder(folder / "texts")))


def validate_files(
    folder: Path,
    work: Path,
    workers: Workers,
    progress: Progress = NO_PROGRESS,
    files: ValidationFiles | None = None,
    texts: Texts | None = None,
) -> Validated:
    """Validate the `graph.nq` of a folder against the shapes, and its quotes against the texts.

    Args:
        folder: the folder, which is a data set or will be one.
        work: an empty folder for what is written meanwhile. The findings are read from there; whoever gives it removes it.
        workers: who validates.
        progress: told how many documents are done.
        files: where the workers find what they share, if they do not see the files of this machine.
        texts: where they find the texts, if not in the folder's `texts/`.

    Raises:
        UsageError: the folder holds no `graph.nq`, or that file is not well formed; or the workers' storage cannot be reached.
        ShiquanError: a worker was lost twice over the same part.

    """
    folder, work = folder.absolute(), work.absolute()
    files = files or FilesHere(work)
    dump = find_graphs(folder / DUMP)
    context = _Context(files.dump(dump), texts or TextFolder(folder / "texts"), _shapes())
    groups = list(_groups(dump))
    pieces: list[_Piece] = [*groups, *dump.others, *dump.background]
    shown = _Shown(progress, Stage.CROSSINGS, len(dump.documents))
    crossings = work / _CROSSINGS
    hierarchy = _collect(
        crossings,
        (
            shown.after(found, len(pieces[number]) if number < len(groups) else 0)
            for number, found in _results(workers, _crossings_of, _given(context, "first.pickle", work, files), pieces)
        ),
    )
    files.give(_CROSSINGS, crossings)
    context = replace(context, hierarchy=hierarchy)
    tasks = [_Part((), ()), *_shared_parts(crossings), *(_Part(group, ()) for group in groups)]
    shown = _Shown(progress, Stage.VALIDATING, len(dump.documents))
    tally = Tally(context.shapes.targeted)
    findings = SortedFindings(work)
    for number, (part, quotes) in _results(workers, _validate, _given(context, "second.pickle", work, files), tasks):
        tally.add(part)
        findings.add(part.findings)
        findings.add(quotes)
        shown.after(None, len(tasks[number].documents))
    findings.add(tally.findings())
    return Validated(findings, tally.looked_at())


def write_findings(file: BinaryIO, findings: Iterable[Finding]) -> dict[str, int]:
    """Write findings as `shiquan validate --format csv` prints them; return how many there are of each severity, worst first."""
    counts = {severity.value: 0 for severity in Severity}

    def counted() -> Iterator[Finding]:
        for finding in findings:
            counts[finding.severity.value] += 1
            yield finding

    for line in csv_lines(counted()):
        file.write(line.encode("utf-8"))
    return counts


@cache
def _shapes() -> CompiledShapes:
    return CompiledShapes(read_shapes(shapes_folder()))


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


def _shared_parts(file: Path) -> list[_Part]:
    crossings = Crossings(file)
    try:
        sized = ((node, 1 + statements) for node, statements in crossings.shared_nodes())
        return [_Part((), nodes) for nodes in _grouped(sized, _SHARED)]
    finally:
        crossings.close()


class _Shown:
    """Tells of the progress in a stage."""

    def __init__(self, progress: Progress, stage: Stage, total: int) -> None:
        self._progress, self._stage, self._total = progress, stage, total
        self._done = 0

    def after(self, result: _Result, documents: int) -> _Result:
        """Tell that so many more documents are done, and return what was made of them."""
        self._done += documents
        self._progress(self._stage, self._done, self._total)
        return result


# ---------------------------------------------------------------- processes


@dataclass(frozen=True, slots=True)
class _Context:
    """What the tasks of a validation share."""

    dump: Dump
    texts: Texts
    shapes: CompiledShapes
    hierarchy: Hierarchy = ()

    @property
    def reach(self) -> Reach:
        """How far shapes and quotes look."""
        return self.shapes.reach.and_also(_QUOTES)


_Given = tuple[bytes, str]
"""Where a context stands: the files (`ValidationFiles`) as bytes, and its name among them."""


def _given(context: _Context, name: str, work: Path, files: ValidationFiles) -> _Given:
    """Let the workers find a context."""
    (work / name).write_bytes(pickle.dumps(context))
    files.give(name, work / name)
    return pickle.dumps(files), name


class _Opened:
    """A context, with the files that a process has opened for it."""

    def __init__(self, given: _Given) -> None:
        # all that is unpickled is our own, from a folder or storage of our own
        self._files: ValidationFiles = pickle.loads(given[0])
        self._copies = ExitStack()
        self.context: _Context = pickle.loads(self._files.take(given[1], self._copies).read_bytes())

    @cached_property
    def surroundings(self) -> Surroundings:
        """What stands around the documents."""
        return Surroundings(
            self.context.dump, Crossings(self._files.take(_CROSSINGS, self._copies)), self.context.reach
        )

    def close(self) -> None:
        """Close what was opened."""
        if "surroundings" in self.__dict__:
            self.surroundings.close()
        self.context.dump.content.close()
        self._copies.close()


_opened: dict[_Given, _Opened] = {}
"""The context that this process works on, by where it stands: one at a time."""


def _context(given: _Given) -> _Opened:
    if given not in _opened:
        _close()
        _opened[given] = _Opened(given)
    return _opened[given]


def _close() -> None:
    while _opened:
        _opened.popitem()[1].close()


def _results(
    workers: Workers, function: Callable[[_Given, _Task], _Result], context: _Given, tasks: Iterable[_Task]
) -> Iterator[tuple[int, _Result]]:
    """Yield the results of tasks as they are done, each with the number of its task."""
    try:
        for number, result in workers.run(function, ((context, task) for task in tasks)):
            if isinstance(result, Lost):
                raise ShiquanError(
                    "校验的进程两次意外终止（可能内存不足）。原有的数据集未作改动；请减少 --jobs，或改用内存更大的工作进程，然后重新运行",
                    "the process that validated ended twice without a word (perhaps for want of memory). The data set that was there "
                    "is as it was; run the command again with fewer --jobs, or with workers that have more memory",
                )
            yield number, result
    finally:
        workers.finish(_close)


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


def _collect(file: Path, found: Iterable[_Crossing]) -> Hierarchy:
    writer = CrossingsWriter(file)
    hierarchy: set[tuple[str, str]] = set()
    for crossing in found:
        writer.add(crossing.statements, crossing.owners.values(), crossing.shared.items())
        writer.add_leading_out(crossing.leading_out)
        hierarchy.update(crossing.hierarchy)
    writer.close()
    return tuple(sorted(hierarchy))


def _crossings_of(given: _Given, piece: _Piece) -> _Crossing:
    """Find what documents, or a piece of another graph, say about nodes that are not their own."""
    context = _context(given).context
    dump = context.dump
    inverse = context.reach.inverse | POINTING_TO_PARTS
    backward, onward = (
        frozenset(f"<{property_}>".encode() for property_ in properties)
        for properties in (inverse, context.reach.onward)
    )
    crossing = _Crossing([], {}, {}, set(), [])
    match piece:
        case (int(), int()) if piece in dump.background:
            content, subjects = dump.naming_documents(dump.read((piece,)))
            crossing.shared.update(dict.fromkeys(subjects, BACKGROUND_ONLY))
            _cross(dump, dump.parsed(content), None, True, inverse, crossing)
        case (int(start), int(end)):
            _cross(dump, dump.quads(((start, end),)), None, False, inverse, crossing)
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
class _Part:
    """What is validated together: documents, or nodes that no document owns; neither: the nodes of the background."""

    documents: tuple[str, ...]
    shared: tuple[str, ...]


def _validate(given: _Given, part: _Part) -> tuple[PartialReport, tuple[Finding, ...]]:
    opened = _context(given)
    with _uncollected():
        if part.documents:
            store, is_owned = opened.surroundings.documents(part.documents)
        elif part.shared:
            store, is_owned = opened.surroundings.shared(node_of(node) for node in part.shared)
        else:
            store, is_owned = opened.surroundings.background()
        places = opened.surroundings.places(store, is_owned)
        found = opened.context.shapes.validate(store, is_owned, opened.context.hierarchy, places)
        return found, check_quotations(store, opened.context.texts, is_owned, places)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Do without the collector of cycles for a while: there are none among a part's many small lists, and looking takes a fifth of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
