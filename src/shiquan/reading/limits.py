"""What is refused for its size. Documents stay far below all of this; what exceeds it is a mistake or an attack."""

from __future__ import annotations

from typing import Final

from shiquan.errors import UnreadableDocument

MIB: Final = 2**20

LARGEST_FILE: Final = 64 * MIB
"""Bytes of a file, or of a member of an archive: enough for pictures in a .docx or .pdf file."""

LARGEST_TEXT: Final = 1_000_000
"""Characters of the text of one document, some thousand pages. A line of 10 MB is beyond it."""

LARGEST_PAGE: Final = 4_000_000
"""Characters of a web page with its markup, scripts and inline pictures."""

MOST_MEMBERS: Final = 5000
"""Files in an archive."""

LARGEST_ARCHIVE: Final = 512 * MIB
"""Bytes of all documents in an archive together, unpacked."""

HIGHEST_RATIO: Final = 200
"""Bytes unpacked for each byte packed, where a member has more than 1 MiB. Text is packed to a tenth, not to a thousandth."""

LARGEST_PACKAGE: Final = 256 * MIB
"""Bytes of all parts of a .docx file, unpacked."""

LARGEST_XML: Final = 48 * MIB
"""Bytes of the XML parts of a .docx file, unpacked: they are held as a tree, which takes many times as much."""

MOST_ELEMENTS: Final = 200_000
"""Elements of a web page."""

MOST_PAGES: Final = 1000
"""Pages of a .pdf file."""

PDF_SECONDS: Final = 300
"""Seconds that the reading of a .pdf file may take."""

PDF_MEMORY: Final = 2048 * MIB
"""Bytes of memory that the reading of a .pdf file may take, where the system can hold a process to it."""


def check_length(text: str, most: int, file: str) -> None:
    """Refuse a text that is too long.

    Raises:
        UnreadableDocument: the text has more characters than ``most``.

    """
    if len(text) > most:
        raise UnreadableDocument(
            file,
            "too_large",
            f"文字有 {len(text)} 个字符，超过 {most} 个的上限；请拆分成单个文件",
            f"the text has {len(text)} characters, more than the {most} allowed; split it into single documents",
        )
