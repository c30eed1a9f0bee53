"""What reasoning adds to small graphs, whole; the same questions with and without it; and the contradictions it reports.

Expected graphs are written out: each test compares all that is inferred about its data, not that something is.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, QuerySolutions, RdfFormat, Store, Triple, parse, serialize

from shiquan.reasoning.inconsistencies import Inconsistency
from shiquan.reasoning.ontology import ontology_triples
from shiquan.reasoning.reference import as_inconsistency
from shiquan.reasoning.rules import find_inconsistencies, infer, reason

SOURCE = Path(__file__).resolve().parents[2] / "src"

PREFIXES = """
@prefix : <https://example.org/> .
@prefix sq: <https://w3id.org/shiquan/ontology#> .
@prefix tier: <https://w3id.org/shiquan/id/tier/> .
@prefix area: <https://w3id.org/shiquan/id/area/> .
@prefix eli: <http://data.europa.eu/eli/ontology#> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""

CHAIN = """
:national a sq:Notice ; sq:ofTier tier:central ; sq:ofArea area:100000 .
:provincial a sq:Notice ; eli:has_part :provincial-plan .
:provincial-plan a sq:DivisionPlan ; eli:ensures_implementation_of :national .
:city a sq:Notice ; sq:issuedBy :office ; eli:has_part :city-plan .
:city-plan a sq:DivisionPlan ; eli:ensures_implementation_of :provincial ; sq:ofTier tier:prefecture ; sq:ofArea area:141000 .
:office a sq:Office .
"""
"""A city's plan carries out a province's notice, whose plan carries out the nation's: three tiers, four links stated."""


@pytest.fixture(scope="module")
def ontology() -> list[Triple]:
    return ontology_triples()


def _read(turtle: str) -> list[Triple]:
    return [quad.triple for quad in parse(PREFIXES + turtle, format=RdfFormat.TURTLE)]


def _about_data(inferred: list[Triple]) -> set[Triple]:
    """Leave out what follows from the ontology alone."""
    return {triple for triple in inferred if triple.subject.value.startswith("https://example.org/")}


def _lines(triples: object) -> list[str]:
    assert isinstance(triples, set)
    return sorted(map(str, triples))


def _same(found: set[Triple], expected: str) -> None:
    assert _lines(found) == _lines(set(_read(expected)))


# ---------------------------------------------------------------- what follows


def test_the_chain_of_instruments_closes_over_three_tiers(ontology: list[Triple]) -> None:
    """Chain (notice has a plan that ensures implementation), sub-property and transitivity work together."""
    _same(
        _about_data(infer(_read(CHAIN), ontology)),
        """
        :national a sq:Document .
        :provincial a sq:Document ; sq:carriesOut :national .
        :provincial-plan a sq:Plan , sq:Document ; sq:carriesOut :national ; sq:promulgatedIn :provincial .
        :city a sq:Document ; sq:carriesOut :provincial , :national .
        :city-plan a sq:Plan , sq:Document ; sq:carriesOut :provincial , :national ; sq:promulgatedIn :city .
        :office a sq:PublicBody .
        """,
    )


def test_an_assignment_reaches_tier_area_and_issuer_of_its_document(ontology: list[Triple]) -> None:
    """Three property chains; a measure in the same document gets none, nor does a provision."""
    data = (
        CHAIN
        + """
        :a a sq:Assignment ; sq:inDocument :city-plan ; sq:statedIn :p .
        :p a sq:Provision ; sq:inDocument :city-plan .
        :m a sq:Measure ; sq:inDocument :city-plan .
        """
    )
    without = _about_data(infer(_read(CHAIN), ontology))
    _same(
        _about_data(infer(_read(data), ontology)) - without,
        ":a sq:assignmentTier tier:prefecture ; sq:assignmentArea area:141000 ; sq:assignmentIssuer :office .",
    )


