"""From the raw text of a file to the cleaned text that is published: one paragraph, heading or table row to a line.

What goes: byte-order marks, control characters, markdown marks, bookmarks, page numbers, pinyin glosses, spaces inside
Chinese text. What is put together again: paragraphs, titles and words that pages or a fixed width have broken. No word of
the document is changed; every quote in the graph is a stretch of this text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from shiquan.lexicon import Lexicon
from shiquan.reading.folding import fold

_LONGEST_TITLE = 160
_TITLE_LINES = 6
_WHOLE_NOTICE = ("的通知", "的通知》")
_LONGEST_HEADING_TAIL = 12
_OPENING = 200

_INVISIBLE = re.compile(
    r"[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufffe\uffff\ufff9-\ufffb\u00ad\ud800-\udfff]"
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]")
_LINE_BREAK = re.compile(r"\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")
_ARTEFACT = re.compile(
    r"\[bookmark:[^\]\n]{0,80}\]|!\[[^\]\n]{0,80}\]\([^)\n]{0,200}\)|<!--[^\n]{0,500}?-->"
    r"|</?[A-Za-z][A-Za-z0-9]{0,15}(?:\s[^<>\n]{0,300})?/?>|\bimage\d*\.(?:png|jpe?g|gif)\b"
)
_PINYIN_GLOSS = re.compile(r"(?<=[㐀-鿿])[(（][a-züāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňḿ]{1,6}[)）]")
_MARKDOWN_HEAD = re.compile(r"^\s{0,3}(?:#{1,6}\s*|>\s?|[•·●▪◆■□○*]\s+|[•●▪◆■]|-\s+(?=[【一-鿿]))")
_EMPHASIS = re.compile(r"\*\*|__|(?<![\w*])\*(?=\S)|(?<=\S)\*(?![\w*])|`")
_RULE_LINE = re.compile(r"^\s*(?:[-*_=—]\s*){3,}$")
_PAGE_NUMBER = re.compile(r"^[-—–·.\s]*(?:第\s*)?\d{1,3}(?:\s*页)?(?:\s*[/共]+\s*\d{1,3}\s*页?)?[-—–·.\s]*$")
_PAGE_MARKER = re.compile(r"[ \t]{0,8}(?P<page>\d{1,3})、[ \t]*")
_NUMBER_BEHIND_MARKER = re.compile(
    r"[（(][一二三四五六七八九十]{1,3}[)）]|[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十]{1,4}[条章节]"
)
_LONE_ITEM_NUMBER = re.compile(r"(?m)^[ \t]{0,8}(\d{1,2})[ \t]{0,8}\n[ \t]{0,8}、")
_TABLE_RULE = re.compile(r"[\s:|-]+")
_WIDE = re.compile("[㐀-鿿、-〿＀-￯“”‘’—…·]")
_BLANKS = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
_MOST_STACKED_MARKS = 30
_MAYBE_STACKED_MARKS = re.compile(rf"[^\w\s\x00-\x7f]{{{_MOST_STACKED_MARKS + 1},}}")

_LOST_BREAK = re.compile(
    r"(?<=[^\x00-\x7f，、,\u00a0\u3000])[ \t\u00a0\u3000]++(?=[^\x00-\x40\x5b-\x60\x7b-\x7f])|(?<=[:：])[ \t\u3000]+(?=[《㐀-鿿])|(?<=[\d)）。])[ \t\u3000]+(?=[㐀-鿿（(])"
)
_LONG_LINE = 300
_LOST_BREAKS = 5

_NUMERAL = "一二三四五六七八九十百"
_NUMBERED = re.compile(
    rf"^(?:[{_NUMERAL}]{{1,4}}、|\([{_NUMERAL}]{{1,4}}\)|\d{{1,2}}[.、](?!\d)|\(\d{{1,2}}\)|第[{_NUMERAL}]{{1,4}}[条章节部])"
)
_DATE_LINE = re.compile(
    r"^\(?(?:\d{4}年\d{1,2}月\d{1,2}日|20\d{5,6}日|[二〇○零一三四五六七八九]{4}年[一二三四五六七八九十]{1,3}月[一二三四五六七八九十]{1,3}日)"
)
_ENDS_IN_DATE = re.compile(
    r"\d{1,2}月\d{1,2}日\)?$|20\d{5,6}日$|[一二三四五六七八九十]月[一二三四五六七八九十]{1,3}日\)?$"
)
_NUMBER_LINE = re.compile(r"^[㐀-鿿]{2,14}[〔(]\d{4}[〕)]?第?\d{1,4}号$")
_PUNCTUATION = re.compile("[,。;]")
_END_OF_SENTENCE = re.compile(r"[。;:!?…][”’」』)]*$|[。;:!?]$")
_HALF_OF_A_RATIO = re.compile(r"\d:$")
_OTHER_HALF = re.compile(r"^\d+(?:\.\d+)?(?![\d.、)])")
_WEAK_START = re.compile(
    r"^(?:将|其中|为(?:了|深|认|全|贯|进|加|推|规|落|切|做|健|科|建|明)|根据|按照|依据|以习近平|——|--"
    r"|经(?:市|省|县|区|州|盟|旗|研究|国务院|党中央|自治)|各(?:县|市|区|地|级|有关|相关|部门|旗|盟|自治|单位)|本(?:方案|实施|办法|意见|通知|文件)|现(?:就|将|予|印发))"
)


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    folded: str


def clean(raw: str, lexicon: Lexicon) -> str:
    """Return the cleaned text: lines without blank ones between them, each a paragraph, a heading, a title or a table row.

    The same raw text always gives the same cleaned text, and cleaning it again changes nothing that is parsed from it.
    """
    opening = re.compile("|".join(map(re.escape, lexicon.words("notice-verb"))))
    letterhead = tuple(lexicon.words("issuer-ending"))
    lines = [_Line(text, fold(text)) for text in _lines(raw, opening, letterhead)]
    return "\n".join(_Joiner(lines, lexicon).paragraphs())


def squeeze(text: str) -> str:
    """Return the text without any white space, the form in which titles are compared."""
    return "".join(text.split())


def _lines(raw: str, notice_verbs: re.Pattern[str], issuer_endings: tuple[str, ...]) -> list[str]:
    text = _MAYBE_STACKED_MARKS.sub(_without_stacked_marks, _INVISIBLE.sub("", _LINE_BREAK.sub("\n", raw)))
    text = unicodedata.normalize("NFC", text)
    text = _PINYIN_GLOSS.sub("", _ARTEFACT.sub("", _CONTROL.sub("", text)))
    text = _LONE_ITEM_NUMBER.sub(r"\1、", text)
    lines = []
    for line in _without_page_markers(_unfolded(text.split("\n")), notice_verbs, issuer_endings):
        if _RULE_LINE.match(line) or _PAGE_NUMBER.match(line) or ("--" in line and _TABLE_RULE.fullmatch(line)):
            continue
        cleaned = _row(line) if line.lstrip().startswith("|") or " | " in line else _prose(line)
        if cleaned:
            lines.append(cleaned)
    return lines


def _unfolded(raw_lines: list[str]) -> Iterator[str]:
    """Yield lines; a very long one in which blanks stand where lines once broke is taken apart at them."""
    for line in raw_lines:
        if (
            len(line) > _LONG_LINE
            and not line.lstrip().startswith("|")
            and len(_LOST_BREAK.findall(line)) >= _LOST_BREAKS
        ):
            yield from _LOST_BREAK.split(line)
        else:
            yield line


def _without_page_markers(
    lines: Iterable[str], notice_verbs: re.Pattern[str], issuer_endings: tuple[str, ...]
) -> Iterator[str]:
    """Yield lines without the page numbers that sites for sharing documents set before the first line of a page.

    "2、（四）环境污染防治" has two numbers: the first is the page's. So is "1、" before the title or the name of the issuer.
    Once such a number has been met, the next one counts as a page's too where the line before breaks off in a sentence.
    """
    page = 0
    broken_off = False
    for line in lines:
        marker = _PAGE_MARKER.match(line)
        behind = line[marker.end() :] if marker else line
        if marker is not None and int(marker["page"]) > page:
            number = int(marker["page"])
            titled = number == 1 and (notice_verbs.search(behind) or fold(behind.rstrip()).endswith(issuer_endings))
            numbered = _NUMBER_BEHIND_MARKER.match(behind)
            if titled or numbered or (page and number == page + 1 and broken_off):
                page = number
                yield behind
                continue
        if line.strip():
            broken_off = not _END_OF_SENTENCE.search(line.rstrip())
        yield line


def _prose(line: str) -> str:
    line = _EMPHASIS.sub("", _MARKDOWN_HEAD.sub("", line))
    return _BLANKS.sub(_blank, line).strip()


def _blank(match: re.Match[str]) -> str:
    """Return what stays of a run of blanks: nothing beside a Chinese character or punctuation mark, else one space."""
    line = match.string
    before, after = line[match.start() - 1 : match.start()], line[match.end() : match.end() + 1]
    return "" if _WIDE.match(before) or _WIDE.match(after) else " "


def _without_stacked_marks(match: re.Match[str]) -> str:
    """Return a run of symbols with at most 30 combining marks one upon the other.

    That is the bound of the stream-safe format (Unicode Standard Annex 15, section 13). Composing an unbounded stack takes
    a time that grows with the square of its height.
    """
    kept: list[str] = []
    height = 0
    for char in match[0]:
        height = height + 1 if unicodedata.combining(char) else 0
        if height <= _MOST_STACKED_MARKS:
            kept.append(char)
    return "".join(kept)


def _row(line: str) -> str:
    """Return a table row with its cells joined by " | "; an empty cell keeps its place, so that columns stay columns."""
    words = line.rstrip() if line.startswith(" | ") else line.strip()
    if words.startswith("|"):
        words = words.removeprefix("|").rstrip("|")
    cells = [_prose(cell) for cell in words.split("|")]
    return " | ".join(cells).rstrip() if any(cells) else ""


class _Paragraph:
    """The folded lines of a paragraph that is being put together, by what is asked of them.

    Only the opening is kept, because looking through all of it again for every line that comes takes a time that grows with
    the square of the number of lines.
    """

    def __init__(self, line: str) -> None:
        self.opening = ""
        self.is_row = self.punctuated = self.ends_sentence = False
        self.add(line)

    def add(self, line: str) -> None:
        self.opening = (self.opening + line[:_OPENING])[:_OPENING]
        self.is_row = self.is_row or " | " in line
        self.punctuated = self.punctuated or bool(_PUNCTUATION.search(line))
        self.ends_sentence = bool(_END_OF_SENTENCE.search(line))
        self.ends_in_a_ratio = bool(_HALF_OF_A_RATIO.search(line))


class _Joiner:
    """Puts broken lines together again."""

    def __init__(self, lines: list[_Line], lexicon: Lexicon) -> None:
        self._lines = lines
        self._letterheads = lexicon.words("letterhead")
        self._issuer_endings = lexicon.words("issuer-ending")
        self._plan_endings = lexicon.words("plan-ending")
        self._notice_verbs = lexicon.words("notice-verb")
        self._headings = set(lexicon.words("common-heading"))
        labels = [word for name in lexicon.lists if name.startswith("label-") for word in lexicon.words(name)]
        strong = [*labels, *lexicon.words("copied-to"), *lexicon.words("after-matter")]
        self._label = re.compile(
            "^(?:" + "|".join(map(re.escape, sorted(strong, key=len, reverse=True))) + r")\s*[:|】]"
        )
        notes = "|".join(map(re.escape, lexicon.words("public-note")))
        self._strong = re.compile(
            rf"^\((?:{notes})|^(?:{'|'.join(lexicon.words('annex'))})\d*[:.、]|^【|^抄送|^附件\d*$|^〔[㐀-鿿]{{2,14}}[〔(]\d{{4}}|^(?:当前位置|您的位置|您现在的位置|首页)|〉〉|〉.*〉"
        )
        self._width = _wrap_width([line.folded for line in lines])

    def paragraphs(self) -> list[str]:
        done: list[str] = []
        index = 0
        while index < len(self._lines):
            taken = self._title_lines(index) or self._paragraph_lines(index)
            *broken, last = self._lines[index : index + taken]
            done.append("".join([*(_seam(line.text) for line in broken), last.text]))
            index += taken
        return done

    def _title_lines(self, index: int) -> int:
        """Return how many lines from here on are one title, 0 where none begins."""
        first = self._lines[index].folded
        if not self._may_open_title(first):
            return 0
        joined = ""
        for count in range(1, _TITLE_LINES + 1):
            if index + count > len(self._lines):
                return 0
            line = self._lines[index + count - 1].folded
            if count > 1 and (
                _NUMBERED.match(line)
                or _DATE_LINE.match(line)
                or _NUMBER_LINE.match(line)
                or line.startswith((":", "〔"))
                or "|" in line
                or self._label.match(line)
                or self._strong.match(line)
                or joined.endswith(_WHOLE_NOTICE)
            ):
                return 0
            joined += squeeze(line)
            if len(joined) > _LONGEST_TITLE or re.search(r"[。;!?]", joined) or joined.endswith((":", ",")):
                return 0
            if self._is_whole_title(joined, first) and not self._title_goes_on(joined, index + count):
                return count
        return 0

    def _may_open_title(self, line: str) -> bool:
        if (
            "|" in line
            or _NUMBERED.match(line)
            or self._label.match(line)
            or _NUMBER_LINE.match(line)
            or _DATE_LINE.match(line)
        ):
            return False
        if _ENDS_IN_DATE.search(line):
            return False
        return (
            not _END_OF_SENTENCE.search(line) and not line.endswith(self._letterheads) and not self._strong.match(line)
        )

    def _is_whole_title(self, joined: str, first: str) -> bool:
        if any(verb in joined for verb in self._notice_verbs) or joined.startswith("关于"):
            return joined.endswith(("通知", "批复", "决定", "意见", "函"))
        if self._is_letterhead(first):
            return False
        plain = re.sub(r"\([^()]{0,30}\)$", "", joined)
        return (
            plain.endswith(self._plan_endings) and len(plain) >= 8 and "," not in plain and not _WEAK_START.match(plain)
        )

    def _title_goes_on(self, joined: str, index: int) -> bool:
        """Tell whether the next line is the rest of the title: …改革方案 + 的通知, …工作方案 + (2024-2026年)."""
        if index >= len(self._lines):
            return False
        following = self._lines[index].folded
        return bool(re.match(r"^(?:》?的通知|\(\d{4}[^()]{0,20}\)|\(试行\)|》)", following)) and not joined.endswith(
            "通知"
        )

    def _paragraph_lines(self, index: int) -> int:
        paragraph = _Paragraph(self._lines[index].folded)
        count = 1
        while index + count < len(self._lines):
            following = self._lines[index + count].folded
            if not self._continues(paragraph, following, index + count):
                break
            paragraph.add(following)
            count += 1
        return count

    def _continues(self, paragraph: _Paragraph, following: str, index: int) -> bool:
        """Tell whether the following line is the rest of the paragraph that stands so far."""
        opening = paragraph.opening
        if paragraph.ends_in_a_ratio and _OTHER_HALF.match(following) and not self._strong.match(opening):
            return True
        if paragraph.is_row or " | " in following or paragraph.ends_sentence or self._starts_anew(following):
            return False
        if (
            _NUMBER_LINE.match(opening)
            or _DATE_LINE.match(opening)
            or self._label.match(opening)
            or self._strong.match(opening)
        ):
            return False
        if self._is_letterhead(opening) or self._title_lines(index):
            return False
        if _NUMBERED.match(opening) and not paragraph.punctuated:
            return self._heading_continues(paragraph, following, index)
        if _WEAK_START.match(following):
            return paragraph.punctuated
        return True

    def _starts_anew(self, line: str) -> bool:
        return bool(
            _NUMBERED.match(line) or _NUMBER_LINE.match(line) or self._label.match(line) or self._strong.match(line)
            or (_DATE_LINE.match(line) and len(line) <= 24)
        )  # fmt: skip

    def _is_letterhead(self, line: str) -> bool:
        return (line.endswith(self._letterheads) and len(line) <= 30) or (
            len(line) <= 30
            and line.endswith(self._issuer_endings)
            and "," not in line
            and "、" not in line
            and not _WEAK_START.match(line)
        )

    def _heading_continues(self, heading: _Paragraph, following: str, index: int) -> bool:
        """Tell whether a heading goes on: its line is as wide as the page, or what follows is a mere scrap."""
        words = _NUMBERED.sub("", heading.opening)
        if words in self._headings:
            return False
        if self._width and len(heading.opening) >= self._width - 1:
            return True
        after = self._lines[index + 1].folded if index + 1 < len(self._lines) else ""
        scrap = len(following) <= _LONGEST_HEADING_TAIL and not re.search("[,。;:、]", following)
        return scrap and not _WEAK_START.match(following) and bool(_NUMBERED.match(after) or _WEAK_START.match(after))


def _seam(text: str) -> str:
    """Return a line as it is joined to the next: a space is kept only between words of Latin script."""
    return text + " " if re.search(r"[A-Za-z]$", text) else text


def _wrap_width(lines: list[str]) -> int | None:
    """Return the width at which the text was wrapped, None where it was not.

    Wrapped text has many lines of nearly the same greatest length that do not end a sentence.
    """
    open_ended = [
        len(line) for line in lines if not _END_OF_SENTENCE.search(line) and "|" not in line and len(line) > 12
    ]
    if len(open_ended) < 12:
        return None
    widest = sorted(open_ended)[int(len(open_ended) * 0.9)]
    near = sum(1 for length in open_ended if widest - 3 <= length <= widest + 2)
    return widest if near >= 0.5 * len(open_ended) and widest <= 60 else None
