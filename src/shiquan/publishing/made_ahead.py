"""What a server makes ahead, because it is made of the whole data set: the search index, the downloads, sitemaps and the feed, and answers that many pages need.

A server sends these from the disk, and never makes them while somebody waits. `shiquan.publishing.making_ahead` makes them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

LIST: Final = "files.json"
"""In the folder of a group: the media type of each of its files, by the path in the site."""


@dataclass(frozen=True, slots=True)
class Group:
    """Files that are made together: all in the folders that begin with one of ``prefixes``, and those of the root called ``of_root``.

    Without any of these it is a group of answers (`shiquan.publishing.answers_ahead`).
    """

    name: str
    prefixes: tuple[str, ...]
    of_root: tuple[str, ...] = ()

    def has(self, path: str) -> bool:
        """Tell whether a path is one of this group, there or not."""
        return f"{path}/".startswith(self.prefixes) or path in self.of_root


LISTS: Final = Group("lists", ())
"""The lists of all documents, places, plans and tasks."""
TASKS: Final = Group("tasks", ())
"""What all places say on each task, what the provinces say on all, and what was found."""
GROUPS: Final = (
    LISTS,
    Group("search", ("search/names/", "search/provisions/")),
    Group("web", ("sitemaps/",), ("sitemap.xml", "feed.atom")),
    TASKS,
    Group("downloads", ("downloads/",)),
)
"""In the order in which they are made: what every process needs, what people miss most, then what takes longest."""
ANSWERS: Final = (LISTS, TASKS)


def group_of(path: str) -> Group | None:
    """Return the group that a path belongs to; None for what is made when it is asked for."""
    return next((group for group in GROUPS if group.has(path)), None)


def made_files(folder: Path, group: Group) -> Mapping[str, str] | None:
    """Return the media types of the files of a group by their paths; None where the group has not been made. They stand below `made_folder`."""
    try:
        listed: dict[str, str] = json.loads((made_folder(folder, group) / LIST).read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return None
    return listed


def made_folder(folder: Path, group: Group) -> Path:
    """Return the folder below which the files of a group stand, under their paths in the site."""
    return folder / group.name