def test_powers_and_responsibilities_fall_into_their_classes(ontology: list[Triple]) -> None:
    """By hasValue and intersection; membership is derived, never typed in."""
    data = """
    :alone a sq:FiscalPower ; sq:mode sq:exclusive ; sq:heldBy tier:prefecture .
    :together a sq:FiscalPower ; sq:mode sq:joint ; sq:heldBy tier:prefecture , tier:county .
    :composite a sq:FiscalPower ; sq:mode sq:exclusive ; sq:heldBy tier:province , tier:prefecture , tier:county .
    :body a sq:FiscalPower ; sq:mode sq:byAffiliation ; sq:heldBy tier:central , tier:township .
    :own a sq:FiscalPower ; sq:mode sq:each ; sq:heldBy tier:county .
    :pays a sq:ExpenditureResponsibility ; sq:mode sq:sole ; sq:borneBy tier:county .
    :share a sq:ExpenditureResponsibility ; sq:mode sq:shared ; sq:borneBy tier:prefecture , tier:county .
    :ratio a sq:ExpenditureResponsibility ; sq:mode sq:byRatio ; sq:borneBy tier:prefecture , tier:county .
    """
    _same(
        _about_data(infer(_read(data), ontology)),
        """
        :alone a sq:Arrangement , sq:ExclusivePower , sq:PrefecturalPower , sq:ExclusivePrefecturalPower .
        :together a sq:Arrangement , sq:JointPower , sq:PrefecturalPower , sq:CountyPower .
        :composite a sq:Arrangement , sq:ExclusivePower , sq:ProvincialPower , sq:PrefecturalPower , sq:CountyPower ,
            sq:ExclusivePrefecturalPower .
        :body a sq:Arrangement , sq:AffiliationPower , sq:CentralPower , sq:TownshipPower .
        :own a sq:Arrangement , sq:EachPower , sq:CountyPower .
        :pays a sq:Arrangement , sq:SoleResponsibility .
        :share a sq:Arrangement , sq:SharedResponsibility .
        :ratio a sq:Arrangement .
        """,
    )


def test_the_order_of_tiers_closes(ontology: list[Triple]) -> None:
    """Four neighbours give ten pairs, of nothing but the ontology."""
    tiers = ["central", "province", "prefecture", "county", "township"]
    above = {
        (triple.subject.value, triple.object.value)
        for triple in infer([], ontology)
        if isinstance(triple.object, NamedNode) and triple.predicate.value.endswith("#above")
    }
    tier = "https://w3id.org/shiquan/id/tier/"
    assert above == {(tier + high, tier + low) for n, high in enumerate(tiers) for low in tiers[n + 1 :]}


def test_areas_lie_in_all_that_enclose_them(ontology: list[Triple]) -> None:
    """So do all other areas, whether or not a document comes from them."""
    data = """
    :city-plan a sq:DivisionPlan ; sq:ofArea :linfen .
    :yaodu a sq:AdministrativeArea ; sq:withinArea :linfen ; sq:ofTier tier:county .
    :linfen a sq:AdministrativeArea ; sq:withinArea :shanxi ; sq:ofTier tier:prefecture .
    :shanxi a sq:AdministrativeArea ; sq:withinArea :china ; sq:ofTier tier:province .
    :benxi a sq:AdministrativeArea ; sq:withinArea :liaoning .
    :liaoning a sq:AdministrativeArea ; sq:withinArea :china .
    """
    _same(
        _about_data(infer(_read(data), ontology)),
        """
        :yaodu sq:withinArea :shanxi , :china . :linfen sq:withinArea :china . :benxi sq:withinArea :china .
        :city-plan a sq:Plan , sq:Document . :china a sq:AdministrativeArea .
        """,
    )


def test_a_type_that_is_missing_follows_from_domain_and_range(ontology: list[Triple]) -> None:
    """A document that is only pointed at is a document; the body that issued one is a public body."""
    _same(
        _about_data(infer(_read(":city sq:issuedBy :office ; eli:ensures_implementation_of :national ."), ontology)),
        """
        :city a sq:Document ; sq:carriesOut :national .
        :national a sq:Document .
        :office a sq:PublicBody .
        """,
    )


def test_evidence_words_and_numbers_make_no_difference(ontology: list[Triple]) -> None:
    """They stay out of the core, and nothing is said of them."""
    extra = """
    :a a sq:Assignment ; sq:order 1 ; sq:confidence 1.0 ; sq:evidence :a-evidence ; sq:task :t .
    :a-evidence a sq:Evidence ; oa:hasSource :text ; oa:hasSelector :position .
    :position a oa:TextPositionSelector ; oa:start 3 ; oa:end 9 .
    :t a sq:Task ; sq:text "全市性知识产权保护体系建设" ; sq:scope tier:prefecture .
    :city sq:addressedTo "各县(市、区)人民政府" ; eli:date_document "2024-12-05"^^xsd:date .
    """
    assert infer(_read(CHAIN + extra), ontology) == infer(_read(CHAIN), ontology)


def test_nothing_given_is_given_back_and_no_tautologies(ontology: list[Triple]) -> None:
    data = _read(CHAIN + ":a a sq:Assignment ; sq:inDocument :city-plan .")
    inferred = infer(data, ontology)
    assert set(inferred).isdisjoint(data)
    assert set(inferred).isdisjoint(ontology)
    assert [triple for triple in inferred if triple.subject == triple.object] == []
    assert {triple.predicate.value.rsplit("/", 1)[1].split("#")[0] for triple in inferred} <= {
        "ontology",
        "22-rdf-syntax-ns",
        "rdf-schema",
    }
    assert [triple for triple in inferred if not isinstance(triple.object, NamedNode)] == []


