"""Where those who validate a data set find what they share: in folders of this machine, or in storage that a cluster reaches.

What they share stands in files, so that each process reads it once and not with every task.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO, Protocol

from shiquan.dataset.parts import Parts
from shiquan.dataset.storage import Storage
from shiquan.graph.validation.dump import Dump


class ValidationFiles(Protocol):
    """Where the shared files stand. It is sent to each process, and should be small."""

    def dump(self, dump: Dump) -> Dump:
        """Return the dump of this machine as the others read it."""
        ...

    def give(self, name: str, file: Path) -> None:
        """Let the others find a file of the working folder under its name."""
        ...

    def take(self, name: str, until: ExitStack) -> Path:
        """Return the file of that name on the machine of the one who asks; a copy is removed when the stack is closed."""
        ...


@dataclass(frozen=True, slots=True)
class FilesHere:
    """The working folder itself."""

    work: Path

    def dump(self, dump: Dump) -> Dump:
        """Return the dump as it is; see `ValidationFiles`."""
        return dump

    def give(self, name: str, file: Path) -> None:
        """See `ValidationFiles`: it is there."""

    def take(self, name: str, until: ExitStack) -> Path:
        """Return the file in the working folder; see `ValidationFiles`."""
        return self.work / name


@dataclass(frozen=True, slots=True)
class FilesInStorage:
    """Storage that all reach."""

    storage: Storage

    def dump(self, dump: Dump) -> Dump:
        """Put the dump into the storage, and return one that is read there; see `ValidationFiles`."""
        name = Path(dump.content.name).name
        self.storage.put(name, Path(dump.content.name))
        return dump.read_from(StoredContent(self.storage, name))

    def give(self, name: str, file: Path) -> None:
        """Put a file into the storage; see `ValidationFiles`."""
        self.storage.put(name, file)

    def take(self, name: str, until: ExitStack) -> Path:
        """Copy a file to this machine; see `ValidationFiles`."""
        copied = Path(until.enter_context(TemporaryDirectory(prefix="shiquan-validation-"))) / name
        with self.storage.open(name) as there, copied.open("wb") as here:
            shutil.copyfileobj(there, here)
        return copied


class StoredContent:
    """The bytes of a dump in storage, opened by the first reading in each process."""

    def __init__(self, storage: Storage, name: str) -> None:
        """Remember where the dump stands; nothing is opened yet."""
        self._storage = storage
        self.name = name
        self._file: BinaryIO | None = None

    def __reduce__(self) -> tuple[type[StoredContent], tuple[Storage, str]]:
        """Say how it is made in another process: what is open here is not open there."""
        return StoredContent, (self._storage, self.name)

    def read(self, start: int, end: int) -> bytes:
        """Return some of the bytes; see `shiquan.graph.validation.dump.Content`."""
        if self._file is None:
            self._file = self._storage.open_for_look_ups(self.name)
        self._file.seek(start)
        return self._file.read(end - start)

    def close(self) -> None:
        """Close what was opened."""
        if self._file is not None:
            self._file.close()
            self._file = None


@dataclass(frozen=True, slots=True)
class TextsInParts:
    """The texts as they stand in the parts of a build: of each file name the part, and the member of the part."""

    storage: Storage
    members: Mapping[str, tuple[str, str]]

    def read(self, name: str) -> bytes:
        """Return the bytes of a text; see `shiquan.graph.quotation.Texts`."""
        if name not in self.members:
            raise FileNotFoundError(name)
        parts = Parts(self.storage)
        try:
            return parts.read(*self.members[name])
        finally:
            parts.close()
