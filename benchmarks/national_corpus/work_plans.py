"""Work plans of counties: measures that are handed to bodies, and targets with figures."""

from __future__ import annotations

from typing import Any

from national_corpus.division import bases_of, closing, fill, numeral, opening
from national_corpus.lines import Draft
from national_corpus.notices import Notice, chance
from national_corpus.tables import load_prose, load_work_plans


class WorkPlan:
    """Writes one work plan."""

    def __init__(self, seed: int, notice: Notice) -> None:
        """Take the seed and the outer facts of the document."""
        self._seed = seed
        self._notice = notice
        self._chosen = chance(seed, notice.slot, "text")
        self._material = load_work_plans()
        self._draft = Draft()
        self._sections: list[dict[str, str]] = []
        self._measures: list[dict[str, Any]] = []

    def write(self) -> Draft:
        """Return the document with its annotation."""
        material, chosen, draft = self._material, self._chosen, self._draft
        opening(draft, self._seed, self._notice, chosen)
        _, bases, families = bases_of(self._seed, self._notice, chosen)
        bases = bases[:1]
        if bases:
            mark = f"《{bases[0]['title']}》（{bases[0]['number']}）"
            draft.families.extend(family for family in families if not family.startswith(("basis-chain", "basis-ment")))
            draft.add("text", fill(chosen.choice(material["openings"]), self._notice).replace("{A}", mark))
        else:
            draft.add("text", fill(material["opening_without_basis"], self._notice))
        targets = self._general()
        self._tasks()
        self._support()
        closing(draft, self._notice, chosen)
        draft.gold |= {
            "bases": bases,
            "sections": self._sections,
            "assignments": [],
            "residuals": [],
            "measures": [{"id": f"m{index}", **measure} for index, measure in enumerate(self._measures, start=1)],
            "targets": targets,
        }
        return draft

    def _heading(self, mark: str, path: str, heading: str, text: str | None) -> None:
        self._sections.append({"path": path, "heading": heading})
        if text is None:
            self._draft.add("heading", mark + heading, path.count("/") + 1)
        else:
            self._draft.add("text", f"{mark}{heading}。{text}")

    def _general(self) -> list[dict[str, Any]]:
        chosen, material = self._chosen, self._material
        self._heading("一、", "一", "总体要求", None)
        self._draft.add("text", fill(chosen.choice(material["aims"]), self._notice))
        year = str(self._notice.signed.year + 2)
        targets, parts = [], []
        for row in chosen.sample(material["targets"], chosen.randint(2, 4)):
            value = chosen.randint(row["low"], row["high"])
            quote = fill(row["text"], self._notice).replace("{v}", str(value))
            parts.append(quote)
            targets.append(
                {key: row[key] for key in ("indicator", "op", "unit")} | {"value": value, "by": year, "quote": quote}
            )
        self._draft.families.append("work-plan-targets")
        self._draft.add("text", f"到{year}年底，" + "，".join(parts) + "。")
        return targets

    def _tasks(self) -> None:
        chosen, material = self._chosen, self._material
        self._heading("二、", "二", "重点任务", None)
        areas = chosen.sample(self._notice.domain.areas, min(len(self._notice.domain.areas), chosen.randint(3, 5)))
        for index, (heading, matters) in enumerate(areas, start=1):
            path = f"二/({numeral(index)})"
            self._heading(f"（{numeral(index)}）", path, heading, None)
            for number, matter in enumerate(chosen.sample(matters, min(len(matters), chosen.randint(2, 3))), start=1):
                action = chosen.choice([action for action in matter.actions if "、" not in action])
                name = chosen.choice(material["verbs"]) + matter.object + action
                text = chosen.choice(material["bodies_of_measure"])
                self._measure(f"{number}.", f"{path}/{number}", name, text)

    def _measure(self, mark: str, path: str, heading: str, text: str) -> None:
        chosen, own = self._chosen, self._notice.wording.own
        bracket = chosen.choice(self._material["brackets"])
        bodies = [own + body for body in chosen.sample(self._material["bodies"], bracket["bodies"])]
        closing_words = bracket["text"]
        for place, body in enumerate(bodies, start=1):
            closing_words = closing_words.replace(f"{{{place}}}", body)
        self._heading(mark, path, heading, text + closing_words)
        self._draft.families.append("work-plan-leads" if bracket["leads"] else "work-plan-brackets")
        self._measures.append(
            {
                "section": path,
                "heading": heading,
                "bodies": bodies,
                "leads": bodies[: bracket["leads"]],
                "shared_by_duty": bracket.get("duty", False),
                "others": bracket.get("others", False),
            }
        )

    def _support(self) -> None:
        self._heading("三、", "三", "保障措施", None)
        rows = self._chosen.sample(load_prose()["support"], 3)
        for index, (heading, text) in enumerate(rows, start=1):
            self._heading(f"（{numeral(index)}）", f"三/({numeral(index)})", heading, fill(text, self._notice))
