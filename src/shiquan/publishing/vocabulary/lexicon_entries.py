"""The lexicon: the words and patterns by which documents are read, as they stand in the files."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from pyoxigraph import Literal, NamedNode

from shiquan.publishing.vocabulary.facts import Facts, lexicon_facts, local_name
from shiquan.terms import DCTERMS, OWL, RDF_TYPE, SKOS, SQ


@dataclass(frozen=True, slots=True)
class LexiconEntry:
    """A reading rule, a tier word, a word list or a context. ``links`` are pairs of a property's IRI and a thing's."""

    iri: str
    name: str
    kind: str
    label: tuple[str, str]
    examples: tuple[str, ...]
    words: tuple[str, ...]
    patterns: tuple[str, ...]
    priority: str
    links: tuple[tuple[str, str], ...]
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LexiconFile:
    """A file of the lexicon."""

    name: str
    title: tuple[str, str]
    entries: tuple[LexiconEntry, ...]


@cache
def lexicon_files() -> tuple[LexiconFile, ...]:
    """Return the files of the lexicon in the order of their names, entries in the order of the files."""
    facts = lexicon_facts()
    titles = {facts.file(node): facts.pair(node, DCTERMS + "title") for node in facts.of_type(OWL + "Ontology")}
    files: dict[str, list[LexiconEntry]] = {name: [] for name in sorted(titles)}
    for node in facts.subjects():
        kinds = [kind for kind in facts.iris(node, RDF_TYPE) if kind.startswith(SQ)]
        if kinds:
            files[facts.file(node)].append(_entry(facts, node.value, kinds[0]))
    return tuple(
        LexiconFile(local_name(name).removesuffix(".ttl"), titles[name], tuple(entries))
        for name, entries in files.items()
    )


def _last_steps(iri: str) -> str:
    """Return what tells an entry from the others of its file: a word and what it denotes may have the same last step."""
    return "/".join(iri.rsplit("/", 2)[1:])


def _entry(facts: Facts, iri: str, kind: str) -> LexiconEntry:
    node = NamedNode(iri)
    links = [
        (predicate, value)
        for predicate in (SQ + "denotes", SQ + "indicates", SQ + "inContext", SQ + "within")
        for value in facts.iris(node, predicate)
    ]
    flags = [name for name in ("bare", "bearerOnly", "companion") if Literal(True) in facts.values(node, SQ + name)]
    operator = facts.texts(node, SQ + "operator")
    return LexiconEntry(
        iri,
        _last_steps(iri),
        kind,
        facts.label(node),
        tuple(facts.texts(node, SKOS + "example")),
        tuple(facts.texts(node, SQ + "word")),
        tuple(facts.texts(node, SQ + "pattern")),
        next(iter(facts.texts(node, SQ + "priority")), ""),
        tuple(links),
        (*(SQ + name for name in flags), *operator),
    )
