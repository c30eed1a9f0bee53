"""Traces over the hand-made chain (compared whole with the files of `trace/`), and over the five documents."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, parse
from rich.console import Console

from shiquan.building import BuildResult
from shiquan.changing import add
from shiquan.errors import UsageError
from shiquan.questions.instruments import normalised_number
from shiquan.questions.missing import missing
from shiquan.questions.trace import Trace, trace
from shiquan.questions.trace_rendering import as_csv, as_html, as_json, as_mermaid, as_tree
from shiquan.stores.embedded import EmbeddedStore

from .two_engines import HERE, on_oxigraph, on_rdflib, quads

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
    assert {len(row) for row in rows} == {18}
    assert [row[17] for row in rows] == ["kind", "stated", "stated", "", "from_above", "from_above"]


def test_mermaid() -> None:
    """An arrow in full where the plan above is carried out; reasons in the node, rules and statements hung on it."""
    assert as_mermaid(trace(on_oxigraph(), task="作品登记", area="甲省")) == (
        "flowchart TD\n"
        '  h0["中央 全国<br/>国测发〔2020〕1号<br/>stated"]\n'
        '  h0s0("作品登记<br/>power exclusive central; pays —")\n'
        "  h0 --- h0s0\n"
        '  h1["省级 甲省<br/>甲政发〔2023〕5号<br/>silent<br/>全文已收录，未提及该事项；适用其对未列事项的规定（见原文）；废止了甲政发〔2021〕2号（2021-03-01 起施行） / '
        "text held; it does not name the task; its rule for unlisted matters applies (quoted); repeals 甲政发〔2021〕2号 (in force from "
        '2021-03-01)"]\n'
        "  h0 --> h1\n"
        '  h1r0("未列事项 / unlisted matters")\n'
        "  h1 --- h1r0\n"
        '  h1q0>"二 “未列事项另行确定。”"]\n'
        "  h1r0 --- h1q0\n"
        '  h2["省级 甲省<br/>甲政办发〔2022〕9号<br/>text_not_held<br/>未收录全文，不知其如何规定 / text not held: what it says is not known"]\n'
        "  h0 --> h2\n"
    )


def test_tree_shows_brackets_as_they_are() -> None:
    assert _tree(trace(on_oxigraph(), task="作品登记", area="甲省")) == (
        "作品登记 · 甲省（990000）\n"
        "├── 中央 central · 全国  国测发〔2020〕1号  [stated]  link: carried_out\n"
        "│   └── 作品登记：power exclusive central; pays —\n"
        "├── 省级 province · 甲省  甲政发〔2023〕5号  [silent]\n"
        "│   ├── 全文已收录，未提及该事项；适用其对未列事项的规定（见原文）；废止了甲政发〔2021〕2号（2021-03-01 起施行） / text held; it does not "
        "name the task; its rule for unlisted matters applies (quoted); repeals 甲政发〔2021〕2号 (in force from 2021-03-01)\n"
        "│   └── 未列事项 / unlisted matters（二）：未列事项另行确定。\n"
        "└── 省级 province · 甲省  甲政办发〔2022〕9号  [text_not_held]\n"
        "    └── 未收录全文，不知其如何规定 / text not held: what it says is not known\n"
    )


def _tree(found: Trace) -> str:
    console = Console(width=1000, record=True, file=io.StringIO())
    console.print(as_tree(found))
    return console.export_text()


def _in_every_form(found: Trace) -> dict[str, str]:
    """Return the trace in every form, with the escapes of HTML, JSON and Mermaid undone."""
    forms = {"tree": _tree(found), "csv": as_csv(found), "mermaid": as_mermaid(found), "html": as_html(found)}
    forms["mermaid"] = re.sub(r"#(\d+);", lambda code: chr(int(code[1])), forms["mermaid"])
    forms["html"] = unescape(forms["html"])
    forms["csv"] = forms["csv"].replace('""', '"')
    forms["json"] = as_json(found).replace('\\"', '"')
    return forms


def _unsaid(found: Trace, words: list[str]) -> list[tuple[str, str]]:
    return [(form, word) for form, text in _in_every_form(found).items() for word in words if word not in text]


@pytest.mark.parametrize("case", CASES)
def test_every_note_and_quote_is_said_in_every_form(case: str) -> None:
    """A trace told why a tier says nothing in the tree and in JSON, but its picture only said `silent`, and CSV left out the rule."""
    found = trace(on_oxigraph(), **CASES[case])
    words = [words for hop in found.hops for note in hop.notes for words in (note.zh, note.en)]
    words += [rule.quote or "" for hop in found.hops for rule in hop.residual_rules]
    words += [one.quote or "" for hop in found.hops for one in hop.statements]
    words += [
        words for hop in found.hops for one in hop.implied for words in (one.task, one.quote or "", one.number or "")
    ]
    assert _unsaid(found, words) == []


@pytest.mark.parametrize(
    ("asked", "codes"),
    [
        (
            {"task": "作品登记", "area": "990101", "number": "乙政办发〔2024〕7号"},
            [
                [],
                ["silent", "residual_rule", "replaces"],
                ["text_not_held", "link_not_known"],
                ["silent"],
                ["not_implemented"],
            ],
        ),
        (
            {"task": "作品登记", "area": "戊自治州"},
            [
                [],
                ["silent", "residual_rule", "replaces"],
                ["text_not_held"],
                ["not_implemented"],
            ],
        ),
        (
            {"task": "战略", "area": "甲省", "as_of": "2019-01-01"},
            [["not_yet_in_force"], ["not_yet_in_force"] * 3],
        ),
        ({"task": "战略", "number": "甲政发〔2021〕2号"}, [[], ["repealed"]]),
        (
            {"task": "战略", "area": "甲省", "as_of": "2022-06-30"},
            [[], ["replaced_later"], ["text_not_held", "in_force_unknown"]],
        ),
    ],
)
def test_a_hop_without_evidence_says_why(asked: dict[str, str], codes: list[list[str]]) -> None:
    found = trace(on_oxigraph(), **asked)
    assert [[note.code for note in hop.notes] for hop in found.hops] == codes
    assert [hop.status for hop in found.hops if not hop.statements and not hop.notes] == []


def test_where_no_plan_is_known_at_all() -> None:
    """Nothing above that could be carried out: that is said otherwise than where a tier does not carry out what there is."""
    graphs = [f"https://w3id.org/shiquan/id/graph/{name}" for name in ("areas", "ontology")]
    found = trace(
        EmbeddedStore.from_quads(quad for quad in quads() if getattr(quad.graph_name, "value", "") in graphs),
        task="战略",
        area="乙市",
    )
    assert [(hop.status, [(note.code, note.zh, note.en) for note in hop.notes]) for hop in found.hops] == [
        ("no_plan", [("no_plan", f"没有{name}的划分方案可查", f"no division plan of {name} is known")])
        for name in ("全国", "甲省", "乙市")
    ]


# ---------------------------------------------------------------- more than the hand-made chain has

MORE = """
@prefix sq: <https://w3id.org/shiquan/ontology#> .
@prefix eli: <http://data.europa.eu/eli/ontology#> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix tier: <https://w3id.org/shiquan/id/tier/> .
@prefix area: <https://w3id.org/shiquan/id/area/> .
@prefix doc: <https://w3id.org/shiquan/id/doc/> .
@prefix ip: <https://w3id.org/shiquan/id/concept/intellectual-property/> .
@base <https://w3id.org/shiquan/id/doc/990101/bing/2025/> .
# a township of 丙县
area:990101100 a sq:AdministrativeArea ; sq:areaCode "990101100" ; skos:prefLabel "己镇"@zh ; sq:ofTier tier:township ; sq:withinArea area:990101 .
# a plan of 丙县 that carries out the city's, gives the township its enforcement, and leaves out what city and province have
<1> a sq:Notice ; eli:id_local "丙政发〔2025〕1号" ; eli:title "丙县通知" ; sq:ofArea area:990101 ; sq:ofTier tier:county ; eli:has_part <1/plan/1> ;
  sq:cleanedText <1/text> .
