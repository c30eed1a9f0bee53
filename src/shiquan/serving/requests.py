"""From a request of HTTP to a query: SPARQL 1.1 Protocol, section 2.1, and nothing beside it.

Whatever is not exactly one query is refused with 400, 413 or 415 and what was wrong. Updates are refused with 403: the endpoint is read-only.
"""

from __future__ import annotations

import asyncio
import binascii
import codecs
from typing import Final
from urllib.parse import parse_qsl, unquote_plus

from pyoxigraph import NamedNode
from starlette.types import Message, Receive, Scope

from shiquan.serving.formats import Wanted
from shiquan.serving.messages import Task
from shiquan.serving.outcomes import UPDATE, Refusal

_FORM: Final = "application/x-www-form-urlencoded"
_DIRECT: Final = "application/sparql-query"
_UPDATE: Final = "application/sparql-update"
_FIELDS: Final = 200
_ADDRESS_LENGTH: Final = 64

Fields = list[tuple[str, str]]


def headers_of(scope: Scope, *names: bytes) -> tuple[str, ...]:
    """Return the values of these headers, each empty where it is absent and joined by commas where it comes several times."""
    found = dict.fromkeys(names, "")
    for name, value in scope["headers"]:
        if name in found:
            text = value.decode("latin-1")
            found[name] = f"{found[name]},{text}" if found[name] else text
    return tuple(found[name] for name in names)


def client_of(scope: Scope, *, behind_proxy: bool) -> str:
    """Return the address of a client: where it comes from, or what the proxy that it came through says."""
    if behind_proxy:
        (forwarded,) = headers_of(scope, b"x-forwarded-for")
        return forwarded.rpartition(",")[2].strip()[:_ADDRESS_LENGTH]
    client = scope.get("client")
    return str(client[0]) if client else ""


def fields_of_url(scope: Scope) -> Fields:
    """Return the parameters of a request's URL.

    Raises:
        Refusal: they are not in UTF-8, or there are too many.

    """
    raw: bytes = scope["query_string"]
    return _fields(raw.decode("latin-1")) if raw else []


async def fields_of_body(scope: Scope, receive: Receive, limit: int, seconds: float) -> Fields:
    """Return what a POST request says, as parameters: those of a form, or its query and the parameters of the URL.

    Raises:
        Refusal: the body has another media type or encoding, is larger than ``limit`` bytes, or takes more than ``seconds``.

    """
    content_type, encoding, length = headers_of(scope, b"content-type", b"content-encoding", b"content-length")
    media_type, _, parameters = content_type.partition(";")
    media_type = media_type.strip().lower()
    if media_type == _UPDATE:
        raise UPDATE.fresh()
    if media_type not in (_FORM, _DIRECT):
        raise Refusal(
            415,
            "media-type",
            f"POST 的 Content-Type 应为 {_FORM} 或 {_DIRECT}。",
            f"the Content-Type of a POST request is {_FORM} or {_DIRECT}.",
        )
    if encoding.strip().lower() not in ("", "identity"):
        raise Refusal(
            415,
            "content-encoding",
            "不接受压缩的请求正文。",
            "the body of a request must not be compressed (Content-Encoding).",
        )
    if not _is_utf8(parameters):
        raise Refusal(415, "charset", "请求正文须为 UTF-8。", "the body of a request must be in UTF-8.")
    if length.isdigit() and int(length) > limit:
        raise _too_large(limit)
    body = await _body(receive, limit, seconds)
    if media_type == _FORM:
        return fields_of_url(scope) + _fields(body.decode("latin-1"))
    try:
        return [("query", body.decode()), *(field for field in fields_of_url(scope))]
    except UnicodeDecodeError as error:
        raise _not_utf8() from error


def task_of(fields: Fields, formats: Wanted) -> Task | None:
    """Return the query that a request's parameters give, or None if they have none.

    Raises:
        Refusal: there are several queries, or an update, or a graph whose name is no absolute IRI.

    """
    queries: list[str] = []
    default_graphs: list[str] = []
    named_graphs: list[str] = []
    for name, value in fields:
        match name:
            case "query":
                queries.append(value)
            case "default-graph-uri":
                default_graphs.append(_iri(value))
            case "named-graph-uri":
                named_graphs.append(_iri(value))
            case "update" | "using-graph-uri" | "using-named-graph-uri":
                raise UPDATE.fresh()
    if len(queries) > 1:
        raise Refusal(
            400,
            "several-queries",
            "一次请求只能有一个查询（query 参数）。",
            "a request has one query (parameter query) only.",
        )
    if not queries:
        return None
    return Task(queries[0], tuple(default_graphs), tuple(named_graphs), formats.result, formats.graph)


async def _body(receive: Receive, limit: int, seconds: float) -> bytes:
    parts: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(seconds):
            while True:
                message: Message = await receive()
                if message["type"] == "http.disconnect":
                    raise Refusal(400, "broken-off", "请求正文不完整。", "the body of the request is broken off.")
                parts.append(message.get("body", b""))
                size += len(parts[-1])
                if size > limit:
                    raise _too_large(limit)
                if not message.get("more_body", False):
                    return b"".join(parts)
    except TimeoutError as error:
        raise Refusal(
            408,
            "slow-request",
            f"请求正文未在 {seconds:g} 秒内传完。",
            f"the body of the request did not come within {seconds:g} seconds.",
            (("connection", "close"),),
        ) from error


def unescaped(text: str) -> str:
    """Return what a value of a form or of a URL says: what `urllib.parse.unquote_plus` returns, in a fifth of the time.

    Quoted-printable text (RFC 2045, section 6.7) is the same but for the sign before the two digits, and is decoded in C. What differs is left to the slow way:
    a sign that is no escape, which would stand in the result or be lost at the end, line breaks, and what is not ASCII.

    Raises:
        UnicodeDecodeError: it is not in UTF-8.

    """
    if text.isascii() and "=" not in text and "\n" not in text and "\r" not in text and not text.endswith("%"):
        data = binascii.a2b_qp(text.replace("+", " ").replace("%", "="))
        if data.count(b"=") == text.count("%3D") + text.count("%3d"):
            return data.decode()
    return unquote_plus(text, errors="strict")


def _fields(text: str) -> Fields:
    try:
        if text.startswith("query=") and "&" not in text:  # what most requests are
            return [("query", unescaped(text[6:]))]
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_FIELDS)
    except UnicodeDecodeError as error:
        raise _not_utf8() from error
    except ValueError as error:
        raise Refusal(
            400, "too-many-parameters", f"参数多于 {_FIELDS} 个。", f"there are more than {_FIELDS} parameters."
        ) from error


def _iri(value: str) -> str:
    try:
        return NamedNode(value).value
    except ValueError as error:
        raise Refusal(
            400,
            "graph-iri",
            "default-graph-uri 和 named-graph-uri 的值须是绝对 IRI。",
            "the value of default-graph-uri and named-graph-uri is an absolute IRI.",
        ) from error


def _is_utf8(parameters: str) -> bool:
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            try:
                return codecs.lookup(value.strip().strip('"')).name == "utf-8"
            except LookupError:
                return False
    return True


def _too_large(limit: int) -> Refusal:
    return Refusal(
        413,
        "request-limit",
        f"请求正文超过 {limit} 字节的上限。",
        f"the body of the request is larger than the limit of {limit} bytes.",
        (("connection", "close"),),
    )


def _not_utf8() -> Refusal:
    return Refusal(400, "not-utf-8", "请求不是 UTF-8。", "the request is not in UTF-8.")
