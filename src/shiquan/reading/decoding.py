"""From the bytes of a text file to its characters."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from shiquan.errors import UnreadableDocument

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


@dataclass(frozen=True, slots=True)
class DecodedText:
    """The characters of a file and the encoding they were read from."""

    text: str
    encoding: str


def decode(data: bytes, file: str) -> DecodedText:
    """Decode the bytes of a text file: by its byte-order mark, else UTF-8, else GB18030.

    GB18030 (GB 18030-2022) covers what is labelled gb2312 and gbk as well. A file that is neither is refused.

    Raises:
        UnreadableDocument: the file is empty, binary, or in another encoding.

    """
    if not data.strip():
        raise UnreadableDocument(file, "empty", "文件是空的", "the file is empty")
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return DecodedText(data.decode(encoding), encoding)
            except UnicodeDecodeError as error:
                raise _undecodable(file, error) from error
    if b"\x00" in data[:65536]:
        raise UnreadableDocument(file, "binary", "这是二进制文件，不是文本", "the file is binary, not text")
    try:
        return DecodedText(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as utf8_error:
        try:
            text = data.decode("gb18030")
        except UnicodeDecodeError:
            raise _undecodable(file, utf8_error) from utf8_error
        if _looks_chinese(text):
            return DecodedText(text, "gb18030")
        raise _undecodable(file, utf8_error) from utf8_error


def _looks_chinese(text: str) -> bool:
    """Tell decoded Chinese from noise: GB18030 accepts almost any bytes, and noise decodes to rare characters."""
    sample = [char for char in text[:20000] if not char.isspace()]
    common = sum(
        1
        for char in sample
        if "一" <= char <= "鿿"
        or (char.isascii() and char.isprintable())
        or "　" <= char <= "】"
        or "！" <= char <= "｠"
        or char in "“”‘’—…·"
    )
    return bool(sample) and common >= 0.9 * len(sample)


def _undecodable(file: str, error: UnicodeDecodeError) -> UnreadableDocument:
    return UnreadableDocument(
        file,
        "encoding",
        f"无法识别的文字编码（第 {error.start} 字节起）；请另存为 UTF-8",
        f"unknown text encoding (from byte {error.start} on); save it as UTF-8",
    )
