"""The instruments of `data/reference/instruments.ttl`: a statement rests on a claim, a claim on a source."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

import pytest
from pypinyin import lazy_pinyin
from rdflib import DCTERMS, RDF, SKOS, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

REFERENCE = Path(__file__).resolve().parents[2] / "data" / "reference"
SQ = Namespace("https://w3id.org/shiquan/ontology#")
ELI = Namespace("http://data.europa.eu/eli/ontology#")
ID = Namespace("https://w3id.org/shiquan/id/")

# What follows from the identity of an instrument and needs no claim of its own; the issuer is resolved from
# its name.
STRUCTURE = {
    RDF.type,
    SQ.ofArea,
    SQ.ofTier,
    SQ.order,
    ELI.has_part,
    SQ.openQuestion,
    SQ.openProperty,
    SQ.issuedBy,
}
CLAIM_CLASSES = {SQ.SourcedFact, SQ.InferredFact, SQ.RejectedFact}
NATIONAL = ID["doc/100000/guobanfa/2023/48"]


@pytest.fixture(scope="module")
def graph() -> Graph:
    """The instruments."""
    return Graph().parse(REFERENCE / "instruments.ttl")


def claims(graph: Graph, *classes: Node) -> list[Node]:
    return sorted((claim for kind in classes for claim in graph.subjects(RDF.type, kind)), key=str)


def instruments(graph: Graph) -> list[URIRef]:
    return sorted(s for s in set(graph.subjects()) if isinstance(s, URIRef) and s.startswith(ID["doc/"]))


def numbered(graph: Graph) -> list[tuple[URIRef, str]]:
    return sorted((s, str(o)) for s, o in graph.subject_objects(ELI.id_local) if isinstance(s, URIRef))


def values(graph: Graph, claim: Node) -> set[str]:
    return {str(o) for p in (SQ.factValue, SQ.factObject) for o in graph.objects(claim, p)}


def direct_rows(graph: Graph, subject: Node) -> list[tuple[str, str]]:
    """The statements about an instrument that claims have to bear out, sorted.

    A plan has the domain of its notice.
    """
    notice = graph.value(None, ELI.has_part, subject)
    inherited = set(graph.predicate_objects(notice)) if notice else set()
    return sorted(
        (str(p), str(o))
        for p, o in graph.predicate_objects(subject)
        if p not in STRUCTURE and not (p == SQ.domain and (p, o) in inherited)
    )


def claimed_rows(graph: Graph, subject: Node, classes: Iterable[Node]) -> list[tuple[str, str]]:
    """The properties and values that claims give for an instrument, sorted."""
    return sorted(
        (str(graph.value(claim, SQ.factProperty)), value)
        for claim in claims(graph, *classes)
        if graph.value(claim, SQ.about) == subject
        for value in values(graph, claim)
    )


def test_every_claim_has_a_source_and_says_something(graph: Graph) -> None:
    """A source, exactly one instrument, and a value or a sentence in both languages."""
    faults = []
    for claim in claims(graph, *CLAIM_CLASSES):
        languages = {o.language for o in graph.objects(claim, SQ.remark) if isinstance(o, Literal)}
        valued = len(values(graph, claim)) == 1 and (claim, SQ.factProperty, None) in graph
        if (
            (claim, DCTERMS.source, None) not in graph
            or len(list(graph.objects(claim, SQ.about))) != 1
            or not (valued or languages == {"zh", "en"})
            or languages not in (set(), {"zh", "en"})
        ):
            faults.append(claim)
    assert faults == []


def test_direct_statements_are_the_sourced_facts_and_nothing_else(graph: Graph) -> None:
    """Both ways: no statement without a sourced fact, no sourced fact of a document left unstated. Inferred
    and rejected claims are therefore never asserted."""
    subjects = instruments(graph)
    assert {s: direct_rows(graph, s) for s in subjects} == {
        s: claimed_rows(graph, s, [SQ.SourcedFact]) for s in subjects
    }


def test_claims_are_about_instruments_of_the_file(graph: Graph) -> None:
    """Nothing is claimed of an instrument that the file does not describe."""
    described = set(graph.subjects(RDF.type, None))
    assert sorted(set(graph.objects(None, SQ.about)) - described, key=str) == []


def test_what_is_open_is_not_stated(graph: Graph) -> None:
    """A property said to be open has no value, on the instrument or on its plan (whose title is its own); a
    question is in both languages."""
    stated = [
        (subject, prop)
        for subject, prop in graph.subject_objects(SQ.openProperty)
        for about in (subject, URIRef(f"{subject}/plan/1"))
        if (about, prop, None) in graph and not (about != subject and prop == ELI.title)
    ]
    assert stated == []
    for subject in set(graph.subjects(SQ.openQuestion, None)):
        languages = sorted(str(o.language) for o in graph.objects(subject, SQ.openQuestion) if isinstance(o, Literal))
        assert languages.count("zh") == languages.count("en") == len(languages) / 2, subject


def test_numbers_and_identifiers_agree(graph: Graph) -> None:
    """`doc/<area>/<agency code in pinyin>/<year>/<n>`."""
    made = {}
    for subject, number in numbered(graph):
        agency, _, rest = number.partition("〔")
        year, _, serial = rest.partition("〕")
        area = str(graph.value(subject, SQ.ofArea)).rpartition("/")[2]
        made[number] = f"doc/{area}/{''.join(lazy_pinyin(agency))}/{year}/{serial.removesuffix('号')}"
    assert made == {number: subject.removeprefix(str(ID)) for subject, number in numbered(graph)}


def test_identifiers_by_title(graph: Graph) -> None:
    """`doc/<area>/title/<first 12 hex digits of sha256 of issuer, line feed, title>`."""
    by_title = [s for s in instruments(graph) if "/title/" in s and "/plan/" not in s]
    assert [s.removeprefix(str(ID)) for s in by_title] == [
        f"doc/{str(graph.value(s, SQ.ofArea)).rpartition('/')[2]}/title/"
        + hashlib.sha256(f"{graph.value(s, SQ.issuerName)}\n{graph.value(s, ELI.title)}".encode()).hexdigest()[:12]
        for s in by_title
    ]
    assert [str(graph.value(s, SQ.issuerName)) for s in by_title] == [
        "安徽省人民政府办公厅",
        "四川省人民政府办公厅",
    ]


def test_the_issuer_is_the_body_of_that_name(graph: Graph) -> None:
    """The body has the written name as its label, and its identifier is the pinyin of the name."""
    for subject, body in graph.subject_objects(SQ.issuedBy):
        name = str(graph.value(subject, SQ.issuerName))
        assert Literal(name, lang="zh") in set(graph.objects(body, SKOS.prefLabel))
        area = str(graph.value(subject, SQ.ofArea)).rpartition("/")[2]
        assert body in (ID[f"gov/{area}"], ID[f"org/{area}/{''.join(lazy_pinyin(name))}"])


def test_areas_are_areas_of_today(graph: Graph) -> None:
    """Every area that the instruments name is in `areas.ttl` and in use."""
    areas = (REFERENCE / "areas.ttl").read_text(encoding="utf-8")
    named = {str(o) for p in (SQ.ofArea, SQ.reportedFor, SQ.governs) for o in graph.objects(None, p)}
    for iri in sorted(named):
        group = areas.partition(f"\n<{iri.removeprefix(str(ID))}> a sq:AdministrativeArea")[2].partition("\n\n")[0]
        assert group and "sq:validTo" not in group, iri


def test_the_national_notice(graph: Graph) -> None:
    """The whole row of 国办发〔2023〕48号 and of its plan."""
    plan = URIRef(f"{NATIONAL}/plan/1")
    domain = str(ID["domain/intellectual-property"])
    assert direct_rows(graph, NATIONAL) == sorted(
        [
            (str(ELI.id_local), "国办发〔2023〕48号"),
            (
                str(ELI.title),
                "国务院办公厅关于印发知识产权领域中央与地方财政事权和支出责任划分改革方案的通知",
            ),
            (str(SQ.issuerName), "国务院办公厅"),
            (str(SQ.domain), domain),
            (str(ELI.date_document), "2023-12-26"),
            (str(ELI.date_publication), "2023-12-29"),
            (str(ELI.first_date_entry_in_force), "2024-01-01"),
        ]
    )
    assert sorted((str(p), str(o)) for p, o in graph.predicate_objects(plan)) == sorted(
        [
            (str(RDF.type), str(SQ.DivisionPlan)),
            (str(ELI.title), "知识产权领域中央与地方财政事权和支出责任划分改革方案"),
            (str(SQ.order), "1"),
            (str(SQ.ofArea), str(ID["area/100000"])),
            (str(SQ.ofTier), str(ID["tier/central"])),
            (str(SQ.domain), domain),
        ]
    )


def test_the_date_to_distrust_is_rejected_with_its_reason(graph: Graph) -> None:
    """2025-04-01 stands as a rejected claim, contradicted by the sourced 2024-01-01, and nowhere else."""
    [rejected] = claims(graph, SQ.RejectedFact)
    [contradicting] = graph.objects(rejected, SQ.contradictedBy)
    assert [
        (graph.value(c, SQ.about), graph.value(c, SQ.factProperty), str(graph.value(c, SQ.factValue)))
        for c in (rejected, contradicting)
    ] == [
        (NATIONAL, ELI.first_date_entry_in_force, "2025-04-01"),
        (NATIONAL, ELI.first_date_entry_in_force, "2024-01-01"),
    ]
    assert sorted(str(o.language) for o in graph.objects(rejected, SQ.rejectedBecause) if isinstance(o, Literal)) == [
        "en",
        "zh",
    ]


def test_what_carries_out_what(graph: Graph) -> None:
    """Only what a source says; the plans of 山西, 辽宁 and 广西 are open."""
    relations = (ELI.ensures_implementation_of, ELI.based_on)
    links = sorted(
        (s.removeprefix(str(ID)), p.rpartition("#")[2], str(o).removeprefix(str(ID)))
        for p in relations
        for s, o in graph.subject_objects(p)
        if isinstance(s, URIRef)
    )
    national = NATIONAL.removeprefix(str(ID))
    carries_out = "ensures_implementation_of"
    assert links == [
        ("doc/130000/jizhengbanfa/2024/11/plan/1", carries_out, national),
        ("doc/340000/title/a3939ce7081c/plan/1", carries_out, national),
        ("doc/460000/qiongfuban/2024/29/plan/1", "based_on", "doc/460000/qiongfu/2017/94"),
        ("doc/460000/qiongfuban/2024/29/plan/1", carries_out, national),
        ("doc/620400/shizhengbanfa/2024/59/plan/1", carries_out, national),
        ("doc/620400/shizhengbanfa/2024/59/plan/1", carries_out, "doc/620000/ganzhengbanfa/2024/44"),
    ]
    still_open = sorted(str(s).removeprefix(str(ID)) for s in graph.subjects(SQ.openProperty, relations[0]))
    assert still_open == [
        "doc/140000/jinzhengbanfa/2024/23",
        "doc/210000/liaozhengbanfa/2024/9",
        "doc/450000/guizhengbanfa/2025/11",
        "doc/510000/title/b8a0e4745743",
        "doc/520000/qianfubanfa/2025/5",
        "doc/620000/ganzhengbanfa/2024/44",
        "reported/370000/intellectual-property",
    ]


def test_reported_instruments_are_no_documents(graph: Graph) -> None:
    """What cannot be identified has a label, place and tier where a source names them, and open questions."""
    allowed = {RDF.type, SKOS.prefLabel, SQ.reportedFor, SQ.ofTier, SQ.openProperty, SQ.openQuestion}
    reported = {
        str(s).removeprefix(str(ID) + "reported/"): set(graph.predicates(s)) - allowed
        for s in graph.subjects(RDF.type, SQ.ReportedInstrument)
    }
    assert reported == {
        "370000/intellectual-property": set(),
        "370200/intellectual-property": set(),
        "420000/intellectual-property": set(),
        "430000/intellectual-property": set(),
        "621100/intellectual-property": set(),
        "unresolved/xishubanfa/2025/55": set(),
    }
