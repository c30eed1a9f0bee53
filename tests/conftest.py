"""What many tests share: the lexicon, the parser, and data sets that are built once; and the order of tests in several processes."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from shiquan.building import BuildResult
from shiquan.lexicon import Lexicon, load_lexicon
from shiquan.model import Document, Plan, Source
from shiquan.parsing.document import DocumentParser
from shiquan.parsing.places import load_gazetteer
from shiquan.reading.cleaning import clean

from .made_once import built_once

ROOT = Path(__file__).resolve().parent.parent

LONGEST = (
    "dataset/test_killed.py",
    "reading/test_hostile.py",
    "test_changing.py",
    "publishing/browser/test_every_page.py",
    "dataset/test_cluster.py",
    "loading/test_other_stores.py",
    "questions/test_summary.py",
    "test_building.py",
    "dataset/test_workers.py",
    "questions/test_trace.py",
    "loading/test_loader.py",
    "cli/test_build_sources.py",
    "cli/test_main.py",
    "dataset/test_links.py",
    "comparison/test_matrix.py",
    "chains/test_chains.py",
)
"""Files of tests that take longest, relative to this folder: with several processes, they come first, so that none is alone in the end."""

if "PYTEST_XDIST_WORKER" in os.environ:
    # How long an example takes depends then on what the other processes do; Hypothesis leaves that out in continuous integration too.
    settings.register_profile("busy", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("busy")
    # These processes are told of a narrow terminal, which the command's console would take for the user's before a test says otherwise.
    for name in ("COLUMNS", "LINES"):
        os.environ.pop(name, None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first where pytest-xdist gives files to processes; else leave the order as it is."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        place = {ROOT / "tests" / name: number for number, name in enumerate(LONGEST)}
        items.sort(key=lambda item: place.get(item.path, len(place)))


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    return load_lexicon()


@pytest.fixture(scope="session")
def parser(lexicon: Lexicon) -> DocumentParser:
    return DocumentParser(lexicon, load_gazetteer())


@pytest.fixture(scope="session")
def read(lexicon: Lexicon, parser: DocumentParser) -> Callable[[str], Document]:
    """Return a function that reads raw text as a document."""

    def from_text(raw: str) -> Document:
        digest = hashlib.sha256(raw.encode()).hexdigest()
        return parser.parse(Source("test.txt", digest, "text/plain", "utf-8"), clean(raw, lexicon))

    return from_text


@pytest.fixture(scope="session")
def plan_of(read: Callable[[str], Document]) -> Callable[[str], Plan]:
    """Return a function that reads the body of a city's division plan (sections from 一、 on) and returns the plan."""

    def from_body(body: str, area: str = "临汾市", levels: str = "市与县") -> Plan:
        title = f"{area}交通运输领域{levels}财政事权和支出责任划分改革方案"
        raw = f"{area}人民政府办公室关于印发{title}的通知\n\n各有关单位：\n现印发给你们。\n\n{title}\n\n为推进改革，制定本方案。\n{body}\n"
        return read(raw).plans[0]

    return from_body


@pytest.fixture(scope="session")
def five(tmp_path_factory: pytest.TempPathFactory) -> BuildResult:
    """The data set of the five documents."""
    return built_once("five", [ROOT / "data" / "documents"], tmp_path_factory)


@pytest.fixture(scope="session")
def chains_and_five(tmp_path_factory: pytest.TempPathFactory) -> BuildResult:
    """The data set of chains of three domains over four tiers, with plans revised, and of the five documents."""
    sources = [ROOT / "data" / "documents", ROOT / "tests" / "chains" / "documents"]
    return built_once("chains-and-five", sources, tmp_path_factory)


@pytest.fixture(scope="session")
def all_authored(tmp_path_factory: pytest.TempPathFactory) -> BuildResult:
    """The data set of the chains over four tiers, with plans revised, and of authored documents of every domain and form.

    Some files have one name in both folders, and gold is found by the names of files, so those of the chains have names of their own.
    """
    chains = tmp_path_factory.mktemp("chains")
    for path in (ROOT / "tests" / "chains" / "documents").iterdir():
        shutil.copy(path, chains / f"chain-{path.name}")
    documents = [path for path in (ROOT / "tests" / "documents").glob("*.*") if path.suffix != ".csv"]
    return built_once("all-authored", [chains, *sorted(documents)], tmp_path_factory)
