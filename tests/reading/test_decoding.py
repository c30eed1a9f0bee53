"""Encodings: what is read, and what is refused with a reason."""

from __future__ import annotations

import pytest

from shiquan.errors import UnreadableDocument
from shiquan.reading.decoding import decode

TEXT = "临汾市知识产权领域市与县财政事权和支出责任划分改革方案"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_encodings_of_chinese_text(encoding: str) -> None:
    assert decode(TEXT.encode(encoding), "a.txt").text == TEXT


def test_gb18030_is_named() -> None:
    assert decode(TEXT.encode("gbk"), "a.txt").encoding == "gb18030"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "binary"),
        (b"\xff\xfe\xff", "encoding"),
        (bytes(range(128, 256)) * 4, "encoding"),
    ],
    ids=["empty", "blank", "binary", "broken utf-16", "noise"],
)
def test_refusals_say_why_in_both_languages(data: bytes, code: str) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        decode(data, "坏.txt")
    assert caught.value.code == code
    assert caught.value.zh.startswith("坏.txt：")
    assert caught.value.en.startswith("坏.txt: ")
