"""The JSON-LD context of the graph, made from the ontology: short names for its terms, and what type their values have.

Terms of the ontology go by their local names (``Assignment``, ``heldBy``), others by prefix and name (``eli:title``); see JSON-LD 1.1,
section 4.1. Whether a property has things or literals of one type as values is taken from the ontology and, for properties of other
vocabularies, from the shapes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Final

from pyoxigraph import NamedNode, RdfFormat, parse

from shiquan.resources import ontology_folder
from shiquan.terms import ELI, OA, ORG, OWL, PREFIXES, PROV, RDF_TYPE, RDFS, SKOS, SQ, XSD

CONTEXT: Final = "context.jsonld"
"""The path of the published context in the site."""
JSON_LD: Final = "application/ld+json"

_SHACL: Final = "http://www.w3.org/ns/shacl#"
_LITERALS: Final = frozenset(XSD + name for name in ("date", "integer", "decimal", "boolean"))
_OF_OTHERS: Final = (ELI, OA, ORG, PROV, SKOS)
"""Vocabularies whose properties in the data have either things or literals as values, never both."""


@cache
def context() -> Mapping[str, object]:
    """Return the content of ``@context``: prefixes first, then the terms in the order of their names."""
    prefixes = {**PREFIXES, "qb": "http://purl.org/linked-data/cube#"}
    found: dict[str, object] = {"@version": 1.1}
    found |= dict(sorted(prefixes.items()))
    for iri in sorted(_classes()):
        found[iri.removeprefix(SQ)] = f"sq:{iri.removeprefix(SQ)}"
    types = value_types()
    for iri in sorted(types):
        name = short(iri)
        kind = types[iri]
        if kind is not None:
            found[name] = {"@id": compact(iri), "@type": kind if kind.startswith("@") else compact(kind)}
        elif iri.startswith(SQ):
            found[name] = compact(iri)
    return found


def context_document() -> bytes:
    """Return the context as the file that is published."""
    return (json.dumps({"@context": context()}, ensure_ascii=False, indent=1) + "\n").encode()


@cache
def short(iri: str) -> str:
    """Return the name that the context gives a property or class: the local name for terms of the ontology, else prefix and name."""
    known = iri in value_types() or iri in _classes()
    return iri.removeprefix(SQ) if known and iri.startswith(SQ) else compact(iri)


@cache
def compact(iri: str) -> str:
    """Return an IRI with a prefix of the context; as it is where none fits."""
    for name, start in (*PREFIXES.items(), ("qb", "http://purl.org/linked-data/cube#")):
        if iri.startswith(start) and len(iri) > len(start):
            return f"{name}:{iri[len(start) :]}"
    return iri


@cache
def value_types() -> Mapping[str, str | None]:
    """Return what the values of each property are: ``@id``, the IRI of a datatype, or None where they are strings or of several kinds."""
    facts = _facts("*.ttl")
    types: dict[str, str | None] = {}
    ranges = {s: o for s, p, o in facts if p == RDFS + "range"}
    for subject, predicate, value in facts:
        if predicate != RDF_TYPE:
            continue
        if value == OWL + "ObjectProperty":
            types[subject] = "@id"
        elif value == OWL + "DatatypeProperty":
            range_ = ranges.get(subject)
            types[subject] = range_ if range_ in _LITERALS else None
        elif value == OWL + "AnnotationProperty":
            types[subject] = None
    return types | _of_shapes(types)


def _of_shapes(known: Mapping[str, str | None]) -> dict[str, str | None]:
    """Return the types that shapes ask of properties of other vocabularies, where all shapes agree."""
    facts = _facts("shapes/*.ttl")
    paths = {s: o for s, p, o in facts if p == _SHACL + "path"}
    asked: dict[str, set[str]] = {}
    for subject, predicate, value in facts:
        path = paths.get(subject)
        if path is None or path in known or not path.startswith(_OF_OTHERS):
            continue
        if predicate == _SHACL + "class" or (predicate == _SHACL + "nodeKind" and value == _SHACL + "IRI"):
            asked.setdefault(path, set()).add("@id")
        elif predicate == _SHACL + "datatype":
            asked.setdefault(path, set()).add(value)
    return {
        path: next(iter(types)) if len(types) == 1 and types <= {"@id", *_LITERALS} else None
        for path, types in asked.items()
    }


@cache
def _classes() -> frozenset[str]:
    return frozenset(s for s, p, o in _facts("*.ttl") if p == RDF_TYPE and o == OWL + "Class" and s.startswith(SQ))


@cache
def _facts(pattern: str) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (quad.subject.value, quad.predicate.value, quad.object.value)
        for path in sorted(ontology_folder().glob(pattern))
        for quad in parse(path=str(path), format=RdfFormat.TURTLE)
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode)
    )
