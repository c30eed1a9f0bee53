"""What commands share: the options that name a data set or an endpoint, the store behind them, the formats of a list of rows."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer

from shiquan.dataset.layout import DUMP, is_unsettled
from shiquan.stores.credentials import (
    PASSWORD_VARIABLE,
    SCHEME_VARIABLE,
    TOKEN_VARIABLE,
    USER_VARIABLE,
    Scheme,
    credentials_for,
)
from shiquan.stores.embedded import EmbeddedStore
from shiquan.stores.http import Connection
from shiquan.stores.interface import QueryStore
from shiquan.stores.remote import RemoteStore

DEFAULT_DATA: Final = Path("build")

DataOption = Annotated[Path, typer.Option("--data", help="数据集文件夹 / folder of the data set")]
EndpointOption = Annotated[
    str | None,
    typer.Option("--endpoint", help="SPARQL 端点，代替本地数据集 / SPARQL endpoint, instead of a local data set"),
]
AuthOption = Annotated[
    Scheme | None,
    typer.Option(
        "--auth",
        envvar=SCHEME_VARIABLE,
        help=f"端点的认证方式；密码或令牌取自环境变量 {PASSWORD_VARIABLE}、{TOKEN_VARIABLE} 或系统密钥环 / how the endpoint wants to know who "
        f"asks; password or token come from the variables {PASSWORD_VARIABLE} and {TOKEN_VARIABLE} or the keyring of the system",
    ),
]
UserOption = Annotated[
    str | None,
    typer.Option("--user", envvar=USER_VARIABLE, help="端点的用户名 / name of the user at the endpoint"),
]
JobsOption = Annotated[
    int | None,
    typer.Option("--jobs", min=1, help="同时工作的进程数，默认为处理器核数 / processes at work, by default one a core"),
]
SinceOption = Annotated[
    Path | None,
    typer.Option(
        "--since",
        metavar="DATA",
        help="上一次发布的数据集；列出新增、变动和撤下的文件 / data set that was published before: what is new, changed, removed is listed",
    ),
]
ReleasedOption = Annotated[
    datetime | None,
    typer.Option(
        "--released",
        metavar="YYYY-MM-DD",
        formats=["%Y-%m-%d"],
        help="本次发布的日期，用于订阅源和 DCAT / day of this release, in feed and DCAT",
    ),
]


class RowsFormat(StrEnum):
    """Formats of a list of rows."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


def store_of(data: Path, endpoint: str | None, auth: Scheme | None = None, user: str | None = None) -> QueryStore:
    """Return the endpoint where one is named, else the data set in the folder; a change of it that was killed is settled first.

    Raises:
        StoreError: the folder is not a data set.
        UsageError: a change was killed, and what it left cannot be cleared up; or there are no credentials where some are asked for.

    """
    if endpoint is not None:
        return RemoteStore(endpoint, connection=Connection(credentials_for(endpoint, auth, user)))
    if is_unsettled(data):
        from shiquan.changing import settle

        settle(data)
    return EmbeddedStore.open(data)


def settled(data: Path) -> Path:
    """Return the dump of a data set after a change that was killed is settled, and the dump is made again where it has to be.

    Raises:
        UsageError: the folder is not a data set, or what the change left cannot be cleared up.

    """
    from shiquan.changing import settle
    from shiquan.dataset.dump import bring_up_to_date

    settle(data)
    bring_up_to_date(data)
    return data / DUMP
