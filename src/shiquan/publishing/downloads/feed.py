"""The Atom feed (RFC 4287): documents that are new or changed, or the newest ones where no earlier data set is named.

No clock is read. A document is dated by the day on which it was published, else signed, as it says itself; a change by the day of the release,
where the publisher gives it. A document without any of these has no place in a feed: Atom asks for a date, and none is made up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from lxml import etree

from shiquan.graph.void import LICENCE, TITLE_ZH
from shiquan.publishing.addresses import folder_of
from shiquan.publishing.downloads.changes import changes
from shiquan.publishing.downloads.citation import AUTHORS, RELEASED
from shiquan.publishing.downloads.tables import listed_documents
from shiquan.publishing.published_data import PublishedData

ATOM: Final = "http://www.w3.org/2005/Atom"
TOMBSTONES: Final = "http://purl.org/atompub/tombstones/1.0"
MEDIA_TYPE: Final = "application/atom+xml; charset=utf-8"
MOST: Final = 200
"""Entries of a feed; the changes are listed in full as CSV, and the documents in their table."""

_MIDNIGHT: Final = "T00:00:00+08:00"
"""The documents give days, of China's time."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A document in the feed; ``updated`` is the day by which it is sorted, ``published`` that of the document itself."""

    document: str
    title: str
    updated: str
    published: str
    category: str


def feed(data: PublishedData) -> bytes:
    """Return the feed. Where nothing in it has a date, it has that of the program's version."""
    entries, undated, removed = _entries(data)
    released = data.edition.released
    latest = released.isoformat() if released else max((entry.updated for entry in entries), default=RELEASED)
    root = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM, "at": TOMBSTONES})
    root.set("{http://www.w3.org/XML/1998/namespace}lang", "zh")
    _add(root, "id", f"{data.address}feed.atom")
    _add(root, "title", TITLE_ZH)
    _add(root, "updated", latest + _MIDNIGHT)
    _add(root, "link", None, rel="self", type="application/atom+xml", href=f"{data.address}feed.atom")
    _add(root, "link", None, rel="alternate", type="text/html", href=data.address)
    _add(_add(root, "author", None), "name", AUTHORS)
    _add(root, "rights", LICENCE)
    older = max(0, len(entries) - MOST)
    if undated or older:
        _add(
            root,
            "subtitle",
            f"未列入：{undated} 份没有日期的文件，{older} 份较早的文件。 / Not listed: {undated} documents without a date, {older} earlier ones.",
        )
    for entry in entries[:MOST]:
        _write(root, entry, data.address)
    if released is not None:
        for document in removed[:MOST]:
            # RFC 6721; without a day of the release there is no time that it could give
            etree.SubElement(
                root, f"{{{TOMBSTONES}}}deleted-entry", {"ref": document, "when": released.isoformat() + _MIDNIGHT}
            )
    etree.indent(root, " ")
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True)) + b"\n"


def _entries(data: PublishedData) -> tuple[list[Entry], int, list[str]]:
    """Return the entries, the newest first, how many documents have no date, and the documents that are gone."""
    found = changes(data)
    kinds: Mapping[str, str] = {} if found is None else {one.document: one.kind for one in found}
    released = data.edition.released
    entries = []
    undated = 0
    for row in listed_documents(data).records():
        document = row["document"] or ""
        if row["text_held"] != "true" or (found is not None and document not in kinds):
            continue
        own = row["published"] or row["signed"] or ""
        updated = released.isoformat() if released is not None and found is not None else own
        title = " ".join(words for words in (row["number"], row["title"]) if words) or document
        if updated:
            entries.append(Entry(document, title, updated, own, kinds.get(document, "")))
        else:
            undated += 1
    entries.sort(key=lambda entry: entry.document)
    entries.sort(key=lambda entry: (entry.updated, entry.published), reverse=True)
    return entries, undated, [one.document for one in found or () if one.kind == "removed"]


def _write(root: etree._Element, entry: Entry, address: str) -> None:
    element = _add(root, "entry", None)
    _add(element, "id", entry.document)
    _add(element, "title", entry.title)
    _add(element, "updated", entry.updated + _MIDNIGHT)
    if entry.published:
        _add(element, "published", entry.published + _MIDNIGHT)
    _add(element, "link", None, rel="alternate", type="text/html", href=address + (folder_of(entry.document) or ""))
    if entry.category:
        _add(element, "category", None, term=entry.category)


def _add(parent: etree._Element, name: str, text: str | None, **attributes: str) -> etree._Element:
    element = etree.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
    element.text = text
    return element
