"""What tells programs of the data set: DCAT, VoID, sitemaps, the feed, the changes, the citation."""

from __future__ import annotations

import gzip
import shutil
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from lxml import etree
from pyoxigraph import RdfFormat, parse
from rdflib import RDF, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, VOID, XSD

from shiquan.building import BuildResult
from shiquan.graph.void import Counts
from shiquan.publishing.downloads.changes import changes, changes_csv
from shiquan.publishing.downloads.citation import AUTHORS, RELEASED, TITLE, bibtex
from shiquan.publishing.downloads.feed import feed
from shiquan.publishing.downloads.sitemap import MOST, parts_of, sitemap, sitemap_index
from shiquan.publishing.published_data import Edition, PublishedData
from shiquan.publishing.site import file_at, files_of, folders

SPDX = Namespace("http://spdx.org/rdf/terms#")
_ADDRESS = "https://example.org/事权/"
_LINFEN = "https://w3id.org/shiquan/id/doc/141000/linzhengbanfa/2024/39"


@pytest.fixture(scope="module")
def data(five: BuildResult) -> PublishedData:
    edition = Edition(released=date(2026, 11, 22), endpoint="https://example.org/sparql")
    return PublishedData.open(five.folder, "https://example.org/shiquan", edition)


def _at(data: PublishedData, path: str) -> bytes:
    file = file_at(data, path)
    assert file is not None, path
    return file.make()


def test_void_counts_are_those_of_the_dump(data: PublishedData) -> None:
    quads = list(parse(gzip.decompress(_at(data, "downloads/graph.nq.gz")), format=RdfFormat.N_QUADS))
    described = Graph().parse(data=_at(data, "downloads/void.ttl"), format="turtle")
    this = URIRef("https://example.org/shiquan/#data-set")

    def number(name: URIRef) -> int:
        return int(str(described.value(this, name)))

    assert number(VOID.triples) == len(quads)
    assert number(VOID.distinctSubjects) == len({quad.subject for quad in quads})
    # the store keeps numbers by their value, so 30 and 30.0 are two objects there too: they differ in type
    assert number(VOID.distinctObjects) == len({quad.object for quad in quads})
    assert number(VOID.documents) == 5
    properties = Counter(quad.predicate.value for quad in quads)
    classes = Counter(
        quad.object.value
        for quad in {(q.subject, q.object): q for q in quads if q.predicate.value == str(RDF.type)}.values()
    )
    assert number(VOID.properties) == len(properties)
    assert number(VOID.classes) == len(classes)
    for partition, of, counted, expected in (
        (VOID.propertyPartition, VOID.property, VOID.triples, properties),
        (VOID.classPartition, VOID["class"], VOID.entities, classes),
    ):
        found = {
            str(described.value(part, of)): int(str(described.value(part, counted)))
            for part in described.objects(this, partition)
        }
        assert found == expected
    dumps = {str(dump).rpartition("/")[2] for dump in described.objects(this, VOID.dataDump)}
    assert dumps == {"graph.nq.gz", "graph.trig.gz", "graph.jsonld.gz"}
    assert str(described.value(this, VOID.sparqlEndpoint)) == "https://example.org/sparql"
    pointer = Graph().parse(data=_at(data, ".well-known/void"), format="turtle")
    assert list(pointer.objects(None, FOAF.topic)) == [this]


