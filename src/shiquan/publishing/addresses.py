"""Where the things of the graph have their pages: from IRIs to folders of the site and back, and from one page to another.

A document's folder has all that is part of the document: the address of a part is the document's page with the rest of the path as fragment
(``…/id/doc/141000/linzhengbanfa/2024/39/#plan/1/a/7``). Every other thing has a folder of its own. All links are relative, so that the
site works below any path.
"""

from __future__ import annotations

import posixpath

from shiquan.graph.identifiers import document_of
from shiquan.terms import ID

THINGS = "id/"
"""The folder below which the things have theirs."""


def folder_of(iri: str) -> str | None:
    """Return the folder of the page on which a thing is described; None for an IRI that is not below that of this graph."""
    if not iri.startswith(ID):
        return None
    return THINGS + (document_of(iri) or iri).removeprefix(ID) + "/"


def fragment_of(iri: str) -> str:
    """Return where on its page a thing is described: the rest of the path of a part of a document, else nothing."""
    document = document_of(iri)
    return iri[len(document) + 1 :] if document is not None else ""


def iri_of(folder: str) -> str | None:
    """Return the IRI of the thing whose folder it is; None for other folders."""
    if not folder.startswith(THINGS) or not folder.endswith("/") or folder == THINGS:
        return None
    return ID + folder[len(THINGS) : -1]


def relative(path: str, folder: str) -> str:
    """Return the reference from a page in ``folder`` to a path of the site (a folder with a slash at its end, or a file)."""
    reference = posixpath.relpath("/" + path, "/" + folder)
    return reference + "/" if (path.endswith("/") or not path) else reference
