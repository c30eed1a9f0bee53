"""Doubtful matches, and what persons say of them."""

from __future__ import annotations

import pytest

from shiquan.errors import UsageError
from shiquan.tasks.mappings import Mapping
from shiquan.tasks.matching import ConceptMatcher
from shiquan.tasks.reviewing import Doubt, Verdict, decision_on, doubts, task_of_subject
from shiquan.tasks.statements import StatedTask
from shiquan.tasks.vocabulary import TaskConcept, Vocabulary

VOCABULARY = Vocabulary(
    "transport",
    (
        TaskConcept("transport/maintenance", "公路养护", ("公路养护",), ("公路养护",), (), "transport/area/roads"),
        TaskConcept("transport/rescue", "水上搜救应急处置", ("水上搜救应急处置",), (), (), "transport/area/water"),
    ),
)
MATCHER = ConceptMatcher(VOCABULARY)


def _task(number: str, text: str) -> StatedTask:
    return StatedTask(
        number, "临汾市", "transport", "交通运输", f"{number}/a", "公路", text, f"将{text}确认为市级财政事权。", ()
    )


TASKS = [
    _task("甲1号", "县级公路养护"),
    _task("乙2号", "水上搜救"),
    _task("丙3号", "全市水上搜救"),
    _task("丁4号", "水上搜救应急处置"),
]


def test_a_doubtful_match_is_told_once_with_both_quotes() -> None:
    assert doubts(TASKS, MATCHER) == (
        Doubt(
            "wording:df3d76942a3b",
            "水上搜救",
            "rescue",
            "水上搜救应急处置",
            0.28,
            True,
            "乙2号",
            "水上搜救",
            "将水上搜救确认为市级财政事权。",
            "丁4号",
            "水上搜救应急处置",
            "将水上搜救应急处置确认为市级财政事权。",
        ),
    )


@pytest.mark.parametrize("verdict", list(Verdict))
def test_what_is_decided_is_not_asked_again(verdict: Verdict) -> None:
    row = decision_on(MATCHER, "水上搜救", "rescue", verdict, "理由", "王某", "2025-01-31")
    left = doubts(TASKS, ConceptMatcher(VOCABULARY, (row,)))
    assert [(one.wording, one.concept) for one in left] == []


DECIDED = {
    Verdict.SAME: ("skos:exactMatch", "", "semapv:ManualMappingCuration", "王某", "", "2025-01-31", "", "1.00", ""),
    Verdict.BROADER: ("skos:broadMatch", "", "semapv:ManualMappingCuration", "王某", "", "2025-01-31", "", "1.00", ""),
    Verdict.NARROWER: (
        "skos:narrowMatch",
        "",
        "semapv:ManualMappingCuration",
        "王某",
        "",
        "2025-01-31",
        "",
        "1.00",
        "",
    ),
    Verdict.DIFFERS: (
        "skos:exactMatch",
        "Not",
        "semapv:ManualMappingCuration",
        "王某",
        "",
        "2025-01-31",
        "",
        "1.00",
        "",
    ),
    Verdict.DEFER: ("skos:closeMatch", "", "semapv:MappingReview", "", "王某", "", "2025-01-31", "", "0.0"),
}


@pytest.mark.parametrize("verdict", list(Verdict))
def test_a_decision_is_a_mapping_with_author_date_and_reason(verdict: Verdict) -> None:
    predicate, modifier, how, author, reviewer, date, reviewed, confidence, agreement = DECIDED[verdict]
    assert decision_on(MATCHER, "县级水上搜救", "rescue", verdict, " 范围\n更宽 ", "王某", "2025-01-31") == Mapping(
        "wording:df3d76942a3b",
        "水上搜救",
        predicate,
        modifier,
        "concept:rescue",
        "水上搜救应急处置",
        how,
        author_label=author,
        reviewer_label=reviewer,
        mapping_date=date,
        review_date=reviewed,
        confidence=confidence,
        reviewer_agreement=agreement,
        comment="范围 更宽",
    )


@pytest.mark.parametrize(
    ("concept", "reason", "author", "date"),
    [
        ("nothing", "理由", "王某", "2025-01-31"),
        ("rescue", " ", "王某", "2025-01-31"),
        ("rescue", "理由", "", "2025-01-31"),
        ("rescue", "理由", "王某", "昨天"),
    ],
)
def test_a_decision_needs_concept_reason_author_and_date(concept: str, reason: str, author: str, date: str) -> None:
    with pytest.raises(UsageError):
        decision_on(MATCHER, "水上搜救", concept, Verdict.SAME, reason, author, date)


def test_a_wording_may_be_named_by_its_identifier() -> None:
    assert task_of_subject(TASKS, "wording:df3d76942a3b") == "水上搜救"
    assert task_of_subject(TASKS, "水上搜救") == "水上搜救"
    with pytest.raises(UsageError):
        task_of_subject(TASKS, "wording:000000000000")
