"""The questions, and the whole chain that answers each, written down by hand from the documents."""

from __future__ import annotations

from typing import NamedTuple

from .reading import (
    BAOJI_FINANCING,
    BAOJI_NAVIGATION,
    BAOJI_TRANSPORT,
    CENTRAL_EMERGENCY,
    CENTRAL_LOCAL_NAVIGATION,
    CENTRAL_LOCAL_PROTECTION,
    CENTRAL_NAVIGATION,
    CENTRAL_PROTECTION,
    CENTRAL_TALENT,
    CENTRAL_TRANSPORT,
    FUFENG_TRANSPORT,
    HAIAN_TRANSPORT,
    JIANGSU_2021_LOCAL_PROTECTION,
    JIANGSU_2021_PROTECTION,
    JIANGSU_2024_LOCAL_NAVIGATION,
    JIANGSU_2024_NAVIGATION,
    JIANGSU_2024_PROTECTION,
    JIANGSU_2024_TALENT,
    JIANGSU_TRANSPORT,
    KUNSHAN_PROTECTION,
    NANTONG_TRANSPORT,
    SANYUAN_PROTECTION,
    SHAANXI_EMERGENCY,
    SHAANXI_FINANCING,
    SHAANXI_NAVIGATION,
    SHAANXI_PROTECTION,
    SUZHOU_2022_COUNTY_PROTECTION,
    SUZHOU_2022_NAVIGATION,
    SUZHOU_2022_PROTECTION,
    SUZHOU_2024_NAVIGATION,
    SUZHOU_2024_PROTECTION,
    SUZHOU_2024_TALENT,
    TAICANG_PROTECTION,
    WUGONG_EMERGENCY,
    XIANYANG_EMERGENCY,
    XIANYANG_PROTECTION,
    Said,
)


class Expected(NamedTuple):
    """One hop. ``notes`` are the codes of what is said about it, ``given`` what a plan above gives, ``implied`` who implies."""

    tier: str
    area: str
    number: str | None
    status: str
    link: str | None
    said: tuple[Said, ...] = ()
    notes: tuple[str, ...] = ()
    given: tuple[tuple[str, Said], ...] = ()
    implied: tuple[str, ...] = ()


class Question(NamedTuple):
    """What is asked (the arguments of `trace`), and the chain from the top down."""

    asked: dict[str, str]
    chain: tuple[Expected, ...]


# 国办发〔2023〕48号 is no authored document: it is real, known from data/reference (in force from 2024-01-01), and no authored document
# names it
REAL_NATIONAL_PLAN = Expected(
    "central", "全国", "国办发〔2023〕48号", "text_not_held", "not_known", notes=("text_not_held", "link_not_known")
)
NATIONAL_PROTECTION = Expected(
    "central",
    "全国",
    "国办发〔2021〕901号",
    "stated",
    "carried_out",
    (CENTRAL_PROTECTION[0], CENTRAL_LOCAL_PROTECTION[0]),
)
NATIONAL_NAVIGATION = NATIONAL_PROTECTION._replace(said=(CENTRAL_NAVIGATION[1], CENTRAL_LOCAL_NAVIGATION[0]))
JIANGSU_FIRST = Expected(
    "province",
    "江苏省",
    "苏政办发〔2021〕911号",
    "stated",
    "carried_out",
    (JIANGSU_2021_PROTECTION[0], JIANGSU_2021_LOCAL_PROTECTION[0]),
    ("replaced_later",),
)
JIANGSU_NOW = Expected(
    "province",
    "江苏省",
    "苏政办发〔2024〕912号",
    "stated",
    "carried_out",
    (JIANGSU_2024_PROTECTION[0],),
    ("replaces",),
)
JIANGSU_NAVIGATION_NOW = JIANGSU_NOW._replace(said=(JIANGSU_2024_NAVIGATION[0], JIANGSU_2024_LOCAL_NAVIGATION[0]))
SUZHOU_FIRST = Expected(
    "prefecture",
    "苏州市",
    "苏府办〔2022〕931号",
    "stated",
    "own",
    (SUZHOU_2022_PROTECTION[0], SUZHOU_2022_COUNTY_PROTECTION[0]),
    ("replaced_later",),
)
SUZHOU_NOW = Expected(
    "prefecture",
    "苏州市",
    "苏府办〔2024〕932号",
    "stated",
    "own",
    (SUZHOU_2024_PROTECTION[0],),
    ("replaces",),
)
NOT_LINKED = ("link_not_known", "replaces")

