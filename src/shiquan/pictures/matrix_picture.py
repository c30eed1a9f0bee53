"""The matrix of a comparison as a picture: a line for each concept, a column for each place, tiers as coloured squares."""

from __future__ import annotations

from shiquan.comparison.arrangement import Arrangement, Basis, Part
from shiquan.comparison.matrix import Cell, Comparison, Line
from shiquan.comparison.places_compared import PlaceCompared
from shiquan.comparison.wording import (
    AGREEMENT,
    STATUS,
    agreement_counts,
    manner_zh,
    marks,
    part_zh,
    plain_percent,
    support_mark,
)
from shiquan.pictures.drawing import INK, MUTED, PALE, RULE, Drawing, moves, wrapped
from shiquan.pictures.page import HEADING, MARGIN, foot, foot_height, foot_lines, heading, key, squares

_NAME = 236.0
_PLACE = 178.0
_VERDICT = 104.0
_LINE = 46.0
_AREA = 28.0
_HEAD = 62.0
_ODD = "#8B1A1A"


def matrix_picture(comparison: Comparison) -> Drawing:
    """Draw a comparison. Each cell has two rows: who holds the power (权), who bears the expenditure (支)."""
    places = comparison.places
    width = 2 * MARGIN + _NAME + _PLACE * len(places) + _VERDICT
    areas = [line.concept.area_zh for line in comparison.lines]
    sections = sum(1 for index, area in enumerate(areas) if area and (index == 0 or areas[index - 1] != area))
    body = len(comparison.lines) * _LINE + sections * _AREA
    notes = foot_lines(_notes(comparison), width)
    top = HEADING + 34
    drawing = Drawing(width, top + _HEAD + body + foot_height(notes) + 8, _title(comparison), _description(comparison))
    heading(drawing, _title(comparison), _subtitle(comparison))
    key(drawing, MARGIN, HEADING + 2, _tiers(comparison))
    _heads(drawing, comparison, top)
    y = top + _HEAD
    for index, line in enumerate(comparison.lines):
        if areas[index] and (index == 0 or areas[index - 1] != areas[index]):
            drawing.rect(MARGIN, y, width - 2 * MARGIN, _AREA, fill="#E8E8E4")
            drawing.text(MARGIN + 8, y + 19, f"{line.concept.area_zh}  {line.concept.area_en}".rstrip(), size=12.5)
            y += _AREA
        _draw_line(drawing, comparison, line, y)
        y += _LINE
    drawing.line(MARGIN, y, width - MARGIN, y, stroke=INK)
    foot(drawing, y + 6, notes)
    return drawing


def _title(comparison: Comparison) -> str:
    names = "、".join(place.place.name for place in comparison.places)
    shown = names if len(comparison.places) <= 5 else f"{len(comparison.places)} 地"
    return f"{comparison.domain.name_zh}领域财政事权与支出责任：{shown}比较"


def _subtitle(comparison: Comparison) -> str:
    day = f"{comparison.as_of} 有效的方案 / plans in force on {comparison.as_of}. " if comparison.as_of else ""
    return f"{day}上行：财政事权由谁持有（权）；下行：支出责任由谁承担（支）。 Upper row: who holds the power; lower row: who bears the expenditure."


def _description(comparison: Comparison) -> str:
    return agreement_counts(comparison.agreements()) + "。"


def _notes(comparison: Comparison) -> list[str]:
    sources = [f"{place.place.name} {place.numbers or STATUS[place.status][0]}" for place in comparison.places]
    notes = [
        f"比较 / agreement：{agreement_counts(comparison.agreements())}",
        "† 含“未列入上级财政事权”的部分 part of a carve-out；‡ 另分情形 split by cases；+ 另有补助或转移支付 another tier pays a part；未提及* 方案另有未列事项的规定 the plan has a rule for "
        "unlisted matters；粗框：与多数不同的一地 heavy frame: the odd one out",
        "合称：以一个词（如市县）赋予几级 given to several tiers by one word；各自：各级各自的事权 each its own",
    ]
    if comparison.basis is Basis.RELATIVE:
        notes.append("比较时以本级、上级、下级相对应 / compared by own tier, tier above and tier below")
    notes += comparison.notes()
    return [*notes, "资料来源 / sources：" + "；".join(sources)]


def _tiers(comparison: Comparison) -> set[str]:
    stated = [cell.arrangement for line in comparison.lines for cell in line.cells if cell.arrangement]
    return {tier for one in stated for tier in (*one.power.tiers, *one.expenditure.tiers)}


