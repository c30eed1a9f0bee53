"""Concepts by places: who holds the power and who bears the expenditure, where the places agree, and which is the odd one out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from shiquan.comparison.arrangement import Arrangement, Basis, seen_from, united
from shiquan.comparison.assignments import AssignedTask
from shiquan.comparison.comparison_queries import records
from shiquan.comparison.places_compared import (
    Domain,
    PlaceCompared,
    all_domains,
    domain_named,
    domain_of_places,
    place_compared,
)
from shiquan.errors import UsageError
from shiquan.questions.concepts import Concept, concepts_of, concepts_within
from shiquan.questions.days import day_of
from shiquan.questions.places import Place, place_of, place_with_code
from shiquan.questions.trace_queries import known
from shiquan.stores.interface import QueryStore
from shiquan.stores.rows import Rows


@dataclass(frozen=True, slots=True)
class ConceptCompared:
    """A task concept with its area of work (names empty where the vocabulary gives none)."""

    iri: str
    notation: str
    name_zh: str
    name_en: str
    area_zh: str
    area_en: str


@dataclass(frozen=True, slots=True)
class Cell:
    """What one place says on one concept.

    ``status``: ``stated``, ``silent`` (the place's plan is held and does not name it), ``text_not_held``, ``no_plan``. Only a
    stated cell has an arrangement and statements.
    """

    status: str
    arrangement: Arrangement | None
    statements: tuple[AssignedTask, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One concept: a cell for each place, in the order of the places, and how they compare.

    ``agreement``: ``agree`` (same tiers in the same manner), ``same_tiers`` (same tiers, other manner or shares), ``differ``,
    ``single`` (only one place states it), ``none`` (no place does). ``odd_ones`` are the codes of the places that depart from
    what more than half of the stating places say, where at least three state it; empty where there is no such majority.
    """

    concept: ConceptCompared
    cells: tuple[Cell, ...]
    agreement: str
    odd_ones: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The matrix: domain, places, lines, what tiers were compared by, and the day (none: all plans not repealed).

    ``unmatched`` counts, by place, the tasks that belong to no concept of the vocabulary and are therefore in no line.
    """

    domain: Domain
    places: tuple[PlaceCompared, ...]
    lines: tuple[Line, ...]
    basis: Basis
    as_of: date | None
    unmatched: tuple[int, ...]

    def agreements(self) -> dict[str, int]:
        """Return how many lines there are of each kind of agreement."""
        counted = Counter(line.agreement for line in self.lines)
        return {kind: counted[kind] for kind in ("agree", "same_tiers", "differ", "single", "none")}

    def notes(self) -> tuple[str, ...]:
        """Return what a reader must know of the places and of what is left out, Chinese / English."""
        notes = [f"{place.place.name}：{place.note}" for place in self.places if place.note]
        notes += [
            f"{place.place.name}：{count} 项事项不属于词表中的任何概念，未列入 / {count} tasks belong to no concept of the vocabulary and are left out"
            for place, count in zip(self.places, self.unmatched, strict=True)
            if count
        ]
        if not self.lines and any(self.unmatched):
            notes.append(
                f"{self.domain.name_zh}领域还没有事项词表，可用 shiquan concepts propose 起草 / the domain has no vocabulary of tasks yet; "
                "shiquan concepts propose drafts one"
            )
        return tuple(notes)

    def rows(self) -> Rows:
        """Return one row for each concept and place; see docs/comparison.md for the columns."""
        from shiquan.comparison.rendering import comparison_rows

        return comparison_rows(self)

    def _repr_html_(self) -> str:
        from shiquan.comparison.rendering import comparison_html

        return comparison_html(self)


def compare(
    store: QueryStore,
    areas: Iterable[str],
    domain: str | None = None,
    concepts: Iterable[str] = (),
    as_of: str | date | None = None,
    basis: Basis = Basis.ABSOLUTE,
) -> Comparison:
    """Compare places by what their own division plans say in one domain.

    ``areas`` are names or codes; without any, all places whose plan in the domain is held. ``domain`` may be left out where the
    concepts, or the plans held of the places, belong to one domain only. ``concepts`` (tasks or areas of work, named as in `trace`) restrict the lines.

    Raises:
        UsageError: a word is unknown or ambiguous, fewer than two places are named, or the domain must be named.
        StoreError: the store cannot answer.

    """
    day = day_of(as_of)
    named = tuple(dict.fromkeys(place_of(store, words) for words in areas))
    asked = tuple(dict.fromkeys(concept for words in concepts for concept in concepts_of(store, words)))
    chosen = _domain(store, domain, asked, named)
    places = named or _places_with_plans(store, chosen)
    if len(places) < 2:
        raise UsageError("请给出至少两个地方。", "name at least two places.")
    compared = tuple(place_compared(store, place, chosen, day) for place in places)
    return _comparison(store, chosen, compared, asked, day, basis)


def comparison_of(
    store: QueryStore, domain: Domain, places: tuple[PlaceCompared, ...], above: PlaceCompared | None = None
) -> Comparison:
    """Compare places whose plans have been read, by the names of tiers.

    ``above`` is a place that is shown first but does not count: neither for the agreement of a line nor for its odd ones.

    Raises:
        StoreError: the store cannot answer.

    """
    shown = (above, *places) if above is not None else places
    return _comparison(store, domain, shown, (), None, Basis.ABSOLUTE, 0 if above is None else 1)


def _comparison(
    store: QueryStore,
    domain: Domain,
    places: tuple[PlaceCompared, ...],
    asked: tuple[Concept, ...],
    day: date | None,
    basis: Basis,
    above: int = 0,
) -> Comparison:
    lines = tuple(_line(concept, places, basis, above) for concept in _concepts(store, domain, places, asked))
    unmatched = tuple(sum(1 for task in one.tasks if not task.concepts) for one in places)
    return Comparison(domain, places, lines, basis, day, unmatched)


def _domain(store: QueryStore, words: str | None, concepts: tuple[Concept, ...], places: tuple[Place, ...]) -> Domain:
    if words is not None:
        return domain_named(store, words)
    of_concepts = {concept.domain for concept in concepts}
    if len(of_concepts) == 1:
        return next(one for one in all_domains(store) if one.iri in of_concepts)
    if not places:
        raise UsageError(
            "请给出地方，或用 --domain 指明领域（比较该领域全部已收录的地方）。",
            "name places, or a domain with --domain (to compare all places whose plan is held).",
        )
    return domain_of_places(store, places)


def _places_with_plans(store: QueryStore, domain: Domain) -> tuple[Place, ...]:
    rows = records(store, "plans", domain_iri=domain.iri)
    codes = dict.fromkeys(known(row, "area_code") for row in rows if row["held"] == "true")
    found = [place_with_code(store, code) for code in codes]
    return tuple(place for place in found if place is not None)


def concepts_compared(store: QueryStore, domain: Domain) -> tuple[ConceptCompared, ...]:
    """Return the concepts of a domain's vocabulary, each with one area of work, in the order of their IRIs.

    Raises:
        StoreError: the store cannot answer.

    """
    vocabulary: dict[str, ConceptCompared] = {}
    for row in records(store, "concepts", domain_iri=domain.iri):
        iri = known(row, "concept")
        names = (row[column] or "" for column in ("zh", "en", "area_zh", "area_en"))
        vocabulary.setdefault(iri, ConceptCompared(iri, known(row, "notation"), *names))
    return tuple(vocabulary.values())


def _concepts(
    store: QueryStore, domain: Domain, places: tuple[PlaceCompared, ...], asked: tuple[Concept, ...]
) -> tuple[ConceptCompared, ...]:
    """Return the concepts of the lines: by area of work, then concept, each in the order of its first appearance.

    They are those that a place states; of these, where some are asked for, those asked for and those under them. A concept that
    no place states has a line only where it is itself asked for.
    """
    vocabulary = {concept.iri: concept for concept in concepts_compared(store, domain)}
    appearing = [concept for place in places for task in place.tasks for concept in sorted(task.concepts)]
    order = {iri: position for position, iri in enumerate(dict.fromkeys([*appearing, *vocabulary]))}
    wanted = frozenset(appearing)
    if asked:
        wanted = (wanted & concepts_within(store, asked)) | {concept.iri for concept in asked}
    shown = [concept for concept in vocabulary.values() if concept.iri in wanted]
    first_of_area: dict[str, int] = {}
    for concept in shown:
        first_of_area[concept.area_zh] = min(order[concept.iri], first_of_area.get(concept.area_zh, order[concept.iri]))
    return tuple(sorted(shown, key=lambda one: (first_of_area[one.area_zh], order[one.iri])))


def _line(concept: ConceptCompared, places: tuple[PlaceCompared, ...], basis: Basis, above: int) -> Line:
    """Return a concept's line; the first ``above`` places have cells but are not compared."""
    cells = tuple(_cell(place, concept.iri) for place in places)
    stated = [
        (place, cell.arrangement if basis is Basis.ABSOLUTE else seen_from(cell.arrangement, place.place.tier))
        for place, cell in zip(places[above:], cells[above:], strict=True)
        if cell.arrangement is not None
    ]
    return Line(concept, cells, agreement_of([one for _, one in stated]), _odd_ones(stated))


def _cell(place: PlaceCompared, concept: str) -> Cell:
    said = tuple(task for task in place.tasks if concept in task.concepts)
    if said:
        return Cell("stated", united(said), said)
    return Cell("silent" if place.status == "held" else place.status, None, ())


def agreement_of(stated: Sequence[Arrangement]) -> str:
    """Return how arrangements compare: agree, same_tiers, differ, single, none; see `Line`."""
    if len(stated) < 2:
        return "single" if stated else "none"
    if len({one.key() for one in stated}) == 1:
        return "agree"
    return "same_tiers" if len({one.tiers for one in stated}) == 1 else "differ"


def majority_of(stated: Sequence[Arrangement]) -> tuple[object, ...] | None:
    """Return the key of what more than half of at least three arrangements are; None where there is no such majority."""
    if len(stated) < 3:
        return None
    key, count = Counter(one.key() for one in stated).most_common(1)[0]
    return key if 2 * count > len(stated) else None


def _odd_ones(stated: list[tuple[PlaceCompared, Arrangement]]) -> tuple[str, ...]:
    key = majority_of([one for _, one in stated])
    return () if key is None else tuple(place.place.code for place, one in stated if one.key() != key)
