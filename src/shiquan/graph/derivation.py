"""What rules derive from the data: comparisons, elaborations, implied statements, findings, summaries. Each kind has its own graph.

The rules are SPARQL 1.1 CONSTRUCT files in `queries/rules/`, which any store can run; the header of each names its graph. They
run in layers, because a later one builds on what an earlier one made. Each graph says how it came about: which rule, by the text of
its file, and over which graphs it ran (PROV-O: `prov:wasGeneratedBy`, `prov:used`).

A rule is a join over several nodes that OWL 2 RL cannot say (nearest, in force, not named); what OWL can say is left to
`shiquan.reasoning.rules`, and what data must look like to the shapes.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad, QueryTriples, Store

from shiquan import __version__
from shiquan.graph.identifiers import document_of
from shiquan.graph.writing import quad_key
from shiquan.resources import queries_folder
from shiquan.terms import AGENT, DERIVATION, GRAPH, PROV, RDF_TYPE, RDFS, RULE, SKOS, SQ

LAYERS: Final = (
    ("bound-by",),
    ("compared-with",),
    ("elaborations", "implied-statements"),
    ("findings/*",),
    ("summary/*",),
)
"""The rule files, in the order in which they run: a layer sees what the layers before it made."""

_TYPE: Final = NamedNode(RDF_TYPE)
_GENERATED_BY: Final = NamedNode(PROV + "wasGeneratedBy")
_USED: Final = NamedNode(PROV + "used")
_GRAPH_LINE: Final = re.compile(r"^#\+ graph: (\S+)$", re.MULTILINE)
_SUMMARY_LINE: Final = re.compile(r"^#\+ summary: (.+?) / (.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule file: its name below `queries/rules/` without ending, the local name of its graph, its summary, and its text."""

    name: str
    graph: str
    summary_zh: str
    summary_en: str
    text: str

    @property
    def iri(self) -> NamedNode:
        """The IRI of the rule."""
        return NamedNode(RULE + self.name)

    @property
    def graph_iri(self) -> NamedNode:
        """The IRI of the graph that the rule's triples go into."""
        return NamedNode(GRAPH + self.graph)

    @property
    def derivation_iri(self) -> NamedNode:
        """The IRI of the run of the rule."""
        return NamedNode(DERIVATION + self.name)


@cache
def rules() -> tuple[tuple[Rule, ...], ...]:
    """Return the rules, layer by layer, each layer in the order of their names.

    Raises:
        ValueError: a rule file has no header that names its graph and says what it does in both languages.

    """
    folder = queries_folder() / "rules"
    return tuple(
        tuple(_read(path, folder) for pattern in layer for path in sorted(folder.glob(f"{pattern}.rq")))
        for layer in LAYERS
    )


def derive(quads: Iterable[Quad]) -> tuple[Quad, ...]:
    """Return what the rules derive from quads, with its provenance, sorted. The same quads give the same result.

    The rules see the union of all graphs. The quads hold the ontology (ranks of tiers, names) beside the data. What reasoning
    inferred would change nothing but the provenance, and a data set derives without it.
    """
    store = Store()
    store.bulk_extend(quads)
    graphs = [graph.value for graph in store.named_graphs() if isinstance(graph, NamedNode)]
    return tuple(sorted({*_run(store), *provenance(graphs)}, key=quad_key))


def derive_about(documents: Iterable[str], quads: Iterable[Quad]) -> tuple[Quad, ...]:
    """Return what the rules derive about some documents, sorted, without its provenance.

    Args:
        documents: the IRIs of the documents.
        quads: the graphs of these documents and of all in their neighbourhoods (`shiquan.dataset.links`), and the background.

    """
    store = Store()
    store.bulk_extend(quads)
    wanted = frozenset(documents)
    derived = _run(store)
    owners = _owners(derived)
    return tuple(sorted((quad for quad in derived if owners.get(quad.subject) in wanted), key=quad_key))


def provenance(graphs: Iterable[str]) -> Iterator[Quad]:
    """Yield how each derived graph came about: by which rule, over which graphs (those given, and those of the layers before)."""
    inputs = set(graphs)
    for layer in rules():
        for rule in layer:
            yield from _provenance(rule, sorted(inputs))
        inputs |= {rule.graph_iri.value for rule in layer}


