"""Reading a source file of any supported format into raw text, and that into the cleaned text."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from shiquan.errors import UnreadableDocument
from shiquan.lexicon import Lexicon
from shiquan.model import Source
from shiquan.reading.cleaning import clean
from shiquan.reading.decoding import decode
from shiquan.reading.limits import LARGEST_PAGE, LARGEST_TEXT, check_length
from shiquan.reading.media_types import CONVERTIBLE, MEDIA_TYPES, ending_of
from shiquan.reading.sources import file_source

_META_CHARSET = re.compile(rb"charset=[\"']?\s*([A-Za-z0-9_-]+)", re.IGNORECASE)
_GB_LABELS = (b"gb2312", b"gbk", b"gb18030")


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
    source = file_source(path)
    return read_bytes(source.load(), source.name, lexicon)


def read_bytes(data: bytes, name: str, lexicon: Lexicon) -> SourceText:
    """Read the bytes of a file of that name; see `read_source`."""
    if not data.strip():
        raise UnreadableDocument(name, "empty", "文件是空的", "the file is empty")
    ending = ending_of(name, data)
    if ending in CONVERTIBLE:
        kind, what_zh, what_en = CONVERTIBLE[ending]
        raise UnreadableDocument(
            name, "format", f"不能直接读取 {kind} 格式；{what_zh}", f"{kind} cannot be read directly; {what_en}"
        )
    raw, encoding = _raw_text(data, name, ending)
    check_length(raw, LARGEST_TEXT, name)
    text = clean(raw, lexicon)
    if not text:
        raise UnreadableDocument(name, "empty", "文件里没有文字", "the file holds no text")
    return SourceText(Source(name, hashlib.sha256(data).hexdigest(), MEDIA_TYPES[ending], encoding), text)


def _raw_text(data: bytes, name: str, ending: str) -> tuple[str, str]:
    """Return the text of a file and its encoding; the formats that say themselves how they are encoded count as UTF-8.

    The libraries for a format are loaded with the first file of it, because that takes longer than to read a plain text.
    """
    if ending == ".docx":
        from shiquan.reading.word_documents import word_text

        return word_text(data, name), "utf-8"
    if ending == ".pdf":
        from shiquan.reading.pdf_pages import pdf_text

        return pdf_text(data, name), "utf-8"
    if ending in (".html", ".htm"):
        return _page(data, name)
    decoded = decode(data, name)
    return decoded.text, decoded.encoding


def _page(data: bytes, name: str) -> tuple[str, str]:
    declared = _META_CHARSET.search(data[:2048])
    if declared and declared[1].lower() in _GB_LABELS and not _is_utf8(data):
        # pages labelled gb2312 commonly hold characters of its superset
        markup, encoding = data.decode("gb18030", errors="replace"), "gb18030"
    else:
        decoded = decode(data, name)
        markup, encoding = decoded.text, decoded.encoding
    check_length(markup, LARGEST_PAGE, name)
    from shiquan.reading.web_pages import page_text

    return page_text(markup, name), encoding


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
