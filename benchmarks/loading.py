"""Loading the finished data set: the build's own step against pyoxigraph's bulk load of the same file, in turns.

    python benchmarks/loading.py DATA_SET [--runs 3] [--work FOLDER]

Both load `graph.nq` into a new store on the same disk. Printed are medians, least and most, and the ratio of the medians.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from pyoxigraph import RdfFormat, Store

from shiquan.dataset.bulk_loading import bulk_load


def _by_pyoxigraph(dump: Path, folder: Path) -> None:
    store = Store(str(folder))
    store.bulk_load(path=str(dump), format=RdfFormat.N_QUADS)


def measure(dump: Path, work: Path, runs: int) -> dict[str, list[float]]:
    """Return the seconds of each run of both, taken in turns."""
    ways: dict[str, Callable[[Path, Path], None]] = {"shiquan": bulk_load, "pyoxigraph": _by_pyoxigraph}
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for run in range(runs):
        for name, load in list(ways.items())[:: 1 if run % 2 else -1]:
            folder = work / f"{name}-{run}"
            began = time.perf_counter()
            load(dump, folder)
            seconds[name].append(time.perf_counter() - began)
            shutil.rmtree(folder)
    return seconds


def main() -> None:
    """Run the benchmark from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data_set", type=Path)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--work", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.work) as work:
        seconds = measure(options.data_set / "graph.nq", Path(work), options.runs)
    print("| loader | median s | least | most |\n|---|---|---|---|")
    for name, values in seconds.items():
        print(f"| {name} | {statistics.median(values):.2f} | {min(values):.2f} | {max(values):.2f} |")
    ratio = statistics.median(seconds["shiquan"]) / statistics.median(seconds["pyoxigraph"])
    print(f"\nratio {ratio:.3f}")


if __name__ == "__main__":
    main()
