"""Tasks by places: who holds and who pays, a table for each set of places, with the picture and the CSV of the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Final

from shiquan.comparison.arrangement import TIERS
from shiquan.comparison.matrix import Cell, Comparison, Line, comparison_of
from shiquan.comparison.wording import AGREEMENT, STATUS
from shiquan.pictures.drawing import Drawing
from shiquan.pictures.matrix_picture import matrix_picture
from shiquan.publishing.addresses import THINGS
from shiquan.publishing.arrangement_words import Words, both, marks_in_words, part_words
from shiquan.publishing.files import File
from shiquan.publishing.known_plans import KnownPlans, known_plans, place_read, size_of_vocabulary
from shiquan.publishing.languages import Language
from shiquan.publishing.pages import pages
from shiquan.publishing.picture_files import exports, png_can_be_made
from shiquan.publishing.place_sets import COUNTRY, PlaceSet, place_set, place_sets
from shiquan.publishing.places_of_former_codes import former_plans
from shiquan.publishing.published_data import PublishedData
from shiquan.stores.rows import Rows

_CELLS: Final = 480
"""How many cells of the table a page may have, at about 300 bytes each."""

_MOST_PLACES: Final = 12
_FEWEST_PLACES: Final = 3


class Matrix:
    """The section ``matrix/``."""

    prefix: Final = "matrix/"

    def folders(self, data: PublishedData) -> Iterator[str]:
        """Yield the index, then for every domain the sets of places, each with its further pages; see `Section`."""
        plans = known_plans(data)
        yield self.prefix
        for key in plans.domains:
            yield f"{self.prefix}{key}/"
            for one in place_sets(plans, key) if size_of_vocabulary(data, key) else ():
                for page in range(1, _page_count(data, key, one) + 1):
                    if (folder := _folder(key, one.of, page)) != f"{self.prefix}{key}/":
                        yield folder

    def files(self, data: PublishedData, folder: str) -> tuple[File, ...]:
        """Return the page and the exports of a folder; see `Section`."""
        plans = known_plans(data)
        key, *rest = folder.removeprefix(self.prefix).split("/")[:-1] or [""]
        if folder == self.prefix:
            return pages(data, folder, "matrix_index.html", lambda: {"domains": _index(data, plans)})
        if key not in plans.domains:
            return ()
        if not size_of_vocabulary(data, key):
            return _without_vocabulary(data, folder, key) if not rest else ()
        code, page = _code_and_page(rest)
        chosen = place_set(plans, key, code)
        if chosen is None:
            return _without_places(data, folder, key) if not rest else ()
        if folder != _folder(key, code, page) or not 1 <= page <= _page_count(data, key, chosen):
            return ()
        part = partial(_part, data, key, chosen.of, page)
        return (
            *pages(data, folder, "matrix.html", lambda: _values(data, key, chosen, page)),
            *exports("matrix", lambda: _drawn(part()), lambda: _rows(part())),
        )


def _folder(key: str, code: str, page: int) -> str:
    place = "" if code == COUNTRY else f"{code}/"
    return f"{Matrix.prefix}{key}/{place}" + (f"{page}/" if page > 1 else "")


def _code_and_page(rest: list[str]) -> tuple[str, int]:
    """Return what the folders below that of a domain stand for; page 0 for what they cannot stand for."""
    code, further = (rest[0], rest[1:]) if rest and len(rest[0]) == 6 else (COUNTRY, rest)
    page = further[0] if further else "1"
    return code, int(page) if len(further) <= 1 and page.isascii() and page.isdecimal() and len(page) < 6 else 0


def _places_on_a_page(data: PublishedData, key: str) -> int:
    return max(_FEWEST_PLACES, min(_MOST_PLACES, _CELLS // max(size_of_vocabulary(data, key), 1) - 1))


def _page_count(data: PublishedData, key: str, chosen: PlaceSet) -> int:
    return max(1, -(-len(chosen.places) // _places_on_a_page(data, key)))


@lru_cache(maxsize=8)
def _comparison(data: PublishedData, key: str, code: str) -> Comparison:
    """Return the comparison of a whole set of places; its pages show it in parts."""
    plans = known_plans(data)
    chosen = place_set(plans, key, code)
    if chosen is None:
        raise KeyError(code)
    above = place_read(data, chosen.above, key) if chosen.above else None
    places = tuple(place_read(data, one, key) for one in chosen.places)
    return comparison_of(data.store, plans.domains[key].domain, places, above)


def _part(data: PublishedData, key: str, code: str, page: int) -> Comparison:
    """Return a page of a comparison: some of its places; what the lines say of agreement is said of all of them."""
    whole = _comparison(data, key, code)
    chosen = place_set(known_plans(data), key, code)
    first = 1 if chosen is not None and chosen.above else 0
    size = _places_on_a_page(data, key)
    shown = slice(first + (page - 1) * size, first + page * size)
    return replace(
        whole,
        places=(*whole.places[:first], *whole.places[shown]),
        lines=tuple(replace(line, cells=(*line.cells[:first], *line.cells[shown])) for line in whole.lines),
        unmatched=(*whole.unmatched[:first], *whole.unmatched[shown]),
    )


def _drawn(part: Comparison) -> Drawing:
    return matrix_picture(part)


def _rows(part: Comparison) -> Rows:
    return part.rows()


@dataclass(frozen=True, slots=True)
class _CellShown:
    """A cell for the template; ``page`` is the folder of the task at the place, empty where the place does not state the task."""

    cell: Cell
    page: str
    odd: bool
    covered: bool
    """The plan has a rule for matters that it does not list."""

    def power(self, language: Language) -> Words | None:
        return part_words(self.cell.arrangement.power, language) if self.cell.arrangement else None

    def expenditure(self, language: Language) -> Words | None:
        return part_words(self.cell.arrangement.expenditure, language) if self.cell.arrangement else None

    def marks(self, language: Language) -> tuple[str, ...]:
        return marks_in_words(self.cell.arrangement, language) if self.cell.arrangement else ()


@dataclass(frozen=True, slots=True)
class _LineShown:
    """A line for the template; ``tiers`` are all tiers that hold or bear in it."""

    line: Line
    cells: tuple[_CellShown, ...]
    tiers: str
    page: str


def _values(data: PublishedData, key: str, chosen: PlaceSet, page: int) -> Mapping[str, object]:
    plans = known_plans(data)
    part = _part(data, key, chosen.of, page)
    whole = _comparison(data, key, chosen.of)
    return {
        "key": key,
        "domain": part.domain,
        "chosen": chosen,
        "area": plans.areas[chosen.of],
        "whole_country": chosen.of == COUNTRY,
        "all_in_one": chosen.of == COUNTRY and chosen.above is None and not chosen.lower,
        "ways_up": [(plans.areas[code].name, _folder(key, code, 1)) for code in chosen.ways_up if code != COUNTRY],
        "lower": [plans.areas[code] for code in chosen.lower],
        "above": 1 if chosen.above else 0,
        "places": part.places,
        "place_total": len(chosen.places),
        "lines": [_shown(line, part, key) for line in part.lines],
        "areas_of_work": list(
            dict.fromkeys((line.concept.area_zh, line.concept.area_en) for line in part.lines if line.concept.area_zh)
        ),
        "agreements": {kind: number for kind, number in whole.agreements().items() if number},
        "notes": [both(note) for note in part.notes()],
        "not_held": _not_held(plans, key, chosen),
        "former": former_plans(data, key) if chosen.of == COUNTRY and page == 1 else None,
        "page": page,
        "page_count": _page_count(data, key, chosen),
        "first_folder": _folder(key, chosen.of, 1),
        "TIERS": TIERS,
        "AGREEMENT": AGREEMENT,
        "STATUS": STATUS,
        "with_png": png_can_be_made(),
    }


def _shown(line: Line, part: Comparison, key: str) -> _LineShown:
    page = f"tasks/{key}/{line.concept.notation}/"
    cells = tuple(
        _CellShown(
            cell,
            f"{page}{place.place.code}/" if cell.arrangement else "",
            place.place.code in line.odd_ones,
            bool(place.residual_rules),
        )
        for place, cell in zip(part.places, line.cells, strict=True)
    )
    tiers = dict.fromkeys(
        tier
        for cell in line.cells
        if cell.arrangement
        for tier in (*cell.arrangement.power.tiers, *cell.arrangement.expenditure.tiers)
    )
    return _LineShown(line, cells, " ".join(tiers), f"{THINGS}concept/{key}/{line.concept.notation}/")


def _not_held(plans: KnownPlans, key: str, chosen: PlaceSet) -> list[tuple[str, str, str, str]]:
    """Return the plans that are known by name only and belong to the set: code, name of the place, IRI, what the plan is called."""
    held = set(plans.held_codes(key))
    everywhere = not chosen.lower and chosen.above is None and chosen.of == COUNTRY
    inside = {chosen.of, *plans.children(chosen.of)}
    return [
        (plan.area_code, plan.area or plan.area_code, plan.iri, plan.called)
        for plan in plans.plans(key)
        if not plan.held and plan.area_code in plans.areas and plan.area_code not in held
        if everywhere or plan.area_code in inside
    ]


def _index(data: PublishedData, plans: KnownPlans) -> list[dict[str, object]]:
    return [
        {
            "key": key,
            "domain": found.domain,
            "places": len(plans.held_codes(key)),
            "concepts": size_of_vocabulary(data, key),
        }
        for key, found in plans.domains.items()
    ]


def _without_vocabulary(data: PublishedData, folder: str, key: str) -> tuple[File, ...]:
    values = {
        "key": key,
        "domain": known_plans(data).domains[key].domain,
        "reason": "vocabulary",
        "former": former_plans(data, key),
    }
    return pages(data, folder, "matrix_none.html", lambda: values)


def _without_places(data: PublishedData, folder: str, key: str) -> tuple[File, ...]:
    values = {
        "key": key,
        "domain": known_plans(data).domains[key].domain,
        "reason": "places",
        "former": former_plans(data, key),
    }
    return pages(data, folder, "matrix_none.html", lambda: values)
