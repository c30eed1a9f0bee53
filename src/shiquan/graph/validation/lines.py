"""The lines of a dump about single nodes of documents, found without reading the documents.

The lines of a graph are sorted, so those about a node are found by bisection. A document whose lines are in another form than this
package writes them in is read whole instead.
"""

from __future__ import annotations

import mmap
from collections import OrderedDict
from collections.abc import Iterable
from typing import Final

from pyoxigraph import RdfFormat, serialize

from shiquan.graph.validation.dump import Dump

_HELD_BACK: Final = 16
"""How many documents in another form are kept in memory."""


def is_bisectable(content: bytes) -> bool:
    """Tell whether lines are sorted, and each begins with an IRI without escapes and one blank after it."""
    if content.startswith((b"#", b" ")) or any(odd in content for odd in (b"\\u", b"\\U", b"\t", b"><", b">  ")):
        return False
    lines = content.split(b"\n")
    last = lines.pop()
    return not last and lines == sorted(lines)


class Lines:
    """Finds the lines about nodes of documents, and those that name them."""

    def __init__(self, dump: Dump) -> None:
        """Open the dump."""
        self._dump = dump
        self._ranges = {
            document: ranges[0]
            for document, ranges in dump.documents.items()
            if len(ranges) == 1
        }
        self._known: dict[str, bool] = {}
        self._odd: OrderedDict[str, bytes] = OrderedDict()
        with dump.file.open("rb") as file:
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

    def close(self) -> None:
        """Close the dump."""
        self._map.close()

    def about(self, document: str, nodes: Iterable[bytes]) -> list[bytes]:
        """Return the lines about nodes of a document, given as N-Quads writes them."""
        if not self._is_bisectable(document):
            content = self._content(document)
            return [line for node in nodes for line in _naming(content, node, 0, len(content))]
        start, end = self._ranges[document]
        return [line for node in nodes for line in self._bisected(node + b" ", start, end)]

    def naming(self, document: str, nodes: Iterable[bytes]) -> list[bytes]:
        """Return the lines of a document that have nodes anywhere in them."""
        if not self._is_bisectable(document):
            content = self._content(document)
            return [line for node in nodes for line in _naming(content, node, 0, len(content))]
        start, end = self._ranges[document]
        return [line for node in nodes for line in _naming(self._map, node, start, end)]

    def _bisected(self, beginning: bytes, low: int, high: int) -> list[bytes]:
        end = high
        while low < high:
            middle = self._map.rfind(b"\n", low, (low + high) // 2) + 1 or low
            if self._map[middle : middle + len(beginning)] < beginning:
                low = self._map.find(b"\n", middle, end) + 1 or end
            else:
                high = middle
        found = []
        while self._map[low : low + len(beginning)] == beginning and low < end:
            after = self._map.find(b"\n", low, end) + 1 or end
            found.append(self._map[low:after])
            low = after
        return found

    def _is_bisectable(self, document: str) -> bool:
        known = self._known.get(document)
        if known is None:
            place = self._ranges.get(document)
            known = self._known[document] = place is not None and is_bisectable(self._map[slice(*place)])
        return known

    def _content(self, document: str) -> bytes:
        """Return the lines of a document, IRIs without escapes."""
        content = self._odd.get(document)
        if content is None:
            content = self._dump.read(self._dump.documents[document])
            content = self._odd[document] = bytes(
                serialize(self._dump.parsed(content), format=RdfFormat.N_QUADS) or b""
            )
            if len(self._odd) > _HELD_BACK:
                self._odd.popitem(last=False)
        else:
            self._odd.move_to_end(document)
        return content


def _naming(content: bytes | mmap.mmap, node: bytes, start: int, end: int) -> Iterable[bytes]:
    """Yield the lines between two places that have a node anywhere in them."""
    at = content.find(node, start, end)
    while at >= 0:
        begin = content.rfind(b"\n", start, at) + 1 or start
        after = content.find(b"\n", at, end) + 1 or end
        yield content[begin:after]
        at = content.find(node, after, end)
