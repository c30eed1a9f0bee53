"""Statements: one test a phrase family, whole assignments compared."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from shiquan.model import Case, Expenditure, Plan, Power, Share, Support, Tier

PREFECTURE, COUNTY, PROVINCE, CENTRAL = Tier.PREFECTURE, Tier.COUNTY, Tier.PROVINCE, Tier.CENTRAL
BOTH = (PREFECTURE, COUNTY)

Reader = Callable[..., Plan]

FRAMES = [
    ("确认为市级财政事权，由市级承担支出责任", Power("exclusive", (PREFECTURE,)), Expenditure("sole", (PREFECTURE,))),
    ("确定为县(区)财政事权,由县(区)承担支出责任", Power("exclusive", (COUNTY,)), Expenditure("sole", (COUNTY,))),
    ("明确为市与县共同财政事权，由市与县分别承担支出责任", Power("joint", BOTH), Expenditure("respectively", BOTH)),
    ("确认为市县财政事权，由市县承担支出责任", Power("exclusive", BOTH), Expenditure("sole", BOTH)),
    (
        "确认为市、县区财政事权，由市、县区按属地原则分别承担支出责任",
        Power("each", BOTH),
        Expenditure("by_territory", BOTH),
    ),
    (
        "按照隶属关系分别确认为市级或县级财政事权，由同级财政承担支出责任",
        Power("by_affiliation", BOTH),
        Expenditure("by_affiliation", BOTH),
    ),
    (
        "确认为中央、省级、市级和县级共同财政事权，由中央、省级、市级和县级共同承担支出责任",
        Power("joint", (CENTRAL, PROVINCE, *BOTH)),
        Expenditure("shared", (CENTRAL, PROVINCE, *BOTH)),
    ),
    (
        "确认为市与县共同财政事权，由市与县按6∶4比例分担支出责任",
        Power("joint", BOTH),
        Expenditure("by_ratio", BOTH, (Share(PREFECTURE, Decimal(60)), Share(COUNTY, Decimal(40)))),
    ),
    (
        "确认为市与县共同财政事权，由市与县各承担50%",
        Power("joint", BOTH),
        Expenditure("by_ratio", BOTH, (Share(PREFECTURE, Decimal(50)), Share(COUNTY, Decimal(50)))),
    ),
    (
        "确认为市与县共同财政事权，由市与县按五五比例分担",
        Power("joint", BOTH),
        Expenditure("by_ratio", BOTH, (Share(PREFECTURE, Decimal(50)), Share(COUNTY, Decimal(50)))),
    ),
    (
        "确认为市与县共同财政事权，市级分担70%、县级分担30%",
        Power("joint", BOTH),
        Expenditure("by_ratio", BOTH, (Share(PREFECTURE, Decimal(70)), Share(COUNTY, Decimal(30)))),
    ),
    ("确认为市与县共同财政事权，由市与县按比例分担支出责任", Power("joint", BOTH), Expenditure("shared", BOTH)),
    ("确认为市与县共同财政事权，由市与县区分不同情况承担支出责任", Power("joint", BOTH), Expenditure("by_case", BOTH)),
    ("确认为县级财政事权，由县级承担主要支出责任", Power("exclusive", (COUNTY,)), Expenditure("mainly", (COUNTY,))),
    (
        "确认为县级财政事权，由县级承担支出责任，省级财政通过转移支付给予支持",
        Power("exclusive", (COUNTY,)),
        Expenditure("sole", (COUNTY,), (), (Support(PROVINCE, "transfer"),)),
    ),
    (
        "确认为县级财政事权，由县级承担支出责任，市级财政采取以奖代补方式给予支持",
        Power("exclusive", (COUNTY,)),
        Expenditure("sole", (COUNTY,), (), (Support(PREFECTURE, "reward"),)),
    ),
    ("确认为县级财政事权", Power("exclusive", (COUNTY,)), None),
]


@pytest.mark.parametrize(("frame", "power", "expenditure"), FRAMES, ids=[frame for frame, _, _ in FRAMES])
@pytest.mark.parametrize("punctuation", ["full", "ascii"])
def test_frames(frame: str, power: Power, expenditure: Expenditure | None, punctuation: str, plan_of: Reader) -> None:
    sentence = f"将农村公路建设管理，{frame}。"
    if punctuation == "ascii":
        sentence = sentence.translate(str.maketrans("，；：（）", ",;:()"))
    plan = plan_of(f"一、主要内容\n（一）公路\n{sentence}")
    (found,) = plan.assignments
    assert (found.section, found.power, found.expenditure) == ("一/(一)", power, expenditure)
    assert [task.text for task in found.tasks] == ["农村公路建设管理"]


def test_cases_with_and_without_of_which(plan_of: Reader) -> None:
    plan = plan_of(
        "一、主要内容\n将道路客运站建设，确认为市与县共同财政事权，由市与县分别承担支出责任。"
        "其中，市级部门建设的客运站，由市级承担支出责任；县级部门建设的客运站，由县级承担支出责任。"
    )
    (found,) = plan.assignments
    assert [(case.condition, case.power, case.expenditure) for case in found.cases] == [
        ("市级部门建设的客运站", None, Expenditure("sole", (PREFECTURE,))),
        ("县级部门建设的客运站", None, Expenditure("sole", (COUNTY,))),
    ]


def test_graded_ratio_is_a_case_per_grade(plan_of: Reader) -> None:
    plan = plan_of(
        "一、主要内容\n将农村客运补贴，确认为市与县共同财政事权，由市与县共同承担支出责任。第一档县，市级分担80%、县级分担20%；第二档县，市级分担60%、县级分担40%。"
    )
    (found,) = plan.assignments
    assert found.expenditure == Expenditure("shared", BOTH)
    assert [(case.condition, case.expenditure and case.expenditure.shares) for case in found.cases] == [
        ("第一档县", (Share(PREFECTURE, Decimal(80)), Share(COUNTY, Decimal(20)))),
        ("第二档县", (Share(PREFECTURE, Decimal(60)), Share(COUNTY, Decimal(40)))),
    ]


def test_power_in_the_heading_holds_for_the_items(plan_of: Reader) -> None:
    plan = plan_of(
        "一、主要内容\n（一）市级财政事权\n1.市域公路规划编制。\n2.承担市管桥梁检测的支出责任。\n（二）县级财政事权\n1.乡道养护管理。"
    )
    assert [(a.section, [t.text for t in a.tasks], a.power, a.expenditure) for a in plan.assignments] == [
        ("一/(一)", ["市域公路规划编制"], Power("exclusive", (PREFECTURE,)), None),
        ("一/(一)", ["市管桥梁检测"], Power("exclusive", (PREFECTURE,)), Expenditure("sole", (PREFECTURE,))),
        ("一/(二)", ["乡道养护管理"], Power("exclusive", (COUNTY,)), None),
    ]
    assert [section.path for section in plan.sections] == ["一", "一/(一)", "一/(二)"]


def test_list_after_the_statement(plan_of: Reader) -> None:
    """The numbered lines of a list are its tasks, not headings: 兴安盟's authored document lost them once."""
    plan = plan_of(
        "一、主要内容\n下列事项确认为市与县共同财政事权，由市与县共同承担支出责任：\n1.道路客运站建设；\n2.公交线路运营补贴。\n（二）水路"
    )
    (found,) = plan.assignments
    assert [task.text for task in found.tasks] == ["道路客运站建设", "公交线路运营补贴"]
    assert [section.path for section in plan.sections] == ["一", "一/(二)"]


