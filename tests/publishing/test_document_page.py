"""The page of a document: the whole text, an element for every part, and what was read beside it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from lxml import html

from shiquan.building import build
from shiquan.dataset.layout import document_paths
from shiquan.graph.identifiers import document_of, graph_iri
from shiquan.publishing.addresses import folder_of
from shiquan.publishing.published_data import PublishedData
from shiquan.publishing.views import document_page
from shiquan.terms import DOC, ID

LINFEN = DOC + "141000/linzhengbanfa/2024/39"
NATIONAL = DOC + "100000/guobanfa/2023/48"
MOST = 200_000


def page_of(data: PublishedData, document: str, name: str = "index.html") -> html.HtmlElement:
    (content,) = (
        file.make() for file in document_page.files(data, document, folder_of(document) or "") if file.name == name
    )
    assert len(content) < MOST
    return html.document_fromstring(content.decode("utf-8"))


def held(data: PublishedData) -> list[str]:
    rows = data.store.select("SELECT DISTINCT ?d WHERE { ?d <https://w3id.org/shiquan/ontology#cleanedText> ?t }").rows
    return sorted(row[0] or "" for row in rows)


@cache
def parts_of_all(data: PublishedData) -> dict[str, set[str]]:
    """Return the paths of all parts of documents of which any graph tells."""
    found: dict[str, set[str]] = {}
    for row in data.store.select("SELECT DISTINCT ?s WHERE { ?s ?p ?o }").rows:
        document = document_of(row[0] or "")
        if document is not None and row[0] != document:
            found.setdefault(document, set()).add((row[0] or "")[len(document) + 1 :])
    return found


def parts(data: PublishedData, document: str) -> set[str]:
    return parts_of_all(data).get(document, set())


def lines(page: html.HtmlElement) -> str:
    return "".join(line.text_content() for line in page.xpath("//*[contains(concat(' ', @class, ' '), ' line ')]"))


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def test_the_whole_text_and_an_element_for_every_part(data: PublishedData) -> None:
    documents = held(data)
    assert len(documents) == 5
    for document in documents:
        page = page_of(data, document)
        assert lines(page) == document_paths(data.folder, document).text.read_text(encoding="utf-8")
        ids = page.xpath("//@id")
        assert len(ids) == len(set(ids))
        assert parts(data, document) - set(ids) == set()
        local = {href[1:] for href in page.xpath("//a/@href") if href.startswith("#")}
        assert local - set(ids) == set()


def test_both_languages_have_the_same_parts_and_text(data: PublishedData) -> None:
    chinese, english = page_of(data, LINFEN), page_of(data, LINFEN, "index.en.html")
    assert lines(chinese) == lines(english)
    assert chinese.xpath("//@id") == english.xpath("//@id")


def test_quotes_stand_where_they_are_marked(data: PublishedData) -> None:
    page = page_of(data, LINFEN)
    rows = data.store.select(
        """PREFIX sq: <https://w3id.org/shiquan/ontology#> PREFIX oa: <http://www.w3.org/ns/oa#>
        SELECT ?e ?q WHERE { GRAPH ?_graph_iri { ?t a sq:Task ; sq:evidence ?e . ?e oa:hasSelector ?s . ?s oa:exact ?q } }""".replace(
            "?_graph_iri", f"<{graph_iri(LINFEN)}>"
        )
    ).rows
    expected = {(row[0] or "")[len(LINFEN) + 1 :]: row[1] for row in rows}
    marked = {one: page.get_element_by_id(one).text_content() for one in expected}
    assert marked == expected
    assert len(expected) == 40


def test_what_stands_beside_an_assignment(data: PublishedData) -> None:
    card = page_of(data, LINFEN, "index.en.html").get_element_by_id("plan/1/a/1")
    assert words(card) == (
        "assignment 1 Power prefecture exclusive Pays prefecture sole "
        "制定实施全市知识产权战略、规划、政策 IP strategies, plans and policies prefecture "
        "全市性知识产权统计调查分析发布 IP statistics: survey, analysis, publication prefecture "
        "read by: one bearer, confirmed as a fiscal power of"
    )
    up = "../" * 5
    assert card.xpath(".//a/@href") == [
        "#plan/1/a/1/evidence",
        "#plan/1/a/1/task/1/evidence",
        f"{up}concept/intellectual-property/strategy-planning-policy/index.en.html",
        "#plan/1/a/1/task/2/evidence",
        f"{up}concept/intellectual-property/statistics/index.en.html",
        f"{up}rule/pay-sole/index.en.html",
        f"{up}rule/power-confirmed/index.en.html",
    ]


def test_cards_are_numbered_as_they_stand_in_the_text(data: PublishedData) -> None:
    """Cases were numbered by their order within their assignments: the second of all assignments came after the first of all."""
    page = page_of(data, DOC + "210500/benzhengbanfa/2025/9", "index.en.html")
    heads = [words(head).split() for head in page.xpath("//div[@class='said-head']")]
    for kind, count in (("assignment", 8), ("case", 12)):
        assert [number for word, number, *_ in heads if word == kind] == [str(one) for one in range(1, count + 1)]


def test_the_chain_of_a_city(data: PublishedData) -> None:
    page = page_of(data, LINFEN)
    assert [words(li) for li in page.xpath("//ul[contains(@class, 'chain-list')]/li")] == [
        "中央 国办发〔2023〕48号 全国 全文未收录国务院办公厅关于印发知识产权领域中央与地方财政事权和支出责任划分改革方案的通知",
        "省级 晋政办发〔2024〕23号 山西省 全文未收录山西省人民政府办公厅关于印发山西省知识产权领域省与市、县财政事权和支出责任划分改革方案的通知",
    ]


def test_a_document_that_is_not_held(data: PublishedData) -> None:
    page = page_of(data, NATIONAL, "index.en.html")
    assert parts(data, NATIONAL) <= set(page.xpath("//@id"))
    assert "The text of this document is not held" in words(page.xpath("//main")[0])
    facts = page.xpath("//ol[contains(@class, 'claims')]/li")
    rows = data.store.select(
        f"SELECT DISTINCT ?f WHERE {{ VALUES ?d {{ <{NATIONAL}> <{NATIONAL}/plan/1> }} ?f <https://w3id.org/shiquan/ontology#about> ?d }}"
    ).rows
    assert len(facts) == len(rows) > 0
    # a source is an address, or words where none was noted
    assert all(fact.xpath(".//*[contains(@class, 'source')]") for fact in facts)
    # an address, or a document of this graph, by a relative link
    sources = page.xpath("//a[contains(@class, 'source')]/@href")
    assert sources and [href for href in sources if not href.startswith(("https://", "http://", "../"))] == []
    assert "two demonstration data files on GitHub, addresses not recorded" in words(facts[-1].getparent())
    assert "地址未记录" not in words(facts[-1].getparent())
    quotes = page.xpath("//blockquote/p/text()")
    assert (
        "《国务院办公厅关于印发〈知识产权领域中央与地方财政事权和支出责任划分改革方案〉的通知》(国办发〔2023〕48号)"
        in quotes
    )


def test_every_document_that_is_spoken_of_has_a_page(data: PublishedData) -> None:
    rows = data.store.select(
        "SELECT DISTINCT ?d WHERE { { ?c <https://w3id.org/shiquan/ontology#citedDocument> ?d } UNION { ?d a <https://w3id.org/shiquan/ontology#Document> } }"
    ).rows
    documents = sorted({document_of(row[0] or "") or "" for row in rows} - {""})
    assert len(documents) > 10
    for document in documents:
        assert parts(data, document) - set(page_of(data, document).xpath("//@id")) == set()


def test_a_document_that_nobody_knows_has_none(data: PublishedData) -> None:
    assert (
        document_page.files(data, ID + "doc/141000/linzhengbanfa/1900/1", "id/doc/141000/linzhengbanfa/1900/1/") == ()
    )


def test_without_the_file_of_the_text_the_quotes_stand_alone(few_areas: Path, tmp_path: Path) -> None:
    for name in ("store", "data-set.json"):
        (tmp_path / name).symlink_to(few_areas / name)
    bare = PublishedData.open(tmp_path)
    page = page_of(bare, LINFEN)
    assert "本数据集不带正文文件" in words(page.xpath("//main")[0])
    assert parts(bare, LINFEN) - set(page.xpath("//@id")) == set()
    marked = page.get_element_by_id("plan/1/a/1/task/1/evidence").text_content()
    assert marked == "制定实施全市知识产权战略、规划、政策"
    (tmp_path / "texts").mkdir()
    document_paths(tmp_path, LINFEN).text.write_text("别的文字", encoding="utf-8")
    assert "改动过" in words(page_of(bare, LINFEN).xpath("//main")[0])


def test_hostile_words_stay_words(tmp_path: Path) -> None:
    body = (
        "山西省人民政府办公厅文件\n晋政办发〔2024〕99号\n"
        '山西省人民政府办公厅关于印发<script>alert("题")</script>交通运输领域省与市县财政事权和支出责任划分改革方案的通知\n'
        "各市人民政府：\n现印发给你们。\n山西省交通运输领域省与市县财政事权和支出责任划分改革方案\n"
        "一、主要内容\n"
        '将<img src=x onerror="alert(1)">国道建设、\u202e养护"管理\'，确认为省级财政事权，由省级承担支出责任。\n'
        "2024年3月1日\n"
    )
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(body, encoding="utf-8")
    data = PublishedData.open(build([tmp_path / "in"], tmp_path / "out", validated=False).folder)
    (document,) = held(data)
    page = page_of(data, document)
    assert lines(page) == document_paths(data.folder, document).text.read_text(encoding="utf-8")
    assert page.xpath("//img | //script[not(@src)] | //@onerror") == []
    assert parts(data, document) - set(page.xpath("//@id")) == set()
