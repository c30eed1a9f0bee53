"""The ontology holds to its own lint: labels, definitions, examples, file headers; and its examples are what documents say."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pyshacl
import pytest
from pyoxigraph import RdfFormat, Store
from pyshacl.graph_abstraction import OxigraphDataGraph
from rdflib import OWL, RDF, RDFS, SH, SKOS, Graph, Literal, Namespace, URIRef

REPOSITORY = Path(__file__).resolve().parents[2]
SQ = Namespace("https://w3id.org/shiquan/ontology#")
LINT = "https://w3id.org/shiquan/lint#"

Row = tuple[str, str, str]


@pytest.fixture(scope="module")
def shapes() -> Graph:
    return Graph().parse(REPOSITORY / "ontology" / "lint" / "terms.shapes.ttl", format="turtle")


def _findings(data: Graph, shapes: Graph) -> list[Row]:
    """Return what the lint finds: the term, the rule (shape or SPARQL constraint), the value.

    In a pyoxigraph store, because SPARQL constraints over rdflib take a minute where the store takes seconds.
    """
    store = Store()
    store.load(data.serialize(format="nt", encoding="utf-8"), RdfFormat.N_TRIPLES)
    report = pyshacl.validate(OxigraphDataGraph(store), shacl_graph=shapes, inplace=True)[1]
    assert isinstance(report, Graph)
    rows = set()
    for result in report.subjects(RDF.type, SH.ValidationResult):
        rule = report.value(result, SH.sourceConstraint) or report.value(result, SH.sourceShape)
        value = report.value(result, SH.value)
        focus = str(report.value(result, SH.focusNode)).removeprefix(SQ)
        rows.add((focus, str(rule).removeprefix(LINT), "" if value is None else str(value)))
    return sorted(rows)


def test_the_ontology_passes_its_lint(ontology: Graph, shapes: Graph) -> None:
    assert _findings(ontology, shapes) == []


def test_the_lint_fires(shapes: Graph) -> None:
    """A lint that finds nothing might look at nothing: one fault of each kind, and every one is found."""
    bad = Graph().parse(Path(__file__).parent / "lint" / "bad-terms.ttl", format="turtle")
    file = "https://w3id.org/shiquan/bad"
    assert _findings(bad, shapes) == sorted(
        [
            (file, "Header-versionIRI", f"{file}/latest"),
            (file, "Header-versionInfo", "soon"),
            (file, "Header-title", ""),
            (file, "Header-license", ""),
            (file, "Header-abstract", ""),
            (file, "Header-changeNote", ""),
            ("Orphan", "Own-isDefinedBy", f"{SQ}Orphan"),
            ("OneLanguage", "Term-prefLabel", ""),
            ("OneLanguage", "Term-definition", "class that has a label in one language."),
            ("OneLanguage", "Own-example", f"{SQ}OneLanguage"),
            ("Circular", "Term-circular", "any circular class of this file"),
            ("loose", "Concept-inScheme", ""),
            ("loose", "Concept-notation", ""),
            ("loose", "TaskConcept-cue", ""),
        ]
    )


def test_every_kind_of_term_is_looked_at(ontology: Graph) -> None:
    """The targets of the lint are there: classes, both kinds of properties, concepts and schemes of our own."""
    for kind in (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, SKOS.Concept, SKOS.ConceptScheme):
        own = {term for term in ontology.subjects(RDF.type, kind) if str(term).startswith("https://w3id.org/shiquan/")}
        assert own
        assert own <= set(ontology.subjects(RDFS.isDefinedBy, None))


def test_labels_do_not_clash(ontology: Graph) -> None:
    """Two classes or two properties with one label could not be told apart on a page."""
    for kinds in ((OWL.Class,), (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)):
        terms = sorted(
            {term for kind in kinds for term in ontology.subjects(RDF.type, kind) if isinstance(term, URIRef)}
        )
        labels: dict[Literal, list[URIRef]] = {}
        for term in terms:
            for label in ontology.objects(term, SKOS.prefLabel):
                assert isinstance(label, Literal)
                labels.setdefault(label, []).append(term)
        assert {label: terms for label, terms in labels.items() if len(terms) > 1} == {}


NOTATIONS = {
    "Tier": ["central", "county", "prefecture", "province", "township"],
    "PowerMode": ["by_affiliation", "each", "exclusive", "joint"],
    "ExpenditureMode": [
        *("by_affiliation", "by_benefit", "by_case", "by_ratio", "by_territory"),
        *("mainly", "respectively", "shared", "sole"),
    ],
    "SupportKind": ["quota", "reward", "subsidy", "transfer"],
    "ResidualKind": ["other_plan", "principle", "special_regime", "unlisted"],
    "LedgerRole": [
        *("assignment", "basis", "case", "heading", "measure"),
        *("prose", "residual", "target", "title", "unparsed"),
    ],
    "CitationRelation": ["based_on", "cites", "implements", "repeals"],
    "DateKind": ["effective", "imprinted", "published", "signed"],
    "EffectiveRule": ["on_date", "on_issue", "on_publication"],
}


@pytest.mark.parametrize("kind", sorted(NOTATIONS))
def test_notations_are_the_values_of_the_query_columns(kind: str, ontology: Graph) -> None:
    found = sorted(
        str(code) for value in ontology.subjects(RDF.type, SQ[kind]) for code in ontology.objects(value, SKOS.notation)
    )
    assert found == NOTATIONS[kind]


def _bare(text: str) -> str:
    return re.sub(r"[\s#*]", "", text)


def _documents() -> dict[str, str]:
    """The held documents by number, without white space and Markdown marks."""
    folder = REPOSITORY / "data" / "documents"
    with (folder / "manifest.csv").open(encoding="utf-8", newline="") as manifest:
        return {
            row["number"]: _bare((folder / row["file"]).read_text(encoding="utf-8")) for row in csv.DictReader(manifest)
        }


def test_quotes_of_examples_stand_in_the_documents_that_they_name(ontology: Graph) -> None:
    """An example that names a held document by its number quotes it to the letter."""
    documents = _documents()
    looked_at, wrong = set(), []
    for term, example in sorted(ontology.subject_objects(SKOS.example)):
        parts = re.fullmatch(r"(\w+〔\d{4}〕\d+号)：“(.+?)”(?:（.*）)?", str(example), re.DOTALL)
        if parts and parts[1] in documents:
            looked_at.add(parts[1])
            if _bare(parts[2]) not in documents[parts[1]]:
                wrong.append((str(term), str(example)))
    assert wrong == []
    assert looked_at == set(documents) != set()
