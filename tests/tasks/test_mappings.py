"""The SSSOM tables: read, written, put right, and valid by the tool of those who make the standard."""

from __future__ import annotations

import csv
import os
import random
import shutil
import subprocess
from pathlib import Path

import pytest

from shiquan.errors import UsageError
from shiquan.tasks.mappings import (
    MANUAL,
    Mapping,
    Predicate,
    as_tsv,
    checked_date,
    load_mappings,
    mappings_file,
    mappings_folder,
    read_mappings,
    store_mapping,
    subject_of,
)
from shiquan.tasks.vocabulary import load_vocabulary

FILES = sorted(mappings_folder().glob("*.sssom.tsv"))


def _row(task: str, concept: str, **more: str) -> Mapping:
    subject, wording = subject_of(task)
    values = {"confidence": "1.00", "author_label": "王某", "mapping_date": "2025-01-31", "comment": "同一工作"} | more
    return Mapping(subject, wording, Predicate.EXACT, "", f"concept:{concept}", "公路养护", MANUAL, **values)


WRITTEN = """\
#sssom_version: "1.0"
#curie_map:
#  concept: https://w3id.org/shiquan/id/concept/transport/
#  semapv: https://w3id.org/semapv/vocab/
#  skos: http://www.w3.org/2004/02/skos/core#
#  wording: https://w3id.org/shiquan/id/wording/transport/
#mapping_set_id: https://w3id.org/shiquan/mappings/transport
#mapping_set_version: "0.1.0"
#mapping_set_title: "事项文字与概念的对应 / wordings of tasks and concepts: transport"
#license: https://creativecommons.org/licenses/by/4.0/
subject_id	subject_label	predicate_id	predicate_modifier	object_id	object_label	mapping_justification	author_label	mapping_date	confidence	comment
wording:963eae6e0efe	公路养护	skos:exactMatch		concept:maintenance	公路养护	semapv:ManualMappingCuration	王某	2025-01-31	1.00	同一工作
"""


def test_a_table_is_written_with_its_metadata() -> None:
    assert as_tsv([_row("县级公路养护", "maintenance")], "transport") == WRITTEN


def test_the_order_of_rows_makes_no_difference() -> None:
    rows = [_row(f"公路养护{number}", "maintenance") for number in range(20)]
    mixed = rows * 2
    random.Random(1).shuffle(mixed)
    assert as_tsv(mixed, "transport") == as_tsv(rows, "transport")


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    rows = tuple(sorted([_row("公路养护", "maintenance", comment='说“"养护"”'), _row("公路建设", "building")]))
    path = mappings_file("transport", tmp_path)
    path.write_text(as_tsv(rows, "transport"), encoding="utf-8")
    assert load_mappings("transport", tmp_path) == rows
    assert load_mappings("health", tmp_path) == ()


def test_a_decision_takes_the_place_of_the_earlier_one(tmp_path: Path) -> None:
    first, other = _row("公路养护", "maintenance"), _row("公路建设", "building")
    later = _row("县级公路养护", "maintenance", comment="复核", mapping_date="2025-02-01")
    for row in (first, other, later):
        store_mapping(row, "transport", tmp_path)
    assert load_mappings("transport", tmp_path) == tuple(sorted((later, other)))
    assert [path.name for path in tmp_path.iterdir()] == ["transport.sssom.tsv"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("subject_id\tsubject_label\n", "lacks predicate_id, object_id, mapping_justification"),
        ("subject_id\tsubject_label\tpredicate_id\tobject_id\tmapping_justification\na\tb\tc\n", "line 2 has another"),
        ("#x: y\nsubject_id\tsubject_label\tpredicate_id\tobject_id\tmapping_justification\na\tb\tc\td\t\n", "line 3"),
    ],
)
def test_a_damaged_table_is_told_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "x.sssom.tsv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        read_mappings(path)
    assert said in caught.value.en


@pytest.mark.parametrize("date", ["2025-1-31", "2025-13-01", "heute", ""])
def test_a_date_is_an_iso_date(date: str) -> None:
    with pytest.raises(UsageError):
        checked_date(date)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_shipped_tables_are_sorted_and_name_known_concepts(path: Path) -> None:
    domain = path.name.removesuffix(".sssom.tsv")
    rows = read_mappings(path)
    vocabulary = load_vocabulary(domain)
    assert vocabulary and rows
    assert as_tsv(rows, domain) == path.read_text(encoding="utf-8")
    assert [row for row in rows if vocabulary.concept(row.concept) is None] == []
    assert [row for row in rows if subject_of(row.subject_label) != (row.subject_id, row.subject_label)] == []


def test_the_documents_that_measure_unseen_wording_are_in_no_mapping() -> None:
    """benchmarks/concepts.py keeps them out; a mapping made from them would make its figure worthless."""
    comments = {row.comment for path in FILES for row in read_mappings(path)}
    assert [comment for comment in sorted(comments) if "yueyang-ip" in comment or "mianyang-ip" in comment] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_shipped_tables_are_valid_sssom(path: Path, tmp_path: Path) -> None:
    """By `sssom validate`, which needs an environment of its own (it brings Sphinx and a plugin of pytest along)."""
    tool = os.environ.get("SSSOM") or shutil.which("sssom")
    if not tool:
        pytest.skip("sssom is not installed; set SSSOM to its path")
    assert _complaints(tool, path, tmp_path) == (0, 0)
    broken = tmp_path / "broken.sssom.tsv"
    broken.write_text(path.read_text(encoding="utf-8").replace("skos:exactMatch\t\t", "skos:exactMatch\tMaybe\t", 1))
    assert _complaints(tool, broken, tmp_path) == (0, 1)


def _complaints(tool: str, path: Path, folder: Path) -> tuple[int, int]:
    """Return the exit code of the validator and how many complaints it printed; it ends with 0 where it leaves a row out."""
    done = subprocess.run([tool, "validate", str(path)], capture_output=True, text=True, check=False, cwd=folder)
    lines = (done.stdout + done.stderr).splitlines()
    return done.returncode, sum("not well-formed" in line or "ERROR" in line for line in lines)


def test_a_table_has_a_row_for_each_concept_of_a_split_wording() -> None:
    path = mappings_file("intellectual-property")
    with path.open(encoding="utf-8", newline="") as stream:
        lines = [line for line in stream if not line.startswith("#")]
    rows = [
        row
        for row in csv.DictReader(lines, delimiter="\t")
        if row["subject_label"] == "知识产权侵权纠纷行政裁决和行政调解"
    ]
    assert [(row["predicate_id"], row["object_id"]) for row in rows] == [
        ("skos:narrowMatch", "concept:administrative-adjudication"),
        ("skos:narrowMatch", "concept:administrative-mediation"),
    ]
