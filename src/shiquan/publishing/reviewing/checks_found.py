"""What the checks between tiers found, as the derived graph of findings has it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from shiquan.graph.findings import Severity
from shiquan.graph.identifiers import document_of
from shiquan.publishing.published_data import PublishedData
from shiquan.publishing.reviewing.lists import Entry, FindingList, Item, Quote, in_both_languages, list_of
from shiquan.publishing.site_queries import Record, records
from shiquan.questions.checks import checks
from shiquan.terms import ID

_EVIDENCE = "/evidence"


def lists_of_checks(data: PublishedData) -> Iterator[FindingList]:
    """Yield a list for each check, in the order of their codes; what it means is told by the check's own header.

    Raises:
        StoreError: the store cannot answer.

    """
    counted: dict[str, dict[Severity, int]] = {}
    for row in records(data.store, "findings-counted"):
        counted.setdefault(row["code"] or "", {})[Severity(row["severity"] or "")] = int(row["number"] or "0")
    for query in checks():
        called, meaning = in_both_languages(query)
        severities = counted.get(query.name, {})
        yield list_of(
            query.name, called, meaning, severities, partial(_found, data, query.name), partial(_details, data)
        )


def _found(data: PublishedData, code: str) -> Iterator[Entry]:
    for row in records(data.store, "findings-of-a-check", code=code):
        yield Entry(Severity(row["severity"] or ""), row["about"] or "", row["finding"] or "")


def _details(data: PublishedData, entry: Entry) -> Item:
    finding = str(entry.reference)
    rows = records(data.store, "finding-details", finding_iri=finding)
    first = rows[0]
    document = document_of(entry.about)
    quotes = tuple(dict.fromkeys(_quote(row) for row in rows if row["shown"] and row["quote"]))
    own = tuple(quote for quote in quotes if document_of(quote.stated_by) == document)
    concept = first["concept"]
    return Item(
        finding.removeprefix(ID),
        entry.severity,
        entry.about,
        first["message_zh"] or "",
        first["message_en"] or "",
        quotes=own,
        against=first["against"] or "",
        upper_quotes=tuple(quote for quote in quotes if quote not in own),
        concept=(concept, first["concept_zh"] or concept, first["concept_en"] or concept) if concept else None,
    )


def _quote(row: Record) -> Quote:
    return Quote((row["shown"] or "").removesuffix(_EVIDENCE), row["section"] or "", row["quote"] or "")
