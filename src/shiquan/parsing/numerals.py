"""Numbers in Chinese numerals."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=4096)
def number_of(numerals: str) -> int | float:
    """Return the number that numerals say (二十三, 三, 十).

    Raises:
        ValueError: the characters are no number.

    """
    from cn2an import cn2an  # loaded only where a document has such numerals: loading it takes longer than reading one

    number: int | float = cn2an(numerals, "smart")
    return number
