"""Requests to a store over HTTP: who asks, how long is waited, and what is tried again.

What passes by itself is tried again with longer and longer waits (RFC 9110, section 10.2.3, Retry-After, counts where a server sends it): a
connection that is refused or breaks off, and the answers 429, 502, 503 and 504. Everything that is sent here may be sent twice: queries
change nothing, and what changes data gives the same when it is done again.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import requests
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt, wait_exponential_jitter

from shiquan.stores.credentials import Credentials, shown
from shiquan.stores.interface import StoreError

_LOG: Final = logging.getLogger(__name__)
_MESSAGE_LENGTH: Final = 500
_PASSING: Final = frozenset((429, 502, 503, 504))
_LONGEST_WAIT: Final = 60.0
_NO_HEADERS: Final[Mapping[str, str]] = MappingProxyType({})

What = tuple[str, str]
"""What is sent, in Chinese and English, for messages."""

QUERY: Final[What] = ("查询", "the query")
DATA: Final[What] = ("数据", "the data")


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a client waits.

    ``timeout_seconds`` covers each wait for the network, not the whole answer. ``attempts`` counts the first; before the second about
    ``first_wait_seconds`` pass, and then twice as long each time. ``repeats_timeouts``: what took too long is tried again too.
    """

    timeout_seconds: int
    attempts: int
    first_wait_seconds: float
    repeats_timeouts: bool


ASKING: Final = Patience(60, 3, 0.2, False)
"""For queries, where a person waits; and a query that took too long once will do so again."""

LOADING: Final = Patience(600, 8, 0.5, True)
"""For data, which go on for hours: a server that comes back within a minute or so is waited for."""


class _Passing(Exception):
    """Says that a request is worth another attempt; nobody outside of this module sees it."""

    def __init__(self, error: StoreError, after: float = 0.0) -> None:
        super().__init__()
        self.error = error
        self.after = after


class Connection:
    """Sends requests to one store. No secret ever stands in what it raises or logs."""

    def __init__(self, credentials: Credentials | None = None, patience: Patience = ASKING) -> None:
        self._credentials = credentials
        self._patience = patience
        self._session = requests.Session()
        if credentials is not None:
            self._session.auth = credentials.authentication()

    def send(
        self,
        method: str,
        url: str,
        body: bytes = b"",
        headers: Mapping[str, str] = _NO_HEADERS,
        parameters: Mapping[str, str] = _NO_HEADERS,
        what: What = QUERY,
    ) -> bytes:
        """Send a request, again where that may help, and return the body of the answer.

        ``parameters`` go into the address, besides those that it has.

        Raises:
            StoreError: the server cannot be reached, does not answer in time, or refuses.

        """
        backing_off = wait_exponential_jitter(
            multiplier=self._patience.first_wait_seconds, max=_LONGEST_WAIT, jitter=0.1
        )

        def wait(state: RetryCallState) -> float:
            passing = state.outcome.exception() if state.outcome else None
            asked_for = passing.after if isinstance(passing, _Passing) else 0.0
            return min(max(backing_off(state), asked_for), _LONGEST_WAIT)

        retrying = Retrying(
            stop=stop_after_attempt(self._patience.attempts),
            wait=wait,
            retry=retry_if_exception_type(_Passing),
            before_sleep=self._tell,
            reraise=True,
        )
        try:
            return retrying(self._once, method, url, body, headers, parameters, what)
        except _Passing as passing:
            # without the cause: its text, and those of its own causes, may have the address whole
            raise passing.error from None

    def _once(
        self,
        method: str,
        url: str,
        body: bytes,
        headers: Mapping[str, str],
        parameters: Mapping[str, str],
        what: What,
    ) -> bytes:
        seconds = self._patience.timeout_seconds
        try:
            answer = self._session.request(
                method, url, data=body or None, headers=dict(headers), params=dict(parameters), timeout=seconds
            )
            content = answer.content
        except requests.Timeout as error:
            if isinstance(error, requests.ConnectTimeout) or self._patience.repeats_timeouts:
                raise _Passing(self._too_slow(url)) from None
            raise self._too_slow(url) from None
        except (requests.ConnectionError, requests.exceptions.ChunkedEncodingError) as error:
            raise _Passing(self._unreachable(url, _reason(error))) from None
        except (requests.RequestException, ValueError) as error:
            raise self._unreachable(url, _reason(error)) from None
        if answer.ok:
            return content
        if answer.status_code in _PASSING:
            after = answer.headers.get("Retry-After", "")
            raise _Passing(self._refused(url, answer, what), float(after) if after.isdecimal() else 0.0)
        if answer.status_code in (401, 403):
            raise self._forbidden(url, answer)
        raise self._refused(url, answer, what)

    def _tell(self, state: RetryCallState) -> None:
        passing = state.outcome.exception() if state.outcome else None
        if isinstance(passing, _Passing) and state.next_action is not None:
            seconds = f"{state.next_action.sleep:.1f}"
            _LOG.warning(
                "%s %s 秒后重试。 / %s Trying again in %s seconds.",
                passing.error.zh,
                seconds,
                passing.error.en,
                seconds,
            )

    def hidden(self, text: str) -> str:
        """Return a text that may be shown."""
        return self._credentials.hidden_in(text) if self._credentials else text

    def _unreachable(self, url: str, reason: str) -> StoreError:
        place, reason = shown(url), self.hidden(reason)
        return StoreError(
            f"无法连接端点 {place}，请检查地址，并确认服务正在运行：{reason}。",
            f"cannot connect to the endpoint {place}; check the address and that the server is running: {reason}.",
        )

    def _too_slow(self, url: str) -> StoreError:
        place, seconds = shown(url), self._patience.timeout_seconds
        return StoreError(
            f"端点 {place} 在 {seconds} 秒内没有应答。",
            f"the endpoint {place} did not answer within {seconds} seconds.",
        )

    def _forbidden(self, url: str, answer: requests.Response) -> StoreError:
        place, status = shown(url), answer.status_code
        scheme = self._credentials.scheme if self._credentials else "–"
        wanted = answer.headers.get("WWW-Authenticate", "").split(" ")[0] or "–"
        return StoreError(
            f"端点 {place} 不接受所给的身份（HTTP {status}；所用方式 {scheme}，服务器要求 {wanted}）："
            "请检查用户名、密码或令牌，以及 --auth。",
            f"the endpoint {place} does not accept who asks (HTTP {status}; sent: {scheme}, wanted by the server: {wanted}): check user, "
            "password or token, and --auth.",
        )

    def _refused(self, url: str, answer: requests.Response, what: What) -> StoreError:
        place = shown(url)
        said = " ".join(answer.content.decode("utf-8", errors="replace").split())
        reason = self.hidden(f"HTTP {answer.status_code} {answer.reason} {said}".strip())[:_MESSAGE_LENGTH]
        return StoreError(
            f"端点 {place} 拒绝了{what[0]}：{reason}", f"the endpoint {place} refused {what[1]}: {reason}"
        )


def _reason(error: Exception) -> str:
    """Return why a request failed, without its address: the innermost cause, which is that of the system."""
    cause: BaseException = error
    while (inner := cause.__cause__ or cause.__context__) is not None:
        cause = inner
    return (cause.strerror if isinstance(cause, OSError) and cause.strerror else "") or type(cause).__name__
