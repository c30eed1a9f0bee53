"""How far a build has come, told to whoever shows it."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Final


class Stage(Enum):
    """The stages of a build, in their order, and what a user sees of them in both languages."""

    READING = "读取 / reading"
    RULES = "跨文件规则 / rules between documents"
    WRITING = "写出 / writing"
    CROSSINGS = "查找跨图陈述 / statements across graphs"
    VALIDATING = "校验 / validating"
    STORING = "入库 / storing"


Progress = Callable[[Stage, int, int], None]
"""Called with the stage, how many documents are done in it, and how many there are."""


def _tell_nobody(stage: Stage, done: int, total: int) -> None:
    """Take no notice."""


NO_PROGRESS: Final[Progress] = _tell_nobody
