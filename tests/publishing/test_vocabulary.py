"""The pages of the vocabularies: every term, shape, concept and word of the files is there, in both languages apart."""

from __future__ import annotations

import re
from functools import cache

import pytest
from lxml import etree, html
from rdflib import RDF, Graph, Namespace, URIRef
from rdflib.namespace import OWL, SH, SKOS

from shiquan.building import BuildResult
from shiquan.publishing.published_data import PublishedData
from shiquan.publishing.sections.vocabulary import OntologyPage, Vocabulary
from shiquan.publishing.site import file_at
from shiquan.publishing.vocabulary.class_diagram import class_diagram
from shiquan.publishing.vocabulary.facts import shape_facts
from shiquan.publishing.vocabulary.shapes import _SAID_ELSEWHERE, SHACL
from shiquan.resources import ontology_folder

SQ = Namespace("https://w3id.org/shiquan/ontology#")
_PAGES = ("index.html", "index.en.html")


@pytest.fixture(scope="module")
def data(five: BuildResult) -> PublishedData:
    return PublishedData.open(five.folder)


@cache
def _graph(*patterns: str) -> Graph:
    graph = Graph()
    for pattern in patterns:
        for path in sorted(ontology_folder().glob(pattern)):
            graph.parse(path, format="turtle")
    return graph


def _page(data: PublishedData, path: str) -> html.HtmlElement:
    file = file_at(data, path)
    assert file is not None, path
    content = file.make()
    assert len(content) < 200_000, path
    return html.document_fromstring(content)


