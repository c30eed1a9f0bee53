"""Likeness of wordings: split tasks, passing mentions, order of the input."""

from __future__ import annotations

from shiquan.tasks.similarity import KnownWording, Likeness, Resemblance

KNOWN = [
    KnownWording("公路养护", ("maintenance",)),
    KnownWording("公路建设", ("building",)),
    KnownWording("公路建设和港口疏浚", ("building", "dredging")),
    KnownWording("道路运输管理", ("transport",)),
    KnownWording("水上搜救", ("rescue",)),
    KnownWording("航道疏浚", ("dredging",)),
]


def _named(wording: str, known: list[KnownWording] | None = None) -> list[str]:
    return [one.concept for one in Resemblance(known or KNOWN).named(wording, 0.3, 0.5)]


def test_one_kind_of_work_is_found() -> None:
    assert _named("国道公路养护工程") == ["maintenance"]


def test_a_task_that_joins_two_kinds_is_both() -> None:
    assert sorted(_named("水上搜救和道路运输管理")) == ["rescue", "transport"]


def test_a_known_wording_of_two_concepts_is_shared_out() -> None:
    """公路建设和港口疏浚 says 公路建设 of the one and 港口疏浚 of the other: a task of the second alone is not the first too."""
    assert _named("港口疏浚") == ["dredging"]
    assert _named("公路建设") == ["building"]


def test_words_that_are_nothing_known_name_nothing() -> None:
    assert _named("知识产权金融") == []


def test_the_ranking_tells_score_wording_and_share() -> None:
    assert Resemblance(KNOWN).ranking("水上搜救")[0] == Likeness("rescue", 1.0, "水上搜救", 1.0)


def test_the_order_of_what_is_known_makes_no_difference() -> None:
    for wording in ("港口疏浚和公路养护", "公路", "水上搜救和道路运输管理"):
        assert Resemblance(KNOWN).ranking(wording) == Resemblance([*reversed(KNOWN), *KNOWN]).ranking(wording)


def test_barred_concepts_are_not_taken() -> None:
    assert Resemblance(KNOWN).named("水上搜救", 0.3, 0.5, frozenset({"rescue"})) == ()
