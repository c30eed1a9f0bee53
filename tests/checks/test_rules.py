"""The rules: what they make, whole; the same on every engine and in every order; where from."""

from __future__ import annotations

import hashlib
import random
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, Triple

from shiquan import __version__
from shiquan.building import BuildResult
from shiquan.graph.derivation import Rule, derive, rules
from shiquan.graph.identifiers import INFERRED_GRAPH
from shiquan.questions.checks import checks
from shiquan.resources import queries_folder
from shiquan.stores.embedded import EmbeddedStore
from shiquan.terms import DERIVATION, GRAPH, ID, PROV, RDF_TYPE, RULE, SKOS, SQ

from .graphs import given, on_oxigraph, on_rdflib

RULES = [rule for layer in rules() for rule in layer]


def _pairs(quads: tuple[Quad, ...], local_name: str) -> list[tuple[str, str]]:
    """Return subject and object of a property of ours, without the namespace of documents."""
    return sorted(
        (str(quad.subject.value).removeprefix(ID + "doc/"), str(quad.object.value).removeprefix(ID + "doc/"))
        for quad in quads
        if quad.predicate.value == SQ + local_name
    )


NATIONAL = "100000/guocefa/2020/1/plan/1"
OLD, NEW = "990000/jiazhengfa/2021/2/plan/1", "990000/jiazhengfa/2022/1/plan/1"
CITY, COUNTY = "990100/yizhengfa/2022/3/plan/1", "990101/bingzhengfa/2023/4/plan/1"


def test_every_rule_file_runs() -> None:
    """A file that no layer names would never run."""
    folder = queries_folder() / "rules"
    assert sorted(rule.name for rule in RULES) == sorted(
        path.relative_to(folder).with_suffix("").as_posix() for path in folder.rglob("*.rq")
    )


def test_the_rule_of_a_finding_has_the_pattern_of_its_check() -> None:
    """A check and the rule that keeps what it finds are one pattern under two heads: SELECT for people, CONSTRUCT for the graph."""
    patterns = {
        rule.name: rule.text[rule.text.index("WHERE {") :].strip() for rule in RULES if rule.graph == "findings"
    }
    selects = {
        f"findings/{query.name}": query.text[query.text.index("\nWHERE {") : query.text.rindex("\nORDER BY")].strip()
        for query in checks()
    }
    assert patterns == selects


def test_versions_in_force_and_the_nearest_of_them() -> None:
    """The city cites the province's plan of 2021, which had been replaced when the city's took effect: the new one counts."""
    derived = derive(given("contradicts-upper", "fires"))
    assert _pairs(derived, "boundBy") == [
        (OLD, NATIONAL),
        (NEW, NATIONAL),
        (CITY, NATIONAL),
        (CITY, NEW),
        (COUNTY, NATIONAL),
        (COUNTY, NEW),
        (COUNTY, CITY),
    ]
    assert _pairs(derived, "comparedWith") == [(OLD, NATIONAL), (NEW, NATIONAL), (CITY, NEW), (COUNTY, CITY)]


def test_a_version_that_was_replaced_later_still_counts() -> None:
    """In the silent case the province's plan is replaced a year after the city's took effect; the plan of another domain is none."""
    derived = derive(given("contradicts-upper", "silent"))
    assert [pair for pair in _pairs(derived, "comparedWith") if pair[0] == CITY] == [(CITY, OLD)]


def test_elaborations_go_to_the_nearest_plan_that_names_the_concept() -> None:
    """The county's statement on talent elaborates the city's; the province's on talent the national one, where the city names it too."""
    derived = derive(given("contradicts-upper", "fires"))
    assert _pairs(derived, "elaborates") == [
        (f"{OLD}/a/1", f"{NATIONAL}/a/1"),
        (f"{OLD}/a/2", f"{NATIONAL}/a/2"),
        (f"{NEW}/a/1", f"{NATIONAL}/a/1"),
        (f"{NEW}/a/4", f"{NATIONAL}/a/2"),
        (f"{CITY}/a/1", f"{NEW}/a/1"),
        (f"{CITY}/a/2", f"{NEW}/a/1"),
        (f"{CITY}/a/3", f"{NEW}/a/2"),
        (f"{CITY}/a/4", f"{NEW}/a/3"),
        (f"{CITY}/a/5", f"{NEW}/a/4"),
        (f"{COUNTY}/a/1", f"{CITY}/a/5"),
    ]


