"""Where the vocabularies, reference data and queries that the package needs are found.

They stand at the top of the repository (`ontology/`, `data/`, `queries/`), because they are data that people read and
load on their own; a wheel carries the same folders inside the package (see `pyproject.toml`).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_INSTALLED = _PACKAGE / "resources"
_CHECKOUT = _PACKAGE.parent.parent


@cache
def resource_root() -> Path:
    """Return the folder that holds `ontology/`, `data/` and `queries/`.

    Raises:
        FileNotFoundError: neither the wheel's copy nor a checkout's folders are there.

    """
    for root in (_INSTALLED, _CHECKOUT):
        if (root / "ontology" / "shiquan.ttl").is_file():
            return root
    raise FileNotFoundError(
        f"找不到本体与词表 / the ontology was not found beside the package: looked in {_INSTALLED} and {_CHECKOUT}. "
        "请重新安装 / reinstall the package."
    )


def ontology_folder() -> Path:
    """Return the folder of the ontology and vocabularies."""
    return resource_root() / "ontology"


def reference_folder() -> Path:
    """Return the folder of the reference data (areas, organisations, instruments)."""
    return resource_root() / "data" / "reference"


def queries_folder() -> Path:
    """Return the folder of the named queries."""
    return resource_root() / "queries"
