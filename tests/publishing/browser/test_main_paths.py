"""The paths that people take, walked in a real browser, on the static site below a path of its host."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import pytest
from lxml import etree
from PIL import Image
from playwright.sync_api import BrowserContext, expect

from shiquan.comparison.matrix import compare
from shiquan.publishing.published_data import PublishedData
from shiquan.questions.rendering import as_csv

Visit = Callable[..., BrowserContext]
_TASK = "知识产权保护体系建设"
_NUMBER = "临政办发〔2024〕39号"
_LINFEN = "id/doc/141000/linzhengbanfa/2024/39/"
_QUOTE = "全市性知识产权保护体系建设"


def test_from_a_search_to_the_highlighted_quote(static_address: str, visit: Visit) -> None:
    """保护体系 → the task → its chain → the document, at the sentence."""
    page = visit().new_page()
    page.goto(static_address, wait_until="load")
    page.get_by_role("searchbox").fill("保护体系")
    page.get_by_role("button", name="搜索").click()
    assert unquote(page.url).startswith(f"{static_address}search/?q=保护体系")
    page.locator("#search-results").get_by_role("link", name=_TASK, exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(_TASK)
    chain = page.locator("svg").first
    expect(chain).to_contain_text("国办发〔2023〕48号")
    expect(chain).to_contain_text(_NUMBER)
    page.get_by_role("row").filter(has_text=_NUMBER).locator("a.where").first.click()
    assert page.url.startswith(static_address + _LINFEN)
    target = page.locator(f"[id='{unquote(page.url.partition('#')[2])}']")
    expect(target).to_be_in_viewport()
    marked = page.locator("mark", has_text=_QUOTE).first
    expect(marked).to_be_visible()


def test_three_cities_compared(static_address: str, visit: Visit, data: PublishedData) -> None:
    """The state stands in the address, and what is exported is what the command gives."""
    page = visit(accept_downloads=True).new_page()
    page.goto(f"{static_address}compare/?domain=intellectual-property&place=141000&place=210500&place=450700")
    table = page.locator("[data-result] table")
    expect(table.get_by_role("columnheader")).to_contain_text(["事项", "临汾市", "本溪市", "钦州市", "比较"])
    with page.expect_download() as download:
        page.locator("[data-result], main").get_by_role("link", name="CSV", exact=True).first.click()
    exported = list(csv.reader(io.StringIO(Path(download.value.path()).read_text(encoding="utf-8-sig"))))
    told = as_csv(compare(data.store, ("141000", "210500", "450700"), "知识产权").rows())
    assert exported == list(csv.reader(io.StringIO(told)))
    page.get_by_role("button", name=re.compile("钦州市")).click()
    expect(table.get_by_role("columnheader")).to_contain_text(["事项", "临汾市", "本溪市", "比较"])
    assert "450700" not in page.url and "210500" in page.url


def test_the_other_language_shows_the_same_thing(static_address: str, visit: Visit) -> None:
    """Of a page with its state, there and back."""
    page = visit().new_page()
    page.goto(static_address + _LINFEN + "#plan/1/a/1", wait_until="load")
    page.locator("header.site").get_by_role("link", name="English").click()
    page.wait_for_url(lambda url: "index.en.html#plan/1/a/1" in url)
    assert page.evaluate("() => document.documentElement.lang") == "en"
    expect(page.locator("mark", has_text=_QUOTE).first).to_be_visible()
    page.locator("header.site").get_by_role("link", name="中文").click()
    page.wait_for_url(lambda url: "index.en.html" not in url)
    assert page.evaluate("() => document.documentElement.lang") == "zh"


def test_a_named_query_is_run_live(live_address: str, visit: Visit) -> None:
    """Its answer comes from the endpoint beside the pages."""
    page = visit().new_page()
    page.goto(f"{live_address}query/", wait_until="load")
    page.get_by_label("现成的查询").select_option("documents")
    page.get_by_role("button", name="运行").click()
    expect(page.locator("#query-results table").first).to_contain_text(_NUMBER, timeout=20_000)


def test_the_chart_of_an_answer_is_exported(live_address: str, visit: Visit) -> None:
    """Two bars had been named alike, because their names were cut where they begin to differ."""
    page = visit(accept_downloads=True, device_scale_factor=1).new_page()
    page.goto(f"{live_address}query/?name=16-tasks-by-holder", wait_until="load")
    page.get_by_role("button", name="运行").click()
    chart = page.locator("#query-results svg.chart")
    expect(chart).to_be_visible(timeout=60_000)
    names = chart.locator("g > text:first-of-type").all_text_contents()
    assert len(names) == len({*names}) == 16
    with page.expect_download() as download:
        page.get_by_role("button", name="下载 PNG").click()
    with Image.open(download.value.path()) as made:
        assert made.size == (2 * 980, 2 * (len(names) * 22 + 30))


def test_pictures_are_exported(static_address: str, visit: Visit) -> None:
    """The picture of a chain and the rows behind it can be had as files."""
    context = visit()
    page = context.new_page()
    page.goto(f"{static_address}tasks/intellectual-property/protection-system/141000/", wait_until="load")
    got = {}
    for name in ("SVG", "CSV"):
        address = page.get_by_role("link", name=name).first.evaluate("link => link.href")
        got[name] = context.request.get(address).text()
    assert got["SVG"].startswith("<svg") or got["SVG"].startswith("<?xml")
    assert _NUMBER in got["SVG"] and _NUMBER in got["CSV"]


_CHAIN = "tasks/intellectual-property/protection-system/141000/"
_COMPARED = "compare/?domain=intellectual-property&place=141000&place=210500&place=450700"


@pytest.mark.parametrize("host", ["static_address", "live_address"])
@pytest.mark.parametrize("path", [_CHAIN, _COMPARED])
def test_the_browser_makes_a_png(host: str, path: str, visit: Visit, request: pytest.FixtureRequest) -> None:
    """Under the server's Content-Security-Policy too, which once let no picture be shown that a page had made: twice the size, with Chinese words."""
    page = visit(accept_downloads=True, device_scale_factor=1).new_page()
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)
    page.goto(request.getfixturevalue(host) + path, wait_until="load")
    link = page.get_by_role("link", name="SVG", exact=True).first
    with page.expect_download() as download:
        page.get_by_role("button", name="PNG").first.click()
    made = Image.open(download.value.path()).convert("L")
    if path == _COMPARED:
        with page.expect_download() as download:
            link.click()
        drawn = etree.parse(download.value.path()).getroot()
    else:
        drawn = etree.fromstring(page.request.get(link.evaluate("link => link.href")).body())
    assert made.size == tuple(round(2 * float(drawn.get(side, ""))) for side in ("width", "height"))
    # the title stands on the paper, and its first characters differ: where there is no font for them, all are the same box
    title = drawn.findall("{*}text")[0]
    x, y, size = (float(title.get(name, "")) for name in ("x", "y", "font-size"))
    words = "".join(title.itertext())[:3]
    boxes = [(2 * (x + n * size), 2 * (y - size), 2 * (x + (n + 1) * size), 2 * (y + size / 4)) for n in range(3)]
    glyphs = [made.crop(tuple(map(round, box))) for box in boxes]
    assert words == "知识产" and len({glyph.tobytes() for glyph in glyphs}) == 3
    assert all(glyph.getextrema()[0] < 80 and glyph.getextrema()[1] == 255 for glyph in glyphs)
    assert refused == []


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("query/", ["没有询问 https://example.org/sparql", "内容安全策略", "connect-src"]),
        ("query/index.en.html", ["https://example.org/sparql was not asked", "Content-Security-Policy", "connect-src"]),
    ],
)
def test_the_live_site_says_why_it_asks_no_other_endpoint(
    live_address: str, visit: Visit, path: str, told: list[str]
) -> None:
    """The browser itself forbids it, by the policy of the server: the page once said only that it failed to fetch."""
    page = visit().new_page()
    page.goto(f"{live_address}{path}?endpoint=https://example.org/sparql", wait_until="load")
    expect(page.locator("#query-run input")).to_have_value("https://example.org/sparql")
    page.locator("#query-run button").click()
    for words in told:
        expect(page.locator("#query-status")).to_contain_text(words)


