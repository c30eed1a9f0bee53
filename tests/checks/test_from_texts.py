"""From the words of two plans to the findings between them: read, built, derived, checked. The texts are made up for the tests."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import NamedNode

from shiquan import KnowledgeGraph
from shiquan.building import build
from shiquan.changing import add
from shiquan.questions.checks import COLUMNS
from shiquan.stores.embedded import EmbeddedStore
from shiquan.terms import ID, SQ

PROVINCE = """吉林省人民政府办公厅关于印发吉林省知识产权领域省与市县财政事权和支出责任划分改革方案的通知
吉政办发〔2024〕90号

各市（州）人民政府，省政府各厅委办、各直属机构：
现将《吉林省知识产权领域省与市县财政事权和支出责任划分改革方案》印发给你们，请认真贯彻执行。
吉林省人民政府办公厅
2024年3月1日

吉林省知识产权领域省与市县财政事权和支出责任划分改革方案

为贯彻落实《国务院办公厅关于印发知识产权领域中央与地方财政事权和支出责任划分改革方案的通知》（国办发〔2023〕48号），制定本方案。
一、主要内容
（一）知识产权授权确权
将国内作者或其他著作权人作品的登记，确认为省级财政事权，由省级承担支出责任。
（二）知识产权运用促进
将市县专利导航，确认为市县财政事权，由市县承担支出责任。将推动知识产权质押融资，确认为省与市县共同财政事权，由省与市县按6:4比例分担。
二、实施时间
本方案自印发之日起施行。
"""
CITY = """白山市人民政府办公室关于印发白山市知识产权领域市与县级财政事权和支出责任划分改革实施方案的通知
白山政办发〔2024〕91号

各县（市、区）人民政府，市政府各部门：
现将《白山市知识产权领域市与县级财政事权和支出责任划分改革实施方案》印发给你们，请认真贯彻执行。
白山市人民政府办公室
2024年6月18日

白山市知识产权领域市与县级财政事权和支出责任划分改革实施方案

为贯彻落实《吉林省人民政府办公厅关于印发吉林省知识产权领域省与市县财政事权和支出责任划分改革方案的通知》（吉政办发〔2024〕90号），制定本方案。
一、主要内容
（一）知识产权授权确权
将作品登记，确认为市级财政事权，由市级承担支出责任。
（二）知识产权运用促进
将专利导航，确认为市与县级共同财政事权，由市与县级按5:5比例分担。
二、实施时间
本方案自印发之日起施行。
"""
FINDINGS = [
    (
        *(
            "contradicts-upper",
            "Violation",
            "白山政办发〔2024〕91号",
            "一/(一)",
            "works-registration",
            "吉政办发〔2024〕90号",
        ),
        "“作品登记”：本文件给市级，上级方案给省级，没有一级相同 / Registration of works: this document gives it to prefecture, the plan above "
        "to province; they share no tier",
        "将作品登记，确认为市级财政事权，由市级承担支出责任。",
        "将国内作者或其他著作权人作品的登记，确认为省级财政事权，由省级承担支出责任。",
    ),
    (
        *("not-taken-up", "Warning", "白山政办发〔2024〕91号", None, "pledge-financing", "吉政办发〔2024〕90号"),
        "上级方案把“知识产权质押融资”给了本级，本文件没有提到 / the plan above gives this tier: IP pledge financing; the document does not name it",
        None,
        "将推动知识产权质押融资，确认为省与市县共同财政事权，由省与市县按6:4比例分担。",
    ),
]


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("texts")
    files = (folder / "province.txt", folder / "city.txt")
    for file, text in zip(files, (PROVINCE, CITY), strict=True):
        file.write_text(text, encoding="utf-8")
    return files


@pytest.fixture(scope="module")
def both(texts: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data set of the two."""
    return build(texts, tmp_path_factory.mktemp("both") / "out").folder


def test_the_city_against_its_province(both: Path) -> None:
    """专利导航, which the province leaves to 市县 and the city shares with its counties, is no finding."""
    rows = KnowledgeGraph.open(both).check()
    assert rows.columns == COLUMNS
    assert list(rows) == FINDINGS


def test_without_the_province_there_is_nothing_to_compare_with_until_it_is_added(
    texts: tuple[Path, Path], both: Path, tmp_path: Path
) -> None:
    """What is derived is made anew when a document is put in: the same as from a build of both, byte for byte."""
    province, city = texts
    build([city], tmp_path / "one")
    assert list(KnowledgeGraph.open(tmp_path / "one").check()) == []
    add([province], tmp_path / "one")
    assert list(KnowledgeGraph.open(tmp_path / "one").check()) == FINDINGS
    assert (tmp_path / "one" / "graph.nq").read_bytes() == (both / "graph.nq").read_bytes()


def test_the_city_elaborates_its_province(both: Path) -> None:
    store = EmbeddedStore.open(both)._store
    pairs = sorted(
        (str(quad.subject.value).removeprefix(ID + "doc/"), str(quad.object.value).removeprefix(ID + "doc/"))
        for quad in store.quads_for_pattern(None, NamedNode(SQ + "elaborates"), None, None)
    )
    city, province = "220600/baishanzhengbanfa/2024/91/plan/1", "220000/jizhengbanfa/2024/90/plan/1"
    assert pairs == [(f"{city}/a/1", f"{province}/a/1"), (f"{city}/a/2", f"{province}/a/2")]
