"""The pages of tasks and places, read as a reader does and compared with what the questions answer."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html
from pyoxigraph import Literal, NamedNode, Quad, Store

from shiquan.comparison.assignments import AssignedTask, assigned_tasks
from shiquan.comparison.matrix import agreement_of, compare, majority_of
from shiquan.publishing.current_areas import current_areas
from shiquan.publishing.published_data import PublishedData
from shiquan.publishing.remembering import RememberingStore
from shiquan.publishing.sections.places import Places
from shiquan.publishing.sections.tasks import Tasks
from shiquan.publishing.site import file_at
from shiquan.publishing.statements_on_a_task import place_for_the_chain, task_everywhere
from shiquan.publishing.task_vocabulary import task_vocabulary
from shiquan.publishing.views import place_page
from shiquan.questions.instruments import division_plans_for
from shiquan.questions.places import place_of
from shiquan.questions.trace import trace
from shiquan.stores.embedded import EmbeddedStore
from shiquan.stores.interface import NO_BINDINGS, Bindings
from shiquan.stores.rows import Rows
from shiquan.terms import ID, SKOS, SQ, XSD

PROTECTION = "id/concept/intellectual-property/protection-system/"
IN_LINFEN = "tasks/intellectual-property/protection-system/141000/"
DOMAIN = ID + "domain/intellectual-property"
HOSTILE = "<script>alert(1)</script>\"'&\u202e]]>"


def _page(data: PublishedData, path: str) -> html.HtmlElement:
    file = file_at(data, path)
    assert file is not None, path
    return html.document_fromstring(file.make().decode())


def _words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def _table(page: html.HtmlElement, caption: str) -> list[list[str]]:
    """Return the rows of the table whose caption begins so."""
    for table in page.iter("table"):
        if _words(table.find("caption")).startswith(caption):
            return [[_words(cell) for cell in row] for row in table.iter("tr")][1:]
    raise AssertionError(caption)


# ---------------------------------------------------------------- tasks


def test_a_task_side_by_side_is_what_the_comparison_says(data: PublishedData) -> None:
    everywhere = task_everywhere(data, ID + "concept/intellectual-property/protection-system", DOMAIN)
    compared = compare(data.store, (), "知识产权", ["protection-system"])
    (line,) = compared.lines
    ours = {place.area.code: place.arrangement for place in everywhere.stated}
    assert ours == {
        place.place.code: cell.arrangement
        for place, cell in zip(compared.places, line.cells, strict=True)
        if cell.status == "stated"
    }
    page = _page(data, PROTECTION)
    rows = [row for row in _table(page, "山西省") if row[0].startswith("临汾市")]
    assert rows == [
        [
            "临汾市 市级",
            "市级 县级 各自",
            "市级 县级 各自",
            "临政办发〔2024〕39号 二/(四) 全市性知识产权保护体系建设二/(四) 县级知识产权保护体系建设",
        ]
    ]
    assert _table(page, "各级的地方怎样规定")[-1][:4] == ["市级", "3", "0", "1"]


def test_the_chain_shown_is_that_of_the_place_with_most_tiers(data: PublishedData) -> None:
    everywhere = task_everywhere(data, ID + "concept/intellectual-property/protection-system", DOMAIN)
    assert place_for_the_chain(data, everywhere) == current_areas(data).by_code["141000"]
    without = replace(everywhere, places=())
    assert place_for_the_chain(data, without) is None


def test_the_picture_leads_to_the_list_and_the_list_has_every_hop(data: PublishedData) -> None:
    page = _page(data, IN_LINFEN)
    found = trace(data.store, "protection-system", "141000")
    hops = page.xpath("//ol[@class='hops']/li")
    assert [_words(hop.find("h3")) for hop in hops] == [
        "中央 全国 国办发〔2023〕48号 全文未收录",
        "省级 山西省 晋政办发〔2024〕23号 全文未收录",
        "市级 临汾市 临政办发〔2024〕39号 有规定",
    ]
    quotes = [_words(quote) for quote in page.xpath("//ol[@class='hops']//blockquote/p")]
    assert quotes == [statement.quote for hop in found.hops for statement in hop.statements]
    links = page.xpath("//svg//a[@class='statement']/@href")
    assert links == ["#hop-3-1", "#hop-3-2"]
    assert [page.get_element_by_id(link[1:]).get("class") for link in links] == ["said", "said"]
    documents = page.xpath("//svg//a[@class='document']/@href")
    assert documents[-1] == "../../../../id/doc/141000/linzhengbanfa/2024/39/"
    assert page.xpath("//svg")[0].get("role") == "group"
    cited = page.xpath("//ol[@class='hops']//blockquote/footer/a/@href")
    assert cited[0] == "../../../../id/doc/141000/linzhengbanfa/2024/39/#plan/1/a/7"


def test_the_files_of_a_chain_are_those_of_the_command(data: PublishedData) -> None:
    names = [file.name for file in Tasks().files(data, IN_LINFEN)]
    assert names == ["index.html", "index.en.html", "chain.svg", "chain.csv", "chain.json"]
    svg = file_at(data, IN_LINFEN + "chain.svg")
    assert svg is not None
    assert b"<a " not in svg.make()
    assert b'role="img"' in svg.make()


def test_a_task_that_no_plan_names_says_so(data: PublishedData) -> None:
    concept = ID + "concept/intellectual-property/protection-system"
    quads = [
        quad
        for quad in Store.read_only(str(data.folder / "store"))
        if not (quad.predicate.value in (SQ + "concept", SQ + "regards") and quad.object == NamedNode(concept))
    ]
    unnamed = PublishedData(data.folder, EmbeddedStore.from_quads(quads))
    assert "没有一份已收录的方案列有这一事项" in _words(_page(unnamed, PROTECTION))
    page = _page(unnamed, PROTECTION + "index.en.html")
    assert "No plan whose text is held names this task" in _words(page)
    assert [_words(one) for one in page.xpath("//h3/span[starts-with(@class, 'status')]")][-1] == "silent"
    work = _page(unnamed, "id/concept/intellectual-property/area/protection/")
    assert "知识产权保护体系建设 没有方案列有" in [_words(one) for one in work.xpath("//ul[@class='task-list']/li")]


def test_the_lists_of_tasks_count_places_as_the_pages_do(data: PublishedData) -> None:
    for folder in ("tasks/", "tasks/intellectual-property/"):
        page = _page(data, folder)
        counted = {
            _words(item.find("a")): _words(item.xpath("span[@class='count']")[0])
            for item in page.xpath("//ul[@class='task-list']/li")
        }
        assert counted["知识产权保护体系建设"] == "4 地"
        assert len(counted) == len({task.iri for one in task_vocabulary(data) for task in one.tasks})
    work = _page(data, "id/concept/intellectual-property/area/protection/")
    assert "知识产权保护体系建设 4 个地方列有" in [_words(one) for one in work.xpath("//ul[@class='task-list']/li")]


@pytest.mark.parametrize(
    "path",
    [
        "tasks/nothing/",
        "tasks/intellectual-property/protection-system/",
        "tasks/intellectual-property/protection-system/999999/",
        "tasks/intellectual-property/protection-system/141000/1/",
        "tasks/intellectual-property/protection-system/141000/2/",
        "tasks/intellectual-property/protection-system/141000/二/",
        "tasks/intellectual-property/protection-system/141000/2/x/",
        "tasks/intellectual-property/nothing/141000/",
        "places/999999/",
        "places/141000/intellectual-property/",
        "places/140000/x/y/",
        "id/area/999999/",
        "id/concept/intellectual-property/nothing/",
    ],
)
def test_folders_that_are_not_there(data: PublishedData, path: str) -> None:
    assert file_at(data, path) is None


def test_every_folder_of_the_two_sections_has_a_page(data: PublishedData) -> None:
    for section in (Tasks(), Places()):
        folders = list(section.folders(data))
        assert len(set(folders)) == len(folders)
        for folder in folders:
            assert [file.name for file in section.files(data, folder)][:2] == ["index.html", "index.en.html"], folder


def test_majority_and_agreement(data: PublishedData) -> None:
    everywhere = task_everywhere(data, ID + "concept/intellectual-property/protection-system", DOMAIN)
    one, other = (place.arrangement for place in everywhere.stated if place.area.code in ("141000", "210500"))
    assert one is not None
    assert other is not None
    assert [agreement_of(some) for some in ([], [one], [one, one], [one, other])] == [
        "none",
        "single",
        "agree",
        "same_tiers",
    ]
    assert majority_of([one, one, other]) == one.key()
    assert majority_of([one, other]) is None
    assert majority_of([one, one, other, other]) is None


# ---------------------------------------------------------------- places


def test_a_place_shows_all_that_its_plan_divides_in_its_order(data: PublishedData) -> None:
    page = _page(data, "id/area/141000/")
    said = _said_in_linfen(data)
    shown = [_words(cell) for cell in page.xpath("//details//th[@scope='row']")]
    assert sorted(shown) == sorted(task.task for task in said)
    links = page.xpath("//details//td[last()]/a/@href")
    assert sorted(links) == sorted(
        "../../doc/141000/linzhengbanfa/2024/39/#" + task.assignment.partition("/39/")[2] for task in said
    )
    assert _table(page, "本地政府的文件") == [
        [
            "临政办发〔2024〕39号",
            "临汾市人民政府办公室关于印发临汾市知识产权领域市与县财政事权和支出责任划分改革方案的通知",
            "知识产权",
            "2024-12-05",
            "2024-12-05",
            "全文已收录",
        ]
    ]
    assert _table(page, "山西省") == [["晋政办发〔2024〕23号", "知识产权", "", "全文未收录", "", ""]]
    missing = [
        _words(item) for item in page.xpath("//h3[.='本地文件引用而没有收录全文的文件']/following-sibling::ul[1]/li")
    ]
    assert [words.partition("号")[0] + "号" for words in missing] == ["国办发〔2023〕48号", "晋政办发〔2024〕23号"]


def test_a_place_without_documents_says_so_and_shows_the_tiers_above(data: PublishedData) -> None:
    page = _page(data, "id/area/141002/index.en.html")
    words = _words(page)
    assert "No document of this government is held or known" in words
    assert "No division plan of this place is known" in words
    assert _table(page, "临汾市")[0][:3] == ["临政办发〔2024〕39号", "intellectual property", "2024-12-05"]
    assert [name.get("lang") for name in page.xpath("//h1/span")] == ["zh"]


def test_a_county_without_a_plan_shows_what_the_plan_of_its_city_gives_it(data: PublishedData) -> None:
    """Its page had told how many tasks the plans above give to its tier, and not which."""
    page = _page(data, "id/area/141002/")
    assert _table(page, "临汾市") == [["临政办发〔2024〕39号", "知识产权", "2024-12-05", "全文已收录", "21", "21"]]
    by_work = [[row[0], int(row[1])] for row in _table(page, "知识产权")]
    said = _said_in_linfen(data)
    assert sum(number for _, number in by_work) == len(said)
    assert by_work[0] == ["知识产权宏观管理", 4]
    assert _tasks_listed(page) == _naming(said, "county")
    links = page.xpath("//details//td[last()]/a/@href")
    assert all(link.startswith("../../doc/141000/linzhengbanfa/2024/39/#plan/1/a/") for link in links)


def test_where_plans_above_have_many_tasks_each_domain_has_a_page(
    data: PublishedData, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(place_page, "MOST_TASKS", 10)
    page = _page(data, "id/area/141002/")
    assert _tasks_listed(page) == []
    assert page.xpath("//a[.='知识产权']/@href")[-1] == "../../../places/141002/intellectual-property/#above"
    assert "places/141002/intellectual-property/" in set(Places().folders(data))
    assert _tasks_listed(_page(data, "places/141002/intellectual-property/")) == _naming(
        _said_in_linfen(data), "county"
    )
    own = _page(data, "places/141000/intellectual-property/")
    assert len(own.xpath("//td[last()]/a")) == len(_said_in_linfen(data))
    # the province's plan is not held, so that there is nothing to list
    assert file_at(data, "places/140000/intellectual-property/") is None


def test_a_plan_above_in_which_no_task_was_read_still_has_its_page(
    data: PublishedData, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The list of folders had it, and the page could not be made: there was nothing to fill it with."""
    monkeypatch.setattr(place_page, "MOST_TASKS", 10)
    monkeypatch.setattr(place_page, "assigned_tasks", lambda store, plan: ())
    page = _page(data, "places/141002/intellectual-property/")
    assert "临政办发〔2024〕39号 · 知识产权 0 项" in [_words(heading) for heading in page.xpath("//h4")]
    assert "没有一项写到本级。" in [_words(notice) for notice in page.xpath("//p[@class='notice open']")]


