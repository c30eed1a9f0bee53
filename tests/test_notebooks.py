"""The tutorial notebooks: run, they show what they have."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from shiquan.building import BuildResult


def test_notebooks_show_what_they_have(five: BuildResult, root: Path) -> None:
    """In a process of its own, since a kernel's sockets and loops are closed late, of which Python warns."""
    environment = {**os.environ, "PYTHONPATH": str(root / "src")}
    done = subprocess.run(
        [sys.executable, str(root / "scripts" / "notebooks.py"), str(five.folder), "--check"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    for path in sorted((root / "notebooks").glob("*.ipynb")):
        cells = [cell for cell in json.loads(path.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == "code"]
        assert not [output for cell in cells for output in cell["outputs"] if output["output_type"] == "error"]
        assert sum("image/svg+xml" in output.get("data", {}) for cell in cells for output in cell["outputs"]) >= 1
        assert sum("text/html" in output.get("data", {}) for cell in cells for output in cell["outputs"]) >= 2
