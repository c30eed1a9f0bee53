"""A SPARQL endpoint elsewhere, over SPARQLWrapper (SPARQL 1.1 Protocol, query by POST)."""

from __future__ import annotations

from urllib.error import HTTPError, URLError

from pyoxigraph import QueryResultsFormat, QuerySolutions, RdfFormat, Triple, parse, parse_query_results
from SPARQLWrapper import JSON, POST, TURTLE, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import SPARQLWrapperException

from shiquan.stores.binding import bind, form_of, without_comments
from shiquan.stores.interface import NO_BINDINGS, Bindings, StoreError
from shiquan.stores.rows import Rows, rows_of

_MESSAGE_LENGTH = 500


class RemoteStore:
    """An endpoint that answers queries over HTTP.

    The endpoint's default graph should be the union of its named graphs. Oxigraph does that when asked, and is asked
    with each query; Virtuoso and GraphDB do it of themselves; others have a setting for it.
    """

    def __init__(self, endpoint: str, timeout_seconds: int = 60) -> None:
        """Remember the endpoint's address. The time-out covers each wait for the network, not the whole answer."""
        self._endpoint = endpoint
        self._timeout_seconds = timeout_seconds

    def select(self, query: str, bindings: Bindings = NO_BINDINGS) -> Rows:
        """Answer a SELECT query; see `QueryStore.select`."""
        if form_of(query) != "SELECT":
            raise StoreError("需要 SELECT 查询。", "a SELECT query is needed here: this one is of another form.")
        body = self._ask(query, bindings, JSON)
        try:
            solutions = parse_query_results(body, QueryResultsFormat.JSON)
            if isinstance(solutions, QuerySolutions):
                return rows_of(solutions)
        except SyntaxError as error:
            raise self._unreadable(error) from error
        raise self._unreadable("boolean")

    def construct(self, query: str, bindings: Bindings = NO_BINDINGS) -> tuple[Triple, ...]:
        """Answer a CONSTRUCT query; see `QueryStore.construct`."""
        if form_of(query) != "CONSTRUCT":
            raise StoreError("需要 CONSTRUCT 查询。", "a CONSTRUCT query is needed here: this one is of another form.")
        body = self._ask(query, bindings, TURTLE)
        try:
            triples = {quad.triple for quad in parse(body, RdfFormat.TURTLE)}
        except SyntaxError as error:
            raise self._unreadable(error) from error
        return tuple(sorted(triples, key=str))

    def _ask(self, query: str, bindings: Bindings, form: str) -> bytes:
        request = SPARQLWrapper(self._endpoint)
        request.setMethod(POST)
        request.setTimeout(self._timeout_seconds)
        request.setReturnFormat(form)
        request.addParameter("union-default-graph", "true")
        # SPARQLWrapper looks for the form of a query in its comments too.
        request.setQuery(without_comments(bind(query, bindings)))
        try:
            with request.query().response as response:
                body: bytes = response.read()
                return body
        except SPARQLWrapperException as error:
            raise self._refused(str(error)) from error
        except HTTPError as error:
            raise self._refused(f"HTTP {error.code} {error.reason}") from error
        except TimeoutError as error:
            raise self._too_slow() from error
        except URLError as error:
            if isinstance(error.reason, TimeoutError):
                raise self._too_slow() from error
            raise self._unreachable(error.reason) from error
        except (OSError, ValueError) as error:
            raise self._unreachable(error) from error

    def _unreachable(self, reason: object) -> StoreError:
        return StoreError(
            f"无法连接端点 {self._endpoint}，请检查地址，并确认服务正在运行：{reason}",
            f"cannot connect to the endpoint {self._endpoint}; check the address and that the server is running: {reason}",
        )

    def _too_slow(self) -> StoreError:
        return StoreError(
            f"端点 {self._endpoint} 在 {self._timeout_seconds} 秒内没有应答。",
            f"the endpoint {self._endpoint} did not answer within {self._timeout_seconds} seconds.",
        )

    def _refused(self, reason: str) -> StoreError:
        shown = reason.strip()[:_MESSAGE_LENGTH]
        return StoreError(
            f"端点 {self._endpoint} 拒绝了查询：{shown}", f"the endpoint {self._endpoint} refused the query: {shown}"
        )

    def _unreadable(self, error: object) -> StoreError:
        shown = str(error)[:_MESSAGE_LENGTH]
        return StoreError(
            f"端点 {self._endpoint} 的应答不完整，或者不是 SPARQL 结果（可能被服务器的时限截断）：{shown}",
            f"the answer of the endpoint {self._endpoint} is broken off or is not a SPARQL result (a time limit of the "
            f"server may have cut it): {shown}",
        )
