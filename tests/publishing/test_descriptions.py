"""What the site gives to programs: of each thing exactly what the graph says of it, in each format."""

from __future__ import annotations

import json
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Dataset, Literal, NamedNode, Quad, RdfFormat, Store, Triple, parse
from pyoxigraph import CanonicalizationAlgorithm as Canonical
from rdflib import Graph
from rdflib.compare import isomorphic

from shiquan.graph.identifiers import document_of, graph_iri
from shiquan.graph.vocabulary import ontology_quads
from shiquan.publishing.addresses import folder_of, fragment_of, iri_of, relative
from shiquan.publishing.descriptions import MOST_POINTING, query
from shiquan.publishing.json_ld import context, json_ld
from shiquan.publishing.rdf_files import FORMATS, rdf_files
from shiquan.terms import DOC, ID, PREFIXES, SQ

NAMES = ("skos:prefLabel", "rdfs:label", "dcterms:title", "eli:id_local", "eli:title")
NAMING = {PREFIXES[name.partition(":")[0]] + name.partition(":")[2] for name in NAMES}


class Expected:
    """The descriptions, made the plain way: by looking at every quad."""

    def __init__(self, data: Path) -> None:
        self.quads = list(Store.read_only(str(data / "store")))
        self.about: dict[str, set[Triple]] = defaultdict(set)
        self.pointing: dict[str, set[Triple]] = defaultdict(set)
        self.graphs: dict[str, set[Triple]] = defaultdict(set)
        self.names: dict[str, set[Triple]] = defaultdict(set)
        for quad in self.quads:
            subject = str(quad.subject)[1:-1]
            self.about[document_of(subject) or subject].add(quad.triple)
            self.graphs[str(quad.graph_name)[1:-1]].add(quad.triple)
            if isinstance(quad.object, NamedNode):
                self.pointing[quad.object.value].add(quad.triple)
            if quad.predicate.value in NAMING:
                self.names[subject].add(quad.triple)

    def things(self) -> set[str]:
        """Whatever is a subject or a graph; what belongs to a document is the document."""
        graphs = {iri for iri in self.graphs if iri.startswith(ID)}
        documents = {
            iri for iri in graphs if document_of(DOC + iri.removeprefix(ID + "graph/").removeprefix("inferred/"))
        }
        return {iri for iri in self.about if iri.startswith(ID)} | (graphs - documents)

    def of(self, iri: str) -> set[Triple]:
        own = self.about[iri] | (self.graphs[graph_iri(iri)] if document_of(iri) else set())
        pointing = self.pointing[iri] if len(self.pointing[iri]) <= MOST_POINTING else set()
        told = {str(triple.subject)[1:-1] for triple in own}
        terms = [term for triple in own | pointing for term in (triple.subject, triple.object)]
        named = {document_of(term.value) or term.value for term in terms if isinstance(term, NamedNode)} - told
        return own | pointing | {name for thing in named if thing.startswith(ID) for name in self.names[thing]}


@cache
def _expected(data: Path) -> Expected:
    return Expected(data)


def _parsed(content: bytes, file: str) -> set[Triple]:
    if file.endswith(".jsonld"):
        # pyoxigraph loads no contexts: the published one is put in the place of its name
        document = json.loads(content)
        document["@context"] = json.loads(context())["@context"]
        content = json.dumps(document).encode()
    form = RdfFormat.from_extension(file.rpartition(".")[2])
    assert form is not None
    return {quad.triple for quad in parse(content, format=form)}


def test_each_thing_is_described_by_what_the_graph_says_of_it_in_each_format(site: Path, few_areas: Path) -> None:
    expected = _expected(few_areas)
    different = []
    for iri in sorted(expected.things()):
        wanted = expected.of(iri)
        for form in FORMATS:
            path = site / (folder_of(iri) or "") / form.file
            if not path.is_file() or _parsed(path.read_bytes(), form.file) != wanted:
                different.append((iri, form.file))
    assert different == []


def test_nothing_else_has_a_folder(site: Path, few_areas: Path) -> None:
    folders = {path.parent.relative_to(site).as_posix() + "/" for path in (site / "id").rglob("index.nt")}
    assert folders == {folder_of(iri) for iri in _expected(few_areas).things()}


