"""What is told about requests: one line of JSON for each, and figures for Prometheus. What was asked is in neither, unless the server is told so."""

from __future__ import annotations

import json
import time
import traceback
from collections.abc import MutableMapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest, multiprocess
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shiquan.serving.outcomes import FAULT
from shiquan.serving.refusals import rendered_refusal
from shiquan.serving.requests import client_of
from shiquan.serving.sending import send_rendered

_FLUSH_SECONDS: Final = 0.5
_FLUSH_LINES: Final = 200
_SECONDS: Final = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0)
_KEY: Final = "shiquan.observed"
_QUERY_LENGTH: Final = 10_000
_PATH_LENGTH: Final = 200


@dataclass(slots=True)
class Observed:
    """What one request came to, filled in by what answers it. ``query_key`` tells that two queries were the same, and not what they were."""

    client: str = ""
    route: str = "other"
    source: str = ""
    reason: str = ""
    query_key: str = ""
    query: str = ""
    status: int = 0
    sent: int = 0
    begun: float = field(default_factory=time.perf_counter)


def observed(scope: MutableMapping[str, object]) -> Observed:
    """Return what is noted of a request; a note of its own where nobody observes."""
    found = scope.get(_KEY)
    return found if isinstance(found, Observed) else Observed()


def now() -> str:
    """Return the time for the log."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


class Figures:
    """The figures of this process. The server's several processes put them together through the folder that PROMETHEUS_MULTIPROC_DIR names."""

    def __init__(self) -> None:
        registry = CollectorRegistry()
        self._requests = Counter("shiquan_requests", "Requests", ["route", "status"], registry=registry)
        self._stopped = Counter("shiquan_refusals", "Requests refused or stopped", ["reason"], registry=registry)
        self._seconds = Histogram(
            "shiquan_answer_seconds",
            "Time from request to the end of the answer",
            ["source"],
            buckets=_SECONDS,
            registry=registry,
        )
        self._bytes = Counter("shiquan_sent_bytes", "Bytes of answers", registry=registry)
        self.running = Gauge(
            "shiquan_queries_running", "Queries that run", registry=registry, multiprocess_mode="livesum"
        )
        self.waiting = Gauge(
            "shiquan_queries_waiting", "Queries that wait", registry=registry, multiprocess_mode="livesum"
        )
        self._of_seconds: dict[str, Histogram] = {}
        # counted here first: each change of a figure is written to a file that the processes share, which is quicker for many together
        self._new_seconds: list[tuple[str, float]] = []
        self._new_requests: dict[tuple[str, int], int] = {}
        self._new_bytes = 0

    def count(self, noted: Observed, seconds: float) -> None:
        """Count a request."""
        key = noted.route, noted.status
        self._new_requests[key] = self._new_requests.get(key, 0) + 1
        self._new_bytes += noted.sent
        if noted.source:
            self._new_seconds.append((noted.source, seconds))
        if noted.reason:
            self._stopped.labels(noted.reason).inc()

    def flush(self) -> None:
        """Let the other processes see what was counted."""
        times, self._new_seconds = self._new_seconds, []
        for source, seconds in times:
            if source not in self._of_seconds:
                self._of_seconds[source] = self._seconds.labels(source)
            self._of_seconds[source].observe(seconds)
        requests, self._new_requests = self._new_requests, {}
        for (route, status), number in requests.items():
            self._requests.labels(route, str(status)).inc(number)
        self._bytes.inc(self._new_bytes)
        self._new_bytes = 0

    @staticmethod
    def text() -> bytes:
        """Return the figures of all processes in the text format of Prometheus."""
        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)
        return generate_latest(registry)


class RequestLog:
    """Lines of JSON about requests, written some at a time."""

    def __init__(self, out: IO[str]) -> None:
        self._out = out
        self._lines: list[dict[str, object]] = []
        self._flushed = 0.0

    def write(self, line: dict[str, object]) -> None:
        """Note a line."""
        self._lines.append(line)
        at = time.monotonic()
        if len(self._lines) >= _FLUSH_LINES or at - self._flushed > _FLUSH_SECONDS:
            self._flushed = at
            self.flush()

    def event(self, name: str, **facts: object) -> None:
        """Write at once what happened to the server."""
        self.write({"time": now(), "event": name, **facts})
        self.flush()

    def flush(self) -> None:
        """Write what is noted."""
        if self._lines:
            lines, self._lines = self._lines, []
            # JSON escapes line breaks and control characters: nobody can write a line of their own into the log
            self._out.write("".join(f"{json.dumps(line, ensure_ascii=True)}\n" for line in lines))
            self._out.flush()


class Observing:
    """An ASGI application that notes what becomes of the requests to another, and adds to its responses the headers that all have."""

    def __init__(
        self,
        app: ASGIApp,
        figures: Figures,
        log: RequestLog,
        headers: tuple[tuple[bytes, bytes], ...],
        *,
        log_queries: bool,
        behind_proxy: bool,
    ) -> None:
        self._app = app
        self._figures = figures
        self._log = log
        self._headers = headers
        self._log_queries = log_queries
        self._behind_proxy = behind_proxy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        noted = scope[_KEY] = Observed(client_of(scope, behind_proxy=self._behind_proxy))

        async def noting(message: Message) -> None:
            if message["type"] == "http.response.start":
                noted.status = message["status"]
                message["headers"] = (*message["headers"], *self._headers)
            else:
                noted.sent += len(message.get("body", b""))
            await send(message)

        try:
            await self._app(scope, receive, noting)
        except TimeoutError:
            # the client takes its answer too slowly; what serves HTTP closes the connection
            noted.reason = "slow-client"
            raise
        except Exception as error:
            noted.reason = FAULT.name
            places = [
                f"{Path(frame.filename).name}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)
            ]
            self._log.event("fault", kind=type(error).__name__, at=places)
            if noted.status:
                raise
            await send_rendered(scope, noting, FAULT.status, rendered_refusal(FAULT, ""))
        finally:
            self._note(scope, noted)

    def _note(self, scope: Scope, noted: Observed) -> None:
        seconds = time.perf_counter() - noted.begun
        self._figures.count(noted, seconds)
        line: dict[str, object] = {
            "time": now(),
            "client": noted.client,
            "method": scope["method"],
            "path": scope["path"][:_PATH_LENGTH],
            "status": noted.status,
            "ms": round(seconds * 1000, 2),
            "bytes": noted.sent,
        }
        for name, value in (("source", noted.source), ("reason", noted.reason), ("query_key", noted.query_key)):
            if value:
                line[name] = value
        if self._log_queries and noted.query:
            line["query"] = noted.query[:_QUERY_LENGTH]
        self._log.write(line)
