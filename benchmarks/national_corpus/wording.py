"""The words by which a document of a place speaks of the tiers of government: 市级, 县（市、区）, 自治区, 旗县."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Final

from national_corpus.places import MUNICIPALITY, REGION, Country, Place

_LOWER_OF_PROVINCE: Final = {"150000": ("盟市", ("prefecture",)), "650000": ("地（州、市）", ("prefecture",))}
_COUNTIES: Final = {
    "市辖区": "区",
    "县": "县",
    "自治县": "县",
    "林区": "县",
    "特区": "县",
    "县级市": "市",
    "旗": "旗",
    "自治旗": "旗",
}
_LOWER_OF_PREFECTURE: Final = {
    "": ("镇街", "镇（街道）"),
    "区": ("区",),
    "县": ("县",),
    "市": ("县级市",),
    "区县": ("县区", "区县", "县（区）"),
    "区市": ("区（市）",),
    "县市": ("县市", "县（市）"),
    "区县市": ("县（市、区）", "县市区", "区县（市）", "县（市）区"),
    "旗": ("旗",),
    "区旗": ("旗区",),
    "县旗": ("旗县",),
    "市旗": ("旗市",),
    "区县旗": ("旗县区", "旗县（区）"),
    "县市旗": ("旗县市", "旗县（市）"),
    "区市旗": ("旗市区", "旗（市、区）"),
    "区县市旗": ("旗县（市、区）", "旗县市区"),
}
_LOWER_OF_COUNTY: Final = {
    "区": ("镇街", "街道", "镇（街道）"),
    "县": ("乡镇", "乡镇（街道）", "镇（街道）"),
    "市": ("乡镇（街道）", "镇（街道）", "镇街"),
    "旗": ("乡镇", "苏木乡镇"),
}


@dataclass(frozen=True, slots=True)
class Wording:
    """Words for the tiers and what they stand for; ``upper`` is empty in a national document."""

    own: str
    own_level: str
    lower: str
    lower_level: str
    upper: str
    tiers: dict[str, tuple[str, ...]]
    """The tiers of ``own``, ``low`` and ``up``."""
    joiner: str
    whole: str
    we: str
    own_scope: tuple[str, ...]
    lower_scope: tuple[str, ...]

    @property
    def joint(self) -> str:
        """Both tiers together: 市与县区."""
        return f"{self.own}{self.joiner}{self.lower}"

    @property
    def each(self) -> str:
        """Both tiers enumerated: 市、县区."""
        return f"{self.own}、{self.lower}"


def wording_of(place: Place, country: Country, chosen: random.Random) -> Wording:
    """Return the words for the tiers that a document of a place uses."""
    if place.tier == "central":
        tiers = {"own": ("central",), "low": ("province", "prefecture", "county"), "up": ()}
        return Wording(
            "中央", "中央", "地方", "地方", "", tiers, "与", "全国", "我国", ("全国性", "全国"), ("地方", "地方性")
        )
    own = _own(place)
    level = f"{own}级"
    lower, lower_tiers = _lower(place, country, chosen)
    upper, upper_tiers = _upper(place, country)
    whole = "全区" if own == "自治区" else f"全{own}"
    scope = (level, f"{whole}性", whole) if len(own) == 1 or own == "自治区" else (level, whole)
    if own in ("旗", "区", "县"):
        scope = (level, whole)
    low_level = f"{lower}级" if len(lower) == 1 else lower
    we = "我区" if own == "自治区" else f"我{own}"
    return Wording(
        own=own,
        own_level=level,
        lower=lower,
        lower_level=low_level,
        upper=upper,
        tiers={"own": (place.tier,), "low": lower_tiers, "up": upper_tiers},
        joiner=chosen.choices(("与", "和", "、"), (14, 2, 1))[0],
        whole=whole,
        we=we,
        own_scope=scope,
        lower_scope=(low_level,),
    )


def _own(place: Place) -> str:
    """Return the one word for the place's own tier: 省, 自治区, 市, 州, 盟, 地区, 县, 区, 旗."""
    if place.kind == MUNICIPALITY or place.kind in ("地级市", "县级市"):
        return "市"
    if place.kind == REGION:
        return "自治区"
    if place.kind in ("自治州",):
        return "州"
    if place.kind == "地区":
        return "地区"
    if place.tier == "county":
        return _COUNTIES[place.kind]
    return {"省": "省", "盟": "盟"}[place.kind]


def _lower(place: Place, country: Country, chosen: random.Random) -> tuple[str, tuple[str, ...]]:
    children = country.within.get(place.code, ())
    if place.tier == "province":
        if place.kind == MUNICIPALITY:
            districts_only = all(child.kind == "市辖区" for child in children)
            return ("区" if districts_only else "区县"), ("county",)
        return _LOWER_OF_PROVINCE.get(place.code, ("市县", ("prefecture", "county")))
    if place.tier == "prefecture":
        kinds = {_COUNTIES[child.kind] for child in children}
        key = "".join(kind for kind in "区县市旗" if kind in kinds)
        return chosen.choice(_LOWER_OF_PREFECTURE[key]), ("county",) if key else ("township",)
    return chosen.choice(_LOWER_OF_COUNTY[_COUNTIES[place.kind]]), ("township",)


def _upper(place: Place, country: Country) -> tuple[str, tuple[str, ...]]:
    """Return the word for a tier above; a county-level city calls itself 市级 and so names the province."""
    above = country.parent(place)
    if above.tier == "central":
        return "中央", ("central",)
    province = country.province(place)
    if place.kind == "县级市" and province is not None:
        above = province
    return f"{_own(above)}级", (above.tier,)
