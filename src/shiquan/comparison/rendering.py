"""Comparison, similarity, diffusion and flow as rows (for CSV and pandas), JSON, tables for the terminal, and HTML for a notebook."""

from __future__ import annotations

import json
from collections.abc import Iterable
from fractions import Fraction
from html import escape

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from shiquan.comparison.arrangement import Arrangement, Basis, Part
from shiquan.comparison.assignments import AssignedTask, Share
from shiquan.comparison.diffusion import Diffusion, Step
from shiquan.comparison.flow import Flow
from shiquan.comparison.matrix import Cell, Comparison, Line
from shiquan.comparison.places_compared import Domain, PlaceCompared
from shiquan.comparison.similarity import Pair, Similarity
from shiquan.comparison.wording import (
    AGREEMENT,
    FORMULA,
    STATUS,
    TIER_ZH,
    agreement_counts,
    marks,
    part_zh,
    shares_zh,
    support_mark,
)
from shiquan.stores.rows import Row, Rows

_COMPARISON_COLUMNS = (
    *("concept", "concept_zh", "area_of_work", "area_code", "area", "tier", "number", "status"),
    *("power_manner", "power_tiers", "power_modes", "expenditure_manner", "expenditure_tiers", "expenditure_modes"),
    *("shares", "support", "excludes", "conditions", "agreement", "odd_one_out", "sections", "quotes"),
)
_SIMILARITY_COLUMNS = (
    *("area_code", "area", "number", "other_area_code", "other_area", "other_number"),
    *("concepts", "other_concepts", "shared", "either", "same_holders", "same_bearers", "same_arrangements"),
    *("jaccard", "holders", "bearers", "arrangements"),
)
_DIFFUSION_COLUMNS = (
    *("tier", "area_code", "area", "number", "title", "text_held", "signed", "in_force"),
    *("carries_out", "days_since_carried_out", "national", "national_link"),
    *("days_since_national", "days_in_force_since_national"),
)
_FLOW_COLUMNS = (*("area_of_work", "power_manner", "power_tiers", "expenditure_manner", "expenditure_tiers", "tasks"),)
_STYLES = {"agree": "green", "same_tiers": "yellow", "differ": "red", "single": "dim", "none": "dim"}


# ---------------------------------------------------------------- comparison


def comparison_rows(comparison: Comparison) -> Rows:
    """Return one row for each concept and place. Quotes and sections of several statements are joined by |."""
    rows = [
        _comparison_row(line, place, cell)
        for line in comparison.lines
        for place, cell in zip(comparison.places, line.cells, strict=True)
    ]
    return Rows(_COMPARISON_COLUMNS, tuple(rows))


def _comparison_row(line: Line, place: PlaceCompared, cell: Cell) -> Row:
    concept = line.concept
    row = (
        *(concept.notation, concept.name_zh, concept.area_zh),
        *(place.place.code, place.place.name, place.place.tier, place.numbers, cell.status),
        *_arrangement_columns(cell.arrangement),
        _joined(case.condition or "" for task in cell.statements for case in task.cases),
        line.agreement,
        "true" if place.place.code in line.odd_ones else "false",
        _joined(task.section or "" for task in cell.statements),
        _joined(task.quote or "" for task in cell.statements),
    )
    return tuple(value or None for value in row)


def _arrangement_columns(arrangement: Arrangement | None) -> tuple[str, ...]:
    if arrangement is None:
        return ("",) * 9
    return (
        *_part_columns(arrangement.power),
        *_part_columns(arrangement.expenditure),
        " ".join(f"{tier}:{percent}" for tier, percent in arrangement.shares),
        " ".join(f"{tier}:{kind}" for tier, kind in arrangement.support),
        " ".join(arrangement.excluded),
    )


def _part_columns(part: Part) -> tuple[str, str, str]:
    return part.manner, " ".join(part.tiers), " ".join(part.modes)


def _joined(values: Iterable[str]) -> str:
    return "|".join(dict.fromkeys(value for value in values if value))


def comparison_json(comparison: Comparison) -> str:
    """Return the comparison as JSON: the places with their plans, and the lines with their cells and quotes."""
    return _json(
        {
            "domain": _domain(comparison.domain),
            "as_of": comparison.as_of.isoformat() if comparison.as_of else None,
            "tiers_compared": comparison.basis.value,
            "places": [
                {**_place(place), "tasks": len(place.tasks), "tasks_without_concept": unmatched}
                for place, unmatched in zip(comparison.places, comparison.unmatched, strict=True)
            ],
            "agreements": comparison.agreements(),
            "lines": [_line(comparison, line) for line in comparison.lines],
        }
    )


