"""Addresses on this machine for the servers that tests start."""

from __future__ import annotations

import socket
from contextlib import closing


def free_port() -> int:
    """Return a port that nobody listens at."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
