"""Which texts are missing, most wanted first: over the five documents, in all forms of the command and for programs."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys

from shiquan import KnowledgeGraph
from shiquan.building import BuildResult
from shiquan.questions.missing import missing
from shiquan.questions.rendering import as_csv, as_json
from shiquan.stores.embedded import EmbeddedStore

NATIONAL = "国务院办公厅关于印发知识产权领域中央与地方财政事权和支出责任划分改革方案的通知"
SHANXI = "山西省人民政府办公厅关于印发山西省知识产权领域省与市、县财政事权和支出责任划分改革方案的通知"
LIAONING = "辽宁省人民政府办公厅关于印发〈辽宁省知识产权领域省与市财政事权和支出责任划分改革方案〉的通知"
GUANGXI = "广西壮族自治区人民政府办公厅关于印发〈广西知识产权领域自治区以下财政事权和支出责任划分改革实施方案〉的通知"
# The chains: 临汾市 and its 17 counties (18), 本溪市 and 6 (7), 钦州市 and 4 (5), 内蒙古 with 12 prefectures and 103 counties (116). 48号 is carried out by
# the plans of 临汾, 钦州 and 内蒙古, and is all that the last one lacks; 本溪 cites its province only.
WANTED = [
    ("国办发〔2023〕48号", NATIONAL, "100000", "全国", "central", "3", "139", "116"),
    ("晋政办发〔2024〕23号", SHANXI, "140000", "山西省", "province", "1", "18", "0"),
    ("辽政办发〔2024〕9号", LIAONING, "210000", "辽宁省", "province", "1", "7", "7"),
    ("桂政办发〔2025〕11号", GUANGXI, "450000", "广西壮族自治区", "province", "1", "5", "0"),
]


def test_the_five_documents(five: BuildResult) -> None:
    rows = list(missing(EmbeddedStore.open(five.folder)))
    assert [row[1:9] for row in rows[:4]] == WANTED
    assert rows[0][0] == "https://w3id.org/shiquan/id/doc/100000/guobanfa/2023/48"
    assert [(row[2], row[6:9]) for row in rows[4:]] == [
        ("运城市“十四五”知识产权保护和运用规划", ("1", "0", "0")),
        ("“十四五”国家知识产权保护和运用规划", ("1", "0", "0")),
        ("知识产权强市建设纲要", ("1", "0", "0")),
        ("知识产权强国建设纲要（2021—2035年）", ("1", "0", "0")),
        ("内蒙古自治区人民政府印发关于推进自治区以下财政事权与支出责任划分改革实施方案的通知", ("1", "0", "0")),
        ("国家知识产权局关于确定国家知识产权强市建设试点示范城市、强县建设试点示范县的通知", ("1", "0", "0")),
    ]


def test_every_row_has_a_quote_that_stands_in_a_text(five: BuildResult) -> None:
    texts = [path.read_text(encoding="utf-8") for path in sorted((five.folder / "texts").iterdir())]
    quotes = [row[9] or "" for row in missing(EmbeddedStore.open(five.folder))]
    assert [quote for quote in quotes if not quote or not any(quote in text for text in texts)] == []


def test_programs_and_the_command_get_the_same(five: BuildResult) -> None:
    rows = missing(EmbeddedStore.open(five.folder))
    assert KnowledgeGraph.open(five.folder).missing() == rows
    command = [sys.executable, "-m", "shiquan.cli.main", "missing", "--data", str(five.folder), "--format"]
    done = {
        form: subprocess.run([*command, form], capture_output=True, check=True).stdout.decode("utf-8")
        for form in ("csv", "json", "table")
    }
    assert done["csv"] == as_csv(rows)
    assert next(csv.reader(io.StringIO(done["csv"], newline=""))) == list(rows.columns)
    assert done["json"] == as_json(rows)
    assert json.loads(done["json"])[0]["number"] == "国办发〔2023〕48号"
    assert "引用了而未收录全文的文件 / instruments cited but not held" in done["table"]


def test_one_of_them_by_its_number(five: BuildResult) -> None:
    rows = KnowledgeGraph.open(five.folder).query("missing", number="晋政办发〔2024〕23号")
    assert [row[1:9] for row in rows] == WANTED[1:2]
