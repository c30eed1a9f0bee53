"""The options of `shiquan build` for a cluster: what goes together and what does not."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from shiquan.cli.main import app
from shiquan.errors import UsageError


def refused(*arguments: str) -> UsageError:
    result = CliRunner().invoke(app, ["build", *arguments])
    assert isinstance(result.exception, UsageError)
    return result.exception


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--shared", "s3://bucket/work"], "--shared is used together with --cluster"),
        (["--cluster", "tcp://127.0.0.1:1", "--jobs", "2"], "is not used with --cluster"),
        (["--cluster", "somewhere"], "the address of a cluster is written tcp://host:port"),
        (["--cluster", "tcp://127.0.0.1:1", "--shared", "nothing://x"], "nothing://x is no address of a storage"),
    ],
)
def test_options_that_do_not_go_together(arguments: list[str], says: str, root: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert says in refused(str(root / "data" / "documents"), "--out", str(out), *arguments).en
    assert not out.exists()


def test_help_is_in_both_languages() -> None:
    shown = CliRunner().invoke(app, ["build", "--help"], terminal_width=400).output
    words = "".join(shown.replace("│", "").split())
    for word in (
        "--cluster",
        "--shared",
        "调度器地址",
        "addressofitsscheduler",
        "共用的中间存储",
        "storagethatallmachines",
    ):
        assert word in words
