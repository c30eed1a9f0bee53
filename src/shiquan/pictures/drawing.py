"""An SVG drawing: shapes and text at given places, with titles for readers who do not see it.

The bytes depend on what is drawn alone: numbers are written with at most two decimals, attributes in the order given here.
Text stays text (it can be searched, copied and read aloud); which font shows it is the viewer's matter, and for PNG that of
`shiquan.pictures.png`.
"""

from __future__ import annotations

import unicodedata

from lxml import etree

SVG = "http://www.w3.org/2000/svg"
FONTS = "'Noto Sans SC','Source Han Sans SC','PingFang SC','Microsoft YaHei','WenQuanYi Micro Hei',sans-serif"

INK = "#1A1A1A"
MUTED = "#595959"
RULE = "#C8C8C8"
PALE = "#F4F4F2"
PAPER = "#FFFFFF"

# Characters that must not begin a line (JIS X 4051 and CLREQ, prohibition rules for line start).
_NOT_AT_START = frozenset("、，。；：？！）〕》”’】%)],.;:!?·…")
_NOT_AT_END = frozenset("（〔《“‘【([")


class Drawing:
    """A drawing of a size in pixels, with a title and a description for screen readers."""

    def __init__(self, width: float, height: float, title: str, description: str) -> None:
        self.root = etree.Element(
            f"{{{SVG}}}svg",
            {
                "width": _number(width),
                "height": _number(height),
                "viewBox": f"0 0 {_number(width)} {_number(height)}",
                "role": "img",
                "aria-labelledby": "picture-title picture-description",
                "font-family": FONTS,
                "fill": INK,
            },
            nsmap={None: SVG},
        )
        for name, words in (("title", title), ("desc", description)):
            identifier = "picture-title" if name == "title" else "picture-description"
            etree.SubElement(self.root, f"{{{SVG}}}{name}", {"id": identifier}).text = _legal(words)
        self._into = self.root
        self.rect(0, 0, width, height, fill=PAPER)

    def group(self, title: str, kind: str) -> _Group:
        """Open a group with a title (a tooltip where a mouse points, an accessible name) and a class; use it in a ``with``."""
        return _Group(self, title, "g", {"class": kind})

    def link(self, address: str, title: str, kind: str) -> _Group:
        """Open a group that leads to an address, by mouse and by keyboard; else as `group`. Links must not stand in one another.

        A drawing with links is no single image to a screen reader any more, but a group of what is in it.
        """
        self.root.set("role", "group")
        return _Group(self, title, "a", {"class": kind, "href": address})

    def rect(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        fill: str,
        stroke: str | None = None,
        stroke_width: float = 1,
        radius: float = 0,
        dash: str | None = None,
    ) -> None:
        """Draw a rectangle."""
        attributes = {"x": _number(x), "y": _number(y), "width": _number(width), "height": _number(height)}
        attributes |= {"rx": _number(radius)} if radius else {}
        self._shape("rect", attributes | {"fill": fill} | _stroke(stroke, stroke_width, dash))

    def line(
        self, x1: float, y1: float, x2: float, y2: float, stroke: str = RULE, width: float = 1, dash: str | None = None
    ) -> None:
        """Draw a straight line."""
        ends = {"x1": _number(x1), "y1": _number(y1), "x2": _number(x2), "y2": _number(y2)}
        self._shape("line", ends | _stroke(stroke, width, dash))

    def path(
        self,
        steps: str,
        fill: str = "none",
        stroke: str | None = None,
        width: float = 1,
        opacity: float | None = None,
        dash: str | None = None,
    ) -> None:
        """Draw a path; the steps are written as SVG's `d`, best by `moves`."""
        attributes = {"d": steps, "fill": fill} | _stroke(stroke, width, dash)
        self._shape("path", attributes | ({} if opacity is None else {"opacity": _number(opacity)}))

    def circle(self, x: float, y: float, radius: float, fill: str, stroke: str | None = None, width: float = 1) -> None:
        """Draw a circle."""
        attributes = {"cx": _number(x), "cy": _number(y), "r": _number(radius), "fill": fill}
        self._shape("circle", attributes | _stroke(stroke, width, None))

    def text(self, x: float, y: float, words: str, size: float = 13, fill: str = INK, anchor: str = "start") -> None:
        """Write one line of text; ``y`` is its baseline, ``anchor`` start, middle or end."""
        attributes = {"x": _number(x), "y": _number(y), "font-size": _number(size)}
        attributes |= {"fill": fill} if fill != INK else {}
        attributes |= {"text-anchor": anchor} if anchor != "start" else {}
        etree.SubElement(self._into, f"{{{SVG}}}text", attributes).text = _legal(words)

    def lines(
        self, x: float, y: float, lines: list[str], size: float = 13, fill: str = INK, anchor: str = "start"
    ) -> float:
        """Write lines of text one under the other; return the baseline that a next line would have."""
        for line in lines:
            self.text(x, y, line, size, fill, anchor)
            y += size * 1.4
        return y

    def svg(self) -> bytes:
        """Return the drawing as SVG 1.1, UTF-8, one element a line."""
        etree.indent(self.root, " ")
        written = etree.tostring(self.root, encoding="UTF-8", xml_declaration=True)
        return bytes(written) + b"\n"

    def inline_svg(self) -> str:
        """Return the drawing as an element to be put into an HTML page: without the XML declaration."""
        return self.svg().decode("utf-8").partition("\n")[2]

    def _repr_svg_(self) -> str:
        return self.inline_svg()

    def _shape(self, name: str, attributes: dict[str, str]) -> None:
        etree.SubElement(self._into, f"{{{SVG}}}{name}", attributes)


