"""Validation as a stage of a build: what is found is the same whoever validates, and stands in the data set as it is now or not at all."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from shiquan.building import build
from shiquan.changing import add
from shiquan.dataset import sorted_findings
from shiquan.dataset.dump import make_whole
from shiquan.dataset.layout import FINDINGS, read_info
from shiquan.dataset.sorted_findings import SortedFindings
from shiquan.dataset.validating import validate_data_set, validate_files
from shiquan.dataset.workers import Arguments, Lost, Processes, Result, ThisProcess
from shiquan.errors import ShiquanError
from shiquan.graph.findings import SHAPES, Finding, Place, Severity, Value
from shiquan.graph.validation import in_order
from shiquan.graph.validation_report import as_csv

BODY = "一、主要内容\n将公路建设，确认为市级财政事权，由市级承担支出责任。\n"


def plan(city: str, number: str) -> str:
    title = f"{city}交通运输领域市与县财政事权和支出责任划分改革方案"
    return f"{number}\n\n{city}人民政府办公室关于印发{title}的通知\n\n各有关单位：\n现印发给你们。\n\n{title}\n{BODY}"


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sources of two plans and, in `data/`, the data set of both."""
    folder = tmp_path_factory.mktemp("two")
    for name, city, number in (
        ("linfen", "临汾市", "临政办发〔2024〕59号"),
        ("yuncheng", "运城市", "运政办发〔2024〕59号"),
    ):
        (folder / f"{name}.txt").write_text(plan(city, number), encoding="utf-8")
    build([folder / "linfen.txt", folder / "yuncheng.txt"], folder / "data")
    return folder


# ---------------------------------------------------------------- findings in order


def _any_finding(chance: random.Random) -> Finding:
    texts = ["", "a", "a/2", "a/10", "a/02", "甲\n乙", "\x01", "\0", "𠮷", "z", 'say "so"', "1" * 300]
    value = Value(chance.choice(texts), chance.choice([None, "b"]), chance.choice([None, "zh"]))
    return Finding(
        chance.choice(list(Severity)),
        chance.choice(texts),
        "c",
        chance.choice(texts),
        "讯",
        "message",
        chance.choice([None, *texts]),
        chance.choice([None, value]),
        Place(chance.choice([None, "号"]), chance.choice([None, "一"]), chance.choice([None, "句\n"])),
    )


