"""What came of sources: shared by the tests of those of this machine and of those at URLs."""

from __future__ import annotations

from shiquan.errors import UnreadableDocument
from shiquan.reading.sources import SourceFile


def loaded(sources: list[SourceFile]) -> list[tuple[str, bytes | str]]:
    """Return the names of sources with their bytes, or with the code of the error."""
    rows: list[tuple[str, bytes | str]] = []
    for source in sources:
        try:
            rows.append((source.name, source.load()))
        except UnreadableDocument as error:
            rows.append((error.file, error.code))
    return rows


def codes(failures: list[UnreadableDocument]) -> list[tuple[str, str]]:
    return [(failure.file, failure.code) for failure in failures]
