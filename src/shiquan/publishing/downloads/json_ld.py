"""The graph as one JSON-LD document, written as it is read: a node a line, in the graph that it stands in (JSON-LD 1.1, section 4.9).

The context stands in the document itself, so that nothing has to be fetched to read it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter
from typing import Final, Protocol

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Triple

from shiquan.publishing.context import compact, context, short, value_types
from shiquan.terms import RDF, RDF_TYPE, XSD

_STRING: Final = XSD + "string"
_TAGGED: Final = RDF + "langString"
_LARGEST: Final = 10**15
"""Whole numbers from here on are not the same in all readers of JSON."""


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
    target.write(b'{"@context":' + _json(context()) + b',\n"@graph":[')
    for place, (graph, found) in enumerate(groupby(quads, key=attrgetter("graph_name"))):
        if isinstance(graph, DefaultGraph):
            raise UnnamedGraphError("a quad stands in no named graph")
        target.write((b",\n" if place else b"\n") + b'{"@id":' + _json(_iri(graph)) + b',"@graph":[')
        for number, (subject, about) in enumerate(groupby(found, key=attrgetter("subject"))):
            target.write((b",\n" if number else b"\n") + _json(_node(subject, about)))
        target.write(b"]}")
    target.write(b"\n]}\n")


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _node(subject: NamedNode | BlankNode | Triple, quads: Iterable[Quad]) -> dict[str, object]:
    node: dict[str, object] = {"@id": _iri(subject)}
    for predicate, group in groupby(quads, key=attrgetter("predicate")):
        if predicate.value == RDF_TYPE:
            node["@type"] = _one_or_all([_class(quad.object) for quad in group])
        else:
            kind = value_types().get(predicate.value)
            node[short(predicate.value)] = _one_or_all([_value(quad.object, kind) for quad in group])
    return node


def _one_or_all(values: list[object]) -> object:
    return values[0] if len(values) == 1 else values


def _iri(term: object) -> str:
    if isinstance(term, NamedNode):
        return compact(term.value)
    return str(term)


def _class(term: object) -> str:
    return short(term.value) if isinstance(term, NamedNode) else str(term)


def _value(term: object, kind: str | None) -> object:
    """Return a value as the context's type for its property lets it be written."""
    if not isinstance(term, Literal):
        return _iri(term) if kind == "@id" else {"@id": _iri(term)}
    datatype = term.datatype.value
    if datatype == _TAGGED:
        return {"@value": term.value, "@language": term.language}
    if datatype == _STRING:
        return term.value if kind is None else {"@value": term.value}
    if datatype == kind:
        return _native(term.value, datatype)
    return {"@value": term.value, "@type": compact(datatype)}


def _native(text: str, datatype: str) -> object:
    """Return whole numbers and truth values as JSON has them, where nothing of their text is lost by that; else the text."""
    if datatype == XSD + "boolean" and text in ("true", "false"):
        return text == "true"
    if datatype == XSD + "integer" and len(text) < 16:
        try:
            number = int(text)
        except ValueError:
            return text
        if str(number) == text and abs(number) < _LARGEST:
            return number
    return text
