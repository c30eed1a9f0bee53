"""Which queries give the same rows on which engine: asked of real servers, and told as the table of docs/stores.md."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from shiquan.questions.catalogue import NamedQuery, ask, ask_for_triples, named_queries
from shiquan.questions.checks import checks
from shiquan.questions.rendering import as_csv, as_turtle
from shiquan.questions.trace import trace
from shiquan.questions.trace_rendering import as_json
from shiquan.stores.interface import QueryStore, StoreError

PAGE = Path(__file__).resolve().parents[2] / "docs" / "stores.md"
BEGIN, END = "<!-- conformance: begin -->\n", "<!-- conformance: end -->\n"

TRACE = "shiquan trace"


def named() -> tuple[NamedQuery, ...]:
    return (*named_queries(), *checks())


def answer(store: QueryStore, query: NamedQuery, values: Mapping[str, str]) -> str:
    """All rows of a query in their order, or its triples, as text; or why there is none."""
    try:
        if query.form == "SELECT":
            return as_csv(ask(store, query, values))
        return as_turtle(ask_for_triples(store, query, values))
    except StoreError as error:
        return f"refused: {error.en}"


def traces(store: QueryStore, asked: Iterable[Mapping[str, str]]) -> str:
    try:
        return "".join(as_json(trace(store, **one)) for one in asked)
    except StoreError as error:
        return f"refused: {error.en}"


def differing(
    reference: QueryStore,
    other: QueryStore,
    values: Mapping[str, Mapping[str, str]],
    asked: Iterable[Mapping[str, str]],
) -> dict[str, str]:
    """The names of what another engine answers otherwise than the reference, each with its answer."""
    found = {}
    for query in named():
        given = values.get(query.name, {})
        expected, got = answer(reference, query, given), answer(other, query, given)
        if got != expected:
            found[query.name] = got
    asked = list(asked)
    expected, got = traces(reference, asked), traces(other, asked)
    if got != expected:
        found[TRACE] = got
    return found


def table(columns: Mapping[str, Mapping[str, str]]) -> str:
    """The table: a row a query, a column an engine; ``columns`` has, by engine, a mark for each query that differs."""
    lines = [f"| query | {' | '.join(columns)} |", f"|---|{'---|' * len(columns)}"]
    for name in (*(query.name for query in named()), TRACE):
        lines.append(f"| {name} | {' | '.join(marks.get(name, 'same') for marks in columns.values())} |")
    return "\n".join(lines) + "\n"


def told(page: Path = PAGE) -> str:
    text = page.read_text(encoding="utf-8")
    return text[text.index(BEGIN) + len(BEGIN) : text.index(END)]


def tell(written: str, page: Path = PAGE) -> None:
    text = page.read_text(encoding="utf-8")
    start, end = text.index(BEGIN) + len(BEGIN), text.index(END)
    page.write_text(text[:start] + written + text[end:], encoding="utf-8")
