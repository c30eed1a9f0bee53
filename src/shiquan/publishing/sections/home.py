"""The first page: what this is, where to begin, one chain as an example, the latest documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Final

from shiquan.errors import UsageError
from shiquan.publishing.files import File
from shiquan.publishing.names import AreaName, DocumentName, Name, area_name, document_name, mode_names, name_of
from shiquan.publishing.pages import pages
from shiquan.publishing.published_data import PublishedData
from shiquan.publishing.site_queries import records
from shiquan.questions.statements import statements_of
from shiquan.questions.trace import Hop, trace

_LATEST: Final = 8
_CANDIDATES: Final = 4
"""Documents among which the example is looked for."""
_GOOD: Final = 3
"""Tiers that say who holds a task in a chain that is good enough to look no further."""
_LOCAL: Final = ("prefecture", "county")


@dataclass(frozen=True, slots=True)
class Example:
    """A task traced to a place: the concept, the place, and of the chain for each tier the plans that say who holds it, or the nearest that does not."""

    concept: str
    name: Name
    place: AreaName
    hops: tuple[Hop, ...]

    @property
    def said(self) -> int:
        """Return how many tiers say who holds the task."""
        return len({hop.tier for hop in self.hops if hop.status == "stated"})


class Home:
    """The root of the site."""

    prefix: Final = ""

    def folders(self, data: PublishedData) -> Iterator[str]:
        """Yield the root; see `Section`."""
        yield ""

    def files(self, data: PublishedData, folder: str) -> tuple[File, ...]:
        """Return the first page in both languages; see `Section`."""
        return pages(data, "", "home.html", lambda: _values(data)) if folder == "" else ()


@lru_cache(maxsize=4)
def _values(data: PublishedData) -> Mapping[str, object]:
    latest = _latest(data)
    return {
        "tasks": int(records(data.store, "task-count")[0]["tasks"] or 0),
        "latest": [(name, area_name(data, name.area_code)) for name in latest[:_LATEST]],
        "example": _example(data, latest),
        "modes": mode_names(data),
    }


def _latest(data: PublishedData) -> tuple[DocumentName, ...]:
    """Return held documents, those that were signed last first."""
    names = (document_name(data, row["document"] or "") for row in records(data.store, "latest-documents"))
    return tuple({name.iri: name for name in names if name.held}.values())


def _example(data: PublishedData, latest: tuple[DocumentName, ...]) -> Example | None:
    """Return a chain to show.

    Of the latest documents of a city or a county each gives the concept that it names first. The first chain in which three tiers say who holds it
    is shown, else that in which most do, of several such that of the latest document. None where no such document names a concept.
    """
    found: list[Example] = []
    for name in latest:
        area = area_name(data, name.area_code)
        if area is None or area.tier not in _LOCAL:
            continue
        concept = next(
            (
                min(one.concepts)
                for one in statements_of(data.store, name.iri, None)
                if one.concepts and one.power_tiers
            ),
            None,
        )
        if concept is None:
            continue
        called = name_of(data, concept)
        try:
            chain = trace(data.store, task=called.chinese, area=area.code)
        except UsageError:
            # a name that several concepts have is no good example
            continue
        found.append(Example(concept, called, area, _shown(chain.hops)))
        if found[-1].said >= _GOOD or len(found) == _CANDIDATES:
            break
    return max(found, key=lambda each: each.said) if found else None


def _shown(hops: tuple[Hop, ...]) -> tuple[Hop, ...]:
    """Return of each tier's plans those that name the task; of a tier without one the last."""
    shown = []
    for _, group in groupby(hops, lambda hop: hop.tier):
        here = tuple(group)
        shown += [hop for hop in here if hop.status == "stated"] or [here[-1]]
    return tuple(shown)
