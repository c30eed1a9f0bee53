"""What a corpus many times the country takes on a cluster, in machines, hours and disk, computed from figures of a measured build.

The figures are read from a JSON file (default: `benchmarks/results/national.json`), which a build of the national corpus leaves:

```
machine       what it ran on, as a text
documents     how many documents were built
quads         how many statements the data set has
jobs          how many processes did the work of the parallel stages
seconds       of each stage, of the processor or on the clock: reading, rules, validating (all processes), writing, storing (the machine that runs the command)
bytes         sources, parts (at most, before they are removed), dump, store, files (the single files of the documents together)
peak_bytes    memory at most: worker (one process), main (the process that runs the command)
```

Everything is taken to grow with the number of documents alone. That is measured for the time of a document and for disk (see
`docs/performance.md`); for what was never run at that size the table says so. Printed is Markdown, as it stands in `docs/scale.md`.

    python benchmarks/scale.py [NATIONAL_JSON] [TIMES]        (default: 100 times)
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).resolve().parent / "results" / "national.json"
PARALLEL = ("reading", "rules", "validating")
SINGLE = ("writing", "storing")
CLUSTERS = (16, 64, 256)
"""Cores of the clusters in the table."""

HOUR = 3600
GIB = 2**30
TIB = 2**40


@dataclass(frozen=True, slots=True)
class Measured:
    """A measured build: counts, seconds and bytes of the whole of it."""

    machine: str
    documents: int
    quads: int
    core_seconds: Mapping[str, float]
    single_seconds: Mapping[str, float]
    size: Mapping[str, int]
    peak: Mapping[str, int]


def measured(content: Mapping[str, Any]) -> Measured:
    """Return what the JSON file says; a key that is missing is a `KeyError`."""
    seconds = content["seconds"]
    return Measured(
        content["machine"],
        content["documents"],
        content["quads"],
        {stage: seconds[stage] * content["jobs"] for stage in PARALLEL},
        {stage: seconds[stage] for stage in SINGLE},
        {kind: content["bytes"][kind] for kind in ("sources", "parts", "dump", "store", "files")},
        {process: content["peak_bytes"][process] for process in ("worker", "main")},
    )


def table(build: Measured, times: int) -> Iterator[str]:
    """Yield the lines of the tables: what one document costs, then what so many times the corpus does."""
    documents = build.documents * times
    yield f"Measured: {build.documents:,} documents, {build.quads:,} statements; {build.machine}."
    yield ""
    yield f"| | one document | {documents:,} documents |"
    yield "|---|---:|---:|"
    for stage, seconds in build.core_seconds.items():
        yield f"| {stage}, all cores | {seconds / build.documents * 1000:.1f} ms | {seconds * times / HOUR:,.1f} core hours |"
    for stage, seconds in build.single_seconds.items():
        yield f"| {stage}, one machine | {seconds / build.documents * 1000:.1f} ms | {seconds * times / HOUR:,.1f} hours |"
    for kind, size in build.size.items():
        yield f"| {kind} on disk | {size / build.documents / 1024:.1f} KiB | {size * times / TIB:,.2f} TiB |"
    yield f"| statements | {build.quads / build.documents:,.0f} | {build.quads * times:,} |"
    yield f"| memory of a worker | | {build.peak['worker'] / GIB:.2f} GiB |"
    yield f"| memory of the machine that runs the command | | {build.peak['main'] * times / GIB:,.0f} GiB at most |"
    yield ""
    yield "| cores of the workers | memory of the workers | reading, rules, validating | writing and storing | together |"
    yield "|---:|---:|---:|---:|---:|"
    single = sum(build.single_seconds.values()) * times / HOUR
    for cores in CLUSTERS:
        parallel = sum(build.core_seconds.values()) * times / cores / HOUR
        memory = build.peak["worker"] * cores / GIB
        yield f"| {cores} | {memory:,.0f} GiB | {parallel:,.1f} h | {single:,.1f} h | {parallel + single:,.1f} h |"


def main(arguments: Sequence[str]) -> int:
    """Print the tables."""
    path, times = (*arguments, *(str(RESULTS), "100")[len(arguments) :])
    for line in table(measured(json.loads(Path(path).read_text(encoding="utf-8"))), int(times)):
        print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
