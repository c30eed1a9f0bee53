"""The cleaned text: conversion artefacts go, broken lines come together, no word is lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shiquan.lexicon import Lexicon, load_lexicon
from shiquan.reading.cleaning import clean, squeeze
from shiquan.reading.folding import fold

ARTEFACTS = [
    ("a byte-order mark and control characters", "\ufeff一、总体\x07要求", "一、总体要求"),
    ("markdown heads and emphasis", "### **(一)知识产权宏观管理**", "(一)知识产权宏观管理"),
    ("a bookmark of a word processor", "[bookmark: _GoBack]各盟行政公署：", "各盟行政公署："),
    ("blanks inside Chinese text", "文　号： 国办发〔2020〕14 号", "文号：国办发〔2020〕14号"),
    ("pinyin glosses", "關(guān)于印發(fā)方案", "關于印發方案"),
    ("page numbers", "合作交\n- 3 -\n流，确认为市级财政事权。", "合作交流，确认为市级财政事权。"),
    (
        "a word broken by a page",
        "开展知识产权合作交\n\n流,确认为市级财政事权。",
        "开展知识产权合作交流,确认为市级财政事权。",
    ),
    ("a table row", "|文 号|市政办发[2024]59号|\n|---|---|", "文号 | 市政办发[2024]59号"),
    (
        "page numbers of a site for sharing documents",
        "1、临汾市人民政府办公室关于印发方案的通知\n一、主要内容\n将公路建设，确认为\n2、市级财政事权。\n3、（二）养护",
        "临汾市人民政府办公室关于印发方案的通知\n一、主要内容\n将公路建设，确认为市级财政事权。\n（二）养护",
    ),
    (
        "numbers of items are no page numbers",
        "一、主要内容\n1、公路建设\n2、公路养护",
        "一、主要内容\n1、公路建设\n2、公路养护",
    ),
    (
        "a ratio broken after its colon, of which the second half was lost",
        "由市、县（区）财政按6:\n4比例分担。其中，第二档按62.5：\n37.5分担。\n附件1：\n2024年项目表",
        "由市、县（区）财政按6:4比例分担。其中，第二档按62.5：37.5分担。\n附件1：\n2024年项目表",
    ),
    ("right-to-left marks", "一、\u202e总体要求", "一、总体要求"),
]


@pytest.mark.parametrize(("raw", "cleaned"), [case[1:] for case in ARTEFACTS], ids=[case[0] for case in ARTEFACTS])
def test_artefacts(raw: str, cleaned: str, lexicon: Lexicon) -> None:
    assert clean(raw, lexicon) == cleaned


def test_title_over_three_lines_is_one_line(lexicon: Lexicon) -> None:
    """The notice of 本溪 breaks its title twice and the plan's title once."""
    raw = "本溪市人民政府办公室关于印发《本溪市\n知识产权领域市与县(区)财政事权和\n支出责任划分改革方案》的通知\n本政办发〔2025〕9号"
    assert clean(raw, lexicon).split("\n") == [
        "本溪市人民政府办公室关于印发《本溪市知识产权领域市与县(区)财政事权和支出责任划分改革方案》的通知",
        "本政办发〔2025〕9号",
    ]


def test_signature_is_no_part_of_the_title_below(lexicon: Lexicon) -> None:
    """A signature dated in Chinese numerals was once joined to the plan's title, because its date was not seen as one."""
    raw = "商丘市人民政府办公室\n二〇二三年十一月二十日\n商丘市教育领域市与县财政事权\n和支出责任划分改革实施方案\n为深化改革，制定本方案。"
    assert clean(raw, lexicon).split("\n") == [
        "商丘市人民政府办公室",
        "二〇二三年十一月二十日",
        "商丘市教育领域市与县财政事权和支出责任划分改革实施方案",
        "为深化改革，制定本方案。",
    ]


def test_heading_keeps_its_line(lexicon: Lexicon) -> None:
    raw = "一、总体要求\n以习近平新时代中国特色社会主义思想为指导，深入贯彻。\n二、主要内容"
    assert clean(raw, lexicon).split("\n") == [
        "一、总体要求",
        "以习近平新时代中国特色社会主义思想为指导，深入贯彻。",
        "二、主要内容",
    ]


def test_five_documents_lose_no_character(root: Path, lexicon: Lexicon) -> None:
    """Beside markup and white space, every character of the sources stands in the cleaned text, in its order."""
    for path in sorted((root / "data" / "documents").glob("*.txt")):
        raw = path.read_text(encoding="utf-8").replace("[bookmark: _GoBack]", "")
        for mark in ("#", "*", "|", "---"):
            raw = raw.replace(mark, "")
        assert squeeze(clean(path.read_text(encoding="utf-8"), lexicon)).replace("|", "") == squeeze(raw), path.name


@given(st.text())
@settings(max_examples=200)
def test_any_text_can_be_cleaned(raw: str) -> None:
    cleaned = clean(raw, load_lexicon())
    assert cleaned.encode("utf-8").decode("utf-8") == cleaned


@given(st.text(alphabet="財政事權（），；：﹝2024〕〔号﹞[]％∶後裏乾０-９ab", max_size=60))
def test_folding_never_moves_a_character(text: str) -> None:
    assert len(fold(text)) == len(text)
