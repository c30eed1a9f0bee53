"""Runs the application: so many processes on one port, stopped by SIGTERM or SIGINT without breaking off what is being answered."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import resource
import signal
import socket
import tempfile
from functools import partial
from multiprocessing.synchronize import Event
from typing import TYPE_CHECKING, Final

from granian import Granian
from granian.constants import HTTPModes, Interfaces, Loops
from granian.http import HTTP1Settings

from shiquan.errors import UsageError
from shiquan.serving.data_set import open_data_set
from shiquan.serving.settings import Settings

if TYPE_CHECKING:
    from starlette.types import ASGIApp

_HEADER_BYTES: Final = 64 * 1024
_CONNECTIONS: Final = 2048
_FILES: Final = 16384
_LAST_SECONDS: Final = 5


def serve(settings: Settings) -> None:
    """Serve a data set until the process is told to stop.

    Raises:
        DataSetError: the folder is not a data set, or that of the edition before is none.
        UsageError: nothing can listen at that address and port.

    """
    open_data_set(settings.data)
    if settings.since is not None:
        open_data_set(settings.since)
    _look_at_address(settings)
    _allow_many_connections()
    with tempfile.TemporaryDirectory(prefix="shiquan-figures-") as folder:
        # prometheus_client looks at this when it is imported: before that, no module that imports it may be
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
        _serve(settings)


def _serve(settings: Settings) -> None:
    stopping = multiprocessing.get_context("spawn").Event()
    server = Granian(
        "shiquan",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGI,
        workers=settings.workers,
        loop=Loops.uvloop,
        http=HTTPModes.http1,
        websockets=False,
        backpressure=_CONNECTIONS,
        http1_settings=HTTP1Settings(
            header_read_timeout=int(settings.request_seconds * 1000), max_buffer_size=_HEADER_BYTES
        ),
        respawn_failed_workers=True,
        workers_kill_timeout=int(settings.grace) + _LAST_SECONDS,
        log_enabled=False,
    )

    def stop(*_: object) -> None:
        stopping.set()
        server.interrupt_signal = True
        server.main_loop_interrupt.set()

    def take_signals() -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, stop)

    server.on_startup(take_signals)
    server.serve(target_loader=partial(_application, settings, stopping), wrap_loader=False)


def _application(settings: Settings, stopping: Event) -> ASGIApp:
    from shiquan.serving.application import application

    return application(settings, stopping)


def _look_at_address(settings: Settings) -> None:
    """Refuse an address or a port that cannot be had, before anything is started."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)[
            0
        ]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise UsageError(
            f"无法监听 {settings.host} 的端口 {settings.port}（{error.strerror}）；请用 --host 和 --port 另选。",
            f"cannot listen at {settings.host}, port {settings.port} ({error.strerror}); choose others with --host and --port.",
        ) from error


def _allow_many_connections() -> None:
    """Allow this process and those that it starts as many open files as the system lets it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _FILES if hard == resource.RLIM_INFINITY else min(hard, _FILES)
    if soft < wanted:
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
