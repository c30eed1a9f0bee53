"""The pages of findings: every finding of the data set is in its list, with quotes and addresses; long lists are cut; what is hostile is text."""

from __future__ import annotations

import csv
import io
import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html
from pyoxigraph import Literal, NamedNode, Quad

from shiquan.building import BuildResult
from shiquan.graph.findings import Severity
from shiquan.publishing.published_data import PublishedData
from shiquan.publishing.reviewing.lists import finding_lists
from shiquan.publishing.sections.findings import AT_ONCE, Findings
from shiquan.publishing.site_queries import records
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
        row.xpath("th/a/@href")[0].split("/")[0]: [int(cell.text_content()) for cell in row.xpath("td")]
        for row in page.xpath("//tbody/tr")
    }
    read = {name: Counter(entry.severity for entry in each.entries) for name, each in finding_lists(data).items()}
    assert shown == {name: [*(counts[level] for level in Severity), counts.total()] for name, counts in read.items()}
    assert [int(figure.text_content()) for figure in page.xpath("//ul[@class='figures']//strong")] == [
        *(sum(counts[level] for counts in read.values()) for level in Severity),
        sum(counts.total() for counts in read.values()),
    ]


def test_what_is_cited_and_not_held_is_counted_as_it_is_listed(data: PublishedData, five: BuildResult) -> None:
    """The list asks how many chains each text breaks, which takes long; the overview only counts."""
    for store in (data.store, EmbeddedStore.open(five.folder)):
        assert [row["number"] for row in records(store, "missing-counted")] == [str(len(missing(store).rows))]


def test_all_of_a_severity_stand_in_one_list(data: PublishedData) -> None:
    """Kind after kind, and in each by document and place in the text; each finding is marked with its own list."""
    lists = finding_lists(data).values()
    for severity in Severity:
        folder = f"findings/severity/{severity.lower()}/"
        expected = [
            (each.name, each.details(entry).key)
            for each in lists
            for entry in each.entries
            if entry.severity is severity
        ]
        pages = [each for each in Findings().folders(data) if each.startswith(folder)]
        assert pages == (
            [folder, *(f"{folder}{n}/" for n in range(2, -(-len(expected) // AT_ONCE) + 1))] if expected else []
        )
        shown = [
            (finding.get("data-list"), finding.get("data-key"))
            for page in pages
            for finding in html.fromstring(_file(data, page, "index.html")).xpath("//article")
        ]
        assert shown == expected


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


def test_a_long_list_is_paged_and_cut_by_severity_and_province(many: PublishedData) -> None:
    """Every finding is reached by each of the ways: all of the list, its severities, its provinces, and all of a severity."""
    folders = [folder for folder in Findings().folders(many) if "no-basis" in folder or "severity" in folder]
    assert folders == [
        *(f"findings/no-basis/{page}" for page in ("", "2/", "3/")),
        *(f"findings/no-basis/{level}/{page}" for level in ("warning", "info") for page in ("", "2/")),
        *(f"findings/no-basis/140000/{page}" for page in ("", "2/")),
        "findings/no-basis/330000/",
        *(f"findings/severity/{level}/{page}" for level in ("warning", "info") for page in ("", "2/")),
    ]
    shown = {
        folder: html.fromstring(_file(many, folder, "index.html")).xpath("//article/@data-key") for folder in folders
    }
    assert [len(keys) for keys in shown.values()] == [50, 50, 30, 50, 15, 50, 15, 50, 40, 40, 50, 15, 50, 15]
    warnings, infos = (
        [f"finding/no-basis/{_area(n)}/zhengbanfa/2024/{n}" for n in range(first, 131, 2)] for first in (2, 1)
    )

    def keys(start: str) -> list[str]:
        return [key for folder in folders if folder.startswith(start) for key in shown[folder]]

    assert [key for folder in folders[:3] for key in shown[folder]] == warnings + infos
    for name in ("no-basis", "severity"):
        assert (keys(f"findings/{name}/warning/"), keys(f"findings/{name}/info/")) == (warnings, infos)
    assert keys("findings/no-basis/140000/") == [key for key in warnings + infos if "/140000/" in key]


def _area(number: int) -> str:
    return "140000" if number <= 90 else "330000"


def test_a_cell_of_the_overview_leads_to_its_findings(many: PublishedData) -> None:
    """A list with one severity only is itself the list of these; the ways between the parts of a list stand on each."""
    (row,) = html.fromstring(_file(many, "findings/", "index.html")).xpath("//tbody/tr[th/a[@href='no-basis/']]")
    assert [(cell.text_content(), cell.xpath("a/@href")) for cell in row.xpath("td")] == [
        ("0", []),
        ("65", ["no-basis/warning/"]),
        ("65", ["no-basis/info/"]),
        ("130", []),
    ]
    page = html.fromstring(_file(many, "findings/no-basis/warning/2/", "index.html"))
    assert page.xpath("//p[starts-with(., '按严重程度')]/a/@href") == ["../../", "../", "../../info/"]
    assert page.xpath("//ul[@class='actions']/li/span")[0].text_content() == "共 65 条，本页第 51 至 65 条"
    kinds = html.fromstring(_file(many, "findings/severity/info/", "index.html")).xpath("//details//a/@href")
    assert kinds == ["../../no-basis/info/"]


def test_a_long_list_has_its_table_in_parts(many: PublishedData, monkeypatch: pytest.MonkeyPatch) -> None:
    """A table of everything would be asked for longer than a page may take: the parts have theirs, and the page says where."""
    monkeypatch.setattr("shiquan.publishing.sections.findings.IN_A_FILE", 100)
    assert [file.name for file in Findings().files(many, "findings/no-basis/")] == ["index.html", "index.en.html"]
    assert "CSV 请按省份下载" in _file(many, "findings/no-basis/", "index.html").decode()
    assert len(_rows(_file(many, "findings/no-basis/140000/", "findings.csv"))) == 90


def test_hostile_words_are_words(many: PublishedData) -> None:
    content = _file(many, "findings/no-basis/330000/", "index.html")
    page = html.fromstring(content)
    assert page.xpath("//article//script") == [] and b"<script>alert" not in content
    assert HOSTILE in page.xpath("//article/h3")[0].text_content()
    assert {row["message_zh"] for row in _rows(_file(many, "findings/no-basis/", "findings.csv"))} == {HOSTILE}


def test_pages_that_are_not_there(many: PublishedData, data: PublishedData) -> None:
    for path in (
        *("no-basis/4/", "no-basis/1/", "no-basis/510000/", "no-basis/140000/3/", "nothing/", "no-basis/x/"),
        *("severity/", "severity/2/", "severity/violation/", "severity/info/3/", "severity/x/", "no-basis/violation/"),
        *("missing/info/", "severity/140000/", "no-basis/warning/140000/"),
    ):
        assert Findings().files(many, f"findings/{path}") == (), path
    assert Findings().files(data, "findings/no-basis/140000/") == ()


def test_a_data_set_that_was_not_validated_says_so(many: PublishedData) -> None:
    assert "没有校验结果" in _file(many, "findings/", "index.html").decode()
    assert not (many.folder / Path("findings.csv")).exists()
