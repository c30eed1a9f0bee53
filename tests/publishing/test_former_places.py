"""Plans of places that are none of today: wherever places are listed, they are shown or told, under the code and name that their documents have.

They were once left out of the side-by-side of places without a word: a plan of 莱芜市, which is a part of 济南市 now, and one whose issuer is none that
the reference data know.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from lxml import html

from shiquan.publishing.looking_up import look_up
from shiquan.publishing.places_of_former_codes import FormerPlace, former_places, place_of
from shiquan.publishing.published_data import PublishedData
from shiquan.publishing.site import files_of
from shiquan.terms import AREA, DOC

from ..made_once import built_once

_HERE = Path(__file__).resolve().parent
_LAIWU = "371200/laizhengbanfa/2018/31"
_UNKNOWN = "unresolved/yuntunguanbanfa/2023/7"
_NUMBERS = ["莱政办发〔2018〕31号", "云屯管办发〔2023〕7号"]
_TASK = "id/concept/intellectual-property/protection-system/"
_PLACES = [
    FormerPlace("371200", "莱芜市", "prefecture", AREA + "371200"),
    FormerPlace("", "云岭屯管理委员会办公室", "", None),
]


@pytest.fixture(scope="module")
def former(tmp_path_factory: pytest.TempPathFactory, root: Path) -> PublishedData:
    sources = [_HERE / "documents", root / "data" / "documents" / "linfen.txt"]
    return PublishedData.open(built_once("former-places", sources, tmp_path_factory).folder)


def _page(data: PublishedData, folder: str, name: str = "index.html") -> html.HtmlElement:
    return html.fromstring(_file(data, folder, name))


def _file(data: PublishedData, folder: str, name: str) -> bytes:
    (file,) = (file for file in files_of(data, folder) if file.name == name)
    return file.make()


def test_a_place_has_the_code_and_the_name_of_its_document(former: PublishedData) -> None:
    assert [place_of(former, DOC + document) for document in (_LAIWU, _UNKNOWN)] == _PLACES
    assert former_places(former) == ((_PLACES[0], 1), (FormerPlace("", "", "", None), 1))


@pytest.mark.parametrize(
    "folder",
    [
        *("matrix/intellectual-property/", "compare/", "flow/", "timeline/intellectual-property/"),
        *("coverage/", "coverage/intellectual-property/", _TASK),
    ],
)
def test_every_list_of_places_has_or_tells_them(former: PublishedData, folder: str) -> None:
    """Each with its name, its code where it has one, and a link to its document."""
    for name in ("index.html", "index.en.html"):
        page = _page(former, folder, name)
        links = page.xpath("//main//a")
        assert [link.text_content() for link in links if link.text_content() in _NUMBERS] == _NUMBERS
        (laiwu,) = (link for link in links if link.get("href").removesuffix("index.en.html").endswith("area/371200/"))
        assert laiwu.text_content() == "莱芜市" and laiwu.getnext().text_content() == "371200"
        assert _PLACES[1].name in page.xpath("//main")[0].text_content()


def test_the_list_of_places_tells_them(former: PublishedData) -> None:
    (section,) = _page(former, "places/").xpath("//section[@id='former']")
    assert [" ".join(item.text_content().split()) for item in section.xpath(".//li")] == [
        "莱芜市 371200 1 件",
        "发文机关未能认定 1 件",
    ]
    assert section.xpath(".//li/a/@href") == ["../id/area/371200/", "../documents/unresolved/"]
    assert all(look_up(former, href.removeprefix("../")) is not None for href in section.xpath(".//li/a/@href"))


def test_the_page_of_a_former_place_has_its_documents(former: PublishedData) -> None:
    assert _page(former, "id/area/371200/").xpath("//tbody/tr/th/a/text()") == _NUMBERS[:1]


def test_a_task_shows_what_they_say_and_compares_them_with_none(former: PublishedData) -> None:
    rows = list(csv.DictReader(io.StringIO(_file(former, _TASK, "places.csv").decode(), newline="")))
    columns = (
        "area_code",
        "area",
        "tier",
        "status",
        "power_tiers",
        "expenditure_tiers",
        "odd_one_out",
        "number",
        "task",
    )
    assert [tuple(row[column] for column in columns) for row in rows if row["number"] in _NUMBERS] == [
        (
            "371200",
            "莱芜市",
            "prefecture",
            "stated",
            "prefecture county",
            "prefecture county",
            "false",
            _NUMBERS[0],
            _WORDS,
        ),
        ("", "云岭屯管理委员会办公室", "", "stated", "prefecture", "prefecture", "false", _NUMBERS[1], _WORDS),
    ]
    table = _page(former, _TASK).xpath("//table[caption[starts-with(., '不在现行区划之列')]]")[0]
    assert [row.xpath("th")[0].text_content().split() for row in table.xpath("tbody/tr")] == [
        ["莱芜市", "371200", "市级"],
        ["云岭屯管理委员会办公室"],
    ]
    tiers = _page(former, _TASK).xpath("//table[caption[starts-with(., '各级的地方怎样规定')]]/tbody/tr/td[1]/text()")
    assert sum(map(int, tiers)) == 1, "only 临汾市 is a place of today with a plan that is held"


_WORDS = "全市性知识产权保护体系建设"


def test_without_such_plans_nothing_is_said_of_them(data: PublishedData) -> None:
    for folder in ("places/", "compare/", "flow/", "matrix/intellectual-property/", _TASK):
        assert "不在现行区划之列" not in _file(data, folder, "index.html").decode(), folder
