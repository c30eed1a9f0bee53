"""How a domain's division plans spread in time, from the national plan down to the counties."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from shiquan.comparison.areas import areas_of_today
from shiquan.comparison.arrangement import TIERS
from shiquan.comparison.comparison_queries import Record, records
from shiquan.comparison.places_compared import Domain, all_domains, domain_named
from shiquan.questions.trace_queries import known
from shiquan.stores.interface import QueryStore
from shiquan.stores.rows import Rows


@dataclass(frozen=True, slots=True)
class Dated:
    """A division plan with its dates; ``held`` tells whether its text is there, ``tier`` is None where its area is not known."""

    iri: str
    number: str | None
    title: str | None
    area_code: str
    area: str | None
    tier: str | None
    signed: date | None
    in_force: date | None
    held: bool

    @property
    def called(self) -> str:
        """The number, or the title where there is none."""
        return self.number or self.title or self.iri


@dataclass(frozen=True, slots=True)
class Step:
    """A plan, the plan of the domain that it carries out, and the national plan.

    ``national_link``: ``self`` (it is the national plan), ``carried_out`` (the chain of plans carried out reaches it),
    ``same_domain`` (it is the only national plan of the domain, but no chain that is known reaches it), None (none is known).
    Days are counted from signature to signature, and from entry into force to entry into force; None where a date is missing.
    """

    plan: Dated
    carries_out: Dated | None
    days_since_carried_out: int | None
    national: Dated | None
    national_link: str | None
    days_since_national: int | None
    days_in_force_since_national: int | None


@dataclass(frozen=True, slots=True)
class Diffusion:
    """The steps of a domain: by tier from the top, then by date of signature (unknown dates last), then by area."""

    domain: Domain
    steps: tuple[Step, ...]

    def rows(self) -> Rows:
        """Return one row for each plan."""
        from shiquan.comparison.rendering import diffusion_rows

        return diffusion_rows(self)

    def _repr_html_(self) -> str:
        from shiquan.comparison.rendering import diffusion_html

        return diffusion_html(self)


def diffusion(store: QueryStore, domain: str) -> Diffusion:
    """Return the division plans of a domain, held or known by name, with the days between them.

    Raises:
        UsageError: there is no such domain.
        StoreError: the store cannot answer.

    """
    chosen = domain_named(store, domain)
    plans = [_dated(row, row["area"], row["tier"]) for row in records(store, "plans", domain_iri=chosen.iri)]
    return _diffusion(chosen, plans, _carried_out(store))


def diffusions(store: QueryStore) -> tuple[Diffusion, ...]:
    """Return what `diffusion` does of every domain of which a plan is known, at little more than the cost of one.

    Raises:
        StoreError: the store cannot answer.

    """
    areas = areas_of_today(store)
    plans: dict[str, list[Dated]] = {}
    for row in records(store, "plans-of-all-domains"):
        area = areas.get(row["area_code"] or "")
        plan = _dated(row, area.name if area else None, area.tier if area else None)
        plans.setdefault(known(row, "domain"), []).append(plan)
    above = _carried_out(store)
    return tuple(_diffusion(domain, plans[domain.iri], above) for domain in all_domains(store) if domain.iri in plans)


def _diffusion(domain: Domain, found: Iterable[Dated], above: dict[str, list[str]]) -> Diffusion:
    plans: dict[str, Dated] = {}
    for plan in found:
        before = plans.get(plan.iri)
        plans[plan.iri] = plan if before is None or (before.title or "") < (plan.title or "") else before
    national = [plan for plan in plans.values() if plan.tier == "central"]
    steps = [_step(plan, plans, above, national) for plan in plans.values()]
    return Diffusion(domain, tuple(sorted(steps, key=_order)))


def _carried_out(store: QueryStore) -> dict[str, list[str]]:
    above: dict[str, list[str]] = {}
    for row in records(store, "carried-out"):
        above.setdefault(known(row, "document"), []).append(known(row, "above"))
    return above


def _dated(row: Record, area: str | None, tier: str | None) -> Dated:
    return Dated(
        iri=known(row, "document"),
        number=row["number"],
        title=row["title"],
        area_code=row["area_code"] or "",
        area=area,
        tier=tier,
        signed=_day(row["signed"]),
        in_force=_day(row["in_force"]),
        held=row["held"] == "true",
    )


def _step(plan: Dated, plans: dict[str, Dated], above: dict[str, list[str]], national: list[Dated]) -> Step:
    direct = [plans[iri] for iri in above.get(plan.iri, ()) if iri in plans]
    # Of several plans carried out, the lowest is the next one up: a city names its province's plan and the nation's.
    carried = max(direct, key=lambda one: (_rank(one), one.signed or date.min, one.iri), default=None)
    top, link = _national(plan, above, national)
    return Step(
        plan=plan,
        carries_out=carried,
        days_since_carried_out=_days(carried.signed, plan.signed) if carried else None,
        national=top,
        national_link=link,
        days_since_national=_days(top.signed, plan.signed) if top and top is not plan else None,
        days_in_force_since_national=_days(top.in_force, plan.in_force) if top and top is not plan else None,
    )


def _national(plan: Dated, above: dict[str, list[str]], national: list[Dated]) -> tuple[Dated | None, str | None]:
    if plan.tier == "central":
        return plan, "self"
    reached: set[str] = set()
    waiting = [plan.iri]
    while waiting:
        for iri in above.get(waiting.pop(), ()):
            if iri not in reached:
                reached.add(iri)
                waiting.append(iri)
    chained = [one for one in national if one.iri in reached]
    if chained:
        return max(chained, key=lambda one: (one.signed or date.min, one.iri)), "carried_out"
    if len(national) == 1:
        return national[0], "same_domain"
    return None, None


def _days(earlier: date | None, later: date | None) -> int | None:
    return (later - earlier).days if earlier and later else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _rank(plan: Dated) -> int:
    return TIERS.index(plan.tier) if plan.tier in TIERS else len(TIERS)


def _order(step: Step) -> tuple[int, date, str, str]:
    return _rank(step.plan), step.plan.signed or date.max, step.plan.area_code, step.plan.iri
