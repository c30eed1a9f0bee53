"""Validation document by document: the same report as of the whole at once, whatever the documents say about one another."""

from __future__ import annotations

import random
from itertools import pairwise
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store, serialize
from rdflib import Graph

from shiquan.dataset.progress import Stage
from shiquan.dataset.validating import validate_data_set, validate_data_set_with_pyshacl
from shiquan.errors import UsageError
from shiquan.graph.findings import SHAPES, Severity
from shiquan.graph.validation import read_shapes, shapes_folder, validate
from shiquan.graph.validation.dump import find_graphs
from shiquan.graph.validation_report import as_json
from shiquan.resources import ontology_folder
from shiquan.terms import DOC, ELI, GRAPH, ID, OA, RDF_TYPE, RDFS, SQ

HERE = Path(__file__).parent / "validation"
PATH = "220600/baishanzhengbanfa/2024/11"
PATHS = [PATH, "220600/baishanzhengbanfa/2024/12", "220600/title/0123456789ab", "unresolved/title/0123456789ab"]
"""Documents of the data set; of two the graph's name sorts after all others', as that of an unresolved issuer does."""
UNHELD = ID + "doc/220000/jizhengbanfa/2024/1"


@pytest.fixture(scope="module")
def shapes() -> Graph:
    return read_shapes(shapes_folder())


@pytest.fixture(scope="module")
def documents() -> list[Quad]:
    """The small data set as four documents, each of which cites the next, and the ontology."""
    text = (HERE / "data_set.trig").read_text(encoding="utf-8")
    quads: dict[Quad, None] = {}
    for path in PATHS:
        store = Store()
        store.load(text.replace(PATH, path), format=RdfFormat.TRIG)
        quads.update(dict.fromkeys(sorted(store, key=str)))
    for path, cited in [*pairwise(PATHS), (PATHS[-1], PATHS[0])]:
        graph = NamedNode(GRAPH + path)
        for said in (
            (DOC + path + "/plan/1", ELI + "cites", NamedNode(DOC + cited)),
            (DOC + path + "/plan/1", ELI + "based_on", NamedNode(UNHELD)),
            (DOC + cited, RDF_TYPE, NamedNode(SQ + "Document")),
            (UNHELD, RDF_TYPE, NamedNode(SQ + "Document")),
            (UNHELD, ELI + "id_local", Literal("吉政办发〔2024〕1号")),
        ):
            quads[Quad(NamedNode(said[0]), NamedNode(said[1]), said[2], graph)] = None
    store = Store()
    for file in sorted(ontology_folder().glob("*.ttl")):
        store.load(file.read_bytes(), format=RdfFormat.TURTLE, to_graph=NamedNode(GRAPH + "ontology"))
    quads.update(dict.fromkeys(sorted(store, key=str)))
    return list(quads)


def _folder(folder: Path, quads: list[Quad]) -> Path:
    """Write a data set; its texts are not held, which the reports say once for each."""
    folder.mkdir(exist_ok=True)
    (folder / "texts").mkdir(exist_ok=True)
    ordered = sorted(
        quads, key=lambda quad: (str(quad.graph_name), str(quad.subject), str(quad.predicate), str(quad.object))
    )
    (folder / "graph.nq").write_bytes(serialize(ordered, format=RdfFormat.N_QUADS) or b"")
    return folder


def _same(folder: Path, quads: list[Quad], shapes: Graph) -> int:
    """Compare the reports document by document and of the whole, but for the texts; return the number of findings."""
    apart = validate_data_set(_folder(folder, quads))
    whole = validate(quads, shapes)
    found = [finding for finding in apart.findings if not finding.component.startswith(SHAPES + "text-")]
    assert found == list(whole.findings)
    assert apart.looked_at == whole.looked_at
    return len(found)


def test_sound_documents(tmp_path: Path, documents: list[Quad], shapes: Graph) -> None:
    _same(tmp_path, documents, shapes)


@pytest.mark.parametrize("seed", range(8))
def test_documents_with_faults(tmp_path: Path, documents: list[Quad], shapes: Graph, seed: int) -> None:
    """Statements are lost, made of nodes of other documents, point to other documents, or stand in the wrong graph."""
    chance = random.Random(seed)  # the same faults each time
    quads = [quad for quad in documents if quad.graph_name != NamedNode(GRAPH + "ontology")]
    nodes = sorted({quad.subject for quad in quads}, key=str)
    graphs = sorted({quad.graph_name for quad in quads}, key=str)
    odd = [BlankNode("odd"), NamedNode(ID + "nothing"), NamedNode(UNHELD), Literal("七 七")]
    changed = list(quads)
    for _ in range(400):
        place = chance.randrange(len(changed))
        quad = changed[place]
        match chance.randrange(6):
            case 0:
                changed.pop(place)
            case 1:
                changed[place] = Quad(quad.subject, quad.predicate, quad.object, chance.choice(graphs))
            case 2:
                changed.append(Quad(chance.choice(nodes), quad.predicate, quad.object, quad.graph_name))
            case 3 if isinstance(quad.object, NamedNode) and quad.object.value.startswith(DOC):
                changed[place] = Quad(quad.subject, quad.predicate, chance.choice(nodes), quad.graph_name)
            case 4:
                changed.append(Quad(quad.subject, quad.predicate, chance.choice(odd), chance.choice(graphs)))
            case 5 if not isinstance(quad.object, Literal):
                changed.append(Quad(chance.choice(odd[:3]), quad.predicate, quad.object, quad.graph_name))
    ontology = [quad for quad in documents if quad.graph_name == NamedNode(GRAPH + "ontology")]

    assert _same(tmp_path, [*changed, *ontology], shapes) > 200


