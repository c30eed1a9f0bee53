"""The catalogue: headers, parameters and their types, and what is said when a name is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode

from shiquan.errors import UsageError
from shiquan.questions.catalogue import Parameter, ask, find_query, named_queries, read_query
from shiquan.resources import queries_folder
from shiquan.terms import XSD

from .two_engines import on_oxigraph

HEADED = """#+ summary: 中文 / English
#+ description: |
#+   第一行：有冒号。
#+   Second line.
#+ tags:
#+   - one
#+   - two
#+ defaults:
#+   - words: a: b
#+ columns: v w
SELECT ?v ?w WHERE { BIND(?_words AS ?v) BIND(?_day_date AS ?w) }
"""


@pytest.fixture
def headed(tmp_path: Path) -> Path:
    path = tmp_path / "headed.rq"
    path.write_text(HEADED, encoding="utf-8")
    return path


def test_header(headed: Path) -> None:
    query = read_query(headed)
    assert (query.name, query.summary, query.description) == (
        "headed",
        "中文 / English",
        "第一行：有冒号。\nSecond line.",
    )
    assert (query.tags, query.columns, query.form) == (("one", "two"), ("v", "w"), "SELECT")
    assert query.parameters == (Parameter("words", "_words", "string"), Parameter("day", "_day_date", "date"))
    assert query.defaults == (("words", "a: b"),)


def test_a_query_without_header(tmp_path: Path) -> None:
    path = tmp_path / "plain.rq"
    path.write_text("SELECT ?v WHERE { BIND(?_v AS ?v) }", encoding="utf-8")
    query = find_query(str(path))
    assert (query.name, query.summary, query.columns) == ("plain", "", ())
    assert ask(on_oxigraph(), query, {"v": "甲"}).rows == (("甲",),)


def test_defaults_give_way_to_what_is_given(headed: Path) -> None:
    query = read_query(headed)
    assert ask(on_oxigraph(), query, {}).rows == (("a: b", None),)
    assert ask(on_oxigraph(), query, {"words": "x", "day": "2024-02-29"}).rows == (("x", "2024-02-29"),)


@pytest.mark.parametrize(
    ("kind", "value", "term"),
    [
        ("string", '" . } #', Literal('" . } #')),
        ("iri", "http://example.org/a", NamedNode("http://example.org/a")),
        ("date", "2024-02-29", Literal("2024-02-29", datatype=NamedNode(XSD + "date"))),
        ("integer", "-7", Literal("-7", datatype=NamedNode(XSD + "integer"))),
        ("decimal", "12.50", Literal("12.50", datatype=NamedNode(XSD + "decimal"))),
        ("decimal", "1e3", Literal("1000", datatype=NamedNode(XSD + "decimal"))),
        ("boolean", "true", Literal("true", datatype=NamedNode(XSD + "boolean"))),
    ],
)
def test_values_become_terms_of_their_type(kind: str, value: str, term: Literal | NamedNode) -> None:
    assert Parameter("p", "_p", kind).term(value) == term


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("iri", "no iri"),
        ("iri", "relative"),
        ("iri", "http://example.org/> } #"),
        ("iri", ""),
        ("date", "2024-02-30"),
        ("date", "29.2.2024"),
        ("integer", "1.5"),
        ("integer", "1 } #"),
        ("decimal", "NaN"),
        ("decimal", "viel"),
        ("boolean", "yes"),
    ],
)
def test_values_of_another_type_are_told(kind: str, value: str) -> None:
    with pytest.raises(UsageError, match="参数 p 需要") as caught:
        Parameter("p", "_p", kind).term(value)
    assert "the parameter p takes" in str(caught.value)


def test_a_wrong_parameter_names_the_near_ones() -> None:
    with pytest.raises(UsageError) as caught:
        find_query("assignments").bindings({"nummer": "x"})
    assert str(caught.value) == (
        "查询 assignments 没有参数 nummer。是否指：number？ / "
        "the query assignments has no parameter nummer. Did you mean number?"
    )


def test_a_wrong_name_names_the_near_ones() -> None:
    with pytest.raises(UsageError, match="Did you mean assignments") as caught:
        find_query("asignments")
    assert "是否指：assignments" in str(caught.value)


def test_a_name_like_no_other_lists_all() -> None:
    with pytest.raises(UsageError) as caught:
        find_query("§§§")
    assert all(query.name in str(caught.value) for query in named_queries())


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "binary.rq"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UsageError, match=r"binary\.rq"):
        find_query(str(path))


def test_a_question_may_be_called_without_its_number() -> None:
    assert find_query("who-pays-in-a-place") == find_query("01-who-pays-in-a-place")


def test_every_file_is_in_the_catalogue_and_says_what_it_does_in_both_languages() -> None:
    files = [*queries_folder().glob("*.rq"), *(queries_folder() / "questions").glob("*.rq")]
    assert sorted(query.name for query in named_queries()) == sorted(path.stem for path in files)
    for query in named_queries():
        chinese, slash, english = query.summary.partition(" / ")
        assert (query.name, bool(chinese), slash, english.strip() != "") == (query.name, True, " / ", True)
        assert query.description
        assert query.tags
