"""Which formats there are, and how a file's format is told: by the ending of its name, else by its first bytes."""

from __future__ import annotations

from pathlib import PurePath
from typing import Final

MEDIA_TYPES: Final = {
    ".txt": "text/plain",
    ".md": "text/markdown",
    ".html": "text/html",
    ".htm": "text/html",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".pdf": "application/pdf",
}
"""The formats that can be read, by the ending of the file's name."""

ARCHIVE: Final = ".zip"
"""The ending of the one kind of archive whose members are read."""

_WRITER_ZH, _WRITER_EN = (
    "请用 LibreOffice 或 WPS 另存为 .docx 或 .txt",
    "save it as .docx or .txt with LibreOffice or WPS",
)
_UNPACK_ZH, _UNPACK_EN = "请先解开，或改用 .zip", "unpack it first, or pack it as .zip"
CONVERTIBLE: Final = {
    ".doc": ("Word 97–2003", _WRITER_ZH, _WRITER_EN),
    ".docm": ("Word (.docm)", _WRITER_ZH, _WRITER_EN),
    ".wps": ("WPS", _WRITER_ZH, _WRITER_EN),
    ".rtf": ("RTF", _WRITER_ZH, _WRITER_EN),
    ".odt": ("ODT", _WRITER_ZH, _WRITER_EN),
    ".ofd": (
        "OFD",
        "请用 WPS 或 OFD 阅读器导出为 .pdf（带文字层）或 .txt",
        "export it as .pdf (with its text) or .txt with WPS or an OFD reader",
    ),
    ".rar": ("RAR", _UNPACK_ZH, _UNPACK_EN),
    ".7z": ("7z", _UNPACK_ZH, _UNPACK_EN),
    ".tar": ("tar", _UNPACK_ZH, _UNPACK_EN),
    ".gz": ("gzip", _UNPACK_ZH, _UNPACK_EN),
}
"""Formats that documents come in and that cannot be read: their names, and what to do in Chinese and English."""

_SIGNATURES: Final = ((b"%PDF-", ".pdf"), (b"PK\x03\x04", ".docx"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".doc"))


def is_document(name: str) -> bool:
    """Tell whether a file of that name is a document, readable or not; copies that programs make for themselves are none."""
    path = PurePath(name)
    return path.suffix.lower() in {*MEDIA_TYPES, *CONVERTIBLE, ARCHIVE} and not path.name.startswith((".", "~$"))


def ending_of(name: str, data: bytes) -> str:
    """Return the ending that tells a file's format: that of its name where it is a known one, else that of its content."""
    ending = PurePath(name).suffix.lower()
    if ending in MEDIA_TYPES or ending in CONVERTIBLE:
        return ending
    signed = next((known for signature, known in _SIGNATURES if data.startswith(signature)), None)
    if signed is not None:
        return signed
    opening = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return ".html" if opening.startswith((b"<!doctype html", b"<html")) else ".txt"
