"""The section ``downloads/``: dumps, tables, checksums, and their descriptions for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Final

from shiquan.dataset.layout import read_info
from shiquan.publishing.downloads.changes import changes, changes_csv
from shiquan.publishing.downloads.citation import bibtex, csl_json, plain_citation
from shiquan.publishing.downloads.data_package import DATA_PACKAGE, data_package
from shiquan.publishing.downloads.descriptions import counts, dcat, void
from shiquan.publishing.downloads.spool import JSON_LD, N_QUADS, TRIG, Spool, spool
from shiquan.publishing.downloads.tables import TABLES, file_name
from shiquan.publishing.files import File, streamed
from shiquan.publishing.pages import pages
from shiquan.publishing.published_data import PublishedData
from shiquan.questions.catalogue import find_query

CHECKSUMS: Final = "SHA256SUMS"
_CHANGES: Final = "downloads/changes/"
_MOST_CHANGES: Final = 300
"""Changes that the page shows; all stand in the CSV."""
_TURTLE: Final = "text/turtle; charset=utf-8"
_GZIP: Final = "application/gzip"
_FORMATS: Final[Mapping[str, str]] = {N_QUADS: "N-Quads", TRIG: "TriG", JSON_LD: "JSON-LD"}


class Downloads:
    """The section ``downloads/``."""

    prefix: Final = "downloads/"

    def folders(self, data: PublishedData) -> Iterator[str]:
        """Yield the folder, and that of the changes where an earlier data set is named; see `Section`."""
        yield self.prefix
        if data.edition.since is not None:
            yield _CHANGES

    def files(self, data: PublishedData, folder: str) -> tuple[File, ...]:
        """Return the dumps and what tells of them; see `Section`."""
        if folder == _CHANGES:
            return _of_changes(data)
        if folder != self.prefix:
            return ()
        files = spool(data)
        names = (*files.graphs, *(file_name(table) for table in TABLES))
        return (
            *(streamed(name, _GZIP, partial(files.copy, name)) for name in names),
            File(CHECKSUMS, "text/plain; charset=utf-8", lambda: checksums(files, names)),
            File(DATA_PACKAGE, "application/json", lambda: data_package(files, data.address)),
            File("dcat.ttl", _TURTLE, lambda: dcat(data, files)),
            File("void.ttl", _TURTLE, lambda: void(data, files)),
            File("citation.bib", "application/x-bibtex; charset=utf-8", lambda: bibtex(data.address)),
            File("citation.json", "application/vnd.citationstyles.csl+json", lambda: csl_json(data.address)),
            *pages(data, folder, "downloads.html", lambda: _values(data, files)),
        )


def _of_changes(data: PublishedData) -> tuple[File, ...]:
    found = changes(data)
    if found is None:
        return ()
    counted = Counter(one.kind for one in found)
    values = {
        "changes": found[:_MOST_CHANGES],
        "left_out": max(0, len(found) - _MOST_CHANGES),
        "counts": [(kind, counted[kind]) for kind in ("added", "changed", "removed")],
        "released": data.edition.released,
    }
    return (
        *pages(data, _CHANGES, "changes.html", lambda: values),
        File("changes.csv", "text/csv; charset=utf-8", lambda: changes_csv(found)),
    )


def checksums(files: Spool, names: tuple[str, ...]) -> bytes:
    """Return the checksums of files as ``sha256sum --check`` reads them."""
    return "".join(f"{files.made(name).sha256}  {name}\n" for name in names).encode("ascii")


def _values(data: PublishedData, files: Spool) -> Mapping[str, object]:
    return {
        "graphs": [(name, _FORMATS[name], files.made(name)) for name in files.graphs],
        "tables": [
            (table, file_name(table), *_summary(table), files.made(file_name(table)), files.rows(table))
            for table in TABLES
        ],
        "changed": data.edition.since is not None,
        "counts": counts(data),
        "info": read_info(data.folder),
        "citation": plain_citation(data.address),
        "bibtex": bibtex(data.address).decode(),
    }


def _summary(table: str) -> tuple[str, str]:
    chinese, _, english = find_query(table).summary.partition(" / ")
    return chinese, english
