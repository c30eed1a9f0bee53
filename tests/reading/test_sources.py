"""What paths name: files, folders, archives, standard input. A bad one costs only itself."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from shiquan.reading.sources import find_sources, safe_name

from .loading import codes, loaded

Pack = Callable[[dict[str, bytes]], bytes]


def test_folder_gives_its_documents_in_order(tmp_path: Path, zipped: Pack) -> None:
    """Documents in a format that cannot be read are among them, because leaving them out in silence would look like reading
    them; pictures and what programs leave lying about are not."""
    (tmp_path / "sub").mkdir()
    for name in ("b.txt", "sub/a.HTML", "old.doc", "picture.png", "~$b.docx", ".hidden.txt", "report.json"):
        (tmp_path / name).write_bytes(name.encode())
    (tmp_path / "c.zip").write_bytes(zipped({"x.txt": b"x"}))
    sources, failures = find_sources([tmp_path])
    assert loaded(sources) == [
        ("b.txt", b"b.txt"),
        ("c.zip › x.txt", b"x"),
        ("old.doc", b"old.doc"),
        ("a.HTML", b"sub/a.HTML"),
    ]
    assert failures == []


def test_same_file_twice_is_one(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"a")
    sources, _ = find_sources([tmp_path, tmp_path / "a.txt"])
    assert loaded(sources) == [("a.txt", b"a")]


def test_empty_folder_and_missing_path(tmp_path: Path) -> None:
    sources, failures = find_sources([tmp_path, tmp_path / "nowhere.txt"])
    assert sources == []
    assert codes(failures) == [(str(tmp_path), "missing"), (str(tmp_path / "nowhere.txt"), "missing")]


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    class Standard:
        buffer = io.BytesIO("一、总体要求".encode())

    monkeypatch.setattr("sys.stdin", Standard)
    sources, failures = find_sources([Path("-"), Path("-")])
    assert (loaded(sources), failures) == ([("stdin", "一、总体要求".encode())], [])


def test_members_that_cannot_be_read_cost_only_themselves(tmp_path: Path, zipped: Pack) -> None:
    """An archive in the archive, an encrypted member and a damaged one stand beside a good one."""
    data = bytearray(
        zipped(
            {"a.txt": b"good", "inner.zip": zipped({"b.txt": b"b"}), "locked.txt": b"locked", "torn.txt": b"torn" * 99}
        )
    )
    locked = data.index(b"locked.txt", data.index(b"PK\x01\x02"))
    data[locked - 46 + 8] |= 1
    torn = data.index(b"torn.txt") + len("torn.txt")
    data[torn : torn + 4] = b"\xff\xff\xff\xff"
    (tmp_path / "mixed.zip").write_bytes(bytes(data))
    sources, failures = find_sources([tmp_path / "mixed.zip"])
    assert loaded(sources) == [
        ("mixed.zip › a.txt", b"good"),
        ("mixed.zip › inner.zip", "format"),
        ("mixed.zip › locked.txt", "format"),
        ("mixed.zip › torn.txt", "format"),
    ]
    assert failures == []


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_names_of_chinese_programs(encoding: str, tmp_path: Path) -> None:
    """Programs on Chinese systems write names in GBK, or in UTF-8 without saying so; the format has code page 437 there."""
    placeholder = "N" * len("公文/临汾.txt".encode(encoding))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(placeholder, b"text")
    (tmp_path / "gb.zip").write_bytes(buffer.getvalue().replace(placeholder.encode(), "公文/临汾.txt".encode(encoding)))
    sources, failures = find_sources([tmp_path / "gb.zip"])
    assert (loaded(sources), failures) == ([("gb.zip › 公文 › 临汾.txt", b"text")], [])


ARCHIVES = [
    ("damaged", b"PK\x03\x04 not really", "format"),
    ("empty", b"", "format"),
    ("only pictures", {"a.png": b"\x89PNG"}, "missing"),
    ("too many members", {f"{number}.txt": b"" for number in range(5001)}, "too_large"),
]


@pytest.mark.parametrize(("content", "code"), [case[1:] for case in ARCHIVES], ids=[case[0] for case in ARCHIVES])
def test_bad_archives(content: bytes | dict[str, bytes], code: str, tmp_path: Path, zipped: Pack) -> None:
    (tmp_path / "bad.zip").write_bytes(content if isinstance(content, bytes) else zipped(content))
    (tmp_path / "good.txt").write_bytes(b"good")
    sources, failures = find_sources([tmp_path / "bad.zip", tmp_path / "good.txt"])
    assert loaded(sources) == [("good.txt", b"good")]
    assert codes(failures) == [("bad.zip", code)]
    assert all(failure.zh != failure.en for failure in failures)


def test_names_show_nothing_that_moves_the_cursor_or_turns_the_writing() -> None:
    assert safe_name("a\x1b[2J\u202etxt.exe\udcff\n.txt") == "a�[2J�txt.exe��.txt"
