"""Whether two machines have the same software: what is compared, and what is said where it differs."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

from shiquan import __version__
from shiquan.dataset.installation import differences, installation


def test_what_is_compared() -> None:
    here = installation()
    assert here["shiquan"] == __version__
    assert here["pyoxigraph"] == version("pyoxigraph")
    assert here["Python"] == f"{sys.version_info.major}.{sys.version_info.minor}"
    assert "pytest" not in here


def test_same_in_another_process(root: Path) -> None:
    """The order in which a file system gives its files, and that of a set, are no difference."""
    code = "from shiquan.dataset.installation import installation; print(sorted(installation().items()))"
    environment = {**os.environ, "PYTHONPATH": str(root / "src"), "PYTHONHASHSEED": "4242"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, env=environment, text=True)
    assert done.stdout.strip() == str(sorted(installation().items()))


def test_differences_are_named() -> None:
    here = {"Python": "3.11", "lxml": "6.1", "rich": "15"}
    assert differences(here, {"Python": "3.12", "lxml": "6.1", "opencc": "1.4"}) == (
        "Python 3.12 (3.11), opencc 1.4 (—), rich — (15)"
    )
    assert differences(here, here) == ""