def test_what_the_five_documents_imply(five: BuildResult) -> None:
    """未列入…财政事权 stands in four plans; the carve-outs from the own tier (未列入…市财政事权) say nothing of a higher document."""
    store = EmbeddedStore.open(five.folder)
    rows = store.select(
        """
        PREFIX sq: <https://w3id.org/shiquan/ontology#>
        PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
        PREFIX eli: <http://data.europa.eu/eli/ontology#>
        SELECT DISTINCT ?text ?tier ?concept ?number WHERE {
          GRAPH <https://w3id.org/shiquan/id/graph/implied> {
            ?implied a sq:ImpliedStatement ; sq:impliedBy ?task ; sq:ofTier ?t ; sq:regards ?c ; sq:impliedOf ?document
          }
          ?task sq:text ?text . ?t skos:notation ?tier ; sq:rank ?rank . ?c skos:notation ?concept . ?document eli:id_local ?number .
        } ORDER BY ?task ?rank ?concept
        """
    )
    adjudication, mediation = "administrative-adjudication", "administrative-mediation"
    linfen = "未列入中央、省级及市级财政事权的知识产权侵权纠纷的行政裁决和行政调解"
    neimenggu = "未列入中央、自治区财政事权的知识产权侵权纠纷行政裁决和行政调解"
    benxi = "未列入省财政事权的知识产权侵权纠纷的行政裁决和行政调解"
    qinzhou = "未列入中央、自治区财政事权的知识产权侵权纠纷的行政裁决和行政调解"
    counties = "未列入中央、自治区、市财政事权的知识产权侵权纠纷的行政调解"
    national, shanxi, liaoning, guangxi = (
        *("国办发〔2023〕48号", "晋政办发〔2024〕23号", "辽政办发〔2024〕9号", "桂政办发〔2025〕11号"),
    )
    assert list(rows) == [
        (linfen, "central", adjudication, national),
        (linfen, "central", mediation, national),
        (linfen, "province", adjudication, shanxi),
        (linfen, "province", mediation, shanxi),
        (neimenggu, "central", adjudication, national),
        (neimenggu, "central", mediation, national),
        (benxi, "province", adjudication, liaoning),
        (benxi, "province", mediation, liaoning),
        (qinzhou, "central", adjudication, national),
        (qinzhou, "central", mediation, national),
        (qinzhou, "province", adjudication, guangxi),
        (qinzhou, "province", mediation, guangxi),
        (counties, "central", mediation, national),
        (counties, "province", mediation, guangxi),
    ]


def test_a_finding_as_it_stands_in_the_graph() -> None:
    finding = NamedNode(ID + "finding/dates-disagree/990100/yizhengfa/2022/3/2022-05-30")
    said = sorted(
        (quad.predicate.value.removeprefix(SQ), str(quad.object))
        for quad in derive(given("dates-disagree", "fires"))
        if quad.subject == finding
    )
    document = ID + "doc/990100/yizhengfa/2022/3"
    assert said == [
        ("code", '"dates-disagree"'),
        ("foundIn", f"<{document}>"),
        (RDF_TYPE, f"<{SQ}Finding>"),
        (PROV + "wasGeneratedBy", f"<{DERIVATION}findings/dates-disagree>"),
        ("message", '"two dates of signature: 2022-06-01 (at the signature, which counts) and 2022-05-30"@en'),
        ("message", '"成文日期有两个：2022-06-01（署名处，以此为准）和2022-05-30"@zh'),
        ("severity", '"Warning"'),
        ("shownBy", f"<{document}/date/1/evidence>"),
        ("shownBy", f"<{document}/date/2/evidence>"),
    ]


def test_findings_in_the_graph_are_those_of_the_checks() -> None:
    """Every finding that a check shows stands in the graph, with the same code, severity and message."""
    for query in checks():
        shown = sorted({(record["code"], record["severity"], record["message"]) for record in _rows(query.name)})
        kept = sorted(
            (row["code"], row["severity"], f"{row['zh']} / {row['en']}")
            for row in on_oxigraph(query.name, "fires").select(_KEPT).records()
            if row["code"] == query.name
        )
        assert kept == shown


