"""The tables that texts are composed from: domains, tasks, sentences, prose (files of `data/`)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

DATA: Final = Path(__file__).resolve().parent / "data"


@dataclass(frozen=True, slots=True)
class Domain:
    """A domain, its national plan's serial number and day, and its areas of work with the tasks of each."""

    id: str
    name: str
    number: int
    date: date
    areas: tuple[tuple[str, tuple[Matter, ...]], ...]


@dataclass(frozen=True, slots=True)
class Matter:
    """What a task is about, the actions that it takes, and the concepts that the task is of (intellectual property only)."""

    object: str
    actions: tuple[str, ...]
    concepts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """A case under a sentence: its condition and what it says, in the slots of the sentence."""

    condition: str
    power: str | None
    pay: str
    shares: tuple[tuple[str, str | int], ...]


@dataclass(frozen=True, slots=True)
class Pattern:
    """A sentence with slots, and what it means. The fields are explained at the head of `data/statements.toml`."""

    id: str
    kind: str
    weight: int
    text: str
    families: tuple[str, ...]
    power: str | None
    pay: str | None
    shares: tuple[tuple[str, str | int], ...]
    support: tuple[tuple[str, str], ...]
    cases: tuple[Case, ...]
    scope: str
    sizes: tuple[int, int]
    excludes: tuple[str, ...]
    needs: str
    """Where it can be said: empty, up (a tier above), nation, province-and-below."""


_SIZES: Final = {"own": (1, 5), "low": (1, 4), "joint": (1, 3), "affiliation": (2, 4)}


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))


@cache
def load_domains() -> tuple[Domain, ...]:
    """Return the domains in the order of their national plans."""
    actions = {key: tuple(values) for key, values in _read("actions.toml").items()}
    return tuple(
        Domain(row["id"], row["name"], row["number"], row["date"], _areas_of_work(row["id"], actions))
        for row in _read("domains.toml")["domain"]
    )


def _areas_of_work(domain: str, actions: dict[str, tuple[str, ...]]) -> tuple[tuple[str, tuple[Matter, ...]], ...]:
    areas: list[tuple[str, list[Matter]]] = []
    for line in (DATA / "tasks" / f"{domain}.txt").read_text(encoding="utf-8").splitlines():
        words, _, concepts = line.partition("|")
        key, _, name = words.strip().partition(" ")
        if key == "#":
            areas.append((name, []))
        else:
            areas[-1][1].append(Matter(name, actions[key], tuple(concepts.split())))
    return tuple((heading, tuple(matters)) for heading, matters in areas)


@cache
def load_patterns() -> dict[str, tuple[Pattern, ...]]:
    """Return the sentences by kind (own, low, joint, affiliation, in-heading, item, joint-item)."""
    kinds: dict[str, list[Pattern]] = {}
    for row in _read("statements.toml")["statement"]:
        first, last = row.get("sizes", _SIZES.get(row["kind"], (1, 1)))
        kinds.setdefault(row["kind"], []).append(
            Pattern(
                id=row["id"],
                kind=row["kind"],
                weight=row["weight"],
                text=row["text"],
                families=tuple(row["families"]),
                power=row.get("power"),
                pay=row.get("pay"),
                shares=_pairs(row.get("shares", [])),
                support=tuple((giver, form) for giver, form in row.get("support", [])),
                cases=tuple(
                    Case(case["condition"], case.get("power"), case["pay"], _pairs(case.get("shares", [])))
                    for case in row.get("cases", [])
                ),
                scope=row.get("scope", row["kind"]),
                sizes=(first, last),
                excludes=tuple(row.get("excludes", [])),
                needs=row.get("needs", ""),
            )
        )
    return {kind: tuple(patterns) for kind, patterns in kinds.items()}


def _pairs(rows: list[list[Any]]) -> tuple[tuple[str, str | int], ...]:
    return tuple((holder, share) for holder, share in rows)


@cache
def load_prose() -> dict[str, Any]:
    """Return the prose of the frame: openings, closings, headings."""
    return _read("prose.toml")


@cache
def load_work_plans() -> dict[str, Any]:
    """Return the material of work plans: measures, bodies, targets."""
    return _read("work_plans.toml")
