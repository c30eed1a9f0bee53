"""The site as a whole: its sections, and which of them a path belongs to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from shiquan.publishing.files import File, Section, folders_of
from shiquan.publishing.published_data import PublishedData
from shiquan.publishing.sections.assets import Assets
from shiquan.publishing.sections.compare import Compare
from shiquan.publishing.sections.coverage import CoverageMap
from shiquan.publishing.sections.documents import Documents
from shiquan.publishing.sections.downloads import Downloads
from shiquan.publishing.sections.findings import Findings
from shiquan.publishing.sections.flow import Flow
from shiquan.publishing.sections.home import Home
from shiquan.publishing.sections.matrix import Matrix
from shiquan.publishing.sections.ontology import Ontology
from shiquan.publishing.sections.places import Places
from shiquan.publishing.sections.query import Query
from shiquan.publishing.sections.root_files import PersistentRedirects, RootFiles
from shiquan.publishing.sections.search import Search
from shiquan.publishing.sections.tasks import Tasks
from shiquan.publishing.sections.things import Things
from shiquan.publishing.sections.timeline import Timeline
from shiquan.publishing.sections.vocabulary import OntologyPage, Vocabulary
from shiquan.publishing.sections.web_files import Sitemaps, WebFiles, WellKnown

_TOLD_OF: Final[tuple[Section, ...]] = (
    Home(),
    Documents(),
    Assets(),
    Matrix(),
    Search(),
    Findings(),
    Query(),
    RootFiles(),
    PersistentRedirects(),
    Ontology(),
    Things(),
    Tasks(),
    Compare(),
    Flow(),
    Timeline(),
    CoverageMap(),
    Downloads(),
    Places(),
    WellKnown(),
    Vocabulary(),
    OntologyPage(),
)
_SITEMAPS: Final = Sitemaps(_TOLD_OF)

SECTIONS: Final[tuple[Section, ...]] = (*_TOLD_OF, WebFiles(_SITEMAPS), _SITEMAPS)
"""All sections, in the order in which the static site is written."""


def folders(data: PublishedData) -> Iterator[str]:
    """Yield every folder of the site, each once."""
    return folders_of(SECTIONS, data)


def folders_below(data: PublishedData, prefix: str) -> Iterator[str]:
    """Yield the folders that begin with a prefix, asking only the sections that may have any, each once."""
    asked = (
        each for each in SECTIONS if each.prefix.startswith(prefix) or (each.prefix and prefix.startswith(each.prefix))
    )
    return (folder for folder in folders_of(asked, data) if folder.startswith(prefix))


def files_of(data: PublishedData, folder: str) -> tuple[File, ...]:
    """Return the files of a folder; none if it is not there.

    Sections of the same prefix share its folders: one of them yields a folder, the others may have files in it.
    """
    longest = max((each.prefix for each in SECTIONS if folder.startswith(each.prefix)), key=len)
    return tuple(file for each in SECTIONS if each.prefix == longest for file in each.files(data, folder))


def file_at(data: PublishedData, path: str) -> File | None:
    """Return the file at a path of the site; for a path that ends with a slash, the Chinese page of the folder. None if there is none."""
    folder, name = path[: path.rfind("/") + 1], path[path.rfind("/") + 1 :] or "index.html"
    return next((file for file in files_of(data, folder) if file.name == name), None)
