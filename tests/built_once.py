"""Data sets that several files of tests look at: built by the first process that asks, for all processes of a run."""

from __future__ import annotations

import fcntl
import os
import pickle
from collections.abc import Iterable
from pathlib import Path

import pytest

from shiquan.building import BuildResult, build


def built_once(name: str, sources: Iterable[Path], factory: pytest.TempPathFactory) -> BuildResult:
    """Return the data set of these sources; whoever comes while it is built waits. Who changes one works on a copy."""
    folder = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        # each process of the run has its own folder in the one of the run
        folder = folder.parent
    kept = folder / f"{name}.pickle"
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            (folder / name).mkdir()
            kept.write_bytes(pickle.dumps(build(sources, folder / name / "build")))
        result: BuildResult = pickle.loads(kept.read_bytes())
    return result
