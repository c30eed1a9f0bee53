"""The numbers that Word generates before paragraphs (一、 （一） 1.), which stand nowhere in the text of the file.

A paragraph names a list (w:numId) and a level (w:ilvl), itself or through its style; the list says by its abstract list
how a level is counted and written (ECMA-376-1, section 17.9).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import cn2an
from docx.document import Document
from lxml import etree

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LEVELS = 9
_HIGHEST = 9999
_CHINESE = {"chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting", "taiwaneseCountingThousand", "ideographDigital", "chineseLegalSimplified"}  # fmt: skip
_LEGAL = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Level:
    """How one level is counted and written; ``pattern`` has %1 to %9 for the numbers of the levels."""

    start: int
    form: str
    pattern: str
    decimal: bool


@dataclass(slots=True)
class _List:
    """An abstract list: its levels and where the count stands. Lists of one abstract list count on from each other."""

    levels: dict[int, _Level]
    counts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """The numbered lists of one document; labels are asked for in the order of the text."""

    def __init__(self, document: Document) -> None:
        self._lists: dict[str, _List] = {}
        self._restarts: dict[tuple[str, int], int] = {}
        self._styles = {
            str(style.get(_W + "styleId")): style for style in document.styles.element.findall(_W + "style")
        }
        part = next(
            (rel.target_part for rel in document.part.rels.values() if rel.reltype.endswith("/numbering")), None
        )
        if part is not None:
            self._read(part.element)

    def label(self, paragraph: etree._Element) -> str:
        """Return the number before a paragraph as it is shown, empty where it has none or only a bullet."""
        number, depth = self._place(paragraph)
        numbered = self._lists.get(number or "")
        level = numbered.levels.get(depth) if numbered is not None else None
        if number is None or numbered is None or level is None:
            return ""
        following = numbered.counts[depth] + 1 if depth in numbered.counts else level.start
        numbered.counts[depth] = self._restarts.pop((number, depth), following)
        for deeper in [known for known in numbered.counts if known > depth]:
            del numbered.counts[deeper]
        label = _written(numbered, level)
        return label + "\t" if label else ""

    def _read(self, root: etree._Element) -> None:
        abstract: dict[str | None, _List] = {}
        shared: dict[str, _List] = {}
        for item in root.findall(_W + "abstractNum"):
            known = _List(dict(map(_level, item.findall(_W + "lvl"))))
            abstract[item.get(_W + "abstractNumId")] = known
            style = _value(item, "styleLink")
            if style is not None:
                shared[style] = known
        for item in root.findall(_W + "abstractNum"):
            # a list may leave its levels to the list of a numbering style
            style = _value(item, "numStyleLink")
            if style is not None and style in shared:
                abstract[item.get(_W + "abstractNumId")] = shared[style]
        for item in root.findall(_W + "num"):
            self._read_list(item, abstract.get(_value(item, "abstractNumId")))

    def _read_list(self, item: etree._Element, known: _List | None) -> None:
        if known is None:
            return
        number = str(item.get(_W + "numId"))
        own = dict(map(_level, item.findall(f"{_W}lvlOverride/{_W}lvl")))
        self._lists[number] = _List({**known.levels, **own}) if own else known
        for override in item.findall(_W + "lvlOverride"):
            start = _value(override, "startOverride")
            if start is not None:
                self._restarts[number, _integer(override.get(_W + "ilvl"))] = _integer(start)

    def _place(self, paragraph: etree._Element) -> tuple[str | None, int]:
        """Return the list and level of a paragraph: its own, else those of its style or of a style that one is based on."""
        depth: str | None = None
        holder: etree._Element | None = paragraph
        seen: set[str] = set()
        while holder is not None:
            said = holder.find(f"{_W}pPr/{_W}numPr")
            number = _value(said, "numId")
            depth = depth or _value(said, "ilvl")
            if number is not None:
                return number, _integer(depth)
            name = _value(holder, "basedOn") or _value(holder.find(_W + "pPr"), "pStyle")
            holder = self._styles.get(name) if name is not None and name not in seen else None
            seen.add(name or "")
        return None, 0


def _level(element: etree._Element) -> tuple[int, _Level]:
    decimal = element.find(_W + "isLgl")
    return _integer(element.get(_W + "ilvl")), _Level(
        start=_integer(_value(element, "start") or "1"),
        form=_value(element, "numFmt") or "decimal",
        pattern=_value(element, "lvlText") or "",
        decimal=decimal is not None and decimal.get(_W + "val", "true") not in ("0", "false", "off"),
    )


def _value(element: etree._Element | None, name: str) -> str | None:
    """Return what a child element of that name says, None where there is none."""
    child = element.find(_W + name) if element is not None else None
    return child.get(_W + "val") if child is not None else None


def _integer(words: str | None) -> int:
    return int(words) if words is not None and words.lstrip("-").isdecimal() else 0


def _written(numbered: _List, level: _Level) -> str:
    if level.form in ("bullet", "none"):
        return ""
    label = level.pattern
    for depth in range(_LEVELS):
        mark = f"%{depth + 1}"
        if mark in label:
            known = numbered.levels.get(depth)
            form = "decimal" if level.decimal or known is None else known.form
            start = known.start if known is not None else 1
            label = label.replace(mark, _figure(numbered.counts.get(depth, start), form))
    return label


def _figure(number: int, form: str) -> str:
    """Write a number in one of the forms of ST_NumberFormat (section 17.18.59); an unknown one is written in digits."""
    if not 0 < number <= _HIGHEST:
        return str(number)
    if form in _CHINESE:
        words = str(cn2an.an2cn(number, "low")).replace("零", "〇" if form == "ideographDigital" else "零")
        words = words.removeprefix("一") if words.startswith("一十") else words
        return words.translate(_LEGAL) if form == "chineseLegalSimplified" else words
    if form == "ideographTraditional" and number <= len(_STEMS):
        return _STEMS[number - 1]
    if form in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter.upper() if form == "upperLetter" else letter
    if form in ("lowerRoman", "upperRoman"):
        words = ""
        for value, sign in _ROMAN:
            words, number = words + sign * (number // value), number % value
        return words.upper() if form == "upperRoman" else words
    if form in ("decimalEnclosedCircle", "decimalEnclosedCircleChinese") and number <= 20:
        return chr(ord("①") + number - 1)
    return str(number)
