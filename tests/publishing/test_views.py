"""Matrix, comparison of chosen places, flows, timeline, coverage: what the pages, pictures and tables say is what the comparison says."""

from __future__ import annotations

import csv
import io
import json
import random
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path

import pytest
from lxml import etree, html

from shiquan.comparison.areas import Area, areas_of_today
from shiquan.comparison.arrangement import MANNERS, TIERS, Basis
from shiquan.comparison.assignments import AssignedTask, CaseOfTask
from shiquan.comparison.coverage import Counted, coverage
from shiquan.comparison.diffusion import Dated, Diffusion, Step, diffusion, diffusions
from shiquan.comparison.flow import flow
from shiquan.comparison.matrix import Comparison, compare, comparison_of, concepts_compared
from shiquan.comparison.places_compared import Domain, PlaceCompared
from shiquan.comparison.wording import AGREEMENT, STATUS, TIER_ZH, manner_zh
from shiquan.pictures.flow_picture import flow_picture
from shiquan.pictures.matrix_picture import matrix_picture
from shiquan.publishing.compared_data import said_by
from shiquan.publishing.current_areas import CurrentAreas
from shiquan.publishing.known_plans import KnownPlans, known_plans, place_read
from shiquan.publishing.place_sets import PlaceSet, place_sets
from shiquan.publishing.published_data import PublishedData
from shiquan.publishing.sections.timeline import Timeline
from shiquan.publishing.site import file_at, files_of
from shiquan.questions.instruments import Instrument
from shiquan.questions.places import Place
from shiquan.questions.rendering import as_csv
from shiquan.questions.statements import ResidualRule

_KEY = "intellectual-property"
_HELD = ("141000", "150000", "210500", "450700")
_HERE = Path(__file__).resolve().parent
_ASSETS = _HERE.parent.parent / "src" / "shiquan" / "publishing" / "assets"


def _content(data: PublishedData, path: str) -> bytes:
    file = file_at(data, path)
    assert file is not None, path
    return file.make()


# ---------------------------------------------------------------- matrix


def test_the_table_of_a_matrix_says_what_the_comparison_says(data: PublishedData) -> None:
    found = compare(data.store, (), _KEY)
    page = html.fromstring(_content(data, f"matrix/{_KEY}/").decode())
    lines = page.xpath("//table[@data-matrix]//tr[@data-tiers]")
    assert [_line_shown(line) for line in lines] == list(_lines_expected(found))
    assert [place.place.code for place in found.places] == list(_HELD)


def _line_shown(line: html.HtmlElement) -> tuple[str, list[tuple[str, ...]], str]:
    cells = []
    for cell in line.xpath("td[not(contains(@class, 'agreement'))]"):
        parts = [" ".join(part.text_content().split()) for part in cell.xpath("a/span")]
        cells.append((*(parts or [cell.text_content()]), "odd" if cell.get("class") == "odd" else ""))
    return line.xpath("string(th)"), cells, line.xpath("string(td[last()])")


def _lines_expected(found: Comparison) -> Iterator[tuple[str, list[tuple[str, ...]], str]]:
    for line in found.lines:
        cells: list[tuple[str, ...]] = []
        for place, cell in zip(found.places, line.cells, strict=True):
            odd = "odd" if place.place.code in line.odd_ones else ""
            if cell.arrangement is None:
                cells.append((STATUS[cell.status][0] + ("*" if place.residual_rules else ""), odd))
                continue
            parts = []
            for label, part in (("权", cell.arrangement.power), ("支", cell.arrangement.expenditure)):
                words = [*(TIER_ZH[tier] for tier in part.tiers), manner_zh(part)]
                parts.append(" ".join(word for word in (label, *(words if any(words) else ["未规定"])) if word))
            cells.append((*parts, odd))
        yield line.concept.name_zh, cells, AGREEMENT[line.agreement][0]


def test_the_files_beside_a_matrix_are_those_of_the_command(data: PublishedData) -> None:
    found = compare(data.store, (), _KEY)
    assert _content(data, f"matrix/{_KEY}/matrix.csv").decode() == as_csv(found.rows())
    assert _content(data, f"matrix/{_KEY}/matrix.svg") == matrix_picture(found).svg()


