"""The cues of the task concepts: words of tasks, held against annotated documents and against wording of other places."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from rdflib import RDF, SKOS, Graph, Namespace

from shiquan.tasks.matching import ConceptMatcher, concept_matcher

TESTS = Path(__file__).resolve().parents[1]
SQ = Namespace("https://w3id.org/shiquan/ontology#")
SCHEME = "https://w3id.org/shiquan/id/scheme/intellectual-property"
DOMAIN = "知识产权"


@pytest.fixture(scope="module")
def matcher() -> ConceptMatcher:
    found = concept_matcher("intellectual-property")
    assert found
    return found


def _concepts(text: str, matcher: ConceptMatcher) -> list[str]:
    return sorted(concept.removeprefix("intellectual-property/") for concept in matcher.match(text))


def _gold_files() -> list[Path]:
    folders = [TESTS / "gold", TESTS / "documents" / "gold"]
    return [path for folder in folders for path in sorted(folder.glob("*.json"))]


def _annotated_tasks() -> dict[str, list[str]]:
    """The tasks of all annotated documents of the domain, and their concepts."""
    tasks: dict[str, list[str]] = {}
    for path in _gold_files():
        document = json.loads(path.read_text(encoding="utf-8"))
        if document.get("domain") == DOMAIN:
            for assignment in document["assignments"]:
                tasks |= {task["text"]: sorted(task["concepts"]) for task in assignment["tasks"]}
    return tasks


def test_annotated_tasks_are_recognised(matcher: ConceptMatcher) -> None:
    tasks = _annotated_tasks()
    assert tasks
    assert {text: _concepts(text, matcher) for text in tasks} == tasks


ELSEWHERE = """
制定实施全市知识产权战略、规划、政策 | strategy-planning-policy
全省性知识产权强省建设纲要和规划、政策的制定实施 | strategy-planning-policy
知识产权发展规划编制 | strategy-planning-policy
地方知识产权发展战略和政策措施制定 | strategy-planning-policy
制定省级知识产权领域地方性法规、地方政府规章等 | legislation
知识产权地方立法 | legislation
组织全省性知识产权统计调查分析发布 | statistics
省级知识产权统计监测和分析 | statistics
省级著作权管理部门办理的作品自愿登记 | works-registration
作品著作权登记 | works-registration
知识产权成果转化 | transfer-and-commercialisation
专利技术转化实施 | transfer-and-commercialisation
知识产权市场交易监管 | trading-supervision
知识产权运营监督管理 | trading-supervision
重大经济活动知识产权分析评议 | major-activity-review
重大科技项目知识产权评议 | major-activity-review
开展区域、产业专利导航 | patent-navigation
知识产权代理行业监管 | service-industry-supervision
专利、商标代理机构监督管理 | service-industry-supervision
版权许可、转让合同备案 | copyright-licence-and-transfer-filing
著作权专有许可使用合同备案 | copyright-licence-and-transfer-filing
专利权质押贷款贴息 | pledge-financing
知识产权金融服务 | pledge-financing
知识产权运营服务体系建设 | operation-platform
知识产权交易运营平台建设 | operation-platform
地理标志产业发展 | geographical-indication-use
地理标志产品培育和品牌建设 | geographical-indication-use
地理标志专用标志使用监管 | geographical-indication-protection
地理标志保护和运用 | geographical-indication-protection geographical-indication-use
商标品牌服务指导站建设 | trademark-brand-station
引进境外图书出版合同登记 | foreign-book-contract-registration
境外电子出版物和软件出版合同登记 | foreign-e-publication-and-software-contract-registration
境外音像制品复制合同登记 | foreign-audiovisual-contract-registration
国内单位和个人向国外申请植物新品种权登记 | plant-variety-foreign-application-registration
专利代理师资格考试组织实施 | patent-attorney-examination
知识产权大保护工作体系建设 | protection-system
国家级知识产权保护中心建设运行 | protection-centre
海外知识产权纠纷应对指导 | foreign-dispute-response
涉外知识产权纠纷应对援助机制建设 | foreign-dispute-response
知识产权保护检查考核 | protection-evaluation
知识产权保护社会满意度调查 | protection-evaluation
知识产权保护水平评估 | protection-evaluation
专利、商标行政执法 | enforcement
打击侵权假冒工作 | enforcement
全省性知识产权保护专项行动的组织实施 | enforcement
快速协同保护机制建设 | rapid-coordinated-protection
知识产权维权援助体系建设 | rights-assistance
专利侵权纠纷行政裁决 | administrative-adjudication
知识产权纠纷行政调解 | administrative-mediation
知识产权侵权纠纷行政裁决、调解 | administrative-adjudication administrative-mediation
政府机关使用正版软件工作 | software-legalisation
跨区域知识产权重大案件督查督办 | major-case-supervision
知识产权大案要案查处 | major-case-supervision
知识产权对外转让审查 | technology-export-review
知识产权公共服务网点建设 | public-service-system
知识产权信息公共服务体系建设 | public-service-system
知识产权基础信息开放共享 | information-dissemination
专利信息传播利用 | information-dissemination
知识产权大数据平台建设 | digital-infrastructure
知识产权业务信息系统建设和运维 | digital-infrastructure
知识产权系统网络和数据安全 | network-security
重点产业知识产权风险防控 | risk-warning
海外知识产权风险预警 | risk-warning
开展知识产权国际交流合作 | foreign-cooperation
与共建“一带一路”国家开展知识产权合作 | foreign-cooperation
与毗邻国家执法部门开展知识产权执法合作 | border-enforcement-cooperation
知识产权专业人才培养 | talent
知识产权行政管理人员业务培训 | talent
知识产权宣传周活动 | publicity-and-education
中小学知识产权普及教育 | publicity-and-education
高校知识产权学科专业建设 | academic-discipline
知识产权学院建设 | academic-discipline
与香港、澳门、台湾地区开展知识产权交流合作 | hong-kong-macao-taiwan-cooperation
县区专利奖励 |
计算机软件著作权登记 |
县区按照知识产权强省建设纲要及相关规划、政策规定等自主实施加强知识产权运用促进的有关工作 |
"""
"""Wording as other places use it, and tasks that are none of the concepts though they share words with them."""


@pytest.mark.parametrize("line", ELSEWHERE.strip().splitlines())
def test_wording_of_other_places_is_recognised(line: str, matcher: ConceptMatcher) -> None:
    text, concepts = line.rsplit("|", 1)
    assert _concepts(text.strip(), matcher) == sorted(concepts.split())


def test_labels_are_recognised_as_their_own_concept(ontology: Graph, matcher: ConceptMatcher) -> None:
    """A concept's Chinese names are themselves wordings of the task."""
    missed = []
    for concept in ontology.subjects(RDF.type, SQ.TaskConcept):
        if str(ontology.value(concept, SKOS.inScheme)) != SCHEME:
            continue
        code = str(ontology.value(concept, SKOS.notation))
        for name in (*ontology.objects(concept, SKOS.prefLabel), *ontology.objects(concept, SKOS.altLabel)):
            if getattr(name, "language", None) == "zh" and code not in _concepts(str(name), matcher):
                missed.append((code, str(name)))
    assert sorted(missed) == []


def _covers(cue: str, other: str) -> bool:
    """Tell whether every text that the other cue fits is one that this cue fits."""
    return re.search(".*".join(map(re.escape, cue.split("…"))), other) is not None


def test_every_cue_is_needed(ontology: Graph) -> None:
    """A cue that another cue of the same concept covers can never decide: 港澳 fits wherever 港澳台 does."""
    covered = []
    for concept in ontology.subjects(RDF.type, SQ.TaskConcept):
        for kind in (SQ.cue, SQ.notCue):
            written = [str(cue) for cue in ontology.objects(concept, kind)]
            covered += [(one, other) for one in written for other in written if one != other and _covers(other, one)]
    assert sorted(covered) == []
