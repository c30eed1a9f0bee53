"""Loading: named graph by named graph into a store elsewhere, each whole or not at all, and only what is not there already.

A graph of a document goes in one request, which the store does as one transaction. A larger graph that belongs to no document goes in chunks to a
graph of its own first, with predicates of its own, so that no query meets half of it, not even one over the union of all graphs; one
update then puts it in place. The store itself keeps a mark for each graph that has arrived: its digest and how many triples the store then counted.
A load that was broken off, on whatever machine, therefore goes on where the marks end, and one after a change of the data set sends what
has changed. A mark is believed only while the store still counts what it says.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from pyoxigraph import RdfFormat, Triple, parse

from shiquan.loading.arrival import Difference, difference
from shiquan.loading.dump_graphs import DumpGraph, graphs_of
from shiquan.loading.others import Removal, refuse_to_remove_many
from shiquan.stores.interface import StoreError
from shiquan.stores.named_graphs import RemoteGraphs
from shiquan.terms import DCTERMS, GRAPH, ID

_LOG: Final = logging.getLogger(__name__)

MARKS: Final = ID + "loading/marks"
"""The graph of the marks in the store."""
ARRIVING: Final = ID + "loading/arriving/"
"""What the names of graphs that are on their way begin with; the digest of the graph follows."""
_PREDICATE: Final = ID + "loading/predicate/"
"""What stands before the predicates of a graph that is on its way."""

_GRAPHS_AT_ONCE: Final = 100
_QUADS_AT_ONCE: Final = 100_000
"""After how many graphs or quads the store is asked what has arrived, and marks are set."""
_CHUNK: Final = 20_000
"""How many quads of a large graph go in one request (about 4 MB)."""


class Replacement(StrEnum):
    """How a graph of ordinary size is replaced.

    By one PUT, which most stores do as one transaction; or, where readers would see the graph empty for a moment (Virtuoso), as a large one is: by
    one update, from a graph to which it has been brought before.
    """

    PUT = "put"
    UPDATE = "update"


Progress = Callable[[int, int], None]
"""Called with how many bytes of the dump are done, and how many there are."""


@dataclass(frozen=True, slots=True)
class LoadResult:
    """What a load did. ``differing``: graphs of which the store holds something else than the data set; empty when all is well.

    ``graphs`` and ``quads`` are those of the data set, ``sent`` of these graphs how many went to the store this time, ``rewritten`` how many the
    store counts otherwise although it holds the same values. ``counted`` is the sum of what the store counts in the graphs.
    """

    graphs: int
    quads: int
    sent: int
    counted: int
    rewritten: int
    removed: tuple[str, ...]
    differing: tuple[Difference, ...]


def load(
    dump: Path,
    store: RemoteGraphs,
    progress: Progress,
    chunk: int = _CHUNK,
    replacement: Replacement = Replacement.PUT,
    removal: Removal = Removal.FEW,
) -> LoadResult:
    """Make the named graphs of a store those of a dump, and compare what arrived with what was sent.

    Graphs of the project's namespace that the dump does not have are removed; graphs of other names are never touched. Readers
    see each graph as it was before or as it is now, as far as the store isolates one request from another.

    Raises:
        UsageError: the dump cannot be read; or more documents than a change drops would be removed, which ``removal`` does not allow
            (`shiquan.loading.others`). Nothing was changed.
        StoreError: the store cannot be reached or refuses; what has arrived stays, and another load goes on from there.

    """
    wanted = frozenset(graph.name for graph in graphs_of(dump))
    loader = _Loader(store, chunk, replacement)
    total = dump.stat().st_size
    try:
        # listed once, and before anything is changed: most stores go through all that they hold for it
        held = tuple(store.names(ID))
        if removal is Removal.FEW:
            refuse_to_remove_many(held, wanted)
        for batch in _batches(graphs_of(dump)):
            loader.bring(batch, lambda done: progress(done, total))
        removed = loader.remove(held, wanted)
    except StoreError as error:
        raise StoreError(
            f"{error.zh} 已有 {loader.graphs} 个图核对无误；再次运行即从此处继续。",
            f"{error.en} {loader.graphs} graphs have arrived and were counted: run it again to go on from there.",
        ) from error
    return LoadResult(
        loader.graphs,
        loader.quads,
        loader.sent,
        loader.counted,
        loader.rewritten,
        removed,
        tuple(loader.differing),
    )


def _batches(graphs: Iterable[DumpGraph]) -> Iterator[list[DumpGraph]]:
    batch: list[DumpGraph] = []
    for graph in graphs:
        batch.append(graph)
        if len(batch) >= _GRAPHS_AT_ONCE or sum(one.quads for one in batch) >= _QUADS_AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch


@dataclass(frozen=True, slots=True)
class _Mark:
    """What was in a graph when it had arrived: the digest of its lines in the dump, and what the store counted."""

    digest: str
    count: int


class _Loader:
    def __init__(self, store: RemoteGraphs, chunk: int, replacement: Replacement) -> None:
        self._store = store
        self._chunk = chunk
        self._replacement = replacement
        self.graphs = self.quads = self.sent = self.counted = self.rewritten = 0
        self.differing: list[Difference] = []

    def bring(self, batch: list[DumpGraph], tell: Callable[[int], None]) -> None:
        """Make some graphs of the store those of the dump."""
        names = [graph.name for graph in batch]
        marks, counts = self._marks(names), self._store.counts(names)
        missing = [graph for graph in batch if not _is_there(graph, marks.get(graph.name), counts.get(graph.name, 0))]
        self._unmark(graph.name for graph in missing if graph.name in marks)
        for graph in missing:
            if self._goes_in_one_request(graph):
                self._store.put(graph.name, graph.triples())
            else:
                self._bring_in_chunks(graph)
            self.sent += 1
            tell(graph.end)
        counts = {**counts, **self._store.counts(graph.name for graph in missing)} if missing else counts
        arrived = [graph for graph in missing if self._has_arrived(graph, counts.get(graph.name, 0))]
        self._mark({graph.name: _Mark(graph.digest, counts.get(graph.name, 0)) for graph in arrived})
        self.rewritten += sum(counts.get(graph.name, 0) != graph.quads for graph in batch)
        self.graphs += len(batch)
        self.quads += sum(graph.quads for graph in batch)
        self.counted += sum(counts.get(name, 0) for name in names)
        tell(batch[-1].end)

    def remove(self, held: Iterable[str], wanted: frozenset[str]) -> tuple[str, ...]:
        """Remove the graphs that the dump does not have, and what broken loads had left; return the names of the former."""
        gone = [name for name in held if name.startswith(GRAPH) and name not in wanted]
        left = [name for name in held if name.startswith(ARRIVING)]
        self._unmark(gone)
        for name in (*gone, *left):
            self._store.drop(name)
        return tuple(gone)

    def _goes_in_one_request(self, graph: DumpGraph) -> bool:
        if graph.has_blank_nodes:
            # a blank node is the same only within one request
            return True
        return self._replacement is Replacement.PUT and (graph.quads <= self._chunk or graph.is_of_a_document)

    def _has_arrived(self, graph: DumpGraph, count: int) -> bool:
        if count == graph.quads:
            return True
        wanted = (quad.triple for quad in parse(graph.triples(), RdfFormat.N_TRIPLES))
        found = difference(graph.name, wanted, self._held(graph.name, count))
        if found is not None:
            self.differing.append(found)
        return found is None

    def _held(self, graph: str, count: int) -> tuple[Triple, ...]:
        held = self._store.triples(graph) if count else ()
        if len(held) < count:
            _LOG.warning(
                "服务器只交出了图 %s 的 %d 条中的 %d 条（可能有结果上限），无法逐条比较。 / The server gave only %d of the %d triples of the "
                "graph %s (it may limit its answers), so they cannot be compared one by one.",
                *(graph, count, len(held)),
                *(len(held), count, graph),
            )
        return held

    def _bring_in_chunks(self, graph: DumpGraph) -> None:
        """Send a graph that is too large for one request to a graph where no query meets it, and put it in place from there."""
        arriving = ARRIVING + graph.digest
        # each chunk is added whole, and in this order, so what is there tells how many have come
        done = self._store.counts([arriving]).get(arriving, 0) // self._chunk
        predicates: set[str] = set()
        for number, lines in enumerate(graph.chunks(self._chunk)):
            hidden = [_hidden(line, predicates) for line in lines.splitlines(keepends=True)]
            if number >= done:
                self._store.add(arriving, b"".join(hidden))
        pairs = " ".join(f"(<{_PREDICATE}{predicate}> <{predicate}>)" for predicate in sorted(predicates))
        # what is there is dropped only after this has been answered, so that it can be done again when the answer is lost
        self._store.update(
            f"DROP SILENT GRAPH <{graph.name}> ;\n"
            f"INSERT {{ GRAPH <{graph.name}> {{ ?s ?p ?o }} }} "
            f"WHERE {{ VALUES (?hidden ?p) {{ {pairs} }} GRAPH <{arriving}> {{ ?s ?hidden ?o }} }}"
        )
        self._store.drop(arriving)

    def _marks(self, graphs: list[str]) -> Mapping[str, _Mark]:
        names = " ".join(f"<{graph}>" for graph in graphs)
        query = f"SELECT ?graph ?mark WHERE {{ VALUES ?graph {{ {names} }} GRAPH <{MARKS}> {{ ?graph <{DCTERMS}identifier> ?mark }} }}"
        marks: dict[str, _Mark] = {}
        for name, mark in self._store.rows(query):
            digest, _, count = (mark or "").removeprefix("sha256:").partition(" ")
            if name is not None and count.isdecimal():
                marks[name] = _Mark(digest, int(count))
        return marks

    def _mark(self, marks: Mapping[str, _Mark]) -> None:
        lines = (
            f'<{name}> <{DCTERMS}identifier> "sha256:{mark.digest} {mark.count}" .\n' for name, mark in marks.items()
        )
        if marks:
            self._store.add(MARKS, "".join(lines).encode())

    def _unmark(self, graphs: Iterable[str]) -> None:
        names = " ".join(f"<{graph}>" for graph in graphs)
        if names:
            self._store.update(
                f"DELETE {{ GRAPH <{MARKS}> {{ ?graph ?p ?mark }} }} "
                f"WHERE {{ VALUES ?graph {{ {names} }} GRAPH <{MARKS}> {{ ?graph ?p ?mark }} }}"
            )


def _is_there(graph: DumpGraph, mark: _Mark | None, count: int) -> bool:
    return mark == _Mark(graph.digest, count)


def _hidden(line: bytes, predicates: set[str]) -> bytes:
    """Return a line of N-Triples with a predicate that no query asks for, and note what it was."""
    subject, predicate, rest = line.split(b" ", 2)
    predicates.add(predicate[1:-1].decode())
    return b"%s <%s%s %s" % (subject, _PREDICATE.encode(), predicate[1:], rest)
