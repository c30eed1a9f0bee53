"""How the data set is cited: as a sentence, in BibTeX, and as CSL-JSON for reference managers.

What is said here is what `CITATION.cff` says (a test compares them); the address is that of the site.
"""

from __future__ import annotations

import json
from typing import Final

from shiquan import __version__

AUTHORS: Final = "The shiquan authors"
TITLE: Final = "shiquan (事权): linked data on fiscal powers and expenditure responsibilities between China's five tiers of government"
RELEASED: Final = "2026-11-22"
"""The day on which this version was released."""
YEAR: Final = int(RELEASED[:4])


def plain_citation(address: str) -> str:
    """Return the citation as a sentence."""
    return f"{AUTHORS} ({YEAR}). {TITLE}. Version {__version__} [data set]. {address}"


def bibtex(address: str) -> bytes:
    """Return the citation as BibTeX."""
    return (
        "@misc{shiquan,\n"
        f"  author       = {{{{{AUTHORS}}}}},\n"
        f"  title        = {{{{{TITLE}}}}},\n"
        f"  year         = {{{YEAR}}},\n"
        f"  version      = {{{__version__}}},\n"
        "  howpublished = {Data set},\n"
        f"  url          = {{{address}}}\n"
        "}\n"
    ).encode()


def csl_json(address: str) -> bytes:
    """Return the citation as CSL-JSON (Citation Style Language 1.0.2)."""
    item = {
        "id": "shiquan",
        "type": "dataset",
        "title": TITLE,
        "author": [{"literal": AUTHORS}],
        "issued": {"date-parts": [[YEAR]]},
        "version": __version__,
        "URL": address,
        "license": "CC-BY-4.0",
    }
    return (json.dumps([item], ensure_ascii=False, indent=1) + "\n").encode()
