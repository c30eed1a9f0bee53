"""The ontology's own files, as triples to read the axioms from."""

from __future__ import annotations

import pyoxigraph
from pyoxigraph import Triple

from shiquan.resources import ontology_folder


def ontology_triples() -> list[Triple]:
    """Return the statements of the ontology: the files at the top of its folder, without lexicon, tasks and alignments.

    Raises:
        FileNotFoundError: the package was installed without its ontology.
        SyntaxError: a file is not Turtle.

    """
    return [
        quad.triple
        for path in sorted(ontology_folder().glob("*.ttl"))
        for quad in pyoxigraph.parse(path=str(path), rename_blank_nodes=True)
    ]
