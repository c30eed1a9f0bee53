"""The matrix of concepts by places, compared whole, on three data sets and two engines."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from shiquan.building import build
from shiquan.comparison.arrangement import Basis
from shiquan.comparison.diffusion import diffusion
from shiquan.comparison.matrix import Comparison, compare
from shiquan.comparison.rendering import comparison_html, comparison_json
from shiquan.errors import UsageError
from shiquan.questions.rendering import as_csv
from shiquan.stores.embedded import EmbeddedStore
from shiquan.stores.remote import RemoteStore

from ..oxigraph_server import served
from ..questions.two_engines import on_oxigraph, on_rdflib, quads

EXPECTED = Path(__file__).parent / "expected"
FIVE = ("临汾市", "钦州市", "本溪市", "内蒙古自治区", "运城市")
CITIES = ("洛阳市", "平顶山市", "株洲市", "白山市")


def expected(name: str) -> str:
    return (EXPECTED / name).read_bytes().decode("utf-8")


def statuses(comparison: Comparison) -> list[tuple[str, str, str, str | None]]:
    return [(one.place.name, one.status, one.numbers, one.note) for one in comparison.places]


def odd_ones(comparison: Comparison) -> dict[str, tuple[str, ...]]:
    return {line.concept.notation: line.odd_ones for line in comparison.lines if line.odd_ones}


def test_the_five_documents(five_store: EmbeddedStore) -> None:
    assert as_csv(compare(five_store, FIVE).rows()) == expected("five.csv")


def test_four_authored_cities(authored_store: EmbeddedStore) -> None:
    assert as_csv(compare(authored_store, CITIES).rows()) == expected("four-cities.csv")


def test_agreement_and_odd_ones_of_the_four_cities(authored_store: EmbeddedStore) -> None:
    """Read by hand: 平顶山 keeps statistics to the city, 洛阳 shares what the others give the city, 株洲 gives the city enforcement too."""
    found = compare(authored_store, CITIES)
    assert found.agreements() == {"agree": 12, "same_tiers": 3, "differ": 20, "single": 7, "none": 0}
    assert odd_ones(found) == {
        "statistics": ("410400",),
        "operation-platform": ("410300",),
        "major-activity-review": ("410300",),
        "trading-supervision": ("410300",),
        "foreign-dispute-response": ("410400",),
        "protection-system": ("410300",),
        "enforcement": ("430200",),
        "software-legalisation": ("430200",),
    }
    assert found.unmatched == (0, 0, 0, 0)


def test_no_odd_one_without_a_majority_or_with_two_places(authored_store: EmbeddedStore) -> None:
    """Two against two is no majority (作品登记), and of two places neither is odd."""
    found = compare(authored_store, CITIES, concepts=["works-registration"])
    assert [(line.agreement, line.odd_ones) for line in found.lines] == [("differ", ())]
    two = compare(authored_store, CITIES[:2], concepts=["statistics"])
    assert [(line.agreement, line.odd_ones) for line in two.lines] == [("differ", ())]


def test_a_province_among_cities(five_store: EmbeddedStore) -> None:
    """By the names of tiers Inner Mongolia is the odd one out wherever the cities agree; tier for tier it does as they do."""
    by_name = compare(five_store, FIVE)
    assert odd_ones(by_name) == {
        "strategy-planning-policy": ("150000",),
        "statistics": ("150000",),
        "copyright-licence-and-transfer-filing": ("150000",),
        "talent": ("150000",),
        "publicity-and-education": ("150000",),
        "academic-discipline": ("150000",),
    }
    relative = compare(five_store, FIVE, basis=Basis.RELATIVE)
    assert as_csv(relative.rows()) == expected("five-relative.csv")
    assert [line.concept.notation for line in relative.lines if line.agreement == "agree"] == [
        *("strategy-planning-policy", "statistics", "legislation", "talent", "publicity-and-education"),
        "academic-discipline",
    ]


def test_every_place_is_said_as_it_stands(five_store: EmbeddedStore) -> None:
    found = compare(five_store, ("临汾市", "山西省", "运城市", "尧都区"), domain="知识产权")
    assert statuses(found) == [
        ("临汾市", "held", "临政办发〔2024〕39号", None),
        ("山西省", "text_not_held", "晋政办发〔2024〕23号", "晋政办发〔2024〕23号 未收录全文 / the text of 晋政办发〔2024〕23号 is not held"),
        ("运城市", "no_plan", "", "没有运城市的划分方案可查 / no division plan of 运城市 is known"),
        ("尧都区", "no_plan", "", "没有尧都区的划分方案可查 / no division plan of 尧都区 is known"),
    ]  # fmt: skip
    assert {tuple(cell.status for cell in line.cells) for line in found.lines} == {
        ("stated", "text_not_held", "no_plan", "no_plan")
    }
    assert {line.agreement for line in found.lines} == {"single"}


@pytest.mark.parametrize("day", [None, date(2022, 5, 1)])
def test_the_same_on_two_engines(day: date | None) -> None:
    """The hand-made chain: 甲省's new plan is in force from 2023 and repeals the old one; 戊县 has none."""
    areas = ("990000", "990100", "990200", "990101")
    name = "chain.json" if day is None else "chain-2022.json"
    for store in (on_oxigraph(), on_rdflib()):
        assert comparison_json(compare(store, areas, domain="知识产权", as_of=day)) == expected(name)