def derived_graphs() -> tuple[str, ...]:
    """Return the local names of the derived graphs, sorted."""
    return tuple(sorted({rule.graph for layer in rules() for rule in layer}))


def derived_subjects(document: str, own: Iterable[Quad], store: Store) -> set[NamedNode]:
    """Return the subjects of what a store holds as derived about a document, whose own quads are given."""
    nodes = {quad.subject for quad in own if isinstance(quad.subject, NamedNode)}
    nodes = {node for node in nodes if document_of(node.value) == document}
    told = (
        quad.subject
        for node in nodes
        for predicate in _ABOUT
        for quad in store.quads_for_pattern(None, predicate, node, None)
    )
    return {*nodes, *(subject for subject in told if isinstance(subject, NamedNode))}


def _run(store: Store) -> set[Quad]:
    """Return what the rules make of a store, which holds it afterwards too."""
    derived: set[Quad] = set()
    for layer in rules():
        made = {quad for rule in layer for quad in _apply(rule, store)}
        store.extend(made)
        derived |= made
    return derived


_ABOUT: Final = (NamedNode(SQ + "foundIn"), NamedNode(SQ + "impliedBy"), NamedNode(SQ + "summaryOf"))
"""The properties by which a derived thing of its own (a finding, an implied statement, an observation of a summary) says whose it is."""


def _owners(derived: Iterable[Quad]) -> dict[object, str]:
    """Return the document that each derived subject is about: the one that it is part of, or that it is found in or implied by."""
    owners: dict[object, str] = {}
    for quad in derived:
        told = quad.object if quad.predicate in _ABOUT else quad.subject
        document = document_of(told.value) if isinstance(told, NamedNode) else None
        if document is not None:
            owners.setdefault(quad.subject, document)
    return owners


def _read(path: Path, folder: Path) -> Rule:
    text = path.read_text(encoding="utf-8")
    graph, summary = _GRAPH_LINE.search(text), _SUMMARY_LINE.search(text)
    if graph is None or summary is None:
        raise ValueError(f"{path.name}: the header of a rule has a graph and a summary in Chinese and English")
    name = path.relative_to(folder).with_suffix("").as_posix()
    return Rule(name, graph[1], summary[1], summary[2], text)


def _apply(rule: Rule, store: Store) -> Iterator[Quad]:
    """Yield what a rule makes of the store; what has a class of its own says that the rule made it."""
    triples = store.query(rule.text, use_default_graph_as_union=True)
    if not isinstance(triples, QueryTriples):
        raise TypeError(f"{rule.name}: a rule is a CONSTRUCT query")
    for triple in triples:
        yield Quad(triple.subject, triple.predicate, triple.object, rule.graph_iri)
        if triple.predicate == _TYPE:
            yield Quad(triple.subject, _GENERATED_BY, rule.derivation_iri, rule.graph_iri)


def _provenance(rule: Rule, inputs: list[str]) -> Iterator[Quad]:
    graph, derivation = rule.graph_iri, rule.derivation_iri
    agent = NamedNode(f"{AGENT}shiquan/{__version__}")
    statements: list[tuple[NamedNode, NamedNode, NamedNode | Literal]] = [
        (graph, _TYPE, NamedNode(SQ + "DerivedGraph")),
        (graph, _GENERATED_BY, derivation),
        (derivation, _TYPE, NamedNode(SQ + "Derivation")),
        (derivation, _USED, rule.iri),
        *((derivation, _USED, NamedNode(used)) for used in inputs),
        (derivation, NamedNode(PROV + "wasAssociatedWith"), agent),
        (agent, _TYPE, NamedNode(PROV + "SoftwareAgent")),
        (agent, NamedNode(RDFS + "label"), Literal(f"shiquan {__version__}")),
        (rule.iri, _TYPE, NamedNode(SQ + "DerivationRule")),
        (rule.iri, NamedNode(SKOS + "prefLabel"), Literal(rule.summary_zh, language="zh")),
        (rule.iri, NamedNode(SKOS + "prefLabel"), Literal(rule.summary_en, language="en")),
        (rule.iri, NamedNode(SQ + "fileName"), Literal(f"rules/{rule.name}.rq")),
        (rule.iri, NamedNode(SQ + "sha256"), Literal(hashlib.sha256(rule.text.encode("utf-8")).hexdigest())),
    ]
    for subject, predicate, value in statements:
        yield Quad(subject, predicate, value, graph)
