"""The web application: its routes, what happens at its start and end, and what every response has.

A route more is a line in `routes_of`, before the last, which takes all other paths; an endpoint finds the data set as ``request.app.state.service`` and raises `Refusal` where it cannot answer.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator
from multiprocessing.synchronize import Event
from typing import Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from shiquan.serving.description import Descriptions
from shiquan.serving.endpoint import SparqlEndpoint
from shiquan.serving.observing import Figures, Observing, RequestLog, observed
from shiquan.serving.outcomes import Refusal
from shiquan.serving.pages import SitePages
from shiquan.serving.refusals import rendered_refusal
from shiquan.serving.requests import headers_of
from shiquan.serving.sending import send_rendered
from shiquan.serving.service import Service
from shiquan.serving.settings import Settings

_TICK: Final = 0.2
_CORS: Final = (
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"ETag, Link, Retry-After, X-SPARQL-MaxRows, X-SPARQL-Truncated"),
)
_MESSAGES: Final = {
    404: ("not-found", "没有这个页面。", "there is no such page."),
    405: ("method", "此处不允许这种方法。", "this method is not allowed here."),
}


def routes_of(service: Service, endpoint: SparqlEndpoint, descriptions: Descriptions) -> list[BaseRoute]:
    """Return the routes of the application: the endpoint's, then the site, unless no process is there to make its pages."""
    site = [Route("/{path:path}", SitePages(service))] if service.settings.page_processes else []
    return [
        Route("/sparql", endpoint),
        Route("/.well-known/void", _Described(descriptions)),
        Route("/healthz", _health),
        Route("/metrics", _metrics),
        *site,
    ]


def application(settings: Settings, stopping: Event | None = None) -> ASGIApp:
    """Return the application that serves a data set; once ``stopping`` is set, running queries have the time of grace left.

    Raises:
        DataSetError: the folder is not a data set.

    """
    service = Service(settings)
    figures = Figures()
    log = RequestLog(sys.stdout)
    descriptions = Descriptions(service)
    endpoint = SparqlEndpoint(service, descriptions)

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await service.start()
        # "confined": false where the system cannot take network and writing away from the processes that run queries
        log.event("started", data_set=service.data_set.digest, confined=bool(service.pool.confined))
        ticking = asyncio.get_running_loop().create_task(_tick_on(service, figures, log, stopping))
        try:
            yield
        finally:
            ticking.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await ticking
            await service.close()
            log.event("stopped")

    app = Starlette(
        routes=routes_of(service, endpoint, descriptions),
        lifespan=lifespan,
        middleware=[Middleware(_Refusing)],
        exception_handlers={HTTPException: _told},
    )
    app.state.service = service
    app.router.redirect_slashes = False
    preflight = CORSMiddleware(
        app,
        allow_origins=["*"],
        allow_methods=["GET", "HEAD", "POST", "OPTIONS"],
        allow_headers=["Accept", "Content-Type", "If-None-Match"],
        max_age=86400,
    )
    return Observing(
        _Direct(endpoint, preflight, app),
        figures,
        log,
        _CORS,
        log_queries=settings.log_queries,
        behind_proxy=settings.behind_proxy,
    )


class _Direct:
    """Takes queries straight to their endpoint, past the routes of the application (which has that route too); OPTIONS to what answers for CORS."""

    def __init__(self, endpoint: ASGIApp, preflight: ASGIApp, app: ASGIApp) -> None:
        self._endpoint = endpoint
        self._preflight = preflight
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "OPTIONS":
            await self._preflight(scope, receive, send)
        elif scope["type"] == "http" and scope["path"] in ("/sparql", "/sparql/"):
            await self._endpoint(scope, receive, send)
        else:
            await self._app(scope, receive, send)


class _Refusing:
    """Turns a refusal that an endpoint raises, and any fault of it, into a response."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._app(scope, receive, send)
        except Refusal as refusal:
            observed(scope).reason = refusal.name
            (accept,) = headers_of(scope, b"accept")
            await send_rendered(scope, send, refusal.status, rendered_refusal(refusal, accept))


class _Described:
    """The description of the data set as an endpoint."""

    def __init__(self, descriptions: Descriptions) -> None:
        self._descriptions = descriptions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] not in ("GET", "HEAD"):
            raise HTTPException(405, headers={"Allow": "GET, HEAD"})
        await self._descriptions.send_void(
            scope, send, *headers_of(scope, b"accept", b"accept-encoding", b"if-none-match")
        )


async def _health(request: Request) -> Response:
    observed(request.scope).route = "healthz"
    service: Service = request.app.state.service
    alive = service.pool.alive
    state = {
        "status": "ok" if alive else "no process can run queries",
        "data_set": service.data_set.digest,
        "documents": service.data_set.documents,
        "quads": service.data_set.quads,
        "running": service.pool.running,
        "waiting": service.pool.waiting,
    }
    return JSONResponse(state, 200 if alive else 503, {"cache-control": "no-store"})


async def _metrics(request: Request) -> Response:
    observed(request.scope).route = "metrics"
    return Response(
        await asyncio.to_thread(Figures.text),
        media_type="text/plain; version=0.0.4; charset=utf-8",
        headers={"cache-control": "no-store"},
    )


async def _told(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    name, zh, en = _MESSAGES.get(status, ("refused", "请求被拒绝。", "the request is refused."))
    further = tuple((error.headers or {}).items()) if isinstance(error, HTTPException) else ()
    rendered = rendered_refusal(Refusal(status, name, zh, en, further), request.headers.get("accept", ""))
    response = Response(rendered.body, status)
    response.raw_headers = list(rendered.headers)
    return response


async def _tick_on(service: Service, figures: Figures, log: RequestLog, stopping: Event | None) -> None:
    while True:
        await asyncio.sleep(_TICK)
        log.flush()
        figures.flush()
        figures.running.set(service.pool.running)
        figures.waiting.set(service.pool.waiting)
        if stopping is not None and stopping.is_set():
            service.pool.stop()
