"""The vocabulary as a lexicon: the words and patterns of `ontology/lexicon/`, ready for the parser.

Nothing is known here of any particular word. A tier word, a phrase for an expenditure mode or a metadata label is a line
in a Turtle file; this module reads them into plain values.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from shiquan.model import Tier, Tiers, ordered_tiers
from shiquan.resources import ontology_folder
from shiquan.terms import CONTEXT, DOMAIN, RDF_TYPE, RULE, SKOS, SQ, TIER, WORDS

_Node = NamedNode | BlankNode | Literal | Triple


@dataclass(frozen=True, slots=True)
class TierWord:
    """A word and the tiers that it denotes in one kind of document (``context``; None: in every kind).

    Attributes:
        bare: a single character that counts as scope only at the beginning of a phrase.
        bearer_only: names who holds or pays, never the scope of a task (国家, 各级).
        companion: counts only beside another word for the same tier (开发区 beside 县区).

    """

    word: str
    tiers: Tiers
    context: str | None
    bare: bool
    bearer_only: bool
    companion: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """A reading rule: patterns, what they indicate (a notation) and which wins."""

    name: str
    kind: str
    indicates: str | None
    priority: int
    patterns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WordList:
    """Words, or patterns, that serve one purpose; ``indicates`` and ``operator`` where the entry has them."""

    name: str
    words: tuple[str, ...]
    patterns: tuple[str, ...]
    indicates: str | None
    operator: str | None


@dataclass(frozen=True, slots=True)
class DomainLabel:
    """A domain of fiscal powers: the local name of its IRI, its label and the other words for it."""

    name: str
    label: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """Everything that the parser knows about words. Expressions made from one are kept for it, so it is the same only as itself."""

    tier_words: tuple[TierWord, ...]
    contexts: dict[str, str | None]
    """A context and the wider one in which its words are looked up next."""
    rules: tuple[Rule, ...]
    lists: dict[str, WordList]
    domains: tuple[DomainLabel, ...]

    def words(self, name: str) -> tuple[str, ...]:
        """Return the words of a list, longest first.

        Raises:
            KeyError: the lexicon has no list of that name.

        """
        return self.lists[name].words

    def rules_of(self, kind: str) -> tuple[Rule, ...]:
        """Return the rules of a kind (the local name of their class), the highest priority first."""
        return tuple(rule for rule in self.rules if rule.kind == kind)


@cache
def load_lexicon(folder: Path | None = None) -> Lexicon:
    """Read the lexicon from the ontology folder (by default that of the package).

    Raises:
        SyntaxError: a vocabulary file is not Turtle; the message names the line.
        FileNotFoundError: the folder is not there.

    """
    root = folder or ontology_folder()
    facts = _Facts()
    for path in sorted([*root.glob("*.ttl"), *(root / "lexicon").glob("*.ttl")]):
        facts.read(path)
    return Lexicon(
        tier_words=tuple(_tier_words(facts)),
        contexts={
            subject.removeprefix(CONTEXT): _local(facts.one(subject, SQ + "within"), CONTEXT)
            for subject in facts.instances(SQ + "DocumentContext")
        },
        rules=tuple(sorted(_rules(facts), key=lambda rule: (-rule.priority, rule.name))),
        lists={words.name: words for words in _lists(facts)},
        domains=tuple(_domains(facts)),
    )


class _Facts:
    """The triples of the vocabulary files, by subject and predicate, values in the order of the files."""

    def __init__(self) -> None:
        self._values: dict[str, dict[str, list[_Node]]] = {}

    def read(self, path: Path) -> None:
        for quad in parse(path=str(path), format=RdfFormat.TURTLE):
            if isinstance(quad.subject, NamedNode):
                by_predicate = self._values.setdefault(quad.subject.value, {})
                by_predicate.setdefault(quad.predicate.value, []).append(quad.object)

    def instances(self, type_iri: str) -> list[str]:
        return sorted(s for s, values in self._values.items() if NamedNode(type_iri) in values.get(RDF_TYPE, []))

    def types(self, subject: str) -> list[str]:
        return [node.value for node in self._values[subject].get(RDF_TYPE, []) if isinstance(node, NamedNode)]

    def all(self, subject: str, predicate: str) -> list[str]:
        nodes = self._values.get(subject, {}).get(predicate, [])
        return [node.value for node in nodes if isinstance(node, NamedNode | Literal)]

    def one(self, subject: str, predicate: str) -> str | None:
        return next(iter(self.all(subject, predicate)), None)

    def subjects(self) -> list[str]:
        return sorted(self._values)


def _local(iri: str | None, namespace: str) -> str | None:
    return iri.removeprefix(namespace) if iri is not None else None


def _tier_words(facts: _Facts) -> Iterator[TierWord]:
    for subject in facts.instances(SQ + "TierWord"):
        tiers = ordered_tiers(Tier(tier.removeprefix(TIER)) for tier in facts.all(subject, SQ + "denotes"))
        for word in facts.all(subject, SQ + "word"):
            yield TierWord(
                word=word,
                tiers=tiers,
                context=_local(facts.one(subject, SQ + "inContext"), CONTEXT),
                bare=facts.one(subject, SQ + "bare") == "true",
                bearer_only=facts.one(subject, SQ + "bearerOnly") == "true",
                companion=facts.one(subject, SQ + "companion") == "true",
            )


def _rules(facts: _Facts) -> Iterator[Rule]:
    for subject in facts.subjects():
        if not subject.startswith(RULE):
            continue
        kind = next(name.removeprefix(SQ) for name in facts.types(subject) if name.startswith(SQ))
        yield Rule(
            name=subject.removeprefix(RULE),
            kind=kind,
            indicates=_notation(facts, facts.one(subject, SQ + "indicates")),
            priority=int(facts.one(subject, SQ + "priority") or 0),
            patterns=tuple(facts.all(subject, SQ + "pattern")),
        )


def _lists(facts: _Facts) -> Iterator[WordList]:
    for subject in facts.instances(SQ + "WordList"):
        words = dict.fromkeys(facts.all(subject, SQ + "word"))
        yield WordList(
            name=subject.removeprefix(WORDS),
            words=tuple(sorted(words, key=lambda word: (-len(word), word))),
            patterns=tuple(facts.all(subject, SQ + "pattern")),
            indicates=_notation(facts, facts.one(subject, SQ + "indicates")),
            operator=facts.one(subject, SQ + "operator"),
        )


def _domains(facts: _Facts) -> Iterator[DomainLabel]:
    for subject in facts.instances(SQ + "Domain"):
        labels = facts.all(subject, SKOS + "prefLabel")
        words = [*facts.all(subject, SKOS + "notation"), *facts.all(subject, SKOS + "altLabel"), *labels]
        chinese = [word for word in dict.fromkeys(words) if any("一" <= char <= "鿿" for char in word)]
        label = next((word for word in labels if word in chinese), chinese[0])
        yield DomainLabel(
            subject.removeprefix(DOMAIN), label, tuple(sorted(chinese, key=lambda word: (-len(word), word)))
        )


def _notation(facts: _Facts, concept: str | None) -> str | None:
    """Return the notation of a concept; what has none is its own local name."""
    if concept is None:
        return None
    return facts.one(concept, SKOS + "notation") or concept.removeprefix(SQ)
