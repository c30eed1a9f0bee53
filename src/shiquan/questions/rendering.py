"""An answer as CSV, JSON, a table for the terminal, or Turtle."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable

from pyoxigraph import Triple
from rich.table import Table
from rich.text import Text

from shiquan.graph.turtle import turtle
from shiquan.stores.rows import Rows


def as_csv(rows: Rows) -> str:
    """Return the rows as CSV with a header row (RFC 4180: CRLF, quotes where needed). What is not said is empty."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(rows.columns)
    writer.writerows(rows)
    return buffer.getvalue()


def as_json(rows: Rows) -> str:
    """Return the rows as a JSON array of objects, keys in the order of the columns. What is not said is null."""
    return json.dumps(list(rows.records()), ensure_ascii=False, indent=2) + "\n"


def as_table(rows: Rows, title: str = "") -> Table:
    """Return the rows as a table that rich can print."""
    table = Table(title=Text(title) if title else None)
    for column in rows.columns:
        table.add_column(Text(column), overflow="fold")
    for row in rows:
        # Text, not str: rich would read the brackets of a document number as markup.
        table.add_row(*(Text(value or "") for value in row))
    return table


def as_turtle(triples: Iterable[Triple]) -> str:
    """Return triples as Turtle with the prefixes of this project, sorted, so that the same triples are the same text."""
    return turtle(sorted(triples, key=str)).decode("utf-8")
