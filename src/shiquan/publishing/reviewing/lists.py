"""Lists of findings: what each of them is about, and its findings, a few at a time.

Neither a page nor the making of one grows with the data set: how many findings there are is counted when the first page is made, that one is there
(`Entry`) is read when the first page of its list is, and what is told of it (`Item`) is looked up for each page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

from shiquan.graph.findings import Severity, natural_key
from shiquan.graph.identifiers import document_of
from shiquan.publishing.published_data import PublishedData
from shiquan.publishing.searching.named_things import province_code
from shiquan.questions.catalogue import NamedQuery
from shiquan.terms import DOC

ELSEWHERE: Final = "other"
"""The province of a finding that is about no document, or one of which the issuer is not known."""


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a document: what states them (an IRI), the path of the section, the words."""

    stated_by: str
    section: str
    words: str


@dataclass(frozen=True, slots=True)
class Item:
    """A finding as it is shown.

    ``key`` is the same whenever the site is made; ``about`` is the IRI of what the finding is in, ``against`` of what that was compared with.
    What there is none of is empty. Messages are in both languages.
    """

    key: str
    severity: Severity
    about: str
    chinese: str
    english: str
    section: str = ""
    quotes: tuple[Quote, ...] = ()
    against: str = ""
    upper_quotes: tuple[Quote, ...] = ()
    concept: tuple[str, str, str] | None = None
    """IRI and names of the concept that it regards."""

    @property
    def document(self) -> str:
        """Return the IRI of the document that it is in; empty where it is in none."""
        return document_of(self.about) or ""

    @property
    def upper_document(self) -> str:
        """Return the IRI of the document that it was compared with."""
        return document_of(self.against) or ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A finding as it is kept: what orders it, and what finds it again."""

    severity: Severity
    about: str
    reference: str | int

    @property
    def province(self) -> str:
        """Return the code of the province, or `ELSEWHERE`."""
        document = document_of(self.about) or ""
        return province_code(document.removeprefix(DOC).partition("/")[0]) or ELSEWHERE

    @property
    def key(self) -> tuple[object, ...]:
        """Return what it is ordered by: the worst first, then by what it is in."""
        return (self.severity.rank, natural_key(self.about), self.reference)


@dataclass(frozen=True)
class FindingList:
    """A list: the name of its folder, what it is called and what its findings mean, in both languages, and how many there are of each severity.

    ``found`` gives the findings in any order, as many as were counted; ``details`` gives one as it is shown.
    """

    name: str
    chinese: str
    english: str
    meaning_chinese: str
    meaning_english: str
    severities: dict[Severity, int]
    found: Callable[[], Iterable[Entry]]
    details: Callable[[Entry], Item]

    @property
    def size(self) -> int:
        """Return how many findings there are."""
        return sum(self.severities.values())

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """All findings: the worst first, then by document and place in it. Read once.

        Raises:
            StoreError: the store cannot answer.

        """
        return tuple(sorted(self.found(), key=lambda entry: entry.key))

    @cached_property
    def parts(self) -> dict[str, tuple[Entry, ...]]:
        """The same by province, in the order of codes; raises as `entries` does."""
        parts: dict[str, list[Entry]] = {}
        for entry in self.entries:
            parts.setdefault(entry.province, []).append(entry)
        return {province: tuple(parts[province]) for province in sorted(parts)}

    def of_severity(self, severity: Severity) -> range:
        """Return where in `entries` those of a severity stand."""
        start = sum(number for each, number in self.severities.items() if each.rank < severity.rank)
        return range(start, start + self.severities.get(severity, 0))


def list_of(
    name: str,
    called: tuple[str, str],
    meaning: tuple[str, str],
    severities: Mapping[Severity, int],
    found: Callable[[], Iterable[Entry]],
    details: Callable[[Entry], Item],
) -> FindingList:
    """Return a list of findings; see `FindingList`."""
    counted = {severity: severities[severity] for severity in Severity if severities.get(severity)}
    return FindingList(name, *called, *meaning, counted, found, details)


def in_both_languages(query: NamedQuery) -> tuple[tuple[str, str], tuple[str, str]]:
    """Return the summary and the description of a query, each in Chinese and in English."""
    chinese, _, english = query.summary.partition(" / ")
    return (chinese, english or chinese), _by_language(query.description)


def _by_language(text: str) -> tuple[str, str]:
    """Return the Chinese lines of a description and its English ones; those with more letters than characters are English."""
    lines: tuple[list[str], list[str]] = ([], [])
    for line in text.splitlines():
        letters = sum(character.isascii() and character.isalpha() for character in line)
        characters = sum("一" <= character <= "鿿" for character in line)
        lines[letters > characters].append(line)
    return "".join(lines[0]), " ".join(lines[1])


@lru_cache(maxsize=1)
def finding_lists(data: PublishedData) -> dict[str, FindingList]:
    """Return all lists by their names, in the order in which they are shown; some may be empty. Their findings are only counted.

    Raises:
        StoreError: the store cannot answer.

    """
    from shiquan.publishing.reviewing.checks_found import lists_of_checks
    from shiquan.publishing.reviewing.left_open import missing_documents, review_notes, unparsed_sentences
    from shiquan.publishing.reviewing.validation_found import lists_of_validation

    found = (
        *lists_of_checks(data),
        unparsed_sentences(data),
        review_notes(data),
        missing_documents(data),
        *lists_of_validation(data),
    )
    return {each.name: each for each in found}
