"""Tasks and concepts: annotated documents, unseen wording, decisions of persons, and tiers and places that make no difference."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shiquan.tasks.mappings import BY_CUE, BY_LIKENESS, MANUAL, NOT, REVIEWED, Mapping, Predicate, subject_of
from shiquan.tasks.matching import ConceptMatcher, concept_matcher
from shiquan.tasks.vocabulary import TaskConcept, Vocabulary

TESTS = Path(__file__).resolve().parents[1]
DOMAIN = "intellectual-property"
FIVE = ("benxi", "linfen", "neimenggu", "qinzhou", "yuncheng")


@pytest.fixture(scope="module")
def matcher() -> ConceptMatcher:
    found = concept_matcher(DOMAIN)
    assert found
    return found


def _annotated(name: str) -> list[tuple[str, list[str]]]:
    document = json.loads((TESTS / "gold" / f"{name}.json").read_text(encoding="utf-8"))
    return [(task["text"], sorted(task["concepts"])) for given in document["assignments"] for task in given["tasks"]]


def _names(matcher: ConceptMatcher, task: str) -> list[str]:
    return sorted(name.rpartition("/")[2] for name in matcher.match(task))


@pytest.mark.parametrize("name", FIVE)
def test_the_concepts_of_the_five_documents_are_those_of_the_annotation(matcher: ConceptMatcher, name: str) -> None:
    annotated = _annotated(name)
    assert [(text, _names(matcher, text)) for text, _ in annotated] == annotated


SPLIT = [
    (
        "全市性知识产权转移转化促进和知识产权交易运营监督管理",
        ("intellectual-property/transfer-and-commercialisation", "intellectual-property/trading-supervision"),
    ),
    (
        "县级知识产权执法、快速协同保护、维权援助",
        (
            "intellectual-property/enforcement",
            "intellectual-property/rapid-coordinated-protection",
            "intellectual-property/rights-assistance",
        ),
    ),
]


@pytest.mark.parametrize(("task", "concepts"), SPLIT)
def test_a_task_that_joins_kinds_of_work_is_each_in_the_order_of_its_words(
    matcher: ConceptMatcher, task: str, concepts: tuple[str, ...]
) -> None:
    assert matcher.match(task) == concepts


TIERS = ["全市性", "全省", "县级", "州级", "市、县区", "盟市", "本地区", "各县（市、区）", "临汾市", "内蒙古自治区", ""]
MOVABLE = [
    (task, concepts)
    for task, concepts in (
        ("知识产权保护体系建设", ["protection-system"]),
        ("知识产权公共服务体系建设", ["public-service-system"]),
        ("知识产权转移转化促进和知识产权交易运营监督管理", ["trading-supervision", "transfer-and-commercialisation"]),
        ("知识产权风险预测预警", ["risk-warning"]),
        ("重大经济科技活动知识产权评议", ["major-activity-review"]),
        ("软件正版化工作组织推进", ["software-legalisation"]),
        ("涉外知识产权纠纷应对机制建设", ["foreign-dispute-response"]),
        ("专利信息在重点企业的传播利用", ["information-dissemination"]),
        ("知识产权侵权纠纷的行政裁决和行政调解", ["administrative-adjudication", "administrative-mediation"]),
    )
]


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    st.sampled_from(MOVABLE),
    st.sampled_from(TIERS),
    st.sampled_from(["", "未列入中央财政事权的", "未列入中央、省级及市级财政事权的"]),
)
def test_tiers_places_and_carve_outs_change_no_concept(task: tuple[str, list[str]], tier: str, carve_out: str) -> None:
    found = concept_matcher(DOMAIN)
    assert found
    assert _names(found, f"{carve_out}{tier}{task[0]}") == task[1]


def _plain(*concepts: TaskConcept, mappings: tuple[Mapping, ...] = ()) -> ConceptMatcher:
    return ConceptMatcher(Vocabulary("transport", concepts), mappings)


MAINTENANCE = TaskConcept("transport/maintenance", "公路养护", ("公路养护",), (), (), "transport/area/roads")
BUILDING = TaskConcept(
    "transport/building", "公路建设", ("公路建设", "公路新建"), ("公路…改建",), (), "transport/area/roads"
)
RESCUE = TaskConcept("transport/rescue", "水上搜救", ("水上搜救",), (), ("演练",), "transport/area/water")


def _decided(task: str, concept: TaskConcept, predicate: Predicate = Predicate.EXACT, **more: str) -> Mapping:
    subject, wording = subject_of(task)
    name = concept.name.rpartition("/")[2]
    values = {"predicate_modifier": "", "mapping_justification": MANUAL, "confidence": "1.00"} | more
    return Mapping(subject, wording, predicate, object_id=f"concept:{name}", object_label=concept.label, **values)


def test_a_match_tells_what_it_rests_on() -> None:
    matcher = _plain(MAINTENANCE, BUILDING, RESCUE)
    (cued,) = matcher.decide("县级公路路面改建").matches
    (like,) = matcher.decide("县级水上搜救行动").matches
    assert (cued.concept, cued.mapping.mapping_justification, cued.mapping.match_string) == (
        "transport/building", BY_CUE, "公路路面改建",
    )  # fmt: skip
    assert (like.concept, like.mapping.mapping_justification, like.mapping.match_string, like.confidence) == (
        "transport/rescue", BY_LIKENESS, "水上搜救", 0.85,
    )  # fmt: skip


def test_a_decision_of_a_person_wins_over_cue_and_likeness() -> None:
    task = "公路路面改建"
    matcher = _plain(MAINTENANCE, BUILDING, RESCUE, mappings=(_decided(task, MAINTENANCE),))
    assert matcher.match(task) == ("transport/maintenance",)
    assert matcher.match(f"县级{task}") == ("transport/maintenance",)


def test_a_rejected_match_stays_rejected() -> None:
    task = "公路路面改建"
    rejected = _decided(task, BUILDING, predicate_modifier=NOT)
    matcher = _plain(MAINTENANCE, BUILDING, RESCUE, mappings=(rejected,))
    assert "transport/building" in _plain(MAINTENANCE, BUILDING, RESCUE).match(task)
    assert "transport/building" not in matcher.match(task)
    assert matcher.decide(task).rejected == ("transport/building",)


def test_a_deferred_match_is_as_it_was_computed() -> None:
    task = "公路路面改建"
    deferred = _decided(
        task, BUILDING, Predicate.CLOSE, mapping_justification=REVIEWED, reviewer_agreement="0.0", confidence=""
    )
    matcher = _plain(MAINTENANCE, BUILDING, RESCUE, mappings=(deferred,))
    assert matcher.match(task) == ("transport/building",)
    assert matcher.decide(task).deferred == ("transport/building",)


def test_a_narrower_concept_leaves_room_for_others() -> None:
    """Who says that 公路改建 is only part of 公路改建和水上搜救 says nothing of the other part."""
    task = "公路改建和水上搜救"
    narrow = _plain(MAINTENANCE, BUILDING, RESCUE, mappings=(_decided(task, RESCUE, Predicate.NARROW),))
    exact = _plain(MAINTENANCE, BUILDING, RESCUE, mappings=(_decided(task, RESCUE),))
    assert narrow.match(task) == ("transport/building", "transport/rescue")
    assert exact.match(task) == ("transport/rescue",)


def test_a_veto_rules_likeness_out_too() -> None:
    assert _plain(MAINTENANCE, BUILDING, RESCUE).match("水上搜救演练") == ()


def test_computed_rows_among_the_mappings_count_for_nothing() -> None:
    task = "公路路面改建"
    computed = _decided(task, RESCUE, mapping_justification=BY_LIKENESS)
    assert _plain(MAINTENANCE, BUILDING, RESCUE, mappings=(computed,)).match(task) == ("transport/building",)


def test_what_is_unlike_anything_is_doubtful_and_has_no_concept(matcher: ConceptMatcher) -> None:
    decision = matcher.decide("道路养护")
    assert (decision.matches, decision.doubtful) == ((), True)


def test_a_passing_mention_of_the_area_of_work_is_no_match(matcher: ConceptMatcher) -> None:
    """运用促进, the name of an area of work, was taken for 地理标志运用促进 when likeness alone spoke for it."""
    task = "县区按照知识产权强省建设纲要及相关规划、政策规定等自主实施加强知识产权运用促进的有关工作"
    assert matcher.match(task) == ()


def test_a_domain_without_vocabulary_has_no_matcher() -> None:
    assert concept_matcher("no-such-domain") is None
