"""The store of the five documents, and how a picture's text and titles are read back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from lxml import etree

from shiquan.building import BuildResult
from shiquan.pictures.drawing import SVG, Drawing
from shiquan.stores.embedded import EmbeddedStore

Read = Callable[[Drawing, str], list[str]]


@pytest.fixture(scope="session")
def five_store(five: BuildResult) -> EmbeddedStore:
    return EmbeddedStore.open(five.folder)


@pytest.fixture(scope="session")
def texts() -> Callable[[Drawing], list[str]]:
    """Return a function that gives all visible text of a picture, in the order of drawing."""
    return lambda drawing: [one.text or "" for one in etree.fromstring(drawing.svg()).iter(f"{{{SVG}}}text")]


@pytest.fixture(scope="session")
def titles() -> Read:
    """Return a function that gives the titles of a picture's groups of a class."""

    def of(drawing: Drawing, kind: str) -> list[str]:
        groups = etree.fromstring(drawing.svg()).iter(f"{{{SVG}}}g")
        return [
            group.findtext(f"{{{SVG}}}title") or "" for group in groups if kind in (group.get("class") or "").split()
        ]

    return of


@pytest.fixture(scope="session")
def inside() -> Callable[[Drawing], bool]:
    """Return a function that tells whether all shapes of a picture lie within its edges."""

    def of(drawing: Drawing) -> bool:
        root = etree.fromstring(drawing.svg())
        width, height = float(root.get("width") or 0), float(root.get("height") or 0)
        for one in root.iter(f"{{{SVG}}}rect", f"{{{SVG}}}text", f"{{{SVG}}}circle"):
            x, y = float(one.get("x") or one.get("cx") or 0), float(one.get("y") or one.get("cy") or 0)
            right, bottom = x + float(one.get("width") or 0), y + float(one.get("height") or 0)
            if not (0 <= x <= right <= width + 0.01 and 0 <= y <= bottom <= height + 0.01):
                return False
        return True

    return of
