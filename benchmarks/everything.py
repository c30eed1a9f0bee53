"""Every benchmark of `docs/performance.md`, one after the other, on data made for it. `make bench` runs this.

    python benchmarks/everything.py --work FOLDER [--documents 41700] [--jobs N] [--only NAME ...]

FOLDER takes the corpus and the data sets (about 50 GB for 41,700 documents; `--documents 6000` needs 8 GB and leaves out what only the
whole country shows). What each benchmark prints goes to `benchmarks/results/NAME.txt`. Let nothing else run on the machine. A
benchmark whose ratio misses its target ends with exit code 1 and is told; the others run all the same.
"""

from __future__ import annotations

import argparse
import csv
import os
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results"
SMALL, MILLION, TEN_MILLION = 400, 600, 6000
"""Documents of the data sets: the small one that the whole corpus is compared with, and those of about one and ten million statements."""


def commands(work: Path, documents: int, jobs: int) -> dict[str, list[list[str]]]:
    """Return the commands of each benchmark by its name, in the order in which they build on each other."""
    corpus, extra = work / "corpus", work / "extra"

    def data(size: int) -> str:
        return str(work / f"data-{size}")

    def build(size: int) -> list[str]:
        command = ["whole_build.py", str(corpus / f"documents-{size}"), "--out", data(size), "--jobs", str(jobs)]
        if size == documents:
            command += ["--against", str(corpus / f"documents-{SMALL}")]
        return [*command, "--result", str(RESULTS / f"build-{size}.json")]

    sizes = sorted({SMALL, MILLION, TEN_MILLION, documents})
    return {
        "corpus": [
            ["corpus.py", str(work / "corpus"), "--documents", str(documents), "--seed", "1", "--broken", "0.01"]
        ],
        "extra": [["corpus.py", str(extra), "--documents", "40", "--seed", "2", "--no-gold"]],
        "build-line": [["whole_build.py", str(corpus / "documents-line"), "--out", str(work / "data-line")]],
        **{f"build-{size}": [build(size)] for size in sizes},
        "score": [["corpus_score.py", str(corpus), "--documents", str(min(documents, SMALL))]],
        "extraction": [["extraction.py"], ["extraction.py", str(corpus / f"documents-{SMALL}")]],
        "reasoning": [["reasoning.py", "100000", "3"]],
        "validation": [["validation.py", data(SMALL), "100000", "3", "3"]],
        "queries": [["queries.py", "against", data(MILLION)]],
        "growth": [["queries.py", "growth", str(work / "data-line"), data(TEN_MILLION)]],
        "over-everything": [["queries.py", "everything", data(MILLION), data(TEN_MILLION)]],
        "endpoint": [["endpoint.py", data(MILLION)]],
        "adding": [["adding.py", data(SMALL), data(documents), "--document", str(extra)]],
        "loading": [["loading.py", data(TEN_MILLION), "--work", str(work)]],
        "loading-over-http": [["loading_over_http.py", data(MILLION), "--work", str(work)]],
        "publishing": [["publishing.py", data(MILLION)]],
        "linear-time": [["linear_time.py", "8000", "3"]],
    }


def run(name: str, every: list[list[str]]) -> bool:
    """Run the commands of a benchmark, keep what they print, and tell whether all ended well."""
    well = True
    with (RESULTS / f"{name}.txt").open("w", encoding="utf-8") as file:
        for command in every:
            began = time.monotonic()
            done = subprocess.run([sys.executable, str(HERE / command[0]), *command[1:]], stdout=file, check=False)
            print(
                f"{name}: {' '.join(command)}: {time.monotonic() - began:.0f} s, exit code {done.returncode}",
                flush=True,
            )
            well = well and not done.returncode
    return well


def link_samples(corpus: Path, documents: int) -> None:
    """Make a folder of links for each size, the beginning of the corpus, and one for the line of a place (`line_of_a_place`)."""
    with (corpus / "manifest.csv").open(encoding="utf-8", newline="") as manifest:
        rows = list(csv.DictReader(manifest))
    # every sample begins with the line of a place, so that it can be asked what the smallest one is asked
    line = line_of_a_place(rows)
    rows = [*line, *(row for row in rows if row not in line)]
    samples = {str(size): rows[:size] for size in {SMALL, MILLION, TEN_MILLION, documents}}
    for name, sample in {**samples, "line": line}.items():
        folder = corpus / f"documents-{name}"
        folder.mkdir(exist_ok=True)
        for row in sample:
            target = folder / row["file"]
            if not target.exists():
                os.link(corpus / "documents" / row["folder"] / row["file"], target)


def line_of_a_place(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Return what a county, its city, its province and the nation issued in all domains: some fifty documents, a hundred thousand statements.

    A question about one of these places has the answer that it has in the data set of the whole corpus, so that what is compared is the size of the
    data and not that of the answer.
    """
    county = next(row["area"] for row in rows if row["tier"] == "county")
    line = {county, f"{county[:4]}00", f"{county[:2]}0000", "100000"}
    return [row for row in rows if row["area"] in line]


def main() -> None:
    """Run the benchmarks from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--documents", type=int, default=41_700)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--only", nargs="*")
    options = parser.parse_args()
    RESULTS.mkdir(exist_ok=True)
    failed = []
    for name, every in commands(options.work, options.documents, options.jobs).items():
        if options.only and name not in options.only:
            continue
        if not run(name, every):
            failed.append(name)
        if name == "corpus":
            link_samples(options.work / "corpus", options.documents)
    print("all benchmarks ran" if not failed else f"look at: {', '.join(failed)}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
