"""Hostile input: each is built or refused, as said here; none crashes, hangs, or writes outside its folder."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from shiquan.building import BuildResult, build
from shiquan.dataset.documents import BuiltDocument, DocumentFiles, document_files
from shiquan.errors import UnreadableDocument
from shiquan.lexicon import Lexicon
from shiquan.model import Document
from shiquan.reading.cleaning import clean
from shiquan.reading.formats import read_bytes
from shiquan.reading.limits import LARGEST_FILE, LARGEST_TEXT

Pack = Callable[[dict[str, bytes]], bytes]
Make = Callable[..., bytes]
SECONDS = 300
"""What a child process may take, many times as much as it does: here it only tells slow from never."""

STATEMENT = "将全市性公路建设，确认为市级财政事权，由市级承担支出责任。"


@pytest.fixture
def good(tmp_path: Path, notice: list[str]) -> Path:
    """A folder with one good document, beside which hostile ones are put."""
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / "good.txt").write_text("\n".join(notice), encoding="utf-8")
    return folder


def outcome(result: BuildResult) -> tuple[list[str], list[tuple[str, str]]]:
    """Return the files that were built, and those that failed with the code."""
    built = [report["file"] for report in result.reports()]
    return built, [(failure.file, failure.code) for failure in result.failures]


def built_beside_the_good_one(folder: Path, tmp_path: Path) -> list[tuple[str, str]]:
    """Build a folder; check that the good document is built and nothing written elsewhere; return the failures."""
    before = sorted(tmp_path.rglob("*"))
    result = build([folder], tmp_path / "out")
    built, failed = outcome(result)
    assert built == ["good.txt"]
    assert [
        path
        for path in sorted(tmp_path.rglob("*"))
        if path not in before and tmp_path / "out" not in (path, *path.parents)
    ] == []
    return failed


# ---------------------------------------------------------------- size


@pytest.mark.skipif(sys.platform != "linux", reason="memory is measured as Linux counts it")
def test_file_of_200_mb_is_refused_unread(good: Path, tmp_path: Path) -> None:
    """The file is sparse: it has the size without taking the space, and reading it whole would show in the memory."""
    with (good / "huge.txt").open("wb") as file:
        file.truncate(200 * 2**20)
    script = (
        "import resource, sys; from pathlib import Path; from shiquan.building import build;"
        "build([Path(sys.argv[1]) / 'good.txt'], Path(sys.argv[2]));"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss;"
        "result = build([Path(sys.argv[1])], Path(sys.argv[2]));"
        "grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before;"
        "print([(f.file, f.code, f.en) for f in result.failures], grown < 100 * 1024)"
    )
    done = python("-c", script, str(good), str(tmp_path / "out"))
    assert (
        done
        == f"[('huge.txt', 'too_large', 'huge.txt: the file has 200 MB, more than the {LARGEST_FILE // 2**20} MB allowed')] True\n"
    )


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="there is no endless file")
def test_200_mb_on_standard_input_are_refused(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "shiquan.cli.main", "build", "-", "--out", str(tmp_path / "out")]
    with Path("/dev/zero").open("rb") as endless:
        done = subprocess.run(command, stdin=endless, capture_output=True, timeout=SECONDS, check=False)
    assert done.returncode == 2
    assert "stdin：文件有 64+ MB，超过 64 MB 的上限" in done.stderr.decode()
    assert not (tmp_path / "out").exists()


UNITS = {"prose": "建设道路和", "list": "公路建设、", "statements": STATEMENT, "brackets": "（", "digits": "1"}


@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS)
def test_single_line_of_10_mb_is_refused(unit: str, good: Path, tmp_path: Path) -> None:
    (good / "line.txt").write_text(unit * (10_000_000 // len(unit.encode())), encoding="utf-8")
    assert built_beside_the_good_one(good, tmp_path) == [("line.txt", "too_large")]


@pytest.mark.parametrize("name", ["prose", "list", "brackets", "digits"])
def test_longest_line_that_is_allowed_is_read(name: str, tmp_path: Path, notice: list[str]) -> None:
    """A line of up to 3 MB costs seconds, and what stands before it is read as ever."""
    front = "\n".join(notice) + "\n"
    unit = UNITS[name]
    (tmp_path / "line.txt").write_text(front + unit * ((LARGEST_TEXT - len(front)) // len(unit)), encoding="utf-8")
    script = (
        "import sys; from pathlib import Path; from shiquan.building import DocumentBuilder;"
        "from shiquan.reading.sources import file_source;"
        "document = DocumentBuilder().build(file_source(Path(sys.argv[1]))).document;"
        "print(document.number, [a.span.of(document.text) for a in document.plans[0].assignments])"
    )
    assert python("-c", script, str(tmp_path / "line.txt")) == f"临政办发〔2024〕39号 {[notice[-1]]}\n"


def python(*arguments: str) -> str:
    """Run Python in a process that is ended when it hangs; return what it prints."""
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=SECONDS,
        env=environment,
        check=True,
    )
    return done.stdout


# ---------------------------------------------------------------- archives


def test_zip_bomb_costs_only_itself(good: Path, tmp_path: Path, zipped: Pack) -> None:
    (good / "bomb.zip").write_bytes(zipped({"bomb.txt": b"0" * (60 * 2**20)}))
    assert built_beside_the_good_one(good, tmp_path) == [("bomb.zip › bomb.txt", "too_large")]


def test_zip_that_lies_about_its_size(good: Path, tmp_path: Path, zipped: Pack) -> None:
    """No more is unpacked than the directory says; then the checksum does not fit."""
    data = bytearray(zipped({"liar.txt": b"0" * (60 * 2**20)}))
    entry = data.index(b"PK\x01\x02")
    data[entry + 24 : entry + 28] = (1000).to_bytes(4, "little")
    (good / "liar.zip").write_bytes(bytes(data))
    assert built_beside_the_good_one(good, tmp_path) == [("liar.zip › liar.txt", "format")]


def test_zip_whose_members_share_their_bytes(good: Path, tmp_path: Path) -> None:
    """The bomb of Fifield (2019) packs no member more tightly than others, but lets thousands share the same bytes."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    content = bytes(range(256)) * 4096 * 8
    packed = packer.compress(content) + packer.flush()
    local = b"PK\x03\x04" + b"\x14\0\0\0\x08\0" + b"\0" * 4 + zlib.crc32(content).to_bytes(4, "little")
    sizes = len(packed).to_bytes(4, "little") + len(content).to_bytes(4, "little")
    data = local + sizes + b"\x05\0\0\0" + b"0.txt" + packed
    entries = b"".join(
        b"PK\x01\x02\x14\0\x14\0\0\0\x08\0" + b"\0" * 4 + zlib.crc32(content).to_bytes(4, "little") + sizes
        + b"\x05\0" + b"\0" * 16 + b"%d.txt" % (number % 10) for number in range(100)
    )  # fmt: skip
    end = (
        b"PK\x05\x06\0\0\0\0"
        + (100).to_bytes(2, "little") * 2
        + len(entries).to_bytes(4, "little")
        + len(data).to_bytes(4, "little")
        + b"\0\0"
    )
    (good / "shared.zip").write_bytes(data + entries + end)
    assert built_beside_the_good_one(good, tmp_path) == [("shared.zip", "too_large")]


