"""The SKOS draft of candidates, and the vocabulary that comes of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import RDF, SKOS, Graph, Namespace, URIRef

from shiquan.errors import UsageError
from shiquan.tasks.clustering import Candidate, TaskStatement
from shiquan.tasks.drafts import accept, draft
from shiquan.tasks.matching import ConceptMatcher
from shiquan.tasks.vocabulary import TaskConcept, Vocabulary, load_vocabulary

SQ = Namespace("https://w3id.org/shiquan/ontology#")
CONCEPT = "https://w3id.org/shiquan/id/concept/transport/"
FOUND = (
    Candidate(
        "公路养护",
        "公路",
        (
            TaskStatement("乙2号", "a1", "公路", "县级公路养护"),
            TaskStatement("甲1号", "a1", "公路", "全市性公路养护和管理"),
        ),
        0.61,
    ),
    Candidate("航道疏浚", "", (TaskStatement("丙3号", "a1", "", "航道疏浚"),), 0.5),
)


def _parts(text: bytes) -> str:
    return text.decode().partition("\n\n")[2]


def test_a_draft_has_the_concepts_with_confidence_and_members() -> None:
    assert _parts(draft("transport", "交通运输", FOUND)) == (
        "<scheme/transport> a skos:ConceptScheme ;\n"
        '\tskos:prefLabel "交通运输领域事项"@zh .\n'
        "<concept/transport/area/gonglu> a sq:AreaOfWork , skos:Concept ;\n"
        '\tskos:notation "gonglu" ;\n'
        "\tskos:inScheme <scheme/transport> ;\n"
        '\tskos:prefLabel "公路"@zh ;\n'
        "\tskos:topConceptOf <scheme/transport> .\n"
        "<concept/transport/gongluyanghu> a sq:TaskConcept , skos:Concept ;\n"
        '\tskos:notation "gongluyanghu" ;\n'
        "\tskos:inScheme <scheme/transport> ;\n"
        '\tskos:prefLabel "公路养护"@zh ;\n'
        "\tskos:broader <concept/transport/area/gonglu> ;\n"
        '\tsq:cue "公路养护" ;\n'
        '\tskos:hiddenLabel "公路养护和管理"@zh ;\n'
        '\tskos:example "乙2号：“县级公路养护”"@zh ;\n'
        "\tsq:confidence 0.61 ;\n"
        '\tskos:note "乙2号：“县级公路养护”"@zh , "甲1号：“全市性公路养护和管理”"@zh .\n'
        "<concept/transport/area/qitashixiang> a sq:AreaOfWork , skos:Concept ;\n"
        '\tskos:notation "qitashixiang" ;\n'
        "\tskos:inScheme <scheme/transport> ;\n"
        '\tskos:prefLabel "其他事项"@zh ;\n'
        "\tskos:topConceptOf <scheme/transport> .\n"
        "<concept/transport/hangdaoshujun> a sq:TaskConcept , skos:Concept ;\n"
        '\tskos:notation "hangdaoshujun" ;\n'
        "\tskos:inScheme <scheme/transport> ;\n"
        '\tskos:prefLabel "航道疏浚"@zh ;\n'
        "\tskos:broader <concept/transport/area/qitashixiang> ;\n"
        '\tsq:cue "航道疏浚" ;\n'
        '\tskos:example "丙3号：“航道疏浚”"@zh ;\n'
        "\tsq:confidence 0.50 ;\n"
        '\tskos:note "丙3号：“航道疏浚”"@zh .\n'
    )


def test_an_accepted_draft_is_the_vocabulary_of_its_domain(tmp_path: Path) -> None:
    file = tmp_path / "draft.ttl"
    file.write_bytes(draft("transport", "交通运输", FOUND))
    taken = accept(file, tmp_path / "tasks")
    assert (taken.path, taken.concepts) == (tmp_path / "tasks" / "transport.ttl", 2)
    assert taken.lacking == (
        ("gongluyanghu", "没有英文名称", "has no English label"),
        ("gongluyanghu", "没有定义", "has no definition"),
        ("hangdaoshujun", "没有英文名称", "has no English label"),
        ("hangdaoshujun", "没有定义", "has no definition"),
    )
    vocabulary = load_vocabulary("transport", tmp_path / "tasks")
    assert vocabulary == Vocabulary(
        "transport",
        (
            TaskConcept(
                "transport/gongluyanghu",
                "公路养护",
                ("公路养护", "公路养护和管理"),
                ("公路养护",),
                (),
                "transport/area/gonglu",
                "乙2号：“县级公路养护”",
            ),
            TaskConcept(
                "transport/hangdaoshujun",
                "航道疏浚",
                ("航道疏浚",),
                ("航道疏浚",),
                (),
                "transport/area/qitashixiang",
                "丙3号：“航道疏浚”",
            ),
        ),
    )
    assert ConceptMatcher(vocabulary).match("市级公路日常养护") == ("transport/gongluyanghu",)


def test_what_only_serves_the_review_is_left_out(tmp_path: Path) -> None:
    file = tmp_path / "draft.ttl"
    file.write_bytes(draft("transport", "交通运输", FOUND))
    graph = Graph().parse(accept(file, tmp_path / "tasks").path, format="turtle")
    assert list(graph.subject_objects(SQ.confidence)) == list(graph.subject_objects(SKOS.note)) == []
    assert (URIRef(CONCEPT + "gongluyanghu"), RDF.type, SQ.TaskConcept) in graph


def test_the_bytes_are_the_same_whatever_the_order_of_the_draft(tmp_path: Path) -> None:
    text = draft("transport", "交通运输", FOUND)
    graph = Graph().parse(data=text, format="turtle", publicID="https://w3id.org/shiquan/id/")
    (tmp_path / "one.ttl").write_bytes(text)
    (tmp_path / "two.ttl").write_text(graph.serialize(format="turtle"), encoding="utf-8")
    first, second = (accept(tmp_path / f"{name}.ttl", tmp_path / name).path.read_bytes() for name in ("one", "two"))
    assert first == second


def test_a_domain_that_has_a_vocabulary_keeps_it(tmp_path: Path) -> None:
    file = tmp_path / "draft.ttl"
    file.write_bytes(draft("transport", "交通运输", FOUND))
    accept(file, tmp_path / "tasks")
    with pytest.raises(UsageError) as caught:
        accept(file, tmp_path / "tasks")
    assert "already has the vocabulary" in caught.value.en


FAULTS = [
    ("公路养护", "航道疏浚", "share the label"),
    (
        'skos:notation "gongluyanghu"',
        'skos:notation "roads"',
        "gongluyanghu: its IRI must end in its one skos:notation",
    ),
    (
        "skos:broader <concept/transport/area/gonglu>",
        "skos:broader <concept/transport/hangdaoshujun>",
        "under one area",
    ),
    ("a skos:ConceptScheme", "a skos:Collection", "one skos:ConceptScheme"),
    ("a sq:TaskConcept", "a sq:Task", "there is no task concept"),
    ("@prefix", "@präfix", "cannot read the draft"),
    ("<concept/transport/area/gonglu> a", "[] a", "blank nodes"),
]


@pytest.mark.parametrize(("old", "new", "said"), FAULTS, ids=[said for *_, said in FAULTS])
def test_a_faulty_draft_is_refused_with_its_faults(tmp_path: Path, old: str, new: str, said: str) -> None:
    file = tmp_path / "draft.ttl"
    file.write_text(draft("transport", "交通运输", FOUND).decode().replace(old, new), encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        accept(file, tmp_path / "tasks")
    assert said in caught.value.en
    assert not (tmp_path / "tasks").exists()
