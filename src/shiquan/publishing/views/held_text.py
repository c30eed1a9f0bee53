"""The text of a document, and where its parts were read in it."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from dataclasses import dataclass
from enum import Enum

from shiquan.dataset.layout import document_paths
from shiquan.graph.identifiers import graph_iri
from shiquan.publishing.published_data import PublishedData
from shiquan.publishing.site_queries import records
from shiquan.publishing.views.marked_text import Piece, Stretch, lines_of, pieces, within


class TextState(Enum):
    """Whether the text can be shown whole: ``WHOLE``; its file is not there: ``ABSENT``; it is not what was read: ``CHANGED``."""

    WHOLE = "whole"
    ABSENT = "absent"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class HeldText:
    """A text and its state. Where it is not whole, it is put together from the quotes, each run of them a line; ``evidence`` has their places in it."""

    text: str
    state: TextState
    evidence: dict[str, tuple[str, int, int]]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a text: where it begins, its pieces, and the kinds of the stretches that take up all of it."""

    start: int
    pieces: tuple[Piece, ...]
    kinds: frozenset[str]
    empty: bool


def held_text(data: PublishedData, document: str, sha256: str) -> HeldText:
    """Return the text of a held document with the places of its quotes.

    ``evidence`` gives for each part the IRI of its evidence, start and end in code points (Web Annotation Data Model, section 4.2.4).

    Raises:
        StoreError: the store cannot answer.

    """
    graph = graph_iri(document)
    evidence = {
        row["part"] or "": (row["evidence"] or "", int(row["start"] or 0), int(row["end"] or 0))
        for row in records(data.store, "document-evidence", graph_iri=graph)
    }
    try:
        content = document_paths(data.folder, document).text.read_bytes()
    except OSError:
        return _from_quotes(data, graph, evidence, TextState.ABSENT)
    if hashlib.sha256(content).hexdigest() != sha256:
        return _from_quotes(data, graph, evidence, TextState.CHANGED)
    return HeldText(content.decode("utf-8"), TextState.WHOLE, evidence)


def _from_quotes(
    data: PublishedData, graph: str, evidence: dict[str, tuple[str, int, int]], state: TextState
) -> HeldText:
    """Put together what is known of a text from its quotes: every run of code points that quotes cover becomes a line."""
    quotes = {row["evidence"]: row["quote"] or "" for row in records(data.store, "document-quotes", graph_iri=graph)}
    runs: list[tuple[int, str]] = []
    for iri, start, end in sorted(evidence.values(), key=lambda each: (each[1], -each[2], each[0])):
        quote = quotes.get(iri, "")
        if runs and start < runs[-1][0] + len(runs[-1][1]):
            began, words = runs[-1]
            runs[-1] = (began, words + quote[max(0, began + len(words) - start) :])
        elif quote or start == end:
            runs.append((start, quote))
    text = "\n".join(words for _, words in runs)
    places: list[int] = []
    place = 0
    for _, words in runs:
        places.append(place)
        place += len(words) + 1
    starts = [start for start, _ in runs]

    def moved(at: int) -> int:
        run = bisect_right(starts, at) - 1
        return places[run] + at - starts[run] if run >= 0 else 0

    return HeldText(
        text,
        state,
        {part: (iri, moved(start), moved(start) + end - start) for part, (iri, start, end) in evidence.items()},
    )


def lines(text: str, stretches: tuple[Stretch, ...]) -> tuple[Line, ...]:
    """Return a text with its marked stretches as lines."""
    inside = within(text, stretches)
    made = []
    for start, end in lines_of(text):
        words = text[start:end].strip()
        begin = start + len(text[start:end]) - len(text[start:end].lstrip()) if words else start
        whole = {
            kind
            for one in inside
            if words and one.start <= begin and one.end >= begin + len(words)
            for kind in one.kinds
        }
        made.append(
            Line(start, pieces(text, start, end, inside, at_the_end=end == len(text)), frozenset(whole), not words)
        )
    return tuple(made)
