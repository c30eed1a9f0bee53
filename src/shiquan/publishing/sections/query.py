"""The query page with its editor, and a page for each named query."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import partial
from typing import Final

from shiquan.publishing.files import File
from shiquan.publishing.pages import Values, pages
from shiquan.publishing.published_data import PublishedData
from shiquan.publishing.querying.examples import SHOWN, Example, example_of, queries_by_name
from shiquan.publishing.querying.templates import with_places
from shiquan.publishing.reviewing.lists import in_both_languages
from shiquan.questions.catalogue import NamedQuery, Parameter
from shiquan.terms import ID

_FOLDER: Final = re.compile(r"query/([a-z0-9-]+)/")
_SPARQL: Final = "application/sparql-query; charset=utf-8"
_TYPES: Final = {
    "string": ("文字", "text"),
    "iri": ("IRI", "IRI"),
    "date": ("日期", "date"),
    "integer": ("整数", "integer"),
    "decimal": ("小数", "decimal number"),
    "boolean": ("true 或 false", "true or false"),
}


class Query:
    """The section ``query/``."""

    prefix: Final = "query/"

    def folders(self, data: PublishedData) -> Iterator[str]:
        """Yield the page of the editor and those of the named queries; see `Section`."""
        yield self.prefix
        for name in queries_by_name():
            yield f"{self.prefix}{name}/"

    def files(self, data: PublishedData, folder: str) -> tuple[File, ...]:
        """Return the pages of a folder, and the query in files for programs; see `Section`."""
        if folder == self.prefix:
            return pages(data, folder, "query.html", _all)
        match = _FOLDER.fullmatch(folder)
        if match is None or (query := queries_by_name().get(match[1])) is None:
            return ()
        files = (
            *pages(data, folder, "named-query.html", partial(_one, data, query)),
            File("query.rq", _SPARQL, query.text.encode),
            File("query.json", "application/json; charset=utf-8", partial(_for_the_editor, query)),
        )
        if query.form == "CONSTRUCT":
            return (*files, File("example.ttl", "text/turtle; charset=utf-8", partial(_turtle, data, query)))
        return (*files, File("example.csv", "text/csv; charset=utf-8", lambda: example_of(data, query.name).csv))


def _all() -> Values:
    queries = [_told(query) for query in queries_by_name().values()]
    return {
        "groups": [
            (("数据表", "Tables"), [each for each in queries if not _is_question(each["query"])]),
            (("问题", "Questions"), [each for each in queries if _is_question(each["query"])]),
        ],
    }


def _is_question(query: object) -> bool:
    return isinstance(query, NamedQuery) and "competency question" in query.tags


def _told(query: NamedQuery) -> dict[str, object]:
    called, meaning = in_both_languages(query)
    return {"query": query, "called": called, "meaning": meaning}


def _one(data: PublishedData, query: NamedQuery) -> Values:
    example = example_of(data, query.name)
    return {
        **_told(query),
        "parameters": [_field(parameter, example) for parameter in query.parameters],
        "example": example,
        "rows": example.rows.rows[:SHOWN] if example.rows is not None else (),
        "turtle": (example.turtle or "").splitlines()[: 4 * SHOWN],
        "shown": SHOWN,
        "id": ID,
    }


def _field(parameter: Parameter, example: Example) -> Values:
    return {
        "name": parameter.name,
        "type": _TYPES[parameter.type],
        "is_date": parameter.type == "date",
        "value": example.values.get(parameter.name, ""),
    }


def _turtle(data: PublishedData, query: NamedQuery) -> bytes:
    return (example_of(data, query.name).turtle or "").encode()


def _for_the_editor(query: NamedQuery) -> bytes:
    called, meaning = in_both_languages(query)
    defaults = dict(query.defaults)
    content = {
        "name": query.name,
        "summary": {"zh": called[0], "en": called[1]},
        "description": {"zh": meaning[0], "en": meaning[1]},
        "columns": query.columns,
        "parameters": [
            {"name": each.name, "variable": each.variable, "type": each.type, "default": defaults.get(each.name, "")}
            for each in query.parameters
        ],
        "text": with_places(query),
    }
    return json.dumps(content, ensure_ascii=False, indent=1).encode()
