"""Building: the same bytes everywhere, bad input reported and the good files still built."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Store, parse

from shiquan.building import BuildResult, build
from shiquan.errors import UsageError
from shiquan.graph.identifiers import graph_iri
from shiquan.terms import OA, SQ

GOOD = "benxi.txt"


def test_published_data_set_is_made_again_byte_for_byte(root: Path, tmp_path: Path) -> None:
    """Three hash seeds, three processes: `shiquan build` gives `data/graph/` as it stands in the repository."""
    published = {path.name: path.read_bytes() for path in sorted((root / "data" / "graph").glob("*.ttl"))}
    dumps = set()
    for seed in ("0", "1", "4242"):
        out = tmp_path / seed
        command = [
            sys.executable,
            "-m",
            "shiquan.cli.main",
            "build",
            str(root / "data" / "documents"),
            "--out",
            str(out),
        ]
        subprocess.run(command, check=True, capture_output=True, env={**os.environ, "PYTHONHASHSEED": seed})
        assert {path.name: path.read_bytes() for path in sorted((out / "graph").glob("*.ttl"))} == published
        dumps.add(
            (
                hashlib.sha256((out / "graph.nq").read_bytes()).hexdigest(),
                (out / "ledger.csv").read_bytes(),
                (out / "report.json").read_bytes(),
            )
        )
    assert len(dumps) == 1


def test_every_quote_stands_at_its_span(five: BuildResult) -> None:
    """Read the graph back: the published text at each position is the quote, and its checksum is the text's."""
    store = Store.read_only(str(five.folder / "store"))
    texts: dict[str, str] = {}
    for quad in store.quads_for_pattern(None, NamedNode(SQ + "cleanedText"), None, None):
        node = quad.object
        name, digest = value(store, node, SQ + "fileName"), value(store, node, SQ + "sha256")
        data = (five.folder / "texts" / name).read_bytes()
        assert hashlib.sha256(data).hexdigest() == digest
        texts[str(node.value)] = data.decode("utf-8")
    checked = 0
    for quad in store.quads_for_pattern(None, NamedNode(OA + "hasSource"), None, None):
        evidence = str(quad.subject.value)
        text = texts[str(quad.object.value)]
        start = int(value(store, NamedNode(evidence + "/position"), OA + "start"))
        end = int(value(store, NamedNode(evidence + "/position"), OA + "end"))
        assert text[start:end] == value(store, NamedNode(evidence + "/quote"), OA + "exact"), evidence
        checked += 1
    assert checked == sum(1 for _ in store.quads_for_pattern(None, NamedNode(SQ + "evidence"), None, None)) > 0


def value(store: Store, subject: NamedNode, predicate: str) -> str:
    (quad,) = store.quads_for_pattern(subject, NamedNode(predicate), None, None)
    assert isinstance(quad.object, Literal)
    return quad.object.value


def test_data_have_ascii_iris_and_no_blank_nodes(five: BuildResult) -> None:
    graphs = {NamedNode(graph_iri(iri)) for iri in five.documents}
    quads = [
        one for one in parse(path=str(five.folder / "graph.nq"), format=RdfFormat.N_QUADS) if one.graph_name in graphs
    ]
    assert {quad.graph_name for quad in quads} == graphs
    for quad in quads:
        for term in (quad.subject, quad.predicate, quad.object, quad.graph_name):
            assert isinstance(term, NamedNode | Literal)
            assert not isinstance(term, NamedNode) or term.value.isascii()


def test_report_names_every_document(five: BuildResult) -> None:
    report = json.loads((five.folder / "report.json").read_text(encoding="utf-8"))
    assert [
        (entry["file"], entry["number"], entry["area"], entry["assignments"], entry["ledger"].get("unparsed", 0))
        for entry in report["documents"]
    ] == [
        ("yuncheng.txt", "运政发〔2024〕13号", "运城市", 0, 0),
        ("linfen.txt", "临政办发〔2024〕39号", "临汾市", 15, 0),
        ("neimenggu.txt", "内政办发〔2024〕48号", "内蒙古自治区", 12, 0),
        ("benxi.txt", "本政办发〔2025〕9号", "本溪市", 8, 0),
        ("qinzhou.txt", "钦政办〔2025〕15号", "钦州市", 13, 0),
    ]
    assert report["failures"] == report["inconsistencies"] == []


@pytest.fixture
def folder(root: Path, tmp_path: Path) -> Path:
    """A folder with one good document."""
    sources = tmp_path / "sources"
    sources.mkdir()
    shutil.copy(root / "data" / "documents" / GOOD, sources / GOOD)
    return sources


