"""Coverage by province as a picture: a tile for each province-level unit, all of one size; where they stand is rough and shows no borders."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from shiquan.comparison.coverage import Coverage, ProvinceCovered
from shiquan.comparison.wording import TIER_ZH
from shiquan.pictures.drawing import INK, MUTED, Drawing, wrapped
from shiquan.pictures.page import HEADING, MARGIN, foot, foot_height, foot_lines, heading

_TILE: Final = 96.0
_GAP: Final = 6.0
_STEPS: Final = (
    (0.0, "#FFFFFF", "0"),
    (0.1, "#E3EEF6", "≤10%"),
    (0.25, "#BDD9EC", "≤25%"),
    (0.5, "#86BADB", "≤50%"),
    (0.75, "#5FA3CF", "≤75%"),
    (1.0, "#3D8DC2", "≤100%"),
)
"""Up to which share of places a fill stands, light to dark; the figures are written on every tile, so that colour says nothing alone."""

_ENDINGS: Final = ("维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "特别行政区", "省", "市")


@cache
def _tiles() -> Mapping[str, tuple[int, int]]:
    with (Path(__file__).parent / "province_tiles.csv").open(encoding="utf-8", newline="") as rows:
        return {row["code"]: (int(row["column"]), int(row["row"])) for row in csv.DictReader(rows)}


def coverage_picture(coverage: Coverage, title: str, links: Mapping[str, str] | None = None) -> Drawing:
    """Draw the provinces as tiles, each with how many of its places have a plan held.

    ``links`` gives tiles an address to lead to, by the code of the province.
    """
    placed = _placed(coverage)
    columns, rows = max(x for x, _ in placed.values()) + 1, max(y for _, y in placed.values()) + 1
    width = 2 * MARGIN + columns * (_TILE + _GAP) - _GAP
    notes = foot_lines(_notes(coverage), width)
    top = HEADING + 34
    bottom = top + rows * (_TILE + _GAP)
    drawing = Drawing(width, bottom + foot_height(notes), title, _description(coverage))
    heading(drawing, title, "每格：收录了方案全文的地方 / 全部地方。 Each tile: places with a plan held / all places.")
    _draw_key(drawing)
    for one in coverage.provinces:
        column, row = placed[one.province.code]
        x, y = MARGIN + column * (_TILE + _GAP), top + row * (_TILE + _GAP)
        address = (links or {}).get(one.province.code)
        kind = "province"
        with drawing.link(address, _told(one), kind) if address else drawing.group(_told(one), kind):
            _draw_tile(drawing, one, x, y)
    foot(drawing, bottom, notes)
    return drawing


def _placed(coverage: Coverage) -> dict[str, tuple[int, int]]:
    """Return where each province stands; one that the tiles do not know stands in a row of its own below them."""
    tiles = _tiles()
    below = max(row for _, row in tiles.values()) + 1
    unknown = [one.province.code for one in coverage.provinces if one.province.code not in tiles]
    known = {one.province.code: tiles[one.province.code] for one in coverage.provinces if one.province.code in tiles}
    return known | {code: (place % 9, below + place // 9) for place, code in enumerate(unknown)} or {"": (0, 0)}


def _draw_tile(drawing: Drawing, one: ProvinceCovered, x: float, y: float) -> None:
    total = one.total
    share = total.held / total.places
    fill = next(fill for most, fill, _ in _STEPS if share <= most)
    dashed = None if total.held or total.cited else "4 3"
    drawing.rect(x, y, _TILE, _TILE, fill=fill, stroke="#55606F", radius=4, dash=dashed)
    drawing.text(x + _TILE / 2, y + 27, _short(one.province.name), size=16, anchor="middle")
    drawing.text(x + _TILE / 2, y + 52, f"{total.held} / {total.places}", size=15, anchor="middle")
    if total.cited:
        words = f"另 {total.cited} 仅知其名"
        drawing.text(x + _TILE / 2, y + 72, words, size=10.5, anchor="middle", fill=INK)
    tiers = [f"{TIER_ZH[tier][0]}{counted.held}" for tier, counted in one.tiers.items() if counted.held]
    drawing.text(x + _TILE / 2, y + 88, " ".join(tiers), size=10.5, anchor="middle", fill=INK)


def _draw_key(drawing: Drawing) -> None:
    x, y = MARGIN, HEADING + 2
    for _, fill, words in _STEPS:
        drawing.rect(x, y, 17, 17, fill=fill, stroke="#55606F", radius=2)
        drawing.text(x + 23, y + 13, words, size=12)
        x += 78
    drawing.text(x, y + 13, "收录比例 share of places held", size=12, fill=MUTED)


def _short(name: str) -> str:
    ending = next((ending for ending in _ENDINGS if name.endswith(ending) and len(name) > len(ending)), "")
    return wrapped(name.removesuffix(ending), _TILE - 8, 16, most=1)[0]


def _told(one: ProvinceCovered) -> str:
    parts = [
        f"{TIER_ZH[tier]} 收录 {counted.held}、仅知其名 {counted.cited}、未见 {counted.none}（共 {counted.places}）"
        for tier, counted in one.tiers.items()
    ]
    return f"{one.province.name}：" + "；".join(parts)


def _description(coverage: Coverage) -> str:
    held = sum(one.total.held for one in coverage.provinces)
    places = sum(one.total.places for one in coverage.provinces)
    return f"{len(coverage.provinces)} 个省级单位，{places} 个地方，其中 {held} 个收录了方案全文。"


def _notes(coverage: Coverage) -> list[str]:
    notes = [
        "各格大小相同，位置只是大致，不表示边界、面积和相邻关系。 Tiles are of one size; where they stand is rough and shows neither borders nor areas nor neighbours.",
        "格中末行：各级收录的地方数（省、市、县）；虚线：没有见到方案，不等于没有方案。 Last line of a tile: places held by tier (省 province, 市 prefecture, 县 county); 另 n 仅知其名: n more whose plan is known by name only; dashed: no plan is known here, which does not mean that there is none.",
        "地方：GB/T 2260 现行区划的省、市、县三级。 Places: the areas of GB/T 2260 of today.",
    ]
    if coverage.elsewhere:
        notes.append(
            f"另有 {len(coverage.elsewhere)} 份方案属于已撤销的区划，未计入。 {len(coverage.elsewhere)} plans of areas that are no more are not counted."
        )
    return notes
