"""Adding, replacing and removing documents: the data set is that of a full build, byte for byte, and stays whole when anything fails."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from pyoxigraph import CanonicalizationAlgorithm, Dataset, DefaultGraph, NamedNode, Quad, Store

from shiquan.building import BuildResult, build
from shiquan.changing import add, remove, replace, settle
from shiquan.dataset.dump import make_whole
from shiquan.dataset.layout import FINDINGS, JOINED, read_info
from shiquan.dataset.workers import ThisProcess
from shiquan.errors import UsageError
from shiquan.graph.vocabulary import ontology_quads
from shiquan.reasoning.axioms import read_axioms
from shiquan.reasoning.rules import compile_rules
from shiquan.terms import OWL, SQ

BODY = "一、主要内容\n将公路建设，确认为市级财政事权，由市级承担支出责任。\n"


def files_of(folder: Path) -> dict[Path, bytes]:
    """Return every file of a data set, those of its store too."""
    return {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def contents(folder: Path) -> dict[str, bytes | list[str]]:
    """Return every file of a data set by its path, and the quads of its store."""
    files: dict[str, bytes | list[str]] = {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "store" not in path.relative_to(folder).parts
    }
    stored = Dataset(Store.read_only(str(folder / "store")))
    # a store gives the blank nodes of the ontology's class expressions labels of its own
    stored.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    files["store"] = sorted(str(quad) for quad in stored)
    return files


def assert_same(one: Path, other: Path) -> None:
    """Compare two data sets; a difference is named by its file, not printed by the megabyte."""
    mine, theirs = contents(one), contents(other)
    assert sorted(mine) == sorted(theirs)
    assert [name for name in mine if mine[name] != theirs[name]] == []


def plan(city: str, number: str, body: str = BODY) -> str:
    title = f"{city}交通运输领域市与县财政事权和支出责任划分改革方案"
    return f"{number}\n\n{city}人民政府办公室关于印发{title}的通知\n\n各有关单位：\n现印发给你们。\n\n{title}\n{body}"


# ---------------------------------------------------------------- the same as a full build


def test_one_of_the_five_removed_and_added_again(five: BuildResult, root: Path, tmp_path: Path) -> None:
    sources = tmp_path / "sources"
    shutil.copytree(root / "data" / "documents", sources)
    held = tmp_path / "held"
    shutil.copytree(five.folder, held)

    change = remove("临政办发[2024]39号", held)
    assert [document.report["file"] for document in change.removed] == ["linfen.txt"]
    (sources / "linfen.txt").rename(tmp_path / "linfen.txt")
    build([sources], tmp_path / "four")
    assert_same(held, tmp_path / "four")

    # The sources of the others are gone: what is needed of them stands in the data set.
    shutil.rmtree(sources)
    change = add([tmp_path / "linfen.txt"], held)
    assert [document.report["file"] for document in change.added] == ["linfen.txt"]
    assert_same(held, five.folder)


def test_many_kinds_of_documents_added_replaced_and_removed(root: Path, tmp_path: Path) -> None:
    """Word, Markdown, HTML, several plans in one notice, a file that cannot be read: in two steps as in one."""
    documents = root / "tests" / "documents"
    first = [documents / name for name in ("shiyan-eco.docx", "pingdingshan-ip.md", "xingan.txt")]
    second = [documents / name for name in ("sihong-multi.txt", "ningxia.html")]
    unread = [tmp_path / "empty.txt", tmp_path / "picture.txt"]
    unread[0].write_bytes(b"")
    unread[1].write_bytes(b"\x89PNG\r\n\x1a\n\x00\x01\x02")

    whole = build([*first, unread[0], *second, unread[1]], tmp_path / "whole")
    assert (len(whole.documents), [failure.file for failure in whole.failures]) == (5, ["empty.txt", "picture.txt"])
    build([*first, unread[0]], tmp_path / "held")
    change = add([*second, unread[1]], tmp_path / "held")
    assert (len(change.added), [failure.code for failure in change.failures]) == (2, ["binary"])
    assert_same(tmp_path / "held", tmp_path / "whole")

    changed = tmp_path / "changed" / "sihong-multi.txt"
    changed.parent.mkdir()
    text = second[0].read_text(encoding="utf-8")
    assert "财政事权" in text
    changed.write_text(text.replace("财政事权", "财政事权（修订）", 1), encoding="utf-8")
    with pytest.raises(UsageError, match=r"with another text: .*--replace"):
        add([changed, second[1]], tmp_path / "held")
    assert_same(tmp_path / "held", tmp_path / "whole")
    change = replace([changed, second[1]], tmp_path / "held")
    assert ([one.report["file"] for one in change.replaced], [one.report["file"] for one in change.unchanged]) == (
        ["sihong-multi.txt"],
        ["ningxia.html"],
    )
    build([*first, unread[0], changed, second[1], unread[1]], tmp_path / "revised")
    assert_same(tmp_path / "held", tmp_path / "revised")


# ---------------------------------------------------------------- what is refused or left as it is


@pytest.fixture(scope="module")
def two_built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data set of two plans that have one number (市政办发〔2024〕59号 names no city) and of a file that could not be read."""
    folder = tmp_path_factory.mktemp("two")
    for name, city in (("linfen", "临汾市"), ("yuncheng", "运城市")):
        (folder / f"{name}.txt").write_text(plan(city, "市政办发〔2024〕59号"), encoding="utf-8")
    (folder / "empty.txt").write_bytes(b"")
    build([folder / "linfen.txt", folder / "yuncheng.txt", folder / "empty.txt"], folder / "data")
    return folder


