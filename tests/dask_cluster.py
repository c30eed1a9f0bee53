"""A real Dask cluster on this machine for tests: a scheduler and workers, each a process of its own, over TCP."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from .loopback import free_port

ROOT = Path(__file__).resolve().parent.parent


def wait_for_port(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        with closing(socket.socket()) as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert process.poll() is None, "the server ended by itself"
        time.sleep(0.1)
    raise TimeoutError("the server did not start")


@contextmanager
def started(command: list[str], folder: Path, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program until the end of the context, in a folder, with variables added to the environment."""
    source = os.pathsep.join([str(ROOT / "src"), *filter(None, [os.environ.get("PYTHONPATH")])])
    variables = {**os.environ, "PYTHONPATH": source, **environment}
    with (
        (folder / "log").open("ab") as log,
        subprocess.Popen(command, cwd=folder, env=variables, stdout=log, stderr=log) as process,
    ):
        try:
            yield process
        finally:
            process.kill()


@contextmanager
def scheduler(folder: Path, **environment: str) -> Iterator[str]:
    """Run a scheduler and give its address."""
    port = free_port()
    command = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--dashboard-address", "127.0.0.1:0"]
    with started(command, folder, **environment) as process:
        wait_for_port(port, process)
        yield f"tcp://127.0.0.1:{port}"


@contextmanager
def workers(address: str, folder: Path, number: int, **environment: str) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Run workers of a scheduler without a nanny, so that each is one process, which does not come back when it is killed."""
    command = [sys.executable, "-m", "distributed.cli.dask_worker", address, "--host", "127.0.0.1", "--nthreads", "1"]
    command += ["--no-nanny", "--dashboard-address", "127.0.0.1:0", "--memory-limit", "0"]
    with ExitStack() as stack:
        yield [stack.enter_context(started(command, folder, **environment)) for _ in range(number)]


@contextmanager
def object_store(folder: Path) -> Iterator[Mapping[str, str]]:
    """Run an S3-compatible service (moto's); give the environment by which programs find it."""
    port = free_port()
    with started([sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)], folder) as process:
        wait_for_port(port, process)
        yield {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
            "AWS_ACCESS_KEY_ID": "key",
            "AWS_SECRET_ACCESS_KEY": "secret-of-the-test",
            "AWS_DEFAULT_REGION": "us-east-1",
        }
