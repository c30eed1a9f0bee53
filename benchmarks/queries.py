"""How long questions take: against rdflib in memory on the same data, and how the 95th percentile grows with the data.

    python benchmarks/queries.py against DATA [--runs 5] [--limit 30] [--only NAME ...] [--result FILE]
    python benchmarks/queries.py growth SMALL LARGE [--values 50] [--runs 3] [--only NAME ...] [--result FILE]
    python benchmarks/queries.py everything SMALL LARGE [--runs 3] [--only NAME ...] [--result FILE]

DATA are data sets that `shiquan build` made (`store/` and `graph.nq`). `against` asks every named query without parameters, and once
more with those of one document, place or task that the data set holds; traces too. `growth` asks those with parameters for many
values, drawn evenly from what both data sets hold, and compares the 95th percentiles of the values' medians; how long the values took
when they were asked for the first time, with pages still on the disk, stands beside. `everything` asks those that can do without
parameters, over all there is, and compares the time for each quad of the data set. All write Markdown.

Every engine runs in a process of its own, because a running query of the store can only be stopped by ending its process; rdflib is
Python, so that an alarm stops its queries and the data need not be read again. A query of rdflib that takes longer than the limit, and
twelve times ours, is stopped: the ratio is then "at least". Times are of the whole answer, with parsing of the query, from a store that
is open. The time that opening takes is told on its own line. On a machine that has other work to do, `--clock processor` tells the time
that the processor worked in place of the time that passed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import multiprocessing
import signal
import statistics
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from types import FrameType

from pyoxigraph import RdfFormat, Triple, parse

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
SELECT DISTINCT ?value WHERE { ?value a sq:Assignment }"""
_SOURCES = {"number": _NUMBERS, "area": _AREAS, "concept": _CONCEPTS, "assignment": _ASSIGNMENTS}

_GRACE = 5
"""Seconds that an engine has to stop by itself after its limit, before its process is ended."""


@dataclass(frozen=True, slots=True)
class Question:
    """A named query with its parameters, or a trace (``query`` is None)."""

    name: str
    query: NamedQuery | None
    values: Mapping[str, str]

    def put_to(self, store: QueryStore) -> Answer:
        """Ask it and return what was answered; for a trace where the words are ambiguous, that."""
        if self.query is None:
            try:
                hops: Sequence[object] = trace(store, **self.values).hops
            except ShiquanError as error:
                hops = (str(error),)
            return Answer(len(hops), _digest(hops))
        bindings = self.query.bindings(self.values)
        answered: Sequence[object] = (
            store.select(self.query.text, bindings).rows
            if self.query.form == "SELECT"
            else store.construct(self.query.text, bindings)
        )
        return Answer(len(answered), _digest(answered))


@dataclass(frozen=True, slots=True)
class Answer:
    """Number of rows (of hops, for a trace) and a digest of them in their order."""

    rows: int
    digest: str


def _digest(found: Sequence[object]) -> str:
    return hashlib.sha256("\n".join(map(str, found)).encode()).hexdigest()


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
        variables = result.vars or ()
        return Rows(
            tuple(map(str, variables)),
            tuple(tuple(_text(row.get(variable)) for variable in variables) for row in result.bindings),
        )

    def construct(self, query: str, bindings: Bindings = NO_BINDINGS) -> tuple[Triple, ...]:
        """Answer a CONSTRUCT query."""
        written = self._dataset.query(bind(query, bindings)).serialize(format="nt") or b""
        return tuple(sorted({quad.triple for quad in parse(written, RdfFormat.N_TRIPLES)}, key=str))


def _text(term: object) -> str | None:
    from rdflib import Literal

    if term is None:
        return None
    if isinstance(term, Literal) and isinstance(term.value, bool):
        # rdflib reads "true" from a file and computes True of its own
        return "true" if term.value else "false"
    return str(term) or None


class _Late(BaseException):
    """The alarm rang: not an Exception, because a library may catch those."""


def _ring(_signal: int, _frame: FrameType | None) -> None:
    raise _Late


@dataclass(frozen=True, slots=True)
class Clock:
    """What seconds are measured by: ``now``, the ``timer`` and ``signal`` of the alarm, and how many pass for one, at most."""

    now: Callable[[], float]
    timer: int
    signal: signal.Signals
    slowness: float


CLOCKS = {
    "wall": Clock(time.perf_counter, signal.ITIMER_REAL, signal.SIGALRM, 1),
    # of the asking thread, which does all the work in both engines: while an alarm of the process is set, Linux counts the time of the
    # whole process in ticks of milliseconds
    "processor": Clock(time.thread_time, signal.ITIMER_PROF, signal.SIGPROF, 100),
}


def _serve(opened: Callable[[Path], QueryStore], data: Path, clock_name: str, channel: Connection) -> None:
    clock = CLOCKS[clock_name]
    signal.signal(clock.signal, _ring)
    start = clock.now()
    store = opened(data)
    channel.send(clock.now() - start)
    while True:
        question, limit = channel.recv()
        try:
            start = clock.now()
            signal.setitimer(clock.timer, limit)
            answer = question.put_to(store)
            signal.setitimer(clock.timer, 0)
            told = (clock.now() - start, answer)
        except _Late:
            told = None
        channel.send(told)


