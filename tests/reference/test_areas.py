"""The areas of `data/reference/areas.ttl`, against known rows and against the script that makes them."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest
from pyoxigraph import Literal, NamedNode, QuerySolutions, RdfFormat, Store

REPOSITORY = Path(__file__).resolve().parents[2]
AREAS = REPOSITORY / "data" / "reference" / "areas.ttl"
SQ = "https://w3id.org/shiquan/ontology#"
ID = "https://w3id.org/shiquan/id/"
SHORT = {
    SQ: "sq:",
    ID: "",
    "http://www.w3.org/2004/02/skos/core#": "skos:",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf:",
}


@pytest.fixture(scope="module")
def store() -> Store:
    """The areas in a store of their own."""
    store = Store()
    store.bulk_load(path=str(AREAS), format=RdfFormat.TURTLE)
    return store


@pytest.fixture(scope="module")
def script() -> ModuleType:
    """The script as a module."""
    spec = importlib.util.spec_from_file_location("make_areas", REPOSITORY / "scripts" / "make_areas.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["make_areas"] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


def shortened(iri: str) -> str:
    for long, short in SHORT.items():
        if iri.startswith(long):
            return short + iri.removeprefix(long)
    return iri


def row(store: Store, area: str) -> list[tuple[str, str]]:
    """Every statement about an area, shortened and sorted."""
    found = []
    for quad in store.quads_for_pattern(NamedNode(f"{ID}area/{area}"), None, None, None):
        value = quad.object
        assert isinstance(value, NamedNode | Literal)
        found.append(
            (
                shortened(quad.predicate.value),
                shortened(value.value) if isinstance(value, NamedNode) else value.value,
            )
        )
    return sorted(found)


def expected(
    code: str,
    name: str,
    kind: str,
    parent: str,
    tier: str,
    first: str | None = None,
    last: str | None = None,
    short: str | None = None,
    prefixes: tuple[str, ...] = (),
    spoken: tuple[str, ...] = (),
) -> list[tuple[str, str]]:
    statements = [
        ("rdf:type", "sq:AdministrativeArea"),
        ("sq:areaCode", code),
        ("skos:prefLabel", name),
        ("sq:areaKind", kind),
        ("sq:withinArea", f"area/{parent}"),
        ("sq:ofTier", f"tier/{tier}"),
    ]
    statements += [("sq:validFrom", first)] if first else []
    statements += [("sq:validTo", last)] if last else []
    statements += [("skos:altLabel", short)] if short else []
    statements += [("skos:altLabel", name) for name in spoken]
    statements += [("sq:numberPrefix", prefix) for prefix in prefixes]
    return sorted(statements)


PROBES = {
    "141000": expected("141000", "临汾市", "地级市", "140000", "prefecture", "2000-12"),
    "210500": expected("210500", "本溪市", "地级市", "210000", "prefecture", "1980-12"),
    "450700": expected("450700", "钦州市", "地级市", "450000", "prefecture", "1994-12"),
    "152500": expected("152500", "锡林郭勒盟", "盟", "150000", "prefecture", "1980-12"),
    "140800": expected("140800", "运城市", "地级市", "140000", "prefecture", "2000-12"),
    "222400": expected(
        "222400", "延边朝鲜族自治州", "自治州", "220000", "prefecture", "1980-12", spoken=("延边州", "延边")
    ),
    "652900": expected("652900", "阿克苏地区", "地区", "650000", "prefecture", "1980-12"),
    "441900": expected("441900", "东莞市", "地级市", "440000", "prefecture", "1988-12"),
    "141002": expected("141002", "尧都区", "市辖区", "141000", "county", "2000-12"),
    "210521": expected("210521", "本溪满族自治县", "自治县", "210500", "county", "1989-12", spoken=("本溪县",)),
    "152502": expected("152502", "锡林浩特市", "县级市", "152500", "county", "1983-12"),
    "152530": expected("152530", "正蓝旗", "旗", "152500", "county", "1980-12"),
    "150722": expected(
        "150722", "莫力达瓦达斡尔族自治旗", "自治旗", "150700", "county", "2001-12", spoken=("莫力达瓦旗",)
    ),
    "429004": expected("429004", "仙桃市", "县级市", "420000", "county", "1994-12"),
    "429021": expected("429021", "神农架林区", "林区", "420000", "county", "1984-12"),
    "469025": expected("469025", "白沙黎族自治县", "自治县", "460000", "county", "2007-12", spoken=("白沙县",)),
    "659001": expected("659001", "石河子市", "县级市", "650000", "county", "1985-12"),
    "520203": expected("520203", "六枝特区", "特区", "520200", "county", "1980-12"),
    "110101": expected("110101", "东城区", "市辖区", "110000", "county", "1980-12"),
    "500229": expected("500229", "城口县", "县", "500000", "county", "1997-12"),
    "110000": expected("110000", "北京市", "直辖市", "100000", "province", "1980-12", None, "北京", ("京",)),
    "140000": expected("140000", "山西省", "省", "100000", "province", "1980-12", None, "山西", ("晋",)),
    "150000": expected(
        "150000", "内蒙古自治区", "自治区", "100000", "province", "1980-12", None, "内蒙古", ("内", "蒙")
    ),
    "450000": expected("450000", "广西壮族自治区", "自治区", "100000", "province", "1980-12", None, "广西", ("桂",)),
    "520000": expected("520000", "贵州省", "省", "100000", "province", "1980-12", None, "贵州", ("贵", "黔")),
    "710000": expected("710000", "台湾省", "省", "100000", "province", "2002-12", None, "台湾"),
    "810000": expected("810000", "香港特别行政区", "特别行政区", "100000", "province", "2002-12", None, "香港"),
    # came after the last dated revision: no month is known
    "653229": expected("653229", "和安县", "县", "653200", "county"),
    "330113": expected("330113", "临平区", "市辖区", "330100", "county"),
    # abolished: the code is free, its last name holds it
    "142600": expected("142600", "临汾地区", "地区", "140000", "prefecture", "1980-12", "1999-12"),
    "142601": expected("142601", "临汾市", "县级市", "142600", "county", "1980-12", "1999-12"),
    "371200": expected("371200", "莱芜市", "地级市", "370000", "prefecture", "1992-12", "2019-04"),
    "110103": expected("110103", "崇文区", "市辖区", "110000", "county", "1980-12", "2009-12"),
    # renamed: the code lives on under another name
    "210200/1980": expected("210200", "旅大市", "地级市", "210000", "prefecture", "1980-12", "1980-12"),
    "420600/2010": expected("420600", "襄樊市", "地级市", "420000", "prefecture", "1980-12", "2010-10"),
    "130502/2019": expected("130502", "桥东区", "市辖区", "130500", "county", "1983-12", "2019-04"),
}


@pytest.mark.parametrize("area", sorted(PROBES))
def test_every_statement_about_a_probe(store: Store, area: str) -> None:
    """Each probe's whole row: code, name, kind, parent, tier, months, short name, number prefixes."""
    assert row(store, area) == PROBES[area]


