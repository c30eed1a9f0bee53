"""The four pictures by what they contain: every cell, node, band and plan with its words, nothing outside the edges."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from shiquan.building import BuildResult
from shiquan.comparison.arrangement import Basis
from shiquan.comparison.diffusion import diffusion
from shiquan.comparison.flow import flow
from shiquan.comparison.matrix import compare
from shiquan.pictures.chain_picture import chain_picture
from shiquan.pictures.drawing import Drawing
from shiquan.pictures.flow_picture import flow_picture
from shiquan.pictures.matrix_picture import matrix_picture
from shiquan.pictures.timeline_picture import timeline_picture
from shiquan.questions.trace import trace
from shiquan.stores.embedded import EmbeddedStore

from ..questions.two_engines import on_oxigraph

Texts = Callable[[Drawing], list[str]]
Titles = Callable[[Drawing, str], list[str]]
Inside = Callable[[Drawing], bool]

ALL_FIVE = ("临汾市", "钦州市", "本溪市", "内蒙古自治区", "运城市")


def test_matrix(five_store: EmbeddedStore, texts: Texts, inside: Inside) -> None:
    """All words: heading, key, one line for each concept under its area of work, foot with marks, notes and sources."""
    places = ("临汾市", "钦州市", "本溪市", "运城市")
    drawing = matrix_picture(compare(five_store, places, concepts=["作品登记", "侵权纠纷行政裁决"]))
    assert inside(drawing)
    assert texts(drawing) == [
        "知识产权领域财政事权与支出责任：临汾市、钦州市、本溪市、运城市比较",
        "上行：财政事权由谁持有（权）；下行：支出责任由谁承担（支）。 Upper row: who holds the power; lower row: who bears the expenditure.",
        *("市", "市级 prefecture", "县", "县级 county"),
        *("事项", "task", "临汾市", "临政办发〔2024〕39号", "钦州市", "钦政办〔2025〕15号"),
        *("本溪市", "本政办发〔2025〕9号", "运城市", "无方案可查", "比较", "agreement"),
        "知识产权授权确权  Grant and confirmation of rights",
        *("作品登记", "权", "市", "支", "市", "权", "市", "县", "共同‡", "支", "市", "县", "分别承担"),
        *("未提及*", "无方案可查", "不同"),
        "知识产权保护  Protection",
        *("侵权纠纷行政裁决", "权", "市", "县", "各自†", "支", "市", "县", "各自", "权", "市", "†", "支", "市"),
        *("权", "市", "县", "共同†‡", "支", "市", "县", "分别承担", "无方案可查", "不同"),
        "比较 / agreement：不同 differ 2",
        "† 含“未列入上级财政事权”的部分 part of a carve-out；‡ 另分情形 split by cases；+ 另有补助或转移支付 another tier pays a part；未提及* 方案另有未列事项的规定 the plan has a rule for unlisted",
        "matters；粗框：与多数不同的一地 heavy frame: the odd one out",
        "合称：以一个词（如市县）赋予几级 given to several tiers by one word；各自：各级各自的事权 each its own",
        "运城市：没有运城市的划分方案可查 / no division plan of 运城市 is known",
        "资料来源 / sources：临汾市 临政办发〔2024〕39号；钦州市 钦政办〔2025〕15号；本溪市 本政办发〔2025〕9号；运城市 无方案可查",
    ]


def test_cells_of_the_matrix_are_titled_with_the_quotes(five_store: EmbeddedStore, titles: Titles) -> None:
    drawing = matrix_picture(compare(five_store, ALL_FIVE, concepts=["人才队伍建设", "著作权许可和转让备案"]))
    cells = titles(drawing, "cell")
    assert cells[:5] == [
        "临汾市 著作权许可和转让备案：有规定；权 市级、县级·共同；支 市级、县级·分别承担。“将著作权许可和转让备案，确认为市、县共同财政事权，由市、县分别承担支出责任。其中，市级著作权管理部门办理的备案，由市级承担支出责任；县级著作权管理部门办理的备案，由县级承担支出责任。”（临政办发〔2024〕39号 二/(三)）",
        "钦州市 著作权许可和转让备案：有规定；权 市级、县级·共同；支 市级、县级·分别承担。“将地方著作权管理部门办理的著作权许可和转让备案，确认为市与县区共同财政事权，由市与县区分别承担支出责任。由市著作权管理部门办理的备案，由市承担支出责任；由县区著作权管理部门办理的备案，由县区承担支出责任。”（钦政办〔2025〕15号 二/(三)）",
        "本溪市 著作权许可和转让备案：未提及",
        cells[3],
        "运城市 著作权许可和转让备案：无方案可查",
    ]
    assert cells[3].startswith(
        "内蒙古自治区 著作权许可和转让备案：有规定；权 省级、市级·各自；支 省级、市级·各自；与多数不同。“"
    )
    assert len(titles(drawing, "stated")) == 7


def test_the_odd_one_out_has_a_frame_and_a_word(five_store: EmbeddedStore, texts: Texts) -> None:
    by_name = matrix_picture(compare(five_store, ALL_FIVE, concepts=["人才队伍建设"]))
    relative = matrix_picture(compare(five_store, ALL_FIVE, concepts=["人才队伍建设"], basis=Basis.RELATIVE))
    assert (texts(by_name).count("异"), texts(relative).count("异")) == (1, 0)
    assert "比较时以本级、上级、下级相对应 / compared by own tier, tier above and tier below" in texts(relative)
    assert by_name.svg().count(b'stroke="#8B1A1A"') == 1


def test_chain(five_store: EmbeddedStore, texts: Texts, titles: Titles, inside: Inside) -> None:
    drawing = chain_picture(trace(five_store, task="著作权许可和转让备案", area="临汾市"))
    assert inside(drawing)
    assert titles(drawing, "node") == [
        "全国 国办发〔2023〕48号：全文未收录",
        "山西省 晋政办发〔2024〕23号：全文未收录",
        "临汾市 临政办发〔2024〕39号：有规定",
    ]
    quote = "将著作权许可和转让备案,确认为市、县共同财政事权,由市、县分别承担支出责任。其中,市级著作权管理部门办理的备案,由市级承担支出责任;县级著作权管理部门办理的备案,由县级承担支出责任。"
    (statement,) = titles(drawing, "statement")
    assert statement.translate(str.maketrans("，；", ",;")) == f"著作权许可和转让备案：“{quote}”（二/(三)）"
    words = texts(drawing)
    assert words[0] == "著作权许可和转让备案：从国家到临汾市"
    assert words.count("贯彻落实 carried out") == 2
    assert words[-1] == "资料来源 / sources：国办发〔2023〕48号、晋政办发〔2024〕23号、临政办发〔2024〕39号"
    assert "共同  ‡" not in words and "分别承担  ‡" in words


def test_chain_below_a_city_plan_and_without_a_task(texts: Texts, titles: Titles, inside: Inside) -> None:
    """A county without a plan shows what the city's plan gives it; every task of a place is too much for one picture and is counted."""
    below = chain_picture(trace(on_oxigraph(), task="知识产权保护体系建设", area="990101"))
    assert inside(below)
    assert "未见方案 no plan seen" in texts(below)
    assert titles(below, "no_plan")[-1].endswith("—：无方案")
    everything = chain_picture(trace(on_oxigraph(), area="乙市"))
    assert inside(everything)
    assert texts(everything)[0] == "全部事项：从国家到乙市"


