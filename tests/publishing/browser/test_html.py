"""Every page of the published site is valid HTML, by the checker of the W3C (Nu)."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path


def test_every_page_is_valid(site: Path, npm_folder: Path) -> None:
    checker = npm_folder / "vnu-jar" / "build" / "dist" / "vnu.jar"
    command = [
        "java",
        "-Xss4m",
        "-jar",
        str(checker),
        "--format",
        "json",
        "--stdout",
        "--exit-zero-always",
        "--skip-non-html",
        str(site),
    ]
    done = subprocess.run(command, capture_output=True, check=True)
    told = [
        (message["url"].removeprefix(site.as_uri()), message.get("lastLine"), message["message"])
        for message in json.loads(done.stdout)["messages"]
        if message["type"] == "error"
    ]
    assert told == []
