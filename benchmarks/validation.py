"""Validation of the same triples by the compiled shapes and by pySHACL, in turn, with equal results.

The triples are the whole documents of a data set, in the order of its dump, as many as fit with the ontology and reference data
into the number asked for. Each engine is given the same bytes (N-Triples) and the same shapes, read; its time is from there to
its results. pySHACL is run on an rdflib graph, as its users run it, and on a pyoxigraph store, as `--engine pyshacl` does, with
the shapes put in a form that it runs faster.

Printed is a Markdown table of processor seconds (medians, least and greatest): a machine that others use too
changes them less than the time on the clock. The exit code is 1 where an engine's results differ.

    python benchmarks/validation.py DATA_SET [TRIPLES] [RUNS] [RUNS_ON_RDFLIB]      (default: 100000 3 3)
"""

from __future__ import annotations

import logging
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from statistics import median

import pyshacl
from pyoxigraph import RdfFormat, Store, serialize
from rdflib import RDF, SH, BNode, Graph

from shiquan.graph.findings import BLANK_NODE, SHAPES
from shiquan.graph.validation import CompiledShapes, ReportBuilder, ValidationReport, union, validate_with_pyshacl
from shiquan.graph.validation.dump import find_graphs
from shiquan.graph.validation.literals import reported_rdflib
from shiquan.graph.validation.shapes import read_shapes, shapes_folder

Row = tuple[str, ...]
"""Focus node, path, value, its datatype, component, shape, severity."""


def sample(data_set: Path, triples: int) -> bytes:
    """Return background and whole documents of a data set as N-Triples, at most so many statements."""
    dump = find_graphs(data_set / "graph.nq")
    chosen = list(dump.quads(dump.background))
    for ranges in dump.documents.values():
        quads = list(dump.quads(ranges))
        if len(chosen) + len(quads) <= triples:
            chosen += quads
    return serialize((quad.triple for quad in union(chosen)), format=RdfFormat.N_TRIPLES) or b""


def compiled(data: bytes, shapes: Graph) -> set[Row]:
    """Validate with the compiled shapes; compiling them is part of the time."""
    store = Store()
    store.load(data, format=RdfFormat.N_TRIPLES)
    ready = CompiledShapes(shapes)
    builder = ReportBuilder(ready.targeted)
    builder.add(ready.validate(store))
    return _rows(builder.report())


def pyshacl_on_store(data: bytes, shapes: Graph) -> set[Row]:
    """Validate with pySHACL on a pyoxigraph store."""
    store = Store()
    store.load(data, format=RdfFormat.N_TRIPLES)
    return _rows(validate_with_pyshacl(store, shapes))


def pyshacl_on_rdflib(data: bytes, shapes: Graph) -> set[Row]:
    """Validate with pySHACL on an rdflib graph."""
    graph = Graph().parse(data=data, format="nt")
    _, results, _ = pyshacl.validate(graph, shacl_graph=shapes, advanced=True, inplace=True)
    if not isinstance(results, Graph):
        raise TypeError(results)
    rows = set()
    for result in results.subjects(RDF.type, SH.ValidationResult):
        focus, path, value = (results.value(result, part) for part in (SH.focusNode, SH.resultPath, SH.value))
        shown = None if value is None else reported_rdflib(value)
        others = (SH.sourceConstraintComponent, SH.sourceShape, SH.resultSeverity)
        rows.add(
            (
                BLANK_NODE if isinstance(focus, BNode) else str(focus),
                str(path),
                str(shown and shown.text),
                str(shown and shown.datatype),
                *(str(results.value(result, part)) for part in others),
            )
        )
    return rows


def _rows(report: ValidationReport) -> set[Row]:
    return {
        (
            finding.focus,
            str(finding.path),
            str(finding.value and finding.value.text),
            str(finding.value and finding.value.datatype),
            finding.component,
            finding.shape,
            str(SH) + finding.severity,
        )
        for finding in report.findings
        if not finding.component.startswith(SHAPES)  # what this package adds to SHACL
    }


def main(arguments: list[str]) -> int:
    """Run the engines in turn; return 1 where results differ."""
    logging.disable(logging.WARNING)
    warnings.simplefilter("ignore")
    data_set = Path(arguments[0])
    triples, runs, slow_runs = (int(value) for value in (*arguments[1:], *("100000", "3", "3")[len(arguments) - 1 :]))
    data = sample(data_set, triples)
    shapes = read_shapes(shapes_folder())
    engines: dict[str, tuple[Callable[[bytes, Graph], set[Row]], int]] = {
        "compiled": (compiled, runs),
        "pySHACL on pyoxigraph": (pyshacl_on_store, runs),
        "pySHACL on rdflib": (pyshacl_on_rdflib, slow_runs),
    }
    times: dict[str, list[float]] = {name: [] for name in engines}
    results: dict[str, set[Row]] = {}
    for turn in range(max(runs, slow_runs)):
        for name, (engine, wanted) in engines.items():
            if turn < wanted:
                start = time.process_time()
                results[name] = engine(data, shapes)
                times[name].append(time.process_time() - start)
    fastest = median(times["compiled"])
    print(f"{len(data.splitlines()):,} triples\n")
    print("| engine | seconds | least – greatest | runs | times the compiled shapes' | results |")
    print("|---|---|---|---|---|---|")
    for name, taken in times.items():
        if taken:
            same = len(results[name]) if results[name] == results["compiled"] else "differ"
            spread = f"{min(taken):.2f} – {max(taken):.2f}"
            print(
                f"| {name} | {median(taken):.2f} | {spread} | {len(taken)} | {median(taken) / fastest:.1f} | {same} |"
            )
    return int(any(rows != results["compiled"] for rows in results.values()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
