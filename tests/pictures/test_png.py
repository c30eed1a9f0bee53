"""PNG: Chinese letters on a machine without fonts, the same bytes each time, and a word for those who lack the packages."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from shiquan.errors import ShiquanError
from shiquan.pictures.drawing import Drawing
from shiquan.pictures.png import png


def _picture(words: str) -> bytes:
    drawing = Drawing(60, 30, "字", "字")
    drawing.text(5, 22, words, size=20)
    return drawing.svg()


def test_size_is_that_of_the_drawing_times_the_zoom() -> None:
    pytest.importorskip("resvg_py")
    drawn = png(_picture("字"), zoom=3)
    assert drawn[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", drawn[16:24]) == (180, 90)


def test_every_letter_shows_as_itself() -> None:
    """Without a font each letter is nothing, or the same empty box: then two different letters would give the same picture."""
    pytest.importorskip("resvg_py")
    letters = ["", "财", "政", "事", "权", "〔", "†", "‡", "涼", "堉", "a", "1"]
    pictures = [png(_picture(letter)) for letter in letters]
    assert len(set(pictures)) == len(letters)


def test_the_fonts_of_the_machine_make_no_difference(tmp_path: Path) -> None:
    pytest.importorskip("resvg_py")
    code = "import sys; from shiquan.pictures.png import png; sys.stdout.buffer.write(png(sys.stdin.buffer.read()))"
    bare = {**os.environ, "HOME": str(tmp_path), "FONTCONFIG_FILE": "/dev/null", "XDG_DATA_DIRS": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", code], input=_picture("财政"), capture_output=True, env=bare, check=True
    )
    assert done.stdout == png(_picture("财政"))


def test_without_the_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    with pytest.raises(ShiquanError, match="pip install 'shiquan\\[pictures\\]'"):
        png(_picture("字"))
