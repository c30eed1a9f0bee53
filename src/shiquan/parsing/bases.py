"""Instruments that an opening paragraph names, and whether the plan carries them out or merely mentions them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from shiquan.lexicon import Lexicon
from shiquan.model import Citation, DocumentNumber, Span
from shiquan.parsing.header import find_numbers
from shiquan.parsing.patterns import any_of
from shiquan.reading.folding import fold

_ISSUER_IN_TITLE = re.compile(r"^(?P<issuer>[㐀-鿿、]{2,60}?)(?:关于|印发|批转|转发|发布)")
_LONGEST_GAP = 48
_LONGEST_SHORT_NAME = 6
"""Characters of a title that only stands for one named before: 《实施方案》."""


@dataclass(frozen=True, slots=True)
class _BasisWords:
    """The lexicon's words of an opening paragraph, as expressions."""

    carries: re.Pattern[str]
    mentions: re.Pattern[str]
    issuer: re.Pattern[str]
    joined: re.Pattern[str]
    behind: re.Pattern[str]
    unmarked: re.Pattern[str]

    @staticmethod
    @cache
    def of(lexicon: Lexicon) -> _BasisWords:
        endings = any_of(lexicon.words("issuer-ending"))
        verbs = any_of(lexicon.words("carries-out"))
        others = any_of(lexicon.words("mentions"))
        return _BasisWords(
            carries=re.compile(verbs),
            mentions=re.compile(others),
            issuer=re.compile(rf"([㐀-鿿]{{0,24}}?{endings})(?:印发的|制定的|发布的|下发的|出台的|印发|《|$)+$"),
            joined=re.compile("^" + any_of(lexicon.words("task-joiner"))),
            behind=re.compile(rf"[有紧密]{{0,3}}(?:相|做好|作好|的)?{others}"),
            unmarked=re.compile(
                rf"(?:{verbs}|{others})(?P<title>(?P<issuer>[㐀-鿿]{{0,20}}?{endings})(?:关于)?(?:印发|转发|批转|关于)[^《》。;,]{{4,120}}?(?:的通知|的意见|的决定|的指导意见|的实施意见|的批复))"
            ),
        )


class BasisReader:
    """Finds the instruments in a plan's opening."""

    def __init__(self, text: str, folded: str, lexicon: Lexicon) -> None:
        self._text = text
        self._folded = folded
        self._lexicon = lexicon
        words = _BasisWords.of(lexicon)
        self._plan_endings = lexicon.words("plan-ending")
        self._carries, self._mentions = words.carries, words.mentions
        self._issuer, self._joined, self._behind, self._unmarked = (
            words.issuer,
            words.joined,
            words.behind,
            words.unmarked,
        )

    def read(self, start: int, end: int, own_titles: tuple[str, ...]) -> tuple[Citation, ...]:
        """Return the instruments named between two offsets, in their order; ``own_titles`` are never bases."""
        found: list[Citation] = []
        previous: tuple[int, str] | None = None
        for first, last in self._marked_titles(start, end):
            title = _drop_marks(self._text[first:last])
            short_name = len(title) <= _LONGEST_SHORT_NAME and fold(title).endswith(self._plan_endings)
            if short_name or any(is_same_title(title, own) for own in own_titles):
                previous = (last, previous[1]) if previous else None
                continue
            number_end, number = self._number_behind(last, end)
            behind = self._behind.match(self._folded, max(last, number_end), end)
            relation = "cites" if behind else self._relation(start, first, previous)
            issuer = self._issuer_of(title, start, first)
            found.append(Citation(title, number, issuer, relation, Span(first, max(last, number_end))))
            previous = (max(last, number_end), relation)
        found.extend(self._without_marks(start, end, found))
        found.sort(key=lambda citation: citation.span.start)
        return tuple(found)

    def _marked_titles(self, start: int, end: int) -> list[tuple[int, int]]:
        """Return the spans of titles in 《》, with the marks, nested ones inside."""
        spans = []
        position = start
        while (opening := self._folded.find("《", position, end)) >= 0:
            depth, close = 0, None
            for index in range(opening, min(end, opening + 300)):
                if self._folded[index] == "《":
                    depth += 1
                elif self._folded[index] == "》":
                    depth -= 1
                    if depth == 0:
                        close = index + 1
                        break
            if close is None:
                position = opening + 1
                continue
            spans.append((opening, close))
            position = close
        return spans

    def _relation(self, start: int, first: int, previous: tuple[int, str] | None) -> str:
        """Tell the relation from the nearest verb before the title; a title linked to the one before shares its verb."""
        sentence_start = max(self._folded.rfind(mark, start, first) for mark in "。;\n") + 1
        begin = max(sentence_start, start)
        if previous is not None and begin <= previous[0] <= first:
            between = self._folded[previous[0] : first]
            if not self._carries.search(between) and not self._mentions.search(between):
                return previous[1]
            begin = previous[0]
        verbs = [(match.start(), "implements") for match in self._carries.finditer(self._folded, begin, first)]
        verbs += [(match.start(), "cites") for match in self._mentions.finditer(self._folded, begin, first)]
        if not verbs:
            return "cites"
        return max(verbs)[1]

    def _number_behind(self, last: int, end: int) -> tuple[int, DocumentNumber | None]:
        """Return the number in brackets directly behind a title, and where it ends."""
        window = min(end, last + _LONGEST_GAP)
        if self._folded[last : last + 1] not in ("(", "〔"):
            return last, None
        found = next(find_numbers(self._folded, self._lexicon, last + 1, window), None)
        if found is None or found.start > last + 2:
            return last, None
        closed = self._folded[found.end : found.end + 1] in (")", "〕")
        return found.end + closed, found.number

    def _issuer_of(self, title: str, start: int, first: int) -> str | None:
        """Return the issuer: the opening of the title, else the body named directly before the marks."""
        inside = _ISSUER_IN_TITLE.match(fold(title))
        if inside is not None and inside["issuer"].endswith(self._lexicon.words("issuer-ending")):
            return title[: inside.end("issuer")]
        before = self._folded[max(start, first - 40) : first]
        for mark in ("》", ")", "。", ",", ";"):
            before = before.rpartition(mark)[2]
        for verb in re.finditer(self._carries, before):
            before = before[verb.end() :]
            break
        match = self._issuer.search(before)
        return self._joined.sub("", match[1]) if match else None

    def _without_marks(self, start: int, end: int, known: list[Citation]) -> list[Citation]:
        """Return instruments named without 《》: 根据X关于印发…的通知(N)."""
        found = []
        for match in self._unmarked.finditer(self._folded, start, end):
            span = Span(match.start("title"), match.end("title"))
            if any(citation.span.start <= span.start < citation.span.end for citation in known):
                continue
            verb = self._folded[match.start() : match.start("title")]
            relation = "cites" if self._mentions.fullmatch(verb) else "implements"
            number_end, number = self._number_behind(span.end, end)
            found.append(
                Citation(
                    span.of(self._text), number, match["issuer"], relation, Span(span.start, max(span.end, number_end))
                )
            )
        return found


def _drop_marks(title: str) -> str:
    return title[1:-1]


def is_same_title(title: str, own: str) -> bool:
    """Tell whether a title is a document's own, or the end of it (that of the plan in the notice's title)."""
    return title == own or (own.endswith(title) and len(title) > 10)
