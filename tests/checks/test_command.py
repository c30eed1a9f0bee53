"""`shiquan check` as users run it: output, exit codes, errors in both languages."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, serialize

from shiquan.building import BuildResult
from shiquan.graph.derivation import derive
from shiquan.questions.checks import COLUMNS

from ..cli.test_main import run
from .graphs import HERE, given


def _data_set(code: str, folder: Path) -> str:
    quads = given(code, "fires")
    (folder / "graph.nq").write_bytes(serialize([*quads, *derive(quads)], format=RdfFormat.N_QUADS) or b"")
    return str(folder)


def test_csv(tmp_path: Path) -> None:
    done = run("check", "--data", _data_set("no-basis", tmp_path), "--code", "no-basis", "--format", "csv")
    expected = (HERE / "no-basis" / "expected.csv").read_text(encoding="utf-8")
    assert (done.returncode, done.stderr) == (0, "")
    assert list(csv.reader(io.StringIO(done.stdout))) == list(csv.reader(io.StringIO(expected)))


def test_a_violation_exits_with_1(tmp_path: Path) -> None:
    done = run("check", "--data", _data_set("contradicts-upper", tmp_path), "--format", "json")
    found = json.loads(done.stdout)
    assert (done.returncode, done.stderr) == (1, "")
    assert list(found[0]) == list(COLUMNS)
    assert [one["code"] for one in found if one["severity"] == "Violation"] == ["contradicts-upper"] * 5


def test_several_codes(tmp_path: Path) -> None:
    data = _data_set("above-own-tier", tmp_path)
    done = run("check", "--data", data, "--code", "no-basis", "--code", "ambiguous-number", "--format", "json")
    assert done.returncode == 0
    assert [one["code"] for one in json.loads(done.stdout)] == ["no-basis"]


def test_table(five: BuildResult) -> None:
    done = run("check", "--data", str(five.folder))
    assert (done.returncode, done.stderr) == (0, "")
    for words in ("检查结果 / findings: 1", "ambiguous-number", "临政办发〔2024〕39号", "临沂市"):
        assert words in done.stdout


@pytest.mark.parametrize("arguments", [("--code", "no-bases"), ("--data", "nowhere")])
def test_bad_use_exits_with_2(arguments: tuple[str, ...], five: BuildResult) -> None:
    done = run("check", "--data", str(five.folder), *arguments)
    assert done.returncode == 2
    assert "错误：" in done.stderr and "Error: " in done.stderr
