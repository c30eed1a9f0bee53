"""Turtle whose bytes are always the same for the same triples."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pyoxigraph import RdfFormat, Triple, serialize

from shiquan.terms import ID, PREFIXES


def turtle(triples: Iterable[Triple], prefixes: Mapping[str, str] = PREFIXES) -> bytes:
    """Return triples as Turtle in the order given, one statement a line, IRIs of the data relative to their base.

    The serialiser writes the prefixes in the order of a hash, which differs from run to run; they are written here instead.
    """
    used = {name: iri for name, iri in prefixes.items() if iri != ID}
    written = bytes(serialize(triples, format=RdfFormat.TURTLE, prefixes=used, base_iri=ID) or b"")
    header = [f"@base <{ID}> .", *(f"@prefix {name}: <{iri}> ." for name, iri in sorted(used.items())), "", ""]
    body = (line for line in written.splitlines(keepends=True) if not line.startswith((b"@base ", b"@prefix ")))
    return "\n".join(header).encode() + b"".join(body)
