"""Words that name another tier where the document is of another kind of place: 市 in 重庆, 地区 in 和田."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from shiquan.model import Expenditure, Plan, Power, Support, Tier

Reader = Callable[..., Plan]

CENTRAL, PROVINCE, PREFECTURE, COUNTY, TOWNSHIP = (
    Tier.CENTRAL,
    Tier.PROVINCE,
    Tier.PREFECTURE,
    Tier.COUNTY,
    Tier.TOWNSHIP,
)


def rows(plan: Plan) -> list[tuple[object, ...]]:
    """Return the statements of a plan without their offsets."""
    return [
        (
            [(task.text, task.scope, task.excludes) for task in assignment.tasks],
            assignment.power,
            assignment.expenditure,
            assignment.cases,
        )
        for assignment in plan.assignments
    ]


def test_city_is_the_province_in_a_district_of_a_municipality(plan_of: Reader) -> None:
    """市级 was read as prefecture, of which 北京 has none: in powers, shares, support, and what a task leaves out."""
    plan = plan_of(
        "一、主要内容\n（一）公路\n将全市公路路况检测，确认为市级、区与镇街共同财政事权，由市级、区与镇街共同承担支出责任。\n"
        "将未列入市级及区级财政事权的公路网专项规划修订，确认为区级财政事权，由区级承担支出责任，市级财政通过转移支付给予支持。",
        area="北京市海淀区",
        levels="区与镇街",
    )
    three = (PROVINCE, COUNTY, TOWNSHIP)
    assert rows(plan) == [
        ([("全市公路路况检测", (PROVINCE,), ())], Power("joint", three), Expenditure("shared", three), ()),
        (
            [("未列入市级及区级财政事权的公路网专项规划修订", (), (PROVINCE, COUNTY))],
            Power("exclusive", (COUNTY,)),
            Expenditure("sole", (COUNTY,), (), (Support(PROVINCE, "transfer"),)),
            (),
        ),
    ]


@pytest.mark.parametrize("area", ["重庆市云阳县", "重庆市彭水苗族土家族自治县"])
def test_city_is_the_province_in_a_county_of_a_municipality(area: str, plan_of: Reader) -> None:
    plan = plan_of("一、主要内容\n将农村公路建设，确认为市与县共同财政事权，由市、县分别承担支出责任。", area=area)
    both = (PROVINCE, COUNTY)
    assert rows(plan) == [([("农村公路建设", (), ())], Power("joint", both), Expenditure("respectively", both), ())]


@pytest.mark.parametrize(("area", "upper"), [("上海市", PROVINCE), ("临汾市", PREFECTURE)])
def test_district_before_a_predicate_that_begins_like_another_word(area: str, upper: Tier, plan_of: Reader) -> None:
    """由市、区分别承担 named the city alone, because 区分 is a word that only looks like a district."""
    plan = plan_of(
        "一、主要内容\n（一）公路\n将公路路况检测，确认为市与区共同财政事权，由市、区分别承担支出责任。\n"
        "将农村公路建设，确认为市与区共同财政事权，由市与区分担支出责任。\n"
        "将内河航道建设，确认为市与区共同财政事权，由市与区区分不同情况承担支出责任。",
        area=area,
        levels="市与区",
    )
    both = (upper, COUNTY)
    assert rows(plan) == [
        ([(task, (), ())], Power("joint", both), Expenditure(mode, both), ())
        for task, mode in (("公路路况检测", "respectively"), ("农村公路建设", "shared"), ("内河航道建设", "by_case"))
    ]


REGIONS = [("和田地区", "地区与县(市)"), ("和田地区和田县", "县与乡镇"), ("和田地区和田市", "市与乡镇")]


@pytest.mark.parametrize(("area", "levels"), REGIONS, ids=[area for area, _ in REGIONS])
def test_region_is_a_prefecture_for_its_own_documents(area: str, levels: str, plan_of: Reader) -> None:
    """地区 only looked like a tier, in the seven prefectures that are called so too."""
    plan = plan_of(
        "一、主要内容\n（一）公路\n将全地区公路规划，确认为地区级财政事权，由地区本级承担支出责任。\n"
        "将农村公路养护，确认为地区与县共同财政事权，由地区与县按比例分担支出责任。\n"
        "将边境地区公路建设，确认为自治区、地区与县共同财政事权，由自治区、地区与县共同承担支出责任。",
        area=area,
        levels=levels,
    )
    both, three = (PREFECTURE, COUNTY), (PROVINCE, PREFECTURE, COUNTY)
    own = (PREFECTURE,)
    assert rows(plan) == [
        ([("全地区公路规划", own, ())], Power("exclusive", own), Expenditure("sole", own), ()),
        ([("农村公路养护", (), ())], Power("joint", both), Expenditure("shared", both), ()),
        ([("边境地区公路建设", (), ())], Power("joint", three), Expenditure("shared", three), ()),
    ]


def test_region_is_no_tier_elsewhere(plan_of: Reader) -> None:
    plan = plan_of("一、主要内容\n将贫困地区公路建设，确认为市级财政事权，由市级承担支出责任。")
    assert rows(plan) == [
        ([("贫困地区公路建设", (), ())], Power("exclusive", (PREFECTURE,)), Expenditure("sole", (PREFECTURE,)), ())
    ]
