"""`shiquan load`, and the commands that ask the store that was loaded."""

from __future__ import annotations

import base64
import gzip
import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, Store
from typer.testing import CliRunner, Result

from shiquan.building import BuildResult
from shiquan.cli.main import app
from shiquan.cli.validated import Validated
from shiquan.graph.quotation import TextFolder, check_quotations
from shiquan.graph.validation import ValidationReport
from shiquan.terms import RDF_TYPE, SQ

from ..http_front import Front, front
from ..store_servers import OxigraphServer, oxigraph

RUNNER = CliRunner()


@pytest.fixture(scope="module")
def server(five: BuildResult, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OxigraphServer]:
    with oxigraph(tmp_path_factory.mktemp("oxigraph") / "store") as running:
        yield running


@pytest.fixture(scope="module")
def loaded(guarded: Front, five: BuildResult) -> Front:
    assert _load(guarded, five, "p@ss").exit_code == 0
    return guarded


@pytest.fixture(scope="module")
def guarded(server: OxigraphServer) -> Iterator[Front]:
    with front(server.port) as before:
        before.wanted = "Basic " + base64.b64encode(b"wang:p@ss").decode()
        yield before


def _run(*arguments: str, password: str | None = "p@ss") -> Result:
    environment = {"SHIQUAN_USER": "wang", "COLUMNS": "300"} if password else {"SHIQUAN_USER": ""}
    return RUNNER.invoke(app, arguments, env={**environment, "SHIQUAN_PASSWORD": password or ""})


def _load(guarded: Front, five: BuildResult, password: str) -> Result:
    graph_store = f"{guarded.url}/store"
    command = ("load", "--data", str(five.folder), "--endpoint", f"{guarded.url}/query", "--graph-store", graph_store)
    return _run(*command, password=password)


def test_load_tells_what_arrived(guarded: Front, five: BuildResult) -> None:
    for sent, kept in ((21, 0), (0, 21)):
        done = _load(guarded, five, "p@ss")
        assert (done.exit_code, done.stderr) == (0, "")
        assert (
            f"21 graphs, {five.quads} statements; {sent} graphs sent, {kept} were there already, 0 removed."
            in done.stdout
        )
        assert f"Counted: {five.quads} statements in the store, 21 graphs are those of the data set." in done.stdout


def test_load_stops_before_it_takes_another_data_set_away(loaded: Front, five: BuildResult, tmp_path: Path) -> None:
    """Exit code 2 and nothing changed; with the option, what is removed is told."""
    line = '<http://e/s> <http://e/p> "x" <https://w3id.org/shiquan/id/graph/160000/c/2024/3> .\n'
    (tmp_path / "graph.nq").write_text(line, encoding="ascii")
    addresses = ("--endpoint", f"{loaded.url}/query", "--graph-store", f"{loaded.url}/store")
    command = ("load", "--data", str(tmp_path), *addresses)
    assert "5 documents, and 5 of these" in str(_run(*command).exception)
    assert "0 graphs sent, 21 were there already, 0 removed" in _load(loaded, five, "p@ss").stdout
    assert "1 graphs sent, 0 were there already, 21 removed" in _run(*command, "--remove-others").stdout
    assert "21 graphs sent" in _run("load", "--data", str(five.folder), *addresses, "--remove-others").stdout


def test_a_wrong_password(guarded: Front, five: BuildResult) -> None:
    done = _load(guarded, five, "wr0ng-password")
    told = f"{done.stdout}{done.stderr}{done.exception}"
    assert done.exit_code == 1 and "HTTP 401" in told and "wr0ng" not in told


@pytest.mark.parametrize(
    "command",
    [
        ("query", "who-pays-in-a-place", "--format", "csv"),
        ("trace", "知识产权保护体系建设", "--area", "临汾市", "--format", "json"),
        ("check", "--format", "csv"),
        ("validate", "--format", "json"),
    ],
    ids=lambda command: command[0],
)
def test_the_commands_ask_the_endpoint(loaded: Front, five: BuildResult, command: tuple[str, ...]) -> None:
    here = _run(*command, "--data", str(five.folder))
    there = _run(*command, "--data", str(five.folder), "--endpoint", f"{loaded.url}/query")
    assert (there.exit_code, there.stdout) == (here.exit_code, here.stdout)
    assert here.stdout.count("\n") > 1


def test_without_texts_quotes_are_not_compared_and_that_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """That every text is missing was reported, of a store that can have none."""
    text = NamedNode("https://w3id.org/shiquan/id/doc/1/a/2024/1/text")
    store = Store()
    store.add(Quad(text, NamedNode(RDF_TYPE), NamedNode(SQ + "CleanedText")))
    report = ValidationReport((), ()).with_findings(check_quotations(store, TextFolder(tmp_path)))
    assert len(report.findings) == 1
    assert Validated(tmp_path, True).told(report) == report
    assert Validated(tmp_path, False).told(report) == ValidationReport((), ())
    assert "quotes were not compared" in capsys.readouterr().err


def test_validate_of_a_store_without_a_data_set(tmp_path: Path) -> None:
    with oxigraph(tmp_path / "store") as empty:
        done = _run("validate", "--endpoint", empty.addresses.query, password=None)
    assert "run shiquan load first" in str(done.exception)


def test_dump_for_bulk_loaders(five: BuildResult, tmp_path: Path) -> None:
    """Two times the same bytes, whatever the time; the checksums are those of the files."""
    dump = (five.folder / "graph.nq").read_bytes()
    for folder in (tmp_path / "one", tmp_path / "two"):
        done = _run("dump", "--data", str(five.folder), "--gzip", str(folder))
        assert done.exit_code == 0
        packed = (folder / "graph.nq.gz").read_bytes()
        assert gzip.decompress(packed) == dump
        assert (folder / "SHA256SUMS").read_text(encoding="ascii") == (
            f"{hashlib.sha256(dump).hexdigest()}  graph.nq\n{hashlib.sha256(packed).hexdigest()}  graph.nq.gz\n"
        )
    assert (tmp_path / "one" / "graph.nq.gz").read_bytes() == (tmp_path / "two" / "graph.nq.gz").read_bytes()
    assert sorted(path.name for path in (tmp_path / "one").iterdir()) == ["SHA256SUMS", "graph.nq.gz"]


def test_dump_to_where_nothing_can_be_written(five: BuildResult, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    done = _run("dump", "--data", str(five.folder), "--gzip", str(tmp_path / "file"))
    assert "cannot be compressed" in str(done.exception)