@pytest.fixture
def two(two_built: Path, tmp_path: Path) -> Path:
    """A copy that may be changed: `data/` and the sources beside it."""
    shutil.copytree(two_built, tmp_path / "two")
    return tmp_path / "two"


def test_an_ambiguous_number_needs_a_place_and_the_last_document_stays(two: Path) -> None:
    before = files_of(two / "data")
    with pytest.raises(UsageError) as caught:
        remove("市政办发〔2024〕59号", two / "data")
    assert all(
        words in message
        for message in (caught.value.zh, caught.value.en)
        for words in ("--area", "141000 临汾市", "140800 运城市")
    )
    with pytest.raises(UsageError, match=r"没有名为“亚特兰蒂斯”"):
        remove("市政办发〔2024〕59号", two / "data", "亚特兰蒂斯")
    with pytest.raises(UsageError, match=r"is no document of 太原市; .*141000 临汾市"):
        remove("市政办发〔2024〕59号", two / "data", "太原市")
    with pytest.raises(UsageError, match=r"does not hold the text of 市政办发〔2024〕60号"):
        remove("市政办发〔2024〕60号", two / "data")
    assert files_of(two / "data") == before

    change = remove("市政办发〔2024〕59号", two / "data", "141000")
    assert [document.report["area"] for document in change.removed] == ["临汾市"]
    build([two / "yuncheng.txt", two / "empty.txt"], two / "rebuilt")
    assert_same(two / "data", two / "rebuilt")
    with pytest.raises(UsageError, match="the only document"):
        remove("市政办发〔2024〕59号", two / "data")
    assert_same(two / "data", two / "rebuilt")


def test_the_same_text_changes_nothing(two: Path) -> None:
    before = files_of(two / "data")
    (two / "copy.txt").write_bytes((two / "linfen.txt").read_bytes())
    change = add([two / "copy.txt"], two / "data")
    assert [document.report["number"] for document in change.unchanged] == ["市政办发〔2024〕59号"]
    assert (change.added, change.failures, change.quads) == ((), (), 0)
    assert files_of(two / "data") == before


