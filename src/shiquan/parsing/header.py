"""The outer form of a document: number, title, issuer, recipients, copies, dates, entry into force."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from shiquan.lexicon import Lexicon
from shiquan.model import DateStatement, DocumentNumber, Effect, Span
from shiquan.parsing.numerals import number_of
from shiquan.parsing.patterns import FIGURE_SLOTS, any_of, translate
from shiquan.parsing.text_units import lines, sentences_with, split_outside_brackets

_NUMBER = re.compile(
    r"(?P<agency>[㐀-鿿]{2,16}?)(?P<open>[〔(])(?P<year>(?:19|20)\d{2})[〕)]?第?(?P<serial>\d{1,4})号?"
)
_DAMAGED = re.compile(r"(?P<agency>[㐀-鿿]{2,16}?)〔(?P<year>20\d{2})(?P<serial>\d{1,3})(?:号|(?=[^\d〕]|$))")
_DATE = re.compile(
    r"(?P<year>(?:19|20)\d{2})\s?(?:年|[-./])\s?(?P<month>\d{1,2})\s?(?:月|[-./])\s?(?P<day>\d{1,2})(?:日|(?!\d))"
    r"|(?P<cyear>[二〇○零一三四五六七八九]{4})年(?P<cmonth>[一二三四五六七八九十]{1,2})月(?P<cday>[一二三四五六七八九十]{1,3})日"
)
_FUSED_DATE = re.compile(r"(?<![\d〔(])(?P<year>20\d{2})(?P<rest>\d{3,4})日")
_RECIPIENTS = re.compile(r"^[^。;!?《》]{4,400}:$")
_RECIPIENT_WORDS = re.compile(
    r"(?:人民政府|政府|公署|委员会|管委会|部门|单位|机构|委办局|委、|局|企业|办事处|各[^,]{1,20})"
)
_SIGNATURE_DATE = re.compile(rf"^\(?[^,;。:]{{0,40}}?(?P<date>{FIGURE_SLOTS['date']}|20\d{{5,6}}日)\)?$")
_IMPRINTED = re.compile(rf"(?P<date>{FIGURE_SLOTS['date']})印发")
_MAY_BE_NUMBER = re.compile(r"[〔(](?:19|20)\d{2}")
_NOTICE_TITLE = re.compile(
    rf"(?:关于|印发)[^。;!?]{{2,160}}?{any_of(['通知', '批复', '决定', '意见', '函'])}(?=$|[\n(〔|]|[㐀-鿿]{{1,8}}[〔(]20)"
)
_BEFORE_ISSUER = re.compile(r"号|文件|通知|[。:;|,)〕\]】]|\d")
_YEAR = re.compile(r"20\d{2}年")
_LABELS = (
    "label-number",
    "label-signed",
    "label-published",
    "label-effective",
    "label-issuer",
    "label-title",
    "label-other",
)
_LONGEST_SIGNATURE = 60
_SHORTEST_AGENCY, _LONGEST_AGENCY = 2, 8


@dataclass(frozen=True, slots=True)
class _HeaderWords:
    """The lexicon's words of the header, as expressions."""

    labels: dict[str, str]
    """The purpose of each metadata label."""
    label: re.Pattern[str]
    agency_ending: re.Pattern[str]
    verb_or_about: re.Pattern[str]
    copied: re.Pattern[str]
    effect: re.Pattern[str]
    """Finds what tells when the document takes effect, in whatever way."""
    effects: tuple[tuple[re.Pattern[str], str], ...]
    """What tells when the document takes effect, with the rule that it tells."""

    @staticmethod
    @cache
    def of(lexicon: Lexicon) -> _HeaderWords:
        labels = {word: name for name in _LABELS for word in lexicon.words(name)}
        slots = {"date": FIGURE_SLOTS["date"]}
        effects = [
            (
                "|".join(translate(pattern, slots) for pattern in lexicon.lists[name].patterns),
                str(lexicon.lists[name].indicates),
            )
            for name in ("on-date", "on-issue", "on-publication")
        ]
        return _HeaderWords(
            labels=labels,
            label=re.compile(rf"(?P<label>{any_of(labels)})(?:[】\]〕]|\s)*[:：|】](?P<gap>[\s|:]*)"),
            agency_ending=re.compile(rf"(?<=.){any_of(lexicon.words('agency-code-ending'))}$"),
            verb_or_about=re.compile(any_of(lexicon.words("notice-verb")) + "|关于"),
            copied=re.compile(rf"(?:^|\n)\s*{any_of(lexicon.words('copied-to'))}\s*[:：]"),
            effect=re.compile("|".join(f"(?:{expression})" for expression, _ in effects)),
            effects=tuple((re.compile(expression), rule) for expression, rule in effects),
        )