def test_addresses_that_are_not_there_have_no_file(data: PublishedData) -> None:
    for path in (
        "matrix/nothing/",
        f"matrix/{_KEY}/1/",
        f"matrix/{_KEY}/2/",
        f"matrix/{_KEY}/999999/",
        f"matrix/{_KEY}/140000/",
        f"matrix/{_KEY}/٣/",
        f"matrix/{_KEY}/x/y/",
        "flow/999999/",
        "flow/141000/x/",
        f"timeline/{_KEY}/140000/",
        f"timeline/{_KEY}/x/",
        "timeline/nothing/",
        "coverage/nothing/",
        f"coverage/{_KEY}/x/",
        "compare/data/nothing/",
        f"compare/data/{_KEY}/x/",
    ):
        assert files_of(data, path) == (), path


# ---------------------------------------------------------------- many places


def _plan(code: str, tier: str, signed: date | None = None, held: bool = True) -> Dated:
    return Dated(f"x:{code}", code, None, code, code, tier, signed, None, held)


def _many() -> KnownPlans:
    """Return a country of two provinces with three prefectures of six counties each, all with a plan, and a county right below a province."""
    areas = {"100000": Area("100000", "全国", "central", ())}
    for province in ("110000", "220000"):
        areas[province] = Area(province, province, "province", ("100000",))
        for number in (1, 2, 3):
            city = f"{province[:2]}0{number}00"
            areas[city] = Area(city, city, "prefecture", ("100000", province))
            for county in range(1, 7):
                areas[f"{city[:4]}0{county}"] = Area(f"{city[:4]}0{county}", "县", "county", ("100000", province, city))
    areas["119001"] = Area("119001", "直管县", "county", ("100000", "110000"))
    first = date(2020, 1, 1)
    plans = [_plan(area.code, area.tier, first + timedelta(days=number)) for number, area in enumerate(areas.values())]
    plans += [_plan("230000", "county")]  # of an area that is no more
    steps = tuple(Step(plan, None, None, plans[0], "carried_out", 1, 1) for plan in plans)
    return KnownPlans(CurrentAreas.of(areas), {"d": Diffusion(Domain("x/d", "领域", "domain"), steps)})


def test_a_place_stands_with_those_directly_below_it() -> None:
    sets = list(place_sets(_many(), "d"))
    assert [one.of for one in sets] == [
        *("100000", "110000", "220000"),
        *("110100", "110200", "110300", "220100", "220200", "220300"),
    ]
    assert sets[:2] == [
        PlaceSet("100000", "100000", ("110000", "220000"), ("110000", "220000"), ()),
        PlaceSet(
            "110000", "110000", ("110100", "110200", "110300", "119001"), ("110100", "110200", "110300"), ("100000",)
        ),
    ]
    assert {code for one in sets for code in one.places} == set(_many().areas) - {"100000"}


def test_coverage_counts_every_area_of_a_province_once() -> None:
    many = _many()
    plans = [plan for plan in many.plans("d") if plan.area_code not in ("110101", "110102")]
    plans.append(_plan("110102", "county", held=False))
    found = coverage(many.areas, plans)
    assert found.rows().rows == (
        ("110000", "110000", "province", "1", "1", "0", "0"),
        ("110000", "110000", "prefecture", "3", "3", "0", "0"),
        ("110000", "110000", "county", "19", "17", "1", "1"),
        ("220000", "220000", "province", "1", "1", "0", "0"),
        ("220000", "220000", "prefecture", "3", "3", "0", "0"),
        ("220000", "220000", "county", "18", "18", "0", "0"),
    )
    assert found.provinces[0].total == Counted(23, 21, 1)
    assert [plan.area_code for plan in found.national] == ["100000"]
    assert [plan.area_code for plan in found.elsewhere] == ["230000"]


# ---------------------------------------------------------------- chosen places, in the browser


