"""Make `data/mappings/<domain>.sssom.tsv` from annotated documents: every wording that people have mapped by hand.

Decisions that came from elsewhere (`shiquan review`) are kept. Documents named after --without stay out, so that they can serve
to measure how tasks of unseen wording are matched.

    python scripts/map_annotated_tasks.py intellectual-property 2026-11-22 tests/gold tests/documents/gold \
        --without yueyang-ip --without mianyang-ip
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from shiquan.tasks.mappings import MANUAL, Mapping, Predicate, as_tsv, load_mappings, mappings_file, subject_of
from shiquan.tasks.vocabulary import load_vocabulary
from shiquan.tasks.wording import normal_wording

ANNOTATORS = "The shiquan authors"
FROM_ANNOTATION = "annotated in"


def main() -> None:
    """Write the file and tell how many rows it has."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("domain")
    parser.add_argument("date")
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--without", action="append", default=[])
    given = parser.parse_args()
    paths = [
        path for folder in given.folders for path in sorted(folder.glob("*.json")) if path.stem not in given.without
    ]
    rows = {(row.subject_id, row.object_id): row for row in annotated(given.domain, given.date, paths)}
    for row in load_mappings(given.domain):
        if not row.comment.startswith(FROM_ANNOTATION):
            rows[row.subject_id, row.object_id] = row
    target = mappings_file(given.domain)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(as_tsv(rows.values(), given.domain), encoding="utf-8", newline="\n")
    print(f"{target.name}: {len(rows)} rows")


def annotated(domain: str, date: str, paths: list[Path]) -> list[Mapping]:
    """Return the mappings that annotated documents of a domain hold, each naming the first document that has the wording.

    Raises:
        KeyError: an annotation names a concept that the vocabulary does not have.

    """
    vocabulary = load_vocabulary(domain)
    if vocabulary is None:
        raise KeyError(domain)
    concepts = {concept.name.rpartition("/")[2]: concept for concept in vocabulary.concepts}
    found: dict[tuple[str, str], Mapping] = {}
    for path in paths:
        document = json.loads(path.read_text(encoding="utf-8"))
        for assignment in document.get("assignments", []):
            for task in assignment["tasks"]:
                subject, wording = subject_of(task["text"])
                names = [name for name in task["concepts"] if name in concepts]
                for name in names:
                    concept = concepts[name]
                    same = wording in {normal_wording(label) for label in concept.labels}
                    predicate = Predicate.NARROW if len(names) > 1 else Predicate.EXACT if same else Predicate.CLOSE
                    row = Mapping(
                        subject,
                        wording,
                        predicate,
                        "",
                        f"concept:{name}",
                        concept.label,
                        MANUAL,
                        author_label=ANNOTATORS,
                        mapping_date=date,
                        confidence="1.00",
                        comment=f"{FROM_ANNOTATION} {path.parent.parent.name}/{path.parent.name}/{path.name}",
                    )
                    found.setdefault((row.subject_id, row.object_id), row)
    return list(found.values())


if __name__ == "__main__":
    main()
