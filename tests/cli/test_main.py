"""The command line as users run it: output, exit codes, errors in both languages."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from shiquan import __version__
from shiquan.building import BuildResult

FIVE = ("benxi.txt", "linfen.txt", "neimenggu.txt", "qinzhou.txt", "yuncheng.txt")


def run(*arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "shiquan.cli.main", *arguments]
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8", "COLUMNS": "200"}
    return subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", cwd=cwd, env=environment, check=False
    )


def test_version_needs_no_command() -> None:
    """`shiquan --version` once asked for a command: the option was only looked at when one was run."""
    done = run("--version")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"shiquan {__version__}\n", "")


def test_build_exits_with_0_and_prints_a_summary(root: Path, tmp_path: Path) -> None:
    done = run("build", str(root / "data" / "documents"), "--out", str(tmp_path / "out"))
    assert (done.returncode, done.stderr) == (0, "")
    assert "临政办发〔2024〕39号" in done.stdout
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "data-set.json", "findings.csv", "graph", "graph.nq", "ledger", "ledger.csv", "report.json", "reports", "store", "texts",
    ]  # fmt: skip


def test_build_with_a_bad_file_exits_with_1_and_names_it(root: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    done = run(
        "build",
        str(root / "data" / "documents" / "benxi.txt"),
        str(tmp_path / "empty.txt"),
        "--out",
        str(tmp_path / "out"),
    )
    assert done.returncode == 1
    assert done.stderr == "错误：empty.txt：文件是空的\nError: empty.txt: the file is empty\n"
    assert (tmp_path / "out" / "graph.nq").is_file()


@pytest.mark.parametrize(
    "arguments",
    [
        ("build", "nowhere"),
        ("query", "asignments"),
        ("query", "assignments", "--data", "nowhere"),
        ("query", "assignments", "-p", "color=red"),
        ("trace", "知识产权保护体系建设", "--area", "亚特兰蒂斯"),
        ("trace", "知识产权保护体系建设", "--area", "临汾市", "--as-of", "yesterday"),
        ("evaluate", "nowhere"),
        ("validate", "--data", "nowhere"),
        ("frobnicate",),
    ],
    ids=" ".join,
)
def test_bad_usage_exits_with_2(arguments: tuple[str, ...], five: BuildResult) -> None:
    done = run(*arguments, cwd=five.folder.parent)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr
    assert "Traceback" not in done.stderr


def test_query_as_csv_has_exactly_the_public_columns(five: BuildResult) -> None:
    done = run("query", "assignments", "--format", "csv", "--data", str(five.folder))
    rows = list(csv.reader(io.StringIO(done.stdout, newline="")))
    assert rows[0] == [
        "number",
        "section",
        "assignment",
        "power_mode",
        "power_tiers",
        "expenditure_mode",
        "expenditure_tiers",
        "quote",
    ]
    assert [row[0] for row in rows[1:]] == sorted(row[0] for row in rows[1:])
    assert len(rows) == 49


def test_a_query_file_that_asks_other_servers_is_refused(five: BuildResult, tmp_path: Path) -> None:
    """It went out by itself; with the option it goes out, and here it finds nobody."""
    (tmp_path / "elsewhere.rq").write_text("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", encoding="utf-8")
    command = ("query", str(tmp_path / "elsewhere.rq"), "--data", str(five.folder))
    refused, allowed = run(*command), run(*command, "--allow-service")
    assert (refused.returncode, allowed.returncode) == (2, 2)
    assert "已拒绝" in refused.stderr and "say --allow-service" in refused.stderr
    assert "查询未能执行完" in allowed.stderr and "could not be carried out" in allowed.stderr


def test_trace_as_json_has_the_shape_of_the_interface(five: BuildResult) -> None:
    done = run("trace", "知识产权保护体系建设", "--area", "临汾市", "--format", "json", "--data", str(five.folder))
    answer = json.loads(done.stdout)
    assert answer["concept"] == "protection-system"
    assert answer["area"] == {"code": "141000", "name": "临汾市"}
    assert [(hop["tier"], hop["number"], hop["status"]) for hop in answer["hops"]] == [
        ("central", "国办发〔2023〕48号", "text_not_held"),
        ("province", "晋政办发〔2024〕23号", "text_not_held"),
        ("prefecture", "临政办发〔2024〕39号", "stated"),
    ]
    first = answer["hops"][2]["assignments"][0]
    assert first["task"] == "全市性知识产权保护体系建设"
    assert (first["power_mode"], first["power_tiers"], first["expenditure_mode"], first["expenditure_tiers"], first["section"]) == (
        "exclusive", ["prefecture"], "sole", ["prefecture"], "二/(四)",
    )  # fmt: skip
    assert first["quote"].startswith("将全市性知识产权保护体系建设,")


@pytest.mark.parametrize("form", ["tree", "csv", "mermaid"])
def test_trace_in_the_other_formats(form: str, five: BuildResult) -> None:
    done = run("trace", "知识产权保护体系建设", "--area", "临汾市", "--format", form, "--data", str(five.folder))
    assert (done.returncode, done.stderr) == (0, "")
    for number in ("国办发〔2023〕48号", "晋政办发〔2024〕23号", "临政办发〔2024〕39号"):
        assert number in done.stdout


def test_evaluate_prints_one_line_a_table(root: Path, five: BuildResult) -> None:
    done = run("evaluate", str(root / "tests" / "gold"), "--data", str(five.folder), "--format", "csv")
    assert done.stdout.splitlines()[-1] == "all,350,0,0,1.0000,1.0000,1.0000"


def test_validate_conforms(five: BuildResult) -> None:
    done = run("validate", "--data", str(five.folder), "--format", "csv")
    assert done.returncode == 0
    rows = list(csv.DictReader(io.StringIO(done.stdout, newline="")))
    assert sorted((row["severity"], row["number"], row["shape"].rpartition("#")[2]) for row in rows) == [
        ("Info", "", "Share"),
        ("Info", "", "Support"),
        ("Info", "内政办发〔2024〕48号", "TextHeld-signedOpen"),
        ("Info", "运政发〔2024〕13号", "TextHeld-effectiveRuleOpen"),
        ("Warning", "钦政办〔2025〕15号", "Assignment-review"),
    ]
