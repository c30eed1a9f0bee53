"""What commands share: the options that name a data set or an endpoint, the store behind them, the formats of a list of rows."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer

from shiquan.dataset.layout import is_unsettled
from shiquan.stores.embedded import EmbeddedStore
from shiquan.stores.interface import QueryStore
from shiquan.stores.remote import RemoteStore

DEFAULT_DATA: Final = Path("build")

DataOption = Annotated[Path, typer.Option("--data", help="数据集文件夹 / folder of the data set")]
EndpointOption = Annotated[
    str | None,
    typer.Option("--endpoint", help="SPARQL 端点，代替本地数据集 / SPARQL endpoint, instead of a local data set"),
]
JobsOption = Annotated[
    int | None,
    typer.Option("--jobs", min=1, help="同时工作的进程数，默认为处理器核数 / processes at work, by default one a core"),
]


class RowsFormat(StrEnum):
    """Formats of a list of rows."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


def store_of(data: Path, endpoint: str | None) -> QueryStore:
    """Return the endpoint where one is named, else the data set in the folder; a change of it that was killed is settled first.

    Raises:
        StoreError: the folder is not a data set.
        UsageError: a change was killed, and what it left cannot be cleared up.

    """
    if endpoint is not None:
        return RemoteStore(endpoint)
    if is_unsettled(data):
        from shiquan.changing import settle

        settle(data)
    return EmbeddedStore.open(data)
