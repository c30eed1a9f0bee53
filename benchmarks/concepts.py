"""How well tasks are matched to concepts, and how well concepts are found where there are none.

    python benchmarks/concepts.py [--unseen GOLD.json ...]

Printed are Markdown tables. The first: concepts of the annotated tasks of intellectual property, document by document. Known
wordings of the document under test are withheld, and so is every cue that fires on a task of this document and on no task of
the same concept in another one. Labels and alternative labels cannot be withheld: nothing tells which document they owe
something to. Documents named with --unseen are kept out of the known wordings throughout and measured by themselves.

The second: groups found by `shiquan concepts propose` without any vocabulary, against the annotated concepts. Two tasks are a pair
in the annotation where they share a concept, and in the answer where they share a group.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path

from shiquan.reading.folding import fold
from shiquan.tasks.clustering import TaskStatement, candidates
from shiquan.tasks.mappings import MANUAL, Mapping, Predicate, subject_of
from shiquan.tasks.matching import ConceptMatcher
from shiquan.tasks.vocabulary import TaskConcept, Vocabulary, load_vocabulary
from shiquan.tasks.wording import normal_wording

ROOT = Path(__file__).resolve().parent.parent
DOMAIN, DOMAIN_LABEL = "intellectual-property", "知识产权"
KEPT_OUT = ("mianyang-ip", "yueyang-ip")
"""Documents whose wordings are in no mapping; they serve to measure unseen wording."""


@dataclass(frozen=True)
class Annotated:
    """An annotated document: its name and its tasks with their concepts (notations)."""

    name: str
    tasks: tuple[tuple[TaskStatement, frozenset[str]], ...]


@dataclass(frozen=True)
class Score:
    """Counts of right, extra and missed answers."""

    right: int
    extra: int
    missed: int

    @property
    def precision(self) -> float:
        """The share of the answers that are right."""
        return self.right / max(1, self.right + self.extra)

    @property
    def recall(self) -> float:
        """The share of what is annotated that was answered."""
        return self.right / max(1, self.right + self.missed)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return 2 * self.right / max(1, 2 * self.right + self.extra + self.missed)

    def __add__(self, other: Score) -> Score:
        return Score(self.right + other.right, self.extra + other.extra, self.missed + other.missed)

    def __str__(self) -> str:
        return f"{self.precision:.4f} | {self.recall:.4f} | {self.f1:.4f} | {self.right} | {self.extra} | {self.missed}"


def read(path: Path) -> Annotated | None:
    """Return an annotated document of the domain with concepts, None for another."""
    document = json.loads(path.read_text(encoding="utf-8"))
    if document.get("domain") != DOMAIN_LABEL:
        return None
    headings = {section["path"]: section["heading"] for section in document["sections"]}
    tasks = tuple(
        (
            TaskStatement(path.stem, assignment["id"], headings.get(assignment["section"], ""), task["text"]),
            frozenset(task["concepts"]),
        )
        for assignment in document.get("assignments", [])
        for task in assignment["tasks"]
    )
    return Annotated(path.stem, tasks) if any(concepts for _, concepts in tasks) else None


def annotated(folder: Path) -> tuple[Annotated, ...]:
    """Return the annotated documents of the domain in a folder."""
    return tuple(document for path in sorted(folder.glob("*.json")) if (document := read(path)))


def vocabulary() -> Vocabulary:
    """Return the vocabulary of the domain."""
    found = load_vocabulary(DOMAIN)
    assert found
    return found


def known_wordings(documents: Iterable[Annotated]) -> list[Mapping]:
    """Return the annotations of documents as decisions on wordings."""
    rows = set()
    for document in documents:
        for task, concepts in document.tasks:
            subject, wording = subject_of(task.text)
            for concept in concepts:
                rows.add(Mapping(subject, wording, Predicate.CLOSE, "", f"concept:{concept}", concept, MANUAL))
    return sorted(rows)


def without_cues_of(tested: Annotated, others: Sequence[Annotated], words: Vocabulary) -> Vocabulary:
    """Return the vocabulary without the cues that only the tested document supports."""

    def supported(concept: TaskConcept, cue: str) -> bool:
        notation = concept.name.rpartition("/")[2]
        fires = re.compile(".{0,60}?".join(map(re.escape, cue.split("…"))))
        here = any(fires.search(fold(task.text)) for task, concepts in tested.tasks if notation in concepts)
        there = any(
            fires.search(fold(task.text)) for other in others for task, concepts in other.tasks if notation in concepts
        )
        return there or not here

    return Vocabulary(
        words.domain,
        tuple(
            replace(concept, cues=tuple(cue for cue in concept.cues if supported(concept, cue)))
            for concept in words.concepts
        ),
    )


def without_any_cue(words: Vocabulary) -> Vocabulary:
    """Return the vocabulary with its labels only."""
    return Vocabulary(words.domain, tuple(replace(concept, cues=(), vetoes=()) for concept in words.concepts))


def score(matcher: ConceptMatcher, document: Annotated, differences: list[str]) -> Score:
    """Compare the concepts of a document's tasks with its annotation; tell what differs."""
    total = Score(0, 0, 0)
    for task, wanted in document.tasks:
        got = {concept.rpartition("/")[2] for concept in matcher.match(task.text)}
        total += Score(len(got & wanted), len(got - wanted), len(wanted - got))
        if got != wanted:
            differences.append(
                f"{document.name}: {task.text}: missed {sorted(wanted - got)}, extra {sorted(got - wanted)}"
            )
    return total


