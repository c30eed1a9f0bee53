"""Shared storage: names that all processes reach, in a folder of the build's own."""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from shiquan.dataset.storage import FolderStorage, SharedStorage, Storage, shared_storage
from shiquan.errors import UsageError
from shiquan.file_systems import file_system


@pytest.fixture
def memory() -> Iterator[str]:
    """A file system that has no folders of this machine behind it."""
    yield "memory://bucket/folder"
    system, path = file_system("memory://bucket")
    if system.exists(path):
        system.rm(path, recursive=True)


def read(storage: Storage, name: str) -> bytes:
    with storage.open(name) as file:
        return file.read()


@pytest.mark.parametrize("kind", ["folder", "memory"])
def test_what_is_written_is_read(kind: str, tmp_path: Path, memory: str) -> None:
    storage: Storage = FolderStorage(tmp_path / "a" / "b") if kind == "folder" else SharedStorage(memory)
    storage.prepare()
    storage.write("x", b"1")
    storage.write("x", b"2")
    storage.write("y", b"3")
    other: Storage = pickle.loads(pickle.dumps(storage))
    assert (read(other, "x"), read(other, "y")) == (b"2", b"3")
    near = storage.near(["x", "y"], tmp_path / "near")
    assert (read(near, "x"), read(near, "y")) == (b"2", b"3")
    assert (near is storage) == (kind == "folder")
    with pytest.raises(FileNotFoundError):
        storage.open("z")
    storage.clear()
    with pytest.raises(FileNotFoundError):
        storage.open("x")
    storage.clear()


@pytest.mark.parametrize("kind", ["file", "memory"])
def test_what_killed_builds_left_is_removed_and_nothing_else(kind: str, tmp_path: Path, memory: str) -> None:
    """The first version cleared the folder that the user had named, with all that stood in it."""
    url = (tmp_path / "shared").as_uri() if kind == "file" else memory
    mine = shared_storage(url, tmp_path / "out")
    mine.prepare()
    mine.write("x", b"1")
    system, base = file_system(url)
    [folder] = system.ls(base, detail=False)
    stem, _, _ = folder.rpartition("-")
    ended = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
    runs, has_ended = f"{stem}-1", f"{stem}-{int(ended.stdout)}"
    of_another = f"{base}/shiquan-parts-0123456789ab-{int(ended.stdout)}"
    for left in (runs, has_ended, of_another):
        if kind == "file":
            Path(left).mkdir()
        system.pipe_file(f"{left}/x", b"left")
    system.pipe_file(f"{base}/their-own.txt", b"theirs")
    again = shared_storage(url, tmp_path / "out")
    assert sorted(system.find(base)) == sorted([f"{runs}/x", f"{of_another}/x", f"{base}/their-own.txt"])
    again.clear()


def test_storage_that_cannot_be_reached() -> None:
    with pytest.raises(UsageError, match=r"nothing://x is no address of a storage that is known"):
        shared_storage("nothing://x", Path("out"))


def test_password_in_an_address_is_not_shown() -> None:
    with pytest.raises(UsageError) as refused:
        shared_storage("nothing://someone:secret@host/x", Path("out"))
    assert "nothing://host/x" in refused.value.zh
    assert "secret" not in str(refused.value)