def test_task_in_the_run_in_heading(plan_of: Reader) -> None:
    plan = plan_of("一、主要内容\n（一）公路\n1.农村公路养护。明确为市与县共同财政事权，由市与县共同承担支出责任。")
    (found,) = plan.assignments
    assert ([task.text for task in found.tasks], found.section) == (["农村公路养护"], "一/(一)/1")


def test_table_rows_take_the_power_of_the_heading(plan_of: Reader) -> None:
    plan = plan_of(
        "一、主要内容\n（一）市与县共同财政事权\n| 事项 | 基础标准 | 支出责任及分担方式 |\n|---|---|---|\n| 义务教育公用经费保障 | 国家基准 | 由市与县按6:4比例分担 |"
    )
    (found,) = plan.assignments
    assert found.power == Power("joint", BOTH)
    assert found.expenditure == Expenditure(
        "by_ratio", BOTH, (Share(PREFECTURE, Decimal(60)), Share(COUNTY, Decimal(40)))
    )


def test_residual_rules(plan_of: Reader) -> None:
    plan = plan_of(
        "一、主要内容\n（一）其他事项\n交通运输领域其他未列事项，按照改革的总体要求和事项特点具体确定财政事权和支出责任。"
        "省直管县财政事权划分参照本方案执行。\n涉外事项按照外交领域改革方案执行。"
    )
    assert [residual.kind for residual in plan.residuals] == ["unlisted", "special_regime", "other_plan"]


