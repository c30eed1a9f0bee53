"""The lines of a dump about single nodes of documents, found without parsing the documents.

The lines of a graph are sorted, so those about a node are found by bisection. A document whose lines are in another form than this
package writes them in is brought into that form first.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import Final, TypeVar

from pyoxigraph import RdfFormat, serialize

from shiquan.graph.validation.dump import Dump

_BLOCK: Final = 4_096
"""Bytes that are read at once in a search: more than a line mostly has."""
_ODD_ONES: Final = 16
"""How many documents in another form are kept in memory."""
_INDEXES: Final = 256
"""How many indexes of what points where are kept in memory: a few kilobytes each."""

_Key = TypeVar("_Key")
_Kept = TypeVar("_Kept")


def is_bisectable(content: bytes) -> bool:
    """Tell whether lines are sorted, and each begins with IRIs without escapes, one blank after each."""
    if content.startswith((b"#", b" ")) or any(odd in content for odd in (b"\\u", b"\\U", b"\t", b"><", b">  ")):
        return False
    lines = content.split(b"\n")
    last = lines.pop()
    return not last and lines == sorted(lines)


class Lines:
    """Finds the lines about nodes of documents, and those that point to them."""

    def __init__(self, dump: Dump) -> None:
        """Take the dump; nothing of it is read yet."""
        self._dump = dump
        self._bisectable: dict[str, bool] = {}
        self._odd: OrderedDict[str, bytes] = OrderedDict()
        self._pointing: OrderedDict[tuple[str, frozenset[str]], dict[bytes, list[bytes]]] = OrderedDict()

    def about(self, document: str, nodes: Iterable[bytes]) -> list[bytes]:
        """Return the lines of a document about nodes, given as N-Quads writes them."""
        if self._is_bisectable(document):
            ((start, end),) = self._dump.documents[document]
            return [line for node in nodes for line in self._bisected(node + b" ", start, end)]
        content = b"\n" + self._content(document)
        return [line for node in nodes for line in _occurrences(content, b"\n" + node + b" ")]

    def pointing_to(self, document: str, nodes: Iterable[bytes], properties: frozenset[str]) -> list[bytes]:
        """Return the lines of a document that have nodes as object and one of some properties."""
        index = _kept(self._pointing, (document, properties), _INDEXES, self._index)
        return [line for node in nodes for line in index.get(node, ())]

    def _bisected(self, beginning: bytes, start: int, end: int) -> list[bytes]:
        """Return the lines between two places of the dump that begin so."""
        low, high = start, end
        while high - low > _BLOCK:
            middle = self._line_start((low + high) // 2, high)
            if middle < high and self._read(middle, middle + len(beginning)) < beginning:
                low = middle
            else:
                high = (low + high) // 2
        # the first of them begins between low, the start of a line, and the first line that does not begin before high
        near = b"\n" + self._read(low, min(self._line_start(high, end) + len(beginning), end))
        at = near.find(b"\n" + beginning)
        found = []
        place = low + at if at >= 0 else end
        while place < end:
            after = self._line_start(place + 1, end)
            line = self._read(place, after)
            if not line.startswith(beginning):
                break
            found.append(line)
            place = after
        return found

    def _line_start(self, place: int, end: int) -> int:
        """Return where the first line begins that does not begin before a place, the end where none does."""
        at = place - 1
        while at < end:
            block = self._read(at, min(at + _BLOCK, end))
            found = block.find(b"\n")
            if found >= 0:
                return at + found + 1
            at += len(block)
        return end

    def _read(self, start: int, end: int) -> bytes:
        return self._dump.content.read(start, end)

    def _is_bisectable(self, document: str) -> bool:
        known = self._bisectable.get(document)
        if known is None:
            ranges = self._dump.documents[document]
            known = self._bisectable[document] = len(ranges) == 1 and is_bisectable(self._dump.read(ranges))
        return known

    def _content(self, document: str) -> bytes:
        """Return the lines of a document in the form that this package writes them in."""
        if self._is_bisectable(document):
            return self._dump.read(self._dump.documents[document])
        return _kept(self._odd, document, _ODD_ONES, self._brought_into_form)

    def _brought_into_form(self, document: str) -> bytes:
        quads = self._dump.quads(self._dump.documents[document])
        return bytes(serialize(quads, format=RdfFormat.N_QUADS) or b"")

    def _index(self, of: tuple[str, frozenset[str]]) -> dict[bytes, list[bytes]]:
        document, properties = of
        content = self._content(document)
        index: dict[bytes, list[bytes]] = {}
        for property_ in sorted(properties):
            written = f"<{property_}>".encode()
            for line in _occurrences(content, b" " + written + b" "):
                terms = line.split(b" ", 3)
                if terms[1] == written:
                    index.setdefault(terms[2], []).append(line)
        return index


def _kept(cache: OrderedDict[_Key, _Kept], key: _Key, most: int, make: Callable[[_Key], _Kept]) -> _Kept:
    """Return what is kept under a key, made where it is not; what was used longest ago is given up for it."""
    kept = cache.get(key)
    if kept is None:
        kept = cache[key] = make(key)
        if len(cache) > most:
            cache.popitem(last=False)
    else:
        cache.move_to_end(key)
    return kept


def _occurrences(content: bytes, words: bytes) -> Iterable[bytes]:
    """Yield the lines, with their ends, that hold some bytes; these may begin with the end of the line before."""
    at = content.find(words)
    while at >= 0:
        inside = at + len(words) - 1
        begin = content.rfind(b"\n", 0, inside) + 1
        after = content.find(b"\n", inside) + 1 or len(content)
        yield content[begin:after]
        at = content.find(words, after - 1)