def test_findings_are_sorted_on_disk_as_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Numbers in IRIs as numbers, line feeds within texts, repetitions in different runs, more runs than are merged at once."""
    monkeypatch.setattr(sorted_findings, "_AT_ONCE", 50)
    monkeypatch.setattr("shiquan.dataset.joining._MERGED_AT_ONCE", 3)
    chance = random.Random(7)
    findings = [_any_finding(chance) for _ in range(2000)]
    kept = SortedFindings(tmp_path)
    for start in range(0, len(findings), 30):
        kept.add(findings[start : start + 30])
    assert tuple(kept) == in_order(findings)
    assert tuple(kept) == in_order(findings)


# ---------------------------------------------------------------- a stage of a build


def test_a_build_keeps_what_validation_finds(two: Path, tmp_path: Path) -> None:
    report = validate_data_set(two / "data")
    assert (two / "data" / FINDINGS).read_bytes().decode() == as_csv(report)
    counts = {severity.value: report.count(severity) for severity in Severity}
    assert read_info(two / "data").validation == counts
    assert json.loads((two / "data" / "report.json").read_bytes())["validation"] == counts

    without = build([two / "linfen.txt"], tmp_path / "data", validated=False)
    assert (without.validation, (tmp_path / "data" / FINDINGS).exists()) == (None, False)
    assert json.loads((tmp_path / "data" / "data-set.json").read_bytes())["validation"] is None


def test_a_change_leaves_no_findings_of_before(two: Path, tmp_path: Path) -> None:
    """Where there were none, a change makes none; where there were, it makes those of a full build (tests/test_changing.py)."""
    build([two / "linfen.txt"], tmp_path / "data", validated=False)
    assert add([two / "yuncheng.txt"], tmp_path / "data").validation is None
    assert not (tmp_path / "data" / FINDINGS).exists()
    make_whole(tmp_path / "data", ThisProcess())
    for name in (FINDINGS, "data-set.json", "report.json"):
        assert (tmp_path / "data" / name).read_bytes() == (two / "data" / name).read_bytes()


# ---------------------------------------------------------------- workers that are lost


def _killing(function: Callable[..., Result], mark: Path, *arguments: Any) -> Result:
    """Do a task, but end the process first where the mark is not there yet, or cannot be made."""
    if not mark.exists():
        if mark.parent.is_dir():
            mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return function(*arguments)


class _Dying(Processes):
    """Two processes, of which one is killed over its first task; over every task where the folder of the mark is not there."""

    def __init__(self, mark: Path) -> None:
        super().__init__(2)
        self._mark = mark

    def run(self, function: Callable[..., Result], tasks: Iterable[Arguments]) -> Iterator[tuple[int, Result | Lost]]:
        return super().run(_killing, ((function, self._mark, *arguments) for arguments in tasks))


def test_a_worker_that_is_killed_costs_no_finding(two: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shiquan.dataset.validating._GROUP", 1)
    found = validate_files(two / "data", tmp_path, _Dying(tmp_path / "killed"))
    alone = validate_data_set(two / "data")
    assert (tmp_path / "killed").exists()
    assert (tuple(found.findings), found.looked_at) == (alone.findings, alone.looked_at)


def test_a_part_that_kills_its_workers_is_told_of(two: Path, tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in (two / "data").rglob("*") if path.is_file()}
    with pytest.raises(ShiquanError, match=r"校验的进程两次意外终止.*减少 --jobs.*ended twice.*with fewer --jobs"):
        validate_files(two / "data", tmp_path, _Dying(tmp_path / "nowhere" / "killed"))
    assert {path: path.read_bytes() for path in (two / "data").rglob("*") if path.is_file()} == before


def test_validation_leaves_nothing_open(two: Path, tmp_path: Path) -> None:
    """Findings can be read again after the files of the first reading were closed."""
    found = validate_files(two / "data", tmp_path, ThisProcess())
    assert tuple(found.findings) == tuple(found.findings)


# ---------------------------------------------------------------- the command


def run(*arguments: str) -> tuple[int, list[str], str]:
    command = [sys.executable, "-m", "shiquan.cli.main", *arguments]
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8", "COLUMNS": "200"}
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=environment, check=False)
    return done.returncode, done.stdout.splitlines(), done.stderr


def test_the_command_says_that_it_did_not_validate(two: Path, tmp_path: Path) -> None:
    code, out, err = run("build", str(two / "linfen.txt"), "--out", str(tmp_path / "data"), "--no-validate")
    assert (code, err) == (0, "")
    assert out[-1] == "未校验：shiquan dump 或 shiquan validate / not validated: shiquan dump, or shiquan validate"
    assert not (tmp_path / "data" / FINDINGS).exists()


def test_a_build_with_violations_ends_with_1(root: Path, tmp_path: Path) -> None:
    """A shape that nothing can satisfy, put beside the others: the data set is put in place, and the exit code is 1."""
    program = (
        "import sys; from shiquan.dataset import validating; from shiquan.graph.validation import read_shapes, shapes_folder;"
        "from rdflib import Graph; from shiquan.graph.validation import CompiledShapes; from shiquan.cli.main import main;"
        "shapes = read_shapes(shapes_folder());"
        f"shapes.parse(data='''@prefix sh: <http://www.w3.org/ns/shacl#> . <{SHAPES}Never> a sh:NodeShape ;"
        " sh:targetClass <https://w3id.org/shiquan/ontology#Notice> ; sh:nodeKind sh:Literal .''', format='turtle');"
        "compiled = CompiledShapes(shapes); validating._shapes = lambda: compiled;"
        f"sys.argv = ['shiquan', 'build', {str(root / 'data' / 'documents' / 'benxi.txt')!r}, '--out', 'data'];"
        "main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8", "COLUMNS": "200"},
        cwd=tmp_path,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    counts = read_info(tmp_path / "data").validation
    assert counts is not None
    assert done.stdout.splitlines()[-1] == (
        f"校验 / validation：违反 Violation {counts['Violation']}，警告 Warning {counts['Warning']}，提示 Info {counts['Info']}，"
        f"逐条见 shiquan validate 或 / shiquan validate shows them, as does {Path('data') / FINDINGS}"
    )
    lines = (tmp_path / "data" / FINDINGS).read_text("utf-8").splitlines()
    wrong = [line.split(",")[3] for line in lines if line.startswith("Violation,")]
    assert wrong == [SHAPES + "Never"] * counts["Violation"]
    assert wrong
