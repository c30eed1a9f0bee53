"""Cutting lists of tasks by heads and modifiers: the examples of the guidelines, and one for each rule."""

from __future__ import annotations

import pytest

from shiquan.lexicon import Lexicon
from shiquan.model import Tier
from shiquan.parsing.grammar import Grammar
from shiquan.parsing.task_lists import TaskReader
from shiquan.reading.folding import fold

CUTS = [
    ("a comma separates", "公路建设，桥梁检测", ["公路建设", "桥梁检测"]),
    (
        "each with its own head and object",
        "出版外国图书合同登记、复制境外音像制品委托合同登记",
        ["出版外国图书合同登记", "复制境外音像制品委托合同登记"],
    ),
    ("one object list", "全市知识产权战略、规划、政策", ["全市知识产权战略、规划、政策"]),
    (
        "one modifier",
        "市知识产权执法司法、快速协同保护、维权援助、地理标志保护",
        ["市知识产权执法司法、快速协同保护、维权援助、地理标志保护"],
    ),
    ("one head", "信息化、智能化基础设施建设", ["信息化、智能化基础设施建设"]),
    ("one head of many", "噪声、光、恶臭、电磁辐射污染防治", ["噪声、光、恶臭、电磁辐射污染防治"]),
    ("以及", "化学品污染防治以及其他地方性大气污染防治", ["化学品污染防治", "其他地方性大气污染防治"]),
    (
        "和 never separates",
        "知识产权转移转化促进和知识产权交易运营监督管理",
        ["知识产权转移转化促进和知识产权交易运营监督管理"],
    ),
    (
        "examples before 等",
        "坡耕地改造、侵蚀沟治理等小型水土保持工程的日常管护",
        ["坡耕地改造、侵蚀沟治理等小型水土保持工程的日常管护"],
    ),
    (
        "a shared noun before 的",
        "水利战略规划、流域综合规划、调水规划的编制和评估",
        ["水利战略规划、流域综合规划、调水规划的编制和评估"],
    ),
    (
        # 恶臭 has no head: it was asked to stand alone, and the list stayed whole
        "two objects that share their own head",
        "黑臭水体治理、恶臭和油烟污染防治",
        ["黑臭水体治理", "恶臭和油烟污染防治"],
    ),
    # the 及 of 普及 was taken for one that joins
    ("及 within a word", "科普教育基地建设以及科学普及知识宣传", ["科普教育基地建设", "科学普及知识宣传"]),
    ("heads that share their object", "公路信息采集、加工和发布", ["公路信息采集、加工和发布"]),
    ("a carve-out is one task", "未列入中央、省级财政事权的行政裁决", ["未列入中央、省级财政事权的行政裁决"]),
    ("a tier list is not cut", "推动信息在市、县区的传播利用", ["推动信息在市、县区的传播利用"]),
    ("等事项 goes", "公路建设，桥梁检测等事项", ["公路建设", "桥梁检测"]),
    ("numbered items", "(1)公路建设；(2)桥梁检测。", ["公路建设", "桥梁检测"]),
    (
        "brackets hide their separators",
        "公共文化设施（图书馆、文化馆）免费开放",
        ["公共文化设施（图书馆、文化馆）免费开放"],
    ),
]


@pytest.fixture(scope="module")
def reader(lexicon: Lexicon) -> TaskReader:
    return TaskReader(Grammar(lexicon, "prefecture"))


@pytest.mark.parametrize(("words", "tasks"), [case[1:] for case in CUTS], ids=[case[0] for case in CUTS])
def test_cuts(words: str, tasks: list[str], reader: TaskReader) -> None:
    assert [task.text for task in reader.read(words, fold(words), 0, len(words))] == tasks


SCOPES = [
    ("全市性公路建设", "prefecture", (Tier.PREFECTURE,)),
    ("县级公路建设", "prefecture", (Tier.COUNTY,)),
    ("市、县区专利导航", "prefecture", (Tier.PREFECTURE, Tier.COUNTY)),
    ("开展市、县区专利导航", "prefecture", (Tier.PREFECTURE, Tier.COUNTY)),
    ("市涉外纠纷应对机制建设", "prefecture", (Tier.PREFECTURE,)),
    ("地方性知识产权转移转化促进", "prefecture", (Tier.PREFECTURE, Tier.COUNTY)),
    ("地方性公路建设", "central", (Tier.PROVINCE, Tier.PREFECTURE, Tier.COUNTY)),
    ("研究制定地方性法规、地方政府规章", "province", ()),
    ("普通国省道养护", "prefecture", ()),
    ("农村公路养护", "prefecture", ()),
    ("城市防洪工程建设", "prefecture", ()),
    ("地方病防治", "prefecture", ()),
    ("本地区软件正版化推进", "prefecture", ()),
    ("全区性统计调查", "autonomous-region", (Tier.PROVINCE,)),
    ("全区性统计调查", "county", (Tier.COUNTY,)),
    ("市级统计调查", "municipality", (Tier.PROVINCE,)),
    ("市级统计调查", "county-city", (Tier.COUNTY,)),
    ("乡镇卫生院建设", "county", (Tier.TOWNSHIP,)),
    ("市级层面与外国地方政府和地方组织开展合作", "prefecture", (Tier.PREFECTURE,)),
    ("旗县市规划编制", "prefecture", (Tier.COUNTY,)),
    ("未列入中央、自治区、市财政事权的行政调解", "prefecture", ()),
]


@pytest.mark.parametrize(
    ("words", "context", "scope"), SCOPES, ids=[f"{words} ({context})" for words, context, _ in SCOPES]
)
def test_scopes(words: str, context: str, scope: tuple[Tier, ...], lexicon: Lexicon) -> None:
    (task,) = TaskReader(Grammar(lexicon, context)).read(words, fold(words), 0, len(words))
    assert task.scope == scope


def test_exclusions(reader: TaskReader) -> None:
    words = "未列入中央、省级及市级财政事权的知识产权侵权纠纷的行政裁决和行政调解"
    (task,) = reader.read(words, fold(words), 0, len(words))
    assert task.excludes == (Tier.CENTRAL, Tier.PROVINCE, Tier.PREFECTURE)
