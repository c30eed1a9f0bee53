"""The source documents and the gold files are held as they came, byte for byte."""

from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
DOCUMENTS = REPOSITORY / "data" / "documents"
GOLD = REPOSITORY / "tests" / "gold"


def rows() -> list[dict[str, str]]:
    with (DOCUMENTS / "manifest.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_manifest_names_every_document_and_no_other() -> None:
    """One row a file, in the order of the names."""
    held = sorted(p.name for p in DOCUMENTS.iterdir() if p.suffix != ".csv")
    assert [row["file"] for row in rows()] == held


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["file"])
def test_a_document_is_the_one_of_the_manifest(row: dict[str, str]) -> None:
    """The bytes have the manifest's sha256, and every column says something."""
    assert hashlib.sha256((DOCUMENTS / row["file"]).read_bytes()).hexdigest() == row["sha256"]
    assert list(row) == ["file", "title", "number", "publisher", "origin", "status", "sha256"]
    assert all(row.values())


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["file"])
def test_a_document_of_the_manifest_is_the_one_that_the_gold_file_annotates(row: dict[str, str]) -> None:
    """Title, number and publisher are those of the annotation."""
    gold = json.loads((GOLD / row["file"]).with_suffix(".json").read_text(encoding="utf-8"))
    assert (row["file"], row["title"], row["number"], row["publisher"]) == (
        gold["file"],
        gold["title"],
        gold["number"],
        gold["issuer"],
    )
