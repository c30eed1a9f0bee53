"""What several files of tests look at, and takes long to make: made by the first process that asks, for all processes of a run.

With pytest-xdist a run has several processes, and each has session fixtures of its own. Who changes what was made works on a copy.
"""

from __future__ import annotations

import fcntl
import os
import pickle
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from shiquan.building import BuildResult, build


@contextmanager
def alone(name: str, factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Give the folder that all processes of the run share; of those that ask under one name, only one is within at a time."""
    shared = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        # each process has its own folder in the one of the run
        shared = shared.parent
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield shared


def made_once(name: str, make: Callable[[Path], object], factory: pytest.TempPathFactory) -> Path:
    """Return a folder that was filled once; whoever comes while that is done waits. What failed is tried again by the next."""
    with alone(name, factory) as shared:
        folder, done = shared / name, shared / f"{name}.done"
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            make(folder)
            done.touch()
    return folder


def built_once(name: str, sources: Iterable[Path], factory: pytest.TempPathFactory) -> BuildResult:
    """Return the data set of these sources, which is built once."""

    def make(folder: Path) -> None:
        (folder / "result.pickle").write_bytes(pickle.dumps(build(sources, folder / "build")))

    result: BuildResult = pickle.loads((made_once(name, make, factory) / "result.pickle").read_bytes())
    return result
