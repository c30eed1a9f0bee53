"""What holds for every page: axe finds nothing serious, nothing comes from another host, no error is told, a phone's width is enough."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page

from .representative import in_english, representative_pages

_GIVEN_UP = "net::ERR_ABORTED"
Visit = Callable[..., BrowserContext]


@pytest.fixture
def everywhere(site: Path) -> tuple[str, ...]:
    return tuple(path for each in representative_pages(site) for path in (each, in_english(each)))


def _watched(context: BrowserContext) -> tuple[Page, list[str]]:
    """Return a page, and the list of what it asks of other hosts and of the errors that it tells."""
    page = context.new_page()
    told: list[str] = []
    page.on("request", lambda request: told.append(request.url) if _is_foreign(request.url) else None)
    # what the browser gives up because the test goes on to the next page is no fault of the page
    page.on("requestfailed", lambda request: None if request.failure == _GIVEN_UP else told.append(request.url))
    page.on(
        "response",
        lambda response: told.append(f"{response.status}: {response.url}") if response.status >= 400 else None,
    )
    page.on("console", lambda message: told.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: told.append(str(error)))
    return page, told


def _is_foreign(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in ("http", "https") and parts.hostname != "127.0.0.1"


def test_axe_finds_nothing_serious(
    everywhere: tuple[str, ...], static_address: str, visit: Visit, npm_folder: Path
) -> None:
    page = visit().new_page()
    found: list[tuple[str, str, str]] = []
    for path in everywhere:
        page.goto(static_address + path, wait_until="load")
        page.add_script_tag(path=npm_folder / "axe-core" / "axe.min.js")
        report: dict[str, Any] = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
        found.extend(
            (path, violation["id"], node["html"])
            for violation in report["violations"]
            if violation["impact"] in ("serious", "critical")
            for node in violation["nodes"]
        )
    assert found == []


@pytest.mark.parametrize("address", ["static_address", "live_address"])
def test_nothing_from_another_host_and_no_error(
    everywhere: tuple[str, ...], address: str, visit: Visit, request: pytest.FixtureRequest
) -> None:
    """Live, every page has a policy that forbids scripts and styles within it: what breaks it is told as an error."""
    start: str = request.getfixturevalue(address)
    page, told = _watched(visit())
    for path in everywhere:
        answer = page.goto(start + path, wait_until="load")
        assert answer is not None and answer.status == 200, path
    assert told == []


def test_a_phone_need_not_scroll_sideways(everywhere: tuple[str, ...], static_address: str, visit: Visit) -> None:
    page = visit(viewport={"width": 360, "height": 740}).new_page()
    wider: dict[str, int] = {}
    for path in everywhere:
        page.goto(static_address + path, wait_until="load")
        width = page.evaluate("() => document.documentElement.scrollWidth")
        if width > 360:
            wider[path] = width
    assert wider == {}


def test_every_page_can_be_read_without_scripts(site: Path, static_address: str, visit: Visit) -> None:
    """Scripts add; what a page says stands in it without them."""
    with_scripts, without = visit().new_page(), visit(java_script_enabled=False).new_page()
    for path in representative_pages(site):
        with_scripts.goto(static_address + path, wait_until="load")
        without.goto(static_address + path, wait_until="load")
        heading = without.locator("h1").all_inner_texts()
        assert heading and heading == with_scripts.locator("h1").all_inner_texts(), path
        assert len(without.locator("main").inner_text()) > 20, path


def test_the_first_page_is_light(static_address: str, visit: Visit) -> None:
    """At most 200 KB, everything that it loads together."""
    page = visit().new_page()
    sizes: list[int] = []
    page.on("requestfinished", lambda request: sizes.append(request.sizes()["responseBodySize"]))
    page.goto(static_address, wait_until="networkidle")
    assert sizes and sum(sizes) <= 200_000


def test_a_page_prints(static_address: str, site: Path, visit: Visit) -> None:
    """On paper the navigation is not there, and the text is."""
    page = visit().new_page()
    page.emulate_media(media="print")
    for path in representative_pages(site):
        page.goto(static_address + path, wait_until="load")
        assert not page.locator("header.site nav").is_visible(), path
        assert page.locator("h1").first.is_visible(), path


def test_every_page_can_be_walked_by_keyboard(static_address: str, visit: Visit) -> None:
    """The first stop of the first page skips to the content, and what has the focus can be seen to have it."""
    page = visit().new_page()
    page.goto(static_address, wait_until="load")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.getAttribute('href')") == "#main"
    assert page.evaluate("() => document.activeElement.getBoundingClientRect().left") >= 0
    page.keyboard.press("Enter")
    page.wait_for_url("**/#main")
