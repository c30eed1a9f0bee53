"""Two data sets of one domain: the five documents, and five authored ones (four cities and a province)."""

from __future__ import annotations

from pathlib import Path

import pytest

from shiquan.building import BuildResult, build
from shiquan.stores.embedded import EmbeddedStore

AUTHORED = ("luoyang-ip.txt", "pingdingshan-ip.md", "zhuzhou.docx", "baishan-ip.txt", "jiangxi.txt")


@pytest.fixture(scope="session")
def five_store(five: BuildResult) -> EmbeddedStore:
    return EmbeddedStore.open(five.folder)


@pytest.fixture(scope="session")
def authored(root: Path, tmp_path_factory: pytest.TempPathFactory) -> BuildResult:
    paths = [root / "tests" / "documents" / name for name in AUTHORED]
    return build(paths, tmp_path_factory.mktemp("authored") / "build")


@pytest.fixture(scope="session")
def authored_store(authored: BuildResult) -> EmbeddedStore:
    return EmbeddedStore.open(authored.folder)
