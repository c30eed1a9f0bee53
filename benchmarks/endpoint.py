"""Load on `shiquan serve`, side by side with the store's own server on the same folder, in turns.

    python benchmarks/endpoint.py DATA_SET [--seconds 5] [--runs 3] [--connections 16] [--minutes 0] [--only soak]
                                          [--rate R] [--kill-every 1]

Requests come from wrk on loopback (Debian package `wrk`; without it from a client in this file, which is slower than both servers). Loads:

* repeated look-ups: 1,000 queries `SELECT ?p ?o WHERE { <…> ?p ?o }`, again and again: what the cache of `shiquan serve` is for;
* distinct look-ups: the same, and no query twice;
* distinct joins: two to three triple patterns from a given task, no query twice: each goes to a process that can be killed;
* mixed: 70 % look-ups (half of them of the 1,000), 25 % joins, 5 % counts over a class.

Printed for each: requests a second, processor time a request (all processes of the server together; it depends less on what else runs on the machine), 95th
percentile of the time to answer, each as median, least and most, and the ratio of the medians. `--minutes` then has the mixed load, with queries that have to be killed
among it (one begins ``--kill-every`` so many seconds), run on `shiquan serve` alone, and looks at the memory of all its processes; exit code 1 if that grew. It takes all of the
machine, unless ``--rate`` says how many requests a second are enough. Nobody else may write to the data set meanwhile.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import http.client
import os
import random
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from pyoxigraph import Store

HERE = Path(__file__).resolve().parent
SQ = "https://w3id.org/shiquan/ontology#"
JSON = "application/sparql-results+json"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c != ?i) }"
GROWTH = 1.15
MEBIBYTE = 1024 * 1024


@dataclass(frozen=True)
class Load:
    """What wrk (or its stand-in) saw: requests a second, milliseconds of the median and 95th and 99th percentile, answers that were no 200, and requests without any answer."""

    requests: int
    rate: float
    median: float
    p95: float
    p99: float
    refused: int
    broken: int


# ---------------------------------------------------------------- what is asked


class Questions:
    """Makes queries of each kind; no two distinct ones are alike."""

    def __init__(self, data_set: Path, seed: int) -> None:
        """Take the tasks of the data set."""
        store = Store.read_only(str(data_set / "store"))
        found = store.query(f"SELECT DISTINCT ?t {{ ?t a <{SQ}Task> }}", use_default_graph_as_union=True)
        self._tasks = sorted(row["t"].value for row in found)
        self._random = random.Random(seed)
        self._made = 0

    def repeated(self, number: int) -> list[str]:
        """Return look-ups of the first tasks."""
        return [f"SELECT ?p ?o WHERE {{ <{task}> ?p ?o }}" for task in self._tasks[:number]]

    def look_ups(self, number: int) -> list[str]:
        """Return look-ups that were not returned before."""
        return [f"SELECT ?p ?o WHERE {{ <{self._task()}> ?p ?o }} LIMIT {self._number()}" for _ in range(number)]

    def joins(self, number: int) -> list[str]:
        """Return joins that were not returned before."""
        shapes = (
            "?text ?quote WHERE {{ <{task}> sq:text ?text ; sq:evidence ?e . ?e oa:hasSelector ?q . ?q oa:exact ?quote }}",
            "?text ?scope WHERE {{ <{task}> sq:text ?text . OPTIONAL {{ <{task}> sq:scope ?scope }} }}",
            "?a ?order WHERE {{ ?a sq:task <{task}> ; sq:order ?order }}",
        )
        head = f"PREFIX sq: <{SQ}> PREFIX oa: <http://www.w3.org/ns/oa#> SELECT "
        return [
            f"{head}{shapes[place % 3].format(task=self._task())} LIMIT {self._number()}" for place in range(number)
        ]

    def counts(self, number: int) -> list[str]:
        """Return counts over a class that were not returned before."""
        classes = ("Task", "Assignment", "Provision", "Section")
        return [
            f"PREFIX sq: <{SQ}> SELECT (COUNT(DISTINCT ?s) AS ?n) WHERE {{ ?s a sq:{classes[place % 4]} }} LIMIT {self._number()}"
            for place in range(number)
        ]

    def mixed(self, number: int) -> list[str]:
        """Return a mixture, the kinds one among the other."""
        known = self.repeated(1000)
        made = [self._random.choice(known) for _ in range(number * 35 // 100)]
        made += self.look_ups(number * 35 // 100) + self.joins(number // 4) + self.counts(number // 20)
        self._random.shuffle(made)
        return made

    def _task(self) -> str:
        return self._tasks[self._random.randrange(len(self._tasks))]

    def _number(self) -> int:
        self._made += 1
        return 1000 + self._made


# ---------------------------------------------------------------- the servers


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _shiquan(data_set: Path, port: int, options: list[str]) -> list[str]:
    # nothing but the endpoint, as the other server has
    command = [sys.executable, "-m", "shiquan.cli.main", "serve", "--data", str(data_set), "--page-processes", "0"]
    return [*command, "--port", str(port), *options]


def _oxigraph(data_set: Path, port: int, options: list[str]) -> list[str]:
    program = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or shutil.which("oxigraph")
    if program is None:
        sys.exit("the oxigraph server is not installed (pip install oxigraph)")
    bind = ["--bind", f"127.0.0.1:{port}", "--union-default-graph"]
    return [program, "serve-read-only", "--location", str(data_set / "store"), *bind, *options]


SERVERS: dict[str, tuple[Callable[[Path, int, list[str]], list[str]], str]] = {
    "shiquan serve": (_shiquan, "/sparql"),
    "oxigraph": (_oxigraph, "/query"),
}


@contextmanager
def running(name: str, data_set: Path, options: list[str]) -> Iterator[tuple[int, int]]:
    """Run a server; gives its port and the number of its process."""
    make, path = SERVERS[name]
    port = _free_port()
    quiet = subprocess.DEVNULL
    with subprocess.Popen(make(data_set, port, options), stdout=quiet, stderr=quiet) as process:
        try:
            for _ in range(300):
                if _answers(port, f"{path}?query=ASK%7B%7D"):
                    break
                time.sleep(0.1)
            yield port, process.pid
        finally:
            process.send_signal(signal.SIGTERM)


def _answers(port: int, path: str) -> bool:
    try:
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
            connection.request("GET", path, headers={"Accept": JSON})
            return connection.getresponse().status == 200
    except OSError:
        return False


def tree_of(pid: int) -> list[int]:
    """Return a process and all that it started."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            for child in task.read_text().split():
                found += tree_of(int(child))
    return found


