"""A build by owlrl, the reference, against one by the compiled rules: the same entailments, in one graph."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, parse
from typer.testing import CliRunner

from shiquan.building import build
from shiquan.changing import add, remove, replace
from shiquan.cli.console import ExitCode
from shiquan.cli.main import app
from shiquan.dataset.layout import read_info
from shiquan.dataset.reading_stage import reasoning_background, reasoning_rules
from shiquan.errors import UsageError
from shiquan.graph.identifiers import BETWEEN_GRAPH, INFERRED_GRAPH, INFERRED_GRAPHS, graph_iri
from shiquan.graph.vocabulary import ontology_quads
from shiquan.reasoning.reasoner import Reasoner
from shiquan.terms import DOC, GRAPH, RDF_TYPE, RDFS, SKOS, SQ

PROVINCE = ("陕西省", "省与市县", "陕政办发〔2021〕922号", "国务院办公厅", "国办发〔2020〕903号", "省级")
CITY = ("咸阳市", "市与县", "咸政办发〔2022〕946号", "陕西省人民政府办公厅", "陕政办发〔2021〕922号", "市级")


def _text(area: str, levels: str, number: str, above: str, number_above: str, tier: str) -> str:
    title = f"{area}应急救援领域{levels}财政事权和支出责任划分改革方案"
    return f"""{number}

{area}人民政府办公室关于印发{title}的通知

各有关单位：
现印发给你们。

{title}

为贯彻落实《{above}关于印发应急救援领域财政事权和支出责任划分改革方案的通知》（{number_above}）精神，制定本方案。

一、主要内容
将应急避难场所建设，确认为{tier}财政事权，由{tier}承担支出责任。
"""


def _is_short(quad: Quad) -> bool:
    """Leave out words and how concepts are ordered, which owlrl takes long for: nothing follows from them."""
    return not isinstance(quad.object, Literal) and not quad.predicate.value.startswith((SKOS, RDFS + "isDefinedBy"))


@pytest.fixture
def small_background(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Reason with the ontology without its words, and without the 55,000 statements of the reference data."""
    contradiction = Quad(
        NamedNode(DOC + "610400/xianzhengbanfa/2022/946/plan/1"),
        NamedNode(RDF_TYPE),
        NamedNode(SQ + "Notice"),
        NamedNode(GRAPH + "ontology"),
    )
    small = (*filter(_is_short, ontology_quads()), contradiction)
    for module in ("inferring", "reading_stage"):
        monkeypatch.setattr(f"shiquan.dataset.{module}.reasoning_background", lambda: small)
    reasoning_rules.cache_clear()
    yield
    reasoning_rules.cache_clear()


def _graphs(folder: Path) -> dict[str, set[Triple]]:
    graphs: dict[str, set[Triple]] = {}
    for quad in parse(path=str(folder / "graph.nq"), format=RdfFormat.N_QUADS):
        assert isinstance(quad.graph_name, NamedNode)
        graphs.setdefault(quad.graph_name.value, set()).add(quad.triple)
    return graphs


@pytest.mark.usefixtures("small_background")
def test_owlrl_infers_the_same_over_everything_at_once(tmp_path: Path) -> None:
    sources = tmp_path / "sources"
    sources.mkdir()
    for name, document in (("province.txt", PROVINCE), ("city.txt", CITY)):
        (sources / name).write_text(_text(*document), encoding="utf-8")
    compiled = build([sources], tmp_path / "compiled")
    command = ["build", str(sources), "--out", str(tmp_path / "owlrl"), "--reasoner", "owlrl", "--jobs", "1"]
    assert CliRunner().invoke(app, command).exit_code == ExitCode.FINDINGS
    reference = read_info(tmp_path / "owlrl")
    ours, theirs = _graphs(tmp_path / "compiled"), _graphs(tmp_path / "owlrl")
    inferred = {name for name in ours if name == INFERRED_GRAPH or name.startswith(INFERRED_GRAPHS)}
    documents = {graph_iri(iri) for iri in compiled.documents}
    assert len(documents) == 2
    assert inferred == {
        INFERRED_GRAPH,
        BETWEEN_GRAPH,
        *(INFERRED_GRAPHS + name.removeprefix(GRAPH) for name in documents),
    }
    nation, city = NamedNode(DOC + "100000/guobanfa/2020/903"), DOC + "610400/xianzhengbanfa/2022/946"
    between = {Triple(NamedNode(one), NamedNode(SQ + "carriesOut"), nation) for one in (city, f"{city}/plan/1")}
    assert ours[BETWEEN_GRAPH] == between
    stated = {triple for name in documents for triple in ours[name]}
    expected = {triple for name in inferred for triple in ours[name]} - stated
    assert sorted(map(str, theirs.pop(INFERRED_GRAPH))) == sorted(map(str, expected))
    # all else is the same, and there is no other inferred graph
    assert theirs == {name: triples for name, triples in ours.items() if name not in inferred}
    found = [(one["document"], one["rule"], one["nodes"]) for one in reference.inconsistencies]
    assert [("", one["rule"], one["nodes"]) for one in compiled.inconsistencies] == found
    assert found == [("", "cax-dw", [f"{city}/plan/1"])]
    assert read_info(tmp_path / "compiled").reasoner is Reasoner.COMPILED
    assert reference.reasoner is Reasoner.OWLRL

    before = (tmp_path / "owlrl" / "data-set.json").read_bytes()
    for change in (add, replace):
        with pytest.raises(UsageError, match=r"reasoned over by owlrl.*shiquan build again"):
            change([sources / "city.txt"], tmp_path / "owlrl")
    with pytest.raises(UsageError, match=r"由 owlrl 推理.*不能逐份增删"):
        remove("咸政办发〔2022〕946号", tmp_path / "owlrl")
    assert (tmp_path / "owlrl" / "data-set.json").read_bytes() == before


def test_reasoning_stands_on_the_ontology_and_the_reference_data() -> None:
    """The alignments to other vocabularies are no part of it."""
    graphs = {quad.graph_name.value for quad in reasoning_background() if isinstance(quad.graph_name, NamedNode)}
    assert graphs == {GRAPH + name for name in ("ontology", "areas", "organisations", "instruments")}
