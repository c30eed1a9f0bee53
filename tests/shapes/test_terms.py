"""The shapes speak of terms that the ontology defines: a misspelt class or property would never find anything."""

from __future__ import annotations

import re

from rdflib import OWL, RDF, SH, Graph, Literal, URIRef

from shiquan.resources import ontology_folder
from shiquan.terms import SQ

from .shape_fixtures import shapes


def test_every_term_of_ours_is_defined() -> None:
    ontology = Graph()
    for file in sorted(ontology_folder().glob("*.ttl")):
        ontology.parse(data=file.read_bytes(), format="turtle")
    kinds = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
    defined = {str(term) for kind in kinds for term in ontology.subjects(RDF.type, kind)}
    individuals = {str(term) for term in ontology.subjects(RDF.type, None) if isinstance(term, URIRef)}

    used = {
        str(term) for triple in shapes() for term in triple if isinstance(term, URIRef) and str(term).startswith(SQ)
    }
    in_queries = {
        SQ + name
        for query in shapes().objects(None, SH.select)
        if isinstance(query, Literal)
        for name in re.findall(r"\bsq:(\w+)", str(query))
    }

    assert sorted(used - defined) == []
    assert sorted(in_queries - defined - individuals) == []
