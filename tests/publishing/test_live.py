"""The site from a running server: the same bytes as the static one, the addresses of things, and what goes with a response."""

from __future__ import annotations

import gzip
import os
import shutil
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urljoin

import pytest
from lxml import html

from ..serving.running import Server, children_of, command_of, serving, wait_until_made

LINFEN = "/id/doc/141000/linzhengbanfa/2024/39"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.fixture(scope="module")
def live(few_areas: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(
        few_areas, tmp_path_factory.mktemp("live"), "--processes", "2", "--public-url", "https://w3id.org/shiquan"
    ) as server:
        yield server


def _folders(site: Path) -> list[str]:
    return [
        "",
        "assets/",
        "ontology/",
        "id/area/141000/",
        "id/tier/county/",
        LINFEN[1:] + "/",
        "id/graph/areas/",
        "id/agent/shiquan/0.1.0/",
    ]


def test_every_file_is_that_of_the_static_site(live: Server, site: Path) -> None:
    for folder in _folders(site):
        for path in sorted(path for path in (site / folder).iterdir() if path.is_file() and path.name != ".nojekyll"):
            # some are made in the background, after the start
            assert wait_until_made(live, f"/{folder}{path.name}").body == path.read_bytes(), path
        if folder != "assets/":
            assert live.get(f"/{folder}").body == live.get(f"/{folder}index.html").body


@pytest.mark.parametrize(
    ("path", "accept", "language", "to"),
    [
        (LINFEN, "", "", LINFEN + "/"),
        (LINFEN, BROWSER, "zh-CN,zh;q=0.9,en;q=0.8", LINFEN + "/"),
        (LINFEN, BROWSER, "en-GB,en;q=0.9,zh;q=0.5", LINFEN + "/index.en.html"),
        (LINFEN, BROWSER, "fr", LINFEN + "/"),
        (LINFEN, "text/turtle", "en", LINFEN + "/index.ttl"),
        (LINFEN, "application/ld+json", "", LINFEN + "/index.jsonld"),
        (LINFEN, "application/json", "", LINFEN + "/index.jsonld"),
        (LINFEN, "application/rdf+xml;q=0.9, application/n-triples;q=0.8", "", LINFEN + "/index.rdf"),
        (LINFEN, "application/n-triples", "", LINFEN + "/index.nt"),
        (LINFEN + "/plan/1/a/7", BROWSER, "", LINFEN + "/#plan/1/a/7"),
        (LINFEN + "/plan/1/a/7", BROWSER, "en", LINFEN + "/index.en.html#plan/1/a/7"),
        (LINFEN + "/plan/1/a/7", "text/turtle", "", LINFEN + "/index.ttl"),
        ("/id/graph/141000/linzhengbanfa/2024/39", "text/turtle", "", LINFEN + "/index.ttl"),
        ("/id/graph/areas", "text/html", "", "/id/graph/areas/"),
        ("/id/tier/county", "text/turtle", "", "/id/tier/county/index.ttl"),
        ("/id/agent/shiquan/0.1.0", "text/html", "", "/id/agent/shiquan/0.1.0/"),
        ("/ontology", "text/turtle", "", "/ontology/index.ttl"),
        ("/ontology", BROWSER, "en", "/ontology/index.en.html"),
        ("/ontology/0.1.0", "text/turtle", "", "/ontology/index.ttl"),
        ("/ontology/align/eli", "application/ld+json", "", "/ontology/align/eli/index.jsonld"),
    ],
)  # fmt: skip
def test_the_address_of_a_thing_leads_to_what_describes_it(
    live: Server, path: str, accept: str, language: str, to: str
) -> None:
    asked = {name: value for name, value in (("Accept", accept), ("Accept-Language", language)) if value}
    reply = live.request("GET", path, asked)
    location = reply.headers["location"]
    assert (reply.status, reply.body, reply.headers["vary"]) == (303, b"", "Accept, Accept-Language")
    # a reference that holds below whatever path a proxy puts the site
    assert not location.startswith(("/", "http"))
    for base in (live.url, "https://example.org/deep/below"):
        assert urljoin(base + path, location) == base + to
    assert live.request("GET", urljoin(path, location).partition("#")[0]).status == 200


@pytest.mark.parametrize("path", ["/id/area/999999", "/id/area/999999/", LINFEN + "/plan/1/a/999", "/id/doc/141000/linzhengbanfa/2024/3", "/id/", "/id", "/nothing/here", "/id/%3Cscript%3Ealert(1)%3C/script%3E", "/id/area/%00", "/..%2f..%2fetc/passwd", "/ontology/nothing", "/id/graph/141000/linzhengbanfa/2024/40"])  # fmt: skip
def test_nothing_is_told_in_both_languages(live: Server, path: str) -> None:
    reply = live.get(path, Accept=BROWSER)
    assert reply.status == 404
    page = html.fromstring(reply.body)
    assert page.xpath("//h1/text()") == ["没有这个页面"]
    assert page.xpath("//section[@lang='en']/h2/text()") == ["There is no such page"]
    assert "script-src" not in reply.headers and b"alert" not in reply.body
    style = page.xpath("//link[@rel='stylesheet']/@href")[0]
    assert urljoin(live.url + path, style) == f"{live.url}/assets/style.css"
    assert page.xpath("//a[@class='language']/@href") == ["#in-english"] and page.xpath("//section/@id") == [
        "in-english"
    ]
    assert live.get(path, Accept="application/json").json()["title"] == "not-found"


def test_every_link_of_the_page_of_what_is_not_there_leads_somewhere(live: Server) -> None:
    """Its link to the other language once led to the English page of what is not there."""
    page = html.fromstring(live.get("/nothing/here/", Accept=BROWSER).body)
    targets = {urljoin("/nothing/here/", each) for each in page.xpath("//@href") if not each.startswith(("http", "#"))}
    assert {wait_until_made(live, target).status for target in targets} == {200}
    assert {"#" + each for each in page.xpath("//@id")} >= {each for each in page.xpath("//@href") if each[0] == "#"}


def test_what_goes_with_a_page(live: Server) -> None:
    reply = live.get("/id/area/141000/")
    assert {
        name: reply.headers[name] for name in ("content-type", "cache-control", "vary", "x-content-type-options")
    } == {
        "content-type": "text/html; charset=utf-8",
        "cache-control": "public, no-cache",
        "vary": "Accept-Encoding",
        "x-content-type-options": "nosniff",
    }
    assert reply.headers["content-security-policy"] == (
        "default-src 'self'; img-src 'self' blob:; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
    )
    head = live.raw(b"GET /id/area/141000/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").partition(b"\r\n\r\n")[0]
    assert [line[6:].decode() for line in head.split(b"\r\n") if line.lower().startswith(b"link: ")] == [
        '<https://w3id.org/shiquan/id/area/141000/>; rel="canonical"',
        '<index.ttl>; rel="describedby"; type="text/turtle"',
        '<index.ttl>; rel="alternate"; type="text/turtle"',
        '<index.nt>; rel="alternate"; type="application/n-triples"',
        '<index.jsonld>; rel="alternate"; type="application/ld+json"',
        '<index.rdf>; rel="alternate"; type="application/rdf+xml"',
    ]
    assert live.get("/id/area/141000/index.ttl").headers["content-type"] == "text/turtle; charset=utf-8"
    assert live.get("/id/area/141000/index.jsonld").headers["content-type"] == "application/ld+json"
    assert live.get("/context.jsonld").headers["content-type"] == "application/ld+json"


def test_an_entity_tag_stands_for_a_file(live: Server) -> None:
    one, other = live.get("/id/area/141000/"), live.get("/id/area/141000/index.en.html")
    tag = one.headers["etag"]
    assert tag != other.headers["etag"]
    again = live.get("/id/area/141000/", If_None_Match=tag)
    assert (again.status, again.body, again.headers["etag"]) == (304, b"", tag)
    assert live.get("/id/area/141000/index.en.html", If_None_Match=tag).status == 200
    packed = live.get("/id/area/141000/", Accept_Encoding="gzip")
    assert gzip.decompress(packed.body) == one.body
    assert packed.headers["content-encoding"] == "gzip" and packed.headers["etag"] == tag[:-1] + '-gzip"'
    assert live.get("/id/area/141000/", If_None_Match=packed.headers["etag"]).status == 304
    # nothing is said of what nobody has had
    assert live.get("/id/area/999999/", If_None_Match="*").status == 404


def test_head_and_methods(live: Server) -> None:
    got, head = live.get("/id/tier/county/"), live.request("HEAD", "/id/tier/county/")
    assert (head.status, head.body) == (200, b"")
    assert {name: value for name, value in head.headers.items() if name != "date"} == {
        name: value for name, value in got.headers.items() if name != "date"
    }
    assert live.request("HEAD", "/id/tier/county").headers["location"] == "county/"
    refused = live.request("POST", "/id/tier/county/", {}, b"x")
    assert (refused.status, refused.headers["allow"]) == (405, "GET, HEAD")
    assert live.get(LINFEN, Accept="image/png").status == 406
    assert live.get("/assets?a=b").headers["location"] == "assets/?a=b"


def test_the_endpoint_answers_while_pages_are_made(live: Server) -> None:
    with ThreadPoolExecutor(8) as clients:
        pages = [
            clients.submit(live.get, f"{LINFEN}/index.{name}?{number}")
            for number in range(4)
            for name in ("html", "rdf")
        ]
        rows = live.query("SELECT (COUNT(*) AS ?n) { ?s a ?c }")
        assert rows.status == 200
        assert {page.result().status for page in pages} == {200}


def test_a_process_that_is_killed_is_replaced(few_areas: Path, tmp_path: Path) -> None:
    data = shutil.copytree(few_areas, tmp_path / "data")
    with serving(data, tmp_path / "log", "--processes", "2", "--queue", "0") as server:
        assert server.get("/id/tier/county/").status == 200
        below = [child for worker in children_of(server.process.pid) for child in children_of(worker)]
        (maker,) = [child for child in below if "page_process" in command_of(child)]
        os.kill(maker, signal.SIGKILL)
        assert server.get("/id/tier/province/").status in (200, 507)
        assert server.get("/id/tier/province/").status == 200
        assert server.query("ASK {}").status == 200
