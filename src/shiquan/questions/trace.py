"""From the national plan down to a place's own tier: what the plan at each tier says on a task, and by which sentence.

The tiers of a trace are those of the areas that enclose the asked place. At each of them stand the division plans of that
area's government in the task's domain. How a plan is linked to the lower ones is told and never made up: `carried_out`
where a lower plan of the chain carries it out (through the plans between, where that is known), `not_known` where it is
simply the plan of the area above.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date

from shiquan.errors import UsageError
from shiquan.questions.concepts import Concept, concepts_of, concepts_within
from shiquan.questions.days import day_of
from shiquan.questions.instruments import (
    Instrument,
    KnownDocument,
    carried_out_by,
    division_plans_for,
    document_with_number,
    without_repealed,
)
from shiquan.questions.places import Place, place_of, place_with_code
from shiquan.questions.statements import ResidualRule, Statement, residual_rules_of, statements_of
from shiquan.questions.trace_implied import Implied, implied_by
from shiquan.questions.trace_notes import (
    Note,
    joined,
    on_absence,
    on_evidence,
    on_force,
    on_gift,
    on_link,
    on_plan_gone,
    on_plan_to_come,
    on_residual_rule,
    on_succession,
)
from shiquan.questions.trace_queries import known, records
from shiquan.questions.trace_succession import Replacement, Succession, succession
from shiquan.stores.interface import QueryStore


@dataclass(frozen=True, slots=True)
class GivenFromAbove:
    """What a held plan above gives a tier whose own plan is not there or does not name the task."""

    number: str | None
    title: str | None
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Hop:
    """One tier of the chain and one plan there (two hops where two plans apply).

    ``status``: ``stated`` (text held, names the task), ``silent`` (text held, does not), ``text_not_held``, ``no_plan`` (no
    plan of this area is known, or none is in force). ``link``: ``own`` (plan of the asked place itself), ``within_area`` (the
    lowest plan there is, of an area that the place lies in), ``carried_out``, ``not_known``, or None without a plan.
    ``implied`` is what plans below imply about this tier: it is stated there, not here. ``replaced_by`` and ``replaces`` are the
    documents that repeal the plan, whenever they do, and those that it repeals.
    """

    tier: str
    area_code: str
    area_name: str
    instrument: Instrument | None
    status: str
    link: str | None
    statements: tuple[Statement, ...]
    from_above: tuple[GivenFromAbove, ...]
    residual_rules: tuple[ResidualRule, ...]
    notes: tuple[Note, ...]
    implied: tuple[Implied, ...] = ()
    replaced_by: tuple[Replacement, ...] = ()
    replaces: tuple[Replacement, ...] = ()

    @property
    def note(self) -> str | None:
        """All notes in one line, Chinese / English."""
        return joined(self.notes)


@dataclass(frozen=True, slots=True)
class Trace:
    """The answer: the concepts asked for (none: all tasks), the place, the day, and the hops from the highest tier down."""

    concepts: tuple[Concept, ...]
    place: Place
    as_of: date | None
    hops: tuple[Hop, ...]
    note: str | None

    def _repr_html_(self) -> str:
        from shiquan.questions.trace_rendering import as_html

        return as_html(self)


@dataclass(frozen=True, slots=True)
class _Question:
    """What is asked: the place and day, the domains and concepts that count, and the document where one was named."""

    store: QueryStore
    place: Place
    as_of: date | None
    concepts: frozenset[str] | None
    document: KnownDocument | None
    succession: Succession


def trace(
    store: QueryStore,
    task: str | None = None,
    area: str | None = None,
    number: str | None = None,
    as_of: str | date | None = None,
) -> Trace:
    """Trace a task (or, without one, every task) through the tiers above a place.

    ``task`` is a concept's name, alternative name or notation, or words of a task; ``area`` a name or a code of GB/T 2260;
    ``number`` a document number, which stands for its place and is the one document taken at its tier; ``as_of`` the day on
    which plans must be in force (entry into force counts). Without a day, every plan counts that no held document has repealed.

    Raises:
        UsageError: a word is unknown or ambiguous, neither place nor number is given, or the date is no date.
        StoreError: the store cannot answer.

    """
    day = day_of(as_of)
    concepts = concepts_of(store, task) if task is not None else ()
    named_place = place_of(store, area) if area is not None else None
    document = (
        document_with_number(store, number, named_place.code if named_place else None) if number is not None else None
    )
    place = named_place or _place_of_document(store, document, task, concepts)
    if document is not None and document.area_code not in [code for _, code, _, _ in place.chain]:
        raise UsageError(
            f"{document.number} 不是{place.name}或其上级的文件。",
            f"{document.number} is not a document of {place.name} nor of an area above it.",
        )
    wanted = concepts_within(store, concepts) if concepts else None
    plans = division_plans_for(store, place)
    domains = _domains(concepts, document, plans)
    relevant = tuple(plan for plan in plans if not domains or not plan.domains or plan.domains & domains)
    replaced = succession(store, [plan.iri for plan in relevant])
    question = _Question(store, place, day, wanted, document, replaced)
    return Trace(concepts, place, day, _hops(question, relevant), _note_on_document(document, plans))


def _place_of_document(
    store: QueryStore, document: KnownDocument | None, task: str | None, concepts: tuple[Concept, ...]
) -> Place:
    if document is None:
        raise _no_place(store, task, concepts)
    place = place_with_code(store, document.area_code)
    if place is None:
        raise UsageError(
            f"不知道 {document.number} 是哪一地的文件，请用 --area 指明。",
            f"the place of {document.number} is not known; name it with --area.",
        )
    return place


def _no_place(store: QueryStore, task: str | None, concepts: tuple[Concept, ...]) -> UsageError:
    if task is None:
        return UsageError(
            "请给出事项，以及地方（--area）或文号（--number）。",
            "name a task, and a place (--area) or a document number (--number).",
        )
    named = [
        f"{known(row, 'name')}（{known(row, 'code')}）"
        for concept in concepts
        for row in records(store, "places-naming", concept_iri=concept.iri)
    ]
    places = list(dict.fromkeys(named))
    hint_zh = f"列有“{task}”的有：{'、'.join(places)}。" if places else ""
    hint_en = f" Plans that name it: {', '.join(places)}." if places else ""
    return UsageError(
        f"请用 --area 指明地方，或用 --number 指明文号。{hint_zh}",
        f"name the place with --area, or a document with --number.{hint_en}",
    )


def _domains(
    concepts: tuple[Concept, ...], document: KnownDocument | None, plans: tuple[Instrument, ...]
) -> frozenset[str]:
    """Return the domains that count: those of the concepts, else those of the named document's plans, else all (none named)."""
    if concepts:
        return frozenset(concept.domain for concept in concepts)
    if document is not None:
        return frozenset(domain for plan in plans if plan.iri == document.iri for domain in plan.domains)
    return frozenset()