def processor_seconds(pid: int) -> float:
    """Return the processor time of a server; of processes that have ended, too."""
    ticks = 0
    for process in tree_of(pid):
        with contextlib.suppress(OSError):
            fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
            ticks += sum(map(int, fields[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def memory(pid: int) -> int:
    """Return the bytes of memory of a server: what its processes share is counted once."""
    total = 0
    for process in tree_of(pid):
        with contextlib.suppress(OSError):
            lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
            total += sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
    return total


# ---------------------------------------------------------------- the clients


def load(port: int, path: str, queries: list[str], seconds: float, connections: int, rate: float | None = None) -> Load:
    """Send the queries in turn for so long, as fast as they are answered or at most so many a second."""
    targets = [f"{path}?query={quote(query, safe='')}" for query in queries]
    if shutil.which("wrk") is None or rate is not None:
        pause = 0.0 if rate is None else connections / rate
        return asyncio.run(_load(port, targets, seconds, connections, pause))
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write("\n".join(targets))
        file.flush()
        command = ["wrk", "-t1", f"-c{connections}", f"-d{max(1, round(seconds))}s", "--timeout", "60s", "--latency"]
        command += ["-s", str(HERE / "endpoint.lua"), f"http://127.0.0.1:{port}", "--", file.name, "1"]
        printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    line = next(line for line in printed.splitlines() if line.startswith("figures "))
    requests, micro, median, p95, p99, refused, broken = map(int, line.split()[1:])
    return Load(requests, requests / micro * 1e6, median / 1000, p95 / 1000, p99 / 1000, refused, broken)


async def _load(port: int, targets: list[str], seconds: float, connections: int, pause: float) -> Load:
    """Stand in for wrk: as many connections, each beginning one query after the other, with at least a pause from one to the next."""
    times: list[float] = []
    refused = broken = place = 0
    end = time.perf_counter() + seconds

    async def client() -> None:
        nonlocal refused, broken, place
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while (begun := time.perf_counter()) < end:
            place = (place + 1) % len(targets)
            writer.write(f"GET {targets[place]} HTTP/1.1\r\nHost: x\r\nAccept: {JSON}\r\n\r\n".encode())
            try:
                head = (await reader.readuntil(b"\r\n\r\n")).lower()
                if b"transfer-encoding: chunked" in head:
                    while (size := int(await reader.readline(), 16)) > 0:
                        await reader.readexactly(size + 2)
                    await reader.readline()
                else:
                    length = next(line for line in head.split(b"\r\n") if line.startswith(b"content-length:"))
                    await reader.readexactly(int(length.split(b":")[1]))
            except (OSError, asyncio.IncompleteReadError, StopIteration):
                broken += 1
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                continue
            refused += b" 200 " not in head[:20]
            took = time.perf_counter() - begun
            times.append(took * 1000)
            if took < pause:
                await asyncio.sleep(pause - took)
        writer.close()

    await asyncio.gather(*(client() for _ in range(connections)))
    cuts = statistics.quantiles(times, n=100)
    return Load(len(times), len(times) / seconds, cuts[49], cuts[94], cuts[98], refused, broken)


# ---------------------------------------------------------------- the measures


def compare(data_set: Path, seconds: float, runs: int, connections: int) -> bool:
    """Print the loads on both servers and their ratios, and tell whether every request was answered."""
    questions = Questions(data_set, 1)
    many = int(max(20_000 * seconds, 10_000))
    kinds: dict[str, Callable[[], list[str]]] = {
        "repeated look-ups": lambda: questions.repeated(1000),
        "distinct look-ups": lambda: questions.look_ups(many),
        "distinct joins": lambda: questions.joins(many),
        "mixed": lambda: questions.mixed(many // 4),
    }
    print("| load | server | requests/s | µs of the processor a request | 95th percentile ms | ratio of requests/s |")
    print("|---|---|---|---|---|---|")
    well = True
    for kind, make in kinds.items():
        loads: dict[str, list[tuple[Load, float]]] = {name: [] for name in SERVERS}
        for run in range(runs):
            queries = make()
            for name in list(SERVERS)[:: 1 if run % 2 else -1]:
                with running(name, data_set, []) as (port, pid):
                    path = SERVERS[name][1]
                    load(port, path, questions.repeated(1000), 1, connections)  # warm
                    before = processor_seconds(pid)
                    seen = load(port, path, queries, seconds, connections)
                    loads[name].append((seen, (processor_seconds(pid) - before) / seen.requests * 1e6))
                    well = well and not seen.refused and not seen.broken
        rates = {name: statistics.median(seen.rate for seen, _ in all_) for name, all_ in loads.items()}
        for name, all_ in loads.items():
            ratio = f"{rates[name] / rates['oxigraph']:.2f}" if name != "oxigraph" else ""
            columns = [
                _spread([seen.rate for seen, _ in all_], "{:,.0f}"),
                _spread([spent for _, spent in all_], "{:.0f}"),
                _spread([seen.p95 for seen, _ in all_], "{:.1f}"),
            ]
            print(f"| {kind} | {name} | {' | '.join(columns)} | {ratio} |", flush=True)
    return well


def _spread(values: list[float], form: str) -> str:
    shown = [form.format(value) for value in (statistics.median(values), min(values), max(values))]
    return f"{shown[0]} ({shown[1]} to {shown[2]})"


def soak(data_set: Path, minutes: float, connections: int, rate: float | None, kill_every: float) -> bool:
    """Run the mixed load for so long, with queries to be killed among it; print the memory meanwhile, and tell whether it stayed flat."""
    questions = Questions(data_set, 2)
    slice_seconds = max(1.0, min(30.0, minutes * 60 / 20))
    seen: list[tuple[float, int, Load]] = []
    killed: list[int] = []
    stop = threading.Event()
    with running("shiquan serve", data_set, ["--timeout", "3"]) as (port, pid):
        between = threading.Lock()
        killer = threading.Thread(target=_ask_endless, args=(port, stop, killed, between, kill_every))
        killer.start()
        end = time.monotonic() + minutes * 60
        print("| minute | MiB | requests/s | 95th percentile ms | refused | broken |\n|---|---|---|---|---|---|")
        while time.monotonic() < end:
            queries = questions.mixed(int((rate or 4000) * slice_seconds))
            found = load(port, "/sparql", queries, slice_seconds, connections, rate)
            minute = minutes - (end - time.monotonic()) / 60
            # what a query takes that is about to be killed is not what is looked for
            with between:
                time.sleep(0.3)
                seen.append((minute, memory(pid), found))
            size = seen[-1][1] / MEBIBYTE
            figures = f"{found.rate:,.0f} | {found.p95:.1f} | {found.refused} | {found.broken}"
            print(f"| {minute:.1f} | {size:.0f} | {figures} |", flush=True)
        stop.set()
        killer.join()
    sizes = [size for _, size, _ in seen]
    # the caches fill in the first half
    half, last = sizes[len(sizes) // 2 : -max(1, len(sizes) // 4)], sizes[-max(1, len(sizes) // 4) :]
    growth = statistics.mean(last) / statistics.mean(half or last)
    requests, broken = sum(one.requests for _, _, one in seen), sum(one.broken for _, _, one in seen)
    p95 = statistics.median(one.p95 for _, _, one in seen)
    print(
        f"\n{minutes:g} minutes, {requests:,} requests, {len(killed)} queries killed, broken {broken}; 95th percentile {p95:.1f} ms (median of slices); "
        f"memory of the last quarter to the quarter before {growth:.3f} (to reach: at most {GROWTH})"
    )
    return growth <= GROWTH and broken == 0


def _ask_endless(port: int, stop: threading.Event, killed: list[int], between: threading.Lock, seconds: float) -> None:
    turn = 0
    while not stop.wait(seconds):
        turn += 1
        with between, closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
            connection.request("GET", "/sparql?query=" + quote(f"{ENDLESS} # {turn}", safe=""))
            killed.append(connection.getresponse().status)


def main() -> None:
    """Run the benchmark from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data_set", type=Path)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--minutes", type=float, default=0)
    parser.add_argument("--rate", type=float)
    parser.add_argument("--kill-every", type=float, default=1)
    parser.add_argument("--only", choices=("compare", "soak"))
    options = parser.parse_args()
    well = True
    if options.only != "soak":
        well = compare(options.data_set, options.seconds, options.runs, options.connections)
    if options.minutes and options.only != "compare":
        well = soak(options.data_set, options.minutes, options.connections, options.rate, options.kill_every) and well
    sys.exit(0 if well else 1)


if __name__ == "__main__":
    main()
