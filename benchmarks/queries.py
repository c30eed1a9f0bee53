"""How long questions take: against rdflib in memory on the same data, and how the 95th percentile grows with the data.

    python benchmarks/queries.py against DATA [--runs 5] [--limit 30]
    python benchmarks/queries.py growth SMALL LARGE [--values 50]

DATA are data sets that `shiquan build` made (`store/` and `graph.nq`). `against` asks every named query without parameters, and once
more with those of one document, place or task that the data set holds; traces too. `growth` asks those with parameters for many
values, drawn evenly from what each data set holds, and compares the 95th percentiles. Both write Markdown.

Every engine runs in a process of its own, because a running query can only be stopped by ending its process. A query of rdflib that
takes longer than the limit, and twenty times ours, is stopped: the ratio is then "at least". Times are of the whole answer, with parsing of
the query, from a store that is open. The time that opening takes is told on its own line.
"""

from __future__ import annotations

import argparse
import math
import multiprocessing
import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from shiquan.errors import ShiquanError
from shiquan.questions.catalogue import NamedQuery, named_queries
from shiquan.questions.trace import trace
from shiquan.stores.binding import bind
from shiquan.stores.embedded import EmbeddedStore
from shiquan.stores.interface import NO_BINDINGS, Bindings, QueryStore
from shiquan.stores.rows import Rows

_NUMBERS = """
PREFIX sq: <https://w3id.org/shiquan/ontology#> PREFIX eli: <http://data.europa.eu/eli/ontology#>
SELECT DISTINCT ?value WHERE { ?d sq:cleanedText ?t ; eli:id_local ?value } ORDER BY ?value"""
_AREAS = """
PREFIX sq: <https://w3id.org/shiquan/ontology#>
SELECT DISTINCT ?value WHERE { ?d sq:cleanedText ?t ; sq:ofArea ?a . ?a sq:areaCode ?value } ORDER BY ?value"""
_CONCEPTS = """
PREFIX sq: <https://w3id.org/shiquan/ontology#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT DISTINCT ?value WHERE { ?c a sq:TaskConcept ; skos:notation ?value } ORDER BY ?value"""
_ASSIGNMENTS = """
PREFIX sq: <https://w3id.org/shiquan/ontology#>
SELECT ?value WHERE { ?value a sq:Assignment } ORDER BY ?value LIMIT 1000"""
_SOURCES = {"number": _NUMBERS, "area": _AREAS, "concept": _CONCEPTS, "assignment": _ASSIGNMENTS}


@dataclass(frozen=True, slots=True)
class Question:
    """A named query with its parameters, or a trace (``query`` is None)."""

    name: str
    query: NamedQuery | None
    values: Mapping[str, str]

    def put_to(self, store: QueryStore) -> int:
        """Ask it and return the number of rows (of hops, for a trace); 0 where the trace says that words are ambiguous."""
        if self.query is None:
            try:
                return len(trace(store, **self.values).hops)
            except ShiquanError:
                return 0
        ask = store.select if self.query.form == "SELECT" else store.construct
        return len(ask(self.query.text, self.query.bindings(self.values)))


class RdflibStore:
    """The interface of a store over rdflib in memory, as the yardstick."""

    def __init__(self, file: Path) -> None:
        """Read N-Quads; takes minutes and gigabytes where there are millions."""
        from rdflib import Dataset

        self._dataset = Dataset(default_union=True)
        self._dataset.parse(file, format="nquads")

    def select(self, query: str, bindings: Bindings = NO_BINDINGS) -> Rows:
        """Answer a SELECT query."""
        result = self._dataset.query(bind(query, bindings))
        columns = tuple(str(variable) for variable in result.vars or ())
        return Rows(columns, tuple(tuple(str(value) for value in row) for row in result))  # type: ignore[union-attr]  # SELECT

    def construct(self, query: str, bindings: Bindings = NO_BINDINGS) -> tuple[object, ...]:
        """Answer a CONSTRUCT query."""
        return tuple(self._dataset.query(bind(query, bindings)))


def _serve(opened: Callable[[Path], QueryStore], data: Path, channel: Connection) -> None:
    start = time.perf_counter()
    store = opened(data)
    channel.send(time.perf_counter() - start)
    while True:
        question: Question = channel.recv()
        start = time.perf_counter()
        rows = question.put_to(store)
        channel.send((time.perf_counter() - start, rows))


def _rdflib(data: Path) -> QueryStore:
    return RdflibStore(data / "graph.nq")  # type: ignore[return-value]  # triples of another library, which are only counted


