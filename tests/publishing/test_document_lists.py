"""The lists of documents by province, area of work, tier and year, and of those that are not held."""

from __future__ import annotations

import pytest
from lxml import html

from shiquan.publishing.document_list import Listed, counted, divisions, held_documents, latest
from shiquan.publishing.published_data import PublishedData
from shiquan.publishing.sections import documents as documents_section
from shiquan.publishing.sections.documents import Documents
from shiquan.publishing.site import file_at
from shiquan.terms import DOC


def page(data: PublishedData, path: str) -> html.HtmlElement:
    file = file_at(data, path)
    assert file is not None, path
    content = file.make()
    assert len(content) < 200_000
    return html.document_fromstring(content.decode("utf-8"))


def rows(element: html.HtmlElement, table: int = 1) -> list[list[str]]:
    return [
        [" ".join(cell.text_content().split()) for cell in row.xpath("./th | ./td")]
        for row in element.xpath(f"(//table)[{table}]//tr")
    ]


YUNCHENG = Listed(
    DOC + "140800/yunzhengfa/2024/13", "140800", "140000", "prefecture", "intellectual-property", "2024-08-13"
)
LINFEN = Listed(
    DOC + "141000/linzhengbanfa/2024/39", "141000", "140000", "prefecture", "intellectual-property", "2024-12-05"
)


def test_every_document_once_in_order(data: PublishedData) -> None:
    documents = held_documents(data)
    assert [one.iri.removeprefix(DOC) for one in documents] == [
        "150000/neizhengbanfa/2024/48",
        "140800/yunzhengfa/2024/13",
        "141000/linzhengbanfa/2024/39",
        "210500/benzhengbanfa/2025/9",
        "450700/qinzhengban/2025/15",
    ]
    assert documents[1:3] == (YUNCHENG, LINFEN)
    assert counted(documents, "tier") == {"prefecture": 4, "province": 1}
    assert latest(data, 2) == (documents[3], documents[4])


def test_divisions_and_their_folders(data: PublishedData) -> None:
    paths = [
        *("140000/", "140000/intellectual-property/", "150000/", "150000/intellectual-property/"),
        *("210000/", "210000/intellectual-property/", "450000/", "450000/intellectual-property/"),
        *("domain/intellectual-property/", "tier/prefecture/", "tier/province/", "year/2024/", "year/2025/"),
    ]
    assert list(divisions(data)) == paths
    assert divisions(data)["140000/"] == (YUNCHENG, LINFEN)
    assert list(Documents().folders(data)) == [
        "documents/",
        *(f"documents/{path}" for path in paths),
        "documents/not-held/",
    ]


def test_the_overview(data: PublishedData) -> None:
    made = page(data, "documents/index.en.html")
    assert rows(made) == [
        ["Province", "province", "prefecture", "All"],
        ["山西省", "", "2", "2"],
        ["内蒙古自治区", "1", "", "1"],
        ["辽宁省", "", "1", "1"],
        ["广西壮族自治区", "", "1", "1"],
    ]
    # the fifth says nowhere on which day it was signed
    assert len(rows(made, 2)) == 1 + 4


def test_a_province(data: PublishedData) -> None:
    made = page(data, "documents/140000/")
    assert rows(made) == [
        ["文号", "题名", "地方", "领域", "成文"],
        [
            "运政发〔2024〕13号",
            "运城市人民政府关于印发运城市国家知识产权强市建设试点城市工作方案（2024-2026年）的通知",
            "市级 运城市",
            "知识产权",
            "2024-08-13",
        ],
        [
            "临政办发〔2024〕39号",
            "临汾市人民政府办公室关于印发临汾市知识产权领域市与县财政事权和支出责任划分改革方案的通知",
            "市级 临汾市",
            "知识产权",
            "2024-12-05",
        ],
    ]
    assert made.xpath("//table//a/@href")[:2] == ["../../id/doc/140800/yunzhengfa/2024/13/", "../../id/area/140800/"]


def test_documents_that_are_not_held(data: PublishedData) -> None:
    made = rows(page(data, "documents/not-held/"))
    assert made[1] == [
        "国办发〔2023〕48号",
        "国务院办公厅关于印发知识产权领域中央与地方财政事权和支出责任划分改革方案的通知",
        "中央",
        "3",
    ]
    assert "临政办发〔2024〕39号" not in [row[0] for row in made]
    assert len(made) > 5


def test_pages_that_are_not_there(data: PublishedData) -> None:
    for path in (
        *("documents/140000/1/", "documents/140000/2/", "documents/140000/0/", "documents/140000/02/"),
        *("documents/990000/", "documents/tier/", "documents/year/1999/", "documents/not-held/2/", "documents/²/"),
    ):
        assert file_at(data, path) is None, path


def test_a_long_list_is_paged(data: PublishedData, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents_section, "_PAGE", 2)
    assert "documents/tier/prefecture/2/" in list(Documents().folders(data))
    made = page(data, "documents/tier/prefecture/2/")
    assert [row[0] for row in rows(made)[1:]] == ["本政办发〔2025〕9号", "钦政办〔2025〕15号"]
    assert made.xpath("//ul[@class='pager']//a/@href") == ["../"]
    assert file_at(data, "documents/tier/prefecture/3/") is None
