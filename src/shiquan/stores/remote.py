"""A SPARQL endpoint elsewhere (SPARQL 1.1 Protocol, query by POST): SPARQLWrapper writes the request, `http` sends it."""

from __future__ import annotations

from dataclasses import replace

from pyoxigraph import QueryResultsFormat, QuerySolutions, RdfFormat, Triple, parse, parse_query_results
from SPARQLWrapper import JSON, POST, TURTLE, SPARQLWrapper

from shiquan.stores.binding import bind, form_of, without_comments
from shiquan.stores.credentials import credentials_for, shown, split_address
from shiquan.stores.http import ASKING, Connection
from shiquan.stores.interface import NO_BINDINGS, Bindings, StoreError
from shiquan.stores.rows import Rows, rows_of

_MESSAGE_LENGTH = 500
_TRIPLES = "application/n-triples, text/turtle;q=0.9"
"""N-Triples are Turtle too, and rather wanted: in Turtle, Virtuoso writes a decimal as 1, which is an integer."""


class RemoteStore:
    """An endpoint that answers queries over HTTP.

    The endpoint's default graph should be the union of its named graphs. Oxigraph does that when asked, and is asked
    with each query; Virtuoso and GraphDB do it of themselves; others have a setting for it (docs/stores.md).
    """

    def __init__(
        self, endpoint: str, timeout_seconds: int = ASKING.timeout_seconds, connection: Connection | None = None
    ) -> None:
        """Remember the endpoint's address. The time-out covers each wait for the network, not the whole answer.

        A ``connection`` has a time-out and credentials of its own; without it, those of the address and the environment count
        (`shiquan.stores.credentials.credentials_for`).

        Raises:
            UsageError: the address is not well formed, or credentials are asked for and not to be found.

        """
        self._endpoint = split_address(endpoint)[0]
        self._connection = connection or Connection(
            credentials_for(endpoint), replace(ASKING, timeout_seconds=timeout_seconds)
        )

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
        wrapper = SPARQLWrapper(self._endpoint)
        wrapper.setMethod(POST)
        wrapper.setReturnFormat(form)
        wrapper.setOnlyConneg(True)
        if form == TURTLE:
            wrapper.addCustomHttpHeader("Accept", _TRIPLES)
        wrapper.addParameter("union-default-graph", "true")
        # SPARQLWrapper looks for the form of a query in its comments too.
        wrapper.setQuery(without_comments(bind(query, bindings)))
        # It would send the request itself, but its digest authentication sets an opener for the whole process, it follows a redirection to
        # another server with the password, and it opens a connection for each query.
        try:
            request = wrapper._createRequest()
        except ValueError:
            raise StoreError(
                f"无法连接端点 {shown(self._endpoint)}：这不是一个网址。",
                f"cannot connect to the endpoint {shown(self._endpoint)}: this is no URL.",
            ) from None
        body = request.data if isinstance(request.data, bytes) else b""
        return self._connection.send(request.get_method(), request.full_url, body, dict(request.header_items()))

    def _unreadable(self, error: object) -> StoreError:
        place = shown(self._endpoint)
        said = self._connection.hidden(str(error))[:_MESSAGE_LENGTH]
        return StoreError(
            f"端点 {place} 的应答不完整，或者不是 SPARQL 结果（可能被服务器的时限截断）：{said}",
            f"the answer of the endpoint {place} is broken off or is not a SPARQL result (a time limit of the "
            f"server may have cut it): {said}",
        )
