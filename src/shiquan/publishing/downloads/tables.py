"""The tables of a data set: the answers of its named queries over all documents, document by document, so that memory does not grow with their number.

What a query says of a document follows from the document's own graph and the vocabularies. So each document is put beside the
vocabularies in a store of its own and asked there; only the list of documents, which tells of cited ones too, is asked of the whole. The
rows are the same as those of the queries over everything, in the same order (a test compares them).
"""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Final

from pyoxigraph import NamedNode, RdfFormat, Store

from shiquan.dataset.layout import damaged, document_paths
from shiquan.dataset.rules_stage import background
from shiquan.graph.identifiers import graph_iri
from shiquan.publishing.published_data import PublishedData
from shiquan.questions import tables
from shiquan.questions.catalogue import NamedQuery, ask, find_query
from shiquan.stores.embedded import EmbeddedStore
from shiquan.stores.rows import Rows

DOCUMENTS: Final = "documents"
TABLES: Final = (*tables.TABLES, "unparsed")
"""The named queries that are published as tables."""

_AT_ONCE: Final = 200
"""Documents that one store sees, one after the other: a store in memory keeps the strings of what was taken out of it."""


def file_name(table: str) -> str:
    """Return the name of the file that has a table."""
    return f"{table}.csv.gz"


@lru_cache(maxsize=4)
def listed_documents(data: PublishedData) -> Rows:
    """Return the answer of the named query on documents, asked once for a data set."""
    return ask(data.store, find_query(DOCUMENTS), {})


def write_tables(data: PublishedData, files: Mapping[str, BinaryIO]) -> Mapping[str, int]:
    """Write all tables as compressed CSV (RFC 4180, UTF-8, header row), each into its file; return how many rows each has.

    Raises:
        UsageError: a document's file of the data set is not there, or is not well formed.

    """
    queries = {table: find_query(table) for table in TABLES}
    listed = listed_documents(data)
    counts = {DOCUMENTS: len(listed)}
    with ExitStack() as opened:
        writers = {}
        for table in TABLES:
            packing = opened.enter_context(gzip.GzipFile("", "wb", 6, files[table], mtime=0))
            text = opened.enter_context(io.TextIOWrapper(packing, encoding="utf-8", newline=""))
            writers[table] = csv.writer(text, lineterminator="\r\n")
            writers[table].writerow(queries[table].columns)
        writers[DOCUMENTS].writerows(listed)
        rest = [queries[table] for table in TABLES if table != DOCUMENTS]
        for query, rows in _of_documents(data.folder, held_documents(listed), rest):
            writers[query.name].writerows(rows)
            counts[query.name] = counts.get(query.name, 0) + len(rows)
    return {table: counts.get(table, 0) for table in TABLES}


def held_documents(listed: Rows) -> list[str]:
    """Return the documents whose text is held, in the order in which the queries tell of them: by number, then by IRI."""
    numbers: dict[str, str] = {}
    for row in listed.records():
        document, number = row["document"] or "", row["number"] or ""
        if row["text_held"] == "true":
            numbers[document] = min(number, numbers.get(document, number))
    return sorted(numbers, key=lambda document: (numbers[document], document))


def _of_documents(
    folder: Path, documents: Sequence[str], queries: Sequence[NamedQuery]
) -> Iterator[tuple[NamedQuery, Rows]]:
    """Yield the answer of each query for each document, documents in the order given."""
    beside = background() if documents else ()
    waiting = iter(documents)
    while batch := list(islice(waiting, _AT_ONCE)):
        store = Store()
        store.bulk_extend(beside)
        asked = EmbeddedStore(store)
        for document in batch:
            graph = NamedNode(graph_iri(document))
            path = document_paths(folder, document).turtle
            try:
                store.load(path=str(path), format=RdfFormat.TURTLE, to_graph=graph)
            except (OSError, SyntaxError) as error:
                raise damaged(folder, path.name) from error
            for query in queries:
                yield query, ask(asked, query, {})
            store.remove_graph(graph)