def _said_in_linfen(data: PublishedData) -> tuple[AssignedTask, ...]:
    place = place_of(data.store, "141000")
    (plan,) = (one for one in division_plans_for(data.store, place) if one.area_code == "141000")
    return assigned_tasks(data.store, plan)


def _naming(said: tuple[AssignedTask, ...], tier: str) -> list[str]:
    return sorted(
        task.task
        for task in said
        if tier in {*task.power_tiers, *task.expenditure_tiers}
        or any(tier in {*case.power_tiers, *case.expenditure_tiers} for case in task.cases)
    )


def _tasks_listed(page: html.HtmlElement) -> list[str]:
    return sorted(_words(cell) for cell in page.xpath("//details//th[@scope='row']"))


def test_former_areas(data: PublishedData) -> None:
    former = NamedNode(ID + "area/141000/1999")
    label, code, ended = (NamedNode(iri) for iri in (SKOS + "prefLabel", SQ + "areaCode", SQ + "validTo"))
    graph = NamedNode(ID + "graph/areas")
    told = (
        Quad(former, code, Literal("141000"), graph),
        Quad(former, label, Literal("旧临汾", language="zh"), graph),
        Quad(former, ended, Literal("2000-10", datatype=NamedNode(XSD + "gYearMonth")), graph),
    )
    quads = [*Store.read_only(str(data.folder / "store")), *told]
    changed = PublishedData(data.folder, EmbeddedStore.from_quads(quads))
    page = _page(changed, "id/area/141000/1999/")
    assert _words(page.find(".//h1")) == "旧临汾 已撤销或更名"
    assert "来源没有说明，这里也不推测" in _words(page)
    assert page.xpath("//dd/a[.='临汾市']/@href") == ["../"]
    assert _page(changed, "id/area/141000/").xpath("//dd/a[.='旧临汾']/@href") == ["1999/"]


