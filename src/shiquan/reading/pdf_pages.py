"""From a .pdf file to the raw text of its pages: lines in reading order, ruled tables in pipes.

A page's lines are its lines as they are set; that a paragraph, title or word goes on over them is for the cleaning to see.

A .pdf file can hold streams that unpack to any size and structures that never end, and the libraries have no bounds for
them. It is therefore read in a process of its own, which is held to a time and, where the system can, to an amount of memory.
"""

from __future__ import annotations

import io
import json
import math
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.page import Page
from pdfplumber.table import Table

from shiquan.errors import UnreadableDocument
from shiquan.reading.limits import LARGEST_TEXT, MOST_PAGES, PDF_MEMORY, PDF_SECONDS

_PROBLEMS = {
    "encrypted": (
        "format",
        "PDF 已加密；请去掉密码后另存",
        "the PDF is encrypted; save it without a password",
    ),
    "pages": (
        "too_large",
        f"PDF 超过 {MOST_PAGES} 页；请拆分成单个文件",
        f"the PDF has more than {MOST_PAGES} pages; split it into single documents",
    ),
    "scanned": (
        "format",
        "PDF 没有文字层（可能是扫描件）；请先做文字识别（OCR）",
        "the PDF has no text layer (a scan?); run text recognition (OCR) on it first",
    ),
    "no_characters": (
        "format",
        "PDF 的文字层没有字符编码，读不出文字；请用文字识别（OCR）或由原文件另存",
        "the text layer of the PDF does not say which characters it shows; run text recognition (OCR) on it or save it anew",
    ),
    "time": (
        "too_large",
        f"读取 PDF 超过 {PDF_SECONDS} 秒，已放弃；请另存为 .docx 或 .txt",
        f"reading the PDF took more than {PDF_SECONDS} seconds and was given up; save it as .docx or .txt",
    ),
}
_DAMAGED = ("format", "不是完好的 PDF 文件，或过于庞大", "not a sound PDF file, or far too large")
_UNNAMED = "(cid:"


def pdf_text(data: bytes, name: str) -> str:
    """Return the text of a .pdf file.

    Raises:
        UnreadableDocument: the file is encrypted, damaged, has no text layer or one without characters, has too many pages,
            or takes too long or too much memory to read.

    """
    command = [sys.executable, "-c", f"from {__name__} import serve; serve()"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    try:
        done = subprocess.run(
            command, input=data, capture_output=True, env=environment, timeout=PDF_SECONDS, check=False
        )
        answer = json.loads(done.stdout) if done.returncode == 0 else {}
    except subprocess.TimeoutExpired:
        answer = {"problem": "time"}
    if "text" in answer:
        return str(answer["text"])
    raise UnreadableDocument(name, *_PROBLEMS.get(answer.get("problem", ""), _DAMAGED))


def serve() -> None:
    """Read a file from standard input and answer on standard output, as JSON: the text, or the problem with it."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (PDF_MEMORY, PDF_MEMORY))
    answer = json.dumps(_answer(sys.stdin.buffer.read()))
    sys.stdout.buffer.write(answer.encode("ascii"))


def _answer(data: bytes) -> dict[str, str]:
    try:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            if len(pdf.pages) > MOST_PAGES:
                return {"problem": "pages"}
            lines: list[str] = []
            pictures = 0
            for page in pdf.pages:
                pictures += bool(page.images) and not page.chars
                lines.extend(_page_lines(page))
                page.close()
                if sum(map(len, lines)) > LARGEST_TEXT:
                    break
            scanned = pictures * 2 >= len(pdf.pages)
    except Exception as error:
        # pdfminer stumbles over damaged files in many ways, each with an error of its own
        return {"problem": "encrypted" if _is_password(error) else "damaged"}
    text = "\n".join(lines)
    if scanned or not text.strip():
        return {"problem": "scanned"}
    if text.count(_UNNAMED) * 20 > len(text):
        return {"problem": "no_characters"}
    return {"text": text}


def _is_password(error: BaseException) -> bool:
    return isinstance(error, PDFPasswordIncorrect) or any(isinstance(part, PDFPasswordIncorrect) for part in error.args)


def _page_lines(page: Page) -> Iterator[str]:
    """Yield the lines of a page from top to bottom; what stands in a table stands there only."""
    reached = -math.inf
    for table in sorted(filter(_is_table, page.find_tables()), key=lambda table: table.bbox[1]):
        _, top, _, bottom = table.bbox
        if top < reached:
            continue  # a table within a table
        yield from _lines(page.filter(_stands(reached, top)))
        yield from _lines(page.filter(_stands(top, bottom, beside=table)))
        for row in table.extract():
            cells = [(cell or "").replace("\n", "").replace("|", "｜") for cell in row]
            yield "| " + " | ".join(cells) + " |"
        reached = bottom
    yield from _lines(page.filter(_stands(reached, math.inf)))


def _lines(part: Page) -> list[str]:
    return str(part.extract_text() or "").split("\n")


def _is_table(table: Table) -> bool:
    """Tell a table from a frame around text, which has one column."""
    return max(len(row.cells) for row in table.rows) > 1


def _stands(top: float, bottom: float, beside: Table | None = None) -> Callable[[dict[str, Any]], bool]:
    """Return a test for what has its middle between two heights of a page, and not within a table."""

    def test(item: dict[str, Any]) -> bool:
        across, down = (item["x0"] + item["x1"]) / 2, (item["top"] + item["bottom"]) / 2
        return top <= down < bottom and (beside is None or not beside.bbox[0] <= across <= beside.bbox[2])

    return test
