"""Content negotiation: which media type an answer has (RFC 9110, section 12; SPARQL 1.1 Protocol, section 2.1.6)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from pyoxigraph import QueryResultsFormat, RdfFormat

RESULT_TYPES: Final[tuple[tuple[str, QueryResultsFormat], ...]] = (
    ("application/sparql-results+json", QueryResultsFormat.JSON),
    ("application/sparql-results+xml", QueryResultsFormat.XML),
    ("text/csv", QueryResultsFormat.CSV),
    ("text/tab-separated-values", QueryResultsFormat.TSV),
    ("application/json", QueryResultsFormat.JSON),
    ("application/xml", QueryResultsFormat.XML),
    ("text/xml", QueryResultsFormat.XML),
)
"""Media types of solutions and truth values, the one that is taken where a client does not care first."""

GRAPH_TYPES: Final[tuple[tuple[str, RdfFormat], ...]] = (
    ("text/turtle", RdfFormat.TURTLE),
    ("application/n-triples", RdfFormat.N_TRIPLES),
    ("application/rdf+xml", RdfFormat.RDF_XML),
    ("application/ld+json", RdfFormat.JSON_LD),
    ("application/trig", RdfFormat.TRIG),
    ("application/n-quads", RdfFormat.N_QUADS),
    ("application/json", RdfFormat.JSON_LD),
    ("application/xml", RdfFormat.RDF_XML),
    ("text/xml", RdfFormat.RDF_XML),
    ("text/plain", RdfFormat.N_TRIPLES),
)
"""Media types of graphs."""

ERROR_TYPES: Final = (
    "application/problem+json",
    "application/json",
    "text/html",
    "application/xhtml+xml",
    "text/plain",
)
_RANGES: Final = 64
_ACCEPT_LENGTH: Final = 4096


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a client takes: places in `RESULT_TYPES` and in `GRAPH_TYPES`, -1 where it takes none of them."""

    result: int
    graph: int


@lru_cache(maxsize=512)
def wanted(accept: str) -> Wanted:
    """Return which formats an Accept header asks for; an empty one asks for none in particular."""
    return Wanted(
        best([name for name, _ in RESULT_TYPES], accept),
        best([name for name, _ in GRAPH_TYPES], accept),
    )


def best(offered: Sequence[str], accept: str) -> int:
    """Return the place of the media type that a header likes best, the first of those it likes equally; -1 if it takes none.

    The quality of a type is that of the most specific range that covers it. A header that is not well formed is read as far as it is; one of more than
    4,096 characters or 64 ranges is cut there.
    """
    ranges = list(_ranges(accept[:_ACCEPT_LENGTH]))
    if not ranges:
        return 0 if not accept.strip() else -1
    found, quality = -1, 0.0
    for place, name in enumerate(offered):
        rated = _quality(name, ranges)
        if rated > quality:
            found, quality = place, rated
    return found


def prefers_english(accept_language: str) -> bool:
    """Tell whether a client likes English better than Chinese (RFC 9110, section 12.5.4); one that does not say gets Chinese."""
    rated = {"en": 0.0, "zh": 0.0}
    for name, quality in _ranges(accept_language[:_ACCEPT_LENGTH]):
        language = name.partition("-")[0]
        if language in rated:
            rated[language] = max(rated[language], quality)
    return rated["en"] > rated["zh"]


def takes_gzip(accept_encoding: str) -> bool:
    """Tell whether a client takes gzip (RFC 9110, section 12.5.3)."""
    return any(
        name in ("gzip", "x-gzip", "*") and quality > 0 for name, quality in _ranges(accept_encoding[:_ACCEPT_LENGTH])
    )


def _ranges(header: str) -> Iterable[tuple[str, float]]:
    for part in header.split(",")[:_RANGES]:
        name, *parameters = part.split(";")
        quality = 1.0
        for parameter in parameters:
            key, _, value = parameter.partition("=")
            if key.strip().lower() == "q":
                try:
                    quality = min(max(float(value.strip()), 0.0), 1.0)
                except ValueError:
                    quality = 0.0
        if name.strip():
            yield name.strip().lower(), quality


def _quality(name: str, ranges: list[tuple[str, float]]) -> float:
    any_subtype = name.partition("/")[0] + "/*"
    for pattern in (name, any_subtype, "*/*"):
        for given, quality in ranges:
            if given == pattern:
                return quality
    return 0.0
