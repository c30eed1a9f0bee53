"""Which records have a key: lists of numbers in few bytes, put into shards.

A list is written as runs: the distance from the run before, times two, plus one if the run is longer than one; then, if it is, its length
less two. A shard has the number of its keys; for each key, in their order, its length in bytes and its UTF-8, how many records have it, and
the length of its list; then the lists. All numbers are written in base 128, the lowest digits first, all bytes but the last of a number with their
highest bit set (LEB128, as in the DWARF standard, version 5, section 7.6).

A long list has the length 0 in its shard, and stands in others, one for each volume, which is so many records: there it begins with the distance from the first record of the
volume. So what a search loads of it does not grow with the number of records.

`assets/search/postings.js` reads them.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from shiquan.publishing.searching.keys import shard_unit

SHARD_BYTES: Final = 12_000
"""How large shards are on average."""
LONG_BYTES: Final = 4_000
"""A list of more bytes is long."""
VOLUME: Final = 65_536
"""Records in one volume: of a key that half of all sentences have, some 25 kB."""
_OFFSET: Final = 0x811C9DC5
_PRIME: Final = 0x01000193


@dataclass(frozen=True, slots=True)
class Shards:
    """The shards of all keys, and of each volume those of the long lists: in each volume as many."""

    keys: list[bytes]
    volumes: list[list[bytes]]

    @property
    def long(self) -> int:
        """How many shards of long lists each volume has."""
        return len(self.volumes[0]) if self.volumes else 0


class _List:
    """The list of a key as it is written, its end and length so far, and where in it each volume begins."""

    __slots__ = ("end", "marks", "records", "written")

    def __init__(self) -> None:
        self.written = bytearray()
        self.end = 0
        self.records = 0
        # four numbers for each volume that has any: the volume, the place in what is written, the end and the records before
        self.marks = array("Q")

    def add(self, volume: int, numbers: array[int]) -> None:
        self.marks.extend((volume, len(self.written), self.end, self.records))
        self.end = _write_runs(self.written, numbers, self.end)
        self.records += len(numbers)

    def volumes(self, size: int) -> Iterator[tuple[int, tuple[int, bytes]]]:
        """Yield each volume that has any with how many and their list, which begins at the volume."""
        marks = [*self.marks, 0, len(self.written), 0, self.records]
        for at in range(0, len(self.marks), 4):
            volume, place, end, records = marks[at : at + 4]
            head, rest = _read(self.written, place)
            part = bytearray()
            _write(part, ((end + (head >> 1) - volume * size) << 1) | (head & 1))
            part += self.written[rest : marks[at + 5]]
            yield volume, (marks[at + 7] - records, bytes(part))


class Postings:
    """The records of every key. They are told in the order of their numbers, and kept as they are written: some bytes for each key of each record."""

    def __init__(self, volume: int, long_bytes: int) -> None:
        """Begin without records, with so many of them in a volume; a list of more than ``long_bytes`` is long."""
        self._size = volume
        self._long_bytes = long_bytes
        self._lists: dict[str, _List] = {}
        self._filling = 0
        self._open: dict[str, array[int]] = {}

    def add(self, record: int, keys: Iterable[str]) -> None:
        """Note the keys of a record, which may be repeated. No record may come after a later one."""
        if record // self._size != self._filling:
            self._close()
            self._filling = record // self._size
        records = self._open
        for key in set(keys):
            if (known := records.get(key)) is None:
                records[key] = array("I", (record,))
            else:
                known.append(record)

    def shards(self) -> Shards:
        """Return the shards. Into which of them a key goes is told by `shard_of`, from how many there are."""
        self._close()
        lists: dict[str, tuple[int, bytes]] = {}
        volumes: list[dict[str, tuple[int, bytes]]] = [{} for _ in range(self._filling + 1)]
        for key in sorted(self._lists):
            one = self._lists[key]
            is_long = len(one.written) > self._long_bytes
            lists[key] = (one.records, b"" if is_long else bytes(one.written))
            if is_long:
                for volume, part in one.volumes(self._size):
                    volumes[volume][key] = part
        most = max(map(_size, volumes))
        number = max(1, most // SHARD_BYTES) if most else 0
        return Shards(_parted(lists, max(1, _size(lists) // SHARD_BYTES)), [_parted(each, number) for each in volumes])

    def _close(self) -> None:
        """Write what the volume has that was filled."""
        for key, numbers in self._open.items():
            if (known := self._lists.get(key)) is None:
                known = self._lists[key] = _List()
            known.add(self._filling, numbers)
        self._open = {}


def shard_of(unit: str, number: int) -> int:
    """Return which of a number of shards has the keys of a unit (FNV-1a of its UTF-8, 32 bits)."""
    code = _OFFSET
    for byte in unit.encode():
        code = ((code ^ byte) * _PRIME) & 0xFFFFFFFF
    return code % number


def encoded(numbers: Iterable[int]) -> bytes:
    """Return numbers, which rise, as runs."""
    written = bytearray()
    _write_runs(written, numbers, 0)
    return bytes(written)


def counts(numbers: Iterable[int]) -> bytes:
    """Return numbers one after the other, each in base 128."""
    written = bytearray()
    for number in numbers:
        _write(written, number)
    return bytes(written)


def _write_runs(written: bytearray, numbers: Iterable[int], end: int) -> int:
    """Write numbers, which rise, as runs after one that ended at ``end``; return where the last one ends."""
    for start, length in _runs(numbers):
        _write(written, (start - end) << 1 | (length > 1))
        if length > 1:
            _write(written, length - 2)
        end = start + length
    return end


def _size(lists: Mapping[str, tuple[int, bytes]]) -> int:
    return sum(len(key.encode()) + 3 + len(written) for key, (_, written) in lists.items())


def _parted(lists: Mapping[str, tuple[int, bytes]], number: int) -> list[bytes]:
    """Return so many shards of some lists, whose keys are in order."""
    keys: list[list[str]] = [[] for _ in range(number)]
    for key in lists:
        keys[shard_of(shard_unit(key), number)].append(key)
    return [_shard({key: lists[key] for key in each}) for each in keys]


def _runs(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    start = length = 0
    for number in numbers:
        if length and number == start + length:
            length += 1
            continue
        if length:
            yield start, length
        start, length = number, 1
    if length:
        yield start, length


def _shard(lists: Mapping[str, tuple[int, bytes]]) -> bytes:
    written = bytearray()
    _write(written, len(lists))
    for key, (records, each) in lists.items():
        name = key.encode()
        _write(written, len(name))
        written += name
        _write(written, records)
        _write(written, len(each))
    return bytes(written) + b"".join(each for _, each in lists.values())


def _read(written: bytearray, place: int) -> tuple[int, int]:
    """Return the number at a place, and the place after it."""
    value = shift = 0
    while written[place] > 0x7F:
        value |= (written[place] & 0x7F) << shift
        shift += 7
        place += 1
    return value | written[place] << shift, place + 1


def _write(written: bytearray, number: int) -> None:
    while number > 0x7F:
        written.append(number & 0x7F | 0x80)
        number >>= 7
    written.append(number)