<1/plan/1> a sq:DivisionPlan ; sq:order 1 ; sq:ofArea area:990101 ; sq:domain <https://w3id.org/shiquan/id/domain/intellectual-property> ;
  eli:ensures_implementation_of <https://w3id.org/shiquan/id/doc/990100/yizhengbanfa/2024/7> .
<1/plan/1/a/1> a sq:Assignment ; sq:order 1 ; sq:inDocument <1/plan/1> ; sq:task <1/plan/1/a/1/task/1> ; sq:power <1/plan/1/a/1/power> ;
  sq:evidence <1/plan/1/a/1/evidence> .
<1/plan/1/a/1/task/1> a sq:Task ; sq:order 1 ; sq:text "未列入省、市级财政事权的执法" ; sq:concept ip:enforcement ; sq:excludes tier:province , tier:prefecture .
<1/plan/1/a/1/power> sq:mode sq:exclusive ; sq:heldBy tier:township .
<1/plan/1/a/1/evidence> oa:hasSelector <1/plan/1/a/1/evidence/quote> .
<1/plan/1/a/1/evidence/quote> oa:exact "将未列入省、市级财政事权的执法，确认为乡级财政事权。" .
# a held plan of the centre repeals the national plan, without a day
<https://w3id.org/shiquan/id/doc/100000/guocefa/2025/9> a sq:Notice ; eli:id_local "国测发〔2025〕9号" ; eli:title "新国家通知" ; sq:ofArea area:100000 ;
  sq:ofTier tier:central ; sq:cleanedText <2/text> ; eli:has_part <https://w3id.org/shiquan/id/doc/100000/guocefa/2025/9/plan/1> .
