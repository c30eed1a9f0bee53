"""A link checker for a whole site in a folder: what its pages, styles, scripts and RDF refer to must be there.

It reads files only, as a visitor's browser would, and knows nothing of how the site was made.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urljoin, urlsplit

from lxml import html

ADDRESS: Final = "https://w3id.org/shiquan/"
LOADED: Final = {
    "script",
    "img",
    "source",
    "iframe",
    "embed",
    "object",
    "video",
    "audio",
    "track",
    "image",
    "use",
    "input",
}
_LOADED_BY_LINK: Final = ("stylesheet", "icon", "preload", "modulepreload", "manifest")
_REFERENCES: Final = "//@href | //@src | //@action | //@formaction | //@poster | //@cite | //object/@data | //@srcset | //@*[name()='xlink:href']"
_STYLE: Final = re.compile(r"""url\(\s*["']?([^"')]+)["']?\s*\)|@import\s+["']([^"']+)["']""")
_MODULE: Final = re.compile(
    r"""^\s*(?:import|export)\b[^"'();=]*["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']\s*\)""", re.MULTILINE
)
_TERM: Final = re.compile(r"<(https://w3id\.org/shiquan/[^>]+)>")
_BASE: Final = "http://site.test/below/a/path/"


@dataclass(frozen=True, slots=True)
class Broken:
    """A reference that leads nowhere: the file that has it, what it says, what is wrong, and the path that it leads to where it is one of the site."""

    file: str
    reference: str
    reason: str
    target: str = ""


@dataclass
class Site:
    """The files of a site, read as they are needed."""

    folder: Path
    _ids: dict[str, frozenset[str]] = field(default_factory=dict)

    @cached_property
    def files(self) -> frozenset[str]:
        return frozenset(path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*") if path.is_file())

    def ids(self, file: str) -> frozenset[str]:
        """Return the places of a page that a fragment may name."""
        if file not in self._ids:
            tree = html.fromstring((self.folder / file).read_bytes())
            self._ids[file] = frozenset(tree.xpath("//@id")) | frozenset(tree.xpath("//a/@name"))
        return self._ids[file]


def broken_links(folder: Path) -> list[Broken]:
    """Return every reference of the site's pages, styles and scripts that leads nowhere, or out of the site where something is loaded."""
    site = Site(folder)
    return sorted(set(_broken_links(site)), key=lambda one: (one.file, one.reference))


def things_without_a_page(folder: Path, described_at: Iterable[tuple[str, str, str]]) -> list[Broken]:
    """Return the IRIs that have no page or no place on it, of those given with the folder and the fragment that they should be at."""
    site = Site(folder)
    found = []
    for iri, where, fragment in described_at:
        page = f"{where}index.html"
        if page not in site.files:
            found.append(Broken(page, iri, "no page"))
        elif fragment and fragment not in site.ids(page):
            found.append(Broken(page, iri, "no such place on the page"))
    return found


def iris_in_rdf(folder: Path) -> set[str]:
    """Return the IRIs below the address of the site that stand in its N-Triples files."""
    return {iri for path in folder.rglob("*.nt") for iri in _TERM.findall(path.read_text(encoding="utf-8"))}


def _broken_links(site: Site) -> Iterator[Broken]:
    for file in sorted(site.files):
        ending = file.rpartition(".")[2]
        if ending == "html":
            yield from _broken_in_page(site, file)
        elif ending in ("css", "js", "mjs"):
            pattern = _STYLE if ending == "css" else _MODULE
            text = (site.folder / file).read_text(encoding="utf-8")
            for groups in pattern.findall(text):
                reference = next(group for group in groups if group)
                if not reference.startswith("data:"):
                    yield from _broken(site, file, reference, loaded=True)


def _broken_in_page(site: Site, file: str) -> Iterator[Broken]:
    tree = html.fromstring((site.folder / file).read_bytes())
    if tree.xpath("//base[@href]"):
        yield Broken(file, "<base>", "the site has to work below any path")
    ids = tree.xpath("//@id")
    for twice in sorted(one for one, number in Counter(ids).items() if number > 1):
        yield Broken(file, f"#{twice}", "the same id twice")
    seen: set[tuple[str, bool]] = set()
    for value in tree.xpath(_REFERENCES):
        element = value.getparent()
        loaded = element.tag in LOADED or (element.tag == "link" and element.get("rel") in _LOADED_BY_LINK)
        if value.attrname == "srcset":
            seen |= {(part.split()[0], True) for part in value.split(",") if part.strip()}
        else:
            seen.add((str(value), loaded))
    for reference, loaded in sorted(seen):
        yield from _broken(site, file, reference, loaded=loaded)


def _broken(site: Site, file: str, reference: str, *, loaded: bool) -> Iterator[Broken]:
    parts = urlsplit(reference)
    if reference.startswith(ADDRESS) and not loaded:
        target = reference.removeprefix(ADDRESS)
    elif parts.scheme or parts.netloc:
        if parts.scheme not in ("http", "https", "mailto"):
            yield Broken(file, reference, "a scheme that no link should have")
        elif loaded:
            yield Broken(file, reference, "loaded from another host")
        return
    elif reference.startswith("/"):
        yield Broken(file, reference, "not relative")
        return
    else:
        resolved = urljoin(_BASE + file, reference)
        if not resolved.startswith(_BASE):
            yield Broken(file, reference, "out of the site")
            return
        target = resolved.removeprefix(_BASE)
    path, _, fragment = target.partition("#")
    path = unquote(path.partition("?")[0])
    if path == "" or path.endswith("/"):
        path += "index.html"
    if posixpath.normpath(path) not in site.files:
        yield Broken(file, reference, "not there", path)
    elif fragment and path.endswith(".html") and unquote(fragment) not in site.ids(path):
        yield Broken(file, reference, "no such place on the page", path)
