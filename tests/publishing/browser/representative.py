"""Which pages stand for all: one of each kind, found in the site itself, so that a new part of the site is tested without being named here."""

from __future__ import annotations

from pathlib import Path


def representative_pages(site: Path) -> tuple[str, ...]:
    """Return the paths of pages, one of each kind: the largest of those with the same first folders and depth."""
    largest: dict[tuple[str, ...], tuple[int, str]] = {}
    for page in site.rglob("index.html"):
        path = page.relative_to(site).as_posix()
        steps = path.split("/")[:-1]
        kind = (*steps[: 2 if steps[:1] == ["id"] else 1], str(len(steps)))
        largest[kind] = max(largest.get(kind, (0, "")), (page.stat().st_size, path))
    return tuple(path for _, path in sorted(largest.values(), key=lambda each: each[1]))


def in_english(path: str) -> str:
    """Return the path of the same page in English."""
    return path.removesuffix("index.html") + "index.en.html"
