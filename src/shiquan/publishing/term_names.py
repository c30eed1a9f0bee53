"""The terms of the vocabularies, ours and those of others: what they are called in the two languages, and what their values are.

Ours come from the ontology; `foreign-terms.csv` has the names that this site gives to terms of others (most of which have none in Chinese).
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode

from shiquan.graph.vocabulary import ontology_quads
from shiquan.terms import OWL, PREFIXES, RDF, RDF_TYPE, RDFS, SKOS, SQ, XSD

ALL_PREFIXES: Final = {**PREFIXES, "qb": "http://purl.org/linked-data/cube#"}
"""The prefixes of all vocabularies of which the graph has terms."""

_FOREIGN: Final = Path(__file__).resolve().parent / "foreign-terms.csv"
_NATIVE: Final = (XSD + "string", XSD + "integer", XSD + "boolean")
"""What JSON has itself: needs no datatype."""


class Kind(StrEnum):
    """What a term is: a class, or a property by its values."""

    CLASS = "class"
    THING = "iri"
    WORDS = "text"
    TYPED = "typed"
    OTHER = ""


@dataclass(frozen=True, slots=True)
class TermName:
    """A term: its kind, the IRI of the datatype of its values where the kind is TYPED, and its names; an empty one where it has none."""

    kind: Kind
    datatype: str
    chinese: str
    english: str


@cache
def term_names() -> Mapping[str, TermName]:
    """Return the terms by their IRI, in the order of the IRIs."""
    return dict(sorted({**_foreign(), **_own()}.items()))


def expanded(name: str) -> str:
    """Return the IRI that a prefixed name such as ``eli:title`` stands for.

    Raises:
        KeyError: the prefix is not one of `ALL_PREFIXES`.

    """
    prefix, _, local = name.partition(":")
    return ALL_PREFIXES[prefix] + local


def _foreign() -> dict[str, TermName]:
    found: dict[str, TermName] = {}
    with _FOREIGN.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            kind, datatype = (Kind.TYPED, XSD + "date") if row["kind"] == "date" else (Kind(row["kind"]), "")
            found[expanded(row["term"])] = TermName(kind, datatype, row["zh"], row["en"])
    return found


def _own() -> dict[str, TermName]:
    types: dict[str, set[str]] = {}
    ranges: dict[str, str] = {}
    names: dict[tuple[str, str], str] = {}
    for quad in ontology_quads():
        if not isinstance(quad.subject, NamedNode) or not quad.subject.value.startswith(SQ):
            continue
        term = quad.subject.value
        if quad.predicate.value == RDF_TYPE and isinstance(quad.object, NamedNode):
            types.setdefault(term, set()).add(quad.object.value)
        elif quad.predicate.value == RDFS + "range" and isinstance(quad.object, NamedNode):
            ranges[term] = quad.object.value
        elif quad.predicate.value in (SKOS + "prefLabel", RDFS + "label") and isinstance(quad.object, Literal):
            names[term, quad.object.language or ""] = quad.object.value
    return {
        term: TermName(*_kind(of, ranges.get(term, "")), names.get((term, "zh"), ""), names.get((term, "en"), ""))
        for term, of in types.items()
    }


def _kind(types: set[str], datatype: str) -> tuple[Kind, str]:
    if OWL + "Class" in types:
        return Kind.CLASS, ""
    if OWL + "ObjectProperty" in types:
        return Kind.THING, ""
    if datatype == RDF + "langString":
        return Kind.WORDS, ""
    if OWL + "DatatypeProperty" in types and datatype.startswith(XSD) and datatype not in _NATIVE:
        return Kind.TYPED, datatype
    return Kind.OTHER, ""