def test_archives_within_archives_are_not_opened(good: Path, tmp_path: Path, zipped: Pack, notice: list[str]) -> None:
    data = zipped({"inside.txt": "\n".join(notice).encode()})
    for _ in range(20):
        data = zipped({"next.zip": data})
    (good / "matryoshka.zip").write_bytes(data)
    assert built_beside_the_good_one(good, tmp_path) == [("matryoshka.zip › next.zip", "format")]


@pytest.mark.parametrize(
    ("member", "name"),
    [
        ("../../../escape.txt", "a.zip › escape.txt"),
        ("/etc/escape.txt", "a.zip › etc › escape.txt"),
        ("..\\..\\escape.txt", "a.zip › escape.txt"),
        ("C:\\escape.txt", "a.zip › C: › escape.txt"),
        ("x\u202etxt.exe.txt", "a.zip › x�txt.exe.txt"),
        ("\x1b[31mred.txt", "a.zip › �[31mred.txt"),
    ],
    ids=["up", "absolute", "windows", "drive", "right to left", "escape sequence"],
)
def test_path_of_a_member_is_only_a_name(
    member: str, name: str, tmp_path: Path, zipped: Pack, notice: list[str]
) -> None:
    """It is read in memory under a name that can be no path, and recorded so."""
    source = tmp_path / "a.zip"
    source.write_bytes(zipped({member: "\n".join(notice).encode()}))
    result = build([source], tmp_path / "out")
    assert outcome(result) == ([name], [])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.zip", "out"]
    assert sorted(path.name for path in (tmp_path / "out" / "texts").iterdir()) == ["141000-linzhengbanfa-2024-39.txt"]
    assert not list(tmp_path.rglob("escape.txt"))
    report = json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))
    assert [entry["file"] for entry in report["documents"]] == [name]


