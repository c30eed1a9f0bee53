"""Traces over the hand-made chain (compared whole with the files of `trace/`), and over the five documents."""

from __future__ import annotations

import csv
import io
import json
from datetime import date

import pytest
from rich.console import Console

from shiquan.building import BuildResult
from shiquan.errors import UsageError
from shiquan.questions.instruments import normalised_number
from shiquan.questions.trace import trace
from shiquan.questions.trace_rendering import as_csv, as_html, as_json, as_mermaid, as_tree
from shiquan.stores.embedded import EmbeddedStore

from .two_engines import HERE, on_oxigraph, on_rdflib

CASES: dict[str, dict[str, str]] = {
    "county-below-a-city-plan": {"task": "知识产权保护体系建设", "area": "990101"},
    "county-below-a-silent-city-plan": {"task": "enforcement", "area": "丁市丙县"},
    "province-plan-only-cited": {"task": "知识产权保护体系建设", "area": "丁市"},
    "silent-with-residual-rule": {"task": "作品登记", "area": "甲省"},
    "as-of-before-the-new-plan": {"task": "战略", "area": "乙", "as_of": "2022-05-01"},
    "as-of-before-any-local-plan": {"task": "战略", "area": "乙市", "as_of": "2020-06-01"},
    "number-of-a-repealed-plan": {"number": "甲政发 [2021] 2 号"},
    "number-of-a-work-plan": {"number": "乙政发〔2024〕8号", "task": "专利导航"},
    "number-that-is-only-cited": {"number": "甲政办发〔2022〕9号", "area": "甲省", "task": "人才"},
    "every-task": {"area": "乙市"},
}


@pytest.mark.parametrize("case", CASES)
def test_the_whole_trace(case: str) -> None:
    expected = (HERE / "trace" / f"{case}.json").read_text(encoding="utf-8")
    assert as_json(trace(on_oxigraph(), **CASES[case])) == expected


@pytest.mark.parametrize("case", CASES)
def test_the_queries_of_the_trace_say_the_same_on_rdflib(case: str) -> None:
    assert as_json(trace(on_rdflib(), **CASES[case])) == as_json(trace(on_oxigraph(), **CASES[case]))


def test_shape_of_the_json() -> None:
    found = json.loads(as_json(trace(on_oxigraph(), task="知识产权保护体系建设", area="乙市")))
    assert found["concept"] == "protection-system"
    assert found["area"] == {"code": "990100", "name": "乙市"}
    assert [(hop["tier"], hop["number"], hop["status"]) for hop in found["hops"]] == [
        ("central", "国测发〔2020〕1号", "stated"),
        ("province", "甲政发〔2023〕5号", "silent"),
        ("province", "甲政办发〔2022〕9号", "text_not_held"),
        ("prefecture", "乙政办发〔2024〕7号", "stated"),
    ]
    assert found["hops"][3]["assignments"] == [
        {
            "assignment": "https://w3id.org/shiquan/id/doc/990100/yizhengbanfa/2024/7/plan/1/a/1",
            "task": "保护体系建设",
            "power_mode": "joint",
            "power_tiers": ["prefecture", "county"],
            "expenditure_mode": "shared",
            "expenditure_tiers": ["prefecture", "county"],
            "section": "一",
            "quote": "保护体系建设为市、县共同财政事权，由市、县共同承担。其中，第一档按62.5∶37.5，市办的由市承担。",
            "cases": [
                {
                    "condition": "第一档",
                    "power_tiers": [],
                    "expenditure_mode": "by_ratio",
                    "expenditure_tiers": ["prefecture", "county"],
                },
                {
                    "condition": "市办的",
                    "power_tiers": ["prefecture"],
                    "expenditure_mode": "sole",
                    "expenditure_tiers": ["prefecture"],
                },
            ],
        }
    ]


def _hops(store: EmbeddedStore, **asked: str) -> list[tuple[str, str | None, str, str | None]]:
    found = trace(store, **asked)
    return [(hop.tier, hop.instrument and hop.instrument.number, hop.status, hop.link) for hop in found.hops]


