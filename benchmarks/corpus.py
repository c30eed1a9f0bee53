"""Render any number of invented documents with known meaning: real places, made-up text, and the annotation of each.

    python benchmarks/corpus.py OUT --documents 41700 --seed 1 [--jobs 2] [--broken 0.01] [--no-gold]

Written are OUT/documents/<folder>/<file> (at most 1,000 files in a folder), OUT/gold/<file>.json (the format of
tests/gold/GUIDELINES.md, as `shiquan evaluate` reads it) and OUT/manifest.csv. A document depends on the seed and on whose it is alone: a
corpus of 400 is the beginning of one of 41,700, whatever the number of processes. Real are the places and the numbers and
titles of ten national plans; everything that the documents say is invented.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from national_corpus.notices import Slot
from national_corpus.rendering import render
from national_corpus.sequence import slots

HEADER = (
    "file", "folder", "format", "encoding", "state", "tier", "area", "domain", "version", "number", "signed", "plan", "families", "characters"
)  # fmt: skip
_BATCH = 200

Row = tuple[str, ...]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path, help="folder to write to (made anew, must not hold documents)")
    parser.add_argument("--documents", type=int, default=41700, help="how many documents (default: 41700)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    parser.add_argument("--broken", type=float, default=0.0, help="share of the counties' files that cannot be read")
    parser.add_argument("--gold", action=argparse.BooleanOptionalAction, default=True, help="write annotations")
    options = parser.parse_args(arguments)
    if (options.out / "documents").exists():
        parser.error(f"{options.out}/documents is there already")
    rows = write_corpus(options.out, options.documents, options.seed, options.jobs, options.broken, options.gold)
    print(f"{len(rows)} documents, {sum(int(row[-1]) for row in rows)} characters")
    return 0


def write_corpus(out: Path, documents: int, seed: int, jobs: int, broken: float, gold: bool) -> list[Row]:
    """Write a corpus and return the rows of its list.

    Raises:
        FileExistsError: a file of the corpus is there already.

    """
    tasks = list(enumerate(slots(seed, documents)))
    batches = [tasks[start : start + _BATCH] for start in range(0, len(tasks), _BATCH)]
    write = partial(_write_batch, out, seed, broken, gold)
    rows = [row for batch in _mapped(write, batches, jobs) for row in batch]
    with (out / "manifest.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([HEADER, *rows])
    return rows


def _mapped(write: partial[list[Row]], batches: Iterable[list[tuple[int, Slot]]], jobs: int) -> Iterator[list[Row]]:
    if jobs == 1:
        yield from map(write, batches)
        return
    with ProcessPoolExecutor(jobs) as pool:
        yield from pool.map(write, batches)


def _write_batch(out: Path, seed: int, broken: float, gold: bool, batch: list[tuple[int, Slot]]) -> list[Row]:
    rows = []
    for index, slot in batch:
        document = render(seed, index, slot, broken)
        folder = out / "documents" / document.folder
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / document.name).open("xb") as file:
            file.write(document.written.content)
        if gold and document.gold is not None:
            answers = out / "gold"
            answers.mkdir(exist_ok=True)
            (answers / f"{document.name}.json").write_text(document.gold_text(), encoding="utf-8")
        notice = document.notice
        rows.append(
            (
                document.name,
                document.folder,
                document.written.ending,
                document.written.encoding,
                "broken" if document.gold is None else "sound",
                notice.place.tier,
                notice.place.code,
                notice.domain.id,
                str(slot.version),
                notice.number,
                notice.signed.isoformat(),
                "work" if notice.work_plan else "division",
                " ".join(document.gold["families"]) if document.gold else "",
                str(document.characters),
            )
        )
    return rows


if __name__ == "__main__":
    sys.exit(main())
