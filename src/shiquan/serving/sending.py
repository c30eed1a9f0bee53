"""How responses go out: whole where they are small, in pieces where they are large, and only as long as the client takes them."""

from __future__ import annotations

import asyncio
import gzip
import tempfile
from pathlib import Path
from typing import Final

from starlette.types import Scope, Send

from shiquan.serving.cache import Rendered
from shiquan.serving.formats import takes_gzip
from shiquan.serving.ranges import NoSuchPartError, part_asked_for

_WHOLE: Final = 64 * 1024
_PIECE: Final = 64 * 1024
_IN_MEMORY: Final = 1024 * 1024
_LEAST_COMPRESSED: Final = 1024
_IN_THREAD: Final = 32 * 1024
_PAUSE: Final = 10.0
_LEAST_RATE: Final = 50_000  # bytes a second


async def compressed(rendered: Rendered, accept_encoding: str) -> Rendered:
    """Return a response compressed with gzip, where the client takes that and it is worth it.

    Its entity tag tells it from the other (RFC 9110, section 8.8.3.3).
    """
    if len(rendered.body) < _LEAST_COMPRESSED or not accept_encoding or not takes_gzip(accept_encoding):
        return rendered
    level = 6 if len(rendered.body) <= _IN_MEMORY else 1
    if len(rendered.body) <= _IN_THREAD:
        body = gzip.compress(rendered.body, level, mtime=0)
    else:
        body = await asyncio.to_thread(gzip.compress, rendered.body, level, mtime=0)
    headers = [(b"content-encoding", b"gzip")]
    for name, value in rendered.headers:
        if name == b"content-length":
            headers.append((name, str(len(body)).encode()))
        elif name == b"etag":
            headers.append((name, value[:-1] + b'-gzip"'))
        else:
            headers.append((name, value))
    return Rendered(tuple(headers), body)


def unchanged(rendered_tag: str, if_none_match: str) -> bool:
    """Tell whether a client already has what an entity tag names, compressed or not (RFC 9110, section 13.1.2: weak comparison)."""
    if not if_none_match:
        return False
    given = {tag.strip().removeprefix("W/").strip('"').removesuffix("-gzip") for tag in if_none_match.split(",")}
    return "*" in given or rendered_tag in given


async def send_rendered(scope: Scope, send: Send, status: int, rendered: Rendered, pause: float = _PAUSE) -> None:
    """Send a response; none of its body where the request is HEAD.

    A large body goes out piece by piece from a file without a name, so that slow clients hold no memory; whoever takes less than 50 kB a second, or
    nothing for ``pause`` seconds, is cut off.

    Raises:
        TimeoutError: the client was too slow.

    """
    await send({"type": "http.response.start", "status": status, "headers": rendered.headers})
    body = rendered.body
    if scope["method"] == "HEAD":
        body = b""
    if len(body) <= _WHOLE:
        await send({"type": "http.response.body", "body": body})
        return
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as file:
        file.write(body)
        file.seek(0)
        size = len(body)
        del body, rendered
        async with asyncio.timeout(pause + size / _LEAST_RATE):
            while piece := file.read(_PIECE):
                async with asyncio.timeout(pause):
                    await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


async def send_stored(
    scope: Scope, send: Send, headers: tuple[tuple[bytes, bytes], ...], path: Path, asked: str, pause: float = _PAUSE
) -> None:
    """Send a file from the disk, or the part of it that a Range header asks for (``asked``), piece by piece; nothing where the request is HEAD.

    The answer is 200, 206 with a part, or 416 where the file has no such part. Slow clients are cut off as `send_rendered` does. The headers get what tells of the length.

    Raises:
        OSError: the file cannot be read.
        TimeoutError: the client was too slow.

    """
    size = path.stat().st_size
    try:
        part = part_asked_for(asked, size) if scope["method"] == "GET" else None
    except NoSuchPartError:
        nothing = ((b"content-length", b"0"), (b"content-range", f"bytes */{size}".encode()))
        await send_rendered(scope, send, 416, Rendered((*headers, *nothing), b""))
        return
    status, length = (200, size) if part is None else (206, part.length)
    told = [(b"accept-ranges", b"bytes"), (b"content-length", str(length).encode())]
    if part is not None:
        told.append((b"content-range", part.content_range(size).encode()))
    with await asyncio.to_thread(path.open, "rb") as file:
        if part is not None:
            file.seek(part.first)
        await send({"type": "http.response.start", "status": status, "headers": (*headers, *told)})
        if scope["method"] != "HEAD":
            async with asyncio.timeout(pause + length / _LEAST_RATE):
                while length and (piece := await asyncio.to_thread(file.read, min(length, _WHOLE))):
                    length -= len(piece)
                    async with asyncio.timeout(pause):
                        await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