<https://w3id.org/shiquan/id/doc/100000/guocefa/2025/9/plan/1> a sq:DivisionPlan ; sq:order 1 ; sq:ofArea area:100000 ;
  eli:repeals <https://w3id.org/shiquan/id/doc/100000/guocefa/2020/1/plan/1> .
# a central plan of another domain, and a city's task that leaves out what the centre has
<https://w3id.org/shiquan/id/doc/100000/guocefa/2022/4> a sq:Notice ; eli:id_local "国测发〔2022〕4号" ; sq:ofArea area:100000 ; sq:ofTier tier:central ;
  eli:has_part <https://w3id.org/shiquan/id/doc/100000/guocefa/2022/4/plan/1> .
<https://w3id.org/shiquan/id/doc/100000/guocefa/2022/4/plan/1> a sq:DivisionPlan ; sq:order 1 ; sq:ofArea area:100000 ;
  sq:domain <https://w3id.org/shiquan/id/domain/science-and-technology> .
<https://w3id.org/shiquan/id/doc/990200/dingzhengbanfa/2024/3/plan/1/a/1/task/1> sq:excludes tier:central .
"""


@pytest.fixture(scope="module")
def more() -> EmbeddedStore:
    graph = NamedNode("https://w3id.org/shiquan/id/graph/990101/bing/2025/1")
    added = [Quad(one.subject, one.predicate, one.object, graph) for one in parse(MORE, RdfFormat.TURTLE)]
    return EmbeddedStore.from_quads([*quads(), *added])


@pytest.mark.parametrize("place", ["己镇", "990101100", "甲省乙市丙县己镇"])
def test_down_to_a_township(place: str, more: EmbeddedStore) -> None:
    found = trace(more, task="enforcement", area=place, as_of="2025-06-30")
    assert [(hop.tier, hop.instrument and hop.instrument.number, hop.status, hop.link) for hop in found.hops] == [
        ("central", "国测发〔2020〕1号", "stated", "carried_out"),
        ("central", "国测发〔2025〕9号", "silent", "not_known"),
        ("province", "甲政发〔2023〕5号", "stated", "carried_out"),
        ("province", "甲政办发〔2022〕9号", "text_not_held", "not_known"),
        ("prefecture", "乙政办发〔2024〕7号", "silent", "carried_out"),
        ("county", "丙政发〔2025〕1号", "stated", "within_area"),
        ("township", None, "no_plan", None),
    ]
    (given,) = found.hops[-1].from_above
    assert (given.number, [one.task for one in given.statements]) == (
        "丙政发〔2025〕1号",
        ["未列入省、市级财政事权的执法"],
    )


def test_what_a_county_implies_stands_at_the_plans_that_it_carries_out(more: EmbeddedStore) -> None:
    """Said of the province's plan in the county's own chain, not of the other plan of that province; and not of the centre."""
    found = trace(more, task="enforcement", area="990101")
    implied = {hop.instrument.number: hop.implied for hop in found.hops if hop.instrument is not None and hop.implied}
    assert list(implied) == ["甲政发〔2023〕5号", "乙政办发〔2024〕7号"]
    assert {(one.number, one.task, one.quote) for told in implied.values() for one in told} == {
        ("丙政发〔2025〕1号", "未列入省、市级财政事权的执法", "将未列入省、市级财政事权的执法，确认为乡级财政事权。")
    }
    assert trace(more, task="专利导航", area="990101").hops[1].implied == ()


def test_what_is_implied_stays_in_its_domain(more: EmbeddedStore) -> None:
    """Asked for every task, a trace said of the central science plan what a city's plan on intellectual property implies."""
    hops = trace(more, area="丁市", as_of="2024-06-30").hops
    assert [(hop.instrument and hop.instrument.number, [one.number for one in hop.implied]) for hop in hops[:2]] == [
        ("国测发〔2020〕1号", ["甲政发〔2023〕5号", "丁政办发〔2024〕3号"]),
        ("国测发〔2022〕4号", []),
    ]