def test_prose_about_the_reform_assigns_nothing(plan_of: Reader) -> None:
    """内蒙古's plan says: 将适宜由盟行政公署…承担的…支出责任由盟市承担. It asks for something; it assigns nothing."""
    plan = plan_of(
        "一、主要内容\n将公路建设，确认为市级财政事权，由市级承担支出责任。\n二、保障措施\n各县要合理划分财政事权，将适宜由市承担的支出责任由市承担，避免县承担过多支出责任。"
    )
    assert len(plan.assignments) == 1
    assert [entry.role for entry in plan.ledger if entry.section == "二"] == ["prose"]


def test_two_statements_in_one_sentence(plan_of: Reader) -> None:
    plan = plan_of(
        "一、主要内容\n将国道养护，确认为市级财政事权，由市级承担支出责任；将乡道养护，确认为县级财政事权，由县级承担支出责任。"
    )
    assert [([task.text for task in a.tasks], a.power) for a in plan.assignments] == [
        (["国道养护"], Power("exclusive", (PREFECTURE,))),
        (["乡道养护"], Power("exclusive", (COUNTY,))),
    ]


def test_what_is_not_understood_is_listed(plan_of: Reader) -> None:
    plan = plan_of("一、主要内容\n确认为市级财政事权，由市级承担支出责任。")
    assert [(entry.role, bool(entry.reason)) for entry in plan.ledger if entry.section == "一"] == [("unparsed", True)]
    assert not plan.assignments


def test_cases_are_whole(plan_of: Reader) -> None:
    plan = plan_of(
        "一、主要内容\n将应急运输保障，按照隶属关系分别确认为市级或县级财政事权，由同级财政承担支出责任。市级职能部门承担的事项，确认为市级财政事权，由市级承担支出责任。"
    )
    (found,) = plan.assignments
    (case,) = found.cases
    assert case == Case(
        "市级职能部门承担的事项", Power("exclusive", (PREFECTURE,)), Expenditure("sole", (PREFECTURE,)), case.span
    )


def test_expenditure_for_tasks_under_a_heading(plan_of: Reader) -> None:
    """承担A,B的支出责任 under a heading: the comma once cut the sentence, and what is left of it became tasks."""
    plan = plan_of(
        "一、主要内容\n（一）市级财政事权\n1.公路。\n承担公路规划编制,路网监测的支出责任。\n（1）承担航道养护的支出责任；（2）承担搜救能力建设的支出责任。"
    )
    power, sole = Power("exclusive", (PREFECTURE,)), Expenditure("sole", (PREFECTURE,))
    assert [([t.text for t in a.tasks], a.power, a.expenditure) for a in plan.assignments] == [
        (["公路规划编制", "路网监测"], power, sole),
        (["航道养护"], power, sole),
        (["搜救能力建设"], power, sole),
    ]


