"""The classes of the ontology as a picture made from the files: the tree of subclasses, and beside each class the properties that lead from it to others."""

from __future__ import annotations

from pyoxigraph import NamedNode

from shiquan.pictures.drawing import INK, MUTED, PALE, RULE, Drawing, width_of
from shiquan.pictures.page import HEADING, MARGIN, heading
from shiquan.publishing.vocabulary.facts import is_own, local_name, ontology_facts
from shiquan.publishing.vocabulary.ontology_terms import labels
from shiquan.terms import OWL, RDFS

_ROW = 26.0
_STEP = 24.0
_LINE = 17.0
_PROPERTIES = 400.0
_VALUES = 250.0
_WIDTH = 1010.0
_SIZE = 13.0
_SMALL = 11.5


def class_diagram() -> Drawing:
    """Draw the classes. Those of one branch stand below each other, each under the class that it is a kind of."""
    facts = ontology_facts()
    classes = [node.value for node in facts.of_type(OWL + "Class") if is_own(node.value)]
    above = {
        name: [one for one in facts.iris(NamedNode(name), RDFS + "subClassOf") if one in set(classes)]
        for name in classes
    }
    below: dict[str, list[str]] = {}
    for name in classes:
        for one in above[name]:
            below.setdefault(one, []).append(name)
    leading = {
        name: [
            (property_.value, value)
            for property_ in facts.of_type(OWL + "ObjectProperty")
            if is_own(property_.value) and name in facts.iris(property_, RDFS + "domain")
            for value in facts.iris(property_, RDFS + "range")
        ]
        for name in classes
    }
    rows: list[tuple[str, int]] = []

    def walk(name: str, depth: int) -> None:
        rows.append((name, depth))
        for one in below.get(name, ()):
            walk(one, depth + 1)

    for name in classes:
        if not above[name]:
            walk(name, 0)
    heights = [max(_ROW, 8 + _LINE * len(leading[name])) for name, _ in rows]
    top = HEADING + 10
    title = "事权本体的类 / Classes of the shiquan ontology"
    drawing = Drawing(_WIDTH, top + sum(heights) + MARGIN, title, _description(rows, leading))
    heading(
        drawing,
        title,
        "左：类及其下位类；右：由此类指向另一类的属性。 Left: classes and their subclasses. Right: properties that lead from a class to another.",
    )
    y = top
    trunks: list[float] = []
    for (name, depth), height in zip(rows, heights, strict=True):
        _draw_class(drawing, name, depth, y, trunks, leading[name])
        trunks[depth:] = [y + _ROW - 3]
        y += height
    return drawing


def _draw_class(
    drawing: Drawing, name: str, depth: int, y: float, trunks: list[float], leading: list[tuple[str, str]]
) -> None:
    x = MARGIN + depth * _STEP
    words = _words(name)
    with drawing.group(words, "class"):
        if depth:
            stem = MARGIN + (depth - 1) * _STEP + 10
            drawing.line(stem, trunks[depth - 1], stem, y + _ROW / 2, stroke=RULE, width=1.2)
            drawing.line(stem, y + _ROW / 2, x, y + _ROW / 2, stroke=RULE, width=1.2)
        width = width_of(words, _SIZE) + 16
        if leading:
            # leads the eye from the class to what stands far right of it
            drawing.line(x + width + 6, y + _ROW / 2, MARGIN + _PROPERTIES - 8, y + _ROW / 2, stroke=RULE, dash="2 4")
        drawing.rect(x, y + 2, width, _ROW - 5, fill=PALE, stroke=RULE, radius=3)
        drawing.text(x + 8, y + 17, words, size=_SIZE)
        for place, (property_, value) in enumerate(leading):
            line = y + 17 + place * _LINE
            drawing.text(MARGIN + _PROPERTIES, line, _words(property_), size=_SMALL, fill=MUTED)
            drawing.text(MARGIN + _PROPERTIES + _VALUES, line, f"→ {_words(value)}", size=_SMALL, fill=INK)


def _words(iri: str) -> str:
    zh, _ = labels().get(iri, (local_name(iri), ""))
    return f"{zh} {local_name(iri)}"


def _description(rows: list[tuple[str, int]], leading: dict[str, list[tuple[str, str]]]) -> str:
    count = sum(len(found) for found in leading.values())
    return f"{len(rows)} 个类，{count} 个属性；页面文字列出同样的内容。 / {len(rows)} classes and {count} properties; the page lists the same in words."
