"""Texts cut into lines and nested pieces: nothing is lost or doubled, whatever overlaps."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from shiquan.publishing.views.marked_text import Stretch, lines_of, pieces, within


@st.composite
def marked(draw: st.DrawFn) -> tuple[str, list[Stretch]]:
    text = draw(st.text(alphabet="ab一\n，𠮷", max_size=30))
    # some begin or end outside of the text, some have no length
    ranges = draw(st.lists(st.tuples(st.integers(-2, 35), st.integers(-2, 35)), max_size=8))
    return text, [Stretch(min(one), max(one), ("kind",), (str(at),)) for at, one in enumerate(ranges)]


@given(marked())
def test_every_code_point_once_and_every_stretch_whole(case: tuple[str, list[Stretch]]) -> None:
    text, stretches = case
    inside = within(text, stretches)
    words = ""
    covered = {one.ids: "" for one in inside}
    began: dict[tuple[str, ...], int] = {}
    ended: dict[tuple[str, ...], int] = {}
    for start, end in lines_of(text):
        assert start == len(words)
        stack: list[Stretch] = []
        for piece in pieces(text, start, end, inside, at_the_end=end == len(text)):
            if piece.what == "words":
                words += piece.words
                for one in stack:
                    covered[one.ids] += piece.words
            elif piece.what == "open":
                assert piece.stretch is not None
                stack.append(piece.stretch)
                if piece.first:
                    assert piece.stretch.ids not in began
                    began[piece.stretch.ids] = len(words)
            else:
                # what is opened last is closed first, so the pieces are a tree
                assert stack.pop() is piece.stretch
                if piece.last:
                    assert piece.stretch.ids not in ended
                    ended[piece.stretch.ids] = len(words)
        assert stack == []
    assert words == text
    assert covered == {one.ids: text[one.start : one.end] for one in inside}
    assert began == {one.ids: one.start for one in inside}
    assert ended == {one.ids: one.end for one in inside}


def test_crossing_stretches_nest() -> None:
    one, other = Stretch(0, 4, ("one",), ("a",)), Stretch(2, 6, ("other",), ("b",))
    made = [
        (piece.what, piece.words or (piece.stretch.ids[0] if piece.stretch else ""), piece.first, piece.last)
        for piece in pieces("甲乙丙丁戊己", 0, 6, (one, other), at_the_end=True)
    ]
    assert made == [
        ("open", "a", True, False),
        ("words", "甲乙", False, False),
        ("open", "b", True, False),
        ("words", "丙丁", False, False),
        ("close", "b", False, False),
        ("close", "a", False, True),
        ("open", "b", False, False),
        ("words", "戊己", False, False),
        ("close", "b", False, True),
    ]
