"""What is read of a sentence, as it stands beside it: who holds, who pays, which tasks, under which rule it was read."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

from shiquan.comparison.arrangement import TIERS
from shiquan.publishing.names import Name, name_of
from shiquan.publishing.published_data import PublishedData
from shiquan.publishing.views.told import Told
from shiquan.terms import RDF_TYPE, SQ, TIER


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the vocabularies: its IRI and its name."""

    iri: str
    name: Name


@dataclass(frozen=True, slots=True)
class TierPart:
    """A share or a support: where it is in the document, whose it is, how much or of which kind."""

    path: str
    tier: str
    amount: str
    kind: Term | None


@dataclass(frozen=True, slots=True)
class Part:
    """A power or an expenditure responsibility: its manner and the tiers that have it, highest first."""

    path: str
    modes: tuple[Term, ...]
    tiers: tuple[str, ...]
    shares: tuple[TierPart, ...]
    support: tuple[TierPart, ...]


@dataclass(frozen=True, slots=True)
class TaskSaid:
    """A task in the document's words, its concepts, the tiers of its scope and those that it leaves out."""

    path: str
    words: str
    concepts: tuple[Term, ...]
    scope: tuple[str, ...]
    excludes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BodySaid:
    """A body that has a measure in hand."""

    path: str
    name: str
    iri: str
    leads: bool


@dataclass(frozen=True, slots=True)
class Card:
    """What stands beside a sentence. ``kind`` is ``assignment case residual measure target citation unparsed``; what a kind does not have is empty.

    ``label`` is its number within the page; ``evidence`` the path of its quote, empty where it has none.
    """

    kind: str
    path: str
    label: str
    evidence: str
    start: int
    power: Part | None = None
    expenditure: Part | None = None
    tasks: tuple[TaskSaid, ...] = ()
    condition: str = ""
    rules: tuple[Term, ...] = ()
    confidence: str = ""
    note: str = ""
    sort: Term | None = None
    heading: str = ""
    bodies: tuple[BodySaid, ...] = ()
    shared_by_duty: bool = False
    others: bool = False
    target: tuple[str, str, str, str, str] = ("", "", "", "", "")
    cited: str = ""


_KINDS: Final = (
    ("Assignment", "assignment"),
    ("Case", "case"),
    ("Residual", "residual"),
    ("Measure", "measure"),
    ("Target", "target"),
    ("Citation", "citation"),
)


class Cards:
    """Makes the cards of a document from what its graph tells."""

    def __init__(
        self, data: PublishedData, document: str, told: Told, evidence: dict[str, tuple[str, int, int]]
    ) -> None:
        """Take the document's IRI and its quotes: for each part the IRI of the evidence, start and end."""
        self._data = data
        self._told = told
        self._prefix = len(document) + 1
        self._evidence = evidence

    def all(self) -> tuple[Card, ...]:
        """Return the cards in the order of the text, numbered in this order within each kind."""
        parts = [(kind, part) for type_, kind in _KINDS for part in self._told.of_type(SQ + type_)]
        parts += [("unparsed", part) for part in self._unparsed()]
        # what stands at the same place keeps the order of its kind; sorts are stable
        parts.sort(key=lambda each: (self._evidence.get(each[1], ("", 0, 0))[1], _PLACES[each[0]]))
        count: Counter[str] = Counter()
        cards = []
        for kind, part in parts:
            count[kind] += 1
            cards.append(self._card(kind, part, str(count[kind])))
        return tuple(cards)

    def _unparsed(self) -> list[str]:
        provisions = self._told.of_type(SQ + "Provision")
        return [part for part in provisions if self._told.one(part, SQ + "role") == SQ + "asUnparsed"]

    def _card(self, kind: str, part: str, label: str) -> Card:
        told = self._told
        evidence, start, _ = self._evidence.get(part, ("", 0, 0))
        return Card(
            kind,
            self._path(part),
            label,
            self._path(evidence),
            start,
            power=self._part(told.one(part, SQ + "power"), "heldBy"),
            expenditure=self._part(told.one(part, SQ + "expenditure"), "borneBy"),
            tasks=tuple(self._task(task) for task in told.parts(part, SQ + "task")),
            condition=told.one(part, SQ + "condition"),
            rules=self._terms(told.all(part, SQ + "readBy")),
            confidence=told.one(part, SQ + "confidence"),
            note=told.one(part, SQ + "reviewNote") or told.one(part, SQ + "reason"),
            sort=self._term(told.one(part, SQ + "residualKind") or told.one(part, SQ + "relation")),
            heading=told.one(part, SQ + "heading"),
            bodies=tuple(self._body(body) for body in told.parts(part, SQ + "bodyRole")),
            shared_by_duty=told.one(part, SQ + "sharedByDuty") == "true",
            others=told.one(part, SQ + "others") == "true",
            target=(
                told.one(part, SQ + "indicator"),
                told.one(part, SQ + "operator"),
                told.one(part, SQ + "value"),
                told.one(part, SQ + "unit"),
                told.one(part, SQ + "by"),
            ),
            cited=told.one(part, SQ + "citedDocument"),
        )

    def _part(self, part: str, tiers: str) -> Part | None:
        if not part:
            return None
        told = self._told
        return Part(
            self._path(part),
            self._terms(told.all(part, SQ + "mode")),
            _tiers(told.all(part, SQ + tiers)),
            tuple(
                TierPart(self._path(one), _tier(told.one(one, SQ + "ofTier")), told.one(one, SQ + "percent"), None)
                for one in told.parts(part, SQ + "share")
            ),
            tuple(
                TierPart(
                    self._path(one),
                    _tier(told.one(one, SQ + "fromTier")),
                    "",
                    self._term(told.one(one, SQ + "supportKind")),
                )
                for one in told.parts(part, SQ + "support")
            ),
        )

    def _task(self, part: str) -> TaskSaid:
        told = self._told
        return TaskSaid(
            self._path(part),
            told.one(part, SQ + "text"),
            self._terms(told.all(part, SQ + "concept")),
            _tiers(told.all(part, SQ + "scope")),
            _tiers(told.all(part, SQ + "excludes")),
        )

    def _body(self, part: str) -> BodySaid:
        told = self._told
        return BodySaid(
            self._path(part),
            told.one(part, SQ + "bodyName"),
            told.one(part, SQ + "body"),
            told.one(part, SQ + "leads") == "true",
        )

    def _term(self, iri: str) -> Term | None:
        return Term(iri, name_of(self._data, iri)) if iri else None

    def _terms(self, iris: tuple[str, ...]) -> tuple[Term, ...]:
        return tuple(Term(iri, name_of(self._data, iri)) for iri in iris)

    def _path(self, part: str) -> str:
        return part[self._prefix :]


_PLACES: Final = {kind: place for place, (_, kind) in enumerate((*_KINDS, ("", "unparsed")))}


def kinds_of(told: Told, part: str) -> tuple[str, ...]:
    """Return what the stretch of the text that a part was read from is marked as."""
    types = told.all(part, RDF_TYPE)
    if SQ + "Provision" in types:
        return (told.one(part, SQ + "role").removeprefix(SQ + "as").lower(),)
    return tuple(type_.removeprefix(SQ).lower() for type_ in types if type_.startswith(SQ))


def _tier(iri: str) -> str:
    return iri.removeprefix(TIER)


def _tiers(iris: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(
        sorted((_tier(iri) for iri in iris), key=lambda tier: (TIERS.index(tier) if tier in TIERS else 9, tier))
    )
