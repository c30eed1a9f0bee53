"""The description of a data set in VoID (Vocabulary of Interlinked Datasets, W3C 2011), the same for the endpoint and for the published site.

All counts are of the union of the named graphs, in which a statement that stands in two graphs counts twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from shiquan.terms import DCTERMS, ELI, ID, OA, ORG, PROV, RDF_TYPE, SKOS, SQ, XSD

VOID: Final = "http://rdfs.org/ns/void#"
LICENCE: Final = "https://creativecommons.org/licenses/by/4.0/"
TITLE_ZH: Final = "事权：财政事权与支出责任的关联数据"
TITLE_EN: Final = "shiquan: fiscal powers and expenditure responsibilities"

PROPERTIES: Final = "SELECT ?of (COUNT(*) AS ?n) { ?s ?of ?o } GROUP BY ?of"
"""Each property and in how many statements it stands."""
CLASSES: Final = "SELECT ?of (COUNT(DISTINCT ?s) AS ?n) { ?s a ?of } GROUP BY ?of"
"""Each class and how many things are of it."""
SUBJECTS: Final = "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }"
OBJECTS: Final = "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o }"

_VOCABULARIES: Final = (SQ, ELI, OA, ORG, PROV, SKOS)


@dataclass(frozen=True, slots=True)
class Counts:
    """What was counted in a data set. None, or nothing, stands for what could not be counted, which VoID allows to leave out."""

    subjects: int | None = None
    objects: int | None = None
    properties: Sequence[tuple[str, int]] = ()
    classes: Sequence[tuple[str, int]] = ()


def void_triples(
    this: NamedNode, quads: int, documents: int, counts: Counts, endpoint: str | None = None
) -> list[Triple]:
    """Return the description of a data set of that many quads and documents."""
    triples = [
        Triple(this, NamedNode(RDF_TYPE), _void("Dataset")),
        Triple(this, NamedNode(DCTERMS + "title"), Literal(TITLE_ZH, language="zh")),
        Triple(this, NamedNode(DCTERMS + "title"), Literal(TITLE_EN, language="en")),
        Triple(this, NamedNode(DCTERMS + "license"), NamedNode(LICENCE)),
    ]
    if endpoint is not None:
        triples.append(Triple(this, _void("sparqlEndpoint"), NamedNode(endpoint)))
    triples += [
        Triple(this, _void("uriSpace"), Literal(ID)),
        Triple(this, _void("triples"), number(quads)),
        Triple(this, _void("documents"), number(documents)),
        *(Triple(this, _void("vocabulary"), NamedNode(name)) for name in _VOCABULARIES),
    ]
    for name, count in (("distinctSubjects", counts.subjects), ("distinctObjects", counts.objects)):
        if count is not None:
            triples.append(Triple(this, _void(name), number(count)))
    parts: list[Triple] = []
    for name, of, counted, all_, rows in (
        ("propertyPartition", "property", "triples", "properties", counts.properties),
        ("classPartition", "class", "entities", "classes", counts.classes),
    ):
        if rows:
            triples.append(Triple(this, _void(all_), number(len(rows))))
        for place, (found, count) in enumerate(rows):
            part = BlankNode(f"{of}{place}")
            triples.append(Triple(this, _void(name), part))
            parts.append(Triple(part, _void(of), NamedNode(found)))
            parts.append(Triple(part, _void(counted), number(count)))
    return triples + parts


def number(count: int) -> Literal:
    """Return a count as a literal of type xsd:integer."""
    return Literal(str(count), datatype=NamedNode(XSD + "integer"))


def _void(name: str) -> NamedNode:
    return NamedNode(VOID + name)
