"""Makes what `shiquan.publishing.made_ahead` tells of: files by what writes the static site, so that the bytes are the same."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

from shiquan.publishing.answers_ahead import KeepingStore
from shiquan.publishing.current_areas import current_areas
from shiquan.publishing.languages import Language
from shiquan.publishing.made_ahead import ANSWERS, LIST, TASKS, Group
from shiquan.publishing.published_data import PublishedData
from shiquan.publishing.reviewing.lists import finding_lists
from shiquan.publishing.site import files_of, folders_below
from shiquan.publishing.statements_on_a_task import task_everywhere
from shiquan.publishing.task_vocabulary import task_vocabulary

_WITH_LISTS: Final = (
    "",
    "documents/",
    "tasks/",
    "places/",
    "id/area/100000/",
    "compare/",
    "flow/",
    "timeline/",
    "coverage/",
)
"""Pages that show, or are made from, lists of everything."""
_OF_DOMAINS: Final = ("tasks/", "matrix/", "timeline/", "coverage/")
"""Below these each domain has such a page."""


class ChangedMeanwhile(Exception):
    """The data set was changed while files were made of it."""


def make_group(data: PublishedData, group: Group, folder: Path, still_so: Callable[[], bool]) -> None:
    """Write the files of a group into ``folder`` / its name, which appears as a whole or not at all.

    ``still_so`` tells in the end whether the data set is the one that was opened.

    Raises:
        StoreError: the store cannot answer.
        UsageError: the data set is damaged.
        ChangedMeanwhile: the data set is another one now.

    """
    making = folder / f".{group.name}"
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir()
    if group in ANSWERS:
        _ask(replace(data, store=KeepingStore(data.store, making)), group)
    else:
        _write(data, group, making)
    if not still_so():
        raise ChangedMeanwhile
    os.replace(making, folder / group.name)


def _write(data: PublishedData, group: Group, making: Path) -> None:
    media_types: dict[str, str] = {}
    folders = [
        *([""] if group.of_root else []),
        *(part for each in group.prefixes for part in folders_below(data, each)),
    ]
    for part in folders:
        (making / part).mkdir(parents=True, exist_ok=True)
        for file in files_of(data, part):
            path = part + file.name
            if group.has(path):
                with (making / path).open("wb") as target:
                    file.write_to(target)
                media_types[path] = file.media_type
    (making / LIST).write_text(json.dumps(media_types), encoding="utf-8")


def _ask(data: PublishedData, group: Group) -> None:
    """Ask what pages ask, which keeps the answers that take long: by finding what all places say on each task, and by making pages."""
    domains = task_vocabulary(data)
    if group == TASKS:
        for domain in domains:
            for task in domain.tasks:
                task_everywhere(data, task.iri, domain.iri)
        folders = [f"id/area/{area.code}/" for area in current_areas(data).by_code.values() if area.tier == "province"]
        folders.append("findings/")
    else:
        of_domains = (f"{each}{domain.name}/" for domain in domains for each in _OF_DOMAINS)
        # the overview of the findings counts only: what each of its lists asks is asked by the first page of the list
        folders = [*_WITH_LISTS, *of_domains, *(f"findings/{name}/" for name in finding_lists(data))]
    for folder in folders:
        for file in files_of(data, folder):
            if file.name == Language.CHINESE.page:
                file.make()