def _note_on_document(document: KnownDocument | None, plans: tuple[Instrument, ...]) -> str | None:
    if document is None or document.iri in [plan.iri for plan in plans]:
        return None
    return (
        f"{document.number} 不是财政事权划分方案（据现有资料），以下为其所在地适用的划分方案 / {document.number} is not a division plan as far "
        "as is known; what follows are the division plans that apply to its place"
    )


@dataclass(frozen=True, slots=True)
class _Selection:
    """The plans at each area of the chain, by area code: those taken, those not yet in force, those repealed."""

    taken: dict[str, list[Instrument]]
    not_yet: dict[str, list[Instrument]]
    gone: dict[str, list[Instrument]]


def _select(question: _Question, plans: tuple[Instrument, ...]) -> _Selection:
    """Take the plans in force; at the tier of a named document, that document alone, in force or not."""
    selection = _Selection({}, {}, {})
    standing, repealed = without_repealed(question.store, plans, question.as_of)
    for plan in standing:
        early = question.as_of is not None and plan.certainly_not_yet(question.as_of)
        (selection.not_yet if early else selection.taken).setdefault(plan.area_code, []).append(plan)
    for plan in repealed:
        selection.gone.setdefault(plan.area_code, []).append(plan)
    for plan in (*standing, *repealed):
        if question.document is not None and plan.iri == question.document.iri:
            selection.taken[plan.area_code] = [plan]
    return selection


def _hops(question: _Question, plans: tuple[Instrument, ...]) -> tuple[Hop, ...]:
    selection = _select(question, plans)
    taken = [plan for _, code, _, _ in question.place.chain for plan in selection.taken.get(code, [])]
    below = {plan.iri: carried_out_by(question.store, plan.iri) for plan in taken}
    links = _links(question, taken, below)
    said = {plan.iri: statements_of(question.store, plan.iri, question.concepts) for plan in taken if plan.held}
    hops: list[Hop] = []
    above: list[list[Instrument]] = []
    for _, code, name, tier in question.place.chain:
        there = selection.taken.get(code, [])
        given = _given_from_above(tier, above, said)
        for plan in there:
            rules = residual_rules_of(question.store, plan.iri) if plan.held and not said[plan.iri] else ()
            statements = said.get(plan.iri, ())
            hops.append(_hop(question, Hop(tier, code, name, plan, "", links[plan.iri], statements, given, rules, ())))
        if not there:
            gone, not_yet = selection.gone.get(code, []), selection.not_yet.get(code, [])
            notes = _notes_without_plan(question, name, not_yet, gone, any(hop.instrument for hop in hops))
            notes = (*notes, on_gift()) if given else notes
            hops.append(Hop(tier, code, name, None, "no_plan", None, (), given, (), notes))
        above.insert(0, [plan for plan in there if plan.held])
    return _with_what_is_implied(question, hops, below)