QUESTIONS: dict[str, Question] = {
    "county-with-a-whole-chain": Question(
        {"task": "知识产权保护体系建设", "area": "太仓市"},
        (
            NATIONAL_PROTECTION,
            REAL_NATIONAL_PLAN,
            JIANGSU_NOW,
            SUZHOU_NOW._replace(link="carried_out"),
            Expected("county", "太仓市", "太政办〔2025〕953号", "stated", "own", (TAICANG_PROTECTION[0],)),
        ),
    ),
    # Kunshan carries out the plan that its city has since replaced
    "county-left-behind-by-a-revision": Question(
        {"task": "知识产权保护体系建设", "area": "昆山市"},
        (
            NATIONAL_PROTECTION,
            REAL_NATIONAL_PLAN,
            JIANGSU_NOW,
            SUZHOU_NOW._replace(link="not_known", notes=NOT_LINKED),
            Expected("county", "昆山市", "昆政办发〔2023〕951号", "stated", "own", (KUNSHAN_PROTECTION[0],)),
        ),
    ),
    "the-same-county-before-the-revisions": Question(
        {"task": "知识产权保护体系建设", "area": "昆山市", "as_of": "2023-06-30"},
        (
            NATIONAL_PROTECTION,
            JIANGSU_FIRST,
            SUZHOU_FIRST._replace(link="carried_out"),
            Expected("county", "昆山市", "昆政办发〔2023〕951号", "stated", "own", (KUNSHAN_PROTECTION[0],)),
        ),
    ),
    "county-level-city-without-a-plan-by-code": Question(
        {"task": "知识产权保护体系建设", "area": "320581"},
        (
            NATIONAL_PROTECTION,
            REAL_NATIONAL_PLAN,
            JIANGSU_NOW,
            SUZHOU_NOW._replace(link="within_area"),
            Expected(
                "county",
                "常熟市",
                None,
                "no_plan",
                None,
                notes=("not_implemented", "given_from_above"),
                given=(("苏府办〔2024〕932号", SUZHOU_2024_PROTECTION[0]),),
            ),
        ),
    ),
    "before-the-first-plan-of-the-province": Question(
        {"task": "知识产权保护体系建设", "area": "苏州市", "as_of": "2021-09-30"},
        (
            NATIONAL_PROTECTION._replace(link="within_area"),
            Expected(
                "province",
                "江苏省",
                None,
                "no_plan",
                None,
                notes=("not_yet_in_force", "not_yet_in_force", "given_from_above"),
                given=(("国办发〔2021〕901号", CENTRAL_LOCAL_PROTECTION[0]),),
            ),
            Expected(
                "prefecture",
                "苏州市",
                None,
                "no_plan",
                None,
                notes=("not_yet_in_force", "not_yet_in_force", "given_from_above"),
                given=(("国办发〔2021〕901号", CENTRAL_LOCAL_PROTECTION[0]),),
            ),
        ),
    ),
    "the-day-before-the-first-plan-of-the-city": Question(
        {"task": "知识产权保护体系建设", "area": "苏州市", "as_of": "2022-03-31"},
        (
            NATIONAL_PROTECTION,
            JIANGSU_FIRST._replace(link="within_area"),
            Expected(
                "prefecture",
                "苏州市",
                None,
                "no_plan",
                None,
                notes=("not_yet_in_force", "not_yet_in_force", "given_from_above"),
                given=(("苏政办发〔2021〕911号", JIANGSU_2021_LOCAL_PROTECTION[0]),),
            ),
        ),
    ),
    "before-both-revisions": Question(
        {"task": "知识产权保护体系建设", "area": "苏州市", "as_of": "2022-04-01"},
        (NATIONAL_PROTECTION, JIANGSU_FIRST, SUZHOU_FIRST),
    ),
    "the-last-day-before-the-revision-of-the-province": Question(
        {"task": "知识产权保护体系建设", "area": "苏州市", "as_of": "2024-06-30"},
        (
            NATIONAL_PROTECTION,
            REAL_NATIONAL_PLAN,
            JIANGSU_FIRST,
            SUZHOU_FIRST,
        ),
    ),
    "between-the-two-revisions": Question(
        {"task": "知识产权保护体系建设", "area": "苏州市", "as_of": "2024-07-01"},
        (
            NATIONAL_PROTECTION,
            REAL_NATIONAL_PLAN,
            JIANGSU_NOW._replace(link="not_known", notes=NOT_LINKED),
            SUZHOU_FIRST,
        ),
    ),
    "after-both-revisions": Question(
        {"task": "知识产权保护体系建设", "area": "苏州市", "as_of": "2025-01-01"},
        (
            NATIONAL_PROTECTION,
            REAL_NATIONAL_PLAN,
            JIANGSU_NOW,
            SUZHOU_NOW,
        ),
    ),
    "number-of-a-repealed-plan": Question(
        {"task": "专利导航", "number": "苏府办〔2022〕931号"},
        (
            NATIONAL_NAVIGATION,
            REAL_NATIONAL_PLAN,
            JIANGSU_NAVIGATION_NOW._replace(link="not_known", notes=NOT_LINKED),
            SUZHOU_FIRST._replace(said=(SUZHOU_2022_NAVIGATION[0],), notes=("repealed",)),
        ),
    ),
    "county-the-day-before-its-plan": Question(
        {"task": "专利导航", "area": "太仓市", "as_of": "2025-03-31"},
        (
            NATIONAL_NAVIGATION,
            REAL_NATIONAL_PLAN,
            JIANGSU_NAVIGATION_NOW,
            SUZHOU_NOW._replace(link="within_area", said=(SUZHOU_2024_NAVIGATION[0],)),
            Expected(
                "county",
                "太仓市",
                None,
                "no_plan",
                None,
                notes=("not_yet_in_force", "given_from_above"),
                given=(("苏府办〔2024〕932号", SUZHOU_2024_NAVIGATION[0]),),
            ),
        ),
    ),
    # Nantong names no patent navigation; its rule for unlisted matters applies
    "silent-city": Question(
        {"task": "专利导航", "area": "南通市"},
        (
            NATIONAL_NAVIGATION,
            REAL_NATIONAL_PLAN,
            JIANGSU_NAVIGATION_NOW._replace(link="not_known", notes=NOT_LINKED),
            Expected(
                "prefecture",
                "南通市",
                "通政办发〔2022〕935号",
                "silent",
                "own",
                notes=("silent", "residual_rule", "given_from_above"),
                given=(("苏政办发〔2024〕912号", JIANGSU_2024_LOCAL_NAVIGATION[0]),),
            ),
        ),
    ),
    "district-without-a-plan-below-the-silent-city": Question(
        {"task": "专利导航", "area": "崇川区"},
        (
            NATIONAL_NAVIGATION,
            REAL_NATIONAL_PLAN,
            JIANGSU_NAVIGATION_NOW._replace(link="not_known", notes=NOT_LINKED),
            Expected(
                "prefecture",
                "南通市",
                "通政办发〔2022〕935号",
                "silent",
                "within_area",
                notes=("silent", "residual_rule", "given_from_above"),
                given=(("苏政办发〔2024〕912号", JIANGSU_2024_LOCAL_NAVIGATION[0]),),
            ),
            Expected(
                "county",
                "崇川区",
                None,
                "no_plan",
                None,
                notes=("not_implemented", "given_from_above"),
                given=(("苏政办发〔2024〕912号", JIANGSU_2024_LOCAL_NAVIGATION[0]),),
            ),
        ),
    ),
    # Kunshan has publicity but not talent, and no rule for unlisted matters
    "silent-county-and-powers-by-affiliation": Question(
        {"task": "知识产权人才队伍建设", "area": "昆山市"},
        (
            NATIONAL_PROTECTION._replace(said=(CENTRAL_TALENT[0],)),
            REAL_NATIONAL_PLAN,
            JIANGSU_NOW._replace(said=(JIANGSU_2024_TALENT[0],)),
            SUZHOU_NOW._replace(link="not_known", said=(SUZHOU_2024_TALENT[0],), notes=NOT_LINKED),
            Expected(
                "county",
                "昆山市",
                "昆政办发〔2023〕951号",
                "silent",
                "own",
                notes=("silent", "given_from_above"),
                given=(("苏府办〔2024〕932号", SUZHOU_2024_TALENT[0]),),
            ),
        ),
    ),
    "city-that-cites-its-province-only": Question(
        {"task": "专利导航", "area": "宝鸡市"},
        (
            NATIONAL_NAVIGATION,
            REAL_NATIONAL_PLAN,
            Expected(
                "province",
                "陕西省",
                "陕政办发〔2022〕921号",
                "stated",
                "carried_out",
                (SHAANXI_FINANCING[0], SHAANXI_NAVIGATION[0]),
            ),
            Expected("prefecture", "宝鸡市", "宝政办发〔2023〕941号", "stated", "own", (BAOJI_NAVIGATION[0],)),
        ),
    ),
    "county-without-a-plan": Question(
        {"task": "知识产权质押融资", "area": "岐山县"},
        (
            NATIONAL_PROTECTION._replace(said=(CENTRAL_LOCAL_NAVIGATION[2],)),
            REAL_NATIONAL_PLAN,
            Expected("province", "陕西省", "陕政办发〔2022〕921号", "stated", "carried_out", (SHAANXI_FINANCING[1],)),
            Expected("prefecture", "宝鸡市", "宝政办发〔2023〕941号", "stated", "within_area", (BAOJI_FINANCING[0],)),
            Expected(
                "county",
                "岐山县",
                None,
                "no_plan",
                None,
                notes=("not_implemented", "given_from_above"),
                given=(("宝政办发〔2023〕941号", BAOJI_FINANCING[0]),),
            ),
        ),
    ),
    # 未列入中央、省级及市级财政事权的……: each says something about the lists of the tiers above it
    "carve-outs-through-four-tiers": Question(
        {"task": "侵权纠纷行政裁决", "area": "三原县"},
        (
            NATIONAL_PROTECTION._replace(
                said=(CENTRAL_PROTECTION[1], CENTRAL_LOCAL_PROTECTION[2]),
                implied=("陕政办发〔2022〕921号", "咸政办发〔2022〕945号", "三政办发〔2023〕963号"),
            ),
            REAL_NATIONAL_PLAN,
            Expected(
                "province",
                "陕西省",
                "陕政办发〔2022〕921号",
                "stated",
                "carried_out",
                (SHAANXI_PROTECTION[2],),
                implied=("咸政办发〔2022〕945号", "三政办发〔2023〕963号"),
            ),
            Expected(
                "prefecture",
                "咸阳市",
                "咸政办发〔2022〕945号",
                "stated",
                "carried_out",
                (XIANYANG_PROTECTION[1],),
                implied=("三政办发〔2023〕963号",),
            ),
            Expected("county", "三原县", "三政办发〔2023〕963号", "stated", "own", (SANYUAN_PROTECTION[2],)),
        ),
    ),
    "every-task-of-transport": Question(
        {"number": "海政办发〔2023〕955号"},
        (
            Expected("central", "全国", "国办发〔2020〕902号", "stated", "carried_out", CENTRAL_TRANSPORT),
            Expected("province", "江苏省", "苏政办发〔2021〕913号", "stated", "carried_out", JIANGSU_TRANSPORT),
            Expected("prefecture", "南通市", "通政办发〔2022〕936号", "stated", "carried_out", NANTONG_TRANSPORT),
            Expected("county", "海安市", "海政办发〔2023〕955号", "stated", "own", HAIAN_TRANSPORT),
        ),
    ),
    # the plan of the province is in no text: whether it carries out the national plan is not known
    "every-task-below-a-province-that-is-not-held": Question(
        {"number": "扶政办发〔2023〕957号"},
        (
            Expected(
                "central",
                "全国",
                "国办发〔2020〕902号",
                "stated",
                "not_known",
                CENTRAL_TRANSPORT,
                ("link_not_known",),
            ),
            Expected(
                "province",
                "陕西省",
                "陕政办发〔2021〕923号",
                "text_not_held",
                "carried_out",
                notes=("text_not_held",),
            ),
            Expected("prefecture", "宝鸡市", "宝政办发〔2022〕942号", "stated", "carried_out", BAOJI_TRANSPORT),
            Expected("county", "扶风县", "扶政办发〔2023〕957号", "stated", "own", FUFENG_TRANSPORT),
        ),
    ),
    "every-task-of-emergency-rescue": Question(
        {"number": "武政办发〔2023〕961号"},
        (
            Expected("central", "全国", "国办发〔2020〕903号", "stated", "carried_out", CENTRAL_EMERGENCY),
            Expected("province", "陕西省", "陕政办发〔2021〕922号", "stated", "carried_out", SHAANXI_EMERGENCY),
            Expected("prefecture", "咸阳市", "咸政办发〔2022〕946号", "stated", "carried_out", XIANYANG_EMERGENCY),
            Expected("county", "武功县", "武政办发〔2023〕961号", "stated", "own", WUGONG_EMERGENCY),
        ),
    ),
}

