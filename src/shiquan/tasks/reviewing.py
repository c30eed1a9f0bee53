"""Matches that a person should look at, and the decisions that persons take on them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from shiquan.errors import UsageError
from shiquan.tasks.mappings import (
    MANUAL,
    NOT,
    REVIEWED,
    Mapping,
    Predicate,
    checked_date,
    store_mapping,
    subject_of,
)
from shiquan.tasks.matching import DOUBTFUL, ConceptMatcher, Decision
from shiquan.tasks.statements import StatedTask

_MOST_CANDIDATES = 3
_LEAST_LIKENESS = 0.1


class Verdict(StrEnum):
    """What a person says of a wording and a concept. Broader and narrower are said of the concept."""

    SAME = "same"
    BROADER = "broader"
    NARROWER = "narrower"
    DIFFERS = "differs"
    DEFER = "defer"


_PREDICATES = {
    Verdict.SAME: Predicate.EXACT,
    Verdict.BROADER: Predicate.BROAD,
    Verdict.NARROWER: Predicate.NARROW,
    Verdict.DIFFERS: Predicate.EXACT,
    Verdict.DEFER: Predicate.CLOSE,
}


@dataclass(frozen=True, slots=True)
class Doubt:
    """A wording and a concept that it may be, with the statements of both.

    Attributes:
        subject: CURIE of the wording.
        wording: the wording.
        concept: notation of the concept.
        label: its Chinese name.
        confidence: of the computed match or, where none was taken, the likeness.
        taken: whether the data set has the match at present.
        number, task, quote: where the wording stands, and the statement.
        other_number, other_task, other_quote: a statement of another task that is surely the concept; where none is held, the
            quote is the vocabulary's example and the others are empty.

    """

    subject: str
    wording: str
    concept: str
    label: str
    confidence: float
    taken: bool
    number: str
    task: str
    quote: str
    other_number: str
    other_task: str
    other_quote: str


def doubts(tasks: Iterable[StatedTask], matcher: ConceptMatcher) -> tuple[Doubt, ...]:
    """Return the doubtful matches of a domain's tasks: low confidence, other concepts as near, or no concept at all.

    A wording is told once, with the first document that has it. What a person has decided or put off is left out. The least
    confident come first.
    """
    given = list(tasks)
    sure: dict[str, StatedTask] = {}
    best: dict[str, float] = defaultdict(float)
    for task in given:
        for match in matcher.decide(task.text).matches:
            if match.confidence >= DOUBTFUL and match.confidence > best[match.concept]:
                best[match.concept] = match.confidence
                sure[match.concept] = task
    found: dict[tuple[str, str], Doubt] = {}
    for task in given:
        subject, wording = subject_of(task.text)
        decision = matcher.decide(task.text)
        if not decision.doubtful:
            continue
        for concept, (confidence, taken) in _open(task.text, decision, matcher).items():
            known = matcher.concept(concept)
            other = sure.get(concept)
            found.setdefault(
                (subject, concept),
                Doubt(
                    subject,
                    wording,
                    concept.rpartition("/")[2],
                    known.label if known else concept,
                    confidence,
                    taken,
                    task.number,
                    task.text,
                    task.quote,
                    other.number if other else "",
                    other.text if other else "",
                    other.quote if other else known.example if known else "",
                ),
            )
    return tuple(sorted(found.values(), key=lambda one: (one.confidence, one.wording, one.concept)))


def decision_on(
    matcher: ConceptMatcher, subject: str, concept: str, verdict: Verdict, reason: str, author: str, date: str
) -> Mapping:
    """Return a person's decision as a mapping.

    ``subject`` is a task in its words or the wording, ``concept`` a notation. ``date`` is an ISO date.

    Raises:
        UsageError: the domain has no such concept, the reason or the author is empty, or the date is none.

    """
    known = matcher.concept(concept.removeprefix("concept:"))
    if known is None:
        raise UsageError(f"词表里没有概念 {concept}。", f"the vocabulary has no concept {concept}.")
    if not reason.strip() or not author.strip():
        raise UsageError("请写明理由和作者。", "a decision needs a reason and an author.")
    identifier, wording = subject_of(subject)
    put_off = verdict is Verdict.DEFER
    return Mapping(
        identifier,
        wording,
        _PREDICATES[verdict],
        NOT if verdict is Verdict.DIFFERS else "",
        f"concept:{known.name.rpartition('/')[2]}",
        known.label,
        REVIEWED if put_off else MANUAL,
        author_label="" if put_off else author.strip(),
        reviewer_label=author.strip() if put_off else "",
        mapping_date="" if put_off else checked_date(date),
        review_date=checked_date(date) if put_off else "",
        confidence="" if put_off else "1.00",
        reviewer_agreement="0.0" if put_off else "",
        comment=" ".join(reason.split()),
    )


def record(decision: Mapping, domain: str, folder: Path | None = None) -> Path:
    """Store a decision in the mappings of a domain, the package's by default; return the file. The next build follows it.

    Raises:
        UsageError: the file is not well formed or cannot be written.

    """
    return store_mapping(decision, domain, folder)


def task_of_subject(tasks: Iterable[StatedTask], words: str) -> str:
    """Return the task that a CURIE of a wording stands for; other words stand for themselves.

    Raises:
        UsageError: no task of the data set has that wording.

    """
    if not words.startswith("wording:"):
        return words
    for task in tasks:
        if subject_of(task.text)[0] == words:
            return task.text
    raise UsageError(f"数据集里没有 {words} 的事项。", f"no task of the data set has the wording {words}.")


def _open(task: str, decision: Decision, matcher: ConceptMatcher) -> dict[str, tuple[float, bool]]:
    """Return the concepts to ask about, with confidence and whether they are taken at present."""
    asked = {
        match.concept: (match.confidence, True)
        for match in decision.matches
        if not match.mapping.curated and (match.confidence < DOUBTFUL or decision.near)
    }
    asked |= {one.concept: (round(one.score, 2), False) for one in decision.near}
    if not decision.matches:
        likely = [one for one in matcher.likely(task) if one.score >= _LEAST_LIKENESS][:_MOST_CANDIDATES]
        asked |= {one.concept: (round(one.score, 2), False) for one in likely}
    return {concept: value for concept, value in asked.items() if concept not in decision.deferred}
