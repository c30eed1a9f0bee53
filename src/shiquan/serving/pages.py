"""The site, live: every file of the static one, made when it is asked for, and the addresses of things, which lead to what describes them.

The IRI of a thing is answered with 303 See Other (W3C, Cool URIs for the Semantic Web, section 4.2): to the page in the client's language, or to the data in the
format that it likes best. All references are relative, so that the site may stand below any path of a proxy.
"""

from __future__ import annotations

import asyncio
import hashlib
from typing import Final
from urllib.parse import quote

from starlette.types import Receive, Scope, Send

from shiquan import __version__
from shiquan.publishing.addresses import ONTOLOGY, THINGS, relative
from shiquan.publishing.content_security import POLICY
from shiquan.publishing.languages import Language
from shiquan.publishing.made_ahead import group_of
from shiquan.publishing.rdf_files import FORMATS
from shiquan.serving.cache import Rendered
from shiquan.serving.editions import as_argument
from shiquan.serving.formats import best, prefers_english, takes_gzip
from shiquan.serving.observing import observed
from shiquan.serving.outcomes import Refusal
from shiquan.serving.page_messages import Page, What
from shiquan.serving.requests import headers_of
from shiquan.serving.sending import compressed, send_rendered, send_stored, unchanged
from shiquan.serving.service import Service, Source

_METHODS: Final = "GET, HEAD"
_NOT_ALLOWED: Final = Refusal(
    405, "method", f"允许的方法：{_METHODS}。", f"the methods are {_METHODS}.", (("allow", _METHODS),)
)
_NOT_FOUND: Final = Refusal(404, "not-found", "没有这个页面。", "there is no such page.")
_NOT_ACCEPTABLE: Final = Refusal(
    406,
    "not-acceptable",
    "此事物没有 Accept 所要求的格式；有：text/html、" + "、".join(form.media_type for form in FORMATS) + "。",
    "there is no description of this thing in a format that Accept names; there are: text/html, "
    + ", ".join(form.media_type for form in FORMATS)
    + ".",
    (("vary", "Accept"),),
)
_OFFERED: Final = (
    ("text/html", ""),
    *((form.media_type, form.file) for form in FORMATS),
    ("application/xhtml+xml", ""),
    ("application/json", "index.jsonld"),
    ("application/xml", "index.rdf"),
    ("text/xml", "index.rdf"),
    ("text/plain", "index.nt"),
)
_PAGES: Final = tuple(language.page for language in Language)
_SAFE: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", POLICY.encode()),
    (b"referrer-policy", b"strict-origin-when-cross-origin"),
)
_CACHED: Final = (b"cache-control", b"public, no-cache")
_LARGE: Final = 4 * 1024 * 1024
"""Larger files, and those that are compressed, go from the disk to the client as they are, and in parts to who asks for parts."""
_COMPRESSED: Final = ("application/gzip", "application/zip")
_TEXT: Final = ("text/", "application/", "image/svg+xml")