def test_a_long_chain_counts_what_it_leaves_out(five_store: EmbeddedStore, texts: Texts) -> None:
    words = texts(chain_picture(trace(five_store, area="临汾市")))
    assert "……另有 34 项 / 34 more" in words


def test_flow(five_store: EmbeddedStore, titles: Titles, inside: Inside) -> None:
    drawing = flow_picture(flow(five_store, "临汾市"))
    assert inside(drawing)
    assert titles(drawing, "node") == [
        *("知识产权宏观管理：4 项 / tasks", "知识产权授权确权：1 项 / tasks", "知识产权运用促进：9 项 / tasks"),
        *("知识产权保护：12 项 / tasks", "知识产权公共服务：8 项 / tasks", "知识产权涉外工作：2 项 / tasks"),
        "知识产权领域其他事项：4 项 / tasks",
        *(
            "市级：19 项 / tasks",
            "县级：18 项 / tasks",
            "市级、县级·按隶属关系：2 项 / tasks",
            "市级、县级·共同：1 项 / tasks",
        ),
        *("市级：19 项 / tasks", "县级：18 项 / tasks", "市级、县级·按隶属关系：2 项 / tasks"),
        "市级、县级·分别承担：1 项 / tasks",
    ]
    assert titles(drawing, "band") == [
        *("知识产权宏观管理 → 市级：2 项 / tasks", "知识产权授权确权 → 市级：1 项 / tasks"),
        *("知识产权运用促进 → 市级：4 项 / tasks", "知识产权保护 → 市级：6 项 / tasks"),
        *("知识产权公共服务 → 市级：4 项 / tasks", "知识产权涉外工作 → 市级：1 项 / tasks"),
        *("知识产权领域其他事项 → 市级：1 项 / tasks", "市级 → 市级：19 项 / tasks"),
        *("知识产权宏观管理 → 县级：2 项 / tasks", "知识产权运用促进 → 县级：4 项 / tasks"),
        *("知识产权保护 → 县级：6 项 / tasks", "知识产权公共服务 → 县级：4 项 / tasks"),
        *("知识产权涉外工作 → 县级：1 项 / tasks", "知识产权领域其他事项 → 县级：1 项 / tasks"),
        *("县级 → 县级：18 项 / tasks", "知识产权领域其他事项 → 市级、县级·按隶属关系：2 项 / tasks"),
        "市级、县级·按隶属关系 → 市级、县级·按隶属关系：2 项 / tasks",
        "知识产权运用促进 → 市级、县级·共同：1 项 / tasks",
        "市级、县级·共同 → 市级、县级·分别承担：1 项 / tasks",
    ]


