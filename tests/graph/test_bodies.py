"""Names of bodies: short and full names of one body of one place are one node."""

from __future__ import annotations

import pytest

from shiquan.graph.bodies import BodyNames, KnownBody
from shiquan.lexicon import Lexicon
from shiquan.parsing.places import load_gazetteer
from shiquan.terms import ID, SQ


@pytest.fixture(scope="module")
def bodies(lexicon: Lexicon) -> BodyNames:
    return BodyNames(lexicon, load_gazetteer())


NAMES = [
    ("市市场监管局", "140800", "运城市市场监督管理局", "Department"),
    ("市市场监督管理局", "140800", "运城市市场监督管理局", "Department"),
    ("市市场监管局（市知识产权局）", "140800", "运城市市场监督管理局", "Department"),
    ("运城市市场监管局", "140800", "运城市市场监督管理局", "Department"),
    ("市科技局", "141000", "临汾市科学技术局", "Department"),
    ("省科技厅", "140000", "山西省科学技术厅", "Department"),
    ("市政府办公室", "140800", "运城市人民政府办公室", "Office"),
    ("市中级人民法院", "140800", "运城市中级人民法院", "IndependentBody"),
    ("市委宣传部", "140800", "运城市委宣传部", "IndependentBody"),
    ("运城海关", "140800", "运城海关", "IndependentBody"),
]


@pytest.mark.parametrize(("name", "code", "full", "kind"), NAMES, ids=[f"{name} {code}" for name, code, _, _ in NAMES])
def test_names(name: str, code: str, full: str, kind: str, bodies: BodyNames) -> None:
    area = load_gazetteer().by_code(code)
    body = bodies.responsible(name, area)
    assert body is not None
    assert (body.name, body.type_iri) == (full, SQ + kind)
    assert body.government == (None if kind == "IndependentBody" else f"{ID}gov/{code}")


def test_group_is_no_body(bodies: BodyNames) -> None:
    assert bodies.responsible("各县（市、区）人民政府", load_gazetteer().by_code("140800")) is None


def test_issuers(bodies: BodyNames) -> None:
    area = load_gazetteer().by_code("152500")
    assert area is not None
    assert bodies.issuer("锡林郭勒盟行政公署", area) == KnownBody(
        f"{ID}gov/152500", SQ + "Government", "锡林郭勒盟行政公署", None
    )
    office = bodies.issuer("锡林郭勒盟行政公署办公室", area)
    assert (office.type_iri, office.government) == (SQ + "Office", f"{ID}gov/152500")
