"""How a refusal looks to who asked: problem details in JSON (RFC 9457), plain text, or a page of HTML; always in Chinese and English."""

from __future__ import annotations

import json
from html import escape
from typing import Final

from shiquan.serving.cache import Rendered
from shiquan.serving.formats import ERROR_TYPES, best
from shiquan.serving.outcomes import Refusal

PAGE_HEADERS: Final = (
    (b"content-security-policy", b"default-src 'none'; style-src 'unsafe-inline'"),
    (b"referrer-policy", b"no-referrer"),
)
_TYPES: Final = "https://w3id.org/shiquan/problem/"


def rendered_refusal(refusal: Refusal, accept: str) -> Rendered:
    """Return the response for a refusal, in the form that the Accept header likes best, problem details where it does not say."""
    place = best(ERROR_TYPES, accept)
    media_type = ERROR_TYPES[place] if place >= 0 else ERROR_TYPES[0]
    headers = [(name.encode(), value.encode("latin-1")) for name, value in refusal.headers]
    if "json" in media_type:
        problem = {
            "type": f"{_TYPES}{refusal.name}",
            "title": refusal.name,
            "status": refusal.status,
            "detail": f"{refusal.zh} / {refusal.en}",
            "zh": refusal.zh,
            "en": refusal.en,
        }
        # a page that shows this as HTML by mistake must not find a tag in it
        text = json.dumps(problem, ensure_ascii=False).replace("<", "\\u003c").replace(">", "\\u003e")
        media_type = "application/problem+json"
    elif "html" in media_type:
        text = (
            f'<!doctype html><html lang="zh"><meta charset="utf-8"><title>{refusal.status}</title>'
            f'<h1>{refusal.status}</h1><p>{escape(refusal.zh)}</p><p lang="en">{escape(refusal.en)}</p></html>\n'
        )
        media_type = "text/html; charset=utf-8"
        headers += PAGE_HEADERS
    else:
        text = f"{refusal.zh}\n{refusal.en}\n"
        media_type = "text/plain; charset=utf-8"
    body = text.encode()
    return Rendered(
        (
            (b"content-type", media_type.encode()),
            (b"content-length", str(len(body)).encode()),
            (b"cache-control", b"no-store"),
            (b"x-content-type-options", b"nosniff"),
            (b"vary", b"Accept"),
            *headers,
        ),
        body,
    )
