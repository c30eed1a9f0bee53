"""The authored documents of `documents/`: whole chains, what is missing, adding and removing, and the checks between tiers.

Three domains, three national plans, two provinces, four cities, six counties, two revisions. What each chain must be was read from the
documents by hand (`reading.py`, `chains.py`), and so was every finding (`README.md`).
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest

from shiquan import KnowledgeGraph
from shiquan.building import BuildResult, build
from shiquan.changing import add, remove
from shiquan.questions.missing import missing
from shiquan.questions.rendering import as_csv
from shiquan.questions.statements import Statement
from shiquan.questions.trace import Hop, trace
from shiquan.stores.embedded import EmbeddedStore
from shiquan.stores.rows import Rows

from . import reading
from .chains import EVERY_TASK_OF_XIANYANG, QUESTIONS, Expected, Question
from .reading import Said

HERE = Path(__file__).parent
DOCUMENTS = HERE / "documents"
WITHHELD = DOCUMENTS / "shaanxi-ip.txt"

NUMBERS = {
    "central-ip.txt": "国办发〔2021〕901号",
    "central-transport.txt": "国办发〔2020〕902号",
    "central-emergency.txt": "国办发〔2020〕903号",
    "jiangsu-ip-2021.txt": "苏政办发〔2021〕911号",
    "jiangsu-ip-2024.txt": "苏政办发〔2024〕912号",
    "jiangsu-transport.txt": "苏政办发〔2021〕913号",
    "shaanxi-ip.txt": "陕政办发〔2022〕921号",
    "shaanxi-emergency.txt": "陕政办发〔2021〕922号",
    "suzhou-ip-2022.txt": "苏府办〔2022〕931号",
    "suzhou-ip-2024.txt": "苏府办〔2024〕932号",
    "nantong-ip.txt": "通政办发〔2022〕935号",
    "nantong-transport.txt": "通政办发〔2022〕936号",
    "baoji-ip.txt": "宝政办发〔2023〕941号",
    "baoji-transport.txt": "宝政办发〔2022〕942号",
    "xianyang-ip.txt": "咸政办发〔2022〕945号",
    "xianyang-emergency.txt": "咸政办发〔2022〕946号",
    "kunshan-ip.txt": "昆政办发〔2023〕951号",
    "taicang-ip.txt": "太政办〔2025〕953号",
    "haian-transport.txt": "海政办发〔2023〕955号",
    "fufeng-transport.txt": "扶政办发〔2023〕957号",
    "wugong-emergency.txt": "武政办发〔2023〕961号",
    "sanyuan-ip.txt": "三政办发〔2023〕963号",
}
"""The documents and their numbers."""

COMPLETED = ("city-that-cites-its-province-only", "county-without-a-plan", "carve-outs-through-four-tiers")
"""The questions whose chains the withheld plan completes."""

MISSING_TRANSPORT = (
    "https://w3id.org/shiquan/id/doc/610000/shanzhengbanfa/2021/923",
    "陕政办发〔2021〕923号",
    "陕西省人民政府办公厅关于印发陕西省交通运输领域省与市县财政事权和支出责任划分改革方案的通知",
    "610000",
    "陕西省",
    "province",
    "1",
    "14",
    "14",
    "《陕西省人民政府办公厅关于印发陕西省交通运输领域省与市县财政事权和支出责任划分改革方案的通知》（陕政办发〔2021〕923号）",
)
"""Cited by 宝鸡 alone. Chains: 宝鸡 and its 12 districts and counties, and 扶风's own plan."""

MISSING_IP = (
    "https://w3id.org/shiquan/id/doc/610000/shanzhengbanfa/2022/921",
    "陕政办发〔2022〕921号",
    "陕西省人民政府办公厅关于印发陕西省知识产权领域省与市县财政事权和支出责任划分改革方案的通知",
    "610000",
    "陕西省",
    "province",
    "2",
    "29",
    "29",
    "《陕西省人民政府办公厅关于印发陕西省知识产权领域省与市县财政事权和支出责任划分改革方案的通知》（陕政办发〔2022〕921号）",
)
"""Cited by 宝鸡 and 咸阳. Chains: 宝鸡 and its 12 districts and counties, 咸阳 and its 14, and 三原's own plan."""


