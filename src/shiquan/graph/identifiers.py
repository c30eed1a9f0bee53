"""IRIs of documents, bodies and what stands in documents: ASCII, deterministic, without counters over the corpus.

A number alone is no identity (市政办发〔2024〕59号 names no city; 晋政办发 and 津政办发 are both *jinzhengbanfa*), so the IRI of a
document carries the area code of its issuer.
"""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache

from shiquan.model import Area, DocumentNumber
from shiquan.terms import DOC, GOVERNMENT, GRAPH, ORGANISATION

UNRESOLVED = "unresolved"
_MOST_NAMES = 1 << 14
"""Names of which the romanised form is kept."""

INFERRED_GRAPH = GRAPH + "inferred"
"""The IRI of the named graph of what follows from the ontology and the reference data alone."""

INFERRED_GRAPHS = INFERRED_GRAPH + "/"
"""What the IRIs of the other inferred graphs begin with."""

BETWEEN_GRAPH = INFERRED_GRAPHS + "between"
"""The IRI of the named graph of what follows from several documents together."""

_TITLE = "title"
_STEPS_OF_A_TITLE = 3
_STEPS_OF_A_NUMBER = 4
_NOT_ALPHANUMERIC = re.compile(r"[^a-z0-9]+")


def document_iri(area: Area | None, number: DocumentNumber | None, issuer: str | None, title: str | None) -> str:
    """Return the IRI of a document: by area, agency code, year and serial number, or by issuer and title without a number."""
    place = area.code if area is not None else UNRESOLVED
    if number is not None:
        return f"{DOC}{place}/{romanised(number.agency)}/{number.year}/{number.serial}"
    digest = hashlib.sha256(f"{issuer or ''}\n{title or ''}".encode()).hexdigest()
    return f"{DOC}{place}/{_TITLE}/{digest[:12]}"


def graph_iri(document: str) -> str:
    """Return the IRI of the named graph that holds what was read from a document."""
    return GRAPH + document.removeprefix(DOC)


def document_of_graph(graph: str) -> str:
    """Return the IRI of the document of which a named graph holds what was read."""
    return DOC + graph.removeprefix(GRAPH)


def is_inferred_graph(graph: str) -> bool:
    """Tell whether a named graph is one of those that reasoning makes."""
    return graph == INFERRED_GRAPH or graph.startswith(INFERRED_GRAPHS)


def inferred_graph_iri(document: str) -> str:
    """Return the IRI of the named graph that holds what reasoning adds to what was read from a document."""
    return INFERRED_GRAPHS + document.removeprefix(DOC)


def document_of(node: str) -> str | None:
    """Return the IRI of the document that a node is part of, or that it is itself; None for a node of no document.

    A document owns the nodes whose IRI is its own or goes on from it after a slash. All that is told of a document's own nodes is
    read from that document; of other nodes (cited instruments, bodies) several documents speak.
    """
    if not node.startswith(DOC):
        return None
    steps = node[len(DOC) :].split("/", 4)
    length = _STEPS_OF_A_TITLE if len(steps) > 1 and steps[1] == _TITLE else _STEPS_OF_A_NUMBER
    return DOC + "/".join(steps[:length]) if len(steps) >= length else None


def file_stem(document: str) -> str:
    """Return the stem of the files (cleaned text, Turtle) of a document."""
    return document.removeprefix(DOC).replace("/", "-")


def government_iri(area: Area) -> str:
    """Return the IRI of the government of an area."""
    return GOVERNMENT + area.code


def organisation_iri(area: Area | None, name: str) -> str:
    """Return the IRI of an office, department or other body of an area."""
    return f"{ORGANISATION}{area.code if area is not None else UNRESOLVED}/{romanised(name)}"


@lru_cache(maxsize=_MOST_NAMES)
def romanised(words: str) -> str:
    """Return Chinese words in pinyin without tones, joined, ASCII letters and digits only.

    Words without a single letter or digit left are named by their hash, so that no IRI ends in nothing.
    """
    # its dictionary takes half a second to load, which a query or a trace need not wait for
    from pypinyin import lazy_pinyin

    syllables = "".join(lazy_pinyin(words)).lower().replace("ü", "v")
    ascii_only = _NOT_ALPHANUMERIC.sub("", syllables)
    return ascii_only or "x" + hashlib.sha256(words.encode()).hexdigest()[:12]
