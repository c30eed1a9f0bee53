"""PDF files: lines in their order, ruled tables in pipes and only there; what cannot be read says why."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from shiquan.errors import UnreadableDocument
from shiquan.lexicon import Lexicon
from shiquan.reading.cleaning import clean
from shiquan.reading.pdf_pages import pdf_text

Make = Callable[..., bytes]
Line = Callable[[float, float, str], str]
SHOW_PICTURE = "q 595 0 0 842 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \xff EI Q"


def rules(*heights: float, columns: tuple[float, ...] = (60, 260, 460)) -> list[str]:
    """Return the operators that rule a table."""
    across = [f"{columns[0]} {height} m {columns[-1]} {height} l S" for height in heights]
    return [*across, *(f"{column} {heights[-1]} m {column} {heights[0]} l S" for column in columns)]


def test_table_stands_between_the_lines_around_it(pdf_file: Make, pdf_line: Line) -> None:
    page = [
        pdf_line(60, 760, "前文："),
        *rules(700, 660, 600),
        pdf_line(70, 675, "事项"), pdf_line(270, 675, "支出责任"),
        pdf_line(70, 635, "公路|养护"), pdf_line(270, 640, "由市级承担"), pdf_line(270, 620, "支出责任"),
        pdf_line(480, 675, "（表旁）"),
        pdf_line(60, 560, "后文。"),
    ]  # fmt: skip
    assert [line for line in pdf_text(pdf_file(["\n".join(page)]), "a.pdf").split("\n") if line] == [
        "前文：",
        "（表旁）",
        "| 事项 | 支出责任 |",
        "| 公路｜养护 | 由市级承担支出责任 |",
        "后文。",
    ]


def test_frame_around_text_is_no_table(pdf_file: Make, pdf_line: Line) -> None:
    page = [*rules(700, 600, columns=(60, 460)), pdf_line(70, 680, "第一行"), pdf_line(70, 650, "第二行")]
    assert pdf_text(pdf_file(["\n".join(page)]), "a.pdf") == "第一行\n第二行"


def test_paragraph_over_two_pages_is_one_line(pdf_file: Make, pdf_line: Line, lexicon: Lexicon) -> None:
    pages = [
        "\n".join(
            [
                pdf_line(60, 700, "一、主要内容"),
                pdf_line(60, 680, "将全市性公路建设，确认为市级财政"),
                pdf_line(280, 40, "- 1 -"),
            ]
        ),
        "\n".join([pdf_line(60, 760, "事权，由市级承担支出责任。"), pdf_line(280, 40, "— 2 —")]),
    ]
    assert clean(pdf_text(pdf_file(pages), "a.pdf"), lexicon).split("\n") == [
        "一、主要内容",
        "将全市性公路建设，确认为市级财政事权，由市级承担支出责任。",
    ]


def refusal(data: bytes) -> tuple[str, str]:
    with pytest.raises(UnreadableDocument) as caught:
        pdf_text(data, "a.pdf")
    assert caught.value.zh.startswith("a.pdf：")
    return caught.value.code, caught.value.en.removeprefix("a.pdf: ").split(";")[0]


def test_scan_is_refused(pdf_file: Make) -> None:
    assert refusal(pdf_file([SHOW_PICTURE.replace("\xff", "0"), ""])) == (
        "format",
        "the PDF has no text layer (a scan?)",
    )


def test_scan_with_a_typed_cover_is_refused(pdf_file: Make, pdf_line: Line) -> None:
    """Its cover alone would be a document without content."""
    picture = SHOW_PICTURE.replace("\xff", "0")
    assert refusal(pdf_file([pdf_line(60, 700, "封面"), picture, picture])) == (
        "format",
        "the PDF has no text layer (a scan?)",
    )


def test_encrypted_file_is_refused(pdf_file: Make, pdf_line: Line) -> None:
    lock = b"<< /Filter /Standard /V 1 /R 2 /Length 40 /P -44 /O <" + b"ab" * 32 + b"> /U <" + b"cd" * 32 + b"> >>"
    data = pdf_file(
        [pdf_line(60, 700, "公文")], trailer=f"/Encrypt 7 0 R /ID [<{'00' * 16}> <{'00' * 16}>]", extra=[lock]
    )
    assert refusal(data) == ("format", "the PDF is encrypted")


@pytest.mark.parametrize("cut", [8, 300, 900])
def test_cut_off_file_is_refused(cut: int, pdf_file: Make, pdf_line: Line) -> None:
    assert refusal(pdf_file([pdf_line(60, 700, "公文")])[:cut]) == ("format", "not a sound PDF file, or far too large")
