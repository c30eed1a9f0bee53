"""What the ontology's documents say: that of its namespace, and those of its parts (vocabularies, lexicon, alignments), each a file of `ontology/`.

They are made from the files, not from the store of a data set: class expressions are blank nodes, whose labels a store makes anew.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from pyoxigraph import NamedNode, Triple

from shiquan.graph.vocabulary import ontology_modules, ontology_quads
from shiquan.publishing.descriptions import Description, in_order
from shiquan.terms import ID, SQ

ONTOLOGY_IRI: Final = SQ.removesuffix("#")


@cache
def ontology_descriptions() -> dict[str, Description]:
    """Return the documents by their IRI, in the order of these.

    The first is that of the namespace: all terms of the ontology, whichever file they stand in, with what is needed to read them (class
    expressions, declarations of foreign terms). The others are their files, whole.
    """
    modules = ontology_modules()
    others = modules.keys() - {ONTOLOGY_IRI}
    terms = {
        quad.triple
        for quad in ontology_quads()
        if not isinstance(quad.subject, NamedNode)
        or not (quad.subject.value.startswith(ID) or quad.subject.value in others)
    }
    documents: dict[str, set[Triple]] = {ONTOLOGY_IRI: terms}
    documents |= {iri: {quad.triple for quad in quads} for iri, quads in modules.items() if iri in others}
    return {iri: Description(iri, in_order(triples), (), ()) for iri, triples in documents.items()}
