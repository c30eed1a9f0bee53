"""What a document is before its text: whose it is, its number, day and title, and the document above that it carries out.

All of it follows from the seed, the place, the domain and the version, so that a document can cite another that is rendered
elsewhere, or never.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from national_corpus.places import MUNICIPALITY, NATION, Country, Place, load_country
from national_corpus.tables import Domain, load_domains, load_work_plans
from national_corpus.wording import Wording, wording_of

_AGENCY_CODES: Final = ("政办发", "政办发", "政办发", "府办发", "政办", "政办字")
_LATEST: Final = date(2026, 9, 30)
_REVISED_SHARE: Final = 0.04
_WORK_PLAN_SHARE: Final = 0.03
_DAYS_AFTER: Final = {"province": (180, 420), "prefecture": (90, 280), "county": (80, 260)}


@dataclass(frozen=True, slots=True)
class Slot:
    """A document's place in the corpus: whose it is, its domain, and its version (2: the revision of a prefecture's plan)."""

    area: str
    domain: int
    version: int


@dataclass(frozen=True, slots=True)
class Notice:
    """The outer facts of a document. ``serial`` is its number in its year; ``work_plan`` tells a plan of measures."""

    slot: Slot
    place: Place
    domain: Domain
    wording: Wording
    issuer: str
    government: str
    code: str
    signed: date
    serial: int
    work_plan: bool
    plan_title: str
    title: str
    marked: bool
    """Whether the title puts the plan in 《》."""

    @property
    def number(self) -> str:
        """The document number: 临政办发〔2024〕39号."""
        return f"{self.code}〔{self.signed.year}〕{self.serial}号"


def chance(seed: int, slot: Slot, purpose: str) -> random.Random:
    """Return the random numbers of one purpose in one document."""
    return random.Random(f"{seed}/{slot.area}/{slot.domain}/{slot.version}/{purpose}")


def is_revised(seed: int, area: str, domain: int) -> bool:
    """Tell whether a prefecture's plan has a second version."""
    first = Slot(area, domain, 1)
    if load_country().places[area].tier != "prefecture" or chance(seed, first, "revised").random() >= _REVISED_SHARE:
        return False
    return notice_of(seed, first).signed + timedelta(days=900) <= _LATEST


@lru_cache(maxsize=20000)
def notice_of(seed: int, slot: Slot) -> Notice:
    """Return the outer facts of a document."""
    country, domain = load_country(), load_domains()[slot.domain]
    place = country.places[slot.area]
    chosen = chance(seed, slot, "notice")
    # how a place calls its tiers is the place's habit, not the document's
    wording = wording_of(place, country, random.Random(f"{seed}/{slot.area}/wording"))
    government, issuer = _names(place, country, seed)
    work_plan = place.tier == "county" and chosen.random() < _WORK_PLAN_SHARE
    signed = _signed(seed, slot, place, country)
    plan_title = (
        _work_plan_title(place, domain, signed, chosen)
        if work_plan
        else _plan_title(place, domain, wording, slot, chosen)
    )
    marked = chosen.random() < 0.2
    if place.tier == "central":
        serial, marked = domain.number, False
    else:
        serial = 1 + slot.domain * 6 + chosen.randrange(6) + (100 if slot.version == 2 else 0)
    title = f"{issuer}关于印发《{plan_title}》的通知" if marked else f"{issuer}关于印发{plan_title}的通知"
    return Notice(
        slot=slot,
        place=place,
        domain=domain,
        wording=wording,
        issuer=issuer,
        government=government,
        code=_agency_code(place, country, seed),
        signed=signed,
        serial=serial,
        work_plan=work_plan,
        plan_title=plan_title,
        title=title,
        marked=marked,
    )


def upper_slot(slot: Slot) -> Slot | None:
    """Return the document of the government above in the same domain; None for a national plan."""
    parent = load_country().places[slot.area].parent
    return Slot(parent, slot.domain, 1) if parent is not None else None


def _signed(seed: int, slot: Slot, place: Place, country: Country) -> date:
    """Return the day of a document: some months after the plan above it, on a working day."""
    domain = load_domains()[slot.domain]
    if place.tier == "central":
        return domain.date
    if slot.version == 2:
        day = notice_of(seed, Slot(slot.area, slot.domain, 1)).signed + timedelta(
            days=chance(seed, slot, "day").randrange(500, 880)
        )
    else:
        above = _signed(seed, Slot(place.parent or NATION, slot.domain, 1), country.parent(place), country)
        first, last = _DAYS_AFTER[place.tier]
        if domain.date.year >= 2023:
            first, last = first // 2, last // 2
        day = above + timedelta(days=chance(seed, slot, "day").randrange(first, last))
    return day + timedelta(days={5: 2, 6: 1}.get(day.weekday(), 0))


def _names(place: Place, country: Country, seed: int) -> tuple[str, str]:
    """Return a place's government and the office that issues for it."""
    if place.tier == "central":
        return "国务院", "国务院办公厅"
    name = full_name(place, country, seed)
    government = f"{name}行政公署" if place.kind in ("盟", "地区") else f"{name}人民政府"
    return government, government + ("办公厅" if place.tier == "province" else "办公室")


def full_name(place: Place, country: Country, seed: int) -> str:
    """Return a place's name, with that of its prefecture or municipality before it where several places bear it, or by habit."""
    if place.tier != "county":
        return place.name
    habit = place.kind == "市辖区" and random.Random(f"{seed}/{place.code}/name").random() < 0.5
    if place.name in country.shared_names or habit or len(place.name) == 2:
        return country.parent(place).name + place.name
    return place.name


def _agency_code(place: Place, country: Country, seed: int) -> str:
    if place.tier == "central":
        return "国办发"
    if place.kind in ("盟", "地区"):
        return f"{place.name[0]}署办发"
    chosen = random.Random(f"{seed}/{place.code}/code")
    kind = chosen.choice(_AGENCY_CODES)
    if place.tier == "province":
        return place.prefix + ("府办发" if place.kind == MUNICIPALITY and chosen.random() < 0.5 else "政办发")
    above = country.parent(place)
    if place.tier == "county" and chosen.random() < 0.4:
        return (above.prefix or above.name[0]) + place.name[0] + kind
    return place.name[0] + kind


def _plan_title(place: Place, domain: Domain, wording: Wording, slot: Slot, chosen: random.Random) -> str:
    if place.tier == "central":
        joint = "共同" if domain.id == "basic-public-services" else ""
        return f"{domain.name}领域中央与地方{joint}财政事权和支出责任划分改革方案"
    name = place.name if chosen.random() < 0.92 else ""
    ending = chosen.choice(("改革方案", "改革实施方案"))
    joint = f"{wording.own}与{wording.lower}"
    revised = "（修订）" if slot.version == 2 else ""
    return f"{name}{domain.name}领域{joint}财政事权和支出责任划分{ending}{revised}"


def _work_plan_title(place: Place, domain: Domain, signed: date, chosen: random.Random) -> str:
    subject = chosen.choice(load_work_plans()["titles"])
    return f"{place.name}{domain.name}领域{subject}（{signed.year}—{signed.year + 2}年）"
