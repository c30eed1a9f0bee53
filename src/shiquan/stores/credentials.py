"""Who asks a store: user and password, or a token, from the environment or the keyring, and never from what is shown.

Secrets come from variables of the environment (`SHIQUAN_PASSWORD`, `SHIQUAN_TOKEN`) or from the keyring of the system. In a URL they
are taken too, for the sake of addresses that come so, and are gone from it before anything else sees it.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final
from urllib.parse import quote, unquote, urlsplit

from requests import PreparedRequest
from requests.auth import AuthBase, HTTPBasicAuth, HTTPDigestAuth

from shiquan.errors import UsageError

USER_VARIABLE: Final = "SHIQUAN_USER"
PASSWORD_VARIABLE: Final = "SHIQUAN_PASSWORD"
TOKEN_VARIABLE: Final = "SHIQUAN_TOKEN"
SCHEME_VARIABLE: Final = "SHIQUAN_AUTH"

_HIDDEN: Final = "***"


class Scheme(StrEnum):
    """How a client says who it is: RFC 7617, RFC 7616 and RFC 6750."""

    BASIC = "basic"
    DIGEST = "digest"
    BEARER = "bearer"


@dataclass(frozen=True, slots=True)
class Credentials:
    """A secret and how it is sent. ``user`` is empty where the secret is a token."""

    scheme: Scheme
    user: str
    secret: str = field(repr=False)

    def authentication(self) -> AuthBase:
        """Return what puts them into a request."""
        match self.scheme:
            case Scheme.BASIC:
                return HTTPBasicAuth(self.user.encode(), self.secret.encode())
            case Scheme.DIGEST:
                return HTTPDigestAuth(self.user, self.secret)
            case Scheme.BEARER:
                return _Bearer(self.secret)

    def hidden_in(self, text: str) -> str:
        """Return a text without the secret, in whatever form a server or a library may repeat it."""
        for form in self._forms():
            text = text.replace(form, _HIDDEN)
        return text

    def _forms(self) -> Iterator[str]:
        if self.secret:
            yield base64.b64encode(f"{self.user}:{self.secret}".encode()).decode()
            yield from (self.secret, quote(self.secret), quote(self.secret, safe=""))


class _Bearer(AuthBase):
    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


def shown(url: str) -> str:
    """Return an address as it may be shown: without user, password and query, where secrets stand."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return _HIDDEN
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl()


def split_address(url: str) -> tuple[str, str, str]:
    """Return an address without user and password, and these two; empty where it has none.

    Raises:
        UsageError: it is no address.

    """
    try:
        parts = urlsplit(url)
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
    except ValueError:
        raise UsageError("端点地址写法有误。", "the address of the endpoint is not well formed.") from None
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl(), user, password


def credentials_for(url: str, scheme: Scheme | None = None, user: str | None = None) -> Credentials | None:
    """Return what to say to an endpoint, or None where nothing tells that it wants to know who asks.

    What is given here counts before what stands in the address, and that before the environment. A secret that stands in neither of the last
    two is looked for in the keyring, under the name of the server (as in ``https://example.org:8890``) and of the user, or ``token``.

    Raises:
        UsageError: credentials are asked for, and there is no secret, or no user.

    """
    address, user_there, password_there = split_address(url)
    found = user or user_there or os.environ.get(USER_VARIABLE, "")
    token = os.environ.get(TOKEN_VARIABLE, "")
    scheme = scheme or _scheme_of_environment() or (None if found or not token else Scheme.BEARER)
    if scheme is None and not found:
        return None
    if scheme is Scheme.BEARER:
        return Credentials(scheme, "", token or password_there or _from_keyring(address, "token", TOKEN_VARIABLE))
    if not found:
        raise UsageError(
            f"认证方式 {scheme} 需要用户名：--user，或环境变量 {USER_VARIABLE}。",
            f"authentication by {scheme} needs a user: --user, or the variable {USER_VARIABLE} of the environment.",
        )
    secret = password_there or os.environ.get(PASSWORD_VARIABLE, "") or _from_keyring(address, found, PASSWORD_VARIABLE)
    return Credentials(scheme or Scheme.BASIC, found, secret)


def _scheme_of_environment() -> Scheme | None:
    name = os.environ.get(SCHEME_VARIABLE, "")
    try:
        return Scheme(name.lower()) if name else None
    except ValueError:
        raise UsageError(
            f"环境变量 {SCHEME_VARIABLE} 应为 {'、'.join(Scheme)} 之一。",
            f"the variable {SCHEME_VARIABLE} of the environment is one of {', '.join(Scheme)}.",
        ) from None


def _from_keyring(address: str, name: str, variable: str) -> str:
    """Return a secret of the keyring.

    Raises:
        UsageError: it has none of that name, or there is no keyring.

    """
    parts = urlsplit(address)
    service = f"{parts.scheme}://{parts.netloc}"
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        secret, state = None, ("未安装 keyring：pip install 'shiquan[keyring]'", "pip install 'shiquan[keyring]' first")
    else:
        try:
            secret = keyring.get_password(service, name)
            state = (f"keyring set {service} {name}", f"keyring set {service} {name}")
        except KeyringError as error:
            secret, state = None, (f"密钥环不可用：{type(error).__name__}", f"not usable here: {type(error).__name__}")
    if secret:
        return secret
    raise UsageError(
        f"没有 {service} 的密码或令牌：请设置环境变量 {variable}，或存入系统密钥环（{state[0]}）。",
        f"there is no secret for {service}: set the variable {variable} of the environment, or put it into the keyring of the system "
        f"({state[1]}).",
    )