def test_link_in_an_archive_leads_nowhere(good: Path, tmp_path: Path) -> None:
    """A symbolic link is read as the few bytes that it is, not as what it points to."""
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = 0o120777 << 16
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(link, str(good / "good.txt"))
    (good / "link.zip").write_bytes(buffer.getvalue())
    assert built_beside_the_good_one(good, tmp_path) == [("link.zip › link.txt", "not_a_document")]


# ---------------------------------------------------------------- Word and PDF


def changed(data: bytes, part: str, old: bytes, new: bytes, more: dict[str, bytes] | None = None) -> bytes:
    """Return a .docx file with other bytes in one part, and with more parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            content = source.read(entry)
            assert entry.filename != part or old in content
            target.writestr(entry.filename, content.replace(old, new) if entry.filename == part else content)
        for name, content in (more or {}).items():
            target.writestr(name, content)
    return buffer.getvalue()


MAIN = "word/document.xml"
DECLARATION = b"<?xml version='1.0' encoding='UTF-8' standalone='yes'?>"


@pytest.fixture
def word_notice(notice: list[str], word_file: Make, word_paragraph: Callable[..., str]) -> bytes:
    return word_file("".join(map(word_paragraph, notice)) + word_paragraph("MARK"))


def test_external_entity_in_a_word_file_is_not_read(
    word_notice: bytes, tmp_path: Path, lexicon: Lexicon, notice: list[str]
) -> None:
    (tmp_path / "secret.txt").write_text("SECRET", encoding="utf-8")
    document_type = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{(tmp_path / "secret.txt").as_uri()}">]>'.encode()
    data = changed(word_notice, MAIN, b"MARK", b"&e;")
    data = changed(data, MAIN, DECLARATION, DECLARATION + document_type)
    assert read_bytes(data, "a.docx", lexicon).text.split("\n") == notice


def test_entities_within_entities_are_not_unfolded(word_notice: bytes, good: Path, tmp_path: Path) -> None:
    """A billion laughs: ten entities, each ten times the one before. The parser sees it coming."""
    laughs = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    document_type = f'<!DOCTYPE x [<!ENTITY e0 "哈">{laughs}]>'.encode()
    data = changed(word_notice, MAIN, b"MARK", b"&e9;")
    (good / "laughs.docx").write_bytes(changed(data, MAIN, DECLARATION, DECLARATION + document_type))
    assert built_beside_the_good_one(good, tmp_path) == [("laughs.docx", "format")]


def test_external_entity_in_a_web_page_is_not_read(tmp_path: Path, lexicon: Lexicon) -> None:
    (tmp_path / "secret.txt").write_text("SECRET", encoding="utf-8")
    uri = (tmp_path / "secret.txt").as_uri()
    page = f'<!DOCTYPE html [<!ENTITY e SYSTEM "{uri}">]><html><body><p>公文&e;内容。</p><iframe src="{uri}"></iframe></body></html>'
    text = read_bytes(page.encode(), "a.html", lexicon).text
    assert "SECRET" not in text
    assert "公文" in text


def test_macros_are_not_looked_at(word_notice: bytes, lexicon: Lexicon, notice: list[str]) -> None:
    data = changed(word_notice, MAIN, b"MARK", b"", {"word/vbaProject.bin": b"\xd0\xcf\x11\xe0 Sub AutoOpen()"})
    assert read_bytes(data, "a.docx", lexicon).text.split("\n") == notice


WORD_BOMBS = [
    ("much text", lambda data: changed(data, MAIN, b"MARK", b"0" * (60 * 2**20)), "too_large"),
    ("much beside the text", lambda data: changed(data, MAIN, b"MARK", b"", {"word/media/a.png": b"0" * (260 * 2**20)}), "too_large"),
    ("text within the limit for the file, not for a text", lambda data: changed(data, MAIN, b"MARK", b"0" * (LARGEST_TEXT + 1)), "too_large"),
    ("deep nesting", lambda data: changed(data, MAIN, b"<w:t>MARK</w:t>", b"<w:t>" * 100_000 + b"</w:t>" * 100_000), "format"),
    ("control characters", lambda data: changed(data, MAIN, b"MARK", b"\x00\x01"), "format"),
    ("half a surrogate", lambda data: changed(data, MAIN, b"MARK", b"&#xD800;"), "format"),
]  # fmt: skip


@pytest.mark.parametrize(("make", "code"), [case[1:] for case in WORD_BOMBS], ids=[case[0] for case in WORD_BOMBS])
def test_word_files_that_are_refused(
    make: Callable[[bytes], bytes], code: str, word_notice: bytes, good: Path, tmp_path: Path
) -> None:
    (good / "bad.docx").write_bytes(make(word_notice))
    assert built_beside_the_good_one(good, tmp_path) == [("bad.docx", code)]


def zeros(mebibytes: int) -> bytes:
    """Return that many MiB of zeros as a zlib stream (RFC 1950), made of one packed MiB again and again."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    piece = packer.compress(b"\0" * 2**20) + packer.flush(zlib.Z_FULL_FLUSH)
    checksum = ((mebibytes * 2**20 % 65521) << 16) | 1
    return b"\x78\xda" + piece * mebibytes + b"\x03\x00" + checksum.to_bytes(4, "big")


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not hold a process to an amount of memory")
def test_stream_that_unpacks_to_8_gb_is_refused(good: Path, tmp_path: Path, pdf_file: Make) -> None:
    (good / "bomb.pdf").write_bytes(pdf_file([zeros(8192)]))
    assert built_beside_the_good_one(good, tmp_path) == [("bomb.pdf", "format")]