def test_no_page_is_larger_than_200_kilobytes(site: Path) -> None:
    large = {
        path.relative_to(site).as_posix(): path.stat().st_size
        for path in site.rglob("*.html")
        if path.stat().st_size > 200_000
    }
    # a document without a page of its own kind is shown as a table of all its parts
    assert {path for path in large if not path.startswith("id/doc/")} == set()


def test_other_readers_find_the_context(site: Path) -> None:
    for iri in (ID + "area/141000", ID + "concept/intellectual-property/protection-system"):
        folder = site / (folder_of(iri) or "")
        read = Graph().parse(str(folder / "index.jsonld"), format="json-ld")
        assert len(read) > 10
        assert isomorphic(read, Graph().parse(str(folder / "index.nt"), format="nt"))
        assert isomorphic(read, Graph().parse(str(folder / "index.rdf"), format="xml"))
        assert isomorphic(read, Graph().parse(str(folder / "index.ttl"), format="turtle"))


def test_the_document_of_the_namespace_has_every_term(site: Path, few_areas: Path) -> None:
    held = [quad for quad in _expected(few_areas).graphs[ID + "graph/ontology"] if not _is_elsewhere(quad.subject)]
    assert _canonical(held) == _canonical(_parsed((site / "ontology" / "index.ttl").read_bytes(), "index.ttl"))
    defined = {quad.subject.value for quad in ontology_quads() if isinstance(quad.subject, NamedNode)}
    assert {iri for iri in defined if iri.startswith(SQ)} <= {
        triple.subject.value for triple in held if isinstance(triple.subject, NamedNode)
    }


def _is_elsewhere(subject: object) -> bool:
    ontology = SQ.removesuffix("#")
    return isinstance(subject, NamedNode) and subject.value.startswith((ID, ontology + "/"))


def _canonical(triples: object) -> set[Quad]:
    assert isinstance(triples, list | set)
    dataset = Dataset(Quad(one.subject, one.predicate, one.object) for one in triples)
    dataset.canonicalize(Canonical.RDFC_1_0)
    return set(dataset)


HOSTILE = [
    Triple(NamedNode(ID + "x"), NamedNode(PREFIXES["skos"] + "prefLabel"), Literal('<script>"\\\u202e\n\t</script>', language="zh")),
    Triple(NamedNode(ID + "x"), NamedNode(PREFIXES["skos"] + "prefLabel"), Literal("no language")),
    Triple(NamedNode(ID + "x"), NamedNode(PREFIXES["skos"] + "prefLabel"), Literal("@none", language="en-US")),
    Triple(NamedNode(ID + "x"), NamedNode(SQ + "order"), Literal("007", datatype=NamedNode(PREFIXES["xsd"] + "integer"))),
    Triple(NamedNode(ID + "x"), NamedNode(SQ + "order"), Literal("7", datatype=NamedNode(PREFIXES["xsd"] + "integer"))),
    Triple(NamedNode(ID + "x"), NamedNode(SQ + "order"), Literal("@id")),
    Triple(NamedNode(ID + "x"), NamedNode(SQ + "date"), Literal("2024")),
    Triple(NamedNode(ID + "x"), NamedNode(SQ + "ofArea"), Literal("id:area/141000")),
    Triple(NamedNode(ID + "x"), NamedNode(SQ + "leads"), Literal("1", datatype=NamedNode(PREFIXES["xsd"] + "boolean"))),
    Triple(NamedNode(ID + "x"), NamedNode("http://example.org/p#x"), NamedNode("javascript:alert(1)")),
    Triple(NamedNode(ID + "x"), NamedNode(SQ + "notThere"), NamedNode("urn:isbn:1")),
    Triple(NamedNode(ID + "x"), NamedNode(SQ + "value"), Literal("60.0", datatype=NamedNode(PREFIXES["xsd"] + "decimal"))),
    Triple(NamedNode(ID + "//x"), NamedNode(PREFIXES["rdf"] + "type"), BlankNode("b0")),
    Triple(BlankNode("b0"), NamedNode(PREFIXES["rdf"] + "type"), NamedNode(SQ + "Notice")),
]  # fmt: skip


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_hostile_values_come_back_as_they_were(form: object) -> None:
    (file,) = (one for one in rdf_files("id/x/", lambda: HOSTILE) if one.name == getattr(form, "file", ""))
    assert _canonical(_parsed(file.make(), file.name)) == _canonical(HOSTILE)
    assert file.make() == file.make()


