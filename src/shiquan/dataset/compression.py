"""The dump for bulk loaders of stores: compressed, with checksums, in a folder of its own.

The same dump gives the same bytes: the header of the file (RFC 1952, section 2.3.1) has neither a time nor a name. (Another release of zlib may
compress otherwise; the checksum of what is inside stands beside.)
"""

from __future__ import annotations

import contextlib
import gzip
import hashlib
from pathlib import Path
from typing import Final

from shiquan.dataset.layout import DUMP
from shiquan.errors import UsageError

COMPRESSED: Final = DUMP + ".gz"
CHECKSUMS: Final = "SHA256SUMS"

_BLOCK: Final = 1 << 20


def compress_dump(dump: Path, folder: Path) -> tuple[Path, Path]:
    """Write a dump as `graph.nq.gz`, and `SHA256SUMS` of that and of the dump itself as `sha256sum --check` reads it; return both.

    The folder is made where it is not there; what stands in it under these names is replaced when all is written.

    Raises:
        UsageError: the dump cannot be read, or the folder not written.

    """
    packed, sums = folder / COMPRESSED, folder / CHECKSUMS
    unfinished = folder / f".{COMPRESSED}.unfinished"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        plain = hashlib.sha256()
        with (
            dump.open("rb") as source,
            unfinished.open("wb") as target,
            gzip.GzipFile(filename="", mode="wb", compresslevel=6, fileobj=target, mtime=0) as packing,
        ):
            while block := source.read(_BLOCK):
                plain.update(block)
                packing.write(block)
        with unfinished.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256")
        unfinished.replace(packed)
        sums.write_text(f"{plain.hexdigest()}  {DUMP}\n{digest.hexdigest()}  {COMPRESSED}\n", encoding="ascii")
    except OSError as error:
        with contextlib.suppress(OSError):
            unfinished.unlink()
        raise UsageError(
            f"无法把 {dump} 压缩到 {folder}：{error.strerror}",
            f"{dump} cannot be compressed into {folder}: {error.strerror}",
        ) from error
    return packed, sums
