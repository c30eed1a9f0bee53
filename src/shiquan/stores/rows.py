"""The answer of a SELECT query."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolutions, Triple

from shiquan.errors import ShiquanError

if TYPE_CHECKING:
    import pandas

Row = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """The columns of an answer and its rows, as text.

    An IRI is its text, a literal its lexical form. ``None`` stands for what the document does not say: a variable
    without a value, or an empty string (SPARQL's CONCAT of nothing).
    """

    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def records(self) -> Iterator[dict[str, str | None]]:
        """Yield each row as a dictionary of column and value."""
        for row in self.rows:
            yield dict(zip(self.columns, row, strict=True))

    def to_pandas(self) -> pandas.DataFrame:
        """Return the rows as a data frame of strings.

        Raises:
            ShiquanError: pandas is not installed.

        """
        try:
            import pandas
        except ImportError as error:
            raise ShiquanError(
                "to_pandas() 需要 pandas，请先安装：pip install pandas。",
                "to_pandas() needs pandas; install it first: pip install pandas.",
            ) from error
        return pandas.DataFrame(list(self.rows), columns=list(self.columns), dtype="object")

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{escape(column)}</th>" for column in self.columns)
        body = "".join(
            "<tr>" + "".join(f"<td>{escape(value or '')}</td>" for value in row) + "</tr>" for row in self.rows
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def rows_of(solutions: QuerySolutions) -> Rows:
    """Return the solutions of a query as rows, in their order."""
    columns = tuple(variable.value for variable in solutions.variables)
    return Rows(
        columns,
        tuple(tuple(_text(solution[column]) for column in columns) for solution in solutions),
    )


def _text(term: NamedNode | BlankNode | Literal | Triple | None) -> str | None:
    if term is None or isinstance(term, Triple):
        return None if term is None else str(term)
    return term.value or None
