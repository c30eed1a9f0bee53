"""Which literals are well formed, which values lie in which datatype, and which are one (XML Schema 1.1, part 2)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode

from shiquan.reasoning.datatypes import is_of, is_well_formed, literal_key, parse_literal
from shiquan.terms import RDF, RDFS, XSD

WELL_FORMED = {
    "integer": (["0", "-1", "+07", "00"], ["", "1.0", "一", "1e3", " 1"]),
    "decimal": (["1", "1.50", ".5", "5.", "-0.0"], ["", ".", "1e3", "60%"]),
    "nonNegativeInteger": (["0", "18446744073709551616"], ["-1"]),
    "byte": (["127", "-128"], ["128"]),
    "unsignedByte": (["255"], ["256", "-1"]),
    "boolean": (["true", "false", "0", "1"], ["True", "是", ""]),
    "double": (["1", "1e3", "-INF", "NaN"], ["inf", "1e", ""]),
    "date": (["2024-12-05", "2024-02-29", "0000-02-29", "2024-12-05+08:00", "-0004-01-01"], ["2023-02-29", "2024-13-01", "2024-1-1", "02024-01-01"]),
    "dateTime": (["2024-12-05T24:00:00", "2024-12-05T08:00:00.5Z"], ["2024-12-05", "2024-12-05T25:00:00"]),
    "dateTimeStamp": (["2024-12-05T08:00:00Z"], ["2024-12-05T08:00:00"]),
    "gYear": (["2024", "12024"], ["24", "2024年"]),
    "gYearMonth": (["2024-12"], ["2024-13", "2024"]),
    "time": (["08:00:00"], ["8:00:00"]),
    "token": (["a b", ""], ["a  b", " a"]),
    "language": (["zh-Hans"], ["中文"]),
    "NCName": (["a-1", "文件"], ["1a", "a:b"]),
    "hexBinary": (["0aFF", ""], ["0"]),
    "base64Binary": (["5Lit", ""], ["5Li"]),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(WELL_FORMED))
def test_lexical_forms(name: str) -> None:
    right, wrong = WELL_FORMED[name]
    assert [one for one in right if not is_well_formed(one, XSD + name)] == []
    assert [one for one in wrong if is_well_formed(one, XSD + name)] == []


@pytest.mark.parametrize(
    ("lexical", "own", "datatype", "expected"),
    [
        ("60", XSD + "integer", XSD + "decimal", True),
        ("60.0", XSD + "decimal", XSD + "integer", True),
        ("60.5", XSD + "decimal", XSD + "integer", False),
        ("60", XSD + "string", XSD + "integer", False),
        ("60", XSD + "integer", XSD + "string", False),
        ("60", XSD + "integer", XSD + "double", False),
        ("300", XSD + "integer", XSD + "unsignedByte", False),
        ("临汾", XSD + "string", RDF + "PlainLiteral", True),
        ("临汾", RDF + "langString", XSD + "string", False),
        ("临汾", RDF + "langString", RDFS + "Literal", True),
        ("2024", XSD + "gYear", XSD + "date", False),
        ("sixty", XSD + "integer", XSD + "integer", False),
        ("x", "https://example.org/own", "https://example.org/own", True),
    ],
)
def test_value_spaces(lexical: str, own: str, datatype: str, expected: bool) -> None:
    assert is_of(lexical, own, datatype) is expected


def test_equal_values_are_held_alike() -> None:
    def keys(*literals: tuple[str, str]) -> set[str]:
        return {literal_key(Literal(text, datatype=NamedNode(XSD + name))) for text, name in literals}

    assert keys(("60", "integer"), ("60.0", "decimal"), ("+060", "int")) == {f'"60"^^<{XSD}integer>'}
    assert keys(("0.50", "decimal"), (".5", "decimal")) == {f'"0.5"^^<{XSD}decimal>'}
    assert keys(("-0.0", "decimal"), ("0", "integer")) == {f'"0"^^<{XSD}integer>'}
    long = "0." + "1" * 40
    assert keys((long + "1", "decimal"), (long + "10", "decimal")) == {f'"{long}1"^^<{XSD}decimal>'}
    assert keys(("1", "boolean"), ("true", "boolean")) == {f'"true"^^<{XSD}boolean>'}
    assert keys(("a", "token"), ("a", "string")) == {'"a"'}
    assert len(keys(("1", "integer"), ("1", "double"), ("1", "string"), ("1", "boolean"))) == 4
    assert (
        len(
            keys(
                ("100000000000000000000000000000000001", "integer"), ("100000000000000000000000000000000002", "integer")
            )
        )
        == 2
    )


@given(st.text(st.characters(exclude_categories=["Cs"])), st.sampled_from([None, "zh", "en-GB"]))
def test_texts_come_back(text: str, language: str | None) -> None:
    literal = Literal(text, language=language)
    assert parse_literal(literal_key(literal)) == literal
