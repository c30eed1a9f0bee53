"""`shiquan concepts` and `shiquan review` as users run them, on the five documents and on an authored one."""

from __future__ import annotations

import csv
import io
import os
import pty
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from shiquan.building import BuildResult, build
from shiquan.cli.main import app
from shiquan.errors import UsageError
from shiquan.tasks.mappings import Mapping, load_mappings, mappings_folder, read_mappings
from shiquan.tasks.matching import concept_matcher
from shiquan.tasks.vocabulary import load_vocabulary

DOUBTFUL = """\
临汾市人民政府办公室关于印发临汾市知识产权领域市与县财政事权和支出责任划分改革方案的通知

临政办发〔2099〕1号

各县（市、区）人民政府：
现印发给你们。

临汾市知识产权领域市与县财政事权和支出责任划分改革方案

为推进改革，制定本方案。
一、主要内容
（一）知识产权保护
将全市性知识产权保护体系建设，县级知识产权日常巡查办案，确认为市级财政事权，由市级承担支出责任。
"""
STATEMENT = "将全市性知识产权保护体系建设，县级知识产权日常巡查办案，确认为市级财政事权，由市级承担支出责任。"
HEADER = "subject,wording,concept,label,confidence,taken,number,task,quote,other_number,other_task,other_quote"


@pytest.fixture(scope="module")
def authored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("authored")
    (folder / "plan.txt").write_text(DOUBTFUL, encoding="utf-8")
    return build([folder / "plan.txt"], folder / "out").folder


def _run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments], env={"COLUMNS": "200"})


@pytest.fixture
def mappings(tmp_path: Path) -> Path:
    """A copy of the package's mappings, so that decisions of a test do not enter them."""
    shutil.copytree(mappings_folder(), tmp_path / "mappings")
    return tmp_path / "mappings"


def test_a_doubtful_match_is_listed_and_decided(authored: Path, mappings: Path) -> None:
    listed = _run("review", "--data", authored, "--format", "csv", "--mappings", mappings)
    assert list(csv.reader(io.StringIO(listed.stdout))) == [
        HEADER.split(","),
        [
            "wording:b2fbadb44200", "知识产权日常巡查办案", "enforcement", "知识产权执法", "0.42", "True", "临政办发〔2099〕1号",
            "县级知识产权日常巡查办案", STATEMENT, "", "", "临政办发〔2024〕39号：“县级知识产权执法、快速协同保护、维权援助”",
        ],
    ]  # fmt: skip
    decided = _run(
        "review", "--data", authored, "--decide", "wording:b2fbadb44200", "enforcement", "narrower",
        "--reason", "办案只是执法的一部分", "--author", "王某", "--date", "2025-01-31", "--mappings", mappings,
    )  # fmt: skip
    assert decided.exit_code == 0
    assert [row for row in load_mappings("intellectual-property", mappings) if row.author_label == "王某"] == [
        Mapping(
            "wording:b2fbadb44200", "知识产权日常巡查办案", "skos:narrowMatch", "", "concept:enforcement", "知识产权执法",
            "semapv:ManualMappingCuration", author_label="王某", mapping_date="2025-01-31", confidence="1.00",
            comment="办案只是执法的一部分",
        )
    ]  # fmt: skip
    concept_matcher.cache_clear()
    again = _run("review", "--data", authored, "--format", "csv", "--mappings", mappings)
    assert again.stdout.splitlines() == [HEADER]


def test_a_rejected_match_is_gone_from_the_next_reading(authored: Path, mappings: Path) -> None:
    before = concept_matcher("intellectual-property", None, mappings)
    assert before
    assert before.match("市级知识产权日常巡查办案") == ("intellectual-property/enforcement",)
    _run(
        "review", "--data", authored, "--decide", "知识产权日常巡查办案", "enforcement", "differs",
        "--reason", "不是执法", "--author", "王某", "--date", "2025-01-31", "--mappings", mappings,
    )  # fmt: skip
    concept_matcher.cache_clear()
    matcher = concept_matcher("intellectual-property", None, mappings)
    assert matcher
    assert matcher.match("市级知识产权日常巡查办案") == ()
    rejected = [row for row in load_mappings("intellectual-property", mappings) if row.rejected]
    assert [(row.concept, row.comment) for row in rejected] == [("enforcement", "不是执法")]


