"""What makes reading fast changes nothing that is read: shared beginnings, anchors, kept readings, plain brackets, folding."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shiquan.lexicon import Lexicon
from shiquan.model import Source, Span
from shiquan.parsing.anchors import anchor, anchor_words
from shiquan.parsing.document import DocumentParser
from shiquan.parsing.frames import FrameReader
from shiquan.parsing.grammar import Grammar
from shiquan.parsing.passages import forget, passage
from shiquan.parsing.patterns import FIGURE_CHOICES, FIGURE_SLOTS, any_of, any_pattern, translate
from shiquan.parsing.text_units import lines, sentences, sentences_with, split_outside_brackets
from shiquan.reading.folding import fold

WORDS = st.text(st.sampled_from("省市县区级(、)"), min_size=1, max_size=4)
TEXT = st.text(st.sampled_from("省市县区级(、)由承担分,;。"), max_size=40)


@given(st.lists(WORDS, min_size=1, max_size=12), TEXT)
def test_words_with_shared_beginnings_are_found_as_in_a_list(words: list[str], text: str) -> None:
    """The longest word wins, and where what follows does not fit, the next shorter one: in the order of a plain list."""
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    listed = "(?:" + "|".join(map(re.escape, ordered)) + ")"
    for behind in ("", "级", "$"):
        found = [match.span() for match in re.finditer(any_of(words) + behind, text)]
        assert found == [match.span() for match in re.finditer(listed + behind, text)]


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("由{tiers}…(承担|负担)", {"承担", "负担"}),
        ("{tiers}…(承担|负担)", {"承担", "负担"}),
        ("共同[的](承担|负担)", {"共同"}),
        ("[共同](承担|)", None),
        ("…{percent}", {"%", "百分之"}),
        ("^(对|向)(各|)$", {"对", "向"}),
        ("按照(甲|乙(丙|丁戊己))……执行", {"执行"}),
    ],
)
def test_an_anchor_is_the_rarest_of_what_a_pattern_needs(pattern: str, words: set[str] | None) -> None:
    found = anchor_words([pattern], FIGURE_CHOICES)
    assert (None if found is None else set(found)) == words


def test_no_anchor_hides_a_match(lexicon: Lexicon, root: Path) -> None:
    """Every pattern of the lexicon, on every line of every document: where it is found, so is its anchor."""
    grammar = Grammar(lexicon, "prefecture")
    slots = {
        **FIGURE_SLOTS,
        "tiers": "[省市县区]{1,3}级?",
        "power": "(?:共同)?财政事权",
        "confirms": any_of(lexicon.words("power-verb")),
        "tasks": "[^;。]{2,}?",
    }
    choices = {**FIGURE_CHOICES, "power": frozenset({"事权"}), "confirms": frozenset(lexicon.words("power-verb"))}
    folded = fold(
        "\n".join(path.read_text(encoding="utf-8") for path in sorted((root / "data/documents").glob("*.txt")))
    )
    texts = [folded[first:last] for first, last in sentences(folded, 0, len(folded))]
    found = 0
    patterns = [p for rule in lexicon.rules for p in rule.patterns]
    patterns += [p for words in lexicon.lists.values() for p in words.patterns]
    for pattern in patterns:
        without = anchor([pattern], choices)
        expression = re.compile(translate(pattern, slots))
        for text in texts:
            if expression.search(text):
                found += 1
                assert without is None or without.search(text), (pattern, text)
    assert found > 1000
    assert grammar.power_rules.anchor is not None
    assert grammar.power_rules.anchor.pattern == "(?:事权)"


def test_a_passage_has_what_tells_how_it_is_read() -> None:
    folded = "地区由市承担支出责任的机构办理。"
    assert passage(folded, 1, 6, {"地"}) == ("地区由市承担支出责任的机", 6)
    assert passage(folded, 1, 6, set()) == ("\n区由市承担支出责任的机", 6)
    assert passage(folded, 2, len(folded), {"地"}) == ("\n" + folded[2:], len(folded) - 1)
    assert passage("市承担", 0, 3, {"担"}) == ("\n市承担", 4)


def test_kept_readings_are_those_of_the_first_time(parser: DocumentParser, root: Path) -> None:
    """A document is read the same with nothing kept, with its own readings kept, and behind all the others."""
    texts = [path.read_text(encoding="utf-8") for path in sorted((root / "data/documents").glob("*.txt"))]
    source = Source("test.txt", "0" * 64, "text/plain", "utf-8")
    first = []
    for text in texts:
        forget()
        first.append(parser.parse(source, text))
    assert [parser.parse(source, text) for text in texts] == first
    assert [parser.parse(source, text) for text in reversed(texts)] == first[::-1]


@pytest.mark.parametrize("tasks", [(2, 6), (40, 60), (3, 33)])
def test_the_length_of_tasks_beside_a_mark_leaves_the_frame_the_same(lexicon: Lexicon, tasks: tuple[int, int]) -> None:
    frames = FrameReader(Grammar(lexicon, "prefecture"))
    read = []
    for length in tasks:
        text = "将" + "路" * length + ",统一规定为市级财政事权,由市级统筹本级财力后承担支出责任。"
        read.append(frames.unexplained(text, Span(0, len(text)), [Span(1, 1 + length)]))
    assert read[0] == read[1] == ("统一", "本级财力后")


def _plainly(folded: str, start: int, end: int, marks: str) -> Iterable[tuple[int, int]]:
    """Cut as `split_outside_brackets` says, character by character."""
    pairs = {"(": ")", "〔": "〕", "《": "》", "〈": "〉", "“": "”", "『": "』", "「": "」"}
    closing: dict[int, int] = {}
    waiting: dict[str, list[int]] = {char: [] for char in pairs.values()}
    for position in range(start, end):
        char = folded[position]
        if char in pairs:
            waiting[pairs[char]].append(position)
        elif char == "\n":
            for stack in waiting.values():
                stack.clear()
        elif waiting.get(char):
            opening = waiting[char].pop()
            if position - opening < 400:
                closing[opening] = position
    part = position = start
    while position < end:
        if folded[position] in pairs:
            position = closing.get(position, position)
        elif folded[position] in marks:
            yield part, position + 1
            part = position + 1
        position += 1
    if part < end:
        yield part, end


@given(
    st.text(st.sampled_from("()〔〕《》“”,;。\n字"), max_size=60),
    st.integers(0, 5),
    st.sampled_from([",", ";。", ",;、。"]),
)
@settings(max_examples=400)
def test_text_is_cut_outside_of_brackets(folded: str, start: int, marks: str) -> None:
    """Plain pairs of brackets are passed over at once; nested, crossed and stray ones are looked at one by one."""
    expected = list(_plainly(folded, start, len(folded), marks))
    assert split_outside_brackets(folded, start, len(folded), marks) == expected


def test_a_bracket_that_is_not_closed_nearby_is_a_stray_one() -> None:
    """The closing bracket may stand 399 characters behind the opening one, whether others stand between them or not."""
    for inside in (397, 398, 399, 400):
        for filling in ("," + "字" * (inside - 1), "," + "字" * (inside - 3) + "〔〕"):
            folded = f"({filling}),"
            ends = [inside + 3] if inside <= 398 else [2, inside + 3]
            assert [end for _, end in split_outside_brackets(folded, 0, len(folded), ",")] == ends


@given(st.text(st.sampled_from("财政事权。!\n("), max_size=40), st.integers(0, 4))
def test_sentences_with_words_are_those_that_have_them(folded: str, start: int) -> None:
    expression = re.compile("事权")
    expected = [one for one in sentences(folded, start, len(folded)) if expression.search(folded, *one)]
    assert list(sentences_with(expression, folded, start, len(folded))) == expected
    assert [folded[a:b] for a, b in lines(folded, start, len(folded))] == [
        line for line in folded[start:].split("\n") if line
    ]


@given(st.text(st.sampled_from("財政（）[]【】，：％１乾干於于国國a\n")))
def test_folding_goes_character_by_character(text: str) -> None:
    assert fold(text) == "".join(map(fold, text))
    assert len(fold(text)) == len(text)


def test_one_expression_finds_any_pattern() -> None:
    expression = re.compile(any_pattern(["由{tiers}…承担", "共担"], {"tiers": "市|县"}))
    assert expression.findall("由市级财政承担,由县共担") == ["由市级财政承担", "共担"]
