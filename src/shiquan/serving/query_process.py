"""A process that runs queries, one after the other, for a server that can kill it at any moment.

Started as ``python -m shiquan.serving.query_process SOCKET FOLDER DIGEST SECONDS MEMORY RESULTS ANSWER BASE``; see `shiquan.serving.messages` for what goes over the
socket. It ends when the socket is closed.
"""

from __future__ import annotations

import io
import json
import socket
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pyoxigraph import (
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    Store,
    Triple,
    parse_query_results,
    serialize,
)

from shiquan.serving.children import receive
from shiquan.serving.confinement import die_with_parent, limit_memory, limit_processor_time, refuse_system_calls
from shiquan.serving.data_set import digest_of
from shiquan.serving.formats import GRAPH_TYPES, RESULT_TYPES
from shiquan.serving.messages import CHANGED, READY, REPLY, REQUEST, Task
from shiquan.serving.outcomes import Answer, Kind, Status
from shiquan.serving.query_text import is_update, limited
from shiquan.serving.settings import Limits
from shiquan.stores.clauses import calls_service, names_graphs

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

_SHOWN: Final = 300


class AnswerTooLargeError(Exception):
    """The answer has more bytes than it may have."""


class CappedBuffer(io.BytesIO):
    """Bytes in memory up to a limit."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self._left = limit

    def write(self, data: ReadableBuffer, /) -> int:
        """Take the bytes.

        Raises:
            AnswerTooLargeError: there would be more than the limit.

        """
        self._left -= memoryview(data).nbytes
        if self._left < 0:
            raise AnswerTooLargeError
        return super().write(data)


class QueryRunner:
    """Runs queries on a store, within the limits on rows and bytes; those on time and memory are held by the kernel and the server."""

    def __init__(self, store: Store, limits: Limits, base: str) -> None:
        """Prepare to run queries; their relative IRIs are resolved against ``base`` (SPARQL 1.1 Protocol, section 2.1.5)."""
        self._store = store
        self._limits = limits
        self._base = base

    def run(self, task: Task) -> tuple[Status, Kind, bool, bytes]:
        """Return how a query ended: status, kind of its answer, whether the answer was cut, and the answer or a message."""
        nothing = Kind.SOLUTIONS, False
        if calls_service(task.query):
            return Status.SERVICE, *nothing, b""
        try:
            return Status.DONE, *self._answer(task)
        except _NotAcceptableError:
            return Status.NOT_ACCEPTABLE, *nothing, b""
        except AnswerTooLargeError:
            return Status.ANSWER_TOO_LARGE, *nothing, b""
        except MemoryError:
            return Status.MEMORY, *nothing, b""
        except SyntaxError as error:
            if is_update(task.query):
                return Status.UPDATE, *nothing, b""
            return Status.SYNTAX, *nothing, str(error)[:_SHOWN].encode()
        except (OSError, ValueError, TypeError, RuntimeError):
            # their messages may name files of this machine
            return Status.FAILED, *nothing, b""

    def _answer(self, task: Task) -> tuple[Kind, bool, bytes]:
        most = self._limits.results
        text = limited(task.query, most + 1) or task.query
        found = self._query(text, task)
        if isinstance(found, QueryTriples):
            return Kind.TRIPLES, *self._graph(found, task)
        if task.result < 0:
            raise _NotAcceptableError
        form = RESULT_TYPES[task.result][1]
        if isinstance(found, QueryBoolean):
            return Kind.BOOLEAN, False, found.serialize(format=form) or b""
        body = self._solutions(found, form)
        if not _more_rows_than(most, body, form):
            return Kind.SOLUTIONS, False, body
        cut = self._query(limited(task.query, most) or task.query, task)
        if not isinstance(cut, QuerySolutions):
            raise TypeError(text)
        return Kind.SOLUTIONS, True, self._solutions(cut, form)

    def look_up(self, task: Task, most: int) -> Answer | None:
        """Answer a query that is a mere look-up (`is_look_up`) in no more than ``most`` bytes; None if there is no such answer."""
        if task.result < 0:
            return None
        form = RESULT_TYPES[task.result][1]
        buffer = CappedBuffer(min(most, 2 * self._limits.results))
        try:
            found = self._store.query(task.query, base_iri=self._base, use_default_graph_as_union=True)
            if isinstance(found, QueryTriples):
                return None
            found.serialize(output=buffer, format=form)
        except (SyntaxError, OSError, ValueError, AnswerTooLargeError):
            return None
        kind = Kind.BOOLEAN if isinstance(found, QueryBoolean) else Kind.SOLUTIONS
        return Answer(kind, buffer.getvalue(), False)

    def _query(self, text: str, task: Task) -> QuerySolutions | QueryBoolean | QueryTriples:
        if task.default_graphs or task.named_graphs:
            # SPARQL 1.1 Protocol, section 2.1.4: the request's data set takes the place of the query's
            return self._store.query(
                text,
                base_iri=self._base,
                default_graph=[NamedNode(name) for name in task.default_graphs],
                named_graphs=[NamedNode(name) for name in task.named_graphs],
            )
        return self._store.query(text, base_iri=self._base, use_default_graph_as_union=not names_graphs(text))

    def _solutions(self, found: QuerySolutions, form: QueryResultsFormat) -> bytes:
        buffer = CappedBuffer(self._limits.answer)
        found.serialize(output=buffer, format=form)
        return buffer.getvalue()

    def _graph(self, found: QueryTriples, task: Task) -> tuple[bool, bytes]:
        if task.graph < 0:
            raise _NotAcceptableError
        triples = _First(found, self._limits.results)
        buffer = CappedBuffer(self._limits.answer)
        serialize(triples, output=buffer, format=GRAPH_TYPES[task.graph][1])
        return triples.more(), buffer.getvalue()


class _NotAcceptableError(Exception):
    """The client takes none of the formats that the answer can have."""


class _First:
    """The first so many triples, and whether there are more."""

    def __init__(self, triples: QueryTriples, most: int) -> None:
        self._all = iter(triples)
        self._most = most

    def __iter__(self) -> Iterator[Triple]:
        return islice(self._all, self._most)

    def more(self) -> bool:
        return next(self._all, None) is not None


def _more_rows_than(most: int, body: bytes, form: QueryResultsFormat) -> bool:
    """Tell whether an answer has more rows; rows are counted only where there are bytes enough for so many."""
    if len(body) <= 2 * most:
        return False
    if form == QueryResultsFormat.XML:
        return body.count(b"<result>") > most
    if form == QueryResultsFormat.TSV:
        return body.count(b"\n") - 1 > most
    if form == QueryResultsFormat.CSV:
        return _csv_rows(body) - 1 > most
    solutions = parse_query_results(body, QueryResultsFormat.JSON)
    return isinstance(solutions, QuerySolutions) and next(islice(solutions, most, None), None) is not None


def _csv_rows(body: bytes) -> int:
    # a line break in a value stands between quotes, and quotes in a value are doubled: every second stretch is inside of one
    return sum(part.count(b"\n") for part in body.split(b'"')[::2])


def main() -> None:
    """Serve queries until the socket is closed."""
    channel = socket.socket(fileno=int(sys.argv[1]))
    folder, digest = Path(sys.argv[2]), sys.argv[3]
    limits = Limits(float(sys.argv[4]), int(sys.argv[5]), int(sys.argv[6]), int(sys.argv[7]))
    die_with_parent()
    if digest_of(folder) != digest:
        sys.exit(CHANGED)
    store = Store.read_only(str(folder / "store"))
    # the first query makes what every query needs
    runner = QueryRunner(store, limits, sys.argv[8])
    runner.run(Task("SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 1"))
    confined = refuse_system_calls()
    limit_memory(limits.memory)
    channel.sendall(READY.pack(confined))
    while (task := _next_task(channel)) is not None:
        limit_processor_time(limits.seconds)
        status, kind, cut, body = runner.run(task)
        channel.sendall(REPLY.pack(len(body), status, kind, cut) + body)


def _next_task(channel: socket.socket) -> Task | None:
    data = receive(channel, REQUEST, lambda head: sum(REQUEST.unpack(head)[:2]))
    if data is None:
        return None
    text, graphs, result, graph = REQUEST.unpack_from(data)
    end = REQUEST.size + text
    default_graphs, named_graphs = json.loads(data[end : end + graphs]) if graphs else ((), ())
    return Task(data[REQUEST.size : end].decode(), tuple(default_graphs), tuple(named_graphs), result, graph)


if __name__ == "__main__":
    main()
