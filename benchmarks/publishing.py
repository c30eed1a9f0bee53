"""How fast the pages of the site are made: as files, as `shiquan publish` makes them, and on demand by `shiquan serve`.

    python benchmarks/publishing.py DATA_SET [--each 20] [--seed 1] [--runs 1] [--jobs 2] [--only static|live|ahead]
        [--kinds document …] [--made FOLDER] [--groups search …] [--json FILE]

Of each kind of folder ``--each`` are drawn, by ``--seed``. A folder is a page in two languages with the files beside it (of a thing: its data in four formats). What a process finds
once for all pages of a kind is told apart: ``first`` is the first folder of a kind in a process. All figures are of one process and one request after the other.

static: processor time and time on the clock for each folder, its bytes, folders a second. With ``--jobs`` also the rate of documents with so many processes.
live: a server as a user starts it; from the request to the first byte and to the end of the answer over loopback, for the Chinese page, which nobody has asked for before; what came back instead of a page;
and what a look-up at the SPARQL endpoint takes while pages are being made, beside what it takes without.
ahead (with ``--made``): what each group takes that a server makes ahead of the whole data set (lists, search index, tasks, sitemaps, downloads), and how large it is. The live server finds there what was made.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import resource
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

from pyoxigraph import NamedNode, Store

from shiquan.publishing.addresses import folder_of
from shiquan.publishing.answers_ahead import StoreWithAnswers
from shiquan.publishing.current_areas import current_areas
from shiquan.publishing.made_ahead import ANSWERS, GROUPS
from shiquan.publishing.making_ahead import make_group
from shiquan.publishing.published_data import NO_EDITION, PERSISTENT_ADDRESS, PublishedData
from shiquan.publishing.site import files_of, folders_below
from shiquan.publishing.static_site import write_folders
from shiquan.publishing.task_vocabulary import task_vocabulary
from shiquan.publishing.views.task_page import places_with_chains
from shiquan.serving.data_set import open_data_set
from shiquan.serving.prepared import folder_of as ahead_folder_of
from shiquan.serving.settings import Settings
from shiquan.terms import ID, RDF_TYPE, SQ

Folders = dict[str, list[str]]
_FILE_OF = {"comparison, data": "places.json"}
LOOK_UP = "/sparql?query=" + quote("SELECT ?p ?o { <" + ID + "tier/county> ?p ?o }")


def sampled(data: PublishedData, each: int, seed: int, kinds: Iterable[str]) -> Folders:
    """Return folders of each kind, drawn from all of it."""
    store = Store.read_only(str(data.folder / "store"))
    draw = random.Random(seed)

    def things(of: str) -> list[str]:
        quads = store.quads_for_pattern(None, NamedNode(RDF_TYPE), NamedNode(SQ + of), None)
        found = {quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode)}
        return sorted(folder for thing in found if (folder := folder_of(thing)) is not None)

    def areas(tier: str) -> list[str]:
        return [f"id/area/{area.code}/" for area in current_areas(data).by_code.values() if area.tier == tier]

    def below(prefix: str, *but: str) -> list[str]:
        return (
            [one for one in folders_below(data, prefix) if not one.startswith(but)]
            if but
            else [*folders_below(data, prefix)]
        )

    def at_places() -> list[str]:
        return [
            f"tasks/{domain.name}/{task.notation}/{code}/"
            for domain in task_vocabulary(data)
            for code in sorted(places_with_chains(data, domain))
            for task in domain.tasks
        ]

    made: dict[str, Callable[[], list[str]]] = {
        "document": lambda: things("Notice"),
        "task": lambda: things("TaskConcept"),
        "task at a place": at_places,
        "county": lambda: areas("county"),
        "prefecture": lambda: areas("prefecture"),
        "province": lambda: areas("province"),
        "country": lambda: areas("central"),
        "finding": lambda: things("Finding"),
        "body": lambda: things("Office"),
        "list of documents": lambda: below("documents/"),
        "list of tasks": lambda: ["tasks/", *(f"tasks/{domain.name}/" for domain in task_vocabulary(data))],
        "list of places": lambda: [one for one in below("places/") if one.count("/") < 3],
        "matrix": lambda: below("matrix/"),
        "comparison, data": lambda: [one for one in below("compare/data/") if one != "compare/data/"],
        "flow": lambda: below("flow/"),
        "timeline": lambda: below("timeline/"),
        "coverage": lambda: below("coverage/"),
        "findings": lambda: below("findings/"),
        "queries": lambda: below("query/"),
        "first page": lambda: [""],
        "search page": lambda: ["search/"],
    }
    found: Folders = {}
    for kind, folders in made.items():
        if kind in (wanted := [*kinds]) or not wanted:
            begun = time.process_time()
            all_of_it = folders()
            found[kind] = draw.sample(all_of_it, min(each, len(all_of_it)))
            print(f"{kind}: {len(all_of_it)} folders, listed in {time.process_time() - begun:.1f} s", flush=True)
    return found


def static(data: PublishedData, folders: Folders) -> Iterator[dict[str, object]]:
    """Yield what folders of each kind cost in one process that makes nothing else."""
    for kind, some in folders.items():
        processor, clock, sizes = [], [], []
        first = 0.0
        for number, one in enumerate((some[0], *some)):
            begun, begun_clock = time.process_time(), time.perf_counter()
            size = sum(len(file.make()) for file in files_of(data, one))
            if number == 0:
                first = time.process_time() - begun
                continue
            processor.append(time.process_time() - begun)
            clock.append(time.perf_counter() - begun_clock)
            sizes.append(size)
        if len(some) > 1:
            # made just before: what was found for it is still remembered
            del processor[0], clock[0], sizes[0]
        yield {
            "kind": kind,
            "folders": len(processor),
            "first, processor ms": round(first * 1000),
            "processor ms": _spread(processor),
            "clock ms": _spread(clock),
            "kB": round(statistics.median(sizes) / 1000, 1),
            "folders/s": round(len(clock) / sum(clock), 2),
        }


def rate(folder: Path, folders: list[str], jobs: int) -> dict[str, object]:
    """Return the rate at which folders are written by several processes."""
    with tempfile.TemporaryDirectory(prefix="shiquan-pages-") as out:
        before, begun = _processor(), time.perf_counter()
        done = list(write_folders(folders, Path(out), (folder, PERSISTENT_ADDRESS, NO_EDITION), jobs))
        seconds = time.perf_counter() - begun
    return {
        "jobs": jobs,
        "folders": len(folders),
        "MB": round(sum(part.bytes for part in done) / 1e6, 1),
        "folders/s": round(len(folders) / seconds, 2),
        "processor ms a folder": round((_processor() - before) * 1000 / len(folders)),
    }


def live(folder: Path, folders: Folders, made: Path | None) -> Iterator[dict[str, object]]:
    """Yield how long pages take that are asked for one after the other, kind by kind."""
    with tempfile.TemporaryDirectory(prefix="shiquan-ahead-") as ahead, _server(folder, Path(ahead), made) as port:
        quiet = [_get(port, LOOK_UP).whole for _ in range(200)]
        others: list[float] = []
        stop = threading.Event()

        def ask() -> None:
            while not stop.is_set():
                others.append(_get(port, LOOK_UP).whole)
                time.sleep(0.05)

        asking = threading.Thread(target=ask)
        asking.start()
        try:
            for kind, some in folders.items():
                # a folder without a page is asked for its file
                named = [one + _FILE_OF.get(kind, "") for one in some]
                first = _page(port, named[0])
                got = [_page(port, one) for one in (named[1:] or named)]
                good = [answer for answer in got if answer.status == 200]
                yield {
                    "kind": kind,
                    "pages": len(good),
                    "no page": sorted(answer.status for answer in got if answer.status != 200),
                    "first ms": round(first.whole * 1000),
                    "first, status": first.status,
                    "first byte ms": _spread([answer.first_byte for answer in good]),
                    "whole ms": _spread([answer.whole for answer in good]),
                    "kB": round(statistics.median([answer.size for answer in good] or [0]) / 1000, 1),
                }
        finally:
            stop.set()
            asking.join()
        yield {"look-up ms": _spread(quiet), "while pages are made": _spread(others)}


def ahead(folder: Path, groups: list[str], out: Path) -> Iterator[dict[str, object]]:
    """Yield what each group takes that a server makes ahead, by the function that makes it there."""
    out.mkdir(parents=True, exist_ok=True)
    for group in GROUPS:
        if group.name not in groups:
            continue
        before, begun = time.process_time(), time.perf_counter()
        make_group(PublishedData.open(folder), group, out, lambda: True)
        sizes = [path.stat().st_size for path in Path(out, group.name).rglob("*") if path.is_file()]
        yield {
            "group": group.name,
            "processor s": round(time.process_time() - before, 1),
            "clock s": round(time.perf_counter() - begun, 1),
            "files": len(sizes),
            "MB": round(sum(sizes) / 1e6, 1),
            "memory of the process, most so far, MB": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000),
        }


class _Answer:
    def __init__(self, status: int, first_byte: float, whole: float, size: int) -> None:
        self.status, self.first_byte, self.whole, self.size = status, first_byte, whole, size


def _page(port: int, folder: str) -> _Answer:
    """Return a page; one that is busy is asked for again, and the time that this takes counts."""
    begun = time.perf_counter()
    while (answer := _get(port, "/" + folder)).status == 503 and time.perf_counter() - begun < 60:
        time.sleep(0.2)
    answer.whole = time.perf_counter() - begun
    return answer


def _get(port: int, target: str) -> _Answer:
    begun = time.perf_counter()
    with closing(http.client.HTTPConnection("127.0.0.1", port, 120)) as connection:
        connection.request("GET", target)
        response = connection.getresponse()
        first_byte = time.perf_counter() - begun
        body = response.read()
    return _Answer(response.status, first_byte, time.perf_counter() - begun, len(body))


def _processor() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def _spread(values: list[float]) -> dict[str, float]:
    """Return median, the value that 95 of 100 do not exceed, and the most, of seconds in milliseconds."""
    ordered = sorted(values)
    if not ordered:
        return {}
    p95 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    named = {"median": statistics.median(ordered), "p95": p95, "most": ordered[-1]}
    return {name: round(value * 1000, 1) for name, value in named.items()}


@contextmanager
def _server(data: Path, prepared: Path, made: Path | None) -> Iterator[int]:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    # the server finds what was made ahead, and takes the rest for made too, so that nothing else is made while pages are measured
    settings = Settings(data, port=port, public_url=f"http://127.0.0.1:{port}", prepared=prepared)
    there = ahead_folder_of(settings, open_data_set(data))
    there.mkdir()
    for group in GROUPS:
        if made is not None and (made / group.name).is_dir():
            (there / group.name).symlink_to((made / group.name).resolve())
        else:
            (there / group.name).mkdir()
    command = [sys.executable, "-m", "shiquan.cli.main", "serve", "--data", str(data), "--port", str(port)]
    command += ["--workers", "1", "--processes", "2", "--prepared", str(prepared)]
    nothing = subprocess.DEVNULL
    with subprocess.Popen(command, stdout=nothing, stderr=nothing, env=dict(os.environ)) as process:
        try:
            end = time.monotonic() + 120
            while True:
                try:
                    if _get(port, "/healthz").status == 200:
                        break
                except OSError:
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
    parser.add_argument("--each", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--jobs", type=int, nargs="*", default=[])
    parser.add_argument("--only", choices=("static", "live", "ahead"))
    parser.add_argument("--kinds", nargs="*", default=[])
    parser.add_argument("--groups", nargs="*", default=[group.name for group in GROUPS], help="what is made ahead")
    parser.add_argument("--made", type=Path, help="where that is put, and found by the live server")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    results: list[dict[str, object]] = []

    def told(what: str, rows: Iterable[dict[str, object]]) -> None:
        for row in rows:
            print(what, json.dumps(row, ensure_ascii=False), flush=True)
            results.append({what: row})
            if given.json is not None:
                given.json.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

    data = PublishedData.open(given.data)
    if given.made is not None:
        # what was made ahead there is not found again
        data = replace(data, store=StoreWithAnswers(data.store, tuple(given.made / group.name for group in ANSWERS)))
    folders = sampled(data, given.each, given.seed, given.kinds) if given.only != "ahead" else {}
    for _ in range(given.runs):
        if given.only in (None, "static"):
            told("static", static(data, folders))
            told("documents", (rate(given.data, folders["document"], jobs) for jobs in given.jobs))
        if given.only in (None, "ahead") and given.made is not None:
            told("ahead", ahead(given.data, given.groups, given.made))
        if given.only in (None, "live"):
            told("live", live(given.data, folders, given.made))


if __name__ == "__main__":
    main()