def test_another_endpoint_is_asked_where_the_host_allows_it(
    static_address: str, live_address: str, visit: Visit
) -> None:
    """A static site without a policy asks the endpoint of a live one; of one that is not there it says what may be the matter."""
    page = visit().new_page()
    page.goto(f"{static_address}query/?name=documents&endpoint={live_address}sparql", wait_until="load")
    page.locator("#query-run button").click()
    expect(page.locator("#query-results table").first).to_contain_text(_NUMBER, timeout=20_000)
    for endpoint, told in (("http://127.0.0.1:9/sparql", "没有得到"), ("no address", "这不是一个地址")):
        page.locator("#query-run input").fill(endpoint)
        page.locator("#query-run button").click()
        expect(page.locator("#query-status")).to_contain_text(told)


def test_what_a_reviewer_has_done_is_known_in_every_list(static_address: str, visit: Visit) -> None:
    """Marked in the list of its kind; seen in that of its severity, counted in the overview, hidden by the address, and exported."""
    page = visit(accept_downloads=True).new_page()
    page.goto(f"{static_address}findings/review/", wait_until="load")
    page.get_by_role("checkbox", name="已处理").check()
    key = page.locator(".finding").get_attribute("data-key")
    page.goto(f"{static_address}findings/", wait_until="load")
    expect(page.locator("[data-done-of=review]")).to_have_text("已处理 1")
    page.locator("ul.figures").get_by_role("link").first.click()
    assert page.url == f"{static_address}findings/severity/warning/"
    finding = page.locator(f".finding[data-key='{key}']")
    expect(finding.get_by_role("checkbox")).to_be_checked()
    page.goto(f"{static_address}findings/severity/warning/?done=hide", wait_until="load")
    expect(finding).to_be_hidden()
    expect(page.locator(".kind-of-finding", has_text="待人工复核")).to_be_hidden()
    expect(page.locator(".finding:visible")).to_have_count(1)
    with page.expect_download() as download:
        page.get_by_role("button", name="导出已处理的").click()
    (row,) = csv.DictReader(io.StringIO(Path(download.value.path()).read_text(encoding="utf-8-sig"), newline=""))
    assert (row["key"], row["list"], row["severity"]) == (key, "review", "Warning")
