"""The numbered headings of a plan, and the body under each.

一、 (一) 1. are headings where they head something; (1), and numbered lines that are whole statements or bare items under a
heading that gives the power, are not (guidelines, "sections" and "power"). Headings stand on lines of their own, run into
their text (二)知识产权保护。将…, or follow a full stop in a text without line breaks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from shiquan.lexicon import Lexicon
from shiquan.model import Section, Span
from shiquan.parsing.grammar import Grammar
from shiquan.parsing.passages import LONGEST_KEPT, kept
from shiquan.parsing.patterns import any_of

_NUMERALS = "一二三四五六七八九十"
_NUMBER = re.compile(
    rf"(?P<one>[{_NUMERALS}]{{1,4}})、|\((?P<two>[{_NUMERALS}]{{1,4}})\)[、.]?|(?P<three>\d{{1,2}})[.、](?!\d)|\((?P<four>\d{{1,2}})\)[、.]?"
)
_NUMBER_OPENING = re.compile(rf"[{_NUMERALS}(\d]")
_COLON = re.compile(r"(?<!\d):|:(?!\d)")
_LEVELS = ("one", "two", "three", "four")
_ITEM_LEVEL = 4
_BOUNDARY = re.compile(r"[\n。;]")
_LONGEST_HEADING = 45
_LONGEST_RUN_IN = 34
_MOST_HEADS = 16384
_PAYS = re.compile(r"由[^,。;]{1,30}(?:承担|负担|分担|安排)")
_CARRIES = re.compile(r"承担.{2,}支出责任$")
_SENTENCE_MARK = re.compile(r"[。;!?]")


@dataclass(frozen=True, slots=True)
class _Mark:
    """A number at which a heading or item may begin."""

    level: int
    label: str
    ordinal: int
    start: int
    end: int
    inline: bool


def read_sections(text: str, folded: str, span: Span, grammar: Grammar) -> tuple[Section, ...]:
    """Return the sections of a plan in document order; their spans and bodies lie within the plan's span."""
    marks = _consistent(list(_marks(folded, span)))
    headings: list[tuple[_Mark, int]] = []
    power_levels: dict[int, bool] = {}
    listed: _Mark | None = None
    for position, mark in enumerate(marks):
        next_start = marks[position + 1].start if position + 1 < len(marks) else span.end
        following = marks[position + 1] if position + 1 < len(marks) else None
        for level in [level for level in power_levels if level >= mark.level]:
            del power_levels[level]
        listed = _continues_list(folded, mark, listed, grammar, span)
        heading_end = None if listed else _heading_end(folded, mark, next_start, grammar.lexicon, grammar)
        if heading_end is None:
            continue
        under_power = any(power_levels.values())
        bodiless = not folded[heading_end:next_start].strip(" \n。;:,")
        leaf = following is None or following.level <= mark.level
        if under_power and bodiless and leaf:
            continue
        headings.append((mark, heading_end))
        words = folded[mark.end : heading_end].strip(" 。:;")
        power_levels[mark.level] = _gives_power(words, grammar)
    return _sections(text, folded, span, headings)


def _marks(folded: str, span: Span) -> list[_Mark]:
    marks = []
    for match in _numbers(folded, span):
        name = str(match.lastgroup)
        at_line = match.start() == span.start or folded[match.start() - 1] == "\n"
        previous = folded[match.start() - 1] if match.start() > span.start else "\n"
        if not at_line and not _BOUNDARY.match(previous) and not _after_heading(folded, match, span):
            continue
        label = match[name]
        marks.append(
            _Mark(
                _LEVELS.index(name) + 1, _label(name, label), _ordinal(label), match.start(), match.end(), not at_line
            )
        )
    return marks


def _numbers(folded: str, span: Span) -> Iterator[re.Match[str]]:
    """Yield the numbers in a plan's text from the first, as finditer does, but looked for only at characters that open one."""
    done = span.start
    for opening in _NUMBER_OPENING.finditer(folded, span.start, span.end):
        if opening.start() < done:
            continue
        number = _NUMBER.match(folded, opening.start(), span.end)
        if number is not None:
            done = number.end()
            yield number


def _after_heading(folded: str, match: re.Match[str], span: Span) -> bool:
    """Tell whether (一) or 1. follows a short heading directly: 二、主要内容(一)…, in text without line breaks."""
    if match.lastgroup == "one" or _ordinal(match[str(match.lastgroup)]) != 1:
        return False
    before = folded[max(span.start, match.start() - 30) : match.start()]
    openings = list(_NUMBER.finditer(before))
    return bool(openings) and not re.search(r"[。,;]", before[openings[-1].end() :])


def _consistent(marks: list[_Mark]) -> list[_Mark]:
    """Keep marks that stand at the beginning of a line, and inline ones that continue a count or begin one."""
    kept: list[_Mark] = []
    counts: dict[int, int] = {}
    for mark in marks:
        expected = counts.get(mark.level, 0) + 1
        if mark.inline and mark.ordinal not in (expected, 1):
            continue
        if mark.inline and mark.ordinal == 1 and expected != 1 and mark.level == 1:
            continue
        counts[mark.level] = mark.ordinal
        for deeper in [level for level in counts if level > mark.level]:
            del counts[deeper]
        kept.append(mark)
    return kept


