"""Validation of a data set against the shapes: SHACL, and what SHACL does not say by itself.

A validation that looked at nothing has not passed. The report therefore counts the nodes that each shape looked at, and
says which classes and properties of a document no shape looks at.

Two engines give the same report: the shapes compiled (`compiled`), a document at a time (`shiquan.dataset.validating`); and pySHACL
(`reference`), the whole at once.
"""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import Quad
from rdflib import Graph

from shiquan.graph.validation.compiled import CompiledShapes, union
from shiquan.graph.validation.dump import is_inferred
from shiquan.graph.validation.reference import validate_with_pyshacl
from shiquan.graph.validation.report import (
    FocusCount,
    PartialReport,
    ReportBuilder,
    Tally,
    ValidationReport,
    in_order,
    order_key,
)
from shiquan.graph.validation.shapes import read_shapes, shapes_folder

__all__ = [
    "CompiledShapes",
    "FocusCount",
    "PartialReport",
    "ReportBuilder",
    "Tally",
    "ValidationReport",
    "in_order",
    "is_inferred",
    "order_key",
    "read_shapes",
    "shapes_folder",
    "union",
    "validate",
    "validate_with_pyshacl",
]


def validate(quads: Iterable[Quad], shapes: Graph) -> ValidationReport:
    """Validate quads (a pyoxigraph store is an iterable of them), the union of all graphs but the inferred ones.

    The quads hold the ontology too: the classes of `sh:targetClass` and `sh:class` are those of the data and of their
    `rdfs:subClassOf`, as SHACL says (section 1.1, SHACL instance).

    Standards: SHACL Core and SHACL-SPARQL (W3C, 2017).

    Raises:
        UsageError: the shapes use something that the compiler does not know.

    """
    compiled = CompiledShapes(shapes)
    builder = ReportBuilder(compiled.targeted)
    builder.add(compiled.validate(union(quad for quad in quads if not is_inferred(quad.graph_name))))
    return builder.report()
