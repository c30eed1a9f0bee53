"""The concepts of a domain's tasks as `ontology/tasks/<domain>.ttl` has them: names, cues and areas of work."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from shiquan.errors import UsageError
from shiquan.resources import ontology_folder
from shiquan.terms import CONCEPT, RDF_TYPE, SKOS, SQ


@dataclass(frozen=True, slots=True)
class TaskConcept:
    """A concept of tasks.

    Attributes:
        name: scheme and notation, the end of its IRI (`intellectual-property/statistics`).
        label: its preferred label in Chinese.
        labels: all its Chinese names: preferred, alternative and hidden ones, in that order.
        cues: words joined by … that must all occur in that order; one cue is enough.
        vetoes: cues that rule the concept out.
        area: the end of the IRI of its area of work, empty where it has none.
        example: a document and its words, as the vocabulary gives them; empty where it gives none.

    """

    name: str
    label: str
    labels: tuple[str, ...]
    cues: tuple[str, ...]
    vetoes: tuple[str, ...]
    area: str
    example: str = ""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The concepts of one domain (the local name of its IRI), in the order of their names."""

    domain: str
    concepts: tuple[TaskConcept, ...]

    def concept(self, name: str) -> TaskConcept | None:
        """Return the concept of a name, with or without the domain before it; None where there is none."""
        full = name if "/" in name else f"{self.domain}/{name}"
        return next((concept for concept in self.concepts if concept.name == full), None)


def load_vocabulary(domain: str, folder: Path | None = None) -> Vocabulary | None:
    """Read the vocabulary of a domain, from the package's folder by default; None where the domain has none yet.

    Raises:
        UsageError: the file is not Turtle; the message names file and line.

    """
    path = (folder or ontology_folder() / "tasks") / f"{domain}.ttl"
    if not path.is_file():
        return None
    texts: dict[str, dict[str, list[str]]] = {}
    areas: dict[str, str] = {}
    concepts: set[str] = set()
    try:
        for quad in parse(path=str(path), format=RdfFormat.TURTLE):
            if not isinstance(quad.subject, NamedNode) or not quad.subject.value.startswith(CONCEPT):
                continue
            name, predicate, value = quad.subject.value.removeprefix(CONCEPT), quad.predicate.value, quad.object
            if predicate == RDF_TYPE and value == NamedNode(SQ + "TaskConcept"):
                concepts.add(name)
            elif predicate == SKOS + "broader" and isinstance(value, NamedNode):
                areas[name] = value.value.removeprefix(CONCEPT)
            elif isinstance(value, Literal) and value.language in (None, "zh"):
                texts.setdefault(name, {}).setdefault(predicate, []).append(value.value)
    except SyntaxError as error:
        raise UsageError(
            f"词表 {path} 不是 Turtle：{error}", f"the vocabulary {path} is not Turtle: {error}"
        ) from error
    return Vocabulary(
        domain, tuple(_concept(name, texts.get(name, {}), areas.get(name, "")) for name in sorted(concepts))
    )


def _concept(name: str, texts: dict[str, list[str]], area: str) -> TaskConcept:
    preferred = texts.get(SKOS + "prefLabel", [])
    return TaskConcept(
        name,
        preferred[0] if preferred else name,
        (*preferred, *sorted(texts.get(SKOS + "altLabel", [])), *sorted(texts.get(SKOS + "hiddenLabel", []))),
        tuple(sorted(texts.get(SQ + "cue", []))),
        tuple(sorted(texts.get(SQ + "notCue", []))),
        area,
        next(iter(texts.get(SKOS + "example", [])), ""),
    )
