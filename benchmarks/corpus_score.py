"""Score the extraction on a rendered corpus (`benchmarks/corpus.py`), without reasoning or a data set on disk.

    python benchmarks/corpus_score.py CORPUS [--documents 400] [--jobs 2] [--differences FILE.csv]

Every document is read as `shiquan build` reads it and its rows are those that `shiquan evaluate` compares; what is left out is only
what comes after the documents' own graphs. Printed is a Markdown table of the scores, and which broken files were not refused.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path

from pyoxigraph import NamedNode, Quad

from shiquan.building import DocumentBuilder
from shiquan.errors import UnreadableDocument
from shiquan.evaluation import Row, Score, gold_rows, rows_of
from shiquan.graph.vocabulary import ontology_quads, reference_quads
from shiquan.questions.tables import TABLES
from shiquan.reading.sources import file_source
from shiquan.stores.embedded import EmbeddedStore
from shiquan.terms import AREA, SKOS, SQ

_AREA_FACTS = (SKOS + "prefLabel", SQ + "ofTier", SQ + "areaCode")


@dataclass(frozen=True)
class Compared:
    """What one file was found to say against its annotation: rows of both sides by table, or why it was refused."""

    name: str
    families: tuple[str, ...]
    right: Counter[str]
    extra: tuple[tuple[str, Row], ...]
    missed: tuple[tuple[str, Row], ...]
    refused: str | None
    annotated: bool


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--documents", type=int, default=None, help="only the first of the corpus")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--differences", type=Path, help="write every difference as CSV")
    options = parser.parse_args(arguments)
    compared = compare(options.corpus, options.documents, options.jobs)
    print(table(compared))
    if options.differences:
        rows = [
            (document.name, table, kind, " | ".join(row))
            for document in compared
            for kind, found in (("missed", document.missed), ("extra", document.extra))
            for table, row in found
        ]
        with options.differences.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([("file", "table", "kind", "row"), *sorted(rows)])
    return 0


def compare(corpus: Path, documents: int | None, jobs: int) -> list[Compared]:
    """Compare the documents of a corpus, in the order of its list, with their annotations."""
    with (corpus / "manifest.csv").open(encoding="utf-8", newline="") as file:
        listed = [corpus / "documents" / row["folder"] / row["file"] for row in islice(csv.DictReader(file), documents)]
    if jobs == 1:
        return [_compare(path) for path in listed]
    with ProcessPoolExecutor(jobs) as pool:
        return list(pool.map(_compare, listed, chunksize=20))


def table(compared: Sequence[Compared]) -> str:
    """Return the scores as a Markdown table: by table, over all, then what was and was not refused."""
    lines = ["| table | precision | recall | F1 | right | extra | missed |", "|---|---|---|---|---|---|---|"]
    totals = [0, 0, 0]
    for name in (*TABLES, "all"):
        right = sum(document.right[name] for document in compared)
        extra = sum(found == name for document in compared for found, _ in document.extra)
        missed = sum(found == name for document in compared for found, _ in document.missed)
        if name == "all":
            right, extra, missed = totals
        totals = [a + b for a, b in zip(totals, (right, extra, missed), strict=True)]
        score = Score(name, right, extra, missed)
        figures = f"{score.precision:.4f} | {score.recall:.4f} | {score.f1:.4f}"
        lines.append(f"| {name} | {figures} | {right} | {extra} | {missed} |")
    whole = sum(document.annotated and not document.extra and not document.missed for document in compared)
    lines.append("")
    lines.append(
        f"{whole} of {sum(d.annotated for d in compared)} annotated documents without any difference; refused: "
    )
    lines[-1] += (
        ", ".join(f"{document.name} ({document.refused})" for document in compared if document.refused) or "none"
    )
    read = [document.name for document in compared if not document.annotated and document.refused is None]
    lines.append(f"broken but read: {', '.join(read) or 'none'}")
    return "\n".join(lines)


@cache
def _shared() -> tuple[DocumentBuilder, tuple[Quad, ...], dict[str, tuple[Quad, ...]]]:
    """Return what all documents share: the reader, the ontology, and the areas' facts by area."""
    areas: dict[str, list[Quad]] = {}
    for quad in reference_quads():
        if quad.predicate.value in _AREA_FACTS and isinstance(quad.subject, NamedNode):
            areas.setdefault(quad.subject.value, []).append(quad)
    return DocumentBuilder(), tuple(ontology_quads()), {iri: tuple(quads) for iri, quads in areas.items()}


def _compare(path: Path) -> Compared:
    builder, ontology, areas = _shared()
    answer = path.parent.parent.parent / "gold" / f"{path.name}.json"
    gold = json.loads(answer.read_text(encoding="utf-8")) if answer.exists() else None
    wanted = {name: Counter(rows) for name, rows in gold_rows(gold).items()} if gold else {}
    try:
        built = builder.build(file_source(path))
    except UnreadableDocument as error:
        missed = tuple((name, row) for name, rows in wanted.items() for row in rows.elements())
        return Compared(path.name, (), Counter(), (), missed, error.code, gold is not None)
    if gold is None:
        return Compared(path.name, (), Counter(), (), (), None, False)
    objects = {quad.object.value for quad in built.quads if isinstance(quad.object, NamedNode)}
    places = {iri for iri in objects if iri.startswith(AREA)}
    facts = [fact for place in sorted(places) for fact in areas.get(place, ())]
    found = rows_of(EmbeddedStore.from_quads([*ontology, *facts, *built.quads]))
    right: Counter[str] = Counter()
    extra: list[tuple[str, Row]] = []
    missed_rows: list[tuple[str, Row]] = []
    for name in TABLES:
        mine, theirs = Counter(found[name]), wanted[name]
        right[name] = (mine & theirs).total()
        extra.extend((name, row) for row in (mine - theirs).elements())
        missed_rows.extend((name, row) for row in (theirs - mine).elements())
    return Compared(path.name, tuple(gold["families"]), right, tuple(extra), tuple(missed_rows), None, True)


if __name__ == "__main__":
    sys.exit(main())