@pytest.mark.parametrize(
    ("asked", "hops"),
    [
        (
            {"task": "知识产权保护体系建设", "area": "临汾市"},
            [
                ("central", "国办发〔2023〕48号", "text_not_held", "carried_out"),
                ("province", "晋政办发〔2024〕23号", "text_not_held", "carried_out"),
                ("prefecture", "临政办发〔2024〕39号", "stated", "own"),
            ],
        ),
        (
            {"task": "知识产权保护体系建设", "area": "尧都"},
            [
                ("central", "国办发〔2023〕48号", "text_not_held", "carried_out"),
                ("province", "晋政办发〔2024〕23号", "text_not_held", "carried_out"),
                ("prefecture", "临政办发〔2024〕39号", "stated", "within_area"),
                ("county", None, "no_plan", None),
            ],
        ),
        (
            {"task": "作品登记", "number": "本政办发〔2025〕9号"},
            [
                ("central", "国办发〔2023〕48号", "text_not_held", "not_known"),
                ("province", "辽政办发〔2024〕9号", "text_not_held", "carried_out"),
                ("prefecture", "本政办发〔2025〕9号", "silent", "own"),
            ],
        ),
        (
            {"task": "专利导航", "area": "运城市"},
            [
                ("central", "国办发〔2023〕48号", "text_not_held", "not_known"),
                ("province", "晋政办发〔2024〕23号", "text_not_held", "within_area"),
                ("prefecture", None, "no_plan", None),
            ],
        ),
        (
            {"task": "专利导航", "area": "钦州", "as_of": "2024-06-30"},
            [
                ("central", "国办发〔2023〕48号", "text_not_held", "within_area"),
                ("province", None, "no_plan", None),
                ("prefecture", None, "no_plan", None),
            ],
        ),
    ],
)
def test_the_five_documents(
    five: BuildResult, asked: dict[str, str], hops: list[tuple[str, str | None, str, str | None]]
) -> None:
    assert _hops(EmbeddedStore.open(five.folder), **asked) == hops


def test_what_the_city_gives_a_county(five: BuildResult) -> None:
    county = trace(EmbeddedStore.open(five.folder), task="知识产权保护体系建设", area="141002").hops[-1]
    assert [(given.number, [one.task for one in given.statements]) for given in county.from_above] == [
        ("临政办发〔2024〕39号", ["县级知识产权保护体系建设"])
    ]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"task": "战略"}, ["--area", "甲省（990000）"]),
        ({}, ["--area", "--number"]),
        ({"task": "战略", "area": "丙县"}, ["990101 甲省乙市丙县", "990201 甲省丁市丙县"]),
        ({"task": "战略", "area": "乙城市"}, ["乙市"]),
        ({"task": "战略", "area": "乙地区"}, ["乙地区"]),
        ({"task": "战略", "area": ""}, ["“”"]),
        ({"task": "专利导行", "area": "乙市"}, ["专利导航"]),
        ({"task": "知识产权", "area": "乙市"}, ["protection-system", "IP protection system"]),
        ({"task": " ", "area": "乙市"}, ["不能为空"]),
        ({"number": "乙政办发〔2024〕8号"}, ["乙政办发〔2024〕7号"]),
        ({"number": "丁政办发〔2024〕3号", "area": "乙市"}, ["乙市"]),
        ({"task": "战略", "area": "乙市", "as_of": "2024年"}, ["2025-01-31"]),
    ],
)
def test_what_is_wrong_is_told(asked: dict[str, str], told: list[str]) -> None:
    with pytest.raises(UsageError) as caught:
        trace(on_oxigraph(), **asked)
    assert [words for words in told if words not in str(caught.value)] == []


def test_words_that_are_sparql_stay_words() -> None:
    """A task, a place and a number are bound as terms: what looks like a query is looked up as it stands."""
    for words in ('" ) } SELECT * WHERE { ?s ?p ?o', '战略"@zh . } #', "\\u0022", "?_words"):
        with pytest.raises(UsageError):
            trace(on_oxigraph(), task=words, area="乙市")
        with pytest.raises(UsageError):
            trace(on_oxigraph(), area=words)
        with pytest.raises(UsageError):
            trace(on_oxigraph(), number=words)


