"""Which administrative area a user means by a name or a code."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches

from shiquan.errors import UsageError
from shiquan.questions.trace_queries import known, records
from shiquan.stores.interface import QueryStore

# The words that end the names of areas (GB/T 2260); a user may leave them out.
_ENDINGS = (
    "特别行政区",
    "自治区",
    "自治州",
    "自治县",
    "自治旗",
    "新区",
    "林区",
    "特区",
    "矿区",
    "地区",
    "省",
    "市",
    "县",
    "区",
    "盟",
    "旗",
)
_NATIONAL_ENDINGS = ("自治区", "自治州", "自治县", "自治旗")


@dataclass(frozen=True, slots=True)
class Place:
    """An area: its IRI, code, name and tier, and the areas that enclose it, highest first, itself last."""

    iri: str
    code: str
    name: str
    tier: str
    chain: tuple[tuple[str, str, str, str], ...]

    @property
    def full_name(self) -> str:
        """The name with those of the enclosing areas below the central tier: 山西省临汾市尧都区."""
        return "".join(name for _, _, name, tier in self.chain if tier != "central" or len(self.chain) == 1)


def place_of(store: QueryStore, words: str) -> Place:
    """Return the area that a code or a name means.

    A name may lack its last word (临汾), and may have those of enclosing areas before it (吉林省长春市朝阳区), which tells
    areas of one name apart. A name in full wins over one that lacks its ending.

    Raises:
        UsageError: no area or several areas are meant; near names or the candidates are told.

    """
    wanted = "".join(words.split())
    coded = place_with_code(store, wanted)
    if coded is not None:
        return coded
    matches: dict[str, int] = {}
    rows = records(store, "places", words=wanted) if wanted else []
    for row in rows:
        closeness = _closeness(store, wanted, known(row, "area"), known(row, "label"))
        if closeness is not None:
            matches[known(row, "area")] = min(closeness, matches.get(known(row, "area"), closeness))
    nearest = min(matches.values(), default=None)
    candidates = [_place(store, iri) for iri in sorted(matches) if matches[iri] == nearest]
    if not candidates:
        raise _unknown(store, words)
    if len(candidates) > 1:
        raise UsageError(
            f"“{words}”可能指几个地方，请用代码指明："
            + "；".join(f"{place.code} {place.full_name}" for place in candidates)
            + "。",
            f"{words!r} may mean several places; name it by its code: "
            + "; ".join(f"{place.code} {place.full_name}" for place in candidates)
            + ".",
        )
    return candidates[0]


def place_with_code(store: QueryStore, code: str) -> Place | None:
    """Return the area of a code, if there is one today."""
    found = [known(row, "area") for row in records(store, "place-of-code", code=code)]
    return _place(store, found[0]) if found else None


def _closeness(store: QueryStore, wanted: str, iri: str, label: str) -> int | None:
    """Return how near an area's label is to the words, 0 the nearest; None where the area is not meant."""
    if wanted == label:
        return 0
    if label.startswith(wanted):
        rest = label.removeprefix(wanted)
        if rest in _ENDINGS:
            return 1
        return 2 if rest.endswith(_NATIONAL_ENDINGS) else None
    if wanted.endswith(label) and _names_enclosing(store, wanted.removesuffix(label), iri):
        return 0
    return None


def _names_enclosing(store: QueryStore, words: str, iri: str) -> bool:
    """Tell whether the words are the names of areas that enclose the area, from the top down."""
    rest = words
    for _, _, name, _ in _chain(store, iri)[:-1]:
        rest = rest.removeprefix(name)
    return not rest


def _place(store: QueryStore, iri: str) -> Place:
    chain = _chain(store, iri)
    _, code, name, tier = chain[-1]
    return Place(iri, code, name, tier, chain)


def _chain(store: QueryStore, iri: str) -> tuple[tuple[str, str, str, str], ...]:
    return tuple(
        (known(row, "area"), known(row, "code"), row["name"] or known(row, "code"), known(row, "tier"))
        for row in records(store, "enclosing-areas", place_iri=iri)
    )


def _unknown(store: QueryStore, words: str) -> UsageError:
    names = [known(row, "name") for row in records(store, "place-names")]
    near = get_close_matches(words, names, n=5, cutoff=0.5)
    hint_zh = f"相近的有：{'、'.join(near)}。" if near else "请用全称或六位代码。"
    hint_en = f"Near names: {', '.join(near)}." if near else "Use the full name or the six-digit code."
    return UsageError(
        f"没有名为“{words}”的行政区划。{hint_zh}", f"there is no administrative area of the name {words!r}. {hint_en}"
    )
