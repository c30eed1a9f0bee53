"""`shiquan build` from an archive and from standard input, as users run it."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest


def build(*arguments: str, given: bytes = b"") -> tuple[int, str]:
    """Run the command; return its exit code and what it says on standard error."""
    command = [sys.executable, "-m", "shiquan.cli.main", "build", *arguments]
    done = subprocess.run(command, input=given, capture_output=True, check=False)
    return done.returncode, done.stderr.decode("utf-8")


def documents(folder: Path) -> list[tuple[str, str]]:
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    return [(entry["file"], entry["number"]) for entry in report["documents"]]


@pytest.fixture
def text(root: Path) -> bytes:
    return (root / "data" / "documents" / "benxi.txt").read_bytes()


def test_standard_input(text: bytes, tmp_path: Path) -> None:
    assert build("-", "--out", str(tmp_path / "out"), given=text) == (0, "")
    assert documents(tmp_path / "out") == [("stdin", "本政办发〔2025〕9号")]


def test_empty_standard_input_writes_nothing(tmp_path: Path) -> None:
    code, says = build("-", "--out", str(tmp_path / "out"))
    assert code == 2
    assert "stdin：文件是空的" in says
    assert "stdin: the file is empty" in says
    assert not (tmp_path / "out").exists()


def test_archive_of_all_five(root: Path, tmp_path: Path) -> None:
    """The data set is that of the folder, but for the names of the files; what is no document in it is reported."""
    files = {f"公文/{path.name}": path.read_bytes() for path in sorted((root / "data" / "documents").glob("*.txt"))}
    with zipfile.ZipFile(tmp_path / "laws.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in {**files, "公文/旧.doc": b"\xd0\xcf\x11\xe0", "图.png": b"\x89PNG"}.items():
            archive.writestr(name, data)
    code, says = build(str(tmp_path / "laws.zip"), "--out", str(tmp_path / "out"))
    assert code == 1
    assert says.splitlines()[0].startswith("错误：laws.zip › 公文 › 旧.doc：不能直接读取 Word 97–2003 格式")
    assert sorted(documents(tmp_path / "out")) == [
        ("laws.zip › 公文 › benxi.txt", "本政办发〔2025〕9号"),
        ("laws.zip › 公文 › linfen.txt", "临政办发〔2024〕39号"),
        ("laws.zip › 公文 › neimenggu.txt", "内政办发〔2024〕48号"),
        ("laws.zip › 公文 › qinzhou.txt", "钦政办〔2025〕15号"),
        ("laws.zip › 公文 › yuncheng.txt", "运政发〔2024〕13号"),
    ]
    for published in sorted((root / "data" / "graph").glob("*.ttl")):
        made = (tmp_path / "out" / "graph" / published.name).read_text(encoding="utf-8")
        assert made.replace("laws.zip › 公文 › ", "") == published.read_text(encoding="utf-8")
