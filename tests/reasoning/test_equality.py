"""The compiled rules against owlrl on every fixture and on samples of real documents: the same entailments, over everything at once.

owlrl takes milliseconds for each statement, so texts and labels stay out and documents are cut to their first statements: a sample has
every kind of node that a document gives rise to. Left out of the comparison are tautologies (x is the same as x, x is a thing, a
class below itself), statements about literals and in foreign vocabularies: see `shiquan.reasoning.publishing.is_own`.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, Triple, parse

from shiquan.building import DocumentBuilder
from shiquan.reading.sources import find_sources
from shiquan.reasoning.axioms import is_axiom, read_axioms
from shiquan.reasoning.ontology import ontology_triples
from shiquan.reasoning.reference import reason_by_owlrl
from shiquan.reasoning.rules import Rules, compile_rules, reason
from shiquan.terms import DOC, GRAPH, SQ, XSD

TESTS = Path(__file__).resolve().parents[1]
CHAIN = ("central-emergency.txt", "shaanxi-emergency.txt", "xianyang-emergency.txt", "wugong-emergency.txt")
"""Four documents that carry out one another, over four tiers."""
OTHERS = ("linfen.txt", "yuncheng.txt")
"""A division plan with cases and carve-outs, and a work plan with measures and targets."""

_SAMPLE = re.compile(
    r"(/(a|m|r|target|citation|p)/1(?!\d)|/a/[23](/power|/expenditure)?$|/s/1$|/date/[a-z]+$|/plan/\d+$|/text$|/source$|/reading$)"
)
_CHAINED = {
    ("610400/xianzhengbanfa/2022/946", "100000/guobanfa/2020/903"),
    ("610431/wuzhengbanfa/2023/961", "610000/shanzhengbanfa/2021/922"),
    ("610431/wuzhengbanfa/2023/961", "100000/guobanfa/2020/903"),
}


def _of_interest(triple: Triple) -> bool:
    """Leave out texts and labels, which no axiom says more of than that they are strings."""
    return not isinstance(triple.object, Literal) or triple.object.datatype.value not in (
        XSD + "string",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString",
    )


@cache
def _ontology() -> tuple[Triple, ...]:
    """Return the axioms of the ontology and its statements between things."""
    return tuple(
        one
        for one in ontology_triples()
        if is_axiom(one.predicate.value, one.object.value if isinstance(one.object, NamedNode) else "")
        or (isinstance(one.object, NamedNode) and not one.predicate.value.endswith("isDefinedBy"))
    )


@cache
def _rules() -> Rules:
    return compile_rules(read_axioms(_ontology()), _ontology())


def _sample(iri: str, triples: list[Triple]) -> list[Triple]:
    """Return the statements about the first nodes of each kind."""

    def kept(node: str) -> bool:
        return not node.startswith(iri + "/") or _SAMPLE.search(node.removeprefix(iri)) is not None

    return [
        one
        for one in triples
        if _of_interest(one) and kept(one.subject.value) and (isinstance(one.object, Literal) or kept(one.object.value))
    ]


def _by_document(quads: list[Quad]) -> dict[str, list[Triple]]:
    """Return the statements by the document whose graph they stand in; those of other graphs are of no document."""
    found: dict[str, list[Triple]] = {}
    for quad in quads:
        name = quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else ""
        found.setdefault(
            DOC + name.removeprefix(GRAPH) if name.startswith(GRAPH) and name[-1].isdigit() else "", []
        ).append(quad.triple)
    return found


def _compare(
    documents: dict[str, list[Triple]], background: list[Triple], foreign: list[tuple[str, tuple[str, ...]]]
) -> set[Triple]:
    """Compare the union of single documents, of all together and of the background with owlrl's result; return what is between.

    ``foreign`` are the reports of statements that only another document may make.
    """
    before = [*_ontology(), *background]
    rules = compile_rules(read_axioms(before), before) if background else _rules()
    singles = [rules.document(triples, iri) for iri, triples in documents.items()]
    between = rules.between(one.links for one in singles)
    assert [(one.rule, one.nodes) for one in between.inconsistencies if one.rule == "foreign-statement"] == foreign
    data = [triple for triples in documents.values() for triple in triples]
    ours = {*rules.background_inferred, *(triple for one in singles for triple in one.inferred), *between.inferred}
    theirs = reason_by_owlrl(data, before)
    assert sorted(map(str, ours - {*data})) == list(map(str, theirs.inferred))
    at_once = reason(data, before)
    assert list(map(str, at_once.inferred)) == list(map(str, theirs.inferred))
    contradicted = {(one.terms, one.nodes) for one in theirs.inconsistencies}
    assert {(one.terms, one.nodes) for one in at_once.inconsistencies} == contradicted
    apart = [one for single in (*singles, between) for one in single.inconsistencies if one.rule != "foreign-statement"]
    assert {(one.terms, one.nodes) for one in apart} == contradicted
    return set(between.inferred)


def test_the_fixtures() -> None:
    """All graphs of the checks and questions together; taken as one data set, some of them contradict one another."""
    paths = [*sorted((TESTS / "checks").glob("*/*.trig")), TESTS / "questions" / "graph.trig"]
    documents = _by_document([quad for path in paths for quad in parse(path=str(path))])
    background = [one for one in documents.pop("", []) if _of_interest(one)]
    # evidence is compared on the samples of real documents below, which have every kind of it
    documents = {
        iri: [one for one in triples if _of_interest(one) and "/evidence" not in f"{one.subject} {one.object}"]
        for iri, triples in documents.items()
    }
    cited, citing = DOC + "990000/jiazhengfa/2021/2/plan/1", DOC + "990200/yishuizhengfa/2024/5"
    # one fixture carries out a plan within another document, where documents carry out documents
    _compare(documents, background, [("foreign-statement", (citing, cited, SQ + "Document"))])


def test_documents_that_carry_out_one_another(root: Path) -> None:
    """Samples of a division plan and a work plan, and of four that make a chain over four tiers: what follows between them is all there."""
    others = [root / "data" / "documents" / name for name in OTHERS]
    sources, failures = find_sources([*others, *(TESTS / "chains" / "documents" / name for name in CHAIN)])
    assert failures == []
    built = {one.iri: [quad.triple for quad in one.quads] for one in map(DocumentBuilder().build, sources)}
    documents = {iri: _sample(iri, triples) for iri, triples in built.items()}
    between = _compare(documents, [], [])
    assert {(one.subject.value.removeprefix(DOC), one.object.value.removeprefix(DOC)) for one in between} == {
        (lower + plan, upper) for lower, upper in _CHAINED for plan in ("", "/plan/1")
    }
    assert {one.predicate.value for one in between} == {SQ + "carriesOut"}
