"""What many tests share: the lexicon, the parser, and a data set built once from the five documents."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from shiquan.building import BuildResult, build
from shiquan.lexicon import Lexicon, load_lexicon
from shiquan.model import Document, Plan, Source
from shiquan.parsing.document import DocumentParser
from shiquan.parsing.places import load_gazetteer
from shiquan.reading.cleaning import clean

ROOT = Path(__file__).resolve().parent.parent


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
    return build([ROOT / "data" / "documents"], tmp_path_factory.mktemp("five") / "build")
