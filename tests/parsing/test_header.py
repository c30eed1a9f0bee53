"""The outer form: numbers in every bracket, dates in every form, bases in every wording, bodies of measures, targets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from shiquan.lexicon import Lexicon
from shiquan.model import Document
from shiquan.parsing.header import find_dates, find_numbers
from shiquan.parsing.text_units import sentences
from shiquan.reading.folding import fold

NUMBERS = [
    ("国办发〔2023〕48号", "国办发〔2023〕48号"),
    ("市政办发[2024]59号", "市政办发〔2024〕59号"),
    ("张政办发【2022】9号", "张政办发〔2022〕9号"),
    ("甘政办发﹝2024﹞44号", "甘政办发〔2024〕44号"),
    ("国办发(2023)48号", "国办发〔2023〕48号"),
    ("天政辦發〔2020〕136號", "天政办发〔2020〕136号"),
    ("鞍政办发〔202227", "鞍政办发〔2022〕27号"),
    ("辽政办发〔202017号", "辽政办发〔2020〕17号"),
    ("泸市府办发〔2022〕40号各区县人民政府", "泸市府办发〔2022〕40号"),
]


@pytest.mark.parametrize(("written", "normalised"), NUMBERS, ids=[written for written, _ in NUMBERS])
def test_numbers(written: str, normalised: str, lexicon: Lexicon) -> None:
    assert [str(found.number) for found in find_numbers(fold(written), lexicon)] == [normalised]


DATES = [
    ("2024年12月5日", [date(2024, 12, 5)]),
    ("2022.06.06", [date(2022, 6, 6)]),
    ("2022-11-14", [date(2022, 11, 14)]),
    ("二〇二四年三月二十五日", [date(2024, 3, 25)]),
    ("2024年13月45日", []),
    ("20221229日", [date(2022, 12, 29)]),
    ("2023922日", [date(2023, 9, 22)]),
    ("2020117日", []),
]


@pytest.mark.parametrize(("written", "days"), DATES, ids=[written for written, _ in DATES])
def test_dates(written: str, days: list[date]) -> None:
    """Separators that a copy has lost are put back where only one day can be meant; 2020117 stays open."""
    assert [day for day, _ in find_dates(fold(written), 0, len(written))] == days


Reader = Callable[[str], Document]

TITLE = "国务院办公厅关于印发知识产权领域中央与地方财政事权和支出责任划分改革方案的通知"
BASES = [
    ("为贯彻落实《{}》（国办发〔2023〕48号），制定本方案。", "implements"),
    ("根据《{}》（国办发〔2023〕48号）精神，制定本方案。", "implements"),
    ("根据{}（国办发〔2023〕48号），制定本方案。", "implements"),
    ("参照《{}》（国办发〔2023〕48号），制定本方案。", "cites"),
    ("为深入贯彻党的二十大精神，认真落实《{}》（国办发〔2023〕48号）要求，制定本方案。", "implements"),
]


@pytest.mark.parametrize(("opening", "relation"), BASES, ids=[opening for opening, _ in BASES])
def test_bases(opening: str, relation: str, read: Reader) -> None:
    plan = "临汾市知识产权领域市与县财政事权和支出责任划分改革方案"
    document = read(
        f"临汾市人民政府办公室关于印发{plan}的通知\n\n{plan}\n{opening.format(TITLE)}\n一、主要内容\n将公路建设，确认为市级财政事权。"
    )
    (citation,) = document.plans[0].citations
    assert (citation.title, str(citation.number), citation.issuer, citation.relation) == (
        TITLE,
        "国办发〔2023〕48号",
        "国务院办公厅",
        relation,
    )


def test_plans_own_title_is_no_basis(read: Reader) -> None:
    plan = "临汾市知识产权领域市与县财政事权和支出责任划分改革方案"
    document = read(
        f"临汾市人民政府办公室关于印发《{plan}》的通知\n\n根据工作需要，现将《{plan}》印发给你们。\n\n{plan}\n为推进改革，制定本方案。\n一、主要内容\n将公路建设，确认为市级财政事权。"
    )
    assert document.plans[0].citations == ()


WORK_PLAN = "临汾市科技创新工作方案（2024-2026年）"


def work_plan(body: str) -> str:
    return f"临汾市人民政府办公室关于印发{WORK_PLAN}的通知\n\n{WORK_PLAN}\n为推进科技创新，制定本方案。\n{body}"


MEASURES = [
    ("（市科技局、市财政局按职责分工负责）", [("市科技局", False), ("市财政局", False)], True, False),
    (
        "（牵头单位：市科技局；责任单位：市财政局、市教育局）",
        [("市科技局", True), ("市财政局", False), ("市教育局", False)],
        False,
        False,
    ),
    (
        "（市科技局牵头，市财政局、市教育局配合）",
        [("市科技局", True), ("市财政局", False), ("市教育局", False)],
        False,
        False,
    ),
    # brackets of every kind, and labels of one word
    (
        "【县科技局、县林业局牵头；各乡镇（街道）配合】",
        [("县科技局", True), ("县林业局", True), ("各乡镇（街道）", False)],
        False,
        False,
    ),
    ("[责任单位:县科技局、县经信局等]", [("县科技局", False), ("县经信局", False)], False, True),
    (
        "﹝牵头：县公安局；协同：县烟草专卖局；业务指导：县市场监管局﹞",
        [("县公安局", True), ("县烟草专卖局", False), ("县市场监管局", False)],
        False,
        False,
    ),
    ("（市市场监管局（市知识产权局）等部门负责）", [("市市场监管局（市知识产权局）", False)], False, True),
]


@pytest.mark.parametrize(("bracket", "bodies", "by_duty", "others"), MEASURES, ids=[case[0] for case in MEASURES])
def test_measures(bracket: str, bodies: list[tuple[str, bool]], by_duty: bool, others: bool, read: Reader) -> None:
    document = read(work_plan(f"一、重点任务\n（一）培育企业\n支持企业研发。{bracket}"))
    (measure,) = document.plans[0].measures
    assert ([(body.name, body.leads) for body in measure.bodies], measure.shared_by_duty, measure.others) == (
        bodies,
        by_duty,
        others,
    )
    assert (measure.section, measure.heading) == ("一/(一)", "培育企业")


TARGETS = [
    ("到2026年，全市高新技术企业达到300家", ("高新技术企业", ">=", Decimal(300), "家", "2026")),
    ("到2025年底，研发投入强度不低于2.5%", ("研发投入强度", ">=", Decimal("2.5"), "%", "2025")),
    ("到2026年，办理时间控制在5天以内", ("办理时间", "<=", Decimal(5), "天", "2026")),
    ("到2026年，技术合同成交额年均增长10%", ("技术合同成交额", "growth>=", Decimal(10), "%", "2026")),
    ("到2026年，专利拥有量较2023年增长20%", ("专利拥有量", "growth>=", Decimal(20), "%", "2026")),
]


@pytest.mark.parametrize(("goal", "target"), TARGETS, ids=[goal for goal, _ in TARGETS])
def test_targets(goal: str, target: tuple[str, str, Decimal, str, str], read: Reader) -> None:
    document = read(work_plan(f"一、主要目标\n{goal}。"))
    assert [(t.indicator, t.operator, t.value, t.unit, t.by) for t in document.plans[0].targets] == [target]


def test_figures_said_of_several_indicators_each(read: Reader) -> None:
    """A、B分别达到95分、88分: both were once given the first figure."""
    document = read(work_plan("一、主要目标\n到2026年，服务满意度、保护满意度分别达到95分、88分。"))
    assert [(t.indicator, t.value, t.unit, t.span.of(document.text)) for t in document.plans[0].targets] == [
        ("服务满意度", Decimal(95), "分", "服务满意度、保护满意度分别达到95分、88分"),
        ("保护满意度", Decimal(88), "分", "服务满意度、保护满意度分别达到95分、88分"),
    ]


def test_deadline_within_a_measure_sets_a_goal(read: Reader) -> None:
    """2024年底前 was no deadline, because it lacks 到."""
    document = read(work_plan("一、重点任务\n（一）充电\n2024年底前，充电设施覆盖率达到100%。（市交通运输局负责）"))
    assert [
        (t.indicator, t.operator, t.value, t.unit, t.by, t.span.of(document.text)) for t in document.plans[0].targets
    ] == [("充电设施覆盖率", ">=", Decimal(100), "%", "2024", "充电设施覆盖率达到100%")]


def test_a_repealed_plan_may_have_the_title_of_the_new_one(read: Reader) -> None:
    """国办发〔2020〕14号 bore the title of its successor and was passed over as the document's own."""
    title = "公共文化领域市与县财政事权和支出责任划分改革方案"
    document = read(
        f"临汾市人民政府办公室关于印发{title}的通知\n临政办发〔2026〕3号\n各有关单位：\n现印发给你们。\n\n{title}\n为推进改革，制定本方案。\n"
        "一、主要内容\n将图书馆建设，确认为市级财政事权，由市级承担支出责任。\n二、附则\n"
        f"本方案自印发之日起施行。《临汾市人民政府办公室关于印发{title}的通知》（临政办发〔2020〕14号）同时废止。\n"
    )
    repealed = [(str(c.number), c.relation) for c in document.plans[0].citations if c.relation == "repeals"]
    assert repealed == [("临政办发〔2020〕14号", "repeals")]


