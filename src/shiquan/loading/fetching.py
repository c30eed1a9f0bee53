"""A data set taken back from a store, graph by graph, for what has to see it as files."""

from __future__ import annotations

from pathlib import Path

from pyoxigraph import NamedNode, Quad

from shiquan.dataset.joining import nquads
from shiquan.dataset.layout import DUMP
from shiquan.stores.interface import StoreError
from shiquan.stores.named_graphs import NamedGraphs
from shiquan.terms import GRAPH


def fetch_dump(graphs: NamedGraphs, folder: Path) -> Path:
    """Write the graphs of the project's namespace that a store holds as a dump into a folder; return it.

    One graph is in memory at a time. Numbers stand as the store writes them, which may be otherwise than in the dump that was loaded.

    Raises:
        StoreError: the store cannot be reached, holds no such graph, or gives only a part of one (some stores limit their answers).

    """
    dump = folder / DUMP
    names = sorted(graphs.names(GRAPH), key="<{}>".format)
    if not names:
        raise StoreError(
            "这个端点里没有 shiquan 的图；请先运行 shiquan load。",
            "the endpoint holds no graph of shiquan: run shiquan load first.",
        )
    with dump.open("wb") as file:
        for name in names:
            triples = graphs.triples(name)
            count = graphs.counts([name]).get(name, 0)
            if len(triples) != count:
                raise StoreError(
                    f"服务器只交出了图 {name} 的 {count} 条中的 {len(triples)} 条：它限制了结果的条数，请调高此限制。",
                    f"the server gives only {len(triples)} of the {count} statements of the graph {name}: it limits its answers; raise that "
                    "limit.",
                )
            graph = NamedNode(name)
            file.write(nquads(Quad(triple.subject, triple.predicate, triple.object, graph) for triple in triples))
    return dump
