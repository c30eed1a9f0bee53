"""Makes the files of `shiquan.publishing.made_ahead`, by what writes the static site, so that the bytes are the same."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from shiquan.publishing.made_ahead import LIST, Group
from shiquan.publishing.published_data import PublishedData
from shiquan.publishing.site import files_of, folders_below


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
    if not still_so():
        raise ChangedMeanwhile
    os.replace(making, folder / group.name)
