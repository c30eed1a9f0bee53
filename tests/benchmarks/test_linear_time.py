"""The benchmark of linear time runs: here with texts so short that only its output is looked at, never a time."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest


def test_benchmark_runs(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    script = runpy.run_path(str(root / "benchmarks" / "linear_time.py"))
    assert script["main"](["200", "1", "1000"]) in (0, 1)
    rows = [
        re.split(r" *\| *", line.strip("| ")) for line in capsys.readouterr().out.splitlines() if line.startswith("| ")
    ]
    places = ("in the plan", "before it")
    assert [row[0] for row in rows] == [
        "pattern",
        *(f"{name}, {place}" for name in script["PATTERNS"] for place in places),
        "single line",
        *(name for name in script["LINES"] for _ in ("longest", "10 MB")),
    ]
    assert [row[-1] for row in rows[-2 * len(script["LINES"]) :]] == ["read", "too_large"] * len(script["LINES"])


def test_repetition_has_the_length_asked_for(root: Path) -> None:
    script = runpy.run_path(str(root / "benchmarks" / "linear_time.py"))
    assert [script["repeated"]("建设、", length) for length in (0, 2, 7)] == ["", "建设", "建设、建设、建"]
