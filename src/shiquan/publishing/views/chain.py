"""The chain of a task at a place: the picture in the page, what the list beside it shows, and the files of both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup

from shiquan.pictures.chain_picture import ChainLinks, chain_picture
from shiquan.publishing.files import File
from shiquan.publishing.published_data import PublishedData
from shiquan.publishing.remembering import remembering
from shiquan.questions.statements import Statement
from shiquan.questions.trace import Hop, Trace, trace
from shiquan.questions.trace_rendering import as_csv, as_json
from shiquan.terms import AREA

Reference = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class SaidAtHop:
    """A statement at a hop; ``source`` is the number of the plan above that gives it, None for the hop's own plan; ``anchor`` its id in the page."""

    anchor: str
    source: str | None
    statement: Statement


@dataclass(frozen=True, slots=True)
class HopInList:
    """A hop with its id in the page and everything that is said there, in the order of the picture."""

    anchor: str
    hop: Hop
    said: tuple[SaidAtHop, ...]

    @property
    def area(self) -> str:
        """The IRI of the hop's area."""
        return AREA + self.hop.area_code


@lru_cache(maxsize=8)
def chain_of(data: PublishedData, concept: str, area: str) -> Trace:
    """Return the trace of a task (IRI) at a place (code); the files of a folder share it.

    Raises:
        UsageError: there is no such task or place.

    """
    return trace(remembering(data), concept, area)


def hops_in_list(chain: Trace) -> tuple[HopInList, ...]:
    """Return the hops as the page lists them."""
    return tuple(HopInList(f"hop-{position + 1}", hop, _said(position, hop)) for position, hop in enumerate(chain.hops))


def _said(position: int, hop: Hop) -> tuple[SaidAtHop, ...]:
    said: list[tuple[str | None, Statement]] = [(None, one) for one in hop.statements]
    said += [(given.number or given.title or "", one) for given in hop.from_above for one in given.statements]
    return tuple(SaidAtHop(_anchor(position, number), source, one) for number, (source, one) in enumerate(said))


def _anchor(position: int, number: int) -> str:
    return f"hop-{position + 1}-{number + 1}"


def inline_picture(chain: Trace, thing: Reference) -> Markup:
    """Return the chain as an SVG element whose documents lead to their pages and whose statements lead to the list below.

    ``thing`` gives the reference to a thing's page, in the language of the page.
    """
    links = ChainLinks(document=thing, said=lambda position, number: f"#{_anchor(position, number)}")
    # safe to put into a page as it is: an XML library wrote it, which escapes every text and attribute, and only our own elements stand in it
    return Markup(chain_picture(chain, links).inline_svg())


def chain_files(data: PublishedData, concept: str, area: Callable[[], str]) -> tuple[File, ...]:
    """Return the files of a chain: chain.svg, chain.csv, chain.json.

    ``area`` gives the code of the place; it is asked when a file is made. A PNG takes thirty times as long as all of them, so the browser
    makes it of the SVG (`assets/chain.js`).
    """
    return (
        File("chain.svg", "image/svg+xml", lambda: chain_picture(chain_of(data, concept, area())).svg()),
        File("chain.csv", "text/csv; charset=utf-8", lambda: as_csv(chain_of(data, concept, area())).encode()),
        File(
            "chain.json", "application/json; charset=utf-8", lambda: as_json(chain_of(data, concept, area())).encode()
        ),
    )
