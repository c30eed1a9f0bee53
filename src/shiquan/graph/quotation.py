"""The check of every quote against the text that it stands in: byte for byte, at the position that it claims.

The shapes cannot do this, because the texts stand beside the graph, not in it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from pyoxigraph import BlankNode, Literal, NamedNode, Store, Triple

from shiquan.graph.findings import (
    QUOTE_DIFFERS,
    TEXT_CHANGED,
    TEXT_MISSING,
    Finding,
    Severity,
    Value,
)
from shiquan.graph.whereabouts import Whereabouts
from shiquan.terms import OA, RDF_TYPE, SQ, XSD

_TYPE = NamedNode(RDF_TYPE)
_CLEANED_TEXT = NamedNode(SQ + "CleanedText")
_FILE_NAME = NamedNode(SQ + "fileName")
_SHA256 = NamedNode(SQ + "sha256")
_SOURCE = NamedNode(OA + "hasSource")
_SELECTOR = NamedNode(OA + "hasSelector")
_START = NamedNode(OA + "start")
_END = NamedNode(OA + "end")
_EXACT = NamedNode(OA + "exact")


PROPERTIES_OF_QUOTES: Final = frozenset(property_.value for property_ in (_SELECTOR, _START, _END, _EXACT))
"""What is read of an evidence node and its selectors."""

PROPERTY_TO_THE_TEXT: Final = _SOURCE.value
"""What leads from an evidence node to its text."""


class Texts(Protocol):
    """The cleaned texts of a data set, which may be sent to another process."""

    def read(self, name: str) -> bytes:
        """Return the bytes of a text by the name of its file.

        Raises:
            OSError: there is none, or it cannot be read.

        """
        ...


@dataclass(frozen=True, slots=True)
class TextFolder:
    """The texts in a folder."""

    folder: Path

    def read(self, name: str) -> bytes:
        """Return the bytes of a text; see `Texts`."""
        # The name comes from the graph: only a plain name is looked up, so that it cannot lead out of the folder.
        if not name or name != Path(name).name:
            raise FileNotFoundError(name)
        return (self.folder / name).read_bytes()


def check_quotations(
    store: Store,
    texts: Texts,
    is_answered_for: Callable[[NamedNode], bool] | None = None,
    places: Whereabouts | None = None,
) -> tuple[Finding, ...]:
    """Return a violation for each text that is missing or changed, and for each quote that does not stand at its position.

    Positions are code points, end excluded (Web Annotation Data Model, section 4.2.4). A quote in a text that cannot be read
    is not reported once more.

    Args:
        store: the statements about texts, evidence and selectors, in the default graph.
        texts: the cleaned texts, UTF-8.
        is_answered_for: which text nodes are looked at; every one where it is not given.
        places: what finds the place of a node; the store alone where it is not given.

    """
    places = places or Whereabouts(store)
    held: dict[NamedNode, str] = {}
    findings: list[Finding] = []
    for quad in store.quads_for_pattern(None, _TYPE, _CLEANED_TEXT, None):
        if isinstance(quad.subject, NamedNode) and (is_answered_for is None or is_answered_for(quad.subject)):
            text = _read(store, places, quad.subject, texts)
            if isinstance(text, Finding):
                findings.append(text)
            else:
                held[quad.subject] = text
    if held:
        quotes = _Quotes(store)
        for text_node, text in held.items():
            findings.extend(quotes.differing(places, text_node, text))
    return tuple(sorted(findings, key=lambda finding: finding.key))


def _read(store: Store, places: Whereabouts, node: NamedNode, texts: Texts) -> str | Finding:
    name = _literal(store, node, _FILE_NAME) or ""
    try:
        content = texts.read(name)
    except OSError:
        return _finding(
            TEXT_MISSING,
            node,
            _FILE_NAME,
            name,
            places,
            f"读不到正文文件 texts/{name}：出处无从核对。请重新运行 shiquan build。",
            f"The text file texts/{name} cannot be read, so no quote can be checked: run shiquan build again.",
        )
    digest = hashlib.sha256(content).hexdigest()
    if digest != _literal(store, node, _SHA256):
        return _finding(
            TEXT_CHANGED,
            node,
            _SHA256,
            digest,
            places,
            f"正文文件 texts/{name} 的 SHA-256 与图中所载不同：文件在建成之后改动过。请重新运行 shiquan build。",
            f"The SHA-256 of the text file texts/{name} is not what the graph says: the file was changed after the build. "
            "Run shiquan build again.",
        )
    return content.decode("utf-8", errors="replace")


class _Quotes:
    """The quotes of a store with their positions, each property read once for all of them."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._starts, self._ends, self._exacts = (_texts(store, predicate) for predicate in (_START, _END, _EXACT))
        self._selectors: dict[NamedNode, list[NamedNode]] = {}
        for quad in store.quads_for_pattern(None, _SELECTOR, None, None):
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
                self._selectors.setdefault(quad.subject, []).append(quad.object)

    def differing(self, places: Whereabouts, text_node: NamedNode, text: str) -> Iterator[Finding]:
        """Yield a finding for each quote that does not stand in a text where it says."""
        for quad in self._store.quads_for_pattern(None, _SOURCE, text_node, None):
            if not isinstance(quad.subject, NamedNode):
                continue
            start = end = exact = None
            for selector in sorted(self._selectors.get(quad.subject, ()), key=str):
                start = start or self._starts.get(selector)
                end = end or self._ends.get(selector)
                exact = exact or self._exacts.get(selector)
            if start is None or end is None or exact is None or not (start.isdecimal() and end.isdecimal()):
                continue  # sqsh:Evidence says so already
            standing = text[int(start) : int(end)]
            if standing != exact:
                yield _finding(
                    QUOTE_DIFFERS,
                    quad.subject,
                    _SELECTOR,
                    standing,
                    places,
                    f"正文第 {start} 至 {end} 码点处的文字与引文不同：该处实际文字见“值”。",
                    f"What stands in the text from code point {start} to {end} is not the quote: see the value for what stands "
                    "there.",
                )


def _texts(store: Store, predicate: NamedNode) -> dict[NamedNode | BlankNode | Triple, str]:
    """Return the text of a property by its subject, the first where there are several."""
    found: dict[NamedNode | BlankNode | Triple, str] = {}
    for quad in store.quads_for_pattern(None, predicate, None, None):
        if isinstance(quad.object, Literal):
            text = quad.object.value
            found[quad.subject] = min(found.get(quad.subject, text), text)
    return found


def _finding(
    component: str, node: NamedNode, path: NamedNode, value: str, places: Whereabouts, zh: str, en: str
) -> Finding:
    return Finding(
        severity=Severity.VIOLATION,
        shape=component,
        component=component,
        focus=node.value,
        message_zh=zh,
        message_en=en,
        path=path.value,
        value=Value(value, XSD + "string"),
        place=places.of(node),
    )


def _literal(store: Store, node: NamedNode, predicate: NamedNode) -> str | None:
    values = (quad.object for quad in store.quads_for_pattern(node, predicate, None, None))
    return min((value.value for value in values if isinstance(value, Literal)), default=None)
