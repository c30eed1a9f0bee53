"""A server before a real one, which asks who is there, refuses, or sends elsewhere, as a test tells it."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Front:
    """``refusals`` are given first, one a request: a status and headers. ``wanted`` is what Authorization has to be."""

    behind: int
    refusals: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    wanted: str | None = None
    port: int = 0
    seen: list[str | None] = field(default_factory=list)
    """The Authorization of each request."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def front(behind: int) -> Iterator[Front]:
    """Stand before the server at a port."""
    told = Front(behind)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            told.seen.append(self.headers.get("Authorization"))
            if told.refusals:
                status, headers = told.refusals.pop(0)
                self._send(status, headers, b"not now")
            elif told.wanted is not None and self.headers.get("Authorization") != told.wanted:
                # as some servers do, tell what was sent
                said = f"who is {self.headers.get('Authorization')}".encode()
                self._send(401, {"WWW-Authenticate": 'Basic realm="store"'}, said)
            else:
                connection = http.client.HTTPConnection("127.0.0.1", told.behind, timeout=60)
                kept = {
                    name: value for name, value in self.headers.items() if name.title() in ("Content-Type", "Accept")
                }
                connection.request(self.command, self.path, body, kept)
                answer = connection.getresponse()
                content = answer.read()
                connection.close()
                self._send(answer.status, {"Content-Type": answer.headers.get("Content-Type", "text/plain")}, content)

        def _send(self, status: int, headers: dict[str, str], body: bytes) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PUT = _answer

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    told.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield told
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