def _text(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def test_every_term_of_the_ontology_has_its_anchor_label_definition_and_examples(data: PublishedData) -> None:
    graph = _graph("*.ttl", "tasks/*.ttl")
    terms = {term for term in graph.subjects(RDF.type) if isinstance(term, URIRef) and term.startswith(SQ)}
    for name, language in zip(_PAGES, ("zh", "en"), strict=True):
        page = _page(data, f"ontology/{name}")
        anchors = page.xpath("//section/@id")
        assert len(anchors) == len(set(anchors))
        assert {SQ[str(anchor)] for anchor in anchors} == terms
        for term in terms:
            shown = _text(page.get_element_by_id(term.removeprefix(SQ)))
            for property_ in (SKOS.prefLabel, SKOS.definition):
                said = [str(value) for value in graph.objects(term, property_) if value.language == language]
                assert all(value in shown for value in said) and said, (term, property_)
            for example in graph.objects(term, SKOS.example):
                assert " ".join(str(example).split()) in shown, term


def test_axioms_in_words(data: PublishedData) -> None:
    page = _page(data, "ontology/index.en.html")

    def axioms(name: str) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for row in page.get_element_by_id(name).iterfind(".//dl/div"):
            found.setdefault(_text(row.find("dt")), []).append(_text(row.find("dd")))
        return found

    assert axioms("ExclusivePower") == {
        "Subclass of": ["fiscal power"],
        "Equivalent to": ["mode of has the value exclusive"],
        "Disjoint with each of": ["joint fiscal power, fiscal power by affiliation, fiscal power of each tier"],
    }
    assert axioms("assignmentArea")["Follows from the chain"] == ["in document then of area"]
    assert axioms("FiscalPower")["Subclass of"] == [
        "arrangement",
        "mode of has only values that are power mode",
    ]
    assert axioms("issuedBy")["Alignment"] == ["subproperty of eli:passed_by"]
    assert axioms("exclusive")["Kind"] == ["power mode"]
    assert axioms("withinArea")["Characteristics"] == ["transitive"]


def test_every_axiom_of_every_term_is_told(data: PublishedData) -> None:
    """No axiom is left out: each property of OWL and RDFS on a term of the ontology is one that the page has words for."""
    told = {"subClassOf", "equivalentClass", "disjointWith", "subPropertyOf", "domain", "range", "inverseOf", "propertyChainAxiom", "isDefinedBy", "label", "comment"}  # fmt: skip
    graph = _graph("*.ttl")
    used = {
        re.split("[#/]", str(predicate))[-1]
        for term, predicate in graph.subject_predicates()
        if isinstance(term, URIRef) and term.startswith(SQ) and re.search("owl#|rdf-schema#", str(predicate))
    }
    assert used <= told
    kinds = {kind for term in graph.subjects() if term.startswith(SQ) for kind in graph.objects(term, RDF.type)}
    assert {str(kind).rpartition("#")[2] for kind in kinds if kind.startswith(str(OWL))} == {
        "Class",
        "ObjectProperty",
        "DatatypeProperty",
        "AnnotationProperty",
        "TransitiveProperty",
        "IrreflexiveProperty",
        "AsymmetricProperty",
    }


def test_every_shape_and_rule_is_there_with_its_message(data: PublishedData) -> None:
    graph = _graph("shapes/*.ttl")
    shapes = {str(shape).rpartition("#")[2] for shape in graph.subjects(RDF.type, SH.NodeShape)}
    rules = {str(shape).rpartition("#")[2] for shape in graph.subjects(RDF.type, SH.PropertyShape)}
    messages = {str(value) for value in graph.objects(None, SH.message) if value.language == "en"}
    queries = {" ".join(str(value).split()) for value in graph.objects(None, SH.select)}
    ids: list[str] = []
    text = ""
    for folder in Vocabulary().folders(data):
        if re.fullmatch("vocabulary/shapes/[^/]+/", folder):
            page = _page(data, folder + "index.en.html")
            ids += page.xpath("//section/@id | //tr/@id")
            text += _text(page)
    assert sorted(ids) == sorted(shapes | rules)
    assert [message for message in messages if " ".join(message.split()) not in text] == []
    assert [query for query in queries if query not in text] == []


def test_rules_have_words_for_every_constraint_in_use() -> None:
    facts = shape_facts()
    nodes = [*facts.of_type(SHACL + "NodeShape"), *facts.of_type(SHACL + "PropertyShape")]
    used = {
        predicate.removeprefix(SHACL)
        for node in nodes
        for predicate in facts.predicates(node)
        if predicate.startswith(SHACL)
    }
    assert used - _SAID_ELSEWHERE <= {
        "class", "datatype", "nodeKind", "minCount", "maxCount", "pattern", "minInclusive", "maxInclusive", "minLength",
        "maxLength", "lessThan", "lessThanOrEquals", "disjoint", "uniqueLang", "sparql",
    }  # fmt: skip


def test_rules_in_words(data: PublishedData) -> None:
    page = _page(data, "vocabulary/shapes/relations/index.en.html")
    assert [_text(cell) for cell in page.get_element_by_id("Assignment-confidence")] == [
        "confidence",
        "confidence",
        "exactly 1values are a decimal numberat least 0at most 1",
        "violation: An assignment has exactly one confidence, a decimal from 0 to 1.",
    ]


def test_schemes_are_trees_of_all_their_concepts(data: PublishedData) -> None:
    graph = _graph("*.ttl", "tasks/*.ttl")
    for scheme in graph.subjects(RDF.type, SKOS.ConceptScheme):
        concepts = set(graph.subjects(SKOS.inScheme, scheme)) | set(graph.subjects(SKOS.topConceptOf, scheme))
        for name, language in zip(_PAGES, ("zh", "en"), strict=True):
            page = _page(data, f"vocabulary/schemes/{str(scheme).rpartition('/')[2]}/{name}")
            shown = {}
            for item in page.xpath("//ul[@class='tree']//li"):
                above = item.xpath("ancestor::li[1]/@id")
                shown[item.get("id")] = (_text(item.find("strong")), above[0] if above else None)
            expected = {}
            for concept in concepts:
                label = next(
                    str(value) for value in graph.objects(concept, SKOS.prefLabel) if value.language == language
                )
                broader = graph.value(concept, SKOS.broader)
                expected[re.split("[#/]", str(concept))[-1]] = label, broader and re.split("[#/]", str(broader))[-1]
            assert shown == expected


def test_every_word_and_pattern_of_the_lexicon_is_there(data: PublishedData) -> None:
    graph = _graph("lexicon/*.ttl")
    text = "\n".join(
        _page(data, folder).text_content()
        for folder in Vocabulary().folders(data)
        if re.fullmatch("vocabulary/lexicon/[^/]+/", folder)
    )
    missing = [str(word) for property_ in (SQ.word, SQ.pattern, SKOS.example) for word in graph.objects(None, property_) if str(word) not in text]  # fmt: skip
    assert missing == []


def test_links_and_languages(data: PublishedData) -> None:
    """Links between the pages of the vocabularies lead to what is there; English pages say in which language their Chinese is."""
    folders = [*Vocabulary().folders(data), *OntologyPage().folders(data)]
    pages = {folder + name: _page(data, folder + name) for folder in folders for name in _PAGES}
    for path, page in pages.items():
        assert page.get("lang") == ("en" if path.endswith(".en.html") else "zh")
        assert len(page.xpath("//h1")) == 1
        folder = path.rpartition("/")[0] + "/"
        page.make_links_absolute(f"http://x/{folder}")
        for link in page.xpath("//main//a/@href"):
            target, _, anchor = str(link).removeprefix("http://x/").partition("#")
            target += "index.html" if target.endswith("/") else ""
            if target.startswith(("vocabulary/", "ontology/")) and target.endswith(".html"):
                assert target in pages, (path, link)
                assert not anchor or pages[target].xpath("//*[@id=$id]", id=anchor), (path, link)
        if path.endswith(".en.html"):
            for element in page.xpath("//main//*[text()[re:test(., '[一-鿿]')]]", namespaces={"re": "http://exslt.org/regular-expressions"}):  # fmt: skip
                languages = [one.get("lang") for one in [element, *element.iterancestors()] if one.get("lang")]
                # labels, definitions and messages in English may name a Chinese word (市县)
                assert languages[0] == "zh" or re.search("[A-Za-z]{3}", element.text_content()), etree.tostring(element)


def test_the_diagram_has_every_class_and_is_always_the_same() -> None:
    graph = _graph("*.ttl")
    classes = {str(one).removeprefix(SQ) for one in graph.subjects(RDF.type, OWL.Class) if str(one).startswith(SQ)}
    drawing = etree.fromstring(class_diagram().svg())
    titles = {str(title).rpartition(" ")[2] for title in drawing.xpath("//*[@class='class']/*[local-name()='title']/text()")}  # fmt: skip
    assert titles == classes
    assert class_diagram().svg() == class_diagram().svg()
