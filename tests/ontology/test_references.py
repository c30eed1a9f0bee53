"""No IRI is misspelt: what is used of our own is defined, and what is used of others stands in one table, checked against them."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import RDF, Dataset, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, ORG, OWL, PROV, RDFS, SH, SKOS, XSD, DefinedNamespace

REPOSITORY = Path(__file__).resolve().parents[2]
OWN = "https://w3id.org/shiquan/"
SQ = OWN + "ontology#"
ID = OWN + "id/"
TABLE = REPOSITORY / "ontology" / "terms-used.csv"
LAYOUT = REPOSITORY / "docs" / "graph-layout.md"

TURTLE = sorted((REPOSITORY / "ontology").rglob("*.ttl")) + sorted((REPOSITORY / "data" / "reference").glob("*.ttl"))
SPARQL = sorted((REPOSITORY / "ontology").rglob("*.rq")) + sorted((REPOSITORY / "queries").rglob("*.rq"))

DOCUMENT_NODES = (ID + "doc/", ID + "graph/", ID + "agent/")
"""Nodes that reading documents makes; they are defined where the document is."""

Places = dict[str, set[str]]


def _short(path: Path) -> str:
    return str(path.relative_to(REPOSITORY))


@pytest.fixture(scope="module")
def graphs() -> dict[Path, Graph]:
    return {path: Graph().parse(path, format="turtle") for path in TURTLE}


def _terms(graph: Graph) -> Iterator[str]:
    """Yield every IRI of a graph, the datatypes of its literals among them, but the pages that facts were found on."""
    for subject, predicate, value in graph:
        yield str(subject) if isinstance(subject, URIRef) else ""
        yield str(predicate)
        if isinstance(value, URIRef) and predicate != DCTERMS.source:
            yield str(value)
        elif isinstance(value, Literal) and value.datatype:
            yield str(value.datatype)


def _names_in_text(path: Path) -> Iterator[str]:
    """Yield the IRIs that a text with SPARQL or Turtle in it uses: whole, or by the prefixes that it declares."""
    text = re.sub(r"(?m)^\s*#.*$", "", path.read_text(encoding="utf-8"))
    prefixes = dict(re.findall(r"(?i)(?:@?prefix)\s+(\w*):\s*<([^>]+)>", text))
    yield from (iri for iri in re.findall(r"<(https?://[^>\s]+)>", text) if iri not in prefixes.values())
    for prefix, local in re.findall(r"(?<![\w:<#.?-])(\w*):([A-Za-z][\w-]*)", text):
        if prefix in prefixes:
            yield prefixes[prefix] + local


def _layout_names() -> Iterator[str]:
    text = LAYOUT.read_text(encoding="utf-8")
    prefixes = {row["prefix"]: row["iri"][: -len(_local(row["iri"]))] for row in _table() if row["prefix"]} | {"sq": SQ}
    for prefix, local in re.findall(r"(?<![\w:/<#.-])([a-z]\w*):([A-Za-z_]\w*)", text):
        if prefix in prefixes:
            yield prefixes[prefix] + local


def _local(iri: str) -> str:
    return re.split(r"[#/]", iri)[-1]


def _table() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _used(graphs: dict[Path, Graph]) -> Places:
    places: Places = {}
    for path, graph in graphs.items():
        for iri in _terms(graph):
            places.setdefault(iri, set()).add(_short(path))
    for path in SPARQL:
        for iri in _names_in_text(path):
            places.setdefault(iri, set()).add(_short(path))
    return places


def test_every_term_of_our_own_that_is_used_is_defined(graphs: dict[Path, Graph]) -> None:
    """Listed by name and place: a term missing here is misspelt, or to be defined in ontology/shiquan.ttl."""
    defined = {str(term) for graph in graphs.values() for term in graph.subjects(RDFS.isDefinedBy, None)}
    used = _used(graphs)
    for iri in _layout_names():
        used.setdefault(iri, set()).add(_short(LAYOUT))
    undefined = {
        "sq:" + iri.removeprefix(SQ): sorted(places)
        for iri, places in sorted(used.items())
        if iri.startswith(SQ) and iri not in defined and iri != SQ
    }
    assert undefined == {}


def test_every_identifier_of_our_own_that_is_used_is_defined(graphs: dict[Path, Graph]) -> None:
    """Tiers, areas, bodies, domains, concepts and rules: each that is named anywhere is described somewhere."""
    defined = {str(term) for graph in graphs.values() for term in graph.subjects(RDF.type, None)}
    undefined = {
        "id:" + iri.removeprefix(ID): sorted(places)
        for iri, places in sorted(_used(graphs).items())
        if iri.startswith(ID) and not iri.endswith("/") and not iri.startswith(DOCUMENT_NODES) and iri not in defined
    }
    assert undefined == {}


def test_the_table_lists_every_foreign_term_and_no_other(graphs: dict[Path, Graph]) -> None:
    used = {iri for graph in graphs.values() for iri in _terms(graph)} | set(_layout_names())
    foreign = {iri for iri in used if iri and not iri.startswith(OWN)}
    listed = {row["iri"] for row in _table()}
    assert {"to be added": sorted(foreign - listed), "no longer used": sorted(listed - foreign)} == {
        "to be added": [],
        "no longer used": [],
    }


def test_the_table_is_sorted_and_well_formed() -> None:
    rows = _table()
    assert [row["iri"] for row in rows] == sorted({row["iri"] for row in rows})
    assert list(rows[0]) == ["iri", "prefix", "kind", "source"]
    assert {row["kind"] for row in rows} <= {"class", "property", "individual", "datatype"}
    assert [row for row in rows if not row["source"]] == []


CLOSED: dict[str, type[DefinedNamespace]] = {
    "dcterms": DCTERMS,
    "org": ORG,
    "owl": OWL,
    "prov": PROV,
    "rdf": RDF,
    "rdfs": RDFS,
    "sh": SH,
    "skos": SKOS,
    "xsd": XSD,
}
"""Vocabularies that rdflib ships as closed lists."""


def test_foreign_terms_exist_in_rdflibs_lists() -> None:
    checked = [row for row in _table() if row["prefix"] in CLOSED]
    assert {row["prefix"] for row in checked} == set(CLOSED)
    assert [row["iri"] for row in checked if _local(row["iri"]) not in CLOSED[row["prefix"]]] == []


COPIES = {"eli": "eli-1.5.owl", "oa": "oa.nt", "m8g": "cpov-2.1.2.ttl"}
"""Vocabularies of which a copy may stand beside the repository."""

KINDS = {
    "class": {str(RDFS.Class), str(OWL.Class)},
    "property": {
        str(kind) for kind in (RDF.Property, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
    },
}


@pytest.mark.parametrize("prefix", sorted(COPIES))
def test_foreign_terms_exist_in_their_vocabulary(prefix: str, foreign_copies: Path | None) -> None:
    """Against the publishers' own files: the term is there, and is of the kind that the table says."""
    if foreign_copies is None:
        pytest.skip("no copies of foreign vocabularies beside the repository")
    path = foreign_copies / COPIES[prefix]
    form = {".owl": "xml", ".nt": "nt", ".ttl": "turtle"}[path.suffix]
    vocabulary = Dataset(default_union=True)
    with path.open("rb") as file:
        vocabulary.parse(file, format=form, publicID=OWN)
    rows = [row for row in _table() if row["prefix"] == prefix]
    assert rows
    wrong = [
        row["iri"]
        for row in rows
        if not {str(kind) for kind in vocabulary.objects(URIRef(row["iri"]), RDF.type)} & KINDS[row["kind"]]
    ]
    assert wrong == []