@pytest.fixture(scope="session")
def chains(tmp_path_factory: pytest.TempPathFactory) -> BuildResult:
    """The data set of the authored documents."""
    return build([DOCUMENTS], tmp_path_factory.mktemp("chains") / "build")


@pytest.fixture(scope="session")
def without_a_province(chains: BuildResult, tmp_path_factory: pytest.TempPathFactory) -> BuildResult:
    """The same without the plan of 陕西 on intellectual property."""
    paths = [path for path in sorted(DOCUMENTS.iterdir()) if path != WITHHELD]
    return build(paths, tmp_path_factory.mktemp("chains") / "without")


@pytest.fixture(scope="session")
def findings(chains: BuildResult) -> Rows:
    """What the checks between tiers find."""
    return KnowledgeGraph.open(chains.folder).check()


# ---------------------------------------------------------------- the documents


def test_every_document_is_read(chains: BuildResult) -> None:
    read = {report["file"]: str(report["number"]) for report in chains.reports()}
    assert {Path(file).name: number for file, number in read.items()} == NUMBERS
    assert (chains.failures, chains.inconsistencies) == ((), ())


def test_what_was_read_by_hand_stands_in_the_documents() -> None:
    """The expectations are words of the documents: no sentence of `reading.py` that is in no document, no task out of its sentence."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(DOCUMENTS.iterdir())]
    read = [
        said for name, group in vars(reading).items() if name.isupper() and isinstance(group, tuple) for said in group
    ]
    assert len(read) > 80
    assert [said for said in read if not any(said.quote in text for text in texts)] == []
    assert [said for said in read if said.task not in said.quote] == []


# ---------------------------------------------------------------- the chains


def _said(statement: Statement) -> Said:
    power, bearer = " ".join(statement.power_tiers), " ".join(statement.expenditure_tiers)
    return Said(statement.task, statement.quote or "", power, bearer)


def _found(hop: Hop) -> Expected:
    return Expected(
        tier=hop.tier,
        area=hop.area_name,
        number=hop.instrument.number if hop.instrument else None,
        status=hop.status,
        link=hop.link,
        said=tuple(_said(one) for one in hop.statements),
        notes=tuple(note.code for note in hop.notes),
        given=tuple((given.number or "", _said(one)) for given in hop.from_above for one in given.statements),
        implied=tuple(implied.number or "" for implied in hop.implied),
    )


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_the_whole_chain(question: Question, chains: BuildResult) -> None:
    found = trace(EmbeddedStore.open(chains.folder), **question.asked)
    assert tuple(_found(hop) for hop in found.hops) == question.chain


def test_every_task_of_a_city_with_plans_in_two_domains(chains: BuildResult) -> None:
    found = trace(EmbeddedStore.open(chains.folder), area="610400")
    assert (
        tuple(
            (one.tier, one.number, one.status, one.link, tuple(said.task for said in one.said))
            for one in map(_found, found.hops)
        )
        == EVERY_TASK_OF_XIANYANG
    )


def _notes(hops: Iterable[Hop]) -> list[tuple[str, str | None]]:
    return [(hop.area_name, hop.note) for hop in hops]


def test_why_there_is_no_evidence_is_said_in_words(chains: BuildResult) -> None:
    store = EmbeddedStore.open(chains.folder)
    assert _notes(trace(store, task="专利导航", area="崇川区").hops[-2:]) == [
        (
            "南通市",
            "全文已收录，未提及该事项；适用其对未列事项的规定（见原文）；以下为上级方案给予本级的 / text held; it does not name the task; its rule for "
            "unlisted matters applies (quoted); what follows is what a plan above gives this tier",
        ),
        (
            "崇川区",
            "没有崇川区的划分方案可查，未见其落实上级方案；以下为上级方案给予本级的 / no division plan of 崇川区 is known: the plans above are not seen to "
            "be carried out there; what follows is what a plan above gives this tier",
        ),
    ]
    assert _notes(trace(store, number="苏府办〔2022〕931号", task="专利导航").hops[-1:]) == [
        (
            "苏州市",
            "已被苏府办〔2024〕932号（2025-01-01 起施行）废止 / repealed by 苏府办〔2024〕932号 (in force from 2025-01-01)",
        )
    ]


def test_the_rule_for_unlisted_matters_is_quoted(chains: BuildResult) -> None:
    city = trace(EmbeddedStore.open(chains.folder), task="专利导航", area="南通市").hops[-1]
    assert [(rule.section, rule.quote) for rule in city.residual_rules] == [
        ("二/(四)", "知识产权领域其他未列事项，依据改革的总体要求和事项属性具体界定。")
    ]


def test_what_replaced_what(chains: BuildResult) -> None:
    hops = trace(EmbeddedStore.open(chains.folder), task="战略", area="苏州市", as_of="2024-07-01").hops
    province, city = hops[-2:]
    assert [(one.number, str(one.in_force)) for one in province.replaces] == [("苏政办发〔2021〕911号", "2021-10-01")]
    assert [(one.number, str(one.in_force)) for one in city.replaced_by] == [("苏府办〔2024〕932号", "2025-01-01")]
    assert (province.replaced_by, city.replaces) == ((), ())


# ---------------------------------------------------------------- what is missing, and what its text completes


def test_what_is_missing(chains: BuildResult) -> None:
    assert missing(EmbeddedStore.open(chains.folder)).rows == (MISSING_TRANSPORT,)


def test_the_plan_that_most_chains_lack_comes_first(without_a_province: BuildResult) -> None:
    assert missing(EmbeddedStore.open(without_a_province.folder)).rows == (MISSING_IP, MISSING_TRANSPORT)


def test_the_chain_without_the_plan_of_the_province(without_a_province: BuildResult) -> None:
    """宝鸡 names its province's plan only: without that text, no word ties it to the national plan. 咸阳 names both."""
    store = EmbeddedStore.open(without_a_province.folder)
    central, real, province, city = QUESTIONS["city-that-cites-its-province-only"].chain
    not_held = province._replace(status="text_not_held", said=(), notes=("text_not_held",))
    assert tuple(_found(hop) for hop in trace(store, task="专利导航", area="宝鸡市").hops) == (
        central._replace(link="not_known", notes=("link_not_known",)),
        real,
        not_held,
        city,
    )
    central, real, province, city, county = QUESTIONS["carve-outs-through-four-tiers"].chain
    assert tuple(_found(hop) for hop in trace(store, task="侵权纠纷行政裁决", area="三原县").hops) == (
        central._replace(implied=central.implied[1:]),
        real,
        not_held._replace(implied=province.implied),
        city,
        county,
    )


