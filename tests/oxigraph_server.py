"""A real Oxigraph server for tests of what goes over HTTP."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from pyoxigraph import Quad, Store

from .loopback import free_port


def oxigraph_program() -> str:
    """Return the path of the server, which is pinned among the development packages."""
    program = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or shutil.which("oxigraph")
    assert program is not None, "the oxigraph server is not installed: make install"
    return program


@contextmanager
def served(quads: list[Quad], folder: Path) -> Iterator[str]:
    """Serve the quads read-only from the folder, and give the address of the query endpoint."""
    program = oxigraph_program()
    store = Store(str(folder))
    store.bulk_extend(quads)
    store.flush()
    del store
    port = free_port()
    command = [program, "serve-read-only", "--location", str(folder), "--bind", f"127.0.0.1:{port}"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        for _ in range(100):
            with closing(socket.socket()) as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}/query"
        server.terminate()
