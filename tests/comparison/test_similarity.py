"""Similarity: the counts by hand, the tables whole."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest

from shiquan.comparison.arrangement import Basis
from shiquan.comparison.matrix import compare
from shiquan.comparison.rendering import rounded, similarity_json
from shiquan.comparison.similarity import similarity
from shiquan.questions.rendering import as_csv
from shiquan.stores.embedded import EmbeddedStore

EXPECTED = Path(__file__).parent / "expected"
FIVE = ("临汾市", "钦州市", "本溪市", "内蒙古自治区", "运城市")
CITIES = ("洛阳市", "平顶山市", "株洲市", "白山市", "江西省")


@pytest.mark.parametrize("basis", list(Basis))
def test_the_five_documents(five_store: EmbeddedStore, basis: Basis) -> None:
    found = similarity(compare(five_store, FIVE, domain="知识产权", basis=basis))
    assert as_csv(found.rows()) == (EXPECTED / f"five-similarity-{basis}.csv").read_bytes().decode()
    assert [place.place.name for place in found.left_out] == ["运城市"]


def test_five_authored_places(authored_store: EmbeddedStore) -> None:
    found = similarity(compare(authored_store, CITIES))
    assert as_csv(found.rows()) == (EXPECTED / "authored-similarity.csv").read_bytes().decode()


def test_by_hand(five_store: EmbeddedStore) -> None:
    """临汾 and 本溪 list 27 concepts each and share 25: 25 / 29. Both give all 25 to city and county, four of them in the same manner:
    战略、规划、政策, 统计, 人才队伍 and 宣传教育."""
    (pair,) = similarity(compare(five_store, ("临汾市", "本溪市"))).pairs
    assert (pair.concepts_first, pair.concepts_second, pair.shared, pair.either) == (27, 27, 25, 29)
    assert pair.jaccard == Fraction(25, 29)
    assert (pair.same_holders, pair.same_bearers, pair.same_arrangements) == (25, 25, 4)


def test_nothing_shared_is_no_agreement_of_nought(five_store: EmbeddedStore) -> None:
    """质押融资 is 钦州's alone: with no shared concept there is nothing to agree on, and the measure is left open, not 0."""
    comparison = compare(five_store, ("临汾市", "钦州市"), concepts=["知识产权质押融资"])
    (pair,) = similarity(comparison).pairs
    assert (pair.jaccard, pair.of_shared(0)) == (Fraction(0), None)
    written = json.loads(similarity_json(similarity(comparison)))
    assert written["pairs"][0]["jaccard"] == 0.0
    assert written["pairs"][0]["holders"] is None


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, None),
        (Fraction(0), "0.000"),
        (Fraction(1), "1.000"),
        (Fraction(25, 29), "0.862"),
        (Fraction(1, 2000), "0.001"),
    ],
)
def test_rounding(value: Fraction | None, text: str | None) -> None:
    assert rounded(value) == text
