"""The graphs of this folder: for each check one where it fires and one where it does not, with what the rules derive from them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pyoxigraph import NamedNode, Quad, RdfFormat, parse, serialize

from shiquan.graph.derivation import derive
from shiquan.resources import ontology_folder
from shiquan.stores.embedded import EmbeddedStore

from ..questions.two_engines import RdflibStore

HERE = Path(__file__).parent
_ONTOLOGY = NamedNode("https://w3id.org/shiquan/id/graph/ontology")
_VOCABULARIES = ("tiers.ttl", "tasks/intellectual-property.ttl")


@cache
def given(code: str, case: str) -> tuple[Quad, ...]:
    """Return the data of a case (fires, silent) with the tiers and concepts that they use."""
    quads = list(parse(path=str(HERE / code / f"{case}.trig")))
    for name in _VOCABULARIES:
        for triple in parse(path=str(ontology_folder() / name)):
            quads.append(Quad(triple.subject, triple.predicate, triple.object, _ONTOLOGY))
    return tuple(quads)


@cache
def on_oxigraph(code: str, case: str) -> EmbeddedStore:
    quads = given(code, case)
    return EmbeddedStore.from_quads([*quads, *derive(quads)])


def on_rdflib(quads: list[Quad], folder: Path) -> RdflibStore:
    """Return the quads in rdflib, by way of a file in the folder."""
    file = folder / "data.trig"
    file.write_bytes(serialize(quads, format=RdfFormat.TRIG) or b"")
    return RdflibStore(file)
