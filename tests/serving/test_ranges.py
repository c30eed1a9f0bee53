"""Parts of files: whatever a Range header says, what is sent stands in the file."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from shiquan.serving.ranges import NoSuchPartError, Part, part_asked_for

_POSITIONS = st.one_of(st.just(""), st.integers(0, 10**20).map(str), st.integers(0, 40).map(str))


@given(_POSITIONS, _POSITIONS, st.integers(0, 40))
def test_a_part_is_what_slicing_gives(first: str, last: str, size: int) -> None:
    content = bytes(range(size))
    try:
        part = part_asked_for(f"bytes={first}-{last}", size)
    except NoSuchPartError:
        assert (content[int(first) :] if first else content[len(content) - int(last) :]) == b""
        return
    if part is None:
        assert first == last == "" or max(len(first), len(last)) > 18 or (last and int(last) < int(first or 0))
    elif first:
        assert content[part.first : part.first + part.length] == content[int(first) : int(last) + 1 if last else None]
    else:
        assert content[part.first :] == content[-int(last) :]
        assert part.first + part.length == size


@given(st.text(max_size=60), st.integers(0, 40))
def test_no_header_breaks_it(asked: str, size: int) -> None:
    try:
        part = part_asked_for(asked, size)
    except NoSuchPartError:
        return
    assert part is None or (part.first >= 0 and 0 < part.length <= size - part.first)


def test_it_says_which_part_it_is() -> None:
    assert Part(100, 50).content_range(1000) == "bytes 100-149/1000"
