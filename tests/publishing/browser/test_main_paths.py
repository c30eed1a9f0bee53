"""The paths that people take, walked in a real browser, on the static site below a path of its host."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

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
