"""The shapes files, and what they say to a reader: names and messages in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rdflib import SH, Graph
from rdflib.term import Literal, Node, URIRef

from shiquan.errors import UsageError
from shiquan.resources import ontology_folder

TARGETS: Final = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf, SH.target)
"""The properties that say which nodes a shape looks at (SHACL, section 2.1.3; SHACL-AF, section 3)."""


def shapes_folder() -> Path:
    """Return the folder of the shapes."""
    return ontology_folder() / "shapes"


def read_shapes(folder: Path) -> Graph:
    """Return the shapes of all Turtle files of a folder in one graph; `owl:imports` is not followed.

    Raises:
        UsageError: there is no Turtle file in the folder, or one of them is not well formed.

    """
    files = sorted(folder.glob("*.ttl"))
    if not files:
        raise UsageError(f"{folder} 中没有形状文件（*.ttl）", f"there are no shapes (*.ttl) in {folder}")
    shapes = Graph()
    for file in files:
        try:
            shapes.parse(data=file.read_bytes(), format="turtle")
        except SyntaxError as error:
            raise UsageError(
                f"无法读取形状文件 {file}：{error}", f"the shapes in {file} cannot be read: {error}"
            ) from error
    return shapes


def has_target(shapes: Graph, shape: Node) -> bool:
    """Tell whether a shape has focus nodes of its own."""
    return any((shape, target, None) in shapes for target in TARGETS)


@dataclass(frozen=True, slots=True)
class ShapeName:
    """A shape and its name in both languages."""

    shape: str
    name_zh: str
    name_en: str


class ShapeTexts:
    """The names and messages of the shapes, in both languages."""

    def __init__(self, shapes: Graph) -> None:
        self._shapes = shapes

    def message(self, shape: Node) -> tuple[str, str]:
        """Return the shape's message in Chinese and in English; its IRI stands for a message that is not there."""
        return self._both(shape, SH.message)

    def name(self, shape: Node) -> ShapeName:
        """Return the shape's name in Chinese and in English; its IRI stands for a name that is not there."""
        return ShapeName(str(shape), *self._both(shape, SH.name))

    def _both(self, shape: Node, predicate: URIRef) -> tuple[str, str]:
        texts = (term for term in self._shapes.objects(shape, predicate) if isinstance(term, Literal))
        found = {text.language: str(text) for text in texts}
        other = found.get(None, str(shape))
        return found.get("zh", other), found.get("en", other)
