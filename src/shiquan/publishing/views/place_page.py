"""The page of a place: what its government holds and pays for under which documents, what the tiers above hold, what is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from shiquan.comparison.areas import Area
from shiquan.comparison.arrangement import TIERS, Arrangement, Part, united
from shiquan.comparison.assignments import AssignedTask, assigned_tasks
from shiquan.graph.identifiers import document_of
from shiquan.publishing.current_areas import current_areas
from shiquan.publishing.files import File
from shiquan.publishing.held_plans import counts
from shiquan.publishing.pages import pages
from shiquan.publishing.published_data import PublishedData
from shiquan.publishing.remembering import remembering
from shiquan.publishing.site_queries import Record, records
from shiquan.publishing.task_vocabulary import DomainTasks, task_vocabulary
from shiquan.publishing.views import words_of_pages
from shiquan.publishing.views.task_page import chain_folder, places_with_chains
from shiquan.questions.instruments import Instrument, division_plans_for, without_repealed
from shiquan.questions.places import place_with_code
from shiquan.questions.trace_queries import known
from shiquan.terms import AREA

MOST_TASKS: Final = 120
"""How many tasks the plans of a place and of those above it may divide for its page to list them; where there are more, each domain has a page of its own below ``places/``."""

_MOST_FINDINGS: Final = 40
_MOST_CITED: Final = 60


@dataclass(frozen=True, slots=True)
class TaskOfPlace:
    """A task that a place's plan divides, who holds and who pays; ``folder`` is that of the task at the place, None without a concept."""

    said: AssignedTask
    arrangement: Arrangement
    folder: str | None

    @property
    def document(self) -> str:
        """The IRI of the document that says it."""
        return document_of(self.said.assignment) or ""


@dataclass(frozen=True, slots=True)
class WorkOfPlace:
    """The tasks of a place in one area of work, or under one heading where they belong to none; ``folder`` as that of an area of work."""

    zh: str
    en: str
    folder: str | None
    tasks: tuple[TaskOfPlace, ...]

    @property
    def power(self) -> list[tuple[Part, int]]:
        """Who holds how many of the tasks, most first."""
        return _counted(task.arrangement.power for task in self.tasks)

    @property
    def expenditure(self) -> list[tuple[Part, int]]:
        """Who pays for how many of the tasks, most first."""
        return _counted(task.arrangement.expenditure for task in self.tasks)


@dataclass(frozen=True, slots=True)
class DomainOfPlace:
    """A domain at a place: the standing plans that are held, and their tasks by area of work."""

    domain: DomainTasks
    plans: tuple[Instrument, ...]
    works: tuple[WorkOfPlace, ...]

    @property
    def size(self) -> int:
        """How many tasks there are."""
        return sum(len(work.tasks) for work in self.works)


@dataclass(frozen=True, slots=True)
class SaidAbove:
    """What a plan of an area above divides in one domain: all of it, and of that what names the place's tier, in a statement or in one of its cases."""

    whole: DomainOfPlace
    naming_tier: DomainOfPlace


@dataclass(frozen=True, slots=True)
class PlanAbove:
    """A standing plan of an area above, with its domains and how many tasks it gives to the place's tier, to hold and to pay for.

    The numbers are None where the text is not held. ``said`` is what it divides; empty where that stands on pages of its own.
    """

    plan: Instrument
    domains: tuple[DomainTasks, ...]
    held: int | None
    paid: int | None
    said: tuple[SaidAbove, ...]


@dataclass(frozen=True, slots=True)
class AboveOfPlace:
    """An area above a place, with its standing division plans."""

    area: Area
    plans: tuple[PlanAbove, ...]

    @property
    def domains_held(self) -> list[DomainTasks]:
        """The domains of the plans whose text is held, by their names."""
        found = {domain.name: domain for plan in self.plans if plan.plan.held for domain in plan.domains}
        return [found[name] for name in sorted(found)]


def files(data: PublishedData, iri: str, folder: str) -> tuple[File, ...]:
    """Return the page of an area, of today or of former times; none for an IRI that is none of an area."""
    if not iri.startswith(AREA):
        return ()
    named = records(remembering(data), "areas-of-a-code", code=iri.removeprefix(AREA).partition("/")[0])
    asked = next((row for row in named if row["area"] == iri), None)
    if asked is None:
        return ()
    if asked["valid_to"] is not None:
        return pages(data, folder, "former_place.html", lambda: _former_values(data, asked, named))
    return pages(data, folder, "place.html", lambda: _values(data, iri.removeprefix(AREA), named))