def test_past_figure_is_no_goal(read: Reader) -> None:
    document = read(
        work_plan("一、总体要求\n（一）目标\n2023年，全市高新技术企业达到200家。到2026年，全市高新技术企业达到300家。")
    )
    assert [target.value for target in document.plans[0].targets] == [Decimal(300)]


def test_every_sentence_of_a_measure_is_in_the_ledger(root: Path, read: Reader) -> None:
    document = read((root / "data" / "documents" / "yuncheng.txt").read_text(encoding="utf-8"))
    (plan,) = document.plans
    folded = fold(document.text)
    for measure in plan.measures:
        said = list(sentences(folded, measure.span.start, measure.span.end))
        accounted = [
            (e.span.start, e.span.end) for e in plan.ledger if e.role == "measure" and e.section == measure.section
        ]
        assert accounted == said


NAMED = "公共文化领域市与县财政事权和支出责任划分改革方案"


@pytest.mark.parametrize("noise", ["首页>政务公开>", "--字大-字小", "【", "体育在线", "时效说明"])
def test_title_begins_with_its_issuer(noise: str, read: Reader) -> None:
    """What a page prints before the title became part of it and of the issuer's name."""
    document = read(
        f"{noise}临汾市人民政府办公室关于印发{NAMED}的通知\n各有关单位：\n现印发给你们。\n\n{NAMED}\n为推进改革，制定本方案。\n"
        "一、主要内容\n将图书馆建设，确认为市级财政事权，由市级承担支出责任。\n"
    )
    assert (document.title, document.issuers) == (
        f"临汾市人民政府办公室关于印发{NAMED}的通知",
        ("临汾市人民政府办公室",),
    )


