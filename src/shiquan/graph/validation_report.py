"""The validation report as a person reads it in a terminal, and as JSON, CSV and Turtle.

Nothing is printed here, and each rendering of the same report is the same bytes.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple
from rich.console import Group
from rich.table import Table
from rich.text import Text

from shiquan.graph.findings import BLANK_NODE, SHAPES, Finding, Severity, Value
from shiquan.graph.turtle import turtle
from shiquan.graph.validation import ValidationReport
from shiquan.terms import DCTERMS, ID, PREFIXES, RDF_TYPE

CSV_COLUMNS: Final = (
    "severity",
    "number",
    "section",
    "shape",
    "path",
    "value",
    "message_zh",
    "message_en",
    "quote",
    "focus",
)

_SH: Final = "http://www.w3.org/ns/shacl#"
_PREFIXES: Final = {**PREFIXES, "sh": _SH, "sqsh": SHAPES}
_REPORT: Final = NamedNode(ID + "validation/report")
_STYLES: Final = {Severity.VIOLATION: "bold red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
_NAMES: Final = {
    Severity.VIOLATION: "违反 Violation",
    Severity.WARNING: "警告 Warning",
    Severity.INFO: "提示 Info",
}


def as_renderable(report: ValidationReport) -> Group:
    """Return the report for a terminal: the findings, what each shape looked at, and the sum."""
    parts = [_findings_table(report)] if report.findings else []
    return Group(*parts, _focus_table(report), _sum(report))


def as_json(report: ValidationReport) -> str:
    """Return the report as JSON: `conforms`, `findings`, and `shapes` with the number of nodes that each looked at."""
    content = {
        "conforms": report.conforms,
        "findings": [
            {
                "severity": finding.severity.value,
                "number": finding.place.number,
                "section": finding.place.section,
                "shape": finding.shape,
                "component": finding.component,
                "path": finding.path,
                "value": finding.value.text if finding.value else None,
                "message_zh": finding.message_zh,
                "message_en": finding.message_en,
                "quote": finding.place.quote,
                "focus": finding.focus,
            }
            for finding in report.findings
        ],
        "shapes": [
            {
                "shape": count.shape,
                "name_zh": count.name_zh,
                "name_en": count.name_en,
                "focus_nodes": count.nodes,
            }
            for count in report.looked_at
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def as_csv(report: ValidationReport) -> str:
    """Return the findings as CSV (RFC 4180) with the columns `CSV_COLUMNS`; empty where there is nothing to say."""
    return "".join(csv_lines(report.findings))


def csv_lines(findings: Iterable[Finding]) -> Iterator[str]:
    """Yield the lines of `as_csv`, one after the other, from findings in order."""
    yield _csv_line(CSV_COLUMNS)
    for finding in findings:
        yield _csv_line(
            (
                finding.severity.value,
                finding.place.number or "",
                finding.place.section or "",
                finding.shape,
                finding.path or "",
                finding.value.text if finding.value else "",
                finding.message_zh,
                finding.message_en,
                finding.place.quote or "",
                finding.focus,
            )
        )


def _csv_line(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()


def counts_in_words(counts: Mapping[str, int]) -> str:
    """Return the numbers of findings by severity in one line, in both languages."""
    return "，".join(f"{_NAMES[severity]} {counts[severity.value]}" for severity in Severity)


def as_turtle(report: ValidationReport) -> str:
    """Return the report as a SHACL validation report (SHACL, section 3.6), sorted, without blank nodes.

    The IRI of a result is made from what it says. The place in the document is `dcterms:bibliographicCitation`. A blank node,
    whose label would differ from run to run, is the literal ``_:``.
    """
    triples = [
        _triple(_REPORT, RDF_TYPE, NamedNode(_SH + "ValidationReport")),
        _triple(_REPORT, _SH + "conforms", Literal(report.conforms)),
    ]
    results = sorted({_result_iri(finding): finding for finding in report.findings}.items(), key=lambda item: item[0])
    for iri, _ in results:
        triples.append(_triple(_REPORT, _SH + "result", NamedNode(iri)))
    for iri, finding in results:
        triples.extend(_result(NamedNode(iri), finding))
    return turtle(triples, _PREFIXES).decode("utf-8")


def _result_iri(finding: Finding) -> str:
    said = json.dumps([str(part) for part in finding.key], ensure_ascii=False)
    return ID + "validation/result/" + hashlib.sha256(said.encode("utf-8")).hexdigest()[:16]


def _result(result: NamedNode, finding: Finding) -> list[Triple]:
    triples = [
        _triple(result, RDF_TYPE, NamedNode(_SH + "ValidationResult")),
        _triple(result, _SH + "resultSeverity", NamedNode(_SH + finding.severity.value)),
        _triple(result, _SH + "sourceShape", NamedNode(finding.shape)),
        _triple(result, _SH + "sourceConstraintComponent", NamedNode(finding.component)),
        _triple(result, _SH + "focusNode", _term(Value(finding.focus))),
        _triple(result, _SH + "resultMessage", Literal(finding.message_en, language="en")),
        _triple(result, _SH + "resultMessage", Literal(finding.message_zh, language="zh")),
    ]
    if finding.path:
        triples.append(_triple(result, _SH + "resultPath", NamedNode(finding.path)))
    if finding.value:
        triples.append(_triple(result, _SH + "value", _term(finding.value)))
    where = _where(finding)
    if where:
        triples.append(_triple(result, DCTERMS + "bibliographicCitation", Literal(where)))
    return triples


def _triple(subject: NamedNode, predicate: str, value: NamedNode | Literal) -> Triple:
    return Triple(subject, NamedNode(predicate), value)


def _term(value: Value) -> NamedNode | Literal:
    if value.language:
        return Literal(value.text, language=value.language)
    if value.datatype:
        return Literal(value.text, datatype=NamedNode(value.datatype))
    return Literal(BLANK_NODE) if value.text == BLANK_NODE else NamedNode(value.text)


def _where(finding: Finding) -> str:
    """Return number, section and quote in one line, as far as they are known."""
    place = finding.place
    parts = [place.number or "", place.section or "", f"“{place.quote}”" if place.quote else ""]
    return " ".join(part for part in parts if part)


def _findings_table(report: ValidationReport) -> Table:
    table = Table(title="校验结果 Findings", title_justify="left", expand=True)
    for column, ratio in (("级别 Severity", 2), ("位置 Where", 6), ("形状 Shape", 4), ("说明 Message", 8)):
        table.add_column(column, ratio=ratio, overflow="fold")
    for finding in report.findings:
        table.add_row(
            Text(_NAMES[finding.severity], style=_STYLES[finding.severity]),
            Text(f"{_where(finding)}\n{_short(finding.focus)}".strip()),
            Text(_short(finding.shape)),
            Text(_message(finding)),
        )
    return table


def _message(finding: Finding) -> str:
    lines = [finding.message_zh, finding.message_en]
    if finding.path:
        value = f" = {_short(finding.value.text)}" if finding.value else ""
        lines.append(f"{_short(finding.path)}{value}")
    return "\n".join(lines)


def _focus_table(report: ValidationReport) -> Table:
    table = Table(title="各形状检查的节点数 Nodes looked at", title_justify="left")
    table.add_column("形状 Shape")
    table.add_column("名称 Name")
    table.add_column("节点 Nodes", justify="right")
    for count in report.looked_at:
        table.add_row(Text(_short(count.shape)), Text(f"{count.name_zh} {count.name_en}"), str(count.nodes))
    return table


def _sum(report: ValidationReport) -> Text:
    verdict = "通过 conforms" if report.conforms else "未通过 does not conform"
    return Text(f"{verdict}：{counts_in_words({severity.value: report.count(severity) for severity in Severity})}")


def _short(iri: str) -> str:
    """Return an IRI with its prefix, where one of the graph layout's fits; anything else as it is."""
    fitting = [(prefix, base) for prefix, base in _PREFIXES.items() if iri.startswith(base)]
    if not fitting:
        return iri
    prefix, base = max(fitting, key=lambda pair: len(pair[1]))
    return f"{prefix}:{iri.removeprefix(base)}"
