"""The embedded store of a data set, made from its dump."""

from __future__ import annotations

from pathlib import Path

from pyoxigraph import RdfFormat, Store


def bulk_load(dump: Path, folder: Path) -> None:
    """Load a dump (sorted N-Quads) into a new store.

    This is pyoxigraph's own bulk load: it writes sorted files without a transaction, in memory that does not grow with the dump.

    Raises:
        OSError: the dump cannot be read, or the store not written.

    """
    store = Store(str(folder))
    store.bulk_load(path=str(dump), format=RdfFormat.N_QUADS)
    store.flush()


def compact(folder: Path) -> None:
    """Put the files of a store together, so that a question looks into one where a bulk load left as many as it had pieces.

    At ten million quads a trace then takes a quarter of the time; the store grows by two thirds.

    Raises:
        OSError: the store cannot be written.

    """
    Store(str(folder)).optimize()