def test_promulgated_plans_are_no_bases(read: Reader) -> None:
    """《A》《B》已经市政府同意 were bases where the text held one of them; and the notice's domain was that one's."""
    document = read(
        f"临汾市人民政府办公室关于印发《{NAMED}》等2个方案的通知\n各有关单位：\n《{NAMED}》《科技领域市与县财政事权和支出责任划分改革方案》已经市政府同意，"
        f"现印发给你们。\n\n{NAMED}\n为贯彻《山西省公共文化领域方案》（晋政办发〔2020〕3号）精神，制定本实施方案（以下简称《方案》）。\n"
        "一、主要内容\n将图书馆建设，确认为市级财政事权，由市级承担支出责任。\n"
    )
    assert [citation.title for citation in document.plans[0].citations] == ["山西省公共文化领域方案"]
    assert (document.domain, document.plans[0].domain) == (None, "公共文化")


def test_plan_without_a_title_is_told_by_what_it_does(read: Reader) -> None:
    """The body page of a plan that has lost its title was `other`, and its statements were prose."""
    document = read("一、主要内容\n（一）公路。\n将公路建设，确认为市级财政事权，由市级承担支出责任。\n")
    assert [(plan.kind, len(plan.assignments)) for plan in document.plans] == [("division", 1)]
