"""What all pages share: head, foot, the macros of `parts.html`, the colours of tiers."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import html

from shiquan.pictures.palette import PALE, STRONG
from shiquan.publishing.files import File
from shiquan.publishing.languages import Language
from shiquan.publishing.navigation import NAVIGATION
from shiquan.publishing.pages import environment, rendered
from shiquan.publishing.published_data import PublishedData
from shiquan.publishing.site import file_at

ASSETS = Path(__file__).resolve().parent.parent.parent / "src" / "shiquan" / "publishing" / "assets"


def parsed(file: File | None) -> html.HtmlElement:
    assert file is not None
    return html.document_fromstring(file.make().decode("utf-8"))


def test_tiers_have_the_colours_of_the_pictures() -> None:
    style = (ASSETS / "style.css").read_text(encoding="utf-8")
    rules = re.findall(r"\.tier\.(\w+) \{ background: (#\w{6}); border-color: (#\w{6}); \}", style)
    assert [one for one in rules if one[0] in STRONG] == [(tier, PALE[tier], STRONG[tier]) for tier in STRONG]


def test_head_and_foot(data: PublishedData) -> None:
    page = parsed(file_at(data, "index.en.html"))
    assert [(a.text, a.get("href")) for a in page.xpath("//nav[@class='main']//a")] == [
        (entry.english, f"{entry.folder}index.en.html") for entry in NAVIGATION
    ]
    language = page.xpath("//a[@class='language']")[0]
    assert dict(language.attrib) == {"class": "language", "href": "./", "hreflang": "zh", "lang": "zh"}
    assert page.xpath("//footer//p")[0].text_content() == (
        f"Data of this site: documents 5, statements {described_quads(data)}; made by shiquan 0.1.0 Download all data"
    )


def described_quads(data: PublishedData) -> str:
    rows = data.store.select("SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }").rows
    return f"{int(rows[0][0] or 0):,}"


def test_pages_load_nothing_from_elsewhere_and_have_nothing_inline(data: PublishedData) -> None:
    page = parsed(file_at(data, ""))
    loaded = [*page.xpath("//link/@href"), *page.xpath("//script/@src"), *page.xpath("//img/@src")]
    assert loaded == [
        *("assets/style.css", "assets/icon.svg", "index.en.html", "assets/home.css", "assets/language.js"),
    ]
    assert page.xpath("//style | //script[not(@src)] | //@style | //@onclick") == []


@pytest.mark.parametrize(
    ("folder", "marked"),
    [
        ("documents/", [("documents/", "page")]),
        ("id/doc/x/y/2024/1/", [("documents/", "true")]),
        ("id/area/140000/", [("places/", "true")]),
        ("id/org/x/", []),
    ],
)
def test_the_part_that_a_page_belongs_to_is_marked(
    data: PublishedData, folder: str, marked: list[tuple[str, str]]
) -> None:
    page = html.document_fromstring(rendered(data, folder, "base.html", Language.CHINESE, {}).decode("utf-8"))
    up = "../" * folder.count("/")
    found = {a.get("href"): a.get("aria-current") for a in page.xpath("//nav[@class='main']//a[@aria-current]")}
    assert found == {("./" if path == folder else up + path): mark for path, mark in marked}


@pytest.fixture
def macro(data: PublishedData) -> Callable[[str, Language], html.HtmlElement]:
    """Return a function that renders a call of a macro."""

    def call(source: str, language: Language) -> html.HtmlElement:
        template = environment().from_string(
            '{% from "parts.html" import crumbs, tier, tiers, status, severity, quote, pager with context %}' + source
        )
        text = template.render(
            language=language,
            say=language.say,
            link=lambda path: path,
            hostile='"><script>alert(1)</script>\u202e',
        )
        return html.fragment_fromstring(text, create_parent="div")

    return call


def test_chips_have_words(macro: Callable[[str, Language], html.HtmlElement]) -> None:
    source = '{{ tiers(["central", "county"]) }}{{ tiers([]) }}{{ status("silent") }}{{ severity("Violation") }}'
    said = {
        language: [(span.get("class"), span.text) for span in macro(source, language).xpath(".//span")]
        for language in Language
    }
    assert said == {
        Language.CHINESE: [
            ("tier central", "中央"),
            ("tier county", "县级"),
            ("tier unsaid", "未规定"),
            ("status silent", "未提及"),
            ("status violation", "违反"),
        ],
        Language.ENGLISH: [
            ("tier central", "central"),
            ("tier county", "county"),
            ("tier unsaid", "not stated"),
            ("status silent", "silent"),
            ("status violation", "violation"),
        ],
    }


def test_hostile_words_stay_words(macro: Callable[[str, Language], html.HtmlElement]) -> None:
    hostile = '"><script>alert(1)</script>\u202e'
    made = macro(
        "{{ crumbs([(hostile, hostile), (hostile, none)]) }}{{ quote(hostile, hostile, hostile) }}", Language.CHINESE
    )
    assert made.xpath("//script") == []
    assert made.xpath("//blockquote/p")[0].text == hostile
    assert made.xpath("//figcaption/a/@href | //nav//a/@href") == ["", hostile, hostile]


def test_a_long_list_has_pages(macro: Callable[[str, Language], html.HtmlElement]) -> None:
    made = macro('{{ pager("documents/", 2, 12) }}', Language.ENGLISH)
    assert [(each.text, each.get("href")) for each in made.xpath(".//li/*")] == [
        ("1", "documents/"),
        ("2", None),
        *((str(n), f"documents/{n}/") for n in (3, 4, 5, 10, 12)),
    ]
    of_many = macro('{{ pager("findings/", 4321, 10000) }}', Language.CHINESE).xpath(".//li")
    assert [int(item.text_content()) for item in of_many] == [
        *(1, 1000, 2000, 3000, 3900, 4000, 4100, 4200, 4280, 4290, 4300, 4310),
        *(4318, 4319, 4320, 4321, 4322, 4323, 4324, 4330, 4340, 4350, 4360, 4370),
        *(4400, 4500, 4600, 4700, 4800, 5000, 6000, 7000, 8000, 9000, 10000),
    ]
    assert macro('{{ pager("documents/", 1, 1) }}', Language.ENGLISH).xpath(".//nav") == []


def test_the_first_page(data: PublishedData) -> None:
    page = parsed(file_at(data, "index.en.html"))
    assert [(form.get("action"), form.get("method")) for form in page.xpath("//form")] == [
        ("search/index.en.html", "get")
    ]
    assert page.xpath("//form//input/@name") == ["q"]
    assert [" ".join(li.text_content().split()) for li in page.xpath("//ul[@class='figures']/li")] == [
        "5documents",
        "152tasks divided",
        f"{described_quads(data)}statements",
    ]
    # the documents of the latest days, and an example: the concept that the latest of them names first, with the whole chain above it
    assert [li.xpath(".//a/text()")[0] for li in page.xpath("//ul[contains(@class, 'latest')]/li")] == [
        *("本政办发〔2025〕9号", "钦政办〔2025〕15号", "临政办发〔2024〕39号", "运政发〔2024〕13号"),
    ]
    hops = page.xpath("//ol[@class='hops']/li")
    assert [" ".join(hop.xpath("./div[@class='hop-head']")[0].text_content().split()) for hop in hops] == [
        "central 全国 国办发〔2023〕48号 text not held",
        "province 辽宁省 辽政办发〔2024〕9号 text not held",
        "prefecture 本溪市 本政办发〔2025〕9号 stated",
    ]
    assert len(hops[2].xpath(".//blockquote")) == 1
