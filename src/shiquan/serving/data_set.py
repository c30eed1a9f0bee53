"""The data set that is served: where its store stands, and a digest that changes when it does."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from shiquan.errors import ShiquanError

_INFO = "data-set.json"
_STORE = "store"


class DataSetError(ShiquanError):
    """A folder that cannot be served."""


@dataclass(frozen=True, slots=True)
class DataSet:
    """A data set as it is on disk at one moment; ``documents`` and ``quads`` are its own counts."""

    folder: Path
    digest: str
    documents: int
    quads: int

    @property
    def store(self) -> Path:
        """Return the folder of the embedded store."""
        return self.folder / _STORE


def open_data_set(folder: Path) -> DataSet:
    """Return the data set in a folder.

    Raises:
        DataSetError: the folder is not a data set, or it has no store.

    """
    try:
        info = json.loads((folder / _INFO).read_bytes())
        digest = digest_of(folder)
        return DataSet(folder, digest, int(info["documents"]), int(info["quads"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataSetError(
            f"{folder} 不是可以发布的数据集（缺少 {_INFO} 或 {_STORE}/），请先运行 shiquan build，或用 --data 指明位置。",
            f"{folder} is not a data set that can be served (no {_INFO} or {_STORE}/ in it): run shiquan build first, or "
            "name the folder with --data.",
        ) from error


def digest_of(folder: Path) -> str:
    """Return 24 hexadecimal digits that stay the same as long as the store is not changed.

    They are made of the data set's own description and of the name, size and time of each file of the store, not of the content, which
    is gigabytes: a change of a store always makes new files.

    Raises:
        OSError: the files are not there.

    """
    digest = hashlib.sha256((folder / _INFO).read_bytes())
    for path in sorted((folder / _STORE).iterdir()):
        # what processes write beside the data while they read them
        if path.name.startswith("LOG") or path.name == "LOCK":
            continue
        state = path.stat()
        digest.update(f"\n{path.name} {state.st_size} {state.st_mtime_ns}".encode())
    return digest.hexdigest()[:24]
