"""The pages of findings: every finding of the data set is in its list, with quotes and addresses; long lists are cut; what is hostile is text."""

from __future__ import annotations

import csv
import io
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html
from pyoxigraph import Literal, NamedNode, Quad

from shiquan.building import BuildResult
from shiquan.graph.findings import Severity
from shiquan.publishing.published_data import PublishedData
from shiquan.publishing.reviewing.lists import finding_lists
from shiquan.publishing.sections.findings import Findings
from shiquan.questions.checks import check, checks
from shiquan.questions.missing import missing
from shiquan.stores.embedded import EmbeddedStore
from shiquan.terms import DOC, GRAPH, ID, RDF_TYPE, SQ

HOSTILE = "<script>alert(1)</script>\u202e\"'"


def _rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def _file(data: PublishedData, folder: str, name: str) -> bytes:
    (file,) = (file for file in Findings().files(data, folder) if file.name == name)
    return file.make()


def test_every_finding_of_the_checks_is_in_its_list(data: PublishedData, five: BuildResult) -> None:
    """The checks are asked of the whole data set: the one here lacks areas that they look at; its graph of findings is whole."""
    found = {query.name: _rows(_file(data, f"findings/{query.name}/", "findings.csv")) for query in checks()}
    told = [
        (row["list"], row["severity"], row["number"], f"{row['message_zh']} / {row['message_en']}")
        for rows in found.values()
        for row in rows
    ]
    expected = [
        (row["code"], row["severity"], row["number"], row["message"])
        for row in check(EmbeddedStore.open(five.folder)).records()
    ]
    assert sorted(told) == sorted(expected)


def test_every_row_of_validation_is_in_a_list(data: PublishedData) -> None:
    with (data.folder / "findings.csv").open(encoding="utf-8", newline="") as file:
        expected = [
            (row["severity"], row["message_zh"], row["message_en"], row["quote"]) for row in csv.DictReader(file)
        ]
    names = [name for name in finding_lists(data) if name.startswith("validation-")]
    told = [
        (row["severity"], row["message_zh"], row["message_en"], row["quote"])
        for name in names
        for row in _rows(_file(data, f"findings/{name}/", "findings.csv"))
    ]
    assert sorted(told) == sorted(expected)


def test_a_list_leads_to_the_place_in_the_document(data: PublishedData) -> None:
    page = html.fromstring(_file(data, "findings/validation-assignment-review/", "index.html"))
    (finding,) = page.xpath("//article")
    assert finding.get("data-severity") == "Warning"
    assert finding.xpath(".//figcaption/a/@href") == ["../../id/doc/450700/qinzhengban/2025/15/#plan/1/a/10"]
    assert page.xpath("//section/h2/a/@href") == ["../../id/doc/450700/qinzhengban/2025/15/"]
    assert page.xpath("//h1")[0].text_content() == "校验 Assignment-review"


def test_missing_texts_are_told_as_the_question_tells_them(data: PublishedData) -> None:
    rows = _rows(_file(data, "findings/missing/", "findings.csv"))
    assert sorted(row["document"] for row in rows) == sorted(
        row["document"] or "" for row in missing(data.store).records()
    )


def test_the_overview_counts_what_the_lists_have(data: PublishedData) -> None:
    page = html.fromstring(_file(data, "findings/", "index.en.html"))
    shown = {
        row.xpath("th/a/@href")[0].split("/")[0]: int(row.xpath("td[last()]")[0].text)
        for row in page.xpath("//tbody/tr")
    }
    assert shown == {name: each.size for name, each in finding_lists(data).items()}


# ---------------------------------------------------------------- many findings


@pytest.fixture(scope="module")
def many(data: PublishedData, tmp_path_factory: pytest.TempPathFactory) -> PublishedData:
    """130 findings of one check in two provinces, with hostile messages."""
    graph = NamedNode(GRAPH + "findings")
    quads: list[Quad] = []
    for number in range(130):
        province = "140000" if number < 90 else "330000"
        document = f"{DOC}{province}/zhengbanfa/2024/{number + 1}"
        finding = NamedNode(f"{ID}finding/no-basis/{province}/zhengbanfa/2024/{number + 1}")
        properties: list[tuple[str, NamedNode | Literal]] = [
            (RDF_TYPE, NamedNode(SQ + "Finding")),
            (SQ + "code", Literal("no-basis")),
            (SQ + "severity", Literal("Warning" if number % 2 else "Info")),
            (SQ + "foundIn", NamedNode(document)),
            (SQ + "message", Literal(HOSTILE, language="zh")),
            (SQ + "message", Literal(HOSTILE, language="en")),
        ]
        quads.extend(Quad(finding, NamedNode(name), value, graph) for name, value in properties)
        text, title = NamedNode(document + "/text"), NamedNode("http://data.europa.eu/eli/ontology#title")
        quads.append(Quad(NamedNode(document), NamedNode(SQ + "cleanedText"), text, graph))
        quads.append(Quad(NamedNode(document), title, Literal(HOSTILE), graph))
    folder = tmp_path_factory.mktemp("many")
    shutil.copy(data.folder / "data-set.json", folder)
    return replace(data, folder=folder, store=EmbeddedStore.from_quads(quads))


def test_a_long_list_is_paged_and_cut_by_province(many: PublishedData) -> None:
    folders = [folder for folder in Findings().folders(many) if folder.startswith("findings/no-basis/")]
    assert folders == [
        *(f"findings/no-basis/{page}" for page in ("", "2/", "3/")),
        *(f"findings/no-basis/140000/{page}" for page in ("", "2/")),
        "findings/no-basis/330000/",
    ]
    shown = {
        folder: html.fromstring(_file(many, folder, "index.html")).xpath("//article/@data-key") for folder in folders
    }
    assert {folder: len(keys) for folder, keys in shown.items()} == dict(
        zip(folders, (50, 50, 30, 50, 40, 40), strict=True)
    )
    entries = finding_lists(many)["no-basis"].entries()
    assert [key for folder in folders[:3] for key in shown[folder]] == [
        str(entry.reference).removeprefix(ID) for entry in entries
    ]
    assert [entry.severity for entry in entries] == [Severity.WARNING] * 65 + [Severity.INFO] * 65


def test_hostile_words_are_words(many: PublishedData) -> None:
    content = _file(many, "findings/no-basis/330000/", "index.html")
    page = html.fromstring(content)
    assert page.xpath("//article//script") == [] and b"<script>alert" not in content
    assert HOSTILE in page.xpath("//article/h3")[0].text_content()
    assert {row["message_zh"] for row in _rows(_file(many, "findings/no-basis/", "findings.csv"))} == {HOSTILE}


def test_pages_that_are_not_there(many: PublishedData, data: PublishedData) -> None:
    for path in ("no-basis/4/", "no-basis/1/", "no-basis/510000/", "no-basis/140000/3/", "nothing/", "no-basis/x/"):
        assert Findings().files(many, f"findings/{path}") == (), path
    assert Findings().files(data, "findings/no-basis/140000/") == ()


def test_a_data_set_that_was_not_validated_says_so(many: PublishedData) -> None:
    assert "没有校验结果" in _file(many, "findings/", "index.html").decode()
    assert not (many.folder / Path("findings.csv")).exists()
