"""shiquan (事权): who holds which fiscal power in China's five tiers of government, who pays, and which sentence says so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

__version__: Final = "0.1.0"

if TYPE_CHECKING:
    from shiquan.knowledge_graph import KnowledgeGraph

__all__ = ["KnowledgeGraph", "__version__"]


def __getattr__(name: str) -> Any:
    """Load the facade on first use, so that modules of the package can import the version without a circle."""
    if name == "KnowledgeGraph":
        from shiquan.knowledge_graph import KnowledgeGraph

        return KnowledgeGraph
    raise AttributeError(f"module 'shiquan' has no attribute {name!r}")
