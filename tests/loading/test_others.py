"""When a load is stopped because it would take another data set away."""

from __future__ import annotations

import pytest

from shiquan.errors import UsageError
from shiquan.loading.loader import MARKS
from shiquan.loading.others import refuse_to_remove_many
from shiquan.terms import GRAPH


def _names(*documents: int) -> frozenset[str]:
    """The graphs of a data set with these documents: two for each, and those that belong to none."""
    of_documents = (f"{GRAPH}{kind}140000/a/2024/{number}" for number in documents for kind in ("", "inferred/"))
    others = (GRAPH + name for name in ("areas", "summary", "inferred", "inferred/between", "ontology"))
    return frozenset((*of_documents, *others))


@pytest.mark.parametrize(
    ("held", "wanted"),
    [
        ((), (1, 2)),
        ((1, 2), (1, 2)),
        ((1, 2), (2,)),
        ((1, 2, 3, 4, 5), (2, 3, 4, 5, 6, 7)),
        (range(30), range(3, 40)),
    ],
    ids=["an empty store", "the same", "one of two is gone", "one of five is gone", "three of thirty are gone"],
)
def test_a_change_of_a_data_set_goes_on(held: tuple[int, ...], wanted: tuple[int, ...]) -> None:
    names = _names(*held) if held else frozenset()
    refuse_to_remove_many({*names, MARKS, GRAPH + "of-an-earlier-version"}, _names(*wanted))


@pytest.mark.parametrize(
    ("held", "wanted", "told"),
    [
        ((1,), (2,), "1 documents, and 1 of these"),
        ((1, 2, 3, 4, 5), (3, 4, 5), "5 documents, and 2 of these"),
        (range(30), range(4, 40), "30 documents, and 4 of these"),
        (range(1000), range(5), "1000 documents, and 995 of these"),
        ((1, 2), (), "2 documents, and 2 of these"),
    ],
    ids=["none is left", "two of five", "four of thirty", "a small one over a large one", "no documents at all"],
)
def test_another_data_set_is_not_taken_away(held: tuple[int, ...], wanted: tuple[int, ...], told: str) -> None:
    with pytest.raises(UsageError, match=told):
        refuse_to_remove_many(_names(*held), _names(*wanted))


def test_the_first_five_are_named() -> None:
    with pytest.raises(UsageError) as caught:
        refuse_to_remove_many(_names(*range(1, 9)), _names(9))
    named = [f"{GRAPH}140000/a/2024/{number}" for number in range(1, 6)]
    assert f": {', '.join(named)} and 3 more. " in caught.value.en
    assert f"：{'、'.join(named)} 等，另有 3 份。" in caught.value.zh