def _domain(domain: Domain) -> dict[str, object]:
    return {"domain": domain.iri, "zh": domain.name_zh, "en": domain.name_en}


def _place(place: PlaceCompared) -> dict[str, object]:
    return {
        "code": place.place.code,
        "name": place.place.name,
        "tier": place.place.tier,
        "status": place.status,
        "note": place.note,
        "plans": [
            {
                "document": plan.iri,
                "number": plan.number,
                "title": plan.title,
                "text_held": plan.held,
                "signed": plan.signed.isoformat() if plan.signed else None,
                "in_force": plan.in_force.isoformat() if plan.in_force else None,
            }
            for plan in place.plans
        ],
        "residual_rules": [{"section": rule.section, "quote": rule.quote} for rule in place.residual_rules],
    }


def _line(comparison: Comparison, line: Line) -> dict[str, object]:
    concept = line.concept
    return {
        "concept": concept.notation,
        "iri": concept.iri,
        "zh": concept.name_zh,
        "en": concept.name_en,
        "area_of_work": {"zh": concept.area_zh, "en": concept.area_en},
        "agreement": line.agreement,
        "odd_ones_out": list(line.odd_ones),
        "cells": [
            {"area": place.place.code, **_cell(cell)} for place, cell in zip(comparison.places, line.cells, strict=True)
        ],
    }


def _cell(cell: Cell) -> dict[str, object]:
    arrangement = cell.arrangement
    return {
        "status": cell.status,
        "power": _part(arrangement.power) if arrangement else None,
        "expenditure": _part(arrangement.expenditure) if arrangement else None,
        "shares": _shares(arrangement.shares) if arrangement else [],
        "support": _support(arrangement.support) if arrangement else [],
        "excludes": list(arrangement.excluded) if arrangement else [],
        "statements": [_task(task) for task in cell.statements],
    }


def _part(part: Part) -> dict[str, object]:
    return {"manner": part.manner or None, "tiers": list(part.tiers), "modes": list(part.modes)}


def _shares(shares: tuple[Share, ...]) -> list[dict[str, object]]:
    return [{"tier": tier, "percent": float(percent)} for tier, percent in shares]


def _support(support: tuple[tuple[str, str], ...]) -> list[dict[str, object]]:
    return [{"from": tier, "kind": kind or None} for tier, kind in support]


def _task(task: AssignedTask) -> dict[str, object]:
    return {
        "assignment": task.assignment,
        "number": task.number,
        "task": task.task,
        "excludes": list(task.excludes),
        "power_mode": task.power_mode,
        "power_tiers": list(task.power_tiers),
        "expenditure_mode": task.expenditure_mode,
        "expenditure_tiers": list(task.expenditure_tiers),
        "shares": _shares(task.shares),
        "support": _support(task.support),
        "cases": [
            {
                "condition": case.condition,
                "power_tiers": list(case.power_tiers),
                "expenditure_mode": case.expenditure_mode,
                "expenditure_tiers": list(case.expenditure_tiers),
                "shares": _shares(case.shares),
            }
            for case in task.cases
        ],
        "section": task.section,
        "quote": task.quote,
    }


def comparison_table(comparison: Comparison) -> RenderableType:
    """Return the matrix as a table, a line for each concept, a column for each place, with its legend below."""
    table = Table(title=Text(comparison_title(comparison)))
    table.add_column("事项\nconcept", overflow="fold")
    for place in comparison.places:
        table.add_column(Text(f"{place.place.name}\n{place.numbers or STATUS[place.status][0]}"), overflow="fold")
    table.add_column("比较\nagreement", overflow="fold")
    area = None
    for line in comparison.lines:
        if line.concept.area_zh != area:
            area = line.concept.area_zh
            table.add_section()
            table.add_row(Text(area or "", style="bold"))
        cells = [
            cell_text(place, cell, place.place.code in line.odd_ones)
            for place, cell in zip(comparison.places, line.cells, strict=True)
        ]
        verdict = Text(AGREEMENT[line.agreement][0], style=_STYLES[line.agreement])
        table.add_row(Text(line.concept.name_zh or line.concept.notation), *cells, verdict)
    return _with_notes(table, legend(comparison))