def test_a_second_file_of_a_document_is_named(two: Path) -> None:
    """As in a build, the first is kept. For a time `add` took the first and said nothing of the others."""
    for name in ("taiyuan.txt", "taiyuan-copy.txt"):
        (two / name).write_text(plan("太原市", "并政办发〔2024〕5号"), encoding="utf-8")
    change = add([two / "taiyuan.txt", two / "taiyuan-copy.txt"], two / "data")
    assert [document.report["file"] for document in change.added] == ["taiyuan.txt"]
    assert [(failure.file, failure.code, failure.en) for failure in change.failures] == [
        (
            "taiyuan-copy.txt",
            "same_identity",
            "taiyuan-copy.txt: is the same document as taiyuan.txt (并政办发〔2024〕5号, the same text); taiyuan.txt was kept",
        )
    ]
    sources = ["linfen.txt", "yuncheng.txt", "empty.txt", "taiyuan.txt", "taiyuan-copy.txt"]
    build([two / name for name in sources], two / "rebuilt")
    assert_same(two / "data", two / "rebuilt")


@pytest.mark.parametrize("changing", [add, replace])
def test_nothing_readable_changes_nothing(changing: type[add], two: Path) -> None:
    before = files_of(two / "data")
    with pytest.raises(UsageError, match=r"empty\.txt"):
        changing([two / "empty.txt"], two / "data")
    assert files_of(two / "data") == before


def test_a_full_disk_leaves_the_data_set(two: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the change will do cannot be written down: the data set is as it was, and the message says so and what to do."""
    before = contents(two / "data")

    def full(folder: Path, info: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(folder))

    with monkeypatch.context() as patched:
        patched.setattr("shiquan.changing.write_info", full)
        with pytest.raises(UsageError, match=r"磁盘空间不足.*no room on the disk.*run the command again"):
            remove("市政办发〔2024〕59号", two / "data", "临汾")
    settle(two / "data")
    assert contents(two / "data") == before


def test_a_data_set_is_changed_by_one_at_a_time(two: Path) -> None:
    before = contents(two / "data")
    folder = os.open(two / "data", os.O_RDONLY)
    fcntl.flock(folder, fcntl.LOCK_EX)
    with pytest.raises(UsageError, match=r"另一个 shiquan 正在改动.*another shiquan is changing"):
        remove("市政办发〔2024〕59号", two / "data", "临汾")
    os.close(folder)
    assert contents(two / "data") == before


def test_the_joined_files_of_a_large_data_set_are_made_when_they_are_wanted(
    two: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To write them costs as much as the data set is large, so a change takes away those that are out of date."""
    (two / "taiyuan.txt").write_text(plan("太原市", "并政办发〔2024〕5号"), encoding="utf-8")
    monkeypatch.setattr("shiquan.dataset.dump.SMALL_BYTES", 0)
    monkeypatch.setattr("shiquan.dataset.dump._QUADS_AT_ONCE", 1000)
    add([two / "taiyuan.txt"], two / "data")
    assert [name for name in (*JOINED, FINDINGS) if (two / "data" / name).exists()] == []
    assert read_info(two / "data").validation is None
    make_whole(two / "data", ThisProcess())
    build([two / "linfen.txt", two / "yuncheng.txt", two / "taiyuan.txt", two / "empty.txt"], two / "rebuilt")
    assert_same(two / "data", two / "rebuilt")


def test_earlier_failures_are_read_back_as_they_were(two: Path) -> None:
    (failure,) = read_info(two / "data").failures
    assert (failure.file, failure.code, failure.zh, failure.en) == (
        *("empty.txt", "empty", "empty.txt：文件是空的", "empty.txt: the file is empty"),
    )


def test_what_is_no_data_set_or_of_another_version_or_damaged(two: Path) -> None:
    source, data = two / "linfen.txt", two / "data"
    with pytest.raises(UsageError, match=r"is not a data set \(no data-set\.json in it\)"):
        add([source], two)
    (text,) = (data / "texts").glob("141000-*.txt")
    written = text.read_bytes()
    text.write_bytes(written + "。".encode())
    with pytest.raises(UsageError, match=r"damaged \(141000-.* is missing or was changed\)"):
        add([source], data)
    text.unlink()
    with pytest.raises(UsageError, match="damaged"):
        add([source], data)
    text.write_bytes(written)
    info = json.loads((data / "data-set.json").read_text(encoding="utf-8"))
    (data / "data-set.json").write_text(json.dumps({**info, "shiquan": "0.0.1"}), encoding="utf-8")
    with pytest.raises(UsageError, match=r"made by shiquan 0\.0\.1"):
        add([source], data)
    (data / "data-set.json").write_text("{", encoding="utf-8")
    with pytest.raises(UsageError, match=r"damaged \(data-set\.json"):
        add([source], data)


# ---------------------------------------------------------------- the command


def run(*arguments: str) -> tuple[int, str, str]:
    """Run the command; return its exit code, standard output and standard error."""
    command = [sys.executable, "-m", "shiquan.cli.main", *arguments]
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8", "COLUMNS": "80"}
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=environment, check=False)
    return done.returncode, done.stdout, done.stderr


