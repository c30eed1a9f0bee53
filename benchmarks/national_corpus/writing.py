"""Writing a corpus: files, annotations and the list of both, by one process or several."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
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
    rows: list[Row] = []
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
