"""What a server makes ahead of the whole data set: the same bytes as the static site, made once, never while somebody waits."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import signal
import time
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from lxml import html
from pyoxigraph import Literal

from shiquan.publishing import making_ahead
from shiquan.publishing.answers_ahead import KeepingStore, StoreWithAnswers
from shiquan.publishing.made_ahead import ANSWERS, GROUPS, group_of
from shiquan.publishing.making_ahead import ChangedMeanwhile, make_group
from shiquan.publishing.published_data import PublishedData
from shiquan.publishing.site import files_of
from shiquan.stores.embedded import EmbeddedStore

from ..serving.running import Server, children_of, command_of, serving, wait_until_made

DOWNLOADS = "/downloads/SHA256SUMS"
WEB = next(group for group in GROUPS if group.name == "web")


def test_what_is_made_ahead_is_what_the_static_site_has(few_areas: Path, site: Path, tmp_path: Path) -> None:
    address = ("--public-url", "https://w3id.org/shiquan")
    kept = tmp_path / "kept"
    with serving(few_areas, tmp_path / "first", "--workers", "2", "--prepared", str(kept), *address) as server:
        wait_until_made(server, DOWNLOADS)
        for path in _made_ahead(site):
            # what describes the data set tells of the endpoint too, which a static site has not
            if path.suffix not in (".ttl", ".json") or path.parts[0] == "search":
                assert server.get(f"/{path}").body == (site / path).read_bytes(), path
        assert b"https://w3id.org/shiquan/sparql" in server.get("/downloads/dcat.ttl").body
        assert server.get("/downloads").headers["location"] == "downloads/"
        assert server.get("/downloads/").body == (site / "downloads/index.html").read_bytes()
        dump = server.get("/downloads/graph.nq.gz", Accept_Encoding="gzip")
        assert gzip.decompress(dump.body) == (few_areas / "graph.nq").read_bytes()
        assert (dump.headers["content-type"], dump.headers.get("content-encoding")) == ("application/gzip", None)
        _broken_off_downloads_go_on(server, site)
        assert server.get("/search/names/index.json").headers["content-type"] == "application/json; charset=utf-8"
        for other in (
            "/search/names/keys-99999.bin",
            "/search/provisions/0",
            "/sitemaps/of.json",
            "/downloads/..%2ffiles.json",
        ):
            assert server.get(other, Accept="text/html").status == 404, other
        # of two workers one has made it, and says so some moments after it is there
        end = time.monotonic() + 300
        while not all(_told(server, group.name) for group in GROUPS) and time.monotonic() < end:
            time.sleep(0.1)
        assert [len(_told(server, group.name)) for group in GROUPS] == [1] * len(GROUPS)
    made = {path: path.stat().st_mtime_ns for path in kept.rglob("*") if path.is_file() and path.name != "lock"}
    # the next start finds it
    with serving(few_areas, tmp_path / "second", "--prepared", str(kept), *address) as server:
        assert server.get(DOWNLOADS).body == (site / DOWNLOADS[1:]).read_bytes()
        assert _told(server, "search") == []
    assert made == {path: path.stat().st_mtime_ns for path in made}


def test_another_state_of_the_data_set_is_made_anew(few_areas: Path, tmp_path: Path) -> None:
    data, kept = shutil.copytree(few_areas, tmp_path / "data"), tmp_path / "kept"
    (data / "graph" / "450700-qinzhengban-2025-15.ttl").write_bytes(b"# read otherwise now\n")
    edition = ("--since", str(few_areas), "--released", "2026-12-01")
    with serving(data, tmp_path / "log", "--prepared", str(kept), *edition) as server:
        before = wait_until_made(server, DOWNLOADS).headers["etag"]
        # a live site tells what changed since the edition before, as a static one does
        table = server.get("/downloads/changes/changes.csv").body.decode().splitlines()
        assert [line.split(",")[0::2][:2] for line in table[1:]] == [["changed", "钦政办〔2025〕15号"]]
        assert b"2026-12-01T00:00:00" in wait_until_made(server, "/feed.atom").body
        (first,) = kept.iterdir()
        info = json.loads((data / "data-set.json").read_text(encoding="utf-8"))
        (data / "data-set.json").write_text(json.dumps(info | {"quads": 1}), encoding="utf-8")
        end = time.monotonic() + 300
        while server.get(DOWNLOADS).headers.get("etag") in (None, before) or first.exists():
            assert time.monotonic() < end
            time.sleep(0.2)
        assert len(list(kept.iterdir())) == 1


def test_until_it_is_there_one_is_told_to_come_back_and_pages_are_made(few_areas: Path, tmp_path: Path) -> None:
    """A search made the index in the process that makes pages: a minute for ten million statements, in which no page was made."""
    nowhere = tmp_path / "file"
    nowhere.touch()
    with serving(few_areas, tmp_path / "log", "--prepared", str(nowhere / "below")) as server:
        for path in ("/search/names/index.json", "/search/provisions/0/0.json", "/downloads/", "/sitemap.xml"):
            reply = server.get(path, Accept="text/html")
            assert (reply.status, reply.headers["retry-after"]) == (503, "10"), path
            assert "正在后台生成" in html.fromstring(reply.body.decode()).xpath("string(//p)")
            assert server.get(path).json()["title"] == "being-made"
        assert server.get("/search/", Accept="text/html").status == 200
        assert server.get("/id/tier/county/").status == 200
        assert any("nothing can be made ahead" in line for line in server.errors.read_text().splitlines())


def test_when_the_one_that_makes_it_is_killed_another_does(few_areas: Path, tmp_path: Path) -> None:
    with serving(few_areas, tmp_path / "log", "--workers", "2", "--prepared", str(tmp_path / "kept")) as server:
        end = time.monotonic() + 300
        while not (making := _makers(server)):
            assert time.monotonic() < end
            time.sleep(0.05)
        os.kill(making[0], signal.SIGKILL)
        assert wait_until_made(server, "/search/names/index.json").status == 200


def test_nothing_appears_of_a_data_set_that_was_changed_meanwhile(data: PublishedData, tmp_path: Path) -> None:
    with pytest.raises(ChangedMeanwhile):
        make_group(data, WEB, tmp_path, lambda: False)
    assert [path.name for path in tmp_path.iterdir()] == [".web"]


def test_answers_that_were_kept_are_those_of_the_store(data: PublishedData, tmp_path: Path) -> None:
    query = "SELECT ?area ?code { ?area <https://w3id.org/shiquan/ontology#areaCode> ?code } ORDER BY ?code"
    one = {"code": Literal("141000")}
    keeping = KeepingStore(data.store, tmp_path, slow=0.0)
    rows = [keeping.select(query), keeping.select(query, one)]
    assert rows == [data.store.select(query), data.store.select(query, one)] and rows[0] != rows[1]
    nothing = EmbeddedStore.from_quads([])
    kept = StoreWithAnswers(nothing, (tmp_path / "not yet", tmp_path))
    assert [kept.select(query), kept.select(query, one)] == rows
    # what is not kept is asked
    assert kept.select(query, {"code": Literal("210500")}) == nothing.select(query, {"code": Literal("210500")})


def test_pages_are_the_same_with_answers_made_ahead(
    data: PublishedData, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every answer is kept here, however fast it was: in so small a data set none is slow on a machine that has nothing else to do."""
    monkeypatch.setattr(making_ahead, "KeepingStore", partial(KeepingStore, slow=0.0))
    for group in ANSWERS:
        make_group(data, group, tmp_path, lambda: True)
    store = StoreWithAnswers(data.store, tuple(tmp_path / group.name for group in ANSWERS))
    other = replace(data, store=store)
    for folder in ("", "places/", "id/area/140000/", "id/concept/intellectual-property/protection-system/"):
        for one, same in zip(files_of(data, folder), files_of(other, folder), strict=True):
            if one.name.endswith((".html", ".csv")):
                assert one.make() == same.make(), (folder, one.name)
    assert any((tmp_path / "lists").iterdir())


