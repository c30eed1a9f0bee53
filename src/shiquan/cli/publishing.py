"""The command `shiquan publish`: the data set as a static site."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from shiquan.cli.console import OUT
from shiquan.cli.options import DEFAULT_DATA, DataOption, JobsOption, ReleasedOption, SinceOption
from shiquan.cli.progress import counted_progress
from shiquan.publishing.published_data import PERSISTENT_ADDRESS


def register(app: typer.Typer) -> None:
    """Give the application this command."""
    app.command("publish")(publish_command)


def publish_command(
    out: Annotated[Path, typer.Argument(metavar="DIR", help="网站写入的文件夹 / folder that the site is written to")],
    data: DataOption = DEFAULT_DATA,
    address: Annotated[
        str,
        typer.Option(
            "--address",
            metavar="URL",
            help="网站对外的地址，用于站点地图、订阅源和 DCAT / address of the site for others, in sitemap, feed and DCAT",
        ),
    ] = PERSISTENT_ADDRESS,
    since: SinceOption = None,
    released: ReleasedOption = None,
    endpoint: Annotated[
        str | None,
        typer.Option(
            "--endpoint",
            metavar="URL",
            help="提供这些数据的 SPARQL 端点，用于 DCAT 和 VoID / SPARQL endpoint that serves the data, in DCAT and VoID",
        ),
    ] = None,
    jobs: JobsOption = None,
) -> None:
    """把数据集发布为静态网站：给人看的网页，给程序用的数据。 / Publish the data set as a static site: pages for people, data for programs."""
    from shiquan.dataset.workers import cores
    from shiquan.publishing.published_data import Edition
    from shiquan.publishing.static_site import publish

    edition = Edition(since, released.date() if released else None, endpoint)
    with counted_progress("发布 / publishing") as told:
        done = publish(data, out, address, jobs or cores(), told, edition)
    OUT.print(
        Text(
            f"{out}：{done.folders} 个文件夹，{done.files} 个文件，{done.bytes / 1e6:.1f} MB / {done.folders} folders, {done.files} files"
        )
    )
