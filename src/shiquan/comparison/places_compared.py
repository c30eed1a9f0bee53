"""The places of a comparison: which plans of the domain each of them has, in force on the day, and what they say."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches

from shiquan.comparison.assignments import AssignedTask, assigned_tasks
from shiquan.comparison.comparison_queries import records
from shiquan.errors import UsageError
from shiquan.questions.instruments import Instrument, division_plans_for, without_repealed
from shiquan.questions.places import Place
from shiquan.questions.statements import ResidualRule, residual_rules_of
from shiquan.questions.trace_queries import known
from shiquan.stores.interface import QueryStore


@dataclass(frozen=True, slots=True)
class Domain:
    """A domain of fiscal powers: IRI and names."""

    iri: str
    name_zh: str
    name_en: str


@dataclass(frozen=True, slots=True)
class PlaceCompared:
    """A place with its own division plans in the domain and what they say.

    ``status``: ``held`` (text held), ``text_not_held`` (known by name only), ``no_plan`` (none known, or none in force; then
    ``note`` says which). Where several plans are in force, ``tasks`` are those of all of them.
    """

    place: Place
    plans: tuple[Instrument, ...]
    status: str
    note: str | None
    tasks: tuple[AssignedTask, ...]
    residual_rules: tuple[ResidualRule, ...]

    @property
    def numbers(self) -> str:
        """The numbers of the plans, or their titles, joined by |."""
        return "|".join(plan.number or plan.title or plan.iri for plan in self.plans)


def all_domains(store: QueryStore) -> tuple[Domain, ...]:
    """Return the domains of the vocabulary, in the order of their IRIs."""
    found: dict[str, Domain] = {}
    for row in records(store, "domains"):
        iri = known(row, "domain")
        found[iri] = Domain(iri, row["zh"] or iri, row["en"] or "")
    return tuple(found.values())


def domain_named(store: QueryStore, words: str) -> Domain:
    """Return the domain of a name (Chinese, English, or the end of its IRI).

    Raises:
        UsageError: there is none; the domains are told.

    """
    domains = {domain.iri: domain for domain in all_domains(store)}
    wanted = words.strip().removesuffix("领域").casefold()
    names: dict[str, str] = {}
    for row in records(store, "domains"):
        iri = known(row, "domain")
        names[known(row, "name").casefold()] = iri
        names[iri.rsplit("/", 1)[-1].casefold()] = iri
    if wanted in names:
        return domains[names[wanted]]
    near = [domains[names[name]].name_zh for name in get_close_matches(wanted, names, n=3, cutoff=0.5)]
    listed = list(dict.fromkeys(near)) or [domain.name_zh for domain in domains.values()]
    raise UsageError(
        f"没有名为“{words}”的领域。可选：{'、'.join(listed)}。",
        f"there is no domain of the name {words!r}. There are: {', '.join(listed)}.",
    )


def domain_of_places(store: QueryStore, places: tuple[Place, ...]) -> Domain:
    """Return the one domain in which the places have held plans.

    Raises:
        UsageError: there is none, or there are several: one must be named.

    """
    found = {iri for place in places for plan in _own_plans(store, place) if plan.held for iri in plan.domains}
    domains = [domain for domain in all_domains(store) if domain.iri in found]
    if len(domains) == 1:
        return domains[0]
    names = [domain.name_zh for domain in domains or all_domains(store)]
    if domains:
        raise UsageError(
            f"这些地方的方案涉及几个领域，请用 --domain 指明：{'、'.join(names)}。",
            f"the plans of these places are in several domains; name one with --domain: {', '.join(names)}.",
        )
    raise UsageError(
        f"这些地方都没有已收录全文的划分方案，请用 --domain 指明领域：{'、'.join(names)}。",
        f"no division plan of these places is held; name the domain with --domain: {', '.join(names)}.",
    )


def place_compared(store: QueryStore, place: Place, domain: Domain, day: date | None) -> PlaceCompared:
    """Return a place with its own plans of the domain: those in force on the day, or without a day those not repealed."""
    plans = tuple(plan for plan in _own_plans(store, place) if domain.iri in plan.domains)
    standing, repealed = without_repealed(store, plans, day)
    early = tuple(plan for plan in standing if day is not None and plan.certainly_not_yet(day))
    taken = tuple(plan for plan in standing if plan not in early)
    tasks = tuple(
        task for plan in taken if plan.held for task in assigned_tasks(store, plan) if task.domain == domain.iri
    )
    held = any(plan.held for plan in taken)
    status = "held" if held else "text_not_held" if taken else "no_plan"
    rules = tuple(rule for plan in taken if plan.held for rule in residual_rules_of(store, plan.iri))
    return PlaceCompared(place, taken, status, _note(place, taken, early, repealed), tasks, rules)


def _own_plans(store: QueryStore, place: Place) -> tuple[Instrument, ...]:
    alone = replace(place, chain=place.chain[-1:])  # those of the enclosing areas are not asked for
    return tuple(plan for plan in division_plans_for(store, alone) if plan.area_code == place.code)


def _note(
    place: Place,
    taken: tuple[Instrument, ...],
    early: tuple[Instrument, ...],
    repealed: tuple[Instrument, ...],
) -> str | None:
    called = [plan.number or plan.title or plan.iri for plan in taken if not plan.held]
    notes: list[tuple[str, str]] = []
    if called:
        notes.append((f"{'、'.join(called)} 未收录全文", f"the text of {', '.join(called)} is not held"))
    read = sum(1 for plan in taken if plan.held)
    if read > 1:
        notes.append((f"{read} 份方案同时有效，合并阅读", f"{read} plans stand and are read together"))
    for plan in early:
        notes.append((f"{plan.number or plan.title} 当日尚未施行", f"{plan.number or plan.title} was not yet in force"))
    for plan in repealed:
        notes.append(
            (
                f"{plan.number or plan.title} 已被 {plan.repealed_by} 废止",
                f"{plan.number or plan.title} was repealed by {plan.repealed_by}",
            )
        )
    if not (taken or early or repealed):
        notes.append((f"没有{place.name}的划分方案可查", f"no division plan of {place.name} is known"))
    if not notes:
        return None
    return "；".join(zh for zh, _ in notes) + " / " + "; ".join(en for _, en in notes)
