"""A process that makes pages of the site, one after the other, for a server that can kill it at any moment.

Started as ``python -m shiquan.serving.page_process SOCKET FOLDER DIGEST SECONDS MEMORY ADDRESS AHEAD EDITION``; see `shiquan.serving.page_messages` for what goes over the
socket. It ends when the socket is closed. It is held like those that run queries: no network, no writing, no other programs.
"""

from __future__ import annotations

import json
import os
import socket
import sys
import traceback
from dataclasses import replace
from pathlib import Path
from typing import Final

from shiquan.publishing.answers_ahead import StoreWithAnswers
from shiquan.publishing.files import File
from shiquan.publishing.looking_up import Described, FolderThere, look_up
from shiquan.publishing.made_ahead import ANSWERS, made_folder
from shiquan.publishing.not_found import DEEPEST, not_found
from shiquan.publishing.published_data import PublishedData
from shiquan.serving.children import receive
from shiquan.serving.confinement import die_with_parent, limit_memory, limit_processor_time, refuse_system_calls
from shiquan.serving.data_set import digest_of
from shiquan.serving.editions import from_argument
from shiquan.serving.messages import CHANGED
from shiquan.serving.page_messages import READY, REPLY, REQUEST, Page, What

_NICENESS: Final = 5
"""Queries go first."""


def page_at(data: PublishedData, path: str) -> Page:
    """Return what is at a path of the site."""
    match look_up(data, path):
        case File() as file:
            return Page(What.FILE, file.media_type, content=file.make())
        case Described(folder, fragment):
            return Page(What.THING, folder=folder, fragment=fragment)
        case FolderThere(folder):
            return Page(What.FOLDER, folder=folder)
        case _:
            return Page(What.NOTHING, content=not_found(data, path) if path.count("/") <= DEEPEST else b"")


def main() -> None:
    """Make pages until the socket is closed."""
    channel = socket.socket(fileno=int(sys.argv[1]))
    folder, digest, seconds, memory, address, ahead, edition = (
        Path(sys.argv[2]),
        sys.argv[3],
        float(sys.argv[4]),
        int(sys.argv[5]),
        sys.argv[6],
        Path(sys.argv[7]),
        from_argument(sys.argv[8]),
    )
    die_with_parent()
    if digest_of(folder) != digest:
        sys.exit(CHANGED)
    data = PublishedData.open(folder, address, edition)
    answers = tuple(made_folder(ahead, group) for group in ANSWERS)
    data = replace(data, store=StoreWithAnswers(data.store, answers))
    # what every page needs is loaded before the kernel is told to hold the process
    _reply(data, "nowhere")
    confined = refuse_system_calls()
    limit_memory(memory)
    os.nice(_NICENESS)
    channel.sendall(READY.pack(confined))
    while (path := _next_path(channel)) is not None:
        limit_processor_time(seconds)
        channel.sendall(_reply(data, path))


def _reply(data: PublishedData, path: str) -> bytes:
    try:
        page = page_at(data, path)
        facts = {"media_type": page.media_type, "folder": page.folder, "fragment": page.fragment}
    except Exception as error:
        # whatever went wrong with one page, the others are made; the place is for the log, not for who asked
        frames = traceback.extract_tb(error.__traceback__)
        places = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames]
        page, facts = Page(What.FAILED), {"kind": type(error).__name__, "at": " ".join(places)}
    told = json.dumps(facts).encode()
    return REPLY.pack(page.what, len(told), len(page.content)) + told + page.content


def _next_path(channel: socket.socket) -> str | None:
    data = receive(channel, REQUEST, lambda head: int(REQUEST.unpack(head)[0]))
    return None if data is None else data[REQUEST.size :].decode()


if __name__ == "__main__":
    main()
