"""The report of a validation, and the parts that it is put together from.

Documents are validated apart. A part says what was found in some of them and how many nodes each shape looked at there; parts
add up, so that the report is the same whatever the documents were grouped into.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from shiquan.graph.findings import (
    CLASS_NOT_LOOKED_AT,
    LOOKED_AT_NOTHING,
    PROPERTY_NOT_LOOKED_AT,
    SHAPES,
    VALIDATED_NOTHING,
    Finding,
    Place,
    Severity,
    Value,
    natural_key,
)
from shiquan.graph.validation.shapes import ShapeName
from shiquan.terms import RDF_TYPE


@dataclass(frozen=True, slots=True)
class FocusCount:
    """How many nodes a shape looked at."""

    shape: str
    name_zh: str
    name_en: str
    nodes: int


@dataclass(frozen=True, slots=True)
class ValidationReport:
    """The findings, in order (worst first), and what was looked at, by IRI of the shape."""

    findings: tuple[Finding, ...]
    looked_at: tuple[FocusCount, ...]

    @property
    def conforms(self) -> bool:
        """Whether nothing is wrong: no finding is a violation."""
        return not self.count(Severity.VIOLATION)

    def count(self, severity: Severity) -> int:
        """Return the number of findings of a severity."""
        return sum(1 for finding in self.findings if finding.severity is severity)

    def with_findings(self, findings: Iterable[Finding]) -> ValidationReport:
        """Return a report that holds these findings too."""
        return ValidationReport(in_order([*self.findings, *findings]), self.looked_at)


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings without repetition, the worst first, then by node."""
    return tuple(sorted(set(findings), key=order_key))


def order_key(finding: Finding) -> tuple[object, ...]:
    """Return what findings are ordered by: their key, then all that two with the same key can differ in, as blank nodes in their place."""
    place, value = finding.place, finding.value or Value("")
    may_be_absent = (
        *(finding.path, finding.value, value.datatype, value.language),
        *(place.number, place.section, place.quote),
    )
    absent = "".join("0" if part is None else "1" for part in may_be_absent)
    rest = (place.number or "", place.section or "", place.quote or "", finding.message_en, finding.focus, absent)
    return (*finding.key, *rest)


@dataclass(frozen=True, slots=True)
class UnknownTerm:
    """A class or property of document nodes that no shape knows: how often it stands there, and where first."""

    component: str
    """`CLASS_NOT_LOOKED_AT` or `PROPERTY_NOT_LOOKED_AT`."""
    term: str
    uses: int
    first: str
    """The first node that has it, numbers in IRIs counted as numbers."""
    place: Place

    def and_also(self, other: UnknownTerm) -> UnknownTerm:
        """Return the uses of both."""
        nearer = min((self, other), key=lambda use: natural_key(use.first))
        return UnknownTerm(self.component, self.term, self.uses + other.uses, nearer.first, nearer.place)

    def finding(self) -> Finding:
        """Return the warning: a misspelt term passes every shape unseen."""
        of_class = self.component == CLASS_NOT_LOOKED_AT
        kind_zh, kind_en = ("类", "class") if of_class else ("属性", "property")
        return Finding(
            severity=Severity.WARNING,
            shape=SHAPES.removesuffix("#"),
            component=self.component,
            focus=self.first,
            message_zh=f"没有形状检查这个{kind_zh}（{self.uses} 处，此为第一处）：可能写错了，或者形状有遗漏。",
            message_en=f"No shape looks at this {kind_en} ({self.uses} places, this is the first): it may be misspelt, or "
            "a shape is missing.",
            path=RDF_TYPE if of_class else self.term,
            value=Value(self.term) if of_class else None,
            place=self.place,
        )


@dataclass(frozen=True, slots=True)
class PartialReport:
    """What was found in a part of the data: findings, the nodes that each targeted shape looked at, the terms unknown to all."""

    findings: tuple[Finding, ...]
    nodes: dict[str, int]
    unknown: tuple[UnknownTerm, ...]


class Tally:
    """Adds up the parts of a report but for their findings, and finds what only the whole shows."""

    def __init__(self, targeted: Iterable[ShapeName]) -> None:
        self._names = sorted(targeted, key=lambda name: name.shape)
        self._nodes = {name.shape: 0 for name in self._names}
        self._unknown: dict[tuple[str, str], UnknownTerm] = {}

    def add(self, part: PartialReport) -> None:
        """Take up a part. No focus node may stand in two parts: it would be counted twice."""
        for shape, nodes in part.nodes.items():
            self._nodes[shape] += nodes
        for use in part.unknown:
            earlier = self._unknown.get((use.component, use.term))
            self._unknown[use.component, use.term] = earlier.and_also(use) if earlier else use

    def looked_at(self) -> tuple[FocusCount, ...]:
        """Return how many nodes each shape looked at, by IRI of the shape."""
        return tuple(
            FocusCount(name.shape, name.name_zh, name.name_en, self._nodes[name.shape]) for name in self._names
        )

    def findings(self) -> list[Finding]:
        """Return what only the whole shows: shapes that looked at nothing, unknown terms."""
        return [*_looked_at_nothing(self.looked_at()), *(use.finding() for use in self._unknown.values())]


class ReportBuilder:
    """Makes a report of its parts, in memory."""

    def __init__(self, targeted: Iterable[ShapeName]) -> None:
        self._tally = Tally(targeted)
        self._findings: set[Finding] = set()

    def add(self, part: PartialReport) -> None:
        """Take up a part. No focus node may stand in two parts: it would be counted twice."""
        self._findings.update(part.findings)
        self._tally.add(part)

    def report(self) -> ValidationReport:
        """Return the report of all parts, with what only the whole shows."""
        return ValidationReport(in_order([*self._findings, *self._tally.findings()]), self._tally.looked_at())


def _looked_at_nothing(counts: tuple[FocusCount, ...]) -> list[Finding]:
    """Say which shapes looked at no node; where no shape looked at any, the data set has not been validated at all."""
    findings = [
        Finding(
            severity=Severity.INFO,
            shape=count.shape,
            component=LOOKED_AT_NOTHING,
            focus=count.shape,
            message_zh=f"形状“{count.name_zh}”没有看到任何节点：数据集中没有这类节点。",
            message_en=f"The shape '{count.name_en}' looked at no node: the data set has none of the kind.",
        )
        for count in counts
        if not count.nodes
    ]
    if not any(count.nodes for count in counts):
        findings.append(
            Finding(
                severity=Severity.VIOLATION,
                shape=SHAPES.removesuffix("#"),
                component=VALIDATED_NOTHING,
                focus=SHAPES.removesuffix("#"),
                message_zh="校验没有看到任何节点：数据集是空的，或者形状不适用于它。这不算通过。",
                message_en="The validation looked at no node: the data set is empty, or the shapes are not for it. "
                "This is not a pass.",
            )
        )
    return findings


__all__ = [
    "CLASS_NOT_LOOKED_AT",
    "PROPERTY_NOT_LOOKED_AT",
    "FocusCount",
    "PartialReport",
    "ReportBuilder",
    "Tally",
    "UnknownTerm",
    "ValidationReport",
    "in_order",
    "order_key",
]