BAD = [
    ("empty.txt", b"", "empty"),
    ("picture.txt", b"\x89PNG\r\n\x1a\n\x00\x01\x02", "binary"),
    ("recipe.txt", "红烧肉的做法：先把五花肉切块，焯水，再加糖炒色。".encode(), "not_a_document"),
    ("letter.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 word", "format"),
    ("broken.docx", b"PK\x03\x04 not really", "format"),
    ("broken.pdf", b"%PDF-1.7 not really", "format"),
    ("noise.txt", bytes(range(128, 256)) * 8, "encoding"),
]


@pytest.mark.parametrize(("name", "data", "code"), BAD, ids=[name for name, _, _ in BAD])
def test_bad_file_is_reported_and_the_good_one_built(
    name: str, data: bytes, code: str, folder: Path, tmp_path: Path
) -> None:
    (folder / name).write_bytes(data)
    result = build([folder / GOOD, folder / name], tmp_path / "out")
    assert [(failure.file, failure.code) for failure in result.failures] == [(name, code)]
    assert all(message.startswith(name) for failure in result.failures for message in (failure.zh, failure.en))
    assert [report["file"] for report in result.reports()] == [GOOD]


def test_missing_path(folder: Path, tmp_path: Path) -> None:
    result = build([folder, tmp_path / "nowhere"], tmp_path / "out")
    assert [(failure.code, failure.file) for failure in result.failures] == [("missing", str(tmp_path / "nowhere"))]
    assert len(result.documents) == 1


def test_gb18030_is_read(folder: Path, tmp_path: Path, root: Path) -> None:
    text = (root / "data" / "documents" / "linfen.txt").read_text(encoding="utf-8")
    (folder / "linfen-gb.txt").write_bytes(text.encode("gb18030"))
    result = build([folder], tmp_path / "out")
    assert result.failures == ()
    store = Store.read_only(str(tmp_path / "out" / "store"))
    sources = [NamedNode(f"{iri}/source") for iri in result.documents]
    assert {(value(store, one, SQ + "fileName"), value(store, one, SQ + "encoding")) for one in sources} == {
        ("linfen-gb.txt", "gb18030"),
        (GOOD, "utf-8"),
    }


def test_two_files_with_the_same_identity(folder: Path, tmp_path: Path) -> None:
    shutil.copy(folder / GOOD, folder / "zz-copy.txt")
    result = build([folder], tmp_path / "out")
    (failure,) = result.failures
    assert (failure.file, failure.code) == ("zz-copy.txt", "same_identity")
    assert GOOD in failure.zh
    assert "本政办发〔2025〕9号" in failure.en


def test_document_without_a_number_and_unknown_place(folder: Path, tmp_path: Path) -> None:
    """Both are built: the identity comes from issuer and title, and the place stays open, with a finding."""
    body = "一、主要内容\n将公路建设，确认为市级财政事权，由市级承担支出责任。\n"
    title = "乌有市交通运输领域市与县财政事权和支出责任划分改革方案"
    (folder / "wuyou.txt").write_text(f"乌有市人民政府办公室关于印发{title}的通知\n\n{title}\n{body}", encoding="utf-8")
    result = build([folder], tmp_path / "out")
    (report,) = [report for report in result.reports() if report["file"] == "wuyou.txt"]
    assert result.failures == ()
    assert report["document"].startswith("https://w3id.org/shiquan/id/doc/unresolved/title/")
    assert [finding["code"] for finding in report["findings"]] == ["unknown-place"]
    assert (report["number"], report["assignments"]) == (None, 1)


def test_nothing_readable_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("", encoding="utf-8")
    with pytest.raises(UsageError, match="no document could be read"):
        build([tmp_path / "a.txt"], tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_foreign_folder_is_not_overwritten(folder: Path, tmp_path: Path) -> None:
    precious = tmp_path / "home"
    precious.mkdir()
    (precious / "thesis.txt").write_text("years of work", encoding="utf-8")
    with pytest.raises(UsageError, match="holds something else"):
        build([folder], precious)
    assert [path.name for path in precious.iterdir()] == ["thesis.txt"]


def test_failed_build_leaves_the_earlier_data_set(folder: Path, tmp_path: Path) -> None:
    build([folder], tmp_path / "out")
    before = {path: path.read_bytes() for path in sorted((tmp_path / "out").rglob("*.ttl"))}
    (tmp_path / "empty.txt").write_text("", encoding="utf-8")
    with pytest.raises(UsageError):
        build([tmp_path / "empty.txt"], tmp_path / "out")
    assert {path: path.read_bytes() for path in sorted((tmp_path / "out").rglob("*.ttl"))} == before
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
