"""Every quote stands in the text at the position that it claims, and the text is the one that was built."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store

from shiquan.graph.findings import QUOTE_DIFFERS, TEXT_CHANGED, TEXT_MISSING, Finding, Place, Severity, Value
from shiquan.graph.quotation import TextFolder, check_quotations
from shiquan.terms import ID, OA, SQ, XSD

HERE = Path(__file__).parent / "validation"
DOCUMENT = ID + "doc/220600/baishanzhengbanfa/2024/11"
TASK = DOCUMENT + "/plan/1/a/1/task/1"
NUMBER = "白山政办发〔2024〕11号"
NAME = "220600-baishanzhengbanfa-2024-11.txt"


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    return shutil.copytree(HERE / "texts", tmp_path / "texts")


@pytest.fixture
def data() -> Store:
    store = Store()
    store.load((HERE / "data_set.trig").read_bytes(), format=RdfFormat.TRIG)
    return store


def _set(data: Store, subject: str, predicate: str, value: Literal) -> None:
    for quad in list(data.quads_for_pattern(NamedNode(subject), NamedNode(predicate), None, None)):
        data.remove(quad)
        data.add(Quad(quad.subject, quad.predicate, value, quad.graph_name))


def test_quotes_that_stand_where_they_say(data: Store, texts: Path) -> None:
    assert check_quotations(data, TextFolder(texts)) == ()


def test_a_position_is_counted_in_code_points_not_in_units_of_utf_16(data: Store, texts: Path) -> None:
    """A character beyond the basic plane is one code point; counted as two, every later quote would be found displaced."""
    text = (texts / NAME).read_text(encoding="utf-8")
    content = text.replace("6:4比例", "6:4𠮷例").encode()
    (texts / NAME).write_bytes(content)
    _set(data, DOCUMENT + "/text", SQ + "sha256", Literal(hashlib.sha256(content).hexdigest()))

    # the assignment and its provision quote the character that was changed; the rest stands where it stood
    assert [finding.focus.removeprefix(DOCUMENT) for finding in check_quotations(data, TextFolder(texts))] == [
        "/plan/1/a/1/evidence",
        "/plan/1/p/1/evidence",
    ]


def test_a_quote_that_is_not_what_stands_there(data: Store, texts: Path) -> None:
    _set(data, TASK + "/evidence/quote", OA + "exact", Literal("作品登记事项"))

    assert check_quotations(data, TextFolder(texts)) == (
        Finding(
            severity=Severity.VIOLATION,
            shape=QUOTE_DIFFERS,
            component=QUOTE_DIFFERS,
            focus=TASK + "/evidence",
            message_zh="正文第 113 至 117 码点处的文字与引文不同：该处实际文字见“值”。",
            message_en="What stands in the text from code point 113 to 117 is not the quote: see the value for what stands there.",
            path=OA + "hasSelector",
            value=Value("作品登记", XSD + "string"),
            place=Place(NUMBER, "二", "作品登记事项"),
        ),
    )


def test_a_position_beyond_the_end_of_the_text(data: Store, texts: Path) -> None:
    _set(data, TASK + "/evidence/position", OA + "start", Literal(90000))
    _set(data, TASK + "/evidence/position", OA + "end", Literal(90004))

    assert [(finding.component, finding.value) for finding in check_quotations(data, TextFolder(texts))] == [
        (QUOTE_DIFFERS, Value("", XSD + "string"))
    ]


def test_a_position_that_is_no_number_is_left_to_the_shapes(data: Store, texts: Path) -> None:
    _set(data, TASK + "/evidence/position", OA + "start", Literal("-4"))

    assert check_quotations(data, TextFolder(texts)) == ()


def test_a_text_that_was_changed_after_the_build(data: Store, texts: Path) -> None:
    """The quotes are not reported one by one: with another text they say nothing."""
    (texts / NAME).write_bytes("改过的正文".encode())

    assert [
        (finding.component, finding.focus, finding.value) for finding in check_quotations(data, TextFolder(texts))
    ] == [(TEXT_CHANGED, DOCUMENT + "/text", Value(hashlib.sha256("改过的正文".encode()).hexdigest(), XSD + "string"))]


def test_a_text_that_is_not_there(data: Store, texts: Path) -> None:
    (texts / NAME).unlink()

    assert [
        (finding.component, finding.focus, finding.value) for finding in check_quotations(data, TextFolder(texts))
    ] == [(TEXT_MISSING, DOCUMENT + "/text", Value(NAME, XSD + "string"))]


@pytest.mark.parametrize("name", ["../secret.txt", "/etc/hostname", "", ".", "..", "a/b.txt"])
def test_a_file_name_does_not_lead_out_of_the_folder(data: Store, texts: Path, name: str) -> None:
    (texts.parent / "secret.txt").write_bytes((texts / NAME).read_bytes())
    _set(data, DOCUMENT + "/text", SQ + "fileName", Literal(name))

    assert [(finding.component, finding.value) for finding in check_quotations(data, TextFolder(texts))] == [
        (TEXT_MISSING, Value(name, XSD + "string"))
    ]
