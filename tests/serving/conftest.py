"""Servers that several tests ask: one with few quads that are known, one with the five documents."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from shiquan.building import BuildResult

from .running import Server, data_set_of, serving, wait_until_made

EX = "http://example.org/"
MARKUP = "<script>alert('甲')</script>\"><img src=x onerror=alert(1)>"


def _quad(graph: str, subject: str, predicate: str, value: NamedNode | Literal) -> Quad:
    return Quad(NamedNode(EX + subject), NamedNode(EX + predicate), value, NamedNode(EX + graph))


SMALL = [
    _quad("data1", "data1", "in", NamedNode(EX + "one")),
    _quad("data2", "data2", "in", NamedNode(EX + "two")),
    _quad("data3", "data3", "in", NamedNode(EX + "three")),
    _quad("data1", "marked", "up", Literal(MARKUP)),
    _quad("data1", "lines", "of", Literal('第一行\n第二行, "引号"\t制表')),
    *(_quad("many", f"item{number}", "number", Literal(number)) for number in range(300)),
]


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of known quads, at most 100 results, 1 second and 128 MiB a query, four processes."""
    folder = tmp_path_factory.mktemp("small")
    data = data_set_of(SMALL, folder / "data")
    limits = {
        "--max-results": 100,
        "--timeout": 1,
        "--memory": 128,
        "--max-answer": 1,
        "--max-request": 64,
        "--queue": 8,
        "--request-timeout": 2,
    }
    options = [text for name, value in limits.items() for text in (name, str(value))]
    with serving(data, folder, *options) as server:
        wait_until_made(server)
        yield server


@pytest.fixture(scope="session")
def served_five(five: BuildResult, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of the five documents."""
    with serving(five.folder, tmp_path_factory.mktemp("served-five"), "--timeout", "10") as server:
        yield server
