"""Sources of this machine for workers elsewhere: their bytes are put into the storage that all reach, a batch at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property, partial
from io import BytesIO
from zipfile import ZipFile

from shiquan.dataset.parts import write_part
from shiquan.dataset.storage import Storage
from shiquan.errors import UnreadableDocument
from shiquan.reading.sources import SourceFile

Numbered = tuple[int, SourceFile]


def carried(batch: Sequence[Numbered], name: str, storage: Storage) -> list[Numbered]:
    """Return sources, each with its position among all, in a form that can be read wherever the storage can.

    A source whose bytes cannot be had here raises the same error there.
    """
    part = _Part(storage, name)
    members: dict[str, bytes] = {}
    sources: list[Numbered] = []
    for position, source in batch:
        if source.anywhere:
            sources.append((position, source))
            continue
        try:
            members[str(position)] = source.load()
        except UnreadableDocument as error:
            load = partial(_fail, error)
        else:
            load = partial(part.read, str(position))
        sources.append((position, replace(source, load=load, anywhere=True)))
    if members:
        write_part(storage, name, members)
    return sources


class _Part:
    """A part that holds sources; on a worker it is had once for all of them, which came there together."""

    def __init__(self, storage: Storage, name: str) -> None:
        self._storage = storage
        self._name = name

    def read(self, member: str) -> bytes:
        with ZipFile(BytesIO(self._packed)) as archive:
            return archive.read(member)

    @cached_property
    def _packed(self) -> bytes:
        with self._storage.open(self._name) as file:
            return file.read()


def _fail(error: UnreadableDocument) -> bytes:
    raise error
