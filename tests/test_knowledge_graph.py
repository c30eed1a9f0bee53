"""The facade for programs and notebooks."""

from __future__ import annotations

import builtins
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import shiquan
from shiquan import KnowledgeGraph
from shiquan.building import BuildResult
from shiquan.errors import ShiquanError
from shiquan.stores.interface import StoreError
from shiquan.stores.rows import Rows

NUMBER = "临政办发〔2024〕39号"


@pytest.fixture(scope="module")
def kg(five: BuildResult) -> KnowledgeGraph:
    return KnowledgeGraph.open(str(five.folder))


def test_query(kg: KnowledgeGraph) -> None:
    rows = kg.query("cases", number=NUMBER)
    assert [record["condition"] for record in rows.records()] == [
        "市级著作权管理部门办理的备案",
        "县级著作权管理部门办理的备案",
        "市级职能部门及所属机构承担的事项",
        "县级职能部门及所属机构承担的事项",
    ]


def test_pandas(kg: KnowledgeGraph) -> None:
    frame = kg.query("plans", number=NUMBER).to_pandas()
    assert list(frame.columns) == ["document", "number", "plan", "plan_title", "kind", "domain"]
    assert frame[["number", "kind", "domain"]].to_numpy().tolist() == [[NUMBER, "division", "知识产权"]]


def test_an_empty_answer_has_its_columns(kg: KnowledgeGraph) -> None:
    assert list(kg.query("shares", number=NUMBER).to_pandas().columns) == [
        *("number", "section", "assignment", "case", "tier", "percent")
    ]


def test_without_pandas(monkeypatch: pytest.MonkeyPatch) -> None:
    imported: Callable[..., object] = builtins.__import__

    def absent(name: str, *rest: object) -> object:
        if name == "pandas":
            raise ImportError(name)
        return imported(name, *rest)

    monkeypatch.delitem(sys.modules, "pandas", raising=False)
    monkeypatch.setattr(builtins, "__import__", absent)
    with pytest.raises(ShiquanError, match="pip install pandas"):
        Rows(("a",), ()).to_pandas()


def test_html_escapes() -> None:
    assert Rows(("a<b",), (("<script>",), (None,)))._repr_html_() == (
        "<table><thead><tr><th>a&lt;b</th></tr></thead><tbody>"
        "<tr><td>&lt;script&gt;</td></tr><tr><td></td></tr></tbody></table>"
    )


def test_trace(kg: KnowledgeGraph) -> None:
    found = kg.trace("知识产权保护体系建设", area="临汾市")
    assert [hop.status for hop in found.hops] == ["text_not_held", "text_not_held", "stated"]
    assert "全市性知识产权保护体系建设" in found._repr_html_()


def test_construct(kg: KnowledgeGraph) -> None:
    assert "sq:Assignment" in kg.construct("an-assignment-as-triples")


def test_queries(kg: KnowledgeGraph) -> None:
    assert "assignments" in [query.name for query in kg.queries()]


def test_what_is_no_data_set(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="shiquan build"):
        KnowledgeGraph.open(tmp_path)


def test_an_endpoint_that_is_not_there() -> None:
    with pytest.raises(StoreError, match="cannot connect"):
        KnowledgeGraph.at("http://127.0.0.1:9/query").query("plans")


def test_the_package_has_no_other_name() -> None:
    with pytest.raises(AttributeError, match="Nothing"):
        shiquan.Nothing  # noqa: B018