class SitePages:
    """Answers every path that is not one of the endpoint's."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._edition = as_argument(service.settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request.

        Raises:
            Refusal: there is nothing at the path, or it cannot be made.

        """
        noted = observed(scope)
        noted.route = "page"
        if scope["method"] not in ("GET", "HEAD"):
            raise _NOT_ALLOWED.fresh()
        path: str = scope["path"].removeprefix("/")
        encoding, if_none_match, accept = headers_of(scope, b"accept-encoding", b"if-none-match", b"accept")
        tag = self._tag(path)
        if unchanged(tag, if_none_match) and "*" not in if_none_match:
            # an entity tag is only known to who has had the file
            noted.source = Source.UNCHANGED
            headers = ((b"etag", f'"{tag}"'.encode()), _CACHED, (b"vary", b"Accept-Encoding"), *_SAFE)
            await send_rendered(scope, send, 304, Rendered(headers, b""))
            return
        key = f"{tag} {'gzip' if takes_gzip(encoding) else ''}".encode()
        rendered = self._service.cache.get(key)
        noted.source = Source.CACHE
        if rendered is None:
            group = group_of(path)
            if group is None:
                noted.source = Source.PROCESS
                page = await self._service.pages.page(path)
            elif f"{path}/" in group.prefixes:
                page = Page(What.FOLDER, folder=f"{path}/")
            else:
                noted.source = Source.STORED
                stored = self._service.prepared.find(group, path)
                if stored is None:
                    raise _NOT_FOUND.fresh()
                if stored.media_type.startswith(_COMPRESSED) or stored.path.stat().st_size > _LARGE:
                    head = self._head(path, stored.media_type, tag)
                    asked, still = headers_of(scope, b"range", b"if-range")
                    if still not in ("", f'"{tag}"'):
                        # what the client has a part of is another file by now (RFC 9110, section 13.1.5)
                        asked = ""
                    await send_stored(scope, send, head, stored.path, asked, self._service.settings.request_seconds)
                    return
                page = Page(What.FILE, stored.media_type, content=await asyncio.to_thread(stored.path.read_bytes))
            if page.what is not What.FILE:
                await self._elsewhere(scope, send, path, page, accept)
                return
            rendered = self._file(path, page, tag)
            if page.media_type.startswith(_TEXT) and not page.media_type.startswith(_COMPRESSED):
                rendered = await compressed(rendered, encoding)
            self._service.cache.put(key, rendered)
        await send_rendered(scope, send, 200, rendered, self._service.settings.request_seconds)

    def _tag(self, path: str) -> str:
        """Return the entity tag of a path: of the same data set, made by the same version, it has the same content."""
        asked = f"{self._service.data_set.digest}\0{__version__}\0{self._edition}\0{path}".encode(
            "utf-8", "surrogatepass"
        )
        return hashlib.blake2b(asked, digest_size=16).hexdigest()

    def _file(self, path: str, page: Page, tag: str) -> Rendered:
        length = (b"content-length", str(len(page.content)).encode())
        return Rendered((*self._head(path, page.media_type, tag), length), page.content)

    def _head(self, path: str, media_type: str, tag: str) -> tuple[tuple[bytes, bytes], ...]:
        return (
            (b"content-type", media_type.encode()),
            (b"etag", f'"{tag}"'.encode()),
            _CACHED,
            (b"vary", b"Accept-Encoding"),
            *_SAFE,
            *((b"link", link.encode()) for link in self._links(path, media_type)),
        )

    def _links(self, path: str, media_type: str) -> list[str]:
        """Return what a Link header says (RFC 8288): the same in other formats and languages, and the address to remember."""
        folder, name = path[: path.rfind("/") + 1], path[path.rfind("/") + 1 :]
        described = folder.startswith((THINGS, ONTOLOGY))
        if media_type.startswith("text/html"):
            shown = folder if name in ("", Language.CHINESE.page) else path
            links = [f'<{self._service.settings.public_url}/{quote(shown)}>; rel="canonical"']
            if described:
                links.append(f'<{FORMATS[0].file}>; rel="describedby"; type="{FORMATS[0].media_type}"')
                links += _alternates("")
            return links
        if described and name in {form.file for form in FORMATS}:
            return ['<./>; rel="alternate"; type="text/html"']
        return []

    async def _elsewhere(self, scope: Scope, send: Send, path: str, page: Page, accept: str) -> None:
        here = path[: path.rfind("/") + 1]
        match page.what:
            case What.THING:
                await self._see_other(scope, send, here, page, accept)
            case What.FOLDER:
                query = scope["query_string"].decode("latin-1")
                location = quote(relative(page.folder, here)) + (f"?{query}" if query else "")
                await send_rendered(scope, send, 308, _pointing_to(location, ()))
            case _:
                if not page.content or best(("application/json", "text/plain", "text/html"), accept or "*/*") != 2:
                    raise _NOT_FOUND.fresh()
                headers = (
                    (b"content-type", b"text/html; charset=utf-8"),
                    (b"content-length", str(len(page.content)).encode()),
                    (b"cache-control", b"no-store"),
                    (b"vary", b"Accept"),
                    *_SAFE,
                )
                observed(scope).reason = _NOT_FOUND.name
                await send_rendered(scope, send, 404, Rendered(headers, page.content))

    async def _see_other(self, scope: Scope, send: Send, here: str, page: Page, accept: str) -> None:
        place = best([name for name, _ in _OFFERED], accept)
        if place < 0:
            raise _NOT_ACCEPTABLE.fresh()
        file = _OFFERED[place][1]
        (accept_language,) = headers_of(scope, b"accept-language")
        if not file and prefers_english(accept_language):
            file = Language.ENGLISH.page
        location = quote(relative(page.folder + file, here))
        if page.fragment and (not file or file in _PAGES):
            location += f"#{quote(page.fragment)}"
        await send_rendered(scope, send, 303, _pointing_to(location, tuple(_alternates(relative(page.folder, here)))))


def _alternates(folder: str) -> list[str]:
    base = "" if folder == "./" else folder
    return [f'<{quote(base + form.file)}>; rel="alternate"; type="{form.media_type}"' for form in FORMATS]


def _pointing_to(location: str, links: tuple[str, ...]) -> Rendered:
    headers = (
        (b"location", location.encode()),
        (b"content-length", b"0"),
        (b"cache-control", b"public, no-cache"),
        (b"vary", b"Accept, Accept-Language"),
        *_SAFE,
        *((b"link", link.encode()) for link in links),
    )
    return Rendered(headers, b"")
