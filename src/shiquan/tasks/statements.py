"""The tasks that the documents of a data set state, with what matching and review need of them."""

from __future__ import annotations

from dataclasses import dataclass

from shiquan.errors import UsageError
from shiquan.lexicon import load_lexicon
from shiquan.reading.folding import fold
from shiquan.resources import queries_folder
from shiquan.stores.interface import QueryStore
from shiquan.tasks.clustering import TaskStatement
from shiquan.terms import CONCEPT, DOMAIN


@dataclass(frozen=True, slots=True)
class StatedTask:
    """A task of a document.

    Attributes:
        number: the document's number, or its IRI where it has none.
        area: the name of its place, empty where it is not known.
        domain: the local name of the domain's IRI, empty where the vocabulary does not have it.
        domain_name: the domain as the title writes it.
        assignment: IRI of the statement.
        heading: the heading above it.
        text: the task's words.
        quote: the statement word for word.
        concepts: the concepts that the data set gives it (`scheme/id`), sorted.

    """

    number: str
    area: str
    domain: str
    domain_name: str
    assignment: str
    heading: str
    text: str
    quote: str
    concepts: tuple[str, ...]

    @property
    def statement(self) -> TaskStatement:
        """The task as grouping takes it."""
        return TaskStatement(self.number, self.assignment, self.heading, self.text, self.quote)


def stated_tasks(store: QueryStore) -> tuple[StatedTask, ...]:
    """Return every task of every document, in the order of documents and statements.

    Raises:
        StoreError: the store cannot answer.

    """
    query = (queries_folder() / "concepts" / "task-statements.rq").read_text(encoding="utf-8")
    found: dict[str, StatedTask] = {}
    concepts: dict[str, list[str]] = {}
    for row in store.select(query, {}).records():
        task = row["task"] or ""
        if row["concept"]:
            concepts.setdefault(task, []).append(row["concept"].removeprefix(CONCEPT))
        found[task] = StatedTask(
            row["number"] or row["document"] or "",
            row["area"] or "",
            (row["domain"] or "").removeprefix(DOMAIN),
            row["domain_name"] or "",
            row["assignment"] or "",
            row["heading"] or "",
            row["text"] or "",
            row["quote"] or "",
            tuple(sorted(concepts.get(task, []))),
        )
    return tuple(found.values())


def of_domain(tasks: tuple[StatedTask, ...], domain: str) -> tuple[str, tuple[StatedTask, ...]]:
    """Return the local name of a domain, named in Chinese or by that name, and its tasks.

    Raises:
        UsageError: no document is of that domain; the domains of the documents are told.

    """
    words = fold(domain)
    known = {word: one.name for one in load_lexicon().domains for word in (*map(fold, one.words), one.name)}
    name = known.get(words, domain)
    chosen = tuple(
        task for task in tasks if task.domain == name or (not task.domain and fold(task.domain_name) == words)
    )
    if not chosen:
        held = sorted({task.domain or task.domain_name for task in tasks} - {""})
        raise UsageError(
            f"数据集里没有领域“{domain}”的事项。现有领域：{'、'.join(held) or '无'}。",
            f"the data set has no tasks of the domain {domain!r}. It has: {', '.join(held) or 'none'}.",
        )
    return name, chosen