def test_the_list_of_places(data: PublishedData) -> None:
    page = _page(data, "places/")
    provinces = {_words(heading) for heading in page.iter("h2")}
    assert {"山西省 2 件", "辽宁省 1 件", "广西壮族自治区 1 件", "内蒙古自治区 1 件"} <= provinces
    shanxi = _page(data, "places/140000/")
    assert "临汾市 1 · 40 项" in [_words(heading) for heading in shanxi.iter("h2")]


# ---------------------------------------------------------------- hostile data, remembering


def test_hostile_words_stay_words(data: PublishedData, tmp_path: Path) -> None:
    def spoilt(quad: Quad) -> Quad:
        if quad.predicate.value in (
            SQ + "text",
            "http://www.w3.org/ns/oa#exact",
            "http://data.europa.eu/eli/ontology#title",
        ):
            return Quad(quad.subject, quad.predicate, Literal(HOSTILE), quad.graph_name)
        return quad

    quads = [spoilt(quad) for quad in Store.read_only(str(data.folder / "store"))]
    hostile = PublishedData(data.folder, EmbeddedStore.from_quads(quads))
    for path in (PROTECTION, IN_LINFEN, "id/area/141000/", "id/area/141000/index.en.html"):
        page = _page(hostile, path)
        assert [script.get("src") is not None for script in page.iter("script")].count(False) == 0
        assert HOSTILE in page.text_content()
        assert not page.xpath("//@*[starts-with(name(), 'on')]")


def test_answers_are_kept_within_bounds(data: PublishedData) -> None:
    asked: list[str] = []

    class Counting(EmbeddedStore):
        def select(self, query: str, bindings: Bindings = NO_BINDINGS) -> Rows:
            asked.append(query)
            return super().select(query, bindings)

    store = RememberingStore(Counting.from_quads(()), most=3000)
    queries = [f'SELECT ?v WHERE {{ BIND("{word}" AS ?v) }}' for word in "abc"]
    for query in [*queries, *queries[::-1]]:
        assert store.select(query) == data.store.select(query)
    assert asked == [*queries, queries[0]]
    assert store.size <= 3000
    assert store.select("SELECT ?v WHERE { VALUES ?v { '" + "x" * 4000 + "' } }").rows[0][0] == "x" * 4000
    assert store.size <= 3000
