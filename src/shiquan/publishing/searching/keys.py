"""Keys by which texts are found: pairs of neighbouring units, in characters, in pinyin and in initials.

A text is a row of units: a Chinese character, a run of digits, or a Latin word. Brackets, punctuation and blanks are no units, so a document
number is the same in whichever brackets it stands. A key is two neighbouring units, ``a|b``; ``^`` is the beginning of a text and ``$`` its
end. With an apostrophe in front a unit is a syllable (``'bao|'hu``); a tilde is before two or three initials (``~bht``). Words that have the
units of a query one after the other have all of its keys.

`assets/search/keys.js` makes the keys of a query in the same way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import product
from typing import Final

from shiquan.reading.folding import fold

BEGINNING: Final = "^"
END: Final = "$"
SYLLABLE: Final = "'"
INITIALS: Final = "~"
_UNIT: Final = re.compile(r"[㐀-鿿]|[0-9]+|[a-z]+")
_MOST_READINGS: Final = 4
"""How many readings of one character count: all, but for a few characters with rare ones."""
_CHINESE: Final = ("㐀", "鿿")


def units_of(text: str) -> list[str]:
    """Return the units of a text, traditional characters and full-width digits and letters as the simplified and narrow ones."""
    return _UNIT.findall(_narrow(fold(text)).lower())


def is_chinese(unit: str) -> bool:
    """Tell whether a unit is a Chinese character."""
    return _CHINESE[0] <= unit[0] <= _CHINESE[1]


def keys_of(units: Sequence[str]) -> Iterator[str]:
    """Yield the keys of a text by its characters, words and digits; with repetitions."""
    before = BEGINNING
    for unit in units:
        yield f"{before}|{unit}"
        before = unit
    if units:
        yield f"{before}|{END}"


def pinyin_keys_of(units: Sequence[str]) -> Iterator[str]:
    """Yield the keys of a text by pinyin, with every reading of every character, and by initials; with repetitions."""
    for stretch, at_beginning, at_end in _chinese_stretches(units):
        syllables = [readings_of(character) for character in stretch]
        before: tuple[str, ...] = (BEGINNING,) if at_beginning else ()
        for these in syllables:
            for one, other in product(before, these):
                yield f"{one if one == BEGINNING else SYLLABLE + one}|{SYLLABLE}{other}"
            before = these
        if at_end:
            for one in before:
                yield f"{SYLLABLE}{one}|{END}"
        initials = [tuple(dict.fromkeys(syllable[0] for syllable in these)) for these in syllables]
        for length in (2, 3):
            for start in range(len(initials) - length + 1):
                for letters in product(*initials[start : start + length]):
                    yield INITIALS + "".join(letters)
                    if at_beginning and start == 0:
                        yield BEGINNING + INITIALS + "".join(letters)


def shard_unit(key: str) -> str:
    """Return what decides in which shard a key stands: keys that a search looks for together stand together.

    That is the first unit (of a beginning, the second), of a Latin word two letters, and of initials the first two.
    """
    if INITIALS in key:
        return key.removeprefix(BEGINNING)[:3]
    one, _, other = key.partition("|")
    unit = other if one == BEGINNING else one
    return unit[:2] if "a" <= unit[0] <= "z" else unit


@cache
def readings_of(character: str) -> tuple[str, ...]:
    """Return the readings of a Chinese character in pinyin without tones (ü as v), the usual one first; none for one that has none."""
    # its dictionary takes half a second to load
    from pypinyin import Style, pinyin

    found = pinyin(character, style=Style.NORMAL, heteronym=True, errors="ignore", v_to_u=False)
    readings = (reading.replace("ü", "v") for reading in (found[0] if found else ()))
    return tuple(reading for reading in readings if reading.isascii() and reading.isalpha())[:_MOST_READINGS]


def _chinese_stretches(units: Sequence[str]) -> Iterator[tuple[list[str], bool, bool]]:
    """Yield each run of characters that have a reading, and whether it begins and ends the text."""
    stretch: list[str] = []
    start = 0
    for number, unit in enumerate(units):
        if is_chinese(unit) and readings_of(unit):
            if not stretch:
                start = number
            stretch.append(unit)
        elif stretch:
            yield stretch, start == 0, False
            stretch = []
    if stretch:
        yield stretch, start == 0, True


_FULL_WIDTH: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}


def _narrow(text: str) -> str:
    return text.translate(_FULL_WIDTH)
