"""Where the things of the graph have their pages: from IRIs to folders of the site and back, and from one page to another.

A document's folder has all that is part of the document: the address of a part is the document's page with the rest of the path as fragment
(``…/id/doc/141000/linzhengbanfa/2024/39/#plan/1/a/7``). The named graphs of a document are described there too. The terms of the ontology stand on
its page, each with its name as fragment. Every other thing has a folder of its own. All links are relative, so that the site works
below any path.
"""

from __future__ import annotations

import re
from typing import Final

from shiquan.graph.identifiers import INFERRED_GRAPHS, document_of, document_of_graph
from shiquan.terms import GRAPH, ID, SQ

THINGS: Final = "id/"
"""The folder below which the things have theirs."""

ONTOLOGY: Final = "ontology/"
"""The folder of the ontology, and of its parts below it."""

ROOT: Final = ID.removesuffix(THINGS)
"""What all IRIs of this graph begin with; the rest of an IRI is a path of the site."""

_ONTOLOGY_IRI: Final = SQ.removesuffix("#")
_VERSION: Final = re.compile(r"(?:^|/)[0-9]+(?:[.][0-9]+)+$")


def folder_of(iri: str) -> str | None:
    """Return the folder of the page on which a thing is described; None for an IRI that is not of this graph."""
    if iri.startswith(ID) and len(iri) > len(ID):
        return THINGS + (document_of(iri) or _document_of_graph(iri) or iri).removeprefix(ID) + "/"
    if iri == _ONTOLOGY_IRI or iri.startswith(SQ):
        return ONTOLOGY
    if iri.startswith(_ONTOLOGY_IRI + "/"):
        # the IRI of a version leads to the version that is there
        part = _VERSION.sub("", iri[len(_ONTOLOGY_IRI) + 1 :])
        return f"{ONTOLOGY}{part}/" if part else ONTOLOGY
    return None


def fragment_of(iri: str) -> str:
    """Return where on its page a thing is described: the rest of the path of a part of a document, the name of a term, else nothing."""
    if iri.startswith(SQ):
        return iri.removeprefix(SQ)
    document = document_of(iri)
    return iri[len(document) + 1 :] if document is not None else ""


def iri_of(folder: str) -> str | None:
    """Return the IRI of the thing whose folder it is; None for other folders."""
    if not folder.startswith((THINGS, ONTOLOGY)) or not folder.endswith("/"):
        return None
    iri = ROOT + folder[:-1]
    return iri if folder_of(iri) == folder and not fragment_of(iri) else None


def _document_of_graph(iri: str) -> str | None:
    """Return the IRI of the document of which a named graph holds what was read or what was inferred; None for other graphs and things."""
    if not iri.startswith(GRAPH):
        return None
    document = document_of_graph(GRAPH + iri.removeprefix(INFERRED_GRAPHS).removeprefix(GRAPH))
    return document if document_of(document) == document else None


def relative(path: str, folder: str) -> str:
    """Return the reference from a page in ``folder`` to a path of the site (a folder with a slash at its end, or a file)."""
    here, there = folder.split("/")[:-1], path.split("/")[:-1]
    common = 0
    while common < min(len(here), len(there)) and here[common] == there[common]:
        common += 1
    reference = "../" * (len(here) - common) + path[sum(len(step) + 1 for step in there[:common]) :]
    # a reference may not be empty, and what stands before a colon would be a scheme (RFC 3986, section 4.2)
    return reference if reference and ":" not in reference.partition("/")[0] else "./" + reference
