"""From a cleaned text to the document model: the plans of a notice, and everything that each of them says."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import accumulate

from shiquan.errors import UnreadableDocument
from shiquan.lexicon import Lexicon
from shiquan.model import (
    Area,
    Assignment,
    Citation,
    Document,
    DocumentNumber,
    LedgerEntry,
    Plan,
    Section,
    Source,
    Span,
    Task,
    Tiers,
)
from shiquan.parsing.bases import BasisReader, is_same_title
from shiquan.parsing.grammar import Grammar
from shiquan.parsing.header import HeaderReader
from shiquan.parsing.issuers import Issuer, IssuerResolver
from shiquan.parsing.layout import read_sections
from shiquan.parsing.patterns import any_of
from shiquan.parsing.places import Gazetteer
from shiquan.parsing.readers import Readers
from shiquan.parsing.statements import StatementReader
from shiquan.parsing.text_units import lines, sentences_with
from shiquan.parsing.tiers import document_context
from shiquan.parsing.work_plans import WorkPlanReader
from shiquan.reading.cleaning import squeeze
from shiquan.reading.folding import fold
from shiquan.tasks.matching import concept_matcher

_FIRST_HEADING = r"(?P<heading>一、|第一条|\(一\)|1[.、](?!\d))"
_TOP_HEADING = r"(?P<heading>(?P<ordinal>[一二三四五六七八九十]{1,3})、)"
# with the mark that stands before a heading as their first character, the expressions are looked for only at marks
_FIRST_HEADING_ANYWHERE = tuple(map(re.compile, (_FIRST_HEADING, r"[\n。;]" + _FIRST_HEADING)))
_TOP_HEADING_ANYWHERE = tuple(map(re.compile, (_TOP_HEADING, r"[\n。;]" + _TOP_HEADING)))
_MARKED = re.compile(r"《([^《》]{4,120}(?:《[^《》]*》[^《》]*)?)》")
_ANNEX = re.compile(r"^附件?\d*[:.、]?")
_LONGEST_PLAN_TITLE = 140
_LONGEST_TITLE_LINE = 200
_MOST_NAMES = 40
_MOST_DEFINITIONS = 20
_MOST_GRAMMARS = 64
"""Grammars that are kept: one for each kind of document, and those of documents that define words of their own."""
_LAST_BRACKET = re.compile(r"\([^()]{1,30}\)$")
_NO_PLAN_TITLE = re.compile(r"[。;:,|]|关于印发|的通知")
_BEFORE_VERB = re.compile(r"^(?!关于|印发)(.{2,40}?)(?:关于|印发)")
_DATE_AT_END = re.compile(r"\(?(?:\d{4}年\d{1,2}月\d{1,2}日|[二〇○零一三四五六七八九]{4}年.{2,8}日)(?:印发)?\)?$")
_NO_SIGNATURE = re.compile(r"[,。;:|]|关于|各")
_DOMAIN = re.compile(r"(?P<domain>[㐀-鿿、]{2,14}?)领域")
_TITLE_WORDS = re.compile("关于印发|的通知|\\|")


@dataclass(frozen=True, slots=True)
class _PlanPlace:
    """Where a plan stands: its title, its opening, and where its text ends."""

    title: str
    span: Span
    opening: Span
    end: int


@dataclass(frozen=True, slots=True)
class _DocumentWords:
    """The lexicon's words of the outer form of documents, as expressions."""

    subject: re.Pattern[str]
    verb: re.Pattern[str]
    verb_or_about: re.Pattern[str]
    approval: re.Pattern[str]
    promulgated: re.Pattern[str]
    end_marker: re.Pattern[str]
    copied_label: re.Pattern[str]
    repeal: re.Pattern[str]
    definition: re.Pattern[str]
    tier_words: frozenset[str]

    @staticmethod
    @cache
    def of(lexicon: Lexicon) -> _DocumentWords:
        verbs, copied = lexicon.words("notice-verb"), lexicon.words("copied-to")
        about = any_of(verb for verb in verbs if verb.startswith("关于"))
        words = any_of(lexicon.words("definition"))
        return _DocumentWords(
            subject=re.compile(any_of(lexicon.words("subject"))),
            verb=re.compile(any_of(verbs)),
            verb_or_about=re.compile(any_of(verbs) + "|关于"),
            approval=re.compile(any_of(lexicon.words("approval"))),
            promulgated=re.compile(rf"{about}(?P<name>[^。;\n]{{4,140}}?)的通知"),
            end_marker=re.compile(rf"^(?:{any_of([*copied, *lexicon.words('after-matter')])})|印发$|^[-—]+$|^\(此件"),
            copied_label=re.compile(any_of(copied) + "[:]"),
            repeal=re.compile("|".join(lexicon.lists["repeal"].patterns)),
            definition=re.compile(rf"\({words}[:“”\"]*(?P<name>[㐀-鿿()、]{{1,8}}?)[”\"]?(?:,[^()]{{0,20}})?\)"),
            tier_words=frozenset(word.word for word in lexicon.tier_words if word.tiers),
        )


