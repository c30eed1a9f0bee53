"""The checks between tiers: conflicts, gaps and divergences, each a query file of `queries/checks/` named by its code.

Every check gives the same columns; section and quote are empty for a finding by absence. What two of them compare (`sq:comparedWith`)
is derived when a data set is built, so a store without those derivations is refused: it would seem to have no findings.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Final

from pyoxigraph import NamedNode

from shiquan.errors import UsageError
from shiquan.graph.findings import Severity
from shiquan.questions.catalogue import NamedQuery, ask, read_query
from shiquan.resources import queries_folder
from shiquan.stores.interface import QueryStore, StoreError
from shiquan.stores.rows import Row, Rows
from shiquan.terms import GRAPH, PROV

COLUMNS: Final = (
    *("code", "severity", "number", "section", "concept"),
    *("upper_number", "message", "quote", "upper_quote"),
)
"""The columns of every check; programs rely on them."""

_DERIVED: Final = f"SELECT ?derivation WHERE {{ ?_graph_iri <{PROV}wasGeneratedBy> ?derivation }}"
_COMPARISONS: Final = NamedNode(GRAPH + "comparisons")
_SEVERITY: Final = COLUMNS.index("severity")


def checks() -> tuple[NamedQuery, ...]:
    """Return the checks in the order of their codes; the name of each is its code."""
    return tuple(read_query(path) for path in sorted((queries_folder() / "checks").glob("*.rq")))


def check(store: QueryStore, codes: Iterable[str] = ()) -> Rows:
    """Run the checks of these codes, or all, and return what they find: the worst first, then by code, document and place.

    Raises:
        UsageError: a code is none of the checks.
        StoreError: the store cannot answer, or holds a data set without the derived graphs.

    """
    chosen = _chosen(tuple(codes))
    if not store.select(_DERIVED, {"_graph_iri": _COMPARISONS}).rows:
        raise StoreError(
            "数据集里没有推导图，无法对照上下级方案；请用本版本重新运行 shiquan build，并载入全部图。",
            "the data set has no derived graphs, so plans cannot be compared between tiers: build it again with this version, "
            "and load all of its graphs.",
        )
    rows = [row for query in chosen for row in ask(store, query, {})]
    return Rows(COLUMNS, tuple(sorted(rows, key=_order)))


def worst_severity(rows: Rows) -> Severity | None:
    """Return the worst severity among findings, None where there are none."""
    found = [Severity(row[_SEVERITY] or "") for row in rows]
    return min(found, key=lambda severity: severity.rank, default=None)


def _chosen(codes: tuple[str, ...]) -> tuple[NamedQuery, ...]:
    known = {query.name: query for query in checks()}
    for code in codes:
        if code not in known:
            near = get_close_matches(code, known, n=3, cutoff=0.5) or list(known)
            raise UsageError(
                f"没有代码为 {code} 的检查；有：{'、'.join(near)}。",
                f"there is no check of the code {code}; there are: {', '.join(near)}.",
            )
    return tuple(query for code, query in known.items() if not codes or code in codes)


def _order(row: Row) -> tuple[object, ...]:
    severity = Severity(row[_SEVERITY] or "")
    return (severity.rank, *(value or "" for value in row))
