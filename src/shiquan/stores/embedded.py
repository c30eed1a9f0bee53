"""The embedded store: a data set's `store/` folder, opened read-only, or quads in memory."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pyoxigraph import Quad, QueryBoolean, QuerySolutions, QueryTriples, RdfFormat, Store, Triple

from shiquan.stores.binding import bind
from shiquan.stores.interface import NO_BINDINGS, Bindings, StoreError
from shiquan.stores.rows import Rows, rows_of


class EmbeddedStore:
    """A store in this process, over pyoxigraph.

    A triple that stands in two named graphs is met twice in the union of the graphs: queries say DISTINCT, or group.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

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

    def select(self, query: str, bindings: Bindings = NO_BINDINGS) -> Rows:
        """Answer a SELECT query; see `QueryStore.select`."""
        result = self._run(query, bindings)
        if not isinstance(result, QuerySolutions):
            raise StoreError("需要 SELECT 查询。", "a SELECT query is needed here: this one is of another form.")
        return rows_of(result)

    def construct(self, query: str, bindings: Bindings = NO_BINDINGS) -> tuple[Triple, ...]:
        """Answer a CONSTRUCT query; see `QueryStore.construct`."""
        result = self._run(query, bindings)
        if not isinstance(result, QueryTriples):
            raise StoreError("需要 CONSTRUCT 查询。", "a CONSTRUCT query is needed here: this one is of another form.")
        return tuple(sorted(set(result), key=str))

    def _run(self, query: str, bindings: Bindings) -> QuerySolutions | QueryBoolean | QueryTriples:
        try:
            return self._store.query(bind(query, bindings), use_default_graph_as_union=True)
        except SyntaxError as error:
            raise StoreError(f"查询不合 SPARQL 语法：{error}", f"the query is not valid SPARQL: {error}") from error