def test_sentences_that_split_an_affiliation_are_its_cases(plan_of: Reader) -> None:
    """By affiliation leaves open who pays for what; the sentences behind it say it and are no statements of their own."""
    plan = plan_of(
        "一、主要内容\n（一）医院\n将公立医院补助，按照隶属关系分别确认为市级或县级财政事权，由同级财政承担支出责任。市属公立医院，由市级承担支出责任；"
        "县属公立医院，由县级承担支出责任。"
    )
    (assignment,) = plan.assignments
    assert [(case.condition, case.expenditure) for case in assignment.cases] == [
        ("市属公立医院", Expenditure("sole", (PREFECTURE,))),
        ("县属公立医院", Expenditure("sole", (COUNTY,))),
    ]


def test_a_second_case_behind_a_payment_in_the_same_sentence(plan_of: Reader) -> None:
    """其中A由市级承担,其他支出,由县级承担: the two payments were once read as one with two bearers."""
    plan = plan_of(
        "一、主要内容\n（一）广播\n将应急广播建设，确认为市与县共同财政事权，由市与县共同承担支出责任，其中，市级平台，由市级承担支出责任，其他支出，由县级承担支出责任。"
    )
    (assignment,) = plan.assignments
    assert [(case.condition, case.expenditure) for case in assignment.cases] == [
        ("市级平台", Expenditure("sole", (PREFECTURE,))),
        ("其他支出", Expenditure("sole", (COUNTY,))),
    ]


def test_condition_stands_behind_the_colon(plan_of: Reader) -> None:
    """A grade that a colon introduces: 所需经费分档核定：第一档地区 was once the condition as a whole."""
    plan = plan_of(
        "一、主要内容\n（一）广播\n将应急广播建设，确认为市与县共同财政事权，由市与县共同承担支出责任。所需经费分档核定：第一档地区，市级分担60%、县级分担40%；"
        "第二档地区，市级分担30%、县级分担70%。"
    )
    (assignment,) = plan.assignments
    assert [case.condition for case in assignment.cases] == ["第一档地区", "第二档地区"]


def test_statements_worded_like_conditions_stand_side_by_side(plan_of: Reader) -> None:
    """市级有关部门组织的A,市级有关部门组织的B属于市级财政事权；县级…: with two tasks the second became a case of the first."""
    plan = plan_of(
        "一、主要内容\n（一）普查\n市级有关部门组织的风险普查，市级有关部门组织的隐患排查，属于市级财政事权，由市级承担支出责任；"
        "县级有关部门组织的风险普查，县级有关部门组织的隐患排查，属于县级财政事权，由县级承担支出责任。"
    )
    assert [([t.text for t in a.tasks], a.power, a.cases) for a in plan.assignments] == [
        (["市级有关部门组织的风险普查", "市级有关部门组织的隐患排查"], Power("exclusive", (PREFECTURE,)), ()),
        (["县级有关部门组织的风险普查", "县级有关部门组织的隐患排查"], Power("exclusive", (COUNTY,)), ()),
    ]


def test_row_paid_by_affiliation_is_borne_by_the_holders(plan_of: Reader) -> None:
    """按照隶属关系由同级财政承担 in a cell names no tier and no 支出责任, and was once nothing."""
    plan = plan_of(
        "一、主要内容\n（一）市与县共同财政事权\n| 事项 | 标准 | 支出责任及分担方式 |\n| 免学费 | 按批准的标准执行 | 按照隶属关系由同级财政承担 |"
    )
    (assignment,) = plan.assignments
    assert (assignment.power, assignment.expenditure) == (Power("joint", BOTH), Expenditure("by_affiliation", BOTH))


def _cases(plan: Plan) -> list[tuple[str, Expenditure | None]]:
    (assignment,) = plan.assignments
    return [(case.condition, case.expenditure) for case in assignment.cases]


def _sole(*tiers: Tier) -> Expenditure:
    return Expenditure("sole", tiers)


JOINT = "一、主要内容\n（一）预警\n将灾害预警体系建设，确认为市与县共同财政事权，"


