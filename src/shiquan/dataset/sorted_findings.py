"""Findings in the order of a report, in memory that does not grow with their number: sorted runs on disk, merged when they are read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Final

from shiquan.dataset.joining import merged
from shiquan.graph.findings import Finding, Place, Severity, Value
from shiquan.graph.validation import order_key

_AT_ONCE: Final = 20_000
"""How many findings are kept in memory: about 20 MB."""

_END: Final = b"\0"
_NUMBER: Final = b"\1"
_TEXT: Final = b"\2"
_LOW: Final = bytes(range(11))
"""The bytes up to the line feed. Within a text each is written as 1 and the byte plus 16, which keeps their order and leaves lines whole."""


class SortedFindings:
    """Takes findings in any order, with repetitions, and gives them in the order of a report, each once."""

    def __init__(self, work: Path) -> None:
        """Use an existing folder for the runs; whoever gives it removes it."""
        self._work = work
        self._runs: list[Path] = []
        self._lines: list[bytes] = []

    def add(self, findings: Iterable[Finding]) -> None:
        """Take findings."""
        self._lines.extend(map(_line, findings))
        if len(self._lines) >= _AT_ONCE:
            run = self._work / f"findings-{len(self._runs)}"
            with run.open("wb") as file:
                file.writelines(sorted(self._lines))
            self._runs.append(run)
            self._lines.clear()

    def __iter__(self) -> Iterator[Finding]:
        """Yield the findings; more may be added afterwards and all be read again."""
        rest = sorted(self._lines)
        for line in merged([*(partial(_read, run) for run in self._runs), lambda: rest], self._work):
            yield _finding(line)


def _read(run: Path) -> Iterator[bytes]:
    with run.open("rb") as file:
        yield from file


def _line(finding: Finding) -> bytes:
    """Return a finding as a line; lines sort as bytes as findings do by `order_key`."""
    value = finding.value
    said = [
        finding.severity.value,
        finding.shape,
        finding.component,
        finding.focus,
        finding.message_zh,
        finding.message_en,
        finding.path,
        None if value is None else [value.text, value.datatype, value.language],
        [finding.place.number, finding.place.section, finding.place.quote],
    ]
    return _sortable(order_key(finding)) + json.dumps(said).encode("ascii") + b"\n"


def _sortable(key: object) -> bytes:
    match key:
        case int():
            digits = str(key).encode("ascii")
            # longer numbers are greater; a number of more than 65,535 digits is in no IRI that a store takes
            return _NUMBER + _escaped(len(digits).to_bytes(2, "big")) + digits
        case str():
            return _TEXT + _escaped(key.encode("utf-8", "surrogatepass")) + _END
        case tuple():
            return b"".join(map(_sortable, key)) + _END
        case _:
            raise TypeError(key)


def _escaped(text: bytes) -> bytes:
    if not any(byte in text for byte in _LOW):
        return text
    return b"".join(bytes((1, byte + 16)) if byte in _LOW else bytes((byte,)) for byte in text)


def _finding(line: bytes) -> Finding:
    severity, shape, component, focus, zh, en, path, value, place = json.loads(line[line.rindex(b"\0[") + 1 :])
    return Finding(
        Severity(severity),
        shape,
        component,
        focus,
        zh,
        en,
        path,
        None if value is None else Value(*value),
        Place(*place),
    )
