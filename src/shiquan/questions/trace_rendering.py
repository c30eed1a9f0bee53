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
from shiquan.questions.trace_implied import Implied
from shiquan.questions.trace_succession import Replacement

_TIERS = {"central": "中央", "province": "省级", "prefecture": "市级", "county": "县级", "township": "乡级"}
_STYLES = {"stated": "green", "silent": "yellow", "text_not_held": "magenta", "no_plan": "dim"}
_COLUMNS = (
    *("tier", "area_code", "area", "number", "title", "status", "link", "source", "assignment", "task"),
    *("power_mode", "power_tiers", "expenditure_mode", "expenditure_tiers", "section", "quote", "note", "kind"),
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
    """Return one row for each hop and statement, implied statement or rule for unlisted matters; a hop without any has one row.

    ``kind`` tells them apart: ``stated``, ``from_above`` (what a plan above gives the tier), ``residual_rule``, ``implied`` (by a
    plan below), or empty. ``source`` is ``own`` for what the hop's plan says, else the number of the other plan.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for hop in trace.hops:
        for cells, kind in _rows(hop) or [(("",) * 9, "")]:
            writer.writerow((*_hop_cells(hop), *cells, hop.note or "", kind))
    return buffer.getvalue()


def _rows(hop: Hop) -> list[tuple[tuple[str, ...], str]]:
    """Return the cells from ``source`` to ``quote`` of a hop's rows, each with its kind."""
    rows = [(("own", *_statement_cells(one)), "stated") for one in hop.statements]
    rows += [
        ((given.number or "", *_statement_cells(one)), "from_above")
        for given in hop.from_above
        for one in given.statements
    ]
    rows += [
        (("own", *("",) * 6, rule.section or "", rule.quote or ""), "residual_rule") for rule in hop.residual_rules
    ]
    rows += [
        ((one.number or "", "", one.task, *("",) * 4, one.section or "", one.quote or ""), "implied")
        for one in hop.implied
    ]
    return rows


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
            source = branch.add(Text(_given_by(given)))
            for statement in given.statements:
                _grow(source, statement)
        for rule in hop.residual_rules:
            branch.add(Text(f"未列事项 / unlisted matters（{rule.section or ''}）：{rule.quote or ''}"))
        for implied in hop.implied:
            twig = branch.add(Text(f"{_implied_by(implied)}：{implied.task}", style="italic"))
            twig.add(Text(_cited(implied.section, implied.quote), style="dim"))
    return tree


def as_mermaid(trace: Trace) -> str:
    """Return the trace as a Mermaid flow chart, from the highest tier down.

    An arrow is drawn in full where the upper plan is known to be carried out below, and dashed where that is not known. What a
    hop's plan states hangs on it by a line, what other plans give it or imply about it by a dotted one; each sentence stands once.
    """
    lines = ["flowchart TD"]
    upper: list[tuple[str, Hop]] = []
    for _, group in groupby(enumerate(trace.hops), key=lambda numbered: numbered[1].area_code):
        nodes = [(f"h{index}", hop) for index, hop in group]
        for node, hop in nodes:
            words = [f"{_TIERS[hop.tier]} {hop.area_name}", _called(hop), hop.status, *([hop.note] if hop.note else [])]
            lines.append(f'  {node}["{"<br/>".join(map(_mermaid, words))}"]')
            for above, plan in upper:
                lines.append(f"  {above} {'-->' if plan.link == 'carried_out' else '-.->'} {node}")
            lines += _leaves(node, hop)
        upper = nodes
    return "\n".join(lines) + "\n"


def _leaves(node: str, hop: Hop) -> list[str]:
    """Return the lines of what hangs on a hop's node: statements and the sentences they stand in, rules, implied statements."""
    lines: list[str] = []
    sentences: dict[str, str] = {}

    def grow(leaf: str, words: tuple[str, ...], line: str, section: str | None, quote: str | None) -> None:
        lines.append(f'  {leaf}("{"<br/>".join(map(_mermaid, words))}")')
        lines.append(f"  {node} {line} {leaf}")
        cited = _cited(section, quote)
        if cited and cited not in sentences:
            sentences[cited] = f"{node}q{len(sentences)}"
            lines.append(f'  {sentences[cited]}>"{_mermaid(cited)}"]')
        if cited:
            lines.append(f"  {leaf} --- {sentences[cited]}")

    said: list[tuple[tuple[str, ...], str, Statement]] = [((), "---", one) for one in hop.statements]
    said += [((_given_by(given),), "-.-", one) for given in hop.from_above for one in given.statements]
    for number, (source, line, one) in enumerate(said):
        grow(f"{node}s{number}", (*source, one.task, _arrangement(one)), line, one.section, one.quote)
    for number, rule in enumerate(hop.residual_rules):
        grow(f"{node}r{number}", ("未列事项 / unlisted matters",), "---", rule.section, rule.quote)
    for number, implied in enumerate(hop.implied):
        words = (_implied_by(implied), implied.task)
        grow(f"{node}i{number}", words, "-.-", implied.section, implied.quote)
    return lines


def as_html(trace: Trace) -> str:
    """Return the trace as an HTML table for a notebook."""
    rows: list[str] = []
    for hop in trace.hops:
        said = [[one.task, _arrangement(one), one.quote or ""] for one in hop.statements]
        said += [
            [one.task, f"{_given_by(given)} {_arrangement(one)}", one.quote or ""]
            for given in hop.from_above
            for one in given.statements
        ]
        said += [["", "未列事项 / unlisted matters", rule.quote or ""] for rule in hop.residual_rules]
        said += [[one.task, _implied_by(one), one.quote or ""] for one in hop.implied]
        if hop.note or not said:
            said.insert(0, ["", "", hop.note or ""])
        for cells in said:
            shown = [_TIERS[hop.tier], hop.area_name, _called(hop), hop.status, *cells]
            rows.append("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in shown) + "</tr>")
    head = "".join(f"<th>{name}</th>" for name in ("层级", "地方", "文件", "status", "事项", "划分", "原文"))
    return f"<table><caption>{escape(_title(trace))}</caption><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


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
        twig.add(Text(_cited(statement.section, statement.quote), style="dim"))


def _given_by(given: GivenFromAbove) -> str:
    return f"{given.number or given.title} 给予本级的 / gives this tier:"


def _implied_by(implied: Implied) -> str:
    source = implied.number or implied.title
    return f"{source} 隐含本级清单另有同类事项，非本级明文 / implied by {source}: this tier's list has such tasks; not stated here"


def _cited(section: str | None, quote: str | None) -> str:
    """Return a sentence with its section, nothing without a quote."""
    return f"{section or ''} “{quote}”".strip() if quote else ""


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
        "notes": [{"code": note.code, "zh": note.zh, "en": note.en} for note in hop.notes],
        "implied": [
            {"number": one.number, "task": one.task, "section": one.section, "quote": one.quote} for one in hop.implied
        ],
        "replaced_by": [_replacement(one) for one in hop.replaced_by],
        "replaces": [_replacement(one) for one in hop.replaces],
    }


def _replacement(one: Replacement) -> dict[str, object]:
    in_force = one.in_force.isoformat() if one.in_force else None
    return {"number": one.number, "title": one.title, "in_force": in_force}


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