def _heads(drawing: Drawing, comparison: Comparison, top: float) -> None:
    drawing.line(MARGIN, top, MARGIN + _NAME + _PLACE * len(comparison.places) + _VERDICT, top, stroke=INK)
    drawing.text(MARGIN + 8, top + 24, "事项", size=14)
    drawing.text(MARGIN + 8, top + 44, "task", size=11, fill=MUTED)
    for index, place in enumerate(comparison.places):
        x = MARGIN + _NAME + index * _PLACE
        drawing.text(x + 8, top + 24, wrapped(place.place.name, _PLACE - 14, 14, most=1)[0], size=14)
        numbers = wrapped(place.numbers.replace("|", " ") or STATUS[place.status][0], _PLACE - 12, 10.5, most=2)
        drawing.lines(x + 8, top + 41, numbers, size=10.5, fill=MUTED)
    x = MARGIN + _NAME + len(comparison.places) * _PLACE
    drawing.text(x + 8, top + 24, "比较", size=14)
    drawing.text(x + 8, top + 44, "agreement", size=11, fill=MUTED)


def _draw_line(drawing: Drawing, comparison: Comparison, line: Line, y: float) -> None:
    right = MARGIN + _NAME + _PLACE * len(comparison.places) + _VERDICT
    drawing.line(MARGIN, y, right, y)
    name = wrapped(line.concept.name_zh or line.concept.notation, _NAME - 16, 13, most=2)
    drawing.lines(MARGIN + 8, y + (27 if len(name) == 1 else 19), name, size=13)
    for index, (place, cell) in enumerate(zip(comparison.places, line.cells, strict=True)):
        x = MARGIN + _NAME + index * _PLACE
        odd = place.place.code in line.odd_ones
        with drawing.group(_cell_title(line, place, cell, odd), f"cell {cell.status}"):
            _draw_cell(drawing, place, cell, x, y, odd)
    _draw_verdict(drawing, line.agreement, right - _VERDICT, y)


def _draw_cell(drawing: Drawing, place: PlaceCompared, cell: Cell, x: float, y: float, odd: bool) -> None:
    if cell.arrangement is None:
        drawing.rect(x + 2, y + 2, _PLACE - 4, _LINE - 4, fill=PALE)
        words = STATUS[cell.status][0] + ("*" if cell.status == "silent" and place.residual_rules else "")
        drawing.text(x + 8, y + 28, words, size=12, fill=MUTED)
        return
    arrangement = cell.arrangement
    _draw_part(drawing, "权", arrangement.power, marks(arrangement), x + 8, y + 5)
    _draw_part(drawing, "支", arrangement.expenditure, _shares(arrangement) + support_mark(arrangement), x + 8, y + 25)
    if odd:
        drawing.rect(x + 2.5, y + 2.5, _PLACE - 5, _LINE - 5, fill="none", stroke=_ODD, stroke_width=2.2, radius=3)
        drawing.text(x + _PLACE - 9, y + 17, "异", size=11, fill=_ODD, anchor="end")


def _draw_part(drawing: Drawing, label: str, part: Part, mark: str, x: float, y: float) -> None:
    drawing.text(x, y + 13, label, size=11, fill=MUTED)
    if not part.tiers and not part.manner:
        drawing.text(x + 17, y + 13, "未规定", size=12, fill=MUTED)
        return
    end = squares(drawing, x + 17, y, part.tiers, side=16)
    words = f"{manner_zh(part)}{mark}"
    if words:
        drawing.text(end + 2, y + 13, words, size=11.5)


def _shares(arrangement: Arrangement) -> str:
    return " " + "∶".join(plain_percent(percent) for _, percent in arrangement.shares) if arrangement.shares else ""


def _draw_verdict(drawing: Drawing, agreement: str, x: float, y: float) -> None:
    """Draw a disc that is full where the places agree, half where only the tiers are the same, empty where they differ."""
    middle = y + _LINE / 2
    if agreement in ("agree", "same_tiers", "differ"):
        drawing.circle(x + 16, middle, 6, fill=INK if agreement == "agree" else "#FFFFFF", stroke=INK, width=1.4)
    if agreement == "same_tiers":
        drawing.path(moves("M", x + 16, middle - 6, "A", 6, 6, 0, 0, 0, x + 16, middle + 6, "Z"), fill=INK)
    words = wrapped(AGREEMENT[agreement][0], _VERDICT - 30, 11, most=2)
    drawing.lines(x + 28, middle + (4 if len(words) == 1 else -3.5), words, size=11, fill=RULE if not words else INK)


def _cell_title(line: Line, place: PlaceCompared, cell: Cell, odd: bool) -> str:
    head = f"{place.place.name} {line.concept.name_zh}：{STATUS[cell.status][0]}"
    if cell.arrangement is None:
        return head
    said = f"权 {part_zh(cell.arrangement.power)}；支 {part_zh(cell.arrangement.expenditure)}"
    quotes = " ".join(
        f"“{task.quote}”（{task.number or ''} {task.section or ''}）" for task in cell.statements if task.quote
    )
    return f"{head}；{said}{'；与多数不同' if odd else ''}。{quotes}"