@lru_cache(maxsize=8)
def domains_of_place(data: PublishedData, code: str) -> tuple[DomainOfPlace, ...]:
    """Return what the own standing plans of a place divide, by domain; several plans of a domain are read together."""
    store = remembering(data)
    plans = [plan for plan in _standing(data, code) if plan.area_code == code and plan.held]
    tasks = [(plan, task) for plan in plans for task in assigned_tasks(store, plan)]
    found = []
    for domain in task_vocabulary(data):
        own = tuple(task for _, task in tasks if task.domain == domain.iri)
        of_domain = tuple(plan for plan in plans if domain.iri in plan.domains)
        if of_domain:
            found.append(DomainOfPlace(domain, of_domain, _works(data, domain, own, code)))
    return tuple(found)


@lru_cache(maxsize=8)
def _standing(data: PublishedData, code: str) -> tuple[Instrument, ...]:
    """Return the division plans of a place and of the areas above that no held document has repealed."""
    store = remembering(data)
    place = place_with_code(store, code)
    return () if place is None else without_repealed(store, division_plans_for(store, place), None)[0]


def _works(
    data: PublishedData, domain: DomainTasks, tasks: Sequence[AssignedTask], code: str
) -> tuple[WorkOfPlace, ...]:
    area_of = {task.iri: area for area in domain.areas for task in area.tasks}
    task_of = {task.iri: task for task in domain.tasks}
    has_chain = code in places_with_chains(data, domain)
    found: dict[tuple[str, str, str | None], list[TaskOfPlace]] = {}
    for said in tasks:
        known_concepts = [concept for concept in sorted(said.concepts) if concept in task_of]
        if known_concepts:
            area = area_of[known_concepts[0]]
            key = (area.zh, area.en, area.folder)
            folder = chain_folder(domain, task_of[known_concepts[0]], code) if has_chain else None
        else:
            key, folder = (said.heading or "", "", None), None
        found.setdefault(key, []).append(TaskOfPlace(said, united([said]), folder))
    return tuple(WorkOfPlace(zh, en, folder, tuple(there)) for (zh, en, folder), there in found.items())


def _values(data: PublishedData, code: str, named: list[Record]) -> Mapping[str, object]:
    areas, counted = current_areas(data), counts(data)
    area = areas.by_code[code]
    domains = domains_of_place(data, code)
    large = has_pages_of_domains(data, code)
    above = _above(data, area, () if large else task_vocabulary(data))
    cited = records(data.store, "cited-by-a-place", place_iri=area.iri)
    findings = records(data.store, "findings-of-a-place", place_iri=area.iri)
    return {
        **words_of_pages.WORDS,
        "area": area,
        "areas": areas,
        "chain": areas.chain(code)[:-1],
        "kind": next((row["kind"] for row in named if row["area"] == area.iri), None),
        "former": [row for row in named if row["valid_to"] is not None],
        "since": next((row["valid_from"] for row in named if row["area"] == area.iri), None),
        "domains": domains,
        "large": large,
        "documents": _documents(data, area.iri),
        "domain_names": {domain.iri: domain for domain in task_vocabulary(data)},
        "above": above,
        "without": _without(above, domains, data, code),
        "cited": cited[:_MOST_CITED],
        "more_cited": max(0, len(cited) - _MOST_CITED),
        "codes": Counter(row["code"] for row in findings),
        "findings": findings[:_MOST_FINDINGS],
        "more_findings": max(0, len(findings) - _MOST_FINDINGS),
        "document_of": document_of,
        "below": [(areas.by_code[one], counted.documents.get(one, 0)) for one in areas.children.get(code, ())],
    }


def _former_values(data: PublishedData, asked: Record, named: list[Record]) -> Mapping[str, object]:
    today = next((row for row in named if row["valid_to"] is None), None)
    return {
        **words_of_pages.WORDS,
        "asked": asked,
        "code": known(asked, "area").removeprefix(AREA).partition("/")[0],
        "today": today,
        "others": [row for row in named if row["valid_to"] is not None and row is not asked],
        "documents": _documents(data, known(asked, "area")),
        "domain_names": {domain.iri: domain for domain in task_vocabulary(data)},
    }


def values_of_domain(data: PublishedData, code: str, name: str) -> Mapping[str, object] | None:
    """Return what the page of a place's tasks in one domain shows; None where there is no such page."""
    areas = current_areas(data)
    if code not in areas.by_code:
        return None
    domain = next((domain for domain in task_vocabulary(data) if domain.name == name), None)
    if domain is None:
        return None
    own = next((one for one in domains_of_place(data, code) if one.domain is domain), None)
    above = [
        (there, said)
        for there in areas.chain(code)[:-1]
        for plan in _standing(data, code)
        if plan.area_code == there.code
        for said in _said(data, plan, areas.by_code[code].tier, (domain,))
    ]
    if own is None and not above:
        return None
    return {
        **words_of_pages.WORDS,
        "area": areas.by_code[code],
        "full_name": areas.full_name(code),
        "domain": domain,
        "one": own,
        "above": above,
    }