def test_pages_that_contain_each_other_are_read_once(
    good: Path, tmp_path: Path, pdf_file: Make, pdf_line: Callable[..., str]
) -> None:
    data = pdf_file([pdf_line(60, 700, "公文")])
    (good / "loop.pdf").write_bytes(data.replace(b"/Kids [7 0 R]", b"/Kids [2 0 R]"))
    assert built_beside_the_good_one(good, tmp_path) == [("loop.pdf", "not_a_document")]


def test_pdf_of_too_many_pages_is_refused(good: Path, tmp_path: Path, pdf_file: Make) -> None:
    (good / "long.pdf").write_bytes(pdf_file([""] * 1001))
    assert built_beside_the_good_one(good, tmp_path) == [("long.pdf", "too_large")]


# ---------------------------------------------------------------- text


def test_characters_that_are_not_seen_change_nothing(lexicon: Lexicon, notice: list[str]) -> None:
    """Lone surrogates, control characters, right-to-left marks, tags and byte-order marks between all characters."""
    unseen = "\ud800\u202e\x00\ufeff\u2066\x1b\udfff\u200f"
    assert clean("\n".join(unseen.join(line) for line in notice), lexicon).split("\n") == notice


def test_page_with_half_a_surrogate(lexicon: Lexicon) -> None:
    found = read_bytes("<html><body><p>公文&#xD800;&#x202E;内容。</p></body></html>".encode(), "a.html", lexicon)
    assert found.text.encode("utf-8").decode("utf-8") == found.text
    assert "内容。" in found.text


