"""What the graphs of a data set say about nodes that are not their own, on disk, where each document finds what concerns it.

A statement is kept here once, whichever graphs make it. What a document says about its own nodes is not kept here, but where
one of its nodes points to a node of another document or to a shared one, that is: for shapes that look from a node to what
points to it.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice
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
CREATE TABLE leading_out (document TEXT PRIMARY KEY, lines BLOB) WITHOUT ROWID;
CREATE TABLE shared (subject TEXT PRIMARY KEY, near TEXT) WITHOUT ROWID;
"""

Row = tuple[str, str, str]
"""Subject, predicate and object as N-Triples writes them."""

FAR: Final = "~"
"""Sorts after every IRI: near no document."""

BACKGROUND_ONLY: Final = "~~"
"""Sorts after `FAR`: near no document, and described in no graph that grows with their number."""

_AT_ONCE: Final = 500
"""How many nodes are asked about in one query."""


class Crossings:
    """The statements that cross from one graph to another's nodes, in a file of SQLite."""

    def __init__(self, file: Path) -> None:
        """Open a file that `create` made, for reading."""
        self._connection = sqlite3.connect(f"{file.as_uri()}?mode=ro&immutable=1", uri=True)

    def about(self, nodes: Iterable[str], properties: Collection[str] | None = None) -> Iterator[Quad]:
        """Yield the statements about nodes, given as N-Triples writes them; with one of some properties, where these are given."""
        restriction = "" if properties is None else f" AND {_one_of('predicate', properties)}"
        for some in _chunks(nodes):
            yield from self._quads(
                f"SELECT subject, predicate, object FROM statement WHERE {_one_of('subject', some)}{restriction}",
                (*some, *(properties or ())),
            )

    def pointing_to(self, nodes: Iterable[str], properties: Collection[str]) -> Iterator[Quad]:
        """Yield the statements that have one of some nodes as object and one of some properties."""
        for some in _chunks(nodes) if properties else ():
            yield from self._quads(
                "SELECT subject, predicate, object FROM statement INDEXED BY pointing "
                f"WHERE {_one_of('object', some)} AND {_one_of('predicate', properties)} AND object NOT LIKE '\"%'",
                (*some, *properties),
            )

    def owners(self, nodes: Iterable[str]) -> Iterator[Quad]:
        """Yield for each of some nodes one statement that has it as object, if there is any."""
        for some in _chunks(nodes):
            yield from self._quads(
                f"SELECT subject, predicate, object FROM owner WHERE {_one_of('object', some)}", tuple(some)
            )

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
                f"WHERE object {condition} AND {_one_of('predicate', properties)} AND object NOT LIKE '\"%'",
                (*values, *properties),
            )

    def leading_out(self, document: str) -> bytes:
        """Return the lines of a document that name a node of another document or of none, as `Dump.leading_out` found them."""
        row = self._connection.execute("SELECT lines FROM leading_out WHERE document = ?", (document,)).fetchone()
        return zlib.decompress(row[0])

    def shared_nodes(self) -> Iterator[tuple[str, int]]:
        """Yield the nodes that no document owns, each with how many statements there are about it here.

        Those near the same document come together, those of the background alone (`background_nodes`) are left out.
        """
        return self._connection.execute(
            "SELECT subject, (SELECT count(*) FROM statement WHERE statement.subject = shared.subject) "
            f"FROM shared WHERE near <> '{BACKGROUND_ONLY}' ORDER BY near, subject"
        )

    def background_nodes(self) -> Iterator[str]:
        """Yield the nodes that only the graphs of the background describe."""
        rows = self._connection.execute(f"SELECT subject FROM shared WHERE near = '{BACKGROUND_ONLY}' ORDER BY subject")
        return (node for (node,) in rows)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def _quads(self, query: str, values: tuple[str, ...]) -> Iterator[Quad]:
        rows = self._connection.execute(query, values)
        lines = "".join(f"{subject} {predicate} {value} .\n" for subject, predicate, value in rows)
        if lines:
            yield from parse(lines, format=RdfFormat.N_TRIPLES)


def _one_of(column: str, values: Collection[str]) -> str:
    return f"{column} IN ({', '.join('?' * len(values))})"


def _chunks(nodes: Iterable[str]) -> Iterator[list[str]]:
    every = iter(nodes)
    while chunk := list(islice(every, _AT_ONCE)):
        yield chunk


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

    def add_leading_out(self, lines: Iterable[tuple[str, bytes]]) -> None:
        """Keep for documents the lines that lead out of them, compressed with `zlib`."""
        self._connection.executemany("INSERT INTO leading_out VALUES (?, ?)", lines)

    def close(self) -> None:
        """Finish the file."""
        self._connection.commit()
        self._connection.close()
