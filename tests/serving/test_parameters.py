"""Values of forms and URLs are read as the standard library reads them."""

from __future__ import annotations

from urllib.parse import unquote_plus

import pytest
from hypothesis import example, given, strategies

from shiquan.serving.requests import unescaped

SIGNS = strategies.text("%=+3Dd0aEe9 \n\r\t_é~", max_size=12)
ESCAPES = strategies.text("%0123456789abcdefABCDEF+", max_size=30)
ANY = strategies.text(strategies.characters(max_codepoint=255), max_size=20)


@given(SIGNS | ESCAPES | ANY)
@example("a%")
@example("%%41")
@example("%3D%3d=")
@example("%\n41")
@example("%E7%94%B2+%2B")
def test_escapes_are_read_as_by_the_standard_library(text: str) -> None:
    try:
        expected = unquote_plus(text, errors="strict")
    except UnicodeDecodeError:
        with pytest.raises(UnicodeDecodeError):
            unescaped(text)
    else:
        assert unescaped(text) == expected
