"""What `shiquan validate` looks at: a data set on this machine, or what an endpoint holds."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rich.text import Text

from shiquan.cli.console import ERR
from shiquan.cli.options import settled, store_of
from shiquan.graph.findings import TEXT_MISSING
from shiquan.graph.validation import ValidationReport
from shiquan.stores.credentials import Scheme

_TEXTS: Final = "texts"


@dataclass(frozen=True, slots=True)
class Validated:
    """A folder with the dump that is validated, and with the texts where they are at hand."""

    folder: Path
    has_texts: bool

    def told(self, report: ValidationReport) -> ValidationReport:
        """Return a report as it may be told: an endpoint has no texts, and that none is at hand is no fault of the data."""
        if self.has_texts:
            return report
        ERR.print(
            Text(
                "引文未与正文核对：端点不存正文，请用 --data 指明数据集 / quotes were not compared with the texts, which no endpoint has: name the "
                "data set with --data",
                style="yellow",
            )
        )
        found = tuple(finding for finding in report.findings if finding.component != TEXT_MISSING)
        return ValidationReport(found, report.looked_at)


@contextmanager
def validated(data: Path, endpoint: str | None, auth: Scheme | None, user: str | None) -> Iterator[Validated]:
    """Give the folder to be validated: the data set's, or one with the graphs of an endpoint and, if they are there, the texts of the data set.

    Raises:
        UsageError: the folder is not a data set, or what a change that was killed left cannot be cleared up; or there are no credentials where some
            are asked for.
        StoreError: the endpoint cannot be reached, or does not give all that it holds.

    """
    if endpoint is None:
        settled(data)
        yield Validated(data, True)
        return
    from shiquan.loading.fetching import fetch_dump
    from shiquan.stores.named_graphs import NamedGraphs

    with tempfile.TemporaryDirectory(prefix="shiquan-endpoint-") as work:
        folder = Path(work)
        fetch_dump(NamedGraphs(store_of(data, endpoint, auth, user)), folder)
        texts = data / _TEXTS
        if texts.is_dir():
            (folder / _TEXTS).symlink_to(texts.absolute(), target_is_directory=True)
        yield Validated(folder, texts.is_dir())