def test_the_catalogue_entry_has_what_dcat_ap_asks_for_and_tells_the_truth_of_the_files(data: PublishedData) -> None:
    graph = Graph().parse(data=_at(data, "downloads/dcat.ttl"), format="turtle")
    (this,) = graph.subjects(RDF.type, DCAT.Dataset)
    # mandatory and recommended properties of dcat:Dataset in DCAT-AP 3.0
    for name in (DCTERMS.title, DCTERMS.description, DCAT.keyword, DCAT.theme, DCTERMS.publisher, DCTERMS.spatial,
                 DCTERMS.temporal, DCTERMS.identifier, DCTERMS.license, DCTERMS.conformsTo, DCTERMS.issued):  # fmt: skip
        assert (this, name, None) in graph, name
    period = graph.value(this, DCTERMS.temporal)
    assert graph.value(period, DCAT.startDate) == Literal("2024-08-13", datatype=XSD.date)
    assert graph.value(period, DCAT.endDate) == Literal("2025-09-26", datatype=XSD.date)
    assert {str(place).rpartition("/")[2] for place in graph.objects(this, DCTERMS.spatial)} == {
        "CHN",
        "140000",
        "150000",
        "210000",
        "450000",
    }
    files = {file.name: file for file in files_of(data, "downloads/")}
    told: dict[str, tuple[int, str]] = {}
    for distribution in graph.objects(this, DCAT.distribution):
        for name in (DCTERMS.title, DCTERMS.license, DCAT.accessURL):
            assert (distribution, name, None) in graph
        if (distribution, DCAT.downloadURL, None) in graph:
            checksum = graph.value(distribution, SPDX.checksum)
            size = int(str(graph.value(distribution, DCAT.byteSize)))
            name = str(graph.value(distribution, DCAT.downloadURL)).rpartition("/")[2]
            told[name] = size, str(graph.value(checksum, SPDX.checksumValue))
        else:
            assert graph.value(graph.value(distribution, DCAT.accessService), DCAT.servesDataset) == this
    sums = dict(reversed(line.split("  ")) for line in _at(data, "downloads/SHA256SUMS").decode().splitlines())
    assert told == {name: (len(files[name].make()), digest) for name, digest in sums.items()}


def test_counts_that_cannot_be_had_are_left_out() -> None:
    from pyoxigraph import NamedNode

    from shiquan.graph.void import void_triples

    names = {triple.predicate.value for triple in void_triples(NamedNode("urn:x"), 1, 1, Counts())}
    assert not {name for name in names if "distinct" in name or name.endswith(("properties", "classes"))}


def test_every_address_of_the_sitemap_is_a_page_and_every_page_is_in_it(data: PublishedData) -> None:
    index = etree.fromstring(_at(data, "sitemap.xml"))
    parts = [str(loc).removeprefix(data.address) for loc in index.xpath("//*[local-name()='loc']/text()")]
    addresses = [
        str(loc).removeprefix(data.address)
        for part in parts
        for loc in etree.fromstring(_at(data, part)).xpath("//*[local-name()='loc']/text()")
    ]
    pages = [
        folder + ("" if file.name == "index.html" else file.name)
        for folder in folders(data)
        for file in files_of(data, folder)
        if file.media_type.startswith("text/html")
    ]
    assert sorted(addresses) == sorted(pages)
    assert _at(data, "robots.txt").decode().endswith(f"Sitemap: {data.address}sitemap.xml\n")


def test_sitemaps_are_split_at_fifty_thousand_addresses() -> None:
    parts = parts_of([f"id/doc/{number}/" for number in range(60_000)])
    assert [len(part) * 2 for part in parts] == [MOST, MOST, 20_000]
    assert len(etree.fromstring(sitemap(_ADDRESS, parts[0]))) == MOST
    assert len(sitemap(_ADDRESS, parts[0])) < 50 * 1024 * 1024
    assert len(etree.fromstring(sitemap_index(_ADDRESS, 3))) == 3
    assert "&amp;&quot;&lt;" in sitemap(_ADDRESS, ['&"</']).decode()


_A = {"a": "http://www.w3.org/2005/Atom", "at": "http://purl.org/atompub/tombstones/1.0"}