def test_timeline(texts: Texts, titles: Titles, inside: Inside) -> None:
    drawing = timeline_picture(diffusion(on_oxigraph(), "知识产权"))
    assert inside(drawing)
    nation = "国测发〔2020〕1号"
    assert titles(drawing, "plan") == [
        f"全国 {nation}：成文 2019-12-20，施行 2020-01-01",
        f"甲省 甲政发〔2021〕2号：成文 2021-02-28，施行 2021-03-01；贯彻 {nation}（其后 436 天）；{nation} 之后 436 天",
        f"甲省 甲政发〔2023〕5号：成文 2023-02-01，施行 2023-03-01；贯彻 {nation}（其后 1139 天）；{nation} 之后 1139 天",
        "甲省 甲政办发〔2022〕9号：成文 不明，施行 不明",
        f"丁市 丁政办发〔2024〕3号：成文 2024-02-29，施行 不明；贯彻 甲政办发〔2022〕9号；{nation} 之后 1532 天",
        f"乙市 乙政办发〔2024〕7号：成文 2024-03-01，施行 2024-04-01；贯彻 甲政发〔2023〕5号（其后 394 天）；{nation} 之后 1533 天",
    ]
    words = texts(drawing)
    assert [word for word in words if word.rstrip("°").isdigit()] == ["436", "1139", "1532°", "1533"]
    assert words.count("日期未知 dates not known") == 1


def test_a_timeline_without_any_date(texts: Texts) -> None:
    drawing = timeline_picture(diffusion(on_oxigraph(), "交通运输"))
    assert "没有任何方案的日期可查 / no date of any plan is known" in texts(drawing)


@pytest.mark.parametrize("seed", ["0", "1", "4711"])
def test_the_same_bytes_under_every_hash_seed(five: BuildResult, five_store: EmbeddedStore, seed: str) -> None:
    code = (
        "import hashlib, sys; from pathlib import Path; from shiquan import KnowledgeGraph; "
        "from shiquan.pictures.matrix_picture import matrix_picture; from shiquan.pictures.flow_picture import flow_picture; "
        "from shiquan.pictures.timeline_picture import timeline_picture; from shiquan.pictures.chain_picture import chain_picture; "
        "kg = KnowledgeGraph.open(sys.argv[1]); "
        f"drawn = [matrix_picture(kg.compare(*{ALL_FIVE!r})), flow_picture(kg.flow('钦州市')), "
        "timeline_picture(kg.diffusion('知识产权')), chain_picture(kg.trace(area='临汾市'))]; "
        "print(hashlib.sha256(b''.join(one.svg() for one in drawn)).hexdigest())"
    )
    here = (
        matrix_picture(compare(five_store, ALL_FIVE)),
        flow_picture(flow(five_store, "钦州市")),
        timeline_picture(diffusion(five_store, "知识产权")),
        chain_picture(trace(five_store, area="临汾市")),
    )
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    done = subprocess.run(
        [sys.executable, "-c", code, str(five.folder)], capture_output=True, text=True, env=environment, check=True
    )
    assert done.stdout.strip() == hashlib.sha256(b"".join(one.svg() for one in here)).hexdigest()


def test_the_pictures_of_the_documentation_are_what_the_commands_draw(five_store: EmbeddedStore, root: Path) -> None:
    """To redraw them, run the commands for matrix.svg and timeline.svg at the head of docs/comparison.md."""
    cities = compare(five_store, ("临汾市", "钦州市", "本溪市"), concepts=["知识产权运用促进"])
    drawn = {"matrix": matrix_picture(cities), "timeline": timeline_picture(diffusion(five_store, "知识产权"))}
    for name, drawing in drawn.items():
        assert (root / "docs" / "pictures" / f"{name}.svg").read_bytes() == drawing.svg(), name


def test_the_flow_is_labelled_in_english_too(five_store: EmbeddedStore, texts: Texts) -> None:
    words = texts(flow_picture(flow(five_store, "临汾市")))
    for label in ("Macro-management", "Foreign-related work", "prefecture", "county", "prefecture and county jointly"):
        assert label in words, label
