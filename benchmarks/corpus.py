"""Render any number of invented documents with known meaning: real places, made-up text, and the annotation of each.

    python benchmarks/corpus.py OUT --documents 41700 --seed 1 [--jobs 2] [--broken 0.01] [--no-gold]

Written are OUT/documents/<folder>/<file> (at most 1,000 files in a folder), OUT/gold/<file>.json (the format of
tests/gold/GUIDELINES.md, as `shiquan evaluate` reads it) and OUT/manifest.csv. A document depends on the seed and on whose it is alone: a
corpus of 400 is the beginning of one of 41,700, whatever the number of processes. Real are the places and the numbers and
titles of ten national plans; everything that the documents say is invented.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from national_corpus.writing import write_corpus


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


if __name__ == "__main__":
    sys.exit(main())
