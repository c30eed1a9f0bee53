"""From a .docx file (ECMA-376, Office Open XML) to the raw text of its body: paragraphs, and tables in pipes.

Only the main text is read. Headers, footers, footnotes, comments and text boxes are not part of what a document rules;
deleted and hidden text is not shown, so it is not read. Macros are never looked at, and the parser of python-docx resolves no
entities, neither external ones nor nested ones.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Final

import docx
from lxml import etree

from shiquan.errors import UnreadableDocument
from shiquan.reading.limits import LARGEST_PACKAGE, LARGEST_XML, MIB
from shiquan.reading.word_numbering import Numbering

_OLE = b"\xd0\xcf\x11\xe0"
_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_WRAPPERS = {_W + name for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag")}
_LEFT_OUT = {_W + name for name in ("del", "moveFrom", "txbxContent", "rPr", "pPr", "instrText")}
_CHARACTERS = {_W + "tab": "\t", _W + "cr": "\n", _W + "noBreakHyphen": "-"}


def word_text(data: bytes, name: str) -> str:
    """Return the text of a .docx file, one line a paragraph or table row; numbers that Word generates are written out.

    Raises:
        UnreadableDocument: the file is encrypted or damaged, is no .docx file, or unpacks to too much.

    """
    if data.startswith(_OLE):
        raise UnreadableDocument(
            name,
            "format",
            "这是加密的文件或旧版 .doc 文件；请去掉密码并另存为 .docx 或 .txt",
            "this is an encrypted file or an old .doc file; remove the password and save it as .docx or .txt",
        )
    _check_size(data, name)
    try:
        document = docx.Document(io.BytesIO(data))
        numbering = Numbering(document)
        return "\n".join(_lines(document.element.body, numbering))
    except Exception as error:
        # python-docx and lxml stumble over damaged files in many ways, each with an error of its own
        raise UnreadableDocument(
            name,
            "format",
            "不是完好的 Word 文件（.docx）；请用 LibreOffice 或 WPS 重新另存为 .docx 或 .txt",
            "not a sound Word file (.docx); save it again as .docx or .txt with LibreOffice or WPS",
        ) from error


def _check_size(data: bytes, name: str) -> None:
    """Refuse a file that unpacks to too much, by what its directory says; the reader unpacks no more than that."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            sizes = {entry.filename: entry.file_size for entry in archive.infolist()}
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return  # the reader says what is wrong
    xml = sum(size for part, size in sizes.items() if part.lower().endswith((".xml", ".rels")))
    if sum(sizes.values()) > LARGEST_PACKAGE or xml > LARGEST_XML:
        raise UnreadableDocument(
            name,
            "too_large",
            f"解开后超过 {LARGEST_PACKAGE // MIB} MB（或文字部分超过 {LARGEST_XML // MIB} MB），疑为压缩炸弹，拒绝解开",
            f"it unpacks to more than {LARGEST_PACKAGE // MIB} MB (or its text to more than {LARGEST_XML // MIB} MB), "
            "as only zip bombs do, and is not unpacked",
        )


def _lines(parent: etree._Element, numbering: Numbering) -> Iterator[str]:
    for block in _children(parent):
        if block.tag == _W + "p":
            yield numbering.label(block) + _text(block)
        elif block.tag == _W + "tbl":
            yield from _table_lines(block, numbering)


def _children(parent: etree._Element) -> Iterator[etree._Element]:
    """Yield the elements within another; what only wraps them (content controls, tracked insertions) is looked through."""
    for child in parent:
        if child.tag in _WRAPPERS:
            yield from _children(child)
        else:
            yield child


def _text(element: etree._Element) -> str:
    """Return the text that is shown in a paragraph or in a part of it."""
    parts: list[str] = []
    for child in element:
        if child.tag == _W + "t":
            parts.append(child.text or "")
        elif child.tag in _CHARACTERS:
            parts.append(_CHARACTERS[child.tag])
        elif child.tag == _W + "br":
            parts.append("\n" if child.get(_W + "type", "textWrapping") == "textWrapping" else "")
        elif child.tag == _W + "r" and _is_hidden(child):
            continue
        elif isinstance(child.tag, str) and child.tag not in _LEFT_OUT:
            parts.append(_text(child))
    return "".join(parts)


def _is_hidden(run: etree._Element) -> bool:
    hidden = run.find(f"{_W}rPr/{_W}vanish")
    return hidden is not None and hidden.get(_W + "val", "true") not in ("0", "false", "off")


def _table_lines(table: etree._Element, numbering: Numbering) -> Iterator[str]:
    """Yield the rows of a table in pipes; a table of one column is only a frame, and its text is that of the page."""
    rows = [
        [cell for cell in _children(row) if cell.tag == _W + "tc"] for row in _children(table) if row.tag == _W + "tr"
    ]
    if all(len(cells) <= 1 for cells in rows):
        for cells in rows:
            for cell in cells:
                yield from _lines(cell, numbering)
        return
    for cells in rows:
        words = [word for cell in cells for word in _cell(cell, numbering)]
        yield "| " + " | ".join(words) + " |"


def _cell(cell: etree._Element, numbering: Numbering) -> list[str]:
    """Return the text of a cell, and an empty one for every further column that it takes.

    Where a cell goes on from the row above, its text stands there already and here is nothing.
    """
    properties = cell.find(_W + "tcPr")
    span, merged = None, None
    if properties is not None:
        span, merged = properties.find(_W + "gridSpan"), properties.find(_W + "vMerge")
    width = int(span.get(_W + "val", "1")) if span is not None else 1
    goes_on = merged is not None and merged.get(_W + "val", "continue") == "continue"
    words = "" if goes_on else "".join(_lines(cell, numbering)).replace("\n", "").replace("|", "｜")
    return [words, *[""] * (min(width, 63) - 1)]
