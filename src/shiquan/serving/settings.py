"""What a server is told when it starts: where the data stand, and the limits that hold for every query."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

MEBIBYTE = 1024 * 1024


def user_cache() -> Path:
    """Return the folder in which this program may keep what it can make again (XDG Base Directory Specification); without a home, one for temporary files."""
    named = os.environ.get("XDG_CACHE_HOME", "")
    if os.path.isabs(named):
        return Path(named) / "shiquan"
    try:
        return Path.home() / ".cache" / "shiquan"
    except RuntimeError:
        return Path(tempfile.gettempdir()) / f"shiquan-{os.getuid()}"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one query may take. Every query is held to them, whatever it is made of.

    ``seconds`` of time while it runs, ``memory`` bytes beyond what the open store takes, ``results`` rows or triples (an
    answer is cut there, and says so), ``answer`` bytes of an answer, ``request`` bytes of a request.
    """

    seconds: float = 30.0
    memory: int = 1024 * MEBIBYTE
    results: int = 100_000
    answer: int = 64 * MEBIBYTE
    request: int = MEBIBYTE


@dataclass(frozen=True, slots=True)
class Settings:
    """How a data set is served.

    ``workers`` processes speak HTTP, and each of them has ``processes`` more that run queries, of which half may be held by queries that run longer
    than half a second. ``queue`` queries may wait in a worker; more are told to come back. When the server is told to stop, running queries have
    ``grace`` seconds left. ``cache`` is the bytes that a worker keeps of answers. ``public_url`` is the address that the server has for others,
    without a slash at the end. ``behind_proxy``: clients are told apart by what a proxy writes at the end of X-Forwarded-For, not by the address that
    they come from. A client has ``request_seconds`` for the head of a request, as long again for its body, and may pause as long in taking an answer.
    ``page_processes`` processes of each worker make the pages of the site; without any, only the endpoint is served. Below ``prepared`` stands what
    was made ahead of the site, for the next start too. ``since`` is the data set
    that was published before, with which this one is compared, ``released`` the day of the release.
    """

    data: Path
    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str = "http://127.0.0.1:8000"
    workers: int = 1
    processes: int = 4
    queue: int = 64
    grace: float = 5.0
    cache: int = 64 * MEBIBYTE
    log_queries: bool = False
    behind_proxy: bool = False
    request_seconds: float = 10.0
    page_processes: int = 1
    prepared: Path = field(default_factory=lambda: user_cache() / "site")
    since: Path | None = None
    released: date | None = None
    limits: Limits = Limits()

    @property
    def endpoint(self) -> str:
        """Return the address of the SPARQL endpoint."""
        return f"{self.public_url}/sparql"
