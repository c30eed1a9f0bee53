"""The command `shiquan serve`: the data set as a site, made when it is asked for, and as a read-only SPARQL endpoint."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from shiquan.cli.console import ERR
from shiquan.cli.options import DEFAULT_DATA, DataOption, ReleasedOption, SinceOption

_MEBIBYTE = 1024 * 1024


def register(app: typer.Typer) -> None:
    """Give the application this command."""
    app.command("serve")(serve_command)


def serve_command(
    data: DataOption = DEFAULT_DATA,
    host: Annotated[str, typer.Option("--host", help="监听地址 / address to listen at")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="端口 / port")] = 8000,
    public_url: Annotated[
        str | None,
        typer.Option(
            "--public-url",
            metavar="URL",
            help="对外的地址，用于服务描述和 VoID，默认由 --host 和 --port 而来 / "
            "address for others, in descriptions; by default made of --host and --port",
        ),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(
            "--workers",
            min=1,
            help="接收请求的进程数，默认为处理器核数 / processes that take requests, by default one a core",
        ),
    ] = None,
    processes: Annotated[
        int,
        typer.Option(
            "--processes",
            min=2,
            help="每个接收进程有几个运行查询的进程（一半可用于长查询） / processes that run queries, for each worker (half may be held by long queries)",
        ),
    ] = 4,
    page_processes: Annotated[
        int,
        typer.Option(
            "--page-processes",
            min=0,
            help="每个接收进程有几个生成网页的进程，0 为只有端点 / processes that make pages, for each worker; 0: only the endpoint",
        ),
    ] = 1,
    prepared: Annotated[
        Path | None,
        typer.Option(
            "--prepared",
            metavar="DIR",
            help="由全部数据生成的文件（搜索索引、下载文件）放在哪里，下次启动再用；默认在用户的缓存文件夹 / "
            "where files made of the whole data set (search index, downloads) are kept, for the next start too; by default the user's cache folder",
        ),
    ] = None,
    since: SinceOption = None,
    released: ReleasedOption = None,
    timeout: Annotated[
        float, typer.Option("--timeout", min=0.1, metavar="SECONDS", help="每个查询的时限 / time limit of a query")
    ] = 30.0,
    memory: Annotated[
        int, typer.Option("--memory", min=16, metavar="MIB", help="每个查询的内存上限 / memory limit of a query")
    ] = 1024,
    max_results: Annotated[
        int, typer.Option("--max-results", min=1, help="结果的行数或三元组数上限 / most rows or triples of an answer")
    ] = 100_000,
    max_answer: Annotated[
        int, typer.Option("--max-answer", min=1, metavar="MIB", help="结果的大小上限 / largest answer")
    ] = 64,
    max_request: Annotated[
        int, typer.Option("--max-request", min=1, metavar="KIB", help="请求正文的大小上限 / largest body of a request")
    ] = 1024,
    queue: Annotated[
        int,
        typer.Option("--queue", min=0, help="每个接收进程最多几个查询排队 / most queries that wait, for each worker"),
    ] = 64,
    cache: Annotated[
        int,
        typer.Option(
            "--cache",
            min=0,
            metavar="MIB",
            help="每个接收进程为答案保留的内存 / memory for answers that are kept, for each worker",
        ),
    ] = 64,
    request_timeout: Annotated[
        float,
        typer.Option(
            "--request-timeout",
            min=0.1,
            metavar="SECONDS",
            help="收完请求头和请求正文的时限，也是客户端停顿不取结果的时限 / time limit for the head of a request, for its body, and for a pause in taking an answer",
        ),
    ] = 10.0,
    grace: Annotated[
        float,
        typer.Option("--grace", min=0, metavar="SECONDS", help="停止时留给查询的时间 / time left to queries at a stop"),
    ] = 5.0,
    behind_proxy: Annotated[
        bool,
        typer.Option(
            "--behind-proxy",
            help="按代理所写的 X-Forwarded-For 区分客户端 / tell clients apart by the proxy's X-Forwarded-For",
        ),
    ] = False,
    log_queries: Annotated[
        bool, typer.Option("--log-queries", help="日志中也写查询的内容 / write the text of queries to the log too")
    ] = False,
) -> None:
    """把数据集作为网站和只读 SPARQL 端点发布。 / Serve the data set as a site and a read-only SPARQL endpoint."""
    from shiquan.dataset.workers import cores
    from shiquan.serving.server import serve
    from shiquan.serving.settings import Limits, Settings, user_cache

    shown = f"[{host}]" if ":" in host else host
    url = (public_url or f"http://{shown}:{port}").rstrip("/")
    settings = Settings(
        data=data,
        host=host,
        port=port,
        public_url=url,
        workers=workers or cores(),
        processes=processes,
        page_processes=page_processes,
        prepared=prepared or user_cache() / "site",
        since=since,
        released=released.date() if released else None,
        queue=queue,
        grace=grace,
        request_seconds=request_timeout,
        cache=cache * _MEBIBYTE,
        log_queries=log_queries,
        behind_proxy=behind_proxy,
        limits=Limits(timeout, memory * _MEBIBYTE, max_results, max_answer * _MEBIBYTE, max_request * 1024),
    )
    if page_processes:
        ERR.print(Text(f"{url}/"))
    ERR.print(Text(f"{url}/sparql  （Ctrl+C 停止 / stops it）"))
    serve(settings)
