"""What the graphs of a data set say about nodes that are not their own, on disk, where each document finds what concerns it.

A statement is kept here once, whichever graphs make it. What a document says about its own nodes is not kept here, but where
one of its nodes points to a node of another document or to a shared one, that is: for shapes that look from a node to what
points to it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from pyoxigraph import Quad, RdfFormat, parse

_SCHEMA: Final = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -65536;
CREATE TABLE statement (subject TEXT, predicate TEXT, object TEXT, PRIMARY KEY (subject, predicate, object)) WITHOUT ROWID;
CREATE INDEX pointing ON statement (object, predicate) WHERE object NOT LIKE '"%';
CREATE TABLE owner (object TEXT PRIMARY KEY, predicate TEXT, subject TEXT) WITHOUT ROWID;
CREATE TABLE shared (subject TEXT PRIMARY KEY, near TEXT) WITHOUT ROWID;
"""

Row = tuple[str, str, str]
"""Subject, predicate and object as N-Triples writes them."""

FAR: Final = "~"
"""Sorts after every IRI: near no document."""


class Crossings:
    """The statements that cross from one graph to another's nodes, in a file of SQLite."""

    def __init__(self, file: Path) -> None:
        """Open a file that `create` made, for reading."""
        self._connection = sqlite3.connect(f"{file.as_uri()}?mode=ro&immutable=1", uri=True)

    def about(self, node: str) -> Iterator[Quad]:
        """Yield the statements about a node, given as N-Triples writes it."""
        return self._quads("SELECT subject, predicate, object FROM statement WHERE subject = ?", (node,))

    def pointing_to(self, node: str, properties: Sequence[str]) -> Iterator[Quad]:
        """Yield the statements that have a node as object and one of some properties."""
        return self._quads(
            "SELECT subject, predicate, object FROM statement INDEXED BY pointing "
            f"WHERE object = ? AND {_one_of(properties)} AND object NOT LIKE '\"%'",
            (node, *properties),
        )

    def owner(self, node: str) -> Iterator[Quad]:
        """Yield one statement that has a node as object, if there is any."""
        return self._quads("SELECT subject, predicate, object FROM owner WHERE object = ?", (node,))

    def about_document(self, iri: str, properties: Sequence[str]) -> Iterator[Quad]:
        """Yield what other graphs say about the nodes of a document, and what points to them.

        That is every statement with one of some properties, and one statement of any for each node.
        """
        for condition, values in (("= ?", (f"<{iri}>",)), ("BETWEEN ? AND ?", (f"<{iri}/", f"<{iri}0"))):
            yield from self._quads(
                f"SELECT subject, predicate, object FROM statement WHERE subject {condition}", values
            )
            yield from self._quads(f"SELECT subject, predicate, object FROM owner WHERE object {condition}", values)
            yield from self._quads(
                "SELECT subject, predicate, object FROM statement INDEXED BY pointing "
                f"WHERE object {condition} AND {_one_of(properties)} AND object NOT LIKE '\"%'",
                (*values, *properties),
            )

    def shared_nodes(self) -> Iterator[str]:
        """Yield the nodes that no document owns, those near the same document together."""
        return (node for (node,) in self._connection.execute("SELECT subject FROM shared ORDER BY near, subject"))

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def _quads(self, query: str, values: tuple[str, ...]) -> Iterator[Quad]:
        rows = self._connection.execute(query, values)
        lines = "".join(f"{subject} {predicate} {value} .\n" for subject, predicate, value in rows)
        if lines:
            yield from parse(lines, format=RdfFormat.N_TRIPLES)


def _one_of(properties: Sequence[str]) -> str:
    return f"predicate IN ({', '.join('?' * len(properties))})"


class CrossingsWriter:
    """Makes the file."""

    def __init__(self, file: Path) -> None:
        self._connection = sqlite3.connect(file)
        self._connection.executescript(_SCHEMA)

    def add(self, statements: Iterable[Row], owners: Iterable[Row], shared: Iterable[tuple[str, str]]) -> None:
        """Keep statements, one owner for each object, and the shared nodes each with a document that is near.

        A node that is near several documents stays with the first of them.
        """
        run = self._connection.executemany
        run("INSERT OR IGNORE INTO statement VALUES (?, ?, ?)", statements)
        run("INSERT OR IGNORE INTO owner (subject, predicate, object) VALUES (?, ?, ?)", owners)
        run(
            "INSERT INTO shared VALUES (?, ?) ON CONFLICT (subject) DO UPDATE SET near = min(near, excluded.near)",
            shared,
        )

    def close(self) -> None:
        """Finish the file."""
        self._connection.commit()
        self._connection.close()
