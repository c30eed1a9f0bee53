"""What templates of tasks and places call the codes of the data; see `shiquan.publishing.wording_of_tasks`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from shiquan.comparison.wording import plain_percent
from shiquan.publishing import wording_of_tasks as wording

WORDS: Final[Mapping[str, object]] = {
    "manner_words": wording.MANNER,
    "agreement_words": wording.AGREEMENT,
    "link_words": wording.LINK,
    "relation_words": wording.RELATION,
    "support_words": wording.SUPPORT,
    "kind_words": wording.KIND,
    "check_words": wording.CHECK,
    "percent": plain_percent,
}
"""Put into the values of every such page."""
