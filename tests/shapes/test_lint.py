"""The shapes are well made themselves, and each rule of the lint is broken by one graph in the folder `lint`."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Store
from rdflib import RDF, SH, Graph

from shiquan.graph.validation import shapes_folder, validate
from shiquan.resources import ontology_folder

from .shape_fixtures import FOLDER, broken, constraints, expected

LINT_FILE = ontology_folder() / "lint" / "shapes.shapes.ttl"
INVALID = sorted((FOLDER / "lint").glob("invalid-*.ttl"))


def _lint() -> Graph:
    return Graph().parse(data=LINT_FILE.read_bytes(), format="turtle")


def _quads(*files: Path) -> Store:
    store = Store()
    for file in files:
        store.load(file.read_bytes(), format=RdfFormat.TURTLE)
    return store


@pytest.mark.parametrize("file", [*sorted(shapes_folder().glob("*.ttl")), LINT_FILE], ids=lambda file: file.stem)
def test_a_file_of_shapes_is_well_made(file: Path) -> None:
    assert broken(validate(_quads(file), _lint())) == []


def test_a_well_made_shape_passes() -> None:
    assert broken(validate(_quads(FOLDER / "lint" / "valid.ttl"), _lint())) == []


@pytest.mark.parametrize("file", INVALID, ids=lambda file: file.stem)
def test_a_badly_made_shape_breaks_what_it_says(file: Path) -> None:
    assert broken(validate(_quads(file), _lint())) == expected(file)


def test_every_rule_of_the_lint_has_an_invalid_graph() -> None:
    lint = _lint()
    rules = {rule for shape in lint.subjects(RDF.type, SH.NodeShape) for rule in constraints(lint, shape)}

    assert {rule for file in INVALID for rule in expected(file)} == rules


def test_no_blank_node_stands_in_the_shapes() -> None:
    for file in [*sorted(shapes_folder().glob("*.ttl")), LINT_FILE]:
        assert [str(quad) for quad in _quads(file) if "_:" in (str(quad.subject)[:2], str(quad.object)[:2])] == []