def has_pages_of_domains(data: PublishedData, code: str) -> bool:
    """Tell whether what plans of a place of today and of those above it divide is too much for one page."""
    counted = counts(data)
    return sum(counted.tasks(one.code) for one in current_areas(data).chain(code)) > MOST_TASKS


def _documents(data: PublishedData, area: str) -> list[Record]:
    """Return the documents of a place, each once, with its domains joined by a space."""
    found: dict[str, Record] = {}
    for row in records(data.store, "documents-of-a-place", place_iri=area):
        document = known(row, "document")
        before = found.get(document)
        domains = sorted({*((before or row)["domain"] or "").split(), *(row["domain"] or "").split()})
        found[document] = {**(before or row), "domain": " ".join(domains)}
    return list(found.values())


def _above(data: PublishedData, area: Area, listed: Collection[DomainTasks]) -> tuple[AboveOfPlace, ...]:
    """Return the areas above with their plans, and what these say in the domains that are to be listed."""
    domains = {domain.iri: domain for domain in task_vocabulary(data)}
    standing = _standing(data, area.code)
    found = []
    for above in current_areas(data).chain(area.code)[:-1]:
        plans = []
        for plan in standing:
            if plan.area_code != above.code:
                continue
            named = tuple(domains[iri] for iri in sorted(plan.domains) if iri in domains)
            held, paid = _given(data, plan, area.tier) if plan.held else (None, None)
            plans.append(PlanAbove(plan, named, held, paid, _said(data, plan, area.tier, listed)))
        found.append(AboveOfPlace(above, tuple(plans)))
    return tuple(found)


def _said(data: PublishedData, plan: Instrument, tier: str, listed: Collection[DomainTasks]) -> tuple[SaidAbove, ...]:
    """Return what a plan divides in the domains that are to be listed; nothing where its text is not held."""
    wanted = [domain for domain in listed if domain.iri in plan.domains]
    if not (plan.held and wanted):
        return ()
    tasks = assigned_tasks(remembering(data), plan)
    found = []
    for domain in wanted:
        own = [task for task in tasks if task.domain == domain.iri]
        naming = [task for task in own if _names(task, tier)]
        whole, some = (
            DomainOfPlace(domain, (plan,), _works(data, domain, tasks_there, plan.area_code))
            for tasks_there in (own, naming)
        )
        found.append(SaidAbove(whole, some))
    return tuple(found)


def _names(task: AssignedTask, tier: str) -> bool:
    """Tell whether a statement, or one of its cases, gives something to a tier."""
    own = (*task.power_tiers, *task.expenditure_tiers)
    return tier in own or any(tier in (*case.power_tiers, *case.expenditure_tiers) for case in task.cases)


def _given(data: PublishedData, plan: Instrument, tier: str) -> tuple[int, int]:
    """Return how many tasks a plan gives to a tier, alone or with others: to hold, and to pay for."""
    held = paid = 0
    for row in records(remembering(data), "arrangements-of-a-document", document_iri=plan.iri):
        tasks = int(known(row, "tasks"))
        held += tasks if tier in (row["power_tiers"] or "").split() else 0
        paid += tasks if tier in (row["expenditure_tiers"] or "").split() else 0
    return held, paid


def _without(
    above: tuple[AboveOfPlace, ...], own: tuple[DomainOfPlace, ...], data: PublishedData, code: str
) -> tuple[DomainTasks, ...]:
    """Return the domains in which an area above has a plan and none of the place itself is known."""
    known_here = {domain for plan in _standing(data, code) if plan.area_code == code for domain in plan.domains}
    known_here |= {one.domain.iri for one in own}
    there = {domain.iri: domain for one in above for plan in one.plans for domain in plan.domains}
    return tuple(domain for iri, domain in sorted(there.items()) if iri not in known_here)


def _counted(parts: Iterable[Part]) -> list[tuple[Part, int]]:
    """Return parts that are the same to a reader (tiers and manner) with how many there are, most first."""
    found = Counter(replace(part, modes=()) for part in parts)
    return sorted(
        found.items(), key=lambda item: (-item[1], [TIERS.index(one) for one in item[0].tiers], item[0].manner)
    )
