"""Run the notebooks of `notebooks/` on a data set, and write what they show into them, or see whether it is what they have.

    python scripts/notebooks.py DATA            run them and keep what they show
    python scripts/notebooks.py DATA --check    run them; exit 1 where one shows something else than it has

The data set is that of the five documents (`shiquan build data/documents --out build`).
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

_FOLDER = Path(__file__).resolve().parent.parent / "notebooks"


def executed(path: Path) -> Any:  # nbformat has no types
    """Return a notebook as it is after it was run, without what differs from run to run: times, and where objects are in the memory."""
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(
        notebook,
        kernel_name="python3",
        timeout=120,
        record_timing=False,
        resources={"metadata": {"path": str(_FOLDER)}},
    ).execute()
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            # what is shown as a table or picture need not stand there as the text of its object too
            shown = output.get("data", {})
            if len(shown) > 1:
                shown.pop("text/plain", None)
    notebook.metadata["language_info"] = {"name": "python"}
    return notebook


def main() -> int:
    """Run all notebooks."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("data", type=Path)
    arguments.add_argument("--check", action="store_true")
    given = arguments.parse_args()
    os.environ["SHIQUAN_DATA"] = str(given.data.resolve())
    different = []
    for path in sorted(_FOLDER.glob("*.ipynb")):
        text = nbformat.writes(executed(path), indent=1) + "\n"
        if not given.check:
            path.write_text(text, encoding="utf-8")
        elif text != path.read_text(encoding="utf-8"):
            different.append(path.name)
    for name in different:
        print(f"{name} 的输出与运行结果不同 / shows something else than it has", file=sys.stderr)
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