@pytest.mark.parametrize(
    "wrong",
    [
        ["没有的概念概念", "enforcements", "same"],
        ["知识产权日常巡查办案", "enforcement", "equal"],
        ["wording:000000000000", "enforcement", "same"],
    ],
)
def test_a_wrong_decision_writes_nothing(authored: Path, tmp_path: Path, wrong: list[str]) -> None:
    done = _run(
        "review", "--data", authored, "--decide", *wrong,
        "--reason", "理由", "--author", "王某", "--date", "2025-01-31", "--mappings", tmp_path / "mappings",
    )  # fmt: skip
    assert isinstance(done.exception, UsageError)
    assert not (tmp_path / "mappings").exists()


def test_the_five_documents_have_no_doubtful_match(five: BuildResult) -> None:
    assert _run("review", "--data", five.folder, "--format", "csv").stdout.splitlines() == [HEADER]


def test_concepts_are_proposed_accepted_and_found_again(five: BuildResult, tmp_path: Path) -> None:
    draft = tmp_path / "draft.ttl"
    proposed = _run("concepts", "propose", "--domain", "知识产权", "--data", five.folder, "--out", draft)
    assert proposed.exit_code == 0
    assert "知识产权保护体系建设" in proposed.stdout
    accepted = _run("concepts", "accept", draft, "--into", tmp_path / "tasks")
    assert accepted.exit_code == 0
    vocabulary = load_vocabulary("intellectual-property", tmp_path / "tasks")
    assert vocabulary
    assert f"{len(vocabulary.concepts)} 个概念" in accepted.stdout.replace("\n", "")
    matcher = concept_matcher("intellectual-property", tmp_path / "tasks", tmp_path)
    assert matcher
    assert matcher.match("县级知识产权风险预测预警") == ("intellectual-property/zhishichanquanfengxianyuceyujing",)


def test_a_draft_goes_to_standard_output_and_is_the_same_each_time(five: BuildResult) -> None:
    first, second = (
        _run("concepts", "propose", "--domain", domain, "--data", five.folder).stdout_bytes
        for domain in ("知识产权", "intellectual-property")
    )
    assert first == second
    assert first.startswith(b"@base ")


def test_a_domain_that_no_document_has_is_told(five: BuildResult) -> None:
    done = _run("concepts", "propose", "--domain", "交通运输", "--data", five.folder)
    assert isinstance(done.exception, UsageError)
    assert "It has: intellectual-property" in done.exception.en


def test_all_mappings_of_a_data_set_are_written(five: BuildResult, tmp_path: Path) -> None:
    out = tmp_path / "five.sssom.tsv"
    assert _run("concepts", "mappings", "--domain", "知识产权", "--data", five.folder, "--out", out).exit_code == 0
    rows = read_mappings(out)
    assert [row.predicate_id + " " + row.concept for row in rows if row.subject_label == "知识产权人才队伍建设"] == [
        "skos:exactMatch talent"
    ]
    assert {row.mapping_justification for row in rows} == {"semapv:ManualMappingCuration"}


def test_on_a_terminal_the_verdict_is_asked_for(authored: Path, mappings: Path) -> None:
    """In a terminal of its own, because the command asks only where there is one."""
    command = [sys.executable, "-m", "shiquan.cli.main", "review", "--data", str(authored), "--mappings", str(mappings)]
    ours, theirs = pty.openpty()
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, close_fds=True) as running:
        os.close(theirs)
        os.write(ours, "broader\n概念更宽\n王某\n2025-01-31\n".encode())
        said = b""
        while running.poll() is None:
            try:
                said += os.read(ours, 4096)
            except OSError:
                break
    os.close(ours)
    assert running.returncode == 0
    assert "知识产权日常巡查办案" in said.decode(errors="replace")
    decided = [row for row in load_mappings("intellectual-property", mappings) if row.author_label == "王某"]
    assert [(row.predicate_id, row.concept, row.mapping_date, row.comment) for row in decided] == [
        ("skos:broadMatch", "enforcement", "2025-01-31", "概念更宽")
    ]


def test_the_hash_seed_makes_no_difference(five: BuildResult) -> None:
    command = [sys.executable, "-m", "shiquan.cli.main", "concepts"]
    given = ["--domain", "知识产权", "--data", str(five.folder)]
    for name in ("propose", "mappings"):
        said = {
            subprocess.run(
                [*command, name, *given], capture_output=True, check=True, env={**os.environ, "PYTHONHASHSEED": seed}
            ).stdout
            for seed in ("0", "1", "2")
        }
        assert len(said) == 1
