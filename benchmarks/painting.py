"""How long pages take in a browser: the largest contentful paint, and what they load.

    python benchmarks/painting.py ADDRESS [--runs 5] PATH...

ADDRESS is that of a site on loopback (`shiquan serve`, or `python -m http.server` in a published site), so that what is measured is the page and not the
network; each page is opened by Debian's chromium with an empty cache.
Printed for each: median, least and most of the largest contentful paint in milliseconds (Largest Contentful Paint, W3C), and the kilobytes that came over the wire.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics

from playwright.sync_api import sync_playwright

_PAINTED = """() => new Promise(done => new PerformanceObserver(list => done(list.getEntries().at(-1).startTime))
    .observe({type: 'largest-contentful-paint', buffered: true}))"""


def main() -> None:
    """Run the benchmark from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("address")
    parser.add_argument("paths", nargs="+")
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    print("| page | largest contentful paint ms | kB |\n|---|---|---|")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--disable-gpu", "--disable-background-networking"],
            chromium_sandbox=os.getuid() != 0,  # chromium's own does not work for root
        )
        for path in options.paths:
            times: list[float] = []
            size = 0
            for _ in range(options.runs):
                context = browser.new_context(viewport={"width": 1280, "height": 860})
                page = context.new_page()
                sizes: list[int] = []
                page.on(
                    "requestfinished", lambda request, sizes=sizes: sizes.append(request.sizes()["responseBodySize"])
                )
                page.goto(options.address + path, wait_until="networkidle")
                times.append(page.evaluate(_PAINTED))
                size = sum(sizes)
                context.close()
            print(
                f"| {path or '/'} | {statistics.median(times):.0f} ({min(times):.0f} to {max(times):.0f}) | {size / 1000:.0f} |"
            )
        browser.close()


if __name__ == "__main__":
    main()