@pytest.mark.parametrize(
    "duties",
    [
        "由市与县分别承担支出责任，其中，市级主要负责全市预警平台建设支出；县级主要负责本地信息员队伍建设支出。",
        "由市与县分别承担支出责任。其中：市级主要负责全市预警平台建设支出；县级主要负责本地信息员队伍建设支出。",
        "由市与县分别承担支出责任。市级主要负责全市预警平台建设支出，县级主要负责本地信息员队伍建设支出。",
    ],
)
def test_duties_behind_a_statement_are_its_cases(plan_of: Reader, duties: str) -> None:
    """In the same sentence, behind 其中, they were once dropped without a ledger entry and with full confidence."""
    plan = plan_of(JOINT + duties)
    assert _cases(plan) == [
        ("全市预警平台建设支出", _sole(PREFECTURE)),
        ("本地信息员队伍建设支出", _sole(COUNTY)),
    ]
    assert plan.assignments[0].span.end == plan.sections[-1].body.end


def test_rest_of_a_sentence_that_nothing_reads_is_listed(plan_of: Reader) -> None:
    plan = plan_of(JOINT + "由市与县分别承担支出责任，其中，平台建设按照年度计划补助到位。")
    assert [(entry.role, entry.reason) for entry in plan.ledger if entry.role == "unparsed"] == [
        ("unparsed", "语句后半没有读出 / the rest of the sentence was not read")
    ]


def test_payment_without_the_words_of_the_subject(plan_of: Reader) -> None:
    """A财政与B财政按比例分担 names neither a power nor 支出责任; its figures went to the statement before."""
    plan = plan_of(
        "一、主要内容\n（一）场馆\n图书馆免费开放，由市级承担支出责任。\n体育场馆免费开放，市级财政与县级财政按比例分担。其中，市级财政负担70%，县级财政负担30%。"
    )
    shares = (Share(PREFECTURE, Decimal(70)), Share(COUNTY, Decimal(30)))
    assert [([t.text for t in a.tasks], a.power, a.expenditure) for a in plan.assignments] == [
        (["图书馆免费开放"], None, _sole(PREFECTURE)),
        (["体育场馆免费开放"], None, Expenditure("by_ratio", BOTH, shares)),
    ]


def test_figures_belong_to_the_bearers_of_their_own_clause(plan_of: Reader) -> None:
    """由市与县共同承担,省、市、县按6:2:2分担: the first clause's bearers once got the figures, the city 60."""
    plan = plan_of(JOINT + "由市与县共同承担支出责任，所需经费省、市、县财政按6:2:2比例分担。")
    expenditure = plan.assignments[0].expenditure
    assert expenditure is not None
    assert expenditure.shares == (
        Share(PROVINCE, Decimal(60)),
        Share(PREFECTURE, Decimal(20)),
        Share(COUNTY, Decimal(20)),
    )


def test_figures_of_a_grade_go_to_the_bearers_of_the_statement(plan_of: Reader) -> None:
    """第一档(…),按6:4分担 names no bearer; its colon was once taken for that of an introduction."""
    plan = plan_of(
        JOINT + "由市与县共同承担支出责任。其中，第一档（甲县、乙县），按6∶4分担；第二档（其他县），按3∶7分担。"
    )
    assert _cases(plan) == [
        (
            "第一档（甲县、乙县）",
            Expenditure("by_ratio", BOTH, (Share(PREFECTURE, Decimal(60)), Share(COUNTY, Decimal(40)))),
        ),
        (
            "第二档（其他县）",
            Expenditure("by_ratio", BOTH, (Share(PREFECTURE, Decimal(30)), Share(COUNTY, Decimal(70)))),
        ),
    ]


def test_giver_of_support_stands_behind_by(plan_of: Reader) -> None:
    """国家级基地由省财政给予支持: the tier within the supported object was once the giver."""
    plan = plan_of(
        "一、主要内容\n（一）基地\n将创新基地建设，确认为市级财政事权，由市级承担支出责任，对国家级基地由省财政统筹给予支持。"
    )
    expenditure = plan.assignments[0].expenditure
    assert expenditure is not None
    assert expenditure.support == (Support(PROVINCE, "subsidy"),)