@pytest.fixture(scope="module")
def scripts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The scripts of the comparison, named so that node takes them as modules."""
    folder = tmp_path_factory.mktemp("scripts")
    for name in ("comparison", "comparison_picture"):
        text = (_ASSETS / f"{name}.js").read_text(encoding="utf-8")
        (folder / f"{name}.mjs").write_text(text.replace('"./comparison.js"', '"./comparison.mjs"'), encoding="utf-8")
    return folder


def _in_node(scripts: Path, root: Path, codes: list[list[str]]) -> list[list[str]]:
    asked = json.dumps({"scripts": str(scripts), "root": str(root), "domain": _KEY, "codes": codes})
    run = subprocess.run(
        ["node", str(_HERE / "comparison_in_node.mjs")], input=asked, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    answers: list[list[str]] = json.loads(run.stdout)
    return answers


def _write(data: PublishedData, root: Path, *paths: str) -> None:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(_content(data, path))


def test_the_browser_compares_any_two_places_as_the_command_does(
    data: PublishedData, scripts: Path, tmp_path: Path
) -> None:
    named = "140000"  # its plan is known by name only
    codes = [list(pair) for pair in combinations((*_HELD, named), 2)] + [[*_HELD, named], list(reversed(_HELD))]
    shared = (f"compare/data/{_KEY}/vocabulary.json", "compare/data/words.json")
    _write(data, tmp_path, *shared, *(f"flow/{code}/{_KEY}.json" for code in (*_HELD, named)))
    expected = [
        [as_csv(found.rows()), matrix_picture(found).svg().decode()]
        for some in codes
        for basis in (Basis.ABSOLUTE, Basis.RELATIVE)
        for found in [compare(data.store, some, _KEY, basis=basis)]
    ]
    assert _in_node(scripts, tmp_path, codes) == expected


def test_the_browser_compares_invented_and_hostile_statements_as_the_command_does(
    data: PublishedData, scripts: Path, tmp_path: Path
) -> None:
    domain = known_plans(data).domains[_KEY].domain
    concepts = [one.iri for one in concepts_compared(data.store, domain)]
    chance = random.Random(7)
    places = [_invented(chance, number, domain, concepts) for number in range(20)]
    shared = (f"compare/data/{_KEY}/vocabulary.json", "compare/data/words.json")
    _write(data, tmp_path, *shared)
    for place in places:
        folder = tmp_path / "flow" / place.place.code
        folder.mkdir(parents=True)
        (folder / f"{_KEY}.json").write_bytes(said_by(place, _KEY))
    groups = [chance.sample(places, chance.randint(2, 9)) for _ in range(20)]
    answers = _in_node(scripts, tmp_path, [[place.place.code for place in group] for group in groups])
    for group, (absolute, _) in zip(groups, zip(answers[::2], answers[1::2], strict=True), strict=True):
        found = comparison_of(data.store, domain, tuple(group))
        assert absolute == [as_csv(found.rows()), matrix_picture(found).svg().decode()]


_HOSTILE = ('<script>alert("x")</script>', "a,\"b\"\r\nc & 'd'", "\u202eRTL\u202c &amp; ]]>", "全市性，“工作”\x07", "")


def _invented(chance: random.Random, number: int, domain: Domain, concepts: list[str]) -> PlaceCompared:
    """Return a place whose plans say something at random, in words that a careless page would trip over."""
    tier = chance.choice(TIERS[1:4])
    code, name = f"{990000 + number}", f"{chance.choice(_HOSTILE)}地{number}"
    held = chance.random() < 0.9
    plan = Instrument(
        f"x:{number}", chance.choice((*_HOSTILE, None)), name, code, frozenset([domain.iri]), held, None, None, None
    )
    some = chance.sample(concepts, 12)
    tasks = tuple(_invented_task(chance, some) for _ in range(20 if held else 0))
    rules = (ResidualRule(None, "x"),) if chance.random() < 0.5 else ()
    return PlaceCompared(
        Place(f"x:area/{code}", code, name, tier, ((f"x:area/{code}", code, name, tier),)),
        (plan,),
        "held" if held else "text_not_held",
        None if held else "未收录全文 / the text is not held",
        tasks,
        rules,
    )


def _invented_task(chance: random.Random, concepts: list[str]) -> AssignedTask:
    def tiers() -> tuple[str, ...]:
        return tuple(tier for tier in TIERS if chance.random() < 0.3)

    def shares() -> tuple[tuple[str, str], ...]:
        return (
            (("prefecture", "62.50"), ("county", chance.choice(("37.5", "40", "30.0"))))
            if chance.random() < 0.2
            else ()
        )

    power = chance.choice((None, "exclusive", "joint", "by_affiliation", "each"))
    pays = chance.choice((None, "sole", *MANNERS[5:]))
    cases = tuple(
        CaseOfTask(chance.choice(_HOSTILE), power, tiers(), pays, tiers(), ()) for _ in range(chance.choice((0, 0, 2)))
    )
    return AssignedTask(
        assignment="x:a",
        number=chance.choice((*_HOSTILE, None)),
        task="x",
        concepts=frozenset(chance.sample(concepts, chance.choice((0, 1, 1, 2)))),
        domain=None,
        excludes=tiers() if chance.random() < 0.2 else (),
        power_mode=power,
        power_tiers=tiers(),
        expenditure_mode=pays,
        expenditure_tiers=tiers(),
        shares=shares(),
        cases=cases,
        support=(("central", "transfer"),) if chance.random() < 0.2 else (),
        section=chance.choice(("二/(三)", None, "一")),
        heading=None,
        quote=chance.choice((*_HOSTILE, None)),
    )


def test_the_scripts_of_the_pages_are_javascript(tmp_path: Path) -> None:
    """A quote within a quote once kept the filters of the matrix from showing, and nothing else told of it."""
    for name in ("matrix", "compare", "comparison", "comparison_picture"):
        module = tmp_path / f"{name}.mjs"
        shutil.copy(_ASSETS / f"{name}.js", module)
        run = subprocess.run(["node", "--check", str(module)], capture_output=True, text=True, check=False)
        assert run.returncode == 0, run.stderr


def test_the_places_to_choose_from_are_found_by_name_and_pinyin(data: PublishedData) -> None:
    listed = json.loads(_content(data, f"compare/data/{_KEY}/places.json"))
    assert [one for one in listed if one[0] in ("140000", "141000")] == [
        ["140000", "山西省", "", False, "shanxisheng", "sxs"],
        ["141000", "临汾市", "山西省", True, "linfenshi", "lfs"],
    ]


# ---------------------------------------------------------------- flow, timeline, coverage


def test_the_flow_of_a_place_is_that_of_the_command(data: PublishedData) -> None:
    found = flow(data.store, "450700", _KEY)
    assert _content(data, f"flow/450700/{_KEY}.csv").decode() == as_csv(found.rows())
    assert _content(data, f"flow/450700/{_KEY}.svg") == flow_picture(found).svg()
    page = html.fromstring(_content(data, "flow/450700/").decode())
    table = [[" ".join(cell.text_content().split()) for cell in row] for row in page.xpath("//tbody/tr")]
    assert [(row[0], int(row[3])) for row in table] == [(one.area_of_work, one.tasks) for one in found.streams]
    assert page.xpath("//svg/@aria-labelledby") == [f"flow-{_KEY}-title flow-{_KEY}-description"]


def test_the_plans_of_all_domains_are_those_of_each(data: PublishedData) -> None:
    found = diffusions(data.store)
    assert found == tuple(diffusion(data.store, one.domain.iri.rsplit("/", 1)[-1]) for one in found)
    assert [one.domain.name_en for one in found] == ["intellectual property"]


def test_the_timeline_has_a_row_for_every_plan(data: PublishedData) -> None:
    found = diffusion(data.store, _KEY)
    assert _content(data, f"timeline/{_KEY}/timeline.csv").decode() == as_csv(found.rows())
    page = html.fromstring(_content(data, f"timeline/{_KEY}/").decode())
    rows = page.xpath("//tbody/tr")
    assert [row.xpath("string(td[2])") for row in rows] == [step.plan.called for step in found.steps]
    shown = [row.xpath("string(td[last()])").rstrip("°") for row in rows]
    assert shown == ["" if s.days_since_national is None else str(s.days_since_national) for s in found.steps]
    assert list(Timeline().folders(data)) == ["timeline/", f"timeline/{_KEY}/"]


def test_coverage_has_a_tile_for_every_province_and_leads_on_where_plans_are_held(data: PublishedData) -> None:
    provinces = {area.code: area for area in areas_of_today(data.store).values() if area.tier == "province"}
    assert len(provinces) == 34
    page = html.fromstring(_content(data, f"coverage/{_KEY}/").decode())
    tiles = page.xpath("//svg//*[@class='province']")
    assert sorted(tile.xpath("string(title)").partition("：")[0] for tile in tiles) == sorted(
        area.name for area in provinces.values()
    )
    assert [tile.get("href") for tile in tiles if tile.tag == "a"] == [
        f"../../flow/{code}/" for code in ("140000", "150000", "210000", "450000")
    ]
    rows = list(csv.DictReader(io.StringIO(_content(data, f"coverage/{_KEY}/coverage.csv").decode())))
    assert {(row["province_code"], row["tier"]) for row in rows if row["held"] != "0"} == {
        ("140000", "prefecture"),
        ("150000", "province"),
        ("210000", "prefecture"),
        ("450000", "prefecture"),
    }


def test_pictures_are_well_formed_and_their_words_escaped(data: PublishedData) -> None:
    for path in (f"matrix/{_KEY}/matrix.svg", f"coverage/{_KEY}/coverage.svg", f"timeline/{_KEY}/timeline.svg"):
        root = etree.fromstring(_content(data, path))
        assert root.tag == "{http://www.w3.org/2000/svg}svg"
        assert root[0].text


def test_a_place_read_is_read_once(data: PublishedData) -> None:
    assert place_read(data, "141000", _KEY) is place_read(data, "141000", _KEY)