def _links(question: _Question, plans: list[Instrument], carried_out: dict[str, frozenset[str]]) -> dict[str, str]:
    """Return how each plan is linked, by its IRI; the plans are given from the top down."""
    lowest = plans[-1].area_code if plans else ""
    below: set[str] = set()
    links: dict[str, str] = {}
    for plan in reversed(plans):
        if plan.area_code == lowest:
            links[plan.iri] = "own" if lowest == question.place.code else "within_area"
        else:
            links[plan.iri] = "carried_out" if _is_among(plan, below) else "not_known"
        below |= carried_out[plan.iri]
    return links


def _is_among(plan: Instrument, iris: AbstractSet[str]) -> bool:
    """Tell whether the document, or a plan that it promulgates, is among those carried out."""
    return plan.iri in iris or any(iri.startswith(plan.iri + "/plan/") for iri in iris)


def _with_what_is_implied(
    question: _Question, hops: list[Hop], carried_out: dict[str, frozenset[str]]
) -> tuple[Hop, ...]:
    """Give each hop what the plans below it imply about its tier.

    Where several plans of the domain stand at that tier, it is said of those that the lower plan carries out, if any.
    """
    found: list[list[Implied]] = [[] for _ in hops]
    for position, lower in enumerate(hops):
        plan = lower.instrument
        if plan is None or not plan.held:
            continue
        for implied in implied_by(question.store, plan.iri, plan.number, plan.title):
            if question.concepts is not None and not implied.concepts & question.concepts:
                continue
            for tier in implied.tiers:
                there = [
                    index
                    for index, hop in enumerate(hops[:position])
                    if hop.tier == tier
                    and hop.area_code != lower.area_code
                    and _may_be_of_one_domain(hop.instrument, plan)
                ]
                meant = [
                    index
                    for index in there
                    if (upper := hops[index].instrument) is not None and _is_among(upper, carried_out[plan.iri])
                ]
                for index in meant or there:
                    found[index].append(implied)
    return tuple(replace(hop, implied=tuple(implied)) for hop, implied in zip(hops, found, strict=True))


def _may_be_of_one_domain(upper: Instrument | None, lower: Instrument) -> bool:
    """Tell whether two plans share a domain, or that cannot be known."""
    return upper is None or not upper.domains or not lower.domains or bool(upper.domains & lower.domains)


def _given_from_above(
    tier: str, above: list[list[Instrument]], said: dict[str, tuple[Statement, ...]]
) -> tuple[GivenFromAbove, ...]:
    """Return what is given to the tier by the nearest area above whose held plans give it something on the task."""
    for plans in above:
        given = [
            GivenFromAbove(plan.number, plan.title, tuple(one for one in said[plan.iri] if one.concerns(tier)))
            for plan in plans
        ]
        if any(one.statements for one in given):
            return tuple(one for one in given if one.statements)
    return ()


def _hop(question: _Question, hop: Hop) -> Hop:
    """Return a hop with its status and notes; what the tiers above give is shown only where the plan itself is silent."""
    plan = hop.instrument
    if plan is None:
        return hop
    status = "text_not_held" if not plan.held else "stated" if hop.statements else "silent"
    given = hop.from_above if status == "silent" else ()
    after, before = question.succession.after(plan.iri), question.succession.before(plan.iri)
    notes = [
        on_evidence(status, question.concepts is None),
        on_residual_rule() if hop.residual_rules else None,
        on_link(plan) if hop.link == "not_known" else None,
        *on_succession(plan, after, before, question.as_of),
        on_force(plan, question.as_of),
        on_gift() if given else None,
    ]
    told = tuple(note for note in notes if note is not None)
    return replace(hop, status=status, from_above=given, notes=told, replaced_by=after, replaces=before)


def _notes_without_plan(
    question: _Question, name: str, not_yet: list[Instrument], gone: list[Instrument], plans_above: bool
) -> tuple[Note, ...]:
    if not (not_yet or gone):
        return (on_absence(name, plans_above),)
    return (
        *(on_plan_to_come(plan) for plan in not_yet),
        *(on_plan_gone(plan, question.succession.after(plan.iri)) for plan in gone),
    )
