"""What stands in the head of every page: the main parts of the site, with their names in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Entry:
    """A part of the site: its folder and its name; ``things`` is where the things that it lists have their pages."""

    folder: str
    chinese: str
    english: str
    things: str | None = None

    def has(self, folder: str) -> bool:
        """Tell whether a folder belongs to this part."""
        return folder.startswith(self.folder) or (self.things is not None and folder.startswith(self.things))


NAVIGATION: Final[tuple[Entry, ...]] = (
    Entry("documents/", "文件", "Documents", "id/doc/"),
    Entry("tasks/", "事项", "Tasks", "id/concept/"),
    Entry("places/", "地方", "Places", "id/area/"),
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
