"""The second stage of a build: what the rules between documents make of batches of documents, each with its neighbourhood."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from pyoxigraph import Quad, RdfFormat, parse, serialize

from shiquan.dataset.parts import Parts, write_part
from shiquan.dataset.storage import Storage
from shiquan.graph.derivation import derive_about, derived_graphs
from shiquan.graph.vocabulary import alignment_quads, ontology_quads, reference_quads
from shiquan.terms import GRAPH


@cache
def background() -> tuple[Quad, ...]:
    """Return what stands beside the documents in every data set: the ontology, its vocabularies and alignments, the reference data."""
    return (*ontology_quads(), *alignment_quads(), *reference_quads())


def derive_batch(documents: Iterable[str], where: Mapping[str, tuple[str, str]], part: str, storage: Storage) -> int:
    """Derive what the rules make of documents, and put it into a part, one member for each derived graph: sorted N-Quads.

    Args:
        documents: the IRIs of the documents of the batch.
        where: for these and all in their neighbourhoods, the part and the member that hold their quads.
        part: the name of the part that is written.
        storage: where the parts stand.

    Returns:
        The number of quads derived.

    """
    parts = Parts(storage)
    try:
        derived = derive_about(documents, _quads(where, parts))
    finally:
        parts.close()
    write_part(storage, part, by_graph(derived))
    return len(derived)


def by_graph(derived: Iterable[Quad]) -> dict[str, bytes]:
    """Return sorted quads as N-Quads by the local name of their derived graph; graphs without any are empty."""
    graphs: dict[str, list[Quad]] = {name: [] for name in derived_graphs()}
    for quad in derived:
        graphs[str(quad.graph_name)[1:-1].removeprefix(GRAPH)].append(quad)
    return {name: bytes(serialize(quads, format=RdfFormat.N_QUADS) or b"") for name, quads in graphs.items()}


def _quads(where: Mapping[str, tuple[str, str]], parts: Parts) -> Iterator[Quad]:
    yield from background()
    # in the order of the parts, so that each is opened once
    for part, member in sorted(where.values()):
        yield from parse(parts.read(part, member), format=RdfFormat.N_QUADS)