def test_misspelt_names_in_queries_are_seen(tmp_path: Path) -> None:
    """What would be missed if names were read wrongly: paths, both forms of prefixes, whole IRIs; not comments or literals' texts."""
    query = tmp_path / "query.rq"
    query.write_text(
        f"# sq:notThis\nPREFIX sq: <{SQ}>\nprefix tier: <{ID}tier/>\n"
        f"SELECT * WHERE {{ ?a sq:power/sq:heldby tier:provinz ; ^sq:task <{ID}area/1> . FILTER (?a != tier:county) }}",
        encoding="utf-8",
    )
    assert list(_names_in_text(query)) == [
        *(f"{ID}area/1", f"{SQ}power", f"{SQ}heldby", f"{ID}tier/provinz", f"{SQ}task", f"{ID}tier/county"),
    ]


def test_alignments_only_match_and_subsume(ontology_files: list[Path]) -> None:
    """A reader may decline an alignment by not loading its file: it holds the claim, and nothing else."""
    header = {
        *(RDF.type, OWL.versionIRI, OWL.versionInfo),
        *(DCTERMS.title, DCTERMS.abstract, DCTERMS.license, DCTERMS.requires, SKOS.changeNote),
    }
    claims = {
        *(RDFS.subClassOf, RDFS.subPropertyOf),
        *(SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch),
    }
    files = [path for path in ontology_files if path.parent.name == "align"]
    assert [path.stem for path in files] == ["cofog", "cpov", "eli", "oa", "org", "prov"]
    for path in files:
        graph = Graph().parse(path, format="turtle")
        (ontology,) = graph.subjects(RDF.type, OWL.Ontology)
        assert set(graph.predicates(ontology, None)) <= header
        statements = [triple for triple in graph if triple[0] != ontology]
        assert statements
        assert {triple[1] for triple in statements} <= claims
        assert all(str(triple[0]).startswith(OWN) and not str(triple[2]).startswith(OWN) for triple in statements)
