"""The graph as one JSON-LD document, written as it is read: a node a line, in the graph that it stands in (JSON-LD 1.1, section 4.9).

The published context stands in the document itself, so that nothing has to be fetched to read it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter
from typing import Protocol

from pyoxigraph import DefaultGraph, Quad, Triple

from shiquan.publishing.json_ld import context, identifier, node


class Sink(Protocol):
    """What bytes are written into."""

    def write(self, content: bytes, /) -> int:
        """Take bytes; return how many."""
        ...


class UnnamedGraphError(ValueError):
    """A quad that stands in no named graph."""


def write_json_ld(quads: Iterable[Quad], target: Sink) -> None:
    """Write quads as JSON-LD. Those of a graph, and in it those of a subject, have to stand together, as they do in a dump.

    Raises:
        UnnamedGraphError: a quad is in no named graph; the data of this project has none.

    """
    target.write(b'{"@context":' + _json(json.loads(context())["@context"]) + b',\n"@graph":[')
    for place, (graph, found) in enumerate(groupby(quads, key=attrgetter("graph_name"))):
        if isinstance(graph, DefaultGraph):
            raise UnnamedGraphError("a quad stands in no named graph")
        target.write((b",\n" if place else b"\n") + b'{"@id":' + _json(identifier(graph)) + b',"@graph":[')
        for number, (subject, about) in enumerate(groupby(found, key=attrgetter("subject"))):
            properties: dict[str, list[Triple]] = {}
            for quad in about:
                properties.setdefault(quad.predicate.value, []).append(quad.triple)
            target.write((b",\n" if number else b"\n") + _json(node(identifier(subject), properties)))
        target.write(b"]}")
    target.write(b"\n]}\n")


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
