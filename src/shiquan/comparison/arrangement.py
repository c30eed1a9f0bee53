"""Several statements on one task, united into one arrangement: who holds the power and who bears the expenditure.

A plan may say a task in several sentences: 全市性… is the city's, 县级… is the county's. United, the city and the county hold
it, each on its own level. The manner of such a union is ``each``, the same as when one sentence says 市、县区财政事权; so two plans
that mean the same agree however many sentences they take.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from shiquan.comparison.assignments import AssignedTask, Share

TIERS = ("central", "province", "prefecture", "county", "township")
"""The tiers, highest first."""

MANNERS = (
    *("alone", "each", "together", "joint", "by_affiliation"),
    *("respectively", "shared", "by_ratio", "by_territory", "by_benefit", "by_case", "mainly"),
)
"""All manners, in the order in which several are written."""


_OF_HOLDERS = ("exclusive", "sole")
"""Modes that say nothing where no tier is named; the others (by benefit, by case) say how even then."""


class Basis(StrEnum):
    """What tiers are compared by: ``absolute`` (a city is a city), or ``relative`` to the plan's own tier (own, below, above)."""

    ABSOLUTE = "absolute"
    RELATIVE = "relative"


@dataclass(frozen=True, slots=True)
class Part:
    """Tiers and the manner in which they hold, or bear.

    ``manner`` is ``alone`` (one tier), ``each`` (several, each its own), ``together`` (one composite word for several tiers,
    such as 地方 or 市县), or a mode of the documents (``joint``, ``by_affiliation``, ``respectively``, …); several are joined by +.
    ``modes`` are the documents' own modes. A manner may stand without tiers (根据受益范围); without manner and tiers nothing is said.
    """

    manner: str
    tiers: tuple[str, ...]
    modes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Arrangement:
    """What a place's plans say on a task, all statements united.

    ``excluded`` are the tiers whose lists the task leaves out in some statement (a carve-out: those tiers hold the rest by
    their own lists); ``conditional`` tells whether cases split it. ``shares`` hold per cents of statements, not of cases;
    ``support`` the tiers that pay a part without bearing it, and how.
    """

    power: Part
    expenditure: Part
    shares: tuple[Share, ...]
    support: tuple[tuple[str, str], ...]
    excluded: tuple[str, ...]
    conditional: bool

    def same_tiers(self, other: Arrangement) -> bool:
        """Tell whether the same tiers hold and the same tiers bear, in whatever manner."""
        return self.tiers == other.tiers

    @property
    def tiers(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The holding and the bearing tiers."""
        return self.power.tiers, self.expenditure.tiers

    def key(self) -> tuple[object, ...]:
        """Return what two arrangements must share to be the same: tiers, manners and shares.

        Exclusions, cases and support are marked but do not make a difference: they do not change who holds and who bears.
        """
        return (
            *(self.power.manner, self.power.tiers),
            *(self.expenditure.manner, self.expenditure.tiers),
            self.shares,
        )


def united(tasks: Iterable[AssignedTask]) -> Arrangement:
    """Unite what a place's statements say on one task.

    A statement that names no holder (or bearer) of its own counts with those that its cases name.
    """
    said = tuple(tasks)
    power = [given for task in said for given in _powers(task)]
    pays = [given for task in said for given in _payments(task)]
    return Arrangement(
        power=_part(power),
        expenditure=_part(pays),
        shares=tuple(dict.fromkeys(share for task in said for share in task.shares)),
        support=tuple(dict.fromkeys(given for task in said for given in task.support)),
        excluded=_ordered(tier for task in said for tier in task.excludes),
        conditional=any(task.cases for task in said),
    )


def seen_from(arrangement: Arrangement, own_tier: str) -> Arrangement:
    """Return the arrangement with its tiers named by their distance from a tier: ``own``, ``below``, ``above2`` and so on."""
    own = TIERS.index(own_tier)

    def relative(tier: str) -> str:
        steps = TIERS.index(tier) - own
        if steps == 0:
            return "own"
        return ("below" if steps > 0 else "above") + (str(abs(steps)) if abs(steps) > 1 else "")

    def moved(part: Part) -> Part:
        return Part(part.manner, tuple(relative(tier) for tier in part.tiers), part.modes)

    return Arrangement(
        power=moved(arrangement.power),
        expenditure=moved(arrangement.expenditure),
        shares=tuple((relative(tier), percent) for tier, percent in arrangement.shares),
        support=tuple((relative(tier), kind) for tier, kind in arrangement.support),
        excluded=tuple(relative(tier) for tier in arrangement.excluded),
        conditional=arrangement.conditional,
    )


_Given = tuple[str | None, tuple[str, ...]]


def _powers(task: AssignedTask) -> list[_Given]:
    if task.power_tiers or not any(case.power_tiers for case in task.cases):
        return [(task.power_mode, task.power_tiers)]
    return [(case.power_mode, case.power_tiers) for case in task.cases if case.power_tiers]


def _payments(task: AssignedTask) -> list[_Given]:
    if task.expenditure_tiers or not any(case.expenditure_tiers for case in task.cases):
        return [(task.expenditure_mode, task.expenditure_tiers)]
    bearers = _ordered(tier for case in task.cases for tier in case.expenditure_tiers)
    return [("by_case", bearers)]


def _part(given: list[_Given]) -> Part:
    tiers = _ordered(tier for _, some in given for tier in some)
    manners = {_manner(mode, some) for mode, some in given if mode and (some or mode not in _OF_HOLDERS)}
    if manners and manners <= {"alone", "each", "together"} and manners != {"together"}:
        manners = {"alone" if len(tiers) == 1 else "each"}
    modes = tuple(dict.fromkeys(mode for mode, _ in given if mode))
    return Part("+".join(sorted(manners, key=MANNERS.index)), tiers, modes)


def _manner(mode: str, tiers: tuple[str, ...]) -> str:
    if mode in _OF_HOLDERS:
        return "alone" if len(tiers) == 1 else "together"
    return mode


def _ordered(tiers: Iterable[str]) -> tuple[str, ...]:
    found = set(tiers)
    return tuple(tier for tier in TIERS if tier in found)
