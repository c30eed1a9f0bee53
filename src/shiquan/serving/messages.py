"""What goes between the server and a process that runs queries: fixed headers (little-endian), then text.

The process says once that it is ready. A request is its header, the query in UTF-8 and, where the request names graphs, their IRIs in JSON; a reply is its
header and the answer or a message.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from struct import Struct
from typing import Final

READY: Final = Struct("<?")
"""Whether the kernel refuses network and writing to the process."""
CHANGED: Final = 3
"""Exit code of a process that found another data set than it was started for."""
REQUEST: Final = Struct("<IIbb")
"""Bytes of the query, bytes of the graphs' IRIs, place of the format for results, for graphs (-1: none)."""
REPLY: Final = Struct("<QBB?")
"""Bytes of the answer, `Status`, `Kind`, whether the answer was cut."""


@dataclass(frozen=True, slots=True)
class Task:
    """A query to run: its text, the data set that the request names (SPARQL 1.1 Protocol, section 2.1.4), the formats to answer in.

    ``result`` and ``graph`` are places in `shiquan.serving.formats.RESULT_TYPES` and ``GRAPH_TYPES``.
    """

    query: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    result: int = 0
    graph: int = 0

    def encoded(self) -> bytes:
        """Return the request's bytes."""
        text = self.query.encode()
        graphs = b""
        if self.default_graphs or self.named_graphs:
            graphs = json.dumps([self.default_graphs, self.named_graphs]).encode()
        return REQUEST.pack(len(text), len(graphs), self.result, self.graph) + text + graphs
