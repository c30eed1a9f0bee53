"""What can be downloaded: dumps, tables, and what is said of them."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
from functools import cache
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, Quad, RdfFormat, parse
from rdflib import Dataset as RdflibDataset

from shiquan.building import BuildResult
from shiquan.publishing.downloads.spool import GRAPHS
from shiquan.publishing.downloads.tables import TABLES, file_name
from shiquan.publishing.json_ld import context
from shiquan.publishing.published_data import PublishedData
from shiquan.publishing.site import file_at, files_of
from shiquan.questions.catalogue import ask, find_query
from shiquan.stores.embedded import EmbeddedStore


@pytest.fixture(scope="module")
def data(five: BuildResult) -> PublishedData:
    return PublishedData.open(five.folder)


@cache
def _content(data: PublishedData, name: str) -> bytes:
    file = file_at(data, f"downloads/{name}")
    assert file is not None, name
    written = io.BytesIO()
    assert file.write_to(written) == len(written.getvalue())
    return written.getvalue()


def _canonical(content: bytes, form: RdfFormat) -> tuple[set[Quad], Dataset]:
    """Return the quads without blank nodes, and those with some, in which these have names that depend on what is said of them only."""
    named: set[Quad] = set()
    others = Dataset()
    for quad in parse(content, format=form):
        if isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode):
            others.add(quad)
        else:
            named.add(quad)
    others.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    return named, others


def test_every_dump_is_the_graph(data: PublishedData) -> None:
    graph = _canonical((data.folder / "graph.nq").read_bytes(), RdfFormat.N_QUADS)
    assert gzip.decompress(_content(data, "graph.nq.gz")) == (data.folder / "graph.nq").read_bytes()
    for name, form in (("graph.trig.gz", RdfFormat.TRIG), ("graph.jsonld.gz", RdfFormat.JSON_LD)):
        assert _canonical(gzip.decompress(_content(data, name)), form) == graph, name


def test_json_ld_is_the_same_for_another_reader(data: PublishedData) -> None:
    """rdflib reads one document's graph of the dump as the data set has it."""
    dump = json.loads(gzip.decompress(_content(data, "graph.jsonld.gz")))
    one = next(graph for graph in dump["@graph"] if graph["@id"] == "id:graph/141000/linzhengbanfa/2024/39")
    read = RdflibDataset().parse(data=json.dumps({"@context": dump["@context"], "@graph": [one]}), format="json-ld")
    lines = {line for line in read.serialize(format="nquads").splitlines() if line}
    theirs = set(parse("\n".join(lines).encode(), format=RdfFormat.N_QUADS))
    ours = {
        quad
        for quad in parse(path=str(data.folder / "graph.nq"), format=RdfFormat.N_QUADS)
        if quad.graph_name.value == "https://w3id.org/shiquan/id/graph/141000/linzhengbanfa/2024/39"
    }
    assert theirs == ours
    assert dump["@context"] == json.loads(context())["@context"]


def test_tables_are_the_answers_of_the_named_queries(data: PublishedData) -> None:
    for table in TABLES:
        rows = list(csv.reader(io.StringIO(gzip.decompress(_content(data, file_name(table))).decode(), newline="")))
        answer = ask(data.store, find_query(table), {})
        assert rows == [list(answer.columns), *([value or "" for value in row] for row in answer)], table


def test_tables_of_documents_with_one_number_and_without(tmp_path: Path, five: BuildResult) -> None:
    """Two documents of one number and one without: asked one by one they come in the order of the queries over all of them."""
    from shiquan.building import build

    folder = tmp_path / "documents"
    folder.mkdir()
    body = (
        "一、主要内容\n（一）知识产权保护。将全市性知识产权保护体系建设，确认为市级财政事权，由市级承担支出责任。\n"
        "（二）知识产权运用。将知识产权运用促进，确认为市与县共同财政事权，由市与县共同承担支出责任。\n"
    )
    for name, number in (("临汾市", "市政办发〔2024〕59号"), ("本溪市", "市政办发〔2024〕59号"), ("钦州市", "")):
        title = f"{name}知识产权领域市与县财政事权和支出责任划分改革方案"
        (folder / f"{name}.txt").write_text(
            f"{name}人民政府办公室关于印发{title}的通知\n{number}\n各有关单位：\n现印发给你们。\n\n{title}\n{body}",
            encoding="utf-8",
        )
    data = PublishedData.open(build([folder], tmp_path / "data").folder)
    numbers = [row["number"] for row in ask(data.store, find_query("plans"), {}).records()]
    assert numbers == [None, "市政办发〔2024〕59号", "市政办发〔2024〕59号"]
    test_tables_are_the_answers_of_the_named_queries(data)


def test_checksums_and_sizes_are_those_of_the_files(data: PublishedData) -> None:
    names = [*GRAPHS, *(file_name(table) for table in TABLES)]
    sums = [line.split("  ") for line in _content(data, "SHA256SUMS").decode().splitlines()]
    assert sums == [[hashlib.sha256(_content(data, name)).hexdigest(), name] for name in names]
    package = json.loads(_content(data, "datapackage.json"))
    assert [(one["path"], one["bytes"], one["hash"], one["rows"]) for one in package["resources"]] == [
        (
            file_name(table),
            len(_content(data, file_name(table))),
            "sha256:" + hashlib.sha256(_content(data, file_name(table))).hexdigest(),
            len(ask(data.store, find_query(table), {})),
        )
        for table in TABLES
    ]


def test_a_data_set_without_its_joined_files_says_so(five: BuildResult, tmp_path: Path) -> None:
    """After a change of a large data set there is no dump until `shiquan dump` has made it; the tables are there all the same."""
    for name in ("store", "graph", "data-set.json"):
        (tmp_path / name).symlink_to(five.folder / name)
    data = PublishedData(tmp_path, EmbeddedStore.open(five.folder))
    assert file_at(data, "downloads/graph.nq.gz") is None
    assert "运行 shiquan dump 之后再次发布即有" in _content(data, "index.html").decode()
    assert _content(data, "SHA256SUMS").decode().count("\n") == len(TABLES)


def test_no_folder_has_two_files_of_one_name(data: PublishedData) -> None:
    """Two parts of the site had a file `context.jsonld` in the root, each with a context of its own: the static site had the one, the live one the other."""
    for folder in ("", "ontology/", "vocabulary/", "downloads/", ".well-known/"):
        names = [file.name for file in files_of(data, folder)]
        assert sorted(names) == sorted(set(names)), folder
