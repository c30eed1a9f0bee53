"""What validation says about a small data set with nothing wrong in it, about the same with one thing changed, and about the five documents."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyshacl
import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Store, serialize
from rdflib import RDF, SH, Graph, URIRef

from shiquan.building import BuildResult
from shiquan.dataset.validating import validate_data_set
from shiquan.errors import UsageError
from shiquan.graph.findings import (
    BLANK_NODE,
    CLASS_NOT_LOOKED_AT,
    LOOKED_AT_NOTHING,
    PROPERTY_NOT_LOOKED_AT,
    SHAPES,
    VALIDATED_NOTHING,
    Finding,
    Place,
    Severity,
    Value,
)
from shiquan.graph.validation import read_shapes, shapes_folder, validate
from shiquan.resources import ontology_folder
from shiquan.terms import ELI, ID, RDF_TYPE, SQ, XSD

HERE = Path(__file__).parent / "validation"
DOCUMENT = ID + "doc/220600/baishanzhengbanfa/2024/11"
PLAN = DOCUMENT + "/plan/1"
ASSIGNMENT = PLAN + "/a/1"
NUMBER = "白山政办发〔2024〕11号"
GRAPH = NamedNode(ID + "graph/220600/baishanzhengbanfa/2024/11")
INFERRED = NamedNode(ID + "graph/inferred")
STATEMENT = "将作品登记确认为市与县级共同财政事权，由市与县级按6:4比例分担支出责任，中央给予补助。其中，市级受理的登记由市级承担支出责任。"


@pytest.fixture(scope="module")
def shapes() -> Graph:
    return read_shapes(shapes_folder())


@pytest.fixture(scope="module")
def ontology() -> list[Quad]:
    """The ontology and its vocabularies, in the graph that the build puts them in."""
    store = Store()
    for folder in (".", "lexicon", "tasks"):
        for file in sorted((ontology_folder() / folder).glob("*.ttl")):
            store.load(file.read_bytes(), format=RdfFormat.TURTLE, to_graph=NamedNode(ID + "graph/ontology"))
    return list(store)


@pytest.fixture
def data(ontology: list[Quad]) -> Store:
    store = Store()
    store.load((HERE / "data_set.trig").read_bytes(), format=RdfFormat.TRIG)
    store.extend(ontology)
    return store


def _change(data: Store, subject: str, predicate: str, *values: NamedNode | BlankNode | Literal) -> None:
    """Give the subject these values of a property, and no others."""
    for quad in list(data.quads_for_pattern(NamedNode(subject), NamedNode(predicate), None, None)):
        data.remove(quad)
    for value in values:
        data.add(Quad(NamedNode(subject), NamedNode(predicate), value, GRAPH))


def _only(findings: tuple[Finding, ...], severity: Severity) -> list[Finding]:
    return [finding for finding in findings if finding.severity is severity]


def _said(findings: tuple[Finding, ...]) -> list[tuple[str, str, str]]:
    """Return severity, shape and node of each finding, short."""
    return [
        (finding.severity.value, finding.shape.removeprefix(SHAPES), finding.focus.removeprefix(DOCUMENT))
        for finding in findings
    ]


SOUND = [
    ("Warning", "Provision-unparsed", "/plan/1/p/4"),
    ("Info", "Task-conceptOpen", "/plan/1/a/1/task/1"),
]
"""All that there is to say about the small data set: one sentence is not parsed, one task has no concept."""


def test_a_sound_data_set_conforms_and_every_shape_looked_at_it(data: Store, shapes: Graph) -> None:
    report = validate(data, shapes)

    assert report.conforms
    assert _said(report.findings) == SOUND
    assert [count.shape for count in report.looked_at if not count.nodes] == []
    assert [URIRef(count.shape) for count in report.looked_at] == sorted(shapes.subjects(RDF.type, SH.NodeShape))


def test_a_finding_names_the_shape_the_place_and_the_words(data: Store, shapes: Graph) -> None:
    """A share has no words of its own: its document, section and quote are those of the assignment."""
    _change(
        data, ASSIGNMENT + "/expenditure/share/2", SQ + "percent", Literal("140.0", datatype=NamedNode(XSD + "decimal"))
    )

    report = validate(data, shapes)

    place = Place(number=NUMBER, section="二", quote=STATEMENT)
    assert not report.conforms
    assert _only(report.findings, Severity.VIOLATION) == [
        Finding(
            severity=Severity.VIOLATION,
            shape=SHAPES + "ExpenditureResponsibility-sharesOver",
            component=str(SH.SPARQLConstraintComponent),
            focus=ASSIGNMENT + "/expenditure",
            message_zh="各级比例合计超过百分之一百（允许 0.5 的舍入误差）。",
            message_en="The shares add up to more than 100 per cent (0.5 allowed for rounding).",
            path=SQ + "share",
            value=Value("200", XSD + "decimal"),
            place=place,
        ),
        Finding(
            severity=Severity.VIOLATION,
            shape=SHAPES + "Share-percent",
            component=str(SH.MaxInclusiveConstraintComponent),
            focus=ASSIGNMENT + "/expenditure/share/2",
            message_zh="一个比例恰有一个百分比，为 0 到 100 的小数。",
            message_en="A share has exactly one percentage, a decimal from 0 to 100.",
            path=SQ + "percent",
            value=Value("140", XSD + "decimal"),
            place=place,
        ),
    ]


def test_a_document_without_a_number_is_named_by_its_title(data: Store, shapes: Graph) -> None:
    _change(data, DOCUMENT, ELI + "id_local")

    warnings = _only(validate(data, shapes).findings, Severity.WARNING)

    assert [(warning.shape, warning.place.number) for warning in warnings if warning.focus == DOCUMENT] == [
        (
            SHAPES + "TextHeld-number",
            "白山市人民政府办公室关于印发白山市知识产权领域市与县级财政事权和支出责任划分改革实施方案的通知",
        )
    ]


def test_the_nodes_of_a_document_are_counted(data: Store, shapes: Graph) -> None:
    counts = {count.shape.removeprefix(SHAPES): count.nodes for count in validate(data, shapes).looked_at}

    assert {name: counts[name] for name in ("Notice", "Plan", "Document", "Provision", "Task", "Share", "Section")} == {
        "Notice": 1,
        "Plan": 1,
        "Document": 3,
        "Provision": 4,
        "Task": 1,
        "Share": 2,
        "Section": 2,
    }


def test_without_shapes_nothing_was_validated(data: Store) -> None:
    """pySHACL says of an empty shapes graph that the data conform. Nobody has looked at them."""
    report = validate(data, Graph())

    assert not report.conforms
    assert [finding.component for finding in _only(report.findings, Severity.VIOLATION)] == [VALIDATED_NOTHING]


def test_without_data_nothing_was_validated(shapes: Graph) -> None:
    """Every shape passes a data set that is empty. That is not a pass."""
    report = validate([], shapes)

    assert [finding.component for finding in _only(report.findings, Severity.VIOLATION)] == [VALIDATED_NOTHING]
    assert {finding.component for finding in _only(report.findings, Severity.INFO)} == {LOOKED_AT_NOTHING}
    assert {finding.shape for finding in _only(report.findings, Severity.INFO)} == {
        str(shape) for shape in shapes.subjects(RDF.type, SH.NodeShape)
    }


def test_a_shape_on_a_superclass_looks_at_nothing_without_the_ontology(shapes: Graph) -> None:
    """pySHACL says that a division plan conforms to the shape of plans when nobody told it that a division plan is a plan."""
    data = Store()
    data.load((HERE / "data_set.trig").read_bytes(), format=RdfFormat.TRIG)

    report = validate(data, shapes)

    assert (
        Finding(
            severity=Severity.INFO,
            shape=SHAPES + "Plan",
            component=LOOKED_AT_NOTHING,
            focus=SHAPES + "Plan",
            message_zh="形状“方案”没有看到任何节点：数据集中没有这类节点。",
            message_en="The shape 'plan' looked at no node: the data set has none of the kind.",
        )
        in report.findings
    )
    assert not report.conforms


def test_a_misspelt_class_is_not_passed_over(data: Store, shapes: Graph) -> None:
    """No shape looks at a node of a class that nobody knows, so it passes them all; the report says that it was not seen."""
    _change(data, ASSIGNMENT + "/expenditure/support/1", RDF_TYPE, NamedNode(SQ + "Suport"))

    findings = validate(data, shapes).findings

    assert [finding for finding in findings if finding.component == CLASS_NOT_LOOKED_AT] == [
        Finding(
            severity=Severity.WARNING,
            shape=SHAPES.removesuffix("#"),
            component=CLASS_NOT_LOOKED_AT,
            focus=ASSIGNMENT + "/expenditure/support/1",
            message_zh="没有形状检查这个类（1 处，此为第一处）：可能写错了，或者形状有遗漏。",
            message_en="No shape looks at this class (1 places, this is the first): it may be misspelt, or a shape is missing.",
            path=RDF_TYPE,
            value=Value(SQ + "Suport"),
            place=Place(NUMBER, "二", STATEMENT),
        )
    ]


def test_a_misspelt_property_is_not_passed_over(data: Store, shapes: Graph) -> None:
    for task in (ASSIGNMENT + "/task/1", PLAN + "/a/10/task/1", PLAN + "/a/9/task/1"):
        data.add(Quad(NamedNode(task), NamedNode(SQ + "scopes"), NamedNode(ID + "tier/county"), GRAPH))

    findings = validate(data, shapes).findings

    assert [
        (finding.severity, finding.path, finding.focus, finding.message_en)
        for finding in findings
        if finding.component == PROPERTY_NOT_LOOKED_AT
    ] == [
        (
            Severity.WARNING,
            SQ + "scopes",
            ASSIGNMENT + "/task/1",
            "No shape looks at this property (3 places, this is the first): it may be misspelt, or a shape is missing.",
        )
    ]


def test_what_reasoning_added_is_left_out(data: Store, shapes: Graph) -> None:
    """A reasoner gives every value of sq:task the class sq:Task; validated with that, a value without a class passed."""
    _change(data, ASSIGNMENT + "/task/1", RDF_TYPE)
    data.add(Quad(NamedNode(ASSIGNMENT + "/task/1"), NamedNode(RDF_TYPE), NamedNode(SQ + "Task"), INFERRED))

    assert ("Violation", "Assignment-task", "/plan/1/a/1") in _said(validate(data, shapes).findings)


def test_a_blank_node_is_wrong_and_its_label_is_not_shown(data: Store, shapes: Graph) -> None:
    """A blank node is called something else each time a file is read: shown by its label, the report would never be the same."""
    share = BlankNode()
    for predicate, value in (
        (RDF_TYPE, NamedNode(SQ + "Share")),
        (SQ + "ofTier", NamedNode(ID + "tier/county")),
        (SQ + "percent", Literal("40.0", datatype=NamedNode(XSD + "decimal"))),
    ):
        data.add(Quad(share, NamedNode(predicate), value, GRAPH))
    _change(data, ASSIGNMENT + "/expenditure", SQ + "share", NamedNode(ASSIGNMENT + "/expenditure/share/1"), share)

    found = [finding for finding in validate(data, shapes).findings if finding.shape == SHAPES + "Share"]

    assert [(finding.focus, finding.value, finding.place) for finding in found] == [
        (BLANK_NODE, Value(BLANK_NODE), Place(NUMBER, "二", STATEMENT))
    ]


def test_a_backslash_in_a_value_does_not_stop_the_validation(data: Store, shapes: Graph) -> None:
    r"""pySHACL 0.40.1 put the value of a query into the message as a template of `re.sub`; on `\p` it raised `bad escape`."""
    _change(data, DOCUMENT + "/citation/1", SQ + "citedNumber", Literal("国办发\\p〔2023〕48号"))

    found = _only(validate(data, shapes).findings, Severity.VIOLATION)

    assert [(finding.shape.removeprefix(SHAPES), finding.value) for finding in found] == [
        ("Citation-sameNumber", Value("国办发\\p〔2023〕48号", XSD + "string"))
    ]


def test_a_shape_that_is_switched_off_finds_nothing(data: Store, shapes: Graph) -> None:
    """Property shapes run with the targets of their node shape; one that is switched off must stay so."""
    _change(data, ASSIGNMENT, SQ + "task")
    off = Graph()
    for triple in shapes:
        off.add(triple)
    off.parse(data=f"<{SHAPES}Assignment> <{SH.deactivated}> true .", format="turtle")

    assert ("Violation", "Assignment-task", "/plan/1/a/1") in _said(validate(data, shapes).findings)
    assert ("Violation", "Assignment-task", "/plan/1/a/1") not in _said(validate(data, off).findings)


def test_the_shapes_as_they_are_run_find_what_the_shapes_find(shapes: Graph) -> None:
    """The shapes are rearranged for speed and run over a store; pySHACL with the shapes as they stand, on rdflib, says the same."""
    data = Store()
    data.load((HERE / "data_set.trig").read_bytes(), format=RdfFormat.TRIG)
    triples = Graph().parse(data=b"".join(f"{quad.triple} .\n".encode() for quad in data), format="nt")

    _, results, _ = pyshacl.validate(triples, shacl_graph=shapes)

    assert isinstance(results, Graph)
    plain = {
        tuple(
            str(results.value(result, part) or "")
            for part in (SH.sourceShape, SH.sourceConstraintComponent, SH.focusNode, SH.value)
        )
        for result in results.subjects(RDF.type, SH.ValidationResult)
    }
    ours = validate(data, shapes).findings
    assert len(plain) > 40
    assert plain == {
        (found.shape, found.component, found.focus, found.value.text if found.value else "")
        for found in ours
        if found.component.startswith(str(SH))
    }


def test_two_dates_of_signature_disagree(data: Store, shapes: Graph) -> None:
    second = DOCUMENT + "/date/signed/2"
    for predicate, value in (
        (RDF_TYPE, NamedNode(SQ + "DateStatement")),
        (SQ + "dateKind", NamedNode(SQ + "signed")),
        (SQ + "date", Literal("2024-06-20", datatype=NamedNode(XSD + "date"))),
        (SQ + "order", Literal(2)),
        (SQ + "evidence", NamedNode(DOCUMENT + "/date/signed/evidence")),
    ):
        data.add(Quad(NamedNode(second), NamedNode(predicate), value, GRAPH))
    data.add(Quad(NamedNode(DOCUMENT), NamedNode(SQ + "dateStatement"), NamedNode(second), GRAPH))

    warnings = _only(validate(data, shapes).findings, Severity.WARNING)

    assert [(warning.shape.removeprefix(SHAPES), warning.value) for warning in warnings] == [
        ("Notice-dates-disagree", Value(second)),
        ("Provision-unparsed", Value(SQ + "asUnparsed")),
    ]


def test_findings_are_ordered_the_worst_first_and_numbers_as_numbers(data: Store, shapes: Graph) -> None:
    for number in (10, 9):
        node = f"{PLAN}/p/{number}"
        data.add(Quad(NamedNode(node), NamedNode(RDF_TYPE), NamedNode(SQ + "Provision"), GRAPH))

    findings = validate(data, shapes).findings

    missing = ["Evidenced-evidence", "Ordered-order", "Provision-document", "Provision-role"]
    assert _said(findings) == [
        *(("Violation", shape, "/plan/1/p/9") for shape in missing),
        *(("Violation", shape, "/plan/1/p/10") for shape in missing),
        *SOUND,
    ]


def test_findings_from_elsewhere_are_put_in_order(data: Store, shapes: Graph) -> None:
    report = validate(data, shapes)
    worse = replace(report.findings[0], severity=Severity.VIOLATION)

    more = report.with_findings([worse, *report.findings])

    assert more.findings == (worse, *report.findings)
    assert not more.conforms
    assert more.looked_at == report.looked_at


# ---------------------------------------------------------------- folders


@pytest.fixture
def folder(data: Store, tmp_path: Path) -> Path:
    """The small data set as `shiquan build` lays it out."""
    (tmp_path / "graph.nq").write_bytes(serialize(data, format=RdfFormat.N_QUADS) or b"")
    shutil.copytree(HERE / "texts", tmp_path / "texts")
    return tmp_path


def test_a_data_set_is_validated_with_its_texts(folder: Path) -> None:
    assert _said(validate_data_set(folder).findings) == SOUND

    text = next((folder / "texts").iterdir())
    text.write_bytes(text.read_bytes().replace("市".encode(), "省".encode()))

    assert _said(validate_data_set(folder).findings) == [("Violation", "text-changed", "/text"), *SOUND]


def test_a_folder_that_is_no_data_set(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"is not a data set .* run shiquan build first"):
        validate_data_set(tmp_path)


def test_a_dump_that_is_not_well_formed(tmp_path: Path) -> None:
    (tmp_path / "graph.nq").write_text("这不是 N-Quads\n", encoding="utf-8")

    with pytest.raises(UsageError, match="is not N-Quads"):
        validate_data_set(tmp_path)


def test_a_folder_without_shapes(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there are no shapes"):
        read_shapes(tmp_path)


def test_shapes_that_are_not_well_formed(tmp_path: Path) -> None:
    (tmp_path / "bad.ttl").write_text("sqsh:Share a", encoding="utf-8")

    with pytest.raises(UsageError, match=r"bad\.ttl cannot be read"):
        read_shapes(tmp_path)


# ---------------------------------------------------------------- the five documents


@pytest.fixture(scope="module")
def five_graph(five: BuildResult) -> Store:
    store = Store()
    store.bulk_load(path=str(five.folder / "graph.nq"), format=RdfFormat.N_QUADS)
    return store


def test_the_five_documents_have_no_violation_and_what_is_open_is_said(five: BuildResult) -> None:
    """neimenggu has no date of signature, yuncheng does not say when it takes effect: both are open, not wrong."""
    findings = validate_data_set(five.folder).findings

    assert _only(findings, Severity.VIOLATION) == []
    assert [
        (finding.shape.removeprefix(SHAPES), finding.place.number)
        for finding in findings
        if finding.shape.startswith(SHAPES + "TextHeld-")
    ] == [
        ("TextHeld-effectiveRuleOpen", "运政发〔2024〕13号"),
        ("TextHeld-signedOpen", "内政办发〔2024〕48号"),
    ]


def test_every_class_of_a_document_graph_has_a_node_shape(five_graph: Store, shapes: Graph) -> None:
    targets = {str(target) for target in shapes.objects(None, SH.targetClass)}

    assert [name for name in sorted(_classes(five_graph)) if not _known(name, targets, five_graph)] == []


def _classes(store: Store) -> Iterator[str]:
    """Yield the classes that the graphs of documents use."""
    for quad in store.quads_for_pattern(None, NamedNode(RDF_TYPE), None, None):
        if isinstance(quad.object, NamedNode) and quad.graph_name.value[len(ID + "graph/")].isdigit():
            yield quad.object.value


def _known(name: str, targets: set[str], store: Store) -> bool:
    subclass = NamedNode("http://www.w3.org/2000/01/rdf-schema#subClassOf")
    above = (quad.object for quad in store.quads_for_pattern(NamedNode(name), subclass, None, None))
    return name in targets or any(
        _known(upper.value, targets, store) for upper in above if isinstance(upper, NamedNode)
    )