def _rdflib(data: Path) -> QueryStore:
    return RdflibStore(data / "graph.nq")


class Engine:
    """A store in a process of its own, which is ended and begun anew where a question takes too long."""

    def __init__(self, opened: Callable[[Path], QueryStore], data: Path, clock: str) -> None:
        """Begin the process and wait until the store is open; ``opening`` is how long that took, in seconds of the clock."""
        self._opened, self._data, self._clock = opened, data, clock
        self._begin()

    def _begin(self) -> None:
        # a fork would share the memory of the parent; the engines are to be alike
        context = multiprocessing.get_context("spawn")
        self._channel, other = context.Pipe()
        self._process = context.Process(target=_serve, args=(self._opened, self._data, self._clock, other), daemon=True)
        self._process.start()
        self.opening: float = self._channel.recv()

    def ask(self, question: Question, limit: float) -> tuple[float, Answer] | None:
        """Return seconds and the answer; None where the limit (seconds) was passed."""
        self._channel.send((question, limit))
        if self._channel.poll(limit * CLOCKS[self._clock].slowness + _GRACE):
            told: tuple[float, Answer] | None = self._channel.recv()
            return told
        self.end()
        self._begin()
        return None

    def measure(self, question: Question, runs: int, limit: float) -> Measured | None:
        """Return the seconds of several runs; None where the first passed the limit (a later one that does counts as it)."""
        first = self.ask(question, limit)
        if first is None:
            return None
        times = [first[0]]
        for _ in range(runs - 1):
            told = self.ask(question, limit)
            times.append(told[0] if told else limit)
        return Measured(tuple(times), first[1])

    def end(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.join()


@dataclass(frozen=True, slots=True)
class Measured:
    """The seconds of some runs of one question, in their order, and its answer."""

    seconds: tuple[float, ...]
    answer: Answer

    @property
    def median(self) -> float:
        """The median of the runs, in seconds."""
        return statistics.median(self.seconds)

    def __str__(self) -> str:
        return f"{1000 * self.median:.1f} ({1000 * min(self.seconds):.1f} to {1000 * max(self.seconds):.1f})"


def values_held(data: Path) -> dict[str, list[str]]:
    """Return every value of each parameter that a data set holds, sorted."""
    store = EmbeddedStore.open(data)
    return {name: sorted({value or "" for (value,) in store.select(query)}) for name, query in _SOURCES.items()}


def drawn(values: Mapping[str, list[str]], count: int) -> dict[str, list[str]]:
    """Return up to ``count`` values of each parameter, drawn evenly."""
    return {name: found[:: max(1, len(found) // count)][:count] for name, found in values.items()}


def questions_about_one(
    values: Mapping[str, list[str]], only: Collection[str] = ()
) -> Iterator[tuple[str, list[Question]]]:
    """Yield each named query that takes a document, place, concept or assignment, and the traces, with their values.

    ``only``: the names of the questions wanted, where not all are.
    """
    for query in named_queries():
        names = [parameter.name for parameter in query.parameters if parameter.name in values]
        for name in names:
            if not only or query.name in only:
                # a task is asked for at a place of the data: at the one that the query takes by default there may be nothing
                places = values["area"] if name == "concept" and "area" in names else []
                yield (
                    " ".join([query.name, name, *(["area"] if places else [])]),
                    [
                        Question(
                            query.name,
                            query,
                            {name: value, **({"area": places[index % len(places)]} if places else {})},
                        )
                        for index, value in enumerate(values[name])
                    ],
                )
    if only and "trace" not in only:
        return
    pairs = [
        {"task": values["concept"][index % len(values["concept"])], "area": area}
        for index, area in enumerate(values["area"])
    ]
    yield "trace task area", [Question("trace", None, pair) for pair in pairs]
    yield "trace number", [Question("trace", None, {"number": number}) for number in values["number"]]


def against_rdflib(data: Path, runs: int, limit: float, only: Collection[str], clock: str) -> Iterator[str]:
    """Yield the lines of the table of medians against rdflib.

    The value that a question is asked with is the one in the middle of those that the data set holds.
    """
    values = {name: found[len(found) // 2 :][:1] for name, found in drawn(values_held(data), 99).items()}
    everything = [Question(query.name, query, {}) for query in named_queries() if not only or query.name in only]
    asked = [*everything, *(questions[0] for _, questions in questions_about_one(values, only))]
    ours, theirs = Engine(EmbeddedStore.open, data, clock), Engine(_rdflib, data, clock)
    yield f"Opening: {1000 * ours.opening:.0f} ms; rdflib reads the file in {theirs.opening:.0f} s."
    yield ""
    yield "| question | with | rows | ms: median (spread) | rdflib, ms | ratio | same rows |"
    yield "|---|---|---|---|---|---|---|"
    for question in asked:
        with_values = " ".join(f"{name}={value}" for name, value in question.values.items())
        own = ours.measure(question, runs, 600)
        if own is None:
            yield f"| {question.name} | {with_values} | | over 600,000 | | | |"
            continue
        most = max(limit, 12 * own.median)
        other = theirs.measure(question, runs, most)
        if other is None:
            told = f"over {1000 * most:.0f} | at least {most / own.median:.1f} | not known"
        else:
            same = "yes" if other.answer == own.answer else f"NO: {other.answer.rows}"
            told = f"{other} | {other.median / own.median:.1f} | {same}"
        yield f"| {question.name} | {with_values} | {own.answer.rows} | {own} | {told} |"
    ours.end()
    theirs.end()


def growth(
    small: Path, large: Path, count: int, runs: int, limit: float, only: Collection[str], clock: str
) -> Iterator[str]:
    """Yield the lines of the table of 95th percentiles at two sizes."""
    yield "| question | values | small: median, p95 ms | large: median, p95 ms | p95 ratio | p95 of first asking ms |"
    yield "|---|---|---|---|---|---|"
    engines = [Engine(EmbeddedStore.open, data, clock) for data in (small, large)]
    held = values_held(large)
    # the same values at both sizes, so that it is not the answer that differs
    common = {name: sorted({*values} & {*held[name]}) for name, values in values_held(small).items()}
    for name, questions in questions_about_one(drawn(common, count), only):
        cells, tails, first = [], [], []
        for engine in engines:
            measured = [engine.measure(question, runs, limit) for question in questions]
            medians = [one.median if one else limit for one in measured]
            tails.append(percentile(medians, 0.95))
            first.append(percentile([one.seconds[0] if one else limit for one in measured], 0.95))
            cells.append(f"{1000 * statistics.median(medians):.1f}, {1000 * tails[-1]:.1f}")
        ratio = f"{tails[1] / tails[0]:.1f}" if tails[1] < limit else f"at least {limit / tails[0]:.1f}"
        cold = ", ".join(f"{1000 * seconds:.1f}" for seconds in first)
        yield f"| {name} | {len(questions)} | {' | '.join(cells)} | {ratio} | {cold} |"
    for engine in engines:
        engine.end()


def over_everything(
    small: Path, large: Path, runs: int, limit: float, only: Collection[str], clock: str
) -> Iterator[str]:
    """Yield the lines of the table of time per quad at two sizes, of the questions asked without any value."""
    quads = [json.loads((data / "data-set.json").read_bytes())["quads"] for data in (small, large)]
    yield f"{quads[0]} and {quads[1]} quads."
    yield ""
    yield "| question | rows | ms: median (spread) | rows, larger | ms, larger | microseconds a quad | times |"
    yield "|---|---|---|---|---|---|---|"
    engines = [Engine(EmbeddedStore.open, data, clock) for data in (small, large)]
    for query in named_queries():
        if (only and query.name not in only) or query.defaults:
            continue
        question = Question(query.name, query, {})
        measured = [engine.measure(question, runs, limit) for engine in engines]
        cells, each = [], []
        for one, count in zip(measured, quads, strict=True):
            cells += [str(one.answer.rows), str(one)] if one else ["", f"over {1000 * limit:.0f}"]
            each.append((one.median if one else limit) * 1e6 / count)
        ratio = f"{each[1] / each[0]:.2f}" if measured[1] else f"at least {each[1] / each[0]:.2f}"
        yield f"| {query.name} | {' | '.join(cells)} | {each[0]:.3f}, {each[1]:.3f} | {ratio} |"
    for engine in engines:
        engine.end()


def percentile(values: Sequence[float], part: float) -> float:
    """Return the smallest value that at least this part of the values does not exceed (nearest rank)."""
    return sorted(values)[math.ceil(part * len(values)) - 1]


def main() -> None:
    """Read the command line, print the table line by line, and write it where wanted."""
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
    two.add_argument("--runs", type=int, default=3)
    two.add_argument(
        "--limit", type=float, default=60, help="seconds after which a question is stopped, and counts as that"
    )
    three = modes.add_parser("everything", help="time per quad at two sizes")
    three.add_argument("small", type=Path)
    three.add_argument("large", type=Path)
    three.add_argument("--runs", type=int, default=3)
    three.add_argument("--limit", type=float, default=120, help="seconds after which a question is stopped")
    for mode in (one, two, three):
        mode.add_argument("--only", nargs="*", default=(), help="names of questions (trace is one)")
        mode.add_argument(
            "--clock", choices=sorted(CLOCKS), default="wall", help="time that passed, or of the processor"
        )
        mode.add_argument("--result", type=Path, help="a Markdown file for the table, written as it grows")
    given = parser.parse_args()
    if given.mode == "against":
        lines = against_rdflib(given.data, given.runs, given.limit, given.only, given.clock)
    elif given.mode == "everything":
        lines = over_everything(given.small, given.large, given.runs, given.limit, given.only, given.clock)
    else:
        lines = growth(given.small, given.large, given.values, given.runs, given.limit, given.only, given.clock)
    told: list[str] = []
    for line in lines:
        print(line, flush=True)
        told.append(line)
        if given.result is not None:
            given.result.write_text("\n".join(told) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
