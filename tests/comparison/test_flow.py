"""The flow from areas of work to tiers."""

from __future__ import annotations

from pathlib import Path

import pytest

from shiquan.comparison.flow import flow
from shiquan.errors import UsageError
from shiquan.questions.catalogue import ask, find_query
from shiquan.questions.rendering import as_csv
from shiquan.stores.embedded import EmbeddedStore

EXPECTED = Path(__file__).parent / "expected"


@pytest.mark.parametrize(
    ("area", "number", "name"),
    [("临汾市", "临政办发〔2024〕39号", "linfen-flow.csv"), ("钦州市", "钦政办〔2025〕15号", "qinzhou-flow.csv")],
)
def test_streams(five_store: EmbeddedStore, area: str, number: str, name: str) -> None:
    """Each task of the plan is in one stream, whatever number of tiers or concepts it has."""
    found = flow(five_store, area)
    assert as_csv(found.rows()) == (EXPECTED / name).read_bytes().decode()
    assert found.tasks == len(ask(five_store, find_query("tasks"), {"number": number}))


def test_a_place_without_a_held_plan(five_store: EmbeddedStore) -> None:
    with pytest.raises(UsageError, match="没有收录运城市知识产权领域划分方案的全文"):
        flow(five_store, "运城市", "知识产权")