def matching(documents: Sequence[Annotated], tested: Sequence[Annotated]) -> Iterator[tuple[str, Score, list[str]]]:
    """Yield how tested documents fare, each withheld from what is known, with all evidence and with parts of it."""
    words = vocabulary()
    ways = ("labels, cues and known wordings", "labels and known wordings", "labels and cues", "labels only")
    for way in ways:
        total, differences = Score(0, 0, 0), list[str]()
        for document in tested:
            others = [other for other in documents if other.name != document.name]
            held = without_cues_of(document, others, words) if "cues" in way else without_any_cue(words)
            known = known_wordings(others) if "known" in way else []
            total += score(ConceptMatcher(held, known), document, differences)
        yield way, total, differences


def pairs(documents: Sequence[Annotated]) -> tuple[Score, int]:
    """Return how pairs of tasks that share a group compare with pairs that share a concept, and how many groups there are."""
    found = candidates(task for document in documents for task, _ in document.tasks)
    groups: dict[TaskStatement, set[int]] = {}
    for number, candidate in enumerate(found):
        for task in candidate.members:
            groups.setdefault(task, set()).add(number)
    total = Score(0, 0, 0)
    everything = [pair for document in documents for pair in document.tasks]
    for (first, wanted), (second, also) in combinations(everything, 2):
        same, together = bool(wanted & also), bool(groups[first] & groups[second])
        total += Score(same and together, together and not same, same and not together)
    return total, len(found)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--unseen", type=Path, nargs="*", default=[])
    given = parser.parse_args()
    five = annotated(ROOT / "tests" / "gold")
    everything = (*five, *annotated(ROOT / "tests" / "documents" / "gold"))
    elsewhere = tuple(document for path in given.unseen if (document := read(path)))
    names = {*KEPT_OUT, *(document.name for document in elsewhere)}
    known = tuple(document for document in everything if document.name not in names)
    unseen = (*(document for document in everything if document.name in KEPT_OUT), *elsewhere)
    rows = [(f"each of {len(known)} documents withheld in turn", known), *((one.name, (one,)) for one in unseen)]
    print("| tested | evidence | precision | recall | F1 | right | extra | missed |\n|---|---|---|---|---|---|---|---|")
    told: list[str] = []
    for title, tested in rows:
        for way, total, differences in matching(known, tested):
            print(f"| {title} | {way} | {total} |")
            if way.startswith("labels, cues"):
                told += differences
    print("\nDifferences with all evidence:\n" + "\n".join(f"- {line}" for line in told))
    print(
        "\n| grouped without vocabulary | groups | precision | recall | F1 | right | extra | missed |\n|---|---|---|---|---|---|---|---|"
    )
    for title, tested in (
        ("the five documents (four of them name tasks)", five),
        (f"all {len(known) + len(unseen)} documents", (*known, *unseen)),
        ("the authored documents alone", (*known[len(five) :], *unseen)),
    ):
        total, number = pairs(tested)
        print(f"| {title} | {number} | {total} |")
    matcher = ConceptMatcher(vocabulary(), known_wordings(known))
    texts = [f"{task.text}{number}" for number in range(10) for document in everything for task, _ in document.tasks]
    normal_wording.cache_clear()
    begun = time.perf_counter()
    for text in texts:
        matcher.match(text)
    print(f"\n{len(texts) / (time.perf_counter() - begun):.0f} different tasks a second")


if __name__ == "__main__":
    main()