_KEPT = """
PREFIX sq: <https://w3id.org/shiquan/ontology#>
SELECT DISTINCT ?code ?severity ?zh ?en WHERE {
  GRAPH <https://w3id.org/shiquan/id/graph/findings> {
    ?finding a sq:Finding ; sq:code ?code ; sq:severity ?severity ; sq:message ?zh , ?en .
    FILTER(LANG(?zh) = "zh" && LANG(?en) = "en")
  }
}
"""


def _rows(code: str) -> list[dict[str, str | None]]:
    query = next(query for query in checks() if query.name == code)
    return list(on_oxigraph(code, "fires").select(query.text).records())


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_rdflib_derives_the_same(rule: Rule, tmp_path: Path) -> None:
    code = rule.name.removeprefix("findings/") if rule.graph == "findings" else "contradicts-upper"
    quads = given(code, "fires")
    everything = [*quads, *derive(quads)]
    made = EmbeddedStore.from_quads(everything).construct(rule.text)
    assert on_rdflib(everything, tmp_path).construct(rule.text) == made
    assert made or rule.graph == "implied"


def test_implied_statements_on_rdflib(tmp_path: Path) -> None:
    """The case above has no carve-out; this one has one on either side."""
    rule = next(rule for rule in RULES if rule.graph == "implied")
    quads = list(given("contradicts-upper", "silent"))
    made = EmbeddedStore.from_quads(quads).construct(rule.text)
    assert on_rdflib(quads, tmp_path).construct(rule.text) == made != ()


def test_the_order_of_the_quads_does_not_matter() -> None:
    quads = list(given("contradicts-upper", "fires"))
    expected = derive(quads)
    random.Random(4).shuffle(quads)
    assert derive(quads) == expected
    assert list(expected) == sorted(expected, key=lambda quad: tuple(map(str, (quad.graph_name, *quad.triple))))


def test_everything_derived_stands_in_a_graph_that_says_how_it_came_about() -> None:
    quads = given("contradicts-upper", "fires")
    derived = derive(quads)
    graphs = {GRAPH + rule.graph for rule in RULES}
    assert {quad.graph_name.value for quad in derived} == graphs
    rule = next(rule for rule in RULES if rule.name == "elaborations")
    graph, run, iri = NamedNode(GRAPH + "elaborations"), NamedNode(DERIVATION + rule.name), NamedNode(RULE + rule.name)
    agent = f"<{ID}agent/shiquan/{__version__}>"
    seen = sorted({str(quad.graph_name.value) for quad in quads} | {GRAPH + "comparisons"})
    described = {
        (quad.triple.subject, quad.predicate.value, str(quad.object))
        for quad in derived
        if quad.graph_name == graph and quad.subject in (graph, run, iri)
    }
    assert described == {
        (graph, RDF_TYPE, f"<{SQ}DerivedGraph>"),
        (graph, PROV + "wasGeneratedBy", str(run)),
        (run, RDF_TYPE, f"<{SQ}Derivation>"),
        (run, PROV + "used", str(iri)),
        *((run, PROV + "used", f"<{one}>") for one in seen),
        (run, PROV + "wasAssociatedWith", agent),
        (iri, RDF_TYPE, f"<{SQ}DerivationRule>"),
        (iri, SKOS + "prefLabel", f'"{rule.summary_zh}"@zh'),
        (iri, SKOS + "prefLabel", f'"{rule.summary_en}"@en'),
        (iri, SQ + "fileName", '"rules/elaborations.rq"'),
        (iri, SQ + "sha256", f'"{hashlib.sha256(rule.text.encode()).hexdigest()}"'),
    }


def test_a_data_set_holds_what_is_derived_from_its_other_graphs(five: BuildResult) -> None:
    """Taking the graphs of the rules out, and those of reasoning, and running the rules again gives the same graphs."""
    store = EmbeddedStore.open(five.folder)._store
    graphs = {GRAPH + rule.graph for rule in RULES}
    everything = list(store)
    named = [(quad, getattr(quad.graph_name, "value", "")) for quad in everything]
    kept = [quad for quad, name in named if name not in graphs and not name.startswith(INFERRED_GRAPH)]
    again = derive(kept)
    held = {quad for quad in everything if getattr(quad.graph_name, "value", "") in graphs}
    assert set(again) == held != set()
    assert Triple(NamedNode(GRAPH + "findings"), NamedNode(RDF_TYPE), NamedNode(SQ + "DerivedGraph")) in {
        quad.triple for quad in held
    }
