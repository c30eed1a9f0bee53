"""What the endpoint says of itself and of its data: SPARQL 1.1 Service Description, and VoID at ``/.well-known/void``."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterable
from typing import Final

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryResultsFormat,
    QuerySolutions,
    Triple,
    parse_query_results,
    serialize,
)
from starlette.types import Scope, Send

from shiquan.graph.void import CLASSES, OBJECTS, PROPERTIES, SUBJECTS, VOID, Counts, number, void_triples
from shiquan.serving.cache import AnswerCache, Rendered
from shiquan.serving.formats import GRAPH_TYPES, RESULT_TYPES, wanted
from shiquan.serving.messages import Task
from shiquan.serving.observing import observed
from shiquan.serving.outcomes import NOT_ACCEPTABLE, Refusal
from shiquan.serving.sending import compressed, send_rendered, unchanged
from shiquan.serving.service import Service
from shiquan.terms import DCTERMS, XSD

_SD: Final = "http://www.w3.org/ns/sparql-service-description#"
_RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
_TYPE: Final = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_PREFIXES: Final = {"sd": _SD, "void": VOID, "rdfs": _RDFS, "dcterms": DCTERMS, "xsd": XSD}


class Descriptions:
    """The two descriptions. What has to be counted is counted once for each state of the data set, by queries under the usual limits."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._kept = AnswerCache(service.settings.cache)
        self._counting = asyncio.Lock()
        self._counted: tuple[str, Counts] | None = None

    async def send_service_description(
        self, scope: Scope, send: Send, accept: str, encoding: str, if_none_match: str
    ) -> None:
        """Answer with the service description.

        Raises:
            Refusal: the client takes no format of RDF.

        """
        await self._send(scope, send, (accept, encoding, if_none_match), "service", self._service_description())

    async def send_void(self, scope: Scope, send: Send, accept: str, encoding: str, if_none_match: str) -> None:
        """Answer with the description of the data set.

        Raises:
            Refusal: the client takes no format of RDF.

        """
        observed(scope).route = "void"
        await self._send(scope, send, (accept, encoding, if_none_match), "void", await self._void())

    async def _send(
        self, scope: Scope, send: Send, conditions: tuple[str, str, str], name: str, triples: list[Triple]
    ) -> None:
        accept, encoding, if_none_match = conditions
        place = wanted(accept).graph
        if place < 0:
            raise NOT_ACCEPTABLE.fresh()
        media_type, form = GRAPH_TYPES[place]
        key = hashlib.blake2b(f"{self._service.data_set.digest} {name} {place} {len(triples)}".encode(), digest_size=16)
        tag = key.hexdigest()
        rendered = self._kept.get(key.digest())
        if rendered is None:
            body = serialize(triples, format=form, prefixes=_PREFIXES) or b""
            if media_type.startswith("text/"):
                media_type += "; charset=utf-8"
            rendered = Rendered(
                (
                    (b"content-type", media_type.encode()),
                    (b"content-length", str(len(body)).encode()),
                    (b"etag", f'"{tag}"'.encode()),
                    (b"cache-control", b"public, no-cache"),
                    (b"vary", b"Accept, Accept-Encoding"),
                    (b"x-content-type-options", b"nosniff"),
                ),
                body,
            )
            self._kept.put(key.digest(), rendered)
        if unchanged(tag, if_none_match):
            headers = [header for header in rendered.headers if header[0] not in (b"content-type", b"content-length")]
            await send_rendered(scope, send, 304, Rendered(tuple(headers), b""))
            return
        await send_rendered(scope, send, 200, await compressed(rendered, encoding))

    # ---------------------------------------------------------------- SPARQL 1.1 Service Description

    def _service_description(self) -> list[Triple]:
        settings = self._service.settings
        endpoint = NamedNode(settings.endpoint)
        limits = NamedNode(f"{settings.endpoint}#limits")
        data, graph = BlankNode("data"), BlankNode("graph")
        seconds, memory = settings.limits.seconds, settings.limits.memory // 1024 // 1024
        size = settings.limits.answer // 1024 // 1024
        triples = [
            Triple(endpoint, _TYPE, _sd("Service")),
            Triple(endpoint, _sd("endpoint"), endpoint),
            Triple(endpoint, _sd("supportedLanguage"), _sd("SPARQL11Query")),
            Triple(endpoint, _sd("feature"), _sd("UnionDefaultGraph")),
            Triple(endpoint, _sd("defaultDataset"), data),
            Triple(endpoint, _rdfs("seeAlso"), limits),
            Triple(data, _TYPE, _sd("Dataset")),
            Triple(data, _sd("defaultGraph"), graph),
            Triple(data, _rdfs("seeAlso"), NamedNode(f"{settings.public_url}/.well-known/void")),
            Triple(graph, _TYPE, _sd("Graph")),
            Triple(graph, _void("triples"), number(self._service.data_set.quads)),
            Triple(
                limits,
                _rdfs("comment"),
                Literal(
                    f"每个查询最多 {seconds:g} 秒、{memory} MiB 内存；结果最多 {settings.limits.results} 行或三元组、{size} MiB。"
                    "超出行数的结果在此截断，并由 X-SPARQL-Truncated 说明；其余超限的查询会被停止并说明原因。",
                    language="zh",
                ),
            ),
            Triple(
                limits,
                _rdfs("comment"),
                Literal(
                    f"A query has {seconds:g} seconds and {memory} MiB of memory; an answer has {settings.limits.results} rows or "
                    f"triples and {size} MiB at most. An answer with more rows is cut there and says so in X-SPARQL-Truncated; a "
                    "query beyond the other limits is stopped with the reason.",
                    language="en",
                ),
            ),
        ]
        forms = [form.iri for _, form in RESULT_TYPES] + [form.iri for _, form in GRAPH_TYPES]
        return triples + [Triple(endpoint, _sd("resultFormat"), NamedNode(form)) for form in dict.fromkeys(forms)]

    # ---------------------------------------------------------------- VoID

    async def _void(self) -> list[Triple]:
        async with self._counting:
            data_set = self._service.data_set
            if self._counted is None or self._counted[0] != data_set.digest:
                self._counted = data_set.digest, await self._counts()
        return void_triples(
            self._data_set(),
            data_set.quads,
            data_set.documents,
            self._counted[1],
            self._service.settings.endpoint,
        )

    def _data_set(self) -> NamedNode:
        return NamedNode(f"{self._service.settings.public_url}/.well-known/void#data-set")

    async def _counts(self) -> Counts:
        """Return what has to be counted. What a query under the usual limits cannot count is left out, as VoID allows."""
        subjects, objects = await self._rows(SUBJECTS), await self._rows(OBJECTS)
        return Counts(
            subjects[0][1] if subjects else None,
            objects[0][1] if objects else None,
            await self._rows(PROPERTIES),
            await self._rows(CLASSES),
        )

    async def _rows(self, query: str) -> list[tuple[str, int]]:
        try:
            found = await self._service.pool.answer(Task(query))
        except Refusal:
            return []
        solutions = parse_query_results(found.body, QueryResultsFormat.JSON)
        return sorted(_pairs(solutions)) if isinstance(solutions, QuerySolutions) else []


def _pairs(solutions: QuerySolutions) -> Iterable[tuple[str, int]]:
    grouped = len(solutions.variables) > 1
    for solution in solutions:
        of = solution["of"] if grouped else None
        count = solution["n"]
        if isinstance(count, Literal):
            yield of.value if isinstance(of, NamedNode) else "", int(count.value)


def _sd(name: str) -> NamedNode:
    return NamedNode(_SD + name)


def _void(name: str) -> NamedNode:
    return NamedNode(VOID + name)


def _rdfs(name: str) -> NamedNode:
    return NamedNode(_RDFS + name)
