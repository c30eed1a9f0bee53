"""The query pages: every named query has one, with an example that is its answer; and the page binds values as the library does."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from lxml import html

from shiquan.publishing.published_data import PublishedData
from shiquan.publishing.sections.query import Query
from shiquan.questions.catalogue import ask, find_query, named_queries
from shiquan.questions.rendering import as_csv

from .in_node import ASSETS, assets_for_node, run_in_node


def _file(data: PublishedData, folder: str, name: str) -> bytes:
    (file,) = (file for file in Query().files(data, folder) if file.name == name)
    return file.make()


def test_every_named_query_has_a_page(data: PublishedData) -> None:
    names = [query.name for query in named_queries()]
    assert list(Query().folders(data))[1:] == [f"query/{name}/" for name in names]


@pytest.mark.parametrize("name", ["01-who-pays-in-a-place", "assignments", "16-tasks-by-holder"])
def test_the_example_is_the_answer(data: PublishedData, name: str) -> None:
    """A query that takes a number is asked for the first document that has an answer; by place, that is the one of Shanxi."""
    values = {"number": "临政办发〔2024〕39号"} if name == "assignments" else {}
    rows = ask(data.store, find_query(name), values)
    folder = f"query/{name}/"
    assert _file(data, folder, "example.csv").decode() == as_csv(rows)
    page = html.fromstring(_file(data, folder, "index.html"))
    shown = [["".join(cell.itertext()) for cell in row.xpath("td")] for row in page.xpath("//table/tbody/tr")]
    short = [[(value or "").removeprefix("https://w3id.org/shiquan/id/") for value in row] for row in rows.rows[:20]]
    assert shown == short
    assert page.xpath("//form/input[@name='name']/@value") == [name]
    assert page.xpath("//pre/code")[0].text == find_query(name).text
    assert _file(data, folder, "query.rq").decode() == find_query(name).text


HOSTILE = '"} } DROP ALL # \\ \n<script>'


def test_values_come_into_a_query_as_the_library_binds_them(data: PublishedData, tmp_path: Path) -> None:
    asked = [
        ("01-who-pays-in-a-place", {"area": "141002"}),
        ("01-who-pays-in-a-place", {"area": "141002", "concept": "protection-system"}),
        ("assignments", {"number": "钦政办〔2025〕15号"}),
        ("assignments", {"number": HOSTILE}),
        ("12-evidence-of-a-quote", {"words": "软件正版化"}),
        ("16-tasks-by-holder", {}),
    ]
    given = [
        {"query": json.loads(_file(data, f"query/{name}/", "query.json")), "values": values} for name, values in asked
    ]
    texts = run_in_node("filling_in_node.mjs", str(assets_for_node(tmp_path)), given=given)
    for (name, values), text in zip(asked, texts, strict=True):
        assert data.store.select(text) == ask(data.store, find_query(name), values), (name, values)
        assert "@@" not in text and "#+" not in text


def test_a_value_that_is_not_of_its_type_is_refused(tmp_path: Path) -> None:
    wrong = [
        ("iri", "a b:c"),
        ("iri", "https://x/>} DROP"),
        ("date", "yesterday"),
        ("integer", "1.5"),
        ("boolean", "yes"),
    ]
    given = [
        {
            "query": {"text": "", "parameters": [{"name": "x", "variable": "_x", "type": kind}]},
            "values": {"x": value},
        }
        for kind, value in wrong
    ]
    texts = run_in_node("filling_in_node.mjs", str(assets_for_node(tmp_path)), given=given)
    assert texts == [f"RangeError: {kind}" for kind, _ in wrong]


def test_what_is_of_others_is_what_was_taken() -> None:
    vendor = ASSETS / "vendor"
    written = dict(reversed(line.split("  ")) for line in (vendor / "checksums.sha256").read_text().splitlines())
    found = {
        path.relative_to(vendor).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in vendor.rglob("*")
        if path.is_file() and path.name != "checksums.sha256"
    }
    assert found == written
    assert {Path(name).parent.name for name in found} == {Path(name).parent.name for name in found if "LICENSE" in name}


def test_paths_that_are_not_there(data: PublishedData) -> None:
    for folder in ("query/nothing/", "query/assignments/2/", "query/../"):
        assert Query().files(data, folder) == (), folder
