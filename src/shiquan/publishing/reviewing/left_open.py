"""What reading left open: sentences not understood, statements read with doubts, texts that are cited and not held."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache

from shiquan.graph.findings import Severity
from shiquan.publishing.published_data import PublishedData
from shiquan.publishing.reviewing.lists import Entry, FindingList, Item, Quote, in_both_languages, list_of
from shiquan.publishing.site_queries import records
from shiquan.questions.catalogue import find_query
from shiquan.questions.missing import missing
from shiquan.terms import ID


def unparsed_sentences(data: PublishedData) -> FindingList:
    """Return the sentences on powers or expenditure that were not understood; raises as `finding_lists` does."""
    items = {
        (provision := row["provision"] or ""): Item(
            provision.removeprefix(ID),
            Severity.WARNING,
            provision,
            *_both(row["reason"] or ""),
            quotes=(Quote(provision, row["section"] or "", row["quote"] or ""),),
        )
        for row in records(data.store, "unparsed-provisions")
    }
    return _list("unparsed", items)


def review_notes(data: PublishedData) -> FindingList:
    """Return the statements that a person should look at; raises as `finding_lists` does."""
    notes: dict[str, list[str]] = {}
    rows = records(data.store, "review-notes")
    for row in rows:
        notes.setdefault(row["assignment"] or "", []).append(row["note"] or "")
    items: dict[str, Item] = {}
    for row in rows:
        assignment = row["assignment"] or ""
        told = [_both(note) for note in notes[assignment] if note]
        sure = row["confidence"] or ""
        items[assignment] = Item(
            assignment.removeprefix(ID),
            Severity.WARNING,
            assignment,
            "；".join([*(chinese for chinese, _ in told), *([f"置信度 {sure}"] if sure else [])]),
            "; ".join([*(english for _, english in told), *([f"confidence {sure}"] if sure else [])]),
            quotes=(Quote(assignment, row["section"] or "", row["quote"] or ""),),
        )
    return _list("review", items)


def missing_documents(data: PublishedData) -> FindingList:
    """Return the texts that are cited and not held; raises as `finding_lists` does.

    They are counted first, because the question that tells how many chains each of them breaks takes long in a large data set.
    """
    called, meaning = in_both_languages(find_query("missing"))
    (counted,) = records(data.store, "missing-counted")
    return list_of(
        "missing",
        called,
        meaning,
        {Severity.INFO: int(counted["number"] or "0")},
        lambda: [Entry(item.severity, item.about, about) for about, item in _missing(data).items()],
        lambda entry: _missing(data)[str(entry.reference)],
    )


@lru_cache(maxsize=1)
def _missing(data: PublishedData) -> dict[str, Item]:
    items: dict[str, Item] = {}
    for row in missing(data.store).records():
        document = row["document"] or ""
        cited, chains, completes = row["cited_by"], row["chains"], row["completes"]
        quote = (Quote("", "", row["quote"]),) if row["quote"] else ()
        items[document] = Item(
            document.removeprefix(ID),
            Severity.INFO,
            document,
            f"未收录全文：{cited} 个已收录的方案引用它，{chains} 条链缺它，其中 {completes} 条只缺这一件",
            f"text not held: cited by {cited} held plans; {chains} chains lack it, {completes} of them nothing else",
            quotes=quote,
        )
    return items


def _list(query: str, items: dict[str, Item]) -> FindingList:
    called, meaning = in_both_languages(find_query(query))
    entries = [Entry(item.severity, item.about, about) for about, item in items.items()]
    severities = Counter(entry.severity for entry in entries)
    return list_of(query, called, meaning, severities, lambda: entries, lambda entry: items[str(entry.reference)])


def _both(message: str) -> tuple[str, str]:
    """Return a message in Chinese and in English, which stand on either side of a slash."""
    chinese, slash, english = message.partition(" / ")
    return chinese, english if slash else chinese
