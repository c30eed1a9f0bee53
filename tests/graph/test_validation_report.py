"""The renderings of a report, whole; and that they are the same bytes whatever the hash seed."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse
from rich.console import Console

from shiquan.graph.findings import BLANK_NODE, SHAPES, Finding, Place, Severity, Value
from shiquan.graph.validation import FocusCount, ValidationReport, in_order
from shiquan.graph.validation_report import as_csv, as_json, as_renderable, as_turtle
from shiquan.terms import ELI, ID, SQ, XSD

HERE = Path(__file__).parent
SH = "http://www.w3.org/ns/shacl#"
SHARE = ID + "doc/220600/baishanzhengbanfa/2024/11/plan/1/a/1/expenditure/share/2"

REPORT = ValidationReport(
    findings=in_order(
        [
            Finding(
                severity=Severity.INFO,
                shape=SHAPES + "TextHeld-signedOpen",
                component=SH + "MinCountConstraintComponent",
                focus=ID + "doc/150000/neizhengbanfa/2024/48",
                message_zh="文件没有写明成文日期：此项空缺。",
                message_en="The document gives no date of signature: it stays open.",
                path=ELI + "date_document",
                place=Place(number="内政办发〔2024〕48号"),
            ),
            Finding(
                severity=Severity.VIOLATION,
                shape=SHAPES + "Share-percent",
                component=SH + "MaxInclusiveConstraintComponent",
                focus=SHARE,
                message_zh="一个比例恰有一个百分比，为 0 到 100 的小数。",
                message_en="A share has exactly one percentage, a decimal from 0 to 100.",
                path=SQ + "percent",
                value=Value("140", XSD + "decimal"),
                place=Place("白山政办发〔2024〕11号", "二/(一)", '由市与县级按"6:4"比例分担，\n支出责任'),
            ),
            Finding(
                severity=Severity.VIOLATION,
                shape=SHAPES + "Share",
                component=SH + "PatternConstraintComponent",
                focus=BLANK_NODE,
                message_zh="不得用空白节点。",
                message_en="Never a blank node.",
                value=Value(BLANK_NODE),
            ),
        ]
    ),
    looked_at=(
        FocusCount(SHAPES + "Share", "分担比例", "share", 2),
        FocusCount(SHAPES + "TextHeld", "有正文的文件", "document whose text is held", 1),
    ),
)

NOTHING = ValidationReport(findings=(), looked_at=(FocusCount(SHAPES + "Share", "分担比例", "share", 2),))


def test_as_csv() -> None:
    assert list(csv.reader(io.StringIO(as_csv(REPORT), newline=""))) == [
        ["severity", "number", "section", "shape", "path", "value", "message_zh", "message_en", "quote", "focus"],
        [
            "Violation",
            "",
            "",
            SHAPES + "Share",
            "",
            "_:",
            "不得用空白节点。",
            "Never a blank node.",
            "",
            "_:",
        ],
        [
            "Violation",
            "白山政办发〔2024〕11号",
            "二/(一)",
            SHAPES + "Share-percent",
            SQ + "percent",
            "140",
            "一个比例恰有一个百分比，为 0 到 100 的小数。",
            "A share has exactly one percentage, a decimal from 0 to 100.",
            '由市与县级按"6:4"比例分担，\n支出责任',
            SHARE,
        ],
        [
            "Info",
            "内政办发〔2024〕48号",
            "",
            SHAPES + "TextHeld-signedOpen",
            ELI + "date_document",
            "",
            "文件没有写明成文日期：此项空缺。",
            "The document gives no date of signature: it stays open.",
            "",
            ID + "doc/150000/neizhengbanfa/2024/48",
        ],
    ]


def test_as_json() -> None:
    content = json.loads(as_json(REPORT))

    assert content["conforms"] is False
    assert content["findings"][1] == {
        "severity": "Violation",
        "number": "白山政办发〔2024〕11号",
        "section": "二/(一)",
        "shape": SHAPES + "Share-percent",
        "component": SH + "MaxInclusiveConstraintComponent",
        "path": SQ + "percent",
        "value": "140",
        "message_zh": "一个比例恰有一个百分比，为 0 到 100 的小数。",
        "message_en": "A share has exactly one percentage, a decimal from 0 to 100.",
        "quote": '由市与县级按"6:4"比例分担，\n支出责任',
        "focus": SHARE,
    }
    assert content["findings"][2]["value"] is None
    assert [finding["severity"] for finding in content["findings"]] == ["Violation", "Violation", "Info"]
    assert content["shapes"] == [
        {"shape": SHAPES + "Share", "name_zh": "分担比例", "name_en": "share", "focus_nodes": 2},
        {
            "shape": SHAPES + "TextHeld",
            "name_zh": "有正文的文件",
            "name_en": "document whose text is held",
            "focus_nodes": 1,
        },
    ]


def test_as_turtle() -> None:
    """A SHACL report that any SHACL tool reads, with the place in the document and without blank nodes."""
    triples = [triple.triple for triple in parse(as_turtle(REPORT), format=RdfFormat.TURTLE)]
    said = {
        frozenset(
            (triple.predicate.value.removeprefix(SH), triple.object.value, getattr(triple.object, "language", None))
            for triple in triples
            if triple.subject == result
        )
        for result in (triple.object for triple in triples if triple.predicate.value == SH + "result")
    }

    kind = ("http://www.w3.org/1999/02/22-rdf-syntax-ns#type", SH + "ValidationResult", None)
    where = "http://purl.org/dc/terms/bibliographicCitation"
    assert said == {
        frozenset(
            {
                kind,
                ("resultSeverity", SH + "Violation", None),
                ("sourceShape", SHAPES + "Share", None),
                ("sourceConstraintComponent", SH + "PatternConstraintComponent", None),
                ("focusNode", "_:", None),
                ("value", "_:", None),
                ("resultMessage", "不得用空白节点。", "zh"),
                ("resultMessage", "Never a blank node.", "en"),
            }
        ),
        frozenset(
            {
                kind,
                ("resultSeverity", SH + "Violation", None),
                ("sourceShape", SHAPES + "Share-percent", None),
                ("sourceConstraintComponent", SH + "MaxInclusiveConstraintComponent", None),
                ("focusNode", SHARE, None),
                ("resultPath", SQ + "percent", None),
                ("value", "140", None),
                ("resultMessage", "一个比例恰有一个百分比，为 0 到 100 的小数。", "zh"),
                ("resultMessage", "A share has exactly one percentage, a decimal from 0 to 100.", "en"),
                (where, '白山政办发〔2024〕11号 二/(一) “由市与县级按"6:4"比例分担，\n支出责任”', None),
            }
        ),
        frozenset(
            {
                kind,
                ("resultSeverity", SH + "Info", None),
                ("sourceShape", SHAPES + "TextHeld-signedOpen", None),
                ("sourceConstraintComponent", SH + "MinCountConstraintComponent", None),
                ("focusNode", ID + "doc/150000/neizhengbanfa/2024/48", None),
                ("resultPath", ELI + "date_document", None),
                ("resultMessage", "文件没有写明成文日期：此项空缺。", "zh"),
                ("resultMessage", "The document gives no date of signature: it stays open.", "en"),
                (where, "内政办发〔2024〕48号", None),
            }
        ),
    }
    conforms = [triple.object.value for triple in triples if triple.predicate.value == SH + "conforms"]
    assert conforms == ["false"]
    assert not [triple for triple in triples if "_:" in (str(triple.subject)[:2], str(triple.object)[:2])]


def _shown(report: ValidationReport) -> str:
    console = Console(file=io.StringIO(), width=200, color_system=None, record=True)
    console.print(as_renderable(report))
    return console.export_text()


def test_for_a_terminal_it_says_where_what_and_how_much() -> None:
    shown = _shown(REPORT)

    lines = [
        "违反 Violation",
        "白山政办发〔2024〕11号 二/(一)",
        "sqsh:Share-percent",
        "一个比例恰有一个百分比，为 0 到 100 的小数。",
        "sq:percent = 140",
        "分担比例 share",
        "未通过 does not conform：违反 Violation 2，警告 Warning 0，提示 Info 1",
    ]
    assert [line for line in lines if line not in shown] == []


def test_for_a_terminal_markup_in_a_quote_is_text() -> None:
    """Rich reads [brackets] as markup; a quote with them lost its words."""
    finding = Finding(
        Severity.WARNING,
        SHAPES + "X",
        SH + "X",
        SHARE,
        "看[bold]这里[/bold]",
        "look [red]here",
        place=Place(quote="[表1]"),
    )

    shown = _shown(ValidationReport((finding,), ()))

    assert [text for text in ("看[bold]这里[/bold]", "look [red]here", "“[表1]”") if text not in shown] == []


def test_for_a_terminal_nothing_found_is_said_too() -> None:
    shown = _shown(NOTHING)

    assert "通过 conforms：违反 Violation 0，警告 Warning 0，提示 Info 0" in shown
    assert "Findings" not in shown


RENDER_ALL = """
import sys
from pathlib import Path
from pyoxigraph import RdfFormat, Store
from shiquan.graph.quotation import TextFolder, check_quotations
from shiquan.graph.validation import read_shapes, shapes_folder, validate
from shiquan.graph.validation_report import as_csv, as_json, as_turtle
data = Store()
data.load(Path(sys.argv[1], "data_set.trig").read_bytes(), format=RdfFormat.TRIG)
report = validate(data, read_shapes(shapes_folder())).with_findings(check_quotations(data, TextFolder(Path("nowhere"))))
sys.stdout.buffer.write("".join((as_csv(report), as_json(report), as_turtle(report))).encode())
"""


@pytest.fixture(scope="module")
def under_seeds() -> list[bytes]:
    """The same report (of data without their ontology, so that there is much to find) under three hash seeds."""
    return [
        subprocess.run(
            [sys.executable, "-c", RENDER_ALL, str(HERE / "validation")],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(HERE.parents[1] / "src")},
            stdout=subprocess.PIPE,
            check=True,
        ).stdout
        for seed in ("0", "1", "4711")
    ]


def test_the_same_bytes_under_every_hash_seed(under_seeds: list[bytes]) -> None:
    assert under_seeds[1:] == under_seeds[:1] * 2
    assert under_seeds[0].count(b"\r\nViolation,") == 45