def test_the_command_says_what_it_did(two: Path) -> None:
    data = str(two / "data")
    (two / "taiyuan.txt").write_text(plan("太原市", "并政办发〔2024〕5号"), encoding="utf-8")
    code, out, err = run(
        "add", str(two / "taiyuan.txt"), str(two / "linfen.txt"), str(two / "empty.txt"), "--data", data
    )
    assert code == 1
    assert out.splitlines()[:2] == [
        "已加入 / added：并政办发〔2024〕5号（太原市，taiyuan.txt）",
        "没有变化，数据集里已有同样的全文 / unchanged, held already with the same text：市政办发〔2024〕59号（临汾市，linfen.txt）",
    ]
    assert err == "错误：empty.txt：文件是空的\nError: empty.txt: the file is empty\n"
    report = json.loads((two / "data" / "report.json").read_text(encoding="utf-8"))
    assert [failure["file"] for failure in report["failures"]] == ["empty.txt"]

    assert run("add", str(two / "linfen.txt"), "--data", data) == (
        0,
        "没有变化，数据集里已有同样的全文 / unchanged, held already with the same text：市政办发〔2024〕59号（临汾市，linfen.txt）\n",
        "",
    )
    code, out, err = run("remove", "并政办发（2024）5号", "--data", data)
    assert (code, out.splitlines()[0], err) == (0, "已移出 / removed：并政办发〔2024〕5号（太原市，taiyuan.txt）", "")


def test_the_command_refuses_with_2(two: Path) -> None:
    (two / "other.txt").write_text(plan("临汾市", "市政办发〔2024〕59号", BODY * 2), encoding="utf-8")
    for arguments in (
        ("remove", "市政办发〔2024〕59号"),
        ("add", str(two / "nowhere.txt")),
        ("add", str(two / "other.txt")),
    ):
        code, out, err = run(*arguments, "--data", str(two / "data"))
        assert (code, out) == (2, "")
        assert err.startswith("错误：")
        assert "\nError: " in err


# ---------------------------------------------------------------- what reasoning must not reach


def test_what_would_be_said_of_another_document_is_refused(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With an inverse of sq:carriesOut, a city's document would say of the nation's, which is not held, that the city carries it out.

    What is kept of a change is what is said of the documents that it touches; the rest would silently be missing.
    """
    chain = root / "tests" / "chains" / "documents"
    build([chain / "shaanxi-emergency.txt"], tmp_path / "held")
    before = files_of(tmp_path / "held")
    inverse = Quad(
        NamedNode(SQ + "carriesOut"), NamedNode(OWL + "inverseOf"), NamedNode(SQ + "carriedOutBy"), DefaultGraph()
    )
    ontology = [*ontology_quads(), inverse]
    rules = compile_rules(read_axioms(ontology), ontology)
    monkeypatch.setattr("shiquan.changing.reasoning_rules", lambda: rules)
    with pytest.raises(UsageError, match=r"903> <\S+carriedOutBy> <\S+946.*Nothing was changed"):
        add([chain / "xianyang-emergency.txt"], tmp_path / "held")
    assert files_of(tmp_path / "held") == before
