"""What is new, changed or gone since the data set that was published before: documents, compared by the SHA-256 of what was read from them."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal

from shiquan.dataset.layout import damaged, document_paths
from shiquan.publishing.downloads.tables import held_documents, listed_documents
from shiquan.publishing.published_data import PublishedData

Kind = Literal["added", "changed", "removed"]
COLUMNS: Final = ("change", "document", "number", "title", "sha256_before", "sha256")


@dataclass(frozen=True, slots=True)
class Change:
    """A document that is not as it was before. The digests are those of its Turtle file, empty where there is none."""

    kind: Kind
    document: str
    number: str
    title: str
    before: str
    now: str


@lru_cache(maxsize=4)
def changes(data: PublishedData) -> tuple[Change, ...] | None:
    """Return the changes in the order of the documents' numbers; None where no earlier data set is named.

    Raises:
        StoreError: the earlier data set is none.
        UsageError: a file of one of the two is not there.

    """
    if data.edition.since is None:
        return None
    earlier = PublishedData.open(data.edition.since)
    then, now = _documents(earlier), _documents(data)
    before, after = _digests(earlier.folder, then), _digests(data.folder, now)
    found: list[Change] = []
    for document in then | now:
        number, title = (now if document in now else then)[document]
        old, new = before.get(document, ""), after.get(document, "")
        if old != new:
            kind: Kind = "added" if not old else "changed" if new else "removed"
            found.append(Change(kind, document, number, title, old, new))
    return tuple(sorted(found, key=lambda one: (one.number, one.document)))


def changes_csv(found: tuple[Change, ...]) -> bytes:
    """Return changes as CSV (RFC 4180) with a header."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows((one.kind, one.document, one.number, one.title, one.before, one.now) for one in found)
    return buffer.getvalue().encode()


def _documents(data: PublishedData) -> dict[str, tuple[str, str]]:
    listed = listed_documents(data)
    said = {row["document"]: (row["number"] or "", row["title"] or "") for row in listed.records()}
    return {document: said[document] for document in held_documents(listed)}


def _digests(folder: Path, documents: Mapping[str, object]) -> dict[str, str]:
    digests = {}
    for document in documents:
        path = document_paths(folder, document).turtle
        try:
            digests[document] = hashlib.sha256(path.read_bytes()).hexdigest()
        except OSError as error:
            raise damaged(folder, path.name) from error
    return digests
