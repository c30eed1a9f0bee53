"""How several statements on one task are united."""

from __future__ import annotations

import pytest

from shiquan.comparison.arrangement import Arrangement, Part, seen_from, united
from shiquan.comparison.assignments import AssignedTask, CaseOfTask
from shiquan.comparison.wording import part_zh

CITY, COUNTY, BOTH = ("prefecture",), ("county",), ("prefecture", "county")


def said(
    power: tuple[str | None, tuple[str, ...]],
    pays: tuple[str | None, tuple[str, ...]],
    cases: tuple[CaseOfTask, ...] = (),
    excludes: tuple[str, ...] = (),
    shares: tuple[tuple[str, str], ...] = (),
    support: tuple[tuple[str, str], ...] = (),
) -> AssignedTask:
    return AssignedTask(
        assignment="a", number="临政办发〔2024〕39号", task="", concepts=frozenset(), domain=None, excludes=excludes,
        power_mode=power[0], power_tiers=power[1], expenditure_mode=pays[0], expenditure_tiers=pays[1], shares=shares,
        cases=cases, support=support, section=None, heading=None, quote=None,
    )  # fmt: skip


def case(tiers: tuple[str, ...], power: tuple[str, ...] = ()) -> CaseOfTask:
    return CaseOfTask("甲", "exclusive" if power else None, power, "sole", tiers, ())


def manners(*statements: AssignedTask) -> tuple[str, tuple[str, ...], str, tuple[str, ...]]:
    one = united(statements)
    return one.power.manner, one.power.tiers, one.expenditure.manner, one.expenditure.tiers


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ([said(("exclusive", CITY), ("sole", CITY))], ("alone", CITY, "alone", CITY)),
        # 全市性…市级，县级…县级 say what 市、县区财政事权 says in one sentence
        (
            [said(("exclusive", CITY), ("sole", CITY)), said(("exclusive", COUNTY), ("sole", COUNTY))],
            ("each", BOTH, "each", BOTH),
        ),
        ([said(("each", BOTH), ("by_territory", BOTH))], ("each", BOTH, "by_territory", BOTH)),
        # 市县财政事权 in a provincial plan: one word for two tiers
        ([said(("exclusive", BOTH), ("sole", BOTH))], ("together", BOTH, "together", BOTH)),
        (
            [said(("exclusive", ("province",)), ("sole", ("province",))), said(("exclusive", BOTH), ("sole", BOTH))],
            ("each", ("province", *BOTH), "each", ("province", *BOTH)),
        ),
        ([said(("joint", BOTH), ("respectively", BOTH))], ("joint", BOTH, "respectively", BOTH)),
        (
            [said(("joint", BOTH), ("shared", BOTH)), said(("exclusive", CITY), ("sole", CITY))],
            ("alone+joint", BOTH, "alone+shared", BOTH),
        ),
        # the bearers are named by the cases alone
        (
            [said(("joint", BOTH), (None, ()), cases=(case(CITY), case(COUNTY)))],
            ("joint", BOTH, "by_case", BOTH),
        ),
        ([said((None, ()), ("by_case", ()), cases=(case(CITY, CITY),))], ("alone", CITY, "by_case", CITY)),
        # how, but not who: 根据受益范围确定支出责任
        ([said(("joint", BOTH), ("by_benefit", ()))], ("joint", BOTH, "by_benefit", ())),
        # a power and no word on who pays
        ([said(("exclusive", COUNTY), (None, ()))], ("alone", COUNTY, "", ())),
    ],
)
def test_manners_and_tiers(statements: list[AssignedTask], expected: tuple[object, ...]) -> None:
    assert manners(*statements) == expected


def test_in_words() -> None:
    assert part_zh(Part("alone", CITY, ())) == "市级"
    assert part_zh(Part("alone+joint", BOTH, ())) == "市级、县级·共同"
    assert part_zh(Part("by_benefit", (), ())) == "按受益范围"
    assert part_zh(Part("", (), ())) == "未规定"


def test_marks_modes_and_shares_are_kept() -> None:
    ratio = (("prefecture", "60.0"), ("county", "40.0"))
    one = united(
        [
            said(("joint", BOTH), ("by_ratio", BOTH), shares=ratio, cases=(case(CITY),)),
            said(("exclusive", COUNTY), ("sole", COUNTY), excludes=("central",), support=(("prefecture", "transfer"),)),
        ]
    )
    assert one == Arrangement(
        power=Part("alone+joint", BOTH, ("joint", "exclusive")),
        expenditure=Part("alone+by_ratio", BOTH, ("by_ratio", "sole")),
        shares=ratio,
        support=(("prefecture", "transfer"),),
        excluded=("central",),
        conditional=True,
    )


def test_a_carve_out_or_support_is_marked_and_makes_no_difference() -> None:
    plain = united([said(("exclusive", COUNTY), ("sole", COUNTY))])
    marked = united(
        [said(("exclusive", COUNTY), ("sole", COUNTY), excludes=("central",), support=(("prefecture", "reward"),))]
    )
    assert plain.key() == marked.key()
    other_ratio = united([said(("exclusive", COUNTY), ("sole", COUNTY), shares=(("county", "100.0"),))])
    assert plain.key() != other_ratio.key()


def test_tiers_seen_from_the_plans_own_tier() -> None:
    one = united([said(("joint", ("central", *BOTH)), ("by_ratio", BOTH), shares=(("county", "40"),))])
    city, province = seen_from(one, "prefecture"), seen_from(one, "province")
    assert city.tiers == (("above2", "own", "below"), ("own", "below"))
    assert province.tiers == (("above", "below", "below2"), ("below", "below2"))
    assert city.shares == (("below", "40"),)
