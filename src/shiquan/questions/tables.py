"""The named queries that tell what documents say, one table each (see interfaces: named queries and their columns)."""

from __future__ import annotations

from typing import Final

TABLES: Final = (
    "documents",
    "plans",
    "bases",
    "sections",
    "assignments",
    "tasks",
    "cases",
    "shares",
    "support",
    "residuals",
    "measures",
    "targets",
)
"""Their names, in the order in which they are told of. What could not be read is told by ``unparsed``."""
