"""Diffusion in time: whole tables, and the days against the competency question that counts them in SPARQL."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from shiquan.comparison.diffusion import diffusion
from shiquan.comparison.rendering import diffusion_json
from shiquan.errors import UsageError
from shiquan.questions.catalogue import ask, find_query
from shiquan.questions.rendering import as_csv
from shiquan.stores.embedded import EmbeddedStore

from ..questions.two_engines import on_oxigraph, on_rdflib

EXPECTED = Path(__file__).parent / "expected"


def test_the_five_documents(five_store: EmbeddedStore) -> None:
    assert as_csv(diffusion(five_store, "知识产权").rows()) == (EXPECTED / "five-diffusion.csv").read_bytes().decode()


def test_only_plans_of_the_domain(authored_store: EmbeddedStore) -> None:
    """The plans of every domain were listed: a parameter is not seen inside a sub-select unless that projects it."""
    found = diffusion(authored_store, "交通运输")
    assert [step.plan.called for step in found.steps if step.plan.held] == []
    found = diffusion(authored_store, "知识产权")
    assert [step.plan.area for step in found.steps if step.plan.held] == [
        "江西省",
        "白山市",
        "平顶山市",
        "株洲市",
        "洛阳市",
    ]


def test_the_days_are_those_of_the_competency_question(five_store: EmbeddedStore) -> None:
    asked = ask(five_store, find_query("04-days-from-the-national-plan"), {}).records()
    counted = {row["number"]: row["days"] for row in asked if row["domain"] == "知识产权"}
    found = {row["number"]: row["days_since_national"] for row in diffusion(five_store, "知识产权").rows().records()}
    assert {number: found[number] for number in counted} == counted
    assert len(counted) == 4


def test_the_same_on_two_engines() -> None:
    """甲省's plans carry out the national plan, 乙市's carries out 甲省's new one, 丁市's one that is only cited."""
    for store in (on_oxigraph(), on_rdflib()):
        assert as_csv(diffusion(store, "知识产权").rows()) == (EXPECTED / "chain-diffusion.csv").read_bytes().decode()


def test_days_are_numbers_in_json(five_store: EmbeddedStore) -> None:
    written = json.loads(diffusion_json(diffusion(five_store, "知识产权")))
    linfen = next(plan for plan in written["plans"] if plan["number"] == "临政办发〔2024〕39号")
    assert (linfen["days_since_national"], linfen["days_in_force_since_national"], linfen["text_held"]) == (
        345,
        339,
        True,
    )
    assert (linfen["carries_out"], linfen["days_since_carried_out"]) == ("晋政办发〔2024〕23号", None)


def test_an_unknown_domain(five_store: EmbeddedStore) -> None:
    with pytest.raises(UsageError, match="没有名为“航天”的领域"):
        diffusion(five_store, "航天")
