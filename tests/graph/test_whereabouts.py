"""From a node to its place in the document: the nearest number, section and quote."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import NamedNode, RdfFormat, Store

from shiquan.graph.findings import NOWHERE, Place
from shiquan.graph.whereabouts import Whereabouts
from shiquan.terms import ID

HERE = Path(__file__).parent / "validation"
DOCUMENT = ID + "doc/220600/baishanzhengbanfa/2024/11"
NUMBER = "白山政办发〔2024〕11号"
CASE = "市级受理的登记由市级承担支出责任。"
STATEMENT = f"将作品登记确认为市与县级共同财政事权，由市与县级按6:4比例分担支出责任，中央给予补助。其中，{CASE}"


@pytest.fixture(scope="module")
def places() -> Whereabouts:
    store = Store()
    store.load((HERE / "data_set.trig").read_bytes(), format=RdfFormat.TRIG)
    return Whereabouts(store)


@pytest.mark.parametrize(
    ("node", "place"),
    [
        ("", Place(NUMBER, None, None)),
        ("/text", Place(NUMBER, None, None)),
        ("/source", Place(NUMBER, None, None)),
        ("/date/signed", Place(NUMBER, None, "2024年6月18日")),
        ("/plan/1", Place(NUMBER, None, None)),
        ("/plan/1/s/2", Place(NUMBER, "二", "划分内容")),
        ("/plan/1/p/3", Place(NUMBER, "二", "未列事项按照改革的总体要求确定。")),
        ("/plan/1/a/1", Place(NUMBER, "二", STATEMENT)),
        ("/plan/1/a/1/power", Place(NUMBER, "二", STATEMENT)),
        ("/plan/1/a/1/expenditure/share/2", Place(NUMBER, "二", STATEMENT)),
        ("/plan/1/a/1/task/1", Place(NUMBER, "二", "作品登记")),
        ("/plan/1/a/1/case/1/expenditure", Place(NUMBER, "二", CASE)),
        ("/plan/1/a/1/task/1/evidence", Place(NUMBER, "二", "作品登记")),
        ("/plan/1/a/1/task/1/evidence/position", Place(NUMBER, "二", "作品登记")),
        ("/plan/1/a/1/task/1/evidence/quote", Place(NUMBER, "二", "作品登记")),
        ("/plan/1/m/1/body/1", Place(NUMBER, "三", "（市委宣传部负责）")),
        ("/plan/1/nowhere", NOWHERE),
    ],
)
def test_the_place_of_a_node(places: Whereabouts, node: str, place: Place) -> None:
    assert places.of(NamedNode(DOCUMENT + node)) == place


def test_a_citation_is_of_the_document_that_cites(places: Whereabouts) -> None:
    """The cited document has a number too; the finding is about the one that cites it."""
    assert places.of(NamedNode(DOCUMENT + "/citation/1")) == Place(
        NUMBER,
        None,
        "《国务院办公厅关于印发知识产权领域中央与地方财政事权和支出责任划分改革方案的通知》（国办发〔2023〕48号）",
    )
