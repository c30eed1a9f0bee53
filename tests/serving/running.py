"""Starts a real server on loopback, as a user would, and asks it over plain sockets: nothing between the test and the bytes."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from pyoxigraph import Quad, Store

from shiquan.dataset.layout import DataSetInfo, write_info
from shiquan.reasoning.reasoner import Reasoner

from ..loopback import free_port

JSON = "application/sparql-results+json"
ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float

    @property
    def text(self) -> str:
        return self.body.decode()

    def json(self) -> Any:
        return json.loads(self.body)

    def rows(self) -> list[dict[str, str]]:
        return [
            {name: term["value"] for name, term in binding.items()} for binding in self.json()["results"]["bindings"]
        ]


@dataclass
class Server:
    port: int
    process: subprocess.Popen[bytes]
    log: Path
    errors: Path
    data: Path
    url: str = field(init=False)

    def __post_init__(self) -> None:
        self.url = f"http://127.0.0.1:{self.port}"

    def request(
        self,
        method: str,
        target: str,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        source: str = "127.0.0.1",
    ) -> Reply:
        begun = time.monotonic()
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, 60, (source, 0))) as connection:
            connection.request(method, target, body, dict(headers or {}))
            response = connection.getresponse()
            content = response.read()
            found = {name.lower(): value for name, value in response.getheaders()}
            return Reply(response.status, found, content, time.monotonic() - begun)

    def get(self, target: str, **headers: str) -> Reply:
        return self.request("GET", target, {name.replace("_", "-"): value for name, value in headers.items()})

    def query(self, text: str, accept: str = JSON, source: str = "127.0.0.1") -> Reply:
        return self.request("GET", "/sparql?" + urlencode({"query": text}), {"Accept": accept}, None, source)

    def answers(self) -> bool:
        try:
            return self.get("/healthz").status == 200
        except OSError:
            return False

    def raw(self, sent: bytes, seconds: float = 10) -> bytes:
        """Send bytes as they are and return what comes back until the server closes, or until nothing has come for a while."""
        with closing(socket.create_connection(("127.0.0.1", self.port), seconds)) as connection:
            connection.sendall(sent)
            received = b""
            try:
                while part := connection.recv(65536):
                    received += part
            except (TimeoutError, ConnectionResetError):
                pass
            return received

    def query_processes(self) -> list[int]:
        found = []
        for worker in children_of(self.process.pid):
            found += [child for child in children_of(worker) if "query_process" in command_of(child)]
        return found

    def log_lines(self) -> list[dict[str, Any]]:
        """Return the lines of the log that are written to their ends."""
        return [json.loads(line) for line in self.log.read_text().rpartition("\n")[0].splitlines()]


def children_of(pid: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        found += [int(child) for child in task.read_text().split()]
    return found


def command_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def is_running(pid: int) -> bool:
    """Tell whether a process is there and is not one that ended and waits to be taken note of."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def data_set_of(quads: list[Quad], folder: Path) -> Path:
    """Make a data set of these quads: what `shiquan serve` needs of one."""
    folder.mkdir(parents=True, exist_ok=True)
    store = Store(str(folder / "store"))
    store.bulk_extend(quads)
    store.flush()
    del store
    write_info(folder, DataSetInfo(0, len(quads), (), (), Reasoner.COMPILED, None))
    return folder


@contextmanager
def serving(data: Path, folder: Path, *options: str) -> Iterator[Server]:
    """Run `shiquan serve` on a data set, and stop it in the end; it must stop well."""
    folder.mkdir(parents=True, exist_ok=True)
    port = free_port()
    log, errors = folder / "log.jsonl", folder / "errors.txt"
    command = [sys.executable, "-m", "shiquan.cli.main", "serve", "--data", str(data), "--port", str(port), *options]
    if "--workers" not in options:
        command += ["--workers", "1"]
    if "--prepared" not in options:
        command += ["--prepared", str(folder.parent / "prepared")]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    with (
        log.open("wb") as out,
        errors.open("wb") as err,
        subprocess.Popen(command, stdout=out, stderr=err, env=environment) as process,
    ):
        server = Server(port, process, log, errors, data)
        try:
            _wait_for(server)
            yield server
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
            assert process.wait(30) == 0, errors.read_text()


def wait_until_made(server: Server, path: str = "/") -> Reply:
    """Wait until a file is there and return it: a page, once the process that makes pages has started, or what is made ahead."""
    end = time.monotonic() + 300
    while (reply := server.get(path)).status == 503:
        assert time.monotonic() < end, server.errors.read_text()
        time.sleep(0.2)
    return reply


def _wait_for(server: Server) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        assert server.process.poll() is None, server.errors.read_text()
        if server.answers():
            return
        time.sleep(0.05)
    raise AssertionError(server.errors.read_text())
