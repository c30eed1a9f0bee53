"""The files to download, each made once in a process and kept on the disk: a dump of the country does not fit into the memory, and others tell its size and checksum."""

from __future__ import annotations

import gzip
import hashlib
import io
import shutil
import tempfile
import weakref
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, BinaryIO, Final, cast

from pyoxigraph import Quad, RdfFormat, parse, serialize

from shiquan.dataset.layout import DUMP
from shiquan.publishing.downloads.json_ld import Sink, write_json_ld
from shiquan.publishing.downloads.tables import TABLES, file_name, write_tables
from shiquan.publishing.published_data import PublishedData
from shiquan.terms import ID, PREFIXES

if TYPE_CHECKING:
    from typing_extensions import Buffer  # collections.abc has it from Python 3.12 on

N_QUADS: Final = "graph.nq.gz"
TRIG: Final = "graph.trig.gz"
JSON_LD: Final = "graph.jsonld.gz"
GRAPHS: Final = (N_QUADS, TRIG, JSON_LD)
"""The whole graph in three formats."""

_BLOCK: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Made:
    """A file that was made: how many bytes it has, and their SHA-256 in hexadecimal."""

    size: int
    sha256: str


class Spool:
    """The files to download of one data set.

    They stand where `tempfile` puts its files (the variable ``TMPDIR`` tells where): together about a tenth of what `graph.nq` has. They have no names,
    so that they end with the process.
    """

    def __init__(self, data: PublishedData) -> None:
        self._data = data
        self._files: dict[str, BinaryIO] = {}
        self._made: dict[str, Made] = {}
        self._rows: Mapping[str, int] = {}
        self._lock = RLock()

    @property
    def graphs(self) -> tuple[str, ...]:
        """Return the names of the dumps of the graph: none where the data set has been changed and its joined files not made again."""
        return GRAPHS if (self._data.folder / DUMP).is_file() else ()

    def made(self, name: str) -> Made:
        """Return a file by its name, which is made if it is not there yet.

        Raises:
            KeyError: there is no file of that name.
            UsageError: the data set is damaged.

        """
        with self._lock:
            if name not in self._made:
                self._make(name)
            return self._made[name]

    def rows(self, table: str) -> int:
        """Return how many rows a table has; raises as `made` does."""
        self.made(file_name(table))
        return self._rows[table]

    def copy(self, name: str, target: BinaryIO) -> None:
        """Write a file into another one; raises as `made` does."""
        with self._lock:
            self.made(name)
            source = self._files[name]
            source.seek(0)
            shutil.copyfileobj(source, target, _BLOCK)

    def _make(self, name: str) -> None:
        if name in map(file_name, TABLES):
            tables = {table: self._empty(file_name(table)) for table in TABLES}
            self._rows = write_tables(self._data, tables)
            self._made |= {file_name(table): _measured(file) for table, file in tables.items()}
        else:
            write = _WRITERS[name]
            file = self._empty(name)
            with gzip.GzipFile("", "wb", 6, file, mtime=0) as packing:
                write(self._data.folder / DUMP, packing)
            self._made[name] = _measured(file)

    def _empty(self, name: str) -> BinaryIO:
        """Return the file for what is made now, without what an attempt that failed has left, if there was one."""
        if name not in self._files:
            self._files[name] = _without_name()
            weakref.finalize(self, self._files[name].close)
        file = self._files[name]
        file.seek(0)
        file.truncate()
        return file


@lru_cache(maxsize=4)
def spool(data: PublishedData) -> Spool:
    """Return the files to download of a data set, the same ones for all who ask in this process."""
    return Spool(data)


def _without_name() -> BinaryIO:
    return cast("BinaryIO", tempfile.TemporaryFile(prefix="shiquan-downloads-"))


def _measured(file: BinaryIO) -> Made:
    file.flush()
    size = file.tell()
    file.seek(0)
    digest = hashlib.sha256()
    while block := file.read(_BLOCK):
        digest.update(block)
    return Made(size, digest.hexdigest())


def _n_quads(dump: Path, target: Sink) -> None:
    with dump.open("rb") as source:
        shutil.copyfileobj(source, target, _BLOCK)


def _trig(dump: Path, target: Sink) -> None:
    # The serialiser writes prefixes in the order of a hash, which differs from run to run; they are written here instead.
    used = {name: iri for name, iri in PREFIXES.items() if iri != ID}
    header = [f"@base <{ID}> .", *(f"@prefix {name}: <{iri}> ." for name, iri in sorted(used.items())), "", ""]
    target.write("\n".join(header).encode())
    with _AfterHeader(target, len(used) + 1) as rest:
        # the serialiser only writes, which is all that this file can do
        serialize(_quads(dump), cast("BinaryIO", rest), format=RdfFormat.TRIG, prefixes=used, base_iri=ID)


class _AfterHeader(io.BufferedIOBase):
    """A file that leaves out the first lines of what is written into it."""

    def __init__(self, target: Sink, lines: int) -> None:
        self._target = target
        self._left = lines

    def write(self, content: Buffer) -> int:
        rest = bytes(content)
        while self._left and rest:
            _, ended, rest = rest.partition(b"\n")
            self._left -= bool(ended)
        self._target.write(rest)
        return memoryview(content).nbytes

    def writable(self) -> bool:
        return True


def _json_ld(dump: Path, target: Sink) -> None:
    write_json_ld(_quads(dump), target)


def _quads(dump: Path) -> Iterable[Quad]:
    return parse(path=str(dump), format=RdfFormat.N_QUADS)


_WRITERS: Final[Mapping[str, Callable[[Path, Sink], None]]] = {N_QUADS: _n_quads, TRIG: _trig, JSON_LD: _json_ld}
