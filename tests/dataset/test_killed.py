"""A build or a change that is killed, or finds the disk full, leaves a whole data set; run again it ends with the same bytes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

KILLING = Path(__file__).parent / "killing.py"
RUNS = 20


KINDS = ("build", "add")


def start(kind: str, root: Path) -> subprocess.Popen[str]:
    documents = root / "data" / "documents"
    command = [sys.executable, str(KILLING), kind, "4", str(RUNS), str(documents / "benxi.txt"), "--"]
    environment = {**os.environ, "PYTHONPATH": str(root / "src")}
    return subprocess.Popen(
        [*command, str(documents / "linfen.txt")], stdout=subprocess.PIPE, text=True, env=environment
    )


@pytest.fixture(scope="module")
def told(root: Path) -> dict[str, list[dict[str, object]]]:
    """What the runs of each kind told. Both kinds take minutes and use one core each, so they run side by side."""
    running = {kind: start(kind, root) for kind in KINDS}
    lines = {kind: process.communicate()[0].splitlines() for kind, process in running.items()}
    assert {kind: process.returncode for kind, process in running.items()} == dict.fromkeys(KINDS, 0)
    return {kind: [json.loads(line) for line in found] for kind, found in lines.items()}


@pytest.mark.parametrize("kind", KINDS)
def test_killed_at_random_moments(kind: str, told: dict[str, list[dict[str, object]]]) -> None:
    runs = told[kind]
    assert len(runs) == RUNS
    assert {str(one["found"]) for one in runs} <= {"earlier", "later"}
    assert [one for one in runs if (one["after"], one["left"]) != ("later", [])] == []
    # the moments are spread over the run: some kills came before the change counted
    assert any(one["found"] == "earlier" and not one["ended"] for one in runs)


def test_a_full_disk_is_told_and_the_earlier_data_set_stays(root: Path, tmp_path: Path) -> None:
    """No file may grow beyond a mebibyte, which to a program is as if the disk were full: the dump and the store do not fit."""
    documents = root / "data" / "documents"
    program = (
        "import resource, signal, sys; from pathlib import Path; from shiquan.building import build;"
        "from shiquan.errors import UsageError; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        f"build([Path({str(documents / 'benxi.txt')!r})], Path('data'));"
        "before = {p: p.read_bytes() for p in Path('data').rglob('*') if p.is_file()};"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20));"
        "\ntry: build([Path(" + repr(str(documents)) + ")], Path('data'))"
        "\nexcept UsageError as error: print(error.zh); print(error.en)"
        "\nprint({p: p.read_bytes() for p in Path('data').rglob('*') if p.is_file()} == before)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(root / "src"), "PYTHONIOENCODING": "utf-8"},
        cwd=tmp_path,
        check=True,
    )
    chinese, english, same = done.stdout.splitlines()
    assert chinese.startswith("写入 data 时磁盘空间不足（")
    assert chinese.endswith("原有的数据集未受影响；请腾出空间后重新运行")
    assert english.startswith("there is no room on the disk to write data (")
    assert english.endswith("The earlier data set is as it was; make room and run the command again")
    assert same == "True"
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


def test_what_a_killed_run_put_aside_comes_back(root: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Where a file system cannot exchange two folders there is a moment without a data set under its name."""
    from shiquan.building import build
    from shiquan.dataset.layout import recover

    ended = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, text=True, check=True
    )
    build([root / "data" / "documents" / "benxi.txt"], tmp_path / "data")
    files = {path.name: path.read_bytes() for path in (tmp_path / "data").iterdir() if path.is_file()}
    (tmp_path / "data").rename(tmp_path / f".data.earlier-{ended.stdout.strip()}")
    (tmp_path / f".data.building-{ended.stdout.strip()}").mkdir()
    (tmp_path / f".data.building-{os.getppid()}").mkdir()
    recover(tmp_path / "data")
    assert [record.getMessage().partition(" / ")[2] for record in caplog.records] == [
        f"an earlier run was killed; the data set that it had put aside is back at {tmp_path / 'data'}",
        f"an earlier run was killed; what it had not finished was removed, {tmp_path / 'data'} is as it was",
    ]
    assert {path.name: path.read_bytes() for path in (tmp_path / "data").iterdir() if path.is_file()} == files
    # the folder of a run that goes on is left alone
    assert sorted(path.name for path in tmp_path.iterdir()) == [f".data.building-{os.getppid()}", "data"]
