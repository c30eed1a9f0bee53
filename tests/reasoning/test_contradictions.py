"""Every contradiction that OWL 2 RL can express (OWL 2 Profiles, section 4.3), and those that unique names add, with whole reports.

Each file of `contradictions/` holds the axioms and the data of one rule, each JSON beside it all that is reported. The data are read
in four ways: with the ontology, as one document, and with each statement a document of its own in two orders: the report is the same.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Triple, parse

from shiquan.reasoning.axioms import is_axiom, read_axioms
from shiquan.reasoning.inconsistencies import Inconsistency
from shiquan.reasoning.reference import reason_by_owlrl
from shiquan.reasoning.rules import compile_rules, reason

HERE = Path(__file__).parent / "contradictions"

OF_THE_STANDARD = {
    *("eq-diff1", "eq-diff2", "eq-diff3"),
    *("prp-irp", "prp-asyp", "prp-pdw", "prp-adp", "prp-npa1", "prp-npa2"),
    *("cls-nothing2", "cls-com", "cls-maxc1", "cls-maxqc1", "cls-maxqc2"),
    *("cax-dw", "cax-adc"),
    "dt-not-type",
}
"""The rules of tables 4 to 9 that conclude ``false``."""

OF_UNIQUE_NAMES = {
    *("prp-fp", "prp-ifp", "prp-key", "cls-maxc2", "cls-maxqc3", "cls-maxqc4"),
    "unique-names",
}
"""The rules that would take two names for one."""

NOT_BY_OWLRL = {"eq-diff2", "eq-diff3", "prp-adp", "prp-npa2"}
"""The rules of the standard of which owlrl reports nothing; of prp-npa2 only where the value is written as it is denied, to the letter."""

CASES = sorted(path.stem for path in HERE.glob("*.ttl"))


@cache
def _triples(case: str) -> tuple[tuple[Triple, ...], tuple[Triple, ...]]:
    """Return the axioms and the data of a case."""
    triples = [quad.triple for quad in parse(path=str(HERE / f"{case}.ttl"))]
    axioms = tuple(
        one
        for one in triples
        if is_axiom(one.predicate.value, one.object.value if isinstance(one.object, NamedNode) else "")
    )
    return axioms, tuple(one for one in triples if one not in axioms)


def _report(found: object) -> list[dict[str, object]]:
    assert isinstance(found, tuple)
    return [
        {
            "rule": one.rule,
            "terms": list(one.terms),
            "nodes": list(one.nodes),
            "axiom": one.axiom,
            "zh": one.message_zh,
            "en": one.message_en,
        }
        for one in found
    ]


def _expected(case: str) -> object:
    return json.loads((HERE / f"{case}.json").read_text(encoding="utf-8"))


def test_every_rule_has_a_case() -> None:
    assert set(CASES) == OF_THE_STANDARD | OF_UNIQUE_NAMES
    assert len(OF_THE_STANDARD) == 17


@pytest.mark.parametrize("case", CASES)
def test_with_the_ontology(case: str) -> None:
    axioms, data = _triples(case)
    rules = compile_rules(read_axioms(axioms), [*axioms, *data])
    assert _report(rules.background_inconsistencies) == _expected(case)


@pytest.mark.parametrize("case", CASES)
def test_as_one_document(case: str) -> None:
    axioms, data = _triples(case)
    assert _report(reason(data, axioms).inconsistencies) == _expected(case)
    assert _report(reason(data[::-1], axioms[::-1]).inconsistencies) == _expected(case)


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize("case", CASES)
def test_each_statement_a_document(case: str, order: int) -> None:
    """The contradiction stands between documents none of which contradicts by itself."""
    axioms, data = _triples(case)
    rules = compile_rules(read_axioms(axioms), axioms)
    found: set[Inconsistency] = set(rules.background_inconsistencies)
    links = []
    for number, statement in enumerate(data):
        document = rules.document([statement], f"https://example.org/document/{number}")
        found.update(document.inconsistencies)
        links.append(document.links)
    found.update(rules.between(links[::order]).inconsistencies)
    assert _report(tuple(sorted(found, key=lambda one: one.order))) == _expected(case)


@pytest.mark.parametrize("case", sorted(OF_THE_STANDARD))
def test_what_owlrl_reports(case: str) -> None:
    """owlrl reports fewer, never more; of disjoint classes, of irreflexive and of asymmetric properties the same in the same words."""
    axioms, data = _triples(case)
    reported = reason_by_owlrl(data, axioms).inconsistencies
    assert bool(reported) == (case not in NOT_BY_OWLRL)
    if case in ("prp-irp", "prp-asyp", "cax-dw"):
        assert {(one.rule, one.terms, one.nodes) for one in reported} == {
            (one.rule, one.terms, one.nodes) for one in reason(data, axioms).inconsistencies
        }


@pytest.mark.parametrize(
    "case", ["cax-adc", "cax-dw", "cls-com", "cls-maxc1", "cls-maxc2", "cls-maxqc1", "cls-maxqc3", "eq-diff1", "prp-adp", "prp-asyp", "prp-ifp", "prp-key", "prp-pdw"]
)  # fmt: skip
def test_one_statement_less_and_nothing_contradicts(case: str) -> None:
    """Where several statements contradict together, the report is due to all of them."""
    axioms, data = _triples(case)
    counts = [len(reason([one for one in data if one != left_out], axioms).inconsistencies) for left_out in data]
    assert min(counts) == 0
