"""What validation found, as it stands in the file beside the data set: a list for each shape."""

from __future__ import annotations

import csv
import hashlib
import io
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Final

from shiquan.dataset.layout import FINDINGS
from shiquan.graph.findings import SHAPES, Severity
from shiquan.publishing.published_data import PublishedData
from shiquan.publishing.reviewing.lists import Entry, FindingList, Item, Quote, list_of

_PREFIX: Final = "validation-"
_GENERAL: Final = "general"
"""The list of what is about the shapes themselves."""


def lists_of_validation(data: PublishedData) -> Iterator[FindingList]:
    """Yield a list for each shape that found something, in the order of their names; none where the data set was not validated.

    The file is read once; only where the rows are is kept: a data set of the size of the country has some hundreds of thousands of them.
    """
    path = data.folder / FINDINGS
    if not path.is_file():
        return
    entries: dict[str, list[Entry]] = {}
    messages: dict[str, tuple[str, str]] = {}
    shapes: dict[str, str] = {}
    for start, row in _rows(path):
        shape = row["shape"].removeprefix(SHAPES)
        shape = shape if shape != row["shape"] else _GENERAL
        name = _PREFIX + shape.lower()
        shapes[name] = shape
        entries.setdefault(name, []).append(Entry(Severity(row["severity"]), row["focus"], start))
        messages.setdefault(name, (row["message_zh"], row["message_en"]))
    for name in sorted(entries):
        called = (f"校验 {shapes[name]}", f"Validation {shapes[name]}")
        severities = Counter(entry.severity for entry in entries[name])
        yield list_of(name, called, messages[name], severities, partial(iter, entries[name]), partial(_details, path))


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield each row of the file with where it begins."""
    with path.open("rb") as file:
        columns = next(csv.reader([file.readline().decode()]))
        while True:
            start = file.tell()
            record = _record(file)
            if not record:
                return
            yield start, dict(zip(columns, next(csv.reader(io.StringIO(record, newline=""))), strict=True))


def _record(file: io.BufferedReader) -> str:
    """Return the record that begins here: it goes on to the end of a line within which all quotation marks are closed."""
    record = line = file.readline()
    while line and record.count(b'"') % 2:
        line = file.readline()
        record += line
    return record.decode()


def _details(path: Path, entry: Entry) -> Item:
    with path.open("rb") as file:
        columns = next(csv.reader([file.readline().decode()]))
        file.seek(int(entry.reference))
        row = dict(zip(columns, next(csv.reader(io.StringIO(_record(file), newline=""))), strict=True))
    told = "\n".join(row[column] for column in ("shape", "path", "value", "message_zh", "focus"))
    return Item(
        "validation/" + hashlib.sha256(told.encode()).hexdigest()[:16],
        entry.severity,
        entry.about,
        row["message_zh"],
        row["message_en"],
        section=row["section"],
        quotes=(Quote(entry.about, row["section"], row["quote"]),) if row["quote"] else (),
    )
