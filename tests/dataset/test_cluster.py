"""Builds on a real Dask cluster: the bytes of a build on one machine, whatever happens to the workers."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from time import sleep

import fsspec
import pytest

import shiquan.building
import shiquan.dataset.validating
from shiquan.building import build
from shiquan.dataset.cluster import Cluster
from shiquan.dataset.progress import Stage
from shiquan.dataset.storage import FolderStorage, shared_storage
from shiquan.dataset.workers import Lost
from shiquan.errors import ShiquanError, UsageError

from ..dask_cluster import object_store, scheduler, workers
from ..loopback import free_port

SAMPLED = 20


@pytest.fixture(scope="module")
def documents(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Documents of all tiers that cite each other, more of all formats, one twice, and one that is broken."""
    folder = tmp_path_factory.mktemp("documents")
    shutil.copytree(root / "tests" / "chains" / "documents", folder / "chains")
    (folder / "more").mkdir()
    for path in sorted((root / "tests" / "documents").glob("*.*"))[:SAMPLED]:
        shutil.copy(path, folder / "more")
    shutil.copy(root / "tests" / "chains" / "documents" / "central-ip.txt", folder / "more" / "same.txt")
    (folder / "more" / "broken.pdf").write_bytes(b"%PDF-1.7 not really")
    return folder


@pytest.fixture(scope="module")
def local(documents: Path, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bytes]:
    """What a build in this process alone makes of them."""
    out = tmp_path_factory.mktemp("local") / "out"
    result = build([documents], out)
    assert [(failure.file, failure.code) for failure in result.failures] == [
        ("broken.pdf", "format"),
        ("same.txt", "same_identity"),
    ]
    return files(out)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with scheduler(tmp_path_factory.mktemp("scheduler")) as running:
        yield running


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut the work into more tasks than there would be for so few documents, so that some are left when a worker is killed."""
    monkeypatch.setattr(shiquan.building, "_READ_AT_ONCE", 4)
    monkeypatch.setattr(shiquan.building, "_DERIVED_AT_ONCE", 8)
    monkeypatch.setattr(shiquan.dataset.validating, "_GROUP", 500_000)


def files(folder: Path) -> dict[str, bytes]:
    """Return the files of a data set but for those of its store, which is loaded from them."""
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    relative = {path.relative_to(folder).as_posix(): path for path in paths}
    return {name: path.read_bytes() for name, path in relative.items() if not name.startswith("store/")}


@pytest.mark.usefixtures("small_batches")
def test_worker_killed_midway_costs_nothing(
    documents: Path, local: Mapping[str, bytes], address: str, tmp_path: Path
) -> None:
    """Of three workers one is killed while documents are read, one while they are validated; the last one does their work too."""
    told: list[tuple[Stage, int, int]] = []
    shared = tmp_path / "shared"
    with workers(address, tmp_path, 3) as processes:

        def tell(stage: Stage, done: int, total: int) -> None:
            told.append((stage, done, total))
            if done >= total // 3 and stage in (Stage.READING, Stage.VALIDATING):
                processes[0 if stage is Stage.READING else 1].send_signal(signal.SIGKILL)

        with Cluster(address) as cluster:
            storage = shared_storage(shared.as_uri(), tmp_path / "out")
            build([documents], tmp_path / "out", tell, workers=cluster, shared=storage)
        assert [processes[0].wait(), processes[1].wait(), processes[2].poll()] == [
            -signal.SIGKILL,
            -signal.SIGKILL,
            None,
        ]
    assert files(tmp_path / "out") == local
    assert list(shared.iterdir()) == []
    reading = [(done, total) for stage, done, total in told if stage is Stage.READING]
    assert reading == sorted(reading) and reading[-1] == (43, 43) and len(reading) == 11


def test_object_store(
    documents: Path, local: Mapping[str, bytes], address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Documents and parts stand in an S3-compatible store; nothing is left there but the documents, and no secret is said."""
    with object_store(tmp_path) as environment:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        system = fsspec.filesystem("s3", use_listings_cache=False)
        for bucket in ("documents", "work"):
            system.mkdir(bucket)
        for path in sorted(documents.rglob("*.*")):
            system.pipe_file(f"documents/国家/{path.relative_to(documents).as_posix()}", path.read_bytes())
        system.pipe_file("work/shiquan-parts-of-others/1", b"theirs")
        command = [
            sys.executable,
            "-m",
            "shiquan.cli.main",
            "build",
            "s3://documents/国家",
            "--out",
            str(tmp_path / "out"),
        ]
        command += ["--cluster", address, "--shared", "s3://work"]
        with workers(address, tmp_path, 2, **environment):
            done = subprocess.run(command, capture_output=True, check=False)
        says = (done.stdout + done.stderr).decode()
        assert (done.returncode, "broken.pdf" in says, "secret" in says) == (1, True, False), says
        assert files(tmp_path / "out") == local
        assert system.find("work") == ["work/shiquan-parts-of-others/1"]
        assert b"secret" not in (tmp_path / "log").read_bytes()


