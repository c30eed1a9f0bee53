"""What comes out of a query: an answer, or the reason why there is none.

Every reason has a status of HTTP, a name that stands in the IRI of its type (RFC 9457) and a message in both languages. No message holds a
path of this machine; what a client sent comes back only where it helps (a syntax error), and is escaped by what writes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Final


class Kind(IntEnum):
    """The kind of an answer: solutions or a truth value (SPARQL results), or triples (RDF)."""

    SOLUTIONS = 1
    BOOLEAN = 2
    TRIPLES = 3


class Status(IntEnum):
    """How a query ended in the process that ran it."""

    DONE = 0
    SYNTAX = 1
    SERVICE = 2
    NOT_ACCEPTABLE = 3
    ANSWER_TOO_LARGE = 4
    MEMORY = 5
    FAILED = 6
    UPDATE = 7


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer of a query, serialised. ``cut``: there were more results than a query may have."""

    kind: Kind
    body: bytes
    cut: bool


@dataclass(eq=False)
class Refusal(Exception):
    """A request that is not answered: status of HTTP, name of the reason, message in both languages, further headers.

    The ones that are kept as constants are raised as `fresh` copies: an exception that is raised again and again keeps the frames of each time.
    """

    status: int
    name: str
    zh: str
    en: str
    headers: tuple[tuple[str, str], ...] = ()

    def fresh(self) -> Refusal:
        """Return another one like this, to be raised."""
        return Refusal(self.status, self.name, self.zh, self.en, self.headers)


RETRY: Final = (("retry-after", "2"),)

BUSY: Final = Refusal(
    503,
    "busy",
    "服务器正忙，排队的查询已满，请稍后再试。",
    "the server is busy and its queue is full: try again in a moment.",
    RETRY,
)
BUSY_WITH_LONG_QUERIES: Final = Refusal(
    503,
    "busy-with-long-queries",
    "此查询运行已超过半秒，而长查询的名额已满，已被停止；请稍后再试，或缩小查询范围。",
    "this query had run for over half a second and was stopped, because all places for long queries are taken: try again in a "
    "moment, or ask for less.",
    RETRY,
)
STOPPING: Final = Refusal(
    503, "stopping", "服务器正在停止，查询已中止。", "the server is stopping; the query was ended.", RETRY
)
GONE: Final = Refusal(499, "client-gone", "客户端已断开。", "the client has gone.")
TOO_DEEP: Final = Refusal(
    400,
    "query-crashed",
    "运行此查询的进程崩溃了（多半是嵌套过深）；其他查询不受影响。",
    "the process that ran this query crashed (most likely the query is nested too deeply); other queries are not affected.",
)
NOT_ACCEPTABLE: Final = Refusal(
    406,
    "not-acceptable",
    "此查询的结果没有 Accept 所要求的格式。SELECT、ASK：application/sparql-results+json、application/sparql-results+xml、text/csv、"
    "text/tab-separated-values；CONSTRUCT、DESCRIBE：text/turtle、application/n-triples、application/rdf+xml、application/ld+json、"
    "application/trig、application/n-quads。",
    "the answer of this query has none of the formats that Accept names. SELECT, ASK: application/sparql-results+json, "
    "application/sparql-results+xml, text/csv, text/tab-separated-values; CONSTRUCT, DESCRIBE: text/turtle, "
    "application/n-triples, application/rdf+xml, application/ld+json, application/trig, application/n-quads.",
)
_SERVICE: Final = Refusal(
    403,
    "service-refused",
    "本端点不执行 SERVICE：查询不得访问网络。",
    "this endpoint does not carry out SERVICE: a query has no access to the network.",
)
UPDATE: Final = Refusal(
    403,
    "read-only",
    "本端点只读：不接受 SPARQL Update（INSERT、DELETE、LOAD、CLEAR、CREATE、DROP、COPY、MOVE、ADD）。",
    "this endpoint is read-only: it takes no SPARQL Update (INSERT, DELETE, LOAD, CLEAR, CREATE, DROP, COPY, MOVE, ADD).",
)
_FAILED: Final = Refusal(
    500,
    "query-failed",
    "查询未能完成。",
    "the query could not be completed.",
)

FAULT: Final = Refusal(500, "fault", "服务器内部出错。", "something went wrong inside of the server.")


def out_of_time(seconds: float) -> Refusal:
    """Return what a query is told that ran longer than it may."""
    return Refusal(
        504,
        "time-limit",
        f"查询已被停止：运行超过 {seconds:g} 秒的时限。请缩小范围或加上 LIMIT。",
        f"the query was stopped: it ran longer than the time limit of {seconds:g} seconds. Ask for less, or add a LIMIT.",
    )


def out_of_memory(limit: int) -> Refusal:
    """Return what a query is told that needed more memory than it may."""
    size = f"{limit / 1024 / 1024:g} MiB"
    return Refusal(
        507,
        "memory-limit",
        f"查询已被停止：所需内存超过 {size} 的上限。请缩小范围。",
        f"the query was stopped: it needed more memory than the limit of {size}. Ask for less.",
    )


def answer_too_large(limit: int) -> Refusal:
    """Return what a query is told whose answer is larger than an answer may be."""
    size = f"{limit / 1024 / 1024:g} MiB"
    return Refusal(
        507,
        "answer-limit",
        f"查询已被停止：结果超过 {size} 的上限。请用 LIMIT 和 OFFSET 分批取，或下载整个数据集。",
        f"the query was stopped: its answer is larger than the limit of {size}. Take it in parts with LIMIT and OFFSET, or "
        "download the data set.",
    )


def syntax_error(found: str) -> Refusal:
    """Return what is said of a query that is no SPARQL 1.1 query; ``found`` is the parser's message."""
    return Refusal(400, "syntax", f"查询不合 SPARQL 1.1 语法：{found}", f"the query is not valid SPARQL 1.1: {found}")


def refusal_of(status: Status, message: str, memory: int, answer: int) -> Refusal:
    """Return the refusal for how a query ended; ``memory`` and ``answer`` are the limits in bytes."""
    match status:
        case Status.SYNTAX:
            return syntax_error(message)
        case Status.SERVICE:
            return _SERVICE
        case Status.UPDATE:
            return UPDATE
        case Status.NOT_ACCEPTABLE:
            return NOT_ACCEPTABLE
        case Status.ANSWER_TOO_LARGE:
            return answer_too_large(answer)
        case Status.MEMORY:
            return out_of_memory(memory)
        case _:
            return _FAILED
