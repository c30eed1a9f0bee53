"""Every format gives the same text; its source is recorded as what it is."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest

from shiquan.errors import UnreadableDocument
from shiquan.lexicon import Lexicon
from shiquan.model import Source
from shiquan.reading.formats import read_bytes
from shiquan.reading.media_types import CONVERTIBLE, MEDIA_TYPES


@pytest.fixture(scope="session")
def files(
    notice: list[str], word_file: Callable[..., bytes], word_paragraph: Callable[..., str],
    pdf_file: Callable[..., bytes], pdf_line: Callable[..., str],
) -> dict[str, bytes]:  # fmt: skip
    """The same notice in every format."""
    page = "\n".join(pdf_line(40, 780 - 20 * index, line) for index, line in enumerate(notice))
    return {
        ".txt": "\n".join(notice).encode("gb18030"),
        ".md": "\n\n".join(notice).encode(),
        ".html": ("<html><body>" + "".join(f"<p>{line}</p>" for line in notice) + "</body></html>").encode(),
        ".docx": word_file("".join(map(word_paragraph, notice))),
        ".pdf": pdf_file([page]),
    }


ENDINGS = [".txt", ".md", ".html", ".docx", ".pdf"]


@pytest.mark.parametrize("ending", ENDINGS)
def test_same_text_from_every_format(ending: str, files: dict[str, bytes], notice: list[str], lexicon: Lexicon) -> None:
    found = read_bytes(files[ending], f"a{ending}", lexicon)
    assert found.text.split("\n") == notice
    encoding = "gb18030" if ending == ".txt" else "utf-8"
    assert found.source == Source(
        f"a{ending}", hashlib.sha256(files[ending]).hexdigest(), MEDIA_TYPES[ending], encoding
    )


@pytest.mark.parametrize("ending", ENDINGS)
def test_format_is_told_by_the_content_where_the_name_does_not_say(
    ending: str, files: dict[str, bytes], notice: list[str], lexicon: Lexicon
) -> None:
    """Standard input has no name; a PDF without ending was once recorded as text/plain."""
    found = read_bytes(files[ending], "stdin", lexicon)
    assert found.text.split("\n") == notice
    assert found.source.media_type == MEDIA_TYPES[".txt" if ending == ".md" else ending]


@pytest.mark.parametrize("ending", sorted(CONVERTIBLE))
def test_other_formats_are_refused_with_what_to_do(ending: str, lexicon: Lexicon) -> None:
    kind, what_zh, what_en = CONVERTIBLE[ending]
    with pytest.raises(UnreadableDocument) as caught:
        read_bytes(b"anything", f"a{ending.upper()}", lexicon)
    error = caught.value
    assert (error.code, error.zh) == ("format", f"a{ending.upper()}：不能直接读取 {kind} 格式；{what_zh}")
    assert error.en == f"a{ending.upper()}: {kind} cannot be read directly; {what_en}"
