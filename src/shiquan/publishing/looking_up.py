"""What stands at a path of the site, for a server that is asked for one."""

from __future__ import annotations

from dataclasses import dataclass

from shiquan.publishing.addresses import ONTOLOGY, ROOT, THINGS, folder_of, fragment_of, iri_of
from shiquan.publishing.descriptions import is_described
from shiquan.publishing.files import File
from shiquan.publishing.published_data import PublishedData
from shiquan.publishing.site import file_at, files_of


@dataclass(frozen=True, slots=True)
class Described:
    """The path is that of a thing, which is no document of the web: the folder in which it is described, and where on the page."""

    folder: str
    fragment: str


@dataclass(frozen=True, slots=True)
class FolderThere:
    """The path is that of a folder without the slash at its end."""

    folder: str


def look_up(data: PublishedData, path: str) -> File | Described | FolderThere | None:
    """Return what is at a path of the site (without a slash at its beginning); None if there is nothing.

    Raises:
        StoreError: the store does not answer.

    """
    file = file_at(data, path)
    if file is not None:
        return file
    if path.endswith("/"):
        return None
    iri = ROOT + path
    folder = folder_of(iri) if path.startswith((THINGS, ONTOLOGY)) or path + "/" == ONTOLOGY else None
    if folder is not None and _is_there(data, iri, folder):
        return Described(folder, fragment_of(iri))
    return FolderThere(path + "/") if files_of(data, path + "/") else None


def _is_there(data: PublishedData, iri: str, folder: str) -> bool:
    if iri_of(folder) != iri and folder.startswith(THINGS):
        # a part of a document, or one of its graphs
        return is_described(data, iri)
    return bool(files_of(data, folder))
