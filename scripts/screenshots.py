"""Make the screenshots of `docs/pictures/`: the main pages of a published site, as a browser shows them.

A development tool; needs Debian's chromium and the package playwright.

    python scripts/screenshots.py SITE [--out docs/pictures]        (SITE: a folder that `shiquan publish` wrote)
"""

from __future__ import annotations

import argparse
import functools
import http.server
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from playwright.sync_api import sync_playwright

_WIDE: Final = (1280, 860)
_NARROW: Final = (390, 780)
_COMPARED: Final = "domain=intellectual-property&place=141000&place=210500&place=450700"
SHOTS: Final[tuple[tuple[str, str, tuple[int, int]], ...]] = (
    ("site-document", "id/doc/141000/linzhengbanfa/2024/39/#plan/1/a/7", _WIDE),
    ("site-task", "tasks/intellectual-property/protection-system/141000/", _WIDE),
    ("site-compare", f"compare/?{_COMPARED}", _WIDE),
    ("site-phone", "id/area/141000/", _NARROW),
)
"""Name of the picture, path of the page, width and height of the window."""


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on this machine, and yield its address."""
    handler = functools.partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/"
        finally:
            server.shutdown()
            thread.join()


def screenshots(site: Path, out: Path) -> None:
    """Write a PNG of each page of `SHOTS`."""
    with served(site) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--disable-gpu", "--disable-background-networking"],
            chromium_sandbox=os.getuid() != 0,  # chromium's own does not work for root
        )
        for name, path, (width, height) in SHOTS:
            page = browser.new_page(viewport={"width": width, "height": height})
            page.goto(address + path, wait_until="networkidle")
            # a page that was moved to a fragment is painted a moment later
            page.wait_for_timeout(1500)
            page.screenshot(path=out / f"{name}.png")
        browser.close()


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("site", type=Path)
    parser.add_argument("--out", type=Path, default=Path("docs/pictures"))
    options = parser.parse_args()
    screenshots(options.site, options.out)


if __name__ == "__main__":
    main()
