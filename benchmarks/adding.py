"""`shiquan add` and `remove` of one document at two sizes of data set, in turns, and the ratio.

    python benchmarks/adding.py SMALL LARGE --document FILE [--runs 7] [--result FILE.json]

FILE may be a corpus that `benchmarks/corpus.py` rendered: then the last county's text in it is taken. SMALL and LARGE are data sets that do not
hold the document. They are not changed: the changes are made in copies, whose large files are
linked (the files of a store that hold data are never written twice).
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import shutil
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from shiquan.changing import add, remove
from shiquan.dataset.layout import read_info


def linked_copy(source: Path, target: Path) -> None:
    """Copy a data set; what is replaced as a whole and never written in place is linked."""

    def link_or_copy(one: str, other: str) -> None:
        in_store = Path(one).parent.name == "store"
        if in_store and not one.endswith(".sst"):
            shutil.copy2(one, other)
        else:
            os.link(one, other)

    shutil.copytree(source, target, copy_function=link_or_copy)


def measure(data_sets: dict[str, Path], document: Path, runs: int) -> dict[str, Any]:
    """Return the seconds of each run by data set and kind of change, and the ratios of the medians."""
    seconds: dict[str, dict[str, list[float]]] = {name: {"add": [], "remove": []} for name in data_sets}
    sizes = {name: read_info(folder).documents for name, folder in data_sets.items()}
    # beside the data set, so that files can be linked
    with tempfile.TemporaryDirectory(dir=next(iter(data_sets.values())).parent) as temporary:
        copies = {name: Path(temporary) / name for name in data_sets}
        for name, folder in data_sets.items():
            linked_copy(folder, copies[name])
        # one run that does not count: it loads the readers and compiles the rules of this process
        for run in range(runs + 1):
            for name, folder in copies.items():
                began = time.perf_counter()
                (added,) = add([document], folder).added
                between = time.perf_counter()
                remove(added.iri, folder)
                ended = time.perf_counter()
                if run:
                    seconds[name]["add"].append(between - began)
                    seconds[name]["remove"].append(ended - between)
    small, large = data_sets
    ratios = {
        kind: round(statistics.median(seconds[large][kind]) / statistics.median(seconds[small][kind]), 2)
        for kind in ("add", "remove")
    }
    told = {
        name: {kind: {"median": round(statistics.median(values), 4), "least": round(min(values), 4), "most": round(max(values), 4)} for kind, values in kinds.items()}
        for name, kinds in seconds.items()
    }  # fmt: skip
    return {"documents": sizes, "runs": runs, "seconds": told, "ratio": ratios}


def county_text(corpus: Path) -> Path:
    """Return the last text of a county in a rendered corpus."""
    with (corpus / "manifest.csv").open(encoding="utf-8", newline="") as manifest:
        rows = [row for row in csv.DictReader(manifest) if row["tier"] == "county" and row["format"] == "txt"]
    return corpus / "documents" / rows[-1]["folder"] / rows[-1]["file"]


def main() -> None:
    """Run the benchmark from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("small", type=Path)
    parser.add_argument("large", type=Path)
    parser.add_argument("--document", type=Path, required=True)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--result", type=Path)
    options = parser.parse_args()
    document = county_text(options.document) if options.document.is_dir() else options.document
    result = measure({"small": options.small, "large": options.large}, document, options.runs)
    text = json.dumps(result, indent=1) + "\n"
    print(text, end="")
    if options.result:
        options.result.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
