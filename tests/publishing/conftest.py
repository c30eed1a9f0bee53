"""What the tests of the site share: the five documents with only the areas that have to do with them, and the site made from that."""

from __future__ import annotations

import json
import shutil
from functools import partial
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, Store

from shiquan.building import BuildResult
from shiquan.publishing.published_data import PublishedData
from shiquan.publishing.static_site import publish
from shiquan.terms import AREA, DOC, GRAPH, SQ

from ..made_once import made_once

_SHOWN_BELOW = ("141000", "450700")
"""Of these the areas below them are kept too, so that there is a way down."""


@pytest.fixture(scope="session")
def few_areas(five: BuildResult, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data set of the five documents without the areas that have nothing to do with them.

    Of the 7,000 areas of China some 60 stay: the provinces, those that a document or a body names, and what is above and directly below some
    of these. Each area has a page, and to make 7,000 of them tests nothing more.
    """
    return made_once("few-areas", partial(_without_other_areas, five.folder), tmp_path_factory)


def _without_other_areas(whole: Path, folder: Path) -> None:
    for path in whole.iterdir():
        if path.name in ("store", "graph.nq"):
            continue
        if path.is_dir():
            shutil.copytree(path, folder / path.name)
        else:
            shutil.copy(path, folder / path.name)
    # blank nodes get new labels when a store is read; the graphs that have any come from their files in what is published too
    quads = list(Store.read_only(str(whole / "store")))
    dropped = _areas(quads) - _kept(quads)
    kept = [quad for quad in quads if not {_iri(quad.subject), _iri(quad.object)} & dropped]
    store = Store(str(folder / "store"))
    store.bulk_extend(kept)
    store.flush()
    del store
    info = json.loads((folder / "data-set.json").read_text(encoding="utf-8")) | {"quads": len(kept)}
    (folder / "data-set.json").write_text(json.dumps(info, ensure_ascii=False), encoding="utf-8")
    (folder / "graph.nq").write_text("".join(sorted(f"{quad} .\n" for quad in kept)), encoding="utf-8")


@pytest.fixture(scope="session")
def data(few_areas: Path) -> PublishedData:
    """The same, opened."""
    return PublishedData.open(few_areas)


@pytest.fixture(scope="session")
def site(few_areas: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the whole site made from it; made once, not to be changed."""
    return made_once("site", lambda folder: publish(few_areas, folder / "site", jobs=2), tmp_path_factory) / "site"


def _iri(term: object) -> str:
    return term.value if isinstance(term, NamedNode) else ""


def _areas(quads: list[Quad]) -> set[str]:
    return {name for quad in quads for name in (_iri(quad.subject), _iri(quad.object)) if name.startswith(AREA)}


def _kept(quads: list[Quad]) -> set[str]:
    within: dict[str, set[str]] = {}
    named: set[str] = set()
    for quad in quads:
        one, other, graph = _iri(quad.subject), _iri(quad.object), _iri(quad.graph_name)
        if quad.predicate.value == SQ + "withinArea":
            within.setdefault(one, set()).add(other)
        elif one.startswith(AREA) and other.endswith("/tier/province"):
            named.add(one)
        elif other.startswith(AREA) and (one.startswith(DOC) or graph not in (GRAPH + "areas", GRAPH + "inferred")):
            named.add(other)
    named |= {area for area, above in within.items() if above & {AREA + code for code in _SHOWN_BELOW}}
    named |= {AREA + code for code in _SHOWN_BELOW}
    return named | {above for area in named for above in within.get(area, ())}