def test_json_ld_uses_the_names_of_the_context() -> None:
    triples = [
        Triple(NamedNode(ID + "area/141000"), NamedNode(PREFIXES["rdf"] + "type"), NamedNode(SQ + "AdministrativeArea")),
        Triple(NamedNode(ID + "area/141000"), NamedNode(SQ + "areaCode"), Literal("141000")),
        Triple(NamedNode(ID + "area/141000"), NamedNode(SQ + "withinArea"), NamedNode(ID + "area/140000")),
        Triple(NamedNode(ID + "area/141000"), NamedNode(PREFIXES["skos"] + "prefLabel"), Literal("临汾市", language="zh")),
        Triple(NamedNode(ID + "area/141000"), NamedNode(PREFIXES["skos"] + "prefLabel"), Literal("Linfen", language="en")),
    ]  # fmt: skip
    assert json.loads(json_ld(triples, "id/area/141000/")) == {
        "@context": "../../../context.jsonld",
        "@graph": [
            {
                "@id": "id:area/141000",
                "@type": ["AdministrativeArea"],
                "areaCode": "141000",
                "withinArea": "id:area/140000",
                "skos:prefLabel": {"zh": "临汾市", "en": "Linfen"},
            }
        ],
    }


def test_the_number_of_triples_that_may_point_at_a_thing_is_that_of_the_query() -> None:
    assert f"LIMIT {MOST_POINTING + 1} " in query("pointing").text


def test_where_things_are_described() -> None:
    linfen = ID + "doc/141000/linzhengbanfa/2024/39"
    expected = {
        linfen: ("id/doc/141000/linzhengbanfa/2024/39/", ""),
        linfen + "/plan/1/a/7": ("id/doc/141000/linzhengbanfa/2024/39/", "plan/1/a/7"),
        ID + "graph/141000/linzhengbanfa/2024/39": ("id/doc/141000/linzhengbanfa/2024/39/", ""),
        ID + "graph/inferred/141000/linzhengbanfa/2024/39": ("id/doc/141000/linzhengbanfa/2024/39/", ""),
        ID + "doc/unresolved/title/e96f8bfc3504/plan/1": ("id/doc/unresolved/title/e96f8bfc3504/", "plan/1"),
        ID + "graph/areas": ("id/graph/areas/", ""),
        ID + "graph/inferred": ("id/graph/inferred/", ""),
        ID + "graph/inferred/between": ("id/graph/inferred/between/", ""),
        ID + "area/141000/2010": ("id/area/141000/2010/", ""),
        SQ + "Notice": ("ontology/", "Notice"),
        SQ.removesuffix("#"): ("ontology/", ""),
        SQ.removesuffix("#") + "/0.1.0": ("ontology/", ""),
        SQ.removesuffix("#") + "/align/eli": ("ontology/align/eli/", ""),
        SQ.removesuffix("#") + "/align/eli/0.1.0": ("ontology/align/eli/", ""),
    }
    assert {iri: (folder_of(iri), fragment_of(iri)) for iri in expected} == expected
    assert [folder_of(iri) for iri in ("http://example.org/", ID, "https://w3id.org/shiquan/shapes")] == [None] * 3
    whole = {folder: iri for iri, (folder, fragment) in expected.items() if iri_of(folder) == iri and not fragment}
    assert whole == {
        "id/doc/141000/linzhengbanfa/2024/39/": linfen,
        "id/graph/areas/": ID + "graph/areas",
        "id/graph/inferred/": ID + "graph/inferred",
        "id/graph/inferred/between/": ID + "graph/inferred/between",
        "id/area/141000/2010/": ID + "area/141000/2010",
        "ontology/": SQ.removesuffix("#"),
        "ontology/align/eli/": SQ.removesuffix("#") + "/align/eli",
    }


@pytest.mark.parametrize(
    ("path", "folder", "reference"),
    [
        ("", "", "./"),
        ("", "a/b/", "../../"),
        ("a/b/", "a/b/", "./"),
        ("a/c/", "a/b/", "../c/"),
        ("a/b/index.ttl", "a/b/", "index.ttl"),
        ("style.css", "a/b/", "../../style.css"),
        ("a/", "", "a/"),
        ("a/b/c/", "a/", "b/c/"),
        ("ab/", "a/", "../ab/"),
        ("a:b/c", "", "./a:b/c"),
    ],
)
def test_references_are_relative(path: str, folder: str, reference: str) -> None:
    assert relative(path, folder) == reference