def _continues_list(folded: str, mark: _Mark, listed: _Mark | None, grammar: Grammar, span: Span) -> _Mark | None:
    """Return the mark where it numbers an item of a list that a statement opens (下列事项确认为…:), None where not."""
    if listed is not None and mark.level == listed.level and mark.ordinal == listed.ordinal + 1:
        return mark
    if mark.ordinal != 1:
        return None
    before = folded[max(span.start, mark.start - 160) : mark.start].rstrip()
    if not before.endswith(":"):
        return None
    opening = before.rpartition("\n")[2].rpartition("。")[2]
    return mark if grammar.first(grammar.power_rules, opening, 0, len(opening)) is not None else None


def _heading_end(folded: str, mark: _Mark, next_start: int, lexicon: Lexicon, grammar: Grammar) -> int | None:
    """Return where the heading ends, None where the number begins no heading."""
    if mark.level >= _ITEM_LEVEL:
        return None
    line_end = folded.find("\n", mark.end, next_start)
    line_end = next_start if line_end < 0 else line_end
    line = folded[mark.end : line_end]
    if not line.strip() or " | " in line:
        return None
    sentence = _SENTENCE_MARK.search(line)
    head = line[: sentence.start()] if sentence else line
    rest = line[sentence.end() :].strip() if sentence else ""
    if (_is_known_statement if len(head) <= LONGEST_KEPT else _is_statement)(head, grammar):
        return _before_statement(mark, head, grammar)
    if sentence and sentence[0] == "。" and not rest and _is_rule(head, grammar):
        return None
    headings = lexicon.words("common-heading")
    if head.startswith(headings):
        common = next(word for word in headings if head.startswith(word))
        if len(head) > len(common) and grammar.wording("prose-opening").match(head[len(common) :]):
            return mark.end + len(common)
    colon = _COLON.search(head)
    if colon and len(head[: colon.start()]) <= _LONGEST_RUN_IN and (rest or head[colon.end() :].strip()):
        return mark.end + colon.end()
    if len(head) > (_LONGEST_RUN_IN if rest else _LONGEST_HEADING):
        return _before_statement(mark, head, grammar)
    return mark.end + (sentence.end() if sentence and sentence[0] == "。" else len(head))


def _is_statement(head: str, grammar: Grammar) -> bool:
    words = head.strip()
    if _gives_power(words, grammar):
        return False
    if grammar.wording("statement-opening").match(words) and len(words) > 12:
        return True
    power = grammar.first(grammar.power_rules, words, 0, len(words))
    return power is not None or _PAYS.search(words) is not None or _CARRIES.match(words) is not None


_is_known_statement = kept(lru_cache(maxsize=_MOST_HEADS)(_is_statement))


def _gives_power(words: str, grammar: Grammar) -> bool:
    """Tell whether a heading gives a fiscal power to what stands under it."""
    return any(rule.finder.finds(words) for rule in grammar.power_heading)


def _is_rule(head: str, grammar: Grammar) -> bool:
    """Tell whether a numbered line is a whole sentence that says how something is decided, not a heading."""
    return "," in head and grammar.first(grammar.residual_rules, head, 0, len(head)) is not None


def _before_statement(mark: _Mark, head: str, grammar: Grammar) -> int | None:
    """In text without breaks a heading may run straight into 将…: (一)知识产权宏观管理将…. Return where it ends."""
    opening = re.match(r"^([^,。;:、]{2,30}?)(?=将[^,。;]{2,})", head)
    if opening is None or grammar.wording("statement-opening").match(head.strip()):
        return None
    return mark.end + opening.end()


def _sections(text: str, folded: str, span: Span, headings: list[tuple[_Mark, int]]) -> tuple[Section, ...]:
    sections = []
    ancestors: dict[int, str] = {}
    for position, (mark, end) in enumerate(headings):
        for deeper in [level for level in ancestors if level >= mark.level]:
            del ancestors[deeper]
        ancestors[mark.level] = mark.label
        body_end = headings[position + 1][0].start if position + 1 < len(headings) else span.end
        heading_start, heading_end = mark.end, end
        while heading_end > heading_start and folded[heading_end - 1] in " \n。:;,":
            heading_end -= 1
        sections.append(
            Section(
                path="/".join(ancestors[level] for level in sorted(ancestors)),
                heading=text[heading_start:heading_end].strip(),
                span=Span(mark.start, heading_end),
                body=Span(end, body_end),
            )
        )
    return tuple(sections)


def _label(level: str, label: str) -> str:
    return f"({label})" if level in ("two", "four") else label


def _ordinal(label: str) -> int:
    """Return the number that a label says; numerals that say none (二一十) count as 0, which continues no count."""
    if label.isdigit():
        return int(label)
    tens, ten, ones = label.rpartition("十")
    if not ten:
        tens, ones = "", label[0]
    if len(tens) > 1 or len(ones) > 1:
        return 0
    return 10 * (_NUMERALS.index(tens) + 1 if tens else len(ten)) + (_NUMERALS.index(ones) + 1 if ones else 0)


def is_reform_heading(heading: str, lexicon: Lexicon) -> bool:
    """Tell whether a section only speaks about the reform (总体要求, 保障措施) and assigns nothing."""
    return _reform_words(lexicon).search(heading) is not None


@cache
def _reform_words(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(any_of(lexicon.words("reform-heading")))