def test_a_repeal_without_a_day(more: EmbeddedStore) -> None:
    """Without a day asked for, the repeal counts; on a day it cannot be told, and that is said. The plan's IRI stands for its notice."""
    asked = {"task": "战略", "area": "100000"}
    assert [hop.instrument and hop.instrument.number for hop in trace(more, **asked).hops] == ["国测发〔2025〕9号"]
    old, new = trace(more, **asked, as_of="2025-06-30").hops
    assert [note.code for note in old.notes] == ["repeal_day_unknown"]
    assert [(one.number, one.title, one.in_force) for one in old.replaced_by] == [
        ("国测发〔2025〕9号", "新国家通知", None)
    ]
    assert [one.number for one in new.replaces] == ["国测发〔2020〕1号"]
    (named,) = trace(more, task="战略", number="国测发〔2020〕1号").hops
    assert [note.zh for note in named.notes] == ["已被国测发〔2025〕9号废止"]


# ---------------------------------------------------------------- the five documents, and a text that was missing

MEDIATION = "将县级知识产权保护体系建设,"


def test_what_a_city_implies_is_apart_from_what_is_stated(five: BuildResult) -> None:
    found = trace(EmbeddedStore.open(five.folder), task="administrative-mediation", area="临汾市")
    answer = json.loads(as_json(found))
    task = "未列入中央、省级及市级财政事权的知识产权侵权纠纷的行政裁决和行政调解"
    assert [
        (hop["tier"], hop["status"], len(hop["assignments"]), [(one["number"], one["task"]) for one in hop["implied"]])
        for hop in answer["hops"]
    ] == [
        ("central", "text_not_held", 0, [("临政办发〔2024〕39号", task)]),
        ("province", "text_not_held", 0, [("临政办发〔2024〕39号", task)]),
        ("prefecture", "stated", 2, []),
    ]
    assert all(one["quote"].startswith(MEDIATION) for hop in answer["hops"] for one in hop["implied"])
    rows = list(csv.DictReader(io.StringIO(as_csv(found), newline="")))
    assert [(row["tier"], row["source"], row["task"], row["power_mode"], row["kind"]) for row in rows] == [
        ("central", "临政办发〔2024〕39号", task, "", "implied"),
        ("province", "临政办发〔2024〕39号", task, "", "implied"),
        ("prefecture", "own", "市级有重大影响的知识产权侵权纠纷的行政裁决和行政调解", "exclusive", "stated"),
        ("prefecture", "own", task, "exclusive", "stated"),
    ]
    assert _unsaid(found, [task, *(hop.implied[0].quote or "" for hop in found.hops[:2])]) == []
    said = "implied by 临政办发〔2024〕39号: this tier's list has such tasks; not stated here"
    forms = _in_every_form(found)
    assert [form for form in ("tree", "mermaid", "html") if forms[form].count(said) != 2] == []


def test_a_missing_text_once_added_completes_the_chain(five: BuildResult, root: Path, tmp_path: Path) -> None:
    """The provincial plan was authored for this test: see the README beside it."""
    held = tmp_path / "held"
    shutil.copytree(five.folder, held)
    asked = {"task": "知识产权保护体系建设", "area": "尧都区"}
    before = trace(EmbeddedStore.open(held), **asked)
    assert [hop.status for hop in before.hops] == ["text_not_held", "text_not_held", "stated", "no_plan"]
    assert "晋政办发〔2024〕23号" in [row["number"] for row in missing(EmbeddedStore.open(held)).records()]

    add([HERE / "trace" / "authored-shanxi-ip.txt"], held)

    after = trace(EmbeddedStore.open(held), **asked)
    assert [(hop.instrument and hop.instrument.number, hop.status, hop.link) for hop in after.hops] == [
        ("国办发〔2023〕48号", "text_not_held", "carried_out"),
        ("晋政办发〔2024〕23号", "stated", "carried_out"),
        ("临政办发〔2024〕39号", "stated", "within_area"),
        (None, "no_plan", None),
    ]
    assert [(one.task, one.power_tiers, one.expenditure_tiers, one.section) for one in after.hops[1].statements] == [
        ("全省性知识产权保护体系建设", ("province",), ("province",), "二/(二)"),
        ("市县知识产权保护体系建设", ("prefecture", "county"), ("prefecture", "county"), "二/(二)"),
    ]
    assert after.hops[2:] == before.hops[2:]
    assert "晋政办发〔2024〕23号" not in [row["number"] for row in missing(EmbeddedStore.open(held)).records()]
    mediation = trace(EmbeddedStore.open(held), task="administrative-mediation", area="临汾市")
    assert [[one.number for one in hop.implied] for hop in mediation.hops] == [
        ["晋政办发〔2024〕23号", "晋政办发〔2024〕23号", "临政办发〔2024〕39号"],
        ["临政办发〔2024〕39号"],
        [],
    ]


def test_notebook_shows_a_table() -> None:
    found = trace(on_oxigraph(), task="作品登记", area="甲省")
    assert found._repr_html_() == as_html(found)
    assert as_html(found).startswith("<table><caption>作品登记 · 甲省（990000）</caption>")
    assert as_html(found).count("<tr>") == 5
