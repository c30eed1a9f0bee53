"""The N-Quads that are written as text are those that pyoxigraph writes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse, serialize

from shiquan.building import DocumentBuilder
from shiquan.graph.bodies import BodyNames
from shiquan.graph.nquads import chinese, escaped, literal, nquads_of
from shiquan.graph.vocabulary import load_notations
from shiquan.graph.writing import document_nquads, quad_key, write_document
from shiquan.lexicon import Lexicon
from shiquan.model import Document
from shiquan.parsing.places import load_gazetteer
from shiquan.reading.sources import file_source
from shiquan.terms import XSD

SUBJECT, PREDICATE, GRAPH = "http://example.org/s", "http://example.org/p", "http://example.org/g"


def serialised(quads: list[Quad]) -> bytes:
    """Return quads as pyoxigraph writes them."""
    return bytes(serialize(quads, format=RdfFormat.N_QUADS) or b"")


def one(value: Literal) -> Quad:
    """Return a quad with a value."""
    return Quad(NamedNode(SUBJECT), NamedNode(PREDICATE), value, NamedNode(GRAPH))


@given(st.text())
def test_strings_are_written_as_pyoxigraph_writes_them(text: str) -> None:
    written = nquads_of({SUBJECT: {f"<{PREDICATE}> {literal(text)}"}}, GRAPH)
    assert written == serialised([one(Literal(text))])
    assert list(parse(written, format=RdfFormat.N_QUADS)) == [one(Literal(text))]
    assert nquads_of({SUBJECT: {f"<{PREDICATE}> {chinese(text)}"}}, GRAPH) == serialised(
        [one(Literal(text, language="zh"))]
    )


def test_every_character_is_escaped_as_pyoxigraph_escapes_it() -> None:
    """Which characters canonical N-Quads escapes is easily got wrong at the edges: U+007F, U+FFFE and U+FFFF are among them."""
    characters = [chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000]
    everything = "".join(characters)
    assert f'"{escaped(everything)}"' == str(Literal(everything))


@pytest.mark.parametrize(
    ("value", "lexical", "datatype"),
    [
        (7, "7", "integer"),
        (True, "true", "boolean"),
        (False, "false", "boolean"),
        (Decimal("0.50"), "0.5", "decimal"),
        (Decimal(60), "60.0", "decimal"),
        (Decimal("1E+3"), "1000.0", "decimal"),
        (Decimal("33.33"), "33.33", "decimal"),
        (date(2024, 12, 5), "2024-12-05", "date"),
    ],
)
def test_values_have_their_datatype(value: int | bool | Decimal | date, lexical: str, datatype: str) -> None:
    assert literal(value) == str(Literal(lexical, datatype=NamedNode(XSD + datatype)))


_TERMS = st.text(st.sampled_from("a/b.-~1z"), min_size=1, max_size=4)


@given(st.lists(st.tuples(_TERMS, _TERMS, st.text(st.sampled_from(' a"\\/^@<\n国'), max_size=4), st.booleans())))
def test_the_order_is_that_of_the_terms(rows: list[tuple[str, str, str, bool]]) -> None:
    """One term may begin as another goes on (http://e/a and http://e/a/b, "a" and "a"@zh): each counts as a whole."""
    base = "http://example.org/"
    statements: dict[str, set[str]] = {}
    quads = set()
    for subject, predicate, text, tagged in rows:
        node = chinese(text) if tagged else literal(text)
        statements.setdefault(base + subject, set()).add(f"<{base}{predicate}> {node}")
        value = Literal(text, language="zh") if tagged else Literal(text)
        quads.add(Quad(NamedNode(base + subject), NamedNode(base + predicate), value, NamedNode(GRAPH)))
    assert nquads_of(statements, GRAPH) == serialised(sorted(quads, key=quad_key))


def test_a_document_is_written_once_and_sorted(lexicon: Lexicon, root: Path) -> None:
    """The quads of a document are those of its N-Quads: nothing is written twice, in two ways."""
    for name in ("linfen.txt", "yuncheng.txt"):
        document = DocumentBuilder().build(file_source(root / "data" / "documents" / name)).document
        bodies = BodyNames(lexicon, load_gazetteer())
        lines = document_nquads(document, "0" * 64, load_notations(), bodies)
        quads = write_document(document, "0" * 64, load_notations(), bodies)
        assert lines == serialised(sorted(set(quads), key=quad_key))
        assert quads == sorted(quads, key=quad_key)


def test_sections_numbered_alike_have_iris_of_their_own(read: Callable[[str], Document], lexicon: Lexicon) -> None:
    """Of sections numbered alike the third took the IRI of the first, and the evidence of both became one."""
    title = "临汾市交通运输领域市与县财政事权和支出责任划分改革方案"
    body = "".join(f"（一）{name}。将{name}建设，确认为市级财政事权。\n" for name in ("公路", "水路", "铁路", "民航"))
    document = read(f"临汾市人民政府办公室关于印发{title}的通知\n\n{title}\n\n一、主要内容\n{body}")
    lines = document_nquads(document, "0" * 64, load_notations(), BodyNames(lexicon, load_gazetteer()))
    quads = list(parse(lines, format=RdfFormat.N_QUADS))
    assert lines == serialised(sorted(set(quads), key=quad_key))
    said = {
        (str(quad.subject.value).partition("/plan/1/s/")[2], quad.object.value)
        for quad in quads
        if "/plan/1/s/" in quad.subject.value and quad.predicate.value.endswith(("#heading", "#exact"))
    }
    keys = ("1.1", "1.1-2", "1.1-3", "1.1-4")
    assert said == {("1", "主要内容"), ("1/evidence/quote", "一、主要内容")} | {
        row
        for key, name in zip(keys, ("公路", "水路", "铁路", "民航"), strict=True)
        for row in ((key, name), (f"{key}/evidence/quote", f"（一）{name}"))
    }
