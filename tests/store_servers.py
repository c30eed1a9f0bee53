"""Real servers of triple stores for tests, on loopback: Oxigraph, Virtuoso, and rdflib's engine behind rdflib-endpoint."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn
from pyoxigraph import Store
from rdflib import Dataset
from rdflib_endpoint import SparqlEndpoint

from .loopback import free_port
from .oxigraph_server import oxigraph_program

VIRTUOSO_USER, VIRTUOSO_PASSWORD = "dba", "dba"


@dataclass(frozen=True)
class Addresses:
    query: str
    update: str
    graph_store: str | None


def wait_for(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until somebody listens at the port, two minutes at most."""
    for _ in range(2400):
        with closing(socket.socket()) as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if server.poll() is not None:
            break
        time.sleep(0.05)
    raise RuntimeError(f"the server did not start: {log.read_text(errors='replace')[-2000:]}")


class OxigraphServer:
    """Oxigraph with its data in a folder; it can be killed and started again at the same address."""

    def __init__(self, folder: Path) -> None:
        self.program = oxigraph_program()
        self._folder = folder
        self._log = folder.with_suffix(".log")
        self.port = free_port()
        self._command = [self.program, "serve", "--location", str(folder), "--bind", f"127.0.0.1:{self.port}"]
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def addresses(self) -> Addresses:
        return addresses_of_oxigraph(self.port)

    def start(self) -> None:
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(self._command, stdout=log, stderr=log)
        wait_for(self.port, self._process, self._log)

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def held(self) -> Store:
        """What stands in the store; only while no server runs on it."""
        return Store.read_only(str(self._folder))


def addresses_of_oxigraph(port: int) -> Addresses:
    return Addresses(*(f"http://127.0.0.1:{port}/{name}" for name in ("query", "update", "store")))


@contextmanager
def oxigraph(folder: Path) -> Iterator[OxigraphServer]:
    server = OxigraphServer(folder)
    server.start()
    try:
        yield server
    finally:
        server.kill()


_VIRTUOSO_INI = Path(__file__).with_name("virtuoso.ini")
"""The benchmark of loading starts Virtuoso with it too."""


@dataclass(frozen=True)
class VirtuosoServer:
    addresses: Addresses
    folder: Path
    sql_port: int
    process: int

    def processor_seconds(self) -> float:
        """What the server has used of the processor."""
        # proc(5): the 14th and 15th field; the second is the name of the program in brackets
        fields = Path(f"/proc/{self.process}/stat").read_text(encoding="ascii").rpartition(") ")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def run(self, statement: str) -> str:
        """Run a statement of Virtuoso's own command line."""
        command = ["isql-vt", f"127.0.0.1:{self.sql_port}", VIRTUOSO_USER, VIRTUOSO_PASSWORD, f"exec={statement}"]
        return subprocess.run(command, check=True, capture_output=True, text=True, timeout=120).stdout


@contextmanager
def virtuoso(folder: Path) -> Iterator[VirtuosoServer]:
    program = shutil.which("virtuoso-t")
    if program is None:
        # a package of Debian, not of Python: .ci/run installs it where apt is there
        pytest.skip("Virtuoso is not installed (Debian: virtuoso-opensource-7-bin)")
    folder.mkdir(parents=True)
    port, sql_port = free_port(), free_port()
    settings = {"folder": folder, "port": port, "sql_port": sql_port, "buffers": 20_000, "dirty_buffers": 15_000}
    (folder / "virtuoso.ini").write_text(_VIRTUOSO_INI.read_text().format(**settings))
    log = folder / "out.log"
    with log.open("wb") as out:
        server = subprocess.Popen([program, "-f", "-c", "virtuoso.ini"], cwd=folder, stdout=out, stderr=out)
    try:
        wait_for(port, server, log)
        base = f"http://127.0.0.1:{port}"
        addresses = Addresses(f"{base}/sparql-auth", f"{base}/sparql-auth", f"{base}/sparql-graph-crud-auth")
        yield VirtuosoServer(addresses, folder, sql_port, server.pid)
    finally:
        server.kill()
        server.wait()


@contextmanager
def rdflib_server(dataset: Dataset) -> Iterator[Addresses]:
    """Serve a dataset of rdflib with queries and updates; it has no graph store."""
    port = free_port()
    application = SparqlEndpoint(graph=dataset, enable_update=True)
    server = uvicorn.Server(uvicorn.Config(application, host="127.0.0.1", port=port, log_level="critical"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.02)
        yield Addresses(f"http://127.0.0.1:{port}/", f"http://127.0.0.1:{port}/", None)
    finally:
        server.should_exit = True
        thread.join()


class Relay:
    """A TCP relay before a server: counts what passes, and cuts connections where it is told to."""

    def __init__(self, port: int) -> None:
        self._to = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.cut_after: int | None = None
        """After so many bytes from the client, this connection and all later ones are cut, until it is set anew."""
        self.passed = 0
        self._open: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            try:
                server = socket.create_connection(("127.0.0.1", self._to))
            except OSError:
                client.close()
                continue
            self._open += [client, server]
            threading.Thread(target=self._pass, args=(client, server, self._counted), daemon=True).start()
            threading.Thread(target=self._pass, args=(server, client, len), daemon=True).start()

    def _counted(self, data: bytes) -> int:
        self.passed += len(data)
        if self.cut_after is not None and self.passed > self.cut_after:
            return 0
        return len(data)

    def _pass(self, source: socket.socket, sink: socket.socket, allow: Callable[[bytes], int]) -> None:
        with suppress(OSError):
            while (data := source.recv(65536)) and allow(data):
                sink.sendall(data)
        for end in (source, sink):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self._listener.close()
        for end in self._open:
            end.close()


@contextmanager
def relay(port: int) -> Iterator[Relay]:
    between = Relay(port)
    try:
        yield between
    finally:
        between.close()
