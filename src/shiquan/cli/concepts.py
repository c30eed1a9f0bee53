"""The commands `shiquan concepts propose`, `accept` and `mappings`: concepts for a domain, and what tasks are matched to."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from shiquan.cli.console import ERR, OUT, write
from shiquan.cli.options import DEFAULT_DATA, DataOption
from shiquan.errors import UsageError
from shiquan.stores.embedded import EmbeddedStore

DomainOption = Annotated[
    str, typer.Option("--domain", help="领域，如 交通运输 或 transport / domain, such as 交通运输 or transport")
]
OutOption = Annotated[
    Path | None, typer.Option("--out", help="写到哪个文件，默认标准输出 / file to write, standard output by default")
]

concepts = typer.Typer(name="concepts", help="事项的概念 / concepts of tasks", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Give the application these commands."""
    app.add_typer(concepts)


@concepts.command("propose")
def propose_command(domain: DomainOption, data: DataOption = DEFAULT_DATA, out: OutOption = None) -> None:
    """把多份文件的事项归并为候选概念，写出 SKOS 草案供审阅。 / Group tasks into candidate concepts: a SKOS draft for review."""
    from shiquan.tasks.clustering import candidates
    from shiquan.tasks.drafts import draft
    from shiquan.tasks.statements import of_domain, stated_tasks

    name, tasks = of_domain(stated_tasks(EmbeddedStore.open(data)), domain)
    found = candidates(task.statement for task in tasks)
    label = next((task.domain_name for task in tasks if task.domain_name), domain)
    text = draft(name, label, found).decode()
    if out is None:
        write(text)
        return
    _save(out, text)
    table = Table()
    for column in ("概念 concept", "工作方面 area", "事项 tasks", "文件 documents", "置信度 confidence"):
        table.add_column(column, overflow="fold")
    for one in found:
        documents = len({task.number for task in one.members})
        table.add_row(Text(one.label), Text(one.area), str(len(one.members)), str(documents), f"{one.confidence:.2f}")
    OUT.print(table)
    ERR.print(Text(f"草案已写入 {out}，审阅后用 shiquan concepts accept 收入 / draft in {out}: review, then accept"))


@concepts.command("accept")
def accept_command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="审阅过的草案 / the reviewed draft")],
    into: Annotated[
        Path | None,
        typer.Option("--into", help="词表文件夹，默认本软件的 / folder of vocabularies, the package's by default"),
    ] = None,
) -> None:
    """把审阅过的草案收为词表。 / Take a reviewed draft as a vocabulary."""
    from shiquan.tasks.drafts import accept

    taken = accept(file, into)
    OUT.print(Text(f"{taken.path}：{taken.concepts} 个概念 / {taken.concepts} concepts"))
    for name, zh, en in taken.lacking:
        ERR.print(Text(f"{name}：{zh} / {name}: {en}", style="yellow"))


@concepts.command("mappings")
def mappings_command(domain: DomainOption, data: DataOption = DEFAULT_DATA, out: OutOption = None) -> None:
    """写出数据集中事项与概念的全部对应（SSSOM）。 / Write all mappings of a data set's tasks to concepts as SSSOM."""
    from shiquan.tasks.mappings import as_tsv, load_mappings, subject_of
    from shiquan.tasks.matching import concept_matcher
    from shiquan.tasks.statements import of_domain, stated_tasks

    name, tasks = of_domain(stated_tasks(EmbeddedStore.open(data)), domain)
    matcher = concept_matcher(name)
    if matcher is None:
        raise UsageError(
            f"领域“{domain}”还没有词表；可用 shiquan concepts propose 提出。",
            f"the domain {domain!r} has no vocabulary yet; shiquan concepts propose makes a draft.",
        )
    subjects = {subject_of(task.text)[0] for task in tasks}
    rows = [match.mapping for task in tasks for match in matcher.decide(task.text).matches]
    rows += [row for row in load_mappings(name) if row.rejected and row.subject_id in subjects]
    text = as_tsv(rows, name)
    if out is None:
        write(text)
    else:
        _save(out, text)


def _save(out: Path, text: str) -> None:
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise UsageError(f"不能写入 {out}：{error}", f"cannot write {out}: {error}") from error