def _with_notes(table: Table, notes: tuple[str, ...]) -> RenderableType:
    return Group(table, *(Text(note, style="dim") for note in notes))


def cell_text(place: PlaceCompared, cell: Cell, odd: bool) -> Text:
    """Return a cell for the terminal: holder, then bearer where it is said otherwise."""
    if cell.arrangement is None:
        zh = STATUS[cell.status][0]
        return Text(zh + ("*" if cell.status == "silent" and place.residual_rules else ""), style="dim")
    lines = cell_lines(cell.arrangement)
    return Text("\n".join(lines) + (" ◀" if odd else ""), style="bold red" if odd else "")


def cell_lines(arrangement: Arrangement) -> tuple[str, str]:
    """Return the two lines of a cell: who holds the power (with marks), who bears the expenditure (with shares)."""
    shares = f"（{shares_zh(arrangement.shares)}）" if arrangement.shares else ""
    return (
        f"权 {part_zh(arrangement.power)}{marks(arrangement)}",
        f"支 {part_zh(arrangement.expenditure)}{shares}{support_mark(arrangement)}",
    )


def comparison_title(comparison: Comparison) -> str:
    """Return the title of the matrix."""
    day = f"（{comparison.as_of} 有效的方案）" if comparison.as_of else ""
    return f"{comparison.domain.name_zh}领域财政事权与支出责任：{len(comparison.places)} 地比较{day}"


def legend(comparison: Comparison) -> tuple[str, ...]:
    """Return what the marks mean, what was counted, and what could not be compared, line by line."""
    lines = [
        agreement_counts(comparison.agreements()),
        "权 = 财政事权，支 = 支出责任；† 含“未列入上级财政事权”的部分；‡ 另分情形；+ 另有补助或转移支付；* 方案另有未列事项的规定；◀ 与多数不同的一地",
        "† part of a carve-out; ‡ split by cases; + another tier pays a part; * the plan has a rule for unlisted matters; ◀ the odd one out",
    ]
    lines += comparison.notes()
    different = len({place.place.tier for place in comparison.places}) > 1
    if different and comparison.basis is Basis.ABSOLUTE:
        lines.append(
            "各地层级不同，按层级名称比较；--tiers relative 改按本级、下级比较 / places of different tiers, compared by the names of tiers; "
            "--tiers relative compares own tier with own tier"
        )
    elif comparison.basis is Basis.RELATIVE:
        lines.append("按本级、上级、下级比较 / compared by own tier, tier above and tier below")
    return tuple(lines)


def comparison_html(comparison: Comparison) -> str:
    """Return the matrix as an HTML table for a notebook."""
    head = "".join(
        f"<th scope='col'>{escape(place.place.name)}<br>{escape(place.numbers or STATUS[place.status][0])}</th>"
        for place in comparison.places
    )
    body: list[str] = []
    for line in comparison.lines:
        cells = "".join(
            f"<td>{escape(cell_text(place, cell, place.place.code in line.odd_ones).plain).replace(chr(10), '<br>')}</td>"
            for place, cell in zip(comparison.places, line.cells, strict=True)
        )
        name = escape(line.concept.name_zh or line.concept.notation)
        body.append(f"<tr><th scope='row'>{name}</th>{cells}<td>{AGREEMENT[line.agreement][0]}</td></tr>")
    notes = "<br>".join(escape(line) for line in legend(comparison))
    return (
        f"<table><caption>{escape(comparison_title(comparison))}</caption><thead><tr><th>事项</th>{head}<th>比较</th></tr></thead>"
        f"<tbody>{''.join(body)}</tbody></table><p>{notes}</p>"
    )


# ---------------------------------------------------------------- similarity


def similarity_rows(similarity: Similarity) -> Rows:
    """Return one row for each pair of places."""
    return Rows(_SIMILARITY_COLUMNS, tuple(_similarity_row(pair) for pair in similarity.pairs))


def _similarity_row(pair: Pair) -> Row:
    counts = (
        *(pair.concepts_first, pair.concepts_second, pair.shared, pair.either),
        *(pair.same_holders, pair.same_bearers, pair.same_arrangements),
    )
    return (
        *(pair.first.place.code, pair.first.place.name, pair.first.numbers or None),
        *(pair.second.place.code, pair.second.place.name, pair.second.numbers or None),
        *(str(count) for count in counts),
        *(rounded(value) for value in _measures(pair)),
    )


