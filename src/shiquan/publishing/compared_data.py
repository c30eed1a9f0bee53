"""What a place's plans say on each task, as data: what the comparison in the browser is made from, by the same rules as the matrix."""

from __future__ import annotations

import json
from typing import Final

from shiquan.comparison.arrangement import Arrangement, Part, united
from shiquan.comparison.assignments import AssignedTask
from shiquan.comparison.matrix import concepts_compared
from shiquan.comparison.places_compared import PlaceCompared
from shiquan.publishing.arrangement_words import both
from shiquan.publishing.known_plans import known_plans, place_read
from shiquan.publishing.published_data import PublishedData

JSON: Final = "application/json; charset=utf-8"


def place_data(data: PublishedData, code: str, key: str) -> bytes:
    """Return what a place's plans in a domain say on each concept, in the order in which they name them.

    Raises:
        KeyError: no area of today has the code, or no plan in the domain is known.

    """
    return said_by(place_read(data, code, key), key)


def said_by(place: PlaceCompared, key: str) -> bytes:
    """Return what the plans of a place that has been read say in the domain of that key."""
    concepts = dict.fromkeys(concept for task in place.tasks for concept in sorted(task.concepts))
    zh, en = both(place.note)
    return as_json(
        {
            "domain": key,
            "place": {
                "code": place.place.code,
                "name": place.place.name,
                "tier": place.place.tier,
                "status": place.status,
                "note": {"zh": zh, "en": en} if place.note else None,
                "plans": [
                    {"document": plan.iri, "called": plan.number or plan.title or plan.iri, "held": plan.held}
                    for plan in place.plans
                ],
                "rule_for_unlisted": bool(place.residual_rules),
                "without_concept": sum(1 for task in place.tasks if not task.concepts),
            },
            "says": [
                _said(concept, tuple(task for task in place.tasks if concept in task.concepts)) for concept in concepts
            ],
        }
    )


def vocabulary_data(data: PublishedData, key: str) -> bytes:
    """Return the domain with its concepts in the order of the vocabulary, as the lines of a comparison name them."""
    domain = known_plans(data).domains[key].domain
    return as_json(
        {
            "domain": key,
            "zh": domain.name_zh,
            "en": domain.name_en,
            "concepts": [
                {
                    "iri": one.iri,
                    "notation": one.notation,
                    "zh": one.name_zh,
                    "en": one.name_en,
                    "area_zh": one.area_zh,
                    "area_en": one.area_en,
                }
                for one in concepts_compared(data.store, domain)
            ],
        }
    )


def as_json(value: object) -> bytes:
    """Return a value as JSON without needless spaces, one line."""
    return (json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def _said(concept: str, tasks: tuple[AssignedTask, ...]) -> dict[str, object]:
    conditions = dict.fromkeys(case.condition for task in tasks for case in task.cases if case.condition)
    return {
        "concept": concept,
        **_arrangement(united(tasks)),
        "conditions": list(conditions),
        "statements": [{"number": task.number, "section": task.section, "quote": task.quote} for task in tasks],
    }


def _arrangement(arrangement: Arrangement) -> dict[str, object]:
    return {
        "power": _part(arrangement.power),
        "expenditure": _part(arrangement.expenditure),
        "shares": [list(share) for share in arrangement.shares],
        "support": [list(given) for given in arrangement.support],
        "excluded": list(arrangement.excluded),
        "conditional": arrangement.conditional,
    }


def _part(part: Part) -> dict[str, object]:
    return {"manner": part.manner, "tiers": list(part.tiers), "modes": list(part.modes)}
