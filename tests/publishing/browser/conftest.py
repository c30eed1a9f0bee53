"""A real browser, the site of the five documents below a path of a plain web server, and the same served live."""

from __future__ import annotations

import functools
import http.server
import os
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from ...made_once import alone
from ...serving.running import serving, wait_until_made

_HERE = Path(__file__).resolve().parent
_OPTIONS = (
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's chromium. One for each module: while it is open, nothing else in this process can run an event loop."""
    path = shutil.which("chromium")
    if path is None:
        # a package of Debian, not of Python: .ci/run installs it where apt is there
        pytest.skip("chromium is not installed (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        sandbox = os.getuid() != 0  # chromium's own does not work for root
        yield playwright.chromium.launch(executable_path=path, args=list(_OPTIONS), chromium_sandbox=sandbox)


@pytest.fixture(scope="session")
def npm_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of what the tests need of npm, installed by its lock file."""
    folder = _HERE / "node_modules"
    with alone("npm", tmp_path_factory):
        if not (folder / "axe-core").is_dir():
            subprocess.run(["npm", "ci", "--silent", "--ignore-scripts"], cwd=_HERE, check=True)
    return folder


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="session")
def static_address(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the static site, below a path of its host."""
    root = tmp_path_factory.mktemp("host")
    (root / "some").mkdir()
    (root / "some" / "where").symlink_to(site, target_is_directory=True)
    with _served(root) as address:
        yield f"{address}some/where/"


@pytest.fixture(scope="session")
def live_address(few_areas: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the same site, served live with the endpoint."""
    with serving(few_areas, tmp_path_factory.mktemp("live"), "--timeout", "10") as server:
        # until the downloads are made ahead, who asks for them is told to come back
        wait_until_made(server, "/downloads/SHA256SUMS")
        yield f"{server.url}/"


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Return a function that opens a browser context, which is closed in the end."""
    opened: list[BrowserContext] = []

    def context(**options: object) -> BrowserContext:
        opened.append(browser.new_context(locale="zh-CN", **options))
        return opened[-1]

    yield context
    for each in opened:
        each.close()
