"""What is installed here, as far as the bytes of a data set depend on it: to tell whether two machines would read alike."""

from __future__ import annotations

import hashlib
import platform
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Final

from shiquan import __version__
from shiquan.resources import resource_root

_REQUIRED: Final = re.compile(r"[A-Za-z0-9._-]+")
_RESOURCES: Final = ("ontology", "queries", "data/reference", "data/mappings")
_FILES: Final = "files of shiquan"


@cache
def installation() -> Mapping[str, str]:
    """Return the versions of Python, of this package and of the packages it needs, and a digest of this package's files.

    The digest tells apart what has the same version: checkouts between two releases.
    """
    return {
        "Python": ".".join(platform.python_version_tuple()[:2]),
        "shiquan": __version__,
        _FILES: _digest(),
        **{name: _version(name) for name in _needed()},
    }


def differences(here: Mapping[str, str], there: Mapping[str, str]) -> str:
    """Return what another installation has otherwise, for messages: ``lxml 5.9 (6.1)``, first there, then here."""
    return ", ".join(
        f"{name} {there.get(name, '—')} ({here.get(name, '—')})"
        for name in sorted({*here, *there})
        if here.get(name) != there.get(name)
    )


def _needed() -> Iterator[str]:
    try:
        lines = requires("shiquan") or []
    except PackageNotFoundError:
        # run from its sources without having been installed
        return
    for line in lines:
        name = _REQUIRED.match(line)
        if name and "extra ==" not in line:
            yield name.group()


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "—"


def _digest() -> str:
    package = Path(__file__).resolve().parent.parent
    root = resource_root()
    files = [(f"src/{file.relative_to(package).as_posix()}", file) for file in package.rglob("*.py")]
    for folder in _RESOURCES:
        files += [(file.relative_to(root).as_posix(), file) for file in (root / folder).rglob("*") if file.is_file()]
    digest = hashlib.sha256()
    for name, file in sorted(files):
        digest.update(f"{name}\n{hashlib.sha256(file.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()[:12]