def test_plans_not_yet_in_force_and_plans_replaced() -> None:
    then = compare(on_oxigraph(), ("990000", "990100"), domain="知识产权", as_of=date(2022, 5, 1))
    assert [(one.status, one.numbers, one.note) for one in then.places] == [
        (
            "held",
            "甲政发〔2021〕2号|甲政办发〔2022〕9号",
            "甲政办发〔2022〕9号 未收录全文；甲政发〔2023〕5号 当日尚未施行 / the text of 甲政办发〔2022〕9号 is not held; 甲政发〔2023〕5号 was not yet in force",
        ),
        ("no_plan", "", "乙政办发〔2024〕7号 当日尚未施行 / 乙政办发〔2024〕7号 was not yet in force"),
    ]


def test_all_places_of_a_domain_without_naming_them(authored_store: EmbeddedStore) -> None:
    found = compare(authored_store, (), domain="intellectual property")
    assert [one.place.name for one in found.places] == ["白山市", "江西省", "洛阳市", "平顶山市", "株洲市"]


def test_a_place_named_twice_is_one_place(five_store: EmbeddedStore) -> None:
    found = compare(five_store, ("临汾", "141000", "钦州市"))
    assert [one.place.name for one in found.places] == ["临汾市", "钦州市"]


@pytest.mark.parametrize(
    ("areas", "asked", "message"),
    [
        (("临汾市",), {}, "name at least two places"),
        (("临汾市", "临汾"), {}, "name at least two places"),
        ((), {}, "or a domain with --domain"),
        (("临汾市", "亚特兰蒂斯"), {}, "no administrative area of the name '亚特兰蒂斯'"),
        (("临汾市", "钦州市"), {"domain": "火星"}, "no domain of the name '火星'"),
        (("运城市", "尧都区"), {}, "no division plan of these places is held"),
        (("临汾市", "钦州市"), {"concepts": ["星际航行"]}, "no task was found for '星际航行'"),
    ],
)
def test_what_cannot_be_compared_is_said(
    five_store: EmbeddedStore, areas: tuple[str, ...], asked: dict[str, str], message: str
) -> None:
    with pytest.raises(UsageError) as error:
        compare(five_store, areas, **asked)
    assert message in error.value.en


def test_html_for_a_notebook(five_store: EmbeddedStore) -> None:
    written = comparison_html(compare(five_store, ("临汾市", "钦州市"), concepts=["作品登记"]))
    assert (
        "<th scope='row'>作品登记</th><td>权 市级<br>支 市级</td><td>权 市级、县级·共同‡<br>支 市级、县级·分别承担</td><td>不同</td>"
        in written
    )


def test_an_area_of_work_stands_for_the_concepts_that_a_place_states(five_store: EmbeddedStore) -> None:
    """Of 知识产权授权确权 only one concept is stated; a concept asked for by its own name has its line though nobody states it."""
    by_area = compare(five_store, ("临汾市", "钦州市"), concepts=["知识产权授权确权"])
    assert [line.concept.notation for line in by_area.lines] == ["works-registration"]
    by_name = compare(five_store, ("临汾市", "钦州市"), concepts=["重大案件组织查办和督查督办"])
    assert [(line.concept.notation, line.agreement) for line in by_name.lines] == [("major-case-supervision", "none")]


def test_the_same_over_http(tmp_path: Path) -> None:
    with served(quads(), tmp_path) as address:
        store = RemoteStore(address)
        areas = ("990000", "990100", "990200", "990101")
        assert comparison_json(compare(store, areas, domain="知识产权")) == expected("chain.json")
        assert as_csv(diffusion(store, "知识产权").rows()) == expected("chain-diffusion.csv")


def test_a_domain_without_a_vocabulary_is_said(tmp_path: Path, root: Path) -> None:
    """Two plans on education gave an empty matrix without a word on why."""
    paths = [root / "tests" / "documents" / name for name in ("datong-education.txt", "weifang-education.html")]
    found = compare(EmbeddedStore.open(build(paths, tmp_path / "education").folder), ("大同市", "潍坊市"))
    assert found.lines == ()
    assert [note.split("：")[0] for note in found.notes()[:2]] == ["大同市", "潍坊市"]
    assert found.notes()[2].startswith("教育领域还没有事项词表，可用 shiquan concepts propose 起草")
