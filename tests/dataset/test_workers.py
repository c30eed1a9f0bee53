"""Who does the work makes no difference: results are those of one process, also when workers are lost."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from shiquan.building import BuildResult, build
from shiquan.dataset import reading_stage
from shiquan.dataset.reading_stage import ReadBatch
from shiquan.dataset.storage import FolderStorage, Storage
from shiquan.dataset.workers import Lost, Processes, Result, ThisProcess

JOINED = ("graph.nq", "ledger.csv", "report.json", "data-set.json")


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.relative_to(folder).parts[0] != "store"
    }


def square(number: int) -> int:
    return number * number


def kill_once(number: int, marks: str) -> int:
    """End this process the first time that the number is asked for."""
    mark = Path(marks) / str(number)
    if number == 3 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def kill_always(number: int) -> int:
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def refuse(number: int) -> int:
    raise ValueError(f"no {number}")


def parent_of_a_worker(seconds: float) -> tuple[int, int]:
    time.sleep(seconds)
    return os.getpid(), os.getppid()


@pytest.mark.parametrize("workers", [ThisProcess(), Processes(2)], ids=["alone", "two"])
def test_every_task_has_its_result(workers: ThisProcess | Processes) -> None:
    assert sorted(workers.run(square, ((number,) for number in range(20)))) == [(n, n * n) for n in range(20)]


def test_a_worker_that_is_killed_costs_no_result(tmp_path: Path) -> None:
    tasks = ((number, str(tmp_path)) for number in range(12))
    assert sorted(Processes(2).run(kill_once, tasks)) == [(number, number) for number in range(12)]


def test_a_task_that_kills_its_worker_again_is_lost_alone() -> None:
    found = dict(Processes(2).run(kill_always, ((number,) for number in range(12))))
    assert found == {number: number if number != 3 else Lost() for number in range(12)}


def test_an_exception_is_raised_here() -> None:
    with pytest.raises(ValueError, match="no 0"):
        list(Processes(2).run(refuse, [(0,)]))


class _Losing:
    """Loses each batch that holds a certain source, as if reading it ended the process."""

    elsewhere = False

    def __init__(self, name: str) -> None:
        self._name = name

    def check(self, storage: Storage) -> None:
        """Nothing to make sure of: it is this process."""

    def finish(self, function: Callable[[], None]) -> None:
        function()

    def run(
        self, function: Callable[..., Result], tasks: Iterable[tuple[Any, ...]]
    ) -> Iterator[tuple[int, Result | Lost]]:
        for number, arguments in enumerate(tasks):
            sources = arguments[0] if function is reading_stage.read_batch else ()
            lost = any(source.name == self._name for _, source in sources)
            yield number, Lost() if lost else function(*arguments)


def test_a_document_that_ends_its_process_costs_only_itself(root: Path, tmp_path: Path) -> None:
    documents = root / "data" / "documents"
    result = build([documents], tmp_path / "lost", workers=_Losing("linfen.txt"))
    assert [(failure.file, failure.code) for failure in result.failures] == [("linfen.txt", "internal")]
    assert "ended twice without a word" in result.failures[0].en
    others = [path for path in sorted(documents.glob("*.txt")) if path.name != "linfen.txt"]
    build(others, tmp_path / "without")
    mine, theirs = files(tmp_path / "lost"), files(tmp_path / "without")
    assert [
        name for name in theirs if name not in ("report.json", "data-set.json") and mine[name] != theirs[name]
    ] == []


def test_the_same_bytes_with_any_number_of_processes(
    chains_and_five: BuildResult, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Small batches, so that the documents of one chain are read and compared in different processes.

    More runs than are merged at once go through files first; at the size of the country those were left in the data set.
    """
    sources = [root / "data" / "documents", root / "tests" / "chains" / "documents"]
    monkeypatch.setattr("shiquan.building._READ_AT_ONCE", 5)
    monkeypatch.setattr("shiquan.building._DERIVED_AT_ONCE", 4)
    monkeypatch.setattr("shiquan.dataset.joining._MERGED_AT_ONCE", 2)
    build(sources, tmp_path / "two", jobs=2)
    mine, theirs = files(chains_and_five.folder), files(tmp_path / "two")
    assert sorted(mine) == sorted(theirs)
    assert [name for name in mine if mine[name] != theirs[name]] == []


def test_batches_can_be_sent(root: Path) -> None:
    """What goes back from a worker is small: links and names, no quads."""
    import pickle

    from shiquan.reading.sources import find_sources

    assert isinstance(pickle.loads(pickle.dumps(ReadBatch((), ()))), ReadBatch)
    sources, _ = find_sources([root / "data" / "documents"])
    assert pickle.loads(pickle.dumps(sources))[0].load() == sources[0].load()
    assert isinstance(pickle.loads(pickle.dumps(FolderStorage(root))), FolderStorage)
