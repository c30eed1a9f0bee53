"""What a task's words say once tier, place and carve-out are taken away, and the character sequences they are compared by.

`未列入中央财政事权的全市性知识产权侵权纠纷行政裁决` and `县级知识产权侵权纠纷行政裁决` are one kind of work. Whose it is stays with the
task as scope and exclusion (`sq:scope`, `sq:excludes`); only what is left here is compared with concepts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from shiquan.lexicon import load_lexicon
from shiquan.parsing.places import load_gazetteer
from shiquan.reading.folding import fold
from shiquan.resources import ontology_folder
from shiquan.terms import SQ, WORDS

_LENGTHS = (2, 3, 4)
_BOUNDARY = "|"
_SHORTEST = 4
_FULL_NAME = re.compile("[省市县区旗州盟]$")
_CARVE_OUT = re.compile("(?:未|没有|尚未|不属于|除)[^,;。]{0,60}?财政事权(?:的?范围|清单)?(?:以外|之外|外)?的?")


@dataclass(frozen=True, slots=True)
class _Words:
    scope: re.Pattern[str]
    leading: re.Pattern[str]
    joiner: re.Pattern[str]


@lru_cache(maxsize=65536)
def normal_wording(task: str) -> str:
    """Return a task's words in matched form without white space, carve-out, tier words and names of places.

    Never empty for a task with words: where nothing would be left, the folded words stay as they are.
    """
    words = _words()
    folded = re.sub(r"\s", "", fold(task)).strip(",;:、。")
    text = _CARVE_OUT.sub("", folded)
    text = _without_place(text)
    text = words.scope.sub(lambda match: match["kept"] or "", text)
    text = words.leading.sub("", text).strip(",;:、。的")
    return text if len(text) > 1 else folded


def parts_of(wording: str) -> tuple[str, ...]:
    """Return the parts of a wording between 、, commas and joining words (和, 与, 及, 以及); one part where there are none."""
    return tuple(part for part in _words().joiner.split(wording) if part)


def sequences(wording: str) -> dict[str, tuple[int, ...]]:
    """Return the sequences of two to four characters in a wording and where each begins; none runs over punctuation."""
    text = re.sub(r"[^\w]", _BOUNDARY, wording)
    found: dict[str, list[int]] = {}
    for length in _LENGTHS:
        for start in range(len(text) - length + 1):
            sequence = text[start : start + length]
            if _BOUNDARY not in sequence:
                found.setdefault(sequence, []).append(start)
    return {sequence: tuple(starts) for sequence, starts in found.items()}


def _without_place(text: str) -> str:
    """Drop the full name of a place at the beginning (临汾市知识产权…); short names are part of too many words."""
    opening = next((word for word in ("在", "对") if text.startswith(word)), "")
    areas, length = load_gazetteer().opening(text[len(opening) :])
    name = text[len(opening) : len(opening) + length]
    if areas and length > 2 and _FULL_NAME.search(name) and len(text) - length - len(opening) >= _SHORTEST:
        return text[len(opening) + length :]
    return text


@cache
def _words() -> _Words:
    lists = _word_lists()
    lexicon = load_lexicon()
    entries = [entry for entry in lexicon.tier_words if not (entry.bare or entry.bearer_only or entry.companion)]
    naming = {fold(entry.word) for entry in entries if entry.tiers and len(entry.word) > 1}
    looking = {fold(entry.word) for entry in lexicon.tier_words if not entry.tiers} - naming
    kept = _any_of(looking | set(lists["not-scope"]))
    dropped = _any_of(naming | set(lists["own-place"]))
    before, after = _any_of(lists["scope-opening"]), _any_of(lists["scope-closing"])
    tiers = rf"{dropped}(?:[、,和及与]{dropped})*"
    bare = "".join(sorted({entry.word for entry in lexicon.tier_words if entry.bare and len(entry.word) == 1}))
    domains = _any_of({fold(word) for domain in lexicon.domains for word in domain.words})
    possible = "".join(
        sorted(
            {word[0] for word in (*naming, *looking, *(word for words in lists.values() for word in words))} | set(bare)
        )
    )
    return _Words(
        re.compile(rf"(?=[{possible}])(?:(?P<kept>{kept})|(?:{before})?(?:[{bare}][、,])?{tiers}(?:{after})?)"),
        re.compile(rf"^(?:[{bare}][、,]?)+(?={domains})"),
        re.compile("[、,;]|" + _any_of(lexicon.words("task-joiner"))),
    )


def _word_lists() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for quad in parse(path=str(ontology_folder() / "tasks" / "wording.ttl"), format=RdfFormat.TURTLE):
        if (
            quad.predicate.value == SQ + "word"
            and isinstance(quad.subject, NamedNode)
            and isinstance(quad.object, Literal)
        ):
            found.setdefault(quad.subject.value.removeprefix(WORDS), []).append(fold(quad.object.value))
    return found


def _any_of(words: set[str] | list[str] | tuple[str, ...]) -> str:
    return "(?:" + "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word)))) + ")"