class Engine:
    """A store in a process of its own, which is ended and begun anew where a question takes too long."""

    def __init__(self, opened: Callable[[Path], QueryStore], data: Path) -> None:
        """Begin the process and wait until the store is open; ``opening`` is how long that took, in seconds."""
        self._opened, self._data = opened, data
        self._begin()

    def _begin(self) -> None:
        # a fork would share the memory of the parent; the engines are to be alike
        context = multiprocessing.get_context("spawn")
        self._channel, other = context.Pipe()
        self._process = context.Process(target=_serve, args=(self._opened, self._data, other), daemon=True)
        self._process.start()
        self.opening: float = self._channel.recv()

    def ask(self, question: Question, limit: float) -> tuple[float, int] | None:
        """Return seconds and rows; None where the limit (seconds) was passed."""
        self._channel.send(question)
        if self._channel.poll(limit):
            answer: tuple[float, int] = self._channel.recv()
            return answer
        self._process.kill()
        self._process.join()
        self._begin()
        return None

    def median(self, question: Question, runs: int, limit: float) -> tuple[float, int] | None:
        """Return the median seconds of several runs, and the rows; None where the first run passed the limit."""
        first = self.ask(question, limit)
        if first is None:
            return None
        times = [first[0]]
        for _ in range(runs - 1):
            answer = self.ask(question, limit)
            times.append(answer[0] if answer else limit)
        return statistics.median(times), first[1]

    def end(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.join()


def values_of(data: Path, count: int) -> dict[str, list[str]]:
    """Return up to ``count`` values of each parameter that a data set holds, drawn evenly from their sorted list."""
    store = EmbeddedStore.open(data)
    found = {}
    for name, query in _SOURCES.items():
        values = [value or "" for (value,) in store.select(query)]
        step = max(1, len(values) // count)
        found[name] = values[::step][:count]
    return found


def questions_about_one(values: Mapping[str, list[str]]) -> Iterator[tuple[str, list[Question]]]:
    """Yield each named query that takes a document, place, concept or assignment, and the traces, with their values."""
    for query in named_queries():
        for name in [parameter.name for parameter in query.parameters if parameter.name in values]:
            yield f"{query.name} {name}", [Question(query.name, query, {name: value}) for value in values[name]]
    pairs = [
        {"task": values["concept"][index % len(values["concept"])], "area": area}
        for index, area in enumerate(values["area"])
    ]
    yield "trace task area", [Question("trace", None, pair) for pair in pairs]
    yield "trace number", [Question("trace", None, {"number": number}) for number in values["number"]]


def against_rdflib(data: Path, runs: int, limit: float) -> Iterator[str]:
    """Yield the lines of the table of medians against rdflib."""
    values = values_of(data, 1)
    everything = [Question(query.name, query, {}) for query in named_queries()]
    asked = [*everything, *(questions[0] for _, questions in questions_about_one(values))]
    ours, theirs = Engine(EmbeddedStore.open, data), Engine(_rdflib, data)
    yield f"Opening: {1000 * ours.opening:.0f} ms; rdflib reads the file in {theirs.opening:.0f} s."
    yield ""
    yield "| question | with | rows | ms | rdflib, ms | ratio |"
    yield "|---|---|---|---|---|---|"
    for question in asked:
        with_values = " ".join(f"{name}={value}" for name, value in question.values.items())
        own = ours.median(question, runs, 600)
        if own is None:
            yield f"| {question.name} | {with_values} | | over 600,000 | | |"
            continue
        most = max(limit, 20 * own[0])
        other = theirs.median(question, runs if own[0] < 1 else 1, most)
        told = (
            f"{1000 * other[0]:.1f} | {other[0] / own[0]:.1f}"
            if other
            else f"over {1000 * most:.0f} | ≥ {most / own[0]:.1f}"
        )
        yield f"| {question.name} | {with_values} | {own[1]} | {1000 * own[0]:.1f} | {told} |"
    ours.end()
    theirs.end()


def growth(small: Path, large: Path, count: int, limit: float) -> Iterator[str]:
    """Yield the lines of the table of 95th percentiles at two sizes."""
    yield "| question | values | small: median, p95 ms | large: median, p95 ms | p95 ratio |"
    yield "|---|---|---|---|---|"
    engines = [Engine(EmbeddedStore.open, data) for data in (small, large)]
    sets = [dict(questions_about_one(values_of(data, count))) for data in (small, large)]
    for name in sets[0]:
        cells, tails = [], []
        for engine, questions in zip(engines, sets, strict=True):
            answers = [engine.ask(question, limit) for question in questions[name]]
            times = sorted(answer[0] if answer else limit for answer in answers)
            tails.append(times[math.ceil(0.95 * len(times)) - 1])
            cells.append(f"{1000 * statistics.median(times):.1f}, {1000 * tails[-1]:.1f}")
        yield f"| {name} | {len(sets[1][name])} | {' | '.join(cells)} | {tails[1] / tails[0]:.1f} |"
    for engine in engines:
        engine.end()


def main() -> None:
    """Read the command line and print the table, line by line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    modes = parser.add_subparsers(dest="mode", required=True)
    one = modes.add_parser("against", help="medians against rdflib in memory")
    one.add_argument("data", type=Path)
    one.add_argument("--runs", type=int, default=5)
    one.add_argument("--limit", type=float, default=30, help="seconds that rdflib has at the least")
    two = modes.add_parser("growth", help="95th percentiles at two sizes")
    two.add_argument("small", type=Path)
    two.add_argument("large", type=Path)
    two.add_argument("--values", type=int, default=50)
    two.add_argument(
        "--limit", type=float, default=60, help="seconds after which a question is stopped, and counts as that"
    )
    given = parser.parse_args()
    if given.mode == "against":
        lines = against_rdflib(given.data, given.runs, given.limit)
    else:
        lines = growth(given.small, given.large, given.values, given.limit)
    for line in lines:
        print(line, flush=True)


if __name__ == "__main__":
    main()
