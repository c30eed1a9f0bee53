"""What the tests of the ontology share: its files, and the graph of all that it says."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import Graph

REPOSITORY = Path(__file__).resolve().parents[2]
ONTOLOGY = REPOSITORY / "ontology"


def _of_shacl(path: Path) -> bool:
    return path.relative_to(ONTOLOGY).parts[0] in ("shapes", "lint")


@pytest.fixture(scope="session")
def ontology_files() -> list[Path]:
    """The Turtle files of the ontology, its vocabularies, lexicon and alignments; not the shapes."""
    return [path for path in sorted(ONTOLOGY.rglob("*.ttl")) if not _of_shacl(path)]


@pytest.fixture(scope="session")
def ontology(ontology_files: list[Path]) -> Graph:
    """All that those files say."""
    graph = Graph()
    for path in ontology_files:
        graph.parse(path, format="turtle")
    return graph


@pytest.fixture(scope="session")
def foreign_copies() -> Path | None:
    """The folder with copies of foreign vocabularies, where it stands beside the repository."""
    folder = REPOSITORY.parent / "shared" / "vocabularies"
    return folder if folder.is_dir() else None
