"""Credentials: where they come from, which counts, and that the secret stands in nothing that is shown."""

from __future__ import annotations

import base64
import logging
import traceback
from collections.abc import Iterator

import keyring
import pytest
from keyring.backend import KeyringBackend
from pyoxigraph import Literal, NamedNode, Quad

from shiquan.errors import UsageError
from shiquan.stores.credentials import Credentials, Scheme, credentials_for, shown, split_address
from shiquan.stores.http import ASKING, Connection, Patience
from shiquan.stores.interface import StoreError
from shiquan.stores.remote import RemoteStore

from ..http_front import Front, front
from ..oxigraph_server import served

SECRET = "s3cret/ü&p@ss"
ENDPOINT = "http://store.example:8890/sparql"
ASK = "SELECT ?v WHERE { ?s ?p ?v }"
QUAD = Quad(NamedNode("http://e/s"), NamedNode("http://e/p"), Literal("甲"), NamedNode("http://e/g"))


@pytest.fixture(autouse=True)
def nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SHIQUAN_AUTH", "SHIQUAN_USER", "SHIQUAN_PASSWORD", "SHIQUAN_TOKEN"):
        monkeypatch.delenv(name, raising=False)


class _Keyring(KeyringBackend):
    """A keyring that keeps one password for a server and user."""

    priority = 1

    def get_password(self, service: str, username: str) -> str | None:
        return {("http://store.example:8890", "wang"): SECRET, ("http://store.example:8890", "token"): "t0ken"}.get(
            (service, username)
        )

    def set_password(self, service: str, username: str, password: str) -> None:
        raise NotImplementedError

    def delete_password(self, service: str, username: str) -> None:
        raise NotImplementedError


@pytest.fixture
def with_keyring() -> Iterator[None]:
    before = keyring.get_keyring()
    keyring.set_keyring(_Keyring())
    yield
    keyring.set_keyring(before)


@pytest.fixture
def without_keyring() -> Iterator[None]:
    from keyring.backends.fail import Keyring

    before = keyring.get_keyring()
    keyring.set_keyring(Keyring())
    yield
    keyring.set_keyring(before)


