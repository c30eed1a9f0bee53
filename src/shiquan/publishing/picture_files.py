"""Pictures on pages and beside them: a drawing inside a page, and the files SVG, PNG and CSV of what it shows."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from functools import cache
from importlib.util import find_spec
from typing import Final

from lxml import etree
from markupsafe import Markup

from shiquan.pictures.drawing import Drawing
from shiquan.pictures.png import png
from shiquan.publishing.files import File
from shiquan.questions.rendering import as_csv
from shiquan.stores.rows import Rows

CSV: Final = "text/csv; charset=utf-8; header=present"
_SVG: Final = "image/svg+xml"


@cache
def png_can_be_made() -> bool:
    """Tell whether the packages of the extra `pictures` are installed."""
    return find_spec("resvg_py") is not None and find_spec("pylopdf_fonts_zh_cn") is not None


def exports(name: str, draw: Callable[[], Drawing], rows: Callable[[], Rows], zoom: float = 2) -> tuple[File, ...]:
    """Return the files ``name.svg``, ``name.csv`` and, where it can be made, ``name.png`` with ``zoom`` pixels for each of the drawing."""
    files = [File(f"{name}.svg", _SVG, lambda: draw().svg()), table_file(name, rows)]
    if png_can_be_made():
        files.append(File(f"{name}.png", "image/png", lambda: png(draw().svg(), zoom)))
    return tuple(files)


def table_file(name: str, rows: Callable[[], Rows]) -> File:
    """Return the file ``name.csv``."""
    return File(f"{name}.csv", CSV, lambda: as_csv(rows()).encode())


def inside_page(drawing: Drawing, name: str) -> Markup:
    """Return a drawing as an element of an HTML page, as wide as there is room; ``name`` tells it from others of the page."""
    root = deepcopy(drawing.root)
    for attribute in ("width", "height"):
        del root.attrib[attribute]
    root.set("class", "picture")
    root.set("aria-labelledby", f"{name}-title {name}-description")
    for child in root[:2]:
        child.set("id", child.get("id", "").replace("picture", name))
    # safe: lxml wrote it, so that every text and attribute in it is escaped
    return Markup(etree.tostring(root, encoding="unicode"))
