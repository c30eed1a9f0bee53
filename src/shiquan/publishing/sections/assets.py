"""The files that all pages share: style sheets, scripts, pictures of the layout. They stand in `assets/` of this package."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from shiquan.publishing.files import File
from shiquan.publishing.published_data import PublishedData

_FOLDER: Final = Path(__file__).resolve().parent.parent / "assets"
_TEXT: Final = ("text/", "application/javascript", "application/json", "image/svg+xml")


class Assets:
    """The section ``assets/``."""

    prefix: Final = "assets/"

    def folders(self, data: PublishedData) -> Iterator[str]:
        """Yield the folder and those below it; see `Section`."""
        yield self.prefix
        for path in sorted(_FOLDER.rglob("*")):
            if path.is_dir():
                yield f"{self.prefix}{path.relative_to(_FOLDER).as_posix()}/"

    def files(self, data: PublishedData, folder: str) -> tuple[File, ...]:
        """Return the files of a folder; see `Section`."""
        if folder not in set(self.folders(data)):
            return ()
        here = _FOLDER / folder.removeprefix(self.prefix)
        return tuple(
            File(path.name, _media_type(path), path.read_bytes) for path in sorted(here.iterdir()) if path.is_file()
        )


def _media_type(path: Path) -> str:
    media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return f"{media_type}; charset=utf-8" if media_type.startswith(_TEXT) else media_type
