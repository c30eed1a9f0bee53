"""Answers as text: CSV after RFC 4180, JSON, the table of the terminal, Turtle."""

from __future__ import annotations

import csv
import io
import json

from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Triple
from rich.console import Console

from shiquan.questions.rendering import as_csv, as_json, as_table, as_turtle
from shiquan.stores.rows import Rows
from shiquan.terms import ID, PREFIXES, SQ

ROWS = Rows(("number", "quote"), (("临政办发〔2024〕39号", '一, "二"\n三'), (None, "[bold]")))


def test_csv() -> None:
    assert as_csv(ROWS) == 'number,quote\r\n临政办发〔2024〕39号,"一, ""二""\n三"\r\n,[bold]\r\n'


@given(st.lists(st.tuples(st.text(), st.text()), max_size=5))
def test_csv_is_read_back_the_same(rows: list[tuple[str, str]]) -> None:
    written = as_csv(Rows(("a", "b"), tuple(rows)))
    assert list(csv.reader(io.StringIO(written, newline="")))[1:] == [list(row) for row in rows]


def test_json() -> None:
    assert json.loads(as_json(ROWS)) == [
        {"number": "临政办发〔2024〕39号", "quote": '一, "二"\n三'},
        {"number": None, "quote": "[bold]"},
    ]
    assert "临政办发" in as_json(ROWS)


def test_the_table_shows_brackets_as_they_are() -> None:
    """Rich read `[bold]` and the brackets of numbers as its own markup and swallowed them."""
    console = Console(width=80, record=True, file=io.StringIO())
    console.print(as_table(ROWS, "题 [red]"))
    shown = console.export_text()
    assert "[bold]" in shown
    assert "题 [red]" in shown
    assert "临政办发〔2024〕39号" in shown


def test_turtle_is_the_same_whatever_the_order() -> None:
    """pyoxigraph writes its prefixes in an order that changes from run to run."""
    triples = [
        Triple(NamedNode(ID + name), NamedNode(SQ + "text"), Literal(words))
        for name, words in (("b", "乙"), ("a", "甲"))
    ]
    header = f"@base <{ID}> .\n" + "".join(
        f"@prefix {name}: <{iri}> .\n" for name, iri in sorted(PREFIXES.items()) if iri != ID
    )
    assert as_turtle(triples) == header + '\n<a> sq:text "甲" .\n<b> sq:text "乙" .\n'
    assert as_turtle(reversed(triples)) == as_turtle(triples)
    assert as_turtle([]) == header + "\n"
