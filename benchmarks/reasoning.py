"""How much faster the compiled rules reason than owlrl, on the same documents, in one run, with the same result.

The repository's documents are read until they have as many statements as asked for. Both engines then get them with the ontology, in
memory; the compiled rules do all of their work: read the axioms, compile, close the ontology, go through the documents one by
one, and through their links. Times are of the processor, which another process on the machine does not change much. Both run as often as asked for, in turns
(owlrl takes minutes each time); medians and spread are printed. The exit code is 1 where the results differ, or where the ratio is below 100.

    python benchmarks/reasoning.py [STATEMENTS] [RUNS]        (default: 100000 3)
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from pyoxigraph import Triple

from shiquan.building import DocumentBuilder
from shiquan.reading.sources import find_sources
from shiquan.reasoning.axioms import read_axioms
from shiquan.reasoning.ontology import ontology_triples
from shiquan.reasoning.reference import reason_by_owlrl
from shiquan.reasoning.rules import compile_rules

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("data/documents", "tests/chains/documents", "tests/documents")
GOAL = 100


def read_documents(statements: int) -> dict[str, list[Triple]]:
    """Return documents by their IRI, as many as have the number of statements asked for, the last one cut."""
    builder = DocumentBuilder()
    sources, _ = find_sources([ROOT / folder for folder in FOLDERS])
    documents: dict[str, list[Triple]] = {}
    for source in sources:
        left = statements - sum(map(len, documents.values()))
        if left <= 0:
            break
        built = builder.build(source)
        documents[built.iri] = [quad.triple for quad in built.quads][:left]
    return documents


def reason_compiled(documents: Mapping[str, Sequence[Triple]], ontology: Sequence[Triple]) -> set[Triple]:
    """Return what follows by the compiled rules."""
    rules = compile_rules(read_axioms(ontology), ontology)
    singles = [rules.document(triples, iri) for iri, triples in documents.items()]
    between = rules.between(one.links for one in singles)
    return {*rules.background_inferred, *(triple for one in singles for triple in one.inferred), *between.inferred}


def main(arguments: Sequence[str]) -> int:
    """Measure, compare and print; return the exit code."""
    numbers = [int(argument) for argument in arguments]
    documents = read_documents(numbers[0] if numbers else 100_000)
    runs = numbers[1] if len(numbers) > 1 else 3
    ontology = ontology_triples()
    given = {triple for triples in documents.values() for triple in triples}
    ours: set[Triple] = set()
    theirs: set[Triple] = set()
    times: dict[str, list[float]] = {"compiled": [], "owlrl": []}
    for _ in range(runs):
        begun = time.process_time()
        ours = reason_compiled(documents, ontology)
        times["compiled"].append(time.process_time() - begun)
        begun = time.process_time()
        theirs = set(reason_by_owlrl(given, ontology).inferred)
        times["owlrl"].append(time.process_time() - begun)
    ours -= given
    ratio = statistics.median(times["owlrl"]) / statistics.median(times["compiled"])
    cells = (f"{statistics.median(taken):.2f} s ({min(taken):.2f}–{max(taken):.2f})" for taken in times.values())
    print(
        f"| documents | statements | compiled, {runs} runs: median (range) | owlrl, in turn | ratio | inferred | the same |"
    )
    print("|---|---|---|---|---|---|---|")
    print(
        f"| {len(documents)} | {sum(map(len, documents.values())):,} | {' | '.join(cells)} | {ratio:.0f} | {len(theirs):,} | {'yes' if ours == theirs else 'NO'} |"
    )
    for triple in sorted(map(str, ours ^ theirs))[:20]:
        print("differs:", triple, file=sys.stderr)
    return 0 if ours == theirs and ratio >= GOAL else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