def test_what_a_task_consists_of_is_no_task(plan_of: Reader) -> None:
    plan = plan_of(
        "一、主要内容\n（一）重大公共卫生\n主要包括免疫规划、健康教育等内容，明确为市级财政事权，由市级承担支出责任。\n"
        "（二）其他\n职业病防治，主要包括监测、培训等内容，确认为县级财政事权，由县级承担支出责任。"
    )
    assert [[t.text for t in a.tasks] for a in plan.assignments] == [["重大公共卫生"], ["职业病防治"]]


def test_borne_in_full_by_two_is_sole(plan_of: Reader) -> None:
    plan = plan_of("一、主要内容\n（一）教材\n将教材采购，确认为省与市共同财政事权，由省、市财政全额承担。")
    assert plan.assignments[0].expenditure == _sole(PROVINCE, PREFECTURE)


def test_mainly_borne_under_a_heading(plan_of: Reader) -> None:
    """主要由市级承担支出责任 under a run-in heading: 主要 was once the task."""
    plan = plan_of("一、主要内容\n（一）公用经费保障。主要由市级承担支出责任。")
    assert [([t.text for t in a.tasks], a.expenditure) for a in plan.assignments] == [
        (["公用经费保障"], Expenditure("mainly", (PREFECTURE,)))
    ]


@pytest.mark.parametrize("verb", ["认定", "列", "界定", "明确", "确认"])
def test_affiliation_with_every_verb(plan_of: Reader, verb: str) -> None:
    """认定为 and 列为 gave a power, but not by affiliation: each rule had its own list of verbs."""
    plan = plan_of(
        f"一、主要内容\n（一）人才\n人才培养，按照隶属关系分别{verb}为市级财政事权或县级财政事权，由同级财政承担支出责任。"
    )
    assert [([t.text for t in a.tasks], a.power) for a in plan.assignments] == [
        (["人才培养"], Power("by_affiliation", BOTH))
    ]


def test_of_which_without_a_comma(plan_of: Reader) -> None:
    """其中县级配套部分由县级承担: without a comma behind 其中 the two payments were one."""
    plan = plan_of(JOINT + "由两级财政共同承担支出责任，其中县级配套部分由县级财政承担。")
    assert plan.assignments[0].expenditure == Expenditure("shared", BOTH)
    assert _cases(plan) == [("县级配套部分", _sole(COUNTY))]


def test_what_a_heading_consists_of_is_no_heading(plan_of: Reader) -> None:
    """主要包括…等。 behind a run-in heading was short enough for an unnumbered heading, and the task was lost."""
    plan = plan_of(
        "一、主要内容\n（一）公共卫生。主要包括健康教育、预防接种等。明确为市与县共同财政事权，由市与县共同承担支出责任。"
    )
    assert [([t.text for t in a.tasks], a.power) for a in plan.assignments] == [(["公共卫生"], Power("joint", BOTH))]


def test_short_name_defined_within_the_holder(plan_of: Reader) -> None:
    """市与县（市、区，以下统称县级）共同财政事权: the definition in the bracket hid the predicate."""
    plan = plan_of(
        "一、主要内容\n（一）教育\n义务教育总体为市与县（市、区，以下统称县级）共同财政事权，由市、县级财政按2:8比例分担。"
    )
    assert [([t.text for t in a.tasks], a.power) for a in plan.assignments] == [(["义务教育"], Power("joint", BOTH))]


def test_statements_before_the_first_heading_are_read(plan_of: Reader) -> None:
    """A plan may number its statements and have no headings, or a heading is lost: what stood before the first one was not read."""
    plan = plan_of(
        "一、将全市性公路建设，确认为市级财政事权，由市级承担支出责任。\n二、将农村公路建设，确认为县级财政事权，由县级承担支出责任。\n"
        "三、未列事项，按照改革的总体要求具体确定财政事权和支出责任。\n四、保障措施\n各地要加强领导，落实支出责任。"
    )
    assert [(section.path, section.heading) for section in plan.sections] == [("四", "保障措施")]
    assert [(a.section, [task.text for task in a.tasks], a.power, a.expenditure) for a in plan.assignments] == [
        (None, ["全市性公路建设"], Power("exclusive", (PREFECTURE,)), Expenditure("sole", (PREFECTURE,))),
        (None, ["农村公路建设"], Power("exclusive", (COUNTY,)), Expenditure("sole", (COUNTY,))),
    ]
    assert [(residual.section, residual.kind) for residual in plan.residuals] == [(None, "unlisted")]
    assert [(entry.section, entry.role) for entry in plan.ledger if entry.role != "title"] == [
        (None, "assignment"),
        (None, "assignment"),
        (None, "residual"),
        ("四", "prose"),
    ]


