"""Which task concept a user means by some words."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches

from shiquan.errors import UsageError
from shiquan.questions.trace_queries import Record, known, records
from shiquan.stores.interface import QueryStore


@dataclass(frozen=True, slots=True)
class Concept:
    """A task concept or an area of work: IRI, notation, names, and the IRI of its domain."""

    iri: str
    notation: str
    name_zh: str
    name_en: str
    domain: str


def concepts_of(store: QueryStore, words: str) -> tuple[Concept, ...]:
    """Return the concepts that words mean.

    Tried in this order, and the first that finds something counts: a concept's label, alternative label, notation or IRI;
    the text of a task in a document, word for word (which may be several concepts at once); a label that contains the
    words; the text of a task that contains them; a label that the words contain.

    Raises:
        UsageError: the words mean nothing, or part of several labels or tasks; near names or the candidates are told.

    """
    wanted = words.strip()
    if not wanted:
        raise UsageError("事项不能为空。", "the task must not be empty.")
    labelled = _by_match(records(store, "concepts", words=wanted))
    if labelled["exact"]:
        return _only_one(words, labelled["exact"])
    worded = _by_match(records(store, "task-words", words=wanted))
    if worded["exact"]:
        return worded["exact"]
    worded = _by_match(records(store, "task-words-within", words=wanted))
    for candidates in (labelled["part"], worded["part"], labelled["whole"]):
        if candidates:
            return _only_one(words, candidates)
    raise _unknown(store, words)


def concepts_within(store: QueryStore, concepts: tuple[Concept, ...]) -> frozenset[str]:
    """Return the IRIs of the concepts and of all concepts under them."""
    return frozenset(
        known(row, "concept")
        for concept in concepts
        for row in records(store, "concepts-within", concept_iri=concept.iri)
    )


def _by_match(rows: list[Record]) -> dict[str, tuple[Concept, ...]]:
    found: dict[str, dict[str, Concept]] = {"exact": {}, "part": {}, "whole": {}}
    for row in rows:
        concept = Concept(
            known(row, "concept"),
            known(row, "notation"),
            row["name_zh"] or "",
            row["name_en"] or "",
            known(row, "domain"),
        )
        found[known(row, "match")][concept.iri] = concept
    return {match: tuple(concepts.values()) for match, concepts in found.items()}


def _only_one(words: str, candidates: tuple[Concept, ...]) -> tuple[Concept, ...]:
    if len(candidates) == 1:
        return candidates
    raise UsageError(
        f"“{words}”可能指几类事项，请写明其一："
        + "；".join(f"{concept.name_zh}（{concept.notation}）" for concept in candidates)
        + "。",
        f"{words!r} may mean several tasks; name one of them: "
        + "; ".join(f"{concept.name_en or concept.name_zh} ({concept.notation})" for concept in candidates)
        + ".",
    )


def _unknown(store: QueryStore, words: str) -> UsageError:
    names = [known(row, "name") for row in records(store, "concept-labels")]
    near = get_close_matches(words, names, n=5, cutoff=0.4)
    hint_zh = f"相近的有：{'、'.join(near)}。" if near else "可用 shiquan query tasks 查看全部事项。"
    hint_en = f"Near names: {', '.join(near)}." if near else "shiquan query tasks lists all tasks."
    return UsageError(f"没有找到事项“{words}”。{hint_zh}", f"no task was found for {words!r}. {hint_en}")
