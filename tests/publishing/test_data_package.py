"""The data package, checked by the Frictionless framework: descriptor, checksums, headers, types, keys and references."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from shiquan.building import BuildResult
from shiquan.publishing.published_data import PublishedData
from shiquan.publishing.site import files_of

# in a process of its own, since it leaves files open, of which Python warns
_VALIDATE = """
import json, sys
from frictionless import validate
print(json.dumps(validate(sys.argv[1]).flatten(["name", "type", "message"])))
"""


def _written(five: BuildResult, folder: Path) -> Path:
    for file in files_of(PublishedData.open(five.folder), "downloads/"):
        with (folder / file.name).open("wb") as target:
            file.write_to(target)
    return folder / "datapackage.json"


def _faults(package: Path) -> list[list[str]]:
    found = subprocess.run(
        [sys.executable, "-c", _VALIDATE, package.name], cwd=package.parent, capture_output=True, check=True, text=True
    )
    faults: list[list[str]] = json.loads(found.stdout)
    return faults


def test_the_data_package_is_valid_and_a_changed_table_is_found(five: BuildResult, tmp_path: Path) -> None:
    package = _written(five, tmp_path)
    assert _faults(package) == []
    (tmp_path / "plans.csv.gz").write_bytes((tmp_path / "bases.csv.gz").read_bytes())
    assert {kind for _, kind, _ in _faults(package)} >= {"hash-count", "byte-count"}
