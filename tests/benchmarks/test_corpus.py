"""The rendered corpus: the same bytes for any number of documents and processes, whole chains, and annotations that the text bears out."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from shiquan.building import DocumentBuilder
from shiquan.errors import UnreadableDocument
from shiquan.reading.sources import file_source

SEED = 7
BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"


@pytest.fixture(scope="module", autouse=True)
def corpus() -> Iterator[Any]:
    """The package of the corpus, which is no part of the library."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(BENCHMARKS))
        yield import_module("national_corpus.writing")


@pytest.fixture(scope="module")
def rendered(corpus: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small corpus with annotations and broken files."""
    folder: Path = tmp_path_factory.mktemp("corpus")
    corpus.write_corpus(folder, 240, SEED, 1, 0.05, True)
    return folder


def digests(folder: Path) -> dict[str, str]:
    """The SHA-256 of every file by its path."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def listed(folder: Path) -> list[dict[str, str]]:
    """The rows of the corpus's list."""
    with (folder / "manifest.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_bytes_do_not_depend_on_processes(corpus: Any, rendered: Path, tmp_path: Path) -> None:
    corpus.write_corpus(tmp_path, 240, SEED, 2, 0.05, True)
    assert digests(tmp_path) == digests(rendered)


def test_a_short_corpus_is_the_beginning_of_a_long_one(corpus: Any, rendered: Path, tmp_path: Path) -> None:
    corpus.write_corpus(tmp_path, 90, SEED, 1, 0.05, True)
    short, whole = digests(tmp_path), digests(rendered)
    del short["manifest.csv"]
    assert short.items() <= whole.items()
    assert listed(tmp_path) == listed(rendered)[:90]


def test_another_seed_gives_another_corpus(corpus: Any, rendered: Path, tmp_path: Path) -> None:
    corpus.write_corpus(tmp_path, 90, SEED + 1, 1, 0.05, True)
    assert not digests(tmp_path).items() & digests(rendered).items()


def test_the_whole_country(corpus: Any) -> None:
    """Every government has a plan in each of the thirteen domains; some prefectures have a revised one too."""
    places = import_module("national_corpus.places").load_country().places
    every = corpus.slots(SEED, 50_000)
    first = [slot for slot in every if slot.version == 1]
    assert len(set(every)) == len(every)
    assert {(slot.area, slot.domain) for slot in first} == {(code, domain) for code in places for domain in range(13)}
    assert {places[slot.area].tier for slot in every if slot.version == 2} == {"prefecture"}


def test_the_plan_above_comes_first(corpus: Any) -> None:
    places = import_module("national_corpus.places").load_country().places
    seen = set()
    for slot in corpus.slots(SEED, 3000):
        parent = places[slot.area].parent
        assert parent is None or (parent, slot.domain) in seen
        seen.add((slot.area, slot.domain))


def test_cited_documents_are_in_the_corpus(rendered: Path) -> None:
    """A plan cites the plan above by the number and title that it has; only opinions of the own government are not in the corpus."""
    in_citations = str.maketrans("《》（）", "〈〉()")
    notices = {
        (notice.number, notice.title.translate(in_citations))
        for slot in import_module("national_corpus.sequence").slots(SEED, 240)
        for notice in [import_module("national_corpus.notices").notice_of(SEED, slot)]
    }
    cited = [
        (base["number"], base["title"].translate(in_citations))
        for path in sorted((rendered / "gold").glob("*.json"))
        for base in json.loads(path.read_text(encoding="utf-8"))["bases"]
        if base["number"] and not base["title"].endswith("实施意见")
    ]
    assert len(cited) > 200
    assert [pair for pair in cited if pair not in notices] == []


def test_annotations_quote_the_text(rendered: Path) -> None:
    """Whatever an annotation quotes stands in the file, white space and pages' marks aside."""
    for row in listed(rendered):
        if row["state"] == "broken" or row["format"] == "docx" or "broken-lines" in row["families"]:
            continue
        text = (rendered / "documents" / row["folder"] / row["file"]).read_text(encoding=row["encoding"])
        squeezed = "".join(text.split())
        gold = json.loads((rendered / "gold" / f"{row['file']}.json").read_text(encoding="utf-8"))
        for statement in (*gold["assignments"], *gold["residuals"], *gold.get("targets", ())):
            assert "".join(statement["quote"].split()) in squeezed
        for assignment in gold["assignments"]:
            for clause in assignment["clauses"]:
                assert clause["condition"] in assignment["quote"]


def test_broken_files_have_no_annotation_and_are_refused(rendered: Path) -> None:
    broken = [row for row in listed(rendered) if row["state"] == "broken"]
    assert broken
    builder = DocumentBuilder()
    for row in broken:
        assert not (rendered / "gold" / f"{row['file']}.json").exists()
        with pytest.raises(UnreadableDocument):
            builder.build(file_source(rendered / "documents" / row["folder"] / row["file"]))


def test_extraction_of_the_first_documents(rendered: Path) -> None:
    """The scorer compares what is read with the annotation.

    What frames a document is read without any difference; some wordings of statements are not read yet, which the corpus is
    there to show. Web pages lose headings that recur and are left out.
    """
    score = import_module("corpus_score")
    compared = [document for document in score.compare(rendered, 10, 1) if not document.name.endswith(".html")]
    framed = {"documents", "plans", "bases", "sections", "residuals", "measures", "targets"}
    differences = [(d.name, table, row) for d in compared for table, row in (*d.extra, *d.missed)]
    assert [difference for difference in differences if difference[1] in framed] == []
    assert len(differences) < 0.1 * sum(d.right.total() for d in compared)
    assert score.table(compared).splitlines()[-1] == "broken but read: none"
