"""Queries with places for the values of their parameters, so that a page can bind them as `shiquan.stores.binding` does."""

from __future__ import annotations

import re
from typing import Final

from pyoxigraph import Literal

from shiquan.questions.catalogue import NamedQuery
from shiquan.stores.binding import bind

_PLACE: Final = "@@{}@@"
_HEADER: Final = re.compile(r"^#\+.*\n", re.MULTILINE)


def with_places(query: NamedQuery) -> str:
    """Return the text of a query, its header left out, with a VALUES block for each parameter, as `bind` puts it, whose value is the string ``@@name@@``.

    Who fills it in puts a term in the place of that string, quotation marks included, or takes the block away where there is no value.
    """
    text = _HEADER.sub("", query.text).lstrip("\n")
    for parameter in query.parameters:
        text = bind(text, {parameter.variable: Literal(_PLACE.format(parameter.name))})
    return text
