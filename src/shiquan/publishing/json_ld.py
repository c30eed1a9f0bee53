"""JSON-LD 1.1 with a published context: short names for the terms of the vocabularies, languages as keys.

The context is a file of the site, `context.jsonld`; a file of a thing names it by a relative reference, which is resolved against the address of the
file (JSON-LD 1.1, section 3.1), so that both are found wherever the site stands.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Any, Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from shiquan.publishing.addresses import relative
from shiquan.publishing.term_names import ALL_PREFIXES, Kind, TermName, term_names
from shiquan.terms import RDF_TYPE, SQ, XSD

CONTEXT: Final = "context.jsonld"
"""The path of the context."""

_INTEGER: Final = re.compile(r"0|-?[1-9][0-9]{0,14}")
_UNKNOWN: Final = TermName(Kind.OTHER, "", "", "")
_NAMES_KEPT: Final = 1 << 15
_LOCAL: Final = re.compile(r"[A-Za-z0-9_.\-/~]+")


@cache
def context() -> bytes:
    """Return the context: prefixes, then the classes and properties of the ontology by their local names, those of others with their prefix."""
    terms: dict[str, object] = dict(sorted(ALL_PREFIXES.items()))
    for iri, term in term_names().items():
        name = _name(iri)
        definition: dict[str, str] = {"@id": compact(iri)}
        if term.kind is Kind.THING:
            definition["@type"] = "@id"
        elif term.kind is Kind.TYPED:
            definition["@type"] = compact(term.datatype)
        elif term.kind is Kind.WORDS:
            definition["@container"] = "@language"
        # a term of another vocabulary needs a definition only where it says something about the values
        if len(definition) > 1:
            terms[name] = definition
        elif iri.startswith(SQ):
            terms[name] = definition["@id"]
    return _written({"@context": {"@version": 1.1, **terms}})


def json_ld(triples: Iterable[Triple], folder: str) -> bytes:
    """Return triples as JSON-LD for a file in a folder of the site: the nodes in the order in which the triples have them."""
    nodes: dict[str, dict[str, list[Triple]]] = {}
    for triple in triples:
        nodes.setdefault(identifier(triple.subject), {}).setdefault(triple.predicate.value, []).append(triple)
    graph = [node(name, properties) for name, properties in nodes.items()]
    return _written({"@context": relative(CONTEXT, folder), "@graph": graph})


def node(name: str, properties: dict[str, list[Triple]]) -> dict[str, Any]:
    """Return what is said of one thing, by the IRIs of the properties, as the context lets it be written."""
    node: dict[str, Any] = {"@id": name}
    for iri, triples in properties.items():
        if iri == RDF_TYPE:
            node["@type"] = [
                _name(one.object.value) if isinstance(one.object, NamedNode) else identifier(one.object)
                for one in triples
            ]
            continue
        term = term_names().get(iri, _UNKNOWN)
        values = [one.object for one in triples]
        words = [one for one in values if isinstance(one, Literal) and one.language] if term.kind is Kind.WORDS else []
        if words:
            by_language: dict[str, list[str]] = {}
            for word in words:
                by_language.setdefault(word.language or "", []).append(word.value)
            node[_name(iri)] = {language: _one_or_all(found) for language, found in by_language.items()}
        others = [_value(one, term) for one in values if one not in words]
        if others:
            # what a map of languages cannot hold stands under the whole IRI, which has no definition
            node[iri if term.kind is Kind.WORDS else _name(iri)] = _one_or_all(others)
    return node


def _one_or_all(values: list[Any]) -> object:
    return values[0] if len(values) == 1 else values


def _value(value: NamedNode | BlankNode | Literal | Triple, term: TermName) -> object:
    if not isinstance(value, Literal):
        return identifier(value) if term.kind is Kind.THING else {"@id": identifier(value)}
    datatype = value.datatype.value
    if value.language:
        return {"@language": value.language, "@value": value.value}
    if term.kind is Kind.TYPED and datatype == term.datatype:
        return value.value
    plain = term.kind in (Kind.OTHER, Kind.WORDS)
    if plain and datatype == XSD + "integer" and _INTEGER.fullmatch(value.value):
        return int(value.value)
    if plain and datatype == XSD + "boolean" and value.value in ("true", "false"):
        return value.value == "true"
    if datatype == XSD + "string":
        return value.value if plain else {"@value": value.value}
    return {"@type": compact(datatype), "@value": value.value}


def identifier(term: NamedNode | BlankNode | Literal | Triple) -> str:
    """Return an IRI with a prefix of the context where one fits, or the name of a blank node."""
    return f"_:{term.value}" if isinstance(term, BlankNode) else compact(str(term)[1:-1])


def _name(iri: str) -> str:
    """Return what a class or property is called in the context: a local name where it is ours, else a prefixed name, or the IRI itself."""
    return iri.removeprefix(SQ) if iri.startswith(SQ) and iri in term_names() else compact(iri)


@cache
def _prefixes() -> tuple[tuple[str, str], ...]:
    # the longest first: id: lies below no other, but nothing says that it must stay so
    return tuple(sorted(ALL_PREFIXES.items(), key=lambda entry: -len(entry[1])))


@lru_cache(maxsize=_NAMES_KEPT)
def compact(iri: str) -> str:
    """Return an IRI with a prefix of the context; as it is where none fits."""
    for prefix, begin in _prefixes():
        local = iri[len(begin) :]
        if iri.startswith(begin) and _LOCAL.fullmatch(local) and not local.startswith("//"):
            return f"{prefix}:{local}"
    return iri


def _written(content: object) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()
