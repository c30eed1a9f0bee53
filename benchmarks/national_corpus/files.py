"""Writing a document in a format, with the noise of real copies, and files that are broken."""

from __future__ import annotations

import io
import random
import re
import textwrap
import zipfile
from dataclasses import dataclass
from functools import cache
from html import escape
from typing import Any, Final

from docx import Document as word_document

from national_corpus.lines import Draft, Line
from national_corpus.notices import Notice
from national_corpus.tables import load_prose

FORMATS: Final = ("txt", "md", "html", "docx")
_SHARES: Final = (0.80, 0.09, 0.09, 0.02)
_ASCII: Final = str.maketrans("，；：（）", ",;:()")
_WIDE: Final = str.maketrans("0123456789", "０１２３４５６７８９")
_BRACKETS: Final = (("[", "]"), ("【", "】"), ("﹝", "﹞"), ("（", "）"))
_BROKEN: Final = ("docx-truncated", "empty", "binary", "zip-without-document")
_LINE: Final = 34
_NUMERALS: Final = "〇一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Written:
    """A file: how its name ends, its bytes, and its encoding."""

    ending: str
    content: bytes
    encoding: str


def ascii_punctuation(draft: Draft) -> None:
    """Write a draft and its annotation with the punctuation of normalised copies: commas and brackets of ASCII."""
    draft.lines = [Line(line.kind, line.text.translate(_ASCII), line.level) for line in draft.lines]
    draft.gold = _translated(draft.gold)


def _translated(value: Any) -> Any:
    if isinstance(value, str):
        return value.translate(_ASCII)
    if isinstance(value, list):
        return [_translated(item) for item in value]
    if isinstance(value, dict):
        return {key: _translated(item) for key, item in value.items()}
    return value


def write(draft: Draft, notice: Notice, chosen: random.Random) -> Written:
    """Write a document in one of the formats, with noise."""
    if chosen.random() < 0.2:
        ascii_punctuation(draft)
    _number_otherwise(draft, notice, chosen)
    _day_otherwise(draft, notice, chosen)
    chosen_format = chosen.choices(FORMATS, _SHARES)[0]
    if chosen_format == "md":
        draft.families.append("markdown")
        return Written("md", _markdown(draft).encode(), "utf-8")
    if chosen_format == "html":
        return _html(draft, notice, chosen)
    if chosen_format == "docx":
        draft.families.append("docx")
        return Written("docx", _docx(draft), "")
    return _text(draft, chosen)


