"""The search: what is found for a query, by the modules that the browser runs, in the index as the site has it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from shiquan.publishing.published_data import PublishedData
from shiquan.publishing.searching import index_files
from shiquan.publishing.searching.index_files import name_files, provision_files
from shiquan.publishing.searching.keys import keys_of, pinyin_keys_of, readings_of, shard_unit, units_of
from shiquan.publishing.searching.postings import Postings, counts, encoded
from shiquan.publishing.sections.search import Search

from .in_node import assets_for_node, run_in_node

Ask = Callable[..., dict[str, Any]]

CONCEPT = ["id/concept/intellectual-property/protection-system/", "知识产权[保护体系]建设"]
LINFEN = "id/doc/141000/linzhengbanfa/2024/39/"


@pytest.fixture(scope="module")
def searched(data: PublishedData, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """The modules for Node, and the files of the search as the static site has them."""
    return _written(data, tmp_path_factory.mktemp("search"))


def _written(data: PublishedData, folder: Path) -> tuple[str, str]:
    section = Search()
    for path in section.folders(data):
        (folder / path).mkdir(parents=True, exist_ok=True)
        for file in section.files(data, path):
            (folder / path / file.name).write_bytes(file.make())
    return str(assets_for_node(folder)), str(folder / "search")


@pytest.fixture(scope="module")
def ask(searched: tuple[str, str]) -> Ask:
    def asked(query: str, **chosen: str) -> dict[str, Any]:
        (answer,) = run_in_node("search_in_node.mjs", *searched, given=[{"query": query, "chosen": chosen}])
        return dict(answer)

    return asked


def _first(answer: dict[str, Any]) -> dict[str, list[list[str]]]:
    return {kind: of["shown"] for kind, of in answer["found"].items() if of["number"]}


def test_characters_find_tasks_and_provisions(ask: Ask) -> None:
    answer = ask("保护体系")
    assert {kind: of["number"] for kind, of in answer["found"].items()} == {
        "place": 0,
        "task": 7,
        "document": 0,
        "provision": 8,
    }
    found = _first(answer)
    assert found["task"][:2] == [CONCEPT, [f"{LINFEN}#plan/1/a/7/task/1", "全市性知识产权[保护体系]建设"]]
    fragment, words = found["provision"][0]
    assert fragment == f"{LINFEN}#plan/1/p/14" and words.startswith("将全市性知识产权[保护体系]建设,")
    assert answer["counts"] == {
        "kind": {"task": 7, "provision": 8},
        "tier": {"province": 2, "prefecture": 6},
        "domain": {"intellectual-property": 15},
        "province": {"140000": 3, "150000": 2, "210000": 1, "450000": 2},
    }


def test_facets_narrow_and_are_counted_without_their_own_choice(ask: Ask) -> None:
    answer = ask("保护体系", province="140000")
    assert {kind: of["number"] for kind, of in answer["found"].items() if of["number"]} == {"provision": 3}
    assert answer["counts"] == {
        "kind": {"provision": 3},
        "tier": {"prefecture": 3},
        "domain": {"intellectual-property": 3},
        "province": {"140000": 3, "150000": 2, "210000": 1, "450000": 2},
    }
    assert ask("保护体系", province="140000", kind="task")["found"]["task"]["number"] == 0


@pytest.mark.parametrize("query", ["bhtx", "baohutixi", "BHTX", "ｂｈｔｘ"])
def test_pinyin_and_initials(ask: Ask, query: str) -> None:
    assert _first(ask(query))["task"][0] == CONCEPT


@pytest.mark.parametrize("query", ["linfen", "lf", "lfs", "臨汾", "临汾市", "临汾", "141000"])
def test_a_place_in_every_form(ask: Ask, query: str) -> None:
    folder, name = _first(ask(query))["place"][0]
    assert (folder, name.replace("[", "").replace("]", "")) == ("id/area/141000/", "临汾市")


def test_every_reading_of_a_character_counts(ask: Ask) -> None:
    """重 of 重庆 is chong, but zhong elsewhere: who types zq finds it too, and cq before all."""
    assert set(readings_of("重")) >= {"chong", "zhong"}
    assert {"~cq", "~zq", "'chong|'qing", "'zhong|'qing"} <= set(pinyin_keys_of(units_of("重庆市")))
    assert ["id/area/500000/", "[重庆]市"] in _first(ask("chongqing"))["place"]


@pytest.mark.parametrize(
    "query",
    [
        "临政办发〔2024〕39号",
        "临政办发[2024]39号",
        "临政办发(2024)39号",
        "临政办发（2024）39号",
        "临政办发【2024】39号",
        "临政办发［２０２４］３９号",
        "临政办发2024年39号",
        "临政办发 2024 39",
        "臨政辦發〔2024〕39號",
        "〔2024〕39",
        "lzbf 2024 39",
    ],
)
def test_a_number_in_every_bracket(ask: Ask, query: str) -> None:
    assert [folder for folder, _ in _first(ask(query))["document"]] == [LINFEN]


def test_english_names_of_tasks(ask: Ask) -> None:
    found = ask("protection system")["found"]["task"]
    assert [shown[0] for shown in found["shown"]] == [CONCEPT[0]]


def test_all_words_have_to_be_there(ask: Ask) -> None:
    answer = _first(ask("县级 保护体系"))
    assert [shown[1] for shown in answer["task"]] == ["[县级]知识产权[保护体系]建设"]


@pytest.mark.parametrize(
    "query", ["", "   ", "〔〕", "<script>alert(1)</script>", "不存在的词语", "\u202eabc", "a", "%00"]
)
def test_what_is_not_there_is_not_found(ask: Ask, query: str) -> None:
    assert _first(ask(query)) == {}


def test_a_long_query_says_that_it_is_rough(ask: Ask) -> None:
    """Of fourteen pairs six are looked up; a search for a title counted 611 documents where 282 have it, and did not say so."""
    assert [
        ask(query)["rough"] for query in ("财政事权和支出责任划分改革方案", "保护体系", "临政办发〔2024〕39号")
    ] == [*(True, False, False)]


def test_a_search_loads_little(searched: tuple[str, str]) -> None:
    queries = ["保护体系", "临政办发〔2024〕39号", "知识产权", "zhishichanquan", "财政事权和支出责任划分改革方案", "市"]
    answers = run_in_node("search_in_node.mjs", *searched, given=[{"query": query, "chosen": {}} for query in queries])
    assert [query for query, answer in zip(queries, answers, strict=True) if answer["bytes"] > 300_000] == []


@pytest.fixture
def cut(few_areas: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """The same index with its lists cut into small volumes, of which a search loads one at a time."""
    for name, value in (("VOLUME", 60), ("LONG_BYTES", 8), ("MOST_BYTES", 1)):
        monkeypatch.setattr(index_files, name, value)
    return _written(PublishedData.open(few_areas), tmp_path)


def test_what_very_many_have_is_looked_through_part_by_part(searched: tuple[str, str], cut: tuple[str, str]) -> None:
    """A search for words that stand everywhere loaded their whole lists: 411 kB at ten million statements, and more the more there were."""
    most_parts = 0
    for query in ("财政事权", "支出责任", "市", "省 财政", "保护体系", "财政事权 知识产权", "临汾"):
        (whole,) = run_in_node("search_in_node.mjs", *searched, given=[{"query": query, "chosen": {}}])
        found: list[int] = []
        parts = 0
        start: int | None = 0
        while start is not None:
            asked = {"query": query, "chosen": {}, "from": start}
            (answer,) = run_in_node("search_in_node.mjs", *cut, given=[asked])
            assert {kind: of["number"] for kind, of in answer["found"].items() if kind != "provision"} == {
                kind: of["number"] for kind, of in whole["found"].items() if kind != "provision"
            }
            found += answer["provisions"]
            parts += 1
            part = answer["part"]
            start = part and part["next"]
            assert part is None or (part["looked"] >= 1 and part["most"] >= len(whole["provisions"]))
        assert found == whole["provisions"], query
        assert whole["part"] is None
        most_parts = max(most_parts, parts)
    assert most_parts > 1


def test_a_chosen_province_is_looked_through_first(searched: tuple[str, str], cut: tuple[str, str]) -> None:
    (answer,) = run_in_node(
        "search_in_node.mjs", *cut, given=[{"query": "财政", "chosen": {"province": "450000"}, "from": 0}]
    )
    (whole,) = run_in_node("search_in_node.mjs", *searched, given=[{"query": "财政", "chosen": {"province": "450000"}}])
    assert answer["provisions"] and answer["provisions"] == whole["provisions"][: len(answer["provisions"])]


def test_the_index_is_the_same_whenever_it_is_made(few_areas: Path) -> None:
    one, other = PublishedData.open(few_areas), PublishedData.open(few_areas)
    assert (name_files(one), provision_files(one)) == (name_files(other), provision_files(other))


def test_without_javascript_the_page_leads_to_the_lists(data: PublishedData) -> None:
    for file in Search().files(data, "search/"):
        page = html.fromstring(file.make())
        links = page.xpath("//noscript//a/@href")
        assert [link.split("/")[1] for link in links] == ["documents", "tasks", "places"]
        assert page.xpath("//p[@aria-live='polite']/@role") == ["status"]


def test_only_folders_of_the_index_are_there(data: PublishedData) -> None:
    section = Search()
    for path in ("search/x/", "search/provisions/00/", "search/provisions/1000/", "search/names/1/"):
        assert section.files(data, path) == (), path


# ---------------------------------------------------------------- keys and lists


def test_units_know_no_brackets() -> None:
    assert units_of("臨政辦發〔2024〕39號") == units_of("临政办发[2024]39号") == [*"临政办发", "2024", "39", "号"]
    assert list(keys_of(units_of("IP保护"))) == ["^|ip", "ip|保", "保|护", "护|$"]
    assert [shard_unit(key) for key in ("^|临", "临|汾", "~bht", "^~bht", "ip|保", "protection|$")] == [
        *("临", "临", "~bh", "~bh", "ip", "pr")
    ]


@given(st.sets(st.integers(0, 5_000)))
def test_lists_come_back(numbers: set[int]) -> None:
    """The encoding read again as `postings.js` reads it."""
    assert _decoded(encoded(sorted(numbers))) == sorted(numbers)


@given(st.sets(st.integers(0, 2_000), min_size=1), st.integers(1, 500))
def test_long_lists_come_back_from_their_volumes(numbers: set[int], volume: int) -> None:
    """The lists of a key in all volumes, each beginning at its volume, as `readShard` reads them."""
    postings = Postings(volume, -1)
    for number in sorted(numbers):
        postings.add(number, ("a|b",))
    shards = postings.shards()
    found: list[int] = []
    for place, (*earlier, shard) in enumerate(shards.volumes):
        assert not earlier
        keys, *rest = _numbers(shard)
        if keys:
            # the length of the key and its three letters, how many records, the length of the list
            records, _, *_ = rest[4:]
            part = [place * volume + each for each in _decoded(shard[1 + 1 + 3 + _width(rest[4]) + _width(rest[5]) :])]
            assert len(part) == records and all(each // volume == place for each in part)
            found += part
    assert found == sorted(numbers)


def _width(number: int) -> int:
    return len(counts([number]))


def test_a_run_is_short_whatever_its_length() -> None:
    assert encoded(range(7, 100_000)).hex() == "0f" + counts([100_000 - 7 - 2]).hex()


def _decoded(written: bytes) -> list[int]:
    numbers = _numbers(written)
    found: list[int] = []
    end = 0
    while numbers:
        head = numbers.pop(0)
        start = end + (head >> 1)
        length = numbers.pop(0) + 2 if head & 1 else 1
        found.extend(range(start, start + length))
        end = start + length
    return found


def _numbers(written: bytes) -> list[int]:
    numbers: list[int] = []
    value = shift = 0
    for byte in written:
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            numbers.append(value)
            value = shift = 0
    return numbers
