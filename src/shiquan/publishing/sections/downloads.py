"""The section ``downloads/``: dumps, tables, checksums, and their descriptions for programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Final

from shiquan.publishing.downloads.citation import bibtex, csl_json, plain_citation
from shiquan.publishing.downloads.data_package import DATA_PACKAGE, data_package
from shiquan.publishing.downloads.spool import JSON_LD, N_QUADS, TRIG, Spool, spool
from shiquan.publishing.downloads.tables import TABLES, file_name
from shiquan.publishing.files import File, streamed
from shiquan.publishing.pages import pages
from shiquan.publishing.published_data import PublishedData
from shiquan.questions.catalogue import find_query

CHECKSUMS: Final = "SHA256SUMS"
_GZIP: Final = "application/gzip"
_FORMATS: Final[Mapping[str, str]] = {N_QUADS: "N-Quads", TRIG: "TriG", JSON_LD: "JSON-LD"}


class Downloads:
    """The section ``downloads/``."""

    prefix: Final = "downloads/"

    def folders(self, data: PublishedData) -> Iterator[str]:
        """Yield the one folder; see `Section`."""
        yield self.prefix

    def files(self, data: PublishedData, folder: str) -> tuple[File, ...]:
        """Return the dumps and what tells of them; see `Section`."""
        if folder != self.prefix:
            return ()
        files = spool(data)
        names = (*files.graphs, *(file_name(table) for table in TABLES))
        return (
            *(streamed(name, _GZIP, partial(files.copy, name)) for name in names),
            File(CHECKSUMS, "text/plain; charset=utf-8", lambda: checksums(files, names)),
            File(DATA_PACKAGE, "application/json", lambda: data_package(files, data.address)),
            File("citation.bib", "application/x-bibtex; charset=utf-8", lambda: bibtex(data.address)),
            File("citation.json", "application/vnd.citationstyles.csl+json", lambda: csl_json(data.address)),
            *pages(data, folder, "downloads.html", lambda: _values(data, files)),
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
        "citation": plain_citation(data.address),
        "bibtex": bibtex(data.address).decode(),
    }


def _summary(table: str) -> tuple[str, str]:
    chinese, _, english = find_query(table).summary.partition(" / ")
    return chinese, english
