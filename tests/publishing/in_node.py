"""The site's modules for the browser, run by Node."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

_HERE = Path(__file__).resolve().parent
ASSETS = _HERE.parent.parent / "src/shiquan/publishing/assets"


def assets_for_node(folder: Path) -> Path:
    """Copy the modules to a folder that tells Node that they are modules."""
    shutil.copytree(ASSETS, folder / "assets")
    (folder / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    return folder / "assets"


def run_in_node(script: str, *arguments: str, given: object) -> Any:
    """Run a script of this folder with JSON on its standard input, and return the JSON that it writes."""
    done = subprocess.run(
        ["node", str(_HERE / script), *arguments],
        input=json.dumps(given, ensure_ascii=False),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
