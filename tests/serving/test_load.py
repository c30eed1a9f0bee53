"""A short soak, with what `benchmarks/endpoint.py` measures the long one with."""

from __future__ import annotations

import os
import subprocess
import sys

from shiquan.building import BuildResult

from .running import ROOT


def test_memory_stays_flat_under_load(five: BuildResult) -> None:
    """Six seconds of the mixed load, with queries that have to be killed among it: no request without an answer, and no more memory in the end."""
    command = [sys.executable, str(ROOT / "benchmarks" / "endpoint.py"), str(five.folder)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    command += ["--only", "soak", "--minutes", "0.1"]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "broken 0" in done.stdout
