"""The command `shiquan review`: doubtful matches of tasks with concepts, and what a person says of them."""

from __future__ import annotations

import csv
import io
import sys
from collections import defaultdict
from dataclasses import asdict, fields
from datetime import date as calendar_date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from shiquan.cli.console import ERR, OUT, write
from shiquan.cli.options import DEFAULT_DATA, DataOption
from shiquan.errors import UsageError
from shiquan.stores.embedded import EmbeddedStore

if TYPE_CHECKING:
    from shiquan.tasks.reviewing import Doubt, Verdict
    from shiquan.tasks.statements import StatedTask


class ReviewFormat(StrEnum):
    """Formats of the list of doubtful matches."""

    TABLE = "table"
    CSV = "csv"


def register(app: typer.Typer) -> None:
    """Give the application this command."""
    app.command("review")(review_command)


def review_command(
    data: DataOption = DEFAULT_DATA,
    domain: Annotated[str | None, typer.Option("--domain", help="只看这一领域 / this domain only")] = None,
    decide: Annotated[
        tuple[str, str, str] | None,
        typer.Option(
            "--decide",
            metavar="SUBJECT OBJECT VERDICT",
            help="事项、概念、判断：same broader narrower differs defer（宽窄就概念而言） / task, concept, verdict",
        ),
    ] = None,
    reason: Annotated[str, typer.Option("--reason", help="理由 / reason")] = "",
    author: Annotated[str, typer.Option("--author", help="由谁判断 / who decides")] = "",
    date: Annotated[str, typer.Option("--date", help="判断日期，如 2025-01-31 / date of the decision")] = "",
    mappings: Annotated[
        Path | None,
        typer.Option("--mappings", help="对应表文件夹，默认本软件的 / folder of mappings, the package's by default"),
    ] = None,
    format_: Annotated[ReviewFormat, typer.Option("--format", help="输出格式 / output format")] = ReviewFormat.TABLE,
) -> None:
    """列出存疑的事项与概念对应，并记录判断。 / List doubtful matches of tasks and concepts, and record decisions."""
    from shiquan.tasks.matching import concept_matcher
    from shiquan.tasks.reviewing import decision_on, doubts, record, task_of_subject
    from shiquan.tasks.statements import stated_tasks

    by_domain = _by_domain(stated_tasks(EmbeddedStore.open(data)), domain)
    if decide is not None:
        subject, concept, word = decide
        name = _domain_of(by_domain, concept)
        matcher = concept_matcher(name, None, mappings)
        if matcher is None:
            raise UsageError(f"领域 {name} 没有词表。", f"the domain {name} has no vocabulary.")
        task = task_of_subject(by_domain[name], subject)
        row = decision_on(matcher, task, concept, _verdict(word), reason, author, date)
        OUT.print(Text(f"{row.subject_label} — {row.object_label}：{word} → {record(row, name, mappings)}"))
        return
    for name, tasks in by_domain.items():
        matcher = concept_matcher(name, None, mappings)
        if matcher is None:
            ERR.print(Text(f"领域 {name} 没有词表 / the domain {name} has no vocabulary", style="yellow"))
            continue
        open_ = doubts(tasks, matcher)
        if format_ is ReviewFormat.CSV:
            write(as_csv(open_))
        elif sys.stdin.isatty() and OUT.is_terminal:
            for doubt in open_:
                OUT.print(_shown(doubt))
                word = typer.prompt("same/broader/narrower/differs/defer，回车跳过 / Enter to pass over", default="")
                if word:
                    row = decision_on(
                        matcher,
                        doubt.task,
                        doubt.concept,
                        _verdict(word),
                        typer.prompt("理由 / reason"),
                        author or typer.prompt("由谁判断 / author"),
                        date or typer.prompt("日期 / date", default=calendar_date.today().isoformat()),
                    )
                    record(row, name, mappings)
        else:
            for doubt in open_:
                OUT.print(_shown(doubt))
        ERR.print(Text(f"{name}：存疑 {len(open_)} 项 / {len(open_)} doubtful"))


def as_csv(open_: tuple[Doubt, ...]) -> str:
    """Return doubtful matches as CSV with a header row."""
    from shiquan.tasks.reviewing import Doubt

    out = io.StringIO()
    writer = csv.DictWriter(out, [field.name for field in fields(Doubt)])
    writer.writeheader()
    for doubt in open_:
        writer.writerow(asdict(doubt))
    return out.getvalue()


def _shown(doubt: Doubt) -> Table:
    table = Table(title=Text(f"{doubt.subject} {doubt.wording}"), show_header=False, title_justify="left")
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    state = "现已采用 taken" if doubt.taken else "未采用 not taken"
    table.add_row("概念 concept", Text(f"{doubt.label}（{doubt.concept}）{doubt.confidence:.2f} {state}"))
    table.add_row(Text(doubt.number), Text(doubt.quote or doubt.task))
    table.add_row(Text(doubt.other_number or "例 example"), Text(doubt.other_quote or doubt.other_task or "—"))
    return table


def _by_domain(tasks: tuple[StatedTask, ...], domain: str | None) -> dict[str, list[StatedTask]]:
    from shiquan.tasks.statements import of_domain

    if domain is not None:
        name, chosen = of_domain(tasks, domain)
        return {name: list(chosen)}
    found: dict[str, list[StatedTask]] = defaultdict(list)
    for task in tasks:
        if task.domain:
            found[task.domain].append(task)
    return dict(sorted(found.items()))


def _domain_of(by_domain: dict[str, list[StatedTask]], concept: str) -> str:
    """Return the domain whose vocabulary has a concept.

    Raises:
        UsageError: none of the data set's domains has it.

    """
    from shiquan.tasks.vocabulary import load_vocabulary

    for name in by_domain:
        vocabulary = load_vocabulary(name)
        if vocabulary and vocabulary.concept(concept.removeprefix("concept:")):
            return name
    raise UsageError(
        f"词表里没有概念 {concept}。", f"no vocabulary of the data set's domains has the concept {concept}."
    )


def _verdict(word: str) -> Verdict:
    from shiquan.tasks.reviewing import Verdict

    try:
        return Verdict(word)
    except ValueError as error:
        raise UsageError(
            f"判断应为 same、broader、narrower、differs 或 defer，而不是 {word}",
            f"a verdict is same, broader, narrower, differs or defer, not {word}",
        ) from error
