"""The lexicon of bodies and agency codes in `data/reference/organisations.ttl`."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest
from rdflib import RDF, SKOS, Graph, Literal, Namespace

FILE = Path(__file__).resolve().parents[2] / "data" / "reference" / "organisations.ttl"
SQ = Namespace("https://w3id.org/shiquan/ontology#")
KIND = "https://w3id.org/shiquan/id/bodykind/"


@pytest.fixture(scope="module")
def graph() -> Graph:
    """The lexicon."""
    return Graph().parse(FILE)


def kinds_by_name(graph: Graph) -> dict[str, list[str]]:
    """Chinese name → slugs of the kinds that have it."""
    found: dict[str, list[str]] = defaultdict(list)
    for kind in sorted(graph.subjects(RDF.type, SQ.BodyKind), key=str):
        for prop in (SKOS.prefLabel, SKOS.altLabel):
            for label in graph.objects(kind, prop):
                if isinstance(label, Literal) and label.language == "zh":
                    found[str(label)].append(str(kind).removeprefix(KIND))
    return found


def test_a_name_stands_for_one_kind(graph: Graph) -> None:
    """No name, short or long, belongs to two kinds or twice to one."""
    assert {name: kinds for name, kinds in kinds_by_name(graph).items() if len(kinds) > 1} == {}


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("市场监管局", "market-regulation"),
        ("科技局", "science-and-technology"),
        ("工信局", "industry-and-information-technology"),
        ("农业农村局", "agriculture-and-rural-affairs"),
        ("规划和自然资源局", "planning-and-natural-resources"),
        ("文旅局", "culture-and-tourism"),
        ("人社局", "human-resources-and-social-security"),
        ("宣传部", "publicity-department"),
        ("委宣传部", "publicity-department"),
        ("中级人民法院", "intermediate-peoples-court"),
        ("中级法院", "intermediate-peoples-court"),
        ("人民检察院", "peoples-procuratorate"),
        ("公安局", "public-security"),
        ("司法局", "justice"),
        ("财政局", "finance"),
        ("教育局", "education"),
        ("政府办公室", "government-office"),
        ("办公厅", "general-office"),
        ("发展改革委", "development-and-reform"),
        ("卫健委", "health"),
        ("海关", "customs"),
        ("人行", "peoples-bank"),
        ("金融监管分局", "financial-regulation"),
        ("知识产权局", "intellectual-property"),
        ("著作权管理部门", "copyright"),
    ],
)
def test_names_of_real_documents(graph: Graph, name: str, kind: str) -> None:
    """Names that the documents use, without their places."""
    assert kinds_by_name(graph)[name] == [kind]


def test_every_kind_and_code_is_labelled_in_both_languages(graph: Graph) -> None:
    """Exactly one preferred label in each language."""
    for resource in [*graph.subjects(RDF.type, SQ.BodyKind), *graph.subjects(RDF.type, SQ.AgencyCodePattern)]:
        languages = sorted(
            str(label.language) for label in graph.objects(resource, SKOS.prefLabel) if isinstance(label, Literal)
        )
        assert languages == ["en", "zh"], resource


@pytest.mark.parametrize(
    ("code", "ending", "kinds"),
    [
        ("国办发", "办发", ["general-office"]),
        ("临政办发", "政办发", ["general-office", "government-office"]),
        ("运政发", "政发", ["peoples-government"]),
        ("钦政办", "政办", ["general-office", "government-office"]),
        ("泸市府办发", "府办发", ["general-office", "government-office"]),
        ("锡署办发", "署办发", ["government-office"]),
        ("汕府办函", "府办函", ["general-office", "government-office"]),
        ("江财农", "财农", ["finance"]),
        ("闽政", "政", ["peoples-government"]),
        ("琼府", "府", ["peoples-government"]),
    ],
)
def test_the_longest_ending_of_a_code(graph: Graph, code: str, ending: str, kinds: list[str]) -> None:
    """Codes of real numbers and the kinds of issuer that they show."""
    endings = {str(o): s for s, o in graph.subject_objects(SQ.codeEnding)}
    longest = max((e for e in endings if code.endswith(e)), key=len)
    found = sorted(str(o).removeprefix(KIND) for o in graph.objects(endings[longest], SQ.issuerKind))
    assert (longest, found) == (ending, kinds)


def test_issuer_kinds_are_kinds_of_the_file(graph: Graph) -> None:
    """No code points to a kind that is not there."""
    kinds = set(graph.subjects(RDF.type, SQ.BodyKind))
    assert sorted(set(graph.objects(None, SQ.issuerKind)) - kinds, key=str) == []
