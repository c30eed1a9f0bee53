"""A trace as a tree for the terminal, JSON, CSV, a Mermaid flow chart, or a table for a notebook."""

from __future__ import annotations

import csv
import io
import json
from html import escape
from itertools import groupby

from rich.text import Text
from rich.tree import Tree

from shiquan.questions.statements import CaseOfStatement, Statement
from shiquan.questions.trace import GivenFromAbove, Hop, Trace

_TIERS = {"central": "中央", "province": "省级", "prefecture": "市级", "county": "县级", "township": "乡级"}
_STYLES = {"stated": "green", "silent": "yellow", "text_not_held": "magenta", "no_plan": "dim"}
_COLUMNS = (
    *("tier", "area_code", "area", "number", "title", "status", "link", "source", "assignment", "task"),
    *("power_mode", "power_tiers", "expenditure_mode", "expenditure_tiers", "section", "quote", "note"),
)


def as_json(trace: Trace) -> str:
    """Return the trace as JSON. ``concept`` is a notation (several joined by |), null where every task is asked for."""
    written = {
        "concept": "|".join(concept.notation for concept in trace.concepts) or None,
        "concepts": [
            {"concept": concept.iri, "notation": concept.notation, "zh": concept.name_zh, "en": concept.name_en}
            for concept in trace.concepts
        ],
        "area": {"code": trace.place.code, "name": trace.place.name},
        "as_of": trace.as_of.isoformat() if trace.as_of else None,
        "note": trace.note,
        "hops": [_hop(hop) for hop in trace.hops],
    }
    return json.dumps(written, ensure_ascii=False, indent=2) + "\n"


