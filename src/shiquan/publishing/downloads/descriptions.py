"""The data set described for catalogues and harvesters: DCAT 3 with what DCAT-AP 3 asks for, and VoID with counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from shiquan import __version__
from shiquan.dataset.layout import read_info
from shiquan.graph.void import (
    CLASSES,
    LICENCE,
    OBJECTS,
    PROPERTIES,
    SUBJECTS,
    TITLE_EN,
    TITLE_ZH,
    VOID,
    Counts,
    void_triples,
)
from shiquan.publishing.downloads.citation import AUTHORS
from shiquan.publishing.downloads.data_package import DATA_PACKAGE
from shiquan.publishing.downloads.spool import JSON_LD, N_QUADS, TRIG, Spool
from shiquan.publishing.downloads.tables import TABLES, file_name, listed_documents
from shiquan.publishing.published_data import PublishedData
from shiquan.questions.catalogue import find_query
from shiquan.terms import AREA, DCTERMS, RDF_TYPE, RDFS, XSD

DCAT: Final = "http://www.w3.org/ns/dcat#"
SPDX: Final = "http://spdx.org/rdf/terms#"
FOAF: Final = "http://xmlns.com/foaf/0.1/"
_PREFIXES: Final = {
    "dcat": DCAT,
    "dcterms": DCTERMS,
    "foaf": FOAF,
    "rdfs": RDFS,
    "spdx": SPDX,
    "void": VOID,
    "xsd": XSD,
}
_MEDIA_TYPES: Final = "https://www.iana.org/assignments/media-types/"
_FORMATS: Final = "http://www.w3.org/ns/formats/"
_AUTHORITY: Final = "http://publications.europa.eu/resource/authority/"
_FORMAT_OF: Final = {
    N_QUADS: ("application/n-quads", _FORMATS + "N-Quads", "N-Quads"),
    TRIG: ("application/trig", _FORMATS + "TriG", "TriG"),
    JSON_LD: ("application/ld+json", _FORMATS + "JSON-LD", "JSON-LD"),
}
_ONTOLOGY: Final = "https://w3id.org/shiquan/ontology"
_SHAPES: Final = "vocabulary/shapes/"
"""The page of the shapes as rules; the IRI that they share leads nowhere."""
_TABLE_SCHEMA: Final = "https://specs.frictionlessdata.io/table-schema/"
_SPARQL: Final = "https://www.w3.org/TR/sparql11-protocol/"


# ---------------------------------------------------------------- VoID


@lru_cache(maxsize=4)
def counts(data: PublishedData) -> Counts:
    """Return what VoID counts, asked of the store."""

    def rows(query: str) -> list[tuple[str, int]]:
        return sorted((row[0] or "", int(row[-1] or 0)) for row in data.store.select(query))

    return Counts(rows(SUBJECTS)[0][1], rows(OBJECTS)[0][1], rows(PROPERTIES), rows(CLASSES))


def void(data: PublishedData, files: Spool) -> bytes:
    """Return the VoID description as Turtle.

    Raises:
        UsageError: the folder is no data set of this version.

    """
    info = read_info(data.folder)
    this = _data_set(data)
    triples = void_triples(this, info.quads, info.documents, counts(data), data.edition.endpoint)
    dumps = (Triple(this, NamedNode(VOID + "dataDump"), _file(data, name)) for name in files.graphs)
    return _turtle([*triples, *dumps])


def void_pointer(data: PublishedData) -> bytes:
    """Return what stands at ``/.well-known/void`` (RFC 5785, VoID section 7.2): a static host cannot redirect, so it says where the description is."""
    here = NamedNode(f"{data.address}.well-known/void")
    there = NamedNode(f"{data.address}downloads/void.ttl")
    return _turtle(
        [
            Triple(here, NamedNode(RDF_TYPE), NamedNode(VOID + "DatasetDescription")),
            Triple(here, NamedNode(FOAF + "topic"), _data_set(data)),
            Triple(here, NamedNode(RDFS + "seeAlso"), there),
        ]
    )


# ---------------------------------------------------------------- DCAT


def dcat(data: PublishedData, files: Spool) -> bytes:
    """Return the catalogue entry as Turtle: data set, its distributions with size and checksum, the endpoint where one is named."""
    this = _data_set(data)
    triples = [*_about(data, this)]
    for name in files.graphs:
        media_type, form, label = _FORMAT_OF[name]
        triples += _distribution(data, files, name, (media_type, form, label), _ONTOLOGY)
    for table in TABLES:
        zh, _, en = find_query(table).summary.partition(" / ")
        name = file_name(table)
        triples += _distribution(data, files, name, ("text/csv", _AUTHORITY + "file-type/CSV", zh), _TABLE_SCHEMA)
        triples.append(_said(_distribution_iri(data, name), DCTERMS + "title", Literal(en, language="en")))
    if data.edition.endpoint is not None:
        triples += _service(data, this, data.edition.endpoint)
    return _turtle(triples)


def _about(data: PublishedData, this: NamedNode) -> Iterator[Triple]:
    catalogue, publisher = NamedNode(f"{data.address}#catalogue"), NamedNode(f"{data.address}#publisher")
    yield _is(catalogue, DCAT + "Catalog")
    yield _said(catalogue, DCTERMS + "title", Literal(TITLE_ZH, language="zh"))
    yield _said(catalogue, DCTERMS + "title", Literal(TITLE_EN, language="en"))
    yield _said(catalogue, DCTERMS + "description", Literal("本站发布的数据集。", language="zh"))
    yield _said(catalogue, DCTERMS + "description", Literal("The data set that this site publishes.", language="en"))
    yield _said(catalogue, DCTERMS + "publisher", publisher)
    yield _said(catalogue, DCAT + "dataset", this)
    yield _said(catalogue, FOAF + "homepage", NamedNode(data.address))
    yield _is(publisher, FOAF + "Agent")
    yield _said(publisher, FOAF + "name", Literal(AUTHORS))
    yield _is(this, DCAT + "Dataset")
    yield _said(this, DCTERMS + "identifier", Literal(this.value))
    yield _said(this, DCTERMS + "title", Literal(TITLE_ZH, language="zh"))
    yield _said(this, DCTERMS + "title", Literal(TITLE_EN, language="en"))
    yield _said(
        this,
        DCTERMS + "description",
        Literal("中国各级政府文件中谁有财政事权、谁承担支出责任，逐条附原文出处。", language="zh"),
    )
    yield _said(
        this,
        DCTERMS + "description",
        Literal("Who holds which fiscal power and who pays, by which sentence of which document, in China's five tiers of government.", language="en"),
    )  # fmt: skip
    yield _said(this, DCTERMS + "publisher", publisher)
    yield _said(this, DCTERMS + "creator", publisher)
    yield _said(this, DCTERMS + "license", NamedNode(LICENCE))
    yield _said(this, DCTERMS + "accessRights", NamedNode(_AUTHORITY + "access-right/PUBLIC"))
    yield _said(this, DCAT + "theme", NamedNode(_AUTHORITY + "data-theme/GOVE"))
    yield _said(this, DCAT + "theme", NamedNode(_AUTHORITY + "data-theme/ECON"))
    for word, language in (("财政事权", "zh"), ("支出责任", "zh"), ("fiscal powers", "en"), ("expenditure responsibilities", "en")):  # fmt: skip
        yield _said(this, DCAT + "keyword", Literal(word, language=language))
    for language in ("ZHO", "ENG"):
        yield _said(this, DCTERMS + "language", NamedNode(_AUTHORITY + f"language/{language}"))
    yield _said(this, DCAT + "version", Literal(__version__))
    yield _said(this, DCAT + "landingPage", NamedNode(f"{data.address}downloads/"))
    yield _said(this, DCTERMS + "conformsTo", NamedNode(_ONTOLOGY))
    yield _said(this, DCTERMS + "conformsTo", NamedNode(data.address + _SHAPES))
    yield _said(this, FOAF + "page", NamedNode(f"{data.address}downloads/{DATA_PACKAGE}"))
    if data.edition.released is not None:
        yield _said(this, DCTERMS + "issued", _date(data.edition.released.isoformat()))
    yield from _extent(data, this)


def _extent(data: PublishedData, this: NamedNode) -> Iterator[Triple]:
    """Yield where and when the documents are from: the nation and the provinces, the first and the last day of signature."""
    held = [row for row in listed_documents(data).records() if row["text_held"] == "true"]
    yield _said(this, DCTERMS + "spatial", NamedNode(_AUTHORITY + "country/CHN"))
    for code in sorted({(row["area_code"] or "")[:2] for row in held} - {""}):
        yield _said(this, DCTERMS + "spatial", NamedNode(f"{AREA}{code}0000"))
    days = sorted(row["signed"] or row["published"] or "" for row in held)
    days = [day for day in days if day]
    if days:
        period = NamedNode(f"{data.address}#period")
        yield _said(this, DCTERMS + "temporal", period)
        yield _is(period, DCTERMS + "PeriodOfTime")
        yield _said(period, DCAT + "startDate", _date(days[0]))
        yield _said(period, DCAT + "endDate", _date(days[-1]))


def _distribution(
    data: PublishedData, files: Spool, name: str, form: tuple[str, str, str], standard: str
) -> Iterator[Triple]:
    media_type, format_, title = form
    made = files.made(name)
    this, checksum = _distribution_iri(data, name), NamedNode(f"{data.address}downloads/#{name}-sha256")
    yield _said(_data_set(data), DCAT + "distribution", this)
    yield _is(this, DCAT + "Distribution")
    yield _said(this, DCTERMS + "title", Literal(title, language="zh" if standard == _TABLE_SCHEMA else "en"))
    yield _said(this, DCAT + "accessURL", NamedNode(f"{data.address}downloads/"))
    yield _said(this, DCAT + "downloadURL", _file(data, name))
    yield _said(this, DCAT + "mediaType", NamedNode(_MEDIA_TYPES + media_type))
    yield _said(this, DCAT + "compressFormat", NamedNode(_MEDIA_TYPES + "application/gzip"))
    yield _said(this, DCTERMS + "format", NamedNode(format_))
    yield _said(this, DCTERMS + "license", NamedNode(LICENCE))
    yield _said(this, DCTERMS + "conformsTo", NamedNode(standard))
    size = Literal(str(made.size), datatype=NamedNode(XSD + "nonNegativeInteger"))
    yield _said(this, DCAT + "byteSize", size)
    yield _said(this, SPDX + "checksum", checksum)
    yield _is(checksum, SPDX + "Checksum")
    yield _said(checksum, SPDX + "algorithm", NamedNode(SPDX + "checksumAlgorithm_sha256"))
    value = Literal(made.sha256, datatype=NamedNode(XSD + "hexBinary"))
    yield _said(checksum, SPDX + "checksumValue", value)


def _service(data: PublishedData, served: NamedNode, endpoint: str) -> Iterator[Triple]:
    this, access = NamedNode(f"{data.address}#endpoint"), NamedNode(f"{data.address}#endpoint-access")
    yield _said(served, DCAT + "distribution", access)
    yield _is(access, DCAT + "Distribution")
    yield _said(access, DCTERMS + "title", Literal("SPARQL", language="en"))
    yield _said(access, DCAT + "accessURL", NamedNode(endpoint))
    yield _said(access, DCAT + "accessService", this)
    yield _said(access, DCTERMS + "license", NamedNode(LICENCE))
    yield _is(this, DCAT + "DataService")
    yield _said(this, DCTERMS + "title", Literal("SPARQL 端点", language="zh"))
    yield _said(this, DCTERMS + "title", Literal("SPARQL endpoint", language="en"))
    yield _said(this, DCAT + "endpointURL", NamedNode(endpoint))
    yield _said(this, DCAT + "servesDataset", served)
    yield _said(this, DCTERMS + "conformsTo", NamedNode(_SPARQL))
    yield _said(this, DCTERMS + "license", NamedNode(LICENCE))


def _turtle(triples: Iterable[Triple]) -> bytes:
    """Return Turtle with absolute IRIs. The serialiser writes the prefixes in the order of a hash; they are written here instead."""
    written = bytes(serialize(triples, format=RdfFormat.TURTLE, prefixes=_PREFIXES) or b"")
    header = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in sorted(_PREFIXES.items()))
    body = (line for line in written.splitlines(keepends=True) if not line.startswith(b"@prefix "))
    return header.encode() + b"\n" + b"".join(body)


def _data_set(data: PublishedData) -> NamedNode:
    return NamedNode(f"{data.address}#data-set")


def _file(data: PublishedData, name: str) -> NamedNode:
    return NamedNode(f"{data.address}downloads/{name}")


def _distribution_iri(data: PublishedData, name: str) -> NamedNode:
    return NamedNode(f"{data.address}downloads/#{name}")


def _is(subject: NamedNode, class_: str) -> Triple:
    return Triple(subject, NamedNode(RDF_TYPE), NamedNode(class_))


def _said(subject: NamedNode, predicate: str, value: NamedNode | Literal) -> Triple:
    return Triple(subject, NamedNode(predicate), value)


def _date(day: str) -> Literal:
    return Literal(day, datatype=NamedNode(XSD + "date"))
