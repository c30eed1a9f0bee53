"""How commands hand over pictures: to a file, or to a program that reads their output."""

from __future__ import annotations

import sys
from pathlib import Path

from shiquan.cli.console import write_bytes
from shiquan.errors import UsageError
from shiquan.pictures.drawing import Drawing
from shiquan.pictures.png import png


def check_target(format_: str, out: Path | None) -> None:
    """Refuse, before any work is done, what cannot be delivered: a PNG onto a terminal, a coloured tree into a file.

    Raises:
        UsageError: the format and the place where it should go do not fit.

    """
    if format_ == "png" and out is None and sys.stdout.isatty():
        raise UsageError(
            "PNG 不能显示在终端，请用 --out 指明文件。", "a PNG cannot be shown on a terminal; name a file with --out."
        )
    if format_ == "tree" and out is not None:
        raise UsageError(
            "tree 只显示在终端；写入文件请用 --format 指明 json、csv、mermaid、svg 或 png。",
            "a tree is shown on the terminal only; for a file name json, csv, mermaid, svg or png with --format.",
        )


def picture(drawing: Drawing, format_: str) -> bytes:
    """Return a drawing in the format ``svg`` or ``png``.

    Raises:
        ShiquanError: PNG is asked for and the packages for pictures are not installed.

    """
    return png(drawing.svg()) if format_ == "png" else drawing.svg()


def deliver(content: bytes, out: Path | None) -> None:
    """Write bytes to a file, or to standard output where none is named.

    Raises:
        UsageError: the file cannot be written.

    """
    if out is None:
        write_bytes(content)
        return
    try:
        out.write_bytes(content)
    except OSError as error:
        raise UsageError(f"无法写入 {out}：{error.strerror}", f"{out} cannot be written: {error.strerror}") from error
