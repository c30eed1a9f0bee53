"""The graph for Python programs and notebooks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from shiquan.comparison.arrangement import Basis
from shiquan.comparison.diffusion import Diffusion, diffusion
from shiquan.comparison.flow import Flow, flow
from shiquan.comparison.matrix import Comparison, compare
from shiquan.comparison.similarity import Similarity, similarity
from shiquan.pictures.chain_picture import chain_picture
from shiquan.pictures.drawing import Drawing
from shiquan.pictures.flow_picture import flow_picture
from shiquan.pictures.matrix_picture import matrix_picture
from shiquan.pictures.timeline_picture import timeline_picture
from shiquan.questions.catalogue import NamedQuery, ask, ask_for_triples, find_query, named_queries
from shiquan.questions.checks import check
from shiquan.questions.missing import missing
from shiquan.questions.rendering import as_turtle
from shiquan.questions.trace import Trace, trace
from shiquan.stores.embedded import EmbeddedStore
from shiquan.stores.interface import QueryStore
from shiquan.stores.remote import RemoteStore
from shiquan.stores.rows import Rows


class KnowledgeGraph:
    """A data set, or an endpoint, that can be asked.

    >>> kg = KnowledgeGraph.open("build")  # doctest: +SKIP
    >>> kg.query("assignments", number="临政办发〔2024〕39号").to_pandas()  # doctest: +SKIP
    >>> kg.trace("知识产权保护体系建设", area="临汾市")  # doctest: +SKIP
    >>> kg.picture(kg.compare("临汾市", "本溪市", "钦州市"))  # doctest: +SKIP
    """

    def __init__(self, store: QueryStore) -> None:
        self._store = store

    @classmethod
    def open(cls, folder: str | Path) -> KnowledgeGraph:
        """Open the data set that `shiquan build` made in a folder.

        Raises:
            StoreError: the folder is not a data set.

        """
        return cls(EmbeddedStore.open(Path(folder)))

    @classmethod
    def at(cls, endpoint: str, timeout_seconds: int = 60) -> KnowledgeGraph:
        """Ask a SPARQL endpoint. Whether it can be reached shows with the first question."""
        return cls(RemoteStore(endpoint, timeout_seconds))

    def queries(self) -> tuple[NamedQuery, ...]:
        """Return the named queries and the competency questions."""
        return named_queries()

    def query(self, name_or_file: str, **parameters: str) -> Rows:
        """Ask a SELECT query by name or file, with its parameters.

        Raises:
            UsageError: there is no such query or parameter, or a value is not of its type.
            StoreError: the store cannot answer, or the query is no SELECT.

        """
        return ask(self._store, find_query(name_or_file), parameters)

    def construct(self, name_or_file: str, **parameters: str) -> str:
        """Ask a CONSTRUCT query by name or file; the answer is Turtle. Raises as `query` does."""
        return as_turtle(ask_for_triples(self._store, find_query(name_or_file), parameters))

    def check(self, *codes: str) -> Rows:
        """Return what the checks between tiers find, all or those of these codes; see `shiquan.questions.checks.check`."""
        return check(self._store, codes)

    def missing(self) -> Rows:
        """Return the instruments that are cited but not held, those that most chains lack first; see `queries/missing.rq`."""
        return missing(self._store)

    def trace(
        self,
        task: str | None = None,
        area: str | None = None,
        number: str | None = None,
        as_of: str | date | None = None,
    ) -> Trace:
        """Trace a task from the national plan down to a place; see `shiquan.questions.trace.trace`."""
        return trace(self._store, task=task, area=area, number=number, as_of=as_of)

    def compare(
        self,
        *areas: str,
        domain: str | None = None,
        concepts: Iterable[str] = (),
        as_of: str | date | None = None,
        tiers: Basis = Basis.ABSOLUTE,
    ) -> Comparison:
        """Compare who holds and who bears in several places; see `shiquan.comparison.matrix.compare`."""
        return compare(self._store, areas, domain, concepts, as_of, tiers)

    def similarity(
        self, *areas: str, domain: str | None = None, as_of: str | date | None = None, tiers: Basis = Basis.ABSOLUTE
    ) -> Similarity:
        """Measure how alike the plans of places are, two by two; see `shiquan.comparison.similarity`."""
        return similarity(compare(self._store, areas, domain, (), as_of, tiers))

    def diffusion(self, domain: str) -> Diffusion:
        """Return when a domain's plans spread from the national plan down; see `shiquan.comparison.diffusion.diffusion`."""
        return diffusion(self._store, domain)

    def flow(self, area: str, domain: str | None = None, as_of: str | date | None = None) -> Flow:
        """Return to which tiers a place's tasks go, by area of work; see `shiquan.comparison.flow.flow`."""
        return flow(self._store, area, domain, as_of)

    def picture(self, result: Trace | Comparison | Flow | Diffusion) -> Drawing:
        """Draw a result: a trace as a chain, a comparison as a matrix, a flow as bands, a diffusion on a line of time.

        A drawing shows itself in a notebook; ``picture(…).svg()`` gives its bytes.
        """
        if isinstance(result, Trace):
            return chain_picture(result)
        if isinstance(result, Comparison):
            return matrix_picture(result)
        if isinstance(result, Flow):
            return flow_picture(result)
        return timeline_picture(result)
