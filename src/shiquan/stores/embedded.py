"""The embedded store: a data set's `store/` folder, opened read-only, or quads in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pyoxigraph import Quad, QueryBoolean, QuerySolutions, QueryTriples, RdfFormat, Store, Triple

from shiquan.stores.binding import bind
from shiquan.stores.clauses import calls_service, names_graphs
from shiquan.stores.interface import NO_BINDINGS, Bindings, StoreError
from shiquan.stores.rows import Rows, rows_of


class EmbeddedStore:
    """A store in this process, over pyoxigraph.

    A triple that stands in two named graphs is met twice in the union of the graphs: queries say DISTINCT, or group. A query that names its graphs
    (FROM, FROM NAMED) is asked of those. One that asks other servers (SERVICE) is refused, unless the store is one that reaches out.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._reaches_out = False

    @classmethod
    def open(cls, folder: Path) -> EmbeddedStore:
        """Open a data set that `shiquan build` made: its `store/`, read-only, or else its `graph.nq`, in memory.

        Raises:
            StoreError: the folder is not a data set, or its store cannot be read.

        """
        if (folder / "store").is_dir():
            try:
                return cls(Store.read_only(str(folder / "store")))
            except OSError as error:
                raise StoreError(
                    f"无法打开数据集 {folder} 的存储，请重新运行 shiquan build：{error}",
                    f"the store of the data set {folder} cannot be opened; run shiquan build again: {error}",
                ) from error
        if (folder / "graph.nq").is_file():
            return cls.from_file(folder / "graph.nq")
        raise StoreError(
            f"{folder} 不是数据集（没有 store/ 或 graph.nq），请先运行 shiquan build，或用 --data 指明位置。",
            f"{folder} is not a data set (no store/ or graph.nq in it): run shiquan build first, or name the folder with "
            "--data.",
        )

    @classmethod
    def from_quads(cls, quads: Iterable[Quad]) -> EmbeddedStore:
        """Return a store in memory that holds the quads."""
        store = Store()
        store.bulk_extend(quads)
        return cls(store)

    @classmethod
    def from_file(cls, path: Path) -> EmbeddedStore:
        """Return a store in memory that holds an N-Quads, TriG, N-Triples or Turtle file (told by its ending).

        Raises:
            StoreError: the file cannot be read, or is not well formed.

        """
        form = RdfFormat.from_extension(path.suffix.removeprefix("."))
        if form is None:
            raise StoreError(f"不认识的 RDF 文件格式：{path.name}", f"not the ending of an RDF file: {path.name}")
        store = Store()
        try:
            store.bulk_load(path.read_bytes(), form)
        except (OSError, SyntaxError) as error:
            raise StoreError(f"无法读取 {path}：{error}", f"{path} cannot be read: {error}") from error
        return cls(store)

    def reaching_out(self) -> EmbeddedStore:
        """Return the same store, whose queries may ask other servers (SERVICE); whoever wrote the query then decides which, and what they are told."""
        store = EmbeddedStore(self._store)
        store._reaches_out = True
        return store

    def select(self, query: str, bindings: Bindings = NO_BINDINGS) -> Rows:
        """Answer a SELECT query; see `QueryStore.select`."""
        with _failures_told():
            result = self._run(query, bindings)
            if isinstance(result, QuerySolutions):
                return rows_of(result)
        raise StoreError("需要 SELECT 查询。", "a SELECT query is needed here: this one is of another form.")

    def construct(self, query: str, bindings: Bindings = NO_BINDINGS) -> tuple[Triple, ...]:
        """Answer a CONSTRUCT query; see `QueryStore.construct`."""
        with _failures_told():
            result = self._run(query, bindings)
            if isinstance(result, QueryTriples):
                return tuple(sorted(set(result), key=str))
        raise StoreError("需要 CONSTRUCT 查询。", "a CONSTRUCT query is needed here: this one is of another form.")

    def _run(self, query: str, bindings: Bindings) -> QuerySolutions | QueryBoolean | QueryTriples:
        text = bind(query, bindings)
        if not self._reaches_out and calls_service(text):
            raise StoreError(
                "此查询用 SERVICE 访问别的服务器，已拒绝。若信任此查询，请加 --allow-service（Python 中用 EmbeddedStore.reaching_out()）。",
                "this query asks another server (SERVICE), which is refused. If you trust the query, say --allow-service (in Python, "
                "EmbeddedStore.reaching_out()).",
            )
        # pyoxigraph passes FROM over where the default graph is to be the union
        return self._store.query(text, use_default_graph_as_union=not names_graphs(text))


@contextmanager
def _failures_told() -> Iterator[None]:
    """Tell what pyoxigraph raises, also while an answer is read, as errors of a store."""
    try:
        yield
    except SyntaxError as error:
        raise StoreError(f"查询不合 SPARQL 语法：{error}", f"the query is not valid SPARQL: {error}") from error
    except (OSError, RuntimeError) as error:
        raise StoreError(f"查询未能执行完：{error}", f"the query could not be carried out: {error}") from error