def test_any_number_of_processes_and_both_engines_give_the_same_bytes(tmp_path: Path, documents: list[Quad]) -> None:
    changed = [quad for place, quad in enumerate(documents) if place % 50]
    folder = _folder(tmp_path, changed)

    alone = as_json(validate_data_set(folder))

    assert as_json(validate_data_set(folder, jobs=2)) == alone
    assert as_json(validate_data_set_with_pyshacl(folder)) == alone


def test_progress_is_told_up_to_the_end(tmp_path: Path, documents: list[Quad]) -> None:
    told: list[tuple[Stage, int, int]] = []

    validate_data_set(_folder(tmp_path, documents), progress=lambda *at: told.append(at))

    assert {stage: (done, total) for stage, done, total in told} == {Stage.CROSSINGS: (4, 4), Stage.VALIDATING: (4, 4)}


def test_inferred_graphs_are_left_out_one_for_all_or_one_for_each(
    tmp_path: Path, documents: list[Quad], shapes: Graph
) -> None:
    plan = NamedNode(DOC + PATH + "/plan/1")
    inferred = [
        Quad(plan, NamedNode(RDF_TYPE), NamedNode(SQ + "Nonsense"), NamedNode(GRAPH + "inferred")),
        Quad(plan, NamedNode(RDF_TYPE), NamedNode(SQ + "Nonsense"), NamedNode(GRAPH + "inferred/" + PATH)),
    ]

    _same(tmp_path, [*documents, *inferred], shapes)
    assert validate([*documents, *inferred], shapes) == validate(documents, shapes)


def test_a_class_that_a_document_puts_below_another_counts_everywhere(
    tmp_path: Path, documents: list[Quad], shapes: Graph
) -> None:
    odd = NamedNode(ID + "OddPlan")
    graph = NamedNode(GRAPH + PATHS[1])
    plan = NamedNode(DOC + PATHS[2] + "/plan/1")
    changed = [
        *documents,
        Quad(odd, NamedNode(RDFS + "subClassOf"), NamedNode(SQ + "Plan"), graph),
        Quad(plan, NamedNode(RDF_TYPE), odd, NamedNode(GRAPH + PATHS[2])),
    ]

    _same(tmp_path, changed, shapes)


def test_lines_in_another_form_than_ours(tmp_path: Path, documents: list[Quad], shapes: Graph) -> None:
    """Comments, no blank before the point, statements of no graph, graphs in pieces: N-Quads all the same."""
    chance = random.Random(1)
    loose = Quad(NamedNode(DOC + PATH), NamedNode(ELI + "title"), Literal("另一标题"), DefaultGraph())
    folder = _folder(tmp_path, [*documents, loose])
    lines = (folder / "graph.nq").read_bytes().splitlines()
    chance.shuffle(lines)
    lines = [
        "# 注释".encode(),
        b"",
        *(line.removesuffix(b" .") + b"." if place % 7 == 0 else line for place, line in enumerate(lines)),
    ]
    (folder / "graph.nq").write_bytes(b"\n".join(lines) + b"\n")

    apart = validate_data_set(folder)

    whole = validate([*documents, loose], shapes)
    assert [finding for finding in apart.findings if not finding.component.startswith(SHAPES + "text-")] == list(
        whole.findings
    )
    assert any(
        finding.shape == SHAPES + "Document-title" and finding.severity is Severity.VIOLATION
        for finding in whole.findings
    )


def test_a_line_that_is_not_well_formed_in_the_middle_of_a_graph(tmp_path: Path, documents: list[Quad]) -> None:
    folder = _folder(tmp_path, documents)
    content = (folder / "graph.nq").read_bytes()
    (folder / "graph.nq").write_bytes(content.replace(b"/plan/1/p/2> <http", b"/plan/1/p/2> http", 1))

    with pytest.raises(UsageError, match="is not N-Quads"):
        validate_data_set(folder)


@pytest.mark.parametrize(
    ("iri", "home"),
    [
        (DOC + PATH, DOC + PATH),
        (DOC + PATH + "/plan/1/a/1/evidence/quote", DOC + PATH),
        (DOC + PATH + "1", None),
        (DOC + PATH.rpartition("/")[0], None),
        (UNHELD, None),
        (ID + "org/" + PATH, None),
        (OA + "hasSource", None),
    ],
)
def test_the_document_that_a_node_belongs_to(tmp_path: Path, documents: list[Quad], iri: str, home: str | None) -> None:
    dump = find_graphs(_folder(tmp_path, documents) / "graph.nq")

    assert dump.home(iri) == home
    assert list(dump.documents) == [DOC + path for path in PATHS]
