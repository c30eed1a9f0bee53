"""What manners, kinds and relations are called on pages of tasks and places, in Chinese and English.

Tiers, states and severities are called the same on all pages; see `shiquan.publishing.pages`.
"""

from __future__ import annotations

from typing import Final

from shiquan.comparison.wording import MANNER_EN, MANNER_ZH

MANNER: Final = {manner: (words, MANNER_EN[manner]) for manner, words in MANNER_ZH.items()}
AGREEMENT: Final = {
    "agree": ("各地一致", "all agree"),
    "same_tiers": ("层级相同，方式或比例不同", "same tiers, other manner or shares"),
    "differ": ("各地不同", "they differ"),
    "single": ("仅一地规定", "one place only"),
    "none": ("均未规定", "no place states it"),
}
LINK: Final = {
    "own": ("本地方案", "the place's own plan"),
    "within_area": ("所在地区的方案", "plan of an area that the place lies in"),
    "carried_out": ("已知由下级贯彻落实", "known to be carried out below"),
    "not_known": ("下级是否贯彻落实未知", "whether it is carried out below is not known"),
}
RELATION: Final = {
    "implements": ("贯彻落实", "carries out"),
    "based_on": ("依据", "based on"),
    "cites": ("提及", "cites"),
    "repeals": ("废止", "repeals"),
}
SUPPORT: Final = {
    "transfer": ("转移支付", "transfer"),
    "subsidy": ("补助", "subsidy"),
    "reward": ("奖补", "reward"),
    "quota": ("定额补助", "quota"),
    "": ("支持", "support"),
}
KIND: Final = {
    "1 division": ("划分方案", "division plan"),
    "2 work": ("工作方案", "work plan"),
    "3 other": ("其他", "other"),
}
CHECK: Final = {
    "above-own-tier": ("给了上级", "given above the own tier"),
    "power-without-expenditure": ("有事权无支出责任", "power without a bearer"),
    "expenditure-without-power": ("有支出责任无事权", "bearer without a power"),
    "contradicts-upper": ("与上级方案不一致", "contradicts the plan above"),
    "not-taken-up": ("没有承接上级所给的事项", "not taken up from the plan above"),
    "no-basis": ("没有写明所贯彻的文件", "names nothing that it carries out"),
    "basis-not-above": ("所贯彻的不是上级文件", "carries out what is not above it"),
    "basis-replaced": ("所贯彻的文件已被废止", "what it carries out has been repealed"),
    "dates-disagree": ("日期不一致", "dates disagree"),
    "ambiguous-number": ("文号可指几地", "the number fits several governments"),
}
