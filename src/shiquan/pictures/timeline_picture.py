"""How plans spread in time as a picture: a row for each plan under its tier, a dot where it was signed, a diamond where it took effect."""

from __future__ import annotations

from datetime import date

from shiquan.comparison.diffusion import Diffusion, Step
from shiquan.comparison.wording import TIER_EN, TIER_ZH
from shiquan.pictures.drawing import INK, MUTED, PALE, RULE, Drawing, moves, width_of, wrapped
from shiquan.pictures.page import HEADING, MARGIN, foot, foot_height, foot_lines, heading
from shiquan.pictures.palette import PALE as PALE_OF_TIER
from shiquan.pictures.palette import STRONG, UNSAID

_WIDTH = 1120.0
_TIER = 74.0
_LABEL = 250.0
_ROW = 27.0
_BAND = 10.0
_DAYS = 76.0
_MOST_NAMED = 20
"""With more plans the foot counts them instead of naming them; the rows name them anyhow."""


class _Scale:
    """Days to pixels, from the first day of a month to that of another."""

    def __init__(self, days: list[date], left: float, right: float) -> None:
        first, last = min(days), max(days)
        months = (last.year - first.year) * 12 + last.month - first.month + 2
        self.step = next(step for step in (1, 2, 3, 6, 12, 24, 60, 120, 1200) if months / step <= 14)
        self.start = date(first.year, (first.month - 1) // self.step * self.step + 1 if self.step < 12 else 1, 1)
        self.ticks = [self.start]
        while self.ticks[-1] <= last:
            self.ticks.append(_later(self.ticks[-1], self.step))
        self.left = left
        self.unit = (right - left) / (self.ticks[-1] - self.start).days

    def x(self, day: date) -> float:
        """Return where a day stands."""
        return self.left + (day - self.start).days * self.unit


def timeline_picture(diffusion: Diffusion) -> Drawing:
    """Draw the plans of a domain in time. Lines join a plan with the one that it carries out, where both dates are known."""
    tiers = list(dict.fromkeys(step.plan.tier for step in diffusion.steps))
    left, right = MARGIN + _TIER + _LABEL, _WIDTH - MARGIN - _DAYS
    days = [day for step in diffusion.steps for day in (step.plan.signed, step.plan.in_force) if day]
    notes = foot_lines(_notes(diffusion, bool(days)), _WIDTH)
    top = HEADING + 26
    bottom = top + len(diffusion.steps) * _ROW + len(tiers) * _BAND
    title = f"{diffusion.domain.name_zh}领域划分方案：从国家到县的推行"
    drawing = Drawing(_WIDTH, bottom + 8 + foot_height(notes), title, _description(diffusion))
    heading(
        drawing,
        title,
        "圆点：成文；菱形：施行；数字：距国家方案成文的天数。 Dot: signed; diamond: in force; figure: days since the national plan was signed.",
    )
    scale = _Scale(days, left + 12, right - 20) if days else None
    rows: dict[str, float] = {}
    y = top
    for tier in tiers:
        steps = [step for step in diffusion.steps if step.plan.tier == tier]
        high = len(steps) * _ROW
        drawing.rect(MARGIN, y, _WIDTH - 2 * MARGIN, high, fill=PALE)
        drawing.rect(MARGIN, y, 5, high, fill=STRONG.get(tier or "", UNSAID))
        drawing.text(MARGIN + 12, y + 18, TIER_ZH.get(tier or "", "不明"), size=13.5)
        if len(steps) > 1:
            drawing.text(MARGIN + 12, y + 33, TIER_EN.get(tier or "", "unknown"), size=10.5, fill=MUTED)
        for number, step in enumerate(steps):
            rows[step.plan.iri] = y + number * _ROW + _ROW / 2
        y += high + _BAND
    if scale is not None:
        _draw_axis(drawing, scale, top, bottom - _BAND)
        for step in diffusion.steps:
            _draw_link(drawing, step, rows, scale)
    drawing.text(_WIDTH - MARGIN - 6, top - 8, "天 days", size=11, fill=MUTED, anchor="end")
    for step in diffusion.steps:
        _draw_step(drawing, step, rows[step.plan.iri], scale, left)
    foot(drawing, bottom, notes)
    return drawing


def _later(day: date, months: int) -> date:
    year, month = divmod(day.month - 1 + months, 12)
    return date(day.year + year, month + 1, 1)


def _draw_axis(drawing: Drawing, scale: _Scale, top: float, bottom: float) -> None:
    for tick in scale.ticks:
        drawing.line(scale.x(tick), top - 4, scale.x(tick), bottom, stroke="#DADADA")
        words = str(tick.year) if scale.step >= 12 else f"{tick.year}-{tick.month:02d}"
        drawing.text(scale.x(tick), top - 8, words, size=10.5, fill=MUTED, anchor="middle")


def _draw_link(drawing: Drawing, step: Step, rows: dict[str, float], scale: _Scale) -> None:
    upper = step.carries_out
    if upper is None or upper.signed is None or step.plan.signed is None or upper.iri not in rows:
        return
    x, y = scale.x(upper.signed), rows[upper.iri]
    to_x, to_y = scale.x(step.plan.signed), rows[step.plan.iri]
    drawing.path(moves("M", x, y + 5, "L", x, to_y, "L", to_x - 6, to_y), stroke="#7F7F7F", width=1.1)


def _draw_step(drawing: Drawing, step: Step, y: float, scale: _Scale | None, left: float) -> None:
    plan = step.plan
    colour = STRONG.get(plan.tier or "", UNSAID)
    place = plan.area or plan.area_code
    with drawing.group(_step_title(step), "plan held" if plan.held else "plan not-held"):
        number = wrapped(plan.called, _LABEL - 20 - width_of(place, 12.5), 11, most=1)[0]
        drawing.text(left - _LABEL, y + 4.5, place, size=12.5)
        drawing.text(left - 10, y + 4.5, number, size=11, fill=MUTED, anchor="end")
        if scale is not None and plan.signed and plan.in_force and plan.in_force != plan.signed:
            drawing.line(scale.x(plan.signed), y, scale.x(plan.in_force), y, stroke=colour, width=2)
        if scale is not None and plan.in_force:
            x = scale.x(plan.in_force)
            drawing.path(
                moves("M", x, y - 9.5, "L", x + 9.5, y, "L", x, y + 9.5, "L", x - 9.5, y, "Z"),
                fill=PALE_OF_TIER.get(plan.tier or "", RULE),
                stroke=colour,
                width=1.3,
            )
        if scale is not None and plan.signed:
            drawing.circle(scale.x(plan.signed), y, 4, fill=colour if plan.held else "#FFFFFF", stroke=colour, width=2)
        if not plan.signed and not plan.in_force:
            right = _WIDTH - MARGIN - 8
            drawing.rect(right - 146, y - 9, 146, 18, fill=PALE)
            drawing.text(right, y + 4.5, "日期未知 dates not known", size=11, fill=MUTED, anchor="end")
        if step.days_since_national is not None:
            mark = "" if step.national_link == "carried_out" else "°"
            drawing.text(
                _WIDTH - MARGIN - 8, y + 4.5, f"{step.days_since_national}{mark}", size=12, fill=INK, anchor="end"
            )


def _step_title(step: Step) -> str:
    plan = step.plan
    said = f"{plan.area or plan.area_code} {plan.called}：成文 {plan.signed or '不明'}，施行 {plan.in_force or '不明'}"
    if step.carries_out:
        said += f"；贯彻 {step.carries_out.called}"
        if step.days_since_carried_out is not None:
            said += f"（其后 {step.days_since_carried_out} 天）"
    if step.days_since_national is not None and step.national:
        said += f"；{step.national.called} 之后 {step.days_since_national} 天"
    return said


def _description(diffusion: Diffusion) -> str:
    return "；".join(_step_title(step) for step in diffusion.steps) + "。"


def _notes(diffusion: Diffusion, dated: bool) -> list[str]:
    held = [step.plan.called for step in diffusion.steps if step.plan.held]
    known = [step.plan.called for step in diffusion.steps if not step.plan.held]
    notes = [
        "实心：全文已收录 filled: text held；空心：仅知其名 hollow: known by name；细线：自所贯彻的方案起 thin line: from the plan that it carries out；"
        "° 现有资料未说明与国家方案的贯彻关系 no chain to the national plan is known"
    ]
    notes += [] if dated else ["没有任何方案的日期可查 / no date of any plan is known"]
    if len(held) + len(known) > _MOST_NAMED:
        return [
            *notes,
            f"资料来源 / sources：{len(held)} 份全文，另 {len(known)} 份仅知其名，文号见各行 / {len(held)} plans held, {len(known)} known by name",
        ]
    return [
        *notes,
        "资料来源 / sources：" + "、".join(held) + (f"；仅知其名 / known by name：{'、'.join(known)}" if known else ""),
    ]
