"""Plans that divide fiscal powers: the notice, the opening with its bases, sections with sentences, the closing."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final

from national_corpus.lines import Draft
from national_corpus.notices import Notice, Slot, chance, notice_of, upper_slot
from national_corpus.places import NATION
from national_corpus.sentences import Composer, Sentence, TaskSupply
from national_corpus.tables import Matter, load_prose

_NUMERALS: Final = "一二三四五六七八九十"
_LENGTH: Final = {"central": (4500, 6500), "province": (2400, 4600), "prefecture": (1500, 3000), "county": (650, 2000)}
_JOINT_EVERY: Final = 3


class DivisionPlan:
    """Writes one division plan."""

    def __init__(self, seed: int, notice: Notice) -> None:
        """Take the seed and the outer facts of the document."""
        self._seed = seed
        self._notice = notice
        self._words = notice.wording
        self._chosen = chance(seed, notice.slot, "text")
        self._prose = load_prose()
        self._draft = Draft()
        self._sections: list[dict[str, str]] = []
        self._assignments: list[dict[str, Any]] = []
        self._residuals: list[dict[str, str]] = []
        self._style = self._chosen.choices(("plain", "flat", "numbered", "held"), (66, 10, 16, 8))[0]
        self._run_in = self._chosen.random() < 0.4
        self._stop = self._chosen.random() < 0.3
        self._composer = Composer(notice, self._chosen, self._chosen.choice((":", ":", "∶", "：")))

    def write(self) -> Draft:
        """Return the document with its annotation."""
        opening(self._draft, self._seed, self._notice, self._chosen)
        bases = self._bases()
        if self._style == "flat":
            self._draft.families.extend(("sections-flat", "no-general-part"))
        else:
            self._general()
        self._main()
        self._support()
        repeals, effective = self._closing()
        closing(self._draft, self._notice, self._chosen)
        gold = self._draft.gold
        gold["effective"] = effective
        gold["bases"] = bases
        if repeals:
            gold["repeals"] = repeals
        gold["sections"] = self._sections
        gold["assignments"] = [
            {"id": f"a{index}", **assignment} for index, assignment in enumerate(self._assignments, start=1)
        ]
        gold["residuals"] = self._residuals
        gold["measures"] = []
        return self._draft

    # ------------------------------------------------------------ the opening

    def _bases(self) -> list[dict[str, Any]]:
        """Write the opening paragraph of the plan and return the instruments that it names."""
        text, bases, families = bases_of(self._seed, self._notice, self._chosen)
        self._draft.families.extend(families)
        self._draft.add("text", text)
        return bases

    def _fill(self, text: str) -> str:
        return fill(text, self._notice)

    def _general(self) -> None:
        prose, chosen = self._prose, self._chosen
        heading = chosen.choice(prose["general_headings"])
        path = self._heading(1, 1, heading, "")
        if chosen.random() < 0.25:
            principles = chosen.sample(prose["principles"], 3)
            if chosen.random() < 0.5:
                for principle in principles:
                    self._draft.add("text", "——" + self._fill(principle))
            else:
                for index, principle in enumerate(principles, start=1):
                    name, _, rest = principle.partition("。")
                    self._sections.append({"path": f"{path}/({_NUMERALS[index - 1]})", "heading": name})
                    self._draft.add("text", f"（{_NUMERALS[index - 1]}）{name}。" + self._fill(rest))
            return
        clauses = [self._fill(c) for c in chosen.sample(prose["general"], chosen.randint(2, 5))]
        self._draft.add("text", "".join(clauses) + self._fill(chosen.choice(prose["general_ends"])))

    # ------------------------------------------------------------ sections

    def _heading(self, level: int, index: int, heading: str, above: str) -> str:
        """Write a heading on a line of its own and return its path."""
        path = self._path(level, index, above)
        marks = {1: f"{numeral(index)}、", 2: f"（{numeral(index)}）", 3: f"{index}."}
        stop = "。" if self._stop and level > 1 else ""
        self._sections.append({"path": path, "heading": heading})
        self._draft.add("heading", marks[level] + heading + stop, level)
        return path

    def _run_in_heading(self, level: int, index: int, heading: str, above: str, text: str) -> str:
        """Write a heading with text behind it on the same line and return its path."""
        path = self._path(level, index, above)
        mark = f"（{numeral(index)}）" if level == 2 else f"{index}."
        self._sections.append({"path": path, "heading": heading})
        self._draft.add("text", f"{mark}{heading}。{text}")
        return path

    @staticmethod
    def _path(level: int, index: int, above: str) -> str:
        step = {1: numeral(index), 2: f"({numeral(index)})", 3: str(index)}[level]
        return f"{above}/{step}" if above else step

    def _main(self) -> None:
        first = 1 if self._style == "flat" else 2
        if self._style == "flat":
            self._flat()
            return
        path = self._heading(1, first, self._chosen.choice(self._prose["main_headings"]), "")
        if self._chosen.random() < 0.08 and self._style != "held":
            self._residual(path, "principle", self._chosen.choice(self._prose["principle"]))
            self._draft.families.append("residual-principle")
        if self._style == "held":
            self._held(path)
        else:
            self._by_area(path, 2)

    def _plans(self) -> list[tuple[str, tuple[Matter, ...], list[str]]]:
        """Return the areas of work, with the kinds of their sentences, as many as the document's length asks for."""
        chosen = self._chosen
        first, last = _LENGTH[self._notice.place.tier]
        budget = chosen.randint(first, last) - self._draft.characters() - 420
        areas = list(self._notice.domain.areas)
        if self._notice.place.tier == "county" and len(areas) > 4:
            kept = sorted(chosen.sample(range(len(areas)), chosen.randint(3, len(areas))))
            areas = [areas[index] for index in kept]
        plans: list[list[str]] = [[] for _ in areas]
        spent, turn = 0, 0
        while spent < budget or turn < len(areas):
            kinds = plans[turn % len(areas)]
            kind = (
                ("own", "low", "joint")[len(kinds) % _JOINT_EVERY]
                if chosen.random() < 0.8
                else chosen.choice(("own", "low", "joint", "affiliation"))
            )
            kinds.append(kind)
            spent += {"own": 78, "low": 72, "joint": 92, "affiliation": 105}[kind]
            turn += 1
        return [(heading, matters, kinds) for (heading, matters), kinds in zip(areas, plans, strict=True) if kinds]

    def _by_area(self, above: str, level: int) -> None:
        """Write a section for each area of work, and the last one for other matters."""
        plans, used = self._plans(), set[str]()
        index = 0
        for heading, matters, kinds in plans:
            index += 1
            supply = TaskSupply(matters, self._chosen, used)
            if self._style == "numbered" and len(kinds) > 1:
                path = self._heading(level, index, heading, above)
                self._numbered(path, matters, kinds, supply)
            else:
                self._section(level, index, heading, above, kinds, supply)
        if self._chosen.random() < 0.75:
            self._others(level, index + 1, above, used)

    def _section(self, level: int, index: int, heading: str, above: str, kinds: list[str], supply: TaskSupply) -> None:
        paragraphs = list(self._paragraphs(kinds, supply))
        if level == 2 and self._run_in:
            self._draft.families.append("run-in-headings")
            path = self._run_in_heading(level, index, heading, above, paragraphs[0][0])
        else:
            path = self._heading(level, index, heading, above)
            self._draft.add("text", paragraphs[0][0])
        for text, _ in paragraphs[1:]:
            self._draft.add("text", text)
        for _, sentences in paragraphs:
            self._say(path, sentences)

    def _paragraphs(self, kinds: list[str], supply: TaskSupply) -> Iterator[tuple[str, list[Sentence]]]:
        """Return paragraphs of a sentence or two; two powers in a sentence are parted by a semicolon."""
        waiting = [self._composer.compose(kind, supply) for kind in kinds]
        while waiting:
            first = waiting.pop(0)
            mergeable = waiting and not first.annotation["clauses"] and first.text.startswith("将")
            draw = self._chosen.random()
            if mergeable and draw < 0.08 and waiting[0].text.startswith("将"):
                second = waiting.pop(0)
                text = first.text[:-1] + "；"
                first.annotation["quote"] = text
                self._draft.families.append("two-powers-in-a-sentence")
                yield text + second.text, [first, second]
            elif mergeable and draw < 0.2 and waiting[0].text.startswith("将"):
                second = waiting.pop(0)
                yield first.text + second.text, [first, second]
            else:
                yield first.text, [first]

    def _say(self, path: str, sentences: list[Sentence]) -> None:
        for sentence in sentences:
            self._assignments.append({"section": path, **sentence.annotation})
            self._draft.families.extend(sentence.families)

    def _numbered(self, above: str, matters: tuple[Matter, ...], kinds: list[str], supply: TaskSupply) -> None:
        """Write 1., 2. under (一); some of their headings are themselves the task."""
        self._draft.families.append("subsections-numbered")
        nouns = [matter for matter in matters if not matter.object.startswith("与")]
        subjects = self._chosen.sample(nouns, min(len(nouns), 4, len(kinds)))
        share = [kinds[n :: len(subjects)] for n in range(len(subjects))]
        for index, (subject, some) in enumerate(zip(subjects, share, strict=True), start=1):
            heading = subject.object + (self._chosen.choice([a for a in subject.actions if "、" not in a]))
            if self._chosen.random() < 0.3:
                sentence = self._composer.compose("in-heading", supply, heading)
                sentence.annotation["tasks"][0]["concepts"] = list(subject.concepts)
                path = self._run_in_heading(3, index, heading, above, sentence.text)
                self._say(path, [sentence])
                continue
            paragraphs = list(self._paragraphs(some, supply))
            path = self._run_in_heading(3, index, heading, above, paragraphs[0][0])
            self._say(path, paragraphs[0][1])
            for text, sentences in paragraphs[1:]:
                self._draft.add("text", text)
                self._say(path, sentences)

    def _flat(self) -> None:
        """Write sections 一、二、… of areas of work, without any other level."""
        self._by_area("", 1)

    def _held(self, above: str) -> None:
        """Write headings that give the power to the items under them."""
        words, chosen, used = self._words, self._chosen, set[str]()
        self._draft.families.append("power-heading")
        plans = self._plans()
        headings = (
            (f"{words.own_level}财政事权", "own", "item"),
            (f"{words.joint}共同财政事权", "joint", "joint-item"),
            (f"{words.lower_level}财政事权", "low", "item"),
        )
        for index, (heading, held, kind) in enumerate(headings, start=1):
            path = self._heading(2, index, heading, above)
            for number, (area, matters, kinds) in enumerate(plans, start=1):
                supply = TaskSupply(matters, chosen, used)
                section = self._heading(3, number, area, path)
                for item in range(1, max(2, len(kinds) // 2 + 1) + 1):
                    sentence = self._composer.item(kind, supply, held)
                    self._draft.add("text", f"（{item}）{sentence.text}")
                    self._say(section, [sentence])

    def _others(self, level: int, index: int, above: str, used: set[str]) -> None:
        """Write the last section: what follows affiliation, what is left to other rules."""
        prose, chosen = self._prose, self._chosen
        heading = self._fill(chosen.choice(prose["other_headings"]))
        path = self._heading(level, index, heading, above)
        if chosen.random() < 0.6:
            matters = tuple(m for _, area in self._notice.domain.areas for m in area)
            sentence = self._composer.compose("affiliation", TaskSupply(matters, chosen, used))
            self._draft.add("text", sentence.text)
            self._say(path, [sentence])
        if chosen.random() < 0.12:
            self._draft.families.append("residual-other-plan")
            self._residual(path, "other_plan", chosen.choice(prose["other_plan"]))
        if self._notice.place.tier in ("prefecture", "province") and chosen.random() < 0.1:
            self._draft.families.append("residual-special-regime")
            self._residual(path, "special_regime", chosen.choice(prose["special_regime"]))
        self._draft.families.append("residual-unlisted")
        self._residual(path, "unlisted", chosen.choice(prose["unlisted"]))

    def _residual(self, path: str, kind: str, text: str) -> None:
        written = self._fill(text)
        self._draft.add("text", written)
        self._residuals.append({"section": path, "kind": kind, "quote": written})

    def _support(self) -> None:
        prose, chosen = self._prose, self._chosen
        count = sum("/" not in section["path"] for section in self._sections)
        path = self._heading(1, count + 1, chosen.choice(prose["support_headings"]), "")
        for index, (heading, text) in enumerate(chosen.sample(prose["support"], chosen.randint(2, 4)), start=1):
            self._run_in_heading(2, index, heading, path, self._fill(text))

    # ------------------------------------------------------------ the closing

    def _closing(self) -> tuple[list[dict[str, str]], dict[str, str | None]]:
        """Write when the plan takes effect and what it repeals."""
        prose, chosen, notice = self._prose, self._chosen, self._notice
        if notice.slot.version == 2:
            rule = chosen.choice(("on_issue", "on_date"))
        else:
            rule = chosen.choices(("on_issue", "on_date", "on_publication", ""), (45, 15, 10, 30))[0]
        published = self._draft.gold.get("published")
        if rule == "on_publication" and published is None:
            rule = "on_issue"
        if not rule:
            return [], {"rule": None, "date": None}
        self._draft.families.append("entry-into-force")
        day = {"on_issue": notice.signed.isoformat(), "on_publication": published}.get(rule)
        text = chosen.choice(prose[rule])
        if rule == "on_date":
            begins = (notice.signed.replace(day=1) + timedelta(days=62)).replace(day=1)
            text = text.replace("{date}", f"{begins.year}年{begins.month}月{begins.day}日")
            day = begins.isoformat()
        repeals = []
        if notice.slot.version == 2:
            first = notice_of(self._seed, Slot(notice.slot.area, notice.slot.domain, 1))
            title = nested(first.title)
            text += prose["repeal"].replace("{title}", title).replace("{number}", first.number)
            repeals.append({"title": title, "number": first.number})
            self._draft.families.append("repeals")
        self._draft.add("text", text)
        return repeals, {"rule": rule, "date": day}


# ---------------------------------------------------------------- what division plans and work plans share


def numeral(number: int) -> str:
    """Return a number up to 19 in Chinese numerals."""
    return _NUMERALS[number - 1] if number <= 10 else "十" + _NUMERALS[number - 11]


def nested(title: str) -> str:
    """Return a title as it stands inside 《》: its own marks become 〈〉."""
    return title.replace("《", "〈").replace("》", "〉")


def fill(text: str, notice: Notice) -> str:
    """Fill the slots of prose."""
    words = notice.wording
    units = "各地区、各有关部门" if notice.place.tier == "central" else f"各{words.lower}、各有关部门"
    for slot, value in (
        ("{area}", notice.place.name),
        ("{domain}", notice.domain.name),
        ("{OWN}", words.own_level),
        ("{own}", words.own),
        ("{low}", words.lower_level),
        ("{J}", words.joint),
        ("{quan}", words.whole),
        ("{wo}", words.we),
        ("{cunits}", units),
    ):
        text = text.replace(slot, value)
    return text


def opening(draft: Draft, seed: int, notice: Notice, chosen: random.Random) -> None:
    """Write the notice up to the plan's title, and its part of the annotation."""
    words, place = notice.wording, notice.place
    published = None
    numbered = place.tier != "county" or chosen.random() >= 0.02
    if not numbered:
        draft.families.append("number-absent")
    if chosen.random() < 0.15:
        published = notice.signed + timedelta(days=chosen.randint(1, 9))
        draft.families.append("metadata-lines")
        draft.add("metadata", f"发文机关：{notice.issuer}")
        if numbered:
            draft.add("metadata", f"发文字号：{notice.number}")
        draft.add("metadata", f"成文日期：{notice.signed.isoformat()}")
        draft.add("metadata", f"发布日期：{published.isoformat()}")
    draft.add("title", notice.title)
    if numbered:
        draft.add("number", notice.number)
    recipients = _recipients(notice, chosen)
    draft.add("recipients", "，".join(recipients) + "：")
    draft.add("text", _approval(notice, chosen, draft))
    if chosen.random() < 0.04:
        draft.families.append("no-issuer-in-signature")
    else:
        draft.add("signature", notice.issuer)
    draft.add("signature", day_in_words(notice.signed))
    if chosen.random() < 0.4:
        draft.add("note", chosen.choice(("（此件公开发布）", "（此件主动公开）")))
    draft.add("plan-title", notice.plan_title)
    if notice.marked:
        draft.families.append("title-in-marks")
    if place.tier != "central" and place.name not in notice.plan_title:
        draft.families.append("title-without-area")
    draft.families.extend(_families_of_place(notice))
    if len(words.lower) > 2:
        draft.families.append("composite-tier-words")
    draft.gold.update(
        {
            "number": notice.number if numbered else None,
            "title": notice.title,
            "issuer": notice.issuer,
            "area": None if place.tier == "central" else place.name,
            "tier": place.tier,
            "signed": notice.signed.isoformat(),
            "published": published.isoformat() if published else None,
            "effective": {"rule": None, "date": None},
            "domain": notice.domain.name,
            "recipients": recipients,
            "copied_to": [],
            "plans": [{"title": notice.plan_title}],
        }
    )


def _families_of_place(notice: Notice) -> list[str]:
    place, families = notice.place, []
    for kind, family in (
        ("自治区", "autonomous-region"),
        ("直辖市", "municipality"),
        ("自治州", "autonomous-prefecture"),
        ("盟", "league"),
        ("县级市", "county-city"),
    ):
        if place.kind == kind:
            families.append(family)
    if place.tier == "central":
        families.append("local-tiers")
    if "township" in notice.wording.tiers["low"]:
        families.append("township")
    if place.tier == "province" and notice.wording.lower == "市县":
        families.append("city-county-one-word")
    return families


def day_in_words(day: date) -> str:
    """Return a day as documents write it: 2024年12月5日."""
    return f"{day.year}年{day.month}月{day.day}日"


def _recipients(notice: Notice, chosen: random.Random) -> list[str]:
    words, place = notice.wording, notice.place
    if place.tier == "central":
        return ["各省、自治区、直辖市人民政府", "国务院各部委、各直属机构"]
    if place.tier == "province":
        lower = {"市县": "各市、县（市、区）", "盟市": "各盟行政公署、市", "地（州、市）": "各州、市"}.get(
            words.lower, f"各{words.lower}"
        )
        offices = chosen.choice((f"{words.own}政府各部门", f"{words.own}人民政府各部门、各直属机构"))
        return [f"{lower}人民政府", offices]
    if "township" in words.tiers["low"]:
        lower = chosen.choice(("各乡镇人民政府、街道办事处", "各镇人民政府、各街道办事处"))
        return [lower, chosen.choice((f"{words.own}政府各部门", f"{words.own}直各单位", "各有关单位"))]
    recipients = [f"各{words.lower}人民政府"]
    if chosen.random() < 0.3:
        recipients.append(chosen.choice(("各开发区管委会", "高新区管委会")))
    return [
        *recipients,
        chosen.choice((f"{words.own}政府各部门", f"{words.own}直各部门、各单位", f"{words.own}政府有关部门")),
    ]


def _approval(notice: Notice, chosen: random.Random, draft: Draft) -> str:
    prose, words = load_prose(), notice.wording
    plan, closing_words = notice.plan_title, chosen.choice(prose["closings"])
    if notice.place.tier == "central":
        return f"《{plan}》已经党中央、国务院同意，现印发给你们，{closing_words}。"
    government = "行署" if notice.place.kind in ("盟", "地区") else "政府"
    draw = chosen.random()
    if draw < 0.7:
        text = chosen.choice(prose["approved"])
    elif draw < 0.95:
        draft.families.append("approval-meeting")
        text = chosen.choice(prose["approved_by_meeting"])
    else:
        draft.families.append("approval-none")
        text = chosen.choice(prose["not_approved"])
    meeting = f"{words.own}{government}" + chosen.choice(("常务会议", f"第{chosen.randint(3, 96)}次常务会议"))
    slots = {"plan": plan, "approver": f"{words.own}{government}", "meeting": meeting, "closing": closing_words}
    return str(text).format(**slots)


def bases_of(seed: int, notice: Notice, chosen: random.Random) -> tuple[str, list[dict[str, Any]], list[str]]:
    """Return the opening paragraph, the instruments that it names, and the families of wording."""
    prose, place = load_prose(), notice.place
    cited: list[Notice] = []
    upper = upper_slot(notice.slot)
    national = notice_of(seed, Slot(NATION, notice.slot.domain, 1))
    if upper is not None:
        above = notice_of(seed, upper)
        draw = chosen.random()
        if above is national:
            cited = [national] if draw < 0.95 else []
        elif draw < 0.64:
            cited = [above]
        elif draw < 0.90:
            cited = [national, above]
        elif draw < 0.96:
            cited = [national]
    bases = [_base(n.title, n.number, n.issuer, "implements") for n in cited]
    if cited and len(cited) < 2 and place.tier in ("province", "prefecture") and chosen.random() < 0.15:
        scope = f"{notice.wording.own}以下"
        title = f"{notice.government}关于推进{scope}财政事权和支出责任划分改革的实施意见"
        code = notice.code[: len(place.prefix) or 1] + ("署发" if place.kind in ("盟", "地区") else "政发")
        number = f"{code}〔2018〕{10 + random.Random(f'{seed}/{place.code}/opinion').randrange(40)}号"
        bases.append(_base(title, number, notice.government, "implements"))
    if not bases:
        return fill(chosen.choice(prose["bases_none"]), notice), [], []
    marks = [f"《{b['title']}》（{b['number']}）" for b in bases]
    families = ["basis-implements"]
    if any("〈" in mark for mark in marks):
        families.append("basis-nested-marks")
    if len(bases) == 2:
        text = chosen.choice(prose["bases_two"]).replace("{A}", marks[0]).replace("{B}", marks[1])
        if "按照" in text:
            families.append("basis-chain")
    elif chosen.random() < 0.06 and place.tier != "central":
        mention = chosen.choice(prose["mentions"])
        text = chosen.choice(prose["bases_and_mention"]).replace("{A}", marks[0]).replace("{M}", f"《{mention}》")
        bases.append(_base(mention, None, None, "cites"))
        families.extend(("basis-mentioned", "basis-without-number"))
    elif chosen.random() < 0.05 and "〈" not in marks[0]:
        families.append("basis-without-marks")
        text = chosen.choice(prose["bases_without_marks"]).replace(
            "{A}", f"{bases[0]['title']}（{bases[0]['number']}）"
        )
    elif chosen.random() < 0.08 and place.tier == "prefecture" and "county" in notice.wording.tiers["low"]:
        families.append("tier-words-defined")
        text = f"为贯彻落实{marks[0]}精神，" + chosen.choice(prose["definitions"])
    else:
        text = chosen.choice(prose["bases_one"]).replace("{A}", marks[0])
    return fill(text, notice), bases, families


def _base(title: str, number: str | None, issuer: str | None, relation: str) -> dict[str, Any]:
    return {"title": nested(title), "number": number, "issuer": issuer, "relation": relation}


def closing(draft: Draft, notice: Notice, chosen: random.Random) -> None:
    """Write copies and imprint, where the document has them."""
    if notice.place.tier == "central" or chosen.random() >= 0.12:
        return
    words = notice.wording
    seat = words.own if words.own != "自治区" else "自治区"
    bodies = [f"{seat}委办公室", f"{seat}人大常委会办公室", f"{seat}政协办公室", f"{seat}法院", f"{seat}检察院"]
    if words.own == "自治区":
        bodies[0] = "自治区党委办公厅"
    draft.families.append("imprint-and-copies")
    draft.gold["copied_to"] = bodies
    draft.add("copies", "抄送：" + "，".join(bodies) + "。")
    draft.add("imprint", f"{notice.issuer}　　{day_in_words(notice.signed)}印发")