def as_csv(trace: Trace) -> str:
    """Return one row for each hop and assignment; a hop without one has a row of its own.

    ``source`` is ``own`` for what the hop's plan says and the upper plan's number for what that plan gives the tier.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for hop in trace.hops:
        said = [("own", one) for one in hop.statements]
        said += [(given.number or "", one) for given in hop.from_above for one in given.statements]
        for source, statement in said:
            writer.writerow((*_hop_cells(hop), source, *_statement_cells(statement), hop.note or ""))
        if not said:
            writer.writerow((*_hop_cells(hop), *[""] * 9, hop.note or ""))
    return buffer.getvalue()


def as_tree(trace: Trace) -> Tree:
    """Return the trace as a tree that rich can print."""
    tree = Tree(Text(_title(trace), style="bold"))
    if trace.note:
        tree.add(Text(trace.note, style="yellow"))
    for hop in trace.hops:
        heading = Text(f"{_TIERS[hop.tier]} {hop.tier} · {hop.area_name}  ")
        heading.append(_called(hop), style="bold")
        heading.append(f"  [{hop.status}]", style=_STYLES[hop.status])
        if hop.link in ("carried_out", "not_known"):
            heading.append(f"  link: {hop.link}", style="dim")
        branch = tree.add(heading)
        if hop.note:
            branch.add(Text(hop.note, style="italic"))
        for statement in hop.statements:
            _grow(branch, statement)
        for given in hop.from_above:
            source = branch.add(Text(f"{given.number or given.title} 给予本级的 / gives this tier:"))
            for statement in given.statements:
                _grow(source, statement)
        for rule in hop.residual_rules:
            branch.add(Text(f"未列事项 / unlisted matters（{rule.section or ''}）：{rule.quote or ''}"))
    return tree


def as_mermaid(trace: Trace) -> str:
    """Return the trace as a Mermaid flow chart, from the highest tier down.

    An arrow is drawn in full where the upper plan is known to be carried out below, and dashed where that is not known.
    """
    lines = ["flowchart TD"]
    upper: list[tuple[str, Hop]] = []
    for _, group in groupby(enumerate(trace.hops), key=lambda numbered: numbered[1].area_code):
        nodes = [(f"h{index}", hop) for index, hop in group]
        for node, hop in nodes:
            heading = _mermaid(f"{_TIERS[hop.tier]} {hop.area_name}")
            lines.append(f'  {node}["{heading}<br/>{_mermaid(_called(hop))}<br/>{hop.status}"]')
            for above, plan in upper:
                lines.append(f"  {above} {'-->' if plan.link == 'carried_out' else '-.->'} {node}")
            for number, statement in enumerate(_all_statements(hop)):
                words = f"{_mermaid(statement.task)}<br/>{_mermaid(_arrangement(statement))}"
                lines += [f'  {node}s{number}("{words}")', f"  {node} --- {node}s{number}"]
        upper = nodes
    return "\n".join(lines) + "\n"


def as_html(trace: Trace) -> str:
    """Return the trace as an HTML table for a notebook."""
    rows: list[str] = []
    for hop in trace.hops:
        for statement in _all_statements(hop) or (None,):
            cells = [_TIERS[hop.tier], hop.area_name, _called(hop), hop.status]
            cells += (
                [statement.task, _arrangement(statement), statement.quote or ""]
                if statement
                else ["", "", hop.note or ""]
            )
            rows.append("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>")
    head = "".join(f"<th>{name}</th>" for name in ("层级", "地方", "文件", "status", "事项", "划分", "原文"))
    return f"<table><caption>{escape(_title(trace))}</caption><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def _all_statements(hop: Hop) -> tuple[Statement, ...]:
    return (*hop.statements, *(one for given in hop.from_above for one in given.statements))


def _title(trace: Trace) -> str:
    task = "、".join(concept.name_zh for concept in trace.concepts) or "全部事项 / all tasks"
    day = f" · {trace.as_of}" if trace.as_of else ""
    return f"{task} · {trace.place.name}（{trace.place.code}）{day}"


def _called(hop: Hop) -> str:
    if hop.instrument is None:
        return "—"
    return hop.instrument.number or hop.instrument.title or hop.instrument.iri


def _grow(branch: Tree, statement: Statement) -> None:
    twig = branch.add(Text(f"{statement.task}：{_arrangement(statement)}"))
    for case in statement.cases:
        twig.add(Text(f"其中 / case：{case.condition or ''}：{_case(case)}"))
    if statement.quote:
        twig.add(Text(f"{statement.section or ''} “{statement.quote}”".strip(), style="dim"))


def _arrangement(statement: Statement) -> str:
    power = f"{statement.power_mode or '—'} {' '.join(statement.power_tiers)}".strip()
    pays = f"{statement.expenditure_mode or '—'} {' '.join(statement.expenditure_tiers)}".strip()
    return f"power {power}; pays {pays}"


def _case(case: CaseOfStatement) -> str:
    power = f"power {' '.join(case.power_tiers)}; " if case.power_tiers else ""
    return f"{power}pays {case.expenditure_mode or '—'} {' '.join(case.expenditure_tiers)}".strip()


def _mermaid(words: str) -> str:
    """Return words for a quoted Mermaid label: its special characters as entity codes."""
    return "".join(f"#{ord(char)};" if char in '"#<>&`\\' else " " if char in "\r\n" else char for char in words)


def _hop(hop: Hop) -> dict[str, object]:
    plan = hop.instrument
    return {
        "tier": hop.tier,
        "area": {"code": hop.area_code, "name": hop.area_name},
        "document": plan.iri if plan else None,
        "number": plan.number if plan else None,
        "title": plan.title if plan else None,
        "signed": plan.signed.isoformat() if plan and plan.signed else None,
        "in_force": plan.in_force.isoformat() if plan and plan.in_force else None,
        "status": hop.status,
        "link": hop.link,
        "assignments": [_statement(one) for one in hop.statements],
        "from_above": [_given(given) for given in hop.from_above],
        "residual_rules": [{"section": rule.section, "quote": rule.quote} for rule in hop.residual_rules],
        "note": hop.note,
    }


def _given(given: GivenFromAbove) -> dict[str, object]:
    return {"number": given.number, "title": given.title, "assignments": [_statement(one) for one in given.statements]}


def _statement(statement: Statement) -> dict[str, object]:
    return {
        "assignment": statement.assignment,
        "task": statement.task,
        "power_mode": statement.power_mode,
        "power_tiers": list(statement.power_tiers),
        "expenditure_mode": statement.expenditure_mode,
        "expenditure_tiers": list(statement.expenditure_tiers),
        "section": statement.section,
        "quote": statement.quote,
        "cases": [
            {
                "condition": case.condition,
                "power_tiers": list(case.power_tiers),
                "expenditure_mode": case.expenditure_mode,
                "expenditure_tiers": list(case.expenditure_tiers),
            }
            for case in statement.cases
        ],
    }


def _hop_cells(hop: Hop) -> tuple[str, ...]:
    plan = hop.instrument
    number, title = (plan.number or "", plan.title or "") if plan else ("", "")
    return (hop.tier, hop.area_code, hop.area_name, number, title, hop.status, hop.link or "")


def _statement_cells(statement: Statement) -> tuple[str, ...]:
    return (
        statement.assignment,
        statement.task,
        statement.power_mode or "",
        " ".join(statement.power_tiers),
        statement.expenditure_mode or "",
        " ".join(statement.expenditure_tiers),
        statement.section or "",
        statement.quote or "",
    )