@dataclass(frozen=True, slots=True)
class Numbered:
    """A document number and where it stands."""

    number: DocumentNumber
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Header:
    """What stands before and after the plans of a notice."""

    number: Numbered | None
    title: Span | None
    recipients: tuple[str, ...]
    copied_to: tuple[str, ...]
    dates: tuple[DateStatement, ...]
    effect: Effect | None
    metadata: dict[str, str]


def find_numbers(folded: str, lexicon: Lexicon, start: int = 0, end: int | None = None) -> Iterator[Numbered]:
    """Yield the document numbers between two offsets, whatever their brackets, with damaged ones mended.

    The agency code begins where a title or label before it ends: it is cut to the shortest stretch that has an ending of
    agency codes, one to four characters before that ending.
    """
    stop = len(folded) if end is None else end
    if not _MAY_BE_NUMBER.search(folded, start, stop):
        return
    endings = _HeaderWords.of(lexicon).agency_ending
    taken = start
    candidates = sorted(
        [*_NUMBER.finditer(folded, start, stop), *_DAMAGED.finditer(folded, start, stop)],
        key=lambda match: (match.start(), -match.end()),
    )
    for match in candidates:
        if match.start() < taken:
            continue
        if match.re is _NUMBER and match["open"] == "(" and not match[0].endswith("号"):
            continue
        bounded = match.start() > 0 and folded[match.start() - 1] in "((〔》【|:"
        agency = _agency(match["agency"], endings, bounded)
        if agency is None:
            continue
        taken = match.end()
        number = DocumentNumber(agency, int(match["year"]), int(match["serial"]))
        yield Numbered(number, match.end("agency") - len(agency), match.end())


def _agency(words: str, endings: re.Pattern[str], bounded: bool) -> str | None:
    """Return the agency code at the end of the words before a year.

    Where the words begin at a bracket or another mark (``bounded``), they are the code. Otherwise a title or label may stand
    directly before it, and the code is its ending with up to four characters before.
    """
    if bounded and _SHORTEST_AGENCY <= len(words) <= _LONGEST_AGENCY:
        return words
    for label in ("文号", "字号", "通知", "文件"):
        words = words.rpartition(label)[2]
    ending = endings.search(words)
    if ending is not None:
        return words[max(0, ending.start() - 4) :]
    return words if _SHORTEST_AGENCY <= len(words) <= _LONGEST_AGENCY else None


def find_dates(folded: str, start: int, end: int) -> Iterator[tuple[date, Span]]:
    """Yield the valid calendar dates between two offsets, in figures or in Chinese numerals."""
    for match in _DATE.finditer(folded, start, end):
        try:
            yield _day(match), Span(match.start(), match.end())
        except ValueError:
            continue
    for match in _FUSED_DATE.finditer(folded, start, end):
        days = _fused_days(int(match["year"]), match["rest"])
        if len(days) == 1:
            yield days[0], Span(match.start(), match.end())


def _fused_days(year: int, digits: str) -> list[date]:
    """Return the calendar days that digits without separators can mean: 1229 is 29 December, 117 is two days."""
    days = []
    for cut in (1, 2):
        month, day = digits[:cut], digits[cut:]
        if day and not month.startswith("0") and not day.startswith("0"):
            try:
                days.append(date(year, int(month), int(day)))
            except ValueError:
                continue
    return days


def _day(match: re.Match[str]) -> date:
    if match["year"]:
        return date(int(match["year"]), int(match["month"]), int(match["day"]))
    digits = str.maketrans("〇○零一二三四五六七八九", "000123456789")
    return date(
        int(match["cyear"].translate(digits)),
        int(number_of(match["cmonth"])),
        int(number_of(match["cday"])),
    )


