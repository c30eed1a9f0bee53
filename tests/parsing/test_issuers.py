"""Whose document it is: by issuer, title and number together; where several places fit, that is said and none is taken."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from shiquan.model import Area, Document, Tier

Read = Callable[[str], Document]

NOTICE = (
    "{issuer}关于印发{area}交通运输领域市与县财政事权和支出责任划分改革方案的通知\n{number}\n各有关单位：\n现印发给你们。\n\n"
    "交通运输领域市与县财政事权和支出责任划分改革方案\n为贯彻《{above}人民政府办公厅关于印发方案的通知》精神，制定本方案。\n"
    "一、主要内容\n将公路建设，确认为市级财政事权，由市级承担支出责任。\n"
)


def place(document: Document) -> tuple[str | None, list[str]]:
    return (document.area.name if document.area else None), [finding.code for finding in document.findings]


@pytest.mark.parametrize(
    ("issuer", "area", "number", "above", "expected"),
    [
        ("临汾市人民政府办公室", "", "临政办发〔2024〕39号", "某", "临汾市"),
        ("市政府办公室", "临汾市", "临政办发〔2024〕39号", "某", "临汾市"),
        ("红河州人民政府办公室", "", "红政办发〔2021〕19号", "某", "红河哈尼族彝族自治州"),
        ("长阳县人民政府办公室", "", "长政办发〔2021〕19号", "湖北省", "长阳土家族自治县"),
        # the number and the kind of issuer leave one area
        ("市政府办公室", "", "濮政办〔2021〕17号", "某", "濮阳市"),
        # of the areas in 临, one city lies in the province whose plan is carried out
        ("市政府办公室", "", "临政办发〔2024〕39号", "山西省", "临汾市"),
    ],
)
def test_place(read: Read, issuer: str, area: str, number: str, above: str, expected: str) -> None:
    document = read(NOTICE.format(issuer=issuer, area=area, number=number, above=above))
    assert place(document) == (expected, [])


def test_number_that_fits_several_places_names_them(read: Read) -> None:
    """临政办发 is 临汾, 临沂 and 临沧 and some thirty counties: nothing is guessed."""
    document = read(NOTICE.format(issuer="市政府办公室", area="", number="临政办发〔2024〕39号", above="某"))
    assert place(document) == (None, ["ambiguous-place"])
    assert document.findings[0].zh == (
        "“临政办发”可指多个地方：临汾市（141000）、临沂市（371300）、临沧市（530900）、临江市（220681）、临海市（331082）、"
        "临清市（371581）等 8 个；文中没有别的线索，未作认定"
    )


def test_a_place_of_former_times_is_the_one_of_its_last_code(read: Read) -> None:
    """莱芜市 was a county-level city under three codes and a prefecture-level city from 1992 to 2019: the first code of all was taken, and its tier with it."""
    document = read(
        NOTICE.format(issuer="莱芜市人民政府办公室", area="", number="莱政办发〔2018〕31号", above="山东省")
    )
    assert document.area == Area("371200", "莱芜市", Tier.PREFECTURE, "地级市", "370000")
    assert document.tier is Tier.PREFECTURE


def test_number_that_names_no_place(read: Read) -> None:
    """市政办发〔2024〕59号 is 白银's, but that is only in the page's address."""
    document = read(NOTICE.format(issuer="市政府办公室", area="", number="市政办发〔2024〕59号", above="甘肃省"))
    assert place(document) == (None, ["unknown-place"])
    assert document.tier is None
