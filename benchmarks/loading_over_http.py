"""Loading a data set over HTTP: `shiquan load` into a new store of Oxigraph, and of Virtuoso where it is installed.

    python benchmarks/loading_over_http.py DATA_SET [--runs 3] [--store Oxigraph] [--work FOLDER]

The servers run on loopback, their stores on the disk of FOLDER. Printed are, for each, the seconds of the whole command, of a second one that finds
everything there already, of the processor for the first command and of the server for both (median, least and most), quads a second, and the highest
memory of the command and of the server.
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

_VIRTUOSO_INI = Path(__file__).parents[1] / "tests" / "virtuoso.ini"
_BUFFERS = 170_000
"""Of 8 KiB each: what its handbook gives to 2 GB of memory."""


@dataclass(slots=True)
class Figures:
    """What the runs of one store took: seconds of loading and of finding it loaded, of the processor, and the most MiB of the command and of the server."""

    first: list[float] = field(default_factory=list)
    again: list[float] = field(default_factory=list)
    command_processor: list[float] = field(default_factory=list)
    server_processor: list[float] = field(default_factory=list)
    command_mib: float = 0.0
    server_mib: float = 0.0


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def _server(name: str, program: str, folder: Path) -> Iterator[tuple[int, list[str]]]:
    """Start a server with an empty store; give its process and what `shiquan load` is told of it."""
    port = _free_port()
    base = f"http://127.0.0.1:{port}"
    folder.mkdir()
    if name == "Oxigraph":
        command = [program, "serve", "--location", str(folder / "store"), "--bind", f"127.0.0.1:{port}"]
        arguments = ["--endpoint", f"{base}/query", "--graph-store", f"{base}/store"]
    else:
        settings = {"folder": folder, "port": port, "sql_port": _free_port()}
        buffers = {"buffers": _BUFFERS, "dirty_buffers": _BUFFERS * 3 // 4}
        (folder / "virtuoso.ini").write_text(_VIRTUOSO_INI.read_text().format(**settings, **buffers))
        command = [program, "-f", "-c", "virtuoso.ini"]
        arguments = ["--endpoint", f"{base}/sparql-auth", "--graph-store", f"{base}/sparql-graph-crud-auth"]
        arguments += ["--auth", "digest", "--user", "dba", "--replace-by", "update"]
    server = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(1200):
            with closing(socket.socket()) as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield server.pid, arguments
    finally:
        server.kill()
        server.wait()


def _load(data_set: Path, arguments: list[str]) -> tuple[float, float, float]:
    """Run `shiquan load`; return its seconds, those of the processor, and the MiB that it took at most."""
    command = [sys.executable, "-m", "shiquan.cli.main", "load", "--data", str(data_set), *arguments]
    began = time.perf_counter()
    process = subprocess.Popen(command, env={**os.environ, "SHIQUAN_PASSWORD": "dba"})
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise RuntimeError(f"shiquan load ended with {process.returncode}")
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def _highest_mib(process: int) -> float:
    lines = Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:"))


def _processor_seconds(process: int) -> float:
    # proc(5): the 14th and 15th field; the second is the name of the program in brackets
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(data_set: Path, work: Path, runs: int, programs: dict[str, str]) -> dict[str, Figures]:
    """Load into a new store of each kind so many times, in turns."""
    found = {name: Figures() for name in programs}
    for run in range(runs):
        for name, program in programs.items():
            figures = found[name]
            folder = work / f"{name}-{run}"
            with _server(name, program, folder) as (process, arguments):
                first, processor, mib = _load(data_set, arguments)
                again, _, mib_again = _load(data_set, arguments)
                figures.first.append(first)
                figures.again.append(again)
                figures.command_processor.append(processor)
                figures.server_processor.append(_processor_seconds(process))
                figures.command_mib = max(figures.command_mib, mib, mib_again)
                figures.server_mib = max(figures.server_mib, _highest_mib(process))
            shutil.rmtree(folder)
    return found


def main() -> None:
    """Run the benchmark from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data_set", type=Path)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--store", choices=("Oxigraph", "Virtuoso"))
    parser.add_argument("--work", type=Path)
    options = parser.parse_args()
    beside = str(Path(sys.executable).parent)
    where = {"Oxigraph": shutil.which("oxigraph", path=beside) or shutil.which("oxigraph")}
    where["Virtuoso"] = shutil.which("virtuoso-t")
    programs = {name: program for name, program in where.items() if program and options.store in (None, name)}
    with (options.data_set / "graph.nq").open("rb") as dump:
        quads = sum(1 for _ in dump)
    with tempfile.TemporaryDirectory(dir=options.work) as work:
        found = measure(options.data_set.resolve(), Path(work), options.runs, programs)
    heads = ("store", "s", "quads/s", "again s", "processor: command s", "server s", "command MiB", "server MiB")
    print(f"{quads} quads\n\n| {' | '.join(heads)} |\n|{'---|' * len(heads)}")
    for name, figures in found.items():
        rate = quads / statistics.median(figures.first)
        times = (figures.again, figures.command_processor, figures.server_processor)
        cells = (name, _spread(figures.first), f"{rate:,.0f}", *map(_spread, times))
        print(f"| {' | '.join(cells)} | {figures.command_mib:.0f} | {figures.server_mib:.0f} |")


def _spread(seconds: list[float]) -> str:
    return f"{statistics.median(seconds):.1f} ({min(seconds):.1f} to {max(seconds):.1f})"


if __name__ == "__main__":
    main()