@pytest.mark.parametrize(
    ("environment", "url", "scheme", "user", "found"),
    [
        ({}, ENDPOINT, None, None, None),
        ({"SHIQUAN_PASSWORD": SECRET}, ENDPOINT, None, None, None),
        ({"SHIQUAN_PASSWORD": SECRET}, ENDPOINT, None, "wang", Credentials(Scheme.BASIC, "wang", SECRET)),
        ({"SHIQUAN_PASSWORD": SECRET}, ENDPOINT, Scheme.DIGEST, "wang", Credentials(Scheme.DIGEST, "wang", SECRET)),
        (
            {"SHIQUAN_AUTH": "digest", "SHIQUAN_USER": "li", "SHIQUAN_PASSWORD": SECRET},
            ENDPOINT,
            None,
            None,
            Credentials(Scheme.DIGEST, "li", SECRET),
        ),
        ({"SHIQUAN_TOKEN": "t"}, ENDPOINT, None, None, Credentials(Scheme.BEARER, "", "t")),
        (
            {"SHIQUAN_TOKEN": "t", "SHIQUAN_PASSWORD": "p"},
            ENDPOINT,
            Scheme.BASIC,
            "li",
            Credentials(Scheme.BASIC, "li", "p"),
        ),
        (
            {"SHIQUAN_PASSWORD": "other"},
            "http://wang:s3cret%2F%C3%BC%26p%40ss@store.example/q",
            None,
            None,
            Credentials(Scheme.BASIC, "wang", SECRET),
        ),
        ({}, ENDPOINT, None, "wang", Credentials(Scheme.BASIC, "wang", SECRET)),
        ({}, ENDPOINT, Scheme.BEARER, None, Credentials(Scheme.BEARER, "", "t0ken")),
    ],
)
@pytest.mark.usefixtures("with_keyring")
def test_where_they_come_from(
    monkeypatch: pytest.MonkeyPatch,
    environment: dict[str, str],
    url: str,
    scheme: Scheme | None,
    user: str | None,
    found: Credentials | None,
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert credentials_for(url, scheme, user) == found


@pytest.mark.parametrize(
    ("scheme", "user", "said"),
    [
        (Scheme.BASIC, None, "SHIQUAN_USER"),
        (Scheme.DIGEST, "wang", "SHIQUAN_PASSWORD"),
        (Scheme.BEARER, None, "SHIQUAN_TOKEN"),
    ],
)
@pytest.mark.usefixtures("without_keyring")
def test_what_is_missing_is_told(scheme: Scheme, user: str | None, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        credentials_for(ENDPOINT, scheme, user)


def test_a_scheme_that_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHIQUAN_AUTH", "kerberos")
    with pytest.raises(UsageError, match="basic, digest, bearer"):
        credentials_for(ENDPOINT)


@pytest.mark.parametrize(
    ("url", "told", "address"),
    [
        ("http://u:p@e.org:1/q?key=s#f", "http://e.org:1/q", "http://e.org:1/q?key=s#f"),
        ("http://e.org/q", "http://e.org/q", "http://e.org/q"),
        ("http://u:p@[::1]:7/q", "http://[::1]:7/q", "http://[::1]:7/q"),
    ],
)
def test_an_address_is_shown_without_what_is_secret(url: str, told: str, address: str) -> None:
    assert (shown(url), split_address(url)[0]) == (told, address)


def test_an_address_that_is_none() -> None:
    with pytest.raises(UsageError) as caught:
        split_address("http://u:secret@[bad/q")
    assert "secret" not in str(caught.value) and "secret" not in shown("http://u:secret@[bad/q")


@pytest.fixture(scope="module")
def oxigraph_port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with served([QUAD], tmp_path_factory.mktemp("served")) as address:
        yield int(address.rpartition(":")[2].partition("/")[0])


@pytest.fixture
def before(oxigraph_port: int) -> Iterator[Front]:
    with front(oxigraph_port) as running:
        yield running


@pytest.mark.parametrize(
    ("credentials", "wanted"),
    [
        (
            Credentials(Scheme.BASIC, "王", SECRET),
            "Basic " + base64.b64encode(f"王:{SECRET}".encode()).decode(),
        ),
        (Credentials(Scheme.BEARER, "", "t0ken"), "Bearer t0ken"),
    ],
    ids=["basic", "bearer"],
)
def test_a_server_that_asks_who_is_there(before: Front, credentials: Credentials, wanted: str) -> None:
    before.wanted = wanted
    store = RemoteStore(f"{before.url}/query", connection=Connection(credentials))
    assert store.select(ASK).rows == (("甲",),)
    assert store.construct("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }") == (QUAD.triple,)
    assert before.seen == [wanted, wanted]


@pytest.mark.parametrize("scheme", list(Scheme))
def test_no_message_log_or_traceback_has_the_secret(
    before: Front, scheme: Scheme, caplog: pytest.LogCaptureFixture
) -> None:
    """A wrong password, with a server that tells in its answer what was sent; then a server that is not there."""
    caplog.set_level(logging.DEBUG)
    before.wanted = "something else"
    credentials = Credentials(scheme, "wang", SECRET)
    encoded = base64.b64encode(f"wang:{SECRET}".encode()).decode()
    told = [repr(credentials)]
    for address in (f"{before.url}/query?api_key={encoded}", "http://127.0.0.1:9/query", f"{before.url}/\x00"):
        with pytest.raises(StoreError) as caught:
            RemoteStore(
                address, connection=Connection(credentials, Patience(5, 2, 0.01, repeats_timeouts=False))
            ).select(ASK)
        told.append("".join(traceback.format_exception(caught.value)))
        assert caught.value.__cause__ is None
    before.wanted = None
    before.refusals = [(400, {}), (500, {})]
    for _ in range(2):
        with pytest.raises(StoreError, match="refused the query") as caught:
            RemoteStore(f"{before.url}/query", connection=Connection(credentials)).select(ASK)
        told.append("".join(traceback.format_exception(caught.value)))
    told += [record.getMessage() for record in caplog.records if record.name.startswith("shiquan")]
    assert all(SECRET not in text and encoded not in text for text in told), told


def test_a_wrong_password_is_told_and_tried_once(before: Front) -> None:
    before.wanted = "something else"
    store = RemoteStore(f"{before.url}/query", connection=Connection(Credentials(Scheme.BASIC, "wang", SECRET)))
    with pytest.raises(StoreError, match=r"HTTP 401; sent: basic, wanted by the server: Basic") as caught:
        store.select(ASK)
    assert "用户名" in caught.value.zh
    assert len(before.seen) == 1


def test_a_secret_does_not_follow_to_another_server(before: Front, oxigraph_port: int) -> None:
    """SPARQLWrapper by itself goes where it is sent, and takes the password along."""
    with front(oxigraph_port) as elsewhere:
        before.refusals = [(307, {"Location": f"http://localhost:{elsewhere.port}/query"})]
        store = RemoteStore(f"{before.url}/query", connection=Connection(Credentials(Scheme.BEARER, "", "t0ken")))
        assert store.select(ASK).rows == (("甲",),)
        assert (before.seen, elsewhere.seen) == (["Bearer t0ken"], [None])


def test_a_query_is_asked_again_when_the_server_is_busy(before: Front) -> None:
    before.refusals = [(503, {})] * (ASKING.attempts - 1)
    assert RemoteStore(f"{before.url}/query").select(ASK).rows == (("甲",),)


def test_a_url_with_a_password(before: Front) -> None:
    before.wanted = "Basic " + base64.b64encode(b"wang:p").decode()
    store = RemoteStore(f"http://wang:p@127.0.0.1:{before.port}/query")
    assert store.select(ASK).rows == (("甲",),)
