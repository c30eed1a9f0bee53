"""What URLs name: the same files, names, order and failures as paths, from sources that other machines can load."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from shiquan.errors import UsageError
from shiquan.file_systems import file_system
from shiquan.reading.limits import LARGEST_FILE
from shiquan.reading.sources import SourceFile, find_sources

from .loading import codes, loaded

Pack = Callable[[dict[str, bytes]], bytes]
BASE = "memory://bucket/laws"


@pytest.fixture
def stored() -> Iterator[Callable[[dict[str, bytes]], None]]:
    """Return a function that puts files into the folder, in the memory of this process."""
    system, folder = file_system(BASE)

    def put(files: dict[str, bytes]) -> None:
        for name, data in files.items():
            system.pipe_file(f"{folder}/{name}", data)

    yield put
    if system.exists(folder):
        system.rm(folder, recursive=True)


def as_loaded_elsewhere(sources: list[SourceFile]) -> list[tuple[str, bytes | str]]:
    """Return what another process would have of the sources; see `loaded`."""
    return loaded(pickle.loads(pickle.dumps(sources)))


def test_folder_as_one_of_this_machine(
    stored: Callable[[dict[str, bytes]], None], zipped: Pack, tmp_path: Path
) -> None:
    """Names are compared part by part, as paths are: `sub/…` stands before `sub-2/…`, though `-` stands before `/`."""
    files = {name: name.encode() for name in ("b.txt", "sub/a.HTML", "sub-2/c.txt", "old.doc", "国.md", "a#b?c.txt")}
    files |= dict.fromkeys(("picture.png", "~$b.docx", "sub/.hidden.txt"), b"")
    files |= {"c.zip": zipped({"目录/x.txt": b"x", "y.md": b"y"}), "damaged.zip": b"PK\x03\x04"}
    stored(files)
    for name, data in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    there, failed_there = find_sources([BASE])
    here, failed_here = find_sources([tmp_path])
    assert as_loaded_elsewhere(there) == as_loaded_elsewhere(here)
    assert [name for name, _ in as_loaded_elsewhere(there)] == [
        "a#b?c.txt",
        "b.txt",
        "c.zip › y.md",
        "c.zip › 目录 › x.txt",
        "old.doc",
        "a.HTML",
        "c.txt",
        "国.md",
    ]
    assert codes(failed_there) == codes(failed_here) == [("damaged.zip", "format")]
    assert all(source.anywhere for source in there) and not any(source.anywhere for source in here)


def test_single_files_and_each_once(stored: Callable[[dict[str, bytes]], None], zipped: Pack) -> None:
    stored({"a.txt": b"a", "b.zip": zipped({"x.txt": b"x"})})
    sources, failures = find_sources([f"{BASE}/b.zip", f"{BASE}/a.txt", BASE, f"{BASE}/"])
    assert as_loaded_elsewhere(sources) == [("b.zip › x.txt", b"x"), ("a.txt", b"a")]
    assert failures == []


def test_missing_empty_and_too_large(stored: Callable[[dict[str, bytes]], None]) -> None:
    stored({"no/picture.png": b"", "large.txt": bytes(LARGEST_FILE + 1), "goes.txt": b"1"})
    sources, failures = find_sources([f"{BASE}/nowhere.txt", f"{BASE}/no", f"{BASE}/large.txt", f"{BASE}/goes.txt"])
    system, folder = file_system(BASE)
    system.rm(f"{folder}/goes.txt")
    assert codes(failures) == [(f"{BASE}/nowhere.txt", "missing"), (f"{BASE}/no", "missing")]
    assert as_loaded_elsewhere(sources) == [("large.txt", "too_large"), ("goes.txt", "missing")]


def test_archive_that_has_changed_is_read_anew(stored: Callable[[dict[str, bytes]], None], zipped: Pack) -> None:
    for data in (b"1", b"2"):
        stored({"a.zip": zipped({"x.txt": data})})
        sources, _ = find_sources([f"{BASE}/a.zip"])
        assert as_loaded_elsewhere(sources) == [("a.zip › x.txt", data)]


def test_address_of_no_known_kind() -> None:
    with pytest.raises(UsageError, match="nothing://bucket is no address of a storage that is known"):
        find_sources(["nothing://bucket"])


def test_password_in_an_address_is_not_shown() -> None:
    with pytest.raises(UsageError) as refused:
        find_sources(["nothing://someone:secret@host/laws"])
    assert "secret" not in str(refused.value)