class DocumentParser:
    """Parses cleaned texts. Grammars are compiled once per kind of document and reused."""

    def __init__(self, lexicon: Lexicon, gazetteer: Gazetteer) -> None:
        self._lexicon = lexicon
        self._gazetteer = gazetteer
        self._words = _DocumentWords.of(lexicon)
        self._subject = self._words.subject
        self._issuers = IssuerResolver(lexicon, gazetteer)
        self._readers = lru_cache(maxsize=_MOST_GRAMMARS)(
            lambda context, defined: Readers.of(Grammar(lexicon, context, defined))
        )

    def parse(self, source: Source, text: str) -> Document:
        """Parse the cleaned text of one source.

        Raises:
            UnreadableDocument: the text is no notice or plan: it has neither a title nor a numbered section nor the words
                of the genre.

        """
        folded = fold(text)
        places = self._plan_places(text, folded)
        if not self._is_document(folded, places):
            raise UnreadableDocument(
                source.file,
                "not_a_document",
                "文中没有通知或方案的标题，也没有财政事权、支出责任或责任分工的内容，不是本系统读取的公文",
                "no title of a notice or plan, nothing on fiscal powers, expenditure responsibilities or duties: not a document of this kind",
            )
        header = HeaderReader(text, folded, self._lexicon).read(places[0].opening.start, places[-1].end)
        title = self._without_noise(squeeze(header.title.of(text))) if header.title else None
        plan_titles = tuple(place.title for place in places)
        promulgated = self._plan_names(folded, places[0].opening.start)
        citations = [
            self._citations(text, folded, place, index, header.title, title, plan_titles, promulgated)
            for index, place in enumerate(places)
        ]
        number = header.number.number if header.number else None
        issuer = self._issuer(
            text, folded, title, header.metadata, number, plan_titles, citations, header.recipients, places
        )
        above = self._gazetteer.above(issuer.area) if issuer.area else ()
        context = document_context(issuer.area, issuer.tier, above)
        plans = tuple(
            self._plan(text, folded, place, cited, context, issuer.area)
            for place, cited in zip(places, citations, strict=True)
        )
        plans = (replace(plans[0], ledger=(*self._outside(folded, places), *plans[0].ledger)), *plans[1:])
        domains = {plan.domain for plan in plans}
        return Document(
            source=source,
            text=text,
            number=number,
            title=title,
            issuers=issuer.names,
            area=issuer.area,
            tier=issuer.tier,
            domain=next(iter(domains)) if len(domains) == 1 and not self._names_several(promulgated) else None,
            recipients=header.recipients,
            copied_to=header.copied_to,
            dates=header.dates,
            effect=header.effect,
            plans=plans,
            findings=issuer.findings,
        )

    def _names_several(self, promulgated: tuple[str, ...]) -> bool:
        """Tell whether a notice promulgates several plans, of which the text may hold only some."""
        endings = self._lexicon.words("division-plan")
        plans = [name for name in promulgated if any(word in name for word in endings) and "关于" not in name]
        domains = {self._domain(name)[0] for name in plans}
        return len(domains - {None}) > 1

    def _without_noise(self, title: str) -> str:
        """Return a title from where its issuer begins: web pages put menus and their own name before it."""
        folded = fold(title)
        verb = self._words.verb_or_about.search(folded)
        before = folded[: verb.start()] if verb else ""
        if not before.endswith(self._lexicon.words("issuer-ending")):
            return title
        for start in range(len(before) - 3):
            if self._gazetteer.opening(before[start:])[0] or self._issuers.is_central(before[start:]):
                return title[start:]
        short = next((name for name in self._lexicon.words("short-issuer") if before.endswith(name)), None)
        return title[len(before) - len(short) :] if short else title

    # ------------------------------------------------------------ where the plans stand

    def _plan_places(self, text: str, folded: str) -> list[_PlanPlace]:
        starts = [match.start("heading") for match in _tops(folded) if match["ordinal"] == "一"]
        first = _first_heading(folded)
        if first is not None and (not starts or first < starts[0]):
            starts = [first, *starts]
        names = self._plan_names(folded, starts[0] if starts else len(folded))
        places: list[_PlanPlace] = []
        floor = seen = 0
        for start in starts or [len(folded)]:
            title = self._title_before(folded, seen, start, names)
            seen = self._line_of(folded, seen, start)
            if places and title is None:
                continue
            span = title or self._named_before(folded, floor, start, names) or Span(floor, floor)
            if places:
                places[-1] = replace(places[-1], end=span.start)
            opening = Span(span.end, start)
            places.append(_PlanPlace(self._plan_title(text, span, names), span, opening, len(folded)))
            floor = seen = start + 2
        last = places[-1]
        places[-1] = replace(last, end=self._plan_end(folded, last.opening.end))
        return places

    @staticmethod
    def _line_of(folded: str, seen: int, start: int) -> int:
        """Return where the line of a heading begins, or a place behind that where the line is too long for a title.

        What stands before it need not be looked through again for the title before the next heading.
        """
        earliest = max(seen, start - _LONGEST_TITLE_LINE)
        return max(earliest, folded.rfind("\n", earliest, start) + 1)

    def _plan_names(self, folded: str, before: int) -> tuple[str, ...]:
        """Return the names of the plans that the notice promulgates, from its title and its words of promulgation."""
        names: list[str] = []
        for start, end in sentences_with(self._words.approval, folded, 0, before):
            sentence = folded[start:end]
            if not sentence.startswith(("为", "根据", "按照")):
                names.extend(name for name in _MARKED.findall(sentence) if "关于印发" not in name)
        for match in self._words.promulgated.finditer(folded, 0, before):
            if "《" not in folded[max(0, match.start() - 30) : match.start()]:
                names.append(match["name"].strip("《》〈〉"))
        return tuple(dict.fromkeys(names))[:_MOST_NAMES]

    def _title_before(self, folded: str, floor: int, start: int, names: tuple[str, ...]) -> Span | None:
        """Return the last line before a first heading that is a plan's title."""
        endings = self._lexicon.words("plan-ending")
        best: Span | None = None
        for first, last in lines(folded, floor, start):
            if last - first > _LONGEST_TITLE_LINE:
                continue
            line = folded[first:last]
            annex = _ANNEX.match(line)
            shift = annex.end() if annex else 0
            words = _LAST_BRACKET.sub("", line[shift:]).strip()
            known = any(line[shift:].strip("《》") == name for name in names)
            plain = (
                8 <= len(words) <= _LONGEST_PLAN_TITLE and words.endswith(endings) and not _NO_PLAN_TITLE.search(words)
            )
            if known or plain:
                best = Span(first + shift, last)
        return best

    def _named_before(self, folded: str, floor: int, start: int, names: tuple[str, ...]) -> Span | None:
        """In text without line breaks, return where a plan's name stands outside of 《》 the last time before a heading."""
        best: Span | None = None
        for name in names:
            position = folded.rfind(name, floor, start)
            while position > 0 and (
                folded[position - 1] in "《〈" or folded.startswith("的通知", position + len(name))
            ):
                position = folded.rfind(name, floor, position)
            if (
                position >= 0
                and (best is None or position > best.start)
                and not folded.startswith("的通知", position + len(name))
            ):
                best = Span(position, position + len(name))
        return best

    def _plan_title(self, text: str, span: Span, names: tuple[str, ...]) -> str:
        if span.end > span.start:
            return squeeze(span.of(text)).strip("《》")
        return names[0] if names else ""

    def _plan_end(self, folded: str, start: int) -> int:
        """Return where the last plan's text ends: at copies, an imprint, or what a web page puts below it."""
        marker, copied = self._words.end_marker, self._words.copied_label
        for first, last in lines(folded, start, len(folded)):
            line = folded[first:last]
            if (marker.search(line) and not line.endswith("。")) or copied.match(line):
                return first
        return len(folded)

    def _is_document(self, folded: str, places: list[_PlanPlace]) -> bool:
        named = any(place.title for place in places)
        subject = bool(self._subject.search(folded))
        sections = _first_heading(folded) is not None
        return (named and (sections or subject)) or (subject and sections)

    # ------------------------------------------------------------ parts

    def _citations(
        self,
        text: str,
        folded: str,
        place: _PlanPlace,
        index: int,
        title_span: Span | None,
        title: str | None,
        plan_titles: tuple[str, ...],
        promulgated: tuple[str, ...],
    ) -> tuple[Citation, ...]:
        own = tuple(name for name in (*plan_titles, title, *promulgated) if name)
        start = (title_span.end if title_span else place.span.end) if index == 0 else place.opening.start
        reader = BasisReader(text, folded, self._lexicon)
        bases = reader.read(start, place.opening.end, own)
        return (*bases, *self._repeals(text, folded, place, reader, own))

    def _repeals(
        self, text: str, folded: str, place: _PlanPlace, reader: BasisReader, own: tuple[str, ...]
    ) -> tuple[Citation, ...]:
        found: list[Citation] = []
        for start, end in sentences_with(self._words.repeal, folded, place.opening.end, place.end):
            # a plan of the same title may be repealed, which its number tells apart
            cited = reader.read(start, end, ())
            others = (c for c in cited if c.number is not None or not any(is_same_title(c.title or "", t) for t in own))
            found.extend(replace(citation, relation="repeals") for citation in others)
        return tuple(found)

    def _issuer(
        self, text: str, folded: str, title: str | None, metadata: dict[str, str], number: DocumentNumber | None, plan_titles: tuple[str, ...],
        citations: list[tuple[Citation, ...]], recipients: tuple[str, ...], places: list[_PlanPlace],
    ) -> Issuer:  # fmt: skip
        opening = _BEFORE_VERB.match(fold(title)) if title else None
        before = title[: opening.end(1)] if title and opening else None
        signature = self._signature(text, folded, places)
        letterhead = next(
            (
                text[a : b - 2]
                for a, b in lines(folded, 0, places[0].opening.start)
                if folded[a:b].endswith("文件") and b - a <= 40 and "|" not in folded[a:b]
            ),
            None,
        )
        written = [before, signature, letterhead, metadata.get("label-issuer")]
        if before is not None and self._issuers.is_short(before):
            written = [signature, letterhead, metadata.get("label-issuer"), before]
        names = tuple(name for name in written if name)
        issuers = tuple(citation.issuer for cited in citations for citation in cited if citation.issuer)
        # 市政府办公室关于印发临汾市…的通知: the place stands behind the verb
        verb = self._words.verb.search(fold(title)) if title else None
        promulgated = title[verb.end() :].lstrip("《〈") if title and verb else None
        titles = tuple(name for name in (*plan_titles, promulgated, title) if name)
        return self._issuers.resolve(names, number, titles, (*issuers, *recipients))

    def _signature(self, text: str, folded: str, places: list[_PlanPlace]) -> str | None:
        """Return the body that signs: a line that is the name of a body only, before the plan or below it."""
        endings = self._lexicon.words("issuer-ending")
        candidates = [*lines(folded, 0, places[0].span.start), *lines(folded, places[-1].opening.end, len(folded))]
        for start, end in candidates:
            line = _DATE_AT_END.sub("", folded[start:end])
            if (
                4 <= len(line) <= 40
                and line.endswith(endings)
                and not _NO_SIGNATURE.search(line)
                and self._gazetteer.opening(line)[0]
            ):
                return text[start : start + len(line)]
        return None

    def _plan(
        self,
        text: str,
        folded: str,
        place: _PlanPlace,
        citations: tuple[Citation, ...],
        context: str,
        area: Area | None,
    ) -> Plan:
        body = Span(place.opening.end, place.end)
        defined = self._definitions(folded, place, area, self._readers(context, ()).grammar)
        readers = self._readers(context, defined)
        grammar = readers.grammar
        sections = read_sections(text, folded, body, grammar)
        kind = self._kind(place.title, folded, body, grammar)
        domain, domain_name = self._domain(place.title)
        opening = self._opening_ledger(folded, place, citations)
        unheaded = _before_headings(body, sections)
        headings = tuple(
            LedgerEntry(section.path, "heading", section.span)
            for section in sections
            if self._subject.search(section.span.of(folded))
        )
        if kind == "division":
            reading = StatementReader(text, folded, readers).read((*unheaded, *sections))
            assignments = tuple(self._with_concepts(assignment, domain_name) for assignment in reading.assignments)
            ledger = (*opening, *headings, *reading.ledger)
            return Plan(
                place.title,
                kind,
                domain,
                place.span,
                citations,
                sections,
                assignments,
                reading.residuals,
                ledger=_in_order(ledger),
            )
        reader = WorkPlanReader(text, folded, self._lexicon)
        measures = reader.measures(sections)
        targets = reader.targets(sections, place.title)
        ledger = (*opening, *headings, *reader.ledger(measures, targets))
        return Plan(
            place.title, kind, domain, place.span, citations, sections, measures=measures, targets=targets,
            ledger=_in_order((*ledger, *_prose(folded, (*unheaded, *sections), ledger, self._subject))),
        )  # fmt: skip

    def _kind(self, title: str, folded: str, body: Span, grammar: Grammar) -> str:
        named = fold(title)
        if any(word in named for word in self._lexicon.words("division-plan")):
            return "division"
        if any(word in named for word in self._lexicon.words("work-plan")):
            return "work"
        # a page that has lost its title is told by what it does
        gives = any(
            next(grammar.matches(grammar.power_rules, folded, *line), None)
            for line in lines(folded, body.start, body.end)
        )
        return "division" if gives or len(self._subject.findall(body.of(folded))) >= 6 else "other"

    def _domain(self, title: str) -> tuple[str | None, str | None]:
        """Return the domain that a plan's title names, as written there, and the local name of its concept."""
        folded = fold(title)
        written = _DOMAIN.search(folded)
        best = None
        for domain in self._lexicon.domains:
            for word in domain.words:
                position = folded.find(word)
                if position >= 0 and (best is None or (-len(word), position) < best[0]):
                    best = ((-len(word), position), word, domain)
        if best is not None:
            position = best[0][1]
            return title[position : position + len(best[1])], best[2].name
        if written is None:
            return None, None
        _, taken = self._gazetteer.opening(folded)
        return title[max(taken, written.start("domain")) : written.end("domain")] or None, None

    def _with_concepts(self, assignment: Assignment, domain: str | None) -> Assignment:
        matcher = concept_matcher(domain) if domain else None
        if matcher is None:
            return assignment
        tasks: list[Task] = [replace(task, concepts=matcher.match(task.text)) for task in assignment.tasks]
        return replace(assignment, tasks=tuple(tasks))

    def _definitions(
        self, folded: str, place: _PlanPlace, area: Area | None, grammar: Grammar
    ) -> tuple[tuple[str, Tiers], ...]:
        """Return the short names that the document defines for tiers: …、开发区(以下统称县区)."""
        defined: dict[str, Tiers] = {}
        for named in (area, *self._gazetteer.above(area)) if area else ():
            if f"{named.name}级" in folded:  # 安庆市级 in a document of 桐城: a tier by the name of the place
                defined[f"{named.name}级"] = (named.tier,)
        first = place.opening.start
        for match in self._words.definition.finditer(folded, first, place.end):
            before = folded[max(first, match.start() - 40) : match.start()]
            tiers = grammar.tiers.tiers_in(before.rpartition(",")[2][-24:])
            if match["name"] not in self._words.tier_words and tiers:
                defined[match["name"]] = tiers
            if len(defined) == _MOST_DEFINITIONS:
                break
        return tuple(sorted(defined.items()))

    # ------------------------------------------------------------ the ledger outside of sections

    def _opening_ledger(
        self, folded: str, place: _PlanPlace, citations: tuple[Citation, ...]
    ) -> tuple[LedgerEntry, ...]:
        entries = []
        if self._subject.search(place.span.of(folded)):
            entries.append(LedgerEntry(None, "title", place.span))
        cited_at = sorted(citation.span.start for citation in citations)
        for start, end in sentences_with(self._subject, folded, place.opening.start, place.opening.end):
            cited = bisect_left(cited_at, start) < bisect_left(cited_at, end)
            entries.append(LedgerEntry(None, "basis" if cited else "prose", Span(start, end)))
        return tuple(entries)

    def _outside(self, folded: str, places: list[_PlanPlace]) -> tuple[LedgerEntry, ...]:
        """Account for the sentences of the notice before the first plan and of what follows the last."""
        entries = []
        for first, last in ((0, places[0].span.start), (places[-1].end, len(folded))):
            for start, end in sentences_with(self._subject, folded, first, last):
                titled = bool(_TITLE_WORDS.search(folded, start, end)) and folded[end - 1] != "。"
                entries.append(LedgerEntry(None, "title" if titled else "prose", Span(start, end)))
        return tuple(entries)