# every task of a city with plans in two domains: at each tier the plans by the day they took effect, each with its tasks in its order.
# Of transport the city has no plan; those above stand there, not tied to it.
EVERY_TASK_OF_XIANYANG: tuple[tuple[str, str, str, str, tuple[str, ...]], ...] = (
    ("central", "国办发〔2020〕902号", "stated", "not_known", tuple(said.task for said in CENTRAL_TRANSPORT)),
    ("central", "国办发〔2020〕903号", "stated", "carried_out", tuple(said.task for said in CENTRAL_EMERGENCY)),
    (
        "central",
        "国办发〔2021〕901号",
        "stated",
        "carried_out",
        (
            "制定实施国家知识产权战略、规划、政策",
            "全国性知识产权统计调查分析发布",
            "制定实施地方知识产权战略、规划、政策",
            "地方性知识产权统计调查分析发布",
            *(said.task for said in (*CENTRAL_NAVIGATION, *CENTRAL_LOCAL_NAVIGATION)),
            *(said.task for said in (*CENTRAL_PROTECTION, *CENTRAL_LOCAL_PROTECTION)),
            "全国性知识产权公共服务体系建设",
            "地方性知识产权公共服务体系建设",
            "地方性知识产权风险预测预警",
            *(said.task for said in CENTRAL_TALENT),
        ),
    ),
    ("central", "国办发〔2023〕48号", "text_not_held", "not_known", ()),
    ("province", "陕政办发〔2021〕922号", "stated", "carried_out", tuple(said.task for said in SHAANXI_EMERGENCY)),
    (
        "province",
        "陕政办发〔2022〕921号",
        "stated",
        "carried_out",
        (
            "制定实施全省知识产权战略、规划、政策",
            "制定实施市县知识产权战略、规划、政策",
            *(said.task for said in (*SHAANXI_FINANCING, *SHAANXI_NAVIGATION)),
            "全省性知识产权保护体系建设",
            *(said.task for said in SHAANXI_PROTECTION),
            "知识产权人才队伍建设",
            "知识产权宣传教育和普法",
        ),
    ),
    ("province", "陕政办发〔2021〕923号", "text_not_held", "not_known", ()),
    ("prefecture", "咸政办发〔2022〕946号", "stated", "own", tuple(said.task for said in XIANYANG_EMERGENCY)),
    (
        "prefecture",
        "咸政办发〔2022〕945号",
        "stated",
        "own",
        (
            "制定实施全市知识产权战略、规划、政策",
            "制定实施县级知识产权战略、规划、政策",
            "结合本地区产业发展开展专利导航",
            "全市性知识产权保护体系建设",
            "软件正版化工作组织推进",
            *(said.task for said in XIANYANG_PROTECTION),
            "知识产权人才队伍建设",
            "知识产权宣传教育和普法",
        ),
    ),
)
