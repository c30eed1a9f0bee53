"""How fast the pages of the site are made: as files, by one and by two processes, and on demand by `shiquan serve`.

    python benchmarks/publishing.py DATA_SET [--runs 3] [--each 60] [--jobs 1 2] [--only static|live] [--json FILE]

Of each kind of thing (documents, tasks, places, others) ``--each`` are taken, spread evenly over all in the order of their IRIs: each has a page in two languages
and its data in four formats. Static: folders, files and megabytes a second, and processor time a folder. Live: milliseconds from the request to the end of the answer over
loopback, one request after the other, for pages that nobody has asked for before and for the same again; and what a look-up at the SPARQL endpoint takes while
pages are being made, beside what it takes without. Each is told as the median of the runs, with the least and the most.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import resource
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from pyoxigraph import NamedNode, Store

from shiquan.publishing.addresses import folder_of
from shiquan.publishing.published_data import NO_EDITION, PERSISTENT_ADDRESS
from shiquan.publishing.static_site import write_folders
from shiquan.terms import ID, RDF_TYPE, SQ

KINDS = {
    "document": SQ + "Notice",
    "task": SQ + "TaskConcept",
    "place": SQ + "AdministrativeArea",
    "body": SQ + "Office",
    "finding": SQ + "Finding",
}
LOOK_UP = "/sparql?query=" + quote("SELECT ?p ?o { <" + ID + "tier/county> ?p ?o }")


def sampled(data: Path, each: int) -> dict[str, list[str]]:
    """Return the folders of some things of each kind."""
    store = Store.read_only(str(data / "store"))
    found: dict[str, list[str]] = {}
    for kind, of in KINDS.items():
        quads = store.quads_for_pattern(None, NamedNode(RDF_TYPE), NamedNode(of), None)
        things = sorted({quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode)})
        folders = [folder for thing in things if (folder := folder_of(thing)) is not None]
        if folders:
            step = max(1, len(folders) // each)
            found[kind] = folders[::step][:each]
    return found


def static(data: Path, folders: dict[str, list[str]], jobs: list[int], runs: int) -> Iterator[dict[str, object]]:
    """Yield the rate at which folders are written, for each kind and for each number of processes."""
    for kind, some in folders.items():
        for number in jobs:
            rates, processor, size, files = [], [], 0, 0
            for _ in range(runs):
                with tempfile.TemporaryDirectory(prefix="shiquan-pages-") as out:
                    before, begun = _processor(), time.perf_counter()
                    done = list(write_folders(some, Path(out), (data, PERSISTENT_ADDRESS, NO_EDITION), number))
                    rates.append(len(some) / (time.perf_counter() - begun))
                    processor.append((_processor() - before) * 1000 / len(some))
                    size, files = sum(part.bytes for part in done), sum(part.files for part in done)
            yield {
                "kind": kind,
                "jobs": number,
                "folders": len(some),
                "kB a folder": round(size / 1000 / len(some), 1),
                "files a folder": round(files / len(some), 1),
                "folders/s": _told(rates),
                "ms of the processor a folder": _told(processor),
            }


def live(data: Path, folders: dict[str, list[str]], runs: int) -> Iterator[dict[str, object]]:
    """Yield how long pages take that are asked for one after the other, for each kind, each run with a new server."""
    first: dict[str, list[float]] = {kind: [] for kind in folders}
    tails: dict[str, list[float]] = {kind: [] for kind in folders}
    again: dict[str, list[float]] = {kind: [] for kind in folders}
    sizes: dict[str, list[float]] = {kind: [] for kind in folders}
    quiet, busy = [], []
    for _ in range(runs):
        with _server(data) as port:
            _get(port, "/")
            quiet.append(_p95([_get(port, LOOK_UP)[0] for _ in range(200)]))
            others: list[float] = []
            stop = threading.Event()

            def ask(port: int = port, others: list[float] = others, stop: threading.Event = stop) -> None:
                while not stop.is_set():
                    others.append(_get(port, LOOK_UP)[0])
                    time.sleep(0.02)

            asking = threading.Thread(target=ask)
            asking.start()
            for kind, some in folders.items():
                got = [_get(port, "/" + folder) for folder in some]
                first[kind].append(statistics.median(seconds for seconds, _ in got))
                tails[kind].append(_p95([seconds for seconds, _ in got]))
                sizes[kind].append(statistics.median(size for _, size in got) / 1000)
                again[kind].append(statistics.median(_get(port, "/" + folder)[0] for folder in some))
            stop.set()
            asking.join()
            busy.append(_p95(others))
    for kind, some in folders.items():
        yield {
            "kind": kind,
            "pages": len(some),
            "kB": _told(sizes[kind]),
            "median ms": _told(first[kind], 1000),
            "p95 ms": _told(tails[kind], 1000),
            "again, median ms": _told(again[kind], 1000),
        }
    yield {"look-up, p95 ms": _told(quiet, 1000), "while pages are made": _told(busy, 1000)}


def _processor() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def _p95(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.95)] if values else 0.0


def _told(values: list[float], factor: float = 1) -> str:
    ordered = sorted(value * factor for value in values)
    return f"{statistics.median(ordered):.3g} ({ordered[0]:.3g} to {ordered[-1]:.3g})"


def _get(port: int, target: str) -> tuple[float, int]:
    begun = time.perf_counter()
    with closing(http.client.HTTPConnection("127.0.0.1", port, 120)) as connection:
        connection.request("GET", target)
        response = connection.getresponse()
        body = response.read()
    if response.status != 200:
        raise RuntimeError(f"{target}: {response.status}")
    return time.perf_counter() - begun, len(body)


@contextmanager
def _server(data: Path) -> Iterator[int]:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "shiquan.cli.main", "serve", "--data", str(data), "--port", str(port)]
    command += ["--workers", "1", "--processes", "2", "--timeout", "120"]
    nothing = subprocess.DEVNULL
    with subprocess.Popen(command, stdout=nothing, stderr=nothing, env=dict(os.environ)) as process:
        try:
            end = time.monotonic() + 120
            while True:
                try:
                    _get(port, "/healthz")
                    break
                except (OSError, RuntimeError):
                    if time.monotonic() > end or process.poll() is not None:
                        raise
                    time.sleep(0.1)
            yield port
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--each", type=int, default=60)
    parser.add_argument("--jobs", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--only", choices=("static", "live"))
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    folders = sampled(given.data, given.each)
    results: list[dict[str, object]] = []
    if given.only != "live":
        for row in static(given.data, folders, given.jobs, given.runs):
            print(row, flush=True)
            results.append({"static": row})
    if given.only != "static":
        for row in live(given.data, folders, given.runs):
            print(row, flush=True)
            results.append({"live": row})
    if given.json is not None:
        given.json.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