def _first_heading(folded: str) -> int | None:
    """Return where the first heading of a plan's text begins: at the beginning of a line or behind a sentence."""
    at_start, behind_mark = _FIRST_HEADING_ANYWHERE
    heading = at_start.match(folded) or behind_mark.search(folded)
    return heading.start("heading") if heading else None


def _tops(folded: str) -> Iterator[re.Match[str]]:
    """Yield the numbers of top headings, at the beginning of a line or behind a sentence."""
    at_start, behind_mark = _TOP_HEADING_ANYWHERE
    first = at_start.match(folded)
    if first is not None:
        yield first
    yield from behind_mark.finditer(folded)


def _before_headings(body: Span, sections: tuple[Section, ...]) -> tuple[Section, ...]:
    """Return what stands in a plan's text before its first heading, as a section without a path.

    A number that heads nothing may begin the text: 一、以习近平新时代中国特色社会主义思想为指导,… where the heading is lost, or 一、将…确认为….
    """
    end = sections[0].span.start if sections else body.end
    return (Section("", "", Span(body.start, body.start), Span(body.start, end)),) if body.start < end else ()


def _in_order(entries: tuple[LedgerEntry, ...]) -> tuple[LedgerEntry, ...]:
    return tuple(sorted(dict.fromkeys(entries), key=lambda entry: (entry.span.start, entry.span.end, entry.role)))


def _prose(
    folded: str, sections: tuple[Section, ...], known: tuple[LedgerEntry, ...], subject: re.Pattern[str]
) -> tuple[LedgerEntry, ...]:
    """Return the sentences on powers and expenditure in a work plan that nothing else accounts for."""
    entries = []
    spans = sorted((entry.span.start, entry.span.end) for entry in known)
    starts = [start for start, _ in spans]
    reached = list(accumulate((end for _, end in spans), max))
    for section in sections:
        for start, end in sentences_with(subject, folded, section.body.start, section.body.end):
            before = bisect_left(starts, end)
            accounted = before > 0 and reached[before - 1] > start
            if not accounted:
                entries.append(LedgerEntry(section.path or None, "prose", Span(start, end)))
    return tuple(entries)
