"""Pages from templates: one file for each language, with links that are relative to their folder.

Templates stand in `templates/`; each page extends `base.html`. In every template:

* ``say("文件", "Document")`` gives the words in the page's language; Chinese words of the data inside an English page stand in an element with ``lang="zh"``;
* ``link("matrix/")`` gives the relative reference to a folder in the page's language, ``file("assets/style.css")`` to a file;
* ``thing(iri)`` gives the reference to where a thing of the graph is described, or its IRI where it is not of this graph.

`parts.html` has macros for what many pages show: breadcrumbs, chips for tiers and states, quotes, pages of a list. Everything that is put in is escaped.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, partial
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from shiquan import __version__
from shiquan.comparison.wording import STATUS, TIER_EN, TIER_ZH
from shiquan.publishing.addresses import folder_of, fragment_of, relative
from shiquan.publishing.files import HTML, File
from shiquan.publishing.languages import Language
from shiquan.publishing.navigation import NAVIGATION
from shiquan.publishing.published_data import PublishedData, described

_SEVERITIES: Final = {
    "Violation": ("违反", "violation"),
    "Warning": ("警告", "warning"),
    "Info": ("提示", "note"),
}

Values = Mapping[str, object]


def pages(data: PublishedData, folder: str, template: str, values: Callable[[], Values]) -> tuple[File, File]:
    """Return the page of a folder in both languages.

    ``values`` gives what the template is filled with, apart from what every page has; it is called when the page is made, once for each
    language: let it keep what costs time.
    """
    return (
        File(Language.CHINESE.page, HTML, lambda: rendered(data, folder, template, Language.CHINESE, values())),
        File(Language.ENGLISH.page, HTML, lambda: rendered(data, folder, template, Language.ENGLISH, values())),
    )


def rendered(data: PublishedData, folder: str, template: str, language: Language, values: Values) -> bytes:
    """Return a page as UTF-8.

    Raises:
        jinja2.TemplateError: the template is not there, or wants a value that it is not given.

    """
    text = (
        environment()
        .get_template(template)
        .render(
            **values,
            folder=folder,
            language=language,
            navigation=NAVIGATION,
            version=__version__,
            address=data.address,
            data_set=described(data),
            say=language.say,
            file=partial(_file, folder),
            link=partial(_link, folder, language),
            thing=partial(_thing, folder, language),
            other_page=language.other.page if language.other is Language.ENGLISH else "./",
        )
    )
    return text.encode()


@cache
def environment() -> Environment:
    """Return what renders the templates."""
    environment = Environment(
        loader=PackageLoader("shiquan.publishing"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals.update(tier_name=_tier_name, status_words=STATUS, severity_words=_SEVERITIES)
    return environment


def _tier_name(language: Language, notation: str) -> str:
    return language.say(TIER_ZH[notation], TIER_EN[notation])


def _file(folder: str, path: str) -> str:
    return relative(path, folder)


def _link(folder: str, language: Language, path: str, fragment: str = "") -> str:
    page = path if language is Language.CHINESE else path + language.page
    return relative(page, folder) + (f"#{fragment}" if fragment else "")


def _thing(folder: str, language: Language, iri: str) -> str:
    path = folder_of(iri)
    return iri if path is None else _link(folder, language, path, fragment_of(iri))