def test_the_feed_has_the_documents_by_the_days_that_they_give(five: BuildResult) -> None:
    root = etree.fromstring(feed(PublishedData.open(five.folder)))
    entries = [tuple(entry.findtext(f"a:{name}", namespaces=_A) for name in ("id", "updated")) for entry in root.iterfind("a:entry", _A)]  # fmt: skip
    assert [(iri.removeprefix("https://w3id.org/shiquan/id/doc/"), day) for iri, day in entries if iri and day] == [
        ("210500/benzhengbanfa/2025/9", "2025-09-26T00:00:00+08:00"),
        ("450700/qinzhengban/2025/15", "2025-07-31T00:00:00+08:00"),
        ("141000/linzhengbanfa/2024/39", "2024-12-05T00:00:00+08:00"),
        ("140800/yunzhengfa/2024/13", "2024-08-13T00:00:00+08:00"),
    ]
    assert root.findtext("a:updated", namespaces=_A) == "2025-09-26T00:00:00+08:00"
    # 内政办发〔2024〕48号 gives no date
    assert (root.findtext("a:subtitle", namespaces=_A) or "").startswith("未列入：1 份没有日期的文件")
    for name in ("id", "title", "author/a:name"):
        assert root.findtext(f"a:{name}", namespaces=_A)


def test_what_changed_since_the_release_before(five: BuildResult, tmp_path: Path) -> None:
    """One document is gone since, one reads otherwise, and one is new with a title that would be markup if it were not escaped."""
    import re

    from pyoxigraph import Store

    shutil.copytree(five.folder, tmp_path / "before")
    (tmp_path / "before" / "graph" / "450700-qinzhengban-2025-15.ttl").write_bytes(b"# read otherwise before\n")
    dump = (five.folder / "graph.nq").read_text(encoding="utf-8")
    shutil.copytree(five.folder, tmp_path / "now")
    shutil.rmtree(tmp_path / "now" / "store")
    # this edition lacks Linfen and Benxi is new in it
    own = re.compile(r"^.*<https://w3id\.org/shiquan/id/graph/(?:inferred/)?141000/.*$\n", re.MULTILINE)
    hostile = own.sub("", dump).replace("本溪市人民政府办公室关于印发", '<script>alert(1)</script>&\\"\\u202E')
    store = Store(str(tmp_path / "now" / "store"))
    store.bulk_load(hostile.encode(), RdfFormat.N_QUADS)
    store.flush()
    del store
    shutil.rmtree(tmp_path / "before" / "store")
    store = Store(str(tmp_path / "before" / "store"))
    gone = re.compile(r"^.*<https://w3id\.org/shiquan/id/graph/(?:inferred/)?210500/.*$\n", re.MULTILINE)
    store.bulk_load(gone.sub("", dump).encode(), RdfFormat.N_QUADS)
    store.flush()
    del store
    data = PublishedData.open(
        tmp_path / "now", "https://example.org/", Edition(since=tmp_path / "before", released=date(2026, 12, 1))
    )
    found = changes(data)
    assert found is not None
    assert [(one.kind, one.number, bool(one.before), bool(one.now)) for one in found] == [
        ("removed", "临政办发〔2024〕39号", True, False),
        ("added", "本政办发〔2025〕9号", False, True),
        ("changed", "钦政办〔2025〕15号", True, True),
    ]
    assert changes_csv(found).decode().count("\r\n") == 4
    page = _at(data, "downloads/changes/").decode()
    assert "<script>alert" not in page and "&lt;script&gt;alert(1)&lt;/script&gt;&amp;" in page
    root = etree.fromstring(feed(data))
    entries = [(entry.findtext("a:id", namespaces=_A), entry.findtext("a:updated", namespaces=_A)) for entry in root.iterfind("a:entry", _A)]  # fmt: skip
    assert [(str(iri).rpartition("doc/")[2], day) for iri, day in entries] == [
        ("210500/benzhengbanfa/2025/9", "2026-12-01T00:00:00+08:00"),
        ("450700/qinzhengban/2025/15", "2026-12-01T00:00:00+08:00"),
    ]
    assert [one.get("ref") for one in root.iterfind("at:deleted-entry", _A)] == [_LINFEN]
    assert changes(PublishedData.open(five.folder)) is None


def test_the_citation_is_that_of_the_repository(root: Path) -> None:
    stated = (root / "CITATION.cff").read_text(encoding="utf-8")
    assert f'title: "{TITLE}"' in stated
    assert f"date-released: {RELEASED}" in stated
    assert f"- name: {AUTHORS}" in stated
    assert TITLE in bibtex("https://example.org/").decode()
