"""Confidence: what the rules leave unexplained, or could not put into data, is said where a person can find it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from shiquan.model import Document, Plan

Reader = Callable[..., Plan]

LEFT = "没有规则解释的词语：{} / words that no rule explains"


def _marks(plan: Plan) -> list[tuple[str, Decimal, str | None]]:
    return [(a.tasks[0].text, a.confidence, a.note) for a in plan.assignments]


@pytest.mark.parametrize(
    "frame",
    [
        "确认为市级财政事权，由市级承担支出责任。",
        "确认为市与县(区)共同财政事权，由市与县(区)按6∶4比例分担支出责任。",
        "按照隶属关系分别确认为市级或县级财政事权，由同级财政承担支出责任。",
        "确认为县级财政事权，由县级承担支出责任，市级财政通过以奖代补方式给予支持。",
        "确认为市与县市区共同财政事权，由市与县市区分别承担支出责任。其中，市级认定的，由市级承担支出责任。",
    ],
)
def test_explained_frame_is_sure(plan_of: Reader, frame: str) -> None:
    plan = plan_of(f"一、主要内容\n（一）公路\n将渡口改造，{frame}")
    assert _marks(plan) == [("渡口改造", Decimal(1), None)]


@pytest.mark.parametrize(
    ("frame", "left"),
    [
        ("确认为市级财政事权，由市级专户兜底后承担支出责任。", "专户兜底后"),
        ("确认为市与县共同财政事权，由市与县视具体情形承担支出责任。", "情形"),
        ("确认为县级财政事权，由县级承担支出责任，市级财政根据绩效结果给予奖补。", "绩效结果"),
    ],
)
def test_words_that_no_rule_explains_lower_it(plan_of: Reader, frame: str, left: str) -> None:
    """The middle one is measured by the benchmark: 视具体情形 means 区分不同情况, and is read as one bearer."""
    plan = plan_of(f"一、主要内容\n（一）公路\n将渡口改造，{frame}")
    assert _marks(plan) == [("渡口改造", Decimal("0.8"), LEFT.format(left))]


@pytest.mark.parametrize(
    "frame",
    [
        "确认为市与县共同财政事权，由市与县按6:3:1比例分担支出责任。",
        "由市与县按6:3:1比例分担支出责任。",
    ],
)
def test_figures_that_do_not_match_the_bearers_are_doubtful(plan_of: Reader, frame: str) -> None:
    """The note got lost where a statement names no power: only statements with a power kept it."""
    plan = plan_of(f"一、主要内容\n（一）公路\n将渡口改造，{frame}")
    note = "分担比例与承担主体不能一一对应 / the figures do not match the bearers one by one"
    assert _marks(plan) == [("渡口改造", Decimal("0.5"), note)]


def test_table_row_with_figures_that_do_not_match_is_doubtful(plan_of: Reader) -> None:
    plan = plan_of(
        "一、主要内容\n（一）市与县共同财政事权\n事项 | 基础标准 | 支出责任及分担方式\n"
        "渡口改造 | 执行省定标准 | 由市与县按6:3:1比例分担\n公交补贴 | 执行市定标准 | 由市级承担"
    )
    note = "分担比例与承担主体不能一一对应 / the figures do not match the bearers one by one"
    assert _marks(plan) == [("渡口改造", Decimal("0.5"), note), ("公交补贴", Decimal(1), None)]


def test_power_left_in_a_task_is_doubtful(plan_of: Reader) -> None:
    """纳入市级财政事权 became a task: 393 statements went wrong without a word when the benchmark reworded 确认为."""
    plan = plan_of("一、主要内容\n（一）公路\n将渡口改造，纳入市级财政事权，由市级承担支出责任。")
    note = "事项的文字里还有财政事权 / the words of a task still speak of a fiscal power"
    assert _marks(plan) == [("渡口改造", Decimal("0.5"), note)]


def test_carve_out_is_no_power_left_in_a_task(plan_of: Reader) -> None:
    plan = plan_of(
        "一、主要内容\n（一）公路\n将没有划归省级财政事权的渡口改造，确认为市级财政事权，由市级承担支出责任。"
    )
    assert _marks(plan) == [("没有划归省级财政事权的渡口改造", Decimal(1), None)]


def test_power_without_a_holder_that_can_be_read_is_unparsed(plan_of: Reader) -> None:
    """An unknown word for a tier left the sentence as prose; it says whose power something is, so a person must see it."""
    plan = plan_of("一、主要内容\n（一）公路\n将渡口改造，确认为道级财政事权。")
    assert [(entry.role, entry.reason) for entry in plan.ledger if entry.role == "unparsed"] == [
        ("unparsed", "说到财政事权而没有规则读出归属 / it gives a fiscal power, but no rule reads to whom"),
    ]
    assert plan.assignments == ()


def test_items_under_a_heading_whose_power_is_not_read_are_unparsed(plan_of: Reader) -> None:
    plan = plan_of("一、主要内容\n（一）道级财政事权\n全市公路网规划编制。")
    assert [(entry.role, entry.reason) for entry in plan.ledger if entry.role == "unparsed"] == [
        ("unparsed", "说到财政事权而没有规则读出归属 / it gives a fiscal power, but no rule reads to whom"),
    ]
    assert plan.assignments == ()


def test_authored_words_reach_the_document(read: Callable[[str], Document]) -> None:
    document = read(
        "临汾市人民政府办公室关于印发临汾市教育领域市与县财政事权和支出责任划分改革方案的通知\n\n各有关单位：\n现印发给你们。\n\n"
        "临汾市教育领域市与县财政事权和支出责任划分改革方案\n\n为推进改革，制定本方案。\n一、主要内容\n（一）学前教育\n"
        "将幼儿园食堂改造，确认为县级财政事权，由县级承担支出责任，市级财政酌情贴补。\n"
    )
    assert _marks(document.plans[0]) == [("幼儿园食堂改造", Decimal("0.8"), LEFT.format("酌情贴补"))]