def test_items_that_begin_like_prose(plan_of: Reader) -> None:
    """应急… and 应用… were passed over without a word, as 应加强… is: a list of what may follow tells them apart."""
    plan = plan_of(
        "一、主要内容\n（一）市级财政事权\n（1）应急物资储备。\n（2）应对气候变化规划制定。\n应用基础研究。\n要素市场建设。\n应加强组织领导。\n各级要落实责任。"
    )
    assert [([task.text for task in a.tasks], a.power, a.expenditure) for a in plan.assignments] == [
        ([task], Power("exclusive", (PREFECTURE,)), None)
        for task in ("应急物资储备", "应对气候变化规划制定", "应用基础研究", "要素市场建设")
    ]


def test_numbered_item_is_no_case_of_the_one_before(plan_of: Reader) -> None:
    """第二类温室气体 begins like a grade (第二类地区), but stands in a list of items under the heading's power."""
    plan = plan_of(
        "一、主要内容\n（一）市与县共同财政事权\n（3）森林碳汇调查，由市与县共同承担支出责任。\n（4）第二类温室气体排放控制，由市与县按6:4比例分担。"
    )
    shares = (Share(PREFECTURE, Decimal(60)), Share(COUNTY, Decimal(40)))
    assert [([task.text for task in a.tasks], a.power, a.expenditure, a.cases) for a in plan.assignments] == [
        (["森林碳汇调查"], Power("joint", BOTH), Expenditure("shared", BOTH), ()),
        (["第二类温室气体排放控制"], Power("joint", BOTH), Expenditure("by_ratio", BOTH, shares), ()),
    ]


def test_grades_in_lines_of_their_own_stay_cases(plan_of: Reader) -> None:
    plan = plan_of(
        "一、主要内容\n（一）公路\n将农村公路养护，确认为市与县共同财政事权，由市与县分档分担支出责任。\n"
        "（1）第一类县，由市与县按8:2比例分担。\n（2）第二类县，由市与县按6:4比例分担。"
    )
    graded = [(Share(PREFECTURE, Decimal(first)), Share(COUNTY, Decimal(100 - first))) for first in (80, 60)]
    assert [[(case.condition, case.expenditure) for case in a.cases] for a in plan.assignments] == [
        [
            ("第一类县", Expenditure("by_ratio", BOTH, graded[0])),
            ("第二类县", Expenditure("by_ratio", BOTH, graded[1])),
        ]
    ]


@pytest.mark.parametrize("task", ["地方性高标准农田建设", "地方性高等学校学生公寓建设", "地方性疾控机构建设"])
def test_task_in_a_paragraph_of_its_own_is_no_case(task: str, plan_of: Reader) -> None:
    """地方…标准… and 地方…学校…建设 were read as conditions of the statement before: the words of a task hold them too."""
    plan = plan_of(
        f"一、主要内容\n（一）建设\n将农田规划编制，确认为市级财政事权，由市级承担支出责任。\n{task}，由县级承担主要支出责任，省级财政以奖代补。"
    )
    support = (Support(PROVINCE, "reward"),)
    assert [([word.text for word in a.tasks], a.power, a.expenditure, a.cases) for a in plan.assignments] == [
        (["农田规划编制"], Power("exclusive", (PREFECTURE,)), Expenditure("sole", (PREFECTURE,)), ()),
        ([task], None, Expenditure("mainly", (COUNTY,), (), support), ()),
    ]