class HeaderReader:
    """Reads the header of one document."""

    def __init__(self, text: str, folded: str, lexicon: Lexicon) -> None:
        self._text = text
        self._folded = folded
        self._lexicon = lexicon
        self._words = _HeaderWords.of(lexicon)
        self._labels = self._words.labels
        self._label = self._words.label

    def read(self, opening: int, closing: int) -> Header:
        """Read the header; ``opening`` is where the first plan's text begins, ``closing`` where the last plan's ends.

        What stands before the opening and after the closing is the notice, the metadata and the imprint.
        """
        metadata = self._metadata(opening)
        title = self._title(opening)
        number = self._number(metadata, opening)
        dates = [*self._signature(title, opening, closing), *self._metadata_dates(metadata), *self._imprint(closing)]
        dates.sort(key=lambda statement: {"signature": 0, "title": 1, "metadata": 2, "imprint": 3}[statement.origin])
        signed = next((statement.day for statement in dates if statement.kind == "signed"), None)
        if signed is None:
            dates = [
                *dates,
                *(
                    DateStatement("signed", found.day, "imprint", found.span)
                    for found in dates
                    if found.kind == "imprinted"
                ),
            ]
            signed = next((statement.day for statement in dates if statement.kind == "signed"), None)
        published = next((statement.day for statement in dates if statement.kind == "published"), None)
        return Header(
            number=number,
            title=title,
            recipients=self._recipients(title, opening),
            copied_to=self._copies(closing),
            dates=tuple(dates),
            effect=self._effect(signed, published),
            metadata={label: value for label, (value, _) in metadata.items()},
        )

    # ------------------------------------------------------------ metadata

    def _metadata(self, opening: int) -> dict[str, tuple[str, Span]]:
        """Return the values behind metadata labels (文号: …, | 成文日期 | … |, 【字号】…) by the purpose of the label."""
        values: dict[str, tuple[str, Span]] = {}
        for start, end in lines(self._folded, 0, opening):
            line = self._folded[start:end]
            found = list(self._label.finditer(line))
            for position, match in enumerate(found):
                stop = found[position + 1].start() if position + 1 < len(found) else len(line)
                value = line[match.end() : stop].strip(" |,;【•-")
                name = self._labels[match["label"]]
                if value and name not in values:
                    value_start = start + line.find(value, match.end())
                    values[name] = (value, Span(value_start, value_start + len(value)))
        return values

    def _metadata_dates(self, metadata: dict[str, tuple[str, Span]]) -> list[DateStatement]:
        dates = []
        for name, kind in (
            ("label-signed", "signed"),
            ("label-published", "published"),
            ("label-effective", "effective"),
        ):
            if name in metadata:
                span = metadata[name][1]
                for day, where in list(find_dates(self._folded, span.start, span.end))[:1]:
                    dates.append(DateStatement(kind, day, "metadata", where))
        return dates

    # ------------------------------------------------------------ number, title, recipients

    def _number(self, metadata: dict[str, tuple[str, Span]], opening: int) -> Numbered | None:
        """Return the document's own number: on a line of its own before the plan, else from the metadata.

        A number in brackets behind a title in 《》 is that of another document.
        """
        for start, end in lines(self._folded, 0, opening):
            line = self._folded[start:end]
            if self._label.match(line) or "|" in line:
                continue
            for found in find_numbers(self._folded, self._lexicon, start, end):
                before = self._folded[max(start, found.start - 2) : found.start]
                cited = (
                    before.endswith(("(", "》", "〉"))
                    or "《" in line[: found.start - start]
                    or "根据" in line[: found.start - start]
                )
                if not cited and found.start - start <= 80:
                    return found
        if "label-number" in metadata:
            span = metadata["label-number"][1]
            return next(find_numbers(self._folded, self._lexicon, span.start, span.end), None)
        for start, end in lines(self._folded, 0, opening):
            for found in find_numbers(self._folded, self._lexicon, start, end):
                if "|" in self._folded[start:end] and "《" not in self._folded[start : found.start]:
                    return found
        return None

    def _title(self, opening: int) -> Span | None:
        """Return the notice's title: the last line before the plan that promulgates something."""
        best: Span | None = None
        for start, end in lines(self._folded, 0, opening):
            line = self._folded[start:end]
            if (
                "|" in line
                or self._label.match(line)
                or not self._words.verb_or_about.search(line)
                or line.startswith(("《", "现将", "经"))
            ):
                continue
            match = _NOTICE_TITLE.search(line)
            if match is None or "《" in line[: match.start()]:
                continue
            first = self._title_start(line[: match.start()])
            best = Span(start + first, start + match.end())
        return best

    def _title_start(self, before: str) -> int:
        """Return where the issuer in front of 关于 begins: behind a number, a letterhead or another title."""
        cut = 0
        for mark in _BEFORE_ISSUER.finditer(before):
            cut = mark.end()
        return cut

    def _recipients(self, title: Span | None, opening: int) -> tuple[str, ...]:
        begin = title.end if title else 0
        for start, end in lines(self._folded, begin, opening):
            line = self._folded[start:end]
            colon = line.find(":")
            head = line[: colon + 1] if colon >= 0 else ""
            number = next(find_numbers(line, self._lexicon), None)
            first = start
            if number is not None and number.end < len(head):
                first += number.end
                head = head[number.end :]
            if (
                _RECIPIENTS.match(head)
                and _RECIPIENT_WORDS.search(head)
                and not self._label.match(head)
                and "印发" not in head
            ):
                return tuple(
                    self._text[a:b].rstrip(":：,，")
                    for a, b in split_outside_brackets(self._folded, first, first + len(head), ",:")
                )
        return ()

    # ------------------------------------------------------------ dates

    def _signature(self, title: Span | None, opening: int, closing: int) -> list[DateStatement]:
        """Return the dates that stand alone on a line before the plan, or after the last one, as signatures."""
        found: list[DateStatement] = []
        begin = title.end if title else 0
        for start, end in [*lines(self._folded, begin, opening), *lines(self._folded, closing, len(self._folded))]:
            line = self._folded[start:end]
            if len(line) > _LONGEST_SIGNATURE or "|" in line or self._label.search(line) or "印发" in line:
                continue
            match = _SIGNATURE_DATE.match(line)
            if match is None:
                continue
            origin = "title" if line.startswith("(") else "signature"
            for day, where in list(find_dates(self._folded, start, end))[:1]:
                found.append(DateStatement("signed", day, origin, where))
        return found[:2]

    def _imprint(self, closing: int) -> list[DateStatement]:
        for match in _IMPRINTED.finditer(self._folded, max(0, closing - 200)):
            for day, where in find_dates(self._folded, match.start(), match.end()):
                return [DateStatement("imprinted", day, "imprint", where)]
        return []

    def _copies(self, closing: int) -> tuple[str, ...]:
        """Return the bodies behind 抄送, over as many lines as they take."""
        opening = self._words.copied.search(self._folded, max(0, closing - 400))
        if opening is None:
            return ()
        names: list[str] = []
        for start, end in lines(self._folded, opening.end(), len(self._folded)):
            line = self._folded[start:end]
            if (
                _IMPRINTED.search(line)
                or _YEAR.search(line)
                or (
                    names
                    and not line.endswith(("。", ",", ";"))
                    and self._text[start:end].strip().endswith(self._lexicon.words("issuer-ending"))
                )
            ):
                break
            for a, b in split_outside_brackets(self._folded, start, end, ",;。"):
                name = self._text[a:b].strip(" ,，;；。")
                if name:
                    names.append(name)
        return tuple(names)

    # ------------------------------------------------------------ entry into force

    def _effect(self, signed: date | None, published: date | None) -> Effect | None:
        found: Effect | None = None
        for start, end in sentences_with(self._words.effect, self._folded, 0, len(self._folded)):
            for expression, rule in self._words.effects:
                match = expression.search(self._folded, start, end)
                if match is None:
                    continue
                days = [day for day, _ in find_dates(self._folded, match.start(), match.end())]
                day = {"on_issue": signed, "on_publication": published or signed}.get(rule, days[0] if days else None)
                found = Effect(rule, day, Span(start, end))
                break
        return found