def test_reasoning_again_adds_nothing(ontology: list[Triple]) -> None:
    """The result is a fixpoint."""
    data = _read(CHAIN + ":a a sq:Assignment ; sq:inDocument :city-plan . :w a sq:FiscalPower ; sq:mode sq:joint .")
    inferred = infer(data, ontology)
    assert infer([*data, *inferred], ontology) == []


def test_graph_names_and_order_of_statements_make_no_difference(ontology: list[Triple]) -> None:
    triples = _read(CHAIN)
    quads = [Quad(*triple, NamedNode(f"https://example.org/graph/{n % 3}")) for n, triple in enumerate(triples)]
    assert infer(reversed(quads), ontology) == infer(triples, reversed(ontology))


SCRIPT = """
import sys
from pyoxigraph import RdfFormat, parse, serialize
from shiquan.reasoning.ontology import ontology_triples
from shiquan.reasoning.rules import infer
data = [quad.triple for quad in parse(sys.stdin.buffer.read(), format=RdfFormat.TURTLE)]
sys.stdout.buffer.write(serialize(infer(data, ontology_triples()), format=RdfFormat.N_TRIPLES))
"""


def test_the_same_bytes_under_every_hash_seed() -> None:
    """Sets and rdflib's stores are ordered by hashes; the result is not."""
    outputs = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT],
            input=(PREFIXES + CHAIN).encode(),
            capture_output=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(SOURCE)},
        ).stdout
        for seed in ("0", "1", "2024")
    }
    (output,) = outputs
    assert output.count(b"\n") > 20


# ---------------------------------------------------------------- with and without, side by side

QUESTIONS = {
    "which instruments does the city's notice carry out?": "SELECT ?found WHERE { :city sq:carriesOut ?found }",
    "which documents carry out the national notice?": "SELECT ?found WHERE { ?found sq:carriesOut :national }",
    "what are the documents?": "SELECT ?found WHERE { ?found a sq:Document }",
    "at which tier is the assignment made?": "SELECT ?found WHERE { :a sq:assignmentTier ?found }",
    "which powers has the prefecture alone?": "SELECT ?found WHERE { ?found a sq:ExclusivePrefecturalPower }",
    "which tiers stand above the county?": "SELECT ?found WHERE { ?found sq:above tier:county }",
}

WITHOUT_AND_WITH = {
    "which instruments does the city's notice carry out?": ([], [":national", ":provincial"]),
    "which documents carry out the national notice?": ([], [":city", ":city-plan", ":provincial", ":provincial-plan"]),
    "what are the documents?": ([], [":city", ":city-plan", ":national", ":provincial", ":provincial-plan"]),
    "at which tier is the assignment made?": ([], ["tier:prefecture"]),
    "which powers has the prefecture alone?": ([], [":a-power"]),
    "which tiers stand above the county?": ([], ["tier:central", "tier:prefecture", "tier:province"]),
}


def _ask(question: str, triples: list[Triple]) -> list[str]:
    store = Store()
    store.extend(Quad(*triple) for triple in triples)
    prefixes = PREFIXES.replace("@prefix", "PREFIX").replace("> .", ">")
    solutions = store.query(prefixes + QUESTIONS[question])
    assert isinstance(solutions, QuerySolutions)
    names = [str(row["found"]).strip("<>") for row in solutions]
    shorten = (("https://example.org/", ":"), ("https://w3id.org/shiquan/id/tier/", "tier:"))
    for long, short in shorten:
        names = [name.replace(long, short) for name in names]
    return sorted(names)


@pytest.mark.parametrize("question", sorted(QUESTIONS))
def test_answers_without_and_with_reasoning(question: str, ontology: list[Triple]) -> None:
    data = _read(
        CHAIN
        + """
        :a a sq:Assignment ; sq:inDocument :city-plan ; sq:power :a-power .
        :a-power a sq:FiscalPower ; sq:mode sq:exclusive ; sq:heldBy tier:prefecture .
        """
    )
    given = [*ontology, *data]
    assert (_ask(question, given), _ask(question, [*given, *infer(data, ontology)])) == WITHOUT_AND_WITH[question]


# ---------------------------------------------------------------- contradictions

SQ = "https://w3id.org/shiquan/ontology#"
EX = "https://example.org/"
TIER = "https://w3id.org/shiquan/id/tier/"

