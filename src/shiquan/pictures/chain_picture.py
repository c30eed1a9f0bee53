"""A trace as a picture: a row for each tier from the highest down, its plans as nodes, what they say with the quotes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby

from shiquan.comparison.wording import MANNER_ZH, TIER_EN, TIER_ZH
from shiquan.pictures.drawing import INK, MUTED, PALE, RULE, Drawing, moves, wrapped
from shiquan.pictures.page import HEADING, MARGIN, foot, foot_height, foot_lines, heading, key, squares
from shiquan.pictures.palette import STRONG
from shiquan.questions.statements import Statement
from shiquan.questions.trace import Hop, Trace

_WIDTH = 1080.0
_LABEL = 96.0
_GAP = 44.0
_PAD = 12.0
_MOST_IMPLIED = 2
_MOST_SHOWN = 6
"""How many statements a node shows; the others are counted."""

_STATUS = {
    "stated": ("有规定", "stated", "#00664B"),
    "silent": ("未提及", "silent", "#8A5A00"),
    "text_not_held": ("全文未收录", "text not held", "#7A2E5D"),
    "no_plan": ("无方案", "no plan", "#595959"),
}
_MANNER = {"exclusive": "", "sole": "", "each": "各自"}
_QUOTE = 11.5


@dataclass(frozen=True, slots=True)
class ChainLinks:
    """Where the parts of a chain lead to.

    ``document`` gives the reference to a document by its IRI, ``said`` that to where a statement stands in words, by the position of its
    hop and its own position there (first the statements of the hop's plan, then those given from above).
    """

    document: Callable[[str], str]
    said: Callable[[int, int], str]


class _Node:
    """A hop laid out in a width: the lines of its parts and how high they are together."""

    def __init__(self, position: int, hop: Hop, width: float) -> None:
        self.position = position
        self.hop = hop
        self.width = width
        inner = width - 2 * _PAD
        plan = hop.instrument
        self.title = wrapped(plan.title, inner, 11.5, most=2) if plan and plan.title else []
        self.note = wrapped((hop.note or "").split(" / ")[0], inner, 11.5, most=3)
        said: list[tuple[str | None, Statement]] = [(None, one) for one in hop.statements]
        said += [(given.number or given.title, one) for given in hop.from_above for one in given.statements]
        self.left_out = max(0, len(said) - _MOST_SHOWN)
        self.said = [
            (source, one, wrapped(one.task, inner - 8, 13, most=2), _quoted(one, inner - 16))
            for source, one in said[:_MOST_SHOWN]
        ]
        self.rules = [
            wrapped(f"未列事项：“{rule.quote}”", inner, _QUOTE, most=3) for rule in hop.residual_rules if rule.quote
        ]
        self.implied = [
            wrapped(
                f"{one.number or one.title} 隐含本级另有清单 / implies a list of this tier：“{one.task}”",
                inner,
                _QUOTE,
                most=2,
            )
            for one in hop.implied[:_MOST_IMPLIED]
        ]
        self.height = self._height()

    def _height(self) -> float:
        height = 48.0 + len(self.title) * 16 + len(self.note) * 16
        for source, _, task, quote in self.said:
            height += 16 + len(task) * 18 + 24 + len(quote) * 16 + (16 if source else 0)
        height += sum(len(lines) * 16 + 6 for lines in (*self.rules, *self.implied))
        return height + (18 if self.left_out else 0) + 6


def chain_picture(trace: Trace, links: ChainLinks | None = None) -> Drawing:
    """Draw a trace. An arrow is drawn in full where the lower plan is known to carry out the upper one, else dashed.

    With links the documents and the statements can be followed, by mouse and by keyboard.
    """
    rows = [list(group) for _, group in groupby(enumerate(trace.hops), lambda one: one[1].area_code)]
    room = _WIDTH - 2 * MARGIN - _LABEL
    laid = [[_Node(position, hop, (room - (len(row) - 1) * 16) / len(row)) for position, hop in row] for row in rows]
    notes = foot_lines(_notes(trace), _WIDTH)
    top = HEADING + 34
    height = top + sum(max(node.height for node in row) + _GAP for row in laid) - _GAP + 16
    drawing = Drawing(_WIDTH, height + foot_height(notes), _title(trace), _description(trace))
    heading(drawing, _title(trace), _subtitle(trace))
    key(drawing, MARGIN, HEADING + 2, _tiers(trace))
    y = top
    upper: list[tuple[_Node, float, float]] = []
    for row in laid:
        tall = max(node.height for node in row)
        _draw_label(drawing, row[0].hop, y, tall)
        here: list[tuple[_Node, float, float]] = []
        x = MARGIN + _LABEL
        for node in row:
            _draw_node(drawing, node, (x, y, tall), links)
            here.append((node, x + node.width / 2, y + tall))
            x += node.width + 16
        for above, from_x, from_y in upper:
            for below, to_x, _ in here:
                _draw_link(drawing, (above.hop, below.hop), from_x, from_y, to_x, y)
        upper = here
        y += tall + _GAP
    foot(drawing, height - 8, notes)
    return drawing


def _title(trace: Trace) -> str:
    task = "、".join(concept.name_zh for concept in trace.concepts) or "全部事项"
    return f"{task}：从国家到{trace.place.name}"


def _subtitle(trace: Trace) -> str:
    names = "; ".join(concept.name_en for concept in trace.concepts if concept.name_en) or "all tasks"
    day = f"；{trace.as_of} 有效的方案 / plans in force on {trace.as_of}" if trace.as_of else ""
    return f"逐级所依据的方案、权责归属与原文{day}。 {names}: plans at each tier, who holds and who bears, in their own words."


def _description(trace: Trace) -> str:
    return (
        "；".join(f"{TIER_ZH[hop.tier]} {hop.area_name} {_called(hop)} {_STATUS[hop.status][0]}" for hop in trace.hops)
        + "。"
    )


def _notes(trace: Trace) -> list[str]:
    notes = [
        "实线：已知下级方案贯彻落实上级方案 full line: known to be carried out below；虚线：现有资料未说明 dashed: not known from what is held",
        "权：财政事权 power；支：支出责任 expenditure；‡ 另分情形 split by cases",
    ]
    notes += [trace.note] if trace.note else []
    numbers = dict.fromkeys(_called(hop) for hop in trace.hops if hop.instrument)
    return [*notes, "资料来源 / sources：" + "、".join(numbers)]


def _tiers(trace: Trace) -> set[str]:
    said = [
        one
        for hop in trace.hops
        for one in (*hop.statements, *(s for given in hop.from_above for s in given.statements))
    ]
    return {tier for one in said for tier in (*one.power_tiers, *one.expenditure_tiers)}


def _called(hop: Hop) -> str:
    plan = hop.instrument
    return "—" if plan is None else plan.number or plan.title or plan.iri


def _quoted(statement: Statement, width: float) -> list[str]:
    return wrapped(f"“{statement.quote}”", width, _QUOTE, most=4) if statement.quote else []


def _draw_label(drawing: Drawing, hop: Hop, y: float, tall: float) -> None:
    drawing.rect(MARGIN, y, 5, tall, fill=STRONG[hop.tier])
    drawing.text(MARGIN + 14, y + 22, TIER_ZH[hop.tier], size=16)
    drawing.text(MARGIN + 14, y + 39, TIER_EN[hop.tier], size=11, fill=MUTED)


def _draw_node(drawing: Drawing, node: _Node, place: tuple[float, float, float], links: ChainLinks | None) -> None:
    hop = node.hop
    x, y, tall = place
    zh, _, colour = _STATUS[hop.status]
    with drawing.group(f"{hop.area_name} {_called(hop)}：{zh}", f"node {hop.status}"):
        dashed = None if hop.status in ("stated", "silent") else "5 4"
        drawing.rect(
            x, y, node.width, tall, fill="#FFFFFF" if dashed is None else PALE, stroke=colour, radius=6, dash=dashed
        )
        below = _draw_document(drawing, node, x, y, links)
        below = drawing.lines(x + _PAD, below, node.note, size=11.5, fill=MUTED)
        for number, said in enumerate(node.said):
            link = None if links is None else links.said(node.position, number)
            below = _draw_statement(drawing, said, x + _PAD, below, node.width - 2 * _PAD, link)
        for lines in (*node.rules, *node.implied):
            below = drawing.lines(x + _PAD, below + 4, lines, size=_QUOTE, fill=MUTED)
        if node.left_out:
            drawing.text(
                x + _PAD, below + 2, f"……另有 {node.left_out} 项 / {node.left_out} more", size=11.5, fill=MUTED
            )


def _draw_document(drawing: Drawing, node: _Node, x: float, y: float, links: ChainLinks | None) -> float:
    """Write which document of which area it is; return where the next line goes."""
    hop = node.hop
    if links is not None and hop.instrument is not None:
        link = links.document(hop.instrument.iri)
        with drawing.link(link, f"{hop.area_name} {_called(hop)} {hop.instrument.title or ''}", "document"):
            return _write_document(drawing, node, x, y)
    return _write_document(drawing, node, x, y)


def _write_document(drawing: Drawing, node: _Node, x: float, y: float) -> float:
    hop = node.hop
    zh, en, colour = _STATUS[hop.status]
    drawing.text(x + _PAD, y + 22, wrapped(hop.area_name, node.width * 0.5, 14.5, most=1)[0], size=14.5)
    drawing.text(x + node.width - _PAD, y + 21, f"{zh} {en}", size=11.5, fill=colour, anchor="end")
    drawing.text(x + _PAD, y + 41, wrapped(_called(hop), node.width - 2 * _PAD, 12.5, most=1)[0], size=12.5)
    return drawing.lines(x + _PAD, y + 58, node.title, size=11.5, fill=MUTED)


def _draw_statement(
    drawing: Drawing,
    said: tuple[str | None, Statement, list[str], list[str]],
    x: float,
    y: float,
    width: float,
    link: str | None,
) -> float:
    source, statement, task, quote = said
    title = f"{statement.task}：“{statement.quote or ''}”（{statement.section or ''}）"
    with drawing.group(title, "statement") if link is None else drawing.link(link, title, "statement"):
        drawing.line(x, y - 6, x + width, y - 6, stroke=RULE)
        if source:
            drawing.text(x, y + 10, f"{source} 给予本级的 / gives this tier", size=11.5, fill=MUTED)
            y += 16
        y = drawing.lines(x, y + 12, task, size=13)
        squares_end = _draw_arrangement(drawing, "权", statement.power_mode, statement.power_tiers, x, y - 10)
        mark = "  ‡" if statement.cases else ""
        _draw_arrangement(
            drawing,
            "支",
            statement.expenditure_mode,
            statement.expenditure_tiers,
            max(x + width * 0.45, squares_end + 60),
            y - 10,
            mark,
        )
        y = drawing.lines(x + 8, y + 23, quote, size=_QUOTE, fill="#3C3C3C")
    return y + 6


def _draw_arrangement(
    drawing: Drawing, label: str, mode: str | None, tiers: tuple[str, ...], x: float, y: float, mark: str = ""
) -> float:
    drawing.text(x, y + 13, label, size=11.5, fill=MUTED)
    words = _MANNER[mode] if mode in _MANNER else MANNER_ZH.get(mode or "", "")
    if not tiers:
        unsaid = words or ("分情形" if mark else "未规定")
        drawing.text(x + 18, y + 13, f"{unsaid}{mark}", size=12, fill=MUTED)
        return x + 60
    end = squares(drawing, x + 18, y, tiers, side=16)
    if words or mark:
        drawing.text(end + 3, y + 13, f"{words}{mark}", size=12, fill=INK)
    return end


def _draw_link(drawing: Drawing, hops: tuple[Hop, Hop], x: float, y: float, to_x: float, to_y: float) -> None:
    above, below = hops
    known = above.link == "carried_out" and below.instrument is not None
    unknown = "是否贯彻未知 not known" if below.instrument and above.instrument else "未见方案 no plan seen"
    middle = (y + to_y) / 2
    drawing.path(
        moves("M", x, y, "L", x, middle, "L", to_x, middle, "L", to_x, to_y - 7),
        stroke=INK,
        width=1.4,
        dash=None if known else "5 4",
    )
    drawing.path(moves("M", to_x - 5, to_y - 8, "L", to_x + 5, to_y - 8, "L", to_x, to_y, "Z"), fill=INK)
    if x == to_x:
        drawing.text(x + 10, middle + 4, "贯彻落实 carried out" if known else unknown, size=11, fill=MUTED)
