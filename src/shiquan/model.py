"""The document model: what one document says, with the place in its cleaned text where it says so.

These dataclasses are what parsing produces and what the graph is written from. Offsets are code points into
`Document.text` (the cleaned text that is published), end excluded, so `document.text[span.start:span.end]` is the quote.
Modes and kinds are the notations of the vocabularies in `ontology/` (for example ``by_ratio``); they are data, not code.
The terms are those of the annotation guidelines (`tests/gold/GUIDELINES.md`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Tier(StrEnum):
    """A tier of government, highest first. The value is the notation used in queries."""

    CENTRAL = "central"
    PROVINCE = "province"
    PREFECTURE = "prefecture"
    COUNTY = "county"
    TOWNSHIP = "township"

    @property
    def rank(self) -> int:
        """1 for the central tier to 5 for the township."""
        return _RANKS[self]


_RANKS = {tier: number for number, tier in enumerate(Tier, start=1)}

Tiers = tuple[Tier, ...]


def ordered_tiers(tiers: Iterable[Tier]) -> Tiers:
    """Return the tiers without repetition, highest first."""
    return tuple(sorted(set(tiers), key=lambda tier: tier.rank))


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the cleaned text: code points, end excluded."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return what stands at the span."""
        return text[self.start : self.end]

    def covers(self, other: Span) -> bool:
        """Tell whether the other span lies wholly within this one."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Source:
    """The file that a document was read from."""

    file: str
    sha256: str
    media_type: str
    encoding: str


@dataclass(frozen=True, slots=True)
class Area:
    """An administrative area of GB/T 2260."""

    code: str
    name: str
    tier: Tier
    kind: str
    parent: str | None


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """A 发文字号, its parts and its normalised form (agency code〔year〕number号)."""

    agency: str
    year: int
    serial: int

    def __str__(self) -> str:
        return f"{self.agency}〔{self.year}〕{self.serial}号"


@dataclass(frozen=True, slots=True)
class DateStatement:
    """A date that the document gives, and as what: ``signed``, ``published``, ``imprinted`` or ``effective``.

    ``origin`` tells signature, title, metadata, imprint or text apart, because two signing dates in one document are a finding.
    """

    kind: str
    day: date
    origin: str
    span: Span


@dataclass(frozen=True, slots=True)
class Effect:
    """When a document takes effect: ``on_issue``, ``on_publication`` or ``on_date``; the day where it is known."""

    rule: str
    day: date | None
    span: Span


@dataclass(frozen=True, slots=True)
class Citation:
    """An instrument that is named, and why: ``implements``, ``cites`` or ``repeals``."""

    title: str | None
    number: DocumentNumber | None
    issuer: str | None
    relation: str
    span: Span


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered heading. ``path`` is normalised: 一 / (一) / 1 joined with `/`."""

    path: str
    heading: str
    span: Span
    body: Span
    """From the end of the heading to the next heading of any level."""


@dataclass(frozen=True, slots=True)
class Power:
    """A fiscal power (财政事权): its mode and the tiers that hold it."""

    mode: str
    tiers: Tiers


@dataclass(frozen=True, slots=True)
class Share:
    """The percentage of the expenditure that one tier bears."""

    tier: Tier
    percent: Decimal


@dataclass(frozen=True, slots=True)
class Support:
    """What a tier pays that is not named as bearer: ``transfer``, ``subsidy``, ``reward`` or ``quota``."""

    giver: Tier
    kind: str


@dataclass(frozen=True, slots=True)
class Expenditure:
    """An expenditure responsibility (支出责任): its mode, the tiers that bear it, their shares and others' support."""

    mode: str
    tiers: Tiers
    shares: tuple[Share, ...] = ()
    support: tuple[Support, ...] = ()


@dataclass(frozen=True, slots=True)
class Task:
    """A task in the document's own words, the tiers that its words name, the tiers whose lists it leaves out."""

    text: str
    scope: Tiers
    excludes: Tiers
    concepts: tuple[str, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Case:
    """A condition under an assignment with its own power and bearer."""

    condition: str
    power: Power | None
    expenditure: Expenditure | None
    span: Span


@dataclass(frozen=True, slots=True)
class Assignment:
    """One statement that gives tasks a fiscal power, an expenditure responsibility, or both.

    ``rules`` are the reading rules that matched (local names of the lexicon); ``confidence`` is 1 where every word of the
    statement's frame was accounted for; ``note`` says what a person should look at.
    """

    section: str | None
    tasks: tuple[Task, ...]
    power: Power | None
    expenditure: Expenditure | None
    cases: tuple[Case, ...]
    span: Span
    rules: tuple[str, ...]
    confidence: Decimal = Decimal(1)
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Residual:
    """What the document leaves to another rule: ``unlisted``, ``special_regime``, ``other_plan`` or ``principle``."""

    section: str | None
    kind: str
    span: Span


@dataclass(frozen=True, slots=True)
class Body:
    """A body that a measure names, and whether it leads (牵头)."""

    name: str
    leads: bool


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure of a work plan and the bodies in its closing bracket."""

    section: str
    heading: str
    bodies: tuple[Body, ...]
    shared_by_duty: bool
    others: bool
    span: Span


@dataclass(frozen=True, slots=True)
class Target:
    """A figure that a plan sets as a goal. ``operator`` is ``>=``, ``<=`` or ``growth>=``; ``by`` is a year."""

    indicator: str
    operator: str
    value: Decimal
    unit: str
    by: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """What became of one sentence. ``role`` is a notation of the ledger roles; ``reason`` is given where it is unparsed."""

    section: str | None
    role: str
    span: Span
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan (方案) that a notice promulgates. ``kind`` is ``division``, ``work`` or ``other``."""

    title: str
    kind: str
    domain: str | None
    span: Span
    citations: tuple[Citation, ...] = ()
    sections: tuple[Section, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    residuals: tuple[Residual, ...] = ()
    measures: tuple[Measure, ...] = ()
    targets: tuple[Target, ...] = ()
    ledger: tuple[LedgerEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a reader of the document should know: code, message in both languages, place."""

    code: str
    zh: str
    en: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One notice with its plans, as read from one source file."""

    source: Source
    text: str
    number: DocumentNumber | None
    title: str | None
    issuers: tuple[str, ...]
    area: Area | None
    tier: Tier | None
    domain: str | None
    recipients: tuple[str, ...]
    copied_to: tuple[str, ...]
    dates: tuple[DateStatement, ...]
    effect: Effect | None
    plans: tuple[Plan, ...]
    findings: tuple[Finding, ...] = field(default=())

    def date_of(self, kind: str) -> date | None:
        """Return the document's date of a kind; where it is given more than once, the first statement counts.

        Parsing lists the signature before the metadata and both before the imprint, as the guidelines rank them.
        """
        return next((statement.day for statement in self.dates if statement.kind == kind), None)