class _Group:
    """A group of shapes that is open while its ``with`` block runs."""

    def __init__(self, drawing: Drawing, title: str, element: str, attributes: dict[str, str]) -> None:
        self._drawing = drawing
        self._title = title
        self._element = element
        self._attributes = attributes

    def __enter__(self) -> None:
        self._before = self._drawing._into
        group = etree.SubElement(self._before, f"{{{SVG}}}{self._element}", self._attributes)
        etree.SubElement(group, f"{{{SVG}}}title").text = _legal(self._title)
        self._drawing._into = group

    def __exit__(self, *_: object) -> None:
        self._drawing._into = self._before


def moves(*steps: str | float) -> str:
    """Return the steps of a path: letters as they are, numbers with at most two decimals."""
    return " ".join(step if isinstance(step, str) else _number(step) for step in steps)


def width_of(words: str, size: float) -> float:
    """Return about how wide words are, in pixels: full-width characters count one em, others what a plain sans takes."""
    return sum(_em(char) for char in words) * size


def wrapped(words: str, width: float, size: float, most: int | None = None) -> list[str]:
    """Break words into lines of a width; what does not fit into ``most`` lines ends with an ellipsis.

    Chinese breaks anywhere except before closing and after opening punctuation; runs of other letters stay whole where they fit.
    """
    lines: list[str] = []
    current: list[str] = []
    for piece in _pieces(words):
        if current and width_of("".join(current) + piece.rstrip(), size) > width:
            cut = len(current)
            while cut > 0 and not _may_break(current[cut - 1], current[cut] if cut < len(current) else piece):
                cut -= 1
            cut = cut or len(current)
            lines.append("".join(current[:cut]).rstrip())
            current = current[cut:]
        current.append(piece)
    lines += ["".join(current).rstrip()] if current else []
    if most is not None and len(lines) > most:
        lines = lines[:most]
        last = lines[-1]
        while last and width_of(last + "…", size) > width:
            last = last[:-1]
        lines[-1] = last + "…"
    return lines


def _may_break(before: str, after: str) -> bool:
    return after[0] not in _NOT_AT_START and before[-1] not in _NOT_AT_END


def _pieces(words: str) -> list[str]:
    """Return the parts between which a line may break: each full-width character, each run of others with its space."""
    pieces: list[str] = []
    run = ""
    for char in " ".join(words.split()):
        if _em(char) == 1.0:
            pieces += [run] if run else []
            pieces.append(char)
            run = ""
        else:
            run += char
            if char == " ":
                pieces.append(run)
                run = ""
    return pieces + ([run] if run else [])


def _em(char: str) -> float:
    if char == " ":
        return 0.25
    if unicodedata.east_asian_width(char) in "WF" or char in "“”‘’…—·†‡":
        return 1.0
    if char in ".,:;'|!()[]iljtfrI":
        return 0.4
    return 0.85 if char in "MWmw@%" else 0.6


def _stroke(stroke: str | None, width: float, dash: str | None) -> dict[str, str]:
    if stroke is None:
        return {}
    found = {"stroke": stroke, "stroke-width": _number(width)}
    return found | ({"stroke-dasharray": dash} if dash else {})


def _number(value: float) -> str:
    written = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if written == "-0" else written


def _legal(words: str) -> str:
    """Return words without the control characters that XML 1.0 (section 2.2) does not allow."""
    return "".join(char for char in words if char in "\t\n\r" or unicodedata.category(char) not in ("Cc", "Cs"))
