"""Reading a source file of any supported format into raw text, and that into the cleaned text."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import docx
import pdfplumber
from docx.document import Document as WordDocument
from docx.table import Table
from docx.text.paragraph import Paragraph
from pdfminer.pdfparser import PDFSyntaxError
from pdfplumber.utils.exceptions import PdfminerException

from shiquan.errors import UnreadableDocument
from shiquan.lexicon import Lexicon
from shiquan.model import Source
from shiquan.reading.cleaning import clean
from shiquan.reading.decoding import decode
from shiquan.reading.web_pages import page_text

MEDIA_TYPES = {
    ".txt": "text/plain",
    ".md": "text/markdown",
    ".html": "text/html",
    ".htm": "text/html",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".pdf": "application/pdf",
}
"""The formats that can be read, by the ending of the file's name."""

_CONVERTIBLE = {".doc": "Word 97–2003", ".wps": "WPS", ".ofd": "OFD", ".rtf": "RTF", ".odt": "ODT"}
_LARGEST_FILE = 64 * 1024 * 1024
_LARGEST_UNPACKED = 256 * 1024 * 1024
_META_CHARSET = re.compile(rb"charset=[\"']?\s*([A-Za-z0-9_-]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SourceText:
    """A source file and the cleaned text made from it."""

    source: Source
    text: str


def read_source(path: Path, lexicon: Lexicon) -> SourceText:
    """Read a file.

    Raises:
        UnreadableDocument: the file is missing, empty, too large, damaged, or in a format that cannot be read; the message
            says what to do.

    """
    try:
        size = path.stat().st_size
        if size > _LARGEST_FILE:
            raise UnreadableDocument(
                path.name,
                "format",
                f"文件有 {size // 2**20} MB，超过 64 MB 的上限",
                f"the file has {size // 2**20} MB, more than the 64 MB allowed",
            )
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableDocument(
            path.name, "missing", f"无法读取文件：{error.strerror}", f"the file cannot be read: {error.strerror}"
        ) from error
    return read_bytes(data, path.name, lexicon)


def read_bytes(data: bytes, name: str, lexicon: Lexicon) -> SourceText:
    """Read the bytes of a file of that name; see `read_source`."""
    ending = Path(name).suffix.lower()
    if not data.strip():
        raise UnreadableDocument(name, "empty", "文件是空的", "the file is empty")
    if ending in _CONVERTIBLE:
        raise UnreadableDocument(
            name,
            "format",
            f"不能直接读取 {_CONVERTIBLE[ending]} 格式；请用 LibreOffice 或 WPS 另存为 .docx 或 .txt",
            f"{_CONVERTIBLE[ending]} cannot be read directly; save it as .docx or .txt with LibreOffice or WPS",
        )
    if ending == ".docx" or (ending not in MEDIA_TYPES and data.startswith(b"PK\x03\x04")):
        raw, encoding = _word_text(data, name), "utf-8"
    elif ending == ".pdf" or data.startswith(b"%PDF-"):
        raw, encoding = _pdf_text(data, name), "utf-8"
    elif ending in (".html", ".htm"):
        raw, encoding = _page(data, name)
    else:
        decoded = decode(data, name)
        raw, encoding = decoded.text, decoded.encoding
    text = clean(raw, lexicon)
    if not text:
        raise UnreadableDocument(name, "empty", "文件里没有文字", "the file holds no text")
    source = Source(name, hashlib.sha256(data).hexdigest(), MEDIA_TYPES.get(ending, "text/plain"), encoding)
    return SourceText(source, text)


def _page(data: bytes, name: str) -> tuple[str, str]:
    declared = _META_CHARSET.search(data[:2048])
    if declared and declared[1].lower() in (b"gb2312", b"gbk", b"gb18030"):
        # pages labelled gb2312 commonly hold characters of its superset
        return page_text(data.decode("gb18030", errors="replace")), "gb18030"
    decoded = decode(data, name)
    return page_text(decoded.text), decoded.encoding


def _word_text(data: bytes, name: str) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > _LARGEST_UNPACKED:
                raise UnreadableDocument(
                    name, "format", "压缩内容过大，拒绝解开", "the file unpacks to too much and is refused"
                )
        document = docx.Document(io.BytesIO(data))
    except UnreadableDocument:
        raise
    except (zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise UnreadableDocument(name, "format", "不是完好的 .docx 文件", "not a sound .docx file") from error
    return "\n".join(_word_lines(document))


def _word_lines(document: WordDocument) -> Iterator[str]:
    for block in document.iter_inner_content():
        if isinstance(block, Paragraph):
            yield block.text
        elif isinstance(block, Table):
            for row in block.rows:
                yield "| " + " | ".join(cell.text.replace("\n", "") for cell in row.cells) + " |"


def _pdf_text(data: bytes, name: str) -> str:
    try:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            pages = [page.extract_text() or "" for page in pdf.pages]
    except (PDFSyntaxError, PdfminerException, ValueError, KeyError, TypeError) as error:
        raise UnreadableDocument(name, "format", "不是完好的 PDF 文件", "not a sound PDF file") from error
    text = "\n".join(pages)
    if not text.strip():
        raise UnreadableDocument(
            name,
            "format",
            "PDF 没有文字层（可能是扫描件）；请先做文字识别（OCR）",
            "the PDF has no text layer (a scan?); run text recognition (OCR) on it first",
        )
    return text
