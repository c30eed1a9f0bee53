"""What the pages of the site may load, as they tell the browser: live in a header, on an Apache host by the rules in `.htaccess`."""

from __future__ import annotations

from typing import Final

POLICY: Final = (
    "default-src 'self'; "
    # a picture that a page has drawn itself is shown to the browser as an object, to be made a PNG; scripts and styles are from the site only
    "img-src 'self' blob:; "
    "base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
)
"""The Content-Security-Policy (W3C, level 3) of every page."""
