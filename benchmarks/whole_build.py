"""A whole build measured: seconds and processor seconds of each stage, peak memory of all processes together, bytes on disk.

    python benchmarks/whole_build.py DOCUMENTS... --out FOLDER --jobs N --result FILE.json [--against SMALL --times 4]

With `--against`, the documents of another folder are built too, half of the times before and half of them after: so both sizes are
measured in one run, on a machine in the same state, and the time of a document at one size is told as a ratio to the median at the other.

The build runs in a process of its own, which tells when each stage begins. Memory is the sum of what all its processes have for
themselves and their part of what they share (PSS, `/proc/*/smaps_rollup`), looked at twice a second; where the system does not tell it,
the resident size, which counts shared pages several times. Files that a store maps into memory and may drop at any time are told apart.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

_SECONDS_BETWEEN_LOOKS = 0.5
_PROGRAM = """
import json, os, sys, time
from pathlib import Path
from shiquan.building import build

def main():
    arguments = json.loads(sys.argv[1])
    last = [None]

    def told(stage, done, total):
        if stage is not last[0]:
            last[0] = stage
            sys.stdout.write(json.dumps({"stage": stage.name, "at": time.time(), "processor": sum(os.times()[:4])}) + "\\n")
            sys.stdout.flush()

    result = build([Path(path) for path in arguments["paths"]], Path(arguments["out"]), told, arguments["jobs"])
    sys.stdout.write(json.dumps({"stage": "END", "at": time.time(), "processor": sum(os.times()[:4]),
        "documents": len(result.documents), "failures": len(result.failures), "quads": result.quads,
        "inconsistencies": len(result.inconsistencies)}) + "\\n")

if __name__ == "__main__":
    main()
"""


def measure(paths: list[Path], out: Path, jobs: int) -> dict[str, Any]:
    """Build and return what was measured; see the keys of the result."""
    program = out.parent / f".{out.name}-program.py"
    program.parent.mkdir(parents=True, exist_ok=True)
    program.write_text(_PROGRAM, encoding="utf-8")
    arguments = json.dumps({"paths": [str(path) for path in paths], "out": str(out), "jobs": jobs})
    started = time.time()
    process = subprocess.Popen([sys.executable, str(program), arguments], stdout=subprocess.PIPE, text=True)
    peak = peak_own = 0
    try:
        while process.poll() is None:
            whole, own = _memory(process.pid)
            peak, peak_own = max(peak, whole), max(peak_own, own)
            time.sleep(_SECONDS_BETWEEN_LOOKS)
        if process.returncode or process.stdout is None:
            raise SystemExit(f"the build ended with {process.returncode}")
        moments = [json.loads(line) for line in process.stdout]
    finally:
        program.unlink()
    end = moments[-1]
    stages = {}
    # a stage tells of its first batch when that is done, so that its work begins when the one before it was last told to begin
    marks = [{"stage": "START", "at": started, "processor": 0.0}, *moments]
    for before, after in pairwise(marks):
        stages[before["stage"]] = {
            "seconds": round(after["at"] - before["at"], 2),
            "processor_seconds": round(after["processor"] - before["processor"], 2),
        }
    return {
        "documents": end["documents"],
        "failures": end["failures"],
        "quads": end["quads"],
        "inconsistencies": end["inconsistencies"],
        "jobs": jobs,
        "seconds": round(end["at"] - started, 2),
        "processor_seconds": round(end["processor"], 2),
        "stages": stages,
        "peak_memory_bytes": peak,
        "peak_memory_without_mapped_files_bytes": peak_own,
        "bytes": {name: _size(out / name) for name in sorted(os.listdir(out))},
        "machine": {"cores": os.cpu_count(), "python": platform.python_version(), "system": platform.system()},
        "load_at_start": round(os.getloadavg()[0], 2),
    }


def compare(paths: list[Path], against: Path, out: Path, jobs: int, times: int) -> dict[str, Any]:
    """Build the documents once, and ``times`` times, before and after, those they are compared with.

    Returns what was measured of each build, and the processor's milliseconds a document: of the large build, and of the small ones
    the median, the least and the most, and the ratio to each of these.
    """
    scratch = out.with_name(f"{out.name}-against")
    small = []

    def build_small(number: int) -> None:
        for _ in range(number):
            small.append(measure([against], scratch, jobs))
            shutil.rmtree(scratch)

    build_small(times // 2)
    large = measure(paths, out, jobs)
    build_small(times - times // 2)
    of_large, of_small = _milliseconds(large), [_milliseconds(one) for one in small]
    middle = statistics.median(of_small)
    return {
        "build": large,
        "against": small,
        "processor_milliseconds_a_document": {
            "build": of_large,
            "against": {"median": middle, "least": min(of_small), "most": max(of_small)},
        },
        "ratio": {
            "to_median": round(of_large / middle, 3),
            "to_most": round(of_large / max(of_small), 3),
            "to_least": round(of_large / min(of_small), 3),
        },
    }


def _milliseconds(measured: dict[str, Any]) -> float:
    return round(1000 * measured["processor_seconds"] / (measured["documents"] + measured["failures"]), 2)


def _memory(root: int) -> tuple[int, int]:
    """Return the memory of a process and all below it in bytes, and that without pages of files."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
            children.setdefault(parent, []).append(int(entry.name))
    whole = own = 0
    waiting = [root]
    while waiting:
        process = waiting.pop()
        waiting.extend(children.get(process, ()))
        try:
            lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()[1:]
        except OSError:
            continue
        sizes = {line.split(":")[0]: int(line.split()[1]) * 1024 for line in lines}
        whole += sizes.get("Pss", sizes.get("Rss", 0))
        own += sizes.get("Pss_Anon", sizes.get("Anonymous", 0))
    return whole, own


def _size(path: Path) -> int:
    if path.is_file():
        return path.stat().st_size
    return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())


def main() -> None:
    """Run the benchmark from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("documents", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--result", type=Path)
    parser.add_argument("--against", type=Path, help="a folder of documents to compare with")
    parser.add_argument("--times", type=int, default=4, help="how often these are built")
    options = parser.parse_args()
    if options.against:
        measured = compare(options.documents, options.against, options.out, options.jobs, options.times)
    else:
        measured = measure(options.documents, options.out, options.jobs)
    result = json.dumps(measured, indent=1) + "\n"
    print(result, end="")
    if options.result:
        options.result.parent.mkdir(parents=True, exist_ok=True)
        options.result.write_text(result, encoding="utf-8")


if __name__ == "__main__":
    main()
