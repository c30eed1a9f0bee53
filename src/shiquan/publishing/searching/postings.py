"""Which records have a key: lists of numbers in few bytes, put into shards.

A list is written as runs: the distance from the run before, times two, plus one if the run is longer than one; then, if it is, its length
less two. A shard has the number of its keys; for each key, in their order, its length in bytes and its UTF-8, how many records have it, and
the length of its list; then the lists. All numbers are written in base 128, the lowest digits first, all bytes but the last of a number with their
highest bit set (LEB128, as in the DWARF standard, version 5, section 7.6).

`assets/search/postings.js` reads them.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from shiquan.publishing.searching.keys import shard_unit

SHARD_BYTES: Final = 12_000
"""How large shards are on average."""
_OFFSET: Final = 0x811C9DC5
_PRIME: Final = 0x01000193


class Postings:
    """The records of every key. They are told in the order of their numbers."""

    def __init__(self) -> None:
        self._records: dict[str, array[int]] = {}

    def add(self, record: int, keys: Iterable[str]) -> None:
        """Note the keys of a record, which may be repeated. No record may come after a later one."""
        records = self._records
        for key in set(keys):
            if (known := records.get(key)) is None:
                records[key] = array("I", (record,))
            else:
                known.append(record)

    def shards(self) -> list[bytes]:
        """Return the shards. Into which of them a key goes is told by `shard_of`, from how many there are."""
        lists = {key: (len(records), encoded(records)) for key, records in self._records.items()}
        size = sum(len(key.encode()) + 3 + len(written) for key, (_, written) in lists.items())
        number = max(1, size // SHARD_BYTES)
        keys: list[list[str]] = [[] for _ in range(number)]
        for key in sorted(lists):
            keys[shard_of(shard_unit(key), number)].append(key)
        return [_shard({key: lists[key] for key in each}) for each in keys]


def shard_of(unit: str, number: int) -> int:
    """Return which of a number of shards has the keys of a unit (FNV-1a of its UTF-8, 32 bits)."""
    code = _OFFSET
    for byte in unit.encode():
        code = ((code ^ byte) * _PRIME) & 0xFFFFFFFF
    return code % number


def encoded(numbers: Iterable[int]) -> bytes:
    """Return numbers, which rise, as runs."""
    written = bytearray()
    end = 0
    for start, length in _runs(numbers):
        _write(written, (start - end) << 1 | (length > 1))
        if length > 1:
            _write(written, length - 2)
        end = start + length
    return bytes(written)


def counts(numbers: Iterable[int]) -> bytes:
    """Return numbers one after the other, each in base 128."""
    written = bytearray()
    for number in numbers:
        _write(written, number)
    return bytes(written)


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


def _write(written: bytearray, number: int) -> None:
    while number > 0x7F:
        written.append(number & 0x7F | 0x80)
        number >>= 7
    written.append(number)
