"""Namespaces and term IRIs that the code writes or reads. The ontology in `ontology/` defines the terms."""

from __future__ import annotations

from typing import Final

SQ: Final = "https://w3id.org/shiquan/ontology#"
ID: Final = "https://w3id.org/shiquan/id/"
DOC: Final = ID + "doc/"
GRAPH: Final = ID + "graph/"
TIER: Final = ID + "tier/"
AREA: Final = ID + "area/"
GOVERNMENT: Final = ID + "gov/"
ORGANISATION: Final = ID + "org/"
DOMAIN: Final = ID + "domain/"
CONCEPT: Final = ID + "concept/"
RULE: Final = ID + "rule/"
WORD: Final = ID + "word/"
WORDS: Final = ID + "words/"
CONTEXT: Final = ID + "context/"
AGENT: Final = ID + "agent/"
DERIVATION: Final = ID + "derivation/"

RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
OWL: Final = "http://www.w3.org/2002/07/owl#"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
DCTERMS: Final = "http://purl.org/dc/terms/"
PROV: Final = "http://www.w3.org/ns/prov#"
OA: Final = "http://www.w3.org/ns/oa#"
ELI: Final = "http://data.europa.eu/eli/ontology#"
ORG: Final = "http://www.w3.org/ns/org#"

RDF_TYPE: Final = RDF + "type"

PREFIXES: Final = {
    "sq": SQ,
    "id": ID,
    "eli": ELI,
    "oa": OA,
    "prov": PROV,
    "skos": SKOS,
    "dcterms": DCTERMS,
    "org": ORG,
    "xsd": XSD,
    "rdfs": RDFS,
    "owl": OWL,
    "rdf": RDF,
}
