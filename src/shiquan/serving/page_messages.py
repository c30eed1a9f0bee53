"""What goes between the server and a process that makes pages: fixed headers (little-endian), then text.

The process says once that it is ready. A request is its header and the path in UTF-8; a reply is its header, facts in JSON and the content.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from struct import Struct
from typing import Final

READY: Final = Struct("<?")
"""Whether the kernel refuses network and writing to the process."""
REQUEST: Final = Struct("<I")
"""Bytes of the path."""
REPLY: Final = Struct("<BIQ")
"""`What`, bytes of the facts, bytes of the content."""


class What(IntEnum):
    """What is at a path."""

    FILE = 0
    THING = 1
    FOLDER = 2
    NOTHING = 3
    FAILED = 4


@dataclass(frozen=True, slots=True)
class Page:
    """What is at a path.

    Of a file its media type and content; of a thing the folder and the fragment at which it is described; of nothing a page that says so,
    which is empty where the path is too long for one.
    """

    what: What
    media_type: str = ""
    folder: str = ""
    fragment: str = ""
    content: bytes = b""