NUMBERS = ["二一十、建设", "一十十十、建设", "九九九九、建设", "（十十）建设", "99、建设", "第〇条"]
FIGURES = [
    "百分之百百",
    "百分之百",
    "百分之零",
    "0:0比例分担",
    "十:十比例",
    "2024年13月45日",
    "二〇二四年十三月四十五日",
    "20241345日",
    "999999%",
]


@pytest.mark.parametrize("words", NUMBERS + FIGURES)
def test_numbers_and_dates_that_are_none(words: str, read: Callable[[str], Document], notice: list[str]) -> None:
    """二一十、 at the head of a line and 百分之百 in a statement once ended the whole build with a ValueError."""
    document = read(
        "\n".join([*notice, words, f"将公路养护，确认为市与县共同财政事权，由市与县按{words}承担支出责任。", words])
    )
    first = document.plans[0].assignments[0]
    assert first.span.of(document.text) == notice[-1]


def test_all_of_it_is_a_percentage(read: Callable[[str], Document], notice: list[str]) -> None:
    document = read(
        "\n".join([*notice, "将公路养护，确认为市与县共同财政事权，由市级承担百分之百，县级承担百分之零。"])
    )
    assert len(document.plans[0].assignments) == 2


@pytest.mark.parametrize("unit", ["（", "《", "“", "（《〔“", "《关于印发", "(" * 50 + ")" * 50], ids=range(6))
def test_brackets_that_are_not_closed(unit: str, read: Callable[[str], Document], notice: list[str]) -> None:
    """To any depth: what stands before them is read as ever, and every sentence after them is in the ledger."""
    document = read("\n".join([*notice, unit * 5000, STATEMENT.replace("公路", "桥梁")]))
    assignments = document.plans[0].assignments
    assert assignments[0].span.of(document.text) == notice[-1]
    assert any("桥梁建设" in entry.span.of(document.text) for entry in document.plans[0].ledger)


def test_sentence_beyond_the_limit_is_reported(read: Callable[[str], Document], notice: list[str]) -> None:
    """It is not read, but it is not passed over in silence: the ledger has it as unparsed, with the reason."""
    long = "将" + "公路建设、" * 1000 + "确认为市级财政事权，由市级承担支出责任。"
    document = read("\n".join([*notice, long]))
    (entry,) = [entry for entry in document.plans[0].ledger if entry.role == "unparsed"]
    assert entry.span.of(document.text) == long
    assert entry.reason == "句子超过 4000 字，未予读取 / a sentence of more than 4000 characters"
    assert len(document.plans[0].assignments) == 1


def test_error_of_the_program_costs_only_its_document(
    good: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the parser stumbles over that nobody thought of is reported under the name of the file."""
    (good / "odd.txt").write_text("odd", encoding="utf-8")

    def stumble(data: bytes, name: str, lexicon: Lexicon) -> object:
        if data == b"odd":
            raise IndexError("out of range")
        return read_bytes(data, name, lexicon)

    monkeypatch.setattr("shiquan.dataset.documents.read_bytes", stumble)
    assert built_beside_the_good_one(good, tmp_path) == [("odd.txt", "internal")]


def test_error_after_reading_costs_only_its_document(
    good: Path, notice: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error in reasoning over a document that was read, or in writing its files, ended the whole build."""
    (good / "odd.txt").write_text("\n".join(notice).replace("号", "1号"), encoding="utf-8")

    def stumble(built: BuiltDocument) -> DocumentFiles:
        if built.identified.file == "odd.txt":
            raise IndexError("out of range")
        return document_files(built)

    monkeypatch.setattr("shiquan.dataset.reading_stage.document_files", stumble)
    assert built_beside_the_good_one(good, tmp_path) == [("odd.txt", "internal")]


def test_empty_bytes_of_every_format(lexicon: Lexicon) -> None:
    for ending in ("txt", "md", "html", "docx", "pdf"):
        with pytest.raises(UnreadableDocument) as caught:
            read_bytes(b" \n", f"a.{ending}", lexicon)
        assert caught.value.code == "empty"
