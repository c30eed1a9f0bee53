"""Sentences that give tasks a fiscal power, filled with tasks and words, with the annotation that belongs to each."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from national_corpus.notices import Notice
from national_corpus.tables import Case, Matter, Pattern, load_patterns, load_prose

_HOLDERS: Final = ("up", "own", "low")
_SHORTEST_ALONE: Final = 6
_SCOPED: Final = {
    "own": 0.6,
    "low": 0.55,
    "joint": 0.12,
    "affiliation": 0.0,
    "none": 0.0,
    "item": 0.3,
    "joint-item": 0.0,
}
_RATIOS: Final = ((6, 4), (7, 3), (8, 2), (5, 5), (4, 6), (3, 7), (9, 1))
_RATIOS_OF_THREE: Final = ((5, 3, 2), (6, 2, 2), (4, 3, 3), (5, 2, 3), (3, 3, 4))
_GRADES: Final = ((80, 60, 40), (70, 50, 30), (90, 70, 50), (75, 65, 55))
_RANKS: Final = ("central", "province", "prefecture", "county", "township")

Annotation = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, its annotation (without number and section), and the families of wording that it exercises."""

    text: str
    annotation: Annotation
    families: tuple[str, ...]


class TaskSupply:
    """Gives the tasks of one area of work, none twice in a document."""

    def __init__(self, matters: tuple[Matter, ...], chosen: random.Random, used: set[str]) -> None:
        """Take the matters of the area of work and the words that the document has used."""
        self._chosen = chosen
        self._used = used
        self._matters = list(matters)
        chosen.shuffle(self._matters)
        self._next = 0

    def take(self, simple: bool) -> tuple[str, Matter]:
        """Return the words of a task and its matter; a simple one has no 、 in it."""
        for _ in range(4 * len(self._matters)):
            matter = self._matters[self._next % len(self._matters)]
            self._next += 1
            action = self._chosen.choice(matter.actions)
            words = matter.object + action
            if words not in self._used and not (simple and "、" in action):
                self._used.add(words)
                return words, matter
        return words, matter


