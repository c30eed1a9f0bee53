"""Files to read, made from their text: small .docx and .pdf files, and archives."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Sequence

import docx
import pytest
from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

TITLE = "临汾市交通运输领域市与县财政事权和支出责任划分改革方案"
NOTICE = [
    f"临汾市人民政府办公室关于印发{TITLE}的通知",
    "临政办发〔2024〕39号",
    "各县（市、区）人民政府：",
    "现印发给你们，请认真贯彻执行。",
    "临汾市人民政府办公室",
    "2024年12月5日",
    TITLE,
    "为推进改革，制定本方案。",
    "一、主要内容",
    "将全市性公路建设，确认为市级财政事权，由市级承担支出责任。",
]
"""The lines of a small notice that is read as a document with one assignment."""


@pytest.fixture(scope="session")
def notice() -> list[str]:
    return list(NOTICE)


@pytest.fixture(scope="session")
def zipped() -> Callable[[dict[str, bytes]], bytes]:
    """Return a function that packs files into a .zip archive."""

    def pack(files: dict[str, bytes]) -> bytes:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in files.items():
                archive.writestr(name, data)
        return buffer.getvalue()

    return pack


def word_bytes(document: WordDocument) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


@pytest.fixture(scope="session")
def word_file() -> Callable[[str], bytes]:
    """Return a function that makes a .docx file of the XML of its body and of its numbering."""

    def make(body: str, numbering: str = "") -> bytes:
        document = docx.Document()
        element = document.element.body
        section = element[-1]
        wrapped = parse_xml(f"<w:body {nsdecls('w')}>{body}</w:body>")
        for child in list(wrapped):
            section.addprevious(child)
        if numbering:
            part = document.part.numbering_part.element
            for child in list(part):
                part.remove(child)
            for child in list(parse_xml(f"<w:numbering {nsdecls('w')}>{numbering}</w:numbering>")):
                part.append(child)
        return word_bytes(document)

    return make


def paragraph(words: str, level: int | None = None, number: int = 1) -> str:
    """Return the XML of a paragraph, at a level of a numbered list where one is given."""
    listed = ""
    if level is not None:
        listed = f'<w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr></w:pPr>'
    return f"<w:p>{listed}<w:r><w:t>{words}</w:t></w:r></w:p>"


@pytest.fixture(scope="session")
def word_paragraph() -> Callable[..., str]:
    return paragraph


@pytest.fixture(scope="session")
def pdf_file() -> Callable[..., bytes]:
    """Return a function that makes a .pdf file of the content streams of its pages (see `pdf_line`)."""
    return pdf_bytes


@pytest.fixture(scope="session")
def pdf_line() -> Callable[[float, float, str], str]:
    """Return a function that gives the operators for a line of text at a place of the page."""

    def line(x: float, y: float, words: str) -> str:
        return f"BT /F1 12 Tf {x} {y} Td <{words.encode('utf-16-be').hex()}> Tj ET"

    return line


def pdf_bytes(contents: Sequence[str | bytes], trailer: str = "", extra: Sequence[bytes] = ()) -> bytes:
    """Return a .pdf file (ISO 32000-1) whose text is set in a font of the collection Adobe-GB1 that is not embedded.

    Args:
        contents: one content stream a page; bytes are taken as packed already (FlateDecode).
        trailer: further entries of the trailer, such as /Encrypt.
        extra: further objects; the first one is number 7.

    """
    first = 7 + len(extra)
    pages = [(first + 2 * index, first + 2 * index + 1) for index in range(len(contents))]
    objects: dict[int, bytes] = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: f"<< /Type /Pages /Count {len(pages)} /Kids [{' '.join(f'{page} 0 R' for page, _ in pages)}] >>".encode(),
        3: b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UTF16-H /DescendantFonts [4 0 R] >>",
        4: b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /FontDescriptor 5 0 R"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> >>",
        5: b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /Ascent 880 /Descent -120 /FontBBox [-25 -254 1000 880] >>",
        6: b"<< /Font << /F1 3 0 R >> >>",
        **{7 + index: data for index, data in enumerate(extra)},
    }
    for (page, content), words in zip(pages, contents, strict=True):
        packed = words if isinstance(words, bytes) else zlib.compress(words.encode("ascii"))
        objects[page] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources 6 0 R /Contents {content} 0 R >>".encode()
        )
        head = f"<< /Length {len(packed)} /Filter /FlateDecode >>\nstream\n".encode()
        objects[content] = head + packed + b"\nendstream"
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number in sorted(objects):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + objects[number] + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010} 00000 n \n".encode() for place in places)
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)
