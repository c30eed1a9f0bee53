"""What a hundred times the country takes: the arithmetic, on round numbers."""

from __future__ import annotations

import json
import runpy
from pathlib import Path

import pytest

FIGURES = {
    "machine": "2 cores",
    "documents": 1000,
    "quads": 2_000_000,
    "jobs": 2,
    "seconds": {"reading": 90, "rules": 18, "validating": 36, "writing": 36, "storing": 18},
    "bytes": {"sources": 10 * 2**20, "parts": 50 * 2**20, "dump": 2**29, "store": 2**30, "files": 100 * 2**20},
    "peak_bytes": {"worker": 2**29, "main": 2**28},
}


def test_table(root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    script = runpy.run_path(str(root / "benchmarks" / "scale.py"))
    path = tmp_path / "national.json"
    path.write_text(json.dumps(FIGURES), encoding="utf-8")
    assert script["main"]([str(path), "100"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "Measured: 1,000 documents, 2,000,000 statements; 2 cores.",
        "",
        "| | one document | 100,000 documents |",
        "|---|---:|---:|",
        "| reading, all cores | 180.0 ms | 5.0 core hours |",
        "| rules, all cores | 36.0 ms | 1.0 core hours |",
        "| validating, all cores | 72.0 ms | 2.0 core hours |",
        "| writing, one machine | 36.0 ms | 1.0 hours |",
        "| storing, one machine | 18.0 ms | 0.5 hours |",
        "| sources on disk | 10.2 KiB | 0.00 TiB |",
        "| parts on disk | 51.2 KiB | 0.00 TiB |",
        "| dump on disk | 524.3 KiB | 0.05 TiB |",
        "| store on disk | 1048.6 KiB | 0.10 TiB |",
        "| files on disk | 102.4 KiB | 0.01 TiB |",
        "| statements | 2,000 | 200,000,000 |",
        "| memory of a worker | | 0.50 GiB |",
        "| memory of the machine that runs the command | | 25 GiB at most |",
        "",
        "| cores of the workers | memory of the workers | reading, rules, validating | writing and storing | together |",
        "|---:|---:|---:|---:|---:|",
        "| 16 | 8 GiB | 0.5 h | 1.5 h | 2.0 h |",
        "| 64 | 32 GiB | 0.1 h | 1.5 h | 1.6 h |",
        "| 256 | 128 GiB | 0.0 h | 1.5 h | 1.5 h |",
    ]
