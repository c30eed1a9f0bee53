"""The flow from areas of work to the tiers that hold the power, and on to the tiers that bear the expenditure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from shiquan.comparison.arrangement import TIERS, Part
from shiquan.comparison.flow import Flow
from shiquan.comparison.wording import part_en, part_zh
from shiquan.pictures.drawing import INK, MUTED, Drawing, moves, wrapped
from shiquan.pictures.page import HEADING, MARGIN, foot, foot_height, foot_lines, heading
from shiquan.pictures.palette import colour_of

_WIDTH = 1080.0
_BAR = 16.0
_SPACE = 16.0
_LEAST = 34.0
"""The least height of a node's place, so that its label has room."""

_BODY = 420.0
_NEUTRAL = "#6B6B6B"


_LABEL, _ENGLISH = 12.5, 10.5
"""Sizes of a node's label, and of the English one below it."""


@dataclass
class _Node:
    label: str
    english: str
    colour: str
    tasks: int
    y: float = 0.0
    height: float = 0.0
    used_in: float = 0.0
    used_out: float = 0.0


def flow_picture(flow: Flow) -> Drawing:
    """Draw a flow. The height of a bar or band is the number of tasks; a task held by several tiers is one band, not two."""
    names = list(dict.fromkeys(stream.area_of_work for stream in flow.streams))
    powers = sorted({stream.power for stream in flow.streams}, key=_order)
    payers = sorted({stream.expenditure for stream in flow.streams}, key=_order)
    of_area, of_power, of_payer = Counter[str](), Counter[Part](), Counter[Part]()
    for stream in flow.streams:
        of_area[stream.area_of_work] += stream.tasks
        of_power[stream.power] += stream.tasks
        of_payer[stream.expenditure] += stream.tasks
    areas = {name: _Node(name or "（无标题）", _english(flow, name), _NEUTRAL, of_area[name]) for name in names}
    holders = {part: _Node(part_zh(part), part_en(part), colour_of(part.tiers), of_power[part]) for part in powers}
    bearers = {part: _Node(part_zh(part), part_en(part), colour_of(part.tiers), of_payer[part]) for part in payers}
    columns = [list(areas.values()), list(holders.values()), list(bearers.values())]
    unit = _BODY / max(flow.tasks, 1)
    reach = [_stack(column, unit) for column in columns]
    tall = max(reach)
    notes = foot_lines(_notes(flow), _WIDTH)
    top = HEADING + 44
    title = f"{flow.place.place.name}{flow.domain.name_zh}领域：{flow.tasks} 项事项的财政事权与支出责任"
    drawing = Drawing(_WIDTH, top + tall + 12 + foot_height(notes), title, _description(flow))
    heading(
        drawing,
        title,
        "条带的宽度是事项数。 The width of a band is the number of tasks: areas of work, holders of the power, bearers of the expenditure.",
    )
    x = (MARGIN + 210, _WIDTH / 2 - 40, _WIDTH - MARGIN - 210 - _BAR)
    for place, words, anchor in (
        (x[0] + _BAR, "工作方面 area of work", "end"),
        (x[1] + _BAR / 2, "财政事权由谁持有 holder of the power", "middle"),
        (x[2], "支出责任由谁承担 bearer", "start"),
    ):
        drawing.text(place, HEADING + 20, words, size=13, anchor=anchor)
    for column, high in zip(columns, reach, strict=True):
        for node in column:
            node.y += top + (tall - high) / 2
    for power in powers:
        _bands(drawing, flow, (areas, holders[power], bearers), power, x, unit)
    for index, column in enumerate(columns):
        for node in column:
            _draw_node(drawing, node, x[index], index)
    foot(drawing, top + tall + 12, notes)
    return drawing


def _order(part: Part) -> tuple[int, int, tuple[int, ...], str]:
    """Single tiers from the top, then several, then none."""
    ranks = tuple(TIERS.index(tier) for tier in part.tiers)
    return (2 if not ranks else 0 if len(ranks) == 1 else 1), min(ranks, default=9), ranks, part.manner


