"""The graphs of a dump: where they stand, and what is no dump."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shiquan.building import BuildResult
from shiquan.errors import UsageError
from shiquan.loading import dump_graphs
from shiquan.loading.dump_graphs import graphs_of
from shiquan.terms import GRAPH


def _line(graph: str, number: int, value: str = "x") -> str:
    return f'<http://e/{number:04}> <http://e/p> "{value}" <{GRAPH}{graph}> .\n'


def test_the_graphs_of_a_data_set_are_its_dump(five: BuildResult) -> None:
    content = (five.folder / "graph.nq").read_bytes()
    graphs = list(graphs_of(five.folder / "graph.nq"))
    assert [graph.start for graph in graphs] == [0, *(graph.end for graph in graphs[:-1])]
    assert (graphs[-1].end, sum(graph.quads for graph in graphs)) == (len(content), content.count(b"\n"))
    assert [graph.name for graph in graphs] == sorted((graph.name for graph in graphs), key="<{}>".format)
    for graph in graphs:
        lines = content[graph.start : graph.end]
        assert graph.digest == hashlib.sha256(lines).hexdigest()
        assert graph.triples() == lines.replace(f" <{graph.name}> .\n".encode(), b" .\n") == b"".join(graph.chunks(700))
    assert [graph.name for graph in graphs if graph.has_blank_nodes] == [GRAPH + "ontology"]
    of_documents = {graph.name.removeprefix(GRAPH) for graph in graphs if graph.is_of_a_document}
    numbers = ("140800/yunzhengfa/2024/13", "141000/linzhengbanfa/2024/39", "150000/neizhengbanfa/2024/48")
    numbers += ("210500/benzhengbanfa/2025/9", "450700/qinzhengban/2025/15")
    assert of_documents == {*numbers, *(f"inferred/{number}" for number in numbers)}


@settings(deadline=None)
@given(
    st.dictionaries(st.sampled_from(["a", "a/b", "aa", "b"]), st.integers(1, 6), min_size=1),
    st.integers(1, 400),
    st.text("x甲_: <>.", max_size=9),
)
def test_blocks_of_any_size_give_the_same(sizes: dict[str, int], block: int, value: str) -> None:
    parts = {
        name: "".join(_line(name, number, value) for number in range(sizes[name]))
        for name in sorted(sizes, key="{}>".format)
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dump_graphs, "_BLOCK", block)
        with tempfile.TemporaryDirectory() as work:
            dump = Path(work) / "graph.nq"
            dump.write_bytes("".join(parts.values()).encode())
            found = {graph.name: (graph.quads, graph.triples()) for graph in graphs_of(dump)}
    assert found == {
        GRAPH + name: (sizes[name], text.replace(f" <{GRAPH}{name}> .", " .").encode()) for name, text in parts.items()
    }


@pytest.mark.parametrize(
    "content",
    [
        _line("a", 1) + _line("b", 1) + _line("a", 2),
        _line("a", 1) + "\n",
        _line("a", 1).rstrip("\n"),
        "# a comment\n",
        '<http://e/s> <http://e/p> "in the default graph" .\n',
        "<http://e/s> <http://e/p> _:o .\n",
    ],
    ids=["not sorted", "empty line", "broken off", "comment", "default graph", "blank node"],
)
def test_what_is_no_dump(tmp_path: Path, content: str) -> None:
    (tmp_path / "graph.nq").write_text(content, encoding="utf-8")
    with pytest.raises(UsageError, match="sorted N-Quads"):
        list(graphs_of(tmp_path / "graph.nq"))


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        list(graphs_of(tmp_path / "graph.nq"))
