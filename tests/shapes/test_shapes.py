"""Every shape lets a valid graph pass, and every constraint of it is broken by one invalid graph: that one and no other."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib.term import URIRef

from shiquan.graph.validation import validate

from .shape_fixtures import (
    FOLDER,
    alone,
    broken,
    constraints,
    data,
    expected,
    local_name,
    node_shapes,
    shapes,
)

NAMES = [local_name(shape) for shape in node_shapes()]
INVALID = [file for name in NAMES for file in sorted((FOLDER / name).glob("invalid-*.ttl"))]


@pytest.mark.parametrize("name", NAMES)
def test_a_valid_graph_passes_and_is_looked_at(name: str) -> None:
    report = validate(data(FOLDER / name / "valid.ttl"), alone(name))

    assert broken(report) == []
    assert [local_name(URIRef(count.shape)) for count in report.looked_at if count.nodes] == [name]


@pytest.mark.parametrize("file", INVALID, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_an_invalid_graph_breaks_what_it_says(file: Path) -> None:
    report = validate(data(file), alone(file.parent.name))

    assert broken(report) == expected(file)


@pytest.mark.parametrize("shape", node_shapes(), ids=local_name)
def test_every_constraint_has_an_invalid_graph(shape: URIRef) -> None:
    files = (FOLDER / local_name(shape)).glob("invalid-*.ttl")

    assert sorted({constraint for file in files for constraint in expected(file)}) == constraints(shapes(), shape)


def test_every_folder_is_of_a_shape() -> None:
    folders = [file.parent.name for file in FOLDER.glob("*/valid.ttl")]

    assert sorted(folders) == sorted([*NAMES, "lint"])
