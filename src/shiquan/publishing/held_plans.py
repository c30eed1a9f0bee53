"""The division plans of places and domains: how many tasks each divides, which are held, which have been repealed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from shiquan.publishing.published_data import PublishedData
from shiquan.publishing.remembering import remembering
from shiquan.publishing.site_queries import Record, records
from shiquan.questions.trace_queries import known


@dataclass(frozen=True, slots=True)
class CountedPlan:
    """A held division plan: its document and domain (IRIs), how many tasks it divides, and whether it has been repealed."""

    document: str
    domain: str | None
    tasks: int
    repealed: bool


@dataclass(frozen=True, slots=True)
class Counts:
    """Of each place, by its code: the number of held documents, and its held division plans."""

    documents: dict[str, int]
    plans: dict[str, tuple[CountedPlan, ...]]

    def tasks(self, code: str) -> int:
        """Return how many tasks the plans of a place divide that have not been repealed."""
        return sum(plan.tasks for plan in self.plans.get(code, ()) if not plan.repealed)

    def domains(self, code: str) -> frozenset[str]:
        """Return the domains (IRIs) of the held plans of a place."""
        return frozenset(plan.domain for plan in self.plans.get(code, ()) if plan.domain is not None)


@lru_cache(maxsize=2)
def counts(data: PublishedData) -> Counts:
    """Return the counts of all places: some 400 bytes for each plan, 15 MB for 40,000."""
    plans: dict[str, list[CountedPlan]] = {}
    for row in records(data.store, "tasks-of-plans"):
        plan = CountedPlan(known(row, "document"), row["domain"], int(row["tasks"] or 0), row["repealed"] == "true")
        plans.setdefault(known(row, "area_code"), []).append(plan)
    documents = {
        known(row, "area_code"): int(known(row, "documents")) for row in records(data.store, "held-documents-of-places")
    }
    return Counts(documents, {code: tuple(found) for code, found in plans.items()})


@dataclass(frozen=True, slots=True)
class PlanOfDomain:
    """A division plan that is known, held or not; ``repealed_by`` is the held document that repeals it."""

    document: str
    number: str | None
    title: str | None
    area_code: str
    signed: str | None
    in_force: str | None
    held: bool
    repealed_by: str | None

    @property
    def called(self) -> str:
        """Its number, else its title, else its IRI."""
        return self.number or self.title or self.document


@lru_cache(maxsize=16)
def plans_of_domain(data: PublishedData, domain: str) -> tuple[PlanOfDomain, ...]:
    """Return the known division plans of a domain (IRI), by the code of their area: some 1 kB for each."""
    return tuple(_plan(row) for row in records(remembering(data), "plans-of-a-domain", domain_iri=domain))


def _plan(row: Record) -> PlanOfDomain:
    return PlanOfDomain(
        document=known(row, "document"),
        number=row["number"],
        title=row["title"],
        area_code=known(row, "area_code"),
        signed=row["signed"],
        in_force=row["in_force"],
        held=row["held"] == "true",
        repealed_by=row["repealed_by"],
    )