def _stack(nodes: list[_Node], unit: float) -> float:
    """Place nodes one under the other from 0 and return how far they reach."""
    y = 0.0
    for node in nodes:
        node.height = node.tasks * unit
        room = max(node.height, _LEAST)
        node.y = y + (room - node.height) / 2
        y += room + _SPACE
    return y - _SPACE if nodes else 0.0


def _bands(
    drawing: Drawing,
    flow: Flow,
    nodes: tuple[dict[str, _Node], _Node, dict[Part, _Node]],
    power: Part,
    x: tuple[float, float, float],
    unit: float,
) -> None:
    """Draw the bands into and out of one holder, in the colour of its tiers."""
    areas, middle, bearers = nodes
    streams = [stream for stream in flow.streams if stream.power == power]
    for name, area in areas.items():
        tasks = sum(stream.tasks for stream in streams if stream.area_of_work == name)
        _stream(drawing, area, middle, x[:2], tasks, unit, middle.colour)
    for payer, node in bearers.items():
        tasks = sum(stream.tasks for stream in streams if stream.expenditure == payer)
        _stream(drawing, middle, node, x[1:], tasks, unit, middle.colour)


def _stream(
    drawing: Drawing, left: _Node, right: _Node, x: tuple[float, ...], tasks: int, unit: float, colour: str
) -> None:
    """Draw the band of the tasks that go from one node to another, below the bands that both have already."""
    if not tasks:
        return
    high = tasks * unit
    with drawing.group(f"{left.label} → {right.label}：{tasks} 项 / tasks", "band"):
        _band(drawing, x[0] + _BAR, left.y + left.used_out, x[1], right.y + right.used_in, high, colour)
    left.used_out += high
    right.used_in += high


def _band(drawing: Drawing, x: float, y: float, to_x: float, to_y: float, high: float, colour: str) -> None:
    bend = (x + to_x) / 2
    steps = moves(
        *("M", x, y, "C", bend, y, bend, to_y, to_x, to_y),
        *("L", to_x, to_y + high, "C", bend, to_y + high, bend, y + high, x, y + high, "Z"),
    )
    drawing.path(steps, fill=colour, opacity=0.38)


def _draw_node(drawing: Drawing, node: _Node, x: float, column: int) -> None:
    with drawing.group(f"{node.label}：{node.tasks} 项 / tasks", "node"):
        drawing.rect(x, node.y, _BAR, node.height, fill=node.colour)
        middle = node.y + node.height / 2
        room, edge, anchor = (168, x - 34, "end") if column == 0 else (176, x + _BAR + 32, "start")
        lines = wrapped(node.label, room, _LABEL, most=2)
        english = wrapped(node.english, room, _ENGLISH, most=2) if node.english else []
        y = middle + 4.5 - (len(lines) - 1 + 0.8 * len(english)) * 8.5
        y = drawing.lines(edge, y, lines, size=_LABEL, anchor=anchor, fill=INK)
        drawing.lines(edge, y - 3, english, size=_ENGLISH, anchor=anchor, fill=INK)
        beside, to = (x - 8, "end") if column == 0 else (x + _BAR + 7, "start")
        drawing.text(beside, middle + 4.5, str(node.tasks), size=_LABEL, anchor=to, fill=MUTED)


def _english(flow: Flow, area_of_work: str) -> str:
    return flow.english.get(area_of_work, "") if area_of_work else "(no heading)"


def _description(flow: Flow) -> str:
    return (
        "；".join(
            f"{one.area_of_work}：权 {part_zh(one.power)}，支 {part_zh(one.expenditure)}，{one.tasks} 项"
            for one in flow.streams
        )
        + "。"
    )


def _notes(flow: Flow) -> list[str]:
    notes = [
        "各自：各级各自的事权 each its own；共同：共同财政事权 joint；合称：以一个词赋予几级 several tiers by one word；未规定 方案未写 not said"
    ]
    notes += [flow.place.note] if flow.place.note else []
    return [*notes, f"资料来源 / sources：{flow.place.numbers.replace('|', '、')}"]
