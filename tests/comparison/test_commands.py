"""The commands as users run them."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from lxml import etree

from shiquan.building import BuildResult
from shiquan.knowledge_graph import KnowledgeGraph

EXPECTED = Path(__file__).parent / "expected"
FIVE = ("临汾市", "钦州市", "本溪市", "内蒙古自治区", "运城市")


def run(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8", "COLUMNS": "240"}
    command = [sys.executable, "-m", "shiquan.cli.main", *arguments]
    return subprocess.run(command, capture_output=True, env=environment, check=False)


def test_compare_as_csv(five: BuildResult) -> None:
    done = run("compare", *FIVE, "--data", str(five.folder), "--format", "csv")
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout == (EXPECTED / "five.csv").read_bytes()


def test_compare_as_a_table(five: BuildResult) -> None:
    done = run("compare", "临汾市", "钦州市", "本溪市", "--concept", "维权援助", "--data", str(five.folder))
    lines = [" ".join(line.split()) for line in done.stdout.decode().splitlines()]
    assert done.returncode == 0
    assert "│ 维权援助 │ 权 市级、县级·各自 │ 权 市级、县级·各自 │ 权 市级、县级·共同‡ │ 仅层级相同 │" in lines
    assert "│ │ 支 市级、县级·各自 │ 支 市级、县级·各自 │ 支 市级、县级·分别承担 ◀ │ │" in lines


def test_compare_into_a_file(five: BuildResult, tmp_path: Path) -> None:
    target = tmp_path / "matrix.svg"
    done = run("compare", *FIVE, "--data", str(five.folder), "--format", "svg", "--out", str(target))
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert etree.parse(str(target)).getroot().tag == "{http://www.w3.org/2000/svg}svg"


def test_compare_as_a_table_into_a_file(five: BuildResult, tmp_path: Path) -> None:
    target = tmp_path / "matrix.txt"
    run("compare", "临汾市", "钦州市", "--concept", "维权援助", "--data", str(five.folder), "--out", str(target))
    assert "知识产权领域财政事权与支出责任：2 地比较" in target.read_text(encoding="utf-8")


def test_similarity_diffusion_and_flow_as_csv(five: BuildResult) -> None:
    data = ("--data", str(five.folder), "--format", "csv")
    done = run("similarity", *FIVE, "--domain", "知识产权", *data)
    assert done.stdout == (EXPECTED / "five-similarity-absolute.csv").read_bytes()
    done = run("diffusion", "--domain", "知识产权", *data)
    assert done.stdout == (EXPECTED / "five-diffusion.csv").read_bytes()
    done = run("flow", "临汾市", *data)
    assert done.stdout == (EXPECTED / "linfen-flow.csv").read_bytes()


@pytest.mark.parametrize(
    "command", [("similarity", "临汾市", "本溪市"), ("diffusion", "--domain", "知识产权"), ("flow", "临汾市")]
)
def test_tables_and_json(five: BuildResult, command: tuple[str, ...]) -> None:
    table = run(*command, "--data", str(five.folder))
    written = run(*command, "--data", str(five.folder), "--format", "json")
    assert (table.returncode, written.returncode) == (0, 0)
    assert "临汾市" in table.stdout.decode()
    assert json.loads(written.stdout)["domain"]["zh"] == "知识产权"


def test_trace_into_a_file(five: BuildResult, tmp_path: Path) -> None:
    asked = ("trace", "维权援助", "--area", "临汾市", "--data", str(five.folder), "--format", "json")
    done = run(*asked, "--out", str(tmp_path / "chain.json"))
    assert (done.returncode, done.stdout) == (0, b"")
    assert (tmp_path / "chain.json").read_bytes() == run(*asked).stdout


def test_trace_as_a_picture(five: BuildResult) -> None:
    done = run("trace", "维权援助", "--area", "临汾市", "--data", str(five.folder), "--format", "svg")
    assert (done.returncode, done.stderr) == (0, b"")
    assert etree.fromstring(done.stdout).findtext("{http://www.w3.org/2000/svg}title") == "维权援助：从国家到临汾市"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("compare", "临汾市"), "Error: name at least two places."),
        (
            ("compare", "临汾市", "钦州市", "--as-of", "yesterday"),
            "Error: a date is written 2025-01-31, not 'yesterday'.",
        ),
        (("compare", "临汾市", "钦州市", "--format", "csv", "--out", "/nowhere/at/all.csv"), "cannot be written"),
        (
            ("trace", "维权援助", "--area", "临汾市", "--out", "chain.txt"),
            "name json, csv, mermaid, svg or png with --format",
        ),
        (("diffusion", "--domain", "航天"), "there is no domain of the name '航天'"),
    ],
)
def test_wrong_arguments_end_with_2(five: BuildResult, arguments: tuple[str, ...], message: str) -> None:
    done = run(*arguments, "--data", str(five.folder))
    assert (done.returncode, done.stdout) == (2, b"")
    assert message in done.stderr.decode()


def test_from_python(five: BuildResult) -> None:
    kg = KnowledgeGraph.open(five.folder)
    frame = kg.compare(*FIVE).rows().to_pandas()
    rows = list(csv.DictReader(io.StringIO((EXPECTED / "five.csv").read_bytes().decode(), newline="")))
    assert frame.fillna("").to_dict("records") == rows
    assert kg.similarity("临汾市", "本溪市").rows().rows[0][-4:] == ("0.862", "1.000", "1.000", "0.160")
    assert kg.diffusion("知识产权").steps[0].plan.number == "国办发〔2023〕48号"
    assert kg.flow("临汾市").tasks == 40
    assert [one.status for one in kg.compare("临汾市", "钦州市", domain="知识产权", as_of="2025-01-01").places] == [
        "held",
        "no_plan",
    ]
    for shown in (kg.similarity("临汾市", "本溪市"), kg.diffusion("知识产权"), kg.flow("临汾市")):
        assert "<table>" in shown._repr_html_()
