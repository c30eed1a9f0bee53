"""What is left of a task's words when tier, place and carve-out are taken away."""

from __future__ import annotations

import pytest

from shiquan.tasks.wording import normal_wording, parts_of, sequences

WORDINGS = [
    ("未列入中央、省级及市级财政事权的专利侵权纠纷行政裁决", "专利侵权纠纷行政裁决"),
    ("全市性知识产权保护体系建设", "知识产权保护体系建设"),
    ("市、县区知识产权运营平台建设", "知识产权运营平台建设"),
    ("市知识产权运营平台建设", "知识产权运营平台建设"),
    ("州、县市知识产权公共服务体系建设", "知识产权公共服务体系建设"),
    ("县（市、区）软件正版化推进", "软件正版化推进"),
    ("推动知识产权信息在全市的传播利用和融合应用", "推动知识产权信息传播利用和融合应用"),
    ("推动知识产权信息在本地区传播利用和融合应用", "推动知识产权信息传播利用和融合应用"),
    ("县级层面与外国地方政府和地方组织开展知识产权合作交流", "与外国地方政府和地方组织开展知识产权合作交流"),
    ("研究制定知识产权领域地方性法规、地方政府规章", "研究制定知识产权领域地方性法规、地方政府规章"),
    ("临汾市知识产权战略", "知识产权战略"),
    ("在临汾市知识产权统计", "知识产权统计"),
    ("市场监管", "市场监管"),
    ("城市防洪", "城市防洪"),
    ("农村公路养护", "农村公路养护"),
    ("全市", "全市"),
    ("", ""),
]


@pytest.mark.parametrize(("task", "wording"), WORDINGS)
def test_tier_place_and_carve_out_are_left_out(task: str, wording: str) -> None:
    assert normal_wording(task) == wording


def test_the_wording_of_a_wording_is_itself() -> None:
    """Otherwise a decision taken on the wording, as the SSSOM file shows it, would not hold for the task."""
    once = [normal_wording(task) for task, _ in WORDINGS]
    assert [normal_wording(wording) for wording in once] == once


def test_traditional_characters_and_spaces_make_no_difference() -> None:
    assert normal_wording("縣級知識產權 執法") == normal_wording("县级知识产权执法") == "知识产权执法"


def test_parts_stand_between_joining_words() -> None:
    assert parts_of("知识产权执法、快速协同保护和维权援助") == ("知识产权执法", "快速协同保护", "维权援助")
    assert parts_of("专利导航") == ("专利导航",)


def test_sequences_do_not_run_over_punctuation() -> None:
    assert sequences("专利、商标") == {"专利": (0,), "商标": (3,)}
    assert sequences("专利导") == {"专利": (0,), "利导": (1,), "专利导": (0,)}