def _files(folder: Path) -> dict[str, bytes]:
    """Return every file of a data set but the store, which is made from `graph.nq`."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.relative_to(folder).parts[0] != "store"
    }


def test_adding_the_text_completes_the_chains(
    chains: BuildResult, without_a_province: BuildResult, tmp_path: Path
) -> None:
    """After `add` the chains are whole, and the files (all quads, derived ones too) those of a build of all; `remove` undoes it."""
    changed = tmp_path / "changed"
    shutil.copytree(without_a_province.folder, changed)
    assert [str(document.report["number"]) for document in add([WITHHELD], changed).added] == ["陕政办发〔2022〕921号"]
    after = EmbeddedStore.open(changed)
    for name in COMPLETED:
        found = trace(after, **QUESTIONS[name].asked)
        assert tuple(_found(hop) for hop in found.hops) == QUESTIONS[name].chain
    assert missing(after).rows == (MISSING_TRANSPORT,)
    assert _files(changed) == _files(chains.folder)
    del after
    removed = remove("陕政办发〔2022〕921号", changed).removed
    assert [str(document.report["number"]) for document in removed] == ["陕政办发〔2022〕921号"]
    assert _files(changed) == _files(without_a_province.folder)


# ---------------------------------------------------------------- the checks between tiers


def test_the_findings(findings: Rows) -> None:
    """Each row was read by hand against both documents: README.md."""
    assert as_csv(findings) == (HERE / "findings.csv").read_bytes().decode("utf-8")


def test_the_reading_by_hand_covers_every_finding_and_no_other(findings: Rows) -> None:
    notes = (HERE / "README.md").read_text(encoding="utf-8")
    read = re.findall(r"^\| `([a-z-]+)` \| (\S+) \| (\S+) \|", notes, re.MULTILINE)
    found = [(row["code"], row["number"], row["concept"] or "–") for row in findings.records()]
    assert sorted(read) == sorted(found)
