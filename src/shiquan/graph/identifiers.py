"""IRIs of documents, bodies and what stands in documents: ASCII, deterministic, without counters over the corpus.

A number alone is no identity (市政办发〔2024〕59号 names no city; 晋政办发 and 津政办发 are both *jinzhengbanfa*), so the IRI of a
document carries the area code of its issuer.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache

from pypinyin import lazy_pinyin

from shiquan.model import Area, DocumentNumber
from shiquan.terms import DOC, GOVERNMENT, GRAPH, ORGANISATION

UNRESOLVED = "unresolved"
_NOT_ALPHANUMERIC = re.compile(r"[^a-z0-9]+")


def document_iri(area: Area | None, number: DocumentNumber | None, issuer: str | None, title: str | None) -> str:
    """Return the IRI of a document: by area, agency code, year and serial number, or by issuer and title without a number."""
    place = area.code if area is not None else UNRESOLVED
    if number is not None:
        return f"{DOC}{place}/{romanised(number.agency)}/{number.year}/{number.serial}"
    digest = hashlib.sha256(f"{issuer or ''}\n{title or ''}".encode()).hexdigest()
    return f"{DOC}{place}/title/{digest[:12]}"


def graph_iri(document: str) -> str:
    """Return the IRI of the named graph that holds what was read from a document."""
    return GRAPH + document.removeprefix(DOC)


def file_stem(document: str) -> str:
    """Return the stem of the files (cleaned text, Turtle) of a document."""
    return document.removeprefix(DOC).replace("/", "-")


def government_iri(area: Area) -> str:
    """Return the IRI of the government of an area."""
    return GOVERNMENT + area.code


def organisation_iri(area: Area | None, name: str) -> str:
    """Return the IRI of an office, department or other body of an area."""
    return f"{ORGANISATION}{area.code if area is not None else UNRESOLVED}/{romanised(name)}"


@cache
def romanised(words: str) -> str:
    """Return Chinese words in pinyin without tones, joined, ASCII letters and digits only.

    Words without a single letter or digit left are named by their hash, so that no IRI ends in nothing.
    """
    syllables = "".join(lazy_pinyin(words)).lower().replace("ü", "v")
    ascii_only = _NOT_ALPHANUMERIC.sub("", syllables)
    return ascii_only or "x" + hashlib.sha256(words.encode()).hexdigest()[:12]