def _measures(pair: Pair) -> tuple[Fraction | None, ...]:
    return (
        pair.jaccard,
        pair.of_shared(pair.same_holders),
        pair.of_shared(pair.same_bearers),
        pair.of_shared(pair.same_arrangements),
    )


def rounded(value: Fraction | None) -> str | None:
    """Return a measure with three decimal places, halves rounded up; None stays None."""
    if value is None:
        return None
    thousandths = (value.numerator * 2000 + value.denominator) // (2 * value.denominator)
    return f"{thousandths // 1000}.{thousandths % 1000:03d}"


def similarity_json(similarity: Similarity) -> str:
    """Return the measures as JSON, with their formulas and the places that could not be measured."""
    pairs: list[dict[str, object]] = []
    for pair, row in zip(similarity.pairs, similarity.rows().records(), strict=True):
        measures = dict(zip(("jaccard", "holders", "bearers", "arrangements"), _measures(pair), strict=True))
        written = {key: None if measures[key] is None else float(row[key] or 0) for key in measures}
        counts = {key: int(row[key] or 0) for key in _SIMILARITY_COLUMNS[6:13]}
        pairs.append({**{key: row[key] for key in _SIMILARITY_COLUMNS[:6]}, **counts, **written})
    return _json(
        {
            "domain": _domain(similarity.comparison.domain),
            "tiers_compared": similarity.comparison.basis.value,
            "formulas": {name: {"zh": zh, "en": en} for name, zh, en in FORMULA},
            "pairs": pairs,
            "not_measured": [_place(place) for place in similarity.left_out],
        }
    )


def similarity_table(similarity: Similarity) -> RenderableType:
    """Return the measures as a table with their formulas below."""
    table = Table(title=Text(_similarity_title(similarity)))
    for column in ("地方\nplace", "另一地\nother place"):
        table.add_column(column, overflow="fold")
    for column in ("概念数\nconcepts", "同列\nshared", "jaccard", "holders", "bearers", "arrangements"):
        table.add_column(column, justify="right")
    for pair in similarity.pairs:
        table.add_row(
            Text(pair.first.place.name),
            Text(pair.second.place.name),
            f"{pair.concepts_first}, {pair.concepts_second}",
            f"{pair.shared}/{pair.either}",
            *(rounded(measure) or "—" for measure in _measures(pair)),
        )
    return _with_notes(table, _similarity_notes(similarity))


def similarity_html(similarity: Similarity) -> str:
    """Return the measures as an HTML table for a notebook."""
    notes = "<br>".join(escape(line) for line in _similarity_notes(similarity))
    return f"<p>{escape(_similarity_title(similarity))}</p>{similarity.rows()._repr_html_()}<p>{notes}</p>"


def _similarity_title(similarity: Similarity) -> str:
    return f"{similarity.comparison.domain.name_zh}领域划分方案的相似程度 / similarity of division plans"


def _similarity_notes(similarity: Similarity) -> tuple[str, ...]:
    notes = [f"{name}：{zh} / {en}" for name, zh, en in FORMULA]
    notes += [
        f"{place.place.name}：未计入（{STATUS[place.status][0]}） / not measured ({STATUS[place.status][1]})"
        for place in similarity.left_out
    ]
    return (*notes, *similarity.comparison.notes())


# ---------------------------------------------------------------- diffusion


def diffusion_rows(diffusion: Diffusion) -> Rows:
    """Return one row for each plan."""
    return Rows(_DIFFUSION_COLUMNS, tuple(_diffusion_row(step) for step in diffusion.steps))


def _diffusion_row(step: Step) -> Row:
    plan = step.plan
    return (
        *(plan.tier, plan.area_code or None, plan.area, plan.number, plan.title, "true" if plan.held else "false"),
        *(plan.signed.isoformat() if plan.signed else None, plan.in_force.isoformat() if plan.in_force else None),
        step.carries_out.called if step.carries_out else None,
        _count(step.days_since_carried_out),
        step.national.called if step.national else None,
        step.national_link,
        _count(step.days_since_national),
        _count(step.days_in_force_since_national),
    )


def _count(days: int | None) -> str | None:
    return None if days is None else str(days)