def test_a_date_may_be_given_as_a_date() -> None:
    asked = {"task": "战略", "area": "乙市"}
    assert trace(on_oxigraph(), **asked, as_of=date(2022, 5, 1)) == trace(on_oxigraph(), **asked, as_of="2022-05-01")


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("临政办发[2024]39号", "临政办发〔2024〕39号"),
        ("临政办发（2024） 39 号", "临政办发〔2024〕39号"),
        ("临政办发﹝2024﹞第039号", "临政办发〔2024〕39号"),
        ("临政办发〔2024〕39", "临政办发〔2024〕39号"),
    ],
)
def test_numbers_as_people_write_them(written: str, number: str) -> None:
    assert normalised_number(written) == number


def test_csv_has_a_row_for_each_hop_and_assignment() -> None:
    rows = list(csv.reader(io.StringIO(as_csv(trace(on_oxigraph(), task="enforcement", area="丁市丙县")), newline="")))
    quote = "将专利导航，执法确认为市、县财政事权，由市、县分别承担支出责任。"
    assert [[*row[:8], row[9], row[15]] for row in rows] == [
        ["tier", "area_code", "area", "number", "title", "status", "link", "source", "task", "quote"],
        [
            *(
                "central",
                "100000",
                "全国",
                "国测发〔2020〕1号",
                "关于印发国家划分方案的通知",
                "stated",
                "carried_out",
                "own",
            ),
            *("保护体系建设", "保护体系建设为中央与地方共同财政事权，中央与省按6:4分担。"),
        ],
        [
            *(
                "province",
                "990000",
                "甲省",
                "甲政发〔2023〕5号",
                "甲省关于印发新划分方案的通知",
                "stated",
                "not_known",
                "own",
            ),
            *("执法", quote),
        ],
        [
            *("province", "990000", "甲省", "甲政办发〔2022〕9号"),
            *("甲省知识产权领域省与市财政事权和支出责任划分改革方案", "text_not_held", "carried_out", "", "", ""),
        ],
        [
            *(
                "prefecture",
                "990200",
                "丁市",
                "丁政办发〔2024〕3号",
                "丁市关于印发划分方案的通知",
                "silent",
                "within_area",
            ),
            *("甲政发〔2023〕5号", "执法", quote),
        ],
        ["county", "990201", "丙县", "", "", "no_plan", "", "甲政发〔2023〕5号", "执法", quote],
    ]
    assert {len(row) for row in rows} == {17}


def test_mermaid() -> None:
    assert as_mermaid(trace(on_oxigraph(), task="作品登记", area="甲省")) == (
        "flowchart TD\n"
        '  h0["中央 全国<br/>国测发〔2020〕1号<br/>stated"]\n'
        '  h0s0("作品登记<br/>power exclusive central; pays —")\n'
        "  h0 --- h0s0\n"
        '  h1["省级 甲省<br/>甲政发〔2023〕5号<br/>silent"]\n'
        "  h0 --> h1\n"
        '  h2["省级 甲省<br/>甲政办发〔2022〕9号<br/>text_not_held"]\n'
        "  h0 --> h2\n"
    )


def test_tree_shows_brackets_as_they_are() -> None:
    console = Console(width=200, record=True, file=io.StringIO())
    console.print(as_tree(trace(on_oxigraph(), task="作品登记", area="甲省")))
    assert console.export_text() == (
        "作品登记 · 甲省（990000）\n"
        "├── 中央 central · 全国  国测发〔2020〕1号  [stated]  link: carried_out\n"
        "│   └── 作品登记：power exclusive central; pays —\n"
        "├── 省级 province · 甲省  甲政发〔2023〕5号  [silent]\n"
        "│   ├── 全文已收录，未提及该事项；未列事项另有规定，见 residual_rules / text held; it does not name the task; it has a "
        "rule for unlisted matters, see residual_rules\n"
        "│   └── 未列事项 / unlisted matters（二）：未列事项另行确定。\n"
        "└── 省级 province · 甲省  甲政办发〔2022〕9号  [text_not_held]\n"
        "    └── 未收录全文，不知其如何规定 / text not held: what it says is not known\n"
    )


def test_notebook_shows_a_table() -> None:
    found = trace(on_oxigraph(), task="作品登记", area="甲省")
    assert found._repr_html_() == as_html(found)
    assert as_html(found).startswith("<table><caption>作品登记 · 甲省（990000）</caption>")
    assert as_html(found).count("<tr>") == 4
