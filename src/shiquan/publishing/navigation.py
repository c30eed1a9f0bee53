"""What stands in the head of every page: the main parts of the site, with their names in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Entry:
    """A part of the site: its folder and its name."""

    folder: str
    chinese: str
    english: str


NAVIGATION: Final[tuple[Entry, ...]] = (
    Entry("documents/", "文件", "Documents"),
    Entry("tasks/", "事项", "Tasks"),
    Entry("places/", "地方", "Places"),
    Entry("matrix/", "矩阵", "Matrix"),
    Entry("compare/", "比较", "Compare"),
    Entry("flow/", "流向", "Flow"),
    Entry("timeline/", "时间", "Timeline"),
    Entry("coverage/", "覆盖", "Coverage"),
    Entry("findings/", "问题", "Findings"),
    Entry("search/", "搜索", "Search"),
    Entry("query/", "查询", "Query"),
    Entry("downloads/", "下载", "Downloads"),
    Entry("vocabulary/", "词表", "Vocabulary"),
)