CONTRADICTIONS: dict[str, tuple[str, list[tuple[str, tuple[str, ...], tuple[str, ...]]]]] = {
    "a power both exclusive and joint": (
        ":p a sq:FiscalPower ; sq:mode sq:exclusive , sq:joint ; sq:heldBy tier:county .",
        [("cax-adc", (SQ + "ExclusivePower", SQ + "JointPower"), (EX + "p",))],
    ),
    "a notice that is a plan": (
        ":n a sq:Notice , sq:WorkPlan .",
        [("cax-dw", (SQ + "Notice", SQ + "Plan"), (EX + "n",))],
    ),
    "a power with a mode of expenditure": (
        ":p a sq:FiscalPower ; sq:mode sq:byTerritory . sq:byTerritory a sq:ExpenditureMode .",
        [("cax-dw", (SQ + "ExpenditureMode", SQ + "PowerMode"), (SQ + "byTerritory",))],
    ),
    "a power held by a place": (
        ":p a sq:FiscalPower ; sq:mode sq:joint ; sq:heldBy :linfen . :linfen a sq:AdministrativeArea .",
        [("cax-adc", (SQ + "AdministrativeArea", SQ + "Tier"), (EX + "linfen",))],
    ),
    "one node as power and as responsibility": (
        ":a sq:power :x ; sq:expenditure :x .",
        [("cax-dw", (SQ + "ExpenditureResponsibility", SQ + "FiscalPower"), (EX + "x",))],
    ),
    "a tier above itself": (
        "tier:county sq:directlyAbove tier:county .",
        [
            ("prp-asyp", (SQ + "directlyAbove",), (TIER + "county", TIER + "county")),
            ("prp-irp", (SQ + "directlyAbove",), (TIER + "county",)),
        ],
    ),
    "two tiers above each other": (
        "tier:county sq:directlyAbove tier:prefecture .",
        [("prp-asyp", (SQ + "directlyAbove",), (TIER + "county", TIER + "prefecture"))],
    ),
}


@pytest.mark.parametrize("fault", sorted(CONTRADICTIONS))
def test_contradictions_are_reported(fault: str, ontology: list[Triple]) -> None:
    turtle, expected = CONTRADICTIONS[fault]
    assert [
        (found.rule, found.terms, found.nodes) for found in find_inconsistencies(_read(turtle), ontology)
    ] == expected


def test_a_report_that_this_module_has_no_words_for_is_passed_on() -> None:
    """Another version of the engine may word its reports otherwise; they must not be lost."""
    assert as_inconsistency("Something is amiss with x") == Inconsistency(
        "other",
        (),
        (),
        "数据与本体相矛盾（推理引擎：Something is amiss with x）。",
        "Data and ontology contradict (engine: Something is amiss with x).",
    )


def test_sound_data_contradict_nothing(ontology: list[Triple]) -> None:
    data = CHAIN + ":p a sq:FiscalPower ; sq:mode sq:joint ; sq:heldBy tier:prefecture , tier:county ."
    assert find_inconsistencies(_read(data), ontology) == []


def test_two_names_are_never_taken_for_one(ontology: list[Triple]) -> None:
    """One owl:sameAs between tiers would make every power of one a power of the other, and multiply the graph."""
    data = ":p a sq:FiscalPower ; sq:mode sq:joint ; sq:heldBy tier:county . tier:county owl:sameAs tier:prefecture ."
    reasoning = reason(_read(data), ontology)
    _same(_about_data(list(reasoning.inferred)), ":p a sq:Arrangement , sq:JointPower , sq:CountyPower .")
    assert [(found.rule, found.nodes) for found in reasoning.inconsistencies] == [
        ("eq-diff3", (TIER + "county", TIER + "prefecture"))
    ]


def test_a_contradiction_is_told_in_both_languages(ontology: list[Triple]) -> None:
    (found,) = find_inconsistencies(_read(":p a sq:FiscalPower ; sq:mode sq:exclusive , sq:joint ."), ontology)
    assert (
        found.message_zh
        == "https://example.org/p 同时属于互斥的类 sq:ExclusivePower 和 sq:JointPower；请核对原文，改正其中一项。"
    )
    assert found.message_en == (
        "https://example.org/p is of two classes that exclude each other, sq:ExclusivePower and sq:JointPower; check the source and correct one."
    )


def test_a_contradiction_does_not_keep_the_rest_from_following(ontology: list[Triple]) -> None:
    """Reasoning goes on: one wrong statement in one document must not empty the graph of all."""
    reasoning = reason(_read(CHAIN + ":n a sq:Notice , sq:OtherPlan ."), ontology)
    sound = reason(_read(CHAIN), ontology)
    assert set(reasoning.inferred) >= set(sound.inferred)
    assert [found.nodes for found in reasoning.inconsistencies] == [("https://example.org/n",)]
    assert sound.inconsistencies == ()


def test_the_result_can_be_written_as_n_triples(ontology: list[Triple]) -> None:
    """owlrl makes statements about literals, which strict parsers refuse; none is left."""
    lines = serialize(infer(_read(CHAIN), ontology), format=RdfFormat.N_TRIPLES)
    assert lines
    assert [quad.triple for quad in parse(lines, format=RdfFormat.N_TRIPLES)] == infer(_read(CHAIN), ontology)