def broken(chosen: random.Random) -> Written:
    """Return a file that cannot be read: cut short, empty, or no document at all."""
    kind = chosen.choice(_BROKEN)
    if kind == "docx-truncated":
        whole = _docx(Draft([Line("title", "关于印发方案的通知"), Line("text", "将事项确认为财政事权。")]))
        return Written("docx", whole[: len(whole) // 2], "")
    if kind == "zip-without-document":
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr(_entry("readme.txt"), "nothing")
        return Written("docx", buffer.getvalue(), "")
    if kind == "empty":
        return Written("txt", b"", "")
    return Written("txt", b"\x00\xff\xfe" + chosen.randbytes(400), "")


# ---------------------------------------------------------------- noise


def _number_otherwise(draft: Draft, notice: Notice, chosen: random.Random) -> None:
    """Write the number with other brackets or wide digits, in a few documents."""
    draw = chosen.random()
    number = notice.number
    if draw < 0.06:
        left, right = chosen.choice(_BRACKETS)
        other = number.replace("〔", left).replace("〕", right)
        draft.families.append("number-brackets")
    elif draw < 0.09:
        other = number.translate(_WIDE)
    elif draw < 0.11:
        other = number.replace("号", " 号")
        draft.families.append("number-damaged")
    else:
        return
    draft.lines = [Line("number", other) if line.kind == "number" else line for line in draft.lines]


def _day_otherwise(draft: Draft, notice: Notice, chosen: random.Random) -> None:
    """Write the day under the notice in Chinese numerals, in a few documents."""
    if chosen.random() >= 0.04:
        return
    day = notice.signed
    plain = f"{day.year}年{day.month}月{day.day}日"
    year = "".join(_NUMERALS[int(digit)] for digit in str(day.year))
    words = f"{year}年{_small(day.month)}月{_small(day.day)}日"
    draft.families.append("dates-written-otherwise")
    draft.lines = [
        Line("signature", words) if line.kind == "signature" and line.text == plain else line for line in draft.lines
    ]


def _small(number: int) -> str:
    """Return a number up to 31 in Chinese numerals."""
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else _NUMERALS[tens] + "十") + (_NUMERALS[ones] if ones else "")


# ---------------------------------------------------------------- formats


def _text(draft: Draft, chosen: random.Random) -> Written:
    draw = chosen.random()
    if draw < 0.05:
        draft.families.append("broken-lines")
        text = _wrapped(draft)
    elif draw < 0.06:
        draft.families.append("no-line-breaks")
        text = " ".join(line.text for line in draft.lines)
    elif draw < 0.35:
        text = "\n".join(("　　" if line.kind in ("text", "heading") else "") + line.text for line in draft.lines)
    else:
        gaps = {"number", "recipients", "signature", "plan-title", "metadata"}
        parts = []
        for before, line in zip((None, *draft.lines), draft.lines, strict=False):
            if before is not None and before.kind != line.kind and (line.kind in gaps or before.kind == "plan-title"):
                parts.append("")
            parts.append(line.text)
        text = "\n".join(parts)
    encoding = "gb18030" if chosen.random() < 0.1 else "utf-8"
    if encoding != "utf-8":
        draft.families.append("encoding-gb")
    return Written("txt", (text + "\n").encode(encoding), encoding)


def _wrapped(draft: Draft) -> str:
    """Return the text as a page copy has it: lines cut at a width, with marks of pages."""
    lines: list[str] = []
    for line in draft.lines:
        words = ("　　" if line.kind in ("text", "heading") else "") + line.text
        lines.extend(textwrap.wrap(words, _LINE, drop_whitespace=False) or [""])
    pages = [lines[start : start + 28] for start in range(0, len(lines), 28)]
    return "\n".join("\n".join([*page, f"— {number} —"]) for number, page in enumerate(pages, start=1))


def _markdown(draft: Draft) -> str:
    marks = {"title": "# ", "plan-title": "# "}
    parts = []
    for line in draft.lines:
        mark = "#" * (line.level + 1) + " " if line.kind == "heading" and line.level < 3 else marks.get(line.kind, "")
        parts.append(mark + line.text)
    return "\n\n".join(parts) + "\n"


def _html(draft: Draft, notice: Notice, chosen: random.Random) -> Written:
    draft.families.extend(("html", "page-noise"))
    encoding = "gb18030" if chosen.random() < 0.25 else "utf-8"
    label = "gb2312" if encoding == "gb18030" else "utf-8"
    if encoding != "utf-8":
        draft.families.append("encoding-gb")
    items = "".join(f'<li><a href="#">{name}</a></li>' for name in load_prose()["navigation"])
    items = items.replace("{area}", escape(notice.place.name))
    body = []
    for line in draft.lines:
        tag = "h1" if line.kind == "title" else "p"
        style = ' style="text-align:center"' if line.kind in ("title", "number", "plan-title") else ""
        body.append(f"<{tag}{style}>{escape(line.text)}</{tag}>")
    page = (
        f'<!DOCTYPE html>\n<html lang="zh"><head><meta charset="{label}"><title>{escape(notice.title)}</title></head>\n<body>\n'
        f'<nav><ul>{items}</ul></nav>\n<div class="article" id="zoom">\n' + "\n".join(body) + "\n</div>\n"
        f"<footer><p>主办单位：{escape(notice.issuer)}　网站地图</p></footer>\n</body></html>\n"
    )
    return Written("html", page.encode(encoding), encoding)


def _docx(draft: Draft) -> bytes:
    """Return a Word document; entries of the archive carry no clock time, so that the bytes are always the same."""
    paragraphs = "".join(
        f'<w:p><w:r><w:t xml:space="preserve">{escape(line.text, quote=False)}</w:t></w:r></w:p>'
        for line in draft.lines
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in _word_template():
            if name == "word/document.xml":
                part = _BODY.sub(lambda found: found[1] + paragraphs.encode() + found[2], content)
            else:
                part = content
            archive.writestr(_entry(name), part, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    """Return an entry of an archive that is the same on every machine and day."""
    entry = zipfile.ZipInfo(name)
    entry.create_system = 3
    return entry


_BODY: Final = re.compile(rb"(<w:body>).*?(<w:sectPr)", re.DOTALL)


@cache
def _word_template() -> tuple[tuple[str, bytes], ...]:
    """Return the parts of an empty Word document as python-docx makes it."""
    buffer = io.BytesIO()
    word_document().save(buffer)
    with zipfile.ZipFile(buffer) as archive:
        return tuple((name, archive.read(name)) for name in sorted(archive.namelist()))