def test_task_that_kills_its_worker_is_lost_alone(tmp_path: Path) -> None:
    """The tasks that were with it on the worker are done; they are not taken for the guilty one."""
    tasks = [(f"{number} * {number}",) for number in range(20)]
    tasks[7] = (f"__import__('os').kill(__import__('os').getpid(), {int(signal.SIGKILL)})",)
    none_again = {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0"}
    with (
        scheduler(tmp_path, **none_again) as address,
        workers(address, tmp_path, 3),
        Cluster(address) as cluster,
    ):
        results = dict(cluster.run(eval, tasks))
    assert results == {number: Lost() if number == 7 else number * number for number in range(20)}


def test_error_of_a_task_is_raised_here(address: str, tmp_path: Path) -> None:
    """One that every worker would meet again is no reason to go on; the tasks after it are not drawn."""
    drawn: list[int] = []

    def tasks() -> Iterator[tuple[str]]:
        for number in range(1000):
            drawn.append(number)
            yield ("1" if number != 3 else "three",)

    with workers(address, tmp_path, 1), Cluster(address) as cluster:
        with pytest.raises(ValueError, match="three"):
            list(cluster.run(int, tasks()))
        assert len(drawn) < 10
        assert dict(cluster.run(int, [("5",)])) == {0: 5}


def test_no_scheduler() -> None:
    port = free_port()
    with pytest.raises(UsageError) as refused:
        Cluster(f"tcp://127.0.0.1:{port}", connect_seconds=0.5)
    assert refused.value.zh.startswith(f"连接不上集群调度器 tcp://127.0.0.1:{port}（")
    assert f"can be reached at tcp://127.0.0.1:{port} (" in refused.value.en


@pytest.mark.parametrize("wrong", ["nonsense", "tcp://", "ftp://somewhere:1", "s3://bucket", "tcp://127.0.0.1"])
def test_wrong_address(wrong: str) -> None:
    with pytest.raises(UsageError, match="tcp://主机:端口"):
        Cluster(wrong, connect_seconds=0.5)


def test_no_workers_at_first_and_later(address: str, tmp_path: Path) -> None:
    with Cluster(address, no_worker_seconds=0.5) as cluster:
        storage = FolderStorage(tmp_path / "parts")
        storage.prepare()
        with pytest.raises(ShiquanError, match=r"has had no worker for 0\.5 seconds"):
            cluster.check(storage)
        with workers(address, tmp_path, 1) as (only,), Cluster(address) as patient:
            patient.check(storage)
            for number, result in cluster.run(int, [("0",), ("1",)]):
                assert result == number
            slow = cluster.run(sleep, [(0.0,), (60.0,)])
            assert next(slow) == (0, None)
            only.kill()
            with pytest.raises(ShiquanError, match=r"has had no worker for 0\.5 seconds"):
                next(slow)


def test_scheduler_gone(tmp_path: Path) -> None:
    with scheduler(tmp_path) as address, workers(address, tmp_path, 1):
        cluster = Cluster(address)
        tasks = cluster.run(sleep, [(0.0,), *[(1.0,)] * 100])
        assert next(tasks) == (0, None)
        os.kill(cluster._client.run_on_scheduler(os.getpid), signal.SIGKILL)
        with pytest.raises(ShiquanError, match=r"the connection to the scheduler tcp://.* was lost"):
            list(tasks)
        cluster.close()


CODE = {
    "shiquan 0.0.9 (0.1.0)": "import shiquan; shiquan.__version__ = '0.0.9'",
    "has no shiquan, or another version": "import sys; sys.modules['shiquan'] = None",
}


@pytest.mark.parametrize("says", CODE)
def test_worker_with_other_software(says: str, address: str, tmp_path: Path, root: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(CODE[says])
    storage = FolderStorage(tmp_path / "parts")
    storage.prepare()
    path = os.pathsep.join([str(tmp_path), str(root / "src")])
    with workers(address, tmp_path, 1, PYTHONPATH=path), Cluster(address) as cluster:
        with pytest.raises(UsageError) as refused:
            cluster.check(storage)
        assert says in refused.value.en
        assert "tcp://127.0.0.1" in refused.value.zh


def test_storage_that_is_not_shared(address: str, tmp_path: Path) -> None:
    """The memory of this process is no place that a worker could read."""
    with workers(address, tmp_path, 1), Cluster(address) as cluster:
        storage = shared_storage("memory://parts", tmp_path / "out")
        storage.prepare()
        with pytest.raises(UsageError, match="do not read and write the same storage"):
            cluster.check(storage)
        storage.clear()
