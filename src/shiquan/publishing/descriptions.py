"""What the graph says of a thing, as it is given to programs and shown to people.

The description of a document is all that stands in its named graph and all that other graphs say of it and its parts; that of any other
thing is every triple with the thing as its subject, whichever graph it stands in. With it come the triples that point at the thing, where there are
few of them (`MOST_POINTING`), and what the things are called that it names, so that a page can be read without asking for each of them.
Nothing else is in it, and nothing that is not in the graph.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from shiquan.graph.identifiers import document_of, graph_iri
from shiquan.publishing.published_data import PublishedData
from shiquan.questions.catalogue import NamedQuery, ask, ask_for_triples, read_query
from shiquan.resources import queries_folder
from shiquan.terms import ID

MOST_POINTING: Final = 200
"""So many triples may point at a thing to be part of its description; where there are more, none of them is: a part would look like the whole."""

_IRI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[A-Za-z0-9/._~#-]+")
"""The IRIs of this graph are made of letters and digits of ASCII and little else; a visitor may ask for anything."""

_NAMES_KEPT: Final = 1 << 16
_DESCRIPTIONS_KEPT: Final = 4
"""The page of a thing and its files are made one after the other."""


@dataclass(frozen=True, slots=True)
class Description:
    """What the graph says of a thing; each part sorted by the N-Triples text.

    ``own`` are the triples about it and, of a document, its parts. ``pointing`` are the triples with it as their object that are not among these;
    None where there are more than `MOST_POINTING`. ``names`` say what the things are called that the others name,
    and what the documents are called of which they name a part.
    """

    iri: str
    own: tuple[Triple, ...]
    pointing: tuple[Triple, ...] | None
    names: tuple[Triple, ...]

    def triples(self) -> tuple[Triple, ...]:
        """Return all of them, each once, sorted."""
        return in_order({*self.own, *(self.pointing or ()), *self.names})


@lru_cache(maxsize=_DESCRIPTIONS_KEPT)
def description_of(data: PublishedData, iri: str) -> Description | None:
    """Return what the graph says of a thing; None where it is not in the graph. Of some named graphs it says nothing.

    Raises:
        StoreError: the store does not answer.

    """
    document = document_of(iri)
    if document is None:
        own = ask_for_triples(data.store, query("thing"), {"thing": iri})
    else:
        own = ask_for_triples(data.store, query("document"), {"document": iri, "graph": graph_iri(iri)})
    pointing = ask_for_triples(data.store, query("pointing"), {"thing": iri})
    if not own and not pointing and not is_described(data, iri):
        return None
    few = tuple(sorted(set(pointing) - set(own), key=str)) if len(pointing) <= MOST_POINTING else None
    told = {triple.subject.value for triple in own if isinstance(triple.subject, NamedNode)}
    terms = {term for triple in (*own, *(few or ())) for term in (triple.subject, triple.object)}
    named = {thing for term in terms if (thing := _thing_of(term)) is not None} - told
    return Description(iri, own, few, in_order({name for thing in named for name in _names(data, thing)}))


def is_described(data: PublishedData, iri: str) -> bool:
    """Tell whether a thing is in the graph: something is said of it, or it is a named graph.

    Raises:
        StoreError: the store does not answer.

    """
    return _IRI.fullmatch(iri) is not None and len(ask(data.store, query("is-there"), {"thing": iri})) > 0


def in_order(triples: set[Triple]) -> tuple[Triple, ...]:
    """Return triples sorted by their N-Triples text."""
    return tuple(sorted(triples, key=str))


@cache
def query(name: str) -> NamedQuery:
    """Return a query of `queries/site/`."""
    return read_query(queries_folder() / "site" / f"{name}.rq")


def _thing_of(term: NamedNode | BlankNode | Literal | Triple) -> str | None:
    """Return the IRI of the thing that a term names, of the document where it names a part of one; None where it names nothing of this graph."""
    if not isinstance(term, NamedNode) or not term.value.startswith(ID):
        return None
    return document_of(term.value) or term.value


@lru_cache(maxsize=_NAMES_KEPT)
def _names(data: PublishedData, iri: str) -> tuple[Triple, ...]:
    return ask_for_triples(data.store, query("names"), {"thing": iri})
