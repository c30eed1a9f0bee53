"""The gold: the five documents without a difference, and the authored documents with exactly the known ones."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from shiquan.building import BuildResult
from shiquan.errors import UsageError
from shiquan.evaluation import Score, evaluate, gold_rows, read_gold
from shiquan.questions.tables import TABLES


def test_five_documents_have_no_difference(five: BuildResult, root: Path) -> None:
    result = evaluate(root / "tests" / "gold", five.folder)
    assert result.differences == ()
    assert result.not_held == ()
    assert result.unparsed == 0
    assert result.scores == tuple(
        Score(table, right, 0, 0)
        for table, right in zip(TABLES, (5, 5, 12, 73, 48, 152, 26, 0, 0, 5, 16, 8), strict=True)
    )


def test_authored_documents_have_only_the_known_differences(root: Path, all_authored: BuildResult) -> None:
    """`known-differences.csv` lists what is still read otherwise than annotated; docs/extraction.md says why."""
    folder = root / "tests" / "documents"
    result = evaluate(folder / "gold", all_authored.folder)
    found = [(d.file, d.table, d.kind, " | ".join(d.row)) for d in result.differences]
    with (folder / "known-differences.csv").open(encoding="utf-8", newline="") as stream:
        known = [tuple(row) for row in csv.reader(stream)][1:]
    assert found == known
    assert result.not_held == ()


def test_missed_document_counts(five: BuildResult, root: Path, tmp_path: Path) -> None:
    (tmp_path / "other.json").write_text(
        (root / "tests" / "gold" / "benxi.json").read_text(encoding="utf-8").replace("benxi.txt", "other.txt"),
        encoding="utf-8",
    )
    result = evaluate(tmp_path, five.folder)
    assert result.not_held == ("other.txt",)
    assert (result.overall.right, result.overall.extra, result.overall.missed) == (0, 0, 60)


def test_gold_folder_without_gold(five: BuildResult, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no gold files"):
        evaluate(tmp_path, five.folder)


def test_families_score_the_documents_that_exercise_them(five: BuildResult, root: Path, tmp_path: Path) -> None:
    """One family on two documents, one on a single one, one on a document that is not held."""
    families = {"benxi": ["list-joined", "carve-out"], "yuncheng": ["list-joined"], "linfen": []}
    for name, ids in families.items():
        gold = json.loads((root / "tests" / "gold" / f"{name}.json").read_text(encoding="utf-8"))
        (tmp_path / f"{name}.json").write_text(json.dumps({**gold, "families": ids}), encoding="utf-8")
    (tmp_path / "other.json").write_text(
        json.dumps({**gold, "file": "other.txt", "families": ["league"]}), encoding="utf-8"
    )
    result = evaluate(tmp_path, five.folder)
    right = {score.table: (score.right, score.extra, score.missed) for score in result.families}
    rows = {name: _rows_in(root / "tests" / "gold" / f"{name}.json") for name in families}
    assert right == {
        "family:carve-out": (rows["benxi"], 0, 0),
        "family:league": (0, 0, rows["linfen"]),
        "family:list-joined": (rows["benxi"] + rows["yuncheng"], 0, 0),
    }


def _rows_in(path: Path) -> int:
    return sum(len(rows) for rows in gold_rows(json.loads(path.read_text(encoding="utf-8"))).values())


def test_every_family_is_named_and_covered(root: Path) -> None:
    folder = root / "tests" / "documents"
    with (folder / "families.csv").open(encoding="utf-8", newline="") as stream:
        named = [row["id"] for row in csv.DictReader(stream)]
    covered = {family for gold in read_gold(folder / "gold") for family in gold["families"]}
    assert len(named) == len(set(named))
    assert covered == set(named)
