"""The drawing: text that breaks where Chinese may break, numbers of one form, nothing that XML does not allow."""

from __future__ import annotations

import pytest
from lxml import etree

from shiquan.pictures.drawing import SVG, Drawing, moves, width_of, wrapped


@pytest.mark.parametrize(
    ("words", "width", "lines"),
    [
        ("", 100, []),
        ("知识产权", 40, ["知识产权"]),
        ("知识产权保护", 40, ["知识产权", "保护"]),
        # no comma at the beginning of a line, no opening mark at the end of one
        ("知识产权，保护", 40, ["知识产", "权，保护"]),
        ("根据《方案》", 30, ["根据", "《方", "案》"]),
        # a number stays whole
        ("临政办发〔2024〕39号", 80, ["临政办发", "〔2024〕39号"]),
        ("carried out below", 60, ["carried out", "below"]),
        ("知\n识", 40, ["知 识"]),
    ],
)
def test_breaking_lines(words: str, width: float, lines: list[str]) -> None:
    assert wrapped(words, width, 10) == lines
    assert all(width_of(line, 10) <= width + 10 for line in lines)


def test_what_does_not_fit_ends_with_an_ellipsis() -> None:
    assert wrapped("知识产权保护体系建设", 40, 10, most=2) == ["知识产权", "保护体…"]
    assert wrapped("知识产权保护体系", 40, 10, most=2) == ["知识产权", "保护体系"]


def test_numbers_have_at_most_two_decimals() -> None:
    assert moves("M", 1.0, 2 / 3, "L", -0.001, 10, "Z") == "M 1 0.67 L 0 10 Z"


def test_a_drawing_has_title_and_description_and_legal_text() -> None:
    """A control character from a damaged document made the SVG no XML at all."""
    drawing = Drawing(100, 50, "题名 <甲>", "说明\x00\x0b")
    with drawing.group("一格\x01 & 原文", "cell"):
        drawing.text(1, 2, "“甲”<乙>\ud800")
    root = etree.fromstring(drawing.svg())
    assert root.get("role") == "img"
    labels = (root.get("aria-labelledby") or "").split()
    assert {element.get("id"): element.text for element in root if element.get("id")} == {
        labels[0]: "题名 <甲>",
        labels[1]: "说明",
    }
    assert root.findtext(f"{{{SVG}}}g/{{{SVG}}}title") == "一格 & 原文"
    assert root.findtext(f"{{{SVG}}}g/{{{SVG}}}text") == "“甲”<乙>"


def test_in_a_notebook_without_the_xml_declaration() -> None:
    assert Drawing(1, 1, "甲", "乙")._repr_svg_().startswith("<svg ")
