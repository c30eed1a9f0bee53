"""What the processes have in common that answer for the server: how they are started, with a socket to them, and how they read what they are asked."""

from __future__ import annotations

import os
import socket
import struct
import subprocess
import sys
from collections.abc import Callable
from typing import Final

_KEPT: Final = ("PATH", "PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "LANG", "LC_ALL", "LD_LIBRARY_PATH")


def start_child(module: str, *arguments: str) -> tuple[subprocess.Popen[bytes], socket.socket]:
    """Run a module of this package in a process of its own; return it, and the socket to it, which does not block.

    The process gets the number of its end of the socket as first argument, nothing of the server's files, and few of its variables.

    Raises:
        OSError: no process can be started.

    """
    here, there = socket.socketpair()
    nothing = subprocess.DEVNULL
    try:
        process = subprocess.Popen(
            [sys.executable, "-m", module, str(there.fileno()), *arguments],
            pass_fds=[there.fileno()],
            stdin=nothing,
            stdout=nothing,
            stderr=nothing,
            env=_environment(),
            start_new_session=True,
        )
    except OSError:
        here.close()
        raise
    finally:
        there.close()
    here.setblocking(False)
    return process, here


def receive(channel: socket.socket, head: struct.Struct, size_of_rest: Callable[[bytes], int]) -> bytes | None:
    """Return a whole message, its head and the rest, whose size the head tells; None once the socket is closed."""
    data = bytearray()
    size = head.size
    while len(data) < size:
        received = channel.recv(65536)
        if not received:
            return None
        data += received
        if size == head.size and len(data) >= size:
            size += size_of_rest(bytes(data[: head.size]))
    return bytes(data)


def _environment() -> dict[str, str]:
    """Return the few variables that Python needs: what else stands in the server's environment is nothing for a process that answers strangers."""
    path = os.pathsep.join(entry for entry in sys.path if entry)
    return {**{name: os.environ[name] for name in _KEPT if name in os.environ}, "PYTHONPATH": path}