def _made_ahead(site: Path) -> list[Path]:
    files = (path.relative_to(site) for path in site.rglob("*") if path.is_file())
    found = sorted(path for path in files if group_of(str(path)) is not None)
    there = {group for path in found if (group := group_of(str(path))) is not None}
    assert there == {*GROUPS} - {*ANSWERS}
    return found


def _told(server: Server, group: str) -> list[str]:
    return [line for line in server.errors.read_text().splitlines() if line.startswith(f"{group} was made ahead")]


def _makers(server: Server) -> list[int]:
    """The processes that make something ahead."""
    return [
        child
        for worker in children_of(server.process.pid)
        for child in children_of(worker)
        if "preparing_process" in command_of(child)
    ]


def _broken_off_downloads_go_on(server: Server, site: Path) -> None:
    path = "/downloads/graph.nq.gz"
    content = (site / path[1:]).read_bytes()
    size = len(content)
    whole = server.get(path)
    assert (whole.status, whole.headers["accept-ranges"]) == (200, "bytes")
    tag = whole.headers["etag"]
    for asked, first, end in (
        ("bytes=0-99", 0, 100),
        ("bytes=100000-", 100_000, size),
        ("bytes = 7-7", 7, 8),
        ("bytes=-50", size - 50, size),
        (f"bytes=-{size + 1}", 0, size),
        (f"bytes=1-{10**17}", 1, size),
    ):
        part = server.get(path, Range=asked, If_Range=tag)
        assert (part.status, part.body, part.headers["etag"]) == (206, content[first:end], tag), asked
        assert part.headers["content-range"] == f"bytes {first}-{end - 1}/{size}"
        assert part.headers["content-length"] == str(end - first)
    for asked in (f"bytes={size}-", "bytes=-0"):
        refused = server.get(path, Range=asked)
        assert (refused.status, refused.body, refused.headers["content-range"]) == (416, b"", f"bytes */{size}"), asked
    # several ranges, what is none, and a file that is another by now: the whole
    for asked in ("bytes=0-1,4-5", "bytes=5-4", "bytes=-", "lines=1-2", "bytes=" + "9" * 5000 + "-"):
        assert server.get(path, Range=asked).body == content, asked
    assert server.get(path, Range="bytes=0-1", If_Range='"another"').body == content
