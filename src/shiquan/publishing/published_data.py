"""The data set that a site is made from, opened for reading."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Final

from shiquan.dataset.layout import DataSetInfo, read_info
from shiquan.stores.embedded import EmbeddedStore
from shiquan.stores.interface import QueryStore

PERSISTENT_ADDRESS: Final = "https://w3id.org/shiquan/"
"""Where the site is found by its persistent identifiers: what is absolute in it (sitemap, feed, DCAT) begins with this, unless another address is given."""


@dataclass(frozen=True, slots=True)
class Edition:
    """What a site says of this edition of its data besides the data.

    ``since`` is the data set that was published before, with which this one is compared; ``released`` the day of the release, which nobody
    but the publisher knows; ``endpoint`` the address of a SPARQL endpoint that serves the data.
    """

    since: Path | None = None
    released: date | None = None
    endpoint: str | None = None


NO_EDITION: Final = Edition()


@dataclass(frozen=True)
class PublishedData:
    """A data set and the address that its site has for others, with a slash at the end.

    It is opened once in every process that makes pages. ``folder`` has the cleaned texts; see `shiquan.dataset.layout`.
    """

    folder: Path
    store: QueryStore
    address: str = PERSISTENT_ADDRESS
    edition: Edition = NO_EDITION

    @classmethod
    def open(cls, folder: Path, address: str = PERSISTENT_ADDRESS, edition: Edition = NO_EDITION) -> PublishedData:
        """Open the data set in a folder.

        Raises:
            StoreError: the folder is not a data set.

        """
        return cls(folder, EmbeddedStore.open(folder), address if address.endswith("/") else address + "/", edition)


@lru_cache(maxsize=8)
def described(data: PublishedData) -> DataSetInfo:
    """Return what the data set says of itself: how many documents and statements it holds, what could not be read.

    Raises:
        UsageError: the folder is no data set, or was made by another version of this program.

    """
    return read_info(data.folder)
