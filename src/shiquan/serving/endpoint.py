"""The SPARQL 1.1 endpoint as an ASGI application: a request of the protocol in, an answer, an entity tag or a refusal out."""

from __future__ import annotations

from typing import Final

from starlette.types import Receive, Scope, Send

from shiquan.serving.cache import Rendered
from shiquan.serving.description import Descriptions
from shiquan.serving.formats import GRAPH_TYPES, RESULT_TYPES, wanted
from shiquan.serving.messages import Task
from shiquan.serving.observing import Observed, observed
from shiquan.serving.outcomes import GONE, NOT_ACCEPTABLE, Answer, Kind, Refusal
from shiquan.serving.refusals import rendered_refusal
from shiquan.serving.requests import fields_of_body, fields_of_url, headers_of, task_of
from shiquan.serving.sending import compressed, send_rendered, unchanged
from shiquan.serving.service import Service, Source

METHODS: Final = "GET, HEAD, POST, OPTIONS"
_NOT_ALLOWED: Final = Refusal(
    405, "method", f"允许的方法：{METHODS}。", f"the methods are {METHODS}.", (("allow", METHODS),)
)


class SparqlEndpoint:
    """Answers SPARQL 1.1 Protocol query operations; without a query, it describes itself (SPARQL 1.1 Service Description)."""

    def __init__(self, service: Service, descriptions: Descriptions) -> None:
        self._service = service
        self._descriptions = descriptions
        self._common = (
            (b"cache-control", b"public, no-cache"),
            (b"vary", b"Accept, Accept-Encoding"),
            (b"x-content-type-options", b"nosniff"),
            (b"x-sparql-maxrows", str(service.settings.limits.results).encode()),
        )
        self._limits_page = f"{service.settings.endpoint}#limits"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        noted = observed(scope)
        noted.route = "sparql"
        accept, encoding, if_none_match = headers_of(scope, b"accept", b"accept-encoding", b"if-none-match")
        try:
            task = await self._task(scope, receive, accept)
            if task is None:
                noted.route = "description"
                await self._descriptions.send_service_description(scope, send, accept, encoding, if_none_match)
                return
            await self._answer(scope, receive, send, task, (encoding, if_none_match), noted)
        except Refusal as refusal:
            noted.reason = refusal.name
            if refusal.status == GONE.status:
                noted.status = GONE.status
                return
            await send_rendered(scope, send, refusal.status, rendered_refusal(refusal, accept))

    async def _task(self, scope: Scope, receive: Receive, accept: str) -> Task | None:
        formats = wanted(accept)
        match scope["method"]:
            case "GET" | "HEAD":
                return task_of(fields_of_url(scope), formats)
            case "POST":
                settings = self._service.settings
                fields = await fields_of_body(scope, receive, settings.limits.request, settings.request_seconds)
                task = task_of(fields, formats)
                if task is None:
                    raise Refusal(
                        400, "no-query", "请求里没有查询（query 参数）。", "the request has no query (parameter query)."
                    )
                return task
            case _:
                raise _NOT_ALLOWED.fresh()

    async def _answer(
        self, scope: Scope, receive: Receive, send: Send, task: Task, conditions: tuple[str, str], noted: Observed
    ) -> None:
        if task.result < 0 and task.graph < 0:
            raise NOT_ACCEPTABLE.fresh()
        encoding, if_none_match = conditions
        key = self._service.key_of(task)
        noted.query_key = tag = key.hex()
        noted.query = task.query
        if if_none_match and unchanged(tag, if_none_match):
            noted.source = Source.UNCHANGED
            headers = ((b"etag", f'"{tag}"'.encode()), *self._common)
            await send_rendered(scope, send, 304, Rendered(headers, b""))
            return
        rendered = self._service.cache.get(key)
        noted.source = Source.CACHE
        if rendered is None:

            async def gone() -> None:
                while (await receive())["type"] != "http.disconnect":
                    pass

            found = await self._service.answer(task, noted.client, gone)
            noted.source = found.source
            rendered = self._rendered(task, found.answer, tag)
            self._service.cache.put(key, rendered)
        if encoding:
            rendered = await compressed(rendered, encoding)
        await send_rendered(scope, send, 200, rendered, self._service.settings.request_seconds)

    def _rendered(self, task: Task, answer: Answer, tag: str) -> Rendered:
        body = answer.body
        media_type = GRAPH_TYPES[task.graph][0] if answer.kind is Kind.TRIPLES else RESULT_TYPES[task.result][0]
        further: list[tuple[bytes, bytes]] = []
        if answer.cut:
            body = self._saying_so(body, media_type) if answer.kind is Kind.SOLUTIONS else body
            further = [
                (b"x-sparql-truncated", b"true"),
                (b"link", f'<{self._limits_page}>; rel="describedby"'.encode()),
            ]
        if media_type.startswith("text/"):
            media_type += "; charset=utf-8"
        headers = (
            (b"content-type", media_type.encode()),
            (b"content-length", str(len(body)).encode()),
            (b"etag", f'"{tag}"'.encode()),
            *self._common,
            *further,
        )
        return Rendered(headers, body)

    def _saying_so(self, body: bytes, media_type: str) -> bytes:
        """Return solutions that were cut with a link in their head to what says so (SPARQL 1.1 Query Results JSON Format 3.1.2, XML Format 2.2)."""
        if "json" in media_type:
            return body.replace(b'},"results":', f',"link":["{self._limits_page}"]}},"results":'.encode(), 1)
        if "xml" in media_type:
            return body.replace(b"</head>", f'<link href="{self._limits_page}"/></head>'.encode(), 1)
        return body
