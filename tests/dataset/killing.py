"""Runs builds and changes in processes that are killed at random moments, and tells what stood in the data set afterwards.

A program of its own, so that all that a build needs is made once and each build is forked from that, without the threads of a test
run; nor may it open a store itself, whose threads a fork would not have. It prints a line of JSON for each run:

    python killing.py build|add SEED RUNS SOURCES... -- ADDED...

The data set is first built from SOURCES; then, again and again, a process builds SOURCES and ADDED over it (or adds ADDED to it), is killed,
what stands there is looked at, and the same is done to its end.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from shiquan.building import build
from shiquan.changing import add, settle
from shiquan.dataset.reading_stage import document_builder, reasoning_rules
from shiquan.dataset.rules_stage import background
from shiquan.dataset.validating import _shapes


def main() -> None:
    kind, seed, runs = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    split = sys.argv.index("--")
    sources = [Path(name) for name in sys.argv[4:split]]
    added = [Path(name) for name in sys.argv[split + 1 :]]
    document_builder(), reasoning_rules(), background(), _shapes()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        data, earlier, later = folder / "data", folder / "earlier", folder / "later"
        _to_the_end(lambda: build(sources, earlier))
        _to_the_end(lambda: build([*sources, *added], later))
        states = {state(earlier): "earlier", state(later): "later"}

        def work() -> None:
            build([*sources, *added], data) if kind == "build" else add(added, data)

        shutil.copytree(earlier, data)
        started = time.monotonic()
        _to_the_end(work)
        seconds = time.monotonic() - started
        moments = random.Random(seed)
        for _ in range(runs):
            shutil.rmtree(data)
            shutil.copytree(earlier, data)
            moment = moments.uniform(0, seconds)
            ended = _killed_at(moment, work)
            if kind == "add":
                _to_the_end(lambda: settle(data))
            found = states.get(state(data), "neither")
            _to_the_end(work)
            told = {
                "moment": round(moment / seconds, 3),
                "ended": ended,
                "found": found,
                "after": states.get(state(data), "neither"),
                "left": sorted(path.name for path in folder.iterdir() if path.name.startswith(".")),
            }
            sys.stdout.write(json.dumps(told) + "\n")
            sys.stdout.flush()


def state(folder: Path) -> str:
    """Return a digest of all files of a data set but those of its store."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "store" not in path.relative_to(folder).parts:
            digest.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _forked(work: Callable[[], object]) -> int:
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        work()
        status = 0
    finally:
        os._exit(status)


def _to_the_end(work: Callable[[], object]) -> None:
    _, status = os.waitpid(_forked(work), 0)
    if status:
        raise SystemExit(f"a run that was not killed ended with {status}")


def _killed_at(moment: float, work: Callable[[], object]) -> bool:
    """Run, kill after so many seconds, and tell whether the run had ended by then."""
    child = _forked(work)
    time.sleep(moment)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return not os.WIFSIGNALED(status)


if __name__ == "__main__":
    main()
