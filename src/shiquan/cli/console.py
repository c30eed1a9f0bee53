"""What all commands share: where they print, and how errors and exit codes come out."""

from __future__ import annotations

import logging
import sys
from enum import IntEnum
from typing import Final

from rich.console import Console
from rich.text import Text

from shiquan.errors import ShiquanError

OUT: Final = Console(highlight=False, soft_wrap=False)
ERR: Final = Console(stderr=True, highlight=False, soft_wrap=True)


class ExitCode(IntEnum):
    """Exit codes (docs: interfaces): done; done with findings; bad usage or input, nothing written."""

    DONE = 0
    FINDINGS = 1
    USAGE = 2


def write(text: str) -> None:
    """Write text as it is, UTF-8, without styling: for CSV, JSON and Turtle that programs read."""
    write_bytes(text.encode("utf-8"))


def write_bytes(content: bytes) -> None:
    """Write bytes as they are to standard output."""
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


def complain(error: ShiquanError) -> None:
    """Print an error in both languages to standard error."""
    ERR.print(Text(f"错误：{error.zh}", style="red"))
    ERR.print(Text(f"Error: {error.en}", style="red"))


class _ConsoleHandler(logging.Handler):
    """Shows what the library warns of."""

    def emit(self, record: logging.LogRecord) -> None:
        ERR.print(Text(record.getMessage(), style="yellow"))


def show_warnings() -> None:
    """Show what the library warns of (a worker that was lost, a run that was killed) on standard error."""
    logger = logging.getLogger("shiquan")
    if not any(isinstance(handler, _ConsoleHandler) for handler in logger.handlers):
        logger.addHandler(_ConsoleHandler(logging.WARNING))
