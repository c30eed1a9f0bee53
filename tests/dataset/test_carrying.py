"""Sources of this machine are put where workers elsewhere can read them."""

from __future__ import annotations

import pickle
from functools import partial
from pathlib import Path

import pytest

from shiquan.dataset.carrying import carried
from shiquan.dataset.storage import FolderStorage
from shiquan.errors import ShiquanError, UnreadableDocument, UsageError
from shiquan.reading.sources import SourceFile, find_sources
from shiquan.reasoning.axioms import UnknownAxiom


def test_bytes_go_with_the_sources(tmp_path: Path) -> None:
    """The files are gone when they are read; one that was gone before fails with the error it had here."""
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_bytes(name.encode())
    sources, _ = find_sources([tmp_path / "a.txt", tmp_path / "b.txt"])
    (tmp_path / "b.txt").unlink()
    remote = SourceFile("c.txt", partial(bytes, b"c"), anywhere=True)
    storage = FolderStorage(tmp_path / "parts")
    storage.prepare()
    batch = carried([(5, sources[0]), (7, sources[1]), (9, remote)], "sources", storage)
    (tmp_path / "a.txt").unlink()
    assert [(position, source.name, source.anywhere) for position, source in batch] == [
        (5, "a.txt", True),
        (7, "b.txt", True),
        (9, "c.txt", True),
    ]
    first, second, third = (source for _, source in pickle.loads(pickle.dumps(batch)))
    assert (first.load(), third.load()) == (b"a.txt", b"c")
    with pytest.raises(UnreadableDocument) as failed:
        second.load()
    assert (failed.value.file, failed.value.code) == ("b.txt", "missing")
    assert failed.value.zh.startswith("b.txt：无法读取文件")


@pytest.mark.parametrize(
    "error",
    [UsageError("错", "wrong"), UnknownAxiom("错", "wrong"), UnreadableDocument("a.txt", "missing", "没有", "none")],
    ids=lambda error: type(error).__name__,
)
def test_errors_go_from_one_process_to_another(error: ShiquanError) -> None:
    """Exceptions with two arguments and one text could not be made again from the text: a worker's error took the pool with it."""
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again), vars(again)) == (type(error), str(error), vars(error))
