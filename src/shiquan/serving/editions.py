"""What a live site says of this edition of its data, told to the processes that make its pages: the earlier data set, the day of the release, the endpoint."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from pathlib import Path

from shiquan.publishing.published_data import Edition
from shiquan.serving.data_set import open_data_set
from shiquan.serving.settings import Settings


@cache
def as_argument(settings: Settings) -> str:
    """Return the edition as an argument of a process; `from_argument` reads it. The earlier data set is looked at once: an edition stays what it was when the server started.

    Raises:
        DataSetError: the earlier data set is none.

    """
    since = settings.since
    return json.dumps(
        {
            "endpoint": settings.endpoint,
            "released": settings.released.isoformat() if settings.released else None,
            "since": None if since is None else [str(since.resolve()), open_data_set(since).digest],
        }
    )


def from_argument(argument: str) -> Edition:
    """Return the edition that an argument tells."""
    told = json.loads(argument)
    return Edition(
        Path(told["since"][0]) if told["since"] else None,
        date.fromisoformat(told["released"]) if told["released"] else None,
        told["endpoint"],
    )