def diffusion_json(diffusion: Diffusion) -> str:
    """Return the steps as JSON; days are numbers."""
    steps: list[dict[str, object]] = []
    for step, record in zip(diffusion.steps, diffusion.rows().records(), strict=True):
        steps.append(
            {
                **record,
                "document": step.plan.iri,
                "text_held": step.plan.held,
                "days_since_carried_out": step.days_since_carried_out,
                "days_since_national": step.days_since_national,
                "days_in_force_since_national": step.days_in_force_since_national,
            }
        )
    return _json({"domain": _domain(diffusion.domain), "plans": steps})


def diffusion_table(diffusion: Diffusion) -> RenderableType:
    """Return the steps as a table."""
    table = Table(
        title=Text(f"{diffusion.domain.name_zh}领域划分方案的推行 / how the plans of {diffusion.domain.name_en} spread")
    )
    for column in ("层级\ntier", "地方\nplace", "文号\nnumber", "成文\nsigned", "施行\nin force", "贯彻\ncarries out"):
        table.add_column(column, overflow="fold")
    for column in ("天\ndays", "距国家方案\nsince national", "施行相距\nin force"):
        table.add_column(column, justify="right")
    for step in diffusion.steps:
        plan = step.plan
        mark = "°" if step.national_link == "same_domain" else ""
        since = step.days_since_national
        table.add_row(
            TIER_ZH.get(plan.tier or "", "？"),
            Text(plan.area or plan.area_code),
            Text(_short(plan.called), style="" if plan.held else "dim"),
            plan.signed.isoformat() if plan.signed else "",
            plan.in_force.isoformat() if plan.in_force else "",
            Text(_short(step.carries_out.called) if step.carries_out else ""),
            _count(step.days_since_carried_out) or "",
            "" if since is None else f"{since}{mark}",
            _count(step.days_in_force_since_national) or "",
        )
    notes = (
        "天：从所贯彻的方案成文到本方案成文 / days: from the signature of the plan that it carries out to its own",
        "灰色：全文未收录 / dim: text not held；° 现有资料未说明与国家方案的贯彻关系 / no chain to the national plan is known",
    )
    return _with_notes(table, notes)


def _short(called: str) -> str:
    """Return a number as it is, and the beginning of a title that stands for one."""
    return called if len(called) <= 24 else called[:23] + "…"


def diffusion_html(diffusion: Diffusion) -> str:
    """Return the steps as an HTML table for a notebook."""
    return diffusion.rows()._repr_html_()


# ---------------------------------------------------------------- flow


def flow_rows(flow: Flow) -> Rows:
    """Return one row for each stream."""
    return Rows(
        _FLOW_COLUMNS,
        tuple(
            tuple(
                value or None
                for value in (
                    stream.area_of_work,
                    stream.power.manner,
                    " ".join(stream.power.tiers),
                    stream.expenditure.manner,
                    " ".join(stream.expenditure.tiers),
                    str(stream.tasks),
                )
            )
            for stream in flow.streams
        ),
    )


def flow_json(flow: Flow) -> str:
    """Return the streams as JSON; the number of tasks is a number."""
    streams: list[dict[str, object]] = [
        {
            "area_of_work": stream.area_of_work or None,
            "power": {"manner": stream.power.manner or None, "tiers": list(stream.power.tiers)},
            "expenditure": {"manner": stream.expenditure.manner or None, "tiers": list(stream.expenditure.tiers)},
            "tasks": stream.tasks,
        }
        for stream in flow.streams
    ]
    return _json({"domain": _domain(flow.domain), "place": _place(flow.place), "tasks": flow.tasks, "streams": streams})


def flow_table(flow: Flow) -> Table:
    """Return the streams as a table."""
    table = Table(
        title=Text(
            f"{flow.place.place.name} {flow.domain.name_zh}领域：{flow.tasks} 项事项的去向 / where {flow.tasks} tasks go"
        )
    )
    for column in ("工作方面\narea of work", "财政事权\npower", "支出责任\nexpenditure"):
        table.add_column(column, overflow="fold")
    table.add_column("事项数\ntasks", justify="right")
    for stream in flow.streams:
        table.add_row(Text(stream.area_of_work), part_zh(stream.power), part_zh(stream.expenditure), str(stream.tasks))
    return table


def flow_html(flow: Flow) -> str:
    """Return the streams as an HTML table for a notebook."""
    return flow.rows()._repr_html_()


def _json(value: dict[str, object]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