class Composer:
    """Fills sentences for one document."""

    def __init__(self, notice: Notice, chosen: random.Random, colon: str) -> None:
        """Take the document, its random numbers and how it writes ratios (6:4, 6∶4)."""
        self._notice = notice
        self._words = notice.wording
        self._chosen = chosen
        self._colon = colon

    def compose(self, kind: str, supply: TaskSupply, heading: str | None = None) -> Sentence:
        """Return a sentence of a kind; ``heading`` is the task where it stands in the heading."""
        pattern = self._pattern(kind)
        return self._filled(pattern, supply, heading, None)

    def item(self, kind: str, supply: TaskSupply, held: str) -> Sentence:
        """Return an item under a heading that gives the power: ``held`` is its holder (own, low), or ``joint``."""
        return self._filled(self._pattern(kind), supply, None, held)

    def _pattern(self, kind: str) -> Pattern:
        patterns = [p for p in load_patterns()[kind] if self._fits(p)]
        return self._chosen.choices(patterns, [p.weight for p in patterns])[0]

    def _fits(self, pattern: Pattern) -> bool:
        """Tell whether a sentence can be said here: a share belongs to one tier, so a word for two (市县) can bear none."""
        if pattern.needs == "up" and not self._words.upper:
            return False
        if pattern.needs == "province-and-below" and self._words.tiers["low"] != ("prefecture", "county"):
            return False
        if pattern.needs == "nation" and self._notice.place.tier != "central":
            return False
        bearers = {holder for shares in (pattern.shares, *(c.shares for c in pattern.cases)) for holder, _ in shares}
        return all(len(self._tiers([bearer])) == 1 for bearer in bearers)

    def _filled(self, pattern: Pattern, supply: TaskSupply, heading: str | None, held: str | None) -> Sentence:
        words, chosen = self._words, self._chosen
        families = list(pattern.families)
        count = chosen.randint(*pattern.sizes)
        if heading is None:
            listed, tasks = self._tasks(pattern, supply, count, held, families)
        else:
            listed, tasks = "", [self._task(heading, (), ())]
        # the tasks of a carve-out begin with the carve-out itself
        if pattern.excludes:
            excludes = self._tiers(pattern.excludes)
            carved = pattern.text[pattern.text.index("未列入") : pattern.text.index("{T}")]
            tasks[0]["text"] = self._slots(carved, {}) + tasks[0]["text"]
            tasks[0]["excludes"] = excludes
        a, b = chosen.choice(_RATIOS)
        three = chosen.choice(_RATIOS_OF_THREE)
        grades = chosen.choice(_GRADES)
        figures: dict[str, int] = {"a": three[0] * 10, "b": three[1] * 10, "c": three[2] * 10}
        if pattern.id == "joint-graded":
            figures |= dict(zip(("p", "p2", "p3"), grades, strict=True))
            figures |= {name: 100 - share for name, share in zip(("q", "q2", "q3"), grades, strict=True)}
        else:
            figures |= {"p": a * 10, "q": b * 10}
        fills = {name: str(value) for name, value in figures.items()}
        fills |= {
            "T": listed,
            "R": f"{a}{self._colon}{b}",
            "R3": self._colon.join(map(str, three)),
            "n": chosen.choice(load_prose()["nouns"]),
        }
        text = self._slots(pattern.text, fills)
        power = self._power(pattern.power, held)
        annotation: Annotation = {
            "tasks": tasks,
            "power": power,
            "expenditure": self._pay(pattern.pay, pattern.shares, figures, held),
            "clauses": [self._case(case, fills, figures) for case in pattern.cases],
            "quote": text,
        }
        if pattern.support:
            annotation["expenditure"]["support"] = [
                {"from": tier, "kind": form} for giver, form in pattern.support for tier in words.tiers[giver]
            ]
        return Sentence(text, annotation, tuple(dict.fromkeys(families)))

    def _tasks(
        self, pattern: Pattern, supply: TaskSupply, count: int, held: str | None, families: list[str]
    ) -> tuple[str, list[Annotation]]:
        """Return a list of tasks as written, and its tasks."""
        chosen, words = self._chosen, self._words
        share = _SCOPED[pattern.scope]
        uniform = chosen.random() < 0.25
        scope_all = chosen.random() < share
        simple = uniform or count == 1
        pieces: list[str] = []
        tasks: list[Annotation] = []
        for _ in range(count):
            name, matter = supply.take(simple)
            scoped = scope_all if uniform else chosen.random() < share
            prefix: str = ""
            scope: Sequence[str] = ()
            scope_word = held if pattern.scope == "item" else pattern.scope
            if scoped and scope_word == "own":
                prefix, scope = chosen.choice(words.own_scope), words.tiers["own"]
            elif scoped and scope_word == "low":
                prefix, scope = chosen.choice(words.lower_scope), words.tiers["low"]
            elif scoped and scope_word == "joint":
                prefix, scope = words.each, self._tiers(("own", "low"))
            if prefix:
                families.append("scope-words")
            pieces.append(prefix + name)
            tasks.append(self._task(prefix + name, scope, matter.concepts))
        if uniform and count > 1 and _each_alone(pieces):
            families.append("list-enumeration-commas")
            return "、".join(pieces), tasks
        if count > 2 and chosen.random() < 0.08:
            families.append("list-joined")
            return "，".join(pieces[:-1]) + "以及" + pieces[-1], tasks
        return "，".join(pieces), tasks

    @staticmethod
    def _task(text: str, scope: Sequence[str], concepts: tuple[str, ...]) -> Annotation:
        return {"text": text, "scope": list(scope), "excludes": [], "concepts": list(concepts)}

    def _tiers(self, holders: Sequence[str]) -> list[str]:
        found = {tier for holder in holders for tier in self._words.tiers.get(holder, (holder,))}
        return sorted(found, key=_RANKS.index)

    def _power(self, says: str | None, held: str | None) -> Annotation | None:
        if held is not None:
            holders = ["own", "low"] if held == "joint" else [held]
            return {"mode": "joint" if held == "joint" else "exclusive", "tiers": self._tiers(holders)}
        if says is None:
            return None
        mode, *holders = says.split()
        return {"mode": mode, "tiers": self._tiers(holders)}

    def _pay(
        self,
        says: str | None,
        shares: tuple[tuple[str, str | int], ...],
        figures: dict[str, int],
        held: str | None,
    ) -> Annotation | None:
        if says is None:
            return None
        mode, *holders = says.split()
        pay: Annotation = {"mode": mode, "tiers": self._tiers([held or "" if h == "held" else h for h in holders])}
        if shares:
            pay["shares"] = [
                {"tier": tier, "percent": figures[share] if isinstance(share, str) else share}
                for holder, share in shares
                for tier in self._tiers([holder])
            ]
        return pay

    def _case(self, case: Case, fills: dict[str, str], figures: dict[str, int]) -> Annotation:
        pay = self._pay(case.pay, case.shares, figures, None) or {}
        annotation: Annotation = {
            "condition": self._slots(case.condition, fills),
            "power": self._tiers([case.power]) if case.power else None,
            "expenditure": pay["tiers"],
            "mode": pay["mode"],
        }
        if "shares" in pay:
            annotation["shares"] = pay["shares"]
        return annotation

    def _slots(self, text: str, fills: dict[str, str]) -> str:
        words = self._words
        values = {
            "own": words.own,
            "OWN": words.own_level,
            "low": words.lower_level,
            "up": words.upper,
            "J": words.joint,
            "E": words.each,
            **fills,
        }
        return _SLOT.sub(lambda slot: values[slot[1]], text)


def _each_alone(pieces: list[str]) -> bool:
    """Tell whether a list may be written with 、 alone and still be read in one way only.

    Every part must be long enough to stand alone, and no part may lend its head to one before it: 甲补助、乙补助发放 can be the
    grant of both.
    """
    if any(len(piece) < _SHORTEST_ALONE or "、" in piece for piece in pieces):
        return False
    return not any(left[-2:] in right[:-2] for at, left in enumerate(pieces) for right in pieces[at + 1 :])


_SLOT: Final = re.compile(r"\{(\w+)\}")
