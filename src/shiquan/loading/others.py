"""The graphs that a store holds and a data set does not have: which of them a load takes away, and when that is refused.

A load removes them, because a store holds one data set, and a document that is gone from it should be gone from the store. But where the store holds
*another* data set, that would take all of it away without a word. Nothing in a store says which data set it holds: a build has no name, and graphs
that came by a bulk loader have no marks. What tells the two cases apart is how much would go.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from shiquan.errors import UsageError
from shiquan.graph.identifiers import is_inferred_graph
from shiquan.terms import GRAPH

_SHARE: Final = 10
"""One document in so many may go without being asked for; one alone always may, unless it is the only one."""
_SHOWN: Final = 5


class Removal(StrEnum):
    """What a load may remove: documents that a change of the same data set would drop, or whatever the data set does not have."""

    FEW = "few"
    ANY = "any"


def refuse_to_remove_many(held: Iterable[str], wanted: frozenset[str]) -> None:
    """Refuse a load that would remove more documents than a change of one data set does.

    More than one document in ten of those that the store holds is refused, but not one alone; that none would be left is always refused. Graphs that
    belong to no document (the areas, the summary) follow from the others and are not counted.

    Args:
        held: the names of the graphs in the store.
        wanted: the names of the graphs of the data set.

    Raises:
        UsageError: so many documents would be removed; the message tells how many and the first of them.

    """
    documents = sorted(name for name in held if _is_what_was_read(name))
    gone = [name for name in documents if name not in wanted]
    few = len(gone) <= max(1, len(documents) // _SHARE) and len(gone) < len(documents)
    if not gone or few:
        return
    first = gone[:_SHOWN]
    more = len(gone) - _SHOWN
    raise UsageError(
        f"库中有 {len(documents)} 份文件的图，其中 {len(gone)} 份不在要载入的数据集里，载入会将其移除：{'、'.join(first)}{f' 等，另有 {more} 份' if more > 0 else ''}。"
        "库中像是另一个数据集；尚未作任何改动。请核对 --data 与 --endpoint；若确要移除，请加 --remove-others。",
        f"the store holds the graphs of {len(documents)} documents, and {len(gone)} of these are not in the data set to be loaded, so that loading "
        f"would remove them: {', '.join(first)}{f' and {more} more' if more > 0 else ''}. This looks like another data set; nothing has "
        "been changed. Check --data and --endpoint; if they are to be removed, say --remove-others.",
    )


def _is_what_was_read(graph: str) -> bool:
    """Tell whether a graph holds what was read from a document."""
    return graph.startswith(GRAPH) and "/" in graph.removeprefix(GRAPH) and not is_inferred_graph(graph)