def test_the_nation(store: Store) -> None:
    """The nation stands above the provinces and has no kind and no months."""
    assert row(store, "100000") == [
        ("rdf:type", "sq:AdministrativeArea"),
        ("skos:altLabel", "中国"),
        ("skos:prefLabel", "全国"),
        ("sq:areaCode", "100000"),
        ("sq:numberPrefix", "国"),
        ("sq:ofTier", "tier/central"),
    ]


def test_the_file_is_what_the_script_makes(script: ModuleType) -> None:
    """Byte for byte: the file is never changed by hand."""
    assert script.turtle(script.all_areas()).encode() == AREAS.read_bytes()


def test_every_area_lies_in_an_area_of_the_tier_above(store: Store) -> None:
    """A county lies in a prefecture or a province, a prefecture in a province, a province in the nation."""
    rows = store.query(
        "PREFIX sq: <https://w3id.org/shiquan/ontology#> SELECT DISTINCT ?tier ?above WHERE { "
        "?a a sq:AdministrativeArea ; sq:ofTier ?tier ; sq:withinArea ?b . "
        "OPTIONAL { ?b a sq:AdministrativeArea ; sq:ofTier ?above } }"
    )
    assert isinstance(rows, QuerySolutions)
    pairs = {tuple(str(term.value).rpartition("/")[2] if term else None for term in r) for r in rows}
    assert pairs == {
        ("county", "prefecture"),
        ("county", "province"),
        ("prefecture", "province"),
        ("province", "central"),
    }


def test_names_of_today_are_one_for_each_code(store: Store) -> None:
    """No code has two areas that are both in use."""
    rows = store.query(
        "PREFIX sq: <https://w3id.org/shiquan/ontology#> SELECT ?code (GROUP_CONCAT(STR(?a)) AS ?areas) "
        "WHERE { ?a sq:areaCode ?code FILTER NOT EXISTS { ?a sq:validTo ?to } } "
        "GROUP BY ?code HAVING (COUNT(?a) > 1)"
    )
    assert isinstance(rows, QuerySolutions)
    assert [(r["code"].value, r["areas"].value) for r in rows] == []


def test_a_slip_between_two_listings_is_no_rename(store: Store) -> None:
    """One of the two offices behind the revisions lists 马尔康市 as 马尔康区 from 2015-12 to 2016-10; taken
    as listed, the slip would stand as a former area."""
    assert row(store, "513201/2016") == []
    assert row(store, "513201") == expected("513201", "马尔康市", "县级市", "513200", "county", "2015-11")


def test_a_county_keeps_its_province_where_a_revision_lost_it(store: Store) -> None:
    """The revision of 1987-12 has 安徽省 under a county's code in 浙江 and not under 340000; 安庆地区, last
    listed there, fell directly under the nation."""
    assert row(store, "342800") == expected("342800", "安庆地区", "地区", "340000", "prefecture", "1980-12", "1987-12")
    assert row(store, "339007/1987") == []


@pytest.mark.parametrize(
    ("code", "name", "real"),
    [
        ("141001", "市辖区", False),
        ("110200", "县", False),
        ("429000", "省直辖县级行政区划", False),
        ("659000", "自治区直辖县级行政单位", False),
        ("130171", "石家庄高新技术产业开发区", False),
        ("339007", "安徽省", False),
        ("340000", "安徽省", True),
        ("632857", "大柴旦行政委员会", True),
        ("141002", "尧都区", True),
    ],
)
def test_rows_that_are_no_areas(script: ModuleType, code: str, name: str, real: bool) -> None:
    """Rows that only gather, statistical zones and misprinted provinces are left out."""
    assert script.is_real(code, name) is real


def test_two_names_that_end_in_one_year_are_refused(script: ModuleType) -> None:
    """The year in the IRI could not tell them apart."""
    former = [
        script.Listing("990001", "甲县", ("198012", "200403")),
        script.Listing("990001", "乙县", ("200409",)),
    ]
    with pytest.raises(ValueError, match="990001 end in the same year"):
        script.iris_of_former(former, frozenset())
